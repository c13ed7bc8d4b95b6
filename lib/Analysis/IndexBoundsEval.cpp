//===- IndexBoundsEval.cpp - Expressions ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "llvm/ADT/ScopeExit.h"

using namespace clang;

namespace perfclaim {

static constexpr unsigned MaxExpressionDepth = 200;

Value IndexWalker::evalQuietly(const Expr *E) {
  ++Quiet;
  llvm::scope_exit Leave([this] { --Quiet; });
  return eval(E);
}

Value IndexWalker::eval(const Expr *E) {
  if (!E || Out.Exhausted)
    return {};
  if (++Depth > MaxExpressionDepth) {
    --Depth;
    Out.Exhausted = true;
    return {};
  }
  llvm::scope_exit Leave([this] { --Depth; });
  ++Steps;
  Value V = evalImpl(E);
  if (!Now.Facts || V.IsPointer || V.Number.Exact)
    return V;
  // Guards may speak of expressions: `if (threadIdx.x < 32)`.
  if (isa<BinaryOperator, PseudoObjectExpr, MSPropertyRefExpr, MemberExpr,
          CallExpr>(E)) {
    auto It = Now.Facts->find(textOf(E));
    if (It != Now.Facts->end())
      V.Number.limitHigh(It->second);
  }
  return V;
}

Value IndexWalker::evalImpl(const Expr *E) {
  if (auto Hardware = hardware(E))
    return Value::number(std::move(*Hardware));
  switch (E->getStmtClass()) {
  case Stmt::ParenExprClass:
    return eval(cast<ParenExpr>(E)->getSubExpr());
  case Stmt::ExprWithCleanupsClass:
    return eval(cast<ExprWithCleanups>(E)->getSubExpr());
  case Stmt::MaterializeTemporaryExprClass:
    return eval(cast<MaterializeTemporaryExpr>(E)->getSubExpr());
  case Stmt::CXXBindTemporaryExprClass:
    return eval(cast<CXXBindTemporaryExpr>(E)->getSubExpr());
  case Stmt::ConstantExprClass:
    return eval(cast<ConstantExpr>(E)->getSubExpr());
  case Stmt::SubstNonTypeTemplateParmExprClass:
    return eval(cast<SubstNonTypeTemplateParmExpr>(E)->getReplacement());
  case Stmt::CXXDefaultArgExprClass:
    return eval(cast<CXXDefaultArgExpr>(E)->getExpr());
  case Stmt::IntegerLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
    if (auto Constant = constantValue(Context, E))
      return Value::number(Interval::exact(Polynomial(*Constant)));
    return {};
  case Stmt::UnaryExprOrTypeTraitExprClass: {
    const auto *Trait = cast<UnaryExprOrTypeTraitExpr>(E);
    if (auto Constant = constantValue(Context, E))
      return Value::number(Interval::exact(Polynomial(*Constant)));
    if (Trait->getKind() == UETT_SizeOf)
      return Value::number(Interval::exact(
          Polynomial(static_cast<int64_t>(bytes(Trait->getTypeOfArgument())))));
    return {};
  }
  case Stmt::FloatingLiteralClass:
    return {};
  case Stmt::DeclRefExprClass: {
    const auto *Variable = dyn_cast<VarDecl>(cast<DeclRefExpr>(E)->getDecl());
    if (!Variable || !Variable->isLocalVarDeclOrParm() ||
        Variable->isConstexpr())
      if (auto Constant = constantValue(Context, E))
        return Value::number(Interval::exact(Polynomial(*Constant)));
    return load(place(E), E);
  }
  case Stmt::MemberExprClass: {
    const auto *Member = cast<MemberExpr>(E);
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      if (auto Constant = constantValue(Context, E))
        return Value::number(Interval::exact(Polynomial(*Constant)));
    if (Field && !Member->isArrow() && !Member->getBase()->isLValue())
      return evalFieldOfResult(Member, Field);
    return load(place(E), E);
  }
  case Stmt::ArraySubscriptExprClass:
    return load(place(E), E);
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    return evalBinary(cast<BinaryOperator>(E));
  case Stmt::UnaryOperatorClass:
    return evalUnary(cast<UnaryOperator>(E));
  case Stmt::ConditionalOperatorClass: {
    const auto *Conditional = cast<ConditionalOperator>(E);
    eval(Conditional->getCond());
    State Before = Now;
    size_t Mark = Assigned.size();
    assume(Conditional->getCond(), true);
    Value Then = eval(Conditional->getTrueExpr());
    State AfterThen = std::move(Now);
    Now = Before;
    assume(Conditional->getCond(), false);
    Value Else = eval(Conditional->getFalseExpr());
    State AfterElse = std::move(Now);
    mergeBranches(Before, std::move(AfterThen), std::move(AfterElse), Mark);
    return Then.join(Else);
  }
  case Stmt::InitListExprClass:
    return evalList(cast<InitListExpr>(E));
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    return evalConstruct(cast<CXXConstructExpr>(E));
  case Stmt::LambdaExprClass: {
    const auto *Lambda = cast<LambdaExpr>(E);
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable())
        if (const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar());
            Variable && Variable->isInitCapture())
          walkVariable(Variable);
    return {};
  }
  case Stmt::StmtExprClass: {
    const CompoundStmt *Body = cast<StmtExpr>(E)->getSubStmt();
    Value Last;
    for (const Stmt *S : Body->body())
      if (const auto *Inner = dyn_cast<Expr>(S))
        Last = eval(Inner);
      else
        walk(S);
    return Last;
  }
  case Stmt::OpaqueValueExprClass:
    return eval(cast<OpaqueValueExpr>(E)->getSourceExpr());
  case Stmt::PseudoObjectExprClass:
    return eval(cast<PseudoObjectExpr>(E)->getSyntacticForm());
  case Stmt::CUDAKernelCallExprClass:
    return evalLaunch(cast<CUDAKernelCallExpr>(E));
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
  case Stmt::CXXOperatorCallExprClass:
  case Stmt::UserDefinedLiteralClass:
    return evalCall(cast<CallExpr>(E));
  case Stmt::CXXParenListInitExprClass:
  case Stmt::CXXUnresolvedConstructExprClass:
  case Stmt::ParenListExprClass: {
    Value Last;
    unsigned Count = 0;
    for (const Stmt *Child : E->children())
      if (const auto *Operand = dyn_cast_or_null<Expr>(Child)) {
        Last = eval(Operand);
        ++Count;
      }
    return Count == 1 ? Last : Value();
  }
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass: {
    Value V;
    V.IsPointer = true;
    return V;
  }
  default:
    break;
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return evalCast(Cast);
  if (auto Constant = E->isInstantiationDependent() ? std::optional<int64_t>()
                                                    : constantValue(Context, E))
    return Value::number(Interval::exact(Polynomial(*Constant)));
  for (const Stmt *Child : E->children())
    if (const auto *Operand = dyn_cast_or_null<Expr>(Child)) {
      Value V = eval(Operand);
      // What the parser did not understand may do anything with a pointer.
      if (V.IsPointer && E->containsErrors())
        escape(V, Operand);
    }
  return {};
}

