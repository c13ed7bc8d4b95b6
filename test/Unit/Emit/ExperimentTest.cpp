//===- ExperimentTest.cpp - Orders, stopping and processes ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Runtime/Experiment.h"
#include <gtest/gtest.h>

namespace {

/// The sides in the order in which they run, with every ratio the same.
std::vector<int> sides(const pc::Options &Wanted, pc::Samples &Times) {
  std::vector<int> Order;
  pc::Rounds Runs(Wanted);
  while (Runs.another()) {
    Order.push_back(Runs.side());
    Runs.add(Runs.side() ? 1 : 2);
  }
  Times = Runs.samples();
  return Order;
}

pc::Options withOrder(pc::Order Turns) {
  pc::Options Wanted;
  Wanted.Turns = Turns;
  Wanted.Iterations = 40;
  return Wanted;
}

TEST(Rounds, BothSidesRunAsOftenAndBeginAsOften) {
  for (pc::Order Turns : {pc::Order::Random, pc::Order::Alternate}) {
    pc::Samples Times;
    const std::vector<int> Order = sides(withOrder(Turns), Times);
    EXPECT_EQ(Times.Microseconds[0].size(), 40u);
    EXPECT_EQ(Times.Microseconds[1].size(), 40u);
    ASSERT_EQ(Order.size(), 86u) << "three rounds warm up";
    int Leads[2] = {0, 0};
    for (size_t I = 6; I != Order.size(); I += 2) {
      EXPECT_NE(Order[I], Order[I + 1]);
      ++Leads[Order[I]];
    }
    EXPECT_EQ(Leads[0], Leads[1]);
  }
}

TEST(Rounds, RandomOrderDiffersFromProcessToProcessAndCanBeRepeated) {
  pc::Samples Times;
  pc::Options Wanted = withOrder(pc::Order::Random);
  const std::vector<int> First = sides(Wanted, Times);
  EXPECT_EQ(First, sides(Wanted, Times));
  Wanted.Process = 1;
  EXPECT_NE(First, sides(Wanted, Times));
  Wanted.Turns = pc::Order::Alternate;
  const std::vector<int> Fixed = sides(Wanted, Times);
  Wanted.Process = 2;
  EXPECT_EQ(Fixed, sides(Wanted, Times));
}

TEST(Rounds, BlocksKeepASideForTenRunsAndDropTheFirst) {
  pc::Samples Times;
  const std::vector<int> Order = sides(withOrder(pc::Order::Blocks), Times);
  EXPECT_EQ(Times.Microseconds[0].size(), 40u);
  for (size_t Block = 6; Block < Order.size(); Block += 11)
    for (size_t I = 1; I != 11; ++I)
      EXPECT_EQ(Order[Block], Order[Block + I]);
}

TEST(Rounds, StopsWhenTheRatioIsKnown) {
  pc::Options Wanted;
  Wanted.BudgetSeconds = 1e6;
  pc::Samples Times;
  sides(Wanted, Times);
  EXPECT_EQ(Times.Microseconds[0].size(), 20u);
}

TEST(Rounds, StopsWhenTheBudgetIsSpent) {
  pc::Options Wanted;
  Wanted.BudgetSeconds = 1e-9;
  Wanted.Processes = 1;
  pc::Rounds Runs(Wanted);
  pc::Sequence Noise(1);
  while (Runs.another())
    Runs.add(1 + Noise.unit());
  EXPECT_EQ(Runs.samples().Microseconds[0].size(), 10u);
}

/// Runs whose host takes as long as so many fills; how many fills they get.
int fillsAfter(pc::QueueDepth &Depth, int Runs, int NeededFills) {
  for (int I = 0; I != Runs; ++I)
    Depth.ran(Depth.fills() < NeededFills);
  return Depth.fills();
}

TEST(QueueDepth, IsAsDeepAsTheHostNeedsBeforeTheFirstRunThatCounts) {
  pc::QueueDepth Quick, Slow;
  EXPECT_EQ(fillsAfter(Quick, 100, 1), 1);
  EXPECT_EQ(fillsAfter(Slow, 2 * pc::Options().WarmUp, 7), 8);
  EXPECT_EQ(fillsAfter(Slow, 100, 7), 8);
}

TEST(QueueDepth, GrowsWhereOneSideAloneNeedsIt) {
  pc::QueueDepth Depth;
  for (int I = 0; I != 40; ++I)
    Depth.ran(I % 2 == 0 && Depth.fills() < 3);
  EXPECT_EQ(Depth.fills(), 4);
}

TEST(QueueDepth, AnInterruptionOfTheHostIsNoReason) {
  pc::QueueDepth Depth;
  for (int I = 0; I != 1000; ++I)
    Depth.ran(I % 10 == 9);
  EXPECT_EQ(Depth.fills(), 1);
}

TEST(QueueDepth, GivesUpOnACallThatWaitsForTheDevice) {
  pc::QueueDepth Depth;
  EXPECT_EQ(fillsAfter(Depth, 100, 1000), 1);
}

TEST(Experiment, SamplesOfAnotherProcessArriveAsTheyWere) {
  pc::Samples Times;
  Times.Microseconds[0] = {1.0 / 3, 2e-9, 1e12};
  Times.Microseconds[1] = {0.1, 7, 3};
  std::string Line = pc::samplesLine("same", "a name", Times), Kind, Name;
  pc::Samples Read;
  Line.pop_back();
  ASSERT_TRUE(pc::parseSamples(Line, Kind, Name, Read));
  EXPECT_EQ(Kind, "same");
  EXPECT_EQ(Name, "a name");
  for (int Side : {0, 1})
    EXPECT_EQ(Read.Microseconds[Side], Times.Microseconds[Side]);
}

TEST(Experiment, HalfALineIsNone) {
  std::string Kind, Name;
  for (const char *Line : {"", "sides", "sides\tname\t1 2", "sides\tn\t1 2\t1",
                           "sides\tn\t1 2\t1 0", "sides\tn\t\t"}) {
    pc::Samples Read;
    EXPECT_FALSE(pc::parseSamples(Line, Kind, Name, Read)) << Line;
  }
}

TEST(Experiment, TheBestAndTheWorstAreFound) {
  using Places = std::vector<std::size_t>;
  EXPECT_EQ(pc::extremes({{1, 1, 1}, {3, 3, 3}, {0.5, 0.5, 0.5}}),
            (Places{1, 2}));
  EXPECT_EQ(pc::extremes({{1, 1, 1}}), (Places{0}));
}

} // namespace
