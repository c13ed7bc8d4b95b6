//===- Evidence.h - What the workloads say together -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From the results of the workloads to one ratio for a claim, and whether that
/// ratio is of what changed at all. Nothing of it leaves the library.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_VERDICT_EVIDENCE_H
#define PERFCLAIM_LIB_VERDICT_EVIDENCE_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// "void ns::rms_norm<float, 256>(float *)" and "rms_norm" give "rms_norm".
std::string kernelName(llvm::StringRef Readable);

/// Why the timing of \p W is not a timing of the change; empty if it is: a
/// side did not launch what it should, or not as predicted.
std::string whyNotTheChange(const BenchmarkPlan &Plan, const WorkloadResult &W);

/// Where both sides of \p W fault: what in perfclaim.json may help, because the
/// arguments that were made may not suit the function.
std::string whatMayHelp(const BenchmarkPlan &Plan, const WorkloadResult &W);

/// The workloads that count for \p Test and were run: those that it names, or
/// all that are there to be measured.
std::vector<const WorkloadResult *> workloadsOf(const BenchmarkPlan &Plan,
                                                const ClaimTest &Test,
                                                const BenchmarkResult &Result);

/// How many processes measured \p W; 0 where it is not known.
size_t processesOf(const WorkloadResult &W);

/// One ratio: the geometric mean, for "up to" the best workload, for "at
/// least" the worst, as these were when they were measured again.
/// Nothing where a workload has no ratio that can be used.
std::optional<RatioEstimate>
combine(const std::vector<const WorkloadResult *> &Workloads, Qualifier How);

/// "1.52 (1.49 to 1.55)".
std::string figure(const RatioEstimate &R);
std::string figure(double Ratio);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_VERDICT_EVIDENCE_H
