//===- LaunchForward.cpp - Launches of what a caller passes ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchForward.h"
#include "LaunchSites.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

namespace {

const ParmVarDecl *parameterOf(const Expr *E) {
  return dyn_cast_or_null<ParmVarDecl>(variableOf(E));
}

/// What a member of a structure was made of, where that can be seen.
const Expr *memberOf(const Expr *Object, DeclarationName Member,
                     const FunctionDecl *Enclosing, unsigned Depth = 0) {
  Object = Object ? stripped(Object) : nullptr;
  if (!Object || Depth > 4)
    return nullptr;
  if (const VarDecl *Variable = variableOf(Object)) {
    if (isa<ParmVarDecl>(Variable) || !Variable->getInit() ||
        (Enclosing && Enclosing->getBody() &&
         isModified(Variable, Enclosing->getBody())))
      return nullptr;
    return memberOf(Variable->getInit(), Member, Enclosing, Depth + 1);
  }
  if (const auto *List = dyn_cast<InitListExpr>(Object)) {
    const auto *Record = List->getType()->getAsRecordDecl();
    if (!Record)
      return nullptr;
    for (const FieldDecl *Field : Record->fields())
      if (Field->getDeclName() == Member)
        return Field->getFieldIndex() < List->getNumInits()
                   ? List->getInit(Field->getFieldIndex())
                   : nullptr;
    return nullptr;
  }
  const auto *Construct = dyn_cast<CXXConstructExpr>(Object);
  if (!Construct)
    return nullptr;
  const FunctionDecl *Definition = nullptr;
  if (!Construct->getConstructor()->hasBody(Definition))
    return nullptr;
  for (const CXXCtorInitializer *Init :
       cast<CXXConstructorDecl>(Definition)->inits()) {
    if (!Init->isMemberInitializer() ||
        Init->getMember()->getDeclName() != Member)
      continue;
    const ParmVarDecl *From = parameterOf(Init->getInit());
    unsigned Index = From ? From->getFunctionScopeIndex() : ~0u;
    return Index < Construct->getNumArgs() ? Construct->getArg(Index) : nullptr;
  }
  return nullptr;
}

class MentionsParameters : public ConstDynamicRecursiveASTVisitor {
public:
  bool Found = false;
  bool VisitDeclRefExpr(const DeclRefExpr *E) override {
    return !(Found = isa<ParmVarDecl>(E->getDecl()));
  }
};

/// An expression over the forwarding function's parameters as its caller would
/// write it; null where that cannot be told.
const Expr *asPassed(const Expr *E, const CallExpr *Call,
                     const FunctionDecl *Caller) {
  E = E ? stripped(E) : nullptr;
  if (!E)
    return nullptr;
  if (const ParmVarDecl *Parameter = parameterOf(E)) {
    unsigned Index = Parameter->getFunctionScopeIndex();
    return Index < Call->getNumArgs() ? Call->getArg(Index) : nullptr;
  }
  const Expr *Base = nullptr;
  DeclarationName Name;
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    Base = Member->getBase();
    Name = Member->getMemberDecl()->getDeclName();
  } else if (const auto *Member = dyn_cast<CXXDependentScopeMemberExpr>(E);
             Member && !Member->isImplicitAccess()) {
    Base = Member->getBase();
    Name = Member->getMember();
  }
  if (const ParmVarDecl *Parameter = Base ? parameterOf(Base) : nullptr) {
    unsigned Index = Parameter->getFunctionScopeIndex();
    return Index < Call->getNumArgs()
               ? memberOf(Call->getArg(Index), Name, Caller)
               : nullptr;
  }
  MentionsParameters Mentions;
  Mentions.TraverseStmt(E);
  return Mentions.Found ? nullptr : E;
}

/// The parameter that `std::forward<Args>(args)...` expands.
const ParmVarDecl *expandedPack(const Expr *E) {
  const auto *Expansion = dyn_cast_or_null<PackExpansionExpr>(E);
  if (!Expansion)
    return nullptr;
  const Expr *Pattern = stripped(Expansion->getPattern());
  if (const auto *Forward = dyn_cast<CallExpr>(Pattern))
    Pattern =
        Forward->getNumArgs() == 1 ? stripped(Forward->getArg(0)) : nullptr;
  return Pattern ? parameterOf(Pattern) : nullptr;
}

