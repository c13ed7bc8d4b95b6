//===- Heuristics.cpp - What chooses launch configurations ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Choices.h"
#include "Collectors.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include <set>

using namespace clang;

namespace perfclaim {

namespace {

/// Follows the expressions of a launch to the conditions that decide them.
class HeuristicCollector {
public:
  HeuristicCollector(const ParsedUnit &Unit, const DeclIndex &Index,
                     Inventory &Out)
      : Unit(Unit), Index(Index), Out(Out) {}

  void addLaunch(const LaunchSite &Site);
  void addLadder(const FunctionDecl *Enclosing,
                 llvm::ArrayRef<const LaunchSite *> Sites);

private:
  void follow(const Expr *E, const FunctionDecl *F, llvm::StringRef Decides,
              llvm::StringRef Variable, unsigned Depth);
  void followVariable(const VarDecl *V, const FunctionDecl *F,
                      llvm::StringRef Decides, unsigned Depth);
  void followFunction(const FunctionDecl *Callee, llvm::StringRef Decides,
                      unsigned Depth);
  void emit(const FunctionDecl *F, SourceLocation Where,
            llvm::StringRef Decides, llvm::StringRef Variable,
            llvm::ArrayRef<Choice> Choices);

  const ParsedUnit &Unit;
  const DeclIndex &Index;
  Inventory &Out;
  std::set<std::tuple<std::string, std::string, std::string, unsigned>> Emitted;
  std::set<std::tuple<const void *, const void *, std::string>> Followed;
};

bool isMinOrMax(const CallExpr *Call) {
  std::string Name;
  if (const FunctionDecl *F = Call->getDirectCallee())
    Name = nameOf(F);
  else if (const auto *Overload =
               dyn_cast_or_null<OverloadExpr>(stripped(Call->getCallee())))
    Name = Overload->getName().getAsString();
  return Call->getNumArgs() == 2 &&
         (Name == "min" || Name == "max" || Name == "fmin" || Name == "fmax" ||
          Name == "MIN" || Name == "MAX");
}

bool isMin(const CallExpr *Call) {
  if (const FunctionDecl *F = Call->getDirectCallee())
    return llvm::StringRef(nameOf(F)).contains_insensitive("min");
  const auto *Overload = cast<OverloadExpr>(stripped(Call->getCallee()));
  return llvm::StringRef(Overload->getName().getAsString()).contains("min");
}

} // namespace

void HeuristicCollector::emit(const FunctionDecl *F, SourceLocation Where,
                              llvm::StringRef Decides, llvm::StringRef Variable,
                              llvm::ArrayRef<Choice> Choices) {
  Heuristic H;
  H.Function = identityOf(F);
  H.FunctionName = nameOf(F);
  H.Place = placeOf(Unit, Where);
  H.Decides = Decides.str();
  H.Variable = Variable.str();
  for (const Choice &C : Choices) {
    HeuristicPiece Piece{C.when(), C.Value};
    if (!llvm::is_contained(H.Pieces, Piece))
      H.Pieces.push_back(std::move(Piece));
    for (const Condition &When : C.Path)
      addThresholds(Unit, When, F, H.Thresholds);
  }
  if (H.Pieces.size() < 2 && H.Thresholds.empty())
    return;
  if (H.Place.File.empty() ||
      !Emitted
           .insert({H.Function, H.Variable, H.Decides,
                    H.Variable.empty() ? H.Place.Line : 0})
           .second)
    return;
  Out.Heuristics.push_back(std::move(H));
}

void HeuristicCollector::followFunction(const FunctionDecl *Callee,
                                        llvm::StringRef Decides,
                                        unsigned Depth) {
  const FunctionDecl *F = representativeOf(Callee);
  if (!Index.contains(F) || !F->doesThisDeclarationHaveABody())
    return;
  std::vector<Choice> Choices = returnsOf(Unit, F);
  if (Choices.size() > 1)
    emit(F, F->getLocation(), Decides, nameOf(F), Choices);
  for (const Choice &C : Choices)
    if (C.From)
      follow(C.From, F, Decides, "", Depth + 1);
}

void HeuristicCollector::followVariable(const VarDecl *V, const FunctionDecl *F,
                                        llvm::StringRef Decides,
                                        unsigned Depth) {
  if (isa<ParmVarDecl>(V) || !V->isLocalVarDecl() || !F || !F->getBody()) {
    if (!isa<ParmVarDecl>(V) && V->getAnyInitializer() &&
        V->getType().isConstQualified())
      follow(V->getAnyInitializer(), F, Decides, V->getName(), Depth + 1);
    return;
  }
  std::vector<Choice> Choices = assignmentsOf(Unit, V, F);
  bool Conditional =
      llvm::any_of(Choices, [](const Choice &C) { return !C.Path.empty(); });
  if (Conditional)
    emit(F, V->getLocation(), Decides, V->getName(), Choices);
  for (const Choice &C : Choices)
    if (C.From)
      follow(C.From, F, Decides, V->getName(), Depth + 1);
}

void HeuristicCollector::follow(const Expr *E, const FunctionDecl *F,
                                llvm::StringRef Decides,
                                llvm::StringRef Variable, unsigned Depth) {
  if (!E || !F || Depth > 24)
    return;
  E = stripped(E);
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E)) {
    (void)Default;
    return;
  }
  if (!Followed.insert({E, F, (Decides + "/" + Variable).str()}).second)
    return;
  if (isa<AbstractConditionalOperator>(E)) {
    std::vector<Choice> Choices;
    addTernary(Unit, E, {}, Choices);
    std::string Name =
        Variable.empty() ? sourceText(Unit.Context, E) : Variable.str();
    emit(F, E->getBeginLoc(), Decides, Name, Choices);
    for (const Choice &C : Choices)
      follow(C.From, F, Decides, "", Depth + 1);
    return;
  }
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl()))
      followVariable(V, F, Decides, Depth);
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (isMinOrMax(Call)) {
      const Expr *A = Call->getArg(0), *B = Call->getArg(1);
      Condition When;
      When.Text = sourceText(Unit.Context, A) + (isMin(Call) ? " < " : " > ") +
                  sourceText(Unit.Context, B);
      When.Left = A;
      When.Right = B;
      emit(F, E->getBeginLoc(), Decides,
           Variable.empty() ? sourceText(Unit.Context, E) : Variable.str(),
           {Choice{{When}, sourceText(Unit.Context, A), nullptr},
            Choice{{}, sourceText(Unit.Context, B), nullptr}});
    } else if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      followFunction(Callee, Decides, Depth);
    } else if (const auto *Overload = dyn_cast_or_null<OverloadExpr>(
                   stripped(Call->getCallee()))) {
      for (const NamedDecl *D : Overload->decls()) {
        D = D->getUnderlyingDecl();
        if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
          followFunction(Template->getTemplatedDecl(), Decides, Depth);
        else if (const auto *Function = dyn_cast<FunctionDecl>(D))
          followFunction(Function, Decides, Depth);
      }
    }
  }
  if (isa<LambdaExpr>(E))
    return;
  for (const Stmt *Child : E->children())
    if (const auto *Sub = dyn_cast_or_null<Expr>(Child))
      follow(Sub, F, Decides, "", Depth + 1);
}

