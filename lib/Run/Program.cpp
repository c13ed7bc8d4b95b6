//===- Program.cpp - A user's own command on two builds -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Steps.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Runtime/Rounds.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/StringSaver.h"
#include <chrono>
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

const char *const SideNames[] = {"before", "after"};

class Program {
public:
  Program(const ProgramOptions &Options, Regex *Metric)
      : Options(Options), Metric(Metric) {}

  Error prepare() {
    for (int Side = 0; Side != 2; ++Side) {
      if (Error E = prepare(Side))
        return E;
    }
    return Error::success();
  }

  /// The metric of one run.
  Expected<double> run(int Side) const {
    const std::vector<std::string> &Words = Commands[Side];
    const auto Began = std::chrono::steady_clock::now();
    Expected<ProcessResult> Done =
        runProcess(Words.front(), ArrayRef(Words).drop_front(), Options.Timeout,
                   "", Folders[Side]);
    const std::chrono::duration<double> Took =
        std::chrono::steady_clock::now() - Began;
    if (!Done)
      return Done.takeError();
    if (Done->TimedOut)
      return problem(Side, "did not end within " + Twine(Options.Timeout) +
                               " seconds");
    if (Done->Signal)
      return problem(Side, "was ended by signal " + Twine(Done->Signal));
    if (Done->ExitCode != 0) {
      const std::string Why = whatFailed(Done->Errors + Done->Output);
      return problem(Side, "ended with exit code " + Twine(Done->ExitCode) +
                               (Why.empty() ? "" : ": " + Why));
    }
    if (!Metric)
      return 1e6 * Took.count();
    return find(Side, Done->Output + Done->Errors);
  }

private:
  Error problem(int Side, const Twine &What) const {
    return makeError(SideNames[Side],
                     "'" + Options.Command[Side] + "' " + What.str());
  }

  Error prepare(int Side) {
    if (!Options.Folder[Side].empty()) {
      SmallString<256> Path(Options.Folder[Side]);
      if (!sys::fs::is_directory(Path))
        return makeError(Path, "is no folder");
      if (std::error_code Failed = sys::fs::make_absolute(Path))
        return makeError(Path, Failed.message());
      Folders[Side] = std::string(Path);
    }
    BumpPtrAllocator Memory;
    StringSaver Saver(Memory);
    SmallVector<const char *, 8> Words;
    cl::TokenizeGNUCommandLine(Options.Command[Side], Saver, Words);
    for (StringRef Word : Words) {
      std::string Text = Word.str();
      for (size_t At = 0; (At = Text.find("{dir}", At)) != std::string::npos;
           At += Folders[Side].size())
        Text.replace(At, 5, Folders[Side]);
      Commands[Side].push_back(std::move(Text));
    }
    if (Commands[Side].empty())
      return makeError("--program", "the command is empty");
    return Error::success();
  }

  Expected<double> find(int Side, StringRef Output) const {
    std::optional<double> Found;
    SmallVector<StringRef, 2> Groups;
    while (!Output.empty() && Metric->match(Output, &Groups)) {
      const StringRef Text = Groups.size() > 1 ? Groups[1] : Groups[0];
      double Value = 0;
      if (Text.trim().getAsDouble(Value) || !std::isfinite(Value) || Value <= 0)
        return problem(Side,
                       "prints '" + Text.take_front(40) +
                           "' for the metric, which is no number above 0");
      Found = Value;
      const char *End = Groups[0].end();
      Output = Output.drop_front(End - Output.begin() + Groups[0].empty());
    }
    if (!Found)
      return problem(Side,
                     "prints nothing that '" + Options.Metric + "' matches");
    return *Found;
  }

  const ProgramOptions &Options;
  Regex *Metric;
  std::string Folders[2];
  std::vector<std::string> Commands[2];
};

} // namespace

Expected<BenchmarkResult> runProgram(const ProgramOptions &Options) {
  std::optional<Regex> Metric;
  if (!Options.Metric.empty()) {
    Metric.emplace(Options.Metric, Regex::Newline);
    std::string Why;
    if (!Metric->isValid(Why))
      return makeError("--metric", "'" + Options.Metric +
                                       "' is no regular expression: " + Why);
  }
  pc::Options How;
  // Every run is a process of its own, so the rounds are what is resampled.
  How.Processes = 1;
  How.WarmUp = 1;
  How.Iterations = Options.Rounds;
  How.Precision = Options.PrecisionPercent;
  How.BudgetSeconds = Options.BudgetSeconds;
  if (!pc::parseOrder(Options.Order, How.Turns))
    return makeError("--order", "'" + Options.Order + "' is no order",
                     "give random, alternate or blocks");
  Program Both(Options, Metric ? &*Metric : nullptr);
  if (Error E = Both.prepare())
    return std::move(E);
  pc::Rounds Runs(How);
  while (Runs.another()) {
    Expected<double> Value = Both.run(Runs.side());
    if (!Value)
      return Value.takeError();
    Runs.add(*Value);
  }
  const pc::Samples &Times = Runs.samples();
  const int Old = Options.HigherIsBetter ? 1 : 0;
  const pc::Estimate Ratio =
      pc::pairedRatio(Times.Microseconds[Old], Times.Microseconds[1 - Old]);

  BenchmarkResult Result;
  Result.Ran = Backend::Native;
  Result.Entry = Options.Command[0];
  Result.Metric = Metric ? Options.Metric : "microseconds of the whole command";
  Result.HigherIsBetter = Options.HigherIsBetter;
  Result.How = Experiment{Options.Order,
                          static_cast<int64_t>(Times.Microseconds[0].size()),
                          Options.PrecisionPercent, Options.BudgetSeconds};
  WorkloadResult W;
  W.Name = "program";
  W.Purpose = "measure";
  W.Before = Times.Microseconds[0];
  W.After = Times.Microseconds[1];
  W.Ratio = {Ratio.Value, Ratio.Low, Ratio.High};
  Result.Workloads.push_back(std::move(W));
  return Result;
}

} // namespace perfclaim
