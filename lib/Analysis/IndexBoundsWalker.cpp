//===- IndexBoundsWalker.cpp - Statements ---------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

/// Enough for the largest kernels that are written by hand.
static constexpr uint64_t MaxSteps = 400000;
static constexpr uint64_t DependentSize = 4;

uint64_t bytesOf(const ASTContext &Context, QualType Type) {
  if (Type.isNull())
    return DependentSize;
  Type = Type.getNonReferenceType();
  if (Type->isDependentType() || Type->isUndeducedType())
    return DependentSize;
  if (Type->isVoidType() || Type->isFunctionType() || Type->isIncompleteType())
    return 1;
  return static_cast<uint64_t>(Context.getTypeSizeInChars(Type).getQuantity());
}

bool Access::endsWithin(const Access &Whole) const {
  if (End.empty() || Whole.End.empty())
    return true;
  return llvm::any_of(End, [&](const Polynomial &Mine) {
    return llvm::any_of(Whole.End, [&](const Polynomial &All) {
      return (All - Mine).isNonNegative();
    });
  });
}

IndexBounds::IndexBounds(const ASTContext &Context) : Context(Context) {
  for (unsigned I = 0; I < 3; ++I) {
    Grid[I] = Interval::exact(Polynomial::symbol(gridName(I)));
    Block[I] = Interval::exact(Polynomial::symbol(blockName(I)));
  }
}

std::string IndexBounds::loadedName(int Root) {
  return "loaded::p" + std::to_string(Root);
}
std::string IndexBounds::gridName(unsigned Dimension) {
  return std::string("gridDim.") + "xyz"[Dimension];
}
std::string IndexBounds::blockName(unsigned Dimension) {
  return std::string("blockDim.") + "xyz"[Dimension];
}

void IndexBounds::bind(const ValueDecl *Parameter, Value V) {
  Bindings.push_back({Parameter, nullptr, std::move(V)});
}
void IndexBounds::bindTensor(const ValueDecl *Parameter, int Root,
                             std::vector<Polynomial> Shape) {
  Tensors.push_back({Parameter, {Root, std::move(Shape)}});
}
void IndexBounds::bindResult(const ValueDecl *Local, int Root) {
  Results[cast<ValueDecl>(Local->getCanonicalDecl())] = Root;
}
const std::vector<Polynomial> *IndexBounds::resultShape(int Root) const {
  auto It = ResultShapes.find(Root);
  return It == ResultShapes.end() ? nullptr : &It->second;
}
void IndexBounds::noteDivisor(const Polynomial &By) {
  if (By.size() == 1 && By.terms().begin()->first.size() == 1)
    Divisors.insert(By.terms().begin()->first.front());
}

llvm::ArrayRef<QualType> IndexBounds::accessedAs(int Root) const {
  auto It = AccessTypes.find(Root);
  if (It == AccessTypes.end())
    return {};
  return It->second;
}
void IndexBounds::bindField(const ValueDecl *Parameter, const FieldDecl *Field,
                            Value V) {
  Bindings.push_back({Parameter, Field, std::move(V)});
}
void IndexBounds::setLaunch(std::array<Interval, 3> G,
                            std::array<Interval, 3> B) {
  Grid = std::move(G);
  Block = std::move(B);
}

void IndexBounds::run(const FunctionDecl *Function) {
  IndexWalker(*this).run(Function);
}

void IndexWalker::run(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  if (!Function->hasBody(Definition))
    return;
  for (const IndexBounds::Binding &B : Out.Bindings)
    Now.Values[{cast<ValueDecl>(B.Parameter->getCanonicalDecl()), B.Field}] =
        B.V;
  for (const auto &[Parameter, T] : Out.Tensors)
    Tensors[cast<ValueDecl>(Parameter->getCanonicalDecl())] = T;
  Stack.push_back(Definition->getCanonicalDecl());
  walk(Definition->getBody());
}

const FunctionFacts &IndexWalker::factsOf(const ValueDecl *Variable) {
  const DeclContext *Function = Variable->getDeclContext();
  // A lambda's variables are part of the function around it.
  while (Function) {
    const auto *F = dyn_cast<FunctionDecl>(Function);
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
    if (F && !(Method && Method->getParent()->isLambda()))
      break;
    Function = Function->getParent();
  }
  const auto *F = dyn_cast_or_null<FunctionDecl>(Function);
  const FunctionDecl *Definition = nullptr;
  if (F)
    F->hasBody(Definition);
  std::unique_ptr<FunctionFacts> &Known = Facts[Definition];
  if (!Known)
    Known = std::make_unique<FunctionFacts>(Definition);
  return *Known;
}

