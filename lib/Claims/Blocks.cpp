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
  StringRef Bare = Line.trim(" \t\r#*`_-=:");
  // "Before this PR (with static scaling):"
  if (Bare.ends_with(")") && Line.rtrim().ends_with(":"))
    Bare = Bare.take_front(Bare.find('(')).rtrim();
  // "The last lines of the output before this change:"
  if (Line.rtrim().ends_with(":"))
    for (const auto &[Last, Which] : {std::pair("before this ", Era::Old),
                                      std::pair("after this ", Era::New),
                                      std::pair("without this ", Era::Old),
                                      std::pair("with this ", Era::New)})
      if (const size_t At = Bare.rfind_insensitive(Last);
          At != StringRef::npos && At > 0 && Bare[At - 1] == ' ')
        if (const StringRef What = Bare.substr(At + StringRef(Last).size());
            What == "change" || What == "commit" || What == "patch" ||
            What == "PR")
          return Which;
  // "parse_rows (before)"
  if (Bare.ends_with(")"))
    if (const Era Which = StringSwitch<Era>(Bare.rsplit('(').second)
                              .CasesLower({"before)", "old)"}, Era::Old)
                              .CasesLower({"after)", "new)"}, Era::New)
                              .Default(Era::None);
        Which != Era::None && Bare.size() < 80)
      return Which;
  if (Bare.empty() || Bare.size() > 40)
    return Era::None;
  // A heading is marked as one, or is all that its line says.
  const auto [First, Rest] = Bare.split(' ');
  // "Was scalar" above a list, and "Now vectors" above another one.
  const bool Told = (First == "Was" || First == "Now") && Bare.count(' ') < 4 &&
                    Bare.find_first_of(".,!?()") == StringRef::npos;
  if (Told && !Rest.empty())
    return First == "Was" ? Era::Old : Era::New;
  // "Without this patch" and "With it" above what each of them wrote.
  if (!Told && Bare.size() == Line.rtrim().size())
    for (StringRef What : {" this patch", " this change", " this commit",
                           " this PR", " the patch", " patch"})
      if (Bare.ends_with(What) && Bare.count(' ') == What.count(' '))
        return StringSwitch<Era>(First)
            .Cases({"Without", "Before"}, Era::Old)
            .Cases({"With", "After"}, Era::New)
            .Default(Era::None);
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
                         .CasesLower({"log", "logs", "output", "run"}, true)
                         .CasesLower({"numbers", "timings", "times"}, true)
                         .Default(false);
  if (First.equals_insensitive("with") || First.equals_insensitive("without"))
    return !StringSwitch<bool>(Second)
                   .CasesLower({"this", "the", "pr", "patch", "change"}, true)
                   .Default(false)
               ? Era::None
           : First.size() == 4 ? Era::New
                               : Era::Old;
  // "This PR:"
  if (First.equals_insensitive("this"))
    return About && !Second.empty() ? Era::New : Era::None;
  return !About ? Era::None
                : StringSwitch<Era>(First)
                      .CasesLower({"before", "old", "main"}, Era::Old)
                      .CasesLower({"master", "baseline"}, Era::Old)
                      .CasesLower({"original", "previously"}, Era::Old)
                      .CasesLower({"after", "new", "now"}, Era::New)
                      .CasesLower({"optimized", "patched", "pr"}, Era::New)
                      .Default(Era::None);
}

/// "Before: ...", "X master: ... 3 ms, ..." at the start of a paragraph.
Era eraOfParagraph(StringRef Text) {
  const StringRef Line = Text.split('\n').first;
  const size_t Colon = Line.find(':');
  if (Colon > 30) // Nor where there is none.
    return Era::None;
  // "Ours master:": whose it is comes first.
  const StringRef Branch = Line.take_front(Colon).split(' ').second;
  return StringSwitch<Era>(Branch)
      .CasesLower({"master", "main"}, Era::Old)
      .Default(eraOf(Line.take_front(Colon + 1)));
}

/// "| old | 12 us | 31 us |", "after  9 us  24 us": a row of one of them.
Era eraOfRow(StringRef Line) {
  StringRef Bare = Line.ltrim(" \t|*-`");
  const StringRef Label = Bare.take_while([](char C) { return isAlpha(C); });
  Bare = Bare.substr(Label.size());
  const StringRef Figure = Bare.ltrim(" \t|*`~");
  if (Label.empty() || Figure.size() == Bare.size() || Figure.empty() ||
      !isDigit(Figure.front()))
    return Era::None;
  return StringSwitch<Era>(Label)
      .CasesLower({"before", "old", "main", "master", "baseline"}, Era::Old)
      .CasesLower({"after", "new", "now", "patched"}, Era::New)
      .Default(Era::None);
}

