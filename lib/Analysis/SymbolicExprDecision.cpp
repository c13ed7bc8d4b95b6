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

} // namespace

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
