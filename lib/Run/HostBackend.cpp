//===- HostBackend.cpp - A package compared on the CPU --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Checkers.h"
#include "Inputs.h"
#include "Observations.h"
#include "Steps.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <chrono>
#include <future>
#include <utility>

using namespace llvm;

namespace perfclaim {

namespace {

constexpr const char *Folder = "build-host";
/// The same with checks.
constexpr const char *CheckedFolder = "build-checked";
constexpr const char *CheckedResults = "results/checked";

/// What build.json says of one side.
struct SideRecipe {
  std::vector<std::string> Sources, Flags, Defines, Includes, Libraries;
  bool Relocatable = false;
};

bool fromJSON(const json::Value &Value, SideRecipe &Side, json::Path P) {
  json::ObjectMapper O(Value, P);
  return O && O.map("sources", Side.Sources) && O.map("flags", Side.Flags) &&
         O.map("defines", Side.Defines) && O.map("includes", Side.Includes) &&
         O.map("libraries", Side.Libraries) &&
         O.mapOptional("relocatable", Side.Relocatable);
}

struct Recipe {
  SideRecipe Before, After;
};

bool fromJSON(const json::Value &Value, Recipe &Both, json::Path P) {
  json::ObjectMapper O(Value, P);
  return O && O.map("before", Both.Before) && O.map("after", Both.After);
}

Expected<Recipe> readRecipe(StringRef Package) {
  const std::string Path = join(Package, "build.json");
  if (!sys::fs::exists(Path))
    return makeError(Path,
                     "is missing: the package is older than the host "
                     "backend",
                     "write it again with 'perfclaim generate'");
  return readDocument<Recipe>(Path);
}

/// An A100, which most code is written for, unless only later ones are asked
/// for.
bool needsHopper(ArrayRef<std::string> Architectures) {
  return !Architectures.empty() &&
         llvm::all_of(Architectures, [](StringRef Name) {
           return Name.contains("_9") || Name.contains("_1");
         });
}

class HostBuild {
public:
  HostBuild(StringRef Package, const RunOptions &Options)
      : Package(Package), Options(Options), Into(join(Package, Folder)) {}

  Error run() {
    Expected<Recipe> Both = readRecipe(Package);
    if (!Both)
      return Both.takeError();
    if (std::error_code Failed = sys::fs::create_directories(Into))
      return makeError(Into, Failed.message(),
                       "make the package's folder writable");
    if (Error E = sides(*Both))
      return E;
    if (Options.BuildOnly)
      return forPython();
    if (Error E =
            compile("dryrun",
                    {"-shared", "-std=c++17", join(Package, "dry_run.cpp"),
                     "-o", join(Into, "libdryrun.so")},
                    {"before", "after"}))
      return E;
    std::vector<std::string> Arguments = {"-std=c++17", "-include",
                                          "cuda_runtime.h"};
    // Packages of earlier versions have none.
    const std::string Header = join(Package, "runtime/HostBuild.h");
    if (sys::fs::exists(Header))
      Arguments.insert(Arguments.end(), {"-include", Header});
    // It holds no device code, and is read once as C++. The executable sees the
    // launches of both sides by its own definitions.
    Arguments.insert(Arguments.end(),
                     {"-x", "c++", join(Package, "benchmark.cu"), "-Xlinker",
                      "--export-dynamic", "-o", join(Into, "benchmark")});
    return compile("benchmark", std::move(Arguments), {"before", "after"});
  }

  /// Sides with checks, beside the benchmark as it is.
  Error buildChecked() {
    Expected<Recipe> Both = readRecipe(Package);
    if (!Both)
      return Both.takeError();
    const std::string Plain = std::exchange(Into, join(Package, CheckedFolder));
    Checked = true;
    if (std::error_code Failed = sys::fs::create_directories(Into))
      return makeError(Into, Failed.message());
    if (Error E = sides(*Both))
      return E;
    for (const char *Name : {"benchmark", "libdryrun.so"})
      if (std::error_code Failed =
              sys::fs::copy_file(join(Plain, Name), join(Into, Name)))
        return makeError(join(Into, Name), Failed.message());
    if (std::error_code Failed = sys::fs::setPermissions(
            join(Into, "benchmark"), sys::fs::perms(0755)))
      return makeError(Into, Failed.message());
    return Error::success();
  }

private:
  /// At once: compiling is most of what a comparison takes.
  Error sides(const Recipe &Both) {
    std::future<Error> Before = std::async(
        std::launch::async, [&] { return side("before", Both.Before); });
    Error After = side("after", Both.After);
    if (Error E = Before.get()) {
      consumeError(std::move(After));
      return E;
    }
    return After;
  }

