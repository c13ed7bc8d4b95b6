//===- SemanticHash.cpp - What the compiler sees of statements ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemanticHash.h"
#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

namespace {

/// Expressions that only the compiler wrote, parentheses, and wrappers.
const Expr *withoutWrappers(const Expr *E) {
  for (;;) {
    const Expr *Inner = E;
    if (const auto *Paren = dyn_cast<ParenExpr>(E))
      Inner = Paren->getSubExpr();
    else if (const auto *List = dyn_cast<ParenListExpr>(E);
             List && List->getNumExprs() == 1)
      Inner = List->getExpr(0);
    else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
      Inner = Cast->getSubExpr();
    else if (const auto *Full = dyn_cast<FullExpr>(E))
      Inner = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      Inner = Temporary->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
      Inner = Bound->getSubExpr();
    else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
      Inner = Subst->getReplacement();
    else if (const auto *Pseudo = dyn_cast<PseudoObjectExpr>(E))
      Inner = Pseudo->getSyntacticForm();
    else if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E);
             Opaque && Opaque->getSourceExpr())
      Inner = Opaque->getSourceExpr();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
             Construct && !isa<CXXTemporaryObjectExpr>(E) &&
             Construct->getNumArgs() == 1 &&
             Construct->getConstructor()->isCopyOrMoveConstructor() &&
             !Construct->getConstructor()->isUserProvided())
      Inner = Construct->getArg(0);
    if (Inner == E)
      return E;
    E = Inner;
  }
}

/// Declarations in a body that make no code by themselves.
bool makesNoCode(const Decl *D) {
  return isa<TypedefNameDecl, StaticAssertDecl, UsingDecl, UsingDirectiveDecl,
             NamespaceAliasDecl, FunctionDecl, EnumDecl, EmptyDecl,
             UsingShadowDecl, TemplateDecl>(D);
}

bool makesNoCode(const Stmt *S) {
  if (isa<NullStmt>(S))
    return true;
  const auto *Declarations = dyn_cast<DeclStmt>(S);
  return Declarations && llvm::all_of(Declarations->decls(), [](const Decl *D) {
           return makesNoCode(D);
         });
}

bool isAssertFailure(const Stmt *S) {
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier())
    return false;
  llvm::StringRef Name = Callee->getName();
  return Name == "__assert_fail" || Name == "__assertfail" ||
         Name == "__assert_rtn" || Name == "__assert";
}

/// Deep enough for any real code, and it keeps the stack in bounds.
constexpr unsigned MaxDepth = 2000;

} // namespace

bool SemanticHasher::isFromMacro(SourceLocation Location,
                                 llvm::StringRef Name) const {
  return Location.isMacroID() &&
         Lexer::getImmediateMacroName(Location, Context.getSourceManager(),
                                      Context.getLangOpts()) == Name;
}

bool SemanticHasher::addConstant(const Expr *E) {
  // A list of initialisers in parentheses has no type.
  if (E->getType().isNull() || E->isValueDependent() || E->isTypeDependent() ||
      E->isInstantiationDependent() || E->containsErrors())
    return false;
  QualType Type = E->getType();
  bool Integral = Type->isIntegralOrEnumerationType();
  if (!Integral && !Type->isRealFloatingType())
    return false;
  if (isFromMacro(E->getBeginLoc(), "__LINE__")) {
    add("line");
    return true;
  }
  Expr::EvalResult Result;
  if (!E->EvaluateAsRValue(Result, Context) || Result.HasSideEffects)
    return false;
  llvm::SmallString<40> Digits;
  if (Result.Val.isInt())
    Result.Val.getInt().toString(Digits, 10);
  else if (Result.Val.isFloat())
    Result.Val.getFloat().bitcastToAPInt().toString(Digits, 16, false);
  else
    return false;
  add("constant");
  addType(Type.getUnqualifiedType());
  add(Digits);
  return true;
}

void SemanticHasher::declareLocal(const Decl *D) {
  Locals.try_emplace(D->getCanonicalDecl(), Locals.size());
}

void SemanticHasher::addChildren(const Stmt *S) {
  add("(");
  for (const Stmt *Child : S->children())
    addStatement(Child);
  add(")");
}

