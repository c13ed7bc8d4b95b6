//===- ClaimSortsTest.cpp - Sentences in which claims hide ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimSorts, Ratios) {
  const Case Cases[] = {
      {"Keep the tile in registers\n\nThe half path has 2.4x the single path "
       "throughput.",
       2.4, Metric::Throughput},
      {"Keep the tile in registers\n\nperf. increased by 5x.", 5,
       Metric::Unknown},
      {"Wider loads\n\nOne line more measured 1.5x on a full run.", 1.5},
      {"Wider loads\n\n1.4x vs the eager path", 1.4},
      {"Fuse both passes (3x)", 3},
      {"Wider loads\n\nGives speedups of 5x across sets with no loss of recall",
       5},
      {"Wider loads\n\nmaking the total speedup close to 10%", 1.1,
       Metric::Time, Qualifier::UpTo},
      {"Wider loads\n\nImproves performance by less than 1%", 1.01,
       Metric::Unknown, Qualifier::UpTo},
      {"Wider loads\n\nA 30% improvement in the query 8 execution time", 1.3},
      {"Wider loads\n\n12% more tokens per second", 1.12, Metric::Throughput},
      {"Removed 20% memory usage", 1.25, Metric::Memory},
      {"Reduced kernel launch overhead by 20%", 1.25},
      {"Minor work on link order for a 10% speedup", 1.1},
      {"Wider loads\n\nbeats the vendor's library by 10%", 1.1,
       Metric::Unknown},
  };
  expectCases(Cases);
  const ClaimSet Same = readClaims("Larger chunks\n\nThe improvement is up to "
                                   "1.4x for large, up to 5x for small sets");
  ASSERT_EQ(Same.Claims.size(), 2u);
  EXPECT_EQ(Same.Claims[1].What, Same.Claims[0].What);
}

TEST(ClaimSorts, Pairs) {
  const Case Cases[] = {
      {"Wider loads\n\npreviously 1.5 s vs 3 s", 0.5},
      {"Wider loads\n\ntakes 2 ms; it took 3 ms before", 1.5},
      {"Wider loads\n\n20 GFLOPS before this change, 30 GFLOPS with it", 1.5,
       Metric::Throughput},
      {"Wider loads\n\nms per step: 3.0 -> 2.0", 1.5},
      {"Wider loads\n\nmain: 3.0 ms, this branch: 2.0 ms", 1.5},
      {"Wider loads\n\nbaseline: 3.0 s\n+ graph: 2.0 s  (33%)", 1.5},
      {"Wider loads\n\n3.0 ms -> 2.0 ms (33% faster, 1.5x)", 1.5},
      {"Wider loads\n\nstep: 2.0 ms (from 3.0 ms, -1.0 ms, -33%)", 1.5},
      {"Wider loads\n\n| size | PR (tok/s) | main (tok/s) |\n|---|---|---|\n"
       "| 64 | 30 | 20 |",
       1.5, Metric::Throughput},
  };
  expectCases(Cases);
  const ClaimSet Cells =
      readClaims("Tune it\n\nbench\tno config\tw/ PR\ntp=2\t10 requests/s, 100 "
                 "tokens/s\t15 requests/s, 120 tokens/s");
  ASSERT_EQ(Cells.Claims.size(), 2u);
  EXPECT_NEAR(*Cells.Claims[1].Speedup, 1.2, 1e-6);
  // A figure that falls is of what the pair before it is of.
  const ClaimSet Falls =
      readClaims("Wider loads\n\nThe gather drops from 3.0us -> 2.0us, with no "
                 "regression on the small one; total gathers -20%.");
  ASSERT_EQ(Falls.Claims.size(), 2u);
  EXPECT_EQ(Falls.Claims[1].What, Metric::Time);
  EXPECT_NEAR(*Falls.Claims[1].Speedup, 1.25, 1e-6);
  const ClaimSet Apart = readClaims(
      "Wider loads\n\nThe gather drops from 3.0us -> 2.0us.\n\nSmall: -20%.");
  ASSERT_EQ(Apart.Claims.size(), 2u);
  EXPECT_EQ(Apart.Claims[1].What, Metric::Unknown);
}

TEST(ClaimSorts, FiguresByThemselves) {
  for (const char *Message :
       {"Wider loads\n\nJust a 2-4 us improvement",
        "Wider loads\n\nbecomes slower (470 seconds for the large set)",
        "Wider loads; the kernel time is now 14.2us",
        "Wider loads\n\nThis removes 2 ms from the critical path",
        "Wider loads\n\nsearch: 31 ms per query",
        "Wider loads\n\nThis costs an extra 2 ms per step",
        "Wider loads\n\nTime per step: 45.2 ms",
        "Wider loads\n\nwhole run: 4 s",
        "Wider loads\n\nthe improvement of one gather is about 1.1 ms",
        "Wider loads\n\nwas out of memory, now 250 s"})
    EXPECT_FALSE(only(Message).Speedup) << Message;
}

TEST(ClaimSorts, LeavesWhatIsNoSpeedAlone) {
  for (const char *Message :
       {"Wider loads\n\nruns at 35% of peak",
        "Raise the 50% win chance",
        "Halved the amount of messages to send",
        "Cut the test time\n\nFrom 140 s to 70 s here.",
        "Merge the archives\n\n  libx.so  270 MB -> 250 MB (-20 MB, -7.4%)",
        "Add a filter\n\nThe rate is within 0.1% of the requested value.",
        "Drop the weight\n\nIts peak effect on scaling is 4%.",
        "Add a kernel for -m 740x",
        "Setting QUEUE_SCALE=4x for the driver",
        "Saves 2 MB on libx.so",
        "Needs CUDA 13.x",
        "Use 1/8 of the target time",
        "Show rates (sample: 12.5 kH/s)",
        "Reduce blocking sleeps (100ms -> 1ms)",
        "Swap the halves so that the weights match at load time",
        "Expected speedup on the tables: from 8 ms to 4 ms",
        "Not sure this helps, not 100% sure it is an improvement",
        "dot(2x, 2x) was zero",
        "Raise blocks to 2560 (8x compared to 320)",
        "Run on the 350X",
        "Half is used if it is faster by more than 5%",
        "Against the 8x-H100 speedup of the guide",
        "Stream weights\n\nIt swept the set from a 350 MB/s disk.",
        "All cases stay within the 2% regression gate",
        "Small steps\n\nNo particle moves more than 5% sigma per time step"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

TEST(ClaimSorts, TheSubjectSaysWhatIsDone) {
  for (const char *Message :
       {"Vectorise the loads", "Coalesced reads in backward", "K10: autotuning",
        "Swizzle the threads"})
    EXPECT_TRUE(readClaims(Message).Purpose.Performance) << Message;
  for (const char *Message :
       {"Fix the vectorised loads", "Add a test of coalesced reads",
        "Support fused layers"})
    EXPECT_FALSE(readClaims(Message).Purpose.Performance) << Message;
  const Intent Blocks = readClaims("Use block reduction").Purpose;
  EXPECT_EQ(Blocks.Types, std::vector<std::string>{"algorithm"});
}

} // namespace
