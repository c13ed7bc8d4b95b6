//===- Growth.h - Whether the time grows as a message says ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_VERDICT_GROWTH_H
#define PERFCLAIM_LIB_VERDICT_GROWTH_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"

namespace perfclaim {

/// size^Power * log(size)^Logarithms.
struct GrowthOrder {
  double Power = 0, Logarithms = 0;
};

/// "n log n", "n^2", "n*m", "1"; nothing for other functions, as 2^n.
std::optional<GrowthOrder> readOrder(llvm::StringRef Inside);

/// Confirmed where the new side grows no faster than is said and the old one
/// faster by at least half of what is said; refuted where the new side grows
/// faster. Needs medians of three sizes or more.
ClaimVerdict judgeGrowth(const GrowthClaim &Claim, const BenchmarkPlan &Plan,
                         const BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_VERDICT_GROWTH_H
