//===- SymbolicExprLocals.cpp - How the locals of a function vary ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicExprLocals.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace perfclaim {

const ValueDecl *rootVariable(const Expr *E, const FieldDecl **Field,
                              bool *Whole) {
  if (Field)
    *Field = nullptr;
  if (Whole)
    *Whole = true;
  while (E) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
      return V ? cast<ValueDecl>(V->getCanonicalDecl()) : nullptr;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        return nullptr;
      if (Field)
        *Field =
            *Whole ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
      if (Whole)
        *Whole = false;
      E = Member->getBase();
      continue;
    }
    if (const auto *Dependent = dyn_cast<CXXDependentScopeMemberExpr>(E)) {
      if (Dependent->isImplicitAccess() || Dependent->isArrow())
        return nullptr;
      if (Whole)
        *Whole = false;
      E = Dependent->getBase();
      continue;
    }
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      const Expr *Base = Subscript->getBase()->IgnoreParenImpCasts();
      if (!Base->getType()->isArrayType())
        return nullptr;
      if (Whole)
        *Whole = false;
      if (Field)
        *Field = nullptr;
      E = Base;
      continue;
    }
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
      if (!Cast->isGLValue())
        return nullptr;
      E = Cast->getSubExpr();
      if (Whole)
        *Whole = false;
      continue;
    }
    return nullptr;
  }
  return nullptr;
}

/// `constexpr auto dot = pick(type); dot(x, y);`: what the constant points to.
static const FunctionDecl *constantCallee(const Expr *Callee) {
  const auto *Reference = dyn_cast<DeclRefExpr>(Callee->IgnoreParenImpCasts());
  const auto *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  if (!Variable || !Variable->isConstexpr() || !Variable->hasInit() ||
      Variable->getType()->isDependentType() ||
      Variable->getInit()->isInstantiationDependent())
    return nullptr;
  const APValue *Value = Variable->evaluateValue();
  if (!Value || !Value->isLValue())
    return nullptr;
  return dyn_cast_or_null<FunctionDecl>(
      Value->getLValueBase().dyn_cast<const ValueDecl *>());
}

const FunctionDecl *calleeOf(const CallExpr *Call) {
  if (const FunctionDecl *Direct = Call->getDirectCallee())
    return Direct;
  const Expr *Callee = Call->getCallee();
  if (!Callee)
    return nullptr;
  if (const FunctionDecl *Constant = constantCallee(Callee))
    return Constant;
  const auto *Overloads = dyn_cast<OverloadExpr>(Callee->IgnoreParenImpCasts());
  if (!Overloads)
    return nullptr;
  const FunctionDecl *Found = nullptr;
  for (const NamedDecl *D : Overloads->decls()) {
    D = D->getUnderlyingDecl();
    const FunctionDecl *F = nullptr;
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
      F = Template->getTemplatedDecl();
    else
      F = dyn_cast<FunctionDecl>(D);
    if (!F || F->getMinRequiredArguments() > Call->getNumArgs() ||
        (F->getNumParams() < Call->getNumArgs() && !F->isVariadic()))
      continue;
    if (Found && Found->getCanonicalDecl() != F->getCanonicalDecl())
      return nullptr;
    Found = F;
  }
  return Found;
}

/// Walks a body once.
class FactsVisitor : public ConstDynamicRecursiveASTVisitor {
public:
  explicit FactsVisitor(FunctionFacts &Out) : Out(Out) {
    ShouldVisitImplicitCode = false;
  }

  bool TraverseStmt(const Stmt *S) override {
    if (!S)
      return true;
    bool Branches = isa<IfStmt, ForStmt, WhileStmt, DoStmt, SwitchStmt,
                        CXXForRangeStmt, ConditionalOperator>(S);
    llvm::SaveAndRestore<unsigned> Depth(Conditions,
                                         Conditions + (Branches ? 1 : 0));
    return ConstDynamicRecursiveASTVisitor::TraverseStmt(S);
  }

