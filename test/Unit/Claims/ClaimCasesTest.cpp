//===- ClaimCasesTest.cpp - What messages of other projects showed --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimCases, BeforeAndAfter) {
  expectCases({
      {"Wider loads\n\nalice.txt   uncomp MB/s  before  200.0  after  300.0  "
       "ratio 1.5",
       1.5, Metric::Bandwidth},
      {"Wider loads\n\nforced split 3.0 ms vs patched 2.0 ms", 1.5},
      {"Wider loads\n\nThe last lines before this change:\n\n  step (took 3.0 "
       "ms)\n\nThe last lines after this change:\n\n  step (took 2.0 ms)",
       1.5},
      {"Chunk it\n\nDrops the peak memory from 10 GB to 200 MB", 50,
       Metric::Memory},
      {"Wider loads\n\nnow 0.86x of the other, it is 3 ms -> 2 ms", 1.5},
  });
}

TEST(ClaimCases, RatiosBeforeAndAfter) {
  const ClaimSet Was =
      readClaims("Wider loads\n\n0.40ms vs 0.35ms (0.86x, was 0.43x before)");
  ASSERT_EQ(Was.Claims.size(), 2u);
  EXPECT_NEAR(*Was.Claims[1].Speedup, 2, 1e-6);
  const ClaimSet Arrow =
      readClaims("Wider loads\n\n200us -> 174us (13% faster, 0.86x -> 0.98x)");
  ASSERT_EQ(Arrow.Claims.size(), 2u);
  EXPECT_NEAR(*Arrow.Claims[1].Speedup, 0.98 / 0.86, 1e-6);
}

TEST(ClaimCases, Shares) {
  expectCases({
      {"Restructure the long loop of the compression and see about a speedup\n"
       "(about 0% to 3% depending on the input).",
       1.0, Metric::Time, Qualifier::Range},
      {"Fuse the norms (step e2e -20%)", 1.25},
      {"[Perf] More threads\n\nIt applies at 64 (intra -20%) since occupancy "
       "hides it",
       1.25},
      {"Wider loads\n\nThe memory for the pending buffer and symbol buffers is "
       "increased by 25%",
       0.8, Metric::Memory},
      {"Wider loads\n\nresults in 10% - 70% improvement\nin total speed", 1.1,
       Metric::Time, Qualifier::Range},
      {"Wider loads\n\nachieved up to 70%\nbackward speedup via register "
       "pressure reduction",
       1.7, Metric::Time, Qualifier::UpTo},
      {"[Perf] Larger tiles\n\nThe latency falls (-3% -> -17%)", 1 / 0.97,
       Metric::Latency, Qualifier::Range},
      {"Wider loads\n\nThe dense path gets 90% of the dense equivalent", 0.9,
       Metric::Unknown},
      {"Wider loads\n\nif needed this gives a 2% perf improvement", 1.02,
       Metric::Unknown},
  });
  // Where more is better, less is worse.
  const ClaimSet Row =
      readClaims("Faster exp2\n\n| 4k | F | -20% | +10% |\n| 8k | F | +1% |");
  ASSERT_FALSE(Row.Claims.empty());
  EXPECT_NEAR(*Row.Claims[0].Speedup, 0.8, 1e-6);
}

TEST(ClaimCases, Ratios) {
  expectCases({
      {"* Double CLBlast speed by another thread count", 2},
      {"Wider loads\n\n23-27x over the other one", 23, Metric::Time,
       Qualifier::Range},
      {"Wider loads\n\nLatency on large shapes (n >= 16) improves 1.2x", 1.2,
       Metric::Latency},
      {"Wider loads\n\nimproves perf of the kernel to 1.8x over main", 1.8,
       Metric::Unknown},
      {"Wider loads\n\nachieves 1.1-1.2x cuBLAS", 1.1, Metric::Time,
       Qualifier::Range},
      {"improve perf of kl-divergence by 2x by computing one log", 2,
       Metric::Unknown},
      {"Wider loads\n\nThe peak memory is 2x Triton", 0.5, Metric::Memory},
      {"Wider loads\n\nIt has 0.5x latency at 512", 2, Metric::Latency},
      {"Wider loads\n\nThe small sizes have a speedup of 0.4-0.8x", 0.8,
       Metric::Time, Qualifier::Range},
  });
  const ClaimSet Names =
      readClaims("Wider loads\n\nimproved it by 1.4x EP8 and 1.3x TP8");
  EXPECT_EQ(Names.Claims.size(), 2u);
  const ClaimSet List = readClaims(
      "Choose tiles\n\nResults (speedup over what was hard coded before it):\n"
      "  first (tiles and waves of them): 1.02x, 51 regressions\n"
      "  second (with clusters as well): 1.06x, 39 regressions");
  ASSERT_EQ(List.Claims.size(), 2u);
  EXPECT_NEAR(*List.Claims[1].Speedup, 1.06, 1e-6);
}

