//===- PreconditionNames.cpp - What names in checks mean ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreconditionNames.h"
#include "SymbolicExprLocals.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace clang;

namespace perfclaim {

namespace {

/// "ns::tile" and kin, as \p S spells them, with their values: whoever reads
/// the texts knows no names but those of sizes.
void constantsIn(const ParsedUnit &Unit, const Stmt *S,
                 std::map<std::string, int64_t> &Found) {
  if (!S)
    return;
  for (const Stmt *Child : S->children())
    constantsIn(Unit, Child, Found);
  const auto *Reference = dyn_cast<DeclRefExpr>(S);
  const auto *Variable =
      Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  if (!Variable || isa<ParmVarDecl>(Variable) ||
      !Variable->getType().isConstQualified() ||
      !Variable->getType()->isIntegerType())
    return;
  const SourceManager &SM = Unit.Context.getSourceManager();
  // Below a macro the argument is spelled where it is written.
  const auto Range = CharSourceRange::getTokenRange(
      SM.getSpellingLoc(Reference->getBeginLoc()),
      SM.getSpellingLoc(Reference->getEndLoc()));
  const llvm::StringRef Name =
      Lexer::getSourceText(Range, SM, Unit.Context.getLangOpts());
  if (auto Value = constantValue(Unit.Context, Reference);
      Value && !Name.empty())
    Found.emplace(Name.str(), *Value);
}

/// A local and the text that it is initialised with.
using Local = std::pair<std::string, std::string>;

void countNames(const Stmt *S, std::map<llvm::StringRef, unsigned> &Counts) {
  if (!S)
    return;
  if (const auto *Declares = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Declares->decls())
      if (const auto *Variable = dyn_cast<VarDecl>(D);
          Variable && Variable->getIdentifier())
        ++Counts[Variable->getName()];
  for (const Stmt *Child : S->children())
    countNames(Child, Counts);
}

/// "x.sizes()"
bool isSizesOfTensor(llvm::StringRef Text) {
  return Text.consume_back(".sizes()") && llvm::all_of(Text, [](char C) {
           return llvm::isAlnum(C) || C == '_';
         });
}

/// Integers of the body's outermost block that keep their first value, and the
/// sizes of tensors (`auto sizes = x.sizes()`), in the order of the text.
std::vector<Local> localsOf(const ParsedUnit &Unit, const FunctionDecl *F,
                            const CompoundStmt *Body) {
  const FunctionFacts Facts(F);
  std::map<llvm::StringRef, unsigned> Counts;
  countNames(Body, Counts);
  std::vector<Local> Result;
  for (const Stmt *S : Body->body()) {
    const auto *Declares = dyn_cast<DeclStmt>(S);
    if (!Declares || Declares->getBeginLoc().isMacroID())
      continue;
    for (const Decl *D : Declares->decls()) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      if (!Variable || !Variable->hasInit() || !Variable->getIdentifier() ||
          Counts[Variable->getName()] != 1 || Facts.modified(Variable))
        continue;
      std::string Text = sourceText(Unit.Context, Variable->getInit());
      if (Variable->getType()->isIntegerType() ? !Text.empty()
                                               : isSizesOfTensor(Text))
        Result.emplace_back(Variable->getName().str(), std::move(Text));
    }
  }
  return Result;
}

/// A name, a number or a call, which needs no parentheses: "a.size(1)".
bool isOperand(llvm::StringRef Text) {
  return llvm::all_of(Text, [](char C) {
    return llvm::isAlnum(C) || llvm::StringRef("_.:()").contains(C);
  });
}

/// Beyond that nobody reads a text.
constexpr size_t MaxText = 2000;

/// Not in the message of \p Text.
void replaceInCondition(std::string &Text, llvm::StringRef Name,
                        llvm::StringRef By) {
  const size_t End = Text.find('"');
  std::string Condition = Text.substr(0, End);
  if (Condition.size() >= MaxText)
    return;
  replaceName(Condition, Name, By);
  Text = Condition + (End == std::string::npos ? "" : Text.substr(End));
}

} // namespace

void replaceName(std::string &Text, llvm::StringRef Name, llvm::StringRef By) {
  auto InWord = [](char C) {
    return llvm::isAlnum(C) || C == '_' || C == '.' || C == ':';
  };
  for (size_t At = Text.find(Name); At != std::string::npos;
       At = Text.find(Name, At)) {
    const size_t End = At + Name.size();
    const bool Whole = (At == 0 || !InWord(Text[At - 1])) &&
                       (End == Text.size() || !InWord(Text[End]));
    if (Whole)
      Text.replace(At, Name.size(), By);
    At += Whole ? By.size() : Name.size();
  }
}

void writeOut(const ParsedUnit &Unit, const FunctionDecl *F,
              std::vector<std::string> &Texts) {
  const auto *Body = dyn_cast_or_null<CompoundStmt>(F->getBody());
  if (!Body)
    return;
  const std::vector<Local> Locals = localsOf(Unit, F, Body);
  std::map<std::string, int64_t> Constants;
  constantsIn(Unit, Body, Constants);
  for (std::string &Text : Texts) {
    // The last first: it may be made of others.
    for (const Local &L : llvm::reverse(Locals))
      if (!Constants.count(L.first))
        replaceInCondition(Text, L.first,
                           isOperand(L.second) ? L.second
                                               : "(" + L.second + ")");
    for (const auto &[Name, Value] : Constants)
      replaceInCondition(Text, Name, std::to_string(Value));
  }
}

} // namespace perfclaim
