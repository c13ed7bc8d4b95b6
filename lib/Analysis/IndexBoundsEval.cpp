//===- IndexBoundsEval.cpp - Expressions ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "clang/AST/RecordLayout.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

static constexpr unsigned MaxExpressionDepth = 200;

Value IndexWalker::evalQuietly(const Expr *E) {
  ++Quiet;
  llvm::scope_exit Leave([this] { --Quiet; });
  return eval(E);
}

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
  auto inside = [](const Interval &Count) {
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
    Result = inside(Out.Grid[*Dimension]);
  else if (Name == "threadIdx")
    Result = inside(Out.Block[*Dimension]);
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
    return refreshed(Local, It->second);
  return It->second;
}

Place IndexWalker::place(const Expr *E) {
  if (!E || ++Depth > MaxExpressionDepth) {
    if (E)
      --Depth;
    return {};
  }
  llvm::scope_exit Leave([this] { --Depth; });
  return placeImpl(E);
}

Place IndexWalker::placeImpl(const Expr *E) {
  auto memory = [](Value Address) {
    Place P;
    P.Is = Place::Kind::Memory;
    P.Address = std::move(Address);
    return P;
  };
  E = E->IgnoreParens();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (!Variable)
      return {};
    Variable = Variable->getCanonicalDecl();
    if (auto It = Aliases.find(Variable); It != Aliases.end())
      return It->second;
    if (Variable->getType()->isReferenceType()) {
      auto It = Now.Values.find({Variable, nullptr});
      if (It != Now.Values.end() && It->second.IsPointer)
        return memory(It->second);
    }
    Place P;
    P.Is = Place::Kind::Variable;
    P.Variable = Variable;
    return P;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field) {
      if (!Member->isArrow())
        eval(Member->getBase());
      return {};
    }
    uint64_t Offset = 0;
    const RecordDecl *Record = Field->getParent();
    if (!Record->isDependentType() && !Record->isInvalidDecl() &&
        Record->isCompleteDefinition())
      Offset = Context.getASTRecordLayout(Record).getFieldOffset(
                   Field->getFieldIndex()) /
               8;
    Interval Bytes = Interval::exact(Polynomial(static_cast<int64_t>(Offset)));
    if (Member->isArrow())
      return memory(eval(Member->getBase()).moved(Bytes));
    Place Base = place(Member->getBase());
    if (Base.Is == Place::Kind::Memory) {
      Base.Address = Base.Address.moved(Bytes);
      Base.Size = 0;
      return Base;
    }
    if (Base.Is == Place::Kind::Variable && !Base.Field) {
      Base.Field = Field;
      return Base;
    }
    return {};
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    bool Dependent = Subscript->isTypeDependent();
    const Expr *Base = Dependent ? Subscript->getLHS() : Subscript->getBase();
    const Expr *Index = Dependent ? Subscript->getRHS() : Subscript->getIdx();
    Value Pointer = eval(Base), At = eval(Index);
    Polynomial Size{static_cast<int64_t>(bytes(E->getType()))};
    Place P =
        memory(Pointer.moved(At.Number * Interval::exact(std::move(Size))));
    P.Address.IsPointer = true;
    return P;
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    if (Operator->getOpcode() == UO_Deref) {
      Value Pointer = eval(Operator->getSubExpr());
      Pointer.IsPointer = true;
      return memory(std::move(Pointer));
    }
    if (Operator->isPrefix() && Operator->isIncrementDecrementOp()) {
      eval(Operator);
      return place(Operator->getSubExpr());
    }
    if (Operator->getOpcode() == UO_Extension)
      return place(Operator->getSubExpr());
    return {};
  }
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator && Operator->getOperator() == OO_Subscript &&
      Operator->getNumArgs() == 2) {
    eval(Operator->getArg(1));
    Place Base = place(Operator->getArg(0));
    // An element of a packed value: somewhere inside of it.
    if (Base.Is == Place::Kind::Memory) {
      Base.Size = bytes(Operator->getArg(0)->getType());
      return Base;
    }
    return {};
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->isGLValue() || Cast->getSubExpr()->isGLValue()) {
      Place P = place(Cast->getSubExpr());
      if (P.Is == Place::Kind::Memory)
        P.Size = 0;
      else if (Cast->getCastKind() == CK_LValueBitCast)
        return {};
      return P;
    }
    return {};
  }
  if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E)) {
    eval(Temporary->getSubExpr());
    return {};
  }
  if (const auto *Conditional = dyn_cast<ConditionalOperator>(E)) {
    eval(Conditional->getCond());
    Place Then = place(Conditional->getTrueExpr());
    Place Else = place(Conditional->getFalseExpr());
    if (Then.Is == Place::Kind::Memory && Else.Is == Place::Kind::Memory) {
      Then.Address = Then.Address.join(Else.Address);
      return Then;
    }
    return Then.Is == Place::Kind::Memory ? Then : Else;
  }
  if (const auto *Assignment = dyn_cast<BinaryOperator>(E)) {
    if (Assignment->isAssignmentOp() || Assignment->getOpcode() == BO_Comma) {
      eval(Assignment);
      return place(Assignment->isAssignmentOp() ? Assignment->getLHS()
                                                : Assignment->getRHS());
    }
    return {};
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    Value V = eval(Call);
    if (V.IsPointer && E->isGLValue())
      return memory(std::move(V));
    return {};
  }
  if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return place(Subst->getReplacement());
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return place(Cleanups->getSubExpr());
  return {};
}

