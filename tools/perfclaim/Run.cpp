//===- Run.cpp - perfclaim run and perfclaim check ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Run/Run.h"
#include "Command.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Sarif.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Verdict/Verdict.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

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

Error checkForm(const Invocation &Call) {
  const StringRef Format = Call.Arguments.getLastArgValue(OPT_format, "text");
  if (!is_contained({"text", "json", "markdown", "html", "sarif", "junit",
                     "nvbench", "google-benchmark", "bencher"},
                    Format))
    return makeError("--format", "'" + Format + "' is no such form",
                     "give text, json, markdown, html, sarif, junit, nvbench, "
                     "google-benchmark or bencher");
  const StringRef Sides = Call.Arguments.getLastArgValue(OPT_side, "both");
  if (Sides != "both" && Sides != "before" && Sides != "after")
    return makeError("--side", "'" + Sides + "' is no side",
                     "give before or after");
  return Error::success();
}

bool printTogether(const Invocation &Call, ArrayRef<ReportedResult> Results) {
  const StringRef Format = Call.Arguments.getLastArgValue(OPT_format, "text");
  if (Format == "junit") {
    printJunit(Call.Out, Results, Call.Arguments.hasArg(OPT_require_verdict));
    return true;
  }
  if (Format != "sarif")
    return false;
  SarifLog Log(PERFCLAIM_VERSION);
  for (const ReportedResult &R : Results)
    Log.add(R.Plan, *R.Result);
  Call.Out << printJSON(Log.finish());
  return true;
}

void printReport(const Invocation &Call, const BenchmarkPlan *Plan,
                 const BenchmarkResult &Result, StringRef Folder) {
  const StringRef Format = Call.Arguments.getLastArgValue(OPT_format, "text");
  const StringRef Sides = Call.Arguments.getLastArgValue(OPT_side, "both");
  const ExportSides Which = Sides == "before"  ? ExportSides::Before
                            : Sides == "after" ? ExportSides::After
                                               : ExportSides::Both;
  ReportOptions Text = reportOptions(Call);
  Text.Folder = Folder.str();
  if (!Folder.empty() && Call.Command != "report")
    Text.NextCommand =
        "perfclaim report " + Folder.str() + " --format=html > report.html";
  if (printTogether(Call, {{Plan, &Result}}))
    return;
  if (Format == "json")
    Call.Out << printJSON(toJSON(Result));
  else if (Format == "markdown")
    printResultMarkdown(Call.Out, Plan, Result);
  else if (Format == "html")
    printResultHtml(Call.Out, Plan, Result);
  else if (Format == "nvbench")
    Call.Out << printJSON(nvbenchJSON(Result, Which));
  else if (Format == "google-benchmark")
    Call.Out << printJSON(googleBenchmarkJSON(Result, Which));
  else if (Format == "bencher")
    Call.Out << printJSON(bencherJSON(Result));
  else
    printResult(Call.Out, Plan, Result, Text);
}

/// The driver's device files, as on Linux and in WSL.
static bool hasGpu() {
  return sys::fs::exists("/dev/nvidiactl") || sys::fs::exists("/dev/dxg");
}

bool runsOnGpu(const Invocation &Call) {
  const StringRef Backend = Call.Arguments.getLastArgValue(OPT_backend, "auto");
  return Backend == "cuda" || (Backend == "auto" && hasGpu());
}

static Error readNumber(const Invocation &Call, OptionId Id, StringRef Name,
                        double &Number) {
  const opt::Arg *A = Call.Arguments.getLastArg(Id);
  if (!A)
    return Error::success();
  if (StringRef(A->getValue()).getAsDouble(Number) || !(Number > 0))
    return makeError(Name,
                     "'" + Twine(A->getValue()) + "' is no number above 0");
  return Error::success();
}

/// Whole seconds, at least one; \p Seconds stays without the option.
static Error readTimeout(const Invocation &Call, unsigned &Seconds) {
  double Number = Seconds;
  if (Error E = readNumber(Call, OPT_timeout, "--timeout", Number))
    return E;
  Seconds = static_cast<unsigned>(std::ceil(std::min(Number, 1e6)));
  return Error::success();
}

static double seconds() {
  const std::chrono::duration<double> Now =
      std::chrono::steady_clock::now().time_since_epoch();
  return Now.count();
}

RunOptions hostRunOptions(const Invocation &Call, const BenchmarkPlan &Plan) {
  RunOptions How =
      hostRunOptions(Plan, sys::fs::getMainExecutable(nullptr, nullptr));
  How.Reduced &= !Call.Arguments.hasArg(OPT_full_size);
  return How;
}

std::string installedTorch(const Invocation &Call) {
  if (const opt::Arg *Asked = Call.Arguments.getLastArg(OPT_torch))
    return Asked->getValue();
  return Call.Around.Environment("PERFCLAIM_TORCH").value_or("");
}

