//===- MakePlanTest.cpp - Workloads, extents and claim tests --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inventories.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"
#include <cmath>
#include <set>

using namespace llvm;
using namespace perfclaim;

namespace {

using Purpose = Workload::Purpose;

/// A commit whose first proposal is planned.
struct Planned {
  SideBuilder Before = normSide(), After = normSide();
  ChangeSet Changes;
  ClaimSet Claims;
  PlanOverrides Overrides;
  Commit Change;

  Planned() { Changes.Kernels = {changed("norm_kernel")}; }

  BenchmarkPlan plan() const {
    std::string Why;
    std::vector<EntryPair> Pairs =
        proposeEntries(Before.Inv, After.Inv, Changes, Claims, Overrides, Why);
    EXPECT_FALSE(Pairs.empty()) << Why;
    if (Pairs.empty())
      return {};
    return makePlan(Change, Before.Inv, After.Inv, Changes, Claims, Overrides,
                    Pairs.front());
  }

  /// Both sides get a launcher with these parameters.
  void setParameters(const std::vector<ParameterModel> &P,
                     const std::string &Grid, const std::string &Block) {
    for (SideBuilder *S : {&Before, &After}) {
      S->Inv = Inventory();
      S->kernel("norm_kernel", P);
      S->function("norm", P);
      S->launch("norm", "norm_kernel", Grid, Block);
    }
  }
};

bool contains(const std::vector<std::string> &Texts, StringRef Part) {
  return any_of(Texts, [&](StringRef T) { return T.contains(Part); });
}

int64_t bytes(const BenchmarkPlan &Plan, const Workload &W) {
  int64_t Total = 0;
  for (const ParameterModel &P : Plan.Entries[0].Variables)
    if (P.Kind == ValueKind::Pointer)
      Total += P.Extent->evaluate(W.Integers).value_or(-1) * P.ElementSize;
  return Total;
}

const Workload *withProvenance(const BenchmarkPlan &Plan, StringRef Part) {
  for (const Workload &W : Plan.Workloads)
    if (StringRef(W.Provenance).contains(Part))
      return &W;
  return nullptr;
}

Claim claim(double Speedup) {
  Claim C;
  C.Speedup = Speedup;
  C.Text = "faster";
  return C;
}

} // namespace

TEST(MakePlan, GivesEveryVariableOfEveryWorkloadAValue) {
  Planned P;
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Entries.size(), 1U);
  EXPECT_GE(Plan.Workloads.size(), 3U);
  EXPECT_LE(Plan.Workloads.size(), 16U);
  std::set<std::string> Names;
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.size(), 2U) << W.Name;
    EXPECT_TRUE(Names.insert(W.Name).second) << W.Name;
    EXPECT_TRUE(all_of(W.Name, [](char C) { return isAlnum(C) || C == '_'; }));
    EXPECT_FALSE(W.Provenance.empty());
    EXPECT_LE(bytes(Plan, W), int64_t(2) << 30);
    EXPECT_GT(bytes(Plan, W), 0);
  }
  // At least one of them is as large as real work.
  EXPECT_TRUE(any_of(Plan.Workloads, [&](const Workload &W) {
    return W.For == Purpose::Measure && bytes(Plan, W) >= (16 << 20);
  }));
}

TEST(MakePlan, PredictsTheLaunchesOfBothSides) {
  Planned P;
  P.After.Inv.Launches[0].GridX = formula("ceil_div(N, 4)");
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  const Workload &W = Plan.Workloads.front();
  ASSERT_EQ(W.Before.size(), 1U);
  EXPECT_EQ(W.Before[0].Kernel, "norm_kernel");
  EXPECT_EQ(W.Before[0].Grid[0], W.Integers.at("N"));
  EXPECT_EQ(W.After[0].Grid[0], (W.Integers.at("N") + 3) / 4);
  EXPECT_EQ(W.After[0].Block[0], 256);
  EXPECT_EQ(W.After[0].SharedBytes, 0);
}

