//===- SymbolicExprDecision.cpp - Locals that if and else decide ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicExpr.h"
#include "clang/AST/Stmt.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace perfclaim {

namespace {

using Tree = std::shared_ptr<const Decision>;

/// The block whose statement declares \p Variable.
const CompoundStmt *blockOf(const Stmt *S, const VarDecl *Variable,
                            unsigned Depth = 0) {
  if (!S || Depth > 200)
    return nullptr;
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    for (const Stmt *Child : Block->body())
      if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(Child))
        for (const Decl *D : Declaration->decls())
          if (D == Variable)
            return Block;
  for (const Stmt *Child : S->children())
    if (const CompoundStmt *Found = blockOf(Child, Variable, Depth + 1))
      return Found;
  return nullptr;
}

class DecisionFinder {
public:
  explicit DecisionFinder(const LocalFacts &Facts) : Facts(Facts) {}
  unsigned Used = 0;

  /// What the variable holds after \p S where it held \p Before.
  Tree after(const Stmt *S, Tree Before, unsigned Depth = 0) {
    if (!S || Depth > 32)
      return Before;
    if (const Expr *Value = assigned(S)) {
      auto Node = std::make_shared<Decision>();
      Node->Value = Value;
      ++Used;
      return Node;
    }
    if (const auto *Block = dyn_cast<CompoundStmt>(S)) {
      for (const Stmt *Child : Block->body())
        Before = after(Child, Before, Depth + 1);
      return Before;
    }
    const auto *If = dyn_cast<IfStmt>(S);
    if (!If)
      return Before;
    Tree Then = after(If->getThen(), Before, Depth + 1);
    Tree Else = after(If->getElse(), Before, Depth + 1);
    if (Then == Else)
      return Before;
    auto Node = std::make_shared<Decision>();
    Node->Condition = If->getCond();
    Node->Then = Then;
    Node->Else = Else;
    return Node;
  }

private:
  const Expr *assigned(const Stmt *S) const {
    const auto *E = dyn_cast<Expr>(S);
    if (!E)
      return nullptr;
    E = E->IgnoreParens();
    if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
      E = Cleanups->getSubExpr();
    for (const LocalFacts::Assignment &A : Facts.Assignments)
      if (A.Where == E && !A.Field)
        return A.Value;
    return nullptr;
  }

  const LocalFacts &Facts;
};

bool complete(const Decision *D) {
  return D &&
         (D->Value || (complete(D->Then.get()) && complete(D->Else.get())));
}

/// Follows one variable through a body, up to one use of it.
class FlowToUse {
public:
  FlowToUse(const Expr *Use, const VarDecl *Variable, const LocalFacts &Facts)
      : Use(Use), Variable(Variable), Facts(Facts) {}

  /// True if the use stands in \p S; \p Value is then what it finds, else
  /// what the variable holds after \p S.
  bool follow(const Stmt *S, Tree &Value, unsigned Depth = 0);

private:
  bool followIf(const IfStmt *If, Tree &Value, unsigned Depth);
  bool followDeclarations(const DeclStmt *S, Tree &Value);
  template <class Predicate> static bool any(const Stmt *S, Predicate Is) {
    return S && (Is(S) || llvm::any_of(S->children(), [&](const Stmt *Child) {
                   return any(Child, Is);
                 }));
  }
  bool used(const Stmt *S) const {
    return any(S, [&](const Stmt *Part) { return Part == Use; });
  }
  bool assigned(const Stmt *S) const {
    return any(S, [&](const Stmt *Part) {
      return llvm::any_of(
          Facts.Assignments,
          [&](const LocalFacts::Assignment &A) { return A.Where == Part; });
    });
  }

  const Expr *Use;
  const VarDecl *Variable;
  const LocalFacts &Facts;
};

bool FlowToUse::followIf(const IfStmt *If, Tree &Value, unsigned Depth) {
  if (used(If->getCond()))
    return true;
  Tree Then = Value, Else = Value;
  if (follow(If->getThen(), Then, Depth + 1)) {
    Value = Then;
    return true;
  }
  if (follow(If->getElse(), Else, Depth + 1)) {
    Value = Else;
    return true;
  }
  if (Then == Else)
    return false;
  auto Node = std::make_shared<Decision>();
  Node->Condition = If->getCond();
  Node->Then = Then;
  Node->Else = Else;
  Value = Node;
  return false;
}

