//===- ClaimFormsTest.cpp - The spellings of a figure ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"

using namespace llvm;
using namespace perfclaim;

namespace {

struct Form {
  const char *Message;
  double Speedup;
  Metric What = Metric::Time;
};

void expectForms(ArrayRef<Form> Cases) {
  for (const Form &C : Cases) {
    const Claim Read = only(C.Message);
    ASSERT_TRUE(Read.Speedup) << C.Message;
    EXPECT_NEAR(*Read.Speedup, C.Speedup, 1e-6) << C.Message;
    EXPECT_EQ(Read.Way, C.Speedup > 1 ? Direction::Better : Direction::Worse)
        << C.Message;
    EXPECT_EQ(Read.What, C.What) << C.Message;
  }
}

TEST(ClaimForms, Numbers) {
  expectForms({
      {"The kernel is 2,5x faster", 2.5},
      {"Wider loads\n\nis 1,500x faster", 1500},
      {"Wider loads\n\n12,5 ms -> 10,0 ms", 1.25},
      {"Sizes 1,2 and 3,4 run 2x faster", 2},
      {"Wider loads\n\n1e-3 s -> 5e-4 s", 2},
      {"Wider loads\n\n10k tok/s -> 20k tok/s", 2, Metric::Throughput},
      {"Wider loads\n\n900k rows/s -> 1.8M rows/s", 2, Metric::Throughput},
      {"Copy: 1.5 GB/s to 3000 MB/s", 2, Metric::Bandwidth},
      {"Wider loads\n\nlatency \xE2\x86\x93 20%", 1.25, Metric::Latency},
      {"Wider loads\n\nthroughput 20%\xE2\x86\x91", 1.2, Metric::Throughput},
  });
}

TEST(ClaimForms, LessThanOnce) {
  expectForms({
      {"Fuse the loops\n\nIt now takes 0.5x the time", 2},
      {"Fuse the loops\n\nIt takes 0.8x as long", 1.25},
      {"Wider loads\n\na speedup of 0.9x on small sizes", 0.9},
      {"Wider loads\n\n0.7x the throughput of main", 0.7, Metric::Throughput},
  });
}

TEST(ClaimForms, SharesOfAnotherSpeed) {
  const Claim Share = only("Tune GEMM\n\nreaches 70% of cuBLAS");
  EXPECT_NEAR(*Share.Speedup, 0.7, 1e-6);
  EXPECT_EQ(Share.Against, Baseline::Other);
  // It is compared with what it was, in units of the other.
  const Claim Grows = only("Tune GEMM\n\nGoes from 60% to 85% of cuBLAS");
  EXPECT_NEAR(*Grows.Speedup, 85.0 / 60, 1e-6);
  EXPECT_EQ(Grows.What, Metric::Throughput);
  EXPECT_EQ(Grows.Against, Baseline::Parent);
  EXPECT_EQ(Grows.Qualified, Qualifier::None);
}

TEST(ClaimForms, ShortLinesThatGoOn) {
  expectForms({{"Wider loads\n\nthe path is now 2x\nfaster than it was", 2}});
  EXPECT_EQ(readClaims("Wider loads\n\nreduces p99 latency by 30%\nand memory "
                       "by 10%")
                .Claims.size(),
            2u);
}

TEST(ClaimForms, BoundsAreQualified) {
  for (const char *Message :
       {"Wider loads\n\n>= 2x faster", "Wider loads\n\n\xE2\x89\xA5 2x faster",
        "Wider loads\n\nGains:\n> 2x faster on A100"})
    EXPECT_EQ(only(Message).Qualified, Qualifier::AtLeast) << Message;
}

TEST(ClaimForms, WhatIsDeniedQuotedOrTakenBack) {
  for (const char *Message :
       {"Wider loads\n\nThis is not 2x faster",
        "Wider loads\n\nIt isn't even 10% slower",
        "Wider loads\n\nAlice said it will be 2x faster",
        "Wider loads\n\nThis may give 10% more throughput",
        "Wider loads\n\n> It is 2x faster now\n\nNo.",
        "Wider loads\n\nBob wrote:\n> 2x faster on A100",
        "Revert: make it 2x faster", "revert(scan): 2x faster scan",
        "[Revert] 2x faster scan", "Back out \"2x faster softmax\"",
        "Backed out 2x faster softmax", "Wider loads\n\nL2 misses down 30%"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
  expectForms({{"Revert to the old kernel, which is 2x faster", 2},
               {"Wider loads\n\nnot only 2x faster but also smaller", 2}});
  EXPECT_EQ(readClaims("Back out 2x faster softmax").Purpose.Remarks,
            std::vector<std::string>{"withdrawn by this revert: 2x faster"});
}

TEST(ClaimForms, ASentenceMayTurnFromTheBuildToTheRun) {
  for (const auto &[Message, Speedup] :
       {std::pair("Wider loads\n\nbuild is 2x faster, inference 1.5x faster",
                  1.5),
        std::pair("Wider loads\n\nbinary 20% smaller and 10% faster", 1.1)}) {
    const ClaimSet Set = readClaims(Message);
    ASSERT_EQ(Set.Claims.size(), 1u) << Message;
    EXPECT_NEAR(*Set.Claims[0].Speedup, Speedup, 1e-6) << Message;
    EXPECT_EQ(Set.Statements.size(), 1u) << Message;
  }
  EXPECT_TRUE(readClaims("Less to do\n\ncompile time dropped from 710 s to 226 "
                         "s: 3.14x faster")
                  .Claims.empty());
}

TEST(ClaimForms, ScopeGoesOnOverNumbersAndLists) {
  const std::pair<const char *, std::vector<std::string>> Cases[] = {
      {"20% faster for bf16 and fp8", {"bf16", "fp8"}},
      {"2x faster on 8 GPUs", {"8 GPUs"}},
      {"2x faster on 4 H100 GPUs", {"4 GPUs"}},
      {"2x faster for n=12345", {"n=12345"}},
      {"2x faster for N = 4096, K=128", {"N=4096", "K=128"}},
      {"2x faster for M=N=4096", {"M=4096", "N=4096"}},
      {"20% faster for llama-7b", {"llama-7b"}},
      {"20% faster on Llama 3 8B", {"Llama 3 8B"}},
      {"20% faster in half precision", {"half"}},
      {"The time is cut in half", {}},
      {"20% faster than llama.cpp", {}},
  };
  for (const auto &[Message, Scope] : Cases)
    EXPECT_EQ(only(Message).Scope, Scope) << Message;
  EXPECT_EQ(only("2x faster on AMD").Hardware, "AMD");
  EXPECT_EQ(only("2x faster end-to-end").Subject, About::EndToEnd);
  EXPECT_EQ(only("2x end-to-end speedup").Subject, About::EndToEnd);
}

TEST(ClaimForms, TheUnitMayStandAboveATable) {
  const Claim Read = only("Wider loads\n\nLatency (us)\n\n| n | before | after "
                          "|\n|---|---|---|\n| 1024 | 10 | 5 |");
  EXPECT_EQ(Read.Unit, "us");
  EXPECT_EQ(Read.What, Metric::Latency);
  EXPECT_EQ(only("Wider loads\n\nAll in GB/s:\n| n | main | PR |\n|-|-|-|\n"
                 "| 1 | 100 | 150 |")
                .What,
            Metric::Bandwidth);
}

TEST(ClaimForms, ARowAddedBelowAKnownHead) {
  Commit C;
  C.Message = "Tune the scan";
  C.Files.emplace_back();
  C.Files[0].Path = C.Files[0].OldPath = "README.md";
  const std::string Head = "# Scan\n\n| n | before | after |\n|--|--|--|\n"
                           "| 512 | 9 us | 3 us |\n";
  C.Files[0].Before = Head + "\nEnd.\n";
  C.Files[0].After = Head + "| 1024 | 10 us | 8 us |\n\nEnd.\n";
  const ClaimSet Read = readClaims(C);
  ASSERT_EQ(Read.Claims.size(), 1u);
  EXPECT_TRUE(Read.Claims[0].FromDiff);
  EXPECT_NEAR(*Read.Claims[0].Speedup, 1.25, 1e-9);
}

TEST(Intent, SpeedWithoutItsWord) {
  for (const char *Message :
       {"Use block size heuristic", "Improve cache efficiency",
        "Better time complexity", "Fuse bias and gelu",
        "cuda: fuse add and norm"})
    EXPECT_TRUE(readClaims(Message).Purpose.Performance) << Message;
  for (const char *Message : {"Support fused layers", "Add a parser heuristic"})
    EXPECT_FALSE(readClaims(Message).Purpose.Performance) << Message;
  EXPECT_EQ(readClaims("Optimize throughput").Purpose.TestFocus,
            "measure throughput before and after");
  EXPECT_EQ(readClaims("Improve throughput of the decoder").Purpose.TestFocus,
            "measure decoder throughput before and after");
}

} // namespace
