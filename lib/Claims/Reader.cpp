//===- Reader.cpp - Which figures are claims ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

bool isMeasured(UnitClass Class) {
  return Class == UnitClass::Time || Class == UnitClass::Rate ||
         Class == UnitClass::Bandwidth || Class == UnitClass::Memory;
}

Metric metricOf(UnitClass Class) {
  switch (Class) {
  case UnitClass::Time:
    return Metric::Time;
  case UnitClass::Rate:
    return Metric::Throughput;
  case UnitClass::Bandwidth:
    return Metric::Bandwidth;
  case UnitClass::Memory:
    return Metric::Memory;
  case UnitClass::None:
  case UnitClass::Times:
  case UnitClass::Percent:
    break;
  }
  return Metric::Unknown;
}

void ClaimReader::run() {
  for (size_t I = 0; I < R.Quantities.size();) {
    size_t Next = Seconds.contains(I) ? I + 1 : tableRow(I);
    if (const auto Block = Blocks.find(I); !Next && Block != Blocks.end()) {
      pair(I, Block->second.Second, Block->second.Forward,
           R.Quantities[I].Class);
      Next = I + 1;
    }
    if (!Next)
      Next = beforeAfter(I);
    if (Next) {
      I = Next;
      continue;
    }
    switch (R.Quantities[I].Class) {
    case UnitClass::Percent:
      percent(I);
      break;
    case UnitClass::Times:
      times(I);
      break;
    case UnitClass::Time:
    case UnitClass::Rate:
    case UnitClass::Bandwidth:
    case UnitClass::Memory:
      absolute(I);
      break;
    case UnitClass::None:
      break;
    }
    ++I;
  }
}

const Token *ClaimReader::after(size_t I, size_t N) const {
  const size_t At = R.Quantities[I].Last + N;
  return At < R.Tokens.size() ? &R.Tokens[At] : nullptr;
}

const Token *ClaimReader::before(size_t I, size_t N) const {
  const size_t At = R.Quantities[I].First;
  return At >= N ? &R.Tokens[At - N] : nullptr;
}

bool ClaimReader::afterIs(size_t I, size_t N, StringRef Word) const {
  const Token *T = after(I, N);
  return T && T->isWord(Word);
}

bool ClaimReader::beforeIs(size_t I, size_t N, StringRef Word) const {
  const Token *T = before(I, N);
  return T && T->isWord(Word);
}

bool ClaimReader::upTo(size_t I) const {
  const Token *Up = before(I, 2);
  return beforeIs(I, 1, "upto") ||
         (beforeIs(I, 1, "to") && Up && (Up->isWord("up") || Up->isSign('-')));
}

uint32_t ClaimReader::nearestInSentence(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  for (size_t J = Q.First; J > 0 && J + 30 > Q.First; --J) {
    if (R.Tokens[J - 1].Sentence != R.Tokens[Q.First].Sentence)
      break;
    if (const uint32_t D = R.Classes[J - 1] & words::Directions)
      return D;
  }
  return 0;
}

/// "twice as fast", "half as slow": of nothing but speed.
bool ClaimReader::isShareOfPace(size_t I) const {
  return afterIs(I, 1, "as") &&
         (afterIs(I, 2, "fast") || afterIs(I, 2, "slow"));
}

bool ClaimReader::isPlain(size_t I) const {
  bool Speed = false;
  size_t N = 1, Most = 4;
  // "2x end-to-end speedup"
  if (const size_t End = R.Quantities[I].Last + 1; End < R.Tokens.size())
    N += endToEnd(R.Tokens, End);
  // "`>4x` performance improvement"
  if (after(I) && after(I)->isSign('`'))
    ++N;
  // "ten times as fast"
  if (isShareOfPace(I))
    return true;
  for (Most += N - 1; N < Most; ++N) {
    const Token *T = after(I, N);
    if (!T || T->Sentence != first(I).Sentence || T->Kind != TokenKind::Word)
      return false;
    const uint32_t C = R.Classes[R.Quantities[I].Last + N];
    // "8% perf boost", "5% throughput gain"
    if ((C & (words::Faster | words::Slower)) || (Speed && (C & words::Gain)))
      return true;
    Speed |= (C & (words::Performance | words::Throughput)) != 0;
    if (Speed)
      continue;
    const bool Adverb =
        StringSwitch<bool>(T->Text)
            .CasesLower({"overall", "more", "further", "net", "total"}, true)
            .CasesLower({"end", "average", "avg", "extra", "kernel"}, true)
            .CasesLower({"additional", "even", "e2e", "decode"}, true)
            .CasesLower({"forward", "backward", "fwd", "bwd"}, true)
            .CasesLower({"prefill", "training", "inference"}, true)
            .Default(false);
    if (!Adverb)
      return false;
  }
  return false;
}

