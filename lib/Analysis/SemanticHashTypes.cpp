//===- SemanticHashTypes.cpp - Types, attributes, template arguments ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemanticHash.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/TypeBase.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace perfclaim {

void SemanticHasher::addParameterType(QualType Type) {
  if (Type.isNull()) {
    add("no type");
    return;
  }
  Type = Type.getCanonicalType();
  Type.removeLocalConst();
  addType(Type);
}

void SemanticHasher::addType(QualType Type) {
  if (Type.isNull()) {
    add("no type");
    return;
  }
  Type = Type.getCanonicalType();
  add(Type.getQualifiers().getCVRQualifiers());
  const clang::Type *T = Type.getTypePtr();
  add(T->getTypeClassName());
  switch (T->getTypeClass()) {
  case clang::Type::Builtin:
    add(cast<BuiltinType>(T)->getName(PrintingPolicy(Context.getLangOpts())));
    return;
  case clang::Type::Pointer:
  case clang::Type::LValueReference:
  case clang::Type::RValueReference:
    addType(T->getPointeeType());
    return;
  case clang::Type::MemberPointer:
    addQualifier(cast<MemberPointerType>(T)->getQualifier());
    addType(T->getPointeeType());
    return;
  case clang::Type::ConstantArray: {
    llvm::SmallString<24> Digits;
    cast<ConstantArrayType>(T)->getSize().toStringUnsigned(Digits);
    add(Digits);
    addType(cast<clang::ArrayType>(T)->getElementType());
    return;
  }
  case clang::Type::IncompleteArray:
    addType(cast<clang::ArrayType>(T)->getElementType());
    return;
  case clang::Type::VariableArray:
    addStatement(cast<VariableArrayType>(T)->getSizeExpr());
    addType(cast<clang::ArrayType>(T)->getElementType());
    return;
  case clang::Type::DependentSizedArray:
    addStatement(cast<DependentSizedArrayType>(T)->getSizeExpr());
    addType(cast<clang::ArrayType>(T)->getElementType());
    return;
  case clang::Type::Vector:
  case clang::Type::ExtVector:
    add(cast<clang::VectorType>(T)->getNumElements());
    addType(cast<clang::VectorType>(T)->getElementType());
    return;
  case clang::Type::Record:
  case clang::Type::Enum:
  case clang::Type::InjectedClassName:
    addEntity(cast<TagType>(T)->getDecl());
    return;
  case clang::Type::TemplateTypeParm: {
    const auto *Parameter = cast<TemplateTypeParmType>(T);
    add(Parameter->getDepth());
    add(Parameter->getIndex());
    return;
  }
  case clang::Type::TemplateSpecialization: {
    const auto *Specialization = cast<TemplateSpecializationType>(T);
    addTemplateName(Specialization->getTemplateName());
    addTemplateArguments(Specialization->template_arguments());
    return;
  }
  case clang::Type::DependentName: {
    const auto *Name = cast<DependentNameType>(T);
    addQualifier(Name->getQualifier());
    if (Name->getIdentifier())
      add(Name->getIdentifier()->getName());
    return;
  }
  case clang::Type::FunctionProto: {
    const auto *Function = cast<FunctionProtoType>(T);
    addType(Function->getReturnType());
    add(Function->getNumParams());
    for (QualType Parameter : Function->getParamTypes())
      addType(Parameter);
    add(unsigned(Function->isVariadic()));
    return;
  }
  case clang::Type::Decltype:
    addStatement(cast<DecltypeType>(T)->getUnderlyingExpr());
    return;
  case clang::Type::TypeOfExpr:
    addStatement(cast<TypeOfExprType>(T)->getUnderlyingExpr());
    return;
  case clang::Type::UnaryTransform:
    add(unsigned(cast<UnaryTransformType>(T)->getUTTKind()));
    addType(cast<UnaryTransformType>(T)->getBaseType());
    return;
  case clang::Type::PackExpansion:
    addType(cast<PackExpansionType>(T)->getPattern());
    return;
  case clang::Type::Auto:
    add(unsigned(cast<AutoType>(T)->getKeyword()));
    return;
  case clang::Type::DeducedTemplateSpecialization:
    addTemplateName(
        cast<DeducedTemplateSpecializationType>(T)->getTemplateName());
    return;
  case clang::Type::Atomic:
    addType(cast<AtomicType>(T)->getValueType());
    return;
  case clang::Type::Complex:
    addType(cast<clang::ComplexType>(T)->getElementType());
    return;
  default:
    add(Type.getAsString(PrintingPolicy(Context.getLangOpts())));
    return;
  }
}

