//===- ArgumentModelFlags.cpp - Buffers of yes and no ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelFlags.h"
#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

namespace {

class FlagUses {
public:
  FlagUses(const ASTContext &Context, const ParmVarDecl *Buffer, unsigned Depth)
      : Context(Context), Buffer(Buffer), Depth(Depth) {}

  /// \p Tested: whether the value of \p S is 0, or 1, is all that counts.
  void walk(const Stmt *S, bool Tested = false);

  const Expr *Test = nullptr;
  bool Other = false; ///< A use that is no test.

private:
  bool names(const Expr *E) const {
    const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    return Reference && Reference->getDecl() == Buffer;
  }
  bool isZeroOrOne(const Expr *E) const {
    if (E->isValueDependent())
      return false;
    const auto Value = E->getIntegerConstantExpr(Context);
    return Value && (*Value == 0 || *Value == 1);
  }
  void walkCall(const CallExpr *Call);

  const ASTContext &Context;
  const ParmVarDecl *Buffer;
  unsigned Depth;
};

void FlagUses::walk(const Stmt *S, bool Tested) {
  if (!S || Other)
    return;
  if (const auto *Cast = dyn_cast<CastExpr>(S)) {
    // Whether there is a buffer is no use of its elements.
    if (Cast->getCastKind() == CK_PointerToBoolean && names(Cast))
      return;
    return walk(Cast->getSubExpr(),
                Cast->getCastKind() == CK_IntegralToBoolean ||
                    (Tested && (Cast->getCastKind() == CK_LValueToRValue ||
                                Cast->getCastKind() == CK_IntegralCast ||
                                Cast->getCastKind() == CK_NoOp)));
  }
  if (const auto *Paren = dyn_cast<ParenExpr>(S))
    return walk(Paren->getSubExpr(), Tested);
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(S);
      Subscript && names(Subscript->getBase())) {
    Other |= !Tested;
    Test = Test ? Test : Subscript;
    return walk(Subscript->getIdx());
  }
  if (const auto *Operator = dyn_cast<BinaryOperator>(S);
      Operator && Operator->isEqualityOp()) {
    if (names(Operator->getLHS()) || names(Operator->getRHS()))
      return;
    walk(Operator->getLHS(), isZeroOrOne(Operator->getRHS()));
    return walk(Operator->getRHS(), isZeroOrOne(Operator->getLHS()));
  }
  if (const auto *Call = dyn_cast<CallExpr>(S))
    return walkCall(Call);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(S);
      Reference && Reference->getDecl() == Buffer)
    Other = true;
  for (const Stmt *Child : S->children())
    walk(Child);
}

void FlagUses::walkCall(const CallExpr *Call) {
  if (const auto *Launch = dyn_cast<CUDAKernelCallExpr>(Call))
    walk(Launch->getConfig());
  const FunctionDecl *Callee = Call->getDirectCallee();
  walk(Call->getCallee());
  for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
    if (!names(Call->getArg(I))) {
      walk(Call->getArg(I));
      continue;
    }
    const FunctionDecl *Definition = nullptr;
    if (!Callee || !Callee->hasBody(Definition) ||
        I >= Definition->getNumParams() || Depth == 0) {
      Other = true;
      return;
    }
    FlagUses Inner(Context, Definition->getParamDecl(I), Depth - 1);
    Inner.walk(Definition->getBody());
    Other |= Inner.Other;
    Test = Test ? Test : Inner.Test;
  }
}

} // namespace

const Expr *testOfFlags(const ASTContext &Context, const FunctionDecl *Function,
                        unsigned Parameter) {
  constexpr unsigned Deepest = 4;
  const FunctionDecl *Definition = nullptr;
  if (!Function->hasBody(Definition) || Parameter >= Definition->getNumParams())
    return nullptr;
  FlagUses Uses(Context, Definition->getParamDecl(Parameter), Deepest);
  Uses.walk(Definition->getBody());
  return Uses.Other ? nullptr : Uses.Test;
}

} // namespace perfclaim
