//===- StatisticsTest.cpp - Intervals against a known truth ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// PERFCLAIM_TRIALS=N makes the simulations longer; see
/// utils/simulate-statistics.
///
//===----------------------------------------------------------------------===//

#include "Simulation.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>

using namespace simulation;

namespace {

int trials() {
  const char *Text = std::getenv("PERFCLAIM_TRIALS");
  return Text ? std::atoi(Text) : 1000;
}

/// One line a simulation, for who wants the figures.
void say(const std::string &What, const Tally &T) {
  if (std::getenv("PERFCLAIM_TRIALS"))
    std::cout << What << ": coverage " << T.coverage() << ", 1 outside "
              << T.found() << ", half width " << T.half() << " (" << T.Trials
              << " trials)\n";
}

/// The benchmark's own way: several processes, each of which stops when it is
/// narrow enough.
Tally severalProcesses(Noise Kind, double Between, double Truth,
                       std::uint64_t Seed) {
  Tally T;
  Machine M(Kind, 0.02, Between, Seed);
  for (int I = 0; I != trials(); ++I) {
    pc::ProcessRatios All;
    for (int Process = 0; Process != 6; ++Process)
      All.push_back(adaptiveRounds(M, Truth, 0.015, 200));
    T.add(pc::hierarchicalRatio(All), Truth);
  }
  say(std::string("6 processes, ") + name(Kind) + " noise, spread between " +
          std::to_string(Between) + ", truth " + std::to_string(Truth),
      T);
  return T;
}

//===-- Simulations -------------------------------------------------------===//

TEST(StatisticsSimulation, TheIntervalOfSeveralProcessesHoldsTheTruth) {
  for (Noise Kind : AllNoise)
    for (double Between : {0.0, 0.005}) {
      const Tally T = severalProcesses(Kind, Between, 1.02, 11);
      EXPECT_GE(T.coverage(), 0.93) << name(Kind) << ' ' << Between;
      EXPECT_LE(T.coverage(), 0.97) << name(Kind) << ' ' << Between;
      if (Between == 0) {
        EXPECT_GE(T.found(), 0.95) << "2% is not found: " << name(Kind);
      }
    }
}

TEST(StatisticsSimulation, FewRoundsInEachProcessAreEnough) {
  for (Noise Kind : AllNoise) {
    Tally T;
    Machine M(Kind, 0.02, 0, 29);
    for (int I = 0; I != trials(); ++I)
      T.add(pc::hierarchicalRatio(M.processes(1.02, 6, 20)), 1.02);
    say(std::string("6 processes of 20 rounds, ") + name(Kind) + " noise", T);
    EXPECT_GE(T.coverage(), 0.93) << name(Kind);
    EXPECT_LE(T.coverage(), 0.97) << name(Kind);
  }
}

TEST(StatisticsSimulation, TheSameCodeIsSeldomTakenForADifference) {
  for (Noise Kind : AllNoise) {
    // As verdicts are made: beyond the noise floor, which is itself measured.
    int Wrong = 0;
    Tally T;
    Machine M(Kind, 0.02, 0.005, 23);
    for (int I = 0; I != trials(); ++I) {
      const pc::Estimate Same = pc::hierarchicalRatio(M.processes(1, 6, 20));
      const pc::Estimate E = pc::hierarchicalRatio(M.processes(1, 6, 20));
      const double Floor = 1 + std::fabs(Same.Value - 1);
      T.add(E, 1);
      Wrong += E.Value > Floor       ? pc::chance(E, Floor, 6) < 0.05
               : E.Value < 1 / Floor ? pc::chance(E, 1 / Floor, 6) < 0.05
                                     : 0;
    }
    say(std::string("6 processes, ") + name(Kind) + " noise, equal code", T);
    if (std::getenv("PERFCLAIM_TRIALS"))
      std::cout << "  wrong verdicts: " << static_cast<double>(Wrong) / trials()
                << "\n";
    EXPECT_LE(Wrong, 0.05 * trials()) << name(Kind);
    EXPECT_LE(T.found(), 0.07) << name(Kind);
  }
}

TEST(StatisticsSimulation, TheIntervalOfOneProcessHoldsTheTruth) {
  // Independent rounds are the condition: what drifts needs processes.
  for (Noise Kind : {Noise::Normal, Noise::Skewed, Noise::Bimodal})
    for (int Rounds : {20, 51, 0}) {
      Tally T;
      Machine M(Kind, 0.02, 0, 5);
      for (int I = 0; I != trials(); ++I)
        T.add(pc::bootstrapMedian(Rounds ? M.rounds(1.05, Rounds)
                                         : adaptiveRounds(M, 1.05, 0.01, 400)),
              1.05);
      say(std::string("1 process, ") + name(Kind) + " noise, " +
              (Rounds ? std::to_string(Rounds) : "adaptive") + " rounds",
          T);
      EXPECT_GE(T.coverage(), 0.93) << name(Kind) << ' ' << Rounds;
      EXPECT_LE(T.coverage(), 0.97) << name(Kind) << ' ' << Rounds;
    }
}

TEST(StatisticsSimulation, AMeanOverASweepSeesWhatItsWorkloadsShare) {
  // Every process adds one bias to all eight workloads: taking their errors
  // for independent would make the interval far too narrow.
  Tally Shared, Independent;
  Machine M(Noise::Normal, 0.01, 0, 3);
  pc::Sequence Biases(17);
  for (int I = 0; I != trials(); ++I) {
    std::vector<pc::ProcessRatios> Sweep(8);
    for (int Process = 0; Process != 6; ++Process) {
      const double Bias = 1 + 0.01 * (Biases.unit() + Biases.unit() -
                                      Biases.unit() - Biases.unit());
      for (pc::ProcessRatios &Workload : Sweep)
        Workload.push_back(M.rounds(1.02 * Bias, 15));
    }
    Shared.add(pc::combineProcesses(Sweep), 1.02);
    std::vector<pc::Estimate> Parts;
    for (const pc::ProcessRatios &Workload : Sweep)
      Parts.push_back(pc::hierarchicalRatio(Workload));
    Independent.add(pc::combine(Parts), 1.02);
  }
  say("geometric mean, shared bias", Shared);
  EXPECT_GE(Shared.coverage(), 0.93);
  EXPECT_LE(Shared.coverage(), 0.97);
  EXPECT_LT(Independent.coverage(), 0.85);
}

TEST(StatisticsSimulation, CorrectedChancesKeepTheWholeFamilyHonest) {
  int Plain = 0, Corrected = 0;
  Machine M(Noise::Normal, 0.02, 0.005, 31);
  for (int I = 0; I != trials(); ++I) {
    std::vector<double> Chances;
    for (int Workload = 0; Workload != 10; ++Workload)
      Chances.push_back(
          pc::chance(pc::hierarchicalRatio(M.processes(1, 6, 20)), 1, 6));
    Plain += *std::min_element(Chances.begin(), Chances.end()) < 0.05;
    const std::vector<double> All = pc::holm(Chances);
    Corrected += *std::min_element(All.begin(), All.end()) < 0.05;
  }
  EXPECT_GT(Plain, 0.25 * trials());
  EXPECT_LT(Corrected, 0.065 * trials());
}

//===-- Known values ------------------------------------------------------===//

TEST(Statistics, StudentAgreesWithTables) {
  EXPECT_NEAR(pc::studentReach(1), 12.7062, 1e-3);
  EXPECT_NEAR(pc::studentReach(2), 4.3027, 1e-3);
  EXPECT_NEAR(pc::studentReach(5), 2.5706, 1e-3);
  EXPECT_NEAR(pc::studentReach(10), 2.2281, 1e-3);
  EXPECT_NEAR(pc::studentReach(1000), pc::NormalReach, 1e-3);
  EXPECT_NEAR(pc::studentTails(2, 4), 0.1161, 1e-4);
  EXPECT_NEAR(pc::studentTails(0, 7), 1, 1e-12);
}

TEST(Statistics, TheBootstrapOfAMedianIsTheOneByRepetition) {
  std::vector<double> Values;
  pc::Sequence Random(4);
  for (int I = 0; I != 31; ++I)
    Values.push_back(1 + Random.unit());
  std::vector<double> Medians;
  for (int I = 0; I != 20000; ++I) {
    std::vector<double> Drawn;
    for (size_t J = 0; J != Values.size(); ++J)
      Drawn.push_back(Values[Random.below(Values.size())]);
    Medians.push_back(pc::median(Drawn));
  }
  std::sort(Medians.begin(), Medians.end());
  const pc::Estimate E = pc::bootstrapMedian(Values);
  EXPECT_NEAR(E.Low, pc::quantile(Medians, 0.025), 0.05);
  EXPECT_NEAR(E.High, pc::quantile(Medians, 0.975), 0.05);
}

TEST(Statistics, OneValueIsItsOwnInterval) {
  const pc::Estimate E = pc::bootstrapMedian({1.5});
  EXPECT_EQ(E.Value, 1.5);
  EXPECT_EQ(E.Low, 1.5);
  EXPECT_EQ(E.High, 1.5);
}

TEST(Statistics, ATimerThatTellsNoDifferenceGivesNoNaN) {
  const pc::Estimate E =
      pc::hierarchicalRatio({{1, 1, 1}, {1, 1, 1}, {1, 1, 1}});
  EXPECT_EQ(E.Low, 1);
  EXPECT_EQ(E.High, 1);
  EXPECT_EQ(pc::chance(E, 1, 3), 1);
  EXPECT_EQ(pc::chance(E, 1.1, 3), 0);
}

TEST(Statistics, ChanceIsFivePercentAtTheEndOfTheInterval) {
  const pc::Estimate E = {1.2, 1.2 / 1.1, 1.2 * 1.1};
  EXPECT_NEAR(pc::chance(E, E.Low, 6), 0.05, 1e-6);
  EXPECT_NEAR(pc::chance(E, E.High, 6), 0.05, 1e-6);
  EXPECT_GT(pc::chance(E, 1.15, 6), 0.05);
  EXPECT_LT(pc::chance(E, 1, 6), 0.05);
}

TEST(Statistics, HolmMultipliesStepByStep) {
  const std::vector<double> All = pc::holm({0.04, 0.01, 0.03, 0.5});
  EXPECT_DOUBLE_EQ(All[1], 0.04);
  EXPECT_DOUBLE_EQ(All[2], 0.09);
  EXPECT_DOUBLE_EQ(All[0], 0.09) << "never below the one before";
  EXPECT_DOUBLE_EQ(All[3], 0.5);
  EXPECT_TRUE(pc::holm({}).empty());
}

TEST(Statistics, StopsAtTheTargetAndNotBeforeTwentyRounds) {
  pc::StopRule Rule(0.01);
  std::vector<double> Ratios(19, 1.0);
  EXPECT_FALSE(Rule.enough(Ratios));
  Ratios.push_back(1);
  EXPECT_TRUE(Rule.enough(Ratios));
  pc::StopRule Wide(0.01);
  std::vector<double> Spread;
  for (int I = 0; I != 40; ++I)
    Spread.push_back(1 + 0.5 * (I % 7));
  EXPECT_FALSE(Wide.enough(Spread));
}

} // namespace
