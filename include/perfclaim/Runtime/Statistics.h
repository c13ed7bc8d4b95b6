//===- Statistics.h - Medians, ratios and their intervals -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one place for statistics. Needs no CUDA: tools that read results use it
/// too. Ratios are before / after: above 1 is faster.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_STATISTICS_H
#define PERFCLAIM_RUNTIME_STATISTICS_H

#include "Random.h"
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace pc {

/// EXPECTS: not empty.
inline double median(std::vector<double> Values) {
  const std::size_t Middle = Values.size() / 2;
  std::nth_element(Values.begin(), Values.begin() + Middle, Values.end());
  const double Upper = Values[Middle];
  if (Values.size() % 2)
    return Upper;
  return (*std::max_element(Values.begin(), Values.begin() + Middle) + Upper) /
         2;
}

/// EXPECTS: not empty, all positive.
inline double geometricMean(const std::vector<double> &Values) {
  double Sum = 0;
  for (double Value : Values)
    Sum += std::log(Value);
  return std::exp(Sum / static_cast<double>(Values.size()));
}

struct Estimate {
  double Value = 1, Low = 1, High = 1; ///< With the 95% interval.
};

/// The \p Share-quantile of sorted values.
inline double quantile(const std::vector<double> &Sorted, double Share) {
  const double At = Share * static_cast<double>(Sorted.size() - 1);
  const std::size_t Below = static_cast<std::size_t>(At);
  const std::size_t Above = std::min(Below + 1, Sorted.size() - 1);
  return Sorted[Below] +
         (At - static_cast<double>(Below)) * (Sorted[Above] - Sorted[Below]);
}

/// Median of the ratios of the rounds, in each of which both sides ran, and a
/// percentile bootstrap over rounds. Pairing cancels drift of the clocks.
/// EXPECTS: equally many samples, at least one, all positive.
inline Estimate pairedRatio(const std::vector<double> &Before,
                            const std::vector<double> &After,
                            std::uint64_t Seed, int Resamples = 2000) {
  std::vector<double> Ratios(Before.size());
  for (std::size_t I = 0; I != Ratios.size(); ++I)
    Ratios[I] = Before[I] / After[I];
  Estimate Result;
  Result.Value = median(Ratios);
  Sequence Random(Seed);
  std::vector<double> Medians, Drawn(Ratios.size());
  Medians.reserve(static_cast<std::size_t>(Resamples));
  for (int Resample = 0; Resample != Resamples; ++Resample) {
    for (double &Ratio : Drawn)
      Ratio = Ratios[Random.below(Ratios.size())];
    Medians.push_back(median(Drawn));
  }
  std::sort(Medians.begin(), Medians.end());
  Result.Low = quantile(Medians, 0.025);
  Result.High = quantile(Medians, 0.975);
  return Result;
}

/// Geometric mean of estimates of different workloads; their errors are taken
/// to be independent, and their logarithms to be about normal.
/// EXPECTS: not empty.
inline Estimate combine(const std::vector<Estimate> &Parts) {
  double Sum = 0, Variance = 0;
  for (const Estimate &Part : Parts) {
    Sum += std::log(Part.Value);
    const double Half = (std::log(Part.High) - std::log(Part.Low)) / 2;
    Variance += Half * Half;
  }
  const double Count = static_cast<double>(Parts.size());
  const double Half = std::sqrt(Variance) / Count;
  return {std::exp(Sum / Count), std::exp(Sum / Count - Half),
          std::exp(Sum / Count + Half)};
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_STATISTICS_H
