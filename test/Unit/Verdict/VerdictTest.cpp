//===- VerdictTest.cpp - Whether a claim holds ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Verdict/Verdict.h"
#include "Evidence.h"
#include "gtest/gtest.h"
#include <limits>

using namespace perfclaim;

namespace {

WorkloadResult measured(const std::string &Name, double Value,
                        double Half = 0.01) {
  WorkloadResult W;
  W.Name = Name;
  W.Purpose = "measure";
  W.Correct = true;
  W.Ratio = {Value, Value - Half, Value + Half};
  return W;
}

/// A plan with one test of a claim of \p Speedup.
struct Case {
  BenchmarkPlan Plan;
  BenchmarkResult Result;

  explicit Case(std::optional<double> Speedup, double Threshold = 1) {
    ClaimTest T;
    T.What.Text = "claimed";
    T.What.Speedup = Speedup;
    T.Threshold = Threshold;
    Plan.Tests.push_back(T);
    Result.Environment.Device = "NVIDIA A100-SXM4-40GB";
  }
  Claim &claim() { return Plan.Tests[0].What; }
  ClaimVerdict judged() {
    judge(Plan, Result);
    return Result.Claims.at(0);
  }
};

TEST(Verdict, AWholeIntervalAboveTheThresholdConfirms) {
  Case C(2.0, 1.6);
  C.Result.Workloads = {measured("a", 1.8), measured("b", 1.8)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::Confirmed);
  ASSERT_TRUE(V.Measured);
  EXPECT_NEAR(V.Measured->Value, 1.8, 1e-9);
  EXPECT_NEAR(*V.Share, 0.8, 1e-9);
}

TEST(Verdict, AWholeIntervalBelowRefutesAndOneAcrossDoesNot) {
  Case C(2.0, 1.6);
  C.Result.Workloads = {measured("a", 1.2)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Refuted);
  C.Result.Workloads = {measured("a", 1.6, 0.1)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
}

TEST(Verdict, NoiseRaisesTheThreshold) {
  Case C(1.02, 1.01);
  C.Result.NoiseFloor = 0.03;
  C.Result.Workloads = {measured("a", 1.02, 0.002)};
  EXPECT_NE(C.judged().Kind, VerdictKind::Confirmed);
  C.Result.NoiseFloor = 0;
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
}

TEST(Verdict, UpToAsksTheBestWorkloadAndNeverRefutes) {
  Case C(2.0, 1.6);
  C.claim().Qualified = Qualifier::UpTo;
  C.Result.Workloads = {measured("a", 1.0), measured("b", 1.9)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
  C.Result.Workloads = {measured("a", 1.0), measured("b", 1.1)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::Inconclusive);
  EXPECT_NE(V.Why.find("not reproduced"), std::string::npos);
}

TEST(Verdict, AtLeastAsksTheWorstWorkload) {
  Case C(1.5, 1.25);
  C.claim().Qualified = Qualifier::AtLeast;
  C.Result.Workloads = {measured("a", 3.0), measured("b", 1.1)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Refuted);
}

TEST(Verdict, OtherHardwareNeverRefutes) {
  Case C(2.0, 1.6);
  C.claim().Hardware = "A10";
  C.Result.Workloads = {measured("a", 1.0)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
  C.claim().Hardware = "A100";
  EXPECT_EQ(C.judged().Kind, VerdictKind::Refuted);
}

TEST(Verdict, ASideThatDisagreesMakesEveryClaimIncorrect) {
  Case C(2.0, 1.6);
  C.Result.Workloads = {measured("a", 1.9), measured("edge", 1)};
  C.Result.Workloads[1].Purpose = "edge";
  C.Result.Workloads[1].Correct = false;
  C.Result.Workloads[1].Because = Fault::Differ;
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::Incorrect);
  EXPECT_NE(V.Why.find("edge"), std::string::npos);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Incorrect);
}

TEST(Verdict, APairByLikenessThatAgreesNowhereIsNoPair) {
  Case C(2.0, 1.6);
  C.Plan.Entries.emplace_back().ByLikeness = true;
  C.Result.Workloads = {measured("a", 1.9), measured("b", 1)};
  for (WorkloadResult &W : C.Result.Workloads) {
    W.Correct = false;
    W.Because = Fault::Differ;
    W.FaultText = "out[0]: 1 and 2";
  }
  Case Once = C;
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  EXPECT_NE(V.Why.find("--entry"), std::string::npos) << V.Why;
  EXPECT_NE(V.Why.find("out[0]: 1 and 2"), std::string::npos) << V.Why;
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Nothing);
  // Nor is there one where a side alone is not deterministic.
  Case Unsteady = Once;
  Unsteady.Result.Workloads[1].Because = Fault::BeforeNotDeterministic;
  EXPECT_EQ(Unsteady.judged().Kind, VerdictKind::NotTestableHere);
  // One that agrees somewhere is meant to agree.
  Once.Result.Workloads[0] = measured("a", 1.9);
  EXPECT_EQ(Once.judged().Kind, VerdictKind::Incorrect);
}

TEST(Verdict, SidesThatBothFaultSayNothingOfTheCommit) {
  Case C(2.0, 1.6);
  C.Result.Ran = Backend::Host;
  C.Result.Workloads = {measured("a", 1), measured("b", 1)};
  for (WorkloadResult &W : C.Result.Workloads) {
    W.Correct.reset();
    W.Because = Fault::BothFault;
    W.FaultText = "out: 62 bytes written after its end";
  }
  EntryPair E;
  ParameterModel Out;
  Out.Name = "out";
  Out.Extent = *Expression::parse("B * T");
  E.Variables = {Out};
  C.Plan.Entries = {E};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  EXPECT_NE(V.Why.find("both sides fault: out: 62 bytes"), std::string::npos);
  EXPECT_NE(V.Why.find("{\"parameters\": {\"out\": {\"extent\": \"...\"}}}"),
            std::string::npos)
      << V.Why;
  // Once, however many workloads, and however often it is judged.
  C.judged();
  ASSERT_EQ(C.Result.Notes.size(), 1u);
  EXPECT_NE(
      C.Result.Notes[0].Text.find("both sides fault on a, b (out: 62 bytes"),
      std::string::npos);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Nothing);
}

