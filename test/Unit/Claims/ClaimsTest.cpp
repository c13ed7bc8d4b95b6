//===- ClaimsTest.cpp - What a message promises ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OnlyClaim.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <chrono>

using namespace perfclaim;

namespace {

struct Reading1 {
  const char *Message;
  ClaimKind Kind;
  double Speedup;
};

TEST(Claims, NormalisesTheSimpleForms) {
  const Reading1 Cases[] = {
      {"avg 2.8x speedup for int8 models", ClaimKind::Ratio, 2.8},
      {"Make the kernel 1.5X faster", ClaimKind::Ratio, 1.5},
      {"softmax is three times faster", ClaimKind::Ratio, 3},
      {"The new path is twice as fast", ClaimKind::Ratio, 2},
      {"The kernel is 2x slower than before", ClaimKind::Ratio, 0.5},
      {"Halve the latency of the reduction", ClaimKind::Ratio, 2},
      {"30% faster", ClaimKind::Percent, 1.3},
      {"20% slower", ClaimKind::Percent, 1 / 1.2},
      {"Reduces time by 50%", ClaimKind::Percent, 2},
      {"25% latency reduction", ClaimKind::Percent, 1 / 0.75},
      {"12% throughput improvement", ClaimKind::Percent, 1.12},
      {"a 10% drop in performance", ClaimKind::Percent, 0.9},
      {"vectorise loads (+5%)", ClaimKind::Percent, 1.05},
      {"now ~86% faster!", ClaimKind::Percent, 1.86},
      {"1.2ms -> 0.8ms", ClaimKind::BeforeAfter, 1.5},
      {"goes from 45 us to 30 us", ClaimKind::BeforeAfter, 1.5},
      {"we go from 200ms to 190ms", ClaimKind::BeforeAfter, 200.0 / 190},
      {"600 t/s -> 700 t/s", ClaimKind::BeforeAfter, 700.0 / 600},
      {"Before: 2.4us\nAfter: 1.2us", ClaimKind::BeforeAfter, 2},
      {"227MH to 270MH", ClaimKind::BeforeAfter, 270.0 / 227},
  };
  for (const Reading1 &C : Cases) {
    const Claim Read = only(C.Message);
    EXPECT_EQ(Read.Kind, C.Kind) << C.Message;
    ASSERT_TRUE(Read.Speedup) << C.Message;
    EXPECT_NEAR(*Read.Speedup, C.Speedup, 1e-6) << C.Message;
    EXPECT_EQ(Read.Way, C.Speedup > 1 ? Direction::Better : Direction::Worse)
        << C.Message;
  }
}

TEST(Claims, LeavesOtherNumbersAlone) {
  for (const char *Message :
       {"Bump CUDA to 12.4 (#2024)", "Use 48 KiB of shared memory",
        "Support int8 and fp16 on sm_80", "Add 256x128 tiles",
        "Increase the problem size by 10X", "from 256 to 1024 threads",
        "Improves accuracy by 3%", "GPU utilization is 31%",
        "Allocate an 8x compact buffer", "Fix #1234 and v2.1.3",
        "Reduce register count from 128 to 64", "Add a cutlass 3x kernel",
        "Throws away 75% of the hashes", ""})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

TEST(Claims, CompileTimeIsAStatement) {
  const ClaimSet Set = readClaims("Cut compile time from 640s to 127s");
  EXPECT_TRUE(Set.Claims.empty());
  ASSERT_EQ(Set.Statements.size(), 1u);
  EXPECT_NE(Set.Statements[0].find("640s"), std::string::npos);
}

TEST(Claims, ReadsRanges) {
  const Claim C = only("giving 1-6% perf E2E");
  EXPECT_EQ(C.Qualified, Qualifier::Range);
  EXPECT_NEAR(*C.Speedup, 1.01, 1e-9);
  EXPECT_NEAR(*C.SpeedupMax, 1.06, 1e-9);
  EXPECT_EQ(C.Subject, About::EndToEnd);
  EXPECT_NEAR(*only("2-5x speedup").SpeedupMax, 5, 1e-9);
  EXPECT_NEAR(*only("10%\xE2\x80\x93"
                    "20% faster")
                   .SpeedupMax,
              1.2, 1e-9);
  EXPECT_NEAR(*only("between 1.5x and 2x faster").SpeedupMax, 2, 1e-9);
}

TEST(Claims, ReadsTablesByTheirHeader) {
  const ClaimSet Markdown =
      readClaims("Speed up build\n\n| Dataset | Before | After |\n"
                 "| ------- | ------ | ----- |\n"
                 "| small (60000, 784) | 1550ms | 1020ms |\n"
                 "| large (1M, 128) | 11342ms | 5546ms |\n");
  ASSERT_EQ(Markdown.Claims.size(), 2u);
  EXPECT_NEAR(*Markdown.Claims[0].Speedup, 1550.0 / 1020, 1e-9);
  EXPECT_EQ(Markdown.Claims[1].Scope.back(), "large (1M, 128)");
  // The unit stands in the header, the rate grows.
  const Claim Rate =
      only("Tune\n\n| test | t/s main | t/s PR |\n|---|---|---|\n"
           "| pp512 | 100.5 | 120.6 |\n");
  EXPECT_NEAR(*Rate.Speedup, 1.2, 1e-9);
  EXPECT_EQ(Rate.What, Metric::Throughput);
  EXPECT_EQ(Rate.Unit, "t/s");
  // Text in columns.
  EXPECT_EQ(readClaims("Tune (time in us)\n\nsize   before   after\n"
                       "1024   10.5     8.4\n2048   20.0     16.0\n")
                .Claims.size(),
            0u); // No unit where it counts.
  EXPECT_EQ(readClaims("Tune\n\nsize   before (us)   after (us)\n"
                       "1024   10.5          8.4\n2048   20.0          16.0\n")
                .Claims.size(),
            2u);
  // Counts of tests are no times.
  EXPECT_TRUE(readClaims("Fix\n\n| Metric | main | PR |\n|---|---|---|\n"
                         "| Passed | 10 | 12 |\n")
                  .Claims.empty());
}

TEST(Claims, AHeadingCarriesItsList) {
  const ClaimSet Set = readClaims("Rework\n\nMeasured speedups (H100):\n"
                                  "  small (B=16): 10.6x\n  large: 4.5x\n");
  EXPECT_EQ(Set.Claims.size(), 2u);
}

TEST(Claims, UnitsGoOnInTheSameSentence) {
  const ClaimSet Set =
      readClaims("Reuse it: 163 -> 180 t/s at 1024, 144 -> 158 at 4608.");
  ASSERT_EQ(Set.Claims.size(), 2u);
  EXPECT_NEAR(*Set.Claims[1].Speedup, 158.0 / 144, 1e-9);
  EXPECT_NEAR(*only("873 GFLOPS (was 870, +0.3%)").Speedup, 873.0 / 870, 1e-9);
  EXPECT_NEAR(*only("from PP512 = ~42 t/s to PP512 = 128 t/s").Speedup,
              128.0 / 42, 1e-9);
  EXPECT_NEAR(*only("0.34x -> 5.0x vs cuBLAS").Speedup, 5 / 0.34, 1e-6);
}

TEST(Claims, BothReadingsOfAPercentageAreKept) {
  const Claim C = only("speed up the kernel by 45%");
  EXPECT_NEAR(*C.Speedup, 1.45, 1e-9);
  EXPECT_NEAR(*C.AltSpeedup, 1 / 0.55, 1e-9);
}

TEST(Claims, LeavesSharesCountsAndHopesAlone) {
  for (const char *Message :
       {"faster x13/x14/x15", "Relax the test: 100% pass rate",
        "Faster: >90% of the time is spent in sort",
        "Cache hit rate: 21% -> 66%", "The kernel runs 100 times for perf",
        "Rows are sorted twice", "128 % (8*16) is slow",
        "a 32X reduction of the mask", "Speed up unit tests ~10x",
        "ci: 3x faster", "Faster: could give a potential 2x speedup",
        "Throughput noise of ~6%",
        "Improves recovery (e.g. 200 pts, 95% plane, 20% outliers)"})
    EXPECT_TRUE(readClaims(Message).Claims.empty()) << Message;
}

TEST(Claims, ReadsQualifiers) {
  EXPECT_EQ(only("up to 2x faster").Qualified, Qualifier::UpTo);
  EXPECT_EQ(only("avg 2x speedup").Qualified, Qualifier::Average);
  EXPECT_EQ(only("at least 2x faster").Qualified, Qualifier::AtLeast);
  EXPECT_EQ(only("over 30% faster").Qualified, Qualifier::AtLeast);
  EXPECT_EQ(only("30% faster").Qualified, Qualifier::None);
  EXPECT_TRUE(only("about 30% faster").Approximate);
  EXPECT_TRUE(only("~2x faster").Approximate);
}

TEST(Claims, ReadsWhatItIsAbout) {
  const Claim C =
      only("1.7x speedup of the int8 kernel at batch size 8 on an H100");
  EXPECT_EQ(C.Scope, (std::vector<std::string>{"int8", "batch 8"}));
  EXPECT_EQ(C.Subject, About::Kernel);
  EXPECT_EQ(C.Hardware, "H100");
  EXPECT_EQ(C.What, Metric::Time);
  EXPECT_EQ(only("30% faster than before").Against, Baseline::Parent);
  EXPECT_EQ(only("30% faster than cuDNN").Against, Baseline::Other);
  EXPECT_EQ(only("Use tensor cores. We are still off by 2.36X.").Against,
            Baseline::Other);
}

TEST(Claims, TheTextIsVerbatim) {
  const std::string Message =
      "Tune it\r\n\r\nThis is up to 30% faster now.\r\n";
  const Claim C = only(Message);
  EXPECT_EQ(C.Text, Message.substr(C.Offset, C.Length));
  EXPECT_EQ(C.Text, "up to 30% faster");
  EXPECT_EQ(
      readClaims("speed up k by 45% and speed up all by 1%").Claims[0].Text,
      "speed up k by 45%");
}

TEST(Claims, OneEntryPerNumber) {
  EXPECT_EQ(readClaims("2x faster on A100, 3x faster on H100").Claims.size(),
            2u);
  // The share says the same again.
  EXPECT_EQ(readClaims("559 -> 940 (+68%)").Claims.size(), 1u);
  EXPECT_EQ(readClaims("13.75 ms -> 10.22 ms (-25.7%)").Claims.size(), 1u);
}

TEST(Claims, ARevertClaimsNothingOfWhatItQuotes) {
  const ClaimSet Set =
      readClaims("Revert \"Make it 3x~6x faster\"\n\nIt broke.");
  EXPECT_TRUE(Set.Claims.empty());
  ASSERT_EQ(Set.Purpose.Remarks.size(), 1u);
  EXPECT_EQ(Set.Purpose.Remarks[0], "withdrawn by this revert: 3x~6x faster");
}

TEST(Claims, AnyBytesAreReadInLinearTime) {
  std::string All;
  for (int I = 0; I < 256; ++I)
    All += static_cast<char>(I);
  readClaims(All);
  // Quadratic time would take minutes for any of these.
  for (llvm::StringRef Part :
       {"1", "1-", "2x ", "~", "(", "-> ", "5% ", "to 1ms ", "a", "\xE2\x80",
        "1,", "1.", "up to ", "\n", "%", "[-1% -2% -3%] "}) {
    std::string Long;
    while (Long.size() < (1u << 20))
      Long += Part;
    const auto Start = std::chrono::steady_clock::now();
    readClaims(Long);
    EXPECT_LT(std::chrono::steady_clock::now() - Start,
              std::chrono::seconds(20))
        << Part.str();
  }
}

TEST(Intent, IsReadFromTheSubject) {
  const Intent I =
      readClaims("Speed up the rms_norm kernel by tuning its block size")
          .Purpose;
  EXPECT_TRUE(I.Performance);
  EXPECT_EQ(I.Domain, "normalization");
  EXPECT_EQ(I.Metric, "time");
  EXPECT_NE(std::find(I.Types.begin(), I.Types.end(), "kernel"), I.Types.end());
  EXPECT_FALSE(readClaims("Fix a typo in the README").Purpose.Performance);
}

Commit commitOf(const char *Message,
                std::initializer_list<const char *> Paths) {
  Commit C;
  C.Message = Message;
  for (const char *Path : Paths) {
    FileChange F;
    F.Path = F.OldPath = Path;
    C.Files.push_back(F);
  }
  return C;
}

bool says(const std::vector<std::string> &Lines, llvm::StringRef Part) {
  return std::any_of(Lines.begin(), Lines.end(),
                     [&](llvm::StringRef Line) { return Line.contains(Part); });
}

TEST(Intent, IsSaidInTheWordsOfTheSpecification) {
  const Intent I =
      readClaims(commitOf("[Kernel][Triton] Use block size heuristic for avg "
                          "2.8x speedup for int8 models",
                          {"model/triton_scaled_mm.py"}))
          .Purpose;
  EXPECT_EQ(I.Optimization, "Kernel optimization (Triton)");
  EXPECT_EQ(I.Domain, "matrix multiplication for int8 quantized models");
  EXPECT_NE(I.TestFocus.find("compare heuristic vs fixed block sizes"),
            std::string::npos);
  EXPECT_EQ(I.Types,
            (std::vector<std::string>{"kernel", "launch_configuration"}));
}

TEST(Intent, NamesTheMetricWithoutANumber) {
  const Intent Beam = readClaims("Optimize beam search").Purpose;
  EXPECT_EQ(Beam.Metric, "latency");
  EXPECT_EQ(Beam.TestFocus, "measure beam search latency before and after");
  const Intent Memory = readClaims("Reduce memory usage of the cache").Purpose;
  EXPECT_TRUE(Memory.Performance);
  EXPECT_EQ(Memory.Metric, "memory");
  EXPECT_EQ(Memory.TestFocus,
            "measure peak memory consumption before and after");
  EXPECT_EQ(readClaims("This should be 2x faster").Claims.size(), 0u);
  EXPECT_TRUE(readClaims("This should be 2x faster").Purpose.Performance);
}

TEST(Intent, MetadataSupportsAndNeverDecides) {
  Commit C = commitOf("Rework",
                      {"csrc/attention/paged.cu", "tests/test_attention.py"});
  C.Metadata["is_performance"] = "true";
  const Intent I = readClaims(C).Purpose;
  EXPECT_FALSE(I.Performance);
  EXPECT_EQ(I.Domain, "attention");
  EXPECT_TRUE(says(I.Evidence, "metadata: is_performance=true"));
  EXPECT_TRUE(says(I.Evidence, "diff: tests/test_attention.py"));
}

TEST(Intent, SaysWhereMessageAndChangeDisagree) {
  const char *Message = "Make the softmax kernel 2x faster";
  EXPECT_TRUE(says(readClaims(commitOf(Message, {"README.md"})).Purpose.Remarks,
                   "changes no code: README.md"));
  ClaimSet Read = readClaims(commitOf(Message, {"softmax.cu"}));
  EXPECT_TRUE(Read.Purpose.Remarks.empty());
  remarkOnChanges(ChangeSet(), Read);
  EXPECT_TRUE(says(Read.Purpose.Remarks, "no kernel, launch or heuristic"));
  // A file that could not be read in whole may hold the change.
  ClaimSet Other = readClaims(commitOf(Message, {"softmax.cu"}));
  ChangeSet Partial;
  Partial.Notes.push_back({Severity::Warning, "softmax.cu", 0, "only a diff"});
  remarkOnChanges(Partial, Other);
  EXPECT_TRUE(Other.Purpose.Remarks.empty());
}

TEST(Claims, OfTheDiffAreOfSecondRank) {
  Commit C = commitOf("Tune the scan", {"README.md"});
  C.Files[0].Before = "# Scan\n\nIt is 3x faster than the others.\n";
  C.Files[0].After = *C.Files[0].Before +
                     "\n| n | before | after |\n|--|--|--|\n"
                     "| 1024 | 10 us | 8 us |\n";
  const ClaimSet Read = readClaims(C);
  ASSERT_EQ(Read.Claims.size(), 1u);
  EXPECT_TRUE(Read.Claims[0].FromDiff);
  EXPECT_EQ(Read.Claims[0].File, "README.md");
  EXPECT_NEAR(*Read.Claims[0].Speedup, 1.25, 1e-9);
  EXPECT_EQ(
      C.Files[0].After->substr(Read.Claims[0].Offset, Read.Claims[0].Length),
      Read.Claims[0].Text);
  // Of sources the comments are read, the code is not.
  C = commitOf("Tune the scan", {"scan.cu"});
  C.Files[0].After = "// now 2x faster\nint speedup = x3 % 30;\n";
  ASSERT_EQ(readClaims(C).Claims.size(), 1u);
}

TEST(Claims, OfThePullRequestCountOnce) {
  Commit C = commitOf("Make it 2x faster", {});
  C.PullRequest = "Make it 2x faster\n\nOn A100 latency drops 30%.";
  const ClaimSet Read = readClaims(C);
  ASSERT_EQ(Read.Claims.size(), 2u);
  EXPECT_FALSE(Read.Claims[0].FromPullRequest);
  EXPECT_TRUE(Read.Claims[1].FromPullRequest);
  EXPECT_EQ(Read.Claims[1].What, Metric::Latency);
}

} // namespace