  bool TraverseLambdaExpr(const LambdaExpr *Lambda) override {
    llvm::SaveAndRestore<unsigned> Depth(Conditions, Conditions + 1);
    for (const Expr *Init : Lambda->capture_inits())
      if (Init)
        TraverseStmt(Init);
    TraverseStmt(Lambda->getBody());
    // The instantiations of a generic one have variables of their own.
    if (const CXXMethodDecl *Operator = Lambda->getCallOperator())
      if (const auto *Template = Operator->getDescribedFunctionTemplate())
        for (const FunctionDecl *Special : Template->specializations())
          if (const Stmt *Body = Special->getBody())
            TraverseStmt(Body);
    return true;
  }

  bool VisitBinaryOperator(const BinaryOperator *Operator) override {
    if (!Operator->isAssignmentOp())
      return true;
    assign(Operator->getLHS(),
           Operator->getOpcode() == BO_Assign ? Operator->getRHS() : nullptr,
           Operator);
    return true;
  }

  bool VisitUnaryOperator(const UnaryOperator *Operator) override {
    if (Operator->isIncrementDecrementOp())
      change(Operator->getSubExpr());
    else if (Operator->getOpcode() == UO_AddrOf &&
             !LaunchArguments.contains(Operator))
      if (const ValueDecl *V = rootVariable(Operator->getSubExpr()))
        Out.Facts[V].AddressTaken = true;
    return true;
  }

  bool VisitCallExpr(const CallExpr *Call) override {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Skip = 0;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
      if (Operator->isAssignmentOp() && Call->getNumArgs() == 2) {
        assign(Call->getArg(0),
               Operator->getOperator() == OO_Equal ? Call->getArg(1) : nullptr,
               Call);
        return true;
      }
      if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee)) {
        Skip = 1;
        bool Lambda = Method->getParent()->isLambda();
        if (!Method->isConst() && !Method->isStatic() && !Lambda)
          change(Call->getArg(0));
      }
    }
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
      const CXXMethodDecl *Method = Member->getMethodDecl();
      const Expr *Object = Member->getImplicitObjectArgument();
      if (Method && Object && !Method->isConst() && !Method->isStatic() &&
          !Object->getType()->isPointerType() && Object->isLValue())
        change(Object);
    }
    if (!Callee)
      return true;
    for (unsigned I = Skip; I < Call->getNumArgs(); ++I) {
      if (I - Skip >= Callee->getNumParams())
        break;
      bindReference(Callee->getParamDecl(I - Skip)->getType(), Call->getArg(I));
    }
    return true;
  }

  bool VisitCXXConstructExpr(const CXXConstructExpr *Construct) override {
    const CXXConstructorDecl *Callee = Construct->getConstructor();
    for (unsigned I = 0;
         I < Construct->getNumArgs() && I < Callee->getNumParams(); ++I)
      bindReference(Callee->getParamDecl(I)->getType(), Construct->getArg(I));
    return true;
  }

  bool VisitVarDecl(const VarDecl *Variable) override {
    if (Variable->hasInit())
      bindReference(Variable->getType(), Variable->getInit());
    // `void *Args[] = {&x, &y}` is how a launch by API takes its arguments.
    if (Variable->getType()->isArrayType() && Variable->getType()
                                                  ->castAsArrayTypeUnsafe()
                                                  ->getElementType()
                                                  ->isVoidPointerType())
      exempt(Variable->getInit());
    return true;
  }

  bool VisitForStmt(const ForStmt *Loop) override {
    const auto *Init = dyn_cast_or_null<DeclStmt>(Loop->getInit());
    if (!Init || !Loop->getInc())
      return true;
    for (const Decl *D : Init->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        Candidates.push_back({Variable, Loop->getInc()});
    return true;
  }

  bool VisitGCCAsmStmt(const GCCAsmStmt *Asm) override {
    for (unsigned I = 0; I < Asm->getNumOutputs(); ++I)
      change(Asm->getOutputExpr(I));
    return true;
  }

private:
  void exempt(const Stmt *S) {
    if (!S)
      return;
    if (const auto *Operator = dyn_cast<UnaryOperator>(S))
      if (Operator->getOpcode() == UO_AddrOf)
        LaunchArguments.insert(Operator);
    for (const Stmt *Child : S->children())
      exempt(Child);
  }

  void bindReference(QualType Type, const Expr *Value) {
    if (Type->isLValueReferenceType() && Value &&
        !Type.getNonReferenceType().isConstQualified())
      change(Value);
  }

  void change(const Expr *LValue) {
    const FieldDecl *Field = nullptr;
    bool Whole = true;
    if (const ValueDecl *V = rootVariable(LValue, &Field, &Whole))
      change(V, Field);
  }

  void change(const ValueDecl *V, const FieldDecl *Field) {
    LocalFacts &F = Out.Facts[V];
    F.OtherChange = true;
    if (Field)
      F.ChangedFields.insert(Field);
    else
      F.WholeChange = true;
  }

  void assign(const Expr *Left, const Expr *Right, const Stmt *Where) {
    const FieldDecl *Field = nullptr;
    bool Whole = true;
    const ValueDecl *V = rootVariable(Left, &Field, &Whole);
    if (!V)
      return;
    if (!Right || (!Whole && !Field))
      return change(V, Field);
    Out.Facts[V].Assignments.push_back({Field, Right, Where, Conditions > 0});
  }

public:
  struct Candidate {
    const VarDecl *Variable;
    const Stmt *Increment;
  };
  llvm::SmallVector<Candidate, 8> Candidates;
  llvm::SmallPtrSet<const Stmt *, 8> Skipped;

private:
  FunctionFacts &Out;
  unsigned Conditions = 0;
  llvm::SmallPtrSet<const Expr *, 8> LaunchArguments;
};

