//===- IndexBoundsLoop.cpp - Loops ----------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A loop's body is walked once, with values that hold in every iteration:
/// those of the loop variable come from the condition, those of variables that
/// only grow from the number of iterations, and the others are unknown.
///
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include <numeric>

using namespace clang;

namespace perfclaim {

static bool leavesLoop(const Stmt *S) {
  if (!S)
    return false;
  if (isa<BreakStmt, GotoStmt>(S))
    return true;
  if (isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt, SwitchStmt, LambdaExpr>(
          S))
    return false;
  return llvm::any_of(S->children(), leavesLoop);
}

void IndexWalker::collectChanges(const Stmt *S, std::vector<Change> &Changes,
                                 bool Repeated, unsigned Level) {
  if (!S || Level > 256)
    return;
  // Nothing is evaluated here: the walk of the body will do that, once.
  auto Note = [&](const Expr *LValue, Change::Kind How, const Expr *Step) {
    const FieldDecl *Field = nullptr;
    bool Whole = true;
    const ValueDecl *Root = rootVariable(LValue, &Field, &Whole);
    if (!Root)
      return;
    if (auto It = Aliases.find(Root); It != Aliases.end()) {
      Root = It->second.Variable;
      Field = Whole ? It->second.Field : Field;
    }
    bool Exact = Whole || Field;
    Changes.push_back({{Root, Field},
                       Exact ? How : Change::Kind::Other,
                       Exact ? Step : nullptr,
                       Repeated || !Exact});
  };
  if (const auto *Operator = dyn_cast<BinaryOperator>(S);
      Operator && Operator->isAssignmentOp()) {
    auto How = Change::Kind::Other;
    const Expr *Step = Operator->getRHS();
    switch (Operator->getOpcode()) {
    case BO_AddAssign:
      How = Change::Kind::Up;
      break;
    case BO_SubAssign:
      How = Change::Kind::Down;
      break;
    case BO_MulAssign:
    case BO_ShlAssign:
      How = Change::Kind::Grow;
      break;
    case BO_DivAssign:
    case BO_ShrAssign:
      How = Change::Kind::Shrink;
      break;
    case BO_Assign: {
      // `i = i + s`.
      const auto *Sum = dyn_cast<BinaryOperator>(stripped(Step));
      const ValueDecl *Root = rootVariable(Operator->getLHS());
      if (Sum && Root && Sum->getOpcode() == BO_Add) {
        if (rootVariable(Sum->getLHS()) == Root) {
          How = Change::Kind::Up;
          Step = Sum->getRHS();
        } else if (rootVariable(Sum->getRHS()) == Root) {
          How = Change::Kind::Up;
          Step = Sum->getLHS();
        }
      }
      break;
    }
    default:
      break;
    }
    Note(Operator->getLHS(), How, Step);
  } else if (const auto *Operator = dyn_cast<UnaryOperator>(S)) {
    if (Operator->isIncrementDecrementOp())
      Note(Operator->getSubExpr(),
           Operator->isIncrementOp() ? Change::Kind::Up : Change::Kind::Down,
           nullptr);
    else if (Operator->getOpcode() == UO_AddrOf)
      Note(Operator->getSubExpr(), Change::Kind::Other, nullptr);
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    unsigned Skip = isa<CXXOperatorCallExpr>(Call) && Method ? 1 : 0;
    if (Skip && !Method->isConst() && Call->getNumArgs() > 0)
      Note(Call->getArg(0), Change::Kind::Other, nullptr);
    if (Method && Method->getParent()->isLambda())
      collectChanges(Method->getBody(), Changes, Repeated, Level + 1);
    for (unsigned I = Skip;
         Callee && I < Call->getNumArgs() && I - Skip < Callee->getNumParams();
         ++I) {
      QualType Type = Callee->getParamDecl(I - Skip)->getType();
      if (Type->isLValueReferenceType() &&
          !Type.getNonReferenceType().isConstQualified())
        Note(Call->getArg(I), Change::Kind::Other, nullptr);
    }
  } else if (const auto *Asm = dyn_cast<GCCAsmStmt>(S)) {
    for (unsigned I = 0; I < Asm->getNumOutputs(); ++I)
      Note(Asm->getOutputExpr(I), Change::Kind::Other, nullptr);
  }
  bool Inner = Repeated || isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(S);
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    return collectChanges(Lambda->getBody(), Changes, true, Level + 1);
  for (const Stmt *Child : S->children())
    collectChanges(Child, Changes, Inner, Level + 1);
}

/// The variable that \p Condition bounds from above, and the bound.
static void boundsOf(
    const Expr *Condition,
    llvm::SmallVectorImpl<std::tuple<const Expr *, const Expr *, bool>> &Out) {
  const auto *Operator = dyn_cast_or_null<BinaryOperator>(
      Condition ? stripped(Condition) : nullptr);
  if (!Operator)
    return;
  switch (Operator->getOpcode()) {
  case BO_LAnd:
    boundsOf(Operator->getLHS(), Out);
    boundsOf(Operator->getRHS(), Out);
    return;
  case BO_LT:
  case BO_NE:
    Out.push_back({Operator->getLHS(), Operator->getRHS(), false});
    return;
  case BO_LE:
    Out.push_back({Operator->getLHS(), Operator->getRHS(), true});
    return;
  case BO_GT:
    Out.push_back({Operator->getRHS(), Operator->getLHS(), false});
    return;
  case BO_GE:
    Out.push_back({Operator->getRHS(), Operator->getLHS(), true});
    return;
  default:
    return;
  }
}

IndexWalker::Trips IndexWalker::tripsOf(const Expr *Condition,
                                        const std::vector<Change> &Changes) {
  Trips Result;
  llvm::SmallVector<std::tuple<const Expr *, const Expr *, bool>, 2> Bounds;
  boundsOf(Condition, Bounds);
  for (const auto &[Left, Right, OrEqual] : Bounds) {
    const ValueDecl *Variable = rootVariable(stripped(Left));
    const Change *Only = nullptr;
    unsigned Count = 0;
    for (const Change &C : Changes)
      if (Variable && C.Variable.first == Variable) {
        Only = &C;
        ++Count;
      }
    if (Count != 1 || Only->How != Change::Kind::Up || Only->Repeated)
      continue;
    // The bound must stay the same while the loop runs.
    bool Varies = false;
    for (const Change &C : Changes)
      Varies |= rootVariable(stripped(Right)) == C.Variable.first;
    Value From = lookup(Variable, nullptr), To = evalQuietly(Right);
    Value Step = Only->Step ? evalQuietly(Only->Step)
                            : Value::number(Interval::exact(Polynomial(1)));
    if (Varies || From.IsPointer || !From.Number.Low || To.IsPointer ||
        !To.Number.bounded() || !Step.Number.Low)
      continue;
    Polynomial Size = *Step.Number.Low;
    if (!(Size - 1).isNonNegative())
      Size = Polynomial(1);
    Result.Known = true;
    Result.Count =
        To.Number.High[0] - *From.Number.Low + Polynomial(OrEqual ? 1 : 0);
    Result.Step = Size;
    return Result;
  }
  return Result;
}

/// How far a variable gets that moves by \p Step per iteration: before the
/// last iteration, or after it.
std::optional<Polynomial>
IndexWalker::advance(const Trips &T, const Polynomial &Step, bool After) {
  if (!T.Known)
    return std::nullopt;
  auto [Whole, Rest] = Step.divide(T.Step);
  Polynomial Times = T.Count.ceilQuotient(T.Step);
  Polynomial Result;
  if (Rest.empty())
    Result = Whole * (T.Step * Times - (After ? Polynomial(0) : T.Step));
  else
    Result = Step * (After ? Times : Times - 1);
  if (!Result.valid())
    return std::nullopt;
  return Result;
}

void IndexWalker::havoc(const std::vector<Change> &Changes, const Trips &T,
                        const State &Before, bool After) {
  llvm::MapVector<Key, llvm::SmallVector<const Change *, 2>> ByVariable;
  for (const Change &C : Changes)
    ByVariable[C.Variable].push_back(&C);
  Value Wandering;
  Wandering.IsPointer = true;
  for (const Change &C : Changes) {
    if (C.How != Change::Kind::Other ||
        !C.Variable.first->getType()->isAnyPointerType())
      continue;
    if (auto It = Before.Values.find(C.Variable); It != Before.Values.end())
      Wandering = Wandering.join(*It->second);
    if (C.Step)
      Wandering = Wandering.join(evalQuietly(C.Step));
  }
  for (Pointee &T : Wandering.Targets)
    T.Offset = Interval::unknown();
  for (auto &[Variable, All] : ByVariable) {
    auto It = Before.Values.find(Variable);
    Value Old = It == Before.Values.end() ? Value() : *It->second;
    bool Up = true, Down = true, Grow = true, Shrink = true, Once = true;
    Interval Step = Interval::exact(Polynomial(0));
    for (const Change *C : All) {
      Up &= C->How == Change::Kind::Up;
      Down &= C->How == Change::Kind::Down;
      Grow &= C->How == Change::Kind::Grow || C->How == Change::Kind::Up;
      Shrink &= C->How == Change::Kind::Shrink || C->How == Change::Kind::Down;
      Once &= !C->Repeated;
      Interval One = Interval::exact(Polynomial(1));
      if (C->Step) {
        bool Varies = false;
        for (const auto &[Other, Unused] : ByVariable)
          Varies |= rootVariable(stripped(C->Step)) == Other.first;
        One = Varies || !stable(C->Step) ? Interval::unknown()
                                         : evalQuietly(C->Step).Number;
      }
      Step = Step + One;
    }
    std::optional<Polynomial> Far;
    if (Up && Once && Step.nonNegative() && Step.bounded())
      Far = advance(T, Step.High[0], After);
    bool Forward = Step.nonNegative();
    auto Widened = [&](const Interval &From) {
      Interval New;
      New.Step = Up || Down ? std::gcd(From.Step, Step.Step) : 1;
      if (Forward && Grow)
        New.Low = From.Low;
      if (Forward && (Down || Shrink)) {
        New.High = From.High;
        if (Shrink && !Down && From.nonNegative())
          New.Low = Polynomial(0);
      }
      if (Far)
        for (const Polynomial &P : From.High)
          if ((P + *Far).valid())
            New.High.push_back(P + *Far);
      return New;
    };
    Value New;
    New.IsPointer = Old.IsPointer;
    if (!Old.IsPointer) {
      New.Number = Widened(Old.Number);
    } else {
      uint64_t Size = 1;
      if (QualType Pointee = Variable.first->getType()->getPointeeType();
          !Pointee.isNull())
        Size = bytes(Pointee);
      Polynomial Bytes{static_cast<int64_t>(Size)};
      for (const Pointee &Old : Old.Targets) {
        Pointee Moved;
        Moved.Root = Old.Root;
        if (Far) {
          Moved.Offset.Low = Old.Offset.Low;
          Moved.Offset.Step =
              std::gcd(Old.Offset.Step, Step.Step * static_cast<int64_t>(Size));
          for (const Polynomial &P : Old.Offset.High)
            Moved.Offset.High.push_back(P + *Far * Bytes);
        } else if (Forward && Down) {
          Moved.Offset.High = Old.Offset.High;
        }
        New.Targets.push_back(std::move(Moved));
      }
    }
    // A pointer that is set anew points to whatever any of the pointers that
    // are set in this loop pointed to.
    if (llvm::any_of(All, [](const Change *C) {
          return C->How == Change::Kind::Other;
        })) {
      for (Pointee &T : New.Targets)
        T.Offset = Interval::unknown();
      if (Variable.first->getType()->isAnyPointerType())
        New = New.join(Wandering);
    }
    setValue(Variable, std::move(New));
  }
  Now.Version = ++Versions;
}

void IndexWalker::walkLoop(const Stmt *Whole, const Stmt *Init,
                           const Expr *Condition, const Stmt *Increment,
                           const Stmt *Body) {
  walk(Init);
  std::vector<Change> Changes;
  if (Condition)
    collectChanges(Condition, Changes, false);
  if (Increment)
    collectChanges(Increment, Changes, false);
  collectChanges(Body, Changes, false);
  Trips T = tripsOf(Condition, Changes);
  State Before = Now;
  havoc(Changes, T, Before, false);
  if (Condition) {
    eval(Condition);
    assume(Condition, true);
  }
  walk(Body);
  Now.Dead = false;
  walk(Increment);
  Now = Before;
  havoc(Changes, T, Before, true);
  // After the last iteration only what assignments left is sure to be old.
  if (Condition && !leavesLoop(Body))
    assume(Condition, false);
  (void)Whole;
}

void IndexWalker::walkDo(const DoStmt *Loop) {
  std::optional<int64_t> Again;
  if (!Loop->getCond()->isInstantiationDependent())
    Again = constantValue(Context, Loop->getCond());
  if (Again && *Again == 0) {
    bool WasDead = Now.Dead;
    walk(Loop->getBody());
    // `break` leaves the pseudo loop of a macro; `return` is rare in there.
    if (leavesLoop(Loop->getBody()))
      Now.Dead = WasDead;
    return;
  }
  std::vector<Change> Changes;
  collectChanges(Loop->getBody(), Changes, false);
  collectChanges(Loop->getCond(), Changes, false);
  State Before = Now;
  havoc(Changes, Trips(), Before, false);
  walk(Loop->getBody());
  Now.Dead = false;
  eval(Loop->getCond());
  Now = Before;
  havoc(Changes, Trips(), Before, true);
}

} // namespace perfclaim
