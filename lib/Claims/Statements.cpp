//===- Statements.cpp - What is said of builds and tests ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

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
  Here |= R.Quantities[I].Class == UnitClass::Time &&
          (isOfTests(I, Around) || beginsWithBuild(I));
  // "the build takes 2 s, but it renders 9 fps": a rate is none of a build.
  const bool ButRate =
      R.Quantities[I].Class == UnitClass::Rate &&
      anyBefore(I, 12, [&](size_t J) { return R.Tokens[J].isWord("but"); });
  // "compile time dropped from 710 s to 226 s: 3.14x faster". What follows in
  // the next sentence is still about it if it names nothing else.
  const bool Still =
      (Sentence == LastStatement && !turnsToRun(I, Around) && !ButRate) ||
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

/// Times that stand below a subject about tests.
bool ClaimReader::isOfTests(size_t I, const WordsAround &Around) const {
  if (!(R.SubjectClasses & words::Rebuild) ||
      (Around.all() & (words::Kernel | words::Performance)))
    return false;
  // "the wait goes from 1 s to 50 ms, which shortens the tests"
  if (Around.Sentence & words::Rebuild)
    return true;
  // "Split the tests": what takes seconds.
  constexpr uint32_t Speaks = words::Subjects | words::Faster | words::Slower |
                              words::Gain | words::Kernel | words::EndToEnd;
  return R.Quantities[I].Scale >= 1 && !(R.SubjectClasses & Speaks);
}

/// "Build time on 16 cores goes down to 45 s": what the sentence begins with.
bool ClaimReader::beginsWithBuild(size_t I) const {
  size_t Begin = R.Quantities[I].First;
  while (Begin > 0 && Begin + 24 > R.Quantities[I].First &&
         R.Tokens[Begin - 1].Sentence == first(I).Sentence)
    --Begin;
  while (Begin < R.Quantities[I].First &&
         R.Tokens[Begin].Kind == TokenKind::Sign)
    ++Begin; // The mark of a list.
  if (Begin + 3 > R.Quantities[I].First)
    return Begin + 1 < R.Quantities[I].First &&
           (R.Classes[Begin] & (words::Build | words::Rebuild)) &&
           (R.Classes[Begin + 1] & words::Time);
  // "added a test of one case, its runtime is about 50s"
  if (R.Tokens[Begin].Text.starts_with_insensitive("add") &&
      ((R.Classes[Begin + 1] | R.Classes[Begin + 2]) & words::Rebuild))
    return true;
  return (R.Classes[Begin] & (words::Build | words::Rebuild)) &&
         (R.Classes[Begin + 1] & words::Time);
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

} // namespace perfclaim
