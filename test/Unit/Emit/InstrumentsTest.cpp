//===- InstrumentsTest.cpp - Lines of instruments, times of kernels -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Runtime/Cupti.h"
#include "perfclaim/Runtime/Experiment.h"
#include "perfclaim/Runtime/Facts.h"
#include <gtest/gtest.h>

namespace {

TEST(Conditions, OfAnotherProcessArriveAsTheyWere) {
  const pc::Conditions C{
      {1980, 2619, 55, 350.5, 1}, {1755, 2619, 71, 699.25, 0x24}, 200, 7, 0x24};
  std::string Line = pc::conditionsLine("a name", C), Name;
  Line.pop_back();
  pc::Conditions Read;
  ASSERT_TRUE(pc::parseConditions(Line, Name, Read));
  EXPECT_EQ(Name, "a name");
  EXPECT_EQ(Read.After.SmMegahertz, 1755);
  EXPECT_EQ(Read.After.Watts, 699.25);
  EXPECT_EQ(Read.Before.Celsius, 55);
  EXPECT_EQ(Read.After.Reasons, 0x24u);
  EXPECT_EQ(Read.Runs, 200);
  EXPECT_EQ(Read.SlowRuns, 7);
  EXPECT_EQ(Read.Reasons, 0x24u);
  for (const char *Bad : {"", "conditions", "conditions\tn", "conditions\tn\t1",
                          "sides\tn\t1 1 1 1 1 1 1 1 1 1 1 1 1"})
    EXPECT_FALSE(pc::parseConditions(Bad, Name, Read)) << Bad;
}

TEST(Conditions, AnIdleDeviceIsNotThrottled) {
  constexpr std::uint64_t Idle = 0x1, SetByUser = 0x2, PowerCap = 0x4;
  EXPECT_EQ(pc::slowReasons(Idle | SetByUser), 0u);
  EXPECT_EQ(pc::slowReasons(Idle | PowerCap), PowerCap);
}

TEST(Conditions, AreReadBesideSamples) {
  pc::Samples Times;
  Times.Microseconds[0] = Times.Microseconds[1] = {1, 2};
  std::string Kind, Name;
  pc::Samples Read;
  EXPECT_FALSE(pc::parseSamples(pc::conditionsLine("n", {}), Kind, Name, Read));
  pc::Measured All;
  for (const char *What : {"sides", "same", "warm", "warm"})
    All.add(What, Times);
  EXPECT_EQ(All.Sides.size(), 1u);
  EXPECT_EQ(All.Same.size(), 1u);
  EXPECT_EQ(All.Warm.size(), 2u);
  EXPECT_EQ(All.rounds(), 4u);
}

TEST(Nvml, WhereItIsMissingNothingIsKnown) {
  setenv("PERFCLAIM_NVML", "/nowhere/libnvidia-ml.so.1", 1);
  const pc::Nvml None("0000:00:00.0");
  unsetenv("PERFCLAIM_NVML");
  EXPECT_FALSE(None.present());
  EXPECT_EQ(None.driver(), "");
  EXPECT_EQ(None.look().SmMegahertz, 0);
  pc::DeviceWatch Watch(None);
  Watch.begin();
  Watch.ran();
  EXPECT_EQ(Watch.end().Runs, 0);
}

TEST(Cupti, KernelsThatOverlapAreCountedOnce) {
  EXPECT_EQ(pc::busyMicroseconds({}), 0);
  EXPECT_EQ(pc::busyMicroseconds({{"b", 5000, 13000}, {"a", 1000, 9000}}), 12);
  EXPECT_EQ(pc::busyMicroseconds({{"a", 1000, 9000}, {"b", 2000, 3000}}), 8);
  EXPECT_EQ(pc::busyMicroseconds({{"a", 1000, 2000}, {"b", 5000, 6000}}), 2);
}

TEST(Facts, OfAnotherProcessArriveAsTheyWere) {
  pc::SideFacts After;
  After.KernelMicroseconds = 1.0 / 3;
  After.Kernels = {{"ns::k<int, 4>", 256, 40, 8, 1024, 3, 0.375, 2.5}};
  pc::SideFacts Read[2];
  std::string Lines = pc::factsLines("w", 1, After);
  for (std::size_t At = 0; At < Lines.size();) {
    const std::size_t End = Lines.find('\n', At);
    std::vector<std::string> Parts(1);
    for (char C : Lines.substr(At, End - At))
      if (C == '\t')
        Parts.emplace_back();
      else
        Parts.back() += C;
    EXPECT_TRUE(pc::parseFacts(Parts, Read));
    At = End + 1;
  }
  EXPECT_FALSE(Read[0].known());
  EXPECT_EQ(Read[1].KernelMicroseconds, 1.0 / 3);
  EXPECT_EQ(Read[1].HostMicroseconds, -1);
  ASSERT_EQ(Read[1].Kernels.size(), 1u);
  EXPECT_EQ(Read[1].Kernels[0].Kernel, "ns::k<int, 4>");
  EXPECT_EQ(Read[1].Kernels[0].Occupancy, 0.375);
  EXPECT_EQ(Read[1].Kernels[0].Microseconds, 2.5);
  EXPECT_FALSE(pc::parseFacts({"kernel", "w", "1", "k", "1 2"}, Read));
}

TEST(WarmCache, TakesASixthOfTheTime) {
  pc::Options Wanted;
  Wanted.Processes = 6;
  const pc::Options Warm = Wanted.forWarmCache(3);
  EXPECT_TRUE(Warm.WarmCache);
  EXPECT_DOUBLE_EQ(Warm.processBudget(), 0.5);
  pc::Options Short = Wanted.forWarmCache(1e-9);
  pc::Rounds Runs(Short);
  pc::Sequence Noise(1);
  while (Runs.another())
    Runs.add(1 + Noise.unit());
  EXPECT_EQ(Runs.samples().Microseconds[0].size(), 2u);
}

} // namespace