void SemanticHasher::addStatement(const Stmt *S) {
  if (!S) {
    add("null");
    return;
  }
  if (const auto *Compound = dyn_cast<CompoundStmt>(S)) {
    llvm::SmallVector<const Stmt *, 16> Body;
    for (const Stmt *Child : Compound->body())
      if (!makesNoCode(Child))
        Body.push_back(Child);
    // Braces around one statement are layout.
    if (Body.size() == 1 && !isa<DeclStmt>(Body.front())) {
      addStatement(Body.front());
      return;
    }
    add("{");
    for (const Stmt *Child : Body)
      addStatement(Child);
    add("}");
    return;
  }
  if (const auto *Declarations = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declarations->decls())
      addDeclaration(D);
    return;
  }
  if (Depth > MaxDepth) {
    add("deep");
    return;
  }
  ++Depth;
  if (const auto *E = dyn_cast<Expr>(S)) {
    E = withoutWrappers(E);
    if (!addConstant(E)) {
      if (isAssertFailure(E)) {
        add("assertion");
      } else {
        add(E->getStmtClassName());
        addExpressionDetails(E);
      }
    }
  } else {
    add(S->getStmtClassName());
    addStatementDetails(S);
  }
  --Depth;
}

void SemanticHasher::addStatementDetails(const Stmt *S) {
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    add(unsigned(If->isConstexpr()) | unsigned(If->hasElseStorage()) << 1 |
        unsigned(If->hasInitStorage()) << 2 |
        unsigned(If->hasVarStorage()) << 3);
  } else if (const auto *Switch = dyn_cast<SwitchStmt>(S)) {
    add(unsigned(Switch->hasInitStorage()) | unsigned(Switch->hasVarStorage())
                                                 << 1);
  } else if (const auto *Attributed = dyn_cast<AttributedStmt>(S)) {
    for (const Attr *A : Attributed->getAttrs())
      addAttribute(A);
  } else if (const auto *Asm = dyn_cast<GCCAsmStmt>(S)) {
    add(Asm->getAsmString());
    add(unsigned(Asm->isVolatile()));
    add(Asm->getNumOutputs());
    for (unsigned I = 0; I < Asm->getNumOutputs(); ++I)
      add(Asm->getOutputConstraint(I));
    add(Asm->getNumInputs());
    for (unsigned I = 0; I < Asm->getNumInputs(); ++I)
      add(Asm->getInputConstraint(I));
    for (unsigned I = 0; I < Asm->getNumClobbers(); ++I)
      add(Asm->getClobber(I));
  } else if (const auto *Label = dyn_cast<LabelStmt>(S)) {
    declareLocal(Label->getDecl());
    add(Locals.lookup(Label->getDecl()->getCanonicalDecl()));
  } else if (const auto *Goto = dyn_cast<GotoStmt>(S)) {
    declareLocal(Goto->getLabel());
    add(Locals.lookup(Goto->getLabel()->getCanonicalDecl()));
  } else if (const auto *Loop = dyn_cast<CXXForRangeStmt>(S)) {
    // The rest of its children is what the compiler makes of these.
    addStatement(Loop->getInit());
    addStatement(Loop->getRangeInit());
    addDeclaration(Loop->getLoopVariable());
    addStatement(Loop->getBody());
    return;
  } else if (const auto *Catch = dyn_cast<CXXCatchStmt>(S)) {
    if (Catch->getExceptionDecl())
      addDeclaration(Catch->getExceptionDecl());
  }
  addChildren(S);
}

void SemanticHasher::addLambda(const LambdaExpr *E) {
  add(E->getCaptureDefault());
  for (const LambdaCapture &Capture : E->captures()) {
    add(unsigned(Capture.getCaptureKind()));
    if (Capture.capturesVariable()) {
      const ValueDecl *Captured = Capture.getCapturedVar();
      if (E->isInitCapture(&Capture)) {
        if (const auto *V = dyn_cast<VarDecl>(Captured))
          addVariable(V);
      } else if (Capture.isExplicit()) {
        addReference(Captured);
      }
    }
  }
  const CXXMethodDecl *Operator = E->getCallOperator();
  addAttributes(Operator);
  if (const TemplateParameterList *List = E->getTemplateParameterList())
    addTemplateParameters(List);
  for (const ParmVarDecl *Parameter : Operator->parameters()) {
    declareLocal(Parameter);
    addParameterType(Parameter->getType());
  }
  addStatement(E->getBody());
}

