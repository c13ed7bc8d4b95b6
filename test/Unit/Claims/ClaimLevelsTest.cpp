//===- ClaimLevelsTest.cpp - Levels, counts and limits are no claims ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimLevels, SharesBehindCountsInARow) {
  expectNone(
      {"Improve the choice of moves\n\nold  12 30.0%   5 25.0%   7 35.0%"
       "\nnew  28 70.0%  15 75.0%  13 65.0%\n         20 50.0%  20 50.0%",
       "perf: skip dead rows\n\nThat is 3 of 12 rows (25%) on average."});
  const Claim C =
      only("perf: time it\n\n- Both: 11 ms\n- Python overhead: 4 ms "
           "(36%)\n\nruns in C++");
  EXPECT_FALSE(C.Speedup);
}

TEST(ClaimLevels, WhatFallsFromOneLevelToAnother) {
  expectNone({
      "perf: load less\n\nReduces pipe pressure from 70% to 60%, freeing "
      "bandwidth for loads.",
      "Load less, faster\n\nThe L1 throughput drops from 60% to 40%.",
      "Speed it up\n\nIt is near the others now, up from 84% in spring.",
      "Speed it up\n\n- SM underutilization (3-60% on small shapes)",
  });
  const Claim C = only("New tiles\n\nDense: 900 TFLOPS peak (60% FP4 peak).");
  EXPECT_FALSE(C.Speedup);
}

TEST(ClaimLevels, LimitsAndGaps) {
  expectNone({
      "ci: let the throughput vary by 10%",
      "fix: show fewer pictures, reduce to 2 fps",
      "Explain the rest\n\nThe 40 TFLOP/s gap from Option 1 to it remains.",
      "Batch 16 -> 8\n\nHalving the batch to 8 quarters that footprint.",
      "perf: merge\n\n- reduce put calls from ~300 to ~10 per chunk (~30x).",
      "Compress\n\nPCIe boxes (30 GB/s) see a real throughput improvement.",
      "perf: halo\n\nThe run matches the older lm loss to 0.005% so far.",
  });
}

TEST(ClaimLevels, HowSureAFigureIs) {
  expectNone({"Speed up the search\n\nELO: 2.10 +-1.8 (95%) LOS: 98.0%",
              "Speed up the search\n\nbase = 2000000 +/- 1500 (95%)"});
}

TEST(ClaimLevels, SettingsAndBudgets) {
  expectNone({
      "decrease delta to -20%",
      "no regression > 10%",
      "Adjust size to 95% for better looks",
      "Update the file\n\nchange the output to be 1 sec per frame",
      "Prove it\n\nIt failed at 204ms against a 200ms budget, as it may.",
  });
}

TEST(ClaimLevels, WhatACostIs) {
  expectCases(
      {{"Pass all buffers\n\nThere is a cost to being correct, about 5% "
        "for the scenes.",
        0.95, Metric::Unknown},
       {"rebase the backbone for memory prefetch (1.5x)", 1.5},
       {"feat: optimize throughput to 1.4x by using vectors", 1.4,
        Metric::Throughput},
       {"torch: add a cache\n\nObserved speedups (small benchmark):\n"
        " - up to ~24% on an old CPU",
        1.24, Metric::Time, Qualifier::UpTo},
       {"perf: fuse\n\n- vs autograd: 5.5x (up from 4.2-6.3x)", 5.5}});
}

TEST(ClaimLevels, ColumnsWithTheirNoise) {
  expectRatios(
      "Write strings\n\n| rows |  Ref Time | Ref Noise |  Cmp Time | Cmp Noise "
      "|"
      "       Diff |   %Diff |\n|------|-----------|-----------|-----------|"
      "-----------|------------|---------|\n|  100 |    300 us |    17.21% |   "
      " 200 us |    17.28% |    -100 us | -33.33% |\n|  500 |      2 ms |     "
      "6.16% |    500 us |     6.57% | -1500.0 us | -75.00% |",
      {1.5, 4});
}

TEST(ClaimLevels, CaptionsOverColumns) {
  expectRatios(
      "Split a kernel\n\nResults:\n\n                  X200 total "
      "render time\n                Before    After   Change\n"
      "Car               4:00     3:20  -16.7 %\nLarge room       15:00 "
      "   10:00  -33.3 %",
      {1.2, 1.5});
  expectRatios("Capture it\n\n| bs | pre-capture tok/s | post-capture tok/s | "
               "speedup |\n|---:|---:|---:|---:|\n| 1 | 20 | 190 | 9.5x |",
               {9.5});
  EXPECT_EQ(
      only("Capture it\n\n| bs | pre-capture tok/s | post-capture tok/s | "
           "speedup |\n|---:|---:|---:|---:|\n| 1 | 20 | 190 | 9.5x |")
          .What,
      Metric::Throughput);
  const ClaimSet Set =
      readClaims("Speedup shadows\n\nRender times difference is as follows:\n\n"
                 "               X200 render time\nCar        -50.0%\n"
                 "Room       -20.0%\nHouse      +25.0%");
  ASSERT_EQ(Set.Claims.size(), 3u);
  EXPECT_NEAR(*Set.Claims[1].Speedup, 1.25, 1e-6);
  EXPECT_NEAR(*Set.Claims[2].Speedup, 0.8, 1e-6);
  EXPECT_EQ(Set.Claims[2].What, Metric::Time);
}

