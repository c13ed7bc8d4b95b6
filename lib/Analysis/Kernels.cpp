//===- Kernels.cpp - The kernels of a unit --------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Collectors.h"
#include "SemanticHash.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

namespace {

std::string callText(const ASTContext &Context, llvm::StringRef Name,
                     llvm::ArrayRef<const Expr *> Arguments) {
  llvm::SmallVector<std::string, 3> Texts;
  for (const Expr *E : Arguments)
    if (E)
      Texts.push_back(sourceText(Context, E));
  return (Name + "(" + llvm::join(Texts, ", ") + ")").str();
}

void addAttributes(const ParsedUnit &Unit, const FunctionDecl *F, Kernel &K) {
  const ASTContext &Context = Unit.Context;
  if (const auto *Bounds = F->getAttr<CUDALaunchBoundsAttr>()) {
    K.MaxThreads = constantValue(Context, Bounds->getMaxThreads());
    K.MinBlocks = constantValue(Context, Bounds->getMinBlocks());
    K.Attributes.push_back(
        callText(Context, "__launch_bounds__",
                 {Bounds->getMaxThreads(), Bounds->getMinBlocks(),
                  Bounds->getMaxBlocks()}));
  }
  bool SeesClusters = false;
  if (const auto *Cluster = F->getAttr<CUDAClusterDimsAttr>()) {
    SeesClusters = true;
    K.Attributes.push_back(
        callText(Context, "__cluster_dims__",
                 {Cluster->getX(), Cluster->getY(), Cluster->getZ()}));
  }
  for (const std::string &Dropped : droppedAttributes(Unit, F))
    if (!SeesClusters || !llvm::StringRef(Dropped).contains("cluster"))
      K.Attributes.push_back(Dropped);
}

const TemplateParameterList *templateParametersOf(const FunctionDecl *F) {
  if (const FunctionTemplateDecl *Template = F->getDescribedFunctionTemplate())
    return Template->getTemplateParameters();
  return nullptr;
}

} // namespace

std::vector<std::pair<std::string, const FunctionDecl *>>
instantiationsOf(const ASTContext &Context, const FunctionDecl *Pattern) {
  std::vector<std::pair<std::string, const FunctionDecl *>> Found;
  const FunctionTemplateDecl *Template =
      Pattern->getDescribedFunctionTemplate();
  if (!Template)
    return Found;
  for (const FunctionDecl *F : Template->specializations()) {
    TemplateSpecializationKind Kind = F->getTemplateSpecializationKind();
    if (Kind == TSK_ExplicitSpecialization)
      continue;
    // What overload resolution only looked at is not made.
    if (Kind == TSK_ImplicitInstantiation && !F->hasBody() &&
        !F->isUsed(false) && !F->isReferenced())
      continue;
    std::optional<std::string> Arguments = spellTemplateArguments(
        Context, F->getTemplateSpecializationArgs()->asArray());
    if (!Arguments)
      continue;
    auto Same = [&](const auto &Other) { return Other.first == *Arguments; };
    if (llvm::none_of(Found, Same))
      Found.emplace_back(*Arguments, F);
  }
  return Found;
}

void collectKernels(const ParsedUnit &Unit, const DeclIndex &Index,
                    Inventory &Out) {
  for (const auto &[F, Instances] : Index.Functions) {
    if (!isKernel(F) || Instances.empty())
      continue;
    Kernel K;
    K.Identity = identityOf(F);
    if (K.Identity.empty())
      continue;
    K.Name = nameOf(F);
    K.QualifiedName = qualifiedNameOf(F);
    K.Place = placeOf(Unit, F->getLocation());
    K.Range = rangeOf(Unit, F);
    K.IsTemplate = F->isTemplated();
    if (const TemplateParameterList *Parameters = templateParametersOf(F))
      for (const NamedDecl *Parameter : *Parameters)
        K.TemplateParameters.push_back(
            sourceText(Unit.Context, Parameter->getSourceRange()));
    const FunctionDecl *Concrete = F;
    for (auto &[Arguments, Instance] : instantiationsOf(Unit.Context, F)) {
      if (K.Instantiations.empty())
        Concrete = Instance;
      K.Instantiations.push_back(Arguments);
    }
    addAttributes(Unit, F, K);
    // Types without template parameters, where there is an instantiation.
    if (!Concrete->hasBody())
      Concrete = F;
    modelParameters(Unit.Context, Unit, Concrete, K.Parameters);
    Out.Kernels.push_back(std::move(K));
  }
}

} // namespace perfclaim
