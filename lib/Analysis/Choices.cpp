//===- Choices.cpp - Values under conditions ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Choices.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace clang;

namespace perfclaim {

namespace {

/// Walks statements with the conditions around them.
class PathWalker {
public:
  using Callback =
      llvm::function_ref<void(const Stmt *, const std::vector<Condition> &)>;
  PathWalker(const ParsedUnit &Unit, const Stmt *Body, Callback Visit)
      : Unit(Unit), Visit(Visit) {
    walk(Body);
  }

private:
  void walk(const Stmt *S) {
    if (!S)
      return;
    Visit(S, Path);
    if (const auto *If = dyn_cast<IfStmt>(S)) {
      walk(If->getInit());
      walk(If->getCond());
      // A dispatch macro's own conditions are about types, not sizes.
      bool Ours = isOurs(If->getCond());
      if (Ours)
        push({sourceText(Unit.Context, If->getCond()), If->getCond()});
      walk(If->getThen());
      if (Ours)
        Path.back().Negated = true;
      walk(If->getElse());
      if (Ours)
        Path.pop_back();
    } else if (const auto *Switch = dyn_cast<SwitchStmt>(S)) {
      walk(Switch->getInit());
      walk(Switch->getCond());
      walkSwitch(Switch);
    } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      walk(Lambda->getBody());
    } else if (const auto *Declarations = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declarations->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          walk(V->getInit());
    } else {
      for (const Stmt *Child : S->children())
        walk(Child);
    }
  }

  /// Written in the repository, in a macro's body perhaps.
  bool isOurs(const Stmt *S) const {
    const SourceManager &SM = Unit.Context.getSourceManager();
    return !repositoryFile(Unit, SM.getSpellingLoc(S->getBeginLoc())).empty();
  }
  void push(Condition C) { Path.push_back(std::move(C)); }

  void walkSwitch(const SwitchStmt *Switch) {
    const auto *Body = dyn_cast_or_null<CompoundStmt>(Switch->getBody());
    if (!Body || !isOurs(Switch->getCond())) {
      walk(Switch->getBody());
      return;
    }
    std::string Subject = sourceText(Unit.Context, Switch->getCond());
    bool Inside = false;
    auto Leave = [&] {
      if (Inside)
        Path.pop_back();
      Inside = false;
    };
    for (const Stmt *S : Body->body()) {
      std::string Labels;
      const Expr *Label = nullptr;
      bool Default = false, Fresh = false;
      while (const auto *Case = dyn_cast<SwitchCase>(S)) {
        Fresh = true;
        if (const auto *Valued = dyn_cast<CaseStmt>(Case)) {
          Labels += (Labels.empty() ? "" : " || ") + Subject +
                    " == " + sourceText(Unit.Context, Valued->getLHS());
          Label = Valued->getLHS();
        } else {
          Default = true;
        }
        S = Case->getSubStmt();
      }
      if (Fresh) {
        Leave();
        if (!Default) {
          push({Labels, nullptr, Switch->getCond(), Label});
          Inside = true;
        }
      }
      walk(S);
    }
    Leave();
  }

  const ParsedUnit &Unit;
  Callback Visit;
  std::vector<Condition> Path;
};

const VarDecl *assignedVariable(const Expr *E) {
  E = stripped(E);
  // `grid.x = ...` decides the grid, too.
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(E);
      Member && !Member->isArrow())
    E = stripped(Member->getBase());
  const auto *Reference = dyn_cast_or_null<DeclRefExpr>(E);
  return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

bool isOtherwise(const Choice &C) { return C.when().empty(); }

} // namespace

std::string Choice::when() const {
  std::string Text;
  for (const Condition &C : Path) {
    if (C.Negated)
      continue;
    bool Or = llvm::StringRef(C.Text).contains("||");
    Text += (Text.empty() ? "" : " && ") +
            (Or && Path.size() > 1 ? "(" + C.Text + ")" : C.Text);
  }
  return Text;
}

void addTernary(const ParsedUnit &Unit, const Expr *E,
                const std::vector<Condition> &Path,
                std::vector<Choice> &Choices) {
  const auto *Ternary =
      dyn_cast<AbstractConditionalOperator>(E ? stripped(E) : E);
  if (!Ternary) {
    Choices.push_back({Path, sourceText(Unit.Context, stripped(E)), E});
    return;
  }
  std::vector<Condition> Inner = Path;
  Inner.push_back({sourceText(Unit.Context, stripped(Ternary->getCond())),
                   Ternary->getCond()});
  addTernary(Unit, Ternary->getTrueExpr(), Inner, Choices);
  Inner.back().Negated = true;
  addTernary(Unit, Ternary->getFalseExpr(), Inner, Choices);
}

