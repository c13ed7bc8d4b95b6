//===- LaunchDiffTest.cpp - Launches and heuristics that changed ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Sides.h"
#include "gtest/gtest.h"

using namespace perfclaim;
using namespace perfclaim::test;

namespace {

std::vector<LaunchChange> launches(const SideBuilder &B, const SideBuilder &A) {
  return diffInventories(B.In, A.In).Launches;
}

TEST(LaunchDiff, AnotherBlockIsAChange) {
  SideBuilder B, A;
  B.launch("k", "run", "n / 256", "256");
  A.launch("k", "run", "n / 512", "512");
  const auto L = launches(B, A);
  ASSERT_EQ(L.size(), 1u);
  EXPECT_EQ(L[0].Kind, ChangeKind::Modified);
  EXPECT_EQ(L[0].Before->Block, "256");
  EXPECT_EQ(L[0].After->Block, "512");
  EXPECT_EQ(L[0].BeforeIndex, 0u);
  EXPECT_EQ(L[0].AfterIndex, 0u);
}

TEST(LaunchDiff, WhiteSpaceAndWrittenDefaultsAreNoChange) {
  SideBuilder B, A;
  B.launch("k", "run", "(n+255)/256", "256");
  Launch &L = A.launch("k", "run", "( n + 255 ) / 256", " 256 ");
  L.Shared = "0";
  L.Stream = "nullptr";
  EXPECT_TRUE(launches(B, A).empty());
}

TEST(LaunchDiff, EqualSizesInOtherWordsAreNoChange) {
  SideBuilder B, A;
  Launch &X = B.launch("k", "run", "(n + 255) / 256", "256");
  Launch &Y = A.launch("k", "run", "blocks", "threads");
  X.GridX = Y.GridX = Expression::symbol("n");
  X.BlockX = Y.BlockX = Expression::constant(256);
  EXPECT_TRUE(launches(B, A).empty());
}

TEST(LaunchDiff, ASizeThatChangesBehindItsNameIsShownFolded) {
  SideBuilder B, A;
  Launch &X = B.launch("k", "run", "grid", "block");
  Launch &Y = A.launch("k", "run", "grid", "block");
  X.BlockX = Expression::constant(256);
  Y.BlockX = Expression::constant(512);
  const auto L = launches(B, A);
  ASSERT_EQ(L.size(), 1u);
  EXPECT_EQ(L[0].Before->Block, "256");
  EXPECT_EQ(L[0].After->Block, "512");
  EXPECT_EQ(L[0].After->Grid, "grid");
}

TEST(LaunchDiff, ADimensionThatIsNotWrittenIsOne) {
  SideBuilder B, A;
  Launch &X = B.launch("k", "run", "g", "dim3(32)");
  Launch &Y = A.launch("k", "run", "g", "dim3(32, 4)");
  X.BlockX = Y.BlockX = Expression::constant(32);
  Y.BlockY = Expression::constant(4);
  ASSERT_EQ(launches(B, A).size(), 1u);
  Y.BlockY = Expression::constant(1);
  EXPECT_TRUE(launches(B, A).empty());
}

TEST(LaunchDiff, RenamedLocalsOfTheSameFunctionAreNoChange) {
  SideBuilder B, A;
  B.host("run", "1");
  A.host("run", "1").TextHash = "renamed";
  B.launch("k", "run", "grid", "block");
  A.launch("k", "run", "blocks", "threads");
  EXPECT_TRUE(launches(B, A).empty());
  A.In.Graph.Nodes["run"].SemanticHash = "another meaning";
  EXPECT_EQ(launches(B, A).size(), 1u);
}

TEST(LaunchDiff, RenamedParametersOfTheSameFunctionAreNoChange) {
  SideBuilder B, A;
  B.host("run", "1");
  A.host("run", "1").TextHash = "renamed";
  Launch &X = B.launch("k", "run", "grid", "block");
  Launch &Y = A.launch("k", "run", "grid", "block");
  X.GridX = Expression::symbol("rows");
  Y.GridX = Expression::symbol("n");
  X.BlockX = cantFail(Expression::parse("min(rows, 4 * rows / N)"));
  Y.BlockX = cantFail(Expression::parse("min(n, 4 * n / M)"));
  EXPECT_TRUE(launches(B, A).empty());

  // What a function that it calls gives is not in its own hash.
  Y.BlockX = cantFail(Expression::parse("min(n, 8 * n / M)"));
  EXPECT_EQ(launches(B, A).size(), 1u);
  Y.BlockX = cantFail(Expression::parse("min(M, 4 * n / M)"));
  EXPECT_EQ(launches(B, A).size(), 1u);
}

TEST(LaunchDiff, AnInsertedLaunchDoesNotShiftTheOthers) {
  SideBuilder B, A;
  B.launch("k", "run", "1", "32");
  B.launch("k", "run", "2", "64");
  A.launch("k", "run", "9", "96");
  A.launch("k", "run", "1", "32");
  A.launch("k", "run", "2", "64");
  const auto L = launches(B, A);
  ASSERT_EQ(L.size(), 1u);
  EXPECT_EQ(L[0].Kind, ChangeKind::Added);
  EXPECT_EQ(L[0].After->Grid, "9");
  EXPECT_FALSE(L[0].Before.has_value());
}

TEST(LaunchDiff, ALaunchFollowsItsKernelThroughARename) {
  SideBuilder B, A;
  B.kernel("kernel1", "1");
  A.kernel("kernel2", "2");
  B.launch("kernel1", "run", "n", "128");
  A.launch("kernel2", "run", "n", "256");
  const auto L = launches(B, A);
  ASSERT_EQ(L.size(), 1u);
  EXPECT_EQ(L[0].Kind, ChangeKind::Modified);
}

TEST(LaunchDiff, ALaunchThatMovedToAnotherFunctionIsNotAChange) {
  SideBuilder B, A;
  B.launch("k", "run", "n", "128");
  A.launch("k", "other", "n", "128").Macro = "LAUNCH";
  EXPECT_TRUE(launches(B, A).empty());
}

Heuristic heuristic(const std::string &Large) {
  Heuristic H;
  H.Function = H.FunctionName = "run";
  H.Place = {"k.cu", 7};
  H.Decides = "block";
  H.Variable = "threads";
  H.Pieces = {{"n < 256", "1024"}, {"", Large}};
  H.Thresholds = {{"n < 256", "n", "256"}};
  return H;
}

TEST(HeuristicDiff, ChangedPiecesAreShownOnBothSides) {
  SideBuilder B, A;
  B.In.Heuristics = {heuristic("512")};
  A.In.Heuristics = {heuristic("256")};
  A.In.Heuristics[0].Thresholds.push_back({"n < 64", "n", "64"});
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Heuristics.size(), 1u);
  const HeuristicChange &H = C.Heuristics[0];
  EXPECT_EQ(H.Kind, ChangeKind::Modified);
  EXPECT_EQ(H.Before[1].Value, "512");
  EXPECT_EQ(H.After[1].Value, "256");
  ASSERT_EQ(H.Thresholds.size(), 2u);
  EXPECT_EQ(H.Thresholds[0].Where, "both");
  EXPECT_EQ(H.Thresholds[1].Where, "after");
}

TEST(HeuristicDiff, LayoutIsNoChange) {
  SideBuilder B, A;
  B.In.Heuristics = {heuristic("n + 1")};
  A.In.Heuristics = {heuristic("n+1")};
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(HeuristicDiff, AnAddedHeuristicStandsAlone) {
  SideBuilder B, A;
  A.In.Heuristics = {heuristic("256")};
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Heuristics.size(), 1u);
  EXPECT_EQ(C.Heuristics[0].Kind, ChangeKind::Added);
  EXPECT_TRUE(C.Heuristics[0].Before.empty());
}

} // namespace
