//===- LaunchSliceLoops.cpp - Loops around launches and calls -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSliceLoops.h"
#include "ArgumentModelExtents.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace perfclaim {

namespace {

/// What stands around a call, outermost first: loops, and what decides
/// whether the call is made.
using Path = llvm::SmallVector<const Stmt *, 8>;

bool findPath(const Stmt *S, const Expr *Call, Path &Around) {
  if (!S)
    return false;
  if (S == Call)
    return true;
  bool Matters = isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt, IfStmt,
                     SwitchStmt, ConditionalOperator, LambdaExpr>(S);
  if (Matters)
    Around.push_back(S);
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    if (findPath(Lambda->getBody(), Call, Around))
      return true;
  } else {
    for (const Stmt *Child : S->children())
      if (findPath(Child, Call, Around))
        return true;
  }
  if (Matters)
    Around.pop_back();
  return false;
}

/// Variables that another turn of a loop may find changed.
class ChangeFinder : public ConstDynamicRecursiveASTVisitor {
public:
  llvm::DenseSet<const Decl *> Changed;

  bool VisitVarDecl(const VarDecl *Variable) override {
    Changed.insert(Variable->getCanonicalDecl());
    return true;
  }
  bool VisitBinaryOperator(const BinaryOperator *Operator) override {
    if (Operator->isAssignmentOp())
      change(Operator->getLHS());
    return true;
  }
  bool VisitUnaryOperator(const UnaryOperator *Operator) override {
    if (Operator->isIncrementDecrementOp() ||
        Operator->getOpcode() == UO_AddrOf)
      change(Operator->getSubExpr());
    return true;
  }
  bool VisitCallExpr(const CallExpr *Call) override {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Skip =
        isa<CXXOperatorCallExpr>(Call) && isa_and_nonnull<CXXMethodDecl>(Callee)
            ? 1
            : 0;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
      if (const CXXMethodDecl *Method = Member->getMethodDecl();
          Method && !Method->isConst())
        change(Member->getImplicitObjectArgument());
    if (Skip && !cast<CXXMethodDecl>(Callee)->isConst())
      change(Call->getArg(0));
    for (unsigned I = Skip;
         Callee && I < Call->getNumArgs() && I - Skip < Callee->getNumParams();
         ++I) {
      QualType Type = Callee->getParamDecl(I - Skip)->getType();
      if (Type->isLValueReferenceType() &&
          !Type.getNonReferenceType().isConstQualified())
        change(Call->getArg(I));
    }
    return true;
  }

private:
  void change(const Expr *E) {
    if (const ValueDecl *V = E ? rootVariable(E) : nullptr)
      Changed.insert(V->getCanonicalDecl());
  }
};

/// A statement that ends a turn, or all of them, early; null if there is none.
const Stmt *wayOut(const Stmt *S, bool InLoop = false, bool InSwitch = false) {
  if (!S || isa<LambdaExpr>(S))
    return nullptr;
  if (isa<ReturnStmt, GotoStmt, CXXThrowExpr>(S) ||
      (isa<BreakStmt>(S) && !InLoop && !InSwitch) ||
      (isa<ContinueStmt>(S) && !InLoop))
    return S;
  InLoop |= isa<ForStmt, CXXForRangeStmt, WhileStmt, DoStmt>(S);
  InSwitch |= isa<SwitchStmt>(S);
  for (const Stmt *Child : S->children())
    if (const Stmt *Found = wayOut(Child, InLoop, InSwitch))
      return Found;
  return nullptr;
}

class HeadPrinter {
public:
  HeadPrinter(const ParsedUnit &Unit, const FunctionDecl *Enclosing,
              SlicePrinter &Printer)
      : Unit(Unit), Context(Unit.Context), Enclosing(Enclosing),
        Printer(Printer) {}

