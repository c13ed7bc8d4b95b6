//===- Changes.cpp - Which files differ -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Changes.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

/// Larger files are data; nobody writes a kernel of that size.
static constexpr uint64_t MaxTextSize = uint64_t(16) << 20;

static Expected<git::DiffHandle> makeDiff(const git::Repository &Repository,
                                          const DiffRequest &Request) {
  git_diff_options Options;
  git_diff_options_init(&Options, GIT_DIFF_OPTIONS_VERSION);
  Options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
  if (Request.Kind == AfterSide::WorkTree)
    Options.flags |=
        GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
  std::vector<char *> Paths;
  for (const std::string &Path : Request.Paths)
    Paths.push_back(const_cast<char *>(Path.c_str()));
  Options.pathspec = {Paths.data(), Paths.size()};

  git_diff *Raw = nullptr;
  int Code = 0;
  switch (Request.Kind) {
  case AfterSide::Tree:
    Code = git_diff_tree_to_tree(&Raw, Repository.get(), Request.Before,
                                 Request.After, &Options);
    break;
  case AfterSide::Index:
    Code = git_diff_tree_to_index(&Raw, Repository.get(), Request.Before,
                                  nullptr, &Options);
    break;
  case AfterSide::WorkTree:
    Code = git_diff_tree_to_workdir_with_index(&Raw, Repository.get(),
                                               Request.Before, &Options);
    break;
  }
  if (Code < 0)
    return makeError(Repository.folder(),
                     "the sides cannot be compared: " + git::lastMessage());
  return git::DiffHandle(Raw);
}

/// Finding a changed file under its new name compares contents; where some are
/// missing, only files that were moved unchanged are found.
static Expected<git::DiffHandle> findDiff(const git::Repository &Repository,
                                          const DiffRequest &Request,
                                          Commit &Change) {
  git_diff_find_options Options;
  git_diff_find_options_init(&Options, GIT_DIFF_FIND_OPTIONS_VERSION);
  Options.flags = GIT_DIFF_FIND_RENAMES | GIT_DIFF_FIND_FOR_UNTRACKED;
  Expected<git::DiffHandle> Diff = makeDiff(Repository, Request);
  if (!Diff || git_diff_find_similar(Diff->get(), &Options) == 0)
    return Diff;
  Options.flags |= GIT_DIFF_FIND_EXACT_MATCH_ONLY;
  Diff = makeDiff(Repository, Request);
  if (!Diff)
    return Diff;
  if (git_diff_find_similar(Diff->get(), &Options) < 0)
    Diff = makeDiff(Repository, Request);
  Change.Notes.push_back(
      {Severity::Note, "", 0,
       "files that were renamed and changed are taken as deleted and added, "
       "because contents are missing"});
  return Diff;
}

static bool isSource(StringRef Path) {
  static const StringSet<> Extensions = {".c",   ".cc", ".cpp", ".cxx", ".cu",
                                         ".cuh", ".h",  ".hh",  ".hpp", ".hxx",
                                         ".inl", ".py", ".inc", ".ipp"};
  return Extensions.contains(sys::path::extension(Path));
}

namespace {

/// One delta of a diff at a time.
class FileReader {
public:
  FileReader(const git::Repository &Repository, const SourceTree &Before,
             const SourceTree &After, Commit &Change)
      : Repository(Repository), Before(Before), After(After), Change(Change) {}

  Error add(const git_diff_delta &Delta);

private:
  /// Sets \p Text, or says why not.
  Error readText(const SourceTree &Tree, const git_diff_file &File,
                 FileChange &Into, std::optional<std::string> &Text);
  void note(StringRef Path, const Twine &Text) {
    Change.Notes.push_back({Severity::Note, Path.str(), 0, Text.str()});
  }
  /// Whether the file is one whose text counts; else notes what it is.
  bool isFile(const git_diff_file &File) {
    if (File.mode == GIT_FILEMODE_COMMIT)
      note(File.path, "a submodule changed; what is in it is not looked at");
    else if (File.mode == GIT_FILEMODE_LINK)
      note(File.path, "a symbolic link changed; links are not followed");
    else if (File.mode == GIT_FILEMODE_TREE)
      note(File.path, "another repository lies here; it is not looked at");
    else
      return File.mode != GIT_FILEMODE_UNREADABLE;
    return false;
  }

  const git::Repository &Repository;
  const SourceTree &Before, &After;
  Commit &Change;
};

} // namespace

static bool isBinary(StringRef Text) {
  return Text.take_front(8000).contains('\0');
}

Error FileReader::readText(const SourceTree &Tree, const git_diff_file &File,
                           FileChange &Into, std::optional<std::string> &Text) {
  uint64_t Size = File.size;
  if ((File.flags & GIT_DIFF_FLAG_VALID_ID) && !git_oid_is_zero(&File.id))
    if (std::optional<uint64_t> Known = Repository.blobSize(File.id))
      Size = *Known;
  if (Size > MaxTextSize) {
    note(File.path, "is larger than 16 MB; its text is not read");
    return Error::success();
  }
  Expected<std::string> Read = Tree.read(File.path);
  if (!Read) {
    if (isSource(File.path))
      return Read.takeError();
    note(File.path, toString(Read.takeError()));
    return Error::success();
  }
  if (isBinary(*Read))
    Into.Binary = true;
  else
    Text = std::move(*Read);
  return Error::success();
}

Error FileReader::add(const git_diff_delta &Delta) {
  const bool HadFile =
      Delta.status != GIT_DELTA_ADDED && Delta.status != GIT_DELTA_UNTRACKED;
  const bool HasFile = Delta.status != GIT_DELTA_DELETED;
  if (Delta.status == GIT_DELTA_CONFLICTED)
    return makeError(Delta.new_file.path, "has unresolved conflicts");
  for (const git_diff_file *File : {&Delta.old_file, &Delta.new_file})
    if (!isSafeRelativePath(File->path)) {
      // An untracked folder that is a repository ends in a slash.
      note(File->path, "is not looked at");
      return Error::success();
    }
  const bool Old = HadFile && isFile(Delta.old_file);
  const bool New = HasFile && isFile(Delta.new_file);
  if (!Old && !New)
    return Error::success();

  FileChange File;
  File.Path = New ? Delta.new_file.path : Delta.old_file.path;
  File.OldPath = Old ? Delta.old_file.path : "";
  File.Kind = !Old                        ? FileChangeKind::Added
              : !New                      ? FileChangeKind::Deleted
              : File.Path != File.OldPath ? FileChangeKind::Renamed
                                          : FileChangeKind::Modified;
  if (Old)
    if (Error E = readText(Before, Delta.old_file, File, File.Before))
      return E;
  if (New)
    if (Error E = readText(After, Delta.new_file, File, File.After))
      return E;
  if (File.Binary)
    File.Before = File.After = std::nullopt;
  Change.Files.push_back(std::move(File));
  return Error::success();
}

Error addChanges(const git::Repository &Repository, const DiffRequest &Request,
                 const SourceTree &Before, const SourceTree &After,
                 Commit &Change) {
  Expected<git::DiffHandle> Diff = findDiff(Repository, Request, Change);
  if (!Diff)
    return Diff.takeError();
  FileReader Reader(Repository, Before, After, Change);
  for (size_t I = 0, Count = git_diff_num_deltas(Diff->get()); I != Count; ++I)
    if (Error E = Reader.add(*git_diff_get_delta(Diff->get(), I)))
      return E;
  llvm::sort(Change.Files, [](const FileChange &A, const FileChange &B) {
    return A.Path < B.Path;
  });
  return Error::success();
}

} // namespace perfclaim