namespace {
/// The same walk without the increments of for statements.
class WithoutIncrements : public FactsVisitor {
public:
  using FactsVisitor::FactsVisitor;
  bool TraverseStmt(const Stmt *S) override {
    if (S && Skipped.contains(S))
      return true;
    return FactsVisitor::TraverseStmt(S);
  }
};
} // namespace

FunctionFacts::FunctionFacts(const FunctionDecl *Function) {
  const Stmt *Body = Function ? Function->getBody() : nullptr;
  if (!Body)
    return;
  FactsVisitor Visitor(*this);
  Visitor.TraverseStmt(Body);
  if (Visitor.Candidates.empty())
    return;
  FunctionFacts Others;
  WithoutIncrements Second(Others);
  for (const auto &Candidate : Visitor.Candidates)
    Second.Skipped.insert(Candidate.Increment);
  Second.TraverseStmt(Body);
  for (const auto &Candidate : Visitor.Candidates)
    if (!Others.modified(Candidate.Variable))
      LoopVariables.insert(Candidate.Variable->getCanonicalDecl());
}

const LocalFacts &FunctionFacts::of(const ValueDecl *Variable) const {
  static const LocalFacts None;
  auto It = Facts.find(Variable->getCanonicalDecl());
  return It == Facts.end() ? None : It->second;
}

const Expr *FunctionFacts::valueOf(const VarDecl *Variable) const {
  const LocalFacts &F = of(Variable);
  if (F.OtherChange || F.AddressTaken)
    return nullptr;
  const Expr *Init = Variable->getInit();
  if (F.Assignments.empty())
    return Init;
  // A class type without written initialiser has a default construction.
  if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(Init))
    if (Construct->getNumArgs() == 0)
      Init = nullptr;
  if (!Init && F.Assignments.size() == 1 && !F.Assignments[0].Field &&
      !F.Assignments[0].Conditional)
    return F.Assignments[0].Value;
  return nullptr;
}

} // namespace perfclaim