  LoopHead print(const Stmt *Loop);

private:
  bool fail(const llvm::Twine &Why) {
    if (Head.WhyNot.empty())
      Head.WhyNot = Why.str();
    return false;
  }
  bool printFor(const ForStmt *For);
  bool printStart(const ForStmt *For);
  bool printEnd(const ForStmt *For);
  bool printNext(const ForStmt *For);
  bool isCounter(const Expr *E) const {
    const auto *Reference = dyn_cast<DeclRefExpr>(stripped(E));
    return Reference && Reference->getDecl() == Counter;
  }
  std::optional<std::string> text(const Expr *E, const char *What);
  std::optional<Expression> formula(const Expr *E);

  const ParsedUnit &Unit;
  const ASTContext &Context;
  const FunctionDecl *Enclosing;
  SlicePrinter &Printer;
  LoopHead Head;
  const VarDecl *Counter = nullptr;
  std::optional<Expression> Start, End;
  bool Down = false;
};

} // namespace

std::optional<std::string> HeadPrinter::text(const Expr *E, const char *What) {
  std::optional<std::string> Text = Printer.print(E);
  if (!Text)
    fail(llvm::Twine("its ") + What +
         " cannot be written again: " + Printer.whyNot());
  return Text;
}

std::optional<Expression> HeadPrinter::formula(const Expr *E) {
  ExpressionFolder Folder(Context, Enclosing, factsOf(Unit, Enclosing),
                          [&](const Expr *L) -> std::optional<Expression> {
                            if (const SliceLeaf *Leaf = Printer.findLeaf(L))
                              if (Leaf->Model.Kind == ValueKind::Integer)
                                return Expression::symbol(Leaf->Name);
                            return std::nullopt;
                          });
  Folder.KeepConstants = true;
  Folder.AskAboutVarying = true;
  return Folder.fold(E);
}

bool HeadPrinter::printStart(const ForStmt *For) {
  const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit());
  Counter = Init && Init->isSingleDecl()
                ? dyn_cast<VarDecl>(Init->getSingleDecl())
                : nullptr;
  if (!Counter || !Counter->getInit() ||
      !Counter->getType()->isIntegralOrEnumerationType())
    return fail("it declares no single integer that counts its turns");
  if (!Printer.facts().isLoopVariable(Counter))
    return fail("its body changes `" + Counter->getName() + "`");
  std::optional<std::string> First = text(Counter->getInit(), "start");
  // After the start, which may name another variable of the same name.
  const SliceLeaf *Leaf = nullptr;
  for (const SliceLeaf &L : Printer.Leaves)
    if (L.Variable == Counter->getCanonicalDecl())
      Leaf = &L;
  if (!First)
    return false;
  Head.First = *First;
  Head.Variable = Leaf ? Leaf->Name : Counter->getName().str();
  Head.Type = Printer.spell(Counter->getType().getUnqualifiedType());
  Start = formula(Counter->getInit());
  return true;
}

bool HeadPrinter::printEnd(const ForStmt *For) {
  const auto *Test = dyn_cast_or_null<BinaryOperator>(
      For->getCond() ? stripped(For->getCond()) : nullptr);
  if (!Test || !Test->isComparisonOp() || Test->getOpcode() == BO_EQ)
    return fail("its condition is no comparison with a bound");
  BinaryOperatorKind Kind = Test->getOpcode();
  const Expr *Bound = Test->getRHS();
  if (!isCounter(Test->getLHS())) {
    if (!isCounter(Test->getRHS()))
      return fail("its condition is about more than `" + Counter->getName() +
                  "`");
    Bound = Test->getLHS();
    if (Kind != BO_NE)
      Kind = BinaryOperator::reverseComparisonOp(Kind);
  }
  std::optional<std::string> Limit = text(Bound, "bound");
  if (!Limit)
    return false;
  Head.Condition = Head.Variable + " " +
                   BinaryOperator::getOpcodeStr(Kind).str() + " " + *Limit;
  Down = Kind == BO_GT || Kind == BO_GE;
  End = formula(Bound);
  if (End && (Kind == BO_LT || Kind == BO_NE))
    End =
        Expression::make(Expression::Op::Sub, {*End, Expression::constant(1)});
  else if (End && Kind == BO_GT)
    End =
        Expression::make(Expression::Op::Add, {*End, Expression::constant(1)});
  return true;
}

