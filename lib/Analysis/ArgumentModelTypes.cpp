//===- ArgumentModelTypes.cpp - What a parameter's type tells -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelTypes.h"
#include "IndexBounds.h"
#include "TensorFacts.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

/// The name of the record behind a type, without template arguments.
static llvm::StringRef recordName(QualType Type) {
  const auto *Record = Type->getAsRecordDecl();
  if (!Record)
    return "";
  if (!Record->getName().empty())
    return Record->getName();
  const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl();
  return Typedef ? Typedef->getName() : "";
}

ElementKind elementKindOf(const ASTContext &Context, QualType Type) {
  Type = Type.getCanonicalType().getUnqualifiedType();
  if (const auto *Enum = Type->getAsEnumDecl())
    Type = Enum->getIntegerType().isNull()
               ? QualType(Context.IntTy)
               : Enum->getIntegerType().getCanonicalType();
  if (Type->isDependentType() || Type->isVoidType())
    return ElementKind::Bytes;
  if (Type->isBooleanType())
    return ElementKind::Bool;
  if (Type->isIntegerType()) {
    bool Signed = Type->isSignedIntegerType();
    switch (Context.getTypeSize(Type)) {
    case 8:
      return Signed ? ElementKind::Int8 : ElementKind::UInt8;
    case 16:
      return Signed ? ElementKind::Int16 : ElementKind::UInt16;
    case 32:
      return Signed ? ElementKind::Int32 : ElementKind::UInt32;
    case 64:
      return Signed ? ElementKind::Int64 : ElementKind::UInt64;
    default:
      return ElementKind::Bytes;
    }
  }
  if (const auto *Builtin = Type->getAs<BuiltinType>()) {
    switch (Builtin->getKind()) {
    case BuiltinType::Float:
      return ElementKind::Float32;
    case BuiltinType::Double:
      return ElementKind::Float64;
    case BuiltinType::Half:
    case BuiltinType::Float16:
      return ElementKind::Float16;
    case BuiltinType::BFloat16:
      return ElementKind::BFloat16;
    default:
      return ElementKind::Bytes;
    }
  }
  return llvm::StringSwitch<ElementKind>(recordName(Type))
      .Cases({"__half", "__half_raw", "Half"}, ElementKind::Float16)
      .Cases({"__nv_bfloat16", "__nv_bfloat16_raw", "BFloat16"},
             ElementKind::BFloat16)
      .Cases({"__nv_fp8_e4m3", "Float8_e4m3fn"}, ElementKind::Float8E4M3)
      .Cases({"__nv_fp8_e5m2", "Float8_e5m2"}, ElementKind::Float8E5M2)
      .Default(ElementKind::Bytes);
}

/// Pointers and references inside, at any depth.
static bool holdsPointers(QualType Type, unsigned Depth = 0) {
  Type = Type.getCanonicalType();
  if (Depth > 8 || Type->isAnyPointerType() || Type->isReferenceType() ||
      Type->isMemberPointerType())
    return true;
  if (const auto *Array = Type->getAsArrayTypeUnsafe())
    return holdsPointers(Array->getElementType(), Depth + 1);
  const auto *Record = Type->getAsRecordDecl();
  if (!Record)
    return false;
  if (!Record->isCompleteDefinition())
    return true;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record)) {
    if (Class->isPolymorphic())
      return true;
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (holdsPointers(Base.getType(), Depth + 1))
        return true;
  }
  return llvm::any_of(Record->fields(), [&](const FieldDecl *Field) {
    return holdsPointers(Field->getType(), Depth + 1);
  });
}

static bool isHandle(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases({"cublasContext", "cublasLtContext", "cudnnContext", "ncclComm"},
             true)
      .Cases({"curandGenerator_st", "cusparseContext", "cusolverDnContext",
              "cufftHandle"},
             true)
      .Default(false);
}

static void modelPointer(const ASTContext &Context, QualType Pointee,
                         ParameterModel &Model) {
  QualType Plain = Pointee.getCanonicalType().getUnqualifiedType();
  llvm::StringRef Name = recordName(Plain);
  if (Name == "CUstream_st") {
    Model.Kind = ValueKind::Stream;
    Model.Role = ParameterRole::Stream;
    return;
  }
  if (isHandle(Name)) {
    Model.Kind = ValueKind::Handle;
    Model.Role = ParameterRole::Handle;
    return;
  }
  if (Plain->isFunctionType() || Plain->isAnyPointerType() ||
      (Plain->isIncompleteType() && !Plain->isVoidType()) ||
      (!Plain->isDependentType() && !Plain->isVoidType() &&
       holdsPointers(Plain))) {
    Model.Kind = ValueKind::Opaque;
    return;
  }
  Model.Kind = ValueKind::Pointer;
  Model.Const = Pointee.isConstQualified();
  Model.ElementType = Plain->isVoidType()
                          ? "char"
                          : spellType(Context, Pointee.getUnqualifiedType());
  Model.Element = elementKindOf(Context, Plain);
  Model.ElementSize = static_cast<unsigned>(bytesOf(Context, Plain));
}

/// What a vector of the toolkit has two to four of; null for other records.
static QualType laneOf(QualType Type) {
  const auto *Record = Type->getAsRecordDecl();
  if (!Record || Record->field_empty())
    return {};
  QualType Lane;
  for (const FieldDecl *Field : Record->fields()) {
    QualType One = Field->getType().getCanonicalType().getUnqualifiedType();
    if (!Field->getIdentifier() || Field->getName().size() != 1 ||
        (!Lane.isNull() && Lane != One))
      return {};
    Lane = One;
  }
  return Lane;
}