TEST(MakePlan, PredictionFollowsCallsAndLeavesTheUnknownOpen) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After}) {
    S->at("norm").IsMember = true;
    S->Inv.Launches[0].Slice.Usable = false;
    S->Inv.Launches[0].BlockX.reset();
    S->function("layer", {buffer("out", ParameterRole::Output, "B*C"),
                          buffer("inp", ParameterRole::Input, "B*C"),
                          integer("B"), integer("C")});
    S->call("layer", "norm", {"out", "inp", "2 * B", "C"});
  }
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  const Workload &W = Plan.Workloads.front();
  ASSERT_EQ(W.After.size(), 1U);
  EXPECT_EQ(W.After[0].Grid[0], 2 * W.Integers.at("B"));
  EXPECT_EQ(W.After[0].Block[0], std::nullopt);
}

TEST(MakePlan, ShapesOfTheMessageComeFirst) {
  Planned P;
  P.Change.Message = "Faster norm\n\nMeasured with N=2048 and C=1600";
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  const Workload &W = Plan.Workloads.front();
  EXPECT_EQ(W.Integers, (Expression::Values{{"C", 1600}, {"N", 2048}}));
  EXPECT_EQ(W.Provenance, "the message: N=2048, C=1600");
  EXPECT_EQ(W.Name, "message_2048_1600");
}

TEST(MakePlan, CallSitesAndSeenConstantsAreUsed) {
  Planned P;
  P.After.call("main", "norm", {"o", "i", "64", "1280"},
               {std::nullopt, std::nullopt, 64, 1280});
  BenchmarkPlan Plan = P.plan();
  const Workload *W = withProvenance(Plan, "the call by main at a.cu:300");
  ASSERT_TRUE(W);
  EXPECT_EQ(W->Integers, (Expression::Values{{"C", 1280}, {"N", 64}}));

  Planned Q;
  Q.After.at("norm").Parameters[3].SeenValues = {1920};
  Plan = Q.plan();
  W = withProvenance(Plan, "constants at call sites: C");
  ASSERT_TRUE(W);
  EXPECT_EQ(W->Integers.at("C"), 1920);
}

TEST(MakePlan, UsersWorkloadsAndValuesWin) {
  Planned P;
  P.Overrides.Workloads = {{{"N", 33}, {"C", 55}, {"Z", 1}}};
  P.Overrides.Parameters["C"].Values = {640};
  BenchmarkPlan Plan = P.plan();
  ASSERT_GE(Plan.Workloads.size(), 2U);
  EXPECT_EQ(Plan.Workloads[0].Integers,
            (Expression::Values{{"C", 55}, {"N", 33}}));
  EXPECT_EQ(Plan.Workloads[0].Name, "user_33_55");
  for (const Workload &W : Plan.Workloads)
    if (W.For == Purpose::Measure && &W != &Plan.Workloads[0])
      EXPECT_EQ(W.Integers.at("C"), 640) << W.Name;
  EXPECT_TRUE(any_of(Plan.Notes, [](const Note &N) {
    return StringRef(N.Text).contains("`Z`");
  }));
}

TEST(MakePlan, ThresholdsOfTheHeuristicAreStraddledAndCrossed) {
  Planned P;
  HeuristicChange H;
  H.Function = "norm";
  H.Decides = "block";
  H.Thresholds = {{{"C <= 1000", "C", "1000"}, "after"}};
  P.Changes.Heuristics = {H};
  BenchmarkPlan Plan = P.plan();
  std::set<std::pair<int64_t, int64_t>> Seen;
  for (const Workload &W : Plan.Workloads)
    if (W.For == Purpose::Threshold)
      Seen.insert({W.Integers.at("C"), W.Integers.at("N")});
  EXPECT_EQ(Seen.size(), 6U);
  for (int64_t C : {999, 1000, 1001})
    EXPECT_EQ(count_if(Seen, [&](auto V) { return V.first == C; }), 2) << C;
}

