//===- Command.h - What every subcommand is given -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TOOLS_COMMAND_H
#define PERFCLAIM_TOOLS_COMMAND_H

#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Error.h"
#include "perfclaim/Verdict/Verdict.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

namespace perfclaim::tool {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "Options.inc"
#undef OPTION
};

/// One call of the tool: parsed arguments, streams and surroundings.
struct Invocation {
  const llvm::opt::InputArgList &Arguments;
  /// Positional arguments after the subcommand.
  std::vector<std::string> Inputs;
  std::vector<std::string> Paths; ///< Behind `--`.
  llvm::raw_ostream &Out;
  llvm::raw_ostream &Err;
  Surroundings Around;
  bool Color = false;
  bool Quiet = false;
  bool Verbose = false;
  bool IsPatch = false; ///< Of diff-filter: the input is a patch.
  llvm::StringRef Command = {};

  Invocation printingTo(llvm::raw_ostream &Stream) const {
    Invocation Other{Arguments, Inputs, Paths,   Stream,  Err,    Around,
                     Color,     Quiet,  Verbose, IsPatch, Command};
    return Other;
  }
};

/// A part of the work, from here to the end of the block: with --time-trace a
/// scope of the trace, with --verbose a line on standard error.
class Stage {
public:
  Stage(const Invocation &Call, llvm::StringRef Name);
  ~Stage();
  Stage(const Stage &) = delete;
  Stage &operator=(const Stage &) = delete;

private:
  const Invocation &Call;
  llvm::StringRef Name;
  std::chrono::steady_clock::time_point Began;
  llvm::TimeTraceScope Scope;
};

/// Each returns the process's exit code.
int runAnalyze(const Invocation &Call);
int runCheck(const Invocation &Call);
int runClaims(const Invocation &Call);
int runCompletion(const Invocation &Call);
int runDiffFilter(const Invocation &Call);
int runGenerate(const Invocation &Call);
int runHook(const Invocation &Call);
/// Arguments are nvcc's, not the tool's.
int runHostCompile(llvm::ArrayRef<const char *> Arguments);
int runLsp(const Invocation &Call);
int runManual(const Invocation &Call);
int runReport(const Invocation &Call);
int runRun(const Invocation &Call);

/// Prints "perfclaim: error: ..." a line per error; gives the exit code.
int fail(const Invocation &Call, llvm::Error Problem);
/// How a report is to look.
ReportOptions reportOptions(const Invocation &Call);

/// The commits that the input options name; with \p MessageOnly also those that
/// change nothing.
llvm::Expected<std::vector<CommitInput>> openInputs(const Invocation &Call,
                                                    bool MessageOnly = false);
llvm::Expected<AnalysisOptions> analysisOptions(const Invocation &Call);
/// Analyzes, and says with --verbose where the flags came from.
llvm::Expected<Analyzed> analyze(const Invocation &Call, CommitInput Input,
                                 const AnalysisOptions &Options);
/// Overrides from --config, or from perfclaim.json: that of the work tree,
/// where an answer is written before it is committed, or else that of the
/// commit.
llvm::Expected<PlanOverrides> overrides(const Invocation &Call,
                                        const CommitInput &Input);
std::vector<std::string> architectures(const Invocation &Call);
/// Twelve digits of its hash, or what else names the commit.
std::string folderName(const Commit &Change);
/// Where a package goes: -o, or "perfclaim-<commit>".
std::string packageFolder(const Invocation &Call, const Commit &Change);
/// The command line of another subcommand on the same input, to be typed next.
std::string nextCommand(const Invocation &Call, llvm::StringRef Subcommand);
/// Analyzes, writes the package and prints the plan. Nothing is written, and
/// nothing returned, where there is nothing to benchmark.
llvm::Expected<std::optional<BenchmarkPlan>>
generateInto(const Invocation &Call, CommitInput Input, llvm::StringRef Folder,
             bool WithChanges);
llvm::Expected<VerdictOptions> verdictOptions(const Invocation &Call);
/// Prints several results as one document, where --format asks for one that
/// has room for all.
bool printTogether(const Invocation &Call,
                   llvm::ArrayRef<ReportedResult> Results);
/// Whether --format and --side ask for what there is.
llvm::Error checkForm(const Invocation &Call);
/// In the form that --format asks for.
void printReport(const Invocation &Call, const BenchmarkPlan *Plan,
                 const BenchmarkResult &Result, llvm::StringRef Folder);
/// How a package is run on the CPU.
/// Where libperfclaim_cudart.so is: beside the tool, in the build as in an
/// installation.
llvm::Expected<std::string> runtimeFolder();
/// Whether a package of CUDA is run on a GPU, by --backend or what is here.
bool runsOnGpu(const Invocation &Call);
/// The folder that --torch or the environment gives; may be empty.
std::string installedTorch(const Invocation &Call);

RunOptions hostRunOptions(const Invocation &Call, const BenchmarkPlan &Plan);
/// Runs, judges, prints and gives the exit code; shared by check and run.
llvm::Expected<int> runAndReport(const Invocation &Call,
                                 const std::string &Package);

} // namespace perfclaim::tool

#endif // PERFCLAIM_TOOLS_COMMAND_H
