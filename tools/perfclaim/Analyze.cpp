//===- Analyze.cpp - perfclaim analyze ------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Command.h"
#include "perfclaim/Claims/Claims.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Sarif.h"

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

struct Asked {
  Analyzed Done;
  PlanOverrides Overrides;
};

Expected<Asked> analyzeAsked(const Invocation &Call, CommitInput Input) {
  Expected<AnalysisOptions> Options = analysisOptions(Call);
  if (!Options)
    return Options.takeError();
  Expected<PlanOverrides> Overrides = overrides(Call, Input);
  if (!Overrides)
    return Overrides.takeError();
  Expected<Analyzed> Done = analyze(Call, std::move(Input), *Options);
  if (!Done)
    return Done.takeError();
  return Asked{std::move(*Done), std::move(*Overrides)};
}

/// Values that one commit is printed as; several commits are a JSON list.
Expected<json::Value> valueOf(const Invocation &Call, CommitInput Input,
                              StringRef What, bool &Nothing) {
  if (What == "commit")
    return toJSON(Input.Change);
  if (What == "claims")
    return toJSON(readClaims(Input.Change));
  Expected<Asked> Found = analyzeAsked(Call, std::move(Input));
  if (!Found)
    return Found.takeError();
  Analyzed &Done = Found->Done;
  Nothing = Done.Changes.empty();
  if (What == "inventory")
    return json::Object{{"before", toJSON(Done.Before)},
                        {"after", toJSON(Done.After)}};
  if (What == "changes") {
    if (Error Failed =
            addStaticEvidence(Call, Done, std::move(Found->Overrides)))
      return std::move(Failed);
    return toJSON(Done.Input.Change, Done.Changes);
  }
  Expected<Generated> Package = generatePackage(
      Done, {std::move(Found->Overrides), architectures(Call), {}});
  if (!Package)
    return Package.takeError();
  Nothing = !Package->Plan.NothingToDo.empty();
  return toJSON(Package->Plan);
}

/// For people, or for code scanning.
Expected<bool> printReadable(const Invocation &Call, CommitInput Input,
                             StringRef Format, SarifLog &Log) {
  Expected<Asked> Found = analyzeAsked(Call, std::move(Input));
  if (!Found)
    return Found.takeError();
  Analyzed &Done = Found->Done;
  if (Error Failed = addStaticEvidence(Call, Done, std::move(Found->Overrides)))
    return std::move(Failed);
  ReportOptions Report = reportOptions(Call);
  // A package needs a commit, or both sides in git.
  if (!Done.Changes.empty() && !Call.IsPatch)
    Report.NextCommand = nextCommand(Call, "generate");
  if (Format == "sarif")
    Log.add(Done.Input.Change, Done.Changes);
  else if (Format == "markdown")
    printChangesMarkdown(Call.Out, Done.Input.Change, Done.Claims, Done.Changes,
                         Report);
  else
    printChanges(Call.Out, Done.Input.Change, Done.Claims, Done.Changes,
                 Report);
  return !Done.Changes.empty();
}

} // namespace

/// In each, the value \p What, or for people in \p Format.
static int analyzeInputs(const Invocation &Call, StringRef What,
                         StringRef Format) {
  Expected<std::vector<CommitInput>> Inputs = openInputs(Call);
  if (!Inputs)
    return fail(Call, Inputs.takeError());
  bool Something = false;
  std::vector<json::Value> Values;
  SarifLog Log(PERFCLAIM_VERSION);
  for (CommitInput &Input : *Inputs) {
    if (What == "text") {
      Expected<bool> Found = printReadable(Call, std::move(Input), Format, Log);
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
  if (Format == "sarif")
    Call.Out << printJSON(Log.finish());
  else if (Values.size() == 1)
    Call.Out << printJSON(Values.front());
  else if (!Values.empty())
    Call.Out << printJSON(json::Array(Values));
  return static_cast<int>(Something ? ExitCode::Success : ExitCode::Nothing);
}

int runAnalyze(const Invocation &Call) {
  const StringRef Format = Call.Arguments.getLastArgValue(OPT_format, "text");
  if (!is_contained({"text", "json", "markdown", "sarif"}, Format))
    return fail(Call, makeError("--format", "'" + Format + "' is no such form",
                                "give text, json, markdown or sarif"));
  const StringRef What = Call.Arguments.getLastArgValue(
      OPT_emit, Format == "json" ? "changes" : "text");
  if (!is_contained(
          {"text", "commit", "claims", "inventory", "changes", "plan"}, What))
    return fail(Call, makeError("--emit", "'" + What + "' is no such value",
                                "give text, commit, claims, inventory, "
                                "changes or plan"));
  if (What != "text" && Format != "text" && Format != "json")
    return fail(Call, makeError("--emit", "its values are JSON",
                                "leave out --format=" + Format));
  return analyzeInputs(Call, What, Format);
}

int runDiffFilter(const Invocation &Call) {
  Invocation Patch = Call;
  Patch.IsPatch = true;
  return runAnalyze(Patch);
}

} // namespace perfclaim::tool
