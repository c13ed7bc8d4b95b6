//===- IndexBoundsPlace.cpp - What lvalues denote and hold ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "clang/AST/RecordLayout.h"
#include "llvm/ADT/ScopeExit.h"

using namespace clang;

namespace perfclaim {

static constexpr unsigned MaxExpressionDepth = 200;

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
  auto Memory = [](Value Address) {
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
      if (It != Now.Values.end() && It->second->IsPointer)
        return Memory(*It->second);
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
    if (This && isa<CXXThisExpr>(stripped(Member->getBase()))) {
      Place P;
      P.Is = Place::Kind::Variable;
      P.Variable = This;
      P.Field = Field;
      return P;
    }
    if (Member->isArrow())
      return Memory(eval(Member->getBase()).moved(Bytes));
    Place Base = place(Member->getBase());
    if (Base.Is == Place::Kind::Memory) {
      Base.Address = Base.Address.moved(Bytes);
      Base.Size = 0;
      return Base;
    }
    if (Base.Is == Place::Kind::Variable &&
        (!Base.Field || Now.Values.contains({Base.Variable, Field}))) {
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
        Memory(Pointer.moved(At.Number * Interval::exact(std::move(Size))));
    P.Address.IsPointer = true;
    return P;
  }
  if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    if (Operator->getOpcode() == UO_Deref) {
      Value Pointer = eval(Operator->getSubExpr());
      Pointer.IsPointer = true;
      return Memory(std::move(Pointer));
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
    if (Base.Is != Place::Kind::Variable || Base.Field)
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
      return Memory(std::move(V));
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
      Pointee Local;
      Local.Offset = Interval::exact(Polynomial(0));
      return Value::pointer(std::move(Local));
    }
    if (!P.Field && Type->isRecordType())
      return recordIn(P.Variable, Type);
    return lookup(P.Variable, P.Field);
  }
  if (P.Is != Place::Kind::Memory)
    return {};
  if (Type->isArrayType())
    return P.Address;
  noteType(P.Address, E);
  uint64_t Size = P.Size ? P.Size : bytes(Type);
  touch(P.Address, Interval::exact(Polynomial(static_cast<int64_t>(Size))),
        true, false, E);
  Value Loaded;
  Loaded.IsPointer = Type->isAnyPointerType();
  if (Type->isIntegralOrEnumerationType() || Type->isDependentType())
    for (const Pointee &T : P.Address.Targets)
      if (T.Root >= 0 && P.Address.Targets.size() == 1) {
        Loaded.Number.Low = Polynomial(0);
        Loaded.Number.High.push_back(
            Polynomial::symbol(IndexBounds::loadedName(T.Root)));
      }
  return Loaded;
}

void IndexWalker::noteType(const Value &Address, const Expr *E) {
  QualType Type = E->getType();
  if (const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParens())) {
    Type = Member->getBase()->getType();
    if (Member->isArrow())
      Type = Type->getPointeeType();
  }
  if (Type.isNull())
    return;
  Type = Type.getCanonicalType().getUnqualifiedType();
  for (const Pointee &T : Address.Targets)
    if (T.Root >= 0) {
      std::vector<QualType> &Types = Out.AccessTypes[T.Root];
      if (!llvm::is_contained(Types, Type))
        Types.push_back(Type);
    }
}

void IndexWalker::assign(const Place &P, Value V, const Expr *E) {
  if (P.Is == Place::Kind::Variable) {
    setValue({P.Variable, P.Field}, std::move(V));
  } else if (P.Is == Place::Kind::Memory) {
    noteType(P.Address, E);
    uint64_t Size = P.Size ? P.Size : bytes(E->getType());
    touch(P.Address, Interval::exact(Polynomial(static_cast<int64_t>(Size))),
          false, true, E);
    if (V.IsPointer)
      escape(V, E);
  } else if (V.IsPointer) {
    escape(V, E);
  }
}

} // namespace perfclaim