TEST(ClaimCases, Absolutes) {
  for (const char *Message :
       {"Wider loads\n\nThis summed to 70 ms of TTFT",
        "Wider loads\n\nIt cost 600 us of stalls per call",
        "Wider loads\n\nThe time decreased to about 480 s",
        "Wider loads\n\non the error path (guard cost 0.2us/call)",
        "Wider loads\n\nOnly adds 200 us of fixed overhead to an allocation",
        "Wider loads for faster iteration speeds of .2ms",
        "Wider loads\n\nIt takes actually 25 ms",
        "Wider loads\n\nAvg latency: 0.18316759202843969 seconds"})
    EXPECT_FALSE(only(Message).Speedup) << Message;
  const Claim Max = only("Port it\n\nrunning on the M2-Max we get 193 t/s");
  EXPECT_EQ(Max.Qualified, Qualifier::None);
}

TEST(ClaimCases, ManyForms) {
  expectCases({
      {"Faster scan\n\nThe wins were under 5% on that box", 1.05,
       Metric::Unknown, Qualifier::UpTo},
      {"Wider loads\n\nThe backward speed goes from 0.5x to 1.2x vs Triton",
       2.4},
      {"Wider loads\n\nThe new one is 1.25x (W=2) to 1.45x (W=8) faster", 1.25,
       Metric::Time, Qualifier::Range},
      {"Wider loads\n\nabout 3\xE2\x80\xAF"
       "050x faster",
       3050},
      {"Chunk it\n\nIt was measured for the peak memory consumption. Reduced "
       "by "
       "as much as 80% on some runs",
       5, Metric::Memory, Qualifier::UpTo},
      {"Sync less\n\nIt was 172 us/step and the graph cuts it to 43-86 us", 2,
       Metric::Time, Qualifier::Range},
      {"Faster linear\n\n24 ms (FP8, this PR), 32 ms (FP8, previous main), 26 "
       "ms (FP16)",
       32.0 / 24},
      {"Fix the loads of the cache allocating 2x host memory", 0.5,
       Metric::Memory},
      {"Pipeline the loads\n\nDecode is the target (b=1, s=8192):\nattention "
       "3.0 -> 2.0 us",
       1.5},
      {"Improve eval speed\n\nAt HEAD a prompt goes 13 tok/sec. This change "
       "makes\nit go 52 tok/sec.",
       4, Metric::Throughput},
  });
  const ClaimSet Cases = readClaims(
      "Add a grouped kernel\n\nBenchmark results (K=4, vs one by one):\n"
      "  first of the shapes M=4:   2.1x\n"
      "  second of the shapes M=1:  5.8x");
  EXPECT_EQ(Cases.Claims.size(), 2u);
  const ClaimSet Bold =
      readClaims("Faster exp2\n\n| 4k | F | **+5.4%** | **+5.2%** |");
  ASSERT_EQ(Bold.Claims.size(), 2u);
  EXPECT_NEAR(*Bold.Claims[0].Speedup, 1.054, 1e-6);
  for (const char *Message :
       {"metal: add the kernel\n\n23.3 ms / token",
        "Look it up once\n\nEach call ran it again (57us measured)",
        "Port it\n\nThe perf averaged 424.65 us over 20 iterations"})
    EXPECT_FALSE(only(Message).Speedup) << Message;
}

TEST(ClaimCases, NoClaims) {
  for (const char *Message :
       {"Show runs\n\nThe threshold for changes has been set to 10% (speed)",
        "Speed of runs\n\nFour runs of it gave a difference of about 10% here",
        "Wider loads\n\nThe accuracy falls below that (up to 1.6x worse norm)",
        "Collect less often in test teardown\n\nThat costs 130 ms per call",
        "Faster loads\n\n| n | ours | theirs |\n|-|-|-|\n| 1 | 7 TFLOPS | 6 "
        "TFLOPS |",
        "Faster loads\n\ndelta: +1,642,544 bytes (+1.57 MiB, +28.76%)",
        "Faster loads\n\n| warps issued | 0.39 (idle ~61%) | 0.8 |",
        "Faster guide\n\nWe read 3.6x less data than cuBLAS",
        "Chunk it for speed\n\nIt does so at ~50% more backward FLOPs",
        "Faster quack\n\nIt compares with (threshold: 2x + 1e-6)",
        "Faster linear\n\nThe saved weight (0.5 GB per layer) accumulates",
        "Handle audio\n\ntrips the limit, as SEANet\nat 11 s lands there",
        "stratum fixes for 1gh.com",
        "Balance it\n\n| Mid | 6.54% | 5.80% |",
        "Faster state\n\nabsorbs it at negligible cost\nwhile K1 (2.75 ms) "
        "goes",
        "Tighten bounds\n\nThis improves the expansion from 14% down to 4% in "
        "most cases, and 13% in the remainder.",
        "lyra2v2 100% with more hashrate on some pools",
        "Rewrite the optimization guide\n\nIt was the best (rated LOW/2-5%)",
        "Double precision for speed",
        "Double free in the memory pool"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  // Percentiles are no shares.
  EXPECT_EQ(readClaims("Wider loads\n\nBefore:\n10% percentile latency: 3.0 ms"
                       "\nAfter:\n10% percentile latency: 2.0 ms")
                .Claims.size(),
            1u);
  // Sums are no pairs, nor what a device could reach.
  for (const char *Message :
       {"Cache it\n\nEach adds 1 ms of overhead, which accumulates to 72 ms",
        "Use more blocks\n\nachieves 286 GB/s vs the 8 TB/s theoretical"})
    for (const Claim &C : readClaims(Message).Claims)
      EXPECT_FALSE(C.Speedup) << Message;
}

} // namespace
