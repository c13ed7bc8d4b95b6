//===- ClaimOutputsTest.cpp - What programs wrote, and marks on it --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimOutputs, MarksSayWhichLineIsOlder) {
  // The figure of the next line is that of another kernel.
  expectRatios(
      "Add a vector kernel\n\nblur_vec_u32    200 ns\n"
      "blur_vec_u64    100 ns  <- Now\nblur_scalar     900 ns  <- Was\n"
      "blur_scalar_u2  850 ns",
      {9});
  expectRatios("Unroll it\n\nblur_u1  30 us <- before\nblur_u2  20 us <- after",
               {1.5});
}

TEST(ClaimOutputs, HeadingsNowAndWas) {
  expectRatios("Convolve in vectors\n\nNow 4x8 vectors\nnet_a   100 us\n"
               "net_b   50 us\n\nWas scalar\nnet_a   300 us\nnet_b   200 us",
               {3, 4});
  // Text that begins with the word is no heading.
  for (const Claim &C : readClaims("Convolve\n\nNow all is well.\nIt takes 9 us"
                                   "\n\nWas it right?\nIt took 3 us")
                            .Claims)
    EXPECT_FALSE(C.Speedup);
}

TEST(ClaimOutputs, PreviousAndNewLines) {
  expectRatios("Change level 9\n\nPrevious -9 : 4.0 MB/s, R:3.8\n"
               "New -9 : 5.0 MB/s, R:3.9",
               {1.25});
  expectNone({"Split the tests\n\nPrevious run of all tests: 800 s\n"
              "New run of all tests: 400 s"});
}

TEST(ClaimOutputs, TwoUnitsOnEachSide) {
  expectRatios("Widen the loads\n\nThe copy goes from 20 ms / 1500 GB/s to "
               "16 ms / 1875 GB/s.",
               {1.25, 1.25});
  expectRatios("Copy less\n\n0.9ns/c 1.2GB/s -> 0.6ns/c 1.8GB/s", {1.5, 1.5});
}

TEST(ClaimOutputs, SlashedAges) {
  expectRatios("Copy in one go\n\nold/new: 90ms/60ms", {1.5});
  expectRatios("Copy in one go\n\nafter/before: 60/90 ms", {1.5});
}

TEST(ClaimOutputs, SpeedupOnTop) {
  expectCases({
      {"Sort in registers\n\nspeedup        = +0.0250\n"
       "P(speedup > 0) =  1.0000",
       1.025},
      {"Sort in registers\n\nspeedup = -0.0250", 0.975},
      {"Sort in registers\n\nspeedup % = +0.50 +/- 0.1", 1.005},
      {"Sort in registers\n\nspeedup: 0,004", 1.004},
  });
}

TEST(ClaimOutputs, RowsOfSharesAndNamesWithValues) {
  expectNone({
      "Improve the matcher\n\nlevel\t<=8\t<=16\t>16\n1\t70.0%\t20.4%\t9.6%\n"
      "3\t75.1%\t15.9%\t9.0%",
      "Find faster\n\nA profile showed:\n- 28.4% time in write_digits",
      "Keep the best line\n\ninfo depth 5 nodes 90 nps 5400 hashfull 0",
  });
}

TEST(ClaimOutputs, StruckOutFiguresAreTakenBack) {
  expectRatios("Tile it\n\n~~1.2x faster~~ 1.4x faster", {1.4});
}

TEST(ClaimOutputs, GeometricMeansOfGroups) {
  expectRatios("Add kernels\n\n  narrow (6): geomean 1.1x\n"
               "  wide   (5): geomean 0.96x",
               {1.1, 0.96});
}

TEST(ClaimOutputs, CasesInTheirOwnBrackets) {
  expectRatios("Add a fast log\n\nIt is much faster than before for all types: "
               "f32x4(1.45x), f32(1.35x).",
               {1.45, 1.35});
}

TEST(ClaimOutputs, WordsBesideShares) {
  expectCases({
      {"Tune the loads for the decode on phones, which is a speed up\n10%",
       1.1},
      {"Take a view\n\nThe split is faster in 2.5 times", 2.5},
      {"Shard the name cache: `>4x` performance improvement", 4,
       Metric::Unknown, Qualifier::AtLeast},
      {"Speed up List<bool> `~2.5x`", 2.5},
      {"Use floats\n\nWith this patch one of my runs could get a 20% "
       "performance gain.",
       1.2, Metric::Unknown},
      {"Improve the compiled binary\n\nThe GCC compiled binary was slower. Up "
       "to 3% speedup on Linux.",
       1.03, Metric::Time, Qualifier::UpTo},
      {"Sum in parallel\n\nThis changes sum time on my node from 0.5 to 0.25",
       2},
  });
}

TEST(ClaimOutputs, BothSharesOfAList) {
  expectRatios("Tune the block size\n\nImproves the runs of both by 5 and 9% "
               "respectively at the cost of 1% on the third.",
               {1.05, 1.09, 0.99});
}

