//===- OpenTree.cpp - A work tree under an editor's texts -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OpenTree.h"
#include "perfclaim/Support/Error.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

namespace {

class OpenTree : public SourceTree {
public:
  OpenTree(std::shared_ptr<SourceTree> Disk,
           std::map<std::string, std::string> Open)
      : Disk(std::move(Disk)), Open(std::move(Open)) {
    // Nearly always all of them are on disk, too.
    for (const auto &[Path, Text] : this->Open)
      if (!this->Disk->contains(Path))
        Paths.push_back(Path);
    if (Paths.empty())
      return;
    llvm::append_range(Paths, this->Disk->paths());
    llvm::sort(Paths);
  }
  const std::vector<std::string> &paths() const override {
    return Paths.empty() ? Disk->paths() : Paths;
  }
  bool contains(StringRef Path) const override {
    return Open.count(Path.str()) || Disk->contains(Path);
  }
  bool complete() const override { return true; }
  Expected<std::string> read(StringRef Path) const override {
    if (auto Found = Open.find(Path.str()); Found != Open.end())
      return Found->second;
    return Disk->read(Path);
  }

private:
  std::shared_ptr<SourceTree> Disk;
  std::map<std::string, std::string> Open;
  std::vector<std::string> Paths; ///< Empty: those of the disk.
};

} // namespace

std::map<std::string, std::string> below(const OpenTexts &Open,
                                         StringRef Root) {
  std::map<std::string, std::string> Result;
  for (const auto &[File, Text] : Open) {
    StringRef Path = File;
    if (Path.consume_front(Root) && Path.consume_front("/"))
      Result[Path.str()] = Text;
  }
  return Result;
}

std::shared_ptr<SourceTree>
makeOpenTree(std::shared_ptr<SourceTree> Disk,
             std::map<std::string, std::string> Open) {
  return std::make_shared<OpenTree>(std::move(Disk), std::move(Open));
}

Expected<FileChange> changeOf(const std::string &Path, const SourceTree &Before,
                              const SourceTree &After) {
  FileChange Result;
  Result.Path = Path;
  Expected<std::string> New = After.read(Path);
  if (!New)
    return New.takeError();
  Result.After = std::move(*New);
  if (!Before.contains(Path)) {
    Result.Kind = FileChangeKind::Added;
  } else {
    Expected<std::string> Old = Before.read(Path);
    if (!Old)
      return Old.takeError();
    Result.OldPath = Path;
    Result.Before = std::move(*Old);
  }
  findChangedLines(Result);
  return Result;
}

/// Both sides around \p File, whose repository path \p Path becomes; no change
/// yet.
static Expected<CommitInput> openBoth(const std::string &File,
                                      const OpenTexts &Open, StringRef Base,
                                      StringRef &Path) {
  Expected<Checkout> Around = openCheckout(sys::path::parent_path(File), Base);
  if (!Around)
    return Around.takeError();
  Path = File;
  if (!Path.consume_front(Around->Root) || !Path.consume_front("/"))
    return makeError(File, "is outside of the repository " + Around->Root);
  CommitInput Result;
  Result.Root = Around->Root;
  Result.Before = Around->Base;
  Result.After = makeOpenTree(Around->Disk, below(Open, Around->Root));
  Result.Change.Id = "worktree";
  Result.Change.Parent = Around->BaseId;
  Result.Change.Repository = Around->Root;
  return Result;
}

Expected<CommitInput> inputOfFile(const std::string &File,
                                  const OpenTexts &Open, StringRef Base) {
  StringRef Path;
  Expected<CommitInput> Result = openBoth(File, Open, Base, Path);
  if (!Result)
    return Result.takeError();
  // What else of the change is open in the editor belongs to it.
  for (const auto &[Name, Text] : below(Open, Result->Root)) {
    Expected<FileChange> Change =
        changeOf(Name, *Result->Before, *Result->After);
    if (!Change)
      return Change.takeError();
    if (Change->Before != Change->After)
      Result->Change.Files.push_back(std::move(*Change));
  }
  if (Result->Change.Files.empty())
    return makeError(Path,
                     "does not differ from " + (Base.empty() ? "HEAD" : Base));
  return Result;
}

Expected<CommitInput> inputOfFileAlone(const std::string &File,
                                       const OpenTexts &Open, StringRef Base) {
  StringRef Path;
  Expected<CommitInput> Result = openBoth(File, Open, Base, Path);
  if (!Result)
    return Result.takeError();
  Expected<FileChange> Change =
      changeOf(Path.str(), *Result->Before, *Result->After);
  if (!Change)
    return Change.takeError();
  Result->Change.Files.push_back(std::move(*Change));
  return Result;
}

} // namespace perfclaim