void HeuristicCollector::addLaunch(const LaunchSite &Site) {
  if (!Site.Enclosing)
    return;
  follow(Site.Block, Site.Enclosing, "block", "", 0);
  follow(Site.Grid, Site.Enclosing, "grid", "", 0);
  follow(Site.Shared, Site.Enclosing, "shared", "", 0);
  const Expr *Callee = Site.Callee ? stripped(Site.Callee) : nullptr;
  if (!Callee)
    return;
  // `auto kernel = wide ? k<float4> : k<float>;`
  follow(Callee, Site.Enclosing, "template", "", 0);
  llvm::ArrayRef<TemplateArgumentLoc> Arguments;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(Callee))
    Arguments = Reference->template_arguments();
  else if (const auto *Overload = dyn_cast<OverloadExpr>(Callee))
    Arguments = Overload->template_arguments();
  for (const TemplateArgumentLoc &Argument : Arguments)
    if (Argument.getArgument().getKind() == TemplateArgument::Expression)
      follow(Argument.getSourceExpression(), Site.Enclosing, "template", "", 0);
}

void HeuristicCollector::addLadder(const FunctionDecl *Enclosing,
                                   llvm::ArrayRef<const LaunchSite *> Sites) {
  // What is launched under which condition, template arguments included.
  std::vector<Choice> Kernels, Blocks;
  for (const LaunchSite *Site : Sites) {
    Choice C;
    C.Path = pathTo(Unit, Site->Call, Enclosing);
    C.Value = sourceText(Unit.Context, Site->Callee);
    Kernels.push_back(C);
    C.Value = sourceText(Unit.Context, Site->Block);
    Blocks.push_back(std::move(C));
  }
  auto Differ = [](llvm::ArrayRef<Choice> Choices) {
    return llvm::any_of(Choices, [&](const Choice &C) {
      return C.Value != Choices.front().Value;
    });
  };
  auto Conditional = [](llvm::ArrayRef<Choice> Choices) {
    return llvm::any_of(Choices,
                        [](const Choice &C) { return !C.Path.empty(); });
  };
  if (!Conditional(Kernels))
    return;
  SourceLocation Where = Sites.front()->Call->getBeginLoc();
  if (Differ(Kernels))
    emit(Enclosing, Where, "template", "", Kernels);
  if (Differ(Blocks))
    emit(Enclosing, Where, "block", "", Blocks);
}

void collectHeuristics(const ParsedUnit &Unit, const DeclIndex &Index,
                       llvm::ArrayRef<LaunchSite> Sites, Inventory &Out) {
  HeuristicCollector Collector(Unit, Index, Out);
  llvm::MapVector<const FunctionDecl *,
                  llvm::SmallVector<const LaunchSite *, 4>>
      ByFunction;
  for (const LaunchSite &Site : Sites) {
    Collector.addLaunch(Site);
    if (Site.Enclosing)
      ByFunction[Site.Enclosing].push_back(&Site);
  }
  for (const auto &[F, Launches] : ByFunction)
    if (Launches.size() > 1)
      Collector.addLadder(F, Launches);
  llvm::sort(Out.Heuristics, [](const Heuristic &A, const Heuristic &B) {
    return std::tie(A.Place.File, A.Place.Line, A.Decides, A.Variable) <
           std::tie(B.Place.File, B.Place.Line, B.Decides, B.Variable);
  });
}

} // namespace perfclaim