TEST(MakePlan, EdgesAreOddOnlyWhereTheCodeTakesCareOfThem) {
  Planned P;
  BenchmarkPlan Plan = P.plan();
  EXPECT_TRUE(any_of(Plan.Workloads, [](const Workload &W) {
    return W.For == Purpose::Edge && W.Integers.at("C") % 2 == 1;
  }));
  EXPECT_TRUE(any_of(Plan.Workloads, [](const Workload &W) {
    return W.For == Purpose::Edge && W.Integers.at("N") == 1;
  }));
  // Where more is touched than is there, blocks are not guarded.
  Planned Q;
  std::vector<ParameterModel> V = {
      buffer("C", ParameterRole::Output, "ceil_div(M, 128) * 128 * N"),
      integer("M"), integer("N"), integer("K")};
  Q.setParameters(V, "ceil_div(M, 128)", "256");
  Plan = Q.plan();
  for (const Workload &W : Plan.Workloads)
    EXPECT_EQ(W.Integers.at("M") % 128, 0) << W.Name;
}

TEST(MakePlan, RoomForWholeBlocksIsNoGuard) {
  Planned P;
  P.setParameters({buffer("out", ParameterRole::Output, "M*N + 127*N"),
                   integer("M"), integer("N"), integer("K")},
                  "ceil_div(M, 128)", "256");
  for (const Workload &W : P.plan().Workloads)
    EXPECT_EQ(W.Integers.at("M") % 128, 0) << W.Name;
}

TEST(MakePlan, NumberOfTheVariantIsThatOfTheChangedKernel) {
  Planned P;
  std::vector<ParameterModel> V = {integer("kernel_num"),
                                   buffer("out", ParameterRole::Output, "N"),
                                   integer("N")};
  for (SideBuilder *S : {&P.Before, &P.After}) {
    S->Inv = Inventory();
    S->kernel("norm_kernel7", V);
    S->function("norm", V);
    S->launch("norm", "norm_kernel7", "ceil_div(N, 256)", "256");
  }
  P.Changes.Kernels = {changed("norm_kernel7")};
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  EXPECT_EQ(Plan.Workloads.front().Integers.at("kernel_num"), 7);
}

TEST(MakePlan, PreconditionsAreKept) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After})
    S->at("norm").Preconditions = {"assert(C % 48 == 0)",
                                   "if (N > 4096) return"};
  BenchmarkPlan Plan = P.plan();
  ASSERT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.at("C") % 48, 0) << W.Name;
    EXPECT_LE(W.Integers.at("N"), 4096) << W.Name;
  }
  EXPECT_EQ(Plan.Entries[0].Preconditions.size(), 2U);
}

TEST(MakePlan, WhatIsAskedOfAMadePointerIsKept) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After})
    S->at("norm").Preconditions = {
        "assert(!inp || C == 96)", "assert(inp == nullptr || N % 24 == 0)",
        "assert(inp != nullptr || C == 5)", "if (inp && N > 4096) return",
        "where (out) assert(N > 48)"};
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.at("C"), 96) << W.Name;
    EXPECT_EQ(W.Integers.at("N") % 24, 0) << W.Name;
    EXPECT_LE(W.Integers.at("N"), 4096) << W.Name;
    EXPECT_GT(W.Integers.at("N"), 48) << W.Name;
  }
}

TEST(MakePlan, AnEquationIsSolvedForTheSizeThatItHides) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After})
    S->at("norm").Preconditions = {
        "TORCH_CHECK((N / 16) * 8 == C, \"packed\")"};
  BenchmarkPlan Plan = P.plan();
  ASSERT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads)
    EXPECT_EQ(W.Integers.at("N") / 16 * 8, W.Integers.at("C")) << W.Name;
}