TEST(Verdict, AFaultOfBothAsksWhatThePackageAsks) {
  Case C(2.0, 1.6);
  C.Result.Workloads = {measured("a", 1)};
  C.Result.Workloads[0].Correct.reset();
  C.Result.Workloads[0].Because = Fault::BothFault;
  C.Result.Workloads[0].FaultText = "an illegal memory access";
  C.Plan.Questions = {"how many elements does `in` have?"};
  EXPECT_NE(C.judged().Why.find(C.Plan.Questions[0]), std::string::npos);
}

TEST(Verdict, TheHostBackendTimesNothing) {
  Case C(2.0, 1.6);
  C.Result.Ran = Backend::Host;
  C.Result.Workloads = {measured("a", 1.9)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  EXPECT_FALSE(V.Measured);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Success);
  EXPECT_EQ(exitCodeFor(C.Result, {true, std::nullopt}), ExitCode::Nothing);
}

TEST(Verdict, AgreementWithoutTheChangedKernelIsNone) {
  Case C(2.0, 1.6);
  C.Result.Ran = Backend::Host;
  C.Result.Workloads = {measured("a", 1), measured("b", 1)};
  C.Result.Workloads[0].Correct.reset();
  C.Result.Workloads[0].Because = Fault::NotLaunched;
  C.judged();
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Inconclusive);
}

TEST(Verdict, WhatTheBackendLacksIsNoFault) {
  Case C(2.0, 1.6);
  C.Result.Ran = Backend::Host;
  C.Result.Workloads = {measured("a", 1)};
  WorkloadResult &W = C.Result.Workloads[0];
  W.Correct.reset();
  W.Because = Fault::NotTestable;
  W.FaultText = "the host backend has no cublasStrsm";
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  EXPECT_EQ(V.Why, "the host backend has no cublasStrsm");
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Nothing);
}

