//===- AnalyzeCommit.cpp - Both sides to inventories and changes ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Analysis/Analysis.h"
#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Diff/Diff.h"
#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Support/Error.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include <set>
#include <thread>

using namespace llvm;

namespace perfclaim {

namespace {

/// What a side's own thread gathers.
struct SideWork {
  Inventory Found;
  std::string Failure;
};

/// Parses every unit of one side in both views.
void lookAtSide(const SideInput &Side, ArrayRef<UnitRequest> Units,
                const ParseOptions &Options, SideWork &Work) {
  for (const UnitRequest &Request : Units) {
    for (View Which : {View::Device, View::Host}) {
      if (Which == View::Device && !Request.Flags.Cuda)
        continue;
      Expected<std::vector<Note>> Notes =
          parseUnit(Side, Request, Which, Options, [&](ParsedUnit &Unit) {
            Work.Found.merge(analyzeUnit(Unit));
          });
      if (!Notes) {
        Work.Found.Notes.push_back(
            {Severity::Error, Request.Path, 0,
             "could not be parsed: " + toString(Notes.takeError())});
        continue;
      }
      // Both views report the same problem of the same line.
      for (Note &N : *Notes)
        if (!is_contained(Work.Found.Notes, N))
          Work.Found.Notes.push_back(std::move(N));
    }
    Work.Found.UnitFlags[Request.Path] = toNvccFlags(Request.Flags);
    for (const std::string &Define : Request.Flags.Defines)
      Work.Found.UnitFlags[Request.Path].push_back("-D" + Define);
  }
}

/// Runs \p Work for both sides at once; each side's tree has one user.
void forBothSides(function_ref<void(Side)> Work) {
  std::thread Other([&] { Work(Side::Before); });
  Work(Side::After);
  Other.join();
}

/// Paths of units that show at least one kernel that may have changed.
std::set<std::string> unitsOf(const Inventory &Found,
                              const std::set<std::string> &Kernels) {
  std::set<std::string> Units;
  for (const std::string &Identity : Kernels) {
    const Kernel *K = Found.findKernel(Identity);
    if (!K)
      continue;
    for (const auto &[Unit, Files] : Found.UnitFiles)
      if (is_contained(Files, K->Place.File))
        Units.insert(Unit);
  }
  return Units;
}

/// Compiles the units of \p Kernels and notes their kernels' code.
void compareCode(const SideInput &Side, ArrayRef<UnitRequest> Units,
                 const ParseOptions &Options,
                 const std::set<std::string> &Kernels, Inventory &Found) {
  const std::set<std::string> Wanted = unitsOf(Found, Kernels);
  for (const UnitRequest &Request : Units) {
    if (!Wanted.count(Request.Path) || !Request.Flags.Cuda)
      continue;
    LLVMContext Context;
    Expected<std::unique_ptr<Module>> Device =
        compileDevice(Side, Request, Options, Context);
    if (!Device) {
      Found.Notes.push_back(
          {Severity::Note, Request.Path, 0,
           "machine code was not compared: " + toString(Device.takeError())});
      continue;
    }
    const auto Hashes = hashKernelCode(**Device, Found);
    for (Kernel &K : Found.Kernels)
      if (auto Hash = Hashes.find(K.Identity); Hash != Hashes.end()) {
        // A kernel of a header has code in every unit that uses it.
        K.Code[Options.Architecture + " " + Request.Path] = Hash->second;
      }
  }
}

} // namespace

Expected<Analyzed> analyzeCommit(CommitInput Input,
                                 const AnalysisOptions &Options,
                                 const Surroundings &Around) {
  Analyzed Result;
  Result.Claims = readClaims(Input.Change);

  Expected<Toolkit> Kit =
      findToolkit(Options.CudaPath, *Around.Files, Around.Environment);
  if (!Kit)
    return Kit.takeError();
  Result.Parsing.Kit = *Kit;
  Result.Parsing.ResourceDir = findResourceDir(*Around.Files);
  if (Result.Parsing.ResourceDir.empty())
    return makeError("", "Clang's own headers were not found",
                     "install libclang-common-22-dev");
  Result.Parsing.BuildDir = Options.BuildDir;
  Result.Parsing.ExtraArguments = Options.ExtraArguments;
  Result.Parsing.MaxUnits = Options.MaxUnits;
  if (!Options.Architectures.empty())
    Result.Parsing.Architecture = Options.Architectures.front();

  std::vector<std::string> PassThrough;
  if (!Options.BuildDir.empty())
    PassThrough.push_back(Options.BuildDir);
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

  Expected<UnitSelection> Units = selectUnits(
      Result.Input.Change, Result.BeforeSide, Result.AfterSide, Result.Parsing);
  if (!Units)
    return Units.takeError();
  Result.Units = std::move(*Units);

  SideWork Before, After;
  forBothSides([&](Side Which) {
    if (Which == Side::Before)
      lookAtSide(Result.BeforeSide, Result.Units.Before, Result.Parsing,
                 Before);
    else
      lookAtSide(Result.AfterSide, Result.Units.After, Result.Parsing, After);
  });
  Result.Before = std::move(Before.Found);
  Result.After = std::move(After.Found);
  Result.Changes =
      diffInventories(Result.Before, Result.After, Result.Input.Change);

  std::set<std::string> Kernels;
  for (const KernelChange &K : Result.Changes.Kernels)
    if (!K.Before.empty() && !K.After.empty()) {
      Kernels.insert(K.Before);
      Kernels.insert(K.After);
    }
  if (Options.CompareCode && !Kernels.empty()) {
    forBothSides([&](Side Which) {
      if (Which == Side::Before)
        compareCode(Result.BeforeSide, Result.Units.Before, Result.Parsing,
                    Kernels, Result.Before);
      else
        compareCode(Result.AfterSide, Result.Units.After, Result.Parsing,
                    Kernels, Result.After);
    });
    Result.Changes =
        diffInventories(Result.Before, Result.After, Result.Input.Change);
  }

  // What is said of the units stands before what the comparison found.
  std::vector<Note> Notes = Result.Input.Change.Notes;
  auto Take = [&](const std::vector<Note> &More) {
    for (const Note &N : More)
      if (!is_contained(Notes, N))
        Notes.push_back(N);
  };
  Take(Result.Units.Notes);
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