std::vector<Choice> assignmentsOf(const ParsedUnit &Unit, const VarDecl *V,
                                  const FunctionDecl *F) {
  std::vector<Choice> Choices;
  auto Add = [&](const Expr *Value, const std::vector<Condition> &Path) {
    if (isa<AbstractConditionalOperator>(stripped(Value)))
      addTernary(Unit, Value, Path, Choices);
    else
      Choices.push_back({Path, sourceText(Unit.Context, Value), Value});
  };
  const PathWalker Walker(
      Unit, F->getBody(),
      [&](const Stmt *S, const std::vector<Condition> &Path) {
        if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
          if (Binary->isAssignmentOp() &&
              assignedVariable(Binary->getLHS()) == V) {
            if (Binary->getOpcode() == BO_Assign)
              Add(Binary->getRHS(), Path);
            else
              Choices.push_back(
                  {Path, sourceText(Unit.Context, Binary), Binary->getRHS()});
          }
        } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(S)) {
          if (Call->getOperator() == OO_Equal && Call->getNumArgs() == 2 &&
              assignedVariable(Call->getArg(0)) == V)
            Add(Call->getArg(1), Path);
        }
      });
  if (V->getInit())
    Add(V->getInit(), {});
  // What holds without a condition comes last: the others overrule it.
  auto Middle = llvm::find_if(Choices, isOtherwise);
  if (Middle != Choices.end()) {
    std::vector<Choice> Ordered;
    for (const Choice &C : Choices)
      if (!isOtherwise(C))
        Ordered.push_back(C);
    for (const Choice &C : Choices)
      if (isOtherwise(C))
        Ordered.push_back(C);
    Choices = std::move(Ordered);
  }
  return Choices;
}

std::vector<Choice> returnsOf(const ParsedUnit &Unit, const FunctionDecl *F) {
  std::vector<Choice> Choices;
  const PathWalker Walker(
      Unit, F->getBody(),
      [&](const Stmt *S, const std::vector<Condition> &Path) {
        const auto *Return = dyn_cast<ReturnStmt>(S);
        if (!Return || !Return->getRetValue())
          return;
        addTernary(Unit, Return->getRetValue(), Path, Choices);
      });
  return Choices;
}

std::vector<Condition> pathTo(const ParsedUnit &Unit, const Expr *Target,
                              const FunctionDecl *F) {
  std::vector<Condition> Found;
  const PathWalker Walker(
      Unit, F->getBody(),
      [&](const Stmt *S, const std::vector<Condition> &Path) {
        if (S == Target)
          Found = Path;
      });
  return Found;
}

//===-- Thresholds --------------------------------------------------------===//

namespace {

class ThresholdFinder {
public:
  ThresholdFinder(const ParsedUnit &Unit, const FunctionDecl *F,
                  std::vector<Threshold> &Out)
      : Unit(Unit), F(F), Out(Out) {}

  void compare(const Expr *Left, const Expr *Right, std::string Text) {
    Left = stripped(Left);
    Right = stripped(Right);
    std::optional<int64_t> L = valueOf(Left), R = valueOf(Right);
    if (L && R)
      return;
    if (L) {
      std::swap(Left, Right);
      std::swap(L, R);
    }
    // `N % 4 == 0` changes its mind at multiples of 4.
    if (const auto *Modulo = dyn_cast<BinaryOperator>(Left);
        Modulo && Modulo->getOpcode() == BO_Rem && R) {
      Left = stripped(Modulo->getLHS());
      Right = stripped(Modulo->getRHS());
      R = valueOf(Right);
    }
    add({std::move(Text), sourceText(Unit.Context, Left),
         R ? std::to_string(*R) : sourceText(Unit.Context, Right)});
  }

  void find(const Expr *E, unsigned Depth = 0) {
    if (!E || Depth > 16)
      return;
    E = stripped(E);
    if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isLogicalOp() || Binary->getOpcode() == BO_And ||
          Binary->getOpcode() == BO_Or) {
        find(Binary->getLHS(), Depth + 1);
        find(Binary->getRHS(), Depth + 1);
        return;
      }
      if (Binary->isComparisonOp()) {
        compare(Binary->getLHS(), Binary->getRHS(),
                sourceText(Unit.Context, Binary));
        return;
      }
      // `if (N % 4)`
      if (Binary->getOpcode() == BO_Rem)
        if (std::optional<int64_t> Value = valueOf(Binary->getRHS()))
          add({sourceText(Unit.Context, Binary),
               sourceText(Unit.Context, stripped(Binary->getLHS())),
               std::to_string(*Value)});
      return;
    }
    if (const auto *Not = dyn_cast<UnaryOperator>(E);
        Not && Not->getOpcode() == UO_LNot) {
      find(Not->getSubExpr(), Depth + 1);
      return;
    }
    // A flag that is a comparison by itself.
    if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
      if (const auto *V = dyn_cast<VarDecl>(Reference->getDecl());
          V && V->getInit() && V->getType()->isBooleanType() &&
          !(F && isModified(V, F->getBody())))
        find(V->getInit(), Depth + 1);
  }

private:
  std::optional<int64_t> valueOf(const Expr *E) {
    return constantValue(Unit.Context, E);
  }
  void add(Threshold T) {
    if (!llvm::is_contained(Out, T))
      Out.push_back(std::move(T));
  }

  const ParsedUnit &Unit;
  const FunctionDecl *F;
  std::vector<Threshold> &Out;
};

} // namespace

void addThresholds(const ParsedUnit &Unit, const Condition &When,
                   const FunctionDecl *F, std::vector<Threshold> &Thresholds) {
  ThresholdFinder Finder(Unit, F, Thresholds);
  if (When.Whole)
    Finder.find(When.Whole);
  else if (When.Left && When.Right)
    Finder.compare(When.Left, When.Right, When.Text);
}

} // namespace perfclaim
