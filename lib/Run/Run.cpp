//===- Run.cpp - A package built and run ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Run/Run.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

namespace {

/// Exit code of a package's benchmark that found no GPU.
constexpr int NoDevice = 4;

std::string join(StringRef Folder, StringRef Name) {
  SmallString<256> Path(Folder);
  sys::path::append(Path, Name);
  return std::string(Path.str());
}

/// The first lines of \p Log that name an error, else its last ones.
std::string whatFailed(StringRef Log) {
  SmallVector<StringRef, 0> Lines;
  Log.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  std::string Text;
  unsigned Taken = 0;
  for (StringRef Line : Lines)
    if (Line.contains("error") && Taken++ < 3)
      Text += (Text.empty() ? "" : " | ") + Line.trim().str();
  if (Text.empty() && !Lines.empty())
    Text = Lines.back().trim().str();
  return Text;
}

/// Runs a step of the build and keeps its whole output in a log.
Error step(StringRef Package, StringRef Name, StringRef Program,
           ArrayRef<std::string> Arguments, unsigned Timeout) {
  Expected<ProcessResult> Done = runProcess(Program, Arguments, Timeout);
  if (!Done)
    return Done.takeError();
  const std::string Log = join(Package, ("build/" + Name + ".log").str());
  if (std::error_code Failed =
          sys::fs::create_directories(join(Package, "build")))
    return makeError(join(Package, "build"), Failed.message(),
                     "make the package's folder writable");
  if (Error E = writeFile(Log, Done->Output + Done->Errors))
    return E;
  if (Done->ExitCode == 0)
    return Error::success();
  return makeError(
      Log, Name + " failed: " + whatFailed(Done->Errors + Done->Output));
}

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
  if (Error E =
          step(Package, "configure", "cmake", Configure, Options.BuildTimeout))
    return E;
  return step(Package, "compile", "cmake",
              {"--build", join(Package, "build"), "--parallel"},
              Options.BuildTimeout);
}

} // namespace

Expected<BenchmarkPlan> readPlan(StringRef Package) {
  const std::string Path = join(Package, "plan.json");
  if (!sys::fs::exists(Path))
    return makeError(Package, "is not a package: it has no plan.json",
                     "write one with 'perfclaim generate -o DIR'");
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  Expected<json::Value> Value = parseJSON(*Text, Path);
  if (!Value)
    return Value.takeError();
  BenchmarkPlan Plan;
  json::Path::Root Root(Path);
  if (!fromJSON(*Value, Plan, Root))
    return Root.getError();
  return Plan;
}

Expected<PackageRun> runPackage(StringRef Package, const RunOptions &Options) {
  if (Error E = build(Package, Options))
    return std::move(E);
  const std::string Benchmark = join(Package, "build/benchmark");
  PackageRun Run;
  Expected<ProcessResult> Listed =
      runProcess(Benchmark, {"--list"}, Options.RunTimeout);
  if (!Listed)
    return Listed.takeError();
  if (Listed->ExitCode != 0)
    return makeError(Benchmark,
                     "does not load both sides: " + whatFailed(Listed->Errors));
  Run.Listing = Listed->Output;

  if (std::error_code Failed =
          sys::fs::create_directories(join(Package, "results")))
    return makeError(join(Package, "results"), Failed.message(),
                     "make the package's folder writable");
  const std::string Path = join(Package, "results/result.json");
  if (std::error_code Failed = sys::fs::remove(Path))
    return makeError(Path, Failed.message());
  Expected<ProcessResult> Ran =
      runProcess(Benchmark, {"--json", Path}, Options.RunTimeout);
  if (!Ran)
    return Ran.takeError();
  if (Ran->ExitCode == NoDevice && !sys::fs::exists(Path)) {
    Run.HasDevice = false;
    return Run;
  }
  if (!sys::fs::exists(Path))
    return makeError(Benchmark,
                     "ended with " + Twine(Ran->ExitCode) +
                         " and left no result: " + whatFailed(Ran->Errors));
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  Expected<json::Value> Value = parseJSON(*Text, Path);
  if (!Value)
    return Value.takeError();
  json::Path::Root Root(Path);
  if (!fromJSON(*Value, Run.Result, Root))
    return Root.getError();
  return Run;
}

} // namespace perfclaim
