//===- GitInput.cpp - A commit and its sides from git ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitInput.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include <ctime>

using namespace llvm;

namespace perfclaim {

std::string rootWithoutWorkTree() {
  std::string Root = "/perfclaim/source";
  while (sys::fs::exists(Root))
    Root += "_";
  return Root;
}

std::string rootOf(const git::Repository &Repository) {
  if (Repository.isBare())
    return rootWithoutWorkTree();
  SmallString<128> Real;
  return sys::fs::real_path(Repository.folder(), Real) ? Repository.folder()
                                                       : std::string(Real);
}

/// "2024-03-29 22:26:21 -0700", as `git log --format=%ai` has it.
static std::string dateOf(const git_time &When) {
  const std::time_t Local =
      static_cast<std::time_t>(When.time) + std::time_t(When.offset) * 60;
  std::tm Parts = {};
  if (!gmtime_r(&Local, &Parts))
    return "";
  char Text[40];
  std::strftime(Text, sizeof(Text), "%Y-%m-%d %H:%M:%S", &Parts);
  const int Minutes = std::abs(When.offset);
  return formatv("{0} {1}{2,0+2}{3,0+2}", StringRef(Text),
                 When.offset < 0 ? "-" : "+", Minutes / 60, Minutes % 60)
      .str();
}

static void describe(Commit &Change, git_commit &Of) {
  Change.Id = git::toHex(*git_commit_id(&Of));
  if (const char *Message = git_commit_message(&Of))
    Change.Message = Message;
  if (const git_signature *Author = git_commit_author(&Of)) {
    Change.Author = std::string(Author->name) + " <" + Author->email + ">";
    Change.Date = dateOf(Author->when);
  }
}

//===----------------------------------------------------------------------===//
// Paths that limit the change
//===----------------------------------------------------------------------===//

/// As for git, paths are taken from the folder the user is in.
static Expected<std::vector<std::string>>
limitPaths(const git::Repository &Repository, const InputRequest &Request) {
  std::vector<std::string> Limits;
  SmallString<128> Here, Root;
  if (!Repository.isBare() && !Request.Paths.empty() &&
      (sys::fs::real_path(Request.Directory, Here) ||
       sys::fs::real_path(Repository.folder(), Root)))
    return makeError(Request.Directory, "cannot be resolved");
  for (const std::string &Given : Request.Paths) {
    SmallString<128> Full(Given);
    if (!Repository.isBare()) {
      if (sys::path::is_relative(Full)) {
        Full = Here;
        sys::path::append(Full, Given);
      }
      sys::path::remove_dots(Full, /*remove_dot_dot=*/true);
      StringRef Below(Full);
      if (!Below.consume_front(Root) || (!Below.empty() && Below[0] != '/'))
        return makeError(Given, "is outside of the repository " + Root);
      Full = SmallString<128>(Below);
    }
    sys::path::remove_dots(Full, /*remove_dot_dot=*/true);
    StringRef Clean = StringRef(Full).trim('/');
    if (Clean.starts_with(".."))
      return makeError(Given, "is outside of the repository");
    if (Clean.empty() || Clean == ".")
      return std::vector<std::string>();
    Limits.push_back(Clean.str());
  }
  return Limits;
}

static Error checkNotEmpty(const CommitInput &Input,
                           const InputRequest &Request,
                           ArrayRef<std::string> Limits, StringRef What) {
  if (Request.MessageOnly || !Input.Change.Files.empty() ||
      !Input.Change.Notes.empty())
    return Error::success();
  return makeError(Input.Change.Repository,
                   What + (Limits.empty() ? " changes no file"
                                          : " changes no file in the paths "
                                            "given"),
                   "", ExitCode::Nothing);
}

//===----------------------------------------------------------------------===//
// Two commits
//===----------------------------------------------------------------------===//

Expected<CommitInput> compareCommits(const RepositoryRef &Repository,
                                     git_commit *Before, git_commit &After,
                                     std::vector<std::string> Paths) {
  CommitInput Input;
  Input.Root = rootOf(*Repository);
  Input.Change.Repository = Repository->folder();
  describe(Input.Change, After);
  git::TreeHandle OldTree;
  if (Before) {
    Input.Change.Parent = git::toHex(*git_commit_id(Before));
    Expected<git::TreeHandle> Tree = Repository->treeOf(*Before);
    if (!Tree)
      return Tree.takeError();
    OldTree = std::move(*Tree);
  }
  Expected<git::TreeHandle> NewTree = Repository->treeOf(After);
  if (!NewTree)
    return NewTree.takeError();
  if (auto Tree = makeGitTree(Repository, OldTree.get()))
    Input.Before = *Tree;
  else
    return Tree.takeError();
  if (auto Tree = makeGitTree(Repository, NewTree->get()))
    Input.After = *Tree;
  else
    return Tree.takeError();
  DiffRequest Request;
  Request.Before = OldTree.get();
  Request.After = NewTree->get();
  Request.Paths = std::move(Paths);
  if (Error E = addChanges(*Repository, Request, *Input.Before, *Input.After,
                           Input.Change))
    return E;
  return Input;
}

namespace {

/// What a revision or range names.
struct Sides {
  git::CommitHandle Before; ///< Null: everything is new.
  git::CommitHandle After;
  bool IsMerge = false;
};

} // namespace

static Expected<Sides> resolve(const git::Repository &Repository,
                               StringRef Revision, StringRef Base) {
  Sides Result;
  auto Find = [&](StringRef Name, git::CommitHandle &Into) -> Error {
    Expected<git::CommitHandle> Found =
        Repository.findCommit(Name.empty() ? "HEAD" : Name);
    if (!Found)
      return Found.takeError();
    Into = std::move(*Found);
    return Error::success();
  };
  const size_t Dots = Revision.find("..");
  if (Dots != StringRef::npos) {
    if (!Base.empty())
      return makeError("", "--base cannot be given with the range `" +
                               Revision + "`");
    const bool Three = Revision.substr(Dots).starts_with("...");
    if (Error E = Find(Revision.take_front(Dots), Result.Before))
      return E;
    if (Error E =
            Find(Revision.drop_front(Dots + (Three ? 3 : 2)), Result.After))
      return E;
    if (Three) {
      Expected<git::CommitHandle> Common =
          Repository.mergeBase(*Result.Before, *Result.After);
      if (!Common)
        return Common.takeError();
      Result.Before = std::move(*Common);
    }
    return Result;
  }
  if (Error E = Find(Revision, Result.After))
    return E;
  if (!Base.empty()) {
    if (Error E = Find(Base, Result.Before))
      return E;
    return Result;
  }
  Expected<git::CommitHandle> Parent = Repository.firstParent(*Result.After);
  if (!Parent)
    return Parent.takeError();
  Result.Before = std::move(*Parent);
  Result.IsMerge = git_commit_parentcount(Result.After.get()) > 1;
  return Result;
}

static Expected<CommitInput> openRevision(const RepositoryRef &Repository,
                                          const InputRequest &Request,
                                          ArrayRef<std::string> Limits) {
  Expected<Sides> Found = resolve(*Repository, Request.Revision, Request.Base);
  if (!Found)
    return Found.takeError();
  Expected<CommitInput> Input =
      compareCommits(Repository, Found->Before.get(), *Found->After, Limits);
  if (!Input)
    return Input;
  if (Error E =
          checkNotEmpty(*Input, Request, Limits,
                        "`" +
                            (Request.Revision.empty() ? std::string("HEAD")
                                                      : Request.Revision) +
                            "`"))
    return E;
  if (Found->IsMerge)
    Input->Change.Notes.push_back(
        {Severity::Note, "", 0,
         "a merge commit, compared with its first parent"});
  return Input;
}

//===----------------------------------------------------------------------===//
// Index and work tree
//===----------------------------------------------------------------------===//

Expected<std::vector<std::string>>
workTreePaths(const git::Repository &Repository, git_index &Index) {
  std::vector<std::string> Paths;
  auto AddIfRegular = [&](StringRef Path) {
    SmallString<128> Full(Repository.folder());
    sys::path::append(Full, Path);
    sys::fs::file_status Status;
    if (!sys::fs::status(Full, Status, /*follow=*/false) &&
        sys::fs::is_regular_file(Status))
      Paths.push_back(Path.str());
  };
  for (size_t I = 0, Count = git_index_entrycount(&Index); I != Count; ++I)
    AddIfRegular(git_index_get_byindex(&Index, I)->path);

  git_status_options Options;
  git_status_options_init(&Options, GIT_STATUS_OPTIONS_VERSION);
  Options.show = GIT_STATUS_SHOW_WORKDIR_ONLY;
  Options.flags =
      GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
      GIT_STATUS_OPT_EXCLUDE_SUBMODULES | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
  git_status_list *Raw = nullptr;
  if (git_status_list_new(&Raw, Repository.get(), &Options) < 0)
    return makeError(Repository.folder(),
                     "the work tree cannot be read: " + git::lastMessage());
  git::StatusHandle List(Raw);
  for (size_t I = 0, Count = git_status_list_entrycount(Raw); I != Count; ++I) {
    const git_status_entry *Entry = git_status_byindex(Raw, I);
    if (Entry->status & GIT_STATUS_WT_NEW)
      AddIfRegular(Entry->index_to_workdir->new_file.path);
  }
  return Paths;
}

Expected<std::shared_ptr<SourceTree>>
openWorkTree(const RepositoryRef &Repository) {
  git_index *RawIndex = nullptr;
  if (git_repository_index(&RawIndex, Repository->get()) < 0)
    return makeError(Repository->folder(),
                     "the index cannot be read: " + git::lastMessage());
  const git::IndexHandle Index(RawIndex);
  auto Paths = workTreePaths(*Repository, *Index);
  if (!Paths)
    return Paths.takeError();
  return makeWorkTree(Repository, std::move(*Paths));
}

static Expected<CommitInput> openUncommitted(const RepositoryRef &Repository,
                                             const InputRequest &Request,
                                             ArrayRef<std::string> Limits) {
  const char *Option = Request.Staged ? "--staged" : "--worktree";
  if (!Request.Revision.empty())
    return makeError("", Twine(Option) + " takes no revision",
                     "--base names the side before");
  if (Repository->isBare())
    return makeError(Repository->folder(),
                     "is a bare repository, which has nothing for " +
                         Twine(Option));
  Expected<git::CommitHandle> Old = Request.Base.empty()
                                        ? Repository->headOrNothing()
                                        : Repository->findCommit(Request.Base);
  if (!Old)
    return Old.takeError();
  CommitInput Input;
  Input.Root = rootOf(*Repository);
  Input.Change.Repository = Repository->folder();
  Input.Change.Id = Request.Staged ? "index" : "worktree";
  git::TreeHandle OldTree;
  if (*Old) {
    Input.Change.Parent = git::toHex(*git_commit_id(Old->get()));
    Expected<git::TreeHandle> Tree = Repository->treeOf(**Old);
    if (!Tree)
      return Tree.takeError();
    OldTree = std::move(*Tree);
  }
  auto Before = makeGitTree(Repository, OldTree.get());
  if (!Before)
    return Before.takeError();
  Input.Before = *Before;

  if (Request.Staged) {
    git_index *RawIndex = nullptr;
    if (git_repository_index(&RawIndex, Repository->get()) < 0)
      return makeError(Repository->folder(),
                       "the index cannot be read: " + git::lastMessage());
    const git::IndexHandle Index(RawIndex);
    auto After = makeIndexTree(Repository, *Index);
    if (!After)
      return After.takeError();
    Input.After = *After;
  } else {
    auto After = openWorkTree(Repository);
    if (!After)
      return After.takeError();
    Input.After = *After;
  }
  DiffRequest Diff;
  Diff.Before = OldTree.get();
  Diff.Kind = Request.Staged ? AfterSide::Index : AfterSide::WorkTree;
  Diff.Paths = Limits.vec();
  if (Error E = addChanges(*Repository, Diff, *Input.Before, *Input.After,
                           Input.Change))
    return E;
  if (Error E = checkNotEmpty(Input, Request, Limits,
                              Request.Staged ? "the index" : "the work tree"))
    return E;
  return Input;
}

Expected<CommitInput> openGit(const InputRequest &Request) {
  if (Request.Staged && Request.Worktree)
    return makeError("", "--staged and --worktree exclude each other");
  Expected<RepositoryRef> Repository = git::Repository::open(Request.Directory);
  if (!Repository)
    return Repository.takeError();
  Expected<std::vector<std::string>> Limits = limitPaths(**Repository, Request);
  if (!Limits)
    return Limits.takeError();
  return Request.Staged || Request.Worktree
             ? openUncommitted(*Repository, Request, *Limits)
             : openRevision(*Repository, Request, *Limits);
}

} // namespace perfclaim
