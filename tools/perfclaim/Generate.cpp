//===- Generate.cpp - perfclaim generate ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Support/Files.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim::tool {

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
  Expected<Analyzed> Done =
      analyzeCommit(std::move(Input), *Options, Call.Around);
  if (!Done)
    return Done.takeError();
  if (WithChanges) {
    ReportOptions Report;
    Report.Color = Call.Color;
    printChanges(Call.Out, Done->Input.Change, Done->Claims, Done->Changes,
                 Report);
    Call.Out << '\n';
  }
  Expected<Generated> Package =
      generatePackage(*Done, {std::move(*Overrides), architectures(Call)});
  if (!Package)
    return Package.takeError();
  ReportOptions Report;
  Report.Color = Call.Color;
  Report.Folder = Folder.str();
  if (!Package->Plan.NothingToDo.empty()) {
    printPlan(Call.Out, Package->Plan, Report);
    return std::nullopt;
  }
  if (Error Failed = writeFolder(Folder, Package->Files))
    return std::move(Failed);
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
  for (CommitInput &Input : *Inputs) {
    // Several commits of one JSON get a folder each.
    SmallString<256> Folder(packageFolder(Call, Input.Change));
    if (Several && Call.Arguments.hasArg(OPT_output))
      sys::path::append(Folder, StringRef(Input.Change.Id).take_front(12));
    Expected<std::optional<BenchmarkPlan>> Plan =
        generateInto(Call, std::move(Input), Folder, /*WithChanges=*/false);
    if (!Plan)
      return fail(Call, Plan.takeError());
    Something |= Plan->has_value();
  }
  return static_cast<int>(Something ? ExitCode::Success : ExitCode::Nothing);
}

} // namespace perfclaim::tool
