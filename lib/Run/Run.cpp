//===- Run.cpp - A package built and run ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Run/Run.h"
#include "Steps.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/StandIns/StandIns.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Exit code of a package's benchmark that found no GPU.
constexpr int NoDevice = 4;

Error build(StringRef Package, const RunOptions &Options) {
  std::vector<std::string> Configure{"-S", Package.str(), "-B",
                                     join(Package, "build"),
                                     "-DCMAKE_BUILD_TYPE=Release"};
  if (!Options.CudaPath.empty())
    Configure.push_back("-DCMAKE_CUDA_COMPILER=" +
                        join(Options.CudaPath, "bin/nvcc"));
  if (!Options.Architectures.empty()) {
    std::string Numbers;
    for (StringRef Name : Options.Architectures) {
      Name.consume_front("sm_");
      Numbers += (Numbers.empty() ? "" : ";") + Name.str();
    }
    Configure.push_back("-DCMAKE_CUDA_ARCHITECTURES=" + Numbers);
  }
  // Given in any case: an earlier build may have had another one.
  Configure.push_back("-DPERFCLAIM_TORCH=" + Options.Torch);
  if (Error E = step(join(Package, "build"), "configure", "cmake", Configure,
                     Options))
    return E;
  return step(join(Package, "build"), "compile", "cmake",
              {"--build", join(Package, "build"), "--parallel"}, Options);
}

Error buildNative(StringRef Package, const RunOptions &Options) {
  const std::string Build = join(Package, "build");
  std::vector<std::string> Configure{
      "-S", Package.str(), "-B", Build,
      "-DPERFCLAIM_CUDART=" +
          join(Options.RuntimeFolder, "libperfclaim_cudart.so")};
  if (!Options.CudaPath.empty())
    Configure.push_back("-DPERFCLAIM_CUDA_INCLUDE=" +
                        join(Options.CudaPath, "include"));
  if (Error E = step(Build, "configure", "cmake", Configure, Options))
    return E;
  return step(Build, "compile", "cmake", {"--build", Build, "--parallel"},
              Options);
}

} // namespace

bool standsInForTorch(const BenchmarkPlan &Plan) {
  return any_of(Plan.Before.StandIns, standsForTorch) ||
         any_of(Plan.After.StandIns, standsForTorch);
}

bool measuresHostFunction(const BenchmarkPlan &Plan) {
  return !Plan.Entries.empty() &&
         Plan.Entries.front().After.Kind == EntryKind::Native;
}

/// Runs the benchmark of a native package and reads what it wrote.
static Expected<PackageRun> runNative(StringRef Package,
                                      const RunOptions &Options,
                                      std::vector<std::string> Arguments) {
  Expected<std::string> Path = freshResult(Package);
  if (!Path)
    return Path.takeError();
  const std::string Benchmark = join(Package, "build/benchmark");
  Arguments.insert(Arguments.end(), {"--json", *Path});
  Expected<ProcessResult> Ran =
      runBenchmark(Benchmark, std::move(Arguments), Options);
  if (!Ran)
    return Ran.takeError();
  PackageRun Run;
  if (Error E = takeResult(Benchmark, *Ran, *Path, Run.Result))
    return std::move(E);
  Run.Result.Ran = Backend::Native;
  // There is no device, not even one that the runtime stands for.
  Run.Result.Environment.Device.clear();
  Run.Result.Environment.Architecture.clear();
  return Run;
}

Expected<PackageRun> runNativePackage(StringRef Package,
                                      const RunOptions &Options) {
  tellStage(Options, "building both sides");
  if (Error E = buildNative(Package, Options))
    return std::move(E);
  // A side that ends the process, and why, is known only where it has one of
  // its own: what the package could not bring in is not the commit's fault.
  tellStage(Options, "comparing both sides");
  Expected<PackageRun> Checked = runNative(
      Package, Options,
      {"--isolated", "--timeout", std::to_string(Options.SideTimeout)});
  if (!Checked ||
      none_of(Checked->Result.Workloads,
              [](const WorkloadResult &W) { return W.Correct == true; }))
    return Checked;
  std::vector<std::string> Arguments = Options.BenchmarkArguments;
  Arguments.insert(Arguments.end(),
                   {"--resume", join(Package, "results/interrupted.tsv")});
  return runNative(Package, Options, std::move(Arguments));
}

Expected<BenchmarkPlan> readPlan(StringRef Package) {
  const std::string Path = join(Package, "plan.json");
  if (!sys::fs::exists(Path))
    return makeError(Package, "is not a package: it has no plan.json",
                     "write one with 'perfclaim generate -o DIR'");
  return readDocument<BenchmarkPlan>(Path);
}

Expected<PackageRun> runPackage(StringRef Package, const RunOptions &Options) {
  tellStage(Options, "building both sides with nvcc");
  if (Error E = build(Package, Options))
    return std::move(E);
  const std::string Benchmark = join(Package, "build/benchmark");
  PackageRun Run;
  Expected<ProcessResult> Listed = runProcess(
      Benchmark, {"--list"}, Options.RunTimeout, "", "", Options.Stop);
  if (!Listed)
    return Listed.takeError();
  if (Listed->ExitCode != 0)
    return makeError(Benchmark,
                     "does not load both sides: " + whatFailed(Listed->Errors));
  Run.Listing = Listed->Output;

  Expected<std::string> Place = freshResult(Package);
  if (!Place)
    return Place.takeError();
  const std::string &Path = *Place;
  std::vector<std::string> Arguments = Options.BenchmarkArguments;
  Arguments.insert(Arguments.end(), {"--json", Path, "--resume",
                                     join(Package, "results/interrupted.tsv")});
  Expected<ProcessResult> Ran =
      runBenchmark(Benchmark, std::move(Arguments), Options);
  if (!Ran)
    return Ran.takeError();
  if (Ran->ExitCode == NoDevice && !sys::fs::exists(Path)) {
    Run.HasDevice = false;
    return Run;
  }
  if (Error E = takeResult(Benchmark, *Ran, Path, Run.Result))
    return std::move(E);
  return Run;
}

} // namespace perfclaim
