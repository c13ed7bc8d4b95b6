//===- ClaimListsTest.cpp - Columns of others, lists, remarks -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimLists, ColumnsOfLibraries) {
  // Ours against each of the others.
  expectRatios("Tune the tiles\n\n| n | cuBLAS | ours |\n|---|---|---|\n"
               "| 1024 | 3.0 ms | 2.0 ms |\n| 2048 | 9 ms | 10 ms |",
               {1.5, 0.9});
  expectRatios("Tune the tiles\n\n| n | ours (us) | PyTorch (us) | Triton (us)"
               " |\n|---|---|---|---|\n| 64 | 2.0 | 4.0 | 3.0 |",
               {2, 1.5});
  expectRatios("Tune the tiles\n\n| n | this kernel | cuBLAS |\n|-|-|-|\n"
               "| 64 | 90 TFLOPS | 100 TFLOPS |",
               {0.9});
  // A name that is no library's, where the ratio says which way it goes.
  expectRatios("Tune the tiles\n\n| n | quill | vellum | speedup |\n"
               "|-|-|-|-|\n| 64 | 0.030 ms | 0.040 ms | ~25% |\n"
               "| 96 | 0.030 ms | 0.060 ms | 2x |",
               {4.0 / 3, 2});
  // Each of several columns of ratios.
  expectRatios("Tune the tiles\n\n| n | forward speedup | backward speedup |\n"
               "|---|---|---|\n| 64 | 1.2x | 1.4x |",
               {1.2, 1.4});
  expectRatios("Add the solver\n\nrows   quill GPU   vellum CPU   vellum/quill"
               "\n50k    0.30s       7.50s        25.0x\n",
               {25});
  // The text is that of the row.
  EXPECT_EQ(only("Tune the tiles\n\n| n | ours | cuBLAS |\n|-|-|-|\n"
                 "| 1 | 2 ms | 3 ms |\n| 2 | 3 MB | 4 ms |")
                .Text,
            "2 ms | 3 ms");
  EXPECT_TRUE(readClaims("Tune the tiles\n\n| n | cuBLAS | Triton |\n|-|-|-|\n"
                         "| 64 | 3.0 ms | 2.0 ms |")
                  .Claims.empty());
}

TEST(ClaimLists, HeadersMayBeWrapped) {
  const Claim Read =
      only("Prefetch the tiles\n\n| n | Latency of a call before it | Latency"
           "\nof a call after it|Speedup|\n|--|--|---|---|\n"
           "|64|3.0 ms |2.0 ms | 1.5x |");
  EXPECT_EQ(Read.What, Metric::Latency);
  EXPECT_NEAR(*Read.Speedup, 1.5, 1e-6);
}

TEST(ClaimLists, ListsOfFigures) {
  expectRatios("Unroll it\n\nB8 T4096: 0.2/0.4 -> 0.1/0.3 ms, 0.9/0.6 -> "
               "0.6/0.5 ms.",
               {2, 4.0 / 3, 1.5, 1.2});
  expectCases({
      {"Use the instruction\n\nIt took less (on A53: 120ms X 20ms for one)", 6},
  });
  // No lists of times.
  EXPECT_TRUE(
      readClaims("Unroll it\n\nTiles 64/128 -> 32/64 are used").Claims.empty());
}

TEST(ClaimLists, RatiosOfTimes) {
  // Below one and a win: a ratio of times.
  expectRatios(
      "[Perf] Fuse the norm\n\nforward 0.8x / backward 0.5x vs Triton (wins)"
      ".",
      {1.25, 2});
  expectRatios("[Perf] Fuse the norm\n\nforward 0.8x vs Triton (wins)\n- H100: "
               "backward 1.25x.",
               {1.25, 0.8});
  expectRatios("[Perf] Fuse the norm\n\nforward 0.8x vs Triton.", {0.8});
  expectRatios(
      "Drop atomics\n\nIt does much better. The difference is a factor "
      "of 240x (and a factor of 10x for few keys).",
      {240, 10});
  expectCases({
      {"[Perf] Allocate once\n\nSmall inputs are dominated by the host cost: "
       "measured 0.2x-0.7x vs Triton.",
       0.7, Metric::Time, Qualifier::Range},
      {"Wider loads\n\n25 ~ 30% improvement in the batched bench with a large "
       "one in Prompt Processing Speed",
       1.25, Metric::Time, Qualifier::Range},
      {"Keep handles\n\nCap 8 keeps the speed win while holding peak memory to "
       "2x Triton.",
       0.5, Metric::Memory},
      {"[Perf] Shorten the chain\n\nEnd-to-end fwd+bwd: 1.34-1.36x wide B8",
       1.34, Metric::Time, Qualifier::Range},
      {"Drop atomics\n\nIt does much better than the old one. By the benchmark "
       "that I added, the difference is a factor of 240x for large sizes.",
       240},
      {"Tune the scales\n\nSo far it could only get 1.3x speedup over fp8.",
       1.3},
      {"[Spec] 1.2x gain -> 1.8x gain with the prompt", 1.5},
  });
}

