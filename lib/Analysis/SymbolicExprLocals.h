//===- SymbolicExprLocals.h - How the locals of a function vary -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One walk over a function's body finds, for every variable, what is assigned
/// to it and whether anything else can change it. This decides which locals
/// may be replaced by their initialisers.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPRLOCALS_H
#define PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPRLOCALS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <string>

namespace perfclaim {

struct ParsedUnit;

/// What happens to one variable after its declaration.
struct LocalFacts {
  struct Assignment {
    const clang::FieldDecl *Field = nullptr; ///< `grid.x = ...`.
    const clang::Expr *Value = nullptr;
    const clang::Stmt *Where = nullptr;
    bool Conditional = false; ///< Below an if, a loop, a switch or a lambda.
  };
  llvm::SmallVector<Assignment, 2> Assignments; ///< Plain `=`, in order.
  bool OtherChange = false; ///< `+=`, `++`, non-const reference, method.
  bool WholeChange = false; ///< One of these that is not to a single field.
  llvm::SmallPtrSet<const clang::FieldDecl *, 2> ChangedFields;
  bool AddressTaken = false; ///< `&x`, other than for a launch's arguments.
  bool modified() const {
    return OtherChange || AddressTaken || !Assignments.empty();
  }
};

class FunctionFacts {
public:
  FunctionFacts() = default;
  explicit FunctionFacts(const clang::FunctionDecl *Function);

  const LocalFacts &of(const clang::ValueDecl *Variable) const;
  bool modified(const clang::ValueDecl *Variable) const {
    return of(Variable).modified();
  }
  /// Variables of a for statement that only its increment changes.
  bool isLoopVariable(const clang::ValueDecl *Variable) const {
    return LoopVariables.contains(Variable->getCanonicalDecl());
  }
  /// The expression that gives \p Variable its only value: its initialiser, or
  /// the one unconditional assignment to a variable without initialiser.
  const clang::Expr *valueOf(const clang::VarDecl *Variable) const;

private:
  friend class FactsVisitor;
  llvm::DenseMap<const clang::Decl *, LocalFacts> Facts;
  llvm::DenseSet<const clang::Decl *> LoopVariables;
};

/// The facts of \p Function (null has none), gathered once for a unit.
std::shared_ptr<const FunctionFacts>
factsOf(const ParsedUnit &Unit, const clang::FunctionDecl *Function);

/// The variable that an lvalue is part of: `a` for `a`, `a.x`, `(a)`, `a[3]`
/// of an array; null for anything behind a pointer. \p Field is set where the
/// lvalue is exactly one member of it.
const clang::ValueDecl *rootVariable(const clang::Expr *E,
                                     const clang::FieldDecl **Field = nullptr,
                                     bool *Whole = nullptr);

/// The function a call leads to, and where that is a template that the call
/// does not resolve, the only candidate's pattern.
const clang::FunctionDecl *calleeOf(const clang::CallExpr *Call);

/// Name of the function a call leads to, also where it is not resolved.
std::string calledName(const clang::CallExpr *Call);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPRLOCALS_H
