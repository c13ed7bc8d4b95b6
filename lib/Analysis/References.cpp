//===- References.cpp - What a declaration refers to ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GraphBuilder.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/TypeLoc.h"

using namespace clang;

namespace perfclaim {

namespace {

/// The template that a dependent qualifier such as `Traits<T>::` names.
const TemplateDecl *templateOf(NestedNameSpecifier Qualifier) {
  if (Qualifier.getKind() != NestedNameSpecifier::Kind::Type)
    return nullptr;
  const auto *Type = Qualifier.getAsType()->getAs<TemplateSpecializationType>();
  return Type ? Type->getTemplateName().getAsTemplateDecl() : nullptr;
}

class ReferenceVisitor : public DynamicRecursiveASTVisitor {
public:
  ReferenceVisitor(ReferenceCollector &Out, const DeclIndex &Index,
                   bool Resolved)
      : Out(Out), Index(Index), Resolved(Resolved) {
    ShouldVisitImplicitCode = true;
    ShouldVisitTemplateInstantiations = false;
  }

  bool VisitExpr(Expr *E) override {
    if (!E->getType().isNull())
      Out.addType(E->getType());
    return true;
  }
  bool VisitValueDecl(ValueDecl *D) override {
    Out.addType(D->getType());
    if (isa<VarDecl>(D) && !isa<ParmVarDecl>(D))
      Out.addDestructor(D->getType());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) override {
    Out.addDecl(E->getDecl());
    return true;
  }
  bool VisitMemberExpr(MemberExpr *E) override {
    Out.addDecl(E->getMemberDecl());
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *E) override {
    Out.addDecl(E->getConstructor());
    return true;
  }
  bool VisitCXXBindTemporaryExpr(CXXBindTemporaryExpr *E) override {
    Out.addDestructor(E->getType());
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *E) override {
    Out.addType(E->getAllocatedType());
    if (E->getOperatorNew())
      Out.addDecl(E->getOperatorNew());
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) override {
    if (!E->getDestroyedType().isNull())
      Out.addDestructor(E->getDestroyedType());
    return true;
  }
  bool VisitExplicitCastExpr(ExplicitCastExpr *E) override {
    Out.addType(E->getTypeAsWritten());
    return true;
  }
  bool VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *E) override {
    Out.addType(E->getTypeOfArgument());
    return true;
  }
  bool VisitCXXDefaultArgExpr(CXXDefaultArgExpr *E) override {
    if (!E->getParam()->hasUninstantiatedDefaultArg() || E->hasRewrittenInit())
      TraverseStmt(E->getExpr());
    return true;
  }
  bool VisitCallExpr(CallExpr *E) override {
    // Foreign code calls back what it is given: functors, iterators.
    const FunctionDecl *Callee = E->getDirectCallee();
    if (Callee && Index.contains(Callee))
      return true;
    for (const Expr *Argument : E->arguments())
      if (!Argument->getType().isNull() && Argument->getType()->isRecordType())
        Out.addType(Argument->getType(), true);
    return true;
  }
  bool VisitOverloadExpr(OverloadExpr *E) override {
    if (!Resolved)
      for (const NamedDecl *D : E->decls())
        addCandidate(D);
    for (const TemplateArgumentLoc &Argument : E->template_arguments())
      Out.addTemplateArgument(Argument.getArgument(), false);
    return true;
  }
  bool
  VisitCXXDependentScopeMemberExpr(CXXDependentScopeMemberExpr *E) override {
    if (!Resolved)
      addFunctionsNamed(E->getMember(), true);
    return true;
  }
  bool VisitDependentScopeDeclRefExpr(DependentScopeDeclRefExpr *E) override {
    addMembers(templateOf(E->getQualifier()), E->getDeclName(), false);
    return true;
  }
  bool VisitDependentNameTypeLoc(DependentNameTypeLoc L) override {
    addMembers(templateOf(L.getTypePtr()->getQualifier()),
               L.getTypePtr()->getIdentifier(), true);
    return true;
  }
  bool
  VisitTemplateSpecializationTypeLoc(TemplateSpecializationTypeLoc L) override {
    // An alias template's own text decides what it stands for.
    Out.addType(L.getType());
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *E) override {
    for (const ParmVarDecl *Parameter : E->getCallOperator()->parameters())
      Out.addType(Parameter->getType());
    return true;
  }

private:
  void addCandidate(const NamedDecl *D) {
    D = D->getUnderlyingDecl();
    if (const auto *Template = dyn_cast<TemplateDecl>(D))
      Out.addTemplate(Template);
    else
      Out.addDecl(D);
    // Argument-dependent lookup finds more at the point of instantiation.
    if (isa<FunctionDecl, FunctionTemplateDecl>(D))
      addFunctionsNamed(D->getDeclName(), false);
  }
  void addFunctionsNamed(DeclarationName Name, bool Methods) {
    if (!Name.isIdentifier() || Name.isEmpty())
      return;
    for (const FunctionDecl *F :
         Index.functionsNamed(Name.getAsIdentifierInfo()->getName()))
      if (isa<CXXMethodDecl>(F) == Methods)
        Out.addDecl(F);
  }
  /// Members called \p Name of the primary template and its specialisations.
  void addMembers(const TemplateDecl *Template, DeclarationName Name,
                  bool Types) {
    const auto *Class = dyn_cast_or_null<ClassTemplateDecl>(Template);
    if (!Class || !Index.contains(Class) || (Resolved && !Types))
      return;
    addMembersOf(Class->getTemplatedDecl(), Name);
    for (const ClassTemplateSpecializationDecl *Spec : Class->specializations())
      if (Spec->isExplicitSpecialization())
        addMembersOf(Spec, Name);
    llvm::SmallVector<ClassTemplatePartialSpecializationDecl *, 4> Partial;
    const_cast<ClassTemplateDecl *>(Class)->getPartialSpecializations(Partial);
    for (const ClassTemplatePartialSpecializationDecl *Spec : Partial)
      addMembersOf(Spec, Name);
  }
  void addMembersOf(const CXXRecordDecl *R, DeclarationName Name) {
    R = R->getDefinition();
    if (!R)
      return;
    for (const NamedDecl *D : R->lookup(Name))
      if (isa<TypedefNameDecl>(D))
        Out.addDecl(D);
      else
        addCandidate(D);
  }