TEST(ClaimLists, ComparedWithATarget) {
  const Claim Read = only("Check the modes\n\n- BF16: 1921 TF (target 1887, "
                          "+1.8%)");
  EXPECT_FALSE(Read.Speedup);
  EXPECT_EQ(Read.What, Metric::Throughput);
  EXPECT_TRUE(readClaims("Add an operator\n\nPerformance targets:\n- 32k: ~4x "
                         "speedup")
                  .Claims.empty());
}

TEST(ClaimLists, BareRatesOfAHeading) {
  expectRatios("Fewer registers\n\n  1024   144 GFLOPS (was 120, +20%)\n\n"
               "Cumulative vs P1.0:\n  1024   100 -> 144\n  2048   120 -> 180",
               {1.2, 1.44, 1.5});
  expectRatios("Fewer registers\n\nAll of it (ratio to the other one):\n"
               "  1024   112 -> 144  (54% -> 70% of C++)",
               {144.0 / 112});
}

TEST(ClaimLists, HashesOfMiners) {
  expectCases({
      {"groestl: handle the midstate (+10%)", 1.1, Metric::Throughput},
      {"x17: improve the echo rounds\n\na tiny 1% on x17", 1.01,
       Metric::Throughput},
      {"keccak: wider loads (20% faster)", 1.2, Metric::Time},
      {"Wider loads (+10%)", 1.1, Metric::Unknown},
  });
}

TEST(ClaimLists, TagsAndResults) {
  expectCases({
      {"perf(mtp): verify -20% at the sizes of production", 1.25},
      {"Choose the launch by shape\n\nThe knobs are one struct. Result:\n1.65x "
       "on 8x128K fp32 (512 -> 1024) with no cost",
       1.65},
      {"Sync by flags\n\n- dense: 12.0us vs 15.0us (V7)\n- Math throttle: 9.1% "
       "(similar)",
       1.25},
  });
  EXPECT_FALSE(only("Cache the layout\n\nIt was built on every call (~0.9ms of "
                    "host time in small launches)")
                   .Speedup);
}

TEST(ClaimLists, HeadingsWithRemarks) {
  expectRatios(
      "Tune the scales\n\nBefore this PR (with static scaling of what "
      "comes in):\n\nqps = 1: 9.0 ms ITL, 0.6s e2e latency\n\nAfter this "
      "PR (with static scaling of what comes in):\n\nqps = 1: 6.0 ms ITL, "
      "0.5s e2e latency",
      {1.5, 1.2});
}

TEST(ClaimLists, HeadersOfTwoRows) {
  expectRatios("Use the instruction\n\n"
               "|  PP |  B |     S_PP t/s     |    S_TG t/s      |\n"
               "|     |    | original | this pr | original | this pr |\n"
               "|-----|----|----------|---------|----------|---------|\n"
               "| 128 |  1 |   100.0  |  150.0  |   20.0   |  30.0   |",
               {1.5, 1.5});
  expectRatios("Use the instruction\n\n"
               "|  n  |      Time (ms)      |\n"
               "|     |  before  |  after   |\n"
               "|-----|----------|----------|\n"
               "| 128 |   3.0    |   2.0    |",
               {1.5});
}

TEST(ClaimLists, SweepsAreNone) {
  EXPECT_TRUE(
      readClaims("Add a benchmark\n\n```\n"
                 "n: 1 single: 0.01ms all: 0.2ms throughput: 3.0GB/s\n"
                 "n: 2 single: 2.36ms all: 37.8ms throughput: 8.6GB/s\n"
                 "n: 4 single: 2.34ms all: 37.5ms throughput: 8.7GB/s\n```")
          .Claims.empty());
}

