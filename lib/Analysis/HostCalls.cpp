//===- HostCalls.cpp - Where calls stand, and how to repeat them ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HostCalls.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace perfclaim {

namespace {

class PositionFinder {
public:
  explicit PositionFinder(const ASTContext &Context) : Context(Context) {}

  void walk(const Stmt *S);

  std::map<const Expr *, CallPosition> Found;

private:
  void walkArm(const Stmt *S, const std::string &Of, std::string Arm);
  void walkLoop(const Stmt *Body, clang::SourceRange Head);
  void walkSwitch(const SwitchStmt *S);
  void walkBlock(const CompoundStmt *S);
  std::string nameOfIf(const IfStmt *If) const {
    return "if (" + sourceText(Context, If->getCond()) + ")";
  }

  const ASTContext &Context;
  CallPosition Here;
};

} // namespace

void PositionFinder::walkArm(const Stmt *S, const std::string &Of,
                             std::string Arm) {
  Here.Branches.push_back({Of, std::move(Arm)});
  walk(S);
  Here.Branches.pop_back();
}

void PositionFinder::walkLoop(const Stmt *Body, clang::SourceRange Head) {
  const bool Nested = !Here.Loop.empty();
  if (Nested)
    Here.Outer.push_back(Here.Loop);
  std::string Outer = sourceText(Context, Head);
  std::swap(Outer, Here.Loop);
  walk(Body);
  std::swap(Outer, Here.Loop);
  if (Nested)
    Here.Outer.pop_back();
}

/// Statements belong to the last label before them.
void PositionFinder::walkSwitch(const SwitchStmt *S) {
  walk(S->getCond());
  const auto *Body = dyn_cast_or_null<CompoundStmt>(S->getBody());
  if (!Body)
    return walk(S->getBody());
  std::string Of = "switch (" + sourceText(Context, S->getCond()) + ")";
  std::string Arm = "before the first case";
  for (const Stmt *Part : Body->body()) {
    while (const auto *Label = dyn_cast<SwitchCase>(Part)) {
      const auto *Case = dyn_cast<CaseStmt>(Label);
      Arm = Case ? "case " + sourceText(Context, Case->getLHS()) : "default";
      Part = Label->getSubStmt();
    }
    walkArm(Part, Of, Arm);
  }
}

static bool calls(const Stmt *S) {
  if (!S)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        isa<CUDAKernelCallExpr>(Call) || (Callee && Callee->hasBody()))
      return true;
  return llvm::any_of(S->children(), calls);
}

/// True for `if (dim == 0) { launch; return; }`: what follows is its `else`.
static bool isWayOut(const IfStmt *If) {
  const Stmt *Then = If->getThen();
  if (If->getElse() || !calls(Then))
    return false;
  const auto *Block = dyn_cast<CompoundStmt>(Then);
  return isa_and_nonnull<ReturnStmt>(Block ? Block->body_back() : Then);
}

void PositionFinder::walkBlock(const CompoundStmt *S) {
  size_t Outside = Here.Branches.size();
  for (const Stmt *Part : S->body()) {
    walk(Part);
    if (const auto *If = dyn_cast<IfStmt>(Part); If && isWayOut(If))
      Here.Branches.push_back({nameOfIf(If), "else"});
  }
  Here.Branches.resize(Outside);
}

void PositionFinder::walk(const Stmt *S) {
  if (!S)
    return;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    ++Here.Order;
    Found.emplace(Call, Here);
  }
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    walk(If->getInit());
    walk(If->getConditionVariableDeclStmt());
    walk(If->getCond());
    std::string Of = nameOfIf(If);
    walkArm(If->getThen(), Of, "then");
    walkArm(If->getElse(), Of, "else");
    return;
  }
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return walkBlock(Block);
  if (const auto *Switch = dyn_cast<SwitchStmt>(S))
    return walkSwitch(Switch);
  if (const auto *For = dyn_cast<ForStmt>(S)) {
    walk(For->getInit());
    return walkLoop(For->getBody(),
                    clang::SourceRange(For->getForLoc(), For->getRParenLoc()));
  }
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(S))
    return walkLoop(
        Range->getBody(),
        clang::SourceRange(Range->getForLoc(), Range->getRParenLoc()));
  if (const auto *While = dyn_cast<WhileStmt>(S))
    return walkLoop(
        While->getBody(),
        clang::SourceRange(While->getWhileLoc(), While->getRParenLoc()));
  if (const auto *Do = dyn_cast<DoStmt>(S)) {
    // `do { } while (0)` is how macros make one statement of several.
    if (auto Again = constantValue(Context, Do->getCond()); Again && !*Again)
      return walk(Do->getBody());
    return walkLoop(Do->getBody(),
                    clang::SourceRange(Do->getWhileLoc(), Do->getRParenLoc()));
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    return walk(Lambda->getBody());
  for (const Stmt *Child : S->children())
    walk(Child);
}

std::map<const Expr *, CallPosition>
callPositions(const ASTContext &Context, const FunctionDecl *Function) {
  PositionFinder Finder(Context);
  Finder.walk(Function->getBody());
  return std::move(Finder.Found);
}

LaunchSlice sliceCall(const ParsedUnit &Unit, const FunctionDecl *Caller,
                      const FunctionDecl *Callee, const CallExpr *Call) {
  LaunchSlice Refused;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
      Method && !Method->isStatic()) {
    Refused.WhyNot = "it calls a member function, which needs an object";
    return Refused;
  }
  LaunchSite Site;
  Site.Call = Call;
  Site.Enclosing = Caller;
  Site.Kernel = Call->getDirectCallee() ? Call->getDirectCallee() : Callee;
  Site.Callee = Call->getCallee();
  Site.Arguments.assign(Call->arg_begin(), Call->arg_end());
  // A call is a launch whose configuration says nothing.
  Site.Grid = Site.Block =
      IntegerLiteral::Create(Unit.Context, llvm::APInt(32, 1),
                             Unit.Context.IntTy, Call->getBeginLoc());
  LaunchSlice Slice = sliceLaunch(Unit, Site);
  Slice.Grid.clear();
  Slice.Block.clear();
  return Slice;
}

} // namespace perfclaim