TEST(ClaimLevels, TestsThatAreNone) {
  expectCases({{"The time of the test query is about 30% faster.", 1.3}});
  expectNone({"Make SortKernelTest 2.3x faster in debug mode",
              "the right one emits 4x`LDG.u8`, but faster code is not",
              "Time it anew\n\nWe see a change of ~10% in the reported time."});
}

TEST(ClaimLevels, LogsThresholdsAndTests) {
  expectNone({
      "Skip the padding\n\n2026-01-31 11:39:16,113 - root - INFO - step: 10  "
      "memory: 74.71GiB(27.01%)  tps: 15,660  tflops: 283.54",
      "let it check\n\n* save\n* added test of one case, runtime is about 50s",
      "Skip the leak test\n\nThe memory test shows 66MB growth vs expected "
      "<20MB",
      "Enhance it\n\n- Updates the acceptable memory leak threshold from 30.0 "
      "MiB to 90.0 MiB to fit its memory usage",
      "it is as fast as our implementation now (+- 10%)",
  });
  expectCases({{"Add tracing\n\n- It has less than 1% performance overheads in "
                "normal runs.",
                1 / 1.01, Metric::Time, Qualifier::UpTo}});
  EXPECT_FALSE(only("Round in one go\n\nUp to 8us improvement in carry times. "
                    "One with twice the throughput will benefit less.")
                   .Speedup);
}

TEST(ClaimLevels, WhatIsLeftAndWhatIsAhead) {
  expectCases(
      {{"Reduced GPU memory usage to 40% on large inputs", 2.5, Metric::Memory},
       {"perf: tile\n\nThe decode is ~1.4x ahead of the other library", 1.4}});
  const Claim C = only("It improves the performance by 1 or 2 percent.");
  EXPECT_NEAR(*C.Speedup, 1.01, 1e-6);
  EXPECT_NEAR(*C.SpeedupMax, 1.02, 1e-6);
}

TEST(ClaimLevels, ARatioAndItsLimit) {
  expectRatios(
      "perf: compare\n\n* step 5 a=24.2ms b=22.3ms -> 1.09x, well under "
      "1.5x.",
      {1.09});
}

TEST(ClaimLevels, IntervalsOfEstimates) {
  expectCases({
      {"Parse in place\n\ntime:   [5.82 us 5.83 us 5.84 us]\nchange: "
       "[-13.2% -12.5% -12.1%] (p = 0.00 < 0.05)",
       1 / 0.875},
      {"Read ahead\n\nchange:\n thrpt: [+1.9% +2.5% +3.2%] (p = 0.01)", 1.025,
       Metric::Throughput},
      {"Read ahead, faster\n\nrows: +3.7% (95% CI overlap)", 1.037,
       Metric::Unknown},
  });
  const Claim C = only("Decode latency improvement: -6% to -20% on small ones");
  EXPECT_NEAR(*C.Speedup, 1 / 0.94, 1e-6);
  EXPECT_NEAR(*C.SpeedupMax, 1.25, 1e-6);
}

TEST(ClaimLevels, SpeedOfSomethingNamed) {
  expectCases(
      {{"Row-major A now reaches 90% of column-major throughput", 0.9,
        Metric::Throughput},
       {"The speed improves from 0.8x to 0.9x of the old path", 1.125},
       {"a radix sort, which changed performance from 60x to 75x", 1.25}});
  const Claim C = only("N-major B now achieves 98-103% of K-major performance");
  EXPECT_NEAR(*C.Speedup, 0.98, 1e-6);
  EXPECT_NEAR(*C.SpeedupMax, 1.03, 1e-6);
  const Claim Below = only("Faster tiles\n\nThey run at 70-80% of cuBLAS.");
  EXPECT_NEAR(*Below.Speedup, 0.8, 1e-6);
  EXPECT_NEAR(*Below.SpeedupMax, 0.7, 1e-6);
  expectNone({"Tiles\n\nThe copy reaches 80% of peak performance."});
}

TEST(ClaimLevels, OlderAndNewerByTheirLines) {
  expectRatios("Join in one pass\n\njoin_rows (before)\n\n20 s per loop\n\n"
               "join_rows (after)\n\n10 s per loop",
               {2});
  expectRatios(
      "Sample in bulk\n\nCurrent runtime: 2 s ± 0 ns per loop (mean ± "
      "std. dev. of 1 run, 10 loops each)\nPrevious runtime: 5 s ± 0 ns "
      "per loop (mean ± std. dev. of 1 run, 10 loops each)",
      {2.5});
}

TEST(ClaimLevels, WordsFurtherAway) {
  expectCases({
      {"small change to speed up the solver up to 60x for k smaller than the "
       "block size",
       60, Metric::Time, Qualifier::UpTo},
      {"The boost is in the order of 10x and utilization went to the top", 10,
       Metric::Unknown},
      {"New kernel with a loop of its own for the last 5% boost", 1.05,
       Metric::Unknown},
      {"Quantise\n\n  Latency: 1.25x (small overhead)", 0.8, Metric::Latency},
  });
  expectRatios("Count less\n\n- ~50% reduction in execution time at first\n"
               "- ~20% reduction behind it",
               {2, 1.25});
  EXPECT_EQ(readClaims("Count less\n\n- ~50% reduction in execution time\n"
                       "- ~20% reduction behind it")
                .Claims.back()
                .What,
            Metric::Time);
  EXPECT_EQ(
      only("fix: keep it\n\nResult: ~0.5 GB per layer VRAM reduction.").What,
      Metric::Memory);
  EXPECT_EQ(
      only("- Large ones: the same performance (0.3ms on a road map)").What,
      Metric::Time);
}

} // namespace