TEST(Verdict, WithoutADeviceNothingIsTestable) {
  Case C(2.0, 1.6);
  C.Result.Environment.Device.clear();
  EXPECT_EQ(C.judged().Kind, VerdictKind::NotTestableHere);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Nothing);
}

TEST(Verdict, TheChangedKernelMustHaveRun) {
  Case C(2.0, 1.6);
  EntryPair E;
  E.Before.Reaches = E.After.Reaches = {"rms_norm"};
  C.Plan.Entries.push_back(E);
  WorkloadResult W = measured("a", 1.9);
  W.LaunchesBefore = {{"void ns::rms_norm<float>(float *)", {4, 1, 1}}};
  W.LaunchesAfter = {{"other", {4, 1, 1}}};
  C.Result.Workloads = {W};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
  EXPECT_EQ(C.Result.Workloads[0].Verdict, WorkloadVerdict::None);
  C.Result.Workloads[0].LaunchesAfter = W.LaunchesBefore;
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
}

TEST(Verdict, ALaunchUnlikeThePredictionGivesNoVerdict) {
  Case C(2.0, 1.6);
  C.Plan.Entries.emplace_back();
  Workload P;
  P.Name = "a";
  P.After = {{"k", {4, 1, 1}, {std::nullopt, 1, 1}, std::nullopt}};
  C.Plan.Workloads.push_back(P);
  WorkloadResult W = measured("a", 1.9);
  W.LaunchesAfter = {{"k", {8, 1, 1}, {256, 1, 1}}};
  C.Result.Workloads = {W};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
  C.Result.Workloads[0].LaunchesAfter[0].Grid = {4, 1, 1};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
}

TEST(Verdict, OfTheBranchesOfALauncherOneIsTaken) {
  Case C(2.0, 1.6);
  C.Plan.Entries.emplace_back();
  Workload P;
  P.Name = "a";
  P.After = {{"k", {4, 1, 1}, {96, 1, 1}, std::nullopt},
             {"k", {4, 1, 1}, {256, 1, 1}, std::nullopt}};
  C.Plan.Workloads.push_back(P);
  WorkloadResult W = measured("a", 1.9);
  for (const int64_t Block : {96, 256}) {
    W.LaunchesAfter = {{"k", {4, 1, 1}, {Block, 1, 1}}};
    C.Result.Workloads = {W};
    EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed) << Block;
  }
  C.Result.Workloads[0].LaunchesAfter[0].Block[0] = 128;
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
}

TEST(Verdict, AnEndToEndClaimGetsTheShareThatWouldExplainIt) {
  Case C(1.1, 1.05);
  C.Plan.Tests[0].Testable = false;
  C.Plan.Tests[0].WhyNot = "it is about the whole run";
  C.claim().Subject = About::EndToEnd;
  C.Result.Workloads = {measured("a", 2.0)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  // (1 - 1/1.1) / (1 - 1/2) = 18%
  EXPECT_NE(V.Why.find("18%"), std::string::npos) << V.Why;
}

TEST(Verdict, AStatedSlowdownHoldsUnlessItIsWorse) {
  Case C(0.9);
  C.Result.Workloads = {measured("a", 0.92)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
  C.Result.Workloads = {measured("a", 0.5)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Refuted);
}

TEST(Verdict, ControlsAndEdgesDoNotCount) {
  Case C(2.0, 1.6);
  WorkloadResult Control = measured("c", 1.0), Edge = measured("e", 1.0);
  Control.Purpose = "control";
  Edge.Purpose = "edge";
  C.Result.Workloads = {measured("a", 1.9), Control, Edge};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Workloads, std::vector<std::string>{"a"});
  EXPECT_EQ(V.Kind, VerdictKind::Confirmed);
}

TEST(Verdict, ClaimsWithoutARatioAreNotTestable) {
  Case C(std::nullopt);
  C.Result.Workloads = {measured("a", 1.9)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::NotTestableHere);
}

TEST(Verdict, NonsenseFiguresGiveNoVerdict) {
  Case C(2.0, 1.6);
  C.Result.Workloads = {measured("a", 1.9)};
  C.Result.Workloads[0].Ratio->Low = -1;
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
  C.Result.Workloads[0].Ratio->High = std::numeric_limits<double>::infinity();
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive);
}

