//===- Report.cpp - perfclaim report --------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Report.h"
#include "Command.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Verdict/Verdict.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim::tool {

namespace {

/// A result file, and the plan of the package it lies in, if there is one.
struct FoundResult {
  BenchmarkResult Result;
  std::optional<BenchmarkPlan> Plan;
  std::string Folder; ///< Of the package; empty where there is none.
};

Expected<FoundResult> readResult(StringRef Name) {
  SmallString<256> Path(Name);
  if (sys::fs::is_directory(Path)) {
    sys::path::append(Path, "results", "result.json");
    if (!sys::fs::exists(Path))
      return makeError(Name, "has no results",
                       ("make them with 'perfclaim run " + Name + "'").str());
  }
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  Expected<json::Value> Value = parseJSON(*Text, Path);
  if (!Value)
    return Value.takeError();
  FoundResult Found;
  json::Path::Root Root(Path);
  if (!fromJSON(*Value, Found.Result, Root))
    return Root.getError();
  const StringRef Package =
      sys::path::parent_path(sys::path::parent_path(Path));
  if (sys::fs::exists(Package + "/plan.json")) {
    Expected<BenchmarkPlan> Plan = readPlan(Package);
    if (!Plan)
      return Plan.takeError();
    Found.Plan = std::move(*Plan);
    Found.Folder = Package.str();
  }
  // What a package's own benchmark has written knows no verdicts.
  if (Found.Result.Claims.empty())
    judge(Found.Plan.value_or(BenchmarkPlan()), Found.Result);
  return Found;
}

} // namespace

int runReport(const Invocation &Call) {
  if (Call.Inputs.empty())
    return fail(Call, makeError("", "'perfclaim report' needs a result",
                                "give a package or its results/result.json"));
  if (Error E = checkForm(Call))
    return fail(Call, std::move(E));
  Expected<VerdictOptions> Options = verdictOptions(Call);
  if (!Options)
    return fail(Call, Options.takeError());
  std::vector<FoundResult> Results;
  ExitCode Worst = ExitCode::Success;
  for (const std::string &Name : Call.Inputs) {
    Expected<FoundResult> Found = readResult(Name);
    if (!Found)
      return fail(Call, Found.takeError());
    Worst = worseOf(Worst, exitCodeFor(Found->Result, *Options));
    Results.push_back(std::move(*Found));
  }
  std::vector<ReportedResult> Together;
  for (const FoundResult &R : Results)
    Together.push_back({R.Plan ? &*R.Plan : nullptr, &R.Result});
  if (printTogether(Call, Together))
    return static_cast<int>(Worst);
  // Two in one form that takes one: what changed between them.
  if (Results.size() == 2 &&
      Call.Arguments.getLastArgValue(OPT_format, "text") == "text") {
    printComparison(Call.Out, Results[0].Result, Results[1].Result,
                    reportOptions(Call));
    return static_cast<int>(Worst);
  }
  for (const FoundResult &R : Results)
    printReport(Call, R.Plan ? &*R.Plan : nullptr, R.Result, R.Folder);
  return static_cast<int>(Worst);
}

} // namespace perfclaim::tool
