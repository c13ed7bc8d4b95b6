//===- Predict.h - Which launches an entry will make ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_PREDICT_H
#define PERFCLAIM_LIB_PLAN_PREDICT_H

#include "Reach.h"
#include "perfclaim/Model/Plan.h"

namespace perfclaim {

/// Parses what people write for sizes: casts, suffixes and the many names of
/// a rounded-up division are understood; nothing for anything else.
std::optional<Expression> parseLoosely(llvm::StringRef Text);

/// One launch that a side can make, over the variables of the entry.
struct LaunchFormula {
  std::string Kernel;
  std::optional<int64_t> MaxThreads; ///< What the kernel promises.
  std::optional<Expression> Grid[3], Block[3], Shared;
  /// It is made only where none of these is 0.
  std::vector<Expression> Conditions;
};
std::vector<LaunchFormula> launchFormulas(const SideView &View,
                                          const EntrySide &Side);

/// Divisions in what the launches of \p Side are given, over the variables of
/// the entry: a number of parts that something is cut into.
std::vector<Expression> argumentQuotients(const SideView &View,
                                          const EntrySide &Side);

std::vector<PredictedLaunch>
predictLaunches(const std::vector<LaunchFormula> &Formulas,
                const Expression::Values &Values);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_PREDICT_H
