//===- ClaimTablesTest.cpp - Tables and outputs of programs ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace perfclaim;

namespace {

void expectRatio(const char *Message, Metric What, double Speedup) {
  const Claim Read = only(Message);
  ASSERT_TRUE(Read.Speedup) << Message;
  EXPECT_NEAR(*Read.Speedup, Speedup, 1e-3) << Message;
  EXPECT_EQ(Read.What, What) << Message;
}

TEST(ClaimTables, AHeaderThatNamesAMetricSaysWhichWayIsBetter) {
  const char *Head = "Tune the warps\n\n| size | latency | throughput |\n"
                     "|---|---|---|\n";
  const ClaimSet Both = readClaims(std::string(Head) + "| 64 | -20% | +25% |");
  ASSERT_EQ(Both.Claims.size(), 2u);
  EXPECT_EQ(Both.Claims[0].What, Metric::Latency);
  EXPECT_NEAR(*Both.Claims[0].Speedup, 1.25, 1e-6);
  EXPECT_EQ(Both.Claims[1].What, Metric::Throughput);
  EXPECT_NEAR(*Both.Claims[1].Speedup, 1.25, 1e-6);
  const ClaimSet Worse = readClaims(std::string(Head) + "| 64 | +25% | -20% |");
  ASSERT_EQ(Worse.Claims.size(), 2u);
  EXPECT_NEAR(*Worse.Claims[0].Speedup, 0.8, 1e-6);
  EXPECT_NEAR(*Worse.Claims[1].Speedup, 0.8, 1e-6);
  expectRatio("Tune the warps\n\n| dtype | latency change |\n|---|---|\n"
              "| half | -20% |\n| float | +0.0% |",
              Metric::Latency, 1.25);
}

TEST(ClaimTables, SharesOfResultsAreNone) {
  EXPECT_TRUE(readClaims("Scale in float\n\n| task | accuracy | perplexity |\n"
                         "|---|---|---|\n| wiki | +0.2% | -1.0% |")
                  .Claims.empty());
}

TEST(ClaimTables, RowsMayBeWrapped) {
  const char *Head = "Cache the plan\n\n| Case | Before | After |\n"
                     "|---|---|---|\n";
  expectRatio((std::string(Head) + "| rebuilt | 450.0\nus/call | 5.0 us/call |")
                  .c_str(),
              Metric::Time, 90);
  expectRatio((std::string(Head) + "| looked up | 480.0 us/call |\n"
                                   "8.0 us/call |")
                  .c_str(),
              Metric::Time, 60);
}

TEST(ClaimTables, OutputsAroundALineThatSaysVersus) {
  for (const char *Message :
       {"Wider loads\n\nstep 0: loss 5.3 (took 812.5 ms)\nvs\n"
        "step 0: loss 5.3 (took 406.25 ms)",
        "Wider loads\n\nloading: 800 ms\nversus\nloading: 400 ms",
        "Wider loads\n\n```\n$ ./bench\nstep: 40 us\n```\n\nvs\n\n```\n"
        "$ ./bench\nstep: 20 us\n```"})
    expectRatio(Message, Metric::Time, 2);
  const ClaimSet Two =
      readClaims("Wider loads\n\nstep 0 took 30 ms\nvs\nstep 0 took 20 ms\n\n"
                 "step 0 took 12 ms\nvs\nstep 0 took 4 ms");
  ASSERT_EQ(Two.Claims.size(), 2u);
  EXPECT_NEAR(*Two.Claims[0].Speedup, 1.5, 1e-6);
  EXPECT_NEAR(*Two.Claims[1].Speedup, 3, 1e-6);
  EXPECT_TRUE(readClaims("Rename it\n\n-b 512\nvs\n-b 1024").Claims.empty());
}

TEST(ClaimTables, OutputsUnderAHeading) {
  expectRatio("Wider loads\n\nmain:\n\n  gather: 3 ms\n\nthis PR:\n\n"
              "  gather: 2 ms",
              Metric::Time, 1.5);
  expectRatio("Wider loads\n\nOld log:\n\n  gather: 3 ms\n\nNew log:\n\n"
              "  gather: 2 ms",
              Metric::Time, 1.5);
  expectRatio("Wider loads\n\nwas: 3 ms\nis: 2 ms", Metric::Time, 1.5);
}

} // namespace
