//===- ClaimContextTest.cpp - What other sentences say of a figure --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace perfclaim;

namespace {

TEST(ClaimContext, ThenInOneSentenceAndNowInTheNext) {
  struct Case {
    const char *Message;
    double Speedup;
    Metric What = Metric::Time;
  };
  const Case Cases[] = {
      {"On current master it takes ~3 seconds to read it. With this change it "
       "becomes ~500 ms.",
       6},
      {"This was slow, and could take up to 5mn (`O(N^2)`). Now it takes ~1sec",
       300},
      {"Parsing currently takes 80 ms. After this change it takes 20 ms.", 4},
      {"The old code took about 10 s. The new one takes 2 s.", 5},
      {"Reading would take 2 min before. Now takes 10 s.", 12},
      {"Without this patch it needs 40 s per case. With it, 10 s.", 4},
      {"The upload used to need 8 s; with this commit it becomes 2 s.", 4},
      {"On the old path a step is 40 ms. With fused kernels it is 25 ms.", 1.6},
      {"Before this change, it took 30 s. After, it takes 10 s.", 3},
      {"We were at 200 fps. We are now at 300 fps.", 1.5, Metric::Throughput},
      {"It gives 2 ms with the flag and 8 ms without.", 4},
      {"It gives 2 ms with --pack true and 8 ms with --pack false.", 4},
  };
  for (const Case &C : Cases) {
    const Claim Read = only(std::string("Wider loads\n\n") + C.Message);
    EXPECT_NEAR(Read.Speedup.value_or(0), C.Speedup, 1e-6) << C.Message;
    EXPECT_EQ(Read.What, C.What) << C.Message;
  }
  for (const char *Message :
       {"Wider loads\n\nLoading now takes 2 s. Solving then needs 5 s a case.",
        "Wider loads\n\nIt currently takes 10 us. This should be 5 us soon.",
        "Wider loads\n\nWaits 5 s before retrying. Now the timeout is 30 s.",
        "Compiling used to need 5 min. With this change it takes 30 s."})
    for (const Claim &C : readClaims(Message).Claims)
      EXPECT_FALSE(C.Speedup) << Message;
}

TEST(ClaimContext, FiguresGoOnFromTheOneBefore) {
  struct Case {
    const char *Message;
    Metric What;
    double Speedup; ///< Of the second claim; 0 for none.
  };
  const Case Cases[] = {
      {"Memory: 6x reduction (10x with in-place)", Metric::Memory, 10},
      {"Latency: 3x lower (5x for small batches)", Metric::Latency, 5},
      {"+23KH or 4ms on the first round", Metric::Time, 0},
      {"Gains 10 kH/s, or about 1 ms per hash", Metric::Time, 0},
      {"saves 3ms or 5% per step", Metric::Time, 1 / 0.95},
      {"saves 200MB or 10% of memory", Metric::Memory, 1 / 0.9},
      {"+30 t/s or 12% for the large model", Metric::Throughput, 1.12},
      {"latency: -12% on average, -20% at best", Metric::Latency, 1.25},
      {"latency: -15% @ bs=1, -20% @ bs=64", Metric::Latency, 1.25},
      {"p50 latency 12 ms -> 9 ms, p99 30 ms -> 20 ms", Metric::Latency, 1.5},
      {"token latency drops 35%, from 200 ms to 130 ms", Metric::Latency,
       20 / 13.0},
      {"1.3x on A100, 1.6x on H100", Metric::Time, 1.6},
      {"Cuts peak memory by 2 GB (from 10 GB to 8 GB)", Metric::Memory, 1.25},
      {"pays one compare, 100 ns against the 1.2 us the cast costs",
       Metric::Time, 0},
  };
  for (const Case &C : Cases) {
    const ClaimSet Read =
        readClaims(std::string("Wider loads\n\n") + C.Message);
    EXPECT_EQ(Read.Claims.size(), 2u) << C.Message;
    const Claim Second = Read.Claims.empty() ? Claim() : Read.Claims.back();
    EXPECT_EQ(Second.What, C.What) << C.Message;
    EXPECT_EQ(Second.Qualified, Qualifier::None) << C.Message;
    EXPECT_NEAR(Second.Speedup.value_or(0), C.Speedup, 1e-6) << C.Message;
  }
}

TEST(ClaimContext, OneByOne) {
  EXPECT_NEAR(*only("Twice as fast for 90% sparse matrices").Speedup, 2, 1e-6);
  const Claim Memory =
      only("Memory drops by 20% while throughput is unchanged");
  EXPECT_EQ(Memory.What, Metric::Memory);
  EXPECT_NEAR(*Memory.Speedup, 1.25, 1e-6);
  EXPECT_FALSE(only("Wider loads\n\nCallers pay 200 ns for it.").Speedup);
  EXPECT_NEAR(*only("Wider loads\n\n5 times cheaper").Speedup, 5, 1e-6);
  EXPECT_NEAR(*only("Wider loads\n\nPerformance is 10% below it").Speedup, 0.9,
              1e-6);
  EXPECT_NEAR(*only("Cut p99 latency by a third").Speedup, 1.5, 1e-6);
  EXPECT_NEAR(*only("Faster by a quarter on H100").Speedup, 1.25, 1e-6);
  EXPECT_EQ(only("Speeds it up by ~1.5x (geomean)").Qualified,
            Qualifier::Average);
}

TEST(ClaimContext, ResultsAreNoSpeed) {
  for (const char *Message :
       {"Fix a bug causing a 2.2% MMLU drop", "GSM8K drops by 3% with fp8",
        "HumanEval improves from 61% to 65%", "Restore the 2.5% mAP loss",
        "mAP@0.5 drops by 0.5% with int8", "Fix top-1 regression of 0.8%",
        "Fix ARC-c score drop of 5%", "The MTEB score is 2% better",
        "7% lower acceptance rate", "BLEU gains 1.2%",
        "KL divergence lower by 30%", "energy per token falls by 12%",
        "the loss matches within 0.5%", "Improves MFU from 38% to 44%"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

TEST(ClaimContext, PeaksOfDevicesWereNotMeasured) {
  for (const char *Message :
       {"Add a column of MFU\n\n- Scale the peak FLOPS for FP8 (2x), FP32 "
        "(0.5x)\n- Fix H200 (989 TFLOPS) and H20 (148 TFLOPS)",
        "Fix the peak FLOPS of A100 (312 TFLOPS)",
        "Print MFU\n\nTakes 989.5 TFLOPS as the H100 peak and 312 TFLOPS for "
        "A100.",
        "Add B200 specs: 8 TB/s HBM3e, 2250 TFLOPS dense",
        "get_peak_bandwidth for A6000 (768 GB/s)",
        "Roofline\n\nThe theoretical peak is 67 TFLOPS, and 3.35 TB/s of HBM "
        "bandwidth.",
        "RTX 5090 (1792 GB/s) is known now"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  // What is reached was.
  for (const char *Message : {"perf: 700 TFLOPS on H100 (71% MFU)",
                              "Reaches 750 TFLOPS of the 989 TFLOPS peak",
                              "H100: 620 TFLOPS forward"})
    EXPECT_FALSE(only(Message).Speedup) << Message;
}

TEST(ClaimContext, ProgressCountsAndSettings) {
  for (const char *Message :
       {"Improve performance\n\ntest/test_norm.py ....... [ 41%]",
        "perf: faster reader\n\n 45%|####5     | 45/100 [00:10, 4.4it/s]",
        "run the kernels 100 times: no performance increase",
        "Poll every 5 ms instead of 50 ms",
        "50% fewer launches, less time per step",
        "4x fewer launches, better throughput", "Faster scan\n\nsize +2%",
        "Shrink it, 2x longer contexts"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

} // namespace
