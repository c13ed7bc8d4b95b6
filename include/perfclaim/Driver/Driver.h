//===- Driver.h - The stages put together -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Puts the stages together: input to analysis, analysis to package, package
/// to result. The only library that owns threads, and the only one that walks
/// candidates of entry pairs until one compiles. Everything a run depends on
/// besides its input is in `Surroundings`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_DRIVER_DRIVER_H
#define PERFCLAIM_DRIVER_DRIVER_H

#include "perfclaim/Emit/Emit.h"
#include "perfclaim/MachineCode/MachineCode.h"
#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Claim.h"
#include "perfclaim/Parse/Unit.h"
#include "perfclaim/Plan/Plan.h"
#include "perfclaim/Repo/Input.h"
#include <functional>

namespace perfclaim {

/// File system, environment and tools that a run is given.
struct Surroundings {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files;
  std::function<std::optional<std::string>(llvm::StringRef)> Environment;
};

struct AnalysisOptions {
  std::string BuildDir; ///< -p; empty: looked for.
  std::string CudaPath; ///< --cuda-path; empty: looked for.
  std::vector<std::string> ExtraArguments;
  std::vector<std::string> Architectures; ///< "sm_90"; empty: sm_80.
  unsigned MaxUnits = 4;
  bool CompareCode = true; ///< Compile changed kernels to compare their code.
  /// Assemble changed kernels for static evidence, for every architecture, and
  /// see how their launches fill this GPU.
  std::optional<GpuModel> StaticFor;
  /// Repository paths: static evidence is about their kernels and those that
  /// they launch, too, where nothing of them changed.
  std::vector<std::string> StaticFiles;
};

/// Machine code of the kernels of one unit that static evidence is about.
struct UnitAssembly {
  Side Which;
  std::string Unit, Architecture;
  Assembly Made;
  std::string Failure; ///< Why there is none; or "".
};

/// What is known of one commit after both sides were looked at.
struct Analyzed {
  CommitInput Input;
  ClaimSet Claims;
  SideInput BeforeSide, AfterSide;
  UnitSelection Units;
  Inventory Before, After;
  ChangeSet Changes;
  ParseOptions Parsing;
  std::optional<GpuModel> StaticFor;
  std::vector<std::string> StaticFiles;
  std::vector<UnitAssembly> Assemblies;
};

/// Folder with the compile_commands.json that is for \p File: above it, or in
/// a folder "build" there, as clangd looks for it, but not outside of \p Root;
/// "" if there is none.
std::string findBuildDir(llvm::StringRef File, llvm::StringRef Root);

llvm::Expected<Analyzed> analyzeCommit(CommitInput Input,
                                       const AnalysisOptions &Options,
                                       const Surroundings &Around);

/// A package that is whole, and the plan behind it. Nothing is written here.
struct Generated {
  BenchmarkPlan Plan;
  GeneratedFiles Files; ///< Empty if Plan.NothingToDo says why.
};

/// What \p Commit says without a run: figures of its assemblies, at the
/// launches of \p Plan.
StaticEvidence gatherStaticEvidence(const Analyzed &Commit,
                                    const BenchmarkPlan &Plan);

/// What the repository's own perfclaim.json says; nothing where it has none.
llvm::Expected<PlanOverrides> overridesIn(const SourceTree &Tree);

struct GenerationOptions {
  PlanOverrides Overrides;
  std::vector<std::string> Architectures;
  /// Runs a package that has just been made, to see what it touches; then the
  /// models are refined and the package made again. May be empty.
  std::function<llvm::Expected<std::vector<Observation>>(
      const BenchmarkPlan &, const GeneratedFiles &)>
      Observe;
  /// An installed torch will run the package: its entry may call what the
  /// headers that stand in only declare.
  bool HasTorch = false;
};

/// The plan has static evidence where \p Commit was analyzed for it.
llvm::Expected<Generated> generatePackage(const Analyzed &Commit,
                                          const GenerationOptions &Options);

} // namespace perfclaim

#endif // PERFCLAIM_DRIVER_DRIVER_H