class CallsOf : public DynamicRecursiveASTVisitor {
public:
  CallsOf(const LaunchForwards &Known, const FunctionDecl *Enclosing,
          std::vector<LaunchSite> &Out)
      : Known(Known), Enclosing(Enclosing), Out(Out) {}

  bool VisitCallExpr(CallExpr *Call) override {
    if (isa<CUDAKernelCallExpr>(Call))
      return true;
    std::shared_ptr<const LaunchForward> Forward;
    if (const FunctionDecl *F = Call->getDirectCallee())
      Forward = Known.find(F);
    else if (const auto *Overload =
                 dyn_cast_or_null<OverloadExpr>(stripped(Call->getCallee())))
      for (const NamedDecl *D : Overload->decls()) {
        const NamedDecl *Plain = D->getUnderlyingDecl();
        if (const auto *Template = dyn_cast<FunctionTemplateDecl>(Plain))
          Plain = Template->getTemplatedDecl();
        if (const auto *F = dyn_cast<FunctionDecl>(Plain); F && !Forward)
          Forward = Known.find(F);
      }
    if (Forward)
      Out.push_back(forwarded(Forward, Call, Enclosing));
    return true;
  }

private:
  const LaunchForwards &Known;
  const FunctionDecl *Enclosing;
  std::vector<LaunchSite> &Out;
};

} // namespace

LaunchSite forwarded(std::shared_ptr<const LaunchForward> Forward,
                     const CallExpr *Call, const FunctionDecl *Enclosing) {
  const LaunchSite &Inside = Forward->Inside;
  LaunchSite Site;
  Site.Call = Call;
  Site.Enclosing = Enclosing;
  Site.Form = Inside.Form;
  Site.Callee = Forward->Kernel < Call->getNumArgs()
                    ? Call->getArg(Forward->Kernel)
                    : nullptr;
  auto Passed = [&](const Expr *E) {
    return const_cast<Expr *>(asPassed(E, Call, Enclosing));
  };
  Site.Grid = Passed(Inside.Grid);
  Site.Block = Passed(Inside.Block);
  Site.Shared = Passed(Inside.Shared);
  Site.Stream = Passed(Inside.Stream);
  for (const Expr *Argument : Inside.Arguments) {
    const ParmVarDecl *Pack = expandedPack(Argument);
    if (!Pack) {
      Site.Arguments.push_back(Passed(Argument));
      continue;
    }
    for (unsigned I = Pack->getFunctionScopeIndex(); I < Call->getNumArgs();
         ++I)
      Site.Arguments.push_back(Call->getArg(I));
  }
  Site.Through = std::move(Forward);
  return Site;
}

LaunchForwards::LaunchForwards(llvm::ArrayRef<LaunchSite> Sites) {
  for (const LaunchSite &Site : Sites) {
    const ParmVarDecl *Kernel =
        Site.Callee ? parameterOf(Site.Callee) : nullptr;
    if (!Kernel || !Site.Enclosing || Site.Form == LaunchForm::Driver ||
        Kernel->getDeclContext() != Site.Enclosing)
      continue;
    std::shared_ptr<const LaunchForward> &Slot = Known[Site.Enclosing];
    // Of several the one whose configuration can be followed.
    if (Slot && Slot->Inside.Form == LaunchForm::TripleChevron)
      continue;
    Slot = std::make_shared<LaunchForward>(
        LaunchForward{Kernel->getFunctionScopeIndex(), Site});
  }
}

std::shared_ptr<const LaunchForward>
LaunchForwards::find(const FunctionDecl *F) const {
  return Known.lookup(representativeOf(F));
}

void LaunchForwards::findCalls(const FunctionDecl *F,
                               std::vector<LaunchSite> &Out) const {
  if (Known.empty())
    return;
  CallsOf Finder(*this, F, Out);
  Finder.TraverseStmt(F->getBody());
}

void LaunchForwards::forgetUncalled(llvm::ArrayRef<LaunchSite> Calls) {
  llvm::SmallVector<const FunctionDecl *> Uncalled;
  for (const auto &[F, Forward] : Known)
    if (llvm::none_of(Calls, [&, This = Forward](const LaunchSite &Site) {
          return Site.Through == This;
        }))
      Uncalled.push_back(F);
  for (const FunctionDecl *F : Uncalled)
    Known.erase(F);
}

} // namespace perfclaim
