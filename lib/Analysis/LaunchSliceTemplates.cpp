//===- LaunchSliceTemplates.cpp - Launches in templates -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSliceTemplates.h"
#include "LaunchForward.h"
#include "SymbolicExprLocals.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

namespace {

/// The call, or the launch, that an instantiation has for one of its pattern.
class SameCallFinder : public DynamicRecursiveASTVisitor {
public:
  explicit SameCallFinder(const Expr *Pattern) : Pattern(Pattern) {
    ShouldVisitTemplateInstantiations = true;
  }
  CallExpr *Found = nullptr;

  bool TraverseLambdaExpr(LambdaExpr *Lambda) override {
    TraverseStmt(Lambda->getBody());
    if (const CXXMethodDecl *Operator = Lambda->getCallOperator())
      if (FunctionTemplateDecl *Template =
              Operator->getDescribedFunctionTemplate())
        for (FunctionDecl *Special : Template->specializations())
          TraverseStmt(Special->getBody());
    return true;
  }

  bool VisitCallExpr(CallExpr *Call) override {
    // Of a generic lambda the instantiation, not the pattern.
    if (isa<CUDAKernelCallExpr>(Call) == isa<CUDAKernelCallExpr>(Pattern) &&
        Call->getBeginLoc() == Pattern->getBeginLoc() &&
        Call->getEndLoc() == Pattern->getEndLoc() &&
        (!Found || Found->isTypeDependent() || !Found->getDirectCallee()))
      Found = Call;
    return true;
  }

private:
  const Expr *Pattern;
};

} // namespace

LaunchSite concreteSite(const LaunchSite &Site) {
  if (!Site.Enclosing ||
      !(Site.Through || isa_and_nonnull<CUDAKernelCallExpr>(Site.Call)))
    return Site;
  llvm::SmallVector<const FunctionDecl *, 8> Candidates;
  if (const FunctionTemplateDecl *Template =
          Site.Enclosing->getDescribedFunctionTemplate())
    for (const FunctionDecl *Special : Template->specializations())
      if (Special->getTemplateSpecializationKind() !=
          TSK_ExplicitSpecialization)
        Candidates.push_back(Special);
  // A member of a class template: the same member of its specialisations.
  const auto *Method = dyn_cast<CXXMethodDecl>(Site.Enclosing);
  const ClassTemplateDecl *Class =
      Method ? Method->getParent()->getDescribedClassTemplate() : nullptr;
  if (Class)
    for (const ClassTemplateSpecializationDecl *Special :
         Class->specializations())
      for (const CXXMethodDecl *Member : Special->methods())
        // Which is the definition where that stands outside of the class.
        if (const FunctionDecl *Pattern =
                Member->getTemplateInstantiationPattern();
            Pattern &&
            Pattern->getCanonicalDecl() == Site.Enclosing->getCanonicalDecl())
          Candidates.push_back(Member);
  bool Dependent = Site.Enclosing->isDependentContext();
  if (!Dependent)
    Candidates.push_back(Site.Enclosing); // Generic lambdas.
  for (const FunctionDecl *Candidate : Candidates) {
    const FunctionDecl *Definition = nullptr;
    if (!Candidate->hasBody(Definition) || Definition->isDependentContext())
      continue;
    SameCallFinder Finder(Site.Call);
    Finder.TraverseStmt(Definition->getBody());
    if (!Finder.Found || !Finder.Found->getDirectCallee() ||
        Finder.Found == Site.Call)
      continue;
    if (Site.Through) {
      LaunchSite Result = forwarded(Site.Through, Finder.Found, Definition);
      const auto *Kernel =
          dyn_cast_or_null<DeclRefExpr>(stripped(Result.Callee));
      Result.Kernel =
          Kernel ? dyn_cast<FunctionDecl>(Kernel->getDecl()) : nullptr;
      if (Result.Kernel)
        return Result;
      continue;
    }
    auto *Call = cast<CUDAKernelCallExpr>(Finder.Found);
    if (!Call->getConfig())
      continue;
    LaunchSite Result = Site;
    Result.Call = Call;
    Result.Enclosing = Definition;
    Result.Kernel = Call->getDirectCallee();
    Result.Callee = Call->getCallee();
    Expr **Parts[] = {&Result.Grid, &Result.Block, &Result.Shared,
                      &Result.Stream};
    for (unsigned I = 0; I < 4; ++I) {
      *Parts[I] = nullptr;
      if (I < Call->getConfig()->getNumArgs() &&
          !isa<CXXDefaultArgExpr>(Call->getConfig()->getArg(I)))
        *Parts[I] = Call->getConfig()->getArg(I);
    }
    Result.Arguments.assign(Call->arg_begin(), Call->arg_end());
    return Result;
  }
  return Site;
}

std::map<std::string, std::string>
conventionalArguments(const ParsedUnit &Unit, const FunctionDecl *Function) {
  std::map<std::string, std::string> Result;
  const FunctionTemplateDecl *Template =
      Function->getDescribedFunctionTemplate();
  if (!Template)
    return Result;
  for (const NamedDecl *Parameter : *Template->getTemplateParameters()) {
    std::string Name = Parameter->getName().str();
    if (Name.empty())
      continue;
    if (const auto *Type = dyn_cast<TemplateTypeParmDecl>(Parameter)) {
      llvm::StringRef Plain = Name;
      if (Type->hasDefaultArgument() &&
          !Type->getDefaultArgument().getArgument().isDependent() &&
          Type->getDefaultArgument().getArgument().getKind() ==
              TemplateArgument::Type)
        Result[Name] = spellType(
            Unit.Context, Type->getDefaultArgument().getArgument().getAsType());
      else if (Plain.contains_insensitive("idx") ||
               Plain.contains_insensitive("index") ||
               Plain.contains_insensitive("int"))
        Result[Name] = "int";
      else if (Plain.contains_insensitive("bf16") ||
               Plain.contains_insensitive("bfloat"))
        Result[Name] = "__nv_bfloat16";
      else if (Plain.contains_insensitive("half"))
        Result[Name] = "__half";
      else
        Result[Name] = "float";
    } else if (const auto *Number =
                   dyn_cast<NonTypeTemplateParmDecl>(Parameter)) {
      if (Number->hasDefaultArgument())
        if (auto Value = constantValue(
                Unit.Context,
                Number->getDefaultArgument().getArgument().getAsExpr()))
          Result[Name] = std::to_string(*Value);
    }
  }
  return Result;
}

} // namespace perfclaim
