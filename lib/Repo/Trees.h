//===- Trees.h - Source trees over git ----------------------------*- C++ -*-=//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_TREES_H
#define PERFCLAIM_LIB_REPO_TREES_H

#include "Git.h"
#include "perfclaim/Repo/Input.h"
#include <map>
#include <optional>

namespace perfclaim {

using RepositoryRef = std::shared_ptr<git::Repository>;

/// All files of \p Tree; null is the empty tree. Reads every tree object and
/// no blob.
llvm::Expected<std::shared_ptr<SourceTree>>
makeGitTree(const RepositoryRef &Repository, git_tree *Tree);

/// What is staged.
llvm::Expected<std::shared_ptr<SourceTree>>
makeIndexTree(const RepositoryRef &Repository, git_index &Index);

/// The regular files \p Paths of the work tree, read when asked for.
std::shared_ptr<SourceTree> makeWorkTree(const RepositoryRef &Repository,
                                         std::vector<std::string> Paths);

/// \p Base with some files replaced, or removed where there is no text.
std::shared_ptr<SourceTree>
makeOverlayTree(std::shared_ptr<SourceTree> Base,
                std::map<std::string, std::optional<std::string>> Changed);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_TREES_H