  /// Nothing is done where an earlier build has read the same: of the package's
  /// files all but those of \p Unread. The last argument is what is made.
  Error compile(StringRef Name, std::vector<std::string> Arguments,
                ArrayRef<StringRef> Unread) {
    Arguments.insert(Arguments.begin(), "host-compile");
    Expected<std::string> Now = digestInputs(
        Package, {Options.Perfclaim, Options.CudaPath, Arguments}, Unread);
    if (!Now)
      return Now.takeError();
    const std::string Stamp = join(Into, (Name + ".inputs").str());
    if (sys::fs::exists(Stamp) && sys::fs::exists(Arguments.back())) {
      Expected<std::string> Then = readFile(Stamp);
      if (!Then)
        return Then.takeError();
      if (*Then == *Now)
        return Error::success();
    }
    if (std::error_code Failed = sys::fs::remove(Stamp))
      return makeError(Stamp, Failed.message());
    if (Error E = step(Into, Name, Options.Perfclaim, Arguments, Options))
      return E;
    return writeFile(Stamp, *Now);
  }

  Error side(const std::string &Name, const SideRecipe &How) {
    std::vector<std::string> Arguments = {
        needsHopper(Options.Architectures) ? "-arch=sm_90" : "-arch=sm_80",
        "-shared",
        "--expt-relaxed-constexpr",
        "--extended-lambda",
        "-lineinfo",
        "--leave-out-rejected-bodies"};
    if (Checked)
      Arguments.push_back("--check");
    else if (Options.Observe)
      Arguments.push_back("--observe");
    Arguments.insert(Arguments.end(), How.Flags.begin(), How.Flags.end());
    if (How.Relocatable)
      Arguments.push_back("-rdc=true");
    for (const std::string &Define : How.Defines)
      Arguments.push_back("-D" + Define);
    for (const std::string &Include : How.Includes)
      Arguments.push_back("-I" + join(Package, Include));
    for (const std::string &Source : How.Sources)
      Arguments.push_back(join(Package, Source));
    for (const std::string &Library : How.Libraries)
      Arguments.push_back("-l" + Library);
    // As the package's CMakeLists.txt: nothing but pc_* leaves a side, and
    // nothing is missing in one.
    Arguments.insert(Arguments.end(),
                     {"-Xlinker", "-z", "-Xlinker", "defs",
                      "-Wl,--version-script=" + join(Package, "version.map"),
                      "-o", join(Into, "lib" + Name + ".so")});
    const bool Before = Name == "before";
    return compile(Name, std::move(Arguments),
                   {Before ? "after" : "before",
                    Before ? "shim_after.cu" : "shim_before.cu"});
  }

  /// What the package's Python test loads.
  Error forPython() {
    for (const char *Name : {"before", "after"}) {
      const std::string Library = std::string("libpython_") + Name + ".so";
      if (Error E = compile(std::string("python_") + Name,
                            {"-shared", "-std=c++17",
                             join(Package, "python_side.cpp"), "-Xlinker",
                             join(Into, std::string("lib") + Name + ".so"),
                             "-o", join(Into, Library)},
                            {"before", "after"}))
        return E;
    }
    return Error::success();
  }