Value IndexWalker::load(const Place &P, const Expr *E) {
  QualType Type = E->getType();
  if (P.Is == Place::Kind::Variable) {
    if (Type->isArrayType()) {
      Target Local;
      Local.Offset = Interval::exact(Polynomial(0));
      return Value::pointer(std::move(Local));
    }
    return lookup(P.Variable, P.Field);
  }
  if (P.Is != Place::Kind::Memory)
    return {};
  if (Type->isArrayType())
    return P.Address;
  uint64_t Size = P.Size ? P.Size : bytes(Type);
  touch(P.Address, Interval::exact(Polynomial(static_cast<int64_t>(Size))),
        true, false, E);
  Value Loaded;
  Loaded.IsPointer = Type->isAnyPointerType();
  if (Type->isIntegralOrEnumerationType() || Type->isDependentType())
    for (const Target &T : P.Address.Targets)
      if (T.Root >= 0 && P.Address.Targets.size() == 1) {
        Loaded.Number.Low = Polynomial(0);
        Loaded.Number.High.push_back(
            Polynomial::symbol(IndexBounds::loadedName(T.Root)));
      }
  return Loaded;
}

void IndexWalker::assign(const Place &P, Value V, const Expr *E) {
  if (P.Is == Place::Kind::Variable) {
    setValue({P.Variable, P.Field}, std::move(V));
  } else if (P.Is == Place::Kind::Memory) {
    uint64_t Size = P.Size ? P.Size : bytes(E->getType());
    touch(P.Address, Interval::exact(Polynomial(static_cast<int64_t>(Size))),
          false, true, E);
    if (V.IsPointer)
      escape(V, E);
  } else if (V.IsPointer) {
    escape(V, E);
  }
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
  if (Now.Facts.empty() || V.IsPointer || V.Number.Exact)
    return V;
  // Guards may speak of expressions: `if (threadIdx.x < 32)`.
  if (isa<BinaryOperator, PseudoObjectExpr, MSPropertyRefExpr, CallExpr>(E)) {
    auto It = Now.Facts.find(textOf(E));
    if (It != Now.Facts.end())
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
  case Stmt::MemberExprClass:
    if (!isa<FieldDecl>(cast<MemberExpr>(E)->getMemberDecl()))
      if (auto Constant = constantValue(Context, E))
        return Value::number(Interval::exact(Polynomial(*Constant)));
    return load(place(E), E);
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
  case Stmt::InitListExprClass: {
    const auto *List = cast<InitListExpr>(E);
    Value Last;
    for (const Expr *Init : List->inits()) {
      Last = eval(Init);
      if (Last.IsPointer && !E->getType()->isScalarType())
        escape(Last, Init);
    }
    return List->getNumInits() == 1 && E->getType()->isScalarType() ? Last
                                                                    : Value();
  }
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
  auto power = [&](const Interval &By) -> std::optional<Interval> {
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
    if (auto Factor = power(B))
      return Value::number(A * *Factor);
    return {};
  case BO_Shr: {
    if (auto Factor = power(B))
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
  return arithmetic(Kind, A, B, Left->getType(), Right->getType());
}

Value IndexWalker::evalUnary(const UnaryOperator *Operator) {
  const Expr *Inner = Operator->getSubExpr();
  switch (Operator->getOpcode()) {
  case UO_AddrOf: {
    Place P = place(Inner);
    if (P.Is == Place::Kind::Memory)
      return P.Address;
    Target Local;
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
