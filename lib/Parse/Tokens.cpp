//===- Tokens.cpp - Texts that a compiler reads alike -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Parse/Tokens.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceLocation.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace perfclaim {

namespace {

class TokenReader {
public:
  /// \p Text ends with a null character, as a lexer asks for.
  explicit TokenReader(const std::string &Text)
      : Raw(SourceLocation::getFromRawEncoding(1), options(), Text.c_str(),
            Text.c_str(), Text.c_str() + Text.size()) {}

  void read() {
    Raw.LexFromRawLexer(Current);
    const bool Starts = Current.isAtStartOfLine();
    InDirective = Starts ? Current.is(tok::hash) : InDirective;
  }

  /// As it is spelled; a line that is broken in a token is no other token.
  llvm::StringRef spelling(std::string &Cleaned) const {
    const char *Begin = Raw.getBufferLocation() - Current.getLength();
    if (!Current.needsCleaning())
      return {Begin, Current.getLength()};
    Cleaned.clear();
    for (const char *At = Begin; At != Raw.getBufferLocation();) {
      const auto [Char, Size] = Lexer::getCharAndSizeNoWarn(At, options());
      Cleaned += Char;
      At += Size;
    }
    return Cleaned;
  }

  Token Current;
  bool InDirective = false;

private:
  static const LangOptions &options() {
    static const LangOptions Options = [] {
      LangOptions L;
      L.CPlusPlus = L.CPlusPlus11 = L.CPlusPlus14 = L.CPlusPlus17 =
          L.CPlusPlus20 = L.LineComment = L.CUDA = true;
      return L;
    }();
    return Options;
  }

  Lexer Raw;
};

} // namespace

bool sameTokens(llvm::StringRef One, llvm::StringRef Other) {
  const std::string Texts[] = {One.str(), Other.str()};
  TokenReader A(Texts[0]), B(Texts[1]);
  std::string OfA, OfB;
  for (;;) {
    A.read();
    B.read();
    if (A.Current.getKind() != B.Current.getKind() ||
        A.InDirective != B.InDirective)
      return false;
    // Where a directive ends decides what it says, and so do blanks in one
    // that begins a macro's parameters.
    if (A.InDirective &&
        (A.Current.isAtStartOfLine() != B.Current.isAtStartOfLine() ||
         A.Current.hasLeadingSpace() != B.Current.hasLeadingSpace()))
      return false;
    if (A.Current.is(tok::eof))
      return true;
    if (A.spelling(OfA) != B.spelling(OfB))
      return false;
  }
}

} // namespace perfclaim
