//===- AnalyzeCommit.cpp - Both sides to inventories and changes ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileKernels.h"
#include "Tasks.h"
#include "perfclaim/Analysis/Analysis.h"
#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Diff/Diff.h"
#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Headers/CompiledHeaders.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Triton/Triton.h"
#include "llvm/Support/TimeProfiler.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// One unit of one side in one view, and what was found in it.
struct UnitView {
  const SideInput *Side;
  const UnitRequest *Request;
  View Which;
  Inventory Found;
};

void lookAt(UnitView &Task, const ParseOptions &Options) {
  const TimeTraceScope Scope("parse", StringRef(Task.Request->Path));
  Expected<std::vector<Note>> Notes =
      parseUnit(*Task.Side, *Task.Request, Task.Which, Options,
                [&](ParsedUnit &Unit) { Task.Found = analyzeUnit(Unit); });
  if (Notes)
    Task.Found.Notes.insert(Task.Found.Notes.end(), Notes->begin(),
                            Notes->end());
  else
    Task.Found.Notes.push_back(
        {Severity::Error, Task.Request->Path, 0,
         "could not be parsed: " + toString(Notes.takeError())});
}

/// Parses every unit of both sides in both views. The order in which threads
/// end changes nothing: what they found is united in the order of the units.
void lookAtSides(Analyzed &Result) {
  std::vector<UnitView> Tasks;
  for (auto [Side, Units] :
       {std::pair(&Result.BeforeSide, &Result.Units.Before),
        std::pair(&Result.AfterSide, &Result.Units.After)})
    for (const UnitRequest &Request : *Units)
      for (View Which : {View::Device, View::Host})
        if (Which == View::Host || (Request.Flags.Cuda && !Request.ForCallers))
          Tasks.push_back({Side, &Request, Which, {}});
  forEachTask<UnitView>(Tasks,
                        [&](UnitView &Task) { lookAt(Task, Result.Parsing); });
  for (UnitView &Task : Tasks) {
    Inventory &Found =
        Task.Side == &Result.BeforeSide ? Result.Before : Result.After;
    std::vector<Note> Notes = std::move(Task.Found.Notes);
    Task.Found.Notes.clear();
    Found.merge(std::move(Task.Found));
    // Both views report the same problem of the same line.
    for (Note &N : Notes)
      if (!is_contained(Found.Notes, N))
        Found.Notes.push_back(std::move(N));
    std::vector<std::string> Flags = toNvccFlags(Task.Request->Flags);
    for (const std::string &Define : Task.Request->Flags.Defines)
      Flags.push_back("-D" + Define);
    Found.UnitFlags[Task.Request->Path] = std::move(Flags);
  }
}

/// Sources that could launch the kernels of the changed ones: a kernel that is
/// launched from elsewhere has no launch to compare otherwise.
void addPythonLaunchers(const SourceTree &Tree, PythonFiles &Files) {
  constexpr size_t MostForAll = 8;
  std::set<std::string> Names, Launched;
  for (const auto &[Path, Text] : Files)
    for (std::string &Name : jitNames(Text))
      Names.insert(std::move(Name));
  auto Launches = [&](StringRef Text) {
    bool Any = false;
    for (const std::string &Name : Names)
      if (!Launched.count(Name) && Text.contains(Name + "[")) {
        Launched.insert(Name);
        Any = true;
      }
    return Any;
  };
  for (const auto &[Path, Text] : Files)
    Launches(Text);
  // Helpers are called and never launched, so the search must end somewhere.
  if (Launched.size() == Names.size() || !Tree.complete())
    return;
  size_t Added = 0;
  for (const std::string &Path : Tree.paths()) {
    if (Added == MostForAll || Launched.size() == Names.size())
      break;
    if (!isPythonSource(Path) || Files.count(Path))
      continue;
    Expected<std::string> Text = Tree.read(Path);
    if (!Text) {
      consumeError(Text.takeError());
      continue;
    }
    if (Launches(*Text)) {
      Files[Path] = std::move(*Text);
      ++Added;
    }
  }
}

/// Takes in what the Python files of the commit define. Without Python a commit
/// of something else is still worth looking at.
Error lookAtPython(Analyzed &Result, bool Alone) {
  auto [Before, After] =
      changedPython(Result.Input.Change, Result.Changes.Notes);
  if (Before.empty() && After.empty())
    return Error::success();
  addPythonLaunchers(*Result.BeforeSide.Tree, Before);
  addPythonLaunchers(*Result.AfterSide.Tree, After);
  // What one side launches from there the other one is asked for, too.
  for (auto [From, To, Tree] :
       {std::tuple(&After, &Before, Result.BeforeSide.Tree.get()),
        std::tuple(&Before, &After, Result.AfterSide.Tree.get())})
    for (const auto &[Path, Text] : *From)
      if (!To->count(Path) && Tree->complete() && Tree->contains(Path)) {
        Expected<std::string> Other = Tree->read(Path);
        if (!Other)
          return Other.takeError();
        (*To)[Path] = std::move(*Other);
      }
  std::vector<std::string> Partial;
  for (const FileChange &File : Result.Input.Change.Files)
    if (File.Partial)
      for (const std::string &Path : {File.Path, File.OldPath})
        Partial.push_back(Path);
  Expected<std::pair<Inventory, Inventory>> Found =
      analyzePython(Before, After, Partial);
  if (!Found) {
    if (Alone)
      return Found.takeError();
    Result.Changes.Notes.push_back(
        {Severity::Warning, "", 0,
         "Python files were not read: " + toString(Found.takeError())});
    return Error::success();
  }
  Result.Before.merge(std::move(Found->first));
  Result.After.merge(std::move(Found->second));
  return Error::success();
}

