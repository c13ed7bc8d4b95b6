//===- DiffInput.cpp - Sides from the work tree and a diff ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// As clang-tidy-diff: the diff says what changed, the work tree what came of
/// it. The old side is the work tree with the diff taken back, so that what the
/// diff does not touch is the same in both.
///
//===----------------------------------------------------------------------===//

#include "GitInput.h"
#include "UnifiedDiff.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"

using namespace llvm;

namespace perfclaim {

/// The diff that undoes \p Diff.
static UnifiedDiff reversed(UnifiedDiff Diff) {
  std::swap(Diff.OldHash, Diff.NewHash);
  for (Hunk &H : Diff.Hunks) {
    std::swap(H.OldStart, H.NewStart);
    std::swap(H.OldCount, H.NewCount);
    for (HunkLine &Line : H.Lines)
      if (Line.Kind != ' ')
        Line.Kind = Line.Kind == '+' ? '-' : '+';
  }
  // What stands on disk is whole.
  Diff.LastLineStripped = false;
  return Diff;
}

/// The parser takes "a/" and "b/" off itself, which is one part.
static std::string stripped(StringRef Name, StringRef Text,
                            std::optional<unsigned> Strip) {
  const bool One = Text.contains("\n+++ b/") || Text.contains("\n--- a/") ||
                   Text.starts_with("--- a/") ||
                   Text.starts_with("diff --git a/");
  for (unsigned Left = Strip.value_or(0); Left > unsigned(One); --Left)
    Name = Name.split('/').second;
  return Name.str();
}

/// Without "diff --git", a file begins with its two names.
static std::vector<StringRef> partsOf(StringRef Text) {
  std::vector<StringRef> Parts = splitDiff(Text);
  if (!Parts.empty())
    return Parts;
  size_t Begin = StringRef::npos;
  for (size_t At = 0; At < Text.size();) {
    const size_t End = std::min(Text.find('\n', At), Text.size() - 1) + 1;
    if (Text.substr(At).starts_with("--- ") &&
        Text.substr(End).starts_with("+++ ")) {
      if (Begin != StringRef::npos)
        Parts.push_back(Text.slice(Begin, At));
      Begin = At;
    }
    At = End;
  }
  if (Begin != StringRef::npos)
    Parts.push_back(Text.substr(Begin));
  return Parts;
}

/// Adds one file's part of the diff; false where the file is not there.
static Expected<bool> addFile(StringRef Text, const InputRequest &Request,
                              const SourceTree &After, Commit &Change) {
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(Text);
  if (!Diff)
    return Diff.takeError();
  FileChange File;
  const std::string Old =
      Diff->RenameFrom.empty() ? Diff->OldPath : Diff->RenameFrom;
  const std::string New =
      Diff->RenameTo.empty() ? Diff->NewPath : Diff->RenameTo;
  File.OldPath = stripped(Old.empty() ? New : Old, Text, Request.Strip);
  File.Path = stripped(New.empty() ? Old : New, Text, Request.Strip);
  if (Diff->Binary || !Diff->Special.empty() || File.Path.empty())
    return true;
  for (StringRef Name : {StringRef(File.OldPath), StringRef(File.Path)})
    if (Name.starts_with("/") ||
        ("/" + Name + "/").str().find("/../") != std::string::npos)
      return makeError(Name, "lies outside of the repository");
  if (Diff->DeletedFile) {
    File.Kind = FileChangeKind::Deleted;
    File.Path = File.OldPath;
    File.After = std::nullopt;
  } else {
    if (!After.contains(File.Path))
      return false;
    Expected<std::string> Now = After.read(File.Path);
    if (!Now)
      return Now.takeError();
    File.After = std::move(*Now);
  }
  if (Diff->NewFile) {
    File.Kind = FileChangeKind::Added;
    File.OldPath.clear();
  } else {
    std::vector<std::string> Repairs;
    Expected<std::string> Then = applyUnifiedDiff(
        File.After.value_or(""), reversed(std::move(*Diff)), &Repairs);
    for (std::string &Repair : Repairs)
      Change.Notes.push_back({Severity::Note, File.Path, 0, std::move(Repair)});
    if (!Then)
      return makeError(File.Path, "the patch is not of this file: " +
                                      toString(Then.takeError()));
    File.Before = std::move(*Then);
    if (File.OldPath != File.Path)
      File.Kind = FileChangeKind::Renamed;
  }
  Change.Files.push_back(std::move(File));
  return true;
}

Expected<CommitInput> openDiff(const InputRequest &Request) {
  Expected<RepositoryRef> Repository = git::Repository::open(Request.Directory);
  if (!Repository)
    return Repository.takeError();
  if ((*Repository)->isBare())
    return makeError((*Repository)->folder(),
                     "is a bare repository, and a patch needs the files that "
                     "it has changed");
  Expected<std::string> Text = readFile(Request.Diff);
  if (!Text)
    return Text.takeError();
  Expected<std::shared_ptr<SourceTree>> After = openWorkTree(*Repository);
  if (!After)
    return After.takeError();
  CommitInput Input;
  Input.Root = rootOf(**Repository);
  Input.Change.Id = "patch";
  Input.Change.Repository = (*Repository)->folder();
  Input.After = *After;
  for (StringRef Part : partsOf(*Text)) {
    Expected<bool> There = addFile(Part, Request, **After, Input.Change);
    if (!There)
      return There.takeError();
    if (!*There)
      return makeError(Request.Diff == "-" ? "standard input" : Request.Diff,
                       "the patch names a file that is not in " +
                           (*Repository)->folder(),
                       "-p1, -p2... take leading parts off the names");
  }
  limitFiles(Input.Change, Request.Paths);
  llvm::sort(Input.Change.Files, [](const FileChange &A, const FileChange &B) {
    return A.Path < B.Path;
  });
  if (Input.Change.Files.empty())
    return makeError(Request.Diff == "-" ? "standard input" : Request.Diff,
                     "the patch changes no file", "", ExitCode::Nothing);
  std::map<std::string, std::optional<std::string>> Old;
  for (const FileChange &File : Input.Change.Files) {
    if (!File.OldPath.empty())
      Old[File.OldPath] = File.Before;
    if (File.OldPath != File.Path)
      Old.emplace(File.Path, std::nullopt);
  }
  Input.Before = makeOverlayTree(*After, std::move(Old));
  return Input;
}

} // namespace perfclaim