TEST(MakePlan, SizesAreOfTheCasesOfASwitch) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After})
    S->at("norm").Preconditions = {"switch (C) 64, 96, 512", "switch (N) 1000"};
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  std::set<int64_t> Seen;
  for (const Workload &W : Plan.Workloads) {
    Seen.insert(W.Integers.at("C"));
    EXPECT_EQ(W.Integers.at("N"), 1000) << W.Name;
  }
  EXPECT_TRUE(Seen.count(512));
  for (int64_t C : Seen)
    EXPECT_TRUE(C == 64 || C == 96 || C == 512) << C;
}

TEST(MakePlan, VectorsDoNotForbidTheCasesOfASwitch) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After}) {
    S->at("norm").Preconditions = {"switch (C) 1, 2, 3, 4"};
    S->Inv.Kernels.front().Parameters.push_back(
        buffer("vectors", ParameterRole::Input, "N"));
    S->Inv.Kernels.front().Parameters.back().ElementType = "float4";
  }
  const BenchmarkPlan Plan = P.plan();
  EXPECT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads)
    EXPECT_LE(W.Integers.at("C"), 4) << W.Name;
}

TEST(MakePlan, DivisionsThatAreNotRoundedComeOutEven) {
  Planned P;
  P.setParameters(
      {buffer("out", ParameterRole::Output, "T*C"), integer("T"), integer("C")},
      "T / 48", "256");
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads)
    EXPECT_EQ(W.Integers.at("T") % 48, 0) << W.Name;
}

TEST(MakePlan, SizesFillTheLastTileWhereNothingGuardsIt) {
  Planned P;
  P.setParameters(
      {buffer("out", ParameterRole::Output, "96 * C * ceil_div(T, 96)"),
       integer("T"), integer("C")},
      "ceil_div(T, 96)", "256");
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads)
    EXPECT_EQ(W.Integers.at("T") % 96, 0) << W.Name;
}

TEST(MakePlan, ACountThatCallSitesLeaveAtZeroIsOne) {
  Planned P;
  ParameterModel Samples = integer("mul_nsamples"),
                 Stride = integer("mul_stride_row");
  Samples.SeenValues = Stride.SeenValues = {0};
  P.setParameters({buffer("out", ParameterRole::Output, "T*C"), integer("T"),
                   integer("C"), Samples, Stride},
                  "T", "256");
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.at("mul_nsamples"), 1) << W.Name;
    EXPECT_GT(W.Integers.at("mul_stride_row"), 0) << W.Name;
  }
}

TEST(MakePlan, APointerThatACheckWantsNullIsLeftOut) {
  for (const char *Check :
       {"GGML_ASSERT(!inp)", "assert(N > 0 && inp == nullptr)"}) {
    Planned P;
    for (SideBuilder *S : {&P.Before, &P.After})
      S->at("norm").Preconditions = {Check};
    BenchmarkPlan Plan = P.plan();
    for (const ParameterModel &V : Plan.Entries.at(0).Variables)
      EXPECT_EQ(V.Kind == ValueKind::Default, V.Name == "inp") << V.Name;
  }
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After})
    S->at("norm").Preconditions = {"if (!inp) return", "assert(!inp || N)"};
  const BenchmarkPlan Plan = P.plan();
  for (const ParameterModel &V : Plan.Entries.at(0).Variables)
    EXPECT_NE(V.Kind, ValueKind::Default) << V.Name;
}

TEST(MakePlan, HeadsDivideTheHiddenSize) {
  Planned P;
  P.setParameters({buffer("out", ParameterRole::Output, "B*T*C"), integer("B"),
                   integer("T"), integer("C"), integer("NH"), integer("HS"),
                   floating("scale")},
                  "B*T", "256");
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.at("NH") * W.Integers.at("HS"), W.Integers.at("C"))
        << W.Name;
    EXPECT_NEAR(W.Floats.at("scale"),
                1 / std::sqrt(static_cast<double>(W.Integers.at("HS"))), 1e-9);
  }
}

