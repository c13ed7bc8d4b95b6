//===- ReducedSizesTest.cpp - The same launches over less data ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inventories.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

using Purpose = Workload::Purpose;

/// A plan for \p Name, of which both sides have the same; its kernel changed.
BenchmarkPlan planFor(const SideBuilder &Side, const std::string &Name,
                      const std::string &Kernel,
                      const std::vector<HeuristicChange> &Heuristics = {}) {
  ChangeSet Changes;
  Changes.Kernels = {changed(Kernel)};
  Changes.Heuristics = Heuristics;
  std::string Why;
  std::vector<EntryPair> Pairs =
      proposeEntries(Side.Inv, Side.Inv, Changes, {}, {}, Why);
  EXPECT_FALSE(Pairs.empty()) << Name << ": " << Why;
  return Pairs.empty()
             ? BenchmarkPlan()
             : makePlan({}, Side.Inv, Side.Inv, Changes, {}, {}, Pairs.front());
}

/// A plan for `norm(out, inp, N, C)`; both sides launch as said.
BenchmarkPlan planFor(const std::string &Grid, const std::string &Block,
                      const std::vector<HeuristicChange> &Heuristics = {}) {
  SideBuilder Side = normSide();
  Side.Inv.Launches.clear();
  Side.at("norm").Launches.clear();
  Side.launch("norm", "norm_kernel", Grid, Block);
  return planFor(Side, "norm", "norm_kernel", Heuristics);
}

HeuristicChange threshold(const std::string &Parameter, int64_t Value) {
  HeuristicChange H;
  H.Function = "norm";
  ThresholdChange T;
  T.What.Parameter = Parameter;
  T.What.Value = std::to_string(Value);
  T.What.Condition = Parameter + " < " + T.What.Value;
  T.Where = "after";
  H.Thresholds = {T};
  return H;
}

/// Elements of both arrays.
int64_t steps(const std::map<std::string, int64_t> &Sizes) {
  return 2 * Sizes.at("N") * Sizes.at("C");
}

} // namespace

TEST(ReducedSizes, LargeWorkloadsShrinkAndSmallOnesStay) {
  BenchmarkPlan Plan = planFor("N", "256");
  bool Shrunk = false, Stayed = false;
  for (const Workload &W : Plan.Workloads) {
    if (W.Reduced.empty()) {
      Stayed = true;
      EXPECT_LE(steps(W.Integers), 1 << 20) << W.Name;
      continue;
    }
    Shrunk = true;
    EXPECT_GT(steps(W.Integers), 1 << 20) << W.Name;
    EXPECT_LE(steps(W.Reduced), 1 << 20) << W.Name;
    EXPECT_GT(W.Reduced.at("N"), 1) << "the grid is still of several blocks";
    EXPECT_EQ(W.Reduced.at("C"), W.Integers.at("C"))
        << "fewer rows are the smaller loss";
  }
  EXPECT_TRUE(Shrunk);
  EXPECT_TRUE(Stayed);
}

TEST(ReducedSizes, ThreadsCountWhateverTheSizesSay) {
  // A block for each element, as for each pixel of an image.
  SideBuilder Side;
  std::vector<ParameterModel> P = {
      buffer("out", ParameterRole::Output, "height*width"),
      buffer("inp", ParameterRole::Input, "height*width"), integer("height"),
      integer("width")};
  Side.kernel("blur_kernel", P);
  Side.function("blur", P);
  Side.launch("blur", "blur_kernel", "height * width", "256");
  const BenchmarkPlan Plan = planFor(Side, "blur", "blur_kernel");
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads) {
    const auto &Sizes = W.Reduced.empty() ? W.Integers : W.Reduced;
    EXPECT_LE(Sizes.at("height") * Sizes.at("width") * 256, 1 << 20) << W.Name;
  }
}

TEST(ReducedSizes, TilesOfAnImageNeedNotBeWhole) {
  SideBuilder Side;
  std::vector<ParameterModel> P = {
      buffer("out", ParameterRole::Output, "height*width*16"),
      buffer("inp", ParameterRole::Input, "height*width*16"), integer("height"),
      integer("width")};
  Side.kernel("blur_kernel", P);
  Side.function("blur", P);
  Side.launch("blur", "blur_kernel", "width / 32", "32");
  Side.Inv.Launches[0].GridY = formula("height / 32");
  Side.Inv.Launches[0].GridZ = formula("256");
  Side.Inv.Launches[0].BlockY = formula("32");
  const BenchmarkPlan Plan = planFor(Side, "blur", "blur_kernel");
  ASSERT_FALSE(Plan.Workloads.empty());
  for (const Workload &W : Plan.Workloads)
    if (W.For == Workload::Purpose::Measure) {
      const auto &Sizes = W.Reduced.empty() ? W.Integers : W.Reduced;
      EXPECT_EQ(Sizes.at("height"), 64) << W.Name;
      EXPECT_EQ(Sizes.at("width"), 64) << W.Name;
    }
}