bool HeadPrinter::printNext(const ForStmt *For) {
  const Expr *Next = For->getInc() ? stripped(For->getInc()) : nullptr;
  if (const auto *Step = dyn_cast_or_null<UnaryOperator>(Next);
      Step && Step->isIncrementDecrementOp() && isCounter(Step->getSubExpr())) {
    Head.Next = (Step->isIncrementOp() ? "++" : "--") + Head.Variable;
    Down |= Step->isDecrementOp();
    return true;
  }
  const auto *Step = dyn_cast_or_null<CompoundAssignOperator>(Next);
  if (!Step || !isCounter(Step->getLHS()) ||
      (Step->getOpcode() != BO_AddAssign && Step->getOpcode() != BO_SubAssign))
    return fail("it does not step by a sum");
  std::optional<std::string> By = text(Step->getRHS(), "step");
  if (!By)
    return false;
  Head.Next = Head.Variable + " " + Step->getOpcodeStr().str() + " " + *By;
  Down |= Step->getOpcode() == BO_SubAssign;
  return true;
}

bool HeadPrinter::printFor(const ForStmt *For) {
  if (!printStart(For) || !printEnd(For) || !printNext(For))
    return false;
  Head.Least = Down ? End : Start;
  Head.Largest = Down ? Start : End;
  if (const Stmt *Out = wayOut(For->getBody()))
    return fail("`" + sourceText(Context, Out) + "` may end it early");
  return true;
}

LoopHead HeadPrinter::print(const Stmt *Loop) {
  Head.Place = placeOf(Unit, Loop->getBeginLoc());
  auto Text = [&](SourceLocation Begin, SourceLocation End) {
    return sourceText(Context, clang::SourceRange(Begin, End));
  };
  if (const auto *For = dyn_cast<ForStmt>(Loop)) {
    Head.Text = Text(For->getForLoc(), For->getRParenLoc());
    printFor(For);
  } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop)) {
    Head.Text = Text(Range->getForLoc(), Range->getRParenLoc());
    fail("it runs over a container, whose elements a benchmark does not have");
  } else if (const auto *While = dyn_cast<WhileStmt>(Loop)) {
    Head.Text = Text(While->getWhileLoc(), While->getRParenLoc());
    fail("the data decide how often it turns");
  } else if (const auto *Do = dyn_cast<DoStmt>(Loop)) {
    Head.Text = Text(Do->getWhileLoc(), Do->getRParenLoc());
    fail("the data decide how often it turns");
  }
  return std::move(Head);
}

namespace {

const Stmt *bodyOf(const Stmt *Loop) {
  if (const auto *For = dyn_cast<ForStmt>(Loop))
    return For->getBody();
  return Loop;
}

bool isLoop(const ASTContext &Context, const Stmt *S) {
  // `do { } while (0)` is how macros make one statement of several.
  if (const auto *Do = dyn_cast<DoStmt>(S)) {
    auto Again = constantValue(Context, Do->getCond());
    return !Again || *Again;
  }
  return isa<ForStmt, CXXForRangeStmt, WhileStmt>(S);
}

/// The variables that the heads of the loops among \p Stmts declare.
llvm::DenseSet<const Decl *> countersOf(llvm::ArrayRef<const Stmt *> Stmts) {
  llvm::DenseSet<const Decl *> Counters;
  for (const Stmt *S : Stmts)
    if (const auto *For = dyn_cast<ForStmt>(S))
      if (const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit()))
        for (const Decl *D : Init->decls())
          Counters.insert(D->getCanonicalDecl());
  return Counters;
}

