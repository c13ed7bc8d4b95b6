//===- BesideNumbers.cpp - What kind of number one is -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantities.h"
#include "Words.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

static bool isWordOf(const Token &T, std::initializer_list<StringRef> Words) {
  return llvm::any_of(Words, [&](StringRef W) { return T.isWord(W); });
}

bool isArgument(ArrayRef<Token> Tokens, size_t I) {
  auto Glued = [&](size_t J) {
    return !Tokens[J].Space && Tokens[J - 1].end() == Tokens[J].Offset;
  };
  if (I < 2)
    return false;
  const Token &Name = Tokens[I - 2], &Link = Tokens[I - 1];
  if (Link.isSign('='))
    return Glued(I) && Glued(I - 1) && Name.Text.contains('_');
  return Link.Kind == TokenKind::Word && Tokens[I].Space && Glued(I - 1) &&
         Name.isSign('-') && Name.Space && Name.Sentence == Tokens[I].Sentence;
}

bool isDeviceCount(ArrayRef<Token> Tokens, size_t I) {
  return I + 2 < Tokens.size() && !Tokens[I].Space &&
         Tokens[I + 1].isSign('-') && !Tokens[I + 1].Space &&
         !Tokens[I + 2].Space && Tokens[I + 2].Kind == TokenKind::Word &&
         isUpper(Tokens[I + 2].Text.front());
}

bool isSpeedBeside(ArrayRef<Token> Tokens, size_t I) {
  for (size_t J = I > 3 ? I - 3 : 0; J < Tokens.size() && J < I + 3; ++J)
    if (Tokens[J].Sentence == Tokens[I].Sentence &&
        (words::classify(Tokens[J].Text) & words::Faster))
      return true;
  return false;
}

bool isBareSpeedup(ArrayRef<Token> Tokens, size_t I) {
  auto Same = [&](size_t J) {
    return Tokens[J].Sentence == Tokens[I].Sentence;
  };
  const Token *Next = I + 1 < Tokens.size() ? &Tokens[I + 1] : nullptr;
  // "2.4 speedup"
  if (Next && Same(I + 1) && Next->isWord("speedup") &&
      Tokens[I].Text.contains('.'))
    return true;
  if (Next && Next->Kind == TokenKind::Word && Same(I + 1) &&
      !isWordOf(*Next, {"on", "over", "for", "vs", "in", "compared", "when",
                        "with", "and", "to", "at", "versus", "from"}))
    return false;
  bool Links = false;
  for (size_t J = I; J > 0 && J + 6 > I && Same(J - 1); --J) {
    const Token &T = Tokens[J - 1];
    if (T.Text.starts_with_insensitive("speedup") ||
        (T.isWord("up") && J > 1 &&
         Tokens[J - 2].Text.starts_with_insensitive("speed")) ||
        (T.isWord("up") && J > 2 && Tokens[J - 2].isSign('-') &&
         Tokens[J - 3].isWord("speed")))
      return Links;
    // "P(speedup > 0) = 0.98"
    if (Links && T.Kind == TokenKind::Number)
      return false;
    Links |= T.isSign(':') || T.isSign('=') ||
             isWordOf(T, {"of", "by", "is", "was", "factor"});
    if (T.Kind == TokenKind::Word &&
        !isWordOf(T, {"of",     "by",       "is",
                      "was",    "factor",   "about",
                      "around", "roughly",  "approximately",
                      "up",     "to",       "almost",
                      "over",   "vs",       "master",
                      "main",   "baseline", "more",
                      "than",   "at",       "least"}))
      return false;
  }
  return false;
}

} // namespace perfclaim
