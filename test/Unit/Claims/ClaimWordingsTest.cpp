//===- ClaimWordingsTest.cpp - Wordings of projects that were new ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimWordings, RatiosInOtherWords) {
  expectCases({
      {"Wider loads\n\nUsing the new instructions is about ten times as fast.",
       10},
      {"Add the new path, ~5x over cuBLAS", 5},
      {"For small k we see 4-7x", 4, Metric::Time, Qualifier::Range},
      {"Power-law graphs: 2-orders of magnitude faster", 100},
      {"Level scheduling, factor 6 speedup", 6},
      {"faster set-up of all the trees (x3-x5)", 3, Metric::Time,
       Qualifier::Range},
      {"Lowers the memory peak by a factor of 2", 2, Metric::Memory},
      {"Loads: +12% nps on small nets", 1.12, Metric::Throughput},
  });
  expectRatios("Fewer atomics\n\nSpeeds up the kernels by a factor of 3.5 and "
               "2.5 for forces and virials respectively.",
               {3.5, 2.5});
  expectRatios("warp: speed-up is x1.5 for bytes and x2.5 for floats",
               {1.5, 2.5});
}

TEST(ClaimWordings, RatiosOfCases) {
  expectRatios("Add the grouped kernel\n\nResults against sequential cuBLAS:\n"
               "  gate M=4:   2.0x\n  gate M=1:   5.5x\n  down M=1:   3.0x",
               {2, 5.5, 3});
  expectCases({
      {"Gate it\n\nLoses on small grids while winning on the large ones (1.7x "
       "fwd+bwd at D64)",
       1.7, Metric::Unknown},
      {"WIP\n\nPP at 26k tokens is 1.55x of the other mode.", 1.55,
       Metric::Throughput},
      {"Rotate first\n\nNow generates 100 t/s (vs 10 t/s of the older path, "
       "10x gain)",
       10, Metric::Throughput},
  });
}

