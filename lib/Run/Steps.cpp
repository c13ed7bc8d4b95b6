//===- Steps.cpp - What both ways of running a package share --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Steps.h"
#include "perfclaim/Model/Json.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Files.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace perfclaim {

std::string join(StringRef Folder, StringRef Name) {
  SmallString<256> Path(Folder);
  sys::path::append(Path, Name);
  return std::string(Path.str());
}

/// What a linker says after it has said what is wrong.
static bool onlySaysThatItFailed(StringRef Line) {
  return Line.contains("linker command failed") ||
         Line.contains("linking failed") || Line.contains("ld returned");
}

static bool saysWhatIsWrong(StringRef Line) {
  return Line.contains("error") || Line.contains("undefined reference") ||
         Line.contains("multiple definition") || Line.contains(": cannot find");
}

std::string whatFailed(StringRef Log) {
  SmallVector<StringRef, 0> Lines;
  Log.split(Lines, '\n', -1, /*KeepEmpty=*/false);
  SmallVector<StringRef, 0> Wrong, Summary;
  for (StringRef Line : Lines)
    if (onlySaysThatItFailed(Line))
      Summary.push_back(Line);
    else if (saysWhatIsWrong(Line))
      Wrong.push_back(Line);
  constexpr size_t Most = 3;
  std::string Text;
  for (StringRef Line :
       ArrayRef(Wrong.empty() ? Summary : Wrong).take_front(Most))
    Text += (Text.empty() ? "" : " | ") + Line.trim().str();
  if (Wrong.size() > Most)
    Text += " | and " + std::to_string(Wrong.size() - Most) + " more";
  if (Text.empty() && !Lines.empty())
    Text = Lines.back().trim().str();
  return Text;
}

Error step(StringRef Folder, StringRef Name, StringRef Program,
           ArrayRef<std::string> Arguments, const RunOptions &Options) {
  Expected<ProcessResult> Done = runProcess(
      Program, Arguments, Options.BuildTimeout, "", "", Options.Stop);
  if (!Done)
    return Done.takeError();
  const std::string Log = join(Folder, (Name + ".log").str());
  if (std::error_code Failed = sys::fs::create_directories(Folder))
    return makeError(Folder, Failed.message(),
                     "make the package's folder writable");
  if (Error E = writeFile(Log, Done->Output + Done->Errors))
    return E;
  if (Done->ExitCode == 0)
    return Error::success();
  return makeError(
      Log, Name + " failed: " + whatFailed(Done->Errors + Done->Output));
}

void tellStage(const RunOptions &Options, StringRef Stage) {
  if (!Options.OnProgress)
    return;
  ProgressStep Step;
  Step.Stage = Stage.str();
  Options.OnProgress(Step);
}

Expected<ProcessResult> runBenchmark(const std::string &Benchmark,
                                     std::vector<std::string> Arguments,
                                     const RunOptions &Options) {
  auto Show = [&](StringRef Line) {
    const std::optional<ProgressStep> Step = parseProgress(Line);
    if (Step)
      Options.OnProgress(*Step);
    return Step.has_value();
  };
  if (Options.OnProgress)
    Arguments.push_back("--progress");
  return runProcess(Benchmark, Arguments, Options.RunTimeout, "", "",
                    Options.Stop,
                    Options.OnProgress ? LineWatcher(Show) : nullptr);
}

Expected<std::string> freshResult(StringRef Package) {
  if (std::error_code Failed =
          sys::fs::create_directories(join(Package, "results")))
    return makeError(join(Package, "results"), Failed.message(),
                     "make the package's folder writable");
  std::string Path = join(Package, "results/result.json");
  if (std::error_code Failed = sys::fs::remove(Path))
    return makeError(Path, Failed.message());
  return Path;
}

static Error readResult(const std::string &Path, BenchmarkResult &Result) {
  Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  Expected<json::Value> Value = parseJSON(*Text, Path);
  if (!Value)
    return Value.takeError();
  json::Path::Root Root(Path);
  return fromJSON(*Value, Result, Root) ? Error::success() : Root.getError();
}

Error takeResult(StringRef Benchmark, const ProcessResult &Ran,
                 const std::string &Path, BenchmarkResult &Result) {
  if (!sys::fs::exists(Path))
    return makeError(Benchmark,
                     "ended with " + Twine(Ran.ExitCode) +
                         " and left no result: " + whatFailed(Ran.Errors));
  return readResult(Path, Result);
}

} // namespace perfclaim
