//===- ResultTest.cpp - Results of a benchmark to JSON and back -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Result.h"
#include "llvm/Support/FormatVariadic.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace perfclaim;
using namespace llvm;

namespace {

Expected<BenchmarkResult> read(StringRef Text) {
  Expected<json::Value> Value = json::parse(Text);
  if (!Value)
    return Value.takeError();
  BenchmarkResult Result;
  json::Path::Root Root("result");
  if (!fromJSON(*Value, Result, Root))
    return Root.getError();
  return Result;
}

TEST(Result, SurvivesItsOwnJson) {
  BenchmarkResult R;
  R.Ran = Backend::Native;
  R.Environment.Device = "GPU";
  R.Environment.Other["clock"] = "1980 MHz";
  R.Entry = "layernorm";
  R.NoiseFloor = 0.01;
  WorkloadResult W;
  W.Name = "model";
  W.Purpose = "measure";
  W.Correct = false;
  W.MaxAbsError = 1e-6;
  W.MaxUlp = 4;
  W.Before = {1.5, 1.25};
  W.After = {1};
  W.Ratio = {1.5, 1.4, 1.6};
  W.LaunchesBefore = {{"k", {8, 2, 1}, {256, 1, 1}, 1024, 3}};
  W.Because = Fault::AfterNotDeterministic;
  W.FaultText = "run 2";
  W.Remark = "neither side wrote mask";
  W.Verdict = WorkloadVerdict::Faster;
  W.MedianBefore = 1.375;
  R.Workloads = {W};
  R.Claims = {{"2x",
               VerdictKind::Refuted,
               2.0,
               RatioEstimate{1.5, 1.4, 1.6},
               1.6,
               0.5,
               "measured 1.5",
               {"model"}}};
  R.Notes = {{Severity::Warning, "a.cu", 3, "slow clock"}};
  const std::string Text = formatv("{0}", toJSON(R)).str();
  Expected<BenchmarkResult> Back = read(Text);
  ASSERT_TRUE(static_cast<bool>(Back)) << toString(Back.takeError());
  EXPECT_EQ(*Back, R);
}

TEST(Result, ReadsWhatOtherWritersLeaveOut) {
  Expected<BenchmarkResult> R = read(R"({"schema": "perfclaim.result/2",
    "new": 1, "workloads": [{"name": "a", "ratio": 1.5, "interval": [1.4, 1.6],
    "fault": "the sun was in the way",
    "launches": {"before": [{"kernel": "k", "grid": 7, "block": [32, 2]}]}}]})");
  ASSERT_TRUE(static_cast<bool>(R)) << toString(R.takeError());
  const WorkloadResult &W = R->Workloads.at(0);
  EXPECT_FALSE(W.Correct.has_value());
  EXPECT_EQ(W.Ratio, (RatioEstimate{1.5, 1.4, 1.6}));
  EXPECT_EQ(W.Because, Fault::Other);
  EXPECT_EQ(W.FaultText, "the sun was in the way");
  EXPECT_EQ(W.LaunchesBefore[0].Grid, (std::array<int64_t, 3>{7, 1, 1}));
  EXPECT_EQ(W.LaunchesBefore[0].Block, (std::array<int64_t, 3>{32, 2, 1}));
}

TEST(Result, WhatTheBackendLacksComesBack) {
  BenchmarkResult R;
  WorkloadResult W;
  W.Because = Fault::NotTestable;
  W.FaultText = "the host backend has no cublasStrsm";
  R.Workloads = {W};
  Expected<BenchmarkResult> Back = read(formatv("{0}", toJSON(R)).str());
  ASSERT_TRUE(static_cast<bool>(Back)) << toString(Back.takeError());
  EXPECT_EQ(*Back, R);
}

TEST(Result, HowItWasMeasuredComesBack) {
  BenchmarkResult R;
  R.How = Experiment{"blocks", 6, 0.5, 3};
  R.Metric = "speed: (.*)";
  R.HigherIsBetter = true;
  WorkloadResult W;
  W.Before = {3, 4, 5};
  W.After = {1, 2, 3};
  W.ProcessRounds = {2, 1};
  W.Same = RatioSamples{RatioEstimate{1, 0.9, 1.1}, {1}, {2}, {1}};
  W.Again = RatioSamples{std::nullopt, {}, {}, {}};
  R.Workloads = {W};
  Expected<BenchmarkResult> Back = read(formatv("{0}", toJSON(R)).str());
  ASSERT_TRUE(static_cast<bool>(Back)) << toString(Back.takeError());
  EXPECT_EQ(*Back, R);
}

TEST(Result, WhatInstrumentsToldComesBack) {
  BenchmarkResult R;
  R.SelfTest = {{"results of an earlier call", "caught", "they differ"}};
  WorkloadResult W;
  W.Warm = RatioSamples{RatioEstimate{1.2, 1.1, 1.3}, {1, 2}, {2, 3}, {1, 1}};
  W.BytesMoved = 4096;
  W.PeakBefore = 0;
  W.PeakAfter = 1 << 20;
  W.Conditions = DeviceConditions{{{"sm_mhz", {1980, 1755}, {1755, 1740}},
                                   {"watts", {350.5, 600}, {610, 700}}},
                                  40,
                                  10,
                                  {"power cap"}};
  W.ToolsBefore = SideInstruments{
      5.5, true, 3.25, {{"k<int>", 256, 40, 8, 1024, 3, 0.375, 3}}};
  KernelNeeds Known;
  Known.Kernel = "k<int>";
  Known.Registers = 32;
  W.ToolsAfter.emplace().Kernels = {Known};
  R.Workloads = {W};
  Expected<BenchmarkResult> Back = read(formatv("{0}", toJSON(R)).str());
  ASSERT_TRUE(static_cast<bool>(Back)) << toString(Back.takeError());
  EXPECT_EQ(*Back, R);
}

TEST(Result, ErrorsNameThePath) {
  Expected<BenchmarkResult> R = read(
      R"({"schema": "perfclaim.result/1", "workloads": [{"correct": "yes"}]})");
  ASSERT_FALSE(static_cast<bool>(R));
  EXPECT_NE(toString(R.takeError()).find("workloads[0].correct"),
            std::string::npos);
}

TEST(Result, RefusesAnotherDocument) {
  for (StringRef Text : {R"({"schema": "perfclaim.plan/1"})", "[]", "{}"}) {
    Expected<BenchmarkResult> R = read(Text);
    EXPECT_FALSE(static_cast<bool>(R));
    consumeError(R.takeError());
  }
}

TEST(Result, InfinitiesAndBrokenBytesBecomeValidJson) {
  BenchmarkResult R;
  WorkloadResult W;
  W.Name = "\xff\xfe";
  W.MaxAbsError = std::numeric_limits<double>::infinity();
  R.Workloads = {W};
  Expected<BenchmarkResult> Back = read(formatv("{0}", toJSON(R)).str());
  ASSERT_TRUE(static_cast<bool>(Back)) << toString(Back.takeError());
  EXPECT_TRUE(std::isinf(*Back->Workloads[0].MaxAbsError));
}

TEST(Result, EveryFaultHasWords) {
  for (int F = 1; F <= static_cast<int>(Fault::Other); ++F)
    EXPECT_FALSE(describe(static_cast<Fault>(F)).empty()) << F;
}

} // namespace
