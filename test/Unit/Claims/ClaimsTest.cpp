//===- ClaimsTest.cpp - What a message promises ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "gtest/gtest.h"
#include <chrono>

using namespace perfclaim;

namespace {

Claim only(llvm::StringRef Message) {
  const ClaimSet Set = readClaims(Message);
  EXPECT_EQ(Set.Claims.size(), 1u) << Message.str();
  return Set.Claims.empty() ? Claim() : Set.Claims.front();
}

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
  EXPECT_TRUE(readClaims("Revert \"Make it 3x~6x faster\"\n\nIt broke.")
                  .Claims.empty());
}

TEST(Claims, AnyBytesAreReadInLinearTime) {
  std::string All;
  for (int I = 0; I < 256; ++I)
    All += static_cast<char>(I);
  readClaims(All);
  // Quadratic time would take minutes for any of these.
  for (llvm::StringRef Part :
       {"1", "1-", "2x ", "~", "(", "-> ", "5% ", "to 1ms ", "a", "\xE2\x80",
        "1,", "1.", "up to ", "\n", "%"}) {
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

TEST(Intent, IsSupportedByFilesAndMetadata) {
  Commit C;
  C.Message = "Rework";
  FileChange F;
  F.Path = "csrc/attention/paged.cu";
  C.Files.push_back(F);
  F.Path = "tests/test_attention.py";
  C.Files.push_back(F);
  C.Metadata["is_performance"] = "true";
  const Intent I = readClaims(C).Purpose;
  EXPECT_TRUE(I.Performance);
  EXPECT_EQ(I.Domain, "attention");
  EXPECT_EQ(I.TestFocus, "tests/test_attention.py");
}

} // namespace
