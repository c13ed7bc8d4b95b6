//===- RebuildSides.cpp - Old text and diff to both sides -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommitRecord.h"
#include "HunkSides.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

/// Python has no braces, and other files are not parsed.
static bool hasBraces(StringRef Path) {
  for (StringRef Ending : {".cu", ".cuh", ".h", ".hpp", ".hh", ".hxx", ".inl",
                           ".c", ".cc", ".cpp", ".cxx", ".inc", ".ipp"})
    if (Path.ends_with(Ending))
      return true;
  return false;
}

Error rebuildFromPatch(FileChange &Change, std::string Old,
                       std::vector<Note> &Notes) {
  auto AddNote = [&](Severity Level, const Twine &Text) {
    Notes.push_back({Level, Change.Path, 0, Text.str()});
  };
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(Change.Patch);
  if (!Diff)
    return Diff.takeError();
  if (!Diff->OldHash.empty() && !hasBlobHash(Old, Diff->OldHash)) {
    if (hasBlobHash(Old + "\n", Diff->OldHash)) {
      Old += '\n';
      AddNote(Severity::Note, "the old text had lost its last newline");
    } else {
      AddNote(Severity::Warning,
              "the old text is not the one that the diff was made from");
    }
  }
  if (Change.Kind == FileChangeKind::Deleted) {
    Change.Before = std::move(Old);
    return Error::success();
  }
  std::vector<std::string> Repairs;
  Expected<std::string> After = applyUnifiedDiff(
      Diff->NewFile ? StringRef() : StringRef(Old), *Diff, &Repairs);
  if (!After)
    return After.takeError();
  for (const std::string &Repair : Repairs)
    AddNote(Severity::Note, Repair);
  if (!Diff->NewHash.empty() && !hasBlobHash(*After, Diff->NewHash))
    AddNote(Severity::Warning,
            "the new text may differ from the commit's in bytes that the JSON "
            "does not keep");
  if (Change.Kind != FileChangeKind::Added)
    Change.Before = std::move(Old);
  Change.After = std::move(*After);
  return Error::success();
}

void sketchFromPatch(FileChange &Change, std::vector<Note> &Notes) {
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(Change.Patch);
  if (!Diff) {
    Notes.push_back({Severity::Warning, Change.Path, 0,
                     "its diff is not read: " + toString(Diff.takeError())});
    return;
  }
  HunkSides Sides = sidesOfHunks(*Diff, hasBraces(Change.Path),
                                 StringRef(Change.Path).ends_with(".py"));
  // The lines of a deleted file are all there.
  if (Change.Kind == FileChangeKind::Deleted) {
    Change.Before = std::move(Sides.Before);
    return;
  }
  Change.Before = std::move(Sides.Before);
  Change.After = std::move(Sides.After);
  Change.Partial = true;
  Notes.push_back({Severity::Warning, Change.Path, 0,
                   "there is only a diff; what its hunks show is looked at, "
                   "and nothing else of the file"});
}

} // namespace perfclaim