void SemanticHasher::addQualifier(NestedNameSpecifier Qualifier) {
  switch (Qualifier.getKind()) {
  case NestedNameSpecifier::Kind::Type:
    addType(QualType(Qualifier.getAsType(), 0));
    return;
  case NestedNameSpecifier::Kind::Namespace:
    add(qualifiedNameOf(Qualifier.getAsNamespaceAndPrefix().Namespace));
    return;
  case NestedNameSpecifier::Kind::Null:
  case NestedNameSpecifier::Kind::Global:
  case NestedNameSpecifier::Kind::MicrosoftSuper:
    return;
  }
}

void SemanticHasher::addTemplateName(TemplateName Name) {
  if (const TemplateDecl *Template = Name.getAsTemplateDecl()) {
    if (const auto *Parameter = dyn_cast<TemplateTemplateParmDecl>(Template)) {
      add(Parameter->getDepth());
      add(Parameter->getIndex());
    } else {
      add(qualifiedNameOf(Template));
    }
    return;
  }
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  Name.print(OS, PrintingPolicy(Context.getLangOpts()));
  add(Text);
}

void SemanticHasher::addTemplateArguments(
    llvm::ArrayRef<TemplateArgument> Arguments) {
  add(Arguments.size());
  for (const TemplateArgument &Argument : Arguments)
    addTemplateArgument(Argument);
}

void SemanticHasher::addTemplateArgument(const TemplateArgument &Argument) {
  add(unsigned(Argument.getKind()));
  switch (Argument.getKind()) {
  case TemplateArgument::Type:
    addType(Argument.getAsType());
    return;
  case TemplateArgument::Integral: {
    llvm::SmallString<24> Digits;
    Argument.getAsIntegral().toString(Digits, 10);
    add(Digits);
    return;
  }
  case TemplateArgument::Declaration:
    add(qualifiedNameOf(Argument.getAsDecl()));
    return;
  case TemplateArgument::Template:
  case TemplateArgument::TemplateExpansion:
    addTemplateName(Argument.getAsTemplateOrTemplatePattern());
    return;
  case TemplateArgument::Expression:
    addStatement(Argument.getAsExpr());
    return;
  case TemplateArgument::Pack:
    addTemplateArguments(Argument.pack_elements());
    return;
  case TemplateArgument::StructuralValue:
    add(Argument.getAsStructuralValue().getAsString(
        Context, Argument.getStructuralValueType()));
    return;
  case TemplateArgument::NullPtr:
  case TemplateArgument::Null:
    return;
  }
}

void SemanticHasher::addTemplateParameters(
    const TemplateParameterList *Parameters) {
  add(Parameters->size());
  for (const NamedDecl *D : *Parameters) {
    add(D->getDeclKindName());
    add(unsigned(D->isParameterPack()));
    if (const auto *Type = dyn_cast<TemplateTypeParmDecl>(D)) {
      if (Type->hasDefaultArgument())
        addTemplateArgument(Type->getDefaultArgument().getArgument());
    } else if (const auto *Value = dyn_cast<NonTypeTemplateParmDecl>(D)) {
      addType(Value->getType());
      if (Value->hasDefaultArgument())
        addTemplateArgument(Value->getDefaultArgument().getArgument());
    } else if (const auto *Template = dyn_cast<TemplateTemplateParmDecl>(D)) {
      addTemplateParameters(Template->getTemplateParameters());
    }
  }
  if (const Expr *Requires = Parameters->getRequiresClause())
    addStatement(Requires);
}