/// True if nothing but Python can hold what changed, so that no CUDA toolkit
/// is needed.
bool isPythonAlone(const Commit &Change) {
  bool Any = false;
  for (const FileChange &File : Change.Files) {
    const StringRef Path = File.Path;
    Any |= Path.ends_with(".py");
    for (StringRef Suffix : {".cu", ".cuh", ".c", ".cc", ".cpp", ".cxx", ".h",
                             ".hpp", ".hh", ".hxx", ".inl", ".inc"})
      if (Path.ends_with(Suffix))
        return false;
  }
  return Any;
}

} // namespace

std::string findBuildDir(StringRef File, StringRef Root) {
  for (StringRef Folder = sys::path::parent_path(File);
       Folder.starts_with(Root); Folder = sys::path::parent_path(Folder))
    for (const char *Below : {"", "build"}) {
      SmallString<256> Path(Folder);
      sys::path::append(Path, Below);
      if (sys::fs::exists(Path + "/compile_commands.json"))
        return std::string(Path);
    }
  return "";
}

Expected<Analyzed> analyzeCommit(CommitInput Input,
                                 const AnalysisOptions &Options,
                                 const Surroundings &Around) {
  Analyzed Result;
  Result.Claims = readClaims(Input.Change);

  Expected<Toolkit> Kit =
      findToolkit(Options.CudaPath, *Around.Files, Around.Environment);
  const bool PythonAlone = isPythonAlone(Input.Change);
  if (Kit)
    Result.Parsing.Kit = *Kit;
  else if (PythonAlone)
    consumeError(Kit.takeError());
  else
    return Kit.takeError();
  Result.Parsing.ResourceDir = findResourceDir(*Around.Files);
  if (Result.Parsing.ResourceDir.empty())
    return makeError("", "Clang's own headers were not found",
                     "install libclang-common-22-dev");
  Result.Parsing.Headers = makeCompiledHeaders(Around.Environment);
  Result.Parsing.BuildDir = !Options.BuildDir.empty()
                                ? Options.BuildDir
                                : findBuildDir(Input.Root + "/any", Input.Root);
  Result.Parsing.ExtraArguments = Options.ExtraArguments;
  Result.Parsing.MaxUnits = Options.MaxUnits;
  if (!Options.Architectures.empty())
    Result.Parsing.Architecture = Options.Architectures.front();

  std::vector<std::string> PassThrough;
  if (!Result.Parsing.BuildDir.empty())
    PassThrough.push_back(Result.Parsing.BuildDir);
  auto MakeSide = [&](Side Which, const std::shared_ptr<SourceTree> &Tree) {
    SideInput S;
    S.Which = Which;
    S.Tree = Tree;
    S.Root = Input.Root;
    S.Files = makeSideFileSystem(Tree, Input.Root, Around.Files, PassThrough);
    return S;
  };
  Result.BeforeSide = MakeSide(Side::Before, Input.Before);
  Result.AfterSide = MakeSide(Side::After, Input.After);
  Result.Input = std::move(Input);

  auto DoBoth = [](function_ref<void()> First, function_ref<void()> Second) {
    std::vector<function_ref<void()>> Jobs = {First, Second};
    forEachTask<function_ref<void()>>(Jobs,
                                      [](function_ref<void()> &Job) { Job(); });
  };
  auto Select = [&] {
    return selectUnits(Result.Input.Change, Result.BeforeSide, Result.AfterSide,
                       Result.Parsing, DoBoth);
  };
  Expected<UnitSelection> Units = Select();
  // Nobody has named it: one that cannot be read is no reason to end.
  if (!Units && Options.BuildDir.empty() && !Result.Parsing.BuildDir.empty()) {
    Result.Input.Change.Notes.push_back(
        {Severity::Warning, "", 0,
         toString(Units.takeError()) + "; flags are guessed from the sources"});
    Result.Parsing.BuildDir.clear();
    Units = Select();
  }
  if (!Units)
    return Units.takeError();
  Result.Units = std::move(*Units);

  lookAtSides(Result);
  if (Error Failed = lookAtPython(Result, PythonAlone))
    return std::move(Failed);
  std::vector<Note> PythonNotes = std::move(Result.Changes.Notes);
  Result.Changes =
      diffInventories(Result.Before, Result.After, Result.Input.Change);

  Result.StaticFor = Options.StaticFor;
  Result.StaticFiles = Options.StaticFiles;
  if (compileKernels(Result, Options, Around.Environment("PATH").value_or("")))
    Result.Changes =
        diffInventories(Result.Before, Result.After, Result.Input.Change);
  compileTriton(
      Result,
      Around.Environment("PERFCLAIM_TRITON_PYTHON").value_or("python3"));

  // What is said of the units stands before what the comparison found.
  std::vector<Note> Notes = Result.Input.Change.Notes;
  auto Take = [&](const std::vector<Note> &More) {
    for (const Note &N : More)
      if (!is_contained(Notes, N))
        Notes.push_back(N);
  };
  Take(Result.Units.Notes);
  Take(PythonNotes);
  Take(Result.Before.Notes);
  Take(Result.After.Notes);
  Take(Result.Changes.Notes);
  // JSON holds no header that the commit leaves as it was.
  if (Result.Input.Change.Repository.empty() &&
      any_of(Notes, [](const Note &N) {
        return StringRef(N.Text).contains(" is missing; ");
      }))
    Notes.insert(Notes.begin(),
                 {Severity::Warning, "", 0,
                  "a header that the commit does not change is missing; what "
                  "it defines, and launches and heuristics within its macros, "
                  "may not be found; --repo DIR reads it from the repository"});
  Result.Changes.Notes = std::move(Notes);
  remarkOnChanges(Result.Changes, Result.Claims);
  return Result;
}

} // namespace perfclaim
