//===- Statistics.h - Medians, ratios and their intervals -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one place for statistics. Needs no CUDA: tools that read results use it
/// too. Ratios are before / after: above 1 is faster. Intervals are of 95%; the
/// simulations that hold them to it are in the unit tests.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_STATISTICS_H
#define PERFCLAIM_RUNTIME_STATISTICS_H

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
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

//===-- Student's t -------------------------------------------------------===//

/// The share of a t distribution that lies farther out than \p T on both sides
/// together; above 200 \p Freedom it is taken to be normal.
/// EXPECTS: T >= 0, Freedom >= 1.
inline double studentTails(double T, int Freedom) {
  if (Freedom > 200)
    return std::erfc(T / std::sqrt(2.0));
  // For whole degrees of freedom the distribution is a finite sum.
  const double Angle = std::atan(T / std::sqrt(static_cast<double>(Freedom)));
  const double Square = std::cos(Angle) * std::cos(Angle);
  double Term = Freedom % 2 ? std::cos(Angle) : 1, Sum = 0;
  for (int I = Freedom % 2 ? 3 : 2; I <= Freedom; I += 2) {
    Sum += Term;
    Term *= Square * (I - 1) / I;
  }
  Sum *= std::sin(Angle);
  if (Freedom % 2)
    Sum = (Angle + Sum) * 2 / 3.14159265358979323846;
  return std::max(0.0, 1 - Sum);
}

/// How many standard errors an interval of 95% reaches to each side.
inline double studentReach(int Freedom) {
  double Low = 1.9, High = 13;
  for (int Step = 0; Step != 60; ++Step) {
    const double Middle = (Low + High) / 2;
    (studentTails(Middle, Freedom) > 0.05 ? Low : High) = Middle;
  }
  return High;
}

/// The normal distribution's.
constexpr double NormalReach = 1.959963984540054;

//===-- One process -------------------------------------------------------===//

/// Of the rounds, in each of which both sides ran: pairing cancels the drift of
/// the clocks. EXPECTS: equally many samples, all positive.
inline std::vector<double> ratiosOf(const std::vector<double> &Before,
                                    const std::vector<double> &After) {
  std::vector<double> Ratios(Before.size());
  for (std::size_t I = 0; I != Ratios.size(); ++I)
    Ratios[I] = Before[I] / After[I];
  return Ratios;
}

/// The bootstrap of a median, without its repetitions: how likely each value is
/// to be the median of as many drawn with replacement is known exactly. (Of an
/// even number one fewer is drawn, so that there is a middle.)
class MedianDraws {
public:
  /// EXPECTS: not empty.
  explicit MedianDraws(std::vector<double> Values) : Sorted(std::move(Values)) {
    std::sort(Sorted.begin(), Sorted.end());
    const std::size_t Count = Sorted.size();
    const double Draws = static_cast<double>(Count - 1 + Count % 2);
    const double Majority = (Draws + 1) / 2;
    const double Ways = std::lgamma(Draws + 1) - std::lgamma(Majority + 1) -
                        std::lgamma(Draws - Majority + 1);
    // The median is among the first K if a majority of the draws is.
    for (std::size_t K = 1; K < Count; ++K) {
      const double Share = static_cast<double>(K) / static_cast<double>(Count);
      double Term = std::exp(Ways + Majority * std::log(Share) +
                             (Draws - Majority) * std::log1p(-Share));
      double Sum = 0;
      for (double Hits = Majority; Hits <= Draws && Term > 0; ++Hits) {
        Sum += Term;
        Term *= (Draws - Hits) / (Hits + 1) * Share / (1 - Share);
      }
      Cumulative.push_back(std::min(1.0, Sum));
    }
    Cumulative.push_back(1);
  }

  /// Between two values in proportion. EXPECTS: 0 <= Share <= 1.
  double at(double Share) const {
    const std::size_t Above = static_cast<std::size_t>(
        std::lower_bound(Cumulative.begin(), Cumulative.end() - 1, Share) -
        Cumulative.begin());
    const double Under = Above ? Cumulative[Above - 1] : 0;
    const double Lower = Sorted[Above ? Above - 1 : 0];
    const double Width = Cumulative[Above] - Under;
    return Width > 0 ? Lower + (Share - Under) / Width * (Sorted[Above] - Lower)
                     : Sorted[Above];
  }

private:
  std::vector<double> Sorted;
  std::vector<double> Cumulative;
};

/// Median with a percentile bootstrap over the values. EXPECTS: not empty.
inline Estimate bootstrapMedian(const std::vector<double> &Values) {
  const MedianDraws Draws(Values);
  const double Middle = median(Values);
  return {Middle, std::min(Middle, Draws.at(0.025)),
          std::max(Middle, Draws.at(0.975))};
}

/// Median of the ratios of the rounds and its interval.
/// EXPECTS: equally many samples, at least one, all positive.
inline Estimate pairedRatio(const std::vector<double> &Before,
                            const std::vector<double> &After) {
  return bootstrapMedian(ratiosOf(Before, After));
}

//===-- Several processes -------------------------------------------------===//

/// One list of ratios for each process.
using ProcessRatios = std::vector<std::vector<double>>;

