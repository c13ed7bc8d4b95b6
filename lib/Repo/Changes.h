//===- Changes.h - Which files differ ---------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_CHANGES_H
#define PERFCLAIM_LIB_REPO_CHANGES_H

#include "Trees.h"

namespace perfclaim {

/// How the side after is given.
enum class AfterSide { Tree, Index, WorkTree };

struct DiffRequest {
  git_tree *Before = nullptr; ///< Null is the empty tree.
  git_tree *After = nullptr;  ///< For AfterSide::Tree.
  AfterSide Kind = AfterSide::Tree;
  std::vector<std::string> Paths; ///< Limits; empty is everything.
};

/// Fills Files and Notes of \p Change with what differs; texts come from the
/// trees, and only those of changed files are read.
llvm::Error addChanges(const git::Repository &Repository,
                       const DiffRequest &Request, const SourceTree &Before,
                       const SourceTree &After, Commit &Change);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_CHANGES_H