/// "is not 2x faster", "doesn't give a 10% gain".
bool ClaimReader::isDenied(size_t I) const {
  constexpr StringLiteral Between[] = {
      "a",      "an",   "the",   "be",   "even", "yet",        "quite",
      "really", "give", "yield", "show", "any",  "regression", "slowdown"};
  for (size_t N = 1; N < 5; ++N) {
    const Token *T = before(I, N);
    if (!T || T->Sentence != first(I).Sentence)
      return false;
    // "no regression > 10%", but "no more than 10%"
    if (N > 1 && T->isWord("no") &&
        (beforeIs(I, N - 1, "regression") || beforeIs(I, N - 1, "slowdown")))
      return true;
    if (T->isWord("not") || T->isWord("never") || T->isWord("cannot") ||
        T->Text.ends_with_insensitive("n't"))
      return true;
    if (!isWordIn(*T, Between))
      return false;
  }
  return false;
}

bool ClaimReader::isHope(size_t I, const WordsAround &Around) {
  if ((Around.Heading & words::Hope) || isDenied(I))
    return true;
  // "With this patch one of them could get 20% more": it did.
  size_t Begin = R.Quantities[I].First;
  while (Begin > 0 && Begin + 24 > R.Quantities[I].First &&
         R.Tokens[Begin - 1].Sentence == first(I).Sentence)
    --Begin;
  const bool Done =
      (R.Tokens[Begin].isWord("with") || R.Tokens[Begin].isWord("after")) &&
      R.Tokens[Begin + 1].isWord("this");
  auto Wishes = [&](size_t At) {
    return (R.Classes[At] & words::Hope) &&
           !(Done && R.Tokens[At].isWord("could"));
  };
  const Quantity &Q = R.Quantities[I];
  for (size_t J = Q.First; J > Around.Begin && J + 8 > Q.First; --J)
    if (Wishes(J - 1) && !(J >= 2 && R.Tokens[J - 2].isWord("than")))
      return true; // Not "better than expected".
  for (size_t J = Q.Last + 1; J < R.Tokens.size() && J < Q.Last + 3; ++J)
    if (R.Tokens[J].Sentence == first(I).Sentence && Wishes(J) &&
        !(R.Tokens[J].isWord("target") && R.Tokens[J - 1].isSign('(')))
      return true; // Not "1921 TF (target 1887)".
  // "without tanking the throughput by 30%"
  for (size_t J = Q.First;
       beforeIs(I, 1, "by") && J > 1 && J > Around.Begin && J + 8 > Q.First;
       --J)
    if (R.Tokens[J - 2].isWord("without") &&
        R.Tokens[J - 1].Text.ends_with_insensitive("ing"))
      return true;
  // "offered only when it shortens the last wave by 25%"
  for (size_t J = Q.First; J > 1 && J > Around.Begin; --J)
    if (R.Tokens[J - 1].isWord("when") && R.Tokens[J - 2].isWord("only"))
      return true;
  // "used if it is faster by more than 5%"
  constexpr StringLiteral Always[] = {"needed",   "necessary", "required",
                                      "possible", "available", "any"};
  for (size_t J = Q.First; J > Around.Begin; --J)
    if (R.Tokens[J - 1].isWord("if") && !isWordIn(R.Tokens[J], Always) &&
        !(J >= 2 &&
          (R.Tokens[J - 2].isWord("as") || R.Tokens[J - 2].isWord("even"))))
      return true;
  // "Expected speedup: 2x on large inputs (8 ms -> 4 ms)"
  return R.Tokens[Begin].Text.starts_with_insensitive("expected") ||
         R.Tokens[Begin].Text.starts_with_insensitive("projected");
}

void ClaimReader::add(size_t I, Claim C) {
  if (first(I).Line != 0 && repeatsSubject(I))
    return;
  Result.Claims.push_back(std::move(C));
  LastAdded = I;
}

/// The line of a squashed log that became the subject.
bool ClaimReader::repeatsSubject(size_t I) const {
  const StringRef Line = R.Lines.at(first(I).Offset).trim(" \t\r*-");
  return Line.size() > 12 && Line.size() < 200 &&
         R.Message.take_until([](char C) { return C == '\n'; }).contains(Line);
}

/// "18.6us -> 13.0us; total get_rows -27%": what a pair of the paragraph is of.
Metric ClaimReader::metricOfPairBefore(size_t I) const {
  for (const Claim &C : llvm::reverse(Result.Claims)) {
    if (C.Kind != ClaimKind::BeforeAfter || C.Offset >= first(I).Offset)
      continue;
    const StringRef Between = R.Message.slice(C.Offset, first(I).Offset);
    return Between.contains("\n\n") ? Metric::Unknown : C.What;
  }
  return Metric::Unknown;
}

void readClaims(const Reading &R, ClaimSet &Result) {
  ClaimReader(R, Result).run();
}

} // namespace perfclaim
