//===- WordsBeside.cpp - Words that mean another thing here ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reader.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

/// "lattice-faster-decoder"; not "2x-faster-than".
static bool isPartOfName(ArrayRef<Token> Tokens, size_t I) {
  return I >= 2 && I + 2 < Tokens.size() && !Tokens[I].Space &&
         Tokens[I - 1].isSign('-') && !Tokens[I - 1].Space &&
         Tokens[I - 2].Kind == TokenKind::Word &&
         Tokens[I - 2].Text.size() > 1 && !Tokens[I - 2].isWord("times") &&
         Tokens[I + 1].isSign('-') && !Tokens[I + 1].Space &&
         !Tokens[I + 2].Space && Tokens[I + 2].Kind == TokenKind::Word &&
         !Tokens[I + 2].isWord("than");
}

/// "in our tests it is twice as fast", "on a MAESTRO test", "for this test
/// case": what it was tried on, and no test of the code.
static bool isTrial(ArrayRef<Token> Tokens, size_t I) {
  constexpr StringLiteral Owners[] = {"in", "my", "our", "some", "these"};
  constexpr StringLiteral Inputs[] = {"case",   "cases",  "query", "queries",
                                      "image",  "images", "scene", "problem",
                                      "matrix", "model",  "video", "song"};
  const Token &T = Tokens[I];
  const bool One = T.isWord("test");
  if (!One && !T.isWord("tests") && !T.isWord("testing"))
    return false;
  if (I > 0 && isWordIn(Tokens[I - 1], Owners))
    return true;
  if (One && I + 1 < Tokens.size() && isWordIn(Tokens[I + 1], Inputs))
    return true;
  for (size_t J = I - (I > 0); One && J > 0 && J + 3 > I; --J)
    if (Tokens[J - 1].isWord("on") && Tokens[J - 1].Sentence == T.Sentence)
      return true;
  return false;
}

std::optional<uint32_t> classBeside(ArrayRef<Token> Tokens, size_t I,
                                    uint32_t Classes) {
  const Token &T = Tokens[I];
  const Token *Next = I + 1 < Tokens.size() ? &Tokens[I + 1] : nullptr;
  const Token *Previous = I > 0 ? &Tokens[I - 1] : nullptr;
  // "Change the value from 10 to 1 second"
  if (T.isWord("value") && Next &&
      (Next->isWord("from") || Next->isWord("to")) && I + 2 < Tokens.size() &&
      Tokens[I + 2].Kind == TokenKind::Number)
    return words::Setting;
  if (isTrial(Tokens, I))
    return Classes & ~uint32_t(words::Rebuild);
  // "SortKernelTest"
  if ((T.Text.ends_with("Test") || T.Text.ends_with("Tests")) &&
      T.Text.size() > 6)
    return words::Rebuild;
  // "idle steady-state RSS": when it is measured.
  if (T.isWord("idle"))
    for (size_t J = I + 1; J < Tokens.size() && J < I + 5; ++J)
      if (words::classify(Tokens[J].Text) & words::Memory)
        return 0;
  // "all are within the threshold": of no figure.
  if (T.isWord("within")) {
    bool Figure = false;
    for (size_t J = I + 1; J < Tokens.size() && J < I + 5; ++J)
      Figure |= Tokens[J].Kind == TokenKind::Number;
    return Figure ? std::optional<uint32_t>() : 0;
  }
  // "the boost libraries", "-lboost"
  constexpr StringLiteral Parts[] = {
      "link",    "library",  "libraries", "headers", "libs",      "dependency",
      "include", "includes", "version",   "asio",    "filesystem"};
  if (T.isWord("boost") && Next && isWordIn(*Next, Parts))
    return 0;
  // "doubles the array every time": when, not how long.
  if (T.isWord("time") && Previous &&
      isWordIn(*Previous, {"every", "each", "first", "next", "any", "same"}))
    return 0;
  // "improve reducing functions": what those do.
  if (T.isWord("reducing") && Previous &&
      (words::classify(Previous->Text) & words::Gain))
    return 0;
  // "impacted the performance by 5%"
  if ((T.isWord("impacted") || T.isWord("impacts")) &&
      !(Previous && Previous->Text.starts_with_insensitive("positive")))
    for (size_t J = I + 1; J < Tokens.size() && J < I + 6; ++J)
      if (words::classify(Tokens[J].Text) & words::Subjects)
        return words::Loss | words::Harm;
  // "a Faster-RCNN"
  const bool Model = T.Text == "Faster" && I + 2 < Tokens.size() &&
                     Next->isSign('-') && !Next->Space &&
                     !Tokens[I + 2].Space &&
                     isUpper(Tokens[I + 2].Text.front());
  if ((Classes & words::Faster) && (Model || isPartOfName(Tokens, I)))
    return 0;
  return std::nullopt;
}

} // namespace perfclaim
