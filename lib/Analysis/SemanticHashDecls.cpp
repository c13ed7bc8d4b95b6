//===- SemanticHashDecls.cpp - Declarations in bodies, and references -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemanticHash.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"

using namespace clang;

namespace perfclaim {

void SemanticHasher::addDeclaration(const Decl *D) {
  if (const auto *V = dyn_cast<VarDecl>(D)) {
    addVariable(V);
    if (const auto *Decomposition = dyn_cast<DecompositionDecl>(D))
      for (const BindingDecl *Binding : Decomposition->bindings())
        declareLocal(Binding);
  } else if (const auto *Record = dyn_cast<CXXRecordDecl>(D)) {
    declareLocal(Record);
    add("local record");
    if (Record->isCompleteDefinition()) {
      addRecord(Record);
      for (const CXXMethodDecl *Method : Record->methods()) {
        if (Method->isImplicit())
          continue;
        addDeclarationName(Method->getDeclName());
        for (const ParmVarDecl *Parameter : Method->parameters()) {
          declareLocal(Parameter);
          addParameterType(Parameter->getType());
        }
        if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Method))
          addConstructorInitializers(Constructor);
        if (Method->doesThisDeclarationHaveABody())
          addStatement(Method->getBody());
      }
    }
  }
}

void SemanticHasher::addVariable(const VarDecl *D) {
  declareLocal(D);
  add("variable");
  // `const` on a local never decides code; what it points to may.
  addParameterType(D->getType());
  add(unsigned(D->isStaticLocal()) | unsigned(D->hasExternalStorage()) << 1);
  addAttributes(D);
  add(D->getInit() ? 1 : 0);
  if (D->getInit())
    addStatement(D->getInit());
}

void SemanticHasher::addReference(const ValueDecl *D) {
  if (const auto *Parameter = dyn_cast<NonTypeTemplateParmDecl>(D)) {
    add("template parameter");
    add(Parameter->getDepth());
    add(Parameter->getIndex());
    return;
  }
  auto Local = Locals.find(D->getCanonicalDecl());
  if (Local != Locals.end()) {
    add("local");
    add(Local->second);
    return;
  }
  if (const auto *Field = dyn_cast<FieldDecl>(D)) {
    add("field");
    addEntity(Field->getParent());
    add(Field->getFieldIndex());
    return;
  }
  if (D->getParentFunctionOrMethod() && !isa<FunctionDecl>(D)) {
    // A local of something around: a capture, or an implicit variable.
    declareLocal(D);
    add("local");
    add(Locals.lookup(D->getCanonicalDecl()));
    return;
  }
  add(D->getDeclKindName());
  addEntity(D);
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    if (const TemplateArgumentList *Arguments =
            F->getTemplateSpecializationArgs())
      addTemplateArguments(Arguments->asArray());
    // Which overload it is shows in the parameters' types.
    for (const ParmVarDecl *Parameter : F->parameters())
      addType(Parameter->getType().getUnqualifiedType());
  } else if (const auto *V = dyn_cast<VarTemplateSpecializationDecl>(D)) {
    addTemplateArguments(V->getTemplateArgs().asArray());
  }
}

void SemanticHasher::addEntity(const NamedDecl *D) {
  auto Local = Locals.find(D->getCanonicalDecl());
  if (Local != Locals.end()) {
    add("local");
    add(Local->second);
    return;
  }
  if (const auto *Record = dyn_cast<CXXRecordDecl>(D);
      Record && Record->isLambda()) {
    add("lambda");
    return;
  }
  add(qualifiedNameOf(D));
  for (const DeclContext *Parent = isa<CXXRecordDecl>(D) ? cast<DeclContext>(D)
                                                         : D->getDeclContext();
       Parent; Parent = Parent->getParent())
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Parent);
        Spec && !isa<ClassTemplatePartialSpecializationDecl>(Spec))
      addTemplateArguments(Spec->getTemplateArgs().asArray());
}

void SemanticHasher::addDeclarationName(DeclarationName Name) {
  // Constructor and conversion names would print types with their names.
  add(unsigned(Name.getNameKind()));
  switch (Name.getNameKind()) {
  case DeclarationName::CXXConstructorName:
  case DeclarationName::CXXDestructorName:
    break;
  case DeclarationName::CXXConversionFunctionName:
    addType(Name.getCXXNameType());
    break;
  default:
    add(Name.getAsString());
  }
}

void SemanticHasher::addExplicitArguments(
    llvm::ArrayRef<TemplateArgumentLoc> Arguments) {
  add(Arguments.size());
  for (const TemplateArgumentLoc &Argument : Arguments)
    addTemplateArgument(Argument.getArgument());
}

} // namespace perfclaim
