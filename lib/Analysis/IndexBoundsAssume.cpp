//===- IndexBoundsAssume.cpp - What a condition tells ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace perfclaim {

const std::string &IndexWalker::textOf(const Expr *E) {
  auto [It, New] = Texts.try_emplace(stripped(E));
  if (New) {
    llvm::raw_string_ostream OS(It->second);
    It->first->printPretty(OS, nullptr, Context.getPrintingPolicy());
  }
  return It->second;
}

void IndexWalker::assume(const Expr *Condition, bool Truth, unsigned Level) {
  if (!Condition || Level > 24)
    return;
  const Expr *E = stripped(Condition);
  if (const auto *Not = dyn_cast<UnaryOperator>(E)) {
    if (Not->getOpcode() == UO_LNot)
      assume(Not->getSubExpr(), !Truth, Level + 1);
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (calledName(Call) == "__builtin_expect" && Call->getNumArgs() == 2)
      assume(Call->getArg(0), Truth, Level + 1);
    return;
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    // `bool inside = i < N; if (inside)`.
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable && Variable->isLocalVarDecl() && Variable->getInit() &&
        Variable->getType()->isBooleanType() &&
        !factsOf(Variable).modified(Variable) && stable(Variable->getInit()))
      assume(Variable->getInit(), Truth, Level + 1);
    return;
  }
  const auto *Operator = dyn_cast<BinaryOperator>(E);
  if (!Operator)
    return;
  const Expr *Left = Operator->getLHS(), *Right = Operator->getRHS();
  switch (Operator->getOpcode()) {
  case BO_LAnd:
  case BO_And:
    if (Truth) {
      assume(Left, true, Level + 1);
      assume(Right, true, Level + 1);
    }
    return;
  case BO_LOr:
    if (!Truth) {
      assume(Left, false, Level + 1);
      assume(Right, false, Level + 1);
    }
    return;
  case BO_LT:
    return Truth ? assumeLess(Left, Right, false)
                 : assumeLess(Right, Left, true);
  case BO_LE:
    return Truth ? assumeLess(Left, Right, true)
                 : assumeLess(Right, Left, false);
  case BO_GT:
    return Truth ? assumeLess(Right, Left, false)
                 : assumeLess(Left, Right, true);
  case BO_GE:
    return Truth ? assumeLess(Right, Left, true)
                 : assumeLess(Left, Right, false);
  case BO_EQ:
  case BO_NE:
    if (Truth == (Operator->getOpcode() == BO_EQ) &&
        !Left->getType()->isAnyPointerType()) {
      assumeLess(Left, Right, true);
      assumeLess(Right, Left, true);
    }
    return;
  default:
    return;
  }
}

void IndexWalker::assumeLess(const Expr *Left, const Expr *Right,
                             bool OrEqual) {
  if (Left->getType()->isFloatingType() || Right->getType()->isFloatingType())
    return;
  Value A = evalQuietly(Left), B = evalQuietly(Right);
  if (A.IsPointer || B.IsPointer)
    return;
  Polynomial Gap(OrEqual ? 0 : 1);
  llvm::SmallVector<Polynomial, 2> Bounds;
  for (const Polynomial &P : B.Number.High)
    Bounds.push_back(P - Gap);
  if (!Bounds.empty())
    limitHigh(Left, Bounds);
  if (A.Number.Low)
    limitLow(Right, *A.Number.Low + Gap);
}

void IndexWalker::limitHigh(const Expr *E, llvm::ArrayRef<Polynomial> Bounds,
                            unsigned Level) {
  if (!E || Level > 8)
    return;
  E = stripped(E);
  Place P;
  if (isa<DeclRefExpr, MemberExpr>(E) && !hardware(E))
    P = place(E);
  if (P.Is == Place::Kind::Variable) {
    Key K{P.Variable, P.Field};
    SharedValue &Held = Now.Values[K];
    if (!Held->IsPointer) {
      Value Limited = *Held;
      Limited.Number.limitHigh(Bounds);
      Held = std::move(Limited);
      Now.Version = ++Versions;
    }
    return;
  }
  FactMap Facts = Now.Facts ? *Now.Facts : FactMap();
  Facts[textOf(E)].assign(Bounds.begin(), Bounds.end());
  Now.Facts = std::make_shared<const FactMap>(std::move(Facts));
  Now.Version = ++Versions;
  const auto *Operator = dyn_cast<BinaryOperator>(E);
  if (!Operator)
    return;
  const Expr *Left = Operator->getLHS(), *Right = Operator->getRHS();
  auto Shifted = [&](auto Change) {
    llvm::SmallVector<Polynomial, 2> New;
    for (const Polynomial &B : Bounds)
      New.push_back(Change(B));
    return New;
  };
  switch (Operator->getOpcode()) {
  case BO_Add: {
    // x + y <= B gives x <= B - low(y).
    Value L = evalQuietly(Left), R = evalQuietly(Right);
    if (R.Number.Low)
      limitHigh(Left,
                Shifted([&](const Polynomial &B) { return B - *R.Number.Low; }),
                Level + 1);
    if (L.Number.Low)
      limitHigh(Right,
                Shifted([&](const Polynomial &B) { return B - *L.Number.Low; }),
                Level + 1);
    return;
  }
  case BO_Sub: {
    Value R = evalQuietly(Right);
    if (R.Number.bounded())
      limitHigh(Left, Shifted([&](const Polynomial &B) {
                  return B + R.Number.High[0];
                }),
                Level + 1);
    return;
  }
  case BO_Mul: {
    for (auto [X, Y] : {std::pair(Left, Right), std::pair(Right, Left)}) {
      Value Factor = evalQuietly(Y);
      if (Factor.Number.Exact && (Factor.Number.High[0] - 1).isNonNegative())
        limitHigh(X, Shifted([&](const Polynomial &B) {
                    return B.quotientUpper(Factor.Number.High[0]);
                  }),
                  Level + 1);
    }
    return;
  }
  case BO_Div: {
    Value Divisor = evalQuietly(Right);
    if (Divisor.Number.Exact)
      limitHigh(Left, Shifted([&](const Polynomial &B) {
                  const Polynomial &D = Divisor.Number.High[0];
                  return B * D + D - 1;
                }),
                Level + 1);
    return;
  }
  default:
    return;
  }
}

void IndexWalker::limitLow(const Expr *E, const Polynomial &Bound) {
  E = stripped(E);
  if (!isa<DeclRefExpr, MemberExpr>(E) || hardware(E))
    return;
  Place P = place(E);
  if (P.Is != Place::Kind::Variable)
    return;
  auto It = Now.Values.find({P.Variable, P.Field});
  if (It == Now.Values.end() || It->second->IsPointer)
    return;
  Value Limited = *It->second;
  Limited.Number.limitLow(Bound);
  It->second = std::move(Limited);
}

} // namespace perfclaim
