//===- VectorModel.cpp - Containers of the host as buffers ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VectorModel.h"
#include "ArgumentModelTypes.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace perfclaim {

namespace {

/// The elements of std::vector<T>, std::span<T>, std::string and its view,
/// where they are numbers; null for other types.
QualType elementsOf(QualType Type, bool &View) {
  const auto *Record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Type.getCanonicalType()->getAsRecordDecl());
  if (!Record || !Record->isInStdNamespace() ||
      Record->getTemplateArgs().size() == 0 ||
      Record->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return QualType();
  const llvm::StringRef Name = Record->getName();
  View = Name == "span" || Name == "basic_string_view";
  if (!View && Name != "vector" && Name != "basic_string")
    return QualType();
  const QualType Element = Record->getTemplateArgs()[0].getAsType();
  // std::vector<bool> has no elements that could be pointed to.
  if (!Element->isArithmeticType() || Element->isBooleanType())
    return QualType();
  return Element;
}

/// One size for all: code that takes several mostly walks them together.
std::string sizeName(const FunctionDecl *Function) {
  std::string Name = "size";
  while (llvm::any_of(Function->parameters(), [&](const ParmVarDecl *P) {
    return P->getName() == Name;
  }))
    Name += "_of_all";
  return Name;
}

void fill(const ASTContext &Context, QualType Element, const std::string &Size,
          ParameterModel &Model) {
  Model.Kind = ValueKind::Pointer;
  Model.Tensor = Model.Container = true;
  Model.Element = elementKindOf(Context, Element);
  Model.ElementType = spellType(Context, Element.getUnqualifiedType());
  Model.ElementSize =
      static_cast<unsigned>(Context.getTypeSizeInChars(Element).getQuantity());
  Model.Shape = {Expression::symbol(Size)};
  Model.Extent = Model.Shape.front();
  Model.ExtentConfidence = Confidence::Certain;
  // Values that may be used as an index are one.
  if (Element->isIntegerType() && Model.ElementSize >= 2) {
    Model.Domain.Values = ValueDomain::Kind::IndexBelow;
    Model.Domain.Bound = Model.Extent;
  }
}

} // namespace

std::optional<ParameterModel> valueReturned(const ASTContext &Context,
                                            const FunctionDecl *F) {
  const QualType Type =
      F->getReturnType().getNonReferenceType().getUnqualifiedType();
  if (Type.isNull() || Type->isDependentType() || Type->isEnumeralType() ||
      !Type->isArithmeticType() || F->getReturnType()->isReferenceType())
    return std::nullopt;
  ParameterModel Model;
  Model.Name = "returned";
  Model.Kind = ValueKind::Pointer;
  Model.Element = elementKindOf(Context, Type);
  Model.ElementType = spellType(Context, Type);
  Model.Type = Model.ElementType + " *";
  Model.ElementSize =
      static_cast<unsigned>(Context.getTypeSizeInChars(Type).getQuantity());
  Model.Written = true;
  Model.Role = ParameterRole::Output;
  Model.Extent = Expression::constant(1);
  Model.ExtentConfidence = Confidence::Certain;
  return Model;
}

void modelContainers(const ASTContext &Context, const FunctionDecl *Function,
                     HostFunction &To) {
  const std::string Size = sizeName(Function);
  bool Any = false, View = false;
  for (unsigned I = 0; I < To.Parameters.size() && I < Function->getNumParams();
       ++I) {
    const QualType Type = Function->getParamDecl(I)->getType();
    const QualType Element = elementsOf(Type.getNonReferenceType(), View);
    if (Element.isNull())
      continue;
    ParameterModel &Model = To.Parameters[I];
    fill(Context, Element, Size, Model);
    Any = true;
    Model.Read = true;
    Model.Const = View ? Element.isConstQualified() ||
                             Model.Type.find("string_view") != std::string::npos
                       : !Type->isLValueReferenceType() ||
                             Type.getNonReferenceType().isConstQualified();
    Model.Written = !Model.Const;
    Model.Role = Model.Const ? ParameterRole::Input : ParameterRole::InOut;
  }
  const QualType Returned = Function->getReturnType();
  if (Returned->isReferenceType() || Returned->isDependentType())
    return;
  const QualType Element = elementsOf(Returned, View);
  if (!Element.isNull() && !View && Any) {
    ParameterModel Model;
    Model.Name = "returned";
    Model.Type = To.ResultType;
    fill(Context, Element, Size, Model);
    Model.Domain = {};
    Model.Written = true;
    Model.Role = ParameterRole::Output;
    To.Value = std::move(Model);
  }
  if (!Any)
    return;
  ParameterModel Model;
  Model.Name = Size;
  Model.Type = "std::size_t";
  Model.Kind = ValueKind::Integer;
  Model.Element = ElementKind::UInt64;
  Model.ElementSize = 8;
  Model.Role = ParameterRole::Size;
  Model.Domain.Values = ValueDomain::Kind::Positive;
  To.Sizes.push_back(std::move(Model));
}

} // namespace perfclaim
