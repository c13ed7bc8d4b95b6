//===- Commit.h - What a commit changes -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The first value of the road: a change from one state of a source tree to
/// another, however it was given (git revision, range, index, work tree, commit
/// JSON). Texts are bytes, not necessarily UTF-8.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_COMMIT_H
#define PERFCLAIM_MODEL_COMMIT_H

#include "perfclaim/Model/Source.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

enum class FileChangeKind { Added, Modified, Deleted, Renamed };

struct LineSpan {
  unsigned First = 0, Last = 0; ///< From 1, both in it.
  bool operator==(const LineSpan &) const = default;
};

struct FileChange {
  std::string Path;    ///< After the commit; of a deleted file, before it.
  std::string OldPath; ///< Before the commit; empty for an added file.
  FileChangeKind Kind = FileChangeKind::Modified;
  std::optional<std::string> Before; ///< Nothing where the file is not there.
  std::optional<std::string> After;
  bool Binary = false;
  /// The texts are what the hunks of a diff show, at the lines where they are.
  bool Partial = false;
  /// The diff as it was given, where a text is missing; else empty.
  std::string Patch;
  /// Lines that only the old side has, and only the new one.
  std::vector<LineSpan> Lost, Gained;
  bool operator==(const FileChange &) const = default;
};

struct Commit {
  std::string Id;     ///< Full hash; "index" or "worktree" where there is none.
  std::string Parent; ///< Full hash of the side before; may be empty.
  std::string Message;
  std::string PullRequest; ///< Its text, where the JSON carries it.
  std::string Author;
  std::string Date;
  std::string Repository; ///< Folder of the repository; empty for JSON alone.
  std::vector<FileChange> Files;               ///< Sorted by Path.
  std::map<std::string, std::string> Metadata; ///< What JSON says besides.
  std::vector<Note> Notes;                     ///< What was repaired.
  bool operator==(const Commit &) const = default;
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_COMMIT_H