bool FlowToUse::followDeclarations(const DeclStmt *S, Tree &Value) {
  if (used(S))
    return true;
  for (const Decl *D : S->decls())
    if (D == Variable) {
      Value = nullptr;
      if (Variable->getInit())
        Value = std::make_shared<Decision>(Decision{Variable->getInit()});
    }
  return false;
}

bool FlowToUse::follow(const Stmt *S, Tree &Value, unsigned Depth) {
  if (!S)
    return false;
  if (Depth > 200) {
    Value = nullptr;
    return used(S);
  }
  if (const auto *If = dyn_cast<IfStmt>(S))
    return followIf(If, Value, Depth);
  if (const auto *Declarations = dyn_cast<DeclStmt>(S))
    return followDeclarations(Declarations, Value);
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return llvm::any_of(Block->body(), [&](const Stmt *Child) {
      return follow(Child, Value, Depth + 1);
    });
  if (const auto *E = dyn_cast<Expr>(S)) {
    const Expr *Inner = E->IgnoreParens();
    if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(Inner))
      Inner = Cleanups->getSubExpr();
    if (used(S))
      return true;
    for (const LocalFacts::Assignment &A : Facts.Assignments)
      if (A.Where == Inner) {
        Value = std::make_shared<Decision>(Decision{A.Value});
        return false;
      }
    if (assigned(S))
      Value = nullptr;
    return false;
  }
  if (const auto *For = dyn_cast<ForStmt>(S)) {
    if (follow(For->getInit(), Value, Depth + 1))
      return true;
    const Stmt *const Turn[] = {For->getCond(), For->getBody(), For->getInc()};
    const bool Changes =
        llvm::any_of(Turn, [&](const Stmt *Part) { return assigned(Part); });
    // Another turn may have been, and its end comes after the body.
    for (const Stmt *Part : Turn) {
      if (Changes)
        Value = nullptr;
      if (follow(Part, Value, Depth + 1))
        return true;
    }
    if (Changes)
      Value = nullptr;
    return false;
  }
  // Other loops and whatever else holds statements.
  const bool Changes = assigned(S);
  if (Changes)
    Value = nullptr;
  for (const Stmt *Child : S->children())
    if (follow(Child, Value, Depth + 1))
      return true;
  if (Changes)
    Value = nullptr;
  return false;
}

} // namespace

Tree decisionAt(const Expr *Use, const VarDecl *Variable,
                const FunctionFacts &Facts, const FunctionDecl *Function) {
  const LocalFacts &Changes = Facts.of(Variable);
  if (!Function || !Function->getBody() || Changes.OtherChange ||
      Changes.AddressTaken || Changes.Assignments.empty() ||
      Changes.Assignments.size() > 16 ||
      llvm::any_of(Changes.Assignments, [](const LocalFacts::Assignment &A) {
        return A.Field != nullptr;
      }))
    return nullptr;
  Tree Value;
  FlowToUse Flow(Use, Variable, Changes);
  if (!Flow.follow(Function->getBody(), Value) || !complete(Value.get()))
    return nullptr;
  return Value;
}

Tree decisionOf(const VarDecl *Variable, const FunctionFacts &Facts,
                const FunctionDecl *Function) {
  const LocalFacts &Changes = Facts.of(Variable);
  if (!Function || !Function->getBody() || Changes.OtherChange ||
      Changes.AddressTaken || Changes.Assignments.empty() ||
      Changes.Assignments.size() > 16)
    return nullptr;
  const CompoundStmt *Block = blockOf(Function->getBody(), Variable);
  if (!Block)
    return nullptr;
  Tree Value;
  if (const Expr *Init = Variable->getInit()) {
    auto Node = std::make_shared<Decision>();
    Node->Value = Init;
    Value = Node;
  }
  DecisionFinder Finder(Changes);
  for (const Stmt *S : Block->body())
    Value = Finder.after(S, Value);
  // An assignment that was not met stands in a loop or in a nested block.
  if (Finder.Used != Changes.Assignments.size() || !complete(Value.get()))
    return nullptr;
  return Value;
}

} // namespace perfclaim
