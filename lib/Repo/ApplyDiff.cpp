//===- ApplyDiff.cpp - Old text and diff to new text ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnifiedDiff.h"
#include "perfclaim/Repo/Input.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

/// Lines with their ends.
static std::vector<StringRef> splitLines(StringRef Text) {
  std::vector<StringRef> Lines;
  while (!Text.empty()) {
    const size_t End = Text.find('\n');
    const size_t Size = End == StringRef::npos ? Text.size() : End + 1;
    Lines.push_back(Text.take_front(Size));
    Text = Text.drop_front(Size);
  }
  return Lines;
}

static bool hunkFits(ArrayRef<StringRef> Old, const Hunk &H, size_t At) {
  if (At + H.OldCount > Old.size())
    return false;
  for (const HunkLine &Line : H.Lines) {
    if (Line.Kind == '+')
      continue;
    if (Old[At].rtrim() != Line.Text.rtrim())
      return false;
    ++At;
  }
  return true;
}

/// A hunk without old lines stands after the line it names.
static size_t namedPlace(const Hunk &H) {
  return H.OldCount == 0 ? H.OldStart : std::max(H.OldStart, 1U) - 1;
}

/// The place nearest to the one that the header names.
static std::optional<size_t> findHunk(ArrayRef<StringRef> Old, const Hunk &H,
                                      size_t From) {
  const size_t Named = namedPlace(H);
  if (Named >= From && hunkFits(Old, H, Named))
    return Named;
  if (H.OldCount == 0) // Nothing to recognise another place by.
    return std::nullopt;
  std::optional<size_t> Best;
  for (size_t At = From; At + H.OldCount <= Old.size(); ++At) {
    auto Distance = [&](size_t Place) {
      return Place > Named ? Place - Named : Named - Place;
    };
    if ((!Best || Distance(At) < Distance(*Best)) && hunkFits(Old, H, At))
      Best = At;
  }
  return Best;
}

static std::string lines(size_t Count) {
  return std::to_string(Count) + (Count == 1 ? " line" : " lines");
}

/// Says how the hunk at \p At differs from what stands there, and from its
/// header.
static void addRepairs(ArrayRef<StringRef> Old, const Hunk &H, size_t Number,
                       size_t At, std::vector<std::string> &Repairs) {
  auto Add = [&](const Twine &What) {
    Repairs.push_back(
        ("hunk " + Twine(Number) + " (" + H.Header + ") " + What).str());
  };
  const size_t Named = namedPlace(H);
  if (At != Named)
    Add("lies " + lines(std::max(At, Named) - std::min(At, Named)) +
        (At > Named ? " further down" : " further up") +
        " than its header says, and is applied there");
  if (H.Missing)
    Add("lacks " + lines(H.Missing) +
        " of the unchanged ones that its header counts; the old text has them");
  size_t Differing = 0;
  for (const HunkLine &Line : H.Lines) {
    if (Line.Kind == '+')
      continue;
    StringRef There = Old[At++];
    There.consume_back("\n");
    Differing += There != Line.Text;
  }
  if (Differing)
    Add("has " + lines(Differing) +
        " with other spaces at the end than the old text, which is followed");
}

/// \p Lost stands for spaces at the end of the last line.
static Expected<std::string> applyHunks(ArrayRef<StringRef> Old,
                                        const UnifiedDiff &Diff, StringRef Lost,
                                        std::vector<std::string> &Repairs) {
  std::string New;
  size_t Cursor = 0;
  for (const auto &[Index, H] : enumerate(Diff.Hunks)) {
    std::optional<size_t> At = findHunk(Old, H, Cursor);
    if (!At)
      return makeError("", "hunk " + Twine(Index + 1) + " (" + H.Header +
                               ") does not apply");
    addRepairs(Old, H, Index + 1, *At, Repairs);
    for (; Cursor < *At; ++Cursor)
      New += Old[Cursor];
    for (const HunkLine &Line : H.Lines) {
      if (Line.Kind == ' ')
        New += Old[Cursor];
      if (Line.Kind != '+') {
        ++Cursor;
        continue;
      }
      New += Line.Text;
      if (Diff.LastLineStripped && &H == &Diff.Hunks.back() &&
          &Line == &H.Lines.back())
        New += Lost;
      if (!Line.NoNewline)
        New += '\n';
    }
  }
  for (; Cursor < Old.size(); ++Cursor)
    New += Old[Cursor];
  return New;
}

/// What may have stood at the end of a stripped line, likely ones first.
static std::vector<std::string> lostEndings(StringRef Old,
                                            const UnifiedDiff &Diff) {
  if (!Diff.LastLineStripped)
    return {""};
  bool CarriageReturns = Old.split('\n').first.ends_with("\r");
  for (const Hunk &H : Diff.Hunks)
    for (const HunkLine &Line : H.Lines)
      CarriageReturns |= Line.Kind == '+' && Line.Text.ends_with("\r");
  std::vector<std::string> Endings;
  for (bool Return : {CarriageReturns, !CarriageReturns})
    for (unsigned Spaces = 0; Spaces <= 16; ++Spaces)
      Endings.push_back(std::string(Spaces, ' ') + (Return ? "\r" : ""));
  for (unsigned Tabs = 1; Tabs <= 4; ++Tabs)
    Endings.emplace_back(Tabs, '\t');
  return Endings;
}

Expected<std::string> applyUnifiedDiff(StringRef Old, const UnifiedDiff &Diff,
                                       std::vector<std::string> *Repairs) {
  const std::vector<StringRef> Lines = splitLines(Old);
  std::optional<std::string> First;
  std::vector<std::string> FirstRepairs;
  for (const std::string &Ending : lostEndings(Old, Diff)) {
    std::vector<std::string> Found;
    Expected<std::string> New = applyHunks(Lines, Diff, Ending, Found);
    if (!New)
      return New.takeError();
    if (Diff.NewHash.empty() || hasBlobHash(*New, Diff.NewHash)) {
      if (!Ending.empty())
        Found.push_back("the last line had lost spaces at its end; it has "
                        "those that the rest of the diff asks for");
      if (Repairs)
        *Repairs = std::move(Found);
      return New;
    }
    if (!First) {
      First = std::move(*New);
      FirstRepairs = std::move(Found);
    }
  }
  if (Repairs)
    *Repairs = std::move(FirstRepairs);
  return *First;
}

Expected<std::string> applyDiff(StringRef Old, StringRef Diff) {
  Expected<UnifiedDiff> Parsed = parseUnifiedDiff(Diff);
  if (!Parsed)
    return Parsed.takeError();
  if (Parsed->Binary)
    return makeError("", "a binary diff cannot be applied");
  return applyUnifiedDiff(Old, *Parsed);
}

} // namespace perfclaim