  ReferenceCollector &Out;
  const DeclIndex &Index;
  bool Resolved;
};

} // namespace

void ReferenceCollector::collect(const Decl *D, bool Resolved) {
  ReferenceVisitor Visitor(*this, Index, Resolved);
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    if (const FunctionTemplateDecl *Template =
            F->getDescribedFunctionTemplate())
      for (NamedDecl *Parameter : *Template->getTemplateParameters())
        Visitor.TraverseDecl(Parameter);
    addType(F->getReturnType());
    for (const ParmVarDecl *Parameter : F->parameters())
      addType(Parameter->getType());
    if (const TemplateArgumentList *Arguments =
            F->getTemplateSpecializationArgs())
      for (const TemplateArgument &Argument : Arguments->asArray())
        addTemplateArgument(Argument, false);
    // Operands of the attributes: __launch_bounds__(BLOCK).
    for (const Attr *A : F->attrs())
      Visitor.TraverseAttr(const_cast<Attr *>(A));
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
      for (CXXCtorInitializer *Init : Constructor->inits())
        Visitor.TraverseConstructorInitializer(Init);
    if (F->doesThisDeclarationHaveABody())
      Visitor.TraverseStmt(F->getBody());
    for (const ParmVarDecl *Parameter : F->parameters())
      if (TypeSourceInfo *Info = Parameter->getTypeSourceInfo())
        Visitor.TraverseTypeLoc(Info->getTypeLoc());
    return;
  }
  if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
    if (const TemplateDecl *Template = R->getDescribedTemplate())
      for (NamedDecl *Parameter : *Template->getTemplateParameters())
        Visitor.TraverseDecl(Parameter);
    if (!R->isCompleteDefinition())
      return;
    for (const Attr *A : R->attrs())
      Visitor.TraverseAttr(const_cast<Attr *>(A));
    for (const CXXBaseSpecifier &Base : R->bases()) {
      addType(Base.getType());
      addDestructor(Base.getType());
    }
    for (FieldDecl *Field : R->fields()) {
      Visitor.TraverseDecl(Field);
      addDestructor(Field->getType());
    }
    return;
  }
  Visitor.TraverseDecl(const_cast<Decl *>(D));
}

void ReferenceCollector::addDecl(const NamedDecl *D) {
  D = D->getUnderlyingDecl();
  if (const auto *Template = dyn_cast<TemplateDecl>(D)) {
    addTemplate(Template);
    return;
  }
  if (const auto *Field = dyn_cast<FieldDecl>(D)) {
    addType(Unit.Context.getCanonicalTagType(Field->getParent()));
    return;
  }
  // Locals belong to the declaration itself.
  if (D->getParentFunctionOrMethod() || D->isTemplateParameter())
    return;
  EdgeKind Kind = EdgeKind::Calls;
  if (isa<VarDecl, EnumConstantDecl>(D))
    Kind = EdgeKind::UsesConstant;
  else if (isa<TagDecl, TypedefNameDecl>(D))
    Kind = EdgeKind::UsesType;
  else if (!isa<FunctionDecl>(D))
    return;
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    if (const TemplateArgumentList *Arguments =
            F->getTemplateSpecializationArgs()) {
      bool Foreign = !Index.contains(F);
      for (const TemplateArgument &Argument : Arguments->asArray())
        addTemplateArgument(Argument, Foreign);
    }
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F))
      addType(Unit.Context.getCanonicalTagType(Method->getParent()));
  }
  const NamedDecl *Representative = representativeOf(D);
  if (D->isImplicit() || !Index.contains(Representative))
    return;
  if (!Targets.insert(Representative))
    return;
  std::string Identity = identityOf(Representative);
  if (!Identity.empty())
    Edges.insert({Kind, Identity});
}

