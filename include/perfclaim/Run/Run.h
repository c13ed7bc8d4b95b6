//===- Run.h - A package built and run --------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Builds a package and runs its benchmark: with CMake and nvcc on a GPU, or
/// with host-compile on the CPU, where it only compares. This is the one place
/// that executes code of a commit, and only because the user asked to.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUN_RUN_H
#define PERFCLAIM_RUN_RUN_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include "perfclaim/Run/Progress.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <string>
#include <vector>

namespace perfclaim {

/// On the CPU: whether the sides run once more, compiled with checks.
enum class CheckerUse {
  Never,
  Within, ///< As much as fits into the time that the comparison took.
  Always
};

struct RunOptions {
  std::string CudaPath;                   ///< Toolkit whose nvcc builds.
  std::vector<std::string> Architectures; ///< "sm_90"; empty: the package's.
  /// On a GPU: folder of an installed torch, in place of what stands in for it;
  /// empty: what stands in.
  std::string Torch;
  unsigned BuildTimeout = 1800; ///< Seconds.
  unsigned RunTimeout = 3600;   ///< Seconds.
  std::string Perfclaim;        ///< This tool's program, for host-compile.
  std::string RuntimeFolder;  ///< With libperfclaim_cudart.so; native packages.
  unsigned SideTimeout = 120; ///< Seconds for one run of a side on the CPU.
  /// On the CPU: the sizes that the plan gives for it, which make the same
  /// launches over less data.
  bool Reduced = true;
  /// What the checkers find is a note of the result.
  CheckerUse Checkers = CheckerUse::Never;
  /// On the CPU: device code is compiled so that what it touches and executes
  /// is seen.
  bool Observe = false;
  /// On the CPU: bytes behind each buffer that an entry may touch, where it is
  /// not known yet how much it needs.
  uint64_t Slack = 0;
  /// On the CPU: build what the package's Python test loads, and run nothing.
  bool BuildOnly = false;
  /// Is told what is being done; may be empty.
  std::function<void(const ProgressStep &)> OnProgress;
  /// Ends the programs of the run where it says so; may be empty.
  std::function<bool()> Stop;
  /// More for the benchmark on a GPU: "--processes", "4".
  std::vector<std::string> BenchmarkArguments;
};

/// For the package of \p Plan on the CPU: for its architectures, on reduced
/// sizes where it has them, compiled by the program \p Perfclaim.
RunOptions hostRunOptions(const BenchmarkPlan &Plan, std::string Perfclaim);

/// What came of a run.
struct PackageRun {
  BenchmarkResult Result; ///< Without verdicts.
  bool HasDevice = true;  ///< False: nothing was executed on a GPU.
  std::string Listing;    ///< What `benchmark --list` printed.
};

/// Reads `plan.json` of the folder \p Package.
llvm::Expected<BenchmarkPlan> readPlan(llvm::StringRef Package);

/// Builds in PACKAGE/build and measures; the benchmark's own JSON is left in
/// PACKAGE/results/result.json. Errors: no CMake or nvcc, a build that fails
/// (the first lines that say why, and where the log is), a benchmark that
/// crashes.
llvm::Expected<PackageRun> runPackage(llvm::StringRef Package,
                                      const RunOptions &Options);

/// Builds in PACKAGE/build-host and compares the sides on the CPU, each in a
/// process of its own; nothing is timed. Leaves PACKAGE/results/result.json and
/// a trace of each side's calls beside it. Errors: a side that does not compile
/// here, or a benchmark that leaves no result.
llvm::Expected<PackageRun> runPackageOnHost(llvm::StringRef Package,
                                            const RunOptions &Options);

/// True if headers of torch stand in for it in the package of \p Plan.
bool standsInForTorch(const BenchmarkPlan &Plan);

/// True if what \p Plan measures runs on the CPU and launches nothing.
bool measuresHostFunction(const BenchmarkPlan &Plan);

/// The same as runPackage for such a plan: a C++ compiler builds, and the CPU's
/// clock measures; no GPU is needed.
llvm::Expected<PackageRun> runNativePackage(llvm::StringRef Package,
                                            const RunOptions &Options);

/// A user's own command on two builds of a program.
struct ProgramOptions {
  std::string Command[2]; ///< Before and after; words as in a shell, no shell.
  std::string
      Folder[2]; ///< Where each runs; `{dir}` in its command. May be "".
  /// What of its output is the metric: the first group, or the whole match; of
  /// several matches the last. Empty: the time that it takes.
  std::string Metric;
  bool HigherIsBetter = false;
  int Rounds = 0; ///< 0: until Precision is reached or Budget is spent.
  double PrecisionPercent = 1;
  double BudgetSeconds = 600;
  unsigned Timeout = 3600; ///< Seconds for one run.
  std::string Order = "random";
};

/// Runs both commands in turn, each time in a fresh process. Errors: a command
/// that cannot be started, fails, or prints no metric.
llvm::Expected<BenchmarkResult> runProgram(const ProgramOptions &Options);

} // namespace perfclaim

#endif // PERFCLAIM_RUN_RUN_H