TEST(ClaimLists, MoreForms) {
  expectRatios("Flash attention; prefill speed up x1.21 at p=512 and x4.26 at "
               "p=80k",
               {1.21, 4.26});
  expectRatios(
      "Align the barrier\n\nThat is sufficient to boost the performance "
      "by 21% on a 80-core ARM server compared to the no-openmp version, "
      "and by 3% compared to the openmp version.",
      {1.21, 1.03});
  for (const char *Message :
       {"Less overhead\n\nThe mode is looked up again and was hit 3-4 times "
        "per "
        "dispatch.",
        "Faster gemm\n\nThe L2-read amplification goes 1.88x -> 1.08x.",
        "Add numbers\n\nPeaks of it (as 2x half): 3 (1x half)",
        "Faster barrier\n\nThis alone is responsible for half of the cost."})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  const ClaimSet Both =
      readClaims("Chain the drafts\n\nspec: 6.97 t/s (~2.1x)");
  ASSERT_EQ(Both.Claims.size(), 2u);
  EXPECT_EQ(Both.Claims[1].What, Metric::Throughput);
}

TEST(ClaimLists, SharesBehindPairs) {
  // Rounded by hand, it is still the same claim.
  expectRatios("Tune the tiles\n\nd=256 batch=32: 3323 -> 3706 GFLOPS (+10%)",
               {3706.0 / 3323});
  expectRatios(
      "Reroute the grid\n\nIt moves to 256 threads, halving the fragment "
      "to 64 registers per thread (stream kernel 3.0 -> 2.0 ms).",
      {1.5});
  expectCases({
      {"Pin the buffers\n\nOverhead on it (interleaved): decode wall +25%",
       0.8},
      {"Pin the buffers\n\nA long forward pays up to +25% for it", 0.8,
       Metric::Time, Qualifier::UpTo},
  });
}

TEST(ClaimLists, RatiosAgainstLibraries) {
  expectCases({
      {"[Perf] Reroute the grid\n\nThe shared footprint leaves no room: "
       "measured "
       "0.4-0.6x vs Triton at D128.",
       0.6, Metric::Time, Qualifier::Range},
      {"Gate the size\n\nThe new ones keep it (validated 1.30-2.18x).", 1.3,
       Metric::Time, Qualifier::Range},
      {"test(gdn): enable it on Hopper\n\n- perf of all: beats the branch "
       "kernel "
       "everywhere, 1.2x-7.8x",
       1.2, Metric::Time, Qualifier::Range},
      {"Use wider words\n\nThis commit double the speed of the norm.", 2},
  });
  const Claim Read =
      only("Use wider words\n\nWe observed a 340~350 GB/s memory "
           "read speed after it.");
  EXPECT_EQ(Read.What, Metric::Bandwidth);
  EXPECT_EQ(Read.Qualified, Qualifier::Range);
  EXPECT_TRUE(
      readClaims("Add the backend\n\n[INFO] it :: time 0.014 ms; tflops "
                 "535.8 TFLOPs/sec")
          .Claims.empty());
  EXPECT_TRUE(
      readClaims(
          "Add a benchmark\n\n```\n"
          "m: 8 n: [1, 2, 3, 4, 5, 6, 7, 8] all: 5us one: 7us of: 3GB/s\n"
          "m: 8 n: [1, 2, 3, 4, 5, 6, 7, 8] all: 6us one: 8us of: 4GB/s\n"
          "m: 8 n: [1, 2, 3, 4, 5, 6, 7, 8] all: 7us one: 9us of: 5GB/s\n```")
          .Claims.empty());
}

TEST(ClaimLists, AbbreviationsEndNoSentence) {
  expectRatios(
      "test(gdn): enable it on Hopper\n\n- perf of all: beats the branch "
      "kernel everywhere,\n  1.2x-7.8x (e.g. B=256/T=16: 12us -> 4us)",
      {1.2, 3});
}

TEST(ClaimLists, UnitsInHeadings) {
  const char *Rows = "| BT | Mode | Fused | Plain + torch mod | Savings |\n"
                     "|---:|---|---:|---:|---:|\n"
                     "| 1024 | forward | 32.0 | 56.0 | 42.8% |";
  const Claim Read =
      only(std::string("Fuse the norm\n\n### Memory, p50 MB\n\n") + Rows);
  EXPECT_EQ(Read.What, Metric::Memory);
  EXPECT_NEAR(*Read.Speedup, 56.0 / 32, 1e-6);
  const Claim Share = only("Fuse the norm\n\n| Mode | Memory savings |\n"
                           "|---|---|\n| forward | 50% |");
  EXPECT_EQ(Share.What, Metric::Memory);
  EXPECT_NEAR(*Share.Speedup, 2, 1e-6);
}

