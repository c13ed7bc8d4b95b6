//===- Simulation.h - Measurements whose truth is known ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rounds of two sides under noise of several kinds. Both sides draw from one
/// distribution, scaled; so the true median ratio is known exactly.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_EMIT_SIMULATION_H
#define PERFCLAIM_TEST_UNIT_EMIT_SIMULATION_H

#include "perfclaim/Runtime/Random.h"
#include "perfclaim/Runtime/Statistics.h"

namespace simulation {

enum class Noise { Normal, Skewed, Bimodal, Drifting };
inline constexpr Noise AllNoise[] = {Noise::Normal, Noise::Skewed,
                                     Noise::Bimodal, Noise::Drifting};
inline const char *name(Noise N) {
  static const char *const Names[] = {"normal", "skewed", "bimodal",
                                      "drifting"};
  return Names[static_cast<int>(N)];
}

class Machine {
public:
  /// \p Size: of the noise of one sample. \p Between: of what a process adds
  /// to the ratio of all its rounds.
  Machine(Noise Kind, double Size, double Between, std::uint64_t Seed)
      : Kind(Kind), Size(Size), Between(Between), Random(Seed) {}

  void newProcess() {
    Bias = std::exp(Between * normal());
    Level = RatioLevel = 0;
  }

  /// Ratio of the next round.
  double round(double Truth) {
    if (Kind == Noise::Drifting) {
      // The machine becomes slower as it warms up, and wanders. The second side
      // of a round meets a little more of it.
      Level += 0.001 + 0.3 * Size * normal();
      RatioLevel = 0.9 * RatioLevel + 0.1 * Size * normal();
    }
    const double First = std::exp(Level);
    const double Second = Kind == Noise::Drifting ? First * 1.001 : First;
    const bool Swapped = Random.coin();
    return Truth * Bias * std::exp(RatioLevel) * (Swapped ? Second : First) *
           sample() / ((Swapped ? First : Second) * sample());
  }

  std::vector<double> rounds(double Truth, int Count) {
    newProcess();
    std::vector<double> Ratios;
    for (int I = 0; I != Count; ++I)
      Ratios.push_back(round(Truth));
    return Ratios;
  }

  pc::ProcessRatios processes(double Truth, int Processes, int Count) {
    pc::ProcessRatios All;
    for (int I = 0; I != Processes; ++I)
      All.push_back(rounds(Truth, Count));
    return All;
  }

private:
  double unit() { return Random.unit(); }
  double normal() {
    return std::sqrt(-2 * std::log(1 - unit())) *
           std::cos(6.283185307179586 * unit());
  }
  double sample() {
    switch (Kind) {
    case Noise::Skewed: // Interruptions: mostly none, seldom a long one.
      return 1 - 2 * Size * std::log(1 - unit()) +
             (unit() < 0.02 ? 20 * Size * unit() : 0);
    case Noise::Bimodal: // Two states of a clock or a cache.
      return (unit() < 0.3 ? 1 + 5 * Size : 1) * (1 + Size * normal() / 2);
    case Noise::Normal:
    case Noise::Drifting:
      break;
    }
    return std::exp(Size * normal());
  }

  Noise Kind;
  double Size, Between;
  pc::Sequence Random;
  double Bias = 1, Level = 0, RatioLevel = 0;
};

/// How often the interval held the truth, and how often it did not hold 1.
struct Tally {
  int Trials = 0, Held = 0, Found = 0;
  double Half = 0;
  void add(const pc::Estimate &E, double Truth) {
    ++Trials;
    Held += E.Low <= Truth && Truth <= E.High;
    Found += E.Low > 1 || E.High < 1;
    Half += (E.High - E.Low) / 2;
  }
  double coverage() const { return static_cast<double>(Held) / Trials; }
  double found() const { return static_cast<double>(Found) / Trials; }
  double half() const { return Half / Trials; }
};

/// A process that stops by the rule, as the benchmark does.
inline std::vector<double> adaptiveRounds(Machine &M, double Truth,
                                          double Target, int Most) {
  M.newProcess();
  pc::StopRule Rule(Target);
  std::vector<double> Ratios;
  while (static_cast<int>(Ratios.size()) < Most && !Rule.enough(Ratios))
    Ratios.push_back(M.round(Truth));
  return Ratios;
}

} // namespace simulation

#endif // PERFCLAIM_TEST_UNIT_EMIT_SIMULATION_H
