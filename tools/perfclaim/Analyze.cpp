//===- Analyze.cpp - perfclaim analyze ------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Report.h"

using namespace llvm;

namespace perfclaim::tool {

namespace {

/// Static evidence asks for workloads, and so for a plan.
Error addStaticEvidence(const Invocation &Call, Analyzed &Done,
                        PlanOverrides Overrides) {
  if (!Done.StaticFor)
    return Error::success();
  Expected<Generated> Package =
      generatePackage(Done, {std::move(Overrides), architectures(Call), {}});
  if (!Package)
    return Package.takeError();
  Done.Changes.Static = std::move(Package->Plan.Changes.Static);
  return Error::success();
}

/// Values that one commit is printed as; several commits are a JSON list.
Expected<json::Value> valueOf(const Invocation &Call, CommitInput Input,
                              StringRef What, bool &Nothing) {
  if (What == "commit")
    return toJSON(Input.Change);
  if (What == "claims")
    return toJSON(readClaims(Input.Change));
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
  Nothing = Done->Changes.empty();
  if (What == "inventory")
    return json::Object{{"before", toJSON(Done->Before)},
                        {"after", toJSON(Done->After)}};
  if (What == "changes") {
    if (Error Failed = addStaticEvidence(Call, *Done, std::move(*Overrides)))
      return std::move(Failed);
    return toJSON(Done->Input.Change, Done->Changes);
  }
  Expected<Generated> Package =
      generatePackage(*Done, {std::move(*Overrides), architectures(Call), {}});
  if (!Package)
    return Package.takeError();
  Nothing = !Package->Plan.NothingToDo.empty();
  return toJSON(Package->Plan);
}

Expected<bool> printText(const Invocation &Call, CommitInput Input) {
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
  if (Error Failed = addStaticEvidence(Call, *Done, std::move(*Overrides)))
    return std::move(Failed);
  ReportOptions Report;
  Report.Color = Call.Color;
  if (!Done->Changes.empty())
    Report.NextCommand = nextCommand(Call, "generate");
  printChanges(Call.Out, Done->Input.Change, Done->Claims, Done->Changes,
               Report);
  return !Done->Changes.empty();
}

} // namespace

int runAnalyze(const Invocation &Call) {
  const StringRef What = Call.Arguments.getLastArgValue(OPT_emit, "text");
  if (!is_contained(
          {"text", "commit", "claims", "inventory", "changes", "plan"}, What))
    return fail(Call, makeError("--emit", "'" + What + "' is no such value",
                                "give text, commit, claims, inventory, "
                                "changes or plan"));
  Expected<std::vector<CommitInput>> Inputs = openInputs(Call);
  if (!Inputs)
    return fail(Call, Inputs.takeError());
  bool Something = false;
  std::vector<json::Value> Values;
  for (CommitInput &Input : *Inputs) {
    if (What == "text") {
      Expected<bool> Found = printText(Call, std::move(Input));
      if (!Found)
        return fail(Call, Found.takeError());
      Something |= *Found;
      continue;
    }
    bool Nothing = false;
    Expected<json::Value> Value =
        valueOf(Call, std::move(Input), What, Nothing);
    if (!Value)
      return fail(Call, Value.takeError());
    Values.push_back(std::move(*Value));
    Something |= !Nothing;
  }
  if (Values.size() == 1)
    Call.Out << printJSON(Values.front());
  else if (!Values.empty())
    Call.Out << printJSON(json::Array(Values));
  return static_cast<int>(Something ? ExitCode::Success : ExitCode::Nothing);
}

} // namespace perfclaim::tool
