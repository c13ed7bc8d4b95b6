//===- IndexBoundsCalls.cpp - Calls and launches --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "SymbolicExpr.h"
#include "TensorFacts.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace clang;

namespace perfclaim {

const FunctionDecl *definitionOf(const FunctionDecl *Callee) {
  if (!Callee)
    return nullptr;
  const FunctionDecl *Definition = nullptr;
  if (Callee->hasBody(Definition))
    return Definition;
  if (const FunctionDecl *Pattern = Callee->getTemplateInstantiationPattern())
    if (Pattern->hasBody(Definition))
      return Definition;
  return nullptr;
}

void IndexWalker::initialise(const ValueDecl *Variable, const Expr *Init) {
  QualType Type = Variable->getType().getNonReferenceType();
  const Expr *Plain = stripped(Init);
  if (tensorForm(Type) != TensorForm::None) {
    const auto *Canonical = cast<ValueDecl>(Variable->getCanonicalDecl());
    eval(Init);
    auto Result = Out.Results.find(Canonical);
    std::optional<IndexBounds::Tensor> Tensor = tensorOf(Init);
    if (!Tensor) {
      Tensor.emplace();
      Tensor->Shape = madeShape(Init);
    }
    if (Result != Out.Results.end()) {
      Tensor->Root = Result->second;
      if (!Tensor->Shape.empty())
        Out.ResultShapes[Result->second] = Tensor->Shape;
    }
    Tensors[Canonical] = std::move(*Tensor);
    return;
  }
  if (isDim3(Type)) {
    std::array<Interval, 3> Parts = evalDim3(Init);
    for (const FieldDecl *Field : Type->getAsRecordDecl()->fields())
      if (Field->getFieldIndex() < 3)
        setValue({Variable, Field},
                 Value::number(Parts[Field->getFieldIndex()]));
    return;
  }
  const auto *Record = Type->getAsRecordDecl();
  const auto *List = dyn_cast<InitListExpr>(Plain);
  if (Record && List && !List->isSemanticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  if (Record && List) {
    for (const FieldDecl *Field : Record->fields())
      if (Field->getFieldIndex() < List->getNumInits())
        setValue({Variable, Field},
                 eval(List->getInit(Field->getFieldIndex())));
    return;
  }
  if (Record && Plain->isGLValue()) {
    Place From = place(Plain);
    if (From.Is == Place::Kind::Variable && !From.Field) {
      std::vector<std::pair<Key, Value>> Copies;
      for (const auto &[K, V] : Now.Values)
        if (K.first == From.Variable && K.second)
          Copies.push_back({{Variable, K.second}, *V});
      for (auto &[K, V] : Copies)
        setValue(K, std::move(V));
      return;
    }
    load(From, Plain);
    setRecord(Variable, Type, Value());
    return;
  }
  if (Record) {
    setRecord(Variable, Type, eval(Init));
    return;
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(Plain))
    Lambdas[cast<ValueDecl>(Variable->getCanonicalDecl())] = Lambda;
  setValue({Variable, nullptr}, eval(Init));
}

void IndexWalker::bindArgument(const ParmVarDecl *Parameter,
                               const Expr *Argument) {
  QualType Type = Parameter->getType();
  if (Type->isReferenceType()) {
    Place P = place(Argument);
    Aliases.erase(Parameter);
    if (P.Is == Place::Kind::Memory) {
      setValue({Parameter, nullptr}, P.Address);
      return;
    }
    if (P.Is == Place::Kind::Variable) {
      if (P.Variable != Parameter->getCanonicalDecl())
        Aliases[cast<ValueDecl>(Parameter->getCanonicalDecl())] = P;
      return;
    }
    setValue({Parameter, nullptr}, Value());
    if (const auto *Lambda = dyn_cast<LambdaExpr>(stripped(Argument)))
      Lambdas[cast<ValueDecl>(Parameter->getCanonicalDecl())] = Lambda;
    eval(Argument);
    return;
  }
  initialise(Parameter, Argument);
}

static bool hasEarlyReturn(const Stmt *S, bool Tail) {
  if (!S)
    return false;
  if (isa<ReturnStmt>(S))
    return !Tail;
  if (isa<LambdaExpr>(S))
    return false;
  const auto *Block = dyn_cast<CompoundStmt>(S);
  for (const Stmt *Child : S->children())
    if (hasEarlyReturn(Child, Tail && Block && Child == Block->body_back()))
      return true;
  return false;
}

Value IndexWalker::enter(const FunctionDecl *Callee,
                         llvm::ArrayRef<const Expr *> Arguments) {
  const FunctionDecl *Definition = definitionOf(Callee);
  if (!Definition || Stack.size() >= MaxCalls ||
      llvm::is_contained(Stack, Definition->getCanonicalDecl()))
    return {};
  for (unsigned I = 0; I < Definition->getNumParams(); ++I) {
    const ParmVarDecl *Parameter = Definition->getParamDecl(I);
    if (I < Arguments.size() && Arguments[I])
      bindArgument(Parameter, Arguments[I]);
    else if (Parameter->hasDefaultArg() &&
             !Parameter->hasUnparsedDefaultArg() &&
             !Parameter->hasUninstantiatedDefaultArg())
      bindArgument(Parameter, Parameter->getDefaultArg());
  }
  State Before = Now;
  size_t Mark = Assigned.size();
  std::optional<Value> Outer = std::move(Returned);
  Returned.reset();
  Stack.push_back(Definition->getCanonicalDecl());
  walk(Definition->getBody());
  Stack.pop_back();
  Value Result = Returned.value_or(Value());
  Returned = std::move(Outer);
  // Guards of the callee end with it; assignments through references and
  // captures stay, and are unknown where some path has not made them.
  State After = std::move(Now);
  Now = std::move(Before);
  bool Certain = !hasEarlyReturn(Definition->getBody(), true);
  for (size_t I = Mark; I < Assigned.size(); ++I) {
    const Key &K = Assigned[I];
    if (K.first->getDeclContext() == Definition)
      continue;
    auto It = After.Values.find(K);
    Value V = It == After.Values.end() ? Value() : *It->second;
    if (!Certain) {
      V = V.join(*Now.Values.lookup(K));
      V.Number = Interval::unknown();
      for (Pointee &T : V.Targets)
        T.Offset = Interval::unknown();
    }
    Now.Values[K] = std::move(V);
    Refreshed.erase(K.first);
  }
  if (Assigned.size() > Mark)
    Now.Version = ++Versions;
  return Result;
}

void IndexWalker::touchUnknown(const CallExpr *Call,
                               const FunctionDecl *Callee) {
  for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
    const Expr *Argument = Call->getArg(I);
    QualType Formal;
    unsigned Skip =
        isa<CXXOperatorCallExpr>(Call) && isa_and_nonnull<CXXMethodDecl>(Callee)
            ? 1
            : 0;
    if (Callee && I >= Skip && I - Skip < Callee->getNumParams())
      Formal = Callee->getParamDecl(I - Skip)->getType();
    if (Argument->isGLValue()) {
      Place P = place(Argument);
      if (P.Is == Place::Kind::Memory) {
        bool Mutable = Formal.isNull()
                           ? false
                           : Formal->isReferenceType() &&
                                 !Formal->getPointeeType().isConstQualified();
        uint64_t Size = P.Size ? P.Size : bytes(Argument->getType());
        touch(P.Address,
              Interval::exact(Polynomial(static_cast<int64_t>(Size))), true,
              Mutable, Call);
        continue;
      }
      if (P.Is == Place::Kind::Variable && !Formal.isNull() &&
          Formal->isReferenceType() &&
          !Formal->getPointeeType().isConstQualified() &&
          !P.Variable->getType()->isAnyPointerType())
        assign(P, Value(), Argument);
      Value V = load(P, Argument);
      if (V.IsPointer)
        touchUnbounded(V, true,
                       Formal.isNull() || !Formal->isPointerType() ||
                           !Formal->getPointeeType().isConstQualified(),
                       Call);
      continue;
    }
    Value V = eval(Argument);
    if (!V.IsPointer)
      continue;
    QualType Pointer = Formal.isNull() ? Argument->getType() : Formal;
    bool Const = Pointer->isAnyPointerType() &&
                 Pointer->getPointeeType().isConstQualified();
    touchUnbounded(V, true, !Const, Call);
    // `f(&x)` may change a local.
    if (const auto *Address = dyn_cast<UnaryOperator>(stripped(Argument));
        Address && Address->getOpcode() == UO_AddrOf && !Const) {
      Place P = place(Address->getSubExpr());
      if (P.Is == Place::Kind::Variable &&
          !P.Variable->getType()->isAnyPointerType())
        assign(P, Value(), Address->getSubExpr());
    }
  }
}

Value IndexWalker::evalCall(const CallExpr *Call) {
  std::string Name = calledName(Call);
  const FunctionDecl *Callee = calleeOf(Call);
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
  if (auto Result = evalApiLaunch(Call, Name))
    return *Result;
  if (auto Result = evalOtherLaunch(Call, Callee, Name))
    return *Result;
  if (Method && Method->getParent()->isLambda()) {
    llvm::SmallVector<const Expr *, 8> Arguments(
        llvm::drop_begin(Call->arguments(), Operator ? 1 : 0));
    // A generic lambda's instantiation has its own captures; its pattern is
    // what the enclosing function's variables are named in.
    const FunctionDecl *Body = Method;
    return enter(Body, Arguments);
  }
  // `view(row, column)`, `task()`.
  if (Operator && Method && !Operator->isAssignmentOp())
    if (auto Result = evalMethod(Operator, Method))
      return *Result;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    if (auto Result = evalGroupMethod(Member))
      return *Result;
    if (auto Result = evalTensorMethod(Member))
      return *Result;
    if (auto Result = evalMethod(Member, Method))
      return *Result;
    const Expr *Object = Member->getImplicitObjectArgument();
    if (Object) {
      Place P = Object->getType()->isPointerType() ? Place() : place(Object);
      bool Const = Method && Method->isConst();
      if (P.Is == Place::Kind::Memory)
        touch(P.Address,
              Interval::exact(
                  Polynomial(static_cast<int64_t>(bytes(Object->getType())))),
              true, !Const, Call);
      else if (Object->getType()->isPointerType()) {
        Value V = eval(Object);
        if (V.IsPointer)
          touch(V,
                Interval::exact(Polynomial(static_cast<int64_t>(
                    bytes(Object->getType()->getPointeeType())))),
                true, !Const, Call);
      }
    }
    touchUnknown(Call, Callee);
    return {};
  }
  if (Operator) {
    // Assignment and arithmetic of class types such as __half.
    if (Operator->isAssignmentOp() && Call->getNumArgs() == 2) {
      Place From =
          Call->getArg(1)->isGLValue() ? place(Call->getArg(1)) : Place();
      const Expr *To = Call->getArg(0);
      Place P = place(To);
      if (isDim3(To->getType()) && P.Is == Place::Kind::Variable && !P.Field) {
        initialise(P.Variable, Call->getArg(1));
        return {};
      }
      Value Right;
      if (From.Is == Place::Kind::Memory)
        load(From, Call->getArg(1));
      else if (From.Is == Place::Kind::Nothing)
        Right = eval(Call->getArg(1));
      if (P.Is == Place::Kind::Variable && !P.Field &&
          From.Is == Place::Kind::Variable)
        initialise(P.Variable, Call->getArg(1));
      else if (P.Is == Place::Kind::Variable && !P.Field &&
               To->getType()->isRecordType())
        setRecord(P.Variable, To->getType(), std::move(Right));
      else
        assign(P, Value(), To);
      if (Operator->getOperator() != OO_Equal)
        load(P, To);
      return {};
    }
    if (Operator->getOperator() == OO_Subscript)
      if (auto Result = evalTensorSubscript(Operator))
        return *Result;
    if (Operator->getOperator() == OO_Subscript)
      return load(place(Call), Call);
    touchUnknown(Call, Callee);
    return {};
  }
  if (auto Result = evalKnown(Call, Callee, Name))
    return *Result;
  if (auto Result = evalRecordCall(Call, Name))
    return *Result;
  if (evalBlas(Call, Callee, Name))
    return {};
  const FunctionDecl *Definition = definitionOf(Callee);
  bool System = Callee && Context.getSourceManager().isInSystemHeader(
                              Callee->getLocation());
  if (Definition && !System && Stack.size() < MaxCalls &&
      !llvm::is_contained(Stack, Definition->getCanonicalDecl())) {
    llvm::SmallVector<const Expr *, 8> Arguments(Call->arguments());
    return enter(Callee, Arguments);
  }
  eval(Call->getCallee());
  touchUnknown(Call, Callee);
  if (Call->getType()->isIntegralOrEnumerationType() &&
      !Call->isInstantiationDependent())
    if (auto Constant = constantValue(Context, Call))
      return Value::number(Interval::exact(Polynomial(*Constant)));
  if (!Definition && !System)
    if (auto Result = evalOpaque(Call, Callee, Name))
      return *Result;
  return {};
}

std::optional<Value> IndexWalker::evalOpaque(const CallExpr *Call,
                                             const FunctionDecl *Callee,
                                             llvm::StringRef Name) {
  if (!Callee || Call->getNumArgs() == 0 || Call->isInstantiationDependent() ||
      !Call->getType()->isIntegerType() || Call->getType()->isBooleanType())
    return std::nullopt;
  IndexBounds::OpaqueCall Known;
  std::string Key = Name.str();
  for (const Expr *Argument : Call->arguments()) {
    if (!Argument->getType()->isIntegralOrEnumerationType())
      return std::nullopt;
    const Interval Number = evalQuietly(Argument).Number;
    if (!Number.Exact)
      return std::nullopt;
    Key += "," + Number.High[0].toExpression().str();
    Known.Arguments.push_back(Number.High[0]);
  }
  Known.Text = sourceText(Context, Call);
  std::string Symbol =
      (IndexBounds::OpaquePrefix + llvm::utohexstr(llvm::xxh3_64bits(Key)))
          .str();
  Out.Opaque.try_emplace(Symbol, std::move(Known));
  return Value::number(Interval::exact(Polynomial::symbol(Symbol)));
}

} // namespace perfclaim