TEST(Verdict, WorkloadsWithoutAClaimAreFasterSameOrSlower) {
  BenchmarkPlan Plan;
  BenchmarkResult R;
  R.NoiseFloor = 0.01;
  R.Workloads = {measured("a", 1.2), measured("b", 1.0), measured("c", 0.8),
                 measured("d", 1.0, 0.3)};
  judge(Plan, R);
  EXPECT_EQ(R.Workloads[0].Verdict, WorkloadVerdict::Faster);
  EXPECT_EQ(R.Workloads[1].Verdict, WorkloadVerdict::Same);
  EXPECT_EQ(R.Workloads[2].Verdict, WorkloadVerdict::Slower);
  EXPECT_EQ(R.Workloads[3].Verdict, WorkloadVerdict::Unclear);
  EXPECT_EQ(exitCodeFor(R, {}), ExitCode::Success);
  EXPECT_EQ(exitCodeFor(R, {false, 10.0}), ExitCode::Slower);
  EXPECT_EQ(exitCodeFor(R, {false, 30.0}), ExitCode::Success);
}

TEST(Verdict, MediansAreKeptForTheReport) {
  BenchmarkPlan Plan;
  BenchmarkResult R;
  R.Workloads = {measured("a", 1.2)};
  R.Workloads[0].Before = {3, 1, 2};
  judge(Plan, R);
  EXPECT_EQ(R.Workloads[0].MedianBefore, 2);
  EXPECT_FALSE(R.Workloads[0].MedianAfter);
}

TEST(Verdict, ExitCodesHaveAnOrder) {
  const ExitCode Order[] = {ExitCode::Incorrect, ExitCode::Refuted,
                            ExitCode::Slower,    ExitCode::Inconclusive,
                            ExitCode::Nothing,   ExitCode::Success};
  for (size_t I = 0; I < std::size(Order); ++I)
    for (size_t J = I; J < std::size(Order); ++J) {
      EXPECT_EQ(worseOf(Order[I], Order[J]), Order[I]);
      EXPECT_EQ(worseOf(Order[J], Order[I]), Order[I]);
    }
}

//===-- Averages ----------------------------------------------------------===//

TEST(Verdict, AnAverageIsTheGeometricMeanOverTheSweep) {
  Case C(2.0, 1.6);
  C.claim().Qualified = Qualifier::Average;
  // The arithmetic mean would be 2.125 and confirm.
  C.Result.Workloads = {measured("a", 4.0), measured("b", 0.25, 0.001)};
  const ClaimVerdict V = C.judged();
  ASSERT_TRUE(V.Measured);
  EXPECT_NEAR(V.Measured->Value, 1, 1e-9);
  EXPECT_EQ(V.Kind, VerdictKind::Refuted);
}

/// Rounds of \p Processes processes; \p Bias is a process's own ratio.
WorkloadResult inProcesses(const std::string &Name, double Value,
                           const std::vector<double> &Bias) {
  WorkloadResult W = measured(Name, Value);
  for (double B : Bias) {
    for (int I = 0; I != 5; ++I) {
      W.Before.push_back(Value * B);
      W.After.push_back(1);
    }
    W.ProcessRounds.push_back(5);
  }
  return W;
}

TEST(Verdict, AnAverageSeesWhatWorkloadsOfOneProcessShare) {
  Case C(1.02, 1.01);
  const std::vector<double> Bias = {0.98, 1.02, 0.99, 1.01, 0.97, 1.03};
  for (const char *Name : {"a", "b", "c", "d"})
    C.Result.Workloads.push_back(inProcesses(Name, 1.02, Bias));
  // Each interval alone is narrow; that all move together makes it wide.
  const ClaimVerdict V = C.judged();
  ASSERT_TRUE(V.Measured);
  EXPECT_NEAR(V.Measured->Value, 1.02, 0.001);
  EXPECT_GT(V.Measured->High - V.Measured->Low, 0.03);
  EXPECT_EQ(V.Kind, VerdictKind::Inconclusive);
  C.Result.Workloads[1].ProcessRounds = {7};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed)
      << "counts that do not fit are not used";
}

