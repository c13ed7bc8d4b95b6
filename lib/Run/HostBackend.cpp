//===- HostBackend.cpp - A package compared on the CPU --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

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
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

constexpr const char *Folder = "build-host";

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
    if (Error E = side("before", Both->Before))
      return E;
    if (Error E = side("after", Both->After))
      return E;
    if (Options.BuildOnly)
      return forPython();
    if (Error E = compile("dryrun", {"-shared", "-std=c++17",
                                     join(Package, "dry_run.cpp"), "-o",
                                     join(Into, "libdryrun.so")}))
      return E;
    // The executable sees the launches of both sides by its own definitions.
    return compile("benchmark",
                   {"-std=c++17", join(Package, "benchmark.cu"), "-Xlinker",
                    "--export-dynamic", "-o", join(Into, "benchmark")});
  }

private:
  Error compile(StringRef Name, std::vector<std::string> Arguments) {
    const char *Architecture =
        needsHopper(Options.Architectures) ? "-arch=sm_90" : "-arch=sm_80";
    Arguments.insert(Arguments.begin(), {"host-compile", Architecture});
    return step(Into, Name, Options.Perfclaim, Arguments, Options.BuildTimeout);
  }

  Error side(const std::string &Name, const SideRecipe &How) {
    std::vector<std::string> Arguments = {"-shared", "--expt-relaxed-constexpr",
                                          "--extended-lambda", "-lineinfo",
                                          "--leave-out-rejected-bodies"};
    if (Options.Checkers)
      Arguments.push_back("--check");
    if (Options.Observe)
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
    return compile(Name, std::move(Arguments));
  }

  /// What the package's Python test loads.
  Error forPython() {
    for (const char *Name : {"before", "after"}) {
      const std::string Library = std::string("libpython_") + Name + ".so";
      if (Error E = compile(std::string("python_") + Name,
                            {"-shared", "-std=c++17",
                             join(Package, "python_side.cpp"), "-Xlinker",
                             join(Into, std::string("lib") + Name + ".so"),
                             "-o", join(Into, Library)}))
        return E;
    }
    return Error::success();
  }

  StringRef Package;
  const RunOptions &Options;
  const std::string Into;
};

/// A line of what the host backend's checkers write.
struct Finding {
  std::string Tool, Kind, Kernel, Line, Other, Text;
};

bool fromJSON(const json::Value &Value, Finding &Found, json::Path P) {
  json::ObjectMapper O(Value, P);
  return O && O.map("tool", Found.Tool) && O.map("kind", Found.Kind) &&
         O.map("kernel", Found.Kernel) && O.map("line", Found.Line) &&
         O.map("other", Found.Other) && O.map("text", Found.Text);
}

/// What the checkers have found in one side, each thing once.
Error addFindings(StringRef Package, StringRef Side, BenchmarkResult &Result) {
  constexpr size_t Most = 8;
  const std::string Path =
      join(Package, ("results/findings_" + Side + ".jsonl").str());
  if (!sys::fs::exists(Path))
    return Error::success(); // Nothing was found.
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  // Several workloads run into the same; the first one stands for all.
  std::set<std::string> Known;
  for (StringRef Line : split(*Text, '\n')) {
    if (Line.empty())
      continue;
    Expected<json::Value> Value = parseJSON(Line, Path);
    if (!Value)
      return Value.takeError();
    Finding Found;
    json::Path::Root Root(Path);
    if (!fromJSON(*Value, Found, Root))
      return Root.getError();
    // Names are those of the package.
    for (std::string *Name : {&Found.Line, &Found.Other, &Found.Text})
      for (size_t At; (At = Name->find((Package + "/").str())) != Name->npos;)
        Name->erase(At, Package.size() + 1);
    if (!Known.insert(Found.Tool + Found.Kind + Found.Line + Found.Other)
             .second ||
        Known.size() > Most)
      continue;
    auto [File, Number] = StringRef(Found.Line).rsplit(':');
    Note N{Severity::Warning, File.str(), 0,
           (Side + ": " + Found.Tool + ", " + Found.Kernel + ": " + Found.Text)
               .str()};
    if (Number.getAsInteger(10, N.Line))
      N.Line = 0;
    Result.Notes.push_back(std::move(N));
  }
  if (Known.size() > Most)
    Result.Notes.push_back({Severity::Warning, "", 0,
                            (Side + ": " + Twine(Known.size() - Most) +
                             " more findings of the checkers in results/"
                             "findings_" +
                             Side + ".jsonl")
                                .str()});
  return Error::success();
}

} // namespace

Expected<PackageRun> runPackageOnHost(StringRef Given,
                                      const RunOptions &Options) {
  // The compiler runs elsewhere, and -I has to hold all the same.
  SmallString<256> Absolute(Given);
  if (std::error_code Failed = sys::fs::make_absolute(Absolute))
    return makeError(Given, Failed.message());
  const StringRef Package = Absolute;
  if (Error E = HostBuild(Package, Options).run())
    return std::move(E);
  if (Options.BuildOnly)
    return PackageRun();
  Expected<std::string> Path = freshResult(Package);
  if (!Path)
    return Path.takeError();
  const std::string Benchmark =
      join(Package, std::string(Folder) + "/benchmark");
  std::vector<std::string> Arguments = {
      "--isolated",
      "--timeout",
      std::to_string(Options.SideTimeout),
      "--gpu",
      needsHopper(Options.Architectures) ? "h100" : "a100",
      "--trace",
      join(Package, "results"),
      "--outputs",
      join(Package, "results/outputs.jsonl"),
      "--json",
      *Path};
  if (Options.Slack)
    Arguments.insert(Arguments.end(),
                     {"--slack", std::to_string(Options.Slack)});
  if (Options.Reduced)
    Arguments.push_back("--reduced");
  Expected<ProcessResult> Ran =
      runProcess(Benchmark, Arguments, Options.RunTimeout);
  if (!Ran)
    return Ran.takeError();
  if (Ran->TimedOut)
    return makeError(Benchmark, "did not end within " +
                                    Twine(Options.RunTimeout) + " seconds");
  if (!sys::fs::exists(*Path))
    return makeError(Benchmark,
                     "ended with " + Twine(Ran->ExitCode) +
                         " and left no result: " + whatFailed(Ran->Errors));
  PackageRun Run;
  if (Error E = readResult(*Path, Run.Result))
    return std::move(E);
  if (Run.Result.Ran != Backend::Host)
    return makeError(Benchmark, "did not run on the host backend",
                     "report this as a bug of perfclaim");
  if (Error E = addObservations(Package, Run.Result))
    return std::move(E);
  if (Options.Checkers)
    for (const char *Side : {"before", "after"})
      if (Error E = addFindings(Package, Side, Run.Result))
        return std::move(E);
  return Run;
}

} // namespace perfclaim
