//===- Messages.cpp - The messages of a history ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Git.h"
#include "perfclaim/Repo/Input.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

using WalkHandle = git::Handle<git_revwalk, git_revwalk_free>;

static Commit describe(git_commit &Of, const git::Repository &Repository) {
  Commit Change;
  Change.Id = git::toHex(*git_commit_id(&Of));
  if (const char *Message = git_commit_message(&Of))
    Change.Message = Message;
  Change.Repository = Repository.folder();
  return Change;
}

Error forEachMessage(StringRef Directory, StringRef Range,
                     function_ref<Error(const Commit &)> Use) {
  Expected<std::shared_ptr<git::Repository>> Repository =
      git::Repository::open(Directory);
  if (!Repository)
    return Repository.takeError();
  const size_t Dots = Range.find("..");
  const bool Three = Range.substr(Dots).starts_with("...");
  Expected<git::CommitHandle> From =
      (*Repository)->findCommit(Dots == 0 ? "HEAD" : Range.take_front(Dots));
  if (!From)
    return From.takeError();
  const StringRef Last = Range.drop_front(Dots + (Three ? 3 : 2));
  Expected<git::CommitHandle> To =
      (*Repository)->findCommit(Last.empty() ? "HEAD" : Last);
  if (!To)
    return To.takeError();

  git_revwalk *Raw = nullptr;
  if (git_revwalk_new(&Raw, (*Repository)->get()) < 0)
    return makeError(Directory, "cannot be walked: " + git::lastMessage());
  WalkHandle Walk(Raw);
  git_revwalk_sorting(Raw, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
  // What A has is left out; so A...B begins at the merge base by itself.
  if (git_revwalk_push(Raw, git_commit_id(To->get())) < 0 ||
      git_revwalk_hide(Raw, git_commit_id(From->get())) < 0)
    return makeError(Directory, "cannot be walked: " + git::lastMessage());
  bool Any = false;
  git_oid Id;
  int Code = 0;
  while ((Code = git_revwalk_next(&Id, Raw)) == 0) {
    git_commit *Found = nullptr;
    if (git_commit_lookup(&Found, (*Repository)->get(), &Id) < 0)
      return (*Repository)->missing("commit " + git::toHex(Id));
    const git::CommitHandle Owned(Found);
    Any = true;
    if (Error E = Use(describe(*Found, **Repository)))
      return E;
  }
  if (Code != GIT_ITEROVER)
    return makeError(Directory,
                     "its history is not complete: " + git::lastMessage(),
                     "fetch more of it, as `git fetch --unshallow` does");
  if (!Any)
    return makeError(Directory, "the range `" + Range + "` holds no commit",
                     "the older revision comes first: OLD..NEW",
                     ExitCode::Usage);
  return Error::success();
}

} // namespace perfclaim
