//===- Result.h - What a benchmark measured, and the verdicts ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The value behind `perfclaim.result/1`: what a package's benchmark wrote with
/// `--json`, and, once Verdict has looked at it, a verdict for every claim.
/// Ratios are before / after: above 1 is better.
///
/// Reading is tolerant, because the writer is a program that runs on another
/// machine and may be older or newer: members that are missing keep their
/// defaults, unknown ones are ignored. Members of the wrong type are errors.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_RESULT_H
#define PERFCLAIM_MODEL_RESULT_H

#include "perfclaim/Model/Instruments.h"
#include "perfclaim/Model/Observation.h"
#include "perfclaim/Model/Source.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

enum class Backend {
  Cuda,  ///< On a GPU, timed.
  Host,  ///< CUDA code on the CPU: correctness only.
  Native ///< C and C++ functions, timed on the CPU.
};

struct RunEnvironment {
  std::string Device;       ///< "NVIDIA H200"; empty where there is none.
  std::string Architecture; ///< "sm_90".
  std::string Driver;
  std::string Toolkit;
  std::string Host; ///< CPU or machine.
  std::string Date;
  std::map<std::string, std::string> Other; ///< Further members, as text.
  bool operator==(const RunEnvironment &) const = default;
};

/// A launch that a side really made.
struct MadeLaunch {
  std::string Kernel; ///< Readable; may carry template arguments.
  std::array<int64_t, 3> Grid = {1, 1, 1};
  std::array<int64_t, 3> Block = {1, 1, 1};
  int64_t SharedBytes = 0;
  int64_t Count = 1; ///< Equal launches in one call of the entry.
  bool operator==(const MadeLaunch &) const = default;
};

struct RatioEstimate {
  double Value = 1;
  double Low = 1, High = 1; ///< 95% interval.
  bool operator==(const RatioEstimate &) const = default;
};

/// Why two sides disagree, or why there is nothing to compare.
enum class Fault {
  None,
  BeforeNotDeterministic,
  AfterNotDeterministic,
  BeforeFaults,
  AfterFaults,
  BothFault,      ///< Nothing to compare; our arguments may be why.
  Differ,         ///< Both clean, but their outputs differ.
  NothingWritten, ///< No output byte was written.
  BeforeCannotLaunch,
  AfterCannotLaunch,
  NotLaunched, ///< The changed kernel was not among the launches.
  NotTestable, ///< The backend lacks what the code calls; FaultText says what.
  Other        ///< FaultText says what.
};

/// A ratio with the samples that it comes from.
struct RatioSamples {
  std::optional<RatioEstimate> Ratio;
  std::vector<double> Before, After; ///< Microseconds.
  std::vector<int64_t> ProcessRounds;
  bool operator==(const RatioSamples &) const = default;
};

/// How it was measured.
struct Experiment {
  std::string Order; ///< "random", "alternate", "blocks".
  int64_t Processes = 0;
  double PrecisionPercent = 0;
  double BudgetSeconds = 0;
  bool operator==(const Experiment &) const = default;
};

/// The new side as it is against its changed kernel in a block of this width;
/// a ratio above 1: the fixed block is faster.
struct FixedBlock {
  int64_t Threads = 0;
  std::optional<RatioSamples> Measured;
  std::string WhyNot; ///< Why it was not: "the outputs differ".
  bool operator==(const FixedBlock &) const = default;
};

struct FixedBlocks {
  int64_t Own = 0;    ///< Threads of the block that the code chooses.
  std::string WhyNot; ///< Why no other was tried.
  std::vector<FixedBlock> Tried;
  bool operator==(const FixedBlocks &) const = default;
};

enum class WorkloadVerdict { None, Faster, Same, Slower, Unclear };

