//===- JsonInput.cpp - Commits and sides from commit JSON -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommitRecord.h"
#include "GitInput.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

/// The JSON files of a folder, sorted; a file itself.
static Expected<std::vector<std::string>> listFiles(const std::string &Given) {
  if (Given == "-" || !sys::fs::is_directory(Given))
    return std::vector<std::string>{Given};
  std::vector<std::string> Files;
  std::error_code Code;
  for (sys::fs::directory_iterator At(Given, Code), End; At != End && !Code;
       At.increment(Code)) {
    StringRef Extension = sys::path::extension(At->path());
    if ((Extension == ".json" || Extension == ".jsonl") &&
        sys::path::filename(At->path()) != "extraction_summary.json")
      Files.push_back(At->path());
  }
  if (Code)
    return makeError(Given, "cannot be read: " + Code.message());
  if (Files.empty())
    return makeError(Given, "has no .json or .jsonl file");
  llvm::sort(Files);
  return Files;
}

Expected<CommitInput> inputOfTexts(Commit Change, StringRef Where,
                                   bool MayLack) {
  std::map<std::string, std::string> Before, After;
  bool Any = MayLack || Change.Files.empty();
  for (FileChange &File : Change.Files) {
    if (!File.Patch.empty() && !File.Before && !File.After)
      sketchFromPatch(File, Change.Notes);
    Any |= File.Before || File.After || File.Binary;
    if (File.Before)
      Before[File.OldPath] = *File.Before;
    if (File.After)
      After[File.Path] = *File.After;
  }
  if (!Any)
    return makeError(Where, "the JSON gives no text of any file",
                     "name a clone with --repo");
  CommitInput Input;
  Input.Before = makeMemoryTree(std::move(Before), /*Complete=*/false);
  Input.After = makeMemoryTree(std::move(After), /*Complete=*/false);
  Input.Root = rootWithoutWorkTree();
  Input.Change = std::move(Change);
  return Input;
}

/// Takes from the JSON what it says about the commit, and the files and trees
/// from git.
static void describe(CommitInput &Input, Commit &&Json) {
  auto Take = [](std::string &Into, std::string &From) {
    if (!From.empty())
      Into = std::move(From);
  };
  Take(Input.Change.Message, Json.Message);
  Take(Input.Change.PullRequest, Json.PullRequest);
  Take(Input.Change.Author, Json.Author);
  Take(Input.Change.Date, Json.Date);
  Input.Change.Metadata = std::move(Json.Metadata);
}

/// The parent's tree has the text that the JSON does not give.
static Error takeOldText(FileChange &File, const SourceTree &Parent,
                         Commit &Change, StringRef Where) {
  Expected<std::string> Old = Parent.read(File.OldPath);
  if (!Old)
    return Old.takeError();
  if (Error E = rebuildFromPatch(File, std::move(*Old), Change.Notes))
    return makeError(Where, File.Path + ": " + toString(std::move(E)));
  File.Patch.clear();
  return Error::success();
}

/// The parent is known, the commit is not: the JSON's texts over its tree.
static Expected<CommitInput> overParent(const RepositoryRef &Repository,
                                        Commit Change, StringRef Where) {
  Expected<git::CommitHandle> Parent = Repository->findCommit(Change.Parent);
  if (!Parent)
    return Parent.takeError();
  Expected<git::TreeHandle> Tree = Repository->treeOf(**Parent);
  if (!Tree)
    return Tree.takeError();
  Expected<std::shared_ptr<SourceTree>> Base =
      makeGitTree(Repository, Tree->get());
  if (!Base)
    return Base.takeError();
  std::map<std::string, std::optional<std::string>> Changed;
  for (FileChange &File : Change.Files) {
    if (!File.Patch.empty() && !File.After)
      if (Error E = takeOldText(File, **Base, Change, Where))
        return E;
    if (!File.OldPath.empty() && File.OldPath != File.Path)
      Changed[File.OldPath] = std::nullopt;
    if (File.After || File.Kind == FileChangeKind::Deleted)
      Changed[File.Path] = File.After;
  }
  CommitInput Input;
  Input.Before = *Base;
  Input.After = makeOverlayTree(*Base, std::move(Changed));
  Input.Root = rootWithoutWorkTree();
  Change.Repository = Repository->folder();
  Change.Notes.push_back({Severity::Note, "", 0,
                          "the commit is not in the repository; its files are "
                          "taken from the JSON over the parent's tree"});
  Input.Change = std::move(Change);
  return Input;
}

