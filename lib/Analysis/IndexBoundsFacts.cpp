//===- IndexBoundsFacts.cpp - What is known of variables ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "llvm/ADT/ScopeExit.h"

using namespace clang;

namespace perfclaim {

/// The dimension that `x`, `y` and `z` stand for.
static std::optional<unsigned> dimension(llvm::StringRef Name) {
  if (Name == "x")
    return 0;
  if (Name == "y")
    return 1;
  if (Name == "z")
    return 2;
  return std::nullopt;
}

std::optional<Interval> IndexWalker::hardware(const Expr *E) {
  if (const auto *Pseudo = dyn_cast<PseudoObjectExpr>(E))
    E = Pseudo->getSyntacticForm();
  const Expr *Base = nullptr;
  llvm::StringRef Field;
  if (const auto *Property = dyn_cast<MSPropertyRefExpr>(E)) {
    Base = Property->getBaseExpr();
    Field = Property->getPropertyDecl()->getName();
  } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (!isa<FieldDecl>(Member->getMemberDecl()))
      return std::nullopt;
    Base = Member->getBase();
    Field = Member->getMemberDecl()->getName();
  } else {
    return std::nullopt;
  }
  Base = Base->IgnoreParenImpCasts();
  // Clang names the object of a property once and refers to it.
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(Base);
      Opaque && Opaque->getSourceExpr())
    Base = Opaque->getSourceExpr()->IgnoreParenImpCasts();
  const auto *Reference = dyn_cast<DeclRefExpr>(Base);
  auto Dimension = dimension(Field);
  if (!Reference || !Dimension || !Reference->getDecl()->getIdentifier())
    return std::nullopt;
  llvm::StringRef Name = Reference->getDecl()->getName();
  const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
  if (!Variable || Variable->isLocalVarDeclOrParm())
    return std::nullopt;
  auto Inside = [](const Interval &Count) {
    Interval Result;
    Result.Low = Polynomial(0);
    for (const Polynomial &P : Count.High)
      Result.High.push_back(P - 1);
    return Result;
  };
  Interval Result;
  if (Name == "gridDim")
    return Out.Grid[*Dimension];
  if (Name == "blockDim")
    return Out.Block[*Dimension];
  if (Name == "blockIdx")
    Result = Inside(Out.Grid[*Dimension]);
  else if (Name == "threadIdx")
    Result = Inside(Out.Block[*Dimension]);
  else
    return std::nullopt;
  if (Result.bounded() && Result.High[0].empty())
    return Interval::exact(Polynomial(0));
  return Result;
}

bool IndexWalker::stable(const Expr *E) {
  if (!E)
    return false;
  if (hardware(E))
    return true;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (!Variable || !Variable->isLocalVarDeclOrParm())
      return true;
    if (Variable->getType()->isReferenceType())
      return false;
    const FunctionFacts &Known = factsOf(Variable);
    return !Known.modified(Variable) || Known.isLoopVariable(Variable);
  }
  if (isa<CallExpr, LambdaExpr, StmtExpr, ArraySubscriptExpr>(E)) {
    if (isa<CUDAKernelCallExpr>(E) || !isa<CallExpr>(E))
      return false;
    std::string Name = calledName(cast<CallExpr>(E));
    if (Name != "min" && Name != "max")
      return false;
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(E))
    if (Operator->isIncrementDecrementOp() || Operator->getOpcode() == UO_Deref)
      return false;
  if (const auto *Operator = dyn_cast<BinaryOperator>(E))
    if (Operator->isAssignmentOp())
      return false;
  return llvm::all_of(E->children(), [&](const Stmt *Child) {
    const auto *Operand = dyn_cast_or_null<Expr>(Child);
    return Operand && stable(Operand);
  });
}

