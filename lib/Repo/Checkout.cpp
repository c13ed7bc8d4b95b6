//===- Checkout.cpp - A checkout that somebody works in -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitInput.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

static Expected<git::CommitHandle> findBase(const git::Repository &Repository,
                                            StringRef Base) {
  // A repository without commits can be worked in.
  return Base.empty() || Base == "HEAD" ? Repository.headOrNothing()
                                        : Repository.findCommit(Base);
}

Expected<std::string> currentBase(StringRef Directory, StringRef Base) {
  Expected<RepositoryRef> Repository = git::Repository::open(Directory);
  if (!Repository)
    return Repository.takeError();
  Expected<git::CommitHandle> Found = findBase(**Repository, Base);
  if (!Found)
    return Found.takeError();
  return *Found ? git::toHex(*git_commit_id(Found->get())) : std::string();
}

Expected<Checkout> openCheckout(StringRef Directory, StringRef Base) {
  Expected<RepositoryRef> Repository = git::Repository::open(Directory);
  if (!Repository)
    return Repository.takeError();
  if ((*Repository)->isBare())
    return makeError((*Repository)->folder(), "is a bare repository",
                     "open a file of a checkout");
  Checkout Result;
  Result.Root = rootOf(**Repository);
  Expected<git::CommitHandle> Found = findBase(**Repository, Base);
  if (!Found)
    return Found.takeError();
  git::TreeHandle OldTree;
  if (*Found) {
    Result.BaseId = git::toHex(*git_commit_id(Found->get()));
    Expected<git::TreeHandle> Tree = (*Repository)->treeOf(**Found);
    if (!Tree)
      return Tree.takeError();
    OldTree = std::move(*Tree);
  }
  Expected<std::shared_ptr<SourceTree>> Old =
      makeGitTree(*Repository, OldTree.get());
  if (!Old)
    return Old.takeError();
  Result.Base = std::move(*Old);
  git_index *Raw = nullptr;
  if (git_repository_index(&Raw, (*Repository)->get()) < 0)
    return makeError((*Repository)->folder(),
                     "the index cannot be read: " + git::lastMessage());
  const git::IndexHandle Index(Raw);
  Expected<std::vector<std::string>> Paths = workTreePaths(**Repository, *Raw);
  if (!Paths)
    return Paths.takeError();
  Result.Disk = makeWorkTree(*Repository, std::move(*Paths));
  return Result;
}

} // namespace perfclaim
