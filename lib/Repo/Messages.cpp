//===- Messages.cpp - What the commits of a history say -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Changes.h"
#include "perfclaim/Support/Error.h"

using namespace llvm;

namespace perfclaim {

using WalkHandle = git::Handle<git_revwalk, git_revwalk_free>;

namespace {

/// Looks single files up, where listing all of them for each commit of a
/// history would take longer than all the rest.
class LookedUpTree : public SourceTree {
public:
  LookedUpTree(const git::Repository &Repository, const git_tree *Tree)
      : Repository(Repository), Tree(Tree) {}

  const std::vector<std::string> &paths() const override { return None; }
  bool contains(StringRef Path) const override { return find(Path) != nullptr; }
  bool complete() const override { return false; }
  Expected<std::string> read(StringRef Path) const override {
    const EntryHandle Entry = find(Path);
    if (!Entry)
      return makeError(Path, "no such file on this side of the commit");
    return Repository.readBlob(*git_tree_entry_id(Entry.get()), Path);
  }

private:
  using EntryHandle = git::Handle<git_tree_entry, git_tree_entry_free>;
  EntryHandle find(StringRef Path) const {
    git_tree_entry *Raw = nullptr;
    if (Tree)
      git_tree_entry_bypath(&Raw, Tree, Path.str().c_str());
    return EntryHandle(Raw);
  }

  const git::Repository &Repository;
  const git_tree *Tree;
  std::vector<std::string> None;
};

} // namespace

static Error addFiles(git_commit &Of, const git::Repository &Repository,
                      Commit &Change) {
  Expected<git::CommitHandle> Parent = Repository.firstParent(Of);
  if (!Parent)
    return Parent.takeError();
  Expected<git::TreeHandle> Old =
      *Parent ? Repository.treeOf(**Parent) : git::TreeHandle();
  if (!Old)
    return Old.takeError();
  Expected<git::TreeHandle> New = Repository.treeOf(Of);
  if (!New)
    return New.takeError();
  DiffRequest Request;
  Request.Before = Old->get();
  Request.After = New->get();
  return addChanges(Repository, Request, LookedUpTree(Repository, Old->get()),
                    LookedUpTree(Repository, New->get()), Change);
}

static Commit describe(git_commit &Of, const git::Repository &Repository) {
  Commit Change;
  Change.Id = git::toHex(*git_commit_id(&Of));
  if (const char *Message = git_commit_message(&Of))
    Change.Message = Message;
  Change.Repository = Repository.folder();
  // A clone without contents still has messages.
  if (Error E = addFiles(Of, Repository, Change)) {
    Change.Files.clear();
    Change.Notes.push_back(
        {Severity::Warning, "", 0,
         "only its message is read: " + toString(std::move(E))});
  }
  return Change;
}

Error forEachCommit(StringRef Directory, StringRef Range,
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
