//===- SemanticHashText.cpp - Text that macros make of code ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Checks report the condition that failed: `#x` repeats code, and with it the
/// names of locals and the layout, which are no changes. Nor are they in an
/// expression that the compiler rejected, of which only the text is known.
///
//===----------------------------------------------------------------------===//

#include "AnalysisInternal.h"
#include "SemanticHash.h"
#include "clang/AST/Expr.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace perfclaim {

bool SemanticHasher::isStringized(const StringLiteral &Text) const {
  const SourceManager &SM = Context.getSourceManager();
  for (unsigned I = 0; I != Text.getNumConcatenated(); ++I)
    if (!SM.isWrittenInScratchSpace(SM.getSpellingLoc(Text.getStrTokenLoc(I))))
      return false;
  return true;
}

void SemanticHasher::addStringized(llvm::StringRef Text) {
  llvm::StringMap<unsigned> Numbers;
  for (const auto &[D, Number] : Locals)
    if (const auto *Named = dyn_cast<NamedDecl>(D);
        Named && Named->getIdentifier()) {
      unsigned &Last = Numbers[Named->getName()];
      Last = std::max(Last, Number + 1);
    }
  add("text");
  while (!Text.empty()) {
    llvm::StringRef Word =
        Text.take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    if (Word.empty()) {
      if (!llvm::isSpace(Text.front()))
        add(Text.take_front());
      Text = Text.drop_front();
      continue;
    }
    Text = Text.drop_front(Word.size());
    auto Local = Numbers.find(Word);
    add(Local == Numbers.end() ? Word.str()
                               : "local " + std::to_string(Local->second));
  }
}

void SemanticHasher::addRejected(const RecoveryExpr &E) {
  std::string Text = sourceText(Context, E.getSourceRange());
  Lexer Raw(SourceLocation(), Context.getLangOpts(), Text.data(), Text.data(),
            Text.data() + Text.size());
  std::string Code;
  Token T;
  for (bool Last = false; !Last;) {
    Last = Raw.LexFromRawLexer(T);
    size_t At = Raw.getBufferLocation() - Text.data();
    if (T.isNot(tok::eof))
      Code += " " + Text.substr(At - T.getLength(), T.getLength());
  }
  addStringized(Code);
}

} // namespace perfclaim
