//===- Trees.cpp - Source trees over git, disk and memory -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Trees.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

SourceTree::~SourceTree() = default;

static Error notThere(StringRef Path) {
  return makeError(Path, "no such file on this side of the commit");
}

namespace {

/// Blobs by path; a git tree or an index, both flat.
class BlobTree : public SourceTree {
public:
  explicit BlobTree(RepositoryRef Repository)
      : Repository(std::move(Repository)) {}

  void add(std::string Path, const git_oid &Id) {
    // Git itself refuses such names; a crafted object may have them.
    if (isSafeRelativePath(Path) && Blobs.try_emplace(Path, Id).second)
      Paths.push_back(std::move(Path));
  }
  void finish() { llvm::sort(Paths); }

  const std::vector<std::string> &paths() const override { return Paths; }
  bool contains(StringRef Path) const override { return Blobs.count(Path); }
  bool complete() const override { return true; }
  Expected<std::string> read(StringRef Path) const override {
    auto Found = Blobs.find(Path);
    if (Found == Blobs.end())
      return notThere(Path);
    return Repository->readBlob(Found->second, Path);
  }

private:
  RepositoryRef Repository;
  std::vector<std::string> Paths;
  StringMap<git_oid> Blobs;
};

class MemoryTree : public SourceTree {
public:
  MemoryTree(std::map<std::string, std::string> Files, bool Complete)
      : Files(std::move(Files)), Complete(Complete) {
    for (const auto &[Path, Text] : this->Files)
      Paths.push_back(Path);
  }
  const std::vector<std::string> &paths() const override { return Paths; }
  bool contains(StringRef Path) const override {
    return Files.count(Path.str());
  }
  bool complete() const override { return Complete; }
  Expected<std::string> read(StringRef Path) const override {
    auto Found = Files.find(Path.str());
    if (Found == Files.end())
      return notThere(Path);
    return Found->second;
  }

private:
  std::map<std::string, std::string> Files;
  std::vector<std::string> Paths;
  bool Complete;
};

class WorkTree : public SourceTree {
public:
  WorkTree(RepositoryRef Repository, std::vector<std::string> Sorted)
      : Repository(std::move(Repository)), Paths(std::move(Sorted)) {
    llvm::sort(Paths);
    Paths.erase(llvm::unique(Paths), Paths.end());
  }
  const std::vector<std::string> &paths() const override { return Paths; }
  bool contains(StringRef Path) const override {
    auto Found = llvm::lower_bound(
        Paths, Path, [](const std::string &A, StringRef B) { return A < B; });
    return Found != Paths.end() && *Found == Path;
  }
  bool complete() const override { return true; }
  Expected<std::string> read(StringRef Path) const override {
    if (!contains(Path))
      return notThere(Path);
    SmallString<128> Full(Repository->folder());
    sys::path::append(Full, Path);
    // A folder on the way may have become a link that leads elsewhere.
    SmallString<128> Real, RealRoot;
    if (sys::fs::real_path(Full, Real) ||
        sys::fs::real_path(Repository->folder(), RealRoot) ||
        !StringRef(Real).starts_with((RealRoot + "/").str()))
      return makeError(Path, "is not a file of the work tree");
    return readFile(Full);
  }

private:
  RepositoryRef Repository;
  std::vector<std::string> Paths;
};

class OverlayTree : public SourceTree {
public:
  OverlayTree(std::shared_ptr<SourceTree> Base,
              std::map<std::string, std::optional<std::string>> Changed)
      : Base(std::move(Base)), Changed(std::move(Changed)) {
    for (const std::string &Path : this->Base->paths())
      if (!this->Changed.count(Path))
        Paths.push_back(Path);
    for (const auto &[Path, Text] : this->Changed)
      if (Text)
        Paths.push_back(Path);
    llvm::sort(Paths);
  }
  const std::vector<std::string> &paths() const override { return Paths; }
  bool contains(StringRef Path) const override {
    auto Found = Changed.find(Path.str());
    return Found == Changed.end() ? Base->contains(Path)
                                  : Found->second.has_value();
  }
  bool complete() const override { return Base->complete(); }
  Expected<std::string> read(StringRef Path) const override {
    auto Found = Changed.find(Path.str());
    if (Found == Changed.end())
      return Base->read(Path);
    if (!Found->second)
      return notThere(Path);
    return *Found->second;
  }

private:
  std::shared_ptr<SourceTree> Base;
  std::map<std::string, std::optional<std::string>> Changed;
  std::vector<std::string> Paths;
};

} // namespace

static bool isRegularFile(uint32_t Mode) {
  return Mode == GIT_FILEMODE_BLOB || Mode == GIT_FILEMODE_BLOB_EXECUTABLE ||
         Mode == 0100664; // Old repositories have it.
}

static Error walk(const git::Repository &Repository, git_tree *Tree,
                  const std::string &Prefix, unsigned Depth, BlobTree &Into) {
  if (Depth > 256)
    return makeError(Prefix, "folders are nested too deeply");
  for (size_t I = 0, Count = git_tree_entrycount(Tree); I != Count; ++I) {
    const git_tree_entry *Entry = git_tree_entry_byindex(Tree, I);
    const std::string Path = Prefix + git_tree_entry_name(Entry);
    if (isRegularFile(git_tree_entry_filemode_raw(Entry))) {
      Into.add(Path, *git_tree_entry_id(Entry));
    } else if (git_tree_entry_type(Entry) == GIT_OBJECT_TREE) {
      git_tree *Raw = nullptr;
      if (git_tree_lookup(&Raw, Repository.get(), git_tree_entry_id(Entry)) < 0)
        return Repository.missing(Path);
      git::TreeHandle Folder(Raw);
      if (Error E = walk(Repository, Raw, Path + "/", Depth + 1, Into))
        return E;
    }
  }
  return Error::success();
}

Expected<std::shared_ptr<SourceTree>>
makeGitTree(const RepositoryRef &Repository, git_tree *Tree) {
  auto Result = std::make_shared<BlobTree>(Repository);
  if (Tree)
    if (Error E = walk(*Repository, Tree, "", 0, *Result))
      return E;
  Result->finish();
  return Result;
}

Expected<std::shared_ptr<SourceTree>>
makeIndexTree(const RepositoryRef &Repository, git_index &Index) {
  if (git_index_has_conflicts(&Index))
    return makeError(Repository->folder(), "the index has unresolved conflicts",
                     "resolve them, or name a revision");
  auto Result = std::make_shared<BlobTree>(Repository);
  for (size_t I = 0, Count = git_index_entrycount(&Index); I != Count; ++I) {
    const git_index_entry *Entry = git_index_get_byindex(&Index, I);
    if (isRegularFile(Entry->mode))
      Result->add(Entry->path, Entry->id);
  }
  Result->finish();
  return Result;
}

std::shared_ptr<SourceTree> makeWorkTree(const RepositoryRef &Repository,
                                         std::vector<std::string> Paths) {
  return std::make_shared<WorkTree>(Repository, std::move(Paths));
}

std::shared_ptr<SourceTree>
makeOverlayTree(std::shared_ptr<SourceTree> Base,
                std::map<std::string, std::optional<std::string>> Changed) {
  return std::make_shared<OverlayTree>(std::move(Base), std::move(Changed));
}

std::shared_ptr<SourceTree>
makeMemoryTree(std::map<std::string, std::string> Files, bool Complete) {
  return std::make_shared<MemoryTree>(std::move(Files), Complete);
}

} // namespace perfclaim
