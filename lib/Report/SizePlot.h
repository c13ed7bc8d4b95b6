//===- SizePlot.h - The ratio over a size -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A block size that depends on a size is a bet on where the better choice
/// changes: what the report draws is the measured ratio on both sides of it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_SIZEPLOT_H
#define PERFCLAIM_LIB_REPORT_SIZEPLOT_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

namespace perfclaim {

struct SizePoint {
  double Size; ///< Above 0.
  RatioEstimate Ratio;
  std::string Workload;
};

struct SizeThreshold {
  double Value;
  std::string Text; ///< "num_tokens < 320 (after)".
};

/// The ratio over one parameter.
struct SizePlot {
  std::string Parameter;
  std::vector<SizePoint> Points; ///< By size, then by name.
  std::vector<SizeThreshold> Thresholds;
};

/// The parameters that a plot is worth it for: with three measured sizes or
/// more, those with a threshold first; at most two.
std::vector<SizePlot> sizePlots(const BenchmarkPlan *Plan,
                                const BenchmarkResult &Result);

/// As HTML with SVG in it, in the page's colours. Both axes are of logarithms.
void printSizePlot(llvm::raw_ostream &OS, const SizePlot &Plot);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_SIZEPLOT_H