/// Mean of \p Logs and the interval that their own spread gives.
/// EXPECTS: at least two.
inline Estimate meanOfLogs(const std::vector<double> &Logs) {
  const double Count = static_cast<double>(Logs.size());
  double Mean = 0, Squares = 0;
  for (double Log : Logs)
    Mean += Log / Count;
  for (double Log : Logs)
    Squares += (Log - Mean) * (Log - Mean);
  const double Error = std::sqrt(Squares / (Count - 1) / Count);
  const double Half = studentReach(static_cast<int>(Logs.size()) - 1) * Error;
  return {std::exp(Mean), std::exp(Mean - Half), std::exp(Mean + Half)};
}

/// Geometric mean of the processes' medians; the interval is Student's for
/// them. Whatever the rounds of one process have in common (addresses, clocks,
/// drift) is thereby part of the interval. A bootstrap that draws processes and
/// rounds in them does worse: by itself it is too narrow for few processes, and
/// with the right width its lopsidedness is chance. Under bimodal noise it held
/// the truth in 87%, this in 95%.
/// EXPECTS: none empty, all positive.
inline Estimate hierarchicalRatio(const ProcessRatios &Processes) {
  if (Processes.size() == 1)
    return bootstrapMedian(Processes.front());
  std::vector<double> Logs;
  for (const std::vector<double> &Ratios : Processes)
    Logs.push_back(std::log(median(Ratios)));
  return meanOfLogs(Logs);
}

//===-- Several workloads -------------------------------------------------===//

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

/// The same of workloads that all ran in the same processes, which makes their
/// errors depend on each other: each process gives one mean over the sweep, and
/// the spread of these is the interval.
/// EXPECTS: not empty; equally many processes for each, at least two.
inline Estimate combineProcesses(const std::vector<ProcessRatios> &Workloads) {
  std::vector<double> Logs(Workloads.front().size());
  for (std::size_t Process = 0; Process != Logs.size(); ++Process)
    for (const ProcessRatios &Ratios : Workloads)
      Logs[Process] += std::log(median(Ratios[Process])) /
                       static_cast<double>(Workloads.size());
  return meanOfLogs(Logs);
}

/// How likely a deviation from \p Limit as large as that of \p E is by chance,
/// to whichever side. \p Processes is how many the interval comes from.
inline double chance(const Estimate &E, double Limit, std::size_t Processes) {
  const int Freedom = Processes > 1 ? static_cast<int>(Processes) - 1 : 1000;
  const double Distance = std::log(E.Value / Limit);
  // Of a lopsided interval the wider of its mean and the side that looks to the
  // limit: far out, a short side would promise too much.
  const double Side = Distance > 0 ? E.Value / E.Low : E.High / E.Value;
  const double Half = std::max(std::log(Side), std::log(E.High / E.Low) / 2);
  if (Distance == 0 || !(Half > 0))
    return Distance == 0 ? 1 : 0;
  const double Reach = Freedom > 200 ? NormalReach : studentReach(Freedom);
  return studentTails(std::fabs(Distance) / Half * Reach, Freedom);
}

/// Chances corrected for being several, by Holm: the chance of even one wrong
/// finding among them all stays below 5%, however they depend on each other
/// (workloads share a device and a process). A gate that fails on a single
/// finding needs that; a bound on the share of wrong ones would not do.
inline std::vector<double> holm(const std::vector<double> &Chances) {
  std::vector<std::size_t> Order(Chances.size());
  for (std::size_t I = 0; I != Order.size(); ++I)
    Order[I] = I;
  std::sort(Order.begin(), Order.end(), [&](std::size_t A, std::size_t B) {
    return Chances[A] != Chances[B] ? Chances[A] < Chances[B] : A < B;
  });
  std::vector<double> Corrected(Chances.size());
  double Least = 0;
  for (std::size_t I = 0; I != Order.size(); ++I) {
    const double Left = static_cast<double>(Order.size() - I);
    Least = std::max(Least, std::min(1.0, Left * Chances[Order[I]]));
    Corrected[Order[I]] = Least;
  }
  return Corrected;
}

//===-- When to stop ------------------------------------------------------===//

/// Half of the relative width of a median's interval, from the order of the
/// values alone; rounded outward, so never better than it is.
inline double halfWidth(std::vector<double> Values) {
  const double Count = static_cast<double>(Values.size());
  const double Reach = NormalReach * std::sqrt(Count) / 2;
  const double Low = std::floor(Count / 2 - Reach) - 1;
  if (Low < 0)
    return HUGE_VAL;
  std::sort(Values.begin(), Values.end());
  const std::size_t At = static_cast<std::size_t>(Low);
  return std::log(Values[Values.size() - 1 - At] / Values[At]) / 2;
}

/// Decides how many rounds are enough. It sees the width of the interval and
/// never where it lies, and it looks seldom: each look is a chance to stop
/// because the values happen to lie close together. Over several processes the
/// interval comes from their spread, which no rule inside one of them touches.
class StopRule {
public:
  explicit StopRule(double Target, std::size_t First = 20)
      : Target(Target), Next(First) {}

  /// True if \p Ratios is narrow enough; does nothing between two looks.
  bool enough(const std::vector<double> &Ratios) {
    if (Ratios.size() < Next)
      return false;
    Next = Ratios.size() + Ratios.size() / 2;
    return halfWidth(Ratios) <= Target;
  }

private:
  double Target;
  std::size_t Next;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_STATISTICS_H
