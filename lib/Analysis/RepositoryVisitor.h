//===- RepositoryVisitor.h - Walks what the repository declares -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_REPOSITORYVISITOR_H
#define PERFCLAIM_LIB_ANALYSIS_REPOSITORYVISITOR_H

#include "AnalysisInternal.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

namespace perfclaim {

/// Leaves out the declarations of the toolkit and the system, which make up
/// nearly all of a unit, and implicit code.
class RepositoryVisitor : public clang::ConstDynamicRecursiveASTVisitor {
public:
  explicit RepositoryVisitor(const ParsedUnit &Unit) : Unit(Unit) {
    ShouldVisitImplicitCode = false;
  }

  bool TraverseDecl(const clang::Decl *D) override {
    if (!D || isForeign(D))
      return true;
    return clang::ConstDynamicRecursiveASTVisitor::TraverseDecl(D);
  }

protected:
  const ParsedUnit &Unit;

  bool isForeign(const clang::Decl *D) const {
    const clang::DeclContext *Context = D->getLexicalDeclContext();
    return Context && Context->getRedeclContext()->isFileContext() &&
           !llvm::isa<clang::TranslationUnitDecl, clang::NamespaceDecl,
                      clang::LinkageSpecDecl>(D) &&
           (Unit.Context.getSourceManager().isInSystemHeader(
                D->getLocation()) ||
            !inRepository(Unit, D));
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_REPOSITORYVISITOR_H
