//===- Workspace.cpp - Files that are edited, and their base --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Workspace.h"
#include "OpenTree.h"
#include "perfclaim/Analysis/Analysis.h"
#include "perfclaim/Diff/Diff.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Hash.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <thread>

using namespace llvm;

namespace perfclaim {

/// One file of one checkout, and what its parses keep.
struct Workspace::Unit {
  std::string FlagsKey; ///< What the flags were made from.
  std::vector<std::string> Remarks;
  std::optional<UnitRequest> Before, After;
  UnitPreamble Headers[2];       ///< Of the side after, by view.
  std::optional<Inventory> Base; ///< Of the side before.
  std::set<std::string> BaseErrors;
};

struct Workspace::Tree {
  Checkout Git;
  bool Stale = false;
  std::vector<std::string> BuildDirs; ///< Shown to the parser.
  SideInput Before, Disk;
  std::map<std::string, Unit> Units; ///< By repository path.
};

Workspace::Workspace(WorkspaceOptions Options, Surroundings Around)
    : Options(std::move(Options)), Around(std::move(Around)) {}
Workspace::~Workspace() = default;

void Workspace::forgetDisk() {
  for (auto &[Root, T] : Trees)
    T->Stale = true;
}

void Workspace::close(const std::string &File) {
  for (auto &[Root, T] : Trees)
    if (StringRef(File).starts_with(Root + "/"))
      T->Units.erase(File.substr(Root.size() + 1));
}

void Workspace::setBase(std::string Revision) {
  Options.Base = std::move(Revision);
}

Expected<Workspace::Tree *> Workspace::treeAround(const std::string &File) {
  const std::string Folder = sys::path::parent_path(File).str();
  Expected<std::string> BaseId = currentBase(Folder, Options.Base);
  if (!BaseId)
    return BaseId.takeError();
  for (auto &[Root, T] : Trees)
    if (StringRef(File).starts_with(Root + "/") && !T->Stale &&
        T->Git.BaseId == *BaseId)
      return T.get();
  Expected<Checkout> Git = openCheckout(Folder, Options.Base);
  if (!Git)
    return Git.takeError();
  std::unique_ptr<Tree> &T = Trees[Git->Root];
  if (!T)
    T = std::make_unique<Tree>();
  if (T->Git.BaseId != Git->BaseId)
    for (auto &[Path, U] : T->Units) {
      U.Base.reset();
      U.FlagsKey.clear();
    }
  T->Git = std::move(*Git);
  T->Stale = false;
  T->Before = {Side::Before, T->Git.Base, T->Git.Root, nullptr};
  T->Disk = {Side::After, T->Git.Disk, T->Git.Root, nullptr};
  return T.get();
}

namespace {

/// What one parse of one side in one view is given, and what it gives.
struct Job {
  const SideInput *Side;
  const UnitRequest *Request;
  View Which;
  UnitPreamble *Headers;
  Inventory Found;
  std::vector<Note> Notes;
};

void parse(Job &J, const ParseOptions &Options) {
  Expected<std::vector<Note>> Notes = parseUnit(
      *J.Side, *J.Request, J.Which, Options,
      [&](ParsedUnit &Unit) {
        Unit.ForBenchmark = false;
        J.Found = analyzeUnit(Unit);
      },
      J.Headers);
  if (Notes)
    J.Notes = std::move(*Notes);
  else
    J.Notes.push_back({Severity::Error, J.Request->Path, 0,
                       "could not be parsed: " + toString(Notes.takeError())});
}

/// The views of a unit at once: an editor waits for both.
void parseAll(std::vector<Job> &Jobs, const ParseOptions &Options) {
  auto InView = [&](View Which) {
    for (Job &J : Jobs)
      if (J.Which == Which)
        parse(J, Options);
  };
  std::thread Device(InView, View::Device);
  InView(View::Host);
  Device.join();
}

std::vector<Note> errorsOf(const std::vector<Job> &Jobs, Side Which) {
  std::vector<Note> Errors;
  for (const Job &J : Jobs)
    if (J.Side->Which == Which)
      for (const Note &N : J.Notes)
        if (N.Level == Severity::Error && !is_contained(Errors, N))
          Errors.push_back(N);
  return Errors;
}

/// What the flags of a unit depend on besides the two trees' lists of files.
std::string keyOf(StringRef Text, StringRef BuildDir, vfs::FileSystem &Files) {
  std::string Key = BuildDir.str();
  if (ErrorOr<vfs::Status> At =
          Files.status(BuildDir + "/compile_commands.json"))
    Key += " " + std::to_string(At->getSize()) + " " +
           std::to_string(
               At->getLastModificationTime().time_since_epoch().count());
  while (!Text.empty()) {
    const StringRef Line = Text.take_until([](char C) { return C == '\n'; });
    Text = Text.drop_front(std::min(Text.size(), Line.size() + 1));
    if (Line.ltrim().starts_with("#") && Line.contains("include"))
      Key += ("\n" + Line).str();
  }
  return Key;
}

} // namespace

Expected<ParseOptions> Workspace::parseOptions(const std::string &File,
                                               const std::string &Root) {
  ParseOptions Result;
  const AnalysisOptions &Given = Options.Analysis;
  Expected<Toolkit> Kit =
      findToolkit(Given.CudaPath, *Around.Files, Around.Environment);
  if (Kit)
    Result.Kit = *Kit;
  else // Host code needs none.
    consumeError(Kit.takeError());
  Result.ResourceDir = findResourceDir(*Around.Files);
  if (Result.ResourceDir.empty())
    return makeError("", "Clang's own headers were not found",
                     "install libclang-common-22-dev");
  Result.BuildDir =
      Given.BuildDir.empty() ? findBuildDir(File, Root) : Given.BuildDir;
  Result.ExtraArguments = Given.ExtraArguments;
  Result.MaxUnits = 1;
  if (!Given.Architectures.empty())
    Result.Architecture = Given.Architectures.front();
  return Result;
}

Error Workspace::selectFlags(Tree &In, Unit &Of, const SideInput &After,
                             const ParseOptions &Options, StringRef Path) {
  Of.Remarks.clear();
  Commit Change;
  Expected<FileChange> File =
      changeOf(Path.str(), *In.Before.Tree, *After.Tree);
  if (!File)
    return File.takeError();
  Change.Files.push_back(std::move(*File));
  Expected<UnitSelection> Units =
      selectUnits(Change, In.Before, After, Options);
  if (!Units && !Options.BuildDir.empty()) {
    // A build folder that is being written is no reason to say nothing.
    Of.Remarks.push_back(toString(Units.takeError()) +
                         "; flags are guessed from the sources");
    ParseOptions Without = Options;
    Without.BuildDir.clear();
    Units = selectUnits(Change, In.Before, After, Without);
  }
  if (!Units)
    return Units.takeError();
  if (Options.BuildDir.empty())
    Of.Remarks.push_back("no compile_commands.json in " + In.Git.Root +
                         " or its build folder; flags are guessed from the "
                         "sources");
  for (const Note &N : Units->Notes)
    if (N.Level == Severity::Warning)
      Of.Remarks.push_back(N.Text);
  // A header is read by itself, with the flags of a unit that includes it: its
  // own text is then all that an edit has parsed.
  auto Pick =
      [&](std::vector<UnitRequest> &Requests) -> std::optional<UnitRequest> {
    for (UnitRequest &R : Requests)
      if (R.Path == Path)
        return std::move(R);
    if (Requests.empty())
      return std::nullopt;
    UnitRequest R = std::move(Requests.front());
    R.Path = Path.str();
    R.ForCallers = false;
    return R;
  };
  std::optional<UnitRequest> Before = Pick(Units->Before);
  Of.After = Pick(Units->After);
  if (!In.Before.Tree->contains(Path))
    Before.reset();
  if (!Of.After)
    return makeError(Path, "is no C++ or CUDA file that can be compiled");
  if (!Of.Before || !Before || Before->Flags != Of.Before->Flags)
    Of.Base.reset();
  Of.Before = std::move(Before);
  return Error::success();
}

/// What of the unit's files is another text than at the base: all of the change
/// that can be seen in it.
static Commit changeSeen(const Inventory &Before, const Inventory &After,
                         const SideInput &Old, const SideInput &New) {
  std::set<std::string> Paths;
  for (const Inventory *Side : {&Before, &After})
    for (const auto &[Unit, Files] : Side->UnitFiles)
      Paths.insert(Files.begin(), Files.end());
  auto Read = [](const SideInput &Side,
                 const std::string &Path) -> std::optional<std::string> {
    auto Text = Side.Files->getBufferForFile(Side.Root + "/" + Path);
    if (!Text)
      return std::nullopt;
    return (*Text)->getBuffer().str();
  };
  Commit Change;
  for (const std::string &Path : Paths) {
    FileChange File;
    File.Path = Path;
    File.Before = Read(Old, Path);
    File.After = Read(New, Path);
    if (File.Before == File.After)
      continue;
    File.OldPath = File.Before ? Path : "";
    File.Kind = !File.Before  ? FileChangeKind::Added
                : !File.After ? FileChangeKind::Deleted
                              : FileChangeKind::Modified;
    Change.Files.push_back(std::move(File));
  }
  return Change;
}

/// What differs says it all, with the base, the flags and the limits.
static std::string fingerprint(std::string Text, const Commit &Change,
                               const SideInput &After) {
  for (const FileChange &File : Change.Files)
    Text += "\n" + File.Path + " " + (File.After ? hashText(*File.After) : "");
  if (auto Limits =
          After.Files->getBufferForFile(After.Root + "/perfclaim.json"))
    Text += "\n" + hashText((*Limits)->getBuffer());
  return hashText(Text);
}

Expected<Answer> Workspace::look(const std::string &File,
                                 const OpenTexts &Open) {
  Expected<Tree *> Found = treeAround(File);
  if (!Found)
    return Found.takeError();
  Tree &In = **Found;
  StringRef Path = File;
  if (!Path.consume_front(In.Git.Root) || !Path.consume_front("/"))
    return makeError(File, "is outside of the repository " + In.Git.Root);
  Expected<ParseOptions> Parsing = parseOptions(File, In.Git.Root);
  if (!Parsing)
    return Parsing.takeError();
  if (!In.Before.Files || (!Parsing->BuildDir.empty() &&
                           !is_contained(In.BuildDirs, Parsing->BuildDir))) {
    if (!Parsing->BuildDir.empty())
      In.BuildDirs.push_back(Parsing->BuildDir);
    for (SideInput *S : {&In.Before, &In.Disk})
      S->Files =
          makeSideFileSystem(S->Tree, S->Root, Around.Files, In.BuildDirs);
  }

  const std::map<std::string, std::string> Texts = below(Open, In.Git.Root);
  SideInput After = In.Disk;
  After.Tree = makeOpenTree(In.Disk.Tree, Texts);
  auto Buffers = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  for (const auto &[Name, Text] : Texts)
    Buffers->addFile(In.Git.Root + "/" + Name, 0,
                     MemoryBuffer::getMemBufferCopy(Text));
  auto Overlay = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(In.Disk.Files);
  Overlay->pushOverlay(std::move(Buffers));
  After.Files = std::move(Overlay);

  Unit &Of = In.Units[Path.str()];
  std::string Key =
      keyOf(Texts.at(Path.str()), Parsing->BuildDir, *Around.Files);
  if (Key != Of.FlagsKey) {
    if (Error E = selectFlags(In, Of, After, *Parsing, Path))
      return std::move(E);
    Of.FlagsKey = std::move(Key);
  }
  if (Of.After->Flags.Cuda && Parsing->Kit.Path.empty())
    return findToolkit(Options.Analysis.CudaPath, *Around.Files,
                       Around.Environment)
        .takeError();

  std::vector<Job> Jobs;
  auto Add = [&](const SideInput &Side, const UnitRequest &Request,
                 UnitPreamble *Headers) {
    for (View Which : {View::Host, View::Device})
      if (Which == View::Host || Request.Flags.Cuda)
        Jobs.push_back({&Side,
                        &Request,
                        Which,
                        Headers ? &Headers[static_cast<int>(Which)] : nullptr,
                        {},
                        {}});
  };
  Add(After, *Of.After, Of.Headers);
  const bool NeedsBase = !Of.Base;
  if (NeedsBase && Of.Before)
    Add(In.Before, *Of.Before, nullptr);
  parseAll(Jobs, *Parsing);

  Answer Result;
  if (NeedsBase)
    Of.Base.emplace();
  for (Job &J : Jobs)
    (J.Side->Which == Side::After ? Result.After : *Of.Base)
        .merge(std::move(J.Found));
  if (NeedsBase) {
    Of.BaseErrors.clear();
    for (const Note &N : errorsOf(Jobs, Side::Before))
      Of.BaseErrors.insert(N.Text);
  }
  for (const Note &N : errorsOf(Jobs, Side::After))
    if (!Result.Broken && !Of.BaseErrors.count(N.Text))
      Result.Broken = {N.File == Path ? N.Line : 0, N.Text};
  Result.Path = Path.str();
  Result.Text = Texts.at(Path.str());
  Result.Base = Options.Base.empty() ? "HEAD" : Options.Base;
  Result.Remarks = Of.Remarks;
  for (const auto &[Name, Files] : Result.After.UnitFiles)
    Result.Files.insert(Files.begin(), Files.end());
  const Commit Change = changeSeen(*Of.Base, Result.After, In.Before, After);
  Result.Seen = fingerprint(In.Git.BaseId + "\n" + Of.FlagsKey, Change, After);
  Result.Changes = diffInventories(*Of.Base, Result.After, Change);
  return Result;
}

} // namespace perfclaim