static Expected<CommitInput> withRepository(const RepositoryRef &Repository,
                                            Commit Json,
                                            ArrayRef<std::string> Paths,
                                            StringRef Where) {
  if (!Repository->hasCommit(Json.Id)) {
    if (Repository->hasCommit(Json.Parent))
      return overParent(Repository, std::move(Json), Where);
    Json.Notes.push_back({Severity::Warning, "", 0,
                          "neither the commit nor its parent is in " +
                              Repository->folder() +
                              "; only the changed files are known"});
    return inputOfTexts(std::move(Json), Where);
  }
  Expected<git::CommitHandle> After = Repository->findCommit(Json.Id);
  if (!After)
    return After.takeError();
  Expected<git::CommitHandle> Before = Repository->hasCommit(Json.Parent)
                                           ? Repository->findCommit(Json.Parent)
                                           : Repository->firstParent(**After);
  if (!Before)
    return Before.takeError();
  Expected<CommitInput> Input =
      compareCommits(Repository, Before->get(), **After, Paths);
  if (Input)
    describe(*Input, std::move(Json));
  return Input;
}

void limitFiles(Commit &Change, ArrayRef<std::string> Paths) {
  if (Paths.empty())
    return;
  llvm::erase_if(Change.Files, [&](const FileChange &File) {
    return none_of(Paths, [&](StringRef Path) {
      Path = Path.rtrim('/');
      return Path == "." || File.Path == Path ||
             StringRef(File.Path).starts_with((Path + "/").str());
    });
  });
}

static Expected<std::vector<CommitInput>>
openJson(const InputRequest &Request) {
  if (!Request.Revision.empty() || !Request.Base.empty() || Request.Staged ||
      Request.Worktree)
    return makeError("", "--commit-json takes no revision, --base, --staged or "
                         "--worktree");
  RepositoryRef Repository;
  if (!Request.Repository.empty()) {
    Expected<RepositoryRef> Opened = git::Repository::open(Request.Repository);
    if (!Opened)
      return Opened.takeError();
    Repository = *Opened;
  }
  Expected<std::vector<std::string>> Files = listFiles(Request.CommitJson);
  if (!Files)
    return Files.takeError();
  std::vector<CommitInput> Inputs;
  for (const std::string &File : *Files) {
    Expected<std::string> Text = readFile(File);
    if (!Text)
      return Text.takeError();
    const std::string Name = File == "-" ? "standard input" : File;
    Expected<std::vector<Commit>> Commits =
        readCommitJson(*Text, Name, Repository != nullptr);
    if (!Commits)
      return Commits.takeError();
    for (auto &&[Index, Change] : enumerate(*Commits)) {
      const std::string Where =
          Commits->size() == 1 ? Name
                               : (Name + ": commit " + Twine(Index + 1)).str();
      Expected<CommitInput> Input =
          Repository
              ? withRepository(Repository, std::move(Change), Request.Paths,
                               Where)
              : inputOfTexts(std::move(Change), Where, Request.MessageOnly);
      if (!Input)
        return Input.takeError();
      limitFiles(Input->Change, Request.Paths);
      Inputs.push_back(std::move(*Input));
    }
  }
  // Of several, an empty one is the caller's to skip.
  if (Inputs.size() == 1 && Inputs.front().Change.Files.empty() &&
      !Request.MessageOnly)
    return makeError(Request.CommitJson, "the commit changes no file", "",
                     ExitCode::Nothing);
  return Inputs;
}

Expected<std::vector<CommitInput>> openInput(const InputRequest &Request) {
  if (!Request.CommitJson.empty())
    return openJson(Request);
  std::vector<CommitInput> Inputs;
  if (!Request.Diff.empty()) {
    Expected<CommitInput> Input = openDiff(Request);
    if (!Input)
      return Input.takeError();
    Inputs.push_back(std::move(*Input));
    return Inputs;
  }
  if (!Request.Repository.empty())
    return makeError("", "--repo goes with --commit-json",
                     "-C names the repository of a revision");
  Expected<CommitInput> Input = openGit(Request);
  if (!Input)
    return Input.takeError();
  Inputs.push_back(std::move(*Input));
  return Inputs;
}

} // namespace perfclaim
