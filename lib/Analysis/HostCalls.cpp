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
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace perfclaim {

bool isCostly(llvm::StringRef Name) {
  bool Exact = llvm::StringSwitch<bool>(Name)
                   .Cases({"cudaFree", "cudaFreeAsync", "cudaFreeHost"}, true)
                   .Cases({"cudaDeviceSynchronize", "cudaThreadSynchronize",
                           "cudaStreamSynchronize", "cudaEventSynchronize"},
                          true)
                   .Cases({"cudaStreamCreate", "cudaStreamDestroy",
                           "cudaEventCreate", "cudaEventDestroy"},
                          true)
                   .Cases({"cudaGetDeviceProperties", "cudaSetDevice",
                           "cudaDeviceReset", "cudaFuncSetAttribute"},
                          true)
                   .Cases({"printf", "fprintf", "puts", "putchar", "fopen",
                           "fclose", "fread", "fwrite", "fgets", "fscanf",
                           "scanf", "fseek", "getline"},
                          true)
                   .Cases({"malloc", "calloc", "realloc", "free", "system",
                           "exit", "abort"},
                          true)
                   .Default(false);
  if (Exact)
    return true;
  for (llvm::StringRef Prefix : {"cudaMalloc", "cudaHostAlloc", "cudaMemcpy",
                                 "cudaMemset", "cudaMemPrefetch", "cudaGraph"})
    if (Name.starts_with(Prefix))
      return true;
  // Libraries: a prefix in lower case, then a capital.
  for (llvm::StringRef Prefix : {"cublas", "cublasLt", "cudnn", "nccl",
                                 "curand", "cusparse", "cusolver", "cufft"}) {
    llvm::StringRef Rest = Name;
    if (Rest.consume_front(Prefix) && !Rest.empty() &&
        llvm::isUpper(Rest.front()))
      return true;
  }
  return false;
}

/// Their versions hide in inline namespaces.
static bool isInside(const DeclContext *Context, llvm::StringRef Library) {
  for (; Context; Context = Context->getParent())
    if (const auto *Space = dyn_cast<NamespaceDecl>(Context);
        Space && Space->getName() == Library &&
        Space->getParent()->getRedeclContext()->isTranslationUnit())
      return true;
  return false;
}

std::string algorithmName(const FunctionDecl &Callee) {
  const llvm::StringRef Name = Callee.getName();
  if (const auto *Method = dyn_cast<CXXMethodDecl>(&Callee)) {
    const llvm::StringRef Class = Method->getParent()->getName();
    return Method->isStatic() && Class.starts_with("Device") &&
                   isInside(Method->getParent(), "cub")
               ? ("cub::" + Class + "::" + Name).str()
               : "";
  }
  const bool Algorithm =
      llvm::StringSwitch<bool>(Name)
          .Cases({"transform", "transform_if", "for_each", "for_each_n",
                  "tabulate", "generate", "fill", "fill_n", "sequence"},
                 true)
          .Cases({"copy", "copy_n", "copy_if", "gather", "gather_if", "scatter",
                  "scatter_if", "replace", "replace_if", "swap_ranges"},
                 true)
          .Cases({"reduce", "reduce_by_key", "transform_reduce",
                  "inner_product", "count", "count_if", "min_element",
                  "max_element", "minmax_element"},
                 true)
          .Cases({"inclusive_scan", "exclusive_scan", "inclusive_scan_by_key",
                  "exclusive_scan_by_key", "transform_inclusive_scan",
                  "transform_exclusive_scan", "adjacent_difference"},
                 true)
          .Cases({"sort", "stable_sort", "sort_by_key", "stable_sort_by_key",
                  "unique", "unique_copy", "unique_by_key", "remove_if",
                  "remove_copy_if", "partition", "stable_partition"},
                 true)
          .Cases({"lower_bound", "upper_bound", "binary_search", "merge",
                  "merge_by_key", "set_difference", "set_intersection",
                  "find_if", "all_of", "any_of", "equal", "mismatch"},
                 true)
          .Default(false);
  return Algorithm && isInside(Callee.getDeclContext(), "thrust")
             ? ("thrust::" + Name).str()
             : "";
}

namespace {

class PositionFinder {
public:
  PositionFinder(const ParsedUnit &Unit, const FunctionDecl *Function)
      : Unit(Unit), Context(Unit.Context), Function(Function) {}

  void walk(const Stmt *S);

  std::map<const Expr *, CallPosition> Found;

private:
  void walkArm(const Stmt *S, BranchArm Arm);
  void addConditions(const Expr *E, bool Negated,
                     std::vector<Expression> &Into) const;
  BranchArm armOf(const IfStmt *If, bool Then) const;
  BranchArm armOf(const SwitchStmt *S,
                  llvm::ArrayRef<const SwitchCase *> Labels) const;
  void walkLoop(const Stmt *Body, clang::SourceRange Head);
  void walkSwitch(const SwitchStmt *S);
  void walkBlock(const CompoundStmt *S);

  const ParsedUnit &Unit;
  const ASTContext &Context;
  const FunctionDecl *Function;
  CallPosition Here;
};

} // namespace

void PositionFinder::walkArm(const Stmt *S, BranchArm Arm) {
  Here.Branches.push_back(std::move(Arm));
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

static bool calls(const Stmt *S) {
  if (!S)
    return false;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        isa<CUDAKernelCallExpr>(Call) || (Callee && Callee->hasBody()))
      return true;
  return llvm::any_of(S->children(), calls);
}

/// What must be so for \p E to hold, or for it not to: each part that can be
/// folded.
void PositionFinder::addConditions(const Expr *E, bool Negated,
                                   std::vector<Expression> &Into) const {
  E = E->IgnoreParenImpCasts();
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot)
    return addConditions(Not->getSubExpr(), !Negated, Into);
  if (const auto *Both = dyn_cast<BinaryOperator>(E);
      Both && Both->getOpcode() == (Negated ? BO_LOr : BO_LAnd)) {
    addConditions(Both->getLHS(), Negated, Into);
    return addConditions(Both->getRHS(), Negated, Into);
  }
  // What depends on a template argument may be the same in all that is made.
  if (!E->isTypeDependent() && !E->getType()->isIntegralOrEnumerationType())
    return;
  if (std::optional<Expression> Folded = toExpression(E, Unit, Function))
    Into.push_back(Negated ? Expression::make(Expression::Op::Equal,
                                              {*Folded, Expression()})
                           : *Folded);
}