TEST(ReducedSizes, TheBlockStaysAsItIs) {
  // Rows decide the block here, so they must not shrink.
  BenchmarkPlan Plan = planFor("C", "min(N, 1024)");
  for (const Workload &W : Plan.Workloads) {
    if (W.Reduced.empty())
      continue;
    EXPECT_EQ(std::min<int64_t>(W.Reduced.at("N"), 1024),
              std::min<int64_t>(W.Integers.at("N"), 1024))
        << W.Name;
  }
}

TEST(ReducedSizes, WholeTilesStayWhole) {
  // A kernel without a check of its bounds is right on whole blocks alone.
  for (int64_t Threads : {64, 512}) {
    BenchmarkPlan Plan = planFor("N / 64", std::to_string(Threads));
    bool Shrunk = false;
    for (const Workload &W : Plan.Workloads)
      for (const auto &[Name, Value] : W.Reduced) {
        const int64_t Full = W.Integers.at(Name);
        Shrunk |= Value != Full;
        for (int64_t Tile : {int64_t(32), int64_t(128), Threads})
          if (Full % Tile == 0)
            EXPECT_EQ(Value % Tile, 0)
                << W.Name << ": " << Name << " " << Full << " to " << Value;
      }
    EXPECT_TRUE(Shrunk);
  }
}

TEST(ReducedSizes, WhatIsInPartsStaysInParts) {
  SideBuilder Side = normSide();
  Side.Inv.Launches[0].Slice.Arguments.push_back("(int)((N + 2047) / 2048)");
  auto Parts = [](int64_t N) { return (N + 2047) / 2048; };
  bool Shrunk = false;
  for (const Workload &W : planFor(Side, "norm", "norm_kernel").Workloads)
    if (!W.Reduced.empty() && Parts(W.Integers.at("N")) > 1) {
      Shrunk = true;
      EXPECT_GT(Parts(W.Reduced.at("N")), 1) << W.Name;
    }
  EXPECT_TRUE(Shrunk);
}

TEST(ReducedSizes, RowsWithBlocksOfTheirOwnAreNoTiles) {
  bool BelowABlock = false;
  for (const Workload &W : planFor("N", "1024").Workloads)
    if (!W.Reduced.empty() && W.Integers.at("N") % 1024 == 0)
      BelowABlock |= W.Reduced.at("N") % 1024 != 0;
  EXPECT_TRUE(BelowABlock);
}

TEST(ReducedSizes, ASequenceThatRowsHaveTooIsTiled) {
  SideBuilder Side;
  std::vector<ParameterModel> P = {
      buffer("out", ParameterRole::Output, "B*NH*T*T"),
      buffer("inp", ParameterRole::Input, "B*NH*T*T"), integer("B"),
      integer("T"), integer("NH")};
  Side.kernel("softmax_kernel", P);
  Side.function("softmax", P);
  Side.launch("softmax", "softmax_kernel", "B*NH*T", "256");
  for (const Workload &W : planFor(Side, "softmax", "softmax_kernel").Workloads)
    if (!W.Reduced.empty() && W.Integers.at("T") % 256 == 0)
      EXPECT_EQ(W.Reduced.at("T") % 256, 0) << W.Name;
}

TEST(ReducedSizes, HeadsShrinkWithTheHiddenSize) {
  SideBuilder Side;
  std::vector<ParameterModel> P = {
      buffer("out", ParameterRole::Output, "B*T*C"),
      buffer("inp", ParameterRole::Input, "B*T*C"),
      integer("B"),
      integer("T"),
      integer("C"),
      integer("NH")};
  Side.kernel("attention_kernel", P);
  Side.function("attention", P);
  Side.launch("attention", "attention_kernel", "B*NH", "128");
  bool Shrunk = false;
  for (const Workload &W :
       planFor(Side, "attention", "attention_kernel").Workloads) {
    if (W.Reduced.empty() || W.Reduced.at("C") == W.Integers.at("C"))
      continue;
    Shrunk = true;
    if (W.Integers.at("NH") % 2 == 0)
      EXPECT_LT(W.Reduced.at("NH"), W.Integers.at("NH")) << W.Name;
    EXPECT_EQ(W.Reduced.at("C") % W.Reduced.at("NH"), 0) << W.Name;
  }
  EXPECT_TRUE(Shrunk);
}

TEST(ReducedSizes, NoChangedThresholdIsCrossed) {
  BenchmarkPlan Plan = planFor("N", "256", {threshold("N", 3000)});
  bool Above = false;
  for (const Workload &W : Plan.Workloads) {
    if (W.Reduced.empty())
      continue;
    EXPECT_EQ(W.Reduced.at("N") < 3000, W.Integers.at("N") < 3000) << W.Name;
    Above |= W.Integers.at("N") > 3000;
    if (W.For == Purpose::Threshold)
      EXPECT_EQ(W.Reduced.at("N"), W.Integers.at("N")) << W.Name;
  }
  EXPECT_TRUE(Above);
}
