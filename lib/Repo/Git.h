//===- Git.h - A repository read through libgit2 ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Owning handles, and the one place where libgit2's errors become sentences
/// that say what to do.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_GIT_H
#define PERFCLAIM_LIB_REPO_GIT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <git2.h>
#include <memory>
#include <string>

namespace perfclaim::git {

template <auto Free> struct Deleter {
  template <class T> void operator()(T *Handle) const { Free(Handle); }
};
template <class T, auto Free> using Handle = std::unique_ptr<T, Deleter<Free>>;

using CommitHandle = Handle<git_commit, git_commit_free>;
using TreeHandle = Handle<git_tree, git_tree_free>;
using ObjectHandle = Handle<git_object, git_object_free>;
using BlobHandle = Handle<git_blob, git_blob_free>;
using DiffHandle = Handle<git_diff, git_diff_free>;
using IndexHandle = Handle<git_index, git_index_free>;
using StatusHandle = Handle<git_status_list, git_status_list_free>;
using OdbHandle = Handle<git_odb, git_odb_free>;

/// libgit2's state belongs to the process; it is set up once and kept.
bool startLibrary();
std::string toHex(const git_oid &Id);
/// What libgit2 said last.
std::string lastMessage();

class Repository {
public:
  /// Looks upwards from \p Directory, as git does.
  static llvm::Expected<std::shared_ptr<Repository>>
  open(llvm::StringRef Directory);

  git_repository *get() const { return Root.get(); }
  /// Work tree, or the git folder of a bare repository; no final slash.
  const std::string &folder() const { return Folder; }
  bool isBare() const { return Bare; }

  /// "unknown revision" and kin name \p Revision and what may bring it.
  llvm::Expected<CommitHandle> findCommit(llvm::StringRef Revision) const;
  bool hasCommit(llvm::StringRef Revision) const;
  /// Nothing where HEAD names a branch without commits.
  llvm::Expected<CommitHandle> headOrNothing() const;
  llvm::Expected<CommitHandle> firstParent(git_commit &Of) const;
  llvm::Expected<TreeHandle> treeOf(git_commit &Of) const;
  llvm::Expected<CommitHandle> mergeBase(git_commit &A, git_commit &B) const;

  /// The text of a blob; a missing one is an error that names \p Path.
  llvm::Expected<std::string> readBlob(const git_oid &Id,
                                       llvm::StringRef Path) const;
  /// Its size without its content; nothing where it is missing.
  std::optional<uint64_t> blobSize(const git_oid &Id) const;
  /// Says that the object behind \p Path is missing and how to get it.
  llvm::Error missing(llvm::StringRef Path) const;

private:
  Repository() = default;
  Handle<git_repository, git_repository_free> Root;
  std::string Folder;
  bool Bare = false;
  bool Shallow = false;
};

} // namespace perfclaim::git

#endif // PERFCLAIM_LIB_REPO_GIT_H
