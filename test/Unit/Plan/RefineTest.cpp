//===- RefineTest.cpp - Argument models against runs ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Plan/Plan.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

ParameterModel buffer(const char *Name, ParameterRole Role,
                      const char *Extent) {
  ParameterModel P;
  P.Name = Name;
  P.Kind = ValueKind::Pointer;
  P.ElementSize = 4;
  P.Role = Role;
  if (Extent)
    P.Extent = llvm::cantFail(Expression::parse(Extent));
  return P;
}

struct Refined {
  BenchmarkPlan Plan;
  std::vector<Observation> Seen;

  explicit Refined(ParameterModel P) {
    Plan.Entries.emplace_back().Variables = {std::move(P)};
  }
  /// A run in which `x` is touched up to \p Elements.
  void run(std::map<std::string, int64_t> Integers, int64_t Elements,
           bool Read = true, bool Written = false, bool Exposed = true) {
    ObservedArgument A;
    A.Name = "x";
    A.Last = 4 * Elements;
    A.Read = Read ? A.Last : 0;
    A.Written = Written ? A.Last : 0;
    A.Exposed = Exposed ? A.Last : 0;
    Seen.push_back(
        {"w" + std::to_string(Seen.size()), std::move(Integers), {A}, {A}});
  }
  const ParameterModel &model() {
    refine(Plan, Seen);
    return Plan.Entries.front().Variables.front();
  }
  std::string extent() {
    const ParameterModel &P = model();
    return P.Extent ? P.Extent->str() : "";
  }
};

TEST(Refine, ARunConfirmsWhatTheCodeSays) {
  Refined R(buffer("x", ParameterRole::Input, "n * c"));
  R.run({{"n", 7}, {"c", 5}}, 35);
  const ParameterModel &P = R.model();
  EXPECT_EQ(P.ExtentConfidence, Confidence::Certain);
  EXPECT_EQ(P.Because.back().Text, "exactly what 1 run touched");
  EXPECT_TRUE(R.Plan.Notes.empty());
}

TEST(Refine, MoreThanIsTouchedIsEnoughUpToTwice) {
  Refined R(buffer("x", ParameterRole::Input, "n * 2"));
  R.run({{"n", 7}}, 7);
  EXPECT_EQ(R.extent(), "n * 2");
  EXPECT_TRUE(R.Plan.Notes.empty());
}

TEST(Refine, AnExtentThatNobodyKnewIsTheProductThatFits) {
  Refined R(buffer("x", ParameterRole::Input, nullptr));
  R.run({{"n", 7}, {"c", 5}, {"k", 3}}, 70);
  R.run({{"n", 11}, {"c", 5}, {"k", 4}}, 110);
  R.run({{"n", 7}, {"c", 13}, {"k", 3}}, 182);
  EXPECT_EQ(R.extent(), "2 * c * n");
  ASSERT_EQ(R.Plan.Notes.size(), 1u);
  EXPECT_EQ(R.Plan.Notes.front().Text,
            "`x` has 2 * c * n elements, going by what 3 runs touched");
}

TEST(Refine, TheRunWinsOverTheCode) {
  for (const char *Wrong : {"n", "n * c * c"}) {
    Refined R(buffer("x", ParameterRole::Input, Wrong));
    R.run({{"n", 7}, {"c", 5}}, 35);
    R.run({{"n", 11}, {"c", 5}}, 55);
    R.run({{"n", 7}, {"c", 13}}, 91);
    EXPECT_EQ(R.extent(), "c * n") << Wrong;
    EXPECT_NE(R.Plan.Notes.front().Text.find("the code seemed to say"),
              std::string::npos);
  }
}

TEST(Refine, TooFewRunsCorrectNothingAndAskTheUser) {
  Refined R(buffer("x", ParameterRole::Input, "n"));
  R.run({{"n", 7}, {"c", 5}}, 35);
  R.run({{"n", 11}, {"c", 5}}, 55);
  EXPECT_EQ(R.extent(), "n");
  ASSERT_EQ(R.Plan.Questions.size(), 1u);
  EXPECT_EQ(R.Plan.Notes.front().Text,
            "`x`: 55 elements are touched with c=5 n=11, and the code says n");
}

TEST(Refine, NoProductIsInventedWhereNoneFits) {
  Refined R(buffer("x", ParameterRole::Input, "n"));
  R.run({{"n", 7}}, 9);
  R.run({{"n", 11}}, 12);
  R.run({{"n", 13}}, 20);
  EXPECT_EQ(R.extent(), "n");
  EXPECT_EQ(R.Plan.Questions.size(), 1u);
}

TEST(Refine, WhatIsReadFirstAndThenWrittenIsInOut) {
  Refined R(buffer("x", ParameterRole::Output, "n"));
  R.run({{"n", 7}}, 7, true, true, true);
  EXPECT_EQ(R.model().Role, ParameterRole::InOut);
  EXPECT_EQ(R.Plan.Notes.size(), 1u);
}

TEST(Refine, WhatIsWrittenBeforeItIsReadIsAnOutput) {
  Refined R(buffer("x", ParameterRole::InOut, "n"));
  R.run({{"n", 7}}, 7, true, true, false);
  EXPECT_EQ(R.model().Role, ParameterRole::Output);
}

TEST(Refine, AnOutputThatNoRunWroteStaysOne) {
  Refined R(buffer("x", ParameterRole::InOut, "n"));
  R.run({{"n", 7}}, 7, true, false, true);
  EXPECT_EQ(R.model().Role, ParameterRole::InOut);
}

TEST(Refine, WhatTheUserSaysStays) {
  ParameterModel P = buffer("x", ParameterRole::Input, "n");
  P.Because.push_back({"perfclaim.json", {"perfclaim.json", 0}});
  Refined R(std::move(P));
  R.run({{"n", 7}}, 70, true, true, true);
  EXPECT_EQ(R.extent(), "n");
  EXPECT_EQ(R.model().Role, ParameterRole::Input);
}

TEST(Refine, WhatNoRunTouchesIsSaid) {
  Refined R(buffer("x", ParameterRole::Input, "n"));
  R.Seen.push_back({"w", {{"n", 7}}, {}, {}});
  R.model();
  ASSERT_EQ(R.Plan.Notes.size(), 1u);
  EXPECT_EQ(R.Plan.Notes.front().Text, "`x` is touched by no run");
}

} // namespace