TEST(MakePlan, LargeBuffersAreClamped) {
  Planned P;
  P.setParameters({buffer("att", ParameterRole::Output, "B*NH*T*T*64"),
                   integer("B"), integer("NH"), integer("T")},
                  "B*T", "256");
  BenchmarkPlan Plan = P.plan();
  ASSERT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads)
    EXPECT_LE(bytes(Plan, W), int64_t(2) << 30) << W.Name;
}

TEST(MakePlan, BlockSizesKeepToLaunchBounds) {
  Planned P;
  P.setParameters({buffer("out", ParameterRole::Output, "N"), integer("N"),
                   integer("block_size")},
                  "ceil_div(N, block_size)", "block_size");
  for (SideBuilder *S : {&P.Before, &P.After})
    S->Inv.Kernels[0].MaxThreads = 128;
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads)
    EXPECT_EQ(W.Integers.at("block_size"), 128);
}

TEST(MakePlan, NoTensorIsAssumedFarLargerThanWhatIsKnown) {
  Planned P;
  ParameterModel Ids = buffer("ids", ParameterRole::Input, "B*T"),
                 Out = buffer("out", ParameterRole::Output);
  Ids.Tensor = Out.Tensor = true;
  Ids.Shape = {formula("B"), formula("T")};
  P.setParameters({Ids, Out, integer("B"), integer("T"), integer("C")}, "B",
                  "256");
  const BenchmarkPlan Plan = P.plan();
  EXPECT_EQ(Plan.Entries[0].Variables[1].Extent->str(),
            "min(B * T * C, 4 * B * T)");
}

TEST(MakePlan, ATensorHasAsManySizesAsEitherSideAsksFor) {
  Planned P;
  ParameterModel Ids = buffer("ids", ParameterRole::Input, "B*T");
  Ids.Tensor = true;
  Ids.Shape = {formula("B"), formula("T")};
  P.setParameters({Ids, buffer("out", ParameterRole::Output, "B*T"),
                   integer("B"), integer("T")},
                  "B", "256");
  for (std::vector<ParameterModel> *New :
       {&P.After.Inv.Kernels[0].Parameters, &P.After.at("norm").Parameters}) {
    New->front().Shape.pop_back();
    New->front().Extent = formula("B");
  }
  const BenchmarkPlan Plan = P.plan();
  EXPECT_EQ(Plan.Entries[0].Variables[0].Shape.size(), 2U);
  EXPECT_EQ(Plan.Entries[0].Variables[0].Extent->str(), "B * T");
}

TEST(MakePlan, UnknownExtentIsTakenFromANamesake) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After}) {
    S->at("norm").Parameters[1].Extent.reset();
    S->Inv.Kernels[0].Parameters[1].Extent = formula("N*C + 8");
  }
  BenchmarkPlan Plan = P.plan();
  const ParameterModel &V = Plan.Entries[0].Variables[1];
  EXPECT_EQ(V.Extent->str(), "N * C + 8");
  EXPECT_EQ(V.ExtentConfidence, Confidence::Assumed);
  EXPECT_TRUE(contains(Plan.Assumptions, "`inp`"));
  EXPECT_TRUE(Plan.Questions.empty());
  // Where a function does not use it, nothing is to be learnt.
  for (SideBuilder *S : {&P.Before, &P.After})
    S->Inv.Kernels[0].Parameters[1].Extent = formula("1");
  EXPECT_EQ(P.plan().Entries[0].Variables[1].Extent->str(), "N * C");
}

