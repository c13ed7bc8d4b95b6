//===- SizePlotTest.cpp ---------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizePlot.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

WorkloadResult measured(std::string Name, std::string Sizes, double Ratio) {
  WorkloadResult W;
  W.Name = std::move(Name);
  W.Sizes = std::move(Sizes);
  W.Ratio = RatioEstimate{Ratio, Ratio - 0.01, Ratio + 0.01};
  return W;
}

/// rows at four sizes, hidden at two.
BenchmarkResult sample() {
  BenchmarkResult Result;
  Result.Workloads = {measured("c", "rows=4096 hidden=768", 1.3),
                      measured("a", "rows=16 hidden=768", 1.0),
                      measured("b", "rows=319 hidden=1024", 0.9),
                      measured("b2", "rows=320 hidden=1024", 1.4),
                      measured("zero", "rows=0 hidden=768", 1.1)};
  return Result;
}

BenchmarkPlan planWithThreshold() {
  BenchmarkPlan Plan;
  HeuristicChange H;
  H.Thresholds = {{{"rows < 320", "rows", "320"}, "after"},
                  {{"rows < 320", "rows", "320"}, "after"},
                  {{"rows < 2 * sms", "rows", "2 * sms"}, "after"}};
  Plan.Changes.Heuristics.push_back(H);
  return Plan;
}

TEST(SizePlotTest, DrawsWhatWasMeasuredAtThreeSizesOrMore) {
  const std::vector<SizePlot> Plots = sizePlots(nullptr, sample());
  ASSERT_EQ(Plots.size(), 1U);
  EXPECT_EQ(Plots[0].Parameter, "rows");
  // A size of zero has no place on the axis.
  ASSERT_EQ(Plots[0].Points.size(), 4U);
  EXPECT_EQ(Plots[0].Points[0].Workload, "a");
  EXPECT_EQ(Plots[0].Points[3].Workload, "c");
  EXPECT_TRUE(Plots[0].Thresholds.empty());
}

TEST(SizePlotTest, MarksThresholdsThatAreNumbersOnce) {
  const BenchmarkPlan Plan = planWithThreshold();
  const std::vector<SizePlot> Plots = sizePlots(&Plan, sample());
  ASSERT_EQ(Plots.size(), 1U);
  ASSERT_EQ(Plots[0].Thresholds.size(), 1U);
  EXPECT_EQ(Plots[0].Thresholds[0].Text, "rows < 320 (after)");
}

TEST(SizePlotTest, AParameterWithAThresholdComesFirst) {
  BenchmarkResult Result = sample();
  for (size_t I = 0; I != Result.Workloads.size(); ++I)
    Result.Workloads[I].Sizes += " x=" + std::to_string(I + 1);
  ASSERT_EQ(sizePlots(nullptr, Result)[0].Parameter, "x");
  const BenchmarkPlan Plan = planWithThreshold();
  EXPECT_EQ(sizePlots(&Plan, Result)[0].Parameter, "rows");
}

TEST(SizePlotTest, HasNothingWithoutTimes) {
  BenchmarkResult Result = sample();
  Result.Ran = Backend::Host;
  EXPECT_TRUE(sizePlots(nullptr, Result).empty());
  EXPECT_TRUE(sizePlots(nullptr, BenchmarkResult()).empty());
}

TEST(SizePlotTest, FasterIsAboveTheLineAndNamesAreText) {
  BenchmarkResult Result = sample();
  Result.Workloads[0].Name = "<script>";
  const SizePlot Plot = sizePlots(nullptr, Result)[0];
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  printSizePlot(OS, Plot);
  EXPECT_EQ(Text.find("<script>"), std::string::npos);
  EXPECT_NE(Text.find("&lt;script&gt;: 1.300 (1.290 to 1.310)"),
            std::string::npos);
  EXPECT_NE(Text.find("rows 16 to 4096"), std::string::npos);
  // Each point in the colour of what its interval says.
  EXPECT_NE(Text.find("b2: 1.400 (1.390 to 1.410)</title><line"),
            std::string::npos);
  EXPECT_NE(Text.find("--bad"), std::string::npos);
}

} // namespace
