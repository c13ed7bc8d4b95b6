//===- Generate.cpp - perfclaim generate ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim::tool {

/// Runs \p Files on the host backend, somewhere temporary.
static Expected<std::vector<Observation>> observe(const Invocation &Call,
                                                  const BenchmarkPlan &Plan,
                                                  const GeneratedFiles &Files) {
  SmallString<128> Folder;
  if (std::error_code Failed =
          sys::fs::createUniqueDirectory("perfclaim-observe", Folder))
    return makeError("temporary folder", Failed.message());
  const std::string Package = (Folder + "/package").str();
  const scope_exit Clean([&] {
    // What is left is temporary all the same.
    const std::error_code Left = sys::fs::remove_directories(Folder);
    (void)Left;
  });
  if (Error E = writeFolder(Package, Files))
    return std::move(E);
  RunOptions How = hostRunOptions(Call, Plan);
  How.Observe = true;
  How.Slack = uint64_t(4) << 20;
  Expected<PackageRun> Run = runPackageOnHost(Package, How);
  if (!Run)
    return Run.takeError();
  std::vector<Observation> Seen;
  for (const WorkloadResult &W : Run->Result.Workloads)
    for (const Workload &Of : Plan.Workloads) {
      if (Of.Name != W.Name || !W.SeenBefore || !W.SeenAfter)
        continue;
      Seen.push_back(
          {W.Name, W.Reduced && !Of.Reduced.empty() ? Of.Reduced : Of.Integers,
           W.SeenBefore->Arguments, W.SeenAfter->Arguments});
    }
  return Seen;
}

Expected<std::optional<BenchmarkPlan>> generateInto(const Invocation &Call,
                                                    CommitInput Input,
                                                    StringRef Folder,
                                                    bool WithChanges) {
  Expected<AnalysisOptions> Options = analysisOptions(Call);
  if (!Options)
    return Options.takeError();
  Expected<PlanOverrides> Overrides = overrides(Call, Input);
  if (!Overrides)
    return Overrides.takeError();
  Expected<Analyzed> Done = analyze(Call, std::move(Input), *Options);
  if (!Done)
    return Done.takeError();
  if (WithChanges) {
    printChanges(Call.Out, Done->Input.Change, Done->Claims, Done->Changes,
                 reportOptions(Call));
    Call.Out << '\n';
  }
  GenerationOptions How;
  How.Overrides = std::move(*Overrides);
  How.Architectures = architectures(Call);
  // `check` runs the package here.
  How.HasTorch =
      !installedTorch(Call).empty() && (!WithChanges || runsOnGpu(Call));
  // `check` runs the package itself, and looks then.
  if (Call.Arguments.hasArg(OPT_observe) && !WithChanges)
    How.Observe = [&](const BenchmarkPlan &Plan, const GeneratedFiles &Files) {
      return observe(Call, Plan, Files);
    };
  const Stage Planning(Call, "generate");
  Expected<Generated> Package = generatePackage(*Done, How);
  if (!Package)
    return Package.takeError();
  ReportOptions Report = reportOptions(Call);
  Report.Folder = Folder.str();
  if (!Package->Plan.NothingToDo.empty()) {
    printPlan(Call.Out, Package->Plan, Report);
    return std::nullopt;
  }
  std::string Aside;
  if (Error Failed = writeFolder(Folder, Package->Files, &Aside))
    return std::move(Failed);
  if (!Aside.empty() && !Call.Quiet)
    Call.Err << "perfclaim: note: " << Folder << ": the results of the package "
             << "that was here are in " << Aside << '\n';
  // A package of Python sources is a test and nothing to build.
  if (Package->Files.count("recipe.json"))
    Report.NextCommand = "python3 -m pytest " + Folder.str();
  else if (!WithChanges)
    Report.NextCommand = "perfclaim run " + Folder.str();
  printPlan(Call.Out, Package->Plan, Report);
  return std::move(Package->Plan);
}

int runGenerate(const Invocation &Call) {
  Expected<std::vector<CommitInput>> Inputs = openInputs(Call);
  if (!Inputs)
    return fail(Call, Inputs.takeError());
  const bool Several = Inputs->size() > 1;
  bool Something = false;
  StringMap<unsigned> Taken;
  for (CommitInput &Input : *Inputs) {
    // Several commits of one JSON get a folder each, also those that have no
    // hash, or the same one.
    SmallString<256> Folder(packageFolder(Call, Input.Change));
    if (Several && Call.Arguments.hasArg(OPT_output))
      sys::path::append(Folder, folderName(Input.Change));
    if (const unsigned Before = Taken[Folder]++)
      Folder += "-" + std::to_string(Before + 1);
    Expected<std::optional<BenchmarkPlan>> Plan =
        generateInto(Call, std::move(Input), Folder, /*WithChanges=*/false);
    if (!Plan)
      return fail(Call, Plan.takeError());
    Something |= Plan->has_value();
  }
  return static_cast<int>(Something ? ExitCode::Success : ExitCode::Nothing);
}

} // namespace perfclaim::tool