/// The installed torch that \p How compiles against, by option or environment.
static Error chooseTorch(const Invocation &Call, StringRef Package,
                         const BenchmarkPlan &Plan, bool OnCpu,
                         RunOptions &How) {
  for (const SideBuild *Build : {&Plan.Before, &Plan.After})
    if (!Build->NeedsTorch.empty() && (OnCpu || installedTorch(Call).empty()))
      return makeError(Package,
                       "its entry calls '" + Build->NeedsTorch +
                           "', which only torch itself has",
                       "run it on a GPU, with --torch=DIR", ExitCode::Nothing);
  if (OnCpu) {
    if (!Call.Arguments.hasArg(OPT_torch))
      return Error::success();
    return makeError("--torch",
                     "is for a GPU: on the CPU, headers stand in for torch",
                     "leave it out");
  }
  How.Torch = installedTorch(Call);
  if (How.Torch.empty())
    return Error::success();
  if (!standsInForTorch(Plan)) {
    How.Torch.clear();
    return Error::success();
  }
  if (!sys::fs::exists(How.Torch + "/lib/libtorch_cuda.so"))
    return makeError(How.Torch,
                     "is no torch for CUDA: it has no lib/libtorch_cuda.so",
                     "give the folder that python3 -c 'import torch; "
                     "print(torch.__path__[0])' prints");
  SmallString<256> Absolute(How.Torch);
  if (std::error_code Code = sys::fs::make_absolute(Absolute))
    return makeError(How.Torch, Code.message());
  How.Torch = Absolute.str().str();
  return Error::success();
}

Expected<int> runAndReport(const Invocation &Call, const std::string &Package) {
  Expected<VerdictOptions> Options = verdictOptions(Call);
  if (!Options)
    return Options.takeError();
  const StringRef Backend = Call.Arguments.getLastArgValue(OPT_backend, "auto");
  if (Backend != "auto" && Backend != "cuda" && Backend != "host")
    return makeError("--backend", "'" + Backend + "' is no backend",
                     "give auto, cuda or host");
  Expected<BenchmarkPlan> Plan = readPlan(Package);
  if (!Plan)
    return Plan.takeError();
  const bool Native = measuresHostFunction(*Plan) && Backend != "host";
  const bool OnHost = !Native && !runsOnGpu(Call);
  if (Native && Backend == "cuda")
    return makeError(Package, "measures a function of the host, not a kernel",
                     "leave out --backend=cuda");
  if (sys::fs::exists(Package + "/recipe.json"))
    return makeError(Package,
                     "is a package of Python sources, which its own test runs",
                     "run python3 -m pytest " + Package, ExitCode::Nothing);
  Expected<Toolkit> Kit =
      findToolkit(Call.Arguments.getLastArgValue(OPT_cuda_path),
                  *Call.Around.Files, Call.Around.Environment);
  if (!Kit)
    return Kit.takeError();
  RunOptions How = OnHost ? hostRunOptions(Call, *Plan) : RunOptions();
  if (Native) {
    Expected<std::string> Runtime = runtimeFolder();
    if (!Runtime)
      return Runtime.takeError();
    How.RuntimeFolder = std::move(*Runtime);
  }
  How.CudaPath = Kit->Path;
  How.Architectures = architectures(Call);
  if (OnHost && How.Architectures.empty())
    How.Architectures = Plan->Architectures;
  if (const opt::Arg *A =
          Call.Arguments.getLastArg(OPT_checkers, OPT_no_checkers))
    How.Checkers = A->getOption().matches(OPT_checkers) ? CheckerUse::Always
                                                        : CheckerUse::Never;
  else
    How.Checkers = CheckerUse::Within;
  if (Error E = chooseTorch(Call, Package, *Plan, OnHost || Native, How))
    return std::move(E);
  How.Observe = Call.Arguments.hasArg(OPT_observe);
  How.BuildOnly = Call.Arguments.hasArg(OPT_build_only);
  if (How.BuildOnly && !OnHost)
    return makeError("--build-only", "is for the host backend",
                     "give --backend=host, or build with CMake");
  if (Call.Arguments.hasArg(OPT_sweep)) {
    if (OnHost)
      return makeError("--sweep",
                       "is for a GPU: the host backend times nothing",
                       "leave it out, or give --backend=cuda");
    How.BenchmarkArguments.push_back("--sweep");
  }
  const std::pair<OptionId, StringRef> ForBenchmark[] = {
      {OPT_budget, "--budget"},
      {OPT_precision, "--precision"},
      {OPT_order, "--order"},
      {OPT_processes, "--processes"}};
  for (const auto &[Id, Name] : ForBenchmark)
    if (const opt::Arg *A = Call.Arguments.getLastArg(Id))
      How.BenchmarkArguments.insert(How.BenchmarkArguments.end(),
                                    {Name.str(), A->getValue()});
  if (Error E = readTimeout(Call, How.SideTimeout))
    return std::move(E);
  const Stage Running(Call, "run");
  std::optional<ProgressLine> Line;
  if (Call.Err.is_displayed() && !Call.Quiet) {
    const unsigned Columns = sys::Process::StandardErrColumns();
    Line.emplace(Call.Err, Columns ? Columns - 1 : 79, seconds);
    How.OnProgress = [&Line](const ProgressStep &Step) { Line->show(Step); };
  }
  Expected<PackageRun> Run = OnHost   ? runPackageOnHost(Package, How)
                             : Native ? runNativePackage(Package, How)
                                      : runPackage(Package, How);
  Line.reset();
  if (!Run)
    return Run.takeError();
  if (How.BuildOnly)
    return static_cast<int>(ExitCode::Success);
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
  if (!How.Torch.empty())
    Run->Result.Notes.push_back({Severity::Note, "", 0,
                                 "compiled against the torch in " + How.Torch +
                                     ", not against headers that stand in"});
  judge(*Plan, Run->Result);
  SmallString<256> Path(Package);
  sys::path::append(Path, "results", "result.json");
  if (Error E = writeFile(Path, printJSON(toJSON(Run->Result))))
    return std::move(E);
  printReport(Call, &*Plan, Run->Result, Package);
  return static_cast<int>(exitCodeFor(Run->Result, *Options));
}