TEST(ClaimLists, WhatIsNear) {
  expectCases({
      {"perf(gdn): raise the cap for +6% occupancy\n\nbench_it: -20% at BS=16, "
       "BS<=8 unchanged",
       1.25},
      {"Add a backend\n\nThey are meant for minimum latency use cases and "
       "shown to "
       "achieve up to 60% speedup on it.",
       1.6, Metric::Time, Qualifier::UpTo},
      {"All-reduce\n\npp512 = 30.0 t/s (vs 20.0 meta-backend butterfly = "
       "+50.0%)",
       1.5, Metric::Throughput},
      {"Track the slice\n\nEach step went over all of it, a 20x+ overhead.",
       0.05, Metric::Time, Qualifier::AtLeast},
  });
  expectRatios("Search by halves\n\nvarlen: 60 ms -> 4 ms  (vl/dn 75x -> 5x)",
               {15, 15});
}

TEST(ClaimLists, DifferencesAndResults) {
  expectRatios(
      "Defer the second product\n\nCONTIGUOUS:  600 -> 660 TFLOPs  (+60, "
      "+10%)\nSEPARATE:    500 -> 600 TFLOPs  (+100, +20%)",
      {1.1, 1.2});
  expectRatios("Add benchmarks\n\n~10x slower than cuBLAS FP16, 3.6x memory "
               "savings.",
               {0.1, 3.6});
  for (const char *Message :
       {"Fix the count of tiles\n\nIt is the product, not the tile. Off by 2x "
        "when it is larger.",
        "Notes on the devices\n\nB200 dense FP4 9 PFLOPS, FP8 4.5 PFLOPS "
        "\xE2\x86\x92 "
        "2\xC3\x97 of it"})
    for (const Claim &C : readClaims(Message).Claims)
      EXPECT_FALSE(C.Speedup) << Message;
}

TEST(ClaimLists, UnitsInTheLineAbove) {
  expectRatios(
      "perf: keep the constants\n\nbench_host_overhead.py (us/call), all of "
      "the branch:\n\n    auto       200.0 ->  50.0   (-75%)\n"
      "    cublas      90.0 ->  30.0   (-67%)",
      {4, 3});
  EXPECT_TRUE(readClaims("metal : reduce the heartbeat from 500ms -> 5ms")
                  .Claims.empty());
}

TEST(ClaimLists, MarginsAndOthers) {
  expectCases({
      {"[Perf] Split it\n\nB8 total 150->100us, 1.50x: 4 partials vs 16", 1.5},
      {"Add a variant\n\n- Peak 1.51x on B=4 S=1024 D=128", 1.51, Metric::Time,
       Qualifier::UpTo},
      {"Add a variant\n\n- 1.09x sum-time vs the first one on all of it", 1.09},
      {"Add a variant\n\n- Trails the other on sum-time (0.88x)", 0.88},
      {"Add a fast path\n\nA gather is bandwidth-bound (~0.3x cutlass).", 0.3},
      {"Add results\n\n- Pipeline overhead: +25% at 8K tokens", 0.8},
  });
  for (const char *Message :
       {"Faster tiles\n\nIt brings both of them within ~3% of each other.",
        "Faster tiles\n\nThe other direction stays within +/- 2%",
        "Store four bits\n\nThat is 416 B against 1152 B: 0.361x -> ~2.77x "
        "token "
        "capacity",
        "perf: guard it\n\nIt is offered only when it shortens the last wave "
        "by at "
        "least 25%."})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

TEST(ClaimLists, Averages) {
  const ClaimSet Set =
      readClaims("Emulate it\n\n- Averages: **fwd +2.3%**, **bwd +1.5%**.");
  ASSERT_EQ(Set.Claims.size(), 2u);
  EXPECT_EQ(Set.Claims[0].Qualified, Qualifier::Average);
  EXPECT_EQ(Set.Claims[1].Qualified, Qualifier::Average);
}

TEST(ClaimLists, Others) {
  EXPECT_FALSE(only("Add the kernel\n\nMicrobench n=1024 h=128 d=512: 1.028 ms"
                    " (~31% of the peak).")
                   .Speedup);
  for (const char *Message :
       {"Wider loads are faster\n\nIt reached 84% SOL, and up to 94% for 512",
        "Pack the bits\n\nMemory compression: reduces the storage by a factor "
        "of 32/k",
        "Keep the pool between benchmark runs\n\nThe times are reduced from 36 "
        "s to 10 s with it.",
        "Share the dead buffers\n\n+5.8% device KV pool at equal memory "
        "budget"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

} // namespace