/// A local that never changes is what its initialiser says, and that may be
/// known better by now: guards after the declaration bound its parts.
// The stored value is a copy: evaluating may replace the state it lies in.
Value IndexWalker::refreshed(const VarDecl *Variable, Value Stored) {
  if (!Variable->isLocalVarDecl() || !Variable->getInit() || Refreshing >= 6 ||
      Now.Version == 0)
    return Stored;
  QualType Type = Variable->getType();
  if (!Type->isIntegralOrEnumerationType() && !Type->isAnyPointerType() &&
      !Type->isUndeducedType())
    return Stored;
  if (Stored.Number.Exact || Type->isReferenceType())
    return Stored;
  if (auto It = Refreshed.find(Variable);
      It != Refreshed.end() && It->second.first == Now.Version)
    return It->second.second;
  if (factsOf(Variable).modified(Variable) || !stable(Variable->getInit()))
    return Stored;
  ++Refreshing;
  llvm::scope_exit Leave([this] { --Refreshing; });
  Value Again = evalQuietly(Variable->getInit());
  if (Again.IsPointer == Stored.IsPointer) {
    if (!Again.IsPointer) {
      // A bound on the variable itself is as good as one on its parts.
      Again.Number.limitHigh(Stored.Number.High);
      if (!Again.Number.Low)
        Again.Number.Low = Stored.Number.Low;
      else if (Stored.Number.Low)
        Again.Number.limitLow(*Stored.Number.Low);
    }
  } else {
    Again = Stored;
  }
  Refreshed[Variable] = {Now.Version, Again};
  return Again;
}

Value IndexWalker::lookup(const ValueDecl *Variable, const FieldDecl *Field) {
  Variable = cast<ValueDecl>(Variable->getCanonicalDecl());
  auto It = Now.Values.find({Variable, Field});
  if (It == Now.Values.end()) {
    Value V;
    V.IsPointer = !Field && Variable->getType()->isAnyPointerType();
    return V;
  }
  const auto *Local = dyn_cast<VarDecl>(Variable);
  if (Local && !Field)
    return refreshed(Local, *It->second);
  return *It->second;
}

std::optional<Interval> IndexWalker::roundedUp(const Expr *Left,
                                               const Expr *Right) {
  const auto *Less = dyn_cast<BinaryOperator>(stripped(Left));
  if (!Less || Less->getOpcode() != BO_Sub ||
      constantValue(Context, Less->getRHS()) != 1)
    return std::nullopt;
  const auto *Sum = dyn_cast<BinaryOperator>(stripped(Less->getLHS()));
  if (!Sum || Sum->getOpcode() != BO_Add)
    return std::nullopt;
  const Expr *Whole = Sum->getLHS(), *By = Sum->getRHS();
  if (textOf(By) != textOf(Right))
    std::swap(Whole, By);
  if (textOf(By) != textOf(Right))
    return std::nullopt;
  Interval Result;
  Result.Low = Polynomial(0);
  Result.High = evalQuietly(Whole).Number.High;
  return Result;
}

static void addFactors(const Expr *E,
                       llvm::SmallVectorImpl<const Expr *> &Factors) {
  E = stripped(E);
  const auto *Product = dyn_cast<BinaryOperator>(E);
  if (!Product || Product->getOpcode() != BO_Mul) {
    Factors.push_back(E);
    return;
  }
  addFactors(Product->getLHS(), Factors);
  addFactors(Product->getRHS(), Factors);
}

std::optional<Interval> IndexWalker::remainder(const Expr *Left,
                                               const Expr *Right,
                                               const Interval &Whole) {
  if (!Whole.nonNegative() || !Right->getType()->isIntegerType())
    return std::nullopt;
  llvm::SmallVector<const Expr *, 4> Factors;
  addFactors(Right, Factors);
  for (const Expr *&Factor : Factors) {
    const Expr *Quotient = Factor;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Quotient))
      if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl()))
        if (const Expr *Init = factsOf(Variable).valueOf(Variable))
          Quotient = stripped(Init);
    const auto *Division = dyn_cast<BinaryOperator>(Quotient);
    if (!Division || Division->getOpcode() != BO_Div ||
        textOf(Division->getLHS()) != textOf(Left) ||
        !stable(Division->getLHS()) || !stable(Division->getRHS()))
      continue;
    Interval Rest = Interval::exact(Polynomial(1));
    for (const Expr *&Other : Factors)
      if (&Other != &Factor)
        Rest = Rest * evalQuietly(Other).Number;
    const Interval Divisor = evalQuietly(Division->getRHS()).Number;
    if (Rest.Exact && Divisor.Exact && Rest.High[0] == Divisor.High[0])
      return Interval::below(Divisor.High[0]);
  }
  return std::nullopt;
}

} // namespace perfclaim
