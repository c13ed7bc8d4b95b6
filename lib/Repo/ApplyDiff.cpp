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

/// The place nearest to the one that the header names.
static std::optional<size_t> findHunk(ArrayRef<StringRef> Old, const Hunk &H,
                                      size_t From) {
  // A hunk without old lines stands after the line it names.
  const size_t Named =
      H.OldCount == 0 ? H.OldStart : std::max(H.OldStart, 1U) - 1;
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

/// \p Lost stands for spaces at the end of the last line.
static Expected<std::string>
applyHunks(ArrayRef<StringRef> Old, const UnifiedDiff &Diff, StringRef Lost) {
  std::string New;
  size_t Cursor = 0;
  for (const auto &[Index, H] : enumerate(Diff.Hunks)) {
    std::optional<size_t> At = findHunk(Old, H, Cursor);
    if (!At)
      return makeError("", "hunk " + Twine(Index + 1) + " (" + H.Header +
                               ") does not apply");
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

Expected<std::string> applyUnifiedDiff(StringRef Old, const UnifiedDiff &Diff) {
  const std::vector<StringRef> Lines = splitLines(Old);
  std::optional<std::string> First;
  for (const std::string &Ending : lostEndings(Old, Diff)) {
    Expected<std::string> New = applyHunks(Lines, Diff, Ending);
    if (!New)
      return New.takeError();
    if (Diff.NewHash.empty() || hasBlobHash(*New, Diff.NewHash))
      return New;
    if (!First)
      First = std::move(*New);
  }
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
