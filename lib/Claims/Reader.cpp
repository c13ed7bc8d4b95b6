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

bool ClaimReader::isStatement(size_t I, const WordsAround &Around) {
  const uint32_t Near =
      Around.all() |
      (R.Quantities[I].Class == UnitClass::Time ? words::Time : 0U);
  const unsigned Sentence = first(I).Sentence;
  constexpr uint32_t Making = words::Build | words::Rebuild;
  bool Here = ((Near & words::Build) && !butBuild(I, Around)) ||
              ((Near & words::Rebuild) && (Near & words::Time)) ||
              // "unit tests ~10x", "speed up of the suite"
              (Around.Making && (Near & (words::Faster | words::Slower)));
  Here |= (Around.Heading & Making) && !(Near & words::Kernel) &&
          ((Around.Heading | Near) & words::Time);
  // "ci: 3x faster", "perf(cmake): ...": the whole message is about it.
  bool Measures = false;
  for (size_t J = Around.Begin; J < Around.End; ++J)
    Measures |= R.Tokens[J].Text.starts_with_insensitive("benchmark") &&
                !(R.Classes[J] & words::Rebuild);
  const bool All =
      R.AboutBuild && !Measures && !speaksOfRunning(I) &&
      !(Around.Sentence & words::Kernel) &&
      !((Near & (words::Performance | words::Throughput)) && !(Near & Making));
  // "the JIT compilation (shapes, types) takes 10 s": words further away.
  Here |= (Around.Sentence & words::Build) && !afterBut(I) &&
          ((Around.Sentence | Near) & words::Time) &&
          !(Near & (words::Kernel | words::EndToEnd | words::Performance |
                    words::Throughput)) &&
          !speaksOfRunning(I);
  Here |= (Around.Sentence & words::Build) &&
          !(Near & (words::Subjects | words::Directions));
  // "compile time dropped from 710 s to 226 s: 3.14x faster". What follows in
  // the next sentence is still about it if it names nothing else.
  const bool Still = (Sentence == LastStatement && !turnsToRun(I, Around)) ||
                     (Sentence == LastStatement + 1 &&
                      (!(Near & (words::Subjects | words::Directions)) ||
                       (R.Quantities[I].Class == UnitClass::Memory &&
                        !(Near & words::Memory))));
  if (!Here && !All && !Still && !isOfBuiltBefore(I, Around))
    return false;
  // "all tests pass, 2x faster kernels": the word must be about the figure.
  if (!All && (Near & words::Kernel) && (Around.Direction & words::Faster) &&
      !(Near & words::Build))
    return false;
  LastStatement = Sentence;
  LastOfSize = false;
  for (size_t J = Around.Begin; J < Around.End; ++J)
    LastOfSize |= R.Tokens[J].isWord("smaller") ||
                  R.Tokens[J].isWord("larger") || R.Tokens[J].isWord("size");
  const size_t Begin = R.Tokens[Around.Begin].Offset;
  const size_t End = R.Tokens[Around.End - 1].end();
  std::string Text = R.Message.slice(Begin, End).str();
  // More than this nobody reads, and looking for repeats takes time.
  constexpr size_t MaxStatements = 64;
  if (Result.Statements.size() < MaxStatements &&
      !llvm::is_contained(Result.Statements, Text))
    Result.Statements.push_back(std::move(Text));
  return true;
}

/// "It compiles, but what it makes is 30% slower": behind the turn.
bool ClaimReader::afterBut(size_t I) const {
  bool Turns = false, Builds = false;
  anyBefore(I, 16, [&](size_t J) {
    Builds |= (R.Classes[J] & words::Build) != 0;
    Turns |= R.Tokens[J].isWord("but");
    return Builds || Turns;
  });
  return Turns && !Builds && isPlain(I);
}

/// "This cuts the compile time of A and B. They used to take 900 s, now 25 s."
bool ClaimReader::isOfBuiltBefore(size_t I, const WordsAround &Around) const {
  constexpr uint32_t Runs = words::EndToEnd | words::Kernel |
                            words::Performance | words::Throughput |
                            words::Latency;
  const unsigned Sentence = first(I).Sentence;
  if (R.Quantities[I].Class != UnitClass::Time || Sentence == 0 ||
      (Around.all() & Runs))
    return false;
  // Between two paragraphs are sentences without words, and names of files.
  uint32_t Before = 0;
  for (unsigned N = 1; Before == 0 && N < 6 && N <= Sentence; ++N)
    Before = R.SentenceClasses[Sentence - N];
  if (!(Before & words::Build) || !(Before & words::Time))
    return false;
  return anyBefore(I, 12, [&](size_t J) {
    const bool Starts = J < 2 || R.Tokens[J - 1].Sentence != Sentence ||
                        R.Tokens[J - 2].Sentence != Sentence;
    return Starts && (R.Tokens[J].isWord("they") || R.Tokens[J].isWord("it") ||
                      R.Tokens[J].isWord("these"));
  });
}

/// "the build is 2x faster, inference 1.5x faster", "the binary is 20% smaller
/// and 10% faster": the sentence goes on with what runs.
bool ClaimReader::turnsToRun(size_t I, const WordsAround &Around) const {
  constexpr uint32_t Making = words::Build | words::Rebuild;
  constexpr uint32_t Speeds = words::Faster | words::Slower;
  constexpr uint32_t Runs = words::EndToEnd | words::Kernel |
                            words::Performance | words::Throughput |
                            words::Latency;
  if ((Around.all() & Making) || !(Around.Direction & words::Directions))
    return false;
  // "builds 4x faster at the cost of a 15% search penalty"
  if (anyBefore(I, 8, [&](size_t J) {
        return R.Tokens[J].isWord("cost") || R.Tokens[J].isWord("expense");
      }))
    return Around.all() & Runs;
  return (Around.Before & Runs) ||
         (LastOfSize && isPlain(I) && (Around.Direction & Speeds));
}

/// "2x faster kernels with little more to compile": the build comes last.
bool ClaimReader::butBuild(size_t I, const WordsAround &Around) const {
  constexpr uint32_t Making = words::Build | words::Rebuild;
  if (!isPlain(I) || (Around.Before & Making))
    return false;
  const size_t End = std::min(R.Quantities[I].Last + 5, R.Tokens.size());
  for (size_t J = R.Quantities[I].Last + 1; J < End; ++J)
    if (R.Classes[J] & Making)
      return false;
  return true;
}

/// "Performance is unchanged on A, reduced by 2% on B, but compile times ...":
/// what the sentence spoke of before the figure.
bool ClaimReader::speaksOfRunning(size_t I) const {
  for (size_t J = R.Quantities[I].First; J > 0; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Sentence != first(I).Sentence || J + 30 < R.Quantities[I].First ||
        (R.Classes[J - 1] & words::Build))
      return false;
    if (R.Classes[J - 1] & (words::Performance | words::Throughput))
      return true;
  }
  return false;
}

/// "is not 2x faster", "doesn't give a 10% gain".
bool ClaimReader::isDenied(size_t I) const {
  constexpr StringLiteral Between[] = {"a",    "an",    "the",   "be",
                                       "even", "yet",   "quite", "really",
                                       "give", "yield", "show",  "any"};
  for (size_t N = 1; N < 5; ++N) {
    const Token *T = before(I, N);
    if (!T || T->Sentence != first(I).Sentence)
      return false;
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
