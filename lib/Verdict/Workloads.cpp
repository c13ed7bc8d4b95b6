//===- Workloads.cpp - Faster, same or slower -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Workloads.h"
#include "Evidence.h"
#include "perfclaim/Runtime/Statistics.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

namespace {

/// Where a workload's ratio is a statement about the change.
bool hasVerdict(const BenchmarkPlan &Plan, const WorkloadResult &W,
                const BenchmarkResult &Result) {
  return Result.Ran != Backend::Host && !disagrees(W) &&
         whyNotTheChange(Plan, W).empty() &&
         combine({&W}, Qualifier::None).has_value();
}

/// How likely the ratio of each workload lies beyond \p Limit by chance alone,
/// corrected for their number. \p Slower: on the lower side of it.
std::vector<double> chances(ArrayRef<const WorkloadResult *> Workloads,
                            double Limit, bool Slower) {
  std::vector<double> All;
  for (const WorkloadResult *W : Workloads) {
    const RatioEstimate &R = *W->Ratio;
    const bool Beyond = Slower ? R.Value < Limit : R.Value > Limit;
    All.push_back(
        Beyond ? pc::chance({R.Value, R.Low, R.High}, Limit, processesOf(*W))
               : 1);
  }
  return pc::holm(All);
}

constexpr double Unlikely = 0.05;

} // namespace

void giveVerdicts(const BenchmarkPlan &Plan, BenchmarkResult &Result) {
  std::vector<WorkloadResult *> Those;
  for (WorkloadResult &W : Result.Workloads) {
    W.Verdict = WorkloadVerdict::None;
    if (hasVerdict(Plan, W, Result))
      Those.push_back(&W);
  }
  const std::vector<const WorkloadResult *> Read(Those.begin(), Those.end());
  const double Noise = std::max(0.0, Result.NoiseFloor);
  const std::vector<double> Faster = chances(Read, 1 + Noise, false);
  const std::vector<double> Slower = chances(Read, 1 / (1 + Noise), true);
  // A wide interval around 1 is not the knowledge that nothing changed.
  const double Width = std::max(2 * Noise, 0.05);
  for (size_t I = 0; I != Those.size(); ++I) {
    const RatioEstimate &R = *Those[I]->Ratio;
    Those[I]->Verdict = Faster[I] < Unlikely   ? WorkloadVerdict::Faster
                        : Slower[I] < Unlikely ? WorkloadVerdict::Slower
                        : R.Low >= 1 / (1 + Width) && R.High <= 1 + Width
                            ? WorkloadVerdict::Same
                            : WorkloadVerdict::Unclear;
  }
}

/// The gate fails on one workload, so chance has to be kept out of all of them
/// together.
bool surelySlower(const BenchmarkResult &Result, double Percent) {
  std::vector<const WorkloadResult *> Those;
  for (const WorkloadResult &W : Result.Workloads)
    // An edge is there for correctness; its time is mostly the launch.
    if (W.Verdict != WorkloadVerdict::None && W.Purpose != "edge" &&
        W.Purpose != "control" && combine({&W}, Qualifier::None))
      Those.push_back(&W);
  const double Limit = 1 / (1 + Percent / 100);
  const std::vector<double> Chances = chances(Those, Limit, true);
  for (size_t I = 0; I != Those.size(); ++I) {
    const auto &Again = Those[I]->Again;
    // What was only the worst by luck is not so again.
    if (Chances[I] < Unlikely &&
        (!Again || !Again->Ratio || Again->Ratio->High < Limit))
      return true;
  }
  return false;
}

} // namespace perfclaim
