//===- HookTest.cpp - Lines that hooks print ------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Hook.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

using Words = std::set<std::string>;
using Limits = std::map<std::string, double>;

static CodeEvidence worse() {
  CodeEvidence E;
  E.Kernel = "rms_norm";
  E.Arguments = "__nv_bfloat16";
  E.Architecture = "sm_90";
  E.Place = {"layernorm.cu", 2};
  E.Before.emplace().Registers = 40;
  E.After.emplace().Registers = 72;
  Occupancy Old, New;
  Old.Threads = New.Threads = 256;
  Old.Blocks = New.Blocks = 1;
  Old.Percent = 75;
  New.Percent = 42;
  E.Occupancies = {{Old, New}};
  return E;
}

static std::vector<HookFinding> found(CodeEvidence E, const Limits &Holding,
                                      std::string Text = "") {
  ChangeSet Changes;
  Changes.Static.emplace().Kernels = {std::move(E)};
  return findWorse(Changes, Holding,
                   [&](const std::string &) { return std::optional(Text); });
}

TEST(HookTest, SaysWhatGotWorse) {
  std::vector<HookFinding> Lines = found(worse(), {{"occupancy", 50}});
  ASSERT_EQ(Lines.size(), 1u);
  EXPECT_EQ(Lines[0].Text, "rms_norm<bf16>: registers 40 -> 72, occupancy 75% "
                           "-> 42% on sm_90 (limit 50%)");
  EXPECT_TRUE(Lines[0].OverLimit);
  Lines = found(worse(), {{"registers", 72}});
  EXPECT_EQ(
      Lines[0].Text,
      "rms_norm<bf16>: registers 40 -> 72, occupancy 75% -> 42% on sm_90");
  EXPECT_FALSE(Lines[0].OverLimit);
}

TEST(HookTest, BetterIsSilent) {
  CodeEvidence E = worse();
  std::swap(E.Before, E.After);
  std::swap(E.Occupancies[0].Before, E.Occupancies[0].After);
  EXPECT_TRUE(found(E, {}).empty());
  // Over the limit as before, and not worse.
  EXPECT_TRUE(found(E, {{"registers", 10}}).empty());
}

TEST(HookTest, NewKernelsAreHeldToLimits) {
  CodeEvidence E = worse();
  E.Before.reset();
  E.Occupancies[0].Before.reset();
  EXPECT_TRUE(found(E, {}).empty());
  std::vector<HookFinding> Lines = found(E, {{"registers", 64}});
  ASSERT_EQ(Lines.size(), 1u);
  EXPECT_EQ(Lines[0].Text, "rms_norm<bf16>: registers 72 on sm_90 (limit 64)");
  E.After.reset();
  EXPECT_TRUE(found(E, {{"registers", 64}}).empty());
}

TEST(HookTest, AllowedIsSilent) {
  EXPECT_EQ(found(worse(), {{"registers", 1}},
                  "// perfclaim: allow(registers) a table\nvoid k();")[0]
                .Text,
            "rms_norm<bf16>: occupancy 75% -> 42% on sm_90");
  EXPECT_TRUE(
      found(worse(), {}, "// perfclaim: allow(registers, occupancy) a table\nk")
          .empty());
}

TEST(HookTest, ReadsWhatIsAllowed) {
  EXPECT_EQ(allowedAt("// perfclaim: allow(stack) x\ntemplate <int N>\nvoid "
                      "k() {",
                      3),
            Words{"stack"});
  EXPECT_EQ(allowedAt("k(); // perfclaim: allow(launch) x", 1),
            Words{"launch"});
  // No reason, and what belongs to another declaration.
  EXPECT_EQ(allowedAt("// perfclaim: allow(stack)\nvoid k() {", 2), Words());
  EXPECT_EQ(allowedAt("// perfclaim: allow(stack) x\nint a;\nvoid k() {", 3),
            Words());
  EXPECT_EQ(allowedAt("// perfclaim: allow(stack) x\n\nvoid k() {", 3),
            Words());
  EXPECT_EQ(allowedAt("text", 7), Words());
}

TEST(HookTest, SaysWhichLaunchesChanged) {
  ChangeSet Changes;
  LaunchChange L;
  L.Kernel = "rms_norm";
  L.Place = {"layernorm.cu", 9};
  L.Before = {"g", "256", "", ""};
  L.After = {"g", "1024", "64", ""};
  Changes.Launches = {L};
  auto Lines = findWorse(Changes, {}, [](const std::string &) {
    return std::optional<std::string>();
  });
  ASSERT_EQ(Lines.size(), 1u);
  EXPECT_EQ(Lines[0].Text,
            "launch of rms_norm: block 256 -> 1024, shared default -> 64");
  EXPECT_EQ(Lines[0].Place, L.Place);
}
