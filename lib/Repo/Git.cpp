//===- Git.cpp - A repository read through libgit2 ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Git.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <optional>

using namespace llvm;

namespace perfclaim::git {

bool startLibrary() {
  static const bool Started = [] {
    if (git_libgit2_init() < 0)
      return false;
    // None of these changes how objects or references are read.
    const char *Extensions[] = {"partialclone", "worktreeconfig",
                                "preciousobjects", "relativeworktrees"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, Extensions, std::size(Extensions));
    return true;
  }();
  return Started;
}

std::string toHex(const git_oid &Id) {
  char Text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(Text, sizeof(Text), &Id);
}

std::string lastMessage() {
  const git_error *Last = git_error_last();
  return Last && Last->message ? Last->message : "no reason given";
}

static Error openError(StringRef Directory, int Code) {
  SmallString<128> Absolute(Directory);
  if (sys::fs::make_absolute(Absolute))
    Absolute = Directory;
  const std::string Said = lastMessage();
  // Where no configuration has the key, libgit2 1.5 only says that.
  if (Code == GIT_EOWNER || StringRef(Said).contains("safe.directory"))
    return makeError(Directory, "the repository belongs to another user",
                     "`git config --global --add safe.directory " + Absolute +
                         "` trusts it");
  if (Code == GIT_ENOTFOUND)
    return makeError(Directory, "is not a git repository",
                     "name one with -C, or give --commit-json");
  return makeError(Directory, "cannot be opened: " + Said);
}

/// Git's own guess where the configuration does not say: a git folder with
/// another name than ".git" has no work tree around it.
static bool guessBare(git_repository *Root) {
  if (git_repository_is_bare(Root) || !git_repository_workdir(Root))
    return true;
  if (git_repository_is_worktree(Root))
    return false;
  StringRef GitFolder(git_repository_path(Root));
  if (sys::path::filename(GitFolder.rtrim('/')) == ".git")
    return false;
  git_config *Raw = nullptr;
  if (git_repository_config_snapshot(&Raw, Root) < 0)
    return true;
  Handle<git_config, git_config_free> Config(Raw);
  const char *WorkTree = nullptr;
  int SaysBare = 0;
  return git_config_get_string(&WorkTree, Raw, "core.worktree") < 0 &&
         git_config_get_bool(&SaysBare, Raw, "core.bare") < 0;
}

/// Asked before opening, where libgit2 1.5 only speaks of an extension.
static bool isSha256(const std::string &Directory) {
  git_buf Found = {};
  if (git_repository_discover(&Found, Directory.c_str(), 0, nullptr) < 0)
    return false;
  const std::string File = std::string(Found.ptr) + "config";
  git_buf_dispose(&Found);
  git_config *Raw = nullptr;
  if (!sys::fs::exists(File) || git_config_open_ondisk(&Raw, File.c_str()) < 0)
    return false;
  Handle<git_config, git_config_free> Config(Raw);
  git_buf Format = {};
  const bool Result =
      git_config_get_string_buf(&Format, Raw, "extensions.objectformat") == 0 &&
      StringRef(Format.ptr).equals_insensitive("sha256");
  git_buf_dispose(&Format);
  return Result;
}

Expected<std::shared_ptr<Repository>> Repository::open(StringRef Directory) {
  if (!startLibrary())
    return makeError("", "libgit2 does not start: " + lastMessage());
  const std::string Path = Directory.empty() ? "." : Directory.str();
  if (!sys::fs::exists(Path))
    return makeError(Path, "no such folder");
  if (isSha256(Path))
    return makeError(Path, "is a sha256 repository, which cannot be read",
                     "give commit JSON instead");
  git_repository *Raw = nullptr;
  if (int Code = git_repository_open_ext(&Raw, Path.c_str(), 0, nullptr))
    return openError(Path, Code);
  std::shared_ptr<Repository> Result(new Repository);
  Result->Root.reset(Raw);
  Result->Bare = guessBare(Raw);
  Result->Shallow = git_repository_is_shallow(Raw) == 1;
  StringRef Folder(Result->Bare ? git_repository_path(Raw)
                                : git_repository_workdir(Raw));
  Result->Folder = Folder.rtrim('/').str();
  return Result;
}

//===----------------------------------------------------------------------===//
// Revisions
//===----------------------------------------------------------------------===//

Expected<CommitHandle> Repository::findCommit(StringRef Revision) const {
  const std::string Text = Revision.str();
  git_object *Raw = nullptr;
  int Code = StringRef(Text).contains('\0')
                 ? GIT_EINVALIDSPEC
                 : git_revparse_single(&Raw, get(), Text.c_str());
  ObjectHandle Object(Raw);
  if (Code == GIT_EAMBIGUOUS)
    return makeError(Folder, "revision `" + Revision + "` is ambiguous",
                     "give more digits");
  if (Code != 0) {
    if (Revision == "HEAD" && git_repository_head_unborn(get()) == 1)
      return makeError(Folder, "has no commit yet");
    return makeError(Folder, "unknown revision `" + Revision + "`",
                     Shallow ? "the clone is shallow: `git fetch "
                               "--unshallow` may bring it"
                             : "`git fetch` may bring it");
  }
  git_object *Peeled = nullptr;
  Code = git_object_peel(&Peeled, Object.get(), GIT_OBJECT_COMMIT);
  ObjectHandle Holder(Peeled);
  if (Code != 0)
    return makeError(Folder, "`" + Revision + "` is not a commit");
  return CommitHandle(reinterpret_cast<git_commit *>(Holder.release()));
}

bool Repository::hasCommit(StringRef Revision) const {
  if (Revision.empty())
    return false;
  Expected<CommitHandle> Found = findCommit(Revision);
  if (Found)
    return true;
  consumeError(Found.takeError());
  return false;
}

Expected<CommitHandle> Repository::headOrNothing() const {
  if (git_repository_head_unborn(get()) == 1)
    return CommitHandle();
  return findCommit("HEAD");
}

Expected<CommitHandle> Repository::firstParent(git_commit &Of) const {
  if (git_commit_parentcount(&Of) == 0)
    return CommitHandle();
  git_commit *Raw = nullptr;
  if (git_commit_parent(&Raw, &Of, 0) < 0)
    return makeError(Folder,
                     "the parent " + toHex(*git_commit_parent_id(&Of, 0)) +
                         " of " + toHex(*git_commit_id(&Of)) + " is missing",
                     Shallow ? "the clone is shallow: `git fetch --deepen=1` "
                               "may bring it"
                             : "`git fetch` may bring it");
  return CommitHandle(Raw);
}

Expected<TreeHandle> Repository::treeOf(git_commit &Of) const {
  git_tree *Raw = nullptr;
  if (git_commit_tree(&Raw, &Of) < 0)
    return missing("the tree of " + toHex(*git_commit_id(&Of)));
  return TreeHandle(Raw);
}

Expected<CommitHandle> Repository::mergeBase(git_commit &A,
                                             git_commit &B) const {
  git_oid Base;
  if (git_merge_base(&Base, get(), git_commit_id(&A), git_commit_id(&B)) != 0)
    return makeError(Folder,
                     toHex(*git_commit_id(&A)) + " and " +
                         toHex(*git_commit_id(&B)) +
                         " have no common ancestor here",
                     Shallow ? "the clone is shallow: `git fetch --unshallow` "
                               "may bring it"
                             : "");
  git_commit *Raw = nullptr;
  if (git_commit_lookup(&Raw, get(), &Base) < 0)
    return missing(toHex(Base));
  return CommitHandle(Raw);
}

//===----------------------------------------------------------------------===//
// Blobs
//===----------------------------------------------------------------------===//

Error Repository::missing(StringRef Path) const {
  return makeError(Path, "its content is not in " + Folder,
                   "in a partial clone, `git fetch --refetch --no-filter` "
                   "brings it");
}

Expected<std::string> Repository::readBlob(const git_oid &Id,
                                           StringRef Path) const {
  git_blob *Raw = nullptr;
  const int Code = git_blob_lookup(&Raw, get(), &Id);
  BlobHandle Blob(Raw);
  if (Code == GIT_ENOTFOUND)
    return missing(Path);
  if (Code < 0)
    return makeError(Path,
                     "cannot be read from " + Folder + ": " + lastMessage());
  const auto *Bytes = static_cast<const char *>(git_blob_rawcontent(Raw));
  return std::string(Bytes, Bytes + git_blob_rawsize(Raw));
}

std::optional<uint64_t> Repository::blobSize(const git_oid &Id) const {
  git_odb *Raw = nullptr;
  if (git_repository_odb(&Raw, get()) < 0)
    return std::nullopt;
  OdbHandle Objects(Raw);
  size_t Size = 0;
  git_object_t Type = GIT_OBJECT_INVALID;
  if (git_odb_read_header(&Size, &Type, Raw, &Id) < 0)
    return std::nullopt;
  return Size;
}

} // namespace perfclaim::git