Value IndexWalker::evalCast(const CastExpr *Cast) {
  const Expr *Inner = Cast->getSubExpr();
  switch (Cast->getCastKind()) {
  case CK_LValueToRValue:
  case CK_ArrayToPointerDecay: {
    // References to constants have their value; all others are loads.
    const Expr *Plain = Inner->IgnoreParens();
    if (isa<DeclRefExpr, MemberExpr, SubstNonTypeTemplateParmExpr>(Plain) &&
        !Plain->getType()->isArrayType())
      return eval(Plain);
    return load(place(Inner), Inner);
  }
  case CK_NullToPointer: {
    Value V;
    V.IsPointer = true;
    return V;
  }
  default:
    return eval(Inner);
  }
}

Value IndexWalker::evalConstruct(const CXXConstructExpr *Construct) {
  if (auto Record = evalRecordConstruct(Construct))
    return *Record;
  Value Last;
  for (const Expr *Argument : Construct->arguments()) {
    // Copies of values that lie behind a pointer are reads.
    Last = eval(Argument);
    // What a constructor keeps of a pointer is not followed.
    if (Last.IsPointer && Construct->getType()->isRecordType())
      escape(Last, Argument);
  }
  return Construct->getNumArgs() == 1 ? Last : Value();
}

void IndexWalker::escape(const Value &Pointer, const Expr *E) {
  QualType Type = E->getType();
  bool Const =
      Type->isAnyPointerType() && Type->getPointeeType().isConstQualified();
  touchUnbounded(Pointer, true, !Const, E);
}