TEST(ClaimOutputs, TablesWithErrorsBesideTheFigures) {
  expectRatios("Load in one go\n\n"
               "name        time/op       time/op      vs base\n"
               "bench/a     1.500µ ± 12%  750.0n ± 4%  -50.00% (p=0.002 n=6)\n"
               "bench/b     2.000µ ±  3%  2.010µ ± 5%        ~ (p=0.240 n=6)\n"
               "geomean     18.00µ        12.00µ       -33.33%",
               {2, 1.5});
}

TEST(ClaimOutputs, MoreWordsBesideFigures) {
  expectCases({
      {"1.06x AVX3 i32/64 merge speedup: one pass", 1.06},
      {"Add an operator\n\nIn this case its speed increased by nearly 4 times.",
       4, Metric::Time, Qualifier::UpTo},
      {"4x json scan keys performance improvement", 4, Metric::Unknown},
      {"Map lazily\n\nIt took 600 ms to run, so I removed the flag from all "
       "calls of mmap(), and now it takes 400 ms",
       1.5},
      {"Improve binary operators\n\n| n | before (us) | after (us) |\n"
       "|---|---|---|\n| 8 | 6 | 4 |",
       1.5},
      {"Compress less\n\n| level | dev (MB/s) | PR (MB/s) |\n|---|---|---|\n"
       "| 5 | 100 | 125 |",
       1.25, Metric::Bandwidth},
  });
  expectRatios("Use another address\n\nMeasured 6% and 8% improvement in the "
               "force and energy kernels, resp.",
               {1.06, 1.08});
}

TEST(ClaimOutputs, WordsThatGoTogether) {
  expectCases({
      {"perf: improve reducing window function performance ~33%", 1.33,
       Metric::Unknown},
      {"Reuse the pool\n\nReduces the expert peak from ~4 GB to ~1 GB", 4,
       Metric::Memory},
      {"Compile it\n\nThis shows a 3x gain when it is run in bf16 compile "
       "mode.",
       3, Metric::Unknown},
      {"Peel the first iteration\n\nIt gains another 2% of the DGEMM "
       "performance",
       1.02, Metric::Unknown},
      {"Lock less\n\n[Before] avg = 0.6 s\n0.61\n0.59\n\n[After] avg = 0.5 s\n"
       "0.51\n0.49",
       1.2, Metric::Time, Qualifier::Average},
  });
  // Both are of what the second one says.
  const ClaimSet Both =
      readClaims("Add them\n\nThis has shown 17x and 16x performance gains");
  ASSERT_EQ(Both.Claims.size(), 2u);
  EXPECT_EQ(Both.Claims[0].What, Both.Claims[1].What);
  const ClaimSet Listed = readClaims("Decode in vectors\n\nSpeedup against "
                                     "main:\nphoto one +92%\nphoto two +25%");
  ASSERT_EQ(Listed.Claims.size(), 2u);
  EXPECT_EQ(Listed.Claims[1].What, Metric::Time);
  EXPECT_EQ(only("scatter without sorting: 1.22 ms").What, Metric::Time);
}

TEST(ClaimOutputs, WhatWasSaidOfThemBefore) {
  expectRatios("Tune the loops\n\n- Head: 5x faster (was 3x)\n"
               "- All of it: 20% faster (was 13%)",
               {5, 1.2});
}

TEST(ClaimOutputs, OriginalsInAColumn) {
  expectRatios("Hash in words\n\nThe throughput is:\n\n"
               "Bytes   Orig    New     Speedup\n"
               "1       100.0   110.0   110%\n"
               "2       80.0    100.0   125%",
               {1.1, 1.25});
}

TEST(ClaimOutputs, ABuildAndWhatItMakes) {
  expectCases({
      {"Merge bounds\n\nThe build time improves from 3s to 2s, but what we "
       "render goes down from 10fps to 9fps",
       0.9, Metric::Throughput},
      {"Use more threads\n\nThe performance is roughly doubled for sizes "
       "between 8x8 and 14x14",
       2, Metric::Unknown},
  });
}

TEST(ClaimOutputs, HeadingsThatAreALine) {
  expectRatios("Append in place\n\nWithout this patch\n\nreadseq : 0.30 "
               "micros/op;  400.0 MB/s\n\nWith this patch\n\nreadseq : 0.24 "
               "micros/op;  500.0 MB/s",
               {1.25, 1.25});
  expectRatios(
      "Join in batches\n\nPR:\nq1 took 30 ms\n\nMaster:\nq1 took 45 ms", {1.5});
}

TEST(ClaimOutputs, FiguresOfTwoUnitsOnALine) {
  expectRatios("Unroll the checksum\n\nold crc: 5.0 micros/op; 700 MB/s\n"
               "new crc: 2.5 micros/op; 1400 MB/s",
               {2, 2});
}

