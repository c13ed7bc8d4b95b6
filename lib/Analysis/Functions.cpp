//===- Functions.cpp - Where functions run, what they modify --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalysisInternal.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace perfclaim {

namespace {

/// The variable that an lvalue is, or is a part of.
const VarDecl *baseVariable(const Expr *E) {
  while ((E = stripped(E))) {
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return nullptr;
      E = Member->getBase();
    } else if (const auto *Dependent = dyn_cast<CXXDependentScopeMemberExpr>(E);
               Dependent && !Dependent->isImplicitAccess()) {
      E = Dependent->getBase();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      E = Subscript->getBase();
    } else if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
      return dyn_cast<VarDecl>(Reference->getDecl());
    } else {
      return nullptr;
    }
  }
  return nullptr;
}

class ModificationFinder : public DynamicRecursiveASTVisitor {
public:
  explicit ModificationFinder(const VarDecl *Variable)
      : Variable(Variable->getCanonicalDecl()) {}
  bool Found = false;

  bool VisitBinaryOperator(BinaryOperator *E) override {
    if (E->isAssignmentOp())
      check(E->getLHS());
    return !Found;
  }
  bool VisitUnaryOperator(UnaryOperator *E) override {
    if (E->isIncrementDecrementOp() || E->getOpcode() == UO_AddrOf)
      check(E->getSubExpr());
    return !Found;
  }
  bool VisitCallExpr(CallExpr *E) override {
    const FunctionDecl *Callee = E->getDirectCallee();
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
        Operator && Operator->isAssignmentOp()) {
      check(E->getArg(0));
      return !Found;
    }
    if (!Callee)
      return true;
    unsigned First = isa<CXXOperatorCallExpr>(E) && isa<CXXMethodDecl>(Callee);
    for (unsigned I = 0; I < Callee->getNumParams(); ++I)
      if (I + First < E->getNumArgs())
        bind(Callee->getParamDecl(I)->getType(), E->getArg(I + First));
    return !Found;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    const CXXConstructorDecl *Callee = E->getConstructor();
    for (unsigned I = 0; I < Callee->getNumParams(); ++I)
      if (I < E->getNumArgs())
        bind(Callee->getParamDecl(I)->getType(), E->getArg(I));
    return !Found;
  }
  bool VisitVarDecl(VarDecl *D) override {
    if (D->getInit())
      bind(D->getType(), D->getInit());
    return !Found;
  }

private:
  void check(const Expr *E) {
    const VarDecl *Base = baseVariable(E);
    if (Base && Base->getCanonicalDecl() == Variable)
      Found = true;
  }
  void bind(QualType To, const Expr *E) {
    if (To->isLValueReferenceType() && !To->getPointeeType().isConstQualified())
      check(E);
  }

  const VarDecl *Variable;
};

} // namespace

bool isKernel(const FunctionDecl *F) {
  if (F->hasAttr<CUDAGlobalAttr>())
    return true;
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern(false);
  return Pattern && Pattern->hasAttr<CUDAGlobalAttr>();
}

bool isDevice(const FunctionDecl *F) { return F->hasAttr<CUDADeviceAttr>(); }

bool isHost(const FunctionDecl *F) {
  if (F->hasAttr<CUDAGlobalAttr>())
    return false;
  return F->hasAttr<CUDAHostAttr>() || !F->hasAttr<CUDADeviceAttr>();
}

const FunctionDecl *outermostFunction(const DeclContext *Context) {
  const FunctionDecl *Outermost = nullptr;
  for (; Context; Context = Context->getParent())
    if (const auto *F = dyn_cast<FunctionDecl>(Context)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(F);
      if (!Method || !isLambdaCallOperator(Method))
        Outermost = F;
    }
  return Outermost ? representativeOf(Outermost) : nullptr;
}

bool isModified(const VarDecl *Variable, const Stmt *Body) {
  if (!Body)
    return false;
  ModificationFinder Finder(Variable);
  Finder.TraverseStmt(const_cast<Stmt *>(Body));
  return Finder.Found;
}

} // namespace perfclaim