TEST(ClaimWordings, LevelsAndNames) {
  for (const char *Message :
       {"perf: persistent kernel\n\nThis raises the tensor activity to 95%",
        "tiny speedup x15"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  const Claim Barely = only("Move it\n\nBarely any impact on performance (less "
                            "than 0.1%) of a run-time parameter.");
  EXPECT_EQ(Barely.What, Metric::Unknown);
}

TEST(ClaimWordings, SharesInOtherWords) {
  expectCases({
      {"Clamp it\n\nMeasured cost: <=2% at S=68k", 1 / 1.02, Metric::Time,
       Qualifier::UpTo},
      {"Reset registers as well as improve perf of all distance kernels by 3%",
       1.03, Metric::Unknown},
      {"Merge parameters: compile times go down by 4x at the cost of a 15% "
       "search performance penalty",
       0.85, Metric::Unknown},
      {"Fold it in: the lookup takes 20% less time", 1.25},
  });
  const ClaimSet Both =
      readClaims("trees: sorting takes 20% less time, and all of it 50% less");
  ASSERT_EQ(Both.Claims.size(), 2u);
  EXPECT_EQ(Both.Claims[1].What, Metric::Time);
  EXPECT_NEAR(*Both.Claims[1].Speedup, 2, 1e-6);
}

TEST(ClaimWordings, SumsOverThreadsReduceNoSpeed) {
  EXPECT_NEAR(
      *only("Optimize kernel by 2x by doing independent reductions").Speedup, 2,
      1e-6);
  EXPECT_NEAR(*only("Brings 20% reductions of the latency").Speedup, 1.25,
              1e-6);
}

TEST(ClaimWordings, PairsInOtherWords) {
  expectCases({
      {"half precision: 900 GFLOPS on new cards, was 600", 1.5,
       Metric::Throughput},
      {"Merge passes\n\nThe run starts with 15 GB of memory in use. After this "
       "change, it is only 10 GB.",
       1.5, Metric::Memory},
      {"Skip a step\n\nNormal: 100.0 MH/s\nOptimised: 120.0 MH/s", 1.2,
       Metric::Throughput},
      {"Reach 30 Mnps instead of 25 on a new card", 1.2, Metric::Throughput},
  });
}

TEST(ClaimWordings, WhatIsBuiltAndWhatADeviceHas) {
  for (const char *Message :
       {"Split the file\n\nThis lowers the compile times of foo.cu.\nThey used "
        "to take 900 seconds. Now they take 25s.",
        "Split the file\n\nThis lowers the compile times of\n\nfoo.cu and "
        "bar.cu."
        "\n\nThey used to take 900 seconds. Now they take 25s.",
        "Note in the guide that the A100 has 40 MB of L2 and 1555 GB/s of "
        "bandwidth",
        "Benchmarks: run each case 100 times, drop the first 10%"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

TEST(ClaimWordings, FractionsAndGainsInOtherWords) {
  expectCases({
      {"search: cut overhead by 2/3", 3},
      {"reduces the runtime by more than half", 2, Metric::Time,
       Qualifier::AtLeast},
      {"three to four times faster on old cards", 3, Metric::Time,
       Qualifier::Range},
      {"greedy: a third faster", 4.0 / 3},
      {"cache in int8: half the memory", 2, Metric::Memory},
      {"checkpoints: +25% time", 1 / 1.25},
      {"sorting of rays pays off: +9% Mrays/s", 1.09, Metric::Throughput},
      {"speed up of 3 - 4 on large graphs", 3, Metric::Time, Qualifier::Range},
      {"the solver reaches 60% of cuBLAS, up from 40%", 1.5,
       Metric::Throughput},
      {"preset p4 is now at 420 fps (400 before)", 1.05, Metric::Throughput},
      {"kernel time: 0.45 (s) before, 0.30 (s) after", 1.5},
  });
  expectRatios("Merge kernels\n\nShows a speedup of 2x for friction; flow has "
               "something around 1.3x.",
               {2, 1.3});
  for (const char *Message : {"Avoid planning again: -300 ms at start-up",
                              "rope: in place, lowers peak VRAM by 300 MB"}) {
    const Claim Less = only(Message);
    EXPECT_FALSE(Less.Speedup) << Message;
    EXPECT_EQ(Less.Way, Direction::Better) << Message;
  }
}

TEST(ClaimWordings, ScalesAndClocks) {
  for (const char *Message :
       {"Scale the loss by 1000x for fp16",
        "Log shapes without tanking decode throughput by 30%",
        "Set fan speed to 80%",
        "The kernels are compiled 4x faster with templates in 8 files",
        "Print the peak (19.5 TFLOPS peak on A100)",
        "Print 1.7 GHz, 24 GB, 936 GB/s and the like of a device"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  // "Scale" may be the name of what runs.
  EXPECT_NEAR(*only("The scale kernel is 3x faster than before").Speedup, 3,
              1e-6);
}

TEST(ClaimWordings, PairsBesideOtherFigures) {
  expectCases({
      {"Three producers\n\n15.0us (WORSE than the 12.0us of two)", 0.8},
      {"perf: launch bounds\n\nregs 69->40, SM throughput up; 1.2x on decode",
       1.2},
      {"Pin the tools\n\nThat compiles and runs, but generated code is 25% "
       "slower than with the newer runtime.",
       0.8},
  });
  expectRatios("perf: stage it\n\nn=16 12.0->10.0 us, n=32 130->100 (-23%)",
               {1.2, 1.3});
  expectRatios("perf: fold offsets\n\n-2 regs (115->113), time 98->96us, total "
               "110->100",
               {98.0 / 96, 1.1});
  expectRatios("Skip empty tiles\n\nbwd at T=64k (bf16): ~1.9x random / ~3.2x "
               "local; fwd unchanged",
               {1.9, 3.2});
}

TEST(ClaimWordings, RatiosInSubjects) {
  expectRatios("Backward in one pass, 1.3x (fp16) and 1.2x (fp32)", {1.3, 1.2});
  expectCases({
      {"Permute without a sort -> 1.2-1.4x end to end", 1.2, Metric::Time,
       Qualifier::Range},
      {"tokenizer: use threads, 5.5x on 8 cores", 5.5},
      {"torch.compile brings another 1.15x", 1.15},
      {"variant without atomics: 30 us vs 60 us with them", 2},
      {"Drop the copy, which saved 2% of a training step", 1 / 0.98},
      {"lookup gap 2 needs half the memory", 2, Metric::Memory},
  });
}

TEST(ClaimWordings, OfRangesTheRatioThatIsSaid) {
  expectCases({
      {"Split it\n\nDrops from 26 us to 9-14 us (2.5-2.8x faster)", 2.5,
       Metric::Time, Qualifier::Range},
      {"Split it\n\nDrops from 28 us to 10-14 us. Uses 3x the threads", 2,
       Metric::Time, Qualifier::Range},
      {"Tile it\n\nnow 60 ms compared to 24 ms of the other one. i.e. still "
       "off by 2.5x.",
       0.4},
      {"Tile it\n\nOn 8 rows 0.09->0.05 ms\n(1.8x), as expected", 1.8},
      {"blake: keep the head (speed x2)", 2, Metric::Throughput},
  });
  expectRatios("super-blocks\n\n25% slower on small cards, but some of these "
               "25% are due to the size",
               {0.8});
  const ClaimSet Both = readClaims(
      "WIP\n\nI see 6% better PP when using the original fused implementation "
      "of the other one, and 10% when using the one for small ones.");
  ASSERT_EQ(Both.Claims.size(), 2u);
  EXPECT_EQ(Both.Claims[1].What, Metric::Throughput);
}

TEST(ClaimWordings, RowsOfTheOlderAndTheNewerOne) {
  for (const char *Message :
       {"Pack halos\n\n| | 8^4 | 16^4 |\n|---|---|---|\n| old | 12.0 us | 30.0 "
        "us "
        "|\n| new | 9.6 us | 20.0 us |",
        "Pack halos\n\n           8^4     16^4\nbefore  12.0 us  30.0 us\n"
        "after    9.6 us  20.0 us",
        "Pack halos\n\n           8^4     16^4\nnew      9.6 us  20.0 us\n"
        "old     12.0 us  30.0 us"})
    expectRatios(Message, {1.25, 1.5});
  expectRatios("Skip cells\n\n  old  2.4 s\n  new  2.0 s", {1.2});
}

TEST(ClaimWordings, MoreThatIsNoSpeed) {
  for (const char *Message :
       {"Use ninja in CI, build goes from 20 to 12 min",
        "residual drops by 2 orders of magnitude per cycle",
        "loss 5% lower after 10 epochs"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  EXPECT_NEAR(*only("Overlap gives 1.3x for large inputs").Speedup, 1.3, 1e-6);
  EXPECT_NEAR(*only("Wider loads\n\nSpeedup over master: 1.25").Speedup, 1.25,
              1e-6);
}

TEST(ClaimWordings, WhatProgramsBuildAsTheyRun) {
  expectCases({
      {"Index build is 5x faster (HNSW, 1M vectors)", 5},
      {"Build of the index takes 30 s instead of 150 s", 5},
      {"Two-level BVH, build takes 4 ms (was 20 ms)", 5},
      {"Wait less often. Shortens the run by a quarter", 4.0 / 3},
      {"Follow-up: 3 kernels instead of 5, which is worth 8% on small inputs",
       1.08, Metric::Unknown},
  });
  for (const char *Message :
       {"recall@10 0.95 -> 0.97 at the same QPS", "60 FPS cap"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  EXPECT_TRUE(
      readClaims("The build takes 30 s instead of 150 s").Claims.empty());
}

TEST(ClaimWordings, OneTimeInManyWords) {
  for (const char *Message :
       {"from 100 ms down to 80", "80ms; before 100ms",
        "80ms as opposed to 100ms", "80 ms, was 100 ms", "80ms (from 100ms)"})
    EXPECT_NEAR(only(Message).Speedup.value_or(0), 1.25, 1e-6) << Message;
  expectCases({
      {"a speed-up of more than 12", 12, Metric::Time, Qualifier::AtLeast},
      {"cg: one sum per iteration is gone, gives us 9% at 64^3", 1.09,
       Metric::Unknown},
  });
}

TEST(ClaimWordings, WholeRunsAndWhatIsFreed) {
  expectRatios("Prefill 2.1x, decode 1.3x", {2.1, 1.3});
  expectCases({
      {"Loop in a graph: whole run 1.2x", 1.2},
      {"Salt in registers, 1.2 GH/s (before: 1.0 GH/s)", 1.2,
       Metric::Throughput},
      {"tokens per second rise from 30 to 36", 1.2, Metric::Throughput},
  });
  const Claim Freed = only("Offload the cache, frees 3.1 GB");
  EXPECT_EQ(Freed.What, Metric::Memory);
  EXPECT_EQ(Freed.Way, Direction::Better);
}

} // namespace