  StringRef Package;
  const RunOptions &Options;
  std::string Into;
  bool Checked = false;
};

/// The checkers are given the time that the comparison took, or all of it where
/// they are asked for.
Error check(StringRef Package, const RunOptions &Options,
            std::vector<std::string> Arguments, double Seconds,
            BenchmarkResult &Result) {
  if (none_of(Result.Workloads,
              [](const WorkloadResult &W) { return W.Correct.has_value(); }))
    return Error::success();
  tellStage(Options, "checking accesses, barriers and races");
  const auto Began = std::chrono::steady_clock::now();
  CheckedRun How;
  How.Benchmark = join(Package, std::string(CheckedFolder) + "/benchmark");
  How.Arguments = std::move(Arguments);
  How.Results = join(Package, CheckedResults);
  if (std::error_code Failed = sys::fs::create_directories(How.Results))
    return makeError(How.Results, Failed.message());
  if (Error E = HostBuild(Package, Options).buildChecked()) {
    // The comparison stands without them.
    Result.Notes.push_back(
        {Severity::Warning, "", 0, "checkers: " + toString(std::move(E))});
    return Error::success();
  }
  const std::chrono::duration<double> Built =
      std::chrono::steady_clock::now() - Began;
  How.Seconds = Options.Checkers == CheckerUse::Always
                    ? Options.RunTimeout
                    : std::max(2.0, Seconds - Built.count());
  return runCheckers(Package, How, Result);
}

} // namespace

RunOptions hostRunOptions(const BenchmarkPlan &Plan, std::string Perfclaim) {
  RunOptions How;
  How.Architectures = Plan.Architectures;
  How.Reduced = any_of(Plan.Workloads,
                       [](const Workload &W) { return !W.Reduced.empty(); });
  How.Perfclaim = std::move(Perfclaim);
  return How;
}

Expected<PackageRun> runPackageOnHost(StringRef Given,
                                      const RunOptions &Options) {
  // The compiler runs elsewhere, and -I has to hold all the same.
  SmallString<256> Absolute(Given);
  if (std::error_code Failed = sys::fs::make_absolute(Absolute))
    return makeError(Given, Failed.message());
  const StringRef Package = Absolute;
  const auto Began = std::chrono::steady_clock::now();
  tellStage(Options, "building both sides for the CPU");
  if (Error E = HostBuild(Package, Options).run())
    return std::move(E);
  if (Options.BuildOnly)
    return PackageRun();
  Expected<std::string> Path = freshResult(Package);
  if (!Path)
    return Path.takeError();
  const std::string Older = join(Package, CheckedResults);
  if (std::error_code Failed = sys::fs::remove_directories(Older, false))
    return makeError(Older, Failed.message());
  const std::string Benchmark =
      join(Package, std::string(Folder) + "/benchmark");
  std::vector<std::string> Arguments = {
      "--isolated", "--timeout", std::to_string(Options.SideTimeout), "--gpu",
      needsHopper(Options.Architectures) ? "h100" : "a100"};
  if (Options.Slack)
    Arguments.insert(Arguments.end(),
                     {"--slack", std::to_string(Options.Slack)});
  if (Options.Reduced)
    Arguments.push_back("--reduced");
  const std::vector<std::string> Common = Arguments;
  Arguments.insert(Arguments.end(),
                   {"--trace", join(Package, "results"), "--outputs",
                    join(Package, "results/outputs.jsonl"), "--json", *Path});
  Expected<ProcessResult> Ran =
      runBenchmark(Benchmark, std::move(Arguments), Options);
  if (!Ran)
    return Ran.takeError();
  if (Ran->TimedOut)
    return makeError(Benchmark, "did not end within " +
                                    Twine(Options.RunTimeout) + " seconds");
  PackageRun Run;
  if (Error E = takeResult(Benchmark, *Ran, *Path, Run.Result))
    return std::move(E);
  if (Run.Result.Ran == Backend::Cuda)
    return makeError(Benchmark, "did not run on the host backend",
                     "report this as a bug of perfclaim");
  if (Error E = addObservations(Package, Run.Result))
    return std::move(E);
  const std::chrono::duration<double> Took =
      std::chrono::steady_clock::now() - Began;
  if (Options.Checkers != CheckerUse::Never)
    if (Error E = check(Package, Options, Common, Took.count(), Run.Result))
      return std::move(E);
  return Run;
}

} // namespace perfclaim