TEST(MakePlan, UnknownExtentIsAskedForWithTheLineToWrite) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After}) {
    S->at("norm").Parameters[1].Extent.reset();
    S->Inv.Kernels[0].Parameters[1].Extent.reset();
  }
  BenchmarkPlan Plan = P.plan();
  const ParameterModel &V = Plan.Entries[0].Variables[1];
  EXPECT_EQ(V.Extent->str(), "N * C");
  EXPECT_EQ(V.ExtentConfidence, Confidence::Assumed);
  EXPECT_TRUE(contains(Plan.Questions,
                       R"({"parameters": {"inp": {"extent": "N * C"}}})"));
  // It says where the parameter is.
  EXPECT_TRUE(
      contains(Plan.Questions,
               "a.cu:" + std::to_string(Plan.Entries[0].After.Place.Line) +
                   ": how many elements does `inp` have? write into "));
  // What is asked for can be written.
  P.Overrides.Parameters["inp"].Extent = formula("N*C*2");
  Plan = P.plan();
  EXPECT_EQ(Plan.Entries[0].Variables[1].Extent->str(), "N * C * 2");
  EXPECT_TRUE(Plan.Questions.empty());
}

TEST(MakePlan, UnknownExtentMayBeThatOfAnotherBuffer) {
  Planned P;
  for (SideBuilder *S : {&P.Before, &P.After}) {
    S->at("norm").Parameters[1].Extent.reset();
    S->Inv.Kernels[0].Parameters[1].Extent.reset();
    S->at("norm").Parameters[0].Extent = formula("N * C * 2");
  }
  EXPECT_TRUE(
      contains(P.plan().Questions, "have: N * C or N * C * 2? write into "));
}

TEST(MakePlan, ConstantOfTheOnlyProgramIsTheSizeItStandsFor) {
  Planned P;
  ParameterModel Out = buffer("out", ParameterRole::Output, "1073741824");
  Out.ExtentConfidence = Confidence::Assumed;
  ParameterModel N = integer("N");
  N.SeenValues = {1073741824};
  P.setParameters({Out, N}, "ceil_div(N, 256)", "256");
  BenchmarkPlan Plan = P.plan();
  EXPECT_EQ(Plan.Entries[0].Variables[0].Extent->str(), "N");
  EXPECT_GE(Plan.Workloads.size(), 3U);
}

TEST(MakePlan, BytesOfAStrideFollowTheSizesBelowIt) {
  Planned P;
  P.setParameters({buffer("dst", ParameterRole::Output, "ne0*ne1"),
                   integer("ne0"), integer("ne1"), integer("nb1"),
                   integer("s2")},
                  "ne1", "256");
  BenchmarkPlan Plan = P.plan();
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.at("nb1"), 4 * W.Integers.at("ne0"));
    EXPECT_EQ(W.Integers.at("s2"), W.Integers.at("ne0") * W.Integers.at("ne1"));
  }
}

TEST(MakePlan, ArraysHaveTheirDimensionsInCommon) {
  Planned P;
  P.setParameters({buffer("dst", ParameterRole::Output, "ne0*ne1*ne2"),
                   buffer("x", ParameterRole::Input, "ne00*ne01*ne02"),
                   integer("ne0"), integer("ne1"), integer("ne2"),
                   integer("ne00"), integer("ne01"), integer("ne02")},
                  "ne1*ne2", "256");
  BenchmarkPlan Plan = P.plan();
  EXPECT_GE(Plan.Workloads.size(), 5U);
  for (const Workload &W : Plan.Workloads)
    for (const char *D : {"0", "1", "2"})
      EXPECT_EQ(W.Integers.at(std::string("ne") + D),
                W.Integers.at(std::string("ne0") + D))
          << W.Name;
}

TEST(MakePlan, TheMostThreadsAreThoseThatADeviceAllows) {
  Planned P;
  P.setParameters({buffer("out", ParameterRole::Output, "n"), integer("n"),
                   integer("max_threads"), integer("num_threads")},
                  "n", "num_threads");
  for (const Workload &W : P.plan().Workloads) {
    EXPECT_EQ(W.Integers.at("max_threads"), 1024) << W.Name;
    EXPECT_EQ(W.Integers.at("num_threads"), 256) << W.Name;
  }
}

