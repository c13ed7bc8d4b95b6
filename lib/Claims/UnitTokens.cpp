//===- UnitTokens.cpp - Units over several tokens -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantities.h"
#include "Units.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

UnitInfo unitFrom(ArrayRef<Token> Tokens, size_t I) {
  auto At = [&](size_t N) -> const Token * {
    return N < Tokens.size() ? &Tokens[N] : nullptr;
  };
  auto Glued = [&](size_t N) {
    return N > 0 && N < Tokens.size() && !Tokens[N].Space &&
           Tokens[N - 1].end() == Tokens[N].Offset;
  };
  auto Same = [&](size_t A, size_t B) {
    return Tokens[A].Sentence == Tokens[B].Sentence;
  };
  UnitInfo U;
  const Token *T = At(I);
  // "1gh.com"
  if (T->Kind == TokenKind::Word && Glued(I) && Glued(I + 1) && Glued(I + 2) &&
      At(I + 1)->isSign('.') && At(I + 2)->Kind == TokenKind::Word)
    return U;
  // "3-fold"
  if (T->isSign('-') && Glued(I) && Glued(I + 1) && At(I + 1)->isWord("fold"))
    return {UnitClass::Times, 1, "x", I + 1};
  // "4~2%" struck out, "39 (" and the like have no unit.
  if (T->isSign('%'))
    return {UnitClass::Percent, 0.01, "%",
            At(I + 1) && At(I + 1)->isWord("percent") ? I + 1 : I};
  if (T->Kind != TokenKind::Word)
    return U;
  if (T->isWord("percent") || T->isWord("pct"))
    return {UnitClass::Percent, 0.01, "%", I};
  if (T->isWord("per") && At(I + 1) && At(I + 1)->isWord("cent"))
    return {UnitClass::Percent, 0.01, "%", I + 1};
  if (T->isWord("x") || T->Text == "\xC3\x97" || T->isWord("times") ||
      T->isWord("fold")) {
    // "512 x 512" is a size; "3 times a day" is told apart by its words.
    const Token *Next = At(I + 1);
    if (Next && Next->Kind == TokenKind::Number && Next->Line == T->Line &&
        !T->isWord("times"))
      return U;
    if (isDeviceCount(Tokens, I))
      return U;
    // "2-3x times faster"
    if (T->isWord("x") && Next && Next->isWord("times"))
      return {UnitClass::Times, 1, "x", I + 1};
    // A Ryzen 7950X is no ratio.
    if (T->Text == "X" && Glued(I) &&
        (Tokens[I - 1].Value >= 1000 ||
         (Tokens[I - 1].Value >= 100 && !isSpeedBeside(Tokens, I))))
      return U;
    return {UnitClass::Times, 1, "x", I};
  }
  // "tok/s", "ms/iter", "GB/s": units with a slash.
  size_t Last = I;
  StringRef Per;
  if (Glued(I + 1) && At(I + 1)->isSign('/') && Glued(I + 2) &&
      At(I + 2)->Kind == TokenKind::Word) {
    Per = At(I + 2)->Text;
    Last = I + 2;
  } else if (At(I + 1) && At(I + 1)->isWord("per") && At(I + 2) &&
             At(I + 2)->Kind == TokenKind::Word && Same(I, I + 2)) {
    Per = At(I + 2)->Text;
    if (timeScale(Per) == 1)
      Last = I + 2;
    else
      Per = "";
  }
  const bool PerSecond = Per.equals_insensitive("s") ||
                         Per.equals_insensitive("sec") ||
                         Per.equals_insensitive("second");
  const StringRef Whole(T->Text.begin(), Tokens[Last].end() - Tokens[I].Offset);
  // "DDR4 with 2667 MT/s": transfers of a memory.
  if (PerSecond && T->Text == "MT")
    return U;
  if (PerSecond) {
    if (const double Bytes = memoryScale(T->Text))
      return {UnitClass::Bandwidth, Bytes, Whole.str(), Last};
    double Scale = 1;
    const StringRef W = T->Text;
    // MH/s, kTok/s: what is counted may carry a prefix.
    if (W.size() <= 3 && W.size() > 1 && prefixScale(W.front()) != 0 &&
        toLower(W.back()) == 'h')
      Scale = prefixScale(W.front());
    bool Ignored = false;
    if (const double Known = rateScale(W, Ignored))
      Scale = Known;
    return {UnitClass::Rate, Scale, Whole.str(), Last};
  }
  // What molecular dynamics counts: nanoseconds of a model for each day.
  if (T->isWord("ns") && At(Last + 1) && At(Last + 1)->isWord("day"))
    Last += 1 + (At(Last + 2) && At(Last + 2)->isSign('-') ? 2 : 0);
  if (T->isWord("ns") && (Per == "day" || Last > I + 2 || Last == I + 1))
    return {UnitClass::Rate, 1, "ns/day", std::min(Last, Tokens.size() - 1)};
  // "4.85µ ± 9%", as Go's tools write it; others leave out the error.
  const bool Micro = T->Text == "\xC2\xB5" || T->Text == "\xCE\xBC";
  if (Glued(I) && (Micro || ((T->Text == "n" || T->Text == "m") && At(I + 1) &&
                             At(I + 1)->isSign('#'))))
    return {UnitClass::Time,
            timeScale(Micro            ? "us"
                      : T->Text == "n" ? "ns"
                                       : "ms"),
            T->Text.str(), I};
  if (const double Scale = timeScale(T->Text)) {
    // A letter that stands apart is no unit: "2 s" is, "5 h" hardly.
    if (T->Space && T->Text != "s" && (T->Text.size() == 1 || T->isWord("mn")))
      return U;
    return {UnitClass::Time, Scale, Whole.str(), Last};
  }
  // "nodes 90 nps 5400": a name and its value.
  if (const Token *Value = At(I + 1);
      Value && Value->Kind == TokenKind::Number && Value->Line == T->Line &&
      T->Space && At(I + 2) && At(I + 2)->Kind == TokenKind::Word &&
      At(I + 2)->Text != T->Text)
    return U;
  bool NeedsPerSecond = false;
  if (const double Scale = rateScale(T->Text, NeedsPerSecond);
      Scale != 0 && !NeedsPerSecond)
    return {UnitClass::Rate, Scale, T->Text.str(), I};
  if (const double Scale = memoryScale(T->Text))
    return {UnitClass::Memory, Scale, T->Text.str(), I};
  return U;
}

/// The first unit of time, rate, bandwidth or memory among the words.
static UnitInfo unitOfHeader(ArrayRef<Token> Tokens) {
  for (size_t I = 0; I < Tokens.size(); ++I) {
    if (Tokens[I].Kind != TokenKind::Word)
      continue;
    UnitInfo U = unitFrom(Tokens, I);
    // "S", "T" and "H" head columns of sizes.
    if (U.Class != UnitClass::None && U.Class != UnitClass::Times &&
        U.Class != UnitClass::Percent &&
        (U.Text.size() > 1 || (I > 0 && Tokens[I - 1].Kind != TokenKind::Word)))
      return U;
  }
  return {};
}

void unitIn(ArrayRef<Token> Header, UnitClass &Class, std::string &Unit,
            double &Scale) {
  const UnitInfo U = unitOfHeader(Header);
  Class = U.Class;
  Unit = U.Text;
  Scale = U.Scale;
}

} // namespace perfclaim