TEST(Verdict, WhatWasChosenIsDecidedByItsSecondMeasurement) {
  Case C(2.0, 1.6);
  C.claim().Qualified = Qualifier::UpTo;
  C.Result.Workloads = {measured("a", 1.5), measured("b", 1.7)};
  C.Result.Workloads[1].Again =
      RatioSamples{RatioEstimate{1.2, 1.19, 1.21}, {}, {}, {}};
  ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::Inconclusive);
  EXPECT_NEAR(V.Measured->Value, 1.2, 1e-9);
  C.claim().Qualified = Qualifier::AtLeast;
  C.Result.Workloads[0].Again =
      RatioSamples{RatioEstimate{1.65, 1.64, 1.66}, {}, {}, {}};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
}

//===-- Thresholds --------------------------------------------------------===//

TEST(Verdict, SmallClaimsAreNotConfirmedByASlowdown) {
  Case C(1.1, 1.05);
  C.Result.Workloads = {measured("a", 0.97, 0.001)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::Refuted);
  EXPECT_LT(*V.Share, 0);
}

TEST(Verdict, AnAverageBelowOneIsJudgedAsASlowdown) {
  Case C(0.95);
  C.Result.Workloads = {measured("a", 0.93, 0.001)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed) << "half as much again";
  C.Result.Workloads = {measured("a", 0.92, 0.001)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Refuted);
  C.claim().Hardware = "H100";
  EXPECT_EQ(C.judged().Kind, VerdictKind::Inconclusive)
      << "other hardware never refutes";
}

TEST(Verdict, UpToASlowdownIsAboutTheWorstWorkload) {
  Case C(0.9);
  C.claim().Qualified = Qualifier::UpTo;
  C.Result.Workloads = {measured("a", 1.1), measured("b", 0.7)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Refuted);
  C.Result.Workloads = {measured("a", 1.1), measured("b", 0.95)};
  EXPECT_EQ(C.judged().Kind, VerdictKind::Confirmed);
}

//===-- Not testable ------------------------------------------------------===//

TEST(Verdict, AnotherBaselineIsNeverTestedAgainstTheParent) {
  Case C(3.0, 2.4);
  C.claim().Against = Baseline::Other;
  C.Plan.Tests[0].Testable = false;
  C.Plan.Tests[0].WhyNot = "it is against another baseline than the parent";
  C.Result.Workloads = {measured("a", 1.0)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Success);
  EXPECT_EQ(exitCodeFor(C.Result, {true, std::nullopt}), ExitCode::Nothing);
}

TEST(Verdict, AKernelThatGainsLessThanTheRunCannotExplainIt) {
  Case C(1.5, 1.25);
  C.Plan.Tests[0].Testable = false;
  C.claim().Subject = About::EndToEnd;
  C.Result.Workloads = {measured("a", 1.2)};
  const ClaimVerdict V = C.judged();
  EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere);
  EXPECT_NE(V.Why.find("alone cannot give"), std::string::npos) << V.Why;
}

TEST(Verdict, ASideThatCannotLaunchHereIsNotWrong) {
  for (const Fault F : {Fault::AfterCannotLaunch, Fault::NothingWritten}) {
    Case C(2.0, 1.6);
    WorkloadResult W;
    W.Name = "a";
    W.Because = F;
    C.Result.Workloads = {W};
    const ClaimVerdict V = C.judged();
    EXPECT_EQ(V.Kind, VerdictKind::NotTestableHere) << V.Why;
    EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Nothing);
  }
}

//===-- Blame -------------------------------------------------------------===//

TEST(Verdict, IncorrectSaysWhoIsAtFault) {
  for (Fault F : {Fault::BeforeNotDeterministic, Fault::AfterNotDeterministic,
                  Fault::BeforeFaults, Fault::AfterFaults, Fault::Differ}) {
    Case C(2.0, 1.6);
    WorkloadResult W = measured("a", 1.9);
    W.Correct = false;
    W.Because = F;
    C.Result.Workloads = {W};
    const ClaimVerdict V = C.judged();
    EXPECT_EQ(V.Kind, VerdictKind::Incorrect);
    EXPECT_NE(V.Why.find(describe(F).str()), std::string::npos) << V.Why;
    EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Incorrect);
  }
}