TEST(MakePlan, IndicesStayInsideOfWhatTheyIndex) {
  Planned P;
  ParameterModel Targets = buffer("targets", ParameterRole::Input, "B");
  Targets.Element = ElementKind::Int32;
  Targets.ElementType = "int";
  P.setParameters({buffer("losses", ParameterRole::Output, "B"), Targets,
                   integer("B"), integer("V")},
                  "B", "256");
  BenchmarkPlan Plan = P.plan();
  const ValueDomain &D = Plan.Entries[0].Variables[1].Domain;
  EXPECT_EQ(D.Values, ValueDomain::Kind::IndexBelow);
  EXPECT_EQ(D.Bound->str(), "V");
}

TEST(MakePlan, EqualLaunchesOfEqualCodeAreControls) {
  Planned P;
  P.Changes.Kernels.clear();
  LaunchChange L;
  L.Kernel = "norm_kernel";
  L.Function = "norm";
  L.Before = LaunchConfiguration{"N", "256", "", ""};
  L.After = LaunchConfiguration{"N", "C > 1024 ? 512 : 256", "", ""};
  L.BeforeIndex = L.AfterIndex = 0;
  P.Changes.Launches = {L};
  P.After.Inv.Launches[0].BlockX = formula("C > 1024 ? 512 : 256");
  BenchmarkPlan Plan = P.plan();
  unsigned Controls = 0, Measured = 0;
  for (const Workload &W : Plan.Workloads) {
    if (W.For == Purpose::Control) {
      ++Controls;
      EXPECT_LE(W.Integers.at("C"), 1024);
    }
    if (W.For == Purpose::Measure) {
      ++Measured;
      EXPECT_GT(W.Integers.at("C"), 1024);
    }
  }
  EXPECT_GE(Controls, 1U);
  EXPECT_GE(Measured, 1U);
}

TEST(MakePlan, TextsOfFilesStayOut) {
  Planned P;
  P.Change.Files.emplace_back();
  P.Change.Files[0].Before = "secret";
  EXPECT_FALSE(P.plan().Change.Files[0].Before.has_value());
}

TEST(ClaimTests, ThresholdIsTheDesigns) {
  EXPECT_DOUBLE_EQ(claimThreshold(2.8, 0.01), 2.24);
  EXPECT_DOUBLE_EQ(claimThreshold(1.2, 0.01), 1.1);
  EXPECT_DOUBLE_EQ(claimThreshold(1.01, 0.02), 1.02);
}

TEST(ClaimTests, QualifiersDecideWhatIsCompared) {
  Planned P;
  P.Claims.Claims = {claim(2.8), claim(2.8), claim(2.8)};
  P.Claims.Claims[0].Qualified = Qualifier::Average;
  P.Claims.Claims[1].Qualified = Qualifier::UpTo;
  P.Claims.Claims[2].Qualified = Qualifier::AtLeast;
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Tests.size(), 3U);
  EXPECT_TRUE(StringRef(Plan.Tests[0].How).starts_with("geometric mean over"));
  EXPECT_TRUE(StringRef(Plan.Tests[0].How).ends_with("at or above 2.240"));
  EXPECT_TRUE(StringRef(Plan.Tests[1].How).starts_with("the best of"));
  EXPECT_TRUE(StringRef(Plan.Tests[2].How).starts_with("the worst of"));
  for (const std::string &Name : Plan.Tests[0].Workloads)
    EXPECT_TRUE(any_of(Plan.Workloads, [&](const Workload &W) {
      return W.Name == Name && W.For == Purpose::Measure;
    }));
}

TEST(ClaimTests, WhatAKernelCannotDecideIsNotTestable) {
  Planned P;
  P.Claims.Claims = {claim(1.05), claim(2), claim(2), Claim()};
  P.Claims.Claims[0].Subject = About::EndToEnd;
  P.Claims.Claims[1].Against = Baseline::Other;
  P.Claims.Claims[2].What = Metric::Memory;
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Tests.size(), 4U);
  for (const ClaimTest &T : Plan.Tests)
    EXPECT_FALSE(T.Testable) << T.How;
  EXPECT_NE(Plan.Tests[0].WhyNot.find("(1 - 1/1.050) / (1 - 1/K)"),
            std::string::npos);
  EXPECT_NE(Plan.Tests[3].WhyNot.find("no ratio"), std::string::npos);
}

