//===- GeneratePython.cpp - The package of a commit of Python sources -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GeneratePython.h"
#include "perfclaim/Triton/Triton.h"

using namespace llvm;

namespace perfclaim {

static constexpr size_t MostOfOne = size_t(1) << 20;

PythonFiles pythonOf(const SourceTree &Tree, size_t &Left) {
  PythonFiles Files;
  for (const std::string &Path : Tree.paths()) {
    if (!StringRef(Path).ends_with(".py"))
      continue;
    Expected<std::string> Text = Tree.read(Path);
    if (!Text) {
      consumeError(Text.takeError());
      continue;
    }
    if (Text->size() > MostOfOne || Text->size() > Left)
      continue;
    Left -= Text->size();
    Files[Path] = std::move(*Text);
  }
  return Files;
}

namespace {

bool isPython(StringRef Path) { return Path.ends_with(".py"); }

} // namespace

bool changesPython(const Analyzed &Commit) {
  const ChangeSet &C = Commit.Changes;
  return any_of(C.Kernels,
                [](const auto &K) { return isPython(K.Place.File); }) ||
         any_of(C.Launches,
                [](const auto &L) { return isPython(L.Place.File); }) ||
         any_of(C.Heuristics, [](const auto &H) { return isPython(H.File); }) ||
         any_of(C.Functions,
                [](const auto &F) { return isPython(F.Place.File); });
}

Expected<Generated> generatePython(const Analyzed &Commit,
                                   const GenerationOptions &Options) {
  for (const FileChange &File : Commit.Input.Change.Files)
    if (File.Partial && isPythonSource(File.Path)) {
      Generated Result;
      Result.Plan.NothingToDo =
          File.Path + " is known by the hunks of a diff only, and a benchmark "
                      "calls whole modules; --repo DIR reads it from the "
                      "repository";
      return Result;
    }
  size_t Left = MostPythonBytes;
  const PythonFiles Before = pythonOf(*Commit.BeforeSide.Tree, Left);
  Left = MostPythonBytes;
  const PythonFiles After = pythonOf(*Commit.AfterSide.Tree, Left);
  std::vector<std::string> Scope;
  for (const Claim &C : Commit.Claims.Claims)
    append_range(Scope, C.Scope);
  Expected<PythonRecipe> Recipe =
      makePythonRecipe(Before, After, Commit.Input.Change, Commit.Changes,
                       Commit.After, Scope, Options.Overrides.Entry);
  if (!Recipe)
    return Recipe.takeError();
  Generated Result;
  BenchmarkPlan &Plan = Result.Plan;
  Plan.Change = Commit.Input.Change;
  // A package is the same wherever its repository lies.
  Plan.Change.Repository.clear();
  for (FileChange &File : Plan.Change.Files)
    File.Before = File.After = std::nullopt;
  Plan.Claims = Commit.Claims;
  Plan.Changes = Commit.Changes;
  if (!Recipe->Nothing.empty()) {
    Plan.NothingToDo = Recipe->Nothing;
    return Result;
  }
  Plan.Entries.push_back(std::move(Recipe->Entry));
  Plan.Workloads = std::move(Recipe->Workloads);
  Plan.Before = std::move(Recipe->Before);
  Plan.After = std::move(Recipe->After);
  planClaims(Plan);
  if (Commit.StaticFor)
    Plan.Changes.Static = gatherStaticEvidence(Commit, Plan);
  if (!Commit.AfterSide.Tree->complete())
    Plan.Assumptions.push_back(
        "the commit's own files are all that is known of the repository; what "
        "else its modules import is stood in for");
  Expected<GeneratedFiles> Files =
      emitTritonPackage(Plan, Recipe->Text, Before, After);
  if (!Files)
    return Files.takeError();
  Result.Files = std::move(*Files);
  return Result;
}

} // namespace perfclaim
