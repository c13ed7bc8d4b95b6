//===- Jobs.cpp - What the user asks for by a command ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jobs.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Hash.h"
#include "perfclaim/Verdict/Verdict.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// A folder for each file and kernel, outside of the repository.
Expected<std::string> packageFolder(const JobRequest &Request,
                                    const ServerSettings &Settings,
                                    StringRef Root) {
  SmallString<256> Folder(Settings.Packages);
  if (Folder.empty()) {
    if (!sys::path::cache_directory(Folder))
      return makeError("", "there is no folder for caches",
                       "name one in initializationOptions.packages");
    sys::path::append(Folder, "perfclaim",
                      sys::path::filename(Root) + "-" +
                          StringRef(hashText(Root)).take_front(8));
  }
  std::string Name;
  for (char C : (sys::path::stem(Request.File) +
                 (Request.Kernel.empty() ? "" : "-" + Request.Kernel))
                    .str())
    Name += isAlnum(C) || C == '-' ? C : '_';
  if (std::error_code Failed = sys::fs::create_directories(Folder))
    return makeError(Folder, Failed.message());
  sys::path::append(Folder, Name);
  return std::string(Folder);
}

/// Leaves only what concerns one kernel, unless that is nothing.
void keepKernel(ChangeSet &Changes, StringRef Name) {
  auto IsOther = [&](const KernelChange &K) { return K.Name != Name; };
  auto IsOthers = [&](const LaunchChange &L) { return L.Kernel != Name; };
  if (Name.empty() ||
      (all_of(Changes.Kernels, IsOther) && all_of(Changes.Launches, IsOthers)))
    return;
  erase_if(Changes.Kernels, IsOther);
  erase_if(Changes.Launches, IsOthers);
}

std::string summaryOf(const BenchmarkResult &Result) {
  unsigned Compared = 0, Agree = 0, Differ = 0;
  std::string Why;
  for (const WorkloadResult &W : Result.Workloads) {
    if (failsAlike(W))
      continue;
    ++Compared;
    const bool Correct = W.Correct.value_or(false);
    Agree += Correct;
    Differ += !Correct && disagrees(W);
    if (!Correct && (Why.empty() || (disagrees(W) && Differ == 1)))
      Why = "; " + W.Name + ": " +
            (W.FaultText.empty() ? describe(W.Because).str() : W.FaultText);
  }
  const std::string Of = " of " + std::to_string(Compared) +
                         (Compared == 1 ? " workload" : " workloads");
  if (Differ)
    return "before and after DISAGREE on " + std::to_string(Differ) + Of + Why;
  if (!Agree)
    return "before and after could not be compared" + Why;
  return "before and after agree on the CPU on " + std::to_string(Agree) + Of +
         Why;
}

Error cancelled() { return makeError("", "cancelled"); }

Error compare(JobOutcome &Job, const BenchmarkPlan &Plan,
              const ServerSettings &Settings, const Surroundings &Around,
              const std::function<bool()> &Stop) {
  if (sys::fs::exists(Job.Package + "/recipe.json"))
    return makeError(Job.Package,
                     "is a package of Python sources, which its own test runs",
                     "run python3 -m pytest " + Job.Package);
  Expected<Toolkit> Kit = findToolkit(Settings.Workspace.Analysis.CudaPath,
                                      *Around.Files, Around.Environment);
  if (!Kit)
    return Kit.takeError();
  RunOptions How = hostRunOptions(Plan, Settings.Program);
  How.CudaPath = Kit->Path;
  How.Stop = Stop;
  Expected<PackageRun> Run = runPackageOnHost(Job.Package, How);
  if (!Run)
    return Run.takeError();
  judge(Plan, Run->Result);
  std::string Html;
  raw_string_ostream OS(Html);
  printResultHtml(OS, &Plan, Run->Result);
  if (Error E = writeFile(Job.Package + "/results/result.json",
                          printJSON(toJSON(Run->Result))))
    return E;
  Job.Report = Job.Package + "/results/report.html";
  Job.Summary = summaryOf(Run->Result);
  return writeFile(Job.Report, Html);
}

} // namespace

Expected<JobOutcome> runJob(const JobRequest &Request,
                            const ServerSettings &Settings,
                            const Surroundings &Around,
                            function_ref<void(StringRef)> Say,
                            const std::function<bool()> &Stop) {
  const WorkspaceOptions &Options = Settings.Workspace;
  Expected<CommitInput> Input =
      inputOfFile(Request.File, Request.Open, Options.Base);
  if (!Input)
    return Input.takeError();
  Expected<PlanOverrides> Overrides = overridesIn(*Input->After);
  if (!Overrides)
    return Overrides.takeError();
  JobOutcome Job;
  Expected<std::string> Folder = packageFolder(Request, Settings, Input->Root);
  if (!Folder)
    return Folder.takeError();
  Job.Package = *Folder;

  if (Stop())
    return cancelled();
  Say("looking at both sides");
  AnalysisOptions Analysis = Options.Analysis;
  if (Analysis.BuildDir.empty())
    Analysis.BuildDir = findBuildDir(Request.File, Input->Root);
  Expected<Analyzed> Both = analyzeCommit(std::move(*Input), Analysis, Around);
  if (!Both)
    return Both.takeError();
  keepKernel(Both->Changes, Request.Kernel);

  if (Stop())
    return cancelled();
  Say("writing the package");
  GenerationOptions How;
  How.Overrides = std::move(*Overrides);
  How.Architectures = Analysis.Architectures;
  Expected<Generated> Package = generatePackage(*Both, How);
  if (!Package)
    return Package.takeError();
  if (!Package->Plan.NothingToDo.empty())
    return makeError("", "no benchmark: " + Package->Plan.NothingToDo);
  if (Error E = writeFolder(Job.Package, Package->Files))
    return std::move(E);
  Job.Report = Job.Package + "/README.md";
  Job.Summary = "package: " + Job.Package;
  if (!Request.Compare)
    return Job;

  if (Stop())
    return cancelled();
  Say("building and running both sides on the CPU");
  if (Error E = compare(Job, Package->Plan, Settings, Around, Stop)) {
    if (!Stop())
      return std::move(E);
    consumeError(std::move(E));
    return cancelled();
  }
  return Job;
}

} // namespace perfclaim