static Expected<ProgramOptions> programOptions(const Invocation &Call) {
  ProgramOptions Options;
  const std::vector<std::string> Commands =
      Call.Arguments.getAllArgValues(OPT_program);
  Options.Folder[0] = Call.Arguments.getLastArgValue(OPT_before).str();
  Options.Folder[1] = Call.Arguments.getLastArgValue(OPT_after).str();
  if (Commands.size() > 2)
    return makeError("--program", "takes one command, or one for each side");
  if (Options.Folder[0].empty() != Options.Folder[1].empty() ||
      (Commands.size() == 1 && Options.Folder[0].empty()))
    return makeError("--program", "needs two builds",
                     "give --before DIR and --after DIR, or the commands of "
                     "both sides");
  if (!Call.Inputs.empty())
    return makeError(Call.Inputs.front(),
                     "is one argument too many: a command is one word, in "
                     "quotes");
  Options.Command[0] = Commands.front();
  Options.Command[1] = Commands.back();
  Options.Metric = Call.Arguments.getLastArgValue(OPT_metric).str();
  Options.HigherIsBetter = Call.Arguments.hasArg(OPT_higher_is_better);
  Options.Order = Call.Arguments.getLastArgValue(OPT_order, "random").str();
  double Rounds = 0;
  if (Error E = readNumber(Call, OPT_rounds, "--rounds", Rounds))
    return std::move(E);
  if (Error E = readNumber(Call, OPT_budget, "--budget", Options.BudgetSeconds))
    return std::move(E);
  if (Error E = readNumber(Call, OPT_precision, "--precision",
                           Options.PrecisionPercent))
    return std::move(E);
  if (Error E = readTimeout(Call, Options.Timeout))
    return std::move(E);
  Options.Rounds = static_cast<int>(std::min(Rounds, 1e6));
  return Options;
}

static int runOnPrograms(const Invocation &Call) {
  Expected<VerdictOptions> Options = verdictOptions(Call);
  if (!Options)
    return fail(Call, Options.takeError());
  Expected<ProgramOptions> How = programOptions(Call);
  if (!How)
    return fail(Call, How.takeError());
  Expected<BenchmarkResult> Result = runProgram(*How);
  if (!Result)
    return fail(Call, Result.takeError());
  judge(BenchmarkPlan(), *Result);
  printReport(Call, nullptr, *Result, "");
  return static_cast<int>(exitCodeFor(*Result, *Options));
}

int runRun(const Invocation &Call) {
  // Before minutes have gone into what cannot be printed.
  if (Error E = checkForm(Call))
    return fail(Call, std::move(E));
  if (Call.Arguments.hasArg(OPT_program))
    return runOnPrograms(Call);
  if (Call.Inputs.size() != 1)
    return fail(Call, makeError("", "'perfclaim run' needs one package",
                                "write one with 'perfclaim generate -o DIR'"));
  Expected<int> Code = runAndReport(Call, Call.Inputs.front());
  return Code ? *Code : fail(Call, Code.takeError());
}

int runCheck(const Invocation &Call) {
  if (Error E = checkForm(Call))
    return fail(Call, std::move(E));
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
  raw_null_ostream Silent;
  const Invocation Inner =
      Call.printingTo(Text ? Call.Out : static_cast<raw_ostream &>(Silent));
  Expected<std::optional<BenchmarkPlan>> Plan = generateInto(
      Inner, std::move(Inputs->front()), Folder, /*WithChanges=*/true);
  if (!Plan)
    return fail(Call, Plan.takeError());
  if (!*Plan) {
    // Whoever reads a document is not to find an empty file.
    const BenchmarkResult Nothing;
    printTogether(Call, {{nullptr, &Nothing}});
    return static_cast<int>(ExitCode::Nothing);
  }
  if (Text && !Call.Quiet)
    Call.Out << "\nbuilding and running " << Folder << "\n\n";
  Call.Out.flush();
  Expected<int> Code = runAndReport(Call, Folder);
  if (!Code)
    return fail(Call, Code.takeError());
  return *Code;
}

} // namespace perfclaim::tool