void SemanticHasher::addExpressionDetails(const Expr *E) {
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    addReference(Reference->getDecl());
    return;
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(E)) {
    addLambda(Lambda);
    return;
  }
  if (const auto *String = dyn_cast<StringLiteral>(E)) {
    if (isFromMacro(String->getBeginLoc(), "__FILE__"))
      add("");
    else if (isStringized(*String))
      addStringized(String->getBytes());
    else
      add(String->getBytes());
    return;
  }
  if (isa<PredefinedExpr, SourceLocExpr>(E))
    return;
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E)) {
    if (!Default->getParam()->hasUninstantiatedDefaultArg() ||
        Default->hasRewrittenInit())
      addStatement(Default->getExpr());
    return;
  }
  // What it stands for belongs to the record's hash.
  if (isa<CXXDefaultInitExpr>(E))
    return;
  if (const auto *Launch = dyn_cast<CUDAKernelCallExpr>(E))
    addStatement(Launch->getConfig());

  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    add(Binary->getOpcodeStr());
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    add(unsigned(Unary->getOpcode()));
  } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    addReference(Member->getMemberDecl());
  } else if (const auto *Property = dyn_cast<MSPropertyRefExpr>(E)) {
    addDeclarationName(Property->getPropertyDecl()->getDeclName());
  } else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E)) {
    addType(Cast->getTypeAsWritten());
  } else if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(E)) {
    add(unsigned(Trait->getKind()));
    if (Trait->isArgumentType())
      addType(Trait->getArgumentType());
  } else if (const auto *Types = dyn_cast<TypeTraitExpr>(E)) {
    add(unsigned(Types->getTrait()));
    for (const TypeSourceInfo *Info : Types->getArgs())
      addType(Info->getType());
  } else if (const auto *New = dyn_cast<CXXNewExpr>(E)) {
    addType(New->getAllocatedType());
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    addType(Construct->getType().getUnqualifiedType());
    addReference(Construct->getConstructor());
  } else if (const auto *Unresolved = dyn_cast<CXXUnresolvedConstructExpr>(E)) {
    addType(Unresolved->getTypeAsWritten());
  } else if (isa<CXXScalarValueInitExpr, ImplicitValueInitExpr,
                 CompoundLiteralExpr, VAArgExpr>(E)) {
    addType(E->getType());
  } else if (const auto *Overload = dyn_cast<OverloadExpr>(E)) {
    addQualifier(Overload->getQualifier());
    addDeclarationName(Overload->getName());
    addExplicitArguments(Overload->template_arguments());
    if (const auto *Member2 = dyn_cast<UnresolvedMemberExpr>(E);
        Member2 && !Member2->isImplicitAccess())
      addStatement(Member2->getBase());
    return;
  } else if (const auto *Dependent = dyn_cast<DependentScopeDeclRefExpr>(E)) {
    addQualifier(Dependent->getQualifier());
    addDeclarationName(Dependent->getDeclName());
    addExplicitArguments(Dependent->template_arguments());
  } else if (const auto *Access = dyn_cast<CXXDependentScopeMemberExpr>(E)) {
    addQualifier(Access->getQualifier());
    addDeclarationName(Access->getMember());
    addExplicitArguments(Access->template_arguments());
    if (!Access->isImplicitAccess())
      addStatement(Access->getBase());
    return;
  } else if (const auto *Fold = dyn_cast<CXXFoldExpr>(E)) {
    add(unsigned(Fold->getOperator()) << 1 | unsigned(Fold->isLeftFold()));
  } else if (const auto *Size = dyn_cast<SizeOfPackExpr>(E)) {
    if (const auto *Pack = dyn_cast<ValueDecl>(Size->getPack()))
      addReference(Pack);
    else if (const auto *Type = dyn_cast<TemplateTypeParmDecl>(Size->getPack()))
      add(Type->getDepth() << 16 | Type->getIndex());
  } else if (const auto *OffsetOf = dyn_cast<OffsetOfExpr>(E)) {
    addType(OffsetOf->getTypeSourceInfo()->getType());
    for (unsigned I = 0; I < OffsetOf->getNumComponents(); ++I)
      if (OffsetOf->getComponent(I).getKind() == OffsetOfNode::Field)
        add(OffsetOf->getComponent(I).getField()->getFieldIndex());
  } else if (const auto *Vector = dyn_cast<ExtVectorElementExpr>(E)) {
    add(Vector->getAccessor().getName());
  } else if (const auto *Atomic = dyn_cast<AtomicExpr>(E)) {
    add(unsigned(Atomic->getOp()));
  } else if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (List->hasArrayFiller())
      add("filled");
  } else if (const auto *Designated = dyn_cast<DesignatedInitExpr>(E)) {
    for (const DesignatedInitExpr::Designator &D : Designated->designators())
      if (D.isFieldDesignator() && D.getFieldName())
        add(D.getFieldName()->getName());
  } else if (const auto *Rejected = dyn_cast<RecoveryExpr>(E)) {
    addRejected(*Rejected);
  } else if (const auto *Statement = dyn_cast<StmtExpr>(E)) {
    addStatement(Statement->getSubStmt());
    return;
  }
  addChildren(E);
}

} // namespace perfclaim