TEST(ClaimOutputs, MoreWordsOfAmounts) {
  EXPECT_EQ(
      only("Map it\n\nPCG solve time on Ray using XL is 3.6s for 300^3").What,
      Metric::Time);
  expectRatios("40% speedup of the training\n\n- Keep the stream busy 99% by "
               "making results print later",
               {1.4});
  expectRatios("Fix a race\n\nThe leader at +82% had a ~30% intermittent test "
               "failure",
               {1.82});
  EXPECT_EQ(only("Rewrite the pass\n\nThis reduces it to ~3 ms").What,
            Metric::Time);
  expectRatios("Take the bounty (2.4x speedup)\n\n2.5 speedup!", {2.4, 2.5});
}

TEST(ClaimOutputs, NoneOfThese) {
  expectNone({
      "[fuzz] Speed up the encode tests\n\nThey run at least twice as fast.",
      "[parse] Speed up compilation times\n\n| flags | dev (s) | PR (s) | "
      "Delta "
      "|\n|---|---|---|---|\n| -O3 | 16.5 | 5.6 | -66% |",
      "Speed up the table\n\nTime(%)  Time  Calls  Avg  Name\n"
      "2.50%  120.10us  4  30.0us  void find<float, 9>\n"
      "2.10%  100.80us  2  50.4us  void find<double, 9>",
      "Show the speed\n\nIt repeats until the speed changed by less than 0.1% "
      "and no longer shows 0H/s.",
      "Improve the prompt\n\nOn a machine with 2200 MT/s RAM",
      "Use more processes\n\nBuild time on 16 workers goes down to 45 s from "
      "3 min.",
      "Search deeper\n\nThis improves the compression ratio.\n\nlog\told\tnew\t"
      "gain\n23\t3.57\t3.60\t0.84%\n22\t3.50\t3.60\t2.86%",
      "Cut it up\n\nThe copy takes long, which dwarfs the 4% gain",
      "Rollback of \"Speed up Join by up to 3x.\"",
      "Ship a 3X pruned Faster-RCNN.",
      "Time the queries\n\nq1 took 30 ms\nq2 took 410 ms\nq3 took 3500 ms",
      "Benchmark by itself\n\nIt ends after 4 fps reports.",
      "Refit in samples\n\nMatches increase from +0.13% to +0.24% over the old "
      "ones.",
      "Train in few bits\n\nThis reduces the performance gap to full precision "
      "by 37.8%.",
      "Fix the sampling test\n\nIt is called with a part (previously 10 "
      "percent, "
      "some 330 points) and checks that all are within the threshold.",
      "dropped the second 3x boost link",
      "Choose tiles by size\n\n(one of the threads that gets delayed 50ms will "
      "cause the total latency to increase 50ms, etc).",
      "Remove the GitHub Actions\n\nOur postsubmits are ~12x faster.",
      "mips: share the 4x8 prologue, saves 96 bytes",
      "Set the demos to 30 FPS",
      "Mend the 2 GFLOPs calculation",
      "Add the two-step Heun (2s) sampler.",
      "Skip the groups\n\nA run of 128 ranks creates ~49K QPs, which is too "
      "many.",
      "Build in a macos workflow\n\nThis reduces the latency from ~40 minutes "
      "to "
      "~10 minutes.",
      "Stress more\n\nUse a smaller load to stay under 1GiB",
      "Don't log more than 2 lines/sec in a restore.",
      "Share a helper\n\nThe text of the recovery path is 98% the same.",
      "Optimize the smoothing\n\nRelative runtime:\n\nA55: 1.04x 0.84x 0.71x "
      "0.77x",
      "remove a test from the CI\n\nWhat it takes is reduced to ~5mn.",
      "Grow the pool\n\nThis doubles the length of the array every time",
      "Split the corpus tests into smaller ones\n\nThis brings down the wall "
      "time from 8s to 4s.",
      "Inline the comparison for speed\n\nPut | 1.20% | 0.7s | server |\n"
      "Get | 0.80% | 0.4s | server |",
      "Inline the comparison for speed\n\n-   27.94%     0.06%  app  app  "
      "[.] db::put\n    27.88% db::put",
      "Use a cache\n\nIt is a 3x speed up for building all libraries",
      "Wait less in the tests\n\nReduces the wait from 1s to 50ms, which "
      "should "
      "shorten the tests.",
      "Stop speeding up the compilation\n\nWhat we tried gave only a 12% boost",
      "Set the scheduler up\n\nWe reduced the stack to 4MB again",
      "Optimise the lookup\n\nThis rules out 75% of the cases rather than "
      "0.25%",
      "Tune it\n\nIt disturbs what we measure of the perf, I have seen as much "
      "as 15% fluctuation",
      "faster scan: unroll 4x, masks",
      "Yield in the loop\n\nIt has 0% cpu and 100% performance in comparison "
      "to the loop that burns a core",
      "bench: count clocks, reduced the loop to 1sec",
      "Speed up the distributed solver tests (#123)\n\nThis reduces the time "
      "from 28 minutes to 7 minutes, a 4x speedup.",
  });
}

} // namespace
