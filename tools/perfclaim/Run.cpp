//===- Run.cpp - perfclaim run and perfclaim check ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Run/Run.h"
#include "Command.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Verdict/Verdict.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim::tool {

Expected<VerdictOptions> verdictOptions(const Invocation &Call) {
  VerdictOptions Options;
  Options.RequireVerdict = Call.Arguments.hasArg(OPT_require_verdict);
  if (const opt::Arg *A = Call.Arguments.getLastArg(OPT_max_slowdown)) {
    double Percent = 0;
    if (StringRef(A->getValue()).getAsDouble(Percent) || !(Percent >= 0))
      return makeError("--max-slowdown",
                       "'" + Twine(A->getValue()) + "' is no percentage");
    Options.MaxSlowdown = Percent;
  }
  return Options;
}

Error printReport(const Invocation &Call, const BenchmarkPlan *Plan,
                  const BenchmarkResult &Result, StringRef Folder) {
  const StringRef Format = Call.Arguments.getLastArgValue(OPT_format, "text");
  if (Format == "json")
    Call.Out << printJSON(toJSON(Result));
  else if (Format == "markdown")
    printResultMarkdown(Call.Out, Plan, Result);
  else if (Format == "text")
    printResult(Call.Out, Plan, Result, {Call.Color, "", Folder.str()});
  else
    return makeError("--format", "'" + Format + "' is no such form",
                     "give text, json or markdown");
  return Error::success();
}

/// The driver's device files, as on Linux and in WSL.
static bool hasGpu() {
  return sys::fs::exists("/dev/nvidiactl") || sys::fs::exists("/dev/dxg");
}

Expected<int> runAndReport(const Invocation &Call, const std::string &Package) {
  Expected<VerdictOptions> Options = verdictOptions(Call);
  if (!Options)
    return Options.takeError();
  const StringRef Backend = Call.Arguments.getLastArgValue(OPT_backend, "auto");
  if (Backend != "auto" && Backend != "cuda" && Backend != "host")
    return makeError("--backend", "'" + Backend + "' is no backend",
                     "give auto, cuda or host");
  const bool OnHost = Backend == "host" || (Backend == "auto" && !hasGpu());
  Expected<BenchmarkPlan> Plan = readPlan(Package);
  if (!Plan)
    return Plan.takeError();
  Expected<Toolkit> Kit =
      findToolkit(Call.Arguments.getLastArgValue(OPT_cuda_path),
                  *Call.Around.Files, Call.Around.Environment);
  if (!Kit)
    return Kit.takeError();
  RunOptions How;
  How.CudaPath = Kit->Path;
  How.Architectures = architectures(Call);
  if (OnHost && How.Architectures.empty())
    How.Architectures = Plan->Architectures;
  How.Reduced = !Call.Arguments.hasArg(OPT_full_size) &&
                any_of(Plan->Workloads,
                       [](const Workload &W) { return !W.Reduced.empty(); });
  How.Perfclaim = sys::fs::getMainExecutable(nullptr, nullptr);
  Expected<PackageRun> Run =
      OnHost ? runPackageOnHost(Package, How) : runPackage(Package, How);
  if (!Run)
    return Run.takeError();
  if (!Run->HasDevice) {
    if (Call.Arguments.getLastArgValue(OPT_format, "text") == "text")
      Call.Out << Run->Listing << '\n';
    Run->Result.Entry = Plan->Entries.empty() ? "" : Plan->Entries[0].Name;
    Run->Result.Notes.push_back(
        {Severity::Warning, "", 0,
         "no CUDA device here: both sides were built and loaded, nothing was "
         "executed on a GPU"});
  }
  if (OnHost)
    Run->Result.Notes.push_back(
        {Severity::Note, "", 0,
         "compared on the CPU: both sides ran their real host and device code; "
         "nothing was timed"});
  judge(*Plan, Run->Result);
  SmallString<256> Path(Package);
  sys::path::append(Path, "results", "result.json");
  if (Error E = writeFile(Path, printJSON(toJSON(Run->Result))))
    return std::move(E);
  if (Error E = printReport(Call, &*Plan, Run->Result, Package))
    return std::move(E);
  return static_cast<int>(exitCodeFor(Run->Result, *Options));
}

int runRun(const Invocation &Call) {
  if (Call.Inputs.size() != 1)
    return fail(Call, makeError("", "'perfclaim run' needs one package",
                                "write one with 'perfclaim generate -o DIR'"));
  Expected<int> Code = runAndReport(Call, Call.Inputs.front());
  return Code ? *Code : fail(Call, Code.takeError());
}

int runCheck(const Invocation &Call) {
  Expected<VerdictOptions> Options = verdictOptions(Call);
  if (!Options)
    return fail(Call, Options.takeError());
  Expected<std::vector<CommitInput>> Inputs = openInputs(Call);
  if (!Inputs)
    return fail(Call, Inputs.takeError());
  if (Inputs->size() != 1)
    return fail(Call, makeError("", "'perfclaim check' takes one commit",
                                "use 'perfclaim generate' for a list"));
  const std::string Folder = packageFolder(Call, Inputs->front().Change);
  const bool Text =
      Call.Arguments.getLastArgValue(OPT_format, "text") == "text";
  raw_null_ostream Quiet;
  const Invocation Inner{
      Call.Arguments, Call.Inputs,
      Call.Paths,     Text ? Call.Out : static_cast<raw_ostream &>(Quiet),
      Call.Err,       Call.Around,
      Call.Color};
  Expected<std::optional<BenchmarkPlan>> Plan = generateInto(
      Inner, std::move(Inputs->front()), Folder, /*WithChanges=*/true);
  if (!Plan)
    return fail(Call, Plan.takeError());
  if (!*Plan)
    return static_cast<int>(ExitCode::Nothing);
  if (Text)
    Call.Out << "\nbuilding and running " << Folder << "\n\n";
  Call.Out.flush();
  Expected<int> Code = runAndReport(Call, Folder);
  if (!Code)
    return fail(Call, Code.takeError());
  if (Text)
    Call.Out << "\npackage: " << Folder << "\nresults: " << Folder
             << "/results/result.json\n";
  return *Code;
}

} // namespace perfclaim::tool