void ReferenceCollector::addTemplate(const TemplateDecl *D) {
  if (!Index.contains(D) || !D->getTemplatedDecl())
    return;
  addDecl(D->getTemplatedDecl());
  if (const auto *Function = dyn_cast<FunctionTemplateDecl>(D)) {
    for (const FunctionDecl *F : Function->specializations())
      if (F->getTemplateSpecializationKind() == TSK_ExplicitSpecialization)
        addDecl(F);
  } else if (const auto *Class = dyn_cast<ClassTemplateDecl>(D)) {
    for (const ClassTemplateSpecializationDecl *R : Class->specializations())
      if (R->isExplicitSpecialization())
        addDecl(R);
    llvm::SmallVector<ClassTemplatePartialSpecializationDecl *, 4> Partial;
    const_cast<ClassTemplateDecl *>(Class)->getPartialSpecializations(Partial);
    for (const ClassTemplatePartialSpecializationDecl *R : Partial)
      addDecl(R);
  }
}

void ReferenceCollector::addTemplateArgument(const TemplateArgument &Argument,
                                             bool WithMethods) {
  switch (Argument.getKind()) {
  case TemplateArgument::Type:
    addType(Argument.getAsType(), WithMethods);
    return;
  case TemplateArgument::Declaration:
    addDecl(Argument.getAsDecl());
    return;
  case TemplateArgument::Template:
    if (const TemplateDecl *D = Argument.getAsTemplate().getAsTemplateDecl())
      addTemplate(D);
    return;
  case TemplateArgument::Pack:
    for (const TemplateArgument &Element : Argument.pack_elements())
      addTemplateArgument(Element, WithMethods);
    return;
  default:
    return;
  }
}

void ReferenceCollector::addMethods(const CXXRecordDecl *R) {
  if (!R->hasDefinition())
    return;
  for (const CXXMethodDecl *Method : R->getDefinition()->methods())
    if (!Method->isImplicit())
      addDecl(Method);
  for (const Decl *D : R->getDefinition()->decls())
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D))
      addTemplate(Template);
}

void ReferenceCollector::addDestructor(QualType Type) {
  if (Type->isDependentType())
    return;
  const CXXRecordDecl *R =
      Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || R->isLambda())
    return;
  const CXXDestructorDecl *Destructor = R->getDestructor();
  if (Destructor && Destructor->isUserProvided())
    addDecl(Destructor);
}

void ReferenceCollector::addType(QualType Type, bool WithMethods) {
  if (Type.isNull())
    return;
  for (;;) {
    Type = Type.getCanonicalType();
    if (const auto *Array = dyn_cast<clang::ArrayType>(Type.getTypePtr()))
      Type = Array->getElementType();
    else if (Type->isPointerType() || Type->isReferenceType())
      Type = Type->getPointeeType();
    else
      break;
  }
  const clang::Type *T = Type.getTypePtr();
  if (isa<BuiltinType>(T) || !SeenTypes.insert({T, WithMethods}).second)
    return;
  if (const auto *Function = dyn_cast<FunctionProtoType>(T)) {
    addType(Function->getReturnType());
    for (QualType Parameter : Function->getParamTypes())
      addType(Parameter);
    return;
  }
  if (const auto *Dependent = dyn_cast<TemplateSpecializationType>(T)) {
    if (const TemplateDecl *D =
            Dependent->getTemplateName().getAsTemplateDecl())
      addTemplate(D);
    for (const TemplateArgument &Argument : Dependent->template_arguments())
      addTemplateArgument(Argument, WithMethods);
    return;
  }
  const auto *Tag = dyn_cast<TagType>(T);
  if (!Tag)
    return;
  const TagDecl *D = Tag->getDecl();
  const auto *Record = dyn_cast<CXXRecordDecl>(D);
  if (Record && Record->isLambda())
    return;
  bool Ours = Index.contains(D);
  if (const auto *Spec =
          dyn_cast_or_null<ClassTemplateSpecializationDecl>(Record))
    for (const TemplateArgument &Argument : Spec->getTemplateArgs().asArray())
      addTemplateArgument(Argument, !Ours);
  if (!Ours)
    return;
  addDecl(D);
  if (Record && WithMethods)
    addMethods(Record);
}

} // namespace perfclaim
