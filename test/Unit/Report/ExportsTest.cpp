//===- ExportsTest.cpp - Pages, exports and comparisons ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Report.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace perfclaim;
using namespace llvm;

namespace {

BenchmarkResult sample() {
  BenchmarkResult R;
  R.Entry = "rms_norm";
  R.Environment.Device = "NVIDIA H100";
  R.Environment.Date = "2025-01-01T00:00:00Z";
  R.How = Experiment{"random", 6, 1, 3};
  WorkloadResult W;
  W.Name = "b1";
  W.Purpose = "measure";
  W.Correct = true;
  for (int I = 0; I != 20; ++I) {
    W.Before.push_back(10 + 0.01 * I);
    W.After.push_back(5 + 0.01 * I);
  }
  W.Ratio = {2, 1.9, 2.1};
  W.Same = RatioSamples{RatioEstimate{1, 0.99, 1.01}, {}, {}, {}};
  W.Again = RatioSamples{RatioEstimate{1.98, 1.9, 2.05}, {}, {}, {}};
  W.Verdict = WorkloadVerdict::Faster;
  R.Workloads.push_back(W);
  return R;
}

std::string html(const BenchmarkResult &R) {
  std::string Text;
  raw_string_ostream OS(Text);
  printResultHtml(OS, nullptr, R);
  return Text;
}

std::string comparison(const BenchmarkResult &A, const BenchmarkResult &B) {
  std::string Text;
  raw_string_ostream OS(Text);
  printComparison(OS, A, B, {});
  return Text;
}

bool has(StringRef Text, StringRef Part) { return Text.contains(Part); }

TEST(Html, ShowsRatioItselfAndAgain) {
  const std::string Text = html(sample());
  EXPECT_TRUE(has(Text, "2.000 (1.900 to 2.100)"));
  EXPECT_TRUE(has(Text, "1.000 (0.990 to 1.010)"));
  EXPECT_TRUE(has(Text, "1.980 (1.900 to 2.050)"));
  EXPECT_TRUE(has(Text, "NVIDIA H100"));
  EXPECT_TRUE(has(Text, "prefers-color-scheme: dark"));
  EXPECT_TRUE(has(Text, "width=device-width"));
}

TEST(Html, LoadsAndRunsNothing) {
  const std::string Text = StringRef(html(sample())).lower();
  for (const char *Part : {"<script", "http:", "https:", "url(", "@import",
                           "<link", "<img", "onload"})
    EXPECT_FALSE(has(Text, Part)) << Part;
  EXPECT_TRUE(has(Text, "default-src 'none'"));
}

TEST(Html, NothingOfACommitBecomesMarkup) {
  const std::string Evil =
      "</title><script>alert(1)</script>\"' onload=x \x1b[31m";
  BenchmarkResult R = sample();
  R.Entry = R.Metric = R.Environment.Device = R.Environment.Host = Evil;
  R.How->Order = Evil;
  WorkloadResult &W = R.Workloads[0];
  W.Name = W.Purpose = W.Sizes = W.FaultText = Evil;
  W.LaunchesBefore = {{Evil}};
  R.Notes.push_back({Severity::Note, "", 0, Evil});
  std::string Text = html(R);
  R.Metric.clear();
  ClaimVerdict C;
  C.Text = C.Why = Evil;
  R.Claims.push_back(C);
  Text += html(R);
  EXPECT_FALSE(has(Text, "<script"));
  EXPECT_FALSE(has(Text, "\x1b"));
  EXPECT_FALSE(has(Text, "\"' onload"));
  EXPECT_EQ(StringRef(Text).count("</title>"), 2u);
}

TEST(Html, FiguresThatAreNoneAreLeftOut) {
  BenchmarkResult R = sample();
  R.Workloads[0].Ratio = RatioEstimate{0, -1, HUGE_VAL};
  R.Workloads[0].Same.reset();
  R.Workloads[0].Again.reset();
  R.Workloads[0].Before[0] = std::nan("");
  const std::string Text = html(R);
  EXPECT_FALSE(has(Text, "nan"));
  EXPECT_FALSE(has(Text, "inf"));
}

TEST(Exports, GoogleBenchmarkHasEveryRoundAsARepetition) {
  const json::Value Both = googleBenchmarkJSON(sample(), ExportSides::Both);
  const json::Array &Runs = *Both.getAsObject()->getArray("benchmarks");
  ASSERT_EQ(Runs.size(), 40u);
  const json::Object &First = *Runs[0].getAsObject();
  EXPECT_EQ(*First.getString("name"), "before/rms_norm/b1");
  EXPECT_EQ(*First.getString("time_unit"), "us");
  EXPECT_EQ(*First.getNumber("real_time"), 10);
  EXPECT_EQ(*First.getNumber("cpu_time"), 10);
  EXPECT_EQ(*First.getInteger("repetitions"), 20);
  EXPECT_EQ(*Runs[20].getAsObject()->getString("name"), "after/rms_norm/b1");
  // One side alone: the same names on both, for a comparison of two files.
  const json::Value After = googleBenchmarkJSON(sample(), ExportSides::After);
  const json::Array &Alone = *After.getAsObject()->getArray("benchmarks");
  ASSERT_EQ(Alone.size(), 20u);
  EXPECT_EQ(*Alone[0].getAsObject()->getString("name"), "rms_norm/b1");
  EXPECT_EQ(*Alone[0].getAsObject()->getNumber("real_time"), 5);
}

/// The value of a summary, as text.
StringRef summary(const json::Object &State, StringRef Tag) {
  for (const json::Value &S : *State.getArray("summaries"))
    if (*S.getAsObject()->getString("tag") == Tag)
      return *(*S.getAsObject()->getArray("data"))[0].getAsObject()->getString(
          "value");
  return "";
}

TEST(Exports, NvbenchHasAStateForEachSideInSeconds) {
  const json::Value Both = nvbenchJSON(sample(), ExportSides::Both);
  const json::Object &Bench =
      *(*Both.getAsObject()->getArray("benchmarks"))[0].getAsObject();
  EXPECT_EQ(*Bench.getString("name"), "rms_norm");
  const json::Array &States = *Bench.getArray("states");
  ASSERT_EQ(States.size(), 2u);
  const json::Object &Old = *States[0].getAsObject();
  EXPECT_EQ(*Old.getString("name"), "Device=0 Workload=b1 Side=before");
  double Mean = 0;
  EXPECT_FALSE(summary(Old, "nv/cold/time/gpu/mean").getAsDouble(Mean));
  EXPECT_NEAR(Mean, 10.095e-6, 1e-12);
  EXPECT_EQ(summary(Old, "nv/cold/sample_size"), "20");
  EXPECT_NE(summary(Old, "nv/cold/time/gpu/stdev/relative"), "");
}

TEST(Exports, BencherHasNanosecondsAndTheRatio) {
  const json::Value All = bencherJSON(sample());
  const json::Object *Measures = All.getAsObject()->getObject("rms_norm/b1");
  ASSERT_TRUE(Measures);
  const json::Object &Latency = *Measures->getObject("latency");
  EXPECT_NEAR(*Latency.getNumber("value"), 5095, 1);
  EXPECT_LE(*Latency.getNumber("lower_value"), *Latency.getNumber("value"));
  EXPECT_EQ(*Measures->getObject("speedup")->getNumber("value"), 2);
}

TEST(Exports, WhatWasNotMeasuredIsNoNumber) {
  BenchmarkResult R = sample();
  R.Workloads[0].Before.clear();
  R.Workloads[0].After = {std::nan(""), 0, -1};
  EXPECT_TRUE(bencherJSON(R).getAsObject()->empty());
  const json::Value Bench = nvbenchJSON(R, ExportSides::After);
  const json::Array &States = *(*Bench.getAsObject()->getArray("benchmarks"))[0]
                                   .getAsObject()
                                   ->getArray("states");
  EXPECT_TRUE(*States[0].getAsObject()->getBoolean("is_skipped"));
}

TEST(Comparison, SaysWhatChangedBetweenTwoResults) {
  const BenchmarkResult A = sample();
  BenchmarkResult B = sample();
  EXPECT_TRUE(has(comparison(A, B), "no difference shown"));
  B.Workloads[0].Ratio = {1, 0.99, 1.01};
  EXPECT_TRUE(has(comparison(A, B), "gains less in B"));
  EXPECT_TRUE(has(comparison(B, A), "gains more in B"));
  B.Workloads[0].Name = "other";
  B.Environment.Device = "NVIDIA A100";
  const std::string Text = comparison(A, B);
  EXPECT_TRUE(has(Text, "only in A"));
  EXPECT_TRUE(has(Text, "only in B"));
  EXPECT_TRUE(has(Text, "The devices differ"));
}

} // namespace