//===-- Several claims ----------------------------------------------------===//

TEST(Verdict, TheWorstOfSeveralClaimsDecidesTheExitCode) {
  Case C(1.5, 1.25);
  ClaimTest Wide = C.Plan.Tests[0], Untestable = Wide;
  Wide.What.Speedup = 1.7;
  Wide.Threshold = 1.4;
  Untestable.Testable = false;
  C.Plan.Tests.push_back(Wide);
  C.Plan.Tests.push_back(Untestable);
  C.Result.Workloads = {measured("a", 1.4, 0.1)};
  judge(C.Plan, C.Result);
  EXPECT_EQ(C.Result.Claims[0].Kind, VerdictKind::Confirmed);
  EXPECT_EQ(C.Result.Claims[1].Kind, VerdictKind::Inconclusive);
  EXPECT_EQ(C.Result.Claims[2].Kind, VerdictKind::NotTestableHere);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Inconclusive);
  C.Plan.Tests[0].Threshold = 1.6;
  judge(C.Plan, C.Result);
  EXPECT_EQ(exitCodeFor(C.Result, {}), ExitCode::Refuted);
  // 1 goes before 6, and 6 before 3.
  C.Result.Workloads.push_back(measured("b", 0.5));
  C.Result.Workloads[1].Purpose = "threshold";
  judge(C.Plan, C.Result);
  EXPECT_EQ(exitCodeFor(C.Result, {false, 5.0}), ExitCode::Refuted);
  C.Plan.Tests.erase(C.Plan.Tests.begin());
  judge(C.Plan, C.Result);
  EXPECT_EQ(exitCodeFor(C.Result, {false, 5.0}), ExitCode::Slower);
}

//===-- Without a claim ---------------------------------------------------===//

TEST(Verdict, OneOfManyIsNotCalledSlowerByChance) {
  BenchmarkPlan Plan;
  BenchmarkResult R;
  // 1 lies just outside of its interval: as one in 20 does by chance.
  R.Workloads = {measured("a", 0.989, 0.01)};
  judge(Plan, R);
  EXPECT_EQ(R.Workloads[0].Verdict, WorkloadVerdict::Slower);
  EXPECT_EQ(exitCodeFor(R, {false, 0.0}), ExitCode::Slower);
  for (int I = 0; I != 19; ++I)
    R.Workloads.push_back(measured("w" + std::to_string(I), 1.0));
  judge(Plan, R);
  EXPECT_EQ(R.Workloads[0].Verdict, WorkloadVerdict::Same);
  EXPECT_EQ(exitCodeFor(R, {false, 0.0}), ExitCode::Success);
  R.Workloads[0] = measured("a", 0.95, 0.01);
  judge(Plan, R);
  EXPECT_EQ(R.Workloads[0].Verdict, WorkloadVerdict::Slower);
}

TEST(Verdict, TheGateAsksTheWorstWorkloadAgain) {
  BenchmarkPlan Plan;
  BenchmarkResult R;
  R.Workloads = {measured("a", 0.8), measured("b", 1)};
  judge(Plan, R);
  EXPECT_EQ(exitCodeFor(R, {false, 10.0}), ExitCode::Slower);
  R.Workloads[0].Again = RatioSamples{RatioEstimate{0.99, 0.98, 1}, {}, {}, {}};
  judge(Plan, R);
  EXPECT_EQ(exitCodeFor(R, {false, 10.0}), ExitCode::Success);
}

TEST(Evidence, KernelNamesLoseTypesAndNamespaces) {
  EXPECT_EQ(kernelName("void a::b<int, 4>(float *)"), "b");
  EXPECT_EQ(kernelName("(anonymous namespace)::k(int)"), "k");
  EXPECT_EQ(kernelName("k"), "k");
  EXPECT_EQ(kernelName(""), "");
}

} // namespace
