//===- ClaimWordsTest.cpp - How claims are worded -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

struct Reading2 {
  const char *Message;
  Metric What;
  double Speedup;
  Qualifier Qualified = Qualifier::None;
};

void expectAll(llvm::ArrayRef<Reading2> Cases) {
  for (const Reading2 &C : Cases) {
    const Claim Read = only(C.Message);
    EXPECT_EQ(Read.What, C.What) << C.Message;
    EXPECT_EQ(Read.Qualified, C.Qualified) << C.Message;
    ASSERT_TRUE(Read.Speedup) << C.Message;
    EXPECT_NEAR(*Read.Speedup, C.Speedup, 1e-3) << C.Message;
  }
}

TEST(ClaimWords, FactorsAndParts) {
  expectAll({
      {"Reduce kernel overhead by a factor of 4", Metric::Time, 4},
      {"slower by a factor of two", Metric::Time, 0.5},
      {"Speed up the scan by a factor of 2 to 3", Metric::Time, 2,
       Qualifier::Range},
      {"threefold speedup of the reduction", Metric::Time, 3},
      {"a 3-fold speedup", Metric::Time, 3},
      {"a two-fold reduction in memory usage", Metric::Memory, 2},
      {"now takes one third of the time", Metric::Time, 3},
      {"needs 1/4 of the memory", Metric::Memory, 4},
      {"takes twice as long", Metric::Time, 0.5},
      {"three times as long as before", Metric::Time, 1.0 / 3},
      {"half the speed of the old kernel", Metric::Time, 0.5},
      {"uses half as much memory", Metric::Memory, 2},
      {"doubles memory usage", Metric::Memory, 0.5},
      {"the runtime is halved", Metric::Time, 2},
      {"performance doubles", Metric::Unknown, 2},
      {"triples throughput", Metric::Throughput, 3},
      {"reduce the latency by half", Metric::Latency, 2},
      {"up to x100 faster", Metric::Time, 100, Qualifier::UpTo},
      {"a speedup of 2.3 on A100", Metric::Time, 2.3},
      {"an order of magnitude perf degradation", Metric::Unknown, 0.1},
  });
}

TEST(ClaimWords, SharesMoreAndLess) {
  expectAll({
      {"uses 20% more memory", Metric::Memory, 1 / 1.2},
      {"20% higher memory usage", Metric::Memory, 1 / 1.2},
      {"peak memory down 20%", Metric::Memory, 1 / 0.8},
      {"takes 20% longer", Metric::Time, 1 / 1.2},
      {"20% shorter runtime", Metric::Time, 1 / 0.8},
      {"slows down by 20%", Metric::Time, 1 / 1.2},
      {"throughput fell by 20%", Metric::Throughput, 0.8},
      {"adds 20% overhead", Metric::Time, 1 / 1.2},
      {"saves 20% of the runtime", Metric::Time, 1 / 0.8},
      {"reduces the import time (with numpy, scipy) by 30%", Metric::Time,
       1 / 0.7},
      {"no more than 1% slower", Metric::Time, 1 / 1.01, Qualifier::UpTo},
      {"upwards of 20% faster", Metric::Time, 1.2, Qualifier::AtLeast},
      {"reaches 55% of cuBLAS", Metric::Unknown, 0.55},
      {"about 75% of the other path's throughput", Metric::Throughput, 0.75},
  });
  const ClaimSet Two = readClaims("A and B get 3% and 1% slower");
  ASSERT_EQ(Two.Claims.size(), 2u);
  EXPECT_NEAR(*Two.Claims[0].Speedup, 1 / 1.03, 1e-6);
}

TEST(ClaimWords, OldAndNewByTheWordsBesideThem) {
  for (const char *Message :
       {"was 10 ms, now 5 ms", "10 ms before, 5 ms after",
        "takes 5 ms where it took 10 ms", "5 ms rather than 10 ms",
        "used to be 10 ms and is now 5 ms", "10 ms (before) vs 5 ms (after)",
        "1m30s -> 45s", "With it: 5 ms\nWithout it: 10 ms",
        "A 4.0 -> 2.0, which is 2x faster"}) {
    const ClaimSet Set = readClaims(Message);
    ASSERT_FALSE(Set.Claims.empty()) << Message;
    EXPECT_NEAR(*Set.Claims[0].Speedup, 2, 1e-6) << Message;
  }
  const ClaimSet Bare = readClaims("A 20 -> 10, B 40 -> 10 us");
  ASSERT_EQ(Bare.Claims.size(), 2u);
  EXPECT_NEAR(*Bare.Claims[0].Speedup, 2, 1e-6);
}

TEST(ClaimWords, BlocksOfOutput) {
  const ClaimSet Set = readClaims("Small speedups\n\nBefore:\n```\n"
                                  "4.0 µs ± 30.9 ns per loop\n```\nAfter:\n"
                                  "```\n2.0 µs ± 3% per loop\n```\n");
  ASSERT_EQ(Set.Claims.size(), 1u);
  EXPECT_NEAR(*Set.Claims[0].Speedup, 2, 1e-6);
  // Tests are no claim, nor are blocks of different length.
  EXPECT_TRUE(readClaims("Run tests in parallel\n\nBefore:\n 9 s\nAfter:\n"
                         " 3 s\n")
                  .Claims.empty());
}

TEST(ClaimWords, ColumnsOfBenchmarkTools) {
  const ClaimSet Set =
      readClaims("Results of the benchmarks:\n"
                 "name      old cpu/op   new cpu/op   delta\n"
                 "parse     2.0ms ± 3%   1.0ms ± 1%   -50.00%  (p=0.008 n=5)\n"
                 "\nRender times:\n"
                 "          Render Time Before     After   Difference\n"
                 "Cornell            1:20.00     40.00        -50%\n");
  ASSERT_EQ(Set.Claims.size(), 2u);
  EXPECT_NEAR(*Set.Claims[0].Speedup, 2, 1e-6);
  EXPECT_NEAR(*Set.Claims[1].Speedup, 2, 1e-6);
}

TEST(ClaimWords, LeavesSettingsAndHarnessesAlone) {
  for (const char *Message :
       {"Reduce min_time to 100ms", "Increase _SUITE_TIMEOUT from 24s to 36s",
        "Reduce test sizes\n\nTakes 14.7s now instead of 25s",
        "we hope for 20% improvement", "increases the unroll factor 2x",
        "Use 4x unrolling", "increases the workload by 50%",
        "reduces register pressure by 20%", "x86 accelerator",
        "scale by a factor of 2", "a maximal deviation of 13%",
        "The slowest run took 5 times longer than the fastest",
        "Full rebuilds take 1.5s vs. 15s"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

} // namespace