void IndexWalker::setValue(Key K, Value V) {
  K.first = cast<ValueDecl>(K.first->getCanonicalDecl());
  Now.Values[K] = std::move(V);
  Assigned.push_back(K);
  Refreshed.erase(K.first);
  // What is known of expressions over the old value is void.
  if (!Now.Facts)
    return;
  llvm::StringRef Name = K.first->getName();
  auto Speaks = [&](const auto &Fact) {
    return Name.empty() || llvm::StringRef(Fact.first).contains(Name);
  };
  if (llvm::none_of(*Now.Facts, Speaks))
    return;
  FactMap Left = *Now.Facts;
  std::erase_if(Left, Speaks);
  Now.Facts =
      Left.empty() ? nullptr : std::make_shared<const FactMap>(std::move(Left));
}

void IndexWalker::walk(const Stmt *S) {
  if (!S || Now.Dead || Out.Exhausted)
    return;
  if (++Steps > MaxSteps) {
    Out.Exhausted = true;
    return;
  }
  if (const auto *E = dyn_cast<Expr>(S)) {
    eval(E);
    return;
  }
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass:
    for (const Stmt *Child : cast<CompoundStmt>(S)->body())
      walk(Child);
    return;
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D))
        walkVariable(Variable);
    return;
  case Stmt::IfStmtClass:
    return walkIf(cast<IfStmt>(S));
  case Stmt::ForStmtClass: {
    const auto *Loop = cast<ForStmt>(S);
    return walkLoop(S, Loop->getInit(), Loop->getCond(), Loop->getInc(),
                    Loop->getBody());
  }
  case Stmt::WhileStmtClass: {
    const auto *Loop = cast<WhileStmt>(S);
    return walkLoop(S, nullptr, Loop->getCond(), nullptr, Loop->getBody());
  }
  case Stmt::DoStmtClass:
    return walkDo(cast<DoStmt>(S));
  case Stmt::CXXForRangeStmtClass: {
    const auto *Loop = cast<CXXForRangeStmt>(S);
    eval(Loop->getRangeInit());
    return walkLoop(S, Loop->getRangeStmt(), nullptr, nullptr, Loop->getBody());
  }
  case Stmt::SwitchStmtClass:
    return walkSwitch(cast<SwitchStmt>(S));
  case Stmt::ReturnStmtClass: {
    const auto *Return = cast<ReturnStmt>(S);
    if (const Expr *Result = Return->getRetValue()) {
      Value V;
      Place P = Result->isGLValue() ? place(Result) : Place();
      V = P.Is == Place::Kind::Memory ? P.Address : eval(Result);
      Returned = Returned ? Returned->join(V) : V;
    }
    Now.Dead = true;
    return;
  }
  case Stmt::BreakStmtClass:
  case Stmt::ContinueStmtClass:
  case Stmt::GotoStmtClass:
    Now.Dead = true;
    return;
  case Stmt::GCCAsmStmtClass:
    return walkAsm(cast<GCCAsmStmt>(S));
  default:
    for (const Stmt *Child : S->children())
      walk(Child);
    return;
  }
}

void IndexWalker::walkVariable(const VarDecl *Variable) {
  const Expr *Init = Variable->getInit();
  if (!Init)
    return;
  if (Variable->getType()->isReferenceType()) {
    Place P = place(Init);
    if (P.Is == Place::Kind::Memory)
      setValue({Variable, nullptr}, P.Address);
    else if (P.Is == Place::Kind::Variable)
      Aliases[Variable] = P;
    return;
  }
  initialise(Variable, Init);
}

void IndexWalker::mergeBranches(const State &Before, State Then, State Else,
                                size_t Mark) {
  if (Then.Dead || Else.Dead) {
    bool Both = Then.Dead && Else.Dead;
    Now = Then.Dead ? std::move(Else) : std::move(Then);
    Now.Dead = Both;
    return;
  }
  // Refinements end with the branch; what was assigned may have either value.
  Now = Before;
  for (size_t I = Mark; I < Assigned.size(); ++I) {
    const Key &K = Assigned[I];
    auto A = Then.Values.find(K), B = Else.Values.find(K);
    if (A != Then.Values.end() && B != Else.Values.end())
      Now.Values[K] = A->second->join(*B->second);
    else
      Now.Values[K] = Value();
    Refreshed.erase(K.first);
  }
  if (Assigned.size() > Mark) {
    Now.Facts.reset();
    Now.Version = ++Versions;
  }
}

void IndexWalker::walkIf(const IfStmt *If) {
  walk(If->getInit());
  if (const DeclStmt *Declared = If->getConditionVariableDeclStmt())
    walk(Declared);
  eval(If->getCond());
  // `if constexpr`, and `if` on template constants.
  std::optional<int64_t> Known;
  if (If->getCond() && !If->getCond()->isInstantiationDependent())
    Known = constantValue(Context, If->getCond());
  if (Known)
    return walk(*Known ? If->getThen() : If->getElse());
  State Before = Now;
  size_t Mark = Assigned.size();
  assume(If->getCond(), true);
  walk(If->getThen());
  State Then = std::move(Now);
  Now = Before;
  assume(If->getCond(), false);
  walk(If->getElse());
  State Else = std::move(Now);
  mergeBranches(Before, std::move(Then), std::move(Else), Mark);
}

