//===- SymbolicExpr.h - From C++ expressions to formulas --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Folds locals, helpers and constants into an integer formula. What stays
/// open is decided by the caller: parameters, or any expression that a
/// benchmark can give a value to.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPR_H
#define PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPR_H

#include "AnalysisInternal.h"
#include "SymbolicExprLocals.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace perfclaim {

/// How a local got its value from `if` and `else`: a value, or a choice.
struct Decision {
  const clang::Expr *Value = nullptr;
  const clang::Expr *Condition = nullptr;
  std::shared_ptr<const Decision> Then = nullptr, Else = nullptr;
};

/// Null unless every assignment to \p Variable is part of if chains that
/// follow its declaration in the same block.
std::shared_ptr<const Decision> decisionOf(const clang::VarDecl *Variable,
                                           const FunctionFacts &Facts,
                                           const clang::FunctionDecl *Function);

/// The same for what \p Use finds in \p Variable: assignments in the loops and
/// blocks around it count, later ones do not. Null where it is not known.
std::shared_ptr<const Decision> decisionAt(const clang::Expr *Use,
                                           const clang::VarDecl *Variable,
                                           const FunctionFacts &Facts,
                                           const clang::FunctionDecl *Function);

/// Folds expressions of one function.
class ExpressionFolder {
public:
  /// Asked about everything that cannot be folded: references to parameters
  /// and to varying locals, members, calls.
  using LeafFunction =
      std::function<std::optional<Expression>(const clang::Expr *)>;

  ExpressionFolder(const clang::ASTContext &Context,
                   const clang::FunctionDecl *Enclosing,
                   std::shared_ptr<const FunctionFacts> Known,
                   LeafFunction Leaf)
      : Context(Context), Enclosing(Enclosing), Known(std::move(Known)),
        Facts(*this->Known), Leaf(std::move(Leaf)) {}

  /// Asks about locals with constant initialisers instead of folding them.
  bool KeepConstants = false;
  /// Asks about parameters that the function sets anew.
  bool AskAboutVarying = false;

  std::optional<Expression> fold(const clang::Expr *E);
  /// The three components of a dim3 or of an integer in its place.
  std::array<std::optional<Expression>, 3> foldDim3(const clang::Expr *E);
  const FunctionFacts &facts() const { return Facts; }

private:
  std::optional<Expression> foldBinary(const clang::BinaryOperator *Operator);
  std::optional<Expression> foldCall(const clang::CallExpr *Call);
  std::optional<Expression> foldReference(const clang::DeclRefExpr *Reference);
  std::optional<Expression> foldMember(const clang::Expr *E);
  std::optional<Expression> foldDecision(const Decision &D);
  std::optional<Expression> foldCeil(const clang::Expr *E);
  std::optional<Expression> ask(const clang::Expr *E);

  const clang::ASTContext &Context;
  const clang::FunctionDecl *Enclosing;
  std::shared_ptr<const FunctionFacts> Known;
  const FunctionFacts &Facts;
  LeafFunction Leaf;
  llvm::DenseMap<const clang::Decl *, Expression> Bindings;
  /// What a local folds to; nothing where it does not.
  llvm::DenseMap<const clang::VarDecl *, std::optional<Expression>> Folded;
  llvm::SmallPtrSet<const clang::VarDecl *, 8> BeingFolded;
  unsigned Depth = 0;
};

/// The expression that gives component \p Index of the dim3 \p E. Null where
/// it is not to be seen; \p One is set where it is the default of 1.
const clang::Expr *dim3Component(const clang::Expr *E, unsigned Index,
                                 const FunctionFacts &Facts, bool &One);
bool isDim3(clang::QualType Type);
/// The single expression that \p Function returns, its only statement but for
/// assertions; null for others.
const clang::Expr *returnedExpression(const clang::FunctionDecl *Function);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_SYMBOLICEXPR_H