TEST(ClaimTests, ClaimForOneSizeIsTestedOnThatSize) {
  Planned P;
  P.Change.Message = "2x for C=1600. In general 1.3x.";
  P.Claims.Claims = {claim(2), claim(1.3)};
  P.Claims.Claims[0].Text = "2x for C=1600";
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Tests.size(), 2U);
  EXPECT_EQ(Plan.Tests[0].Workloads.size(), 1U);
  EXPECT_GT(Plan.Tests[1].Workloads.size(), 1U);
}

TEST(ClaimTests, StatedSlowdownHasAThresholdBelowOne) {
  Planned P;
  P.Claims.Claims = {claim(0.9)};
  P.Claims.Claims[0].Way = Direction::Worse;
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Tests.size(), 1U);
  EXPECT_LT(Plan.Tests[0].Threshold, 0.9);
  EXPECT_GT(Plan.Tests[0].Threshold, 0.7);
}

TEST(ClaimTests, SayWhichWorkloadsStandForTheScope) {
  Planned P;
  P.Claims.Claims = {claim(2), claim(2), claim(2)};
  P.Claims.Claims[0].Scope = {"fp32"};
  P.Claims.Claims[1].Scope = {"int4"};
  P.Claims.Claims[1].Hardware = "H100";
  P.Claims.Claims[2].Scope = {"8 GPUs"};
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Tests.size(), 3U);
  EXPECT_NE(Plan.Tests[0].Scope.find("`fp32` is the type of"),
            std::string::npos)
      << Plan.Tests[0].Scope;
  EXPECT_NE(Plan.Tests[1].Scope.find("`int4` is no type or size"),
            std::string::npos);
  EXPECT_NE(Plan.Tests[1].Scope.find("claimed on H100"), std::string::npos);
  EXPECT_FALSE(Plan.Tests[2].Testable);
  EXPECT_NE(Plan.Tests[2].WhyNot.find("needs 8 GPUs"), std::string::npos);
}

TEST(ClaimTests, OfTheDiffAreTestedWhereTheMessageMakesNone) {
  Planned P;
  P.Claims.Claims = {claim(2), claim(3)};
  P.Claims.Claims[1].FromDiff = true;
  EXPECT_EQ(P.plan().Tests.size(), 1U);
  P.Claims.Claims.erase(P.Claims.Claims.begin());
  EXPECT_EQ(P.plan().Tests.size(), 1U);
}

TEST(ClaimTests, StatementsAreRefusedWithTheReason) {
  Planned P;
  P.Claims.Statements = {"compile time drops from 710 s to 226 s"};
  BenchmarkPlan Plan = P.plan();
  ASSERT_EQ(Plan.Tests.size(), 1U);
  EXPECT_FALSE(Plan.Tests[0].Testable);
  EXPECT_EQ(Plan.Tests[0].What.Text, P.Claims.Statements[0]);
  EXPECT_NE(Plan.Tests[0].WhyNot.find("building"), std::string::npos);
}

TEST(ClaimTests, TheOtherReadingOfAShareIsSaid) {
  Planned P;
  P.Claims.Claims = {claim(1.45)};
  P.Claims.Claims[0].AltSpeedup = 1 / 0.55;
  EXPECT_NE(P.plan().Tests[0].How.find("as 1.818 it would take"),
            std::string::npos);
}

TEST(ClaimTests, NoClaimIsSaid) {
  Planned P;
  BenchmarkPlan Plan = P.plan();
  EXPECT_TRUE(
      contains(Plan.Assumptions, "No quantitative performance claims found"));
  EXPECT_TRUE(any_of(Plan.Notes, [](const Note &N) {
    return StringRef(N.Text).contains("Would benefit from baseline comparison");
  }));
}