/// Gives \p Pair where two parts of \p Message between \p Separator, next to
/// one another, begin and end, of which \p EraOf says that one is the older
/// one.
void eachPairOfEras(
    StringRef Message, StringRef Separator, function_ref<Era(StringRef)> EraOf,
    function_ref<void(size_t First, size_t Second, size_t End, bool OldFirst)>
        Pair) {
  Era Last = Era::None;
  size_t LastBegin = 0;
  for (size_t At = 0; At < Message.size();) {
    const size_t End = std::min(Message.find(Separator, At), Message.size());
    Era Here = EraOf(Message.slice(At, End));
    if (Here != Era::None && Last != Era::None && Here != Last) {
      Pair(LastBegin, At, End, Last == Era::Old);
      Here = Era::None;
    }
    Last = Here;
    LastBegin = At;
    At = End + Separator.size();
  }
}

} // namespace

void ClaimReader::findBlocks() {
  // "Run tests in parallel. Before: 252 s ..."
  if (R.SubjectClasses & (words::Build | words::Rebuild))
    return;
  findStacked();
  findMarked();
  auto Pair = [&](size_t First, size_t Second, size_t End, bool OldFirst) {
    pairBlocks(First, Second, Second, End, OldFirst);
  };
  eachPairOfEras(R.Message, "\n", eraOfRow, Pair);
  // Paragraphs have to list as many figures each.
  eachPairOfEras(R.Message, "\n\n", eraOfParagraph, Pair);
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

/// Two outputs with a line between them that only says "vs": up to the empty
/// line above the one, and down to the one below the other.
void ClaimReader::findStacked() {
  constexpr size_t MaxLines = 12;
  const StringRef Text = R.Message;
  auto Parts = [](StringRef Line) {
    return Line.trim().empty() || Line.trim().starts_with("```");
  };
  size_t Floor = 0; ///< No two outputs share a line.
  for (size_t At = 0; (At = Text.find("\nv", At)) != StringRef::npos;) {
    const StringRef Line = R.Lines.at(++At);
    const StringRef Bare = Line.trim(" \t\r.:");
    if (!Bare.equals_insensitive("vs") && !Bare.equals_insensitive("versus"))
      continue;
    // Empty lines beside the word are passed.
    size_t Begin = At;
    bool Any = false;
    for (size_t N = 0; Begin > Floor && N < MaxLines; ++N) {
      const size_t Break = Text.take_front(Begin - 1).rfind('\n');
      const size_t Above = Break == StringRef::npos ? 0 : Break + 1;
      const bool Part = Parts(R.Lines.at(Above));
      if (Part && Any)
        break;
      Any |= !Part;
      Begin = Above;
    }
    const size_t Next = std::min(At + Line.size() + 1, Text.size());
    size_t End = Next;
    Any = false;
    for (size_t N = 0; End < Text.size() && N < MaxLines; ++N) {
      const StringRef Below = R.Lines.at(End);
      if (Parts(Below) && Any)
        break;
      Any |= !Parts(Below);
      End = std::min(End + Below.size() + 1, Text.size());
    }
    pairBlocks(std::max(Begin, Floor), At, Next, End, true);
    Floor = At = End - (End > Next);
  }
}

/// "38 us  <- Now" and "190 us  <- Was", on lines that list others as well.
void ClaimReader::findMarked() {
  size_t Last = ~size_t(0);
  bool LastOld = false;
  for (size_t I = 0; I < R.Quantities.size(); ++I) {
    const bool Old = afterIs(I, 3, "was") || afterIs(I, 3, "before");
    if (!isMeasured(R.Quantities[I].Class) || !isMarked(I) ||
        !(Old || afterIs(I, 3, "now") || afterIs(I, 3, "after")))
      continue;
    if (Last == ~size_t(0) || LastOld == Old ||
        R.Quantities[Last].Class != R.Quantities[I].Class) {
      Last = I;
      LastOld = Old;
      continue;
    }
    Blocks[Last] = {I, LastOld};
    Seconds.insert(I);
    Last = ~size_t(0);
  }
}

/// "<- ..." behind a figure.
bool ClaimReader::isMarked(size_t I) const {
  return after(I, 2) && after(I)->isSign('<') && after(I, 2)->isSign('-') &&
         !after(I, 2)->Space;
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
