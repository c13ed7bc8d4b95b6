//===- FrameworkNames.cpp - What a unit uses of a framework ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Collectors.h"
#include "RepositoryVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace clang;

namespace perfclaim {

namespace {

/// Names of torch, ATen and c10 by where they are declared.
class NameCollector : public RepositoryVisitor {
public:
  explicit NameCollector(const ParsedUnit &Unit) : RepositoryVisitor(Unit) {}
  std::set<std::string> Real, StandIns, Missing;

  bool VisitDeclRefExpr(const DeclRefExpr *E) override {
    note(E->getDecl());
    return true;
  }
  bool VisitMemberExpr(const MemberExpr *E) override {
    note(E->getMemberDecl());
    return true;
  }
  bool VisitCXXConstructExpr(const CXXConstructExpr *E) override {
    note(E->getConstructor()->getParent());
    return true;
  }

private:
  void note(const NamedDecl *D) {
    const SourceManager &SM = Unit.Context.getSourceManager();
    const StringRef File = SM.getFilename(SM.getExpansionLoc(D->getLocation()));
    const bool Ours = File.contains("/perfclaim_torch/") ||
                      File.ends_with("/stand-ins/torch/extension.h");
    const bool Theirs = File.contains("/include/torch/") ||
                        File.contains("/include/ATen/") ||
                        File.contains("/include/c10/");
    if (!Ours && !Theirs)
      return;
    std::string Name = qualifiedNameOf(D);
    // What macros expand to has names of its own.
    if (Name.empty() || StringRef(Name).contains("perfclaim"))
      return;
    (Theirs ? Real : isMissing(D) ? Missing : StandIns).insert(std::move(Name));
  }
  static bool isMissing(const NamedDecl *D) {
    const auto *F = dyn_cast<FunctionDecl>(D);
    if (!F)
      return false;
    const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
    return !(Pattern ? Pattern : F)->isDefined() && !F->isDefaulted();
  }
};

} // namespace

void noteFrameworkNames(const ParsedUnit &Unit, Inventory &Out) {
  NameCollector Names(Unit);
  Names.TraverseDecl(Unit.Context.getTranslationUnitDecl());
  auto Say = [&](const std::set<std::string> &Found, Severity Level,
                 StringRef What) {
    if (!Found.empty())
      Out.Notes.push_back(
          {Level, Unit.Request.Path, 0,
           ("torch, " + What + ": " + llvm::join(Found, ", ")).str()});
  };
  Say(Names.Real, Severity::Note, "installed");
  Say(Names.StandIns, Severity::Note, "not installed, standing in");
  Say(Names.Missing, Severity::Warning, "not installed, and missing");
}

} // namespace perfclaim
