//===- Blocks.cpp - "Before:" and "After:" over lines of output -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Many paste what a benchmark wrote below "Before:" and again below "After:".
/// The figures of the two blocks belong together one by one.
///
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace perfclaim {

namespace {

enum class Era { None, Old, New };

/// "Before:", "**After this change:**", "# New", "With this PR:".
Era eraOf(StringRef Line) {
  const StringRef Bare = Line.trim(" \t\r#*`_-=:");
  if (Bare.empty() || Bare.size() > 40)
    return Era::None;
  // A heading is marked as one, or is all that its line says.
  const auto [First, Rest] = Bare.split(' ');
  const bool Marked = Line.rtrim().ends_with(":") ||
                      Line.ltrim().starts_with("#") ||
                      Line.rtrim().ends_with("**");
  if (!Marked && !Rest.empty())
    return Era::None;
  const StringRef Second = Rest.split(' ').first;
  const bool About = StringSwitch<bool>(Second)
                         .CasesLower({"", "this", "the", "pr", "commit"}, true)
                         .CasesLower({"change", "patch", "code"}, true)
                         .CasesLower({"version", "branch", "results"}, true)
                         .Default(false);
  if (First.equals_insensitive("with") || First.equals_insensitive("without"))
    return !StringSwitch<bool>(Second)
                   .CasesLower({"this", "the", "pr", "patch", "change"}, true)
                   .Default(false)
               ? Era::None
           : First.size() == 4 ? Era::New
                               : Era::Old;
  return !About ? Era::None
                : StringSwitch<Era>(First)
                      .CasesLower({"before", "old", "main"}, Era::Old)
                      .CasesLower({"master", "baseline"}, Era::Old)
                      .CasesLower({"original", "previously"}, Era::Old)
                      .CasesLower({"after", "new", "now"}, Era::New)
                      .CasesLower({"optimized", "patched"}, Era::New)
                      .Default(Era::None);
}

} // namespace

void ClaimReader::findBlocks() {
  // "Run tests in parallel. Before: 252 s ..."
  if (R.SubjectClasses & (words::Build | words::Rebuild))
    return;
  // What is longer than this is no excerpt of a benchmark.
  constexpr unsigned MaxLines = 40;
  Era Last = Era::None, Current = Era::None;
  size_t LastBegin = 0, LastEnd = 0, Begin = 0, At = 0;
  unsigned Lines = 0;
  auto Close = [&](size_t End) {
    if (Current != Era::None && Last != Era::None && Last != Current) {
      pairBlocks(LastBegin, LastEnd, Begin, End, Last == Era::Old);
      Last = Era::None;
    } else {
      Last = Current;
      LastBegin = Begin;
      LastEnd = End;
    }
    Current = Era::None;
  };
  while (At < R.Message.size()) {
    const size_t End = std::min(R.Message.find('\n', At), R.Message.size());
    const Era Here = eraOf(R.Message.slice(At, End));
    if (Current != Era::None && (Here != Era::None || ++Lines > MaxLines))
      Close(At);
    if (Here != Era::None) {
      Current = Here;
      Begin = End;
      Lines = 0;
    }
    At = End + 1;
  }
  if (Current != Era::None)
    Close(R.Message.size());
}

void ClaimReader::pairBlocks(size_t OldBegin, size_t OldEnd, size_t NewBegin,
                             size_t NewEnd, bool Forward) {
  constexpr size_t MaxFigures = 16;
  SmallVector<size_t> Old, New;
  auto Offset = [&](size_t I) { return first(I).Offset; };
  // Figures are in order of place, so the first one is found by halving.
  auto Collect = [&](size_t Begin, size_t End, SmallVector<size_t> &Found) {
    size_t Low = 0, High = R.Quantities.size();
    while (Low < High) {
      const size_t Middle = (Low + High) / 2;
      if (Offset(Middle) < Begin)
        Low = Middle + 1;
      else
        High = Middle;
    }
    for (size_t I = Low; I < R.Quantities.size() && Offset(I) < End &&
                         Found.size() <= MaxFigures;
         ++I)
      if (isMeasured(R.Quantities[I].Class))
        Found.push_back(I);
  };
  Collect(OldBegin, OldEnd, Old);
  Collect(NewBegin, NewEnd, New);
  // The text goes on behind the second block.
  if (New.size() > Old.size())
    New.truncate(Old.size());
  if (Old.empty() || Old.size() != New.size() || Old.size() > MaxFigures)
    return;
  for (size_t I = 0; I < Old.size(); ++I)
    if (R.Quantities[Old[I]].Class != R.Quantities[New[I]].Class)
      return;
  for (size_t I = 0; I < Old.size(); ++I) {
    Blocks[Old[I]] = {New[I], Forward};
    Seconds.insert(New[I]);
  }
}

} // namespace perfclaim
