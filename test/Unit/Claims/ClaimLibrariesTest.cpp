//===- ClaimLibrariesTest.cpp - What messages of libraries showed ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(ClaimLibraries, RatiosOfATime) {
  expectCases({
      {"Tune the warm-up\n\nWith these settings we reduce 2x the total "
       "training "
       "time",
       2},
      {"Tune the warm-up\n\nReduce 3x the memory", 3, Metric::Memory},
      {"Sort less\n\nReduce time of evaluation by more than 10 times:", 10,
       Metric::Time, Qualifier::AtLeast},
      {"Sort less\n\nI've seen it speeding up the training TWICE versus the "
       "narrow version.",
       2},
      {"Speed up Grid<T>::Sum() by about 3x when T is double", 3},
      {"Gather once\n\nBe careful and say 1234.5/617 ~ 2X perf improvement", 2,
       Metric::Unknown},
  });
}

TEST(ClaimLibraries, Shares) {
  expectCases({
      {"Drop the dict\n\nA significant speedup (e.g. >2% of a forward pass).",
       1.02, Metric::Time, Qualifier::AtLeast},
      {"Split the decoder\n\nThe extra pointer impacted offline performance by "
       "up to 5%",
       0.95, Metric::Unknown, Qualifier::UpTo},
      {"Tile it\n\nTiling adds overhead (~2% regression)", 0.98,
       Metric::Unknown},
      {"Split it\n\nThe lattice-faster-decoder got 5% more performance", 1.05,
       Metric::Unknown},
      {"Hoist the switch\n\nIt is called once a step, adding measurable "
       "overhead "
       "(0.5-5% on benchmarks).",
       1 / 1.005, Metric::Time, Qualifier::Range},
  });
}

TEST(ClaimLibraries, Amounts) {
  expectCases({
      {"Free the weights\n\nThe idle RSS is 0.60 GB -> 0.20 GB.", 3,
       Metric::Memory},
      {"Free the weights\n\nMeasured: idle steady-state RSS 0.60 GB -> 0.20 "
       "GB.",
       3, Metric::Memory},
  });
}

TEST(ClaimLibraries, Paragraphs) {
  const ClaimSet Set = readClaims(
      "Keep the empty blocks\n\nThe server, measured with one client.\n\n"
      "Serve master: clients: 1, prompt: 500 tokens, query throughput: 0.08\n"
      "queries/s, query latency: 12.0 s\n\n"
      "This PR: clients: 1, prompt: 500 tokens, query throughput: 0.10\n"
      "queries/s, query latency: 9.0 s\n\nMore of it in the pages.");
  ASSERT_EQ(Set.Claims.size(), 2u);
  EXPECT_EQ(Set.Claims[0].What, Metric::Throughput);
  EXPECT_NEAR(*Set.Claims[0].Speedup, 1.25, 1e-6);
  EXPECT_EQ(Set.Claims[1].What, Metric::Latency);
  EXPECT_NEAR(*Set.Claims[1].Speedup, 12.0 / 9, 1e-6);
  // One of the two says more: it is not known what belongs to what.
  for (const Claim &C :
       readClaims("Keep blocks\n\nMaster: latency: 12.0 s, 3 GB\n\n"
                  "This PR: latency: 9.0 s")
           .Claims)
    EXPECT_NE(C.Kind, ClaimKind::BeforeAfter);
}

TEST(ClaimLibraries, NamesOfColumns) {
  const ClaimSet Set = readClaims(
      "Larger batches\n\nRing\n| n | qps_before | qps_after | speedup |\n"
      "|---|---|---|---|\n| 1 | 100.0 | 125.0 | 1.25x |\n"
      "| 2 | 80.0 | 60.0 | 0.75x |");
  ASSERT_EQ(Set.Claims.size(), 2u);
  EXPECT_EQ(Set.Claims[0].What, Metric::Throughput);
  EXPECT_NEAR(*Set.Claims[0].Speedup, 1.25, 1e-6);
  EXPECT_NEAR(*Set.Claims[1].Speedup, 0.75, 1e-6);
  expectRatios("Larger batches\n\n| n | old_ms | new_ms |\n|---|---|---|\n"
               "| 1 | 3.0 | 2.0 |",
               {1.5});
  // A name of something that is new is no newer code.
  expectRatios("Larger batches\n\n| new_tokens | before (ms) | after (ms) |\n"
               "|---|---|---|\n| 16 | 3.0 | 2.0 |",
               {1.5});
}

TEST(ClaimLibraries, NoClaims) {
  for (const char *Message : {
           "Add a table of results (yields ~2% abs improvement)",
           "Check in results, which are improved by >0.5% abs.  Note the old "
           "number of states.",
           "Add a recipe\n\nNeeds scripts, but it's about 1% abs better than "
           "the "
           "previous recipe.",
           "Update maxTime to improve search speed\n\n- Change maxTime value "
           "from 10 to 1 second for capping the search.",
           "Shorten the sweep\n\nAll three levels are timed, roughly tripling "
           "the work and reaching the deadline.",
           "Fix CI latency regression\n\nLinking the other library to run "
           "tests "
           "has caused a 4-7x slow down.",
           "Use ccache in GitHub Actions cmake builds\n\nIt sped up the jobs a "
           "lot, the large one down to 40 minutes!",
           "Print the depth\n\nTime taken: real-time factor assuming 100 "
           "frames/sec is 0.9",
       })
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

} // namespace
