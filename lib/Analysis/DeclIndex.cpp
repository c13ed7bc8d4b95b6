//===- DeclIndex.cpp - The repository's declarations in a unit ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeclIndex.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace perfclaim {

DeclIndex::DeclIndex(const ParsedUnit &Unit) : Unit(Unit) {
  // Which may leave out what cannot be the repository's.
  for (const Decl *D : Unit.Context.getTraversalScope())
    if (const auto *Whole = dyn_cast<TranslationUnitDecl>(D))
      walk(Whole);
    else
      visit(D);
  for (const auto &[F, Instances] : Functions)
    ByName[nameOf(F)].push_back(F);
}

bool DeclIndex::contains(const Decl *D) const {
  SourceLocation Location = D->getLocation();
  if (Location.isInvalid())
    return false;
  const SourceManager &SM = Unit.Context.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(Location));
  auto [Entry, New] = FileInRepository.try_emplace(File, false);
  if (New)
    Entry->second = inRepository(Unit, D);
  return Entry->second;
}

llvm::ArrayRef<const FunctionDecl *>
DeclIndex::functionsNamed(llvm::StringRef Name) const {
  auto Found = ByName.find(Name);
  if (Found == ByName.end())
    return {};
  return Found->second;
}

void DeclIndex::walk(const DeclContext *Context) {
  for (const Decl *D : Context->decls())
    visit(D);
}

void DeclIndex::visit(const Decl *D) {
  if (D->isImplicit() || !contains(D) || !Seen.insert(D).second)
    return;
  if (const auto *Template = dyn_cast<FunctionTemplateDecl>(D)) {
    visitFunction(Template->getTemplatedDecl());
    for (const FunctionDecl *F : Template->specializations())
      visitFunction(F);
  } else if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
    visitRecord(Template->getTemplatedDecl());
    for (const ClassTemplateSpecializationDecl *R : Template->specializations())
      visitRecord(R);
  } else if (const auto *Template = dyn_cast<VarTemplateDecl>(D)) {
    visitVariable(Template->getTemplatedDecl());
    for (const VarTemplateSpecializationDecl *V : Template->specializations())
      visitVariable(V);
  } else if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    visitFunction(F);
  } else if (const auto *R = dyn_cast<CXXRecordDecl>(D)) {
    visitRecord(R);
  } else if (const auto *V = dyn_cast<VarDecl>(D)) {
    visitVariable(V);
  } else if (const auto *E = dyn_cast<EnumDecl>(D)) {
    Enums.push_back(E);
  } else if (const auto *Friend = dyn_cast<FriendDecl>(D)) {
    if (const NamedDecl *Befriended = Friend->getFriendDecl())
      visit(Befriended);
  } else if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D)) {
    walk(cast<DeclContext>(D));
  }
}

void DeclIndex::visitFunction(const FunctionDecl *F) {
  // Nothing in the repository spells an implicit member.
  if (F->isImplicit() || !contains(F))
    return;
  Seen.insert(F);
  const FunctionDecl *Representative = representativeOf(F);
  if (!contains(Representative))
    return;
  auto &Instances = Functions[Representative];
  const FunctionDecl *Definition = nullptr;
  if (F->hasBody(Definition) && !llvm::is_contained(Instances, Definition))
    Instances.push_back(Definition);
}

void DeclIndex::visitRecord(const CXXRecordDecl *R) {
  if (R->isLambda() || !contains(R))
    return;
  Seen.insert(R);
  const auto *Representative =
      cast<CXXRecordDecl>(representativeOf(static_cast<const NamedDecl *>(R)));
  auto &Instances = Records[Representative];
  if (!R->isThisDeclarationADefinition())
    return;
  if (!llvm::is_contained(Instances, R))
    Instances.push_back(R);
  walk(R);
}

void DeclIndex::visitVariable(const VarDecl *V) {
  if (!contains(V))
    return;
  Seen.insert(V);
  auto &Instances = Variables[cast<VarDecl>(
      representativeOf(static_cast<const NamedDecl *>(V)))];
  if (!llvm::is_contained(Instances, V))
    Instances.push_back(V);
}

} // namespace perfclaim