Value IndexWalker::arithmetic(BinaryOperatorKind Kind, const Value &Left,
                              const Value &Right, QualType LeftType,
                              QualType RightType) {
  const Interval &A = Left.Number, &B = Right.Number;
  if (Left.IsPointer || Right.IsPointer) {
    bool Flip = !Left.IsPointer;
    const Value &Pointer = Flip ? Right : Left;
    if (Kind == BO_Sub && Left.IsPointer && Right.IsPointer)
      return {};
    if (Kind != BO_Add && Kind != BO_Sub)
      return {};
    QualType Type = Flip ? RightType : LeftType;
    uint64_t Size = 1;
    if (Type->isAnyPointerType() || Type->isArrayType())
      Size = bytes(Type->isArrayType()
                       ? Type->castAsArrayTypeUnsafe()->getElementType()
                       : Type->getPointeeType());
    else if (Type->isDependentType())
      Size = 4;
    Interval Bytes = (Flip ? A : B) *
                     Interval::exact(Polynomial(static_cast<int64_t>(Size)));
    return Pointer.moved(
        Kind == BO_Add ? Bytes : Interval::exact(Polynomial(0)) - Bytes);
  }
  auto Power = [&](const Interval &By) -> std::optional<Interval> {
    if (!By.Exact || !By.High[0].isConstant())
      return std::nullopt;
    int64_t Bits = By.High[0].constantTerm();
    if (Bits < 0 || Bits > 40)
      return std::nullopt;
    return Interval::exact(Polynomial(int64_t(1) << Bits));
  };
  switch (Kind) {
  case BO_Add:
    return Value::number(A + B);
  case BO_Sub:
    return Value::number(A - B);
  case BO_Mul:
    return Value::number(A * B);
  case BO_Div:
    return Value::number(A / B);
  case BO_Rem:
    return Value::number(A % B);
  case BO_Shl:
    if (auto Factor = Power(B))
      return Value::number(A * *Factor);
    return {};
  case BO_Shr: {
    if (auto Factor = Power(B))
      return Value::number(A / *Factor);
    Interval Result;
    if (A.nonNegative()) {
      Result.Low = Polynomial(0);
      Result.High = A.High;
    }
    return Value::number(Result);
  }
  case BO_And: {
    // Never above either side that is not negative.
    Interval Result;
    for (const Interval *I : {&B, &A})
      if (I->nonNegative()) {
        Result.Low = Polynomial(0);
        for (const Polynomial &P : I->High)
          if (Result.High.size() < 3)
            Result.High.push_back(P);
      }
    // `x & ~3` rounds down to a multiple.
    for (const auto &[X, Mask] : {std::pair(&A, &B), std::pair(&B, &A)})
      if (Mask->Exact && Mask->High[0].isConstant() && X->nonNegative()) {
        int64_t M = Mask->High[0].constantTerm();
        if (M > INT32_MAX && M <= int64_t(UINT32_MAX))
          M -= int64_t(1) << 32;
        if (M < 0) {
          Result.Low = Polynomial(0);
          Result.High = X->High;
          Result.Step = M & -M;
        }
      }
    return Value::number(Result);
  }
  case BO_Or:
  case BO_Xor: {
    // a | b and a ^ b are never above a + b.
    if (!A.nonNegative() || !B.nonNegative())
      return {};
    Interval Sum = A + B;
    Sum.Exact = false;
    Sum.Low = Polynomial(0);
    Sum.Step = 1;
    // Below a common power of two both stay below it.
    if (A.bounded() && B.bounded() && A.High[0].isConstant() &&
        B.High[0].isConstant()) {
      int64_t Top =
          std::max(A.High[0].constantTerm(), B.High[0].constantTerm());
      int64_t Power = 1;
      while (Power <= Top && Power < (int64_t(1) << 40))
        Power <<= 1;
      Sum.High.assign(1, Polynomial(Power - 1));
    }
    return Value::number(Sum);
  }
  case BO_LT:
  case BO_GT:
  case BO_LE:
  case BO_GE:
  case BO_EQ:
  case BO_NE:
  case BO_LAnd:
  case BO_LOr:
    return Value::number(Interval::below(Polynomial(2)));
  default:
    return {};
  }
}

