//===- InventoryTest.cpp - Uniting graphs and inventories -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Inventory.h"
#include "gtest/gtest.h"

using namespace perfclaim;

static DeclNode node(const std::string &Identity, bool Defined,
                     const std::set<std::string> &Callees,
                     const std::string &Hash = "") {
  DeclNode Node;
  Node.Identity = Identity;
  Node.Defined = Defined;
  Node.SemanticHash = Hash;
  for (const std::string &Callee : Callees)
    Node.Edges.insert({EdgeKind::Calls, Callee});
  return Node;
}

static DeclGraph graph(const std::vector<DeclNode> &Nodes) {
  DeclGraph Graph;
  for (const DeclNode &Node : Nodes)
    Graph.Nodes[Node.Identity] = Node;
  return Graph;
}

TEST(DeclGraphTest, ClosureFollowsEdgesThroughCyclesAndOutOfTheGraph) {
  DeclGraph G = graph({node("k", true, {"f"}), node("f", true, {"g", "k"}),
                       node("g", true, {"outside"}), node("other", true, {})});
  EXPECT_EQ(G.closure("k"), (std::set<std::string>{"k", "f", "g", "outside"}));
  EXPECT_EQ(G.closure("nowhere"), (std::set<std::string>{"nowhere"}));
}

TEST(DeclGraphTest, MergeLetsTheDefinitionWinAndUnitesEdges) {
  DeclGraph G = graph({node("f", false, {"a"}, "declared")});
  G.merge(graph({node("f", true, {"b"}, "defined"), node("g", true, {})}));
  ASSERT_NE(G.find("f"), nullptr);
  EXPECT_EQ(G.find("f")->SemanticHash, "defined");
  EXPECT_EQ(G.find("f")->Edges.size(), 2U);
  EXPECT_NE(G.find("g"), nullptr);
  EXPECT_EQ(G.find("h"), nullptr);

  DeclGraph Reverse = graph({node("f", true, {"b"}, "defined")});
  Reverse.merge(graph({node("f", false, {"a"}, "declared")}));
  EXPECT_EQ(Reverse.find("f")->SemanticHash, "defined");
  EXPECT_TRUE(Reverse.find("f")->Defined);
}

static Launch launch(const std::string &Kernel, unsigned Line,
                     const std::string &Grid = "g") {
  Launch L;
  L.Kernel = Kernel;
  L.KernelName = Kernel.empty() ? "k" : Kernel;
  L.Function = "f";
  L.Place = {"a.cu", Line};
  L.Grid = Grid;
  return L;
}

static HostFunction function(const std::string &Identity, unsigned Line,
                             std::vector<unsigned> Launches) {
  HostFunction F;
  F.Identity = F.Name = Identity;
  F.Place = {"a.cu", Line};
  F.Launches = std::move(Launches);
  return F;
}

static std::vector<unsigned> launchLines(const Inventory &I,
                                         const std::string &Function) {
  std::vector<unsigned> Lines;
  for (unsigned Index : I.findFunction(Function)->Launches)
    Lines.push_back(I.Launches.at(Index).Place.Line);
  return Lines;
}

TEST(InventoryTest, MergeRenumbersLaunches) {
  Inventory A, B;
  A.Launches = {launch("k2", 20), launch("k3", 30)};
  A.Functions = {function("f", 5, {0}), function("g", 6, {1})};
  B.Launches = {launch("k1", 10), launch("k2", 20)};
  B.Functions = {function("f", 5, {0, 1}), function("h", 1, {0})};
  A.merge(B);
  ASSERT_EQ(A.Launches.size(), 3U);
  EXPECT_EQ(A.Launches[0].Kernel, "k1");
  EXPECT_EQ(launchLines(A, "f"), (std::vector<unsigned>{10, 20}));
  EXPECT_EQ(launchLines(A, "g"), (std::vector<unsigned>{30}));
  EXPECT_EQ(launchLines(A, "h"), (std::vector<unsigned>{10}));
  ASSERT_EQ(A.Functions.size(), 3U);
  EXPECT_EQ(A.Functions[0].Identity, "h") << "sorted by line";
}

TEST(InventoryTest, MergingTwiceChangesNothing) {
  Inventory A;
  A.Launches = {launch("k", 10), launch("k", 10), launch("k", 10, "h")};
  A.Functions = {function("f", 5, {0, 1, 2})};
  A.Calls = {{"f", "f", "g", {"a.cu", 7}, {"1"}, {1}, {}, {}}};
  A.Notes = {{Severity::Warning, "a.cu", 3, "odd"}};
  A.UnitFiles = {{"a.cu", {"a.cu", "b.h"}}};
  Kernel K;
  K.Identity = "k";
  K.Instantiations = {"float"};
  A.Kernels = {K};
  const Inventory Once = A;
  A.merge(Once);
  EXPECT_EQ(A, Once);
}

TEST(InventoryTest, MergeUnitesAnUnresolvedLaunchWithTheResolvedOne) {
  Inventory A, B;
  A.Launches = {launch("", 10)};
  B.Launches = {launch("k", 10)};
  B.Launches[0].GridX = Expression::symbol("n");
  B.Launches[0].Slice.Usable = true;
  A.merge(B);
  ASSERT_EQ(A.Launches.size(), 1U);
  EXPECT_EQ(A.Launches[0].Kernel, "k");
  ASSERT_TRUE(A.Launches[0].GridX);
  EXPECT_EQ(A.Launches[0].GridX->str(), "n");
  EXPECT_TRUE(A.Launches[0].Slice.Usable);
}

TEST(InventoryTest, MergeKeepsTwoKernelsOfOneLaunchLine) {
  Inventory A, B;
  A.Launches = {launch("k1", 10)};
  B.Launches = {launch("k2", 10)};
  A.merge(B);
  EXPECT_EQ(A.Launches.size(), 2U);
}

TEST(InventoryTest, MergeUnitesKernels) {
  Kernel K;
  K.Identity = "k";
  K.Instantiations = {"float", "int"};
  K.Code = {{"sm_80", "1"}};
  ParameterModel P;
  P.Name = "x";
  P.Read = true;
  K.Parameters = {P};
  Inventory A, B;
  A.Kernels = {K};
  K.Instantiations = {"double", "float"};
  K.Code = {{"sm_80", "other"}, {"sm_90", "2"}};
  K.Parameters[0].Read = false;
  K.Parameters[0].Written = true;
  K.Parameters[0].Extent = Expression::symbol("n");
  K.Parameters[0].ExtentConfidence = Confidence::Likely;
  K.MaxThreads = 256;
  B.Kernels = {K};
  A.merge(B);
  ASSERT_EQ(A.Kernels.size(), 1U);
  const Kernel &United = *A.findKernel("k");
  EXPECT_EQ(United.Instantiations,
            (std::vector<std::string>{"double", "float", "int"}));
  EXPECT_EQ(United.Code.at("sm_80"), "1");
  EXPECT_EQ(United.Code.at("sm_90"), "2");
  EXPECT_TRUE(United.Parameters[0].Read && United.Parameters[0].Written);
  ASSERT_TRUE(United.Parameters[0].Extent);
  EXPECT_EQ(United.Parameters[0].Extent->str(), "n");
  EXPECT_EQ(United.MaxThreads, 256);
}