void SemanticHasher::addAttributes(const Decl *D) {
  add("attributes");
  if (!D->hasAttrs())
    return;
  // Their order is layout.
  llvm::SmallVector<std::pair<unsigned, unsigned>, 4> Order;
  for (unsigned I = 0; I < D->getAttrs().size(); ++I)
    Order.emplace_back(D->getAttrs()[I]->getKind(), I);
  llvm::sort(Order);
  for (auto [Kind, Index] : Order)
    addAttribute(D->getAttrs()[Index]);
}

void SemanticHasher::addAttribute(const Attr *A) {
  switch (A->getKind()) {
  // They say nothing about code, or who may call is not what it does.
  case attr::CUDAHost:
  case attr::CUDADevice:
  case attr::Annotate:
  case attr::Deprecated:
  case attr::Unused:
  case attr::Used:
  case attr::WarnUnusedResult:
  case attr::Visibility:
  case attr::TypeVisibility:
  case attr::Override:
  case attr::Final:
  case attr::NoThrow:
  case attr::Format:
  case attr::BuiltinAlias:
  case attr::Builtin:
  case attr::Overloadable:
    return;
  default:
    break;
  }
  // Sema makes loop hints as implicit ones.
  if (A->isImplicit() && !isa<LoopHintAttr>(A))
    return;
  add("attribute");
  add(unsigned(A->getKind()));
  if (const auto *Bounds = dyn_cast<CUDALaunchBoundsAttr>(A)) {
    addStatement(Bounds->getMaxThreads());
    addStatement(Bounds->getMinBlocks());
    addStatement(Bounds->getMaxBlocks());
  } else if (const auto *Cluster = dyn_cast<CUDAClusterDimsAttr>(A)) {
    addStatement(Cluster->getX());
    addStatement(Cluster->getY());
    addStatement(Cluster->getZ());
  } else if (const auto *Aligned = dyn_cast<AlignedAttr>(A)) {
    if (Aligned->isAlignmentExpr())
      addStatement(Aligned->getAlignmentExpr());
    else
      addType(Aligned->getAlignmentType()->getType());
  } else if (const auto *Loop = dyn_cast<LoopHintAttr>(A)) {
    add(unsigned(Loop->getOption()));
    add(unsigned(Loop->getState()));
    addStatement(Loop->getValue());
  } else if (const auto *Unroll = dyn_cast<OpenCLUnrollHintAttr>(A)) {
    add(Unroll->getUnrollHint());
  }
}

void SemanticHasher::addRecord(const CXXRecordDecl *D) {
  add(unsigned(D->isUnion()));
  addAttributes(D);
  if (!D->isCompleteDefinition())
    return;
  declareLocal(D);
  for (const CXXBaseSpecifier &Base : D->bases()) {
    add("base");
    add(unsigned(Base.isVirtual()));
    addType(Base.getType());
  }
  for (const FieldDecl *Field : D->fields()) {
    add("field");
    addType(Field->getType());
    addAttributes(Field);
    if (Field->isBitField())
      addStatement(Field->getBitWidth());
    if (Field->hasInClassInitializer())
      addStatement(Field->getInClassInitializer());
  }
}

void SemanticHasher::addConstructorInitializers(const CXXConstructorDecl *D) {
  for (const CXXCtorInitializer *Init : D->inits()) {
    if (!Init->isWritten())
      continue;
    if (const FieldDecl *Field = Init->getAnyMember())
      add(Field->getFieldIndex());
    else
      addType(QualType(Init->getBaseClass(), 0));
    addStatement(Init->getInit());
  }
}

} // namespace perfclaim
