//===- Places.cpp - Where code stands, and how it is written --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalysisInternal.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace perfclaim {

namespace {

/// Tokens of \p Text with one blank where there was space or a comment.
std::string collapsed(llvm::StringRef Text, const LangOptions &Options) {
  std::string Out;
  // The lexer wants a terminated buffer.
  std::string Copy = Text.str();
  Lexer Raw(SourceLocation(), Options, Copy.data(), Copy.data(),
            Copy.data() + Copy.size());
  Token Tok;
  const char *LastEnd = Copy.data();
  // The last token and the end of the text are reported together.
  for (bool AtEnd = false; !AtEnd;) {
    AtEnd = Raw.LexFromRawLexer(Tok);
    if (Tok.is(tok::eof))
      break;
    const char *End = Raw.getBufferLocation();
    const char *Begin = End - Tok.getLength();
    if (!Out.empty() && Begin != LastEnd)
      Out += ' ';
    if (!Tok.needsCleaning()) {
      Out.append(Begin, End);
    } else {
      // Line continuations inside of a token.
      for (const char *C = Begin; C != End; ++C)
        if (*C == '\\' && C + 1 != End && (C[1] == '\n' || C[1] == '\r'))
          ++C;
        else
          Out += *C;
    }
    LastEnd = End;
  }
  return Out;
}

std::string textBetween(const SourceManager &SM, const LangOptions &Options,
                        CharSourceRange Range) {
  bool Invalid = false;
  llvm::StringRef Text = Lexer::getSourceText(Range, SM, Options, &Invalid);
  return Invalid ? "" : collapsed(Text, Options);
}

} // namespace

std::string repositoryFile(const ParsedUnit &Unit, SourceLocation Location) {
  if (Location.isInvalid())
    return "";
  const SourceManager &SM = Unit.Context.getSourceManager();
  FileID File = SM.getFileID(SM.getExpansionLoc(Location));
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  return Entry ? Unit.RepositoryPath(Entry->getName()) : "";
}

bool inRepository(const ParsedUnit &Unit, const Decl *D) {
  return !repositoryFile(Unit, D->getLocation()).empty();
}

SourcePlace placeOf(const ParsedUnit &Unit, SourceLocation Location) {
  SourcePlace Place;
  if (Location.isInvalid())
    return Place;
  // What is written in a macro's argument stands where it is written.
  const SourceManager &SM = Unit.Context.getSourceManager();
  Location = SM.getFileLoc(Location);
  Place.File = repositoryFile(Unit, Location);
  if (!Place.File.empty())
    Place.Line = SM.getExpansionLineNumber(Location);
  return Place;
}

perfclaim::SourceRange rangeOf(const ParsedUnit &Unit,
                               clang::SourceRange Tokens) {
  perfclaim::SourceRange Range;
  if (Tokens.isInvalid())
    return Range;
  const SourceManager &SM = Unit.Context.getSourceManager();
  SourceLocation Begin = SM.getExpansionLoc(Tokens.getBegin());
  CharSourceRange Last = SM.getExpansionRange(Tokens.getEnd());
  SourceLocation End = Last.getEnd();
  if (Last.isTokenRange())
    End = Lexer::getLocForEndOfToken(End, 0, SM, Unit.Context.getLangOpts());
  if (End.isInvalid() || SM.getFileID(Begin) != SM.getFileID(End))
    return Range;
  Range.File = repositoryFile(Unit, Begin);
  Range.BeginLine = SM.getSpellingLineNumber(Begin);
  Range.EndLine = SM.getSpellingLineNumber(End);
  Range.BeginOffset = SM.getFileOffset(Begin);
  Range.EndOffset = SM.getFileOffset(End);
  return Range;
}

perfclaim::SourceRange rangeOf(const ParsedUnit &Unit, const Decl *D) {
  if (const TemplateDecl *Template = D->getDescribedTemplate())
    return rangeOf(Unit, Template->getSourceRange());
  clang::SourceRange Tokens = D->getSourceRange();
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    for (unsigned I = 0; I < F->getNumTemplateParameterLists(); ++I)
      if (SourceLocation Begin =
              F->getTemplateParameterList(I)->getTemplateLoc();
          Begin.isValid() && I == 0)
        Tokens.setBegin(Begin);
  return rangeOf(Unit, Tokens);
}

std::string sourceText(const ASTContext &Context, clang::SourceRange Tokens) {
  if (Tokens.isInvalid())
    return "";
  const SourceManager &SM = Context.getSourceManager();
  const LangOptions &Options = Context.getLangOpts();
  CharSourceRange Range = Lexer::makeFileCharRange(
      CharSourceRange::getTokenRange(Tokens), SM, Options);
  if (Range.isValid())
    return textBetween(SM, Options, Range);
  SourceLocation Begin = SM.getSpellingLoc(Tokens.getBegin());
  SourceLocation End = SM.getSpellingLoc(Tokens.getEnd());
  if (SM.getFileID(Begin) != SM.getFileID(End) ||
      SM.getFileOffset(Begin) > SM.getFileOffset(End))
    return "";
  return textBetween(SM, Options, CharSourceRange::getTokenRange(Begin, End));
}

std::string sourceText(const ASTContext &Context, const Stmt *S) {
  if (!S)
    return "";
  const SourceManager &SM = Context.getSourceManager();
  const LangOptions &Options = Context.getLangOpts();
  clang::SourceRange Tokens = S->getSourceRange();
  if (Tokens.isValid()) {
    CharSourceRange Range = Lexer::makeFileCharRange(
        CharSourceRange::getTokenRange(Tokens), SM, Options);
    if (Range.isValid())
      return textBetween(SM, Options, Range);
  }
  // Pieces of a macro's body: what the arguments make of it.
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  PrintingPolicy Policy(Options);
  Policy.SuppressUnwrittenScope = true;
  S->printPretty(OS, nullptr, Policy);
  return collapsed(Text, Options);
}

} // namespace perfclaim
