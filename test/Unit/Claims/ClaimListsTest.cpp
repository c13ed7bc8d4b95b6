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