void modelData(const ASTContext &Context, llvm::ArrayRef<QualType> Accessed,
               ParameterModel &Model) {
  if (Model.Kind != ValueKind::Pointer || Model.Tensor ||
      Model.ElementSize != 1)
    return;
  QualType Data;
  auto Add = [&](QualType Type) {
    if (Data.isNull() ||
        elementKindOf(Context, Data) == elementKindOf(Context, Type))
      return Data = Type, true;
    return false;
  };
  for (QualType Type : Accessed) {
    if (elementKindOf(Context, Type) != ElementKind::Bytes) {
      if (!Add(Type))
        return;
      continue;
    }
    const QualType Lane = laneOf(Type);
    if (Lane.isNull() || elementKindOf(Context, Lane) == ElementKind::Bytes)
      return;
    // Integer vectors often only carry other data.
    if (!Lane->isIntegerType() && !Add(Lane))
      return;
  }
  if (Data.isNull() || bytesOf(Context, Data) < 2)
    return;
  Model.Element = elementKindOf(Context, Data);
  Model.ElementType = spellType(Context, Data);
  Model.ElementSize = static_cast<unsigned>(bytesOf(Context, Data));
}

void modelType(const ASTContext &Context, QualType Type,
               ParameterModel &Model) {
  QualType Value = Type.getNonReferenceType();
  // By reference only what a caller can make for one call.
  bool ByReference = Type->isReferenceType();
  bool Settable =
      !ByReference || Value.isConstQualified() || Type->isRValueReferenceType();
  Value = Value.getUnqualifiedType();
  Model.Type = spellType(Context, Value);
  Model.Restrict = Type.isRestrictQualified();
  QualType Plain = Value.getCanonicalType();
  if (holdsTensor(Plain)) {
    const TensorForm Form = tensorForm(Plain);
    Model.Kind = ValueKind::Pointer;
    Model.Tensor = true;
    Model.Optional = Form == TensorForm::OptionalTensor;
    Model.Element = ElementKind::Float32;
    Model.ElementSize = 4;
    return;
  }
  // A number that the function counts on starts anew with each call.
  if (!Settable && !Plain->isAnyPointerType() && !Plain->isArithmeticType()) {
    Model.Kind = ValueKind::Opaque;
    return;
  }
  if (Plain->isIntegralOrEnumerationType()) {
    Model.Kind = ValueKind::Integer;
    Model.Element = elementKindOf(Context, Plain);
    Model.ElementSize = static_cast<unsigned>(bytesOf(Context, Plain));
    Model.Role = roleOfInteger(Model.Name, Plain->isBooleanType());
    if (Plain->isBooleanType())
      Model.Domain.Values = ValueDomain::Kind::Boolean;
    return;
  }
  if (Plain->isSpecificBuiltinType(BuiltinType::Float) ||
      Plain->isSpecificBuiltinType(BuiltinType::Double)) {
    Model.Kind = ValueKind::Floating;
    Model.Element = elementKindOf(Context, Plain);
    Model.ElementSize = static_cast<unsigned>(bytesOf(Context, Plain));
    Model.Role = ParameterRole::Scalar;
    return;
  }
  if (Plain->isAnyPointerType())
    return modelPointer(Context, Plain->getPointeeType(), Model);
  if (Plain->isArrayType())
    return;
  const auto *Record = Plain->getAsCXXRecordDecl();
  if (Record && Record->isCompleteDefinition() && !Record->isLambda() &&
      !Plain->isDependentType() && Plain.isTriviallyCopyableType(Context) &&
      !holdsPointers(Plain)) {
    Model.Kind = ValueKind::Struct;
    Model.Element = elementKindOf(Context, Plain);
    Model.ElementSize = static_cast<unsigned>(bytesOf(Context, Plain));
    Model.Role = ParameterRole::Scalar;
    return;
  }
  if (const auto *Builtin = Plain->getAs<BuiltinType>();
      Builtin && Builtin->isFloatingPoint()) {
    Model.Kind = ValueKind::Struct; // Half and kin have no literals.
    Model.Element = elementKindOf(Context, Plain);
    Model.ElementSize = static_cast<unsigned>(bytesOf(Context, Plain));
    Model.Role = ParameterRole::Scalar;
    return;
  }
  Model.Kind = ValueKind::Opaque;
}

ParameterRole roleOfInteger(llvm::StringRef Name, bool Boolean) {
  if (Boolean)
    return ParameterRole::Flag;
  std::string Lower = Name.lower();
  llvm::StringRef L = Lower;
  // What a slice calls `this_n` is the member `n`.
  L.consume_front("this_");
  auto Any = [&](std::initializer_list<llvm::StringRef> Parts) {
    return llvm::any_of(Parts,
                        [&](llvm::StringRef Part) { return L.contains(Part); });
  };
  if (Any({"repeat", "iteration", "niter", "num_iter", "n_iter", "nrep"}) ||
      L == "iters" || L == "reps")
    return ParameterRole::RepeatCount;
  if (Any({"stride", "pitch"}) || L == "lda" || L == "ldb" || L == "ldc" ||
      L == "ldd" || L.starts_with("inc_"))
    return ParameterRole::Stride;
  if (Any({"flag", "kernel_num", "mode", "seed", "_is_", "use_", "enable",
           "causal", "version"}) ||
      L.starts_with("is_"))
    return ParameterRole::Flag;
  return ParameterRole::Unknown;
}

} // namespace perfclaim