void IndexWalker::walkSwitch(const SwitchStmt *Switch) {
  walk(Switch->getInit());
  eval(Switch->getCond());
  std::vector<Change> Changes;
  collectChanges(Switch->getBody(), Changes, true);
  // Every case starts from what holds before the switch or, where the one
  // above falls through, from what that leaves.
  State Before = Now;
  std::vector<State> Ends;
  std::function<void(const Stmt *)> Visit = [&](const Stmt *S) {
    if (isa_and_nonnull<SwitchCase>(S)) {
      Ends.push_back(Now);
      bool Falls = !Now.Dead && Ends.size() > 1;
      State Above = std::move(Now);
      Now = Before;
      for (const Change &C : Changes)
        if (Falls) {
          Value V = Now.Values.lookup(C.Variable)
                        ->join(*Above.Values.lookup(C.Variable));
          setValue(C.Variable, std::move(V));
        }
      while (const auto *Case = dyn_cast_or_null<SwitchCase>(S))
        S = Case->getSubStmt();
    }
    if (const auto *Block = dyn_cast_or_null<CompoundStmt>(S))
      for (const Stmt *Child : Block->body())
        if (isa<SwitchCase>(Child))
          Visit(Child);
        else
          walk(Child);
    else
      walk(S);
  };
  Visit(Switch->getBody());
  Ends.push_back(std::move(Now));
  Now = Before;
  for (const Change &C : Changes) {
    Value V = *Before.Values.lookup(C.Variable);
    for (const State &End : Ends)
      V = V.join(*End.Values.lookup(C.Variable));
    setValue(C.Variable, std::move(V));
  }
}

void IndexWalker::walkAsm(const GCCAsmStmt *Asm) {
  std::string Text = Asm->getAsmString();
  llvm::StringRef Code = Text;
  bool Atomic = Code.contains("atom.") || Code.contains("red.");
  bool Copies = Code.contains("cp.async") || Code.contains("cp.reduce");
  bool Loads = Atomic || Copies || Code.contains("ld.");
  bool Stores = Atomic || Code.contains("st.");
  // The widest access that the instruction's suffix speaks of.
  uint64_t Widest = 4;
  if (Code.contains(".v4") || Copies)
    Widest = 16;
  else if (Code.contains(".v2") || Code.contains("64"))
    Widest = 8;
  if (Code.contains(".v4") && Code.contains("64"))
    Widest = 32;
  for (unsigned I = 0; I < Asm->getNumInputs(); ++I) {
    Value V = eval(Asm->getInputExpr(I));
    if (V.IsPointer && (Loads || Stores))
      touch(V, Interval::exact(Polynomial(int64_t(Widest))), Loads, Stores,
            Asm);
    else if (V.IsPointer)
      touchUnbounded(V, true, true, Asm);
  }
  for (unsigned I = 0; I < Asm->getNumOutputs(); ++I) {
    Place P = place(Asm->getOutputExpr(I));
    assign(P, Value(), Asm->getOutputExpr(I));
  }
}

void IndexWalker::touch(const Value &Pointer, const Interval &Bytes, bool Read,
                        bool Written, const Stmt *Where) {
  if (Quiet)
    return;
  for (const Pointee &T : Pointer.Targets) {
    if (T.Root < 0)
      continue;
    Access A;
    A.Root = T.Root;
    A.Read = Read;
    A.Written = Written;
    A.Where = Where;
    A.End = (T.Offset + Bytes).High;
    for (const Polynomial &P : A.End)
      for (const auto &[Name, Atom] : P.atoms())
        if (llvm::StringRef(Name).contains("loaded::p"))
          for (const std::string &Symbol : Atom.symbols())
            if (llvm::StringRef Rest = Symbol;
                Rest.consume_front("loaded::p")) {
              int Root = -1;
              if (!Rest.getAsInteger(10, Root))
                Out.IndexRoots.insert(Root);
            }
    Out.Accesses.push_back(std::move(A));
  }
}

void IndexWalker::overwrite(const Value &Pointer, const Interval &Bytes,
                            const Stmt *Where) {
  const size_t Before = Out.Accesses.size();
  touch(Pointer, Bytes, false, true, Where);
  if (Pointer.Targets.size() != 1 || Out.Accesses.size() == Before)
    return;
  const Interval &Offset = Pointer.Targets[0].Offset;
  Out.Accesses.back().Overwrites = Offset.Exact && Offset.High[0].empty();
}

void IndexWalker::touchUnbounded(const Value &Pointer, bool Read, bool Written,
                                 const Stmt *Where) {
  touch(Pointer, Interval::unknown(), Read, Written, Where);
}

} // namespace perfclaim
