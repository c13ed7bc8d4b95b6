//===- GrowthTest.cpp - Whether the time grows as is said -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Growth.h"
#include <cmath>
#include <functional>
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

std::string order(llvm::StringRef Text) {
  const std::optional<GrowthOrder> Read = readOrder(Text);
  if (!Read)
    return "none";
  std::string Result = std::to_string(Read->Power).substr(0, 3);
  if (Read->Logarithms != 0)
    Result += " log " + std::to_string(Read->Logarithms).substr(0, 3);
  return Result;
}

TEST(GrowthOrder, PowersProductsAndLogarithms) {
  EXPECT_EQ(order("1"), "0.0");
  EXPECT_EQ(order("n"), "1.0");
  EXPECT_EQ(order("n^2"), "2.0");
  EXPECT_EQ(order("n\xc2\xb2"), "2.0");
  EXPECT_EQ(order("n*m"), "2.0");
  EXPECT_EQ(order("N M K"), "3.0");
  EXPECT_EQ(order("n log n"), "1.0 log 1.0");
  EXPECT_EQ(order("n*log(n)"), "1.0 log 1.0");
  EXPECT_EQ(order("n logn"), "1.0 log 1.0");
  EXPECT_EQ(order("n log^2 n"), "none");
  EXPECT_EQ(order("sqrt(n)"), "0.5");
  EXPECT_EQ(order("n^1.5 + n"), "1.5");
  EXPECT_EQ(order("(n + m)^2"), "2.0");
}

TEST(GrowthOrder, WhatIsNoPowerIsNotUnderstood) {
  EXPECT_EQ(order("2^n"), "none");
  EXPECT_EQ(order("n!"), "none");
  EXPECT_EQ(order(""), "none");
  EXPECT_EQ(order("n +"), "none");
  EXPECT_EQ(order(std::string(48, '(')), "none");
}

using Cost = std::function<double(double)>;

ClaimVerdict judged(const Cost &Before, const Cost &After,
                    const char *SaidBefore, const char *SaidAfter,
                    size_t Sizes = 4, double Disturbed = 1) {
  BenchmarkPlan Plan;
  BenchmarkResult Result;
  const int64_t All[] = {64, 512, 4096, 32768};
  for (size_t I = 0; I != Sizes; ++I) {
    Workload W;
    W.Name = "size_" + std::to_string(All[I]);
    W.Integers["n"] = All[I];
    Plan.Workloads.push_back(W);
    WorkloadResult R;
    R.Name = W.Name;
    R.MedianBefore = Before(static_cast<double>(All[I]));
    R.MedianAfter = After(static_cast<double>(All[I]));
    R.After = {*R.MedianAfter};
    if (I + 1 == Sizes)
      R.After.push_back(*R.MedianAfter *= Disturbed);
    Result.Workloads.push_back(R);
  }
  GrowthClaim Claim;
  Claim.Before = SaidBefore;
  Claim.After = SaidAfter;
  return judgeGrowth(Claim, Plan, Result);
}

const Cost Linear = [](double N) { return 5 + 0.01 * N; };
const Cost Sorting = [](double N) { return 0.001 * N * std::log(N); };
const Cost Square = [](double N) { return 1e-4 * N * N; };

TEST(JudgeGrowth, BothSidesGrowAsIsSaid) {
  const ClaimVerdict V = judged(Square, Sorting, "n^2", "n log n");
  EXPECT_EQ(V.Kind, VerdictKind::Confirmed);
  EXPECT_EQ(V.Why, "from 4096 to 32768 the time grows with the power 2.00 of "
                   "the size before and 1.11 after; said are 2.00 and 1.11");
  EXPECT_EQ(V.Workloads.size(), 4U);
}

TEST(JudgeGrowth, NewSideThatStaysQuadraticIsRefuted) {
  EXPECT_EQ(judged(Square, Square, "n^2", "n log n").Kind,
            VerdictKind::Refuted);
}

TEST(JudgeGrowth, SlowRunsOfTheLargestSizeAloneRefuteNothing) {
  const ClaimVerdict V = judged(Square, Sorting, "n^2", "n log n", 4, 3);
  EXPECT_EQ(V.Kind, VerdictKind::Inconclusive);
  EXPECT_NE(V.Why.find("1.64 after"), std::string::npos) << V.Why;
  EXPECT_NE(V.Why.find("1.11 by the quickest samples"), std::string::npos)
      << V.Why;
  EXPECT_EQ(judged(Square, Square, "n^2", "n log n", 4, 3).Kind,
            VerdictKind::Refuted);
}

TEST(JudgeGrowth, OldSideThatIsLinearOnTheseDataDecidesNothing) {
  EXPECT_EQ(judged(Linear, Linear, "n^2", "n").Kind, VerdictKind::Inconclusive);
}

TEST(JudgeGrowth, TwoSizesShowNoGrowth) {
  EXPECT_EQ(judged(Square, Linear, "n^2", "n", 2).Kind,
            VerdictKind::NotTestableHere);
  EXPECT_EQ(judged(Square, Linear, "2^n", "n").Kind,
            VerdictKind::NotTestableHere);
}

} // namespace
