//===- Verdict.h - Measurements and claims to verdicts ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Says of every claim whether it holds, of every workload whether it became
/// faster, and which exit code that is. Ratios and their intervals come from
/// the benchmark; here they are only combined and compared.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_VERDICT_VERDICT_H
#define PERFCLAIM_VERDICT_VERDICT_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include "perfclaim/Support/Error.h"
#include <optional>

namespace perfclaim {

struct VerdictOptions {
  bool RequireVerdict = false; ///< Claims that cannot be tested here fail.
  /// Percent; a workload that is surely slower than that fails.
  std::optional<double> MaxSlowdown;
};

/// Fills the claims and the workloads' verdicts of \p Result; what was there
/// before is replaced.
void judge(const BenchmarkPlan &Plan, BenchmarkResult &Result);

/// The exit code of `check`, `run` and `report` for one judged result.
ExitCode exitCodeFor(const BenchmarkResult &Result,
                     const VerdictOptions &Options);
/// The one that goes first: 2 before 1, 6, 3, 4, 0.
ExitCode worseOf(ExitCode A, ExitCode B);

} // namespace perfclaim

#endif // PERFCLAIM_VERDICT_VERDICT_H
