//===- CompileKernels.cpp - Kernels to code that can be compared ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileKernels.h"
#include "Tasks.h"
#include "perfclaim/Analysis/Analysis.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/TimeProfiler.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

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

/// One unit of one side as device code.
struct UnitCode {
  const SideInput *Side;
  const UnitRequest *Request;
  Inventory *Found;
  std::set<std::string> ToAssemble;          ///< Qualified names.
  std::map<std::string, std::string> Hashes; ///< By the kernel's identity.
  std::string Failure;
  UnitAssembly Assembled;
};

void compile(UnitCode &Task, const ParseOptions &Options,
             const std::string &SearchPath) {
  const TimeTraceScope Scope("compile", StringRef(Task.Request->Path));
  LLVMContext Context;
  Expected<std::unique_ptr<Module>> Device =
      compileDevice(*Task.Side, *Task.Request, Options, Context);
  if (!Device) {
    Task.Failure = Task.Assembled.Failure = toString(Device.takeError());
    return;
  }
  Task.Hashes = hashKernelCode(**Device, *Task.Found);
  if (Task.ToAssemble.empty())
    return;
  Expected<Assembly> Made = assembleDevice(
      **Device, {Options.Kit, Options.Architecture,
                 Task.Request->Flags.CodeFlags, Task.ToAssemble, SearchPath});
  if (Made)
    Task.Assembled.Made = std::move(*Made);
  else
    Task.Assembled.Failure = toString(Made.takeError());
}

std::set<std::string> qualifiedNames(const Inventory &Found,
                                     const std::set<std::string> &Kernels) {
  std::set<std::string> Names;
  for (const std::string &Identity : Kernels)
    if (const Kernel *K = Found.findKernel(Identity))
      Names.insert(K->QualifiedName);
  return Names;
}

/// Compiles the units of \p Kernels and notes their kernels' code.
void compileFor(Analyzed &Result, const ParseOptions &Options,
                const std::set<std::string> &Kernels,
                const std::string &SearchPath) {
  std::vector<UnitCode> Tasks;
  for (auto [Side, Units, Found] :
       {std::tuple(&Result.BeforeSide, &Result.Units.Before, &Result.Before),
        std::tuple(&Result.AfterSide, &Result.Units.After, &Result.After)}) {
    const std::set<std::string> Wanted = unitsOf(*Found, Kernels);
    std::set<std::string> Names;
    if (Result.StaticFor)
      Names = qualifiedNames(*Found, Kernels);
    for (const UnitRequest &Request : *Units)
      if (Wanted.count(Request.Path) && Request.Flags.Cuda &&
          !Request.ForCallers)
        Tasks.push_back(
            {Side,
             &Request,
             Found,
             Names,
             {},
             "",
             {Side->Which, Request.Path, Options.Architecture, {}, ""}});
  }
  forEachTask<UnitCode>(
      Tasks, [&](UnitCode &Task) { compile(Task, Options, SearchPath); });
  for (UnitCode &Task : Tasks) {
    if (!Task.Failure.empty())
      Task.Found->Notes.push_back(
          {Severity::Note, Task.Request->Path, 0,
           "machine code was not compared: " + Task.Failure});
    // A kernel of a header has code in every unit that uses it.
    for (Kernel &K : Task.Found->Kernels)
      if (auto Hash = Task.Hashes.find(K.Identity); Hash != Task.Hashes.end())
        K.Code[Options.Architecture + " " + Task.Request->Path] = Hash->second;
    if (Result.StaticFor)
      Result.Assemblies.push_back(std::move(Task.Assembled));
  }
}

} // namespace

std::vector<std::pair<std::string, std::string>>
kernelsOfChanges(const Analyzed &Commit) {
  std::vector<std::pair<std::string, std::string>> Pairs;
  std::set<std::string> Seen;
  for (const KernelChange &K : Commit.Changes.Kernels) {
    Pairs.emplace_back(K.Before, K.After);
    Seen.insert({K.Before, K.After});
  }
  // A kernel that did not change has one identity, or at least one name.
  auto Add = [&](const std::string &Identity, const Inventory &Found,
                 const Inventory &Other, bool IsAfter) {
    if (Identity.empty() || !Seen.insert(Identity).second)
      return;
    const Kernel *Here = Found.findKernel(Identity);
    const Kernel *There = Other.findKernel(Identity);
    if (!Here)
      return;
    for (const Kernel &K : Other.Kernels)
      if (!There && K.QualifiedName == Here->QualifiedName)
        There = &K;
    const std::string Same = There ? There->Identity : "";
    Seen.insert(Same);
    Pairs.emplace_back(IsAfter ? Same : Identity, IsAfter ? Identity : Same);
  };
  auto LaunchedBy = [&](auto Matches) {
    for (const Launch &L : Commit.After.Launches)
      if (Matches(L))
        Add(L.Kernel, Commit.After, Commit.Before, true);
    for (const Launch &L : Commit.Before.Launches)
      if (Matches(L))
        Add(L.Kernel, Commit.Before, Commit.After, false);
  };
  for (const LaunchChange &L : Commit.Changes.Launches) {
    if (L.AfterIndex && *L.AfterIndex < Commit.After.Launches.size())
      Add(Commit.After.Launches[*L.AfterIndex].Kernel, Commit.After,
          Commit.Before, true);
    if (L.BeforeIndex && *L.BeforeIndex < Commit.Before.Launches.size())
      Add(Commit.Before.Launches[*L.BeforeIndex].Kernel, Commit.Before,
          Commit.After, false);
  }
  for (const FunctionChange &F : Commit.Changes.Functions)
    if (!F.Device)
      LaunchedBy([&](const Launch &L) {
        return !L.Function.empty() &&
               (L.Function == F.After || L.Function == F.Before);
      });
  for (const HeuristicChange &H : Commit.Changes.Heuristics)
    LaunchedBy([&](const Launch &L) { return L.FunctionName == H.Function; });
  auto IsAskedFor = [&](const SourcePlace &Place) {
    return is_contained(Commit.StaticFiles, Place.File);
  };
  for (const Kernel &K : Commit.After.Kernels)
    if (IsAskedFor(K.Place))
      Add(K.Identity, Commit.After, Commit.Before, true);
  for (const Launch &L : Commit.After.Launches)
    if (IsAskedFor(L.Place))
      Add(L.Kernel, Commit.After, Commit.Before, true);
  return Pairs;
}

bool compileKernels(Analyzed &Result, const AnalysisOptions &Options,
                    const std::string &SearchPath) {
  if (!Options.CompareCode && !Result.StaticFor)
    return false;
  std::set<std::string> Kernels;
  for (const KernelChange &K : Result.Changes.Kernels)
    if (!K.Before.empty() && !K.After.empty())
      Kernels.insert({K.Before, K.After});
  if (Result.StaticFor)
    for (const auto &[Before, After] : kernelsOfChanges(Result))
      Kernels.insert({Before, After});
  Kernels.erase("");
  if (Kernels.empty())
    return false;
  compileFor(Result, Result.Parsing, Kernels, SearchPath);
  if (Result.StaticFor)
    for (const std::string &Architecture : Options.Architectures)
      if (Architecture != Result.Parsing.Architecture) {
        ParseOptions Other = Result.Parsing;
        Other.Architecture = Architecture;
        compileFor(Result, Other, Kernels, SearchPath);
      }
  return true;
}

} // namespace perfclaim
