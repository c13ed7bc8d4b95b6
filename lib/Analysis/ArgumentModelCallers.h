//===- ArgumentModelCallers.h - What callers tell of arguments --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The calls and launches of a function in its unit, what callers allocate for
/// its pointers, and the constants that they pass for its integers.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELCALLERS_H
#define PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELCALLERS_H

#include "AnalysisInternal.h"
#include "SymbolicExpr.h"
#include "SymbolicExprPolynomial.h"

namespace perfclaim {

/// One call or launch of a function.
struct CallContext {
  const clang::FunctionDecl *Caller = nullptr;
  const clang::Expr *Call = nullptr;
  llvm::SmallVector<const clang::Expr *, 16> Arguments;
  const clang::Expr *Grid = nullptr, *Block = nullptr;
  bool Launch = false;
};

/// All of them in functions of the repository, those in `main` first.
std::vector<CallContext> callsOf(const ParsedUnit &Unit,
                                 const clang::FunctionDecl *Function);

/// What a buffer was allocated with: a formula in bytes over the caller's
/// integers.
struct Allocation {
  Polynomial Bytes;
  std::string Text;
  SourcePlace Place;
};

/// Formulas over the integers of one caller, by their names.
class CallerScope {
public:
  CallerScope(const ParsedUnit &Unit, const clang::FunctionDecl *Caller);

  std::optional<Polynomial> fold(const clang::Expr *E);
  std::array<std::optional<Polynomial>, 3> foldDim3(const clang::Expr *E);
  /// The value of a symbol whose variable has a constant initialiser.
  std::optional<int64_t> constantOf(const std::string &Symbol) const;
  /// The most that a symbol can be which goes with the device.
  std::optional<int64_t> largestOf(const std::string &Symbol) const;
  /// Of what the pointer \p E points to.
  std::optional<Allocation> allocationOf(const clang::Expr *E,
                                         unsigned Depth = 0);
  /// Constants that \p E is seen to take.
  std::vector<int64_t> valuesOf(const clang::Expr *E, unsigned Depth = 0);
  const clang::FunctionDecl *caller() const { return Caller; }

private:
  void collectAllocations(const clang::Stmt *S, unsigned Depth = 0);
  void noteAllocation(const clang::ValueDecl *Pointer, const clang::Expr *Size,
                      std::optional<uint64_t> Factor, const clang::Expr *Call);
  std::optional<Expression> leaf(const clang::Expr *E);

  struct Noted {
    const clang::Expr *Size = nullptr;
    const clang::Expr *Count = nullptr; ///< calloc's other factor.
    uint64_t Factor = 1;
    const clang::Expr *Call = nullptr;
  };
  const ParsedUnit &Unit;
  const clang::FunctionDecl *Caller;
  ExpressionFolder Folder;
  std::map<std::string, const clang::ValueDecl *> Symbols;
  llvm::DenseMap<const clang::ValueDecl *, Noted> Allocations;
};

/// Name of a parameter as models use it: unique, and never empty.
std::string parameterName(const clang::FunctionDecl *Function, unsigned Index);

/// What the unit's functions set a variable of namespace scope to.
struct GlobalValues {
  std::vector<int64_t> Values; ///< Constants; the initialiser's if none.
  std::string Property;        ///< Member of cudaDeviceProp, or "".
  SourcePlace Place;           ///< Of the assignment.
};
GlobalValues valuesOfGlobal(const ParsedUnit &Unit,
                            const clang::VarDecl *Variable);

/// Rewrites a formula over a caller's integers into one over the parameters
/// that they are passed for: with `N` given `B * T`, `B*T*C` becomes `N*C`.
/// Symbols that stay are replaced by their constants where they have one;
/// \p UsedConstants is set then. Nothing where symbols remain.
std::optional<Polynomial>
invert(const Polynomial &P,
       llvm::ArrayRef<std::pair<std::string, Polynomial>> Arguments,
       const CallerScope &Scope, bool &UsedConstants);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_ARGUMENTMODELCALLERS_H