struct WorkloadResult {
  std::string Name;
  std::string Purpose;  ///< "measure", "threshold", "edge", "control",
                        ///< "fails".
  std::string Sizes;    ///< "B=8 T=1024".
  bool Reduced = false; ///< Less data than what a GPU would be measured on.
  unsigned Grown = 1;   ///< Times as large: buffers of an assumed size.
  /// Nothing where it was not checked.
  std::optional<bool> Correct;
  std::optional<double> MaxAbsError;
  std::optional<double> MaxUlp;
  std::vector<double> Before, After; ///< Samples in microseconds.
  /// How many of the samples each process gave, in their order; empty: unknown.
  std::vector<int64_t> ProcessRounds;
  std::optional<RatioEstimate> Ratio;
  std::optional<RatioSamples> Same;  ///< The old side against itself.
  std::optional<RatioSamples> Again; ///< The best and the worst, once more.
  std::optional<RatioSamples> Warm;  ///< With the data in the caches.
  std::optional<FixedBlocks> Blocks; ///< Of --sweep.
  std::vector<MadeLaunch> LaunchesBefore, LaunchesAfter;
  Fault Because = Fault::None;
  std::string FaultText;
  std::string Remark; ///< What the check saw: "neither side wrote mask".
  /// That have to cross the memory bus at least.
  std::optional<double> BytesMoved;
  /// Of what each side allocated, most bytes at once.
  std::optional<double> PeakBefore, PeakAfter;
  std::optional<DeviceConditions> Conditions;
  std::optional<SideInstruments> ToolsBefore, ToolsAfter;
  /// On the host backend: what each side's first run did.
  std::optional<SideObservation> SeenBefore, SeenAfter;
  WorkloadVerdict Verdict = WorkloadVerdict::None; ///< Set by Verdict.
  std::optional<double> MedianBefore, MedianAfter; ///< Set by Verdict.
  bool operator==(const WorkloadResult &) const = default;
};

enum class VerdictKind {
  Confirmed,
  Refuted,
  Inconclusive,
  Incorrect,
  NotTestableHere
};

struct ClaimVerdict {
  std::string Text; ///< The claim, verbatim.
  VerdictKind Kind = VerdictKind::NotTestableHere;
  std::optional<double> Claimed;
  std::optional<RatioEstimate> Measured;
  double Threshold = 1;
  /// Part of the claimed gain that was measured: 0.5 is half of it.
  std::optional<double> Share;
  std::string Why; ///< One sentence with figures.
  std::vector<std::string> Workloads;
  bool operator==(const ClaimVerdict &) const = default;
};

struct BenchmarkResult {
  Backend Ran = Backend::Cuda;
  RunEnvironment Environment;
  std::string Entry; ///< Name of the entry pair.
  std::optional<Experiment> How;
  /// Of a user's own command: what its samples are, instead of microseconds;
  /// empty for a package.
  std::string Metric;
  bool HigherIsBetter = false;
  double NoiseFloor = 0; ///< A share: 0.01 is one percent.
  std::vector<WorkloadResult> Workloads;
  std::vector<CheatResult> SelfTest;
  std::vector<ClaimVerdict> Claims; ///< Set by Verdict.
  /// Lines of device code that the commit changed, where it was looked which
  /// ran: of the old side those that it lost, of the new one those it has.
  std::optional<ObservedChange> ChangedLines;
  std::vector<Note> Notes;
  bool operator==(const BenchmarkResult &) const = default;
};

llvm::json::Value toJSON(const BenchmarkResult &); ///< perfclaim.result/1
bool fromJSON(const llvm::json::Value &, BenchmarkResult &, llvm::json::Path);

/// Faults that say that the two sides disagree, not that one could not run.
bool disagrees(const WorkloadResult &W);

/// A call that has to fail, and does so on both sides: no agreement on results.
bool failsAlike(const WorkloadResult &W);

/// "before is not deterministic"; empty for None.
llvm::StringRef describe(Fault F);
llvm::StringRef name(Backend B);         ///< "cuda"
llvm::StringRef name(WorkloadVerdict V); ///< "faster"; "" for None.
llvm::StringRef name(VerdictKind V);     ///< "not testable here"

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_RESULT_H
