//===- Input.h - A commit and both of its sides -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From what the user names (revision, range, index, work tree, commit JSON)
/// to a `Commit` and the two source trees. Everything is read from git objects
/// or from the JSON; nothing is checked out, and of a checkout's files only
/// `--worktree` reads any.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REPO_INPUT_H
#define PERFCLAIM_REPO_INPUT_H

#include "perfclaim/Model/Commit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// All regular files of one side. Lifetime: owns or shares the repository
/// handle, so it outlives the call that made it. Not thread-safe.
class SourceTree {
public:
  virtual ~SourceTree();
  /// Sorted repository paths.
  virtual const std::vector<std::string> &paths() const = 0;
  virtual bool contains(llvm::StringRef Path) const = 0;
  virtual llvm::Expected<std::string> read(llvm::StringRef Path) const = 0;
  /// False where only the changed files are known (commit JSON alone).
  virtual bool complete() const = 0;
};

struct CommitInput {
  Commit Change;
  std::shared_ptr<SourceTree> Before, After;
  /// Absolute path under which both trees are shown to the parser: the work
  /// tree of a checkout, or a path that does not exist.
  std::string Root;
};

struct InputRequest {
  std::string Directory = "."; ///< -C; may be a bare repository.
  std::string Revision;        ///< "", REV, A..B or A...B; "" is HEAD.
  std::string Base;            ///< --base REV: the side before.
  bool Staged = false;
  bool Worktree = false;
  /// The message is what counts: a commit may change nothing, and JSON may give
  /// no texts.
  bool MessageOnly = false;
  std::vector<std::string> Paths; ///< Limits the change, not the trees.
  std::string CommitJson;         ///< FILE, "-" or a folder; "" is git.
  std::string Repository;         ///< --repo of --commit-json; may be "".
  std::string Diff;               ///< A unified diff: FILE or "-"; "" is git.
  /// Leading parts to take off the names in Diff; unset: "a/" and "b/".
  std::optional<unsigned> Strip;
};

/// Several inputs only for JSON that holds several commits.
llvm::Expected<std::vector<CommitInput>> openInput(const InputRequest &Request);

/// A checkout that somebody works in: what a revision has of it, and what is on
/// disk. Nothing is compared yet.
struct Checkout {
  std::string Root;
  std::string BaseId; ///< Full hash; empty where HEAD has no commit yet.
  std::shared_ptr<SourceTree> Base, Disk;
};

/// The checkout around \p Directory with the revision \p Base, "" for HEAD.
llvm::Expected<Checkout> openCheckout(llvm::StringRef Directory,
                                      llvm::StringRef Base);
/// What BaseId would be now, at the price of looking one name up.
llvm::Expected<std::string> currentBase(llvm::StringRef Directory,
                                        llvm::StringRef Base);

/// Calls \p Use with each commit of "A..B" or "A...B", the oldest first, one at
/// a time: what it says, and which files it changes against its first parent.
/// An error of \p Use ends it.
llvm::Error forEachCommit(llvm::StringRef Directory, llvm::StringRef Range,
                          llvm::function_ref<llvm::Error(const Commit &)> Use);

/// Parses commit JSON text (one object, a list, JSON lines); \p Name is for
/// messages. Sides are rebuilt from old text and diff; where the old text is
/// missing the diff is kept. With \p TextsElsewhere there is a repository that
/// has the texts, and a diff that does not apply is a note.
llvm::Expected<std::vector<Commit>> readCommitJson(llvm::StringRef Text,
                                                   llvm::StringRef Name,
                                                   bool TextsElsewhere = false);

/// Both sides of a commit of JSON alone, where only its files are known. \p
/// Where names the JSON in messages. Without \p MayLack some text has to be
/// there.
llvm::Expected<CommitInput> inputOfTexts(Commit Change, llvm::StringRef Where,
                                         bool MayLack = false);

/// Applies a unified diff of one file to its old text. Trailing blank context
/// lines may be missing. An error names the hunk that does not apply.
llvm::Expected<std::string> applyDiff(llvm::StringRef Old,
                                      llvm::StringRef Diff);

/// Sets which lines of \p File differ; nothing where a text is not known.
void findChangedLines(FileChange &File);

/// A tree in memory; for tests, and for JSON without a repository.
std::shared_ptr<SourceTree>
makeMemoryTree(std::map<std::string, std::string> Files, bool Complete);

/// Below \p Root exactly what \p Tree has, plus \p PassThrough: absolute
/// folders such as a build folder, none of them around the root. Everything
/// outside of \p Root is from \p Base.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
makeSideFileSystem(std::shared_ptr<const SourceTree> Tree, llvm::StringRef Root,
                   llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base,
                   llvm::ArrayRef<std::string> PassThrough = {});

} // namespace perfclaim

#endif // PERFCLAIM_REPO_INPUT_H
