//===- GitInput.h - A commit and its sides from git -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_GITINPUT_H
#define PERFCLAIM_LIB_REPO_GITINPUT_H

#include "Changes.h"

namespace perfclaim {

/// A request without commit JSON.
llvm::Expected<CommitInput> openGit(const InputRequest &Request);

/// Everything between two commits; \p Before null is the empty tree. Paths
/// limit the change.
llvm::Expected<CommitInput> compareCommits(const RepositoryRef &Repository,
                                           git_commit *Before,
                                           git_commit &After,
                                           std::vector<std::string> Paths);

/// A request with a diff: the new side is the work tree, the old one that with
/// the diff taken back.
llvm::Expected<CommitInput> openDiff(const InputRequest &Request);

/// Tracked files that are on disk, and untracked ones that are not ignored.
llvm::Expected<std::vector<std::string>>
workTreePaths(const git::Repository &Repository, git_index &Index);
/// The work tree: tracked files, and untracked ones that are not ignored.
llvm::Expected<std::shared_ptr<SourceTree>>
openWorkTree(const RepositoryRef &Repository);

/// Where the parser sees the sides of \p Repository.
std::string rootOf(const git::Repository &Repository);

/// Keeps the files that \p Paths name or that are below them.
void limitFiles(Commit &Change, llvm::ArrayRef<std::string> Paths);

/// A folder that is on no disk, for sides without a work tree.
std::string rootWithoutWorkTree();

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_GITINPUT_H