BranchArm PositionFinder::armOf(const IfStmt *If, bool Then) const {
  BranchArm Arm = {"if (" + sourceText(Context, If->getCond()) + ")",
                   Then ? "then" : "else",
                   {}};
  const Stmt *Inside = Then ? If->getThen() : If->getElse();
  // A way out has nothing in its else; what follows it stands there.
  if (If->getCond() && (calls(Inside) || !Inside))
    addConditions(If->getCond(), !Then, Arm.Holds);
  return Arm;
}

/// \p Labels: all that lead there, the last one next to the statement.
BranchArm
PositionFinder::armOf(const SwitchStmt *S,
                      llvm::ArrayRef<const SwitchCase *> Labels) const {
  BranchArm Arm;
  Arm.Of = "switch (" + sourceText(Context, S->getCond()) + ")";
  if (Labels.empty()) {
    Arm.Arm = "before the first case";
    return Arm;
  }
  const auto *Last = dyn_cast<CaseStmt>(Labels.back());
  Arm.Arm = Last ? "case " + sourceText(Context, Last->getLHS()) : "default";
  const Expr *Cond = S->getCond();
  if (Cond->isTypeDependent() || Cond->isValueDependent())
    return Arm;
  const std::optional<Expression> Of = toExpression(Cond, Unit, Function);
  if (!Of)
    return Arm;
  auto Equals = [&](const SwitchCase *Label, Expression::Op How) {
    const auto *Case = dyn_cast<CaseStmt>(Label);
    std::optional<int64_t> Value;
    if (Case && !Case->getRHS())
      Value = constantValue(Context, Case->getLHS());
    return Value ? std::optional(Expression::make(
                       How, {*Of, Expression::constant(*Value)}))
                 : std::nullopt;
  };
  if (Labels.size() == 1 && isa<DefaultStmt>(Labels.front())) {
    for (const SwitchCase *Other = S->getSwitchCaseList(); Other;
         Other = Other->getNextSwitchCase())
      if (auto Unequal = Equals(Other, Expression::Op::NotEqual))
        Arm.Holds.push_back(*Unequal);
    return Arm;
  }
  std::optional<Expression> Any;
  for (const SwitchCase *Label : Labels) {
    const auto Equal = Equals(Label, Expression::Op::Equal);
    if (!Equal)
      return Arm;
    Any = Any ? Expression::make(Expression::Op::Or, {*Any, *Equal}) : *Equal;
  }
  Arm.Holds.push_back(*Any);
  return Arm;
}

/// What follows is only reached by another label.
static bool leaves(const Stmt *S) {
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return !Block->body_empty() && leaves(Block->body_back());
  return isa<BreakStmt, ReturnStmt, ContinueStmt, GotoStmt, CXXThrowExpr>(S);
}

/// Statements belong to the last label before them.
void PositionFinder::walkSwitch(const SwitchStmt *S) {
  walk(S->getCond());
  const auto *Body = dyn_cast_or_null<CompoundStmt>(S->getBody());
  if (!Body)
    return walk(S->getBody());
  llvm::SmallVector<const SwitchCase *, 4> Labels;
  bool Left = false;
  for (const Stmt *Part : Body->body()) {
    while (const auto *Label = dyn_cast<SwitchCase>(Part)) {
      if (Left)
        Labels.clear();
      Left = false;
      Labels.push_back(Label);
      Part = Label->getSubStmt();
    }
    walkArm(Part, armOf(S, Labels));
    Left = leaves(Part);
  }
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
      Here.Branches.push_back(armOf(If, /*Then=*/false));
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
    walkArm(If->getThen(), armOf(If, /*Then=*/true));
    if (If->getElse())
      walkArm(If->getElse(), armOf(If, /*Then=*/false));
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
callPositions(const ParsedUnit &Unit, const FunctionDecl *Function) {
  PositionFinder Finder(Unit, Function);
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
