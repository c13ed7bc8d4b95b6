//===- EvidenceTest.cpp - Machine code of what is edited ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Evidence.h"
#include "perfclaim/Support/Error.h"
#include "gtest/gtest.h"

namespace perfclaim {
namespace {

KernelCode codeOf(int64_t Registers) {
  KernelCode Code;
  Code.Registers = Registers;
  return Code;
}

EvidenceAnswer worseAnswer() {
  CodeEvidence E;
  E.Kernel = "k";
  E.Arguments = "a|b";
  E.Architecture = "sm_90";
  E.Place = {"a.cu", 3};
  E.Before = codeOf(40);
  E.After = codeOf(72);
  E.Occupancies.push_back({Occupancy{256, 0, 6, 75, "registers"},
                           Occupancy{256, 0, 3, 42, "registers"}});
  EvidenceAnswer Result;
  Result.Found.Gpu = "H100";
  Result.Found.Kernels.push_back(E);
  return Result;
}

Answer answer() {
  Answer A;
  A.Path = "a.cu";
  A.Seen = "seen";
  A.Text = "\n\nk\n\n\nk<<<1, 256>>>();\n";
  Launch L;
  L.KernelName = "k";
  L.Place = {"a.cu", 6};
  A.After.Launches.push_back(L);
  return A;
}

TEST(EvidenceTest, SaysWhatGotWorseAtTheKernelInTheHooksWords) {
  const FileEvidence Made = makeFileEvidence(answer(), worseAnswer());
  EXPECT_EQ(Made.Seen, "seen");
  EXPECT_EQ(Made.Worse,
            (std::vector<Finding>{
                {3, Severity::Warning, "static",
                 "k<a|b>: registers 40 -> 72, occupancy 75% -> 42% on "
                 "sm_90"}}));
}

TEST(EvidenceTest, SaysItAtTheLaunchWhereTheKernelIsElsewhere) {
  EvidenceAnswer Elsewhere = worseAnswer();
  Elsewhere.Found.Kernels[0].Place = {"k.cuh", 9};
  const FileEvidence Made = makeFileEvidence(answer(), Elsewhere);
  ASSERT_EQ(Made.Worse.size(), 1U);
  EXPECT_EQ(Made.Worse[0].Line, 6U);
  Answer Without = answer();
  Without.After.Launches.clear();
  EXPECT_TRUE(makeFileEvidence(Without, Elsewhere).Worse.empty());
}

TEST(EvidenceTest, IsSilentAboutWhatIsAllowed) {
  Answer A = answer();
  A.Text = "\n// perfclaim: allow(registers) a table\nk\n\n\n";
  FileEvidence Made = makeFileEvidence(A, worseAnswer());
  ASSERT_EQ(Made.Worse.size(), 1U);
  EXPECT_EQ(Made.Worse[0].Text, "k<a|b>: occupancy 75% -> 42% on sm_90");
  EvidenceAnswer Limited = worseAnswer();
  Limited.Limits["occupancy"] = 50;
  Made = makeFileEvidence(A, Limited);
  ASSERT_EQ(Made.Worse.size(), 1U);
  EXPECT_EQ(Made.Worse[0].Text,
            "k<a|b>: occupancy 75% -> 42% on sm_90 (limit 50%)");
}

TEST(EvidenceTest, ShowsFiguresOfBothSides) {
  const FileEvidence Made = makeFileEvidence(answer(), worseAnswer());
  EXPECT_EQ(figuresOf(Made, "k"),
            "| kernel | on | registers | shared | spills | occupancy |\n"
            "| --- | --- | --- | --- | --- | --- |\n"
            "| `k<a\\|b>` | sm_90 (H100) | 40 -> 72 | 0 | 0 | 75% -> 42% at "
            "256 |\n");
  EXPECT_EQ(figuresOf(Made, "other"), "registers and occupancy are not known: "
                                      "`no machine code of it was made`");
}

TEST(EvidenceTest, SaysWhyThereIsNone) {
  EvidenceAnswer OneSide = worseAnswer();
  OneSide.Found.Kernels[0].Before.reset();
  OneSide.Found.Notes.push_back(
      {Severity::Note, "a.cu", 0, "before: a.cu:1: no such type"});
  const std::string Text = figuresOf(makeFileEvidence(answer(), OneSide), "k");
  EXPECT_NE(Text.find("| - -> 72 |"), std::string::npos) << Text;
  EXPECT_TRUE(llvm::StringRef(Text).ends_with(
      "\n`a.cu: before: a.cu:1: no such type`\n"))
      << Text;
  EXPECT_EQ(
      figuresOf(makeFileEvidence(answer(), makeError("/x", "has no bin/ptxas",
                                                     "install it")),
                "k"),
      "registers and occupancy are not known: "
      "`/x: has no bin/ptxas; install it`");
}

TEST(EvidenceTest, ShowsKernelsInFilesWithKernelsOrLaunches) {
  Answer A = answer();
  EXPECT_TRUE(showsKernels(A));
  A.After.Launches[0].Place.File = "b.cu";
  EXPECT_FALSE(showsKernels(A));
}

} // namespace
} // namespace perfclaim