/// The first leaf that a turn of the loop at the front of \p Inside may find
/// with another value, the counters of the loops aside.
const SliceLeaf *varyingLeaf(llvm::ArrayRef<const Stmt *> Inside,
                             llvm::ArrayRef<SliceLeaf> Leaves) {
  const llvm::DenseSet<const Decl *> Counters = countersOf(Inside);
  ChangeFinder Finder;
  Finder.TraverseStmt(bodyOf(Inside.front()));
  auto Varies = [&](const auto &Self, const Stmt *S) -> bool {
    if (!S)
      return false;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(S)) {
      const Decl *D = Reference->getDecl()->getCanonicalDecl();
      return Finder.Changed.contains(D) || Counters.contains(D);
    }
    return llvm::any_of(S->children(),
                        [&](const Stmt *C) { return Self(Self, C); });
  };
  for (const SliceLeaf &L : Leaves)
    if (L.Variable ? !Counters.contains(L.Variable) &&
                         Finder.Changed.contains(L.Variable)
                   : Varies(Varies, L.Use))
      return &L;
  return nullptr;
}

/// Why the loop at the front of \p Inside does not make the same call, over
/// its counter, at each turn; empty if it does.
std::string whyNotEachTurn(const ASTContext &Context,
                           llvm::ArrayRef<const Stmt *> Inside,
                           llvm::ArrayRef<SliceLeaf> Leaves) {
  for (const Stmt *S : Inside.drop_front())
    if (const auto *If = dyn_cast<IfStmt>(S))
      return "a turn makes the call only if `" +
             sourceText(Context, If->getCond()) + "`";
    else if (isa<SwitchStmt, ConditionalOperator>(S))
      return "a turn makes the call on a condition only";
  if (const SliceLeaf *L = varyingLeaf(Inside, Leaves))
    return "`" + (L->Key.empty() ? L->Name : L->Key) +
           "` is another value in each turn, and no formula of the loop's "
           "variable";
  return "";
}

} // namespace

void addLoops(const ParsedUnit &Unit, const FunctionDecl *Enclosing,
              const Expr *Call, SlicePrinter &Printer, LaunchSlice &Out) {
  Path Around;
  if (!Enclosing || !findPath(Enclosing->getBody(), Call, Around))
    return;
  for (size_t I = 0; I < Around.size(); ++I) {
    const Stmt *Loop = Around[I];
    if (!isLoop(Unit.Context, Loop))
      continue;
    llvm::ArrayRef<const Stmt *> Inside = llvm::ArrayRef(Around).drop_front(I);
    const size_t Own = Printer.Leaves.size();
    LoopHead Head = HeadPrinter(Unit, Enclosing, Printer).print(Loop);
    if (std::string Why = whyNotEachTurn(Unit.Context, Inside, Printer.Leaves);
        Head.WhyNot.empty())
      Head.WhyNot = std::move(Why);
    if (Printer.Preamble.size() > Out.Preamble.size() && Head.WhyNot.empty())
      Head.WhyNot = "its bound asks the device";
    for (size_t J = Own; J < Printer.Leaves.size(); ++J) {
      SliceLeaf &L = Printer.Leaves[J];
      L.Model.SeenValues = CallerScope(Unit, Enclosing).valuesOf(L.Use);
      if (const auto *Parameter = dyn_cast_or_null<ParmVarDecl>(L.Variable);
          Parameter && Parameter->getDeclContext() == Enclosing)
        if (auto Seen = callerFacts(Unit, Enclosing).Values;
            Seen.count(Parameter->getFunctionScopeIndex()))
          L.Model.SeenValues = Seen[Parameter->getFunctionScopeIndex()];
      Out.LoopVariables.push_back(L.Model);
    }
    Out.Loops.push_back(std::move(Head));
  }
}

} // namespace perfclaim
