//===- IndexBoundsRecords.cpp - Small structs as values -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Structs that are made, returned, copied and taken apart: vectors of the
/// toolkit and what repositories build of them, above all divisors with a
/// precomputed reciprocal.
///
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "SymbolicExpr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace perfclaim {

/// Records with more fields than this are not followed.
static constexpr unsigned MaxFields = 32;

static const RecordDecl *recordOf(QualType Type) {
  const RecordDecl *Record = Type.getNonReferenceType()->getAsRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

static unsigned countFields(const RecordDecl *Record) {
  return static_cast<unsigned>(
      std::distance(Record->field_begin(), Record->field_end()));
}

Value IndexWalker::recordIn(const ValueDecl *Variable, QualType Type) {
  Value Result;
  const RecordDecl *Record = recordOf(Type);
  if (!Record || countFields(Record) > MaxFields)
    return Result;
  bool Known = false;
  for (const FieldDecl *Field : Record->fields()) {
    auto It =
        Now.Values.find({cast<ValueDecl>(Variable->getCanonicalDecl()), Field});
    Known |= It != Now.Values.end();
    Result.Fields.push_back(It == Now.Values.end() ? Value() : *It->second);
  }
  if (!Known)
    Result.Fields.clear();
  return Result;
}

void IndexWalker::setRecord(const ValueDecl *Variable, QualType Type, Value V) {
  const RecordDecl *Record = recordOf(Type);
  std::vector<Value> Fields = std::move(V.Fields);
  V.Fields.clear();
  setValue({Variable, nullptr}, std::move(V));
  if (!Record)
    return;
  const auto *Canonical = cast<ValueDecl>(Variable->getCanonicalDecl());
  for (const FieldDecl *Field : Record->fields()) {
    unsigned I = Field->getFieldIndex();
    if (I < Fields.size())
      setValue({Variable, Field}, std::move(Fields[I]));
    else if (Now.Values.contains({Canonical, Field}))
      setValue({Variable, Field}, Value());
  }
}

Value IndexWalker::evalFieldOfResult(const MemberExpr *Member,
                                     const FieldDecl *Field) {
  Value Base = eval(Member->getBase());
  return Field->getFieldIndex() < Base.Fields.size()
             ? Base.Fields[Field->getFieldIndex()]
             : Value();
}

Value IndexWalker::evalList(const InitListExpr *List) {
  if (!List->isSemanticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  const QualType Type = List->getType();
  Value Record;
  for (const Expr *Init : List->inits()) {
    Record.Fields.push_back(eval(Init));
    if (Record.Fields.back().IsPointer && !Type->isScalarType())
      escape(Record.Fields.back(), Init);
  }
  if (List->getNumInits() == 1 && Type->isScalarType())
    return Record.Fields[0];
  return Type->isRecordType() ? Record : Value();
}

std::optional<Value>
IndexWalker::evalRecordConstruct(const CXXConstructExpr *Construct) {
  const CXXConstructorDecl *Constructor = Construct->getConstructor();
  if (Constructor->isCopyOrMoveConstructor())
    return std::nullopt;
  Value Result;
  if (isDim3(Construct->getType())) {
    for (Interval &Part : evalDim3(Construct))
      Result.Fields.push_back(Value::number(std::move(Part)));
    return Result;
  }
  const CXXRecordDecl *Class = Constructor->getParent();
  if (Construct->getNumArgs() != 2 || !Class->isInStdNamespace() ||
      Class->getName() != "pair")
    return evalFieldSetters(Construct);
  for (const Expr *Argument : Construct->arguments()) {
    Result.Fields.push_back(eval(Argument));
    if (Result.Fields.back().IsPointer)
      escape(Result.Fields.back(), Argument);
  }
  return Result;
}

std::optional<Value>
IndexWalker::evalFieldSetters(const CXXConstructExpr *Construct) {
  const FunctionDecl *Found = nullptr;
  if (!Construct->getConstructor()->hasBody(Found))
    return std::nullopt;
  const auto *Constructor = cast<CXXConstructorDecl>(Found);
  const CXXRecordDecl *Class = Constructor->getParent();
  const auto *Body = dyn_cast<CompoundStmt>(Constructor->getBody());
  if (!Body || !Body->body_empty() || Class->getNumBases() != 0 ||
      Class->isDependentType() || countFields(Class) > MaxFields ||
      Context.getSourceManager().isInSystemHeader(Class->getLocation()) ||
      Constructor->getNumParams() != Construct->getNumArgs() ||
      llvm::is_contained(Stack, Constructor->getCanonicalDecl()))
    return std::nullopt;
  Value Result;
  Result.Fields.resize(countFields(Class));
  for (unsigned I = 0; I != Construct->getNumArgs(); ++I)
    bindArgument(Constructor->getParamDecl(I), Construct->getArg(I));
  for (const CXXCtorInitializer *Init : Constructor->inits())
    if (Init->isMemberInitializer())
      Result.Fields[Init->getMember()->getFieldIndex()] = eval(Init->getInit());
  return Result;
}

void IndexWalker::escapeFields(const ValueDecl *Object, const Expr *Where) {
  for (const auto &[K, V] : Now.Values)
    if (K.first == Object && K.second && V->IsPointer)
      touchUnbounded(
          *V, true,
          !K.second->getType()->isAnyPointerType() ||
              !K.second->getType()->getPointeeType().isConstQualified(),
          Where);
}

std::optional<Value> IndexWalker::evalMethod(const CallExpr *Call,
                                             const CXXMethodDecl *Method) {
  const auto *Member = dyn_cast<CXXMemberCallExpr>(Call);
  const Expr *Object =
      Member ? Member->getImplicitObjectArgument() : Call->getArg(0);
  if (!Method || !Object || Method->isStatic())
    return std::nullopt;
  const ValueDecl *Variable = nullptr;
  QualType Type;
  if (isa<CXXThisExpr>(stripped(Object)))
    Variable = This;
  else if (!Object->getType()->isPointerType())
    if (const Place P = place(Object); P.Is == Place::Kind::Variable) {
      Variable = P.Variable;
      // The fields of a structure within one are kept as fields of the whole.
      if (P.Field)
        Type = Object->getType();
    }
  if (Variable && Type.isNull())
    Type = Variable->getType();
  if (!Variable || recordIn(Variable, Type).Fields.empty())
    return std::nullopt;
  if (Method->isVirtual() || !definitionOf(Method) ||
      Stack.size() >= MaxCalls) {
    escapeFields(Variable, Call);
    return std::nullopt;
  }
  const llvm::SaveAndRestore<const ValueDecl *> Inside(This, Variable);
  llvm::SmallVector<const Expr *, 8> Arguments(
      llvm::drop_begin(Call->arguments(), Member ? 0 : 1));
  return enter(Method, Arguments);
}

/// `make_uint3` and its kind: one argument for each field.
static bool makesVector(llvm::StringRef Name, unsigned Count) {
  if (Name == "make_pair")
    return Count == 2;
  if (!Name.consume_front("make_") || Count == 0 || Count > 4 ||
      !Name.consume_back(llvm::utostr(Count)))
    return false;
  return llvm::StringSwitch<bool>(Name)
      .Cases({"char", "uchar", "short", "ushort", "int", "uint"}, true)
      .Cases({"long", "ulong", "longlong", "ulonglong"}, true)
      .Default(false);
}

/// What \p Divisor, which holds a number and its reciprocal, divides by.
static std::optional<Polynomial> divisorIn(const Value &Divisor,
                                           const RecordDecl *Record) {
  if (!Record)
    return Divisor.Number.Exact ? std::optional(Divisor.Number.High[0])
                                : std::nullopt;
  for (const FieldDecl *Field : Record->fields()) {
    bool Named = llvm::StringSwitch<bool>(Field->getName().rtrim('_'))
                     .Cases({"d", "z", "div", "divisor"}, true)
                     .Default(false);
    if (!Named || Field->getFieldIndex() >= Divisor.Fields.size())
      continue;
    const Interval &Number = Divisor.Fields[Field->getFieldIndex()].Number;
    if (Number.Exact && !Number.High[0].empty())
      return Number.High[0];
  }
  return std::nullopt;
}

std::optional<Value> IndexWalker::evalRecordCall(const CallExpr *Call,
                                                 llvm::StringRef Name) {
  unsigned Count = Call->getNumArgs();
  if (makesVector(Name, Count)) {
    Value Result;
    for (const Expr *Argument : Call->arguments())
      Result.Fields.push_back(eval(Argument));
    return Result;
  }
  bool Divides = Name.contains_insensitive("fastdiv") ||
                 Name.contains_insensitive("fast_div");
  bool Rests = Name.contains_insensitive("fastmod") ||
               Name.contains_insensitive("fast_mod");
  bool Both =
      Name.contains_insensitive("div") && Name.contains_insensitive("mod");
  if (Count < 2 || (!Divides && !Rests))
    return std::nullopt;
  const RecordDecl *Made = recordOf(Call->getType());
  if (!Call->getType()->isIntegralOrEnumerationType() &&
      (!Both || !Made || countFields(Made) != 2))
    return std::nullopt;
  Interval Whole = eval(Call->getArg(0)).Number;
  Value By = eval(Call->getArg(1));
  std::optional<Polynomial> Divisor;
  if (Count == 2)
    Divisor = divisorIn(By, recordOf(Call->getArg(1)->getType()));
  // Neither is ever more than what is divided.
  Interval Quotient;
  if (Whole.nonNegative()) {
    Quotient.Low = Polynomial(0);
    Quotient.High = Whole.High;
  }
  Interval Rest = Quotient;
  if (Divisor) {
    Quotient = Whole / Interval::exact(*Divisor);
    Rest = Whole % Interval::exact(*Divisor);
  }
  if (!Made)
    return Value::number(Rests ? Rest : Quotient);
  Value Result;
  Result.Fields = {Value::number(Quotient), Value::number(Rest)};
  return Result;
}

} // namespace perfclaim