Value IndexWalker::evalBinary(const BinaryOperator *Operator) {
  const Expr *Left = Operator->getLHS(), *Right = Operator->getRHS();
  BinaryOperatorKind Kind = Operator->getOpcode();
  if (Kind == BO_Comma) {
    eval(Left);
    return eval(Right);
  }
  if (Kind == BO_LAnd || Kind == BO_LOr) {
    eval(Left);
    State Before = Now;
    size_t Mark = Assigned.size();
    assume(Left, Kind == BO_LAnd);
    eval(Right);
    if (Assigned.size() == Mark)
      Now = std::move(Before);
    return Value::number(Interval::below(Polynomial(2)));
  }
  if (Kind == BO_Assign) {
    Value V = eval(Right);
    Place P = place(Left);
    assign(P, V, Left);
    return V;
  }
  if (Operator->isCompoundAssignmentOp()) {
    Value Added = eval(Right);
    Place P = place(Left);
    Value Old = load(P, Left);
    Value New = arithmetic(BinaryOperator::getOpForCompoundAssignment(Kind),
                           Old, Added, Left->getType(), Right->getType());
    if (Left->getType()->isFloatingType())
      New = Value();
    assign(P, New, Left);
    return New;
  }
  Value A = eval(Left), B = eval(Right);
  if (Operator->getType()->isFloatingType() && !A.IsPointer && !B.IsPointer)
    return {};
  if ((Kind == BO_Div || Kind == BO_Rem) && B.Number.Exact)
    Out.noteDivisor(B.Number.High[0]);
  if (Kind == BO_Sub && !A.IsPointer && !B.IsPointer)
    if (auto Rest = remainder(Left, Right, A.Number))
      return Value::number(*Rest);
  Value Result = arithmetic(Kind, A, B, Left->getType(), Right->getType());
  if (Kind == BO_Div && !Result.IsPointer &&
      (!Result.Number.bounded() ||
       Result.Number.High[0].mentions(IndexBounds::OpaquePrefix)))
    if (auto Parts = roundedUp(Left, Right))
      return Value::number(*Parts);
  return Result;
}

Value IndexWalker::evalUnary(const UnaryOperator *Operator) {
  const Expr *Inner = Operator->getSubExpr();
  switch (Operator->getOpcode()) {
  case UO_AddrOf: {
    Place P = place(Inner);
    if (P.Is == Place::Kind::Memory)
      return P.Address;
    Pointee Local;
    Local.Offset = Interval::exact(Polynomial(0));
    return Value::pointer(std::move(Local));
  }
  case UO_Deref:
    return load(place(Operator), Operator);
  case UO_Plus:
  case UO_Extension:
    return eval(Inner);
  case UO_Minus:
    return Value::number(Interval::exact(Polynomial(0)) - eval(Inner).Number);
  case UO_Not: {
    Interval I = eval(Inner).Number;
    if (I.Exact && I.High[0].isConstant())
      return Value::number(
          Interval::exact(Polynomial(~I.High[0].constantTerm())));
    return {};
  }
  case UO_PreInc:
  case UO_PreDec:
  case UO_PostInc:
  case UO_PostDec: {
    Place P = place(Inner);
    Value Old = load(P, Inner);
    Value One = Value::number(Interval::exact(Polynomial(1)));
    Value New = arithmetic(Operator->isIncrementOp() ? BO_Add : BO_Sub, Old,
                           One, Inner->getType(), Context.IntTy);
    assign(P, New, Inner);
    return Operator->isPrefix() ? New : Old;
  }
  default:
    eval(Inner);
    if (Operator->getOpcode() == UO_LNot)
      return Value::number(Interval::below(Polynomial(2)));
    return {};
  }
}

} // namespace perfclaim
