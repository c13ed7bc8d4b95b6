//===- LaunchSites.cpp - Launches in the body of a function ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSites.h"
#include "SymbolicExprLocals.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

static Expr *written(Expr *E) {
  return E && !isa<CXXDefaultArgExpr>(E) ? E : nullptr;
}

Expr *argumentOf(const CallExpr *Call, unsigned I) {
  return I < Call->getNumArgs() ? written(const_cast<Expr *>(Call->getArg(I)))
                                : nullptr;
}

const VarDecl *variableOf(const Expr *E) {
  E = stripped(E);
  if (const auto *Address = dyn_cast_or_null<UnaryOperator>(E);
      Address && Address->getOpcode() == UO_AddrOf)
    E = stripped(Address->getSubExpr());
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(E);
  return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

namespace {

/// `void *args[] = {&a, (void *)&b}` gives a and b.
void unpackArguments(const Expr *Packed, LaunchSite &Site) {
  const VarDecl *Array = variableOf(Packed);
  const Expr *Init = Array ? Array->getInit() : stripped(Packed);
  const auto *List =
      dyn_cast_or_null<InitListExpr>(Init ? stripped(Init) : nullptr);
  if (!List)
    return;
  for (const Expr *Element : List->inits()) {
    const Expr *E = stripped(Element);
    if (const auto *Address = dyn_cast<UnaryOperator>(E);
        Address && Address->getOpcode() == UO_AddrOf)
      E = stripped(Address->getSubExpr());
    Site.Arguments.push_back(E);
  }
}

/// Assignments `config.gridDim = ...` to members of one variable.
class MemberAssignments : public DynamicRecursiveASTVisitor {
public:
  explicit MemberAssignments(const VarDecl *Variable) : Variable(Variable) {}
  llvm::StringMap<Expr *> Found;

  bool VisitBinaryOperator(BinaryOperator *E) override {
    if (E->getOpcode() == BO_Assign)
      note(E->getLHS(), E->getRHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) override {
    if (E->getOperator() == OO_Equal && E->getNumArgs() == 2)
      note(E->getArg(0), E->getArg(1));
    return true;
  }

private:
  void note(const Expr *To, Expr *Value) {
    const auto *Member = dyn_cast_or_null<MemberExpr>(stripped(To));
    if (Member && variableOf(Member->getBase()) == Variable &&
        Member->getMemberDecl()->getIdentifier())
      Found[Member->getMemberDecl()->getName()] = Value;
  }
  const VarDecl *Variable;
};

void readConfig(const Expr *Config, LaunchSite &Site) {
  const VarDecl *Variable = variableOf(Config);
  if (!Variable)
    return;
  if (Variable->getInit())
    if (const auto *List =
            dyn_cast<InitListExpr>(stripped(Variable->getInit()))) {
      Expr **Slots[] = {&Site.Grid, &Site.Block, &Site.Shared, &Site.Stream};
      for (unsigned I = 0; I < 4 && I < List->getNumInits(); ++I)
        if (!isa<ImplicitValueInitExpr>(List->getInit(I)))
          *Slots[I] = const_cast<Expr *>(List->getInit(I));
    }
  if (!Site.Enclosing || !Site.Enclosing->getBody())
    return;
  MemberAssignments Assignments(Variable);
  Assignments.TraverseStmt(Site.Enclosing->getBody());
  auto Take = [&](llvm::StringRef Name, Expr *&Slot) {
    if (Expr *Value = Assignments.Found.lookup(Name))
      Slot = Value;
  };
  Take("gridDim", Site.Grid);
  Take("blockDim", Site.Block);
  Take("dynamicSmemBytes", Site.Shared);
  Take("stream", Site.Stream);
}

class LaunchFinder : public DynamicRecursiveASTVisitor {
public:
  LaunchFinder(const FunctionDecl *Enclosing, std::vector<LaunchSite> &Out)
      : Enclosing(Enclosing), Out(Out) {}

  bool VisitCUDAKernelCallExpr(CUDAKernelCallExpr *E) override {
    LaunchSite Site;
    Site.Call = E;
    Site.Enclosing = Enclosing;
    Site.Callee = E->getCallee();
    if (const CallExpr *Config = E->getConfig()) {
      Site.Grid = argumentOf(Config, 0);
      Site.Block = argumentOf(Config, 1);
      Site.Shared = argumentOf(Config, 2);
      Site.Stream = argumentOf(Config, 3);
    }
    for (const Expr *Argument : E->arguments())
      Site.Arguments.push_back(Argument);
    Out.push_back(std::move(Site));
    return true;
  }

  bool VisitCallExpr(CallExpr *E) override {
    if (isa<CUDAKernelCallExpr>(E))
      return true;
    const std::string Name = calledName(E);
    if (Name == "cudaLaunchKernel" || Name == "cudaLaunchCooperativeKernel") {
      LaunchSite &Site =
          add(E, 0,
              Name == "cudaLaunchKernel" ? LaunchForm::LaunchKernel
                                         : LaunchForm::Cooperative);
      Site.Grid = argumentOf(E, 1);
      Site.Block = argumentOf(E, 2);
      if (const Expr *Packed = argumentOf(E, 3))
        unpackArguments(Packed, Site);
      Site.Shared = argumentOf(E, 4);
      Site.Stream = argumentOf(E, 5);
    } else if (Name == "cudaLaunchKernelExC" || Name == "cudaLaunchKernelEx") {
      LaunchSite &Site = add(E, 1, LaunchForm::LaunchKernelExC);
      if (const Expr *Config = argumentOf(E, 0))
        readConfig(Config, Site);
      if (Name == "cudaLaunchKernelEx") {
        for (unsigned I = 2; I < E->getNumArgs(); ++I)
          Site.Arguments.push_back(E->getArg(I));
      } else if (const Expr *Packed = argumentOf(E, 2)) {
        unpackArguments(Packed, Site);
      }
    } else if (Name == "cuLaunchKernel") {
      LaunchSite &Site = add(E, 0, LaunchForm::Driver);
      Site.Shared = argumentOf(E, 7);
      Site.Stream = argumentOf(E, 8);
      if (const Expr *Packed = argumentOf(E, 9))
        unpackArguments(Packed, Site);
    }
    return true;
  }

private:
  LaunchSite &add(const CallExpr *E, unsigned Callee, LaunchForm Form) {
    LaunchSite &Site = Out.emplace_back();
    Site.Call = E;
    Site.Enclosing = Enclosing;
    Site.Callee = argumentOf(E, Callee);
    Site.Form = Form;
    return Site;
  }

  const FunctionDecl *Enclosing;
  std::vector<LaunchSite> &Out;
};

} // namespace

void findLaunchSites(const FunctionDecl *F, std::vector<LaunchSite> &Out) {
  LaunchFinder Finder(F, Out);
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
    for (CXXCtorInitializer *Init : Constructor->inits())
      Finder.TraverseConstructorInitializer(Init);
  Finder.TraverseStmt(F->getBody());
}

} // namespace perfclaim
