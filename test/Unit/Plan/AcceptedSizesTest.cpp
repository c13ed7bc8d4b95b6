//===- AcceptedSizesTest.cpp - Sizes that both sides can launch -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Constraints.h"
#include "Inventories.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

BenchmarkPlan planOf(const Inventory &Before, const Inventory &After,
                     const std::string &Kernel) {
  ChangeSet Changes;
  Changes.Kernels = {changed(Kernel)};
  std::string Why;
  std::vector<EntryPair> Pairs =
      proposeEntries(Before, After, Changes, {}, {}, Why);
  EXPECT_FALSE(Pairs.empty()) << Why;
  return Pairs.empty()
             ? BenchmarkPlan()
             : makePlan({}, Before, After, Changes, {}, {}, Pairs.front());
}

BenchmarkPlan planOf(const SideBuilder &Side, const std::string &Kernel) {
  return planOf(Side.Inv, Side.Inv, Kernel);
}

} // namespace

TEST(AcceptedSizes, WhoAsksForNoSharedMemoryGetsTheUsualAmount) {
  SideBuilder Side = normSide();
  Side.Inv.Launches[0].SharedBytes = formula("8*C");
  for (const Workload &W : planOf(Side, "norm_kernel").Workloads)
    EXPECT_LE(8 * W.Integers.at("C"), 48 * 1024) << W.Name;
  // As Clang names a template of the toolkit.
  DeclNode Node;
  Node.Identity = "f:norm";
  Node.Edges = {{EdgeKind::Calls, "c:@FT@>1#TcudaFuncSetAttribute#*t0.0"}};
  Side.Inv.Graph.Nodes["f:norm"] = Node;
  EXPECT_TRUE(
      any_of(planOf(Side, "norm_kernel").Workloads, [](const Workload &W) {
        return 8 * W.Integers.at("C") > 48 * 1024;
      }));
}

TEST(AcceptedSizes, ASizeThatMakesBlocksTooLargeIsHalved) {
  SideBuilder Side = normSide();
  Side.Inv.Launches[0].BlockX = formula("32");
  Side.Inv.Launches[0].BlockY = formula("C");
  const BenchmarkPlan Plan = planOf(Side, "norm_kernel");
  EXPECT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads) {
    EXPECT_LE(W.Integers.at("C"), 32) << W.Name;
    if (W.For == Workload::Purpose::Measure)
      EXPECT_GE(W.Integers.at("N"), 16) << "the other size stays as it was";
  }
}

TEST(AcceptedSizes, TheLastIndexIsNoDivisionThatComesOutEven) {
  SideBuilder Side = normSide();
  Side.Inv.Launches[0].BlockX = formula("C");
  // As of `inp[row / C]`, whose last row is N * C - 4.
  Side.at("norm_kernel").Parameters[1].Extent =
      formula("(4 * (N * C / 4) - 4) / C / 7 + 1");
  const BenchmarkPlan Plan = planOf(Side, "norm_kernel");
  EXPECT_GE(Plan.Workloads.size(), 3U);
  for (const Note &N : Plan.Notes)
    EXPECT_EQ(N.Text.find("no usual size"), std::string::npos) << N.Text;
}

TEST(AcceptedSizes, TheOnlyCallerDemandsItForItsCallee) {
  SideBuilder Side = normSide();
  Side.function("op", {integer("rows"), integer("cols")}).Preconditions = {
      "ASSERT(cols <= 64 && \"columns\")", "ASSERT(depth > 1)",
      "if (rows % 3 != 0) return"};
  Side.call("op", "norm", {"out", "inp", "rows", "cols"});
  const std::vector<std::string> Demands =
      demandsOfCaller(Side.Inv, Side.at("norm"));
  ASSERT_EQ(Demands.size(), 2U);
  EXPECT_EQ(Demands[0], "ASSERT(C <= 64)");
  EXPECT_EQ(Demands[1], "if (N % 3 != 0) return");
  for (const Workload &W : planOf(Side, "norm_kernel").Workloads) {
    EXPECT_LE(W.Integers.at("C"), 64) << W.Name;
    EXPECT_EQ(W.Integers.at("N") % 3, 0) << W.Name;
  }
  // Another caller may not.
  Side.call("main", "norm", {"a", "b", "4", "128"});
  EXPECT_TRUE(demandsOfCaller(Side.Inv, Side.at("norm")).empty());
}

TEST(AcceptedSizes, WhatIsTheWidthOfABlockCountsThreads) {
  SideBuilder Side;
  std::vector<ParameterModel> P = {buffer("out", ParameterRole::Output, "n"),
                                   buffer("inp", ParameterRole::Input, "n"),
                                   integer("n"), integer("bs")};
  P[3].SeenValues = {64};
  Side.kernel("scale_kernel", P);
  Side.function("scale", P);
  Side.launch("scale", "scale_kernel", "ceil_div(n, bs)", "bs");
  for (const Workload &W : planOf(Side, "scale_kernel").Workloads)
    EXPECT_EQ(W.Integers.at("bs"), 64) << W.Name;
}

TEST(AcceptedSizes, ASquareOfThreadsFitsIntoABlock) {
  SideBuilder Side = normSide();
  Side.at("norm").Parameters.push_back(integer("per_fit"));
  Side.Inv.Launches[0].BlockX = formula("per_fit");
  Side.Inv.Launches[0].BlockY = formula("per_fit");
  const BenchmarkPlan Plan = planOf(Side, "norm_kernel");
  EXPECT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads)
    EXPECT_EQ(W.Integers.at("per_fit"), 32) << W.Name;
}

TEST(AcceptedSizes, PropertiesOfTheDeviceAreNoSizes) {
  SideBuilder Side;
  std::vector<ParameterModel> P = {buffer("out", ParameterRole::Output, "n"),
                                   buffer("inp", ParameterRole::Input, "n"),
                                   integer("n"),
                                   integer("cuda_num_SMs", ParameterRole::Size),
                                   integer("cuda_threads_per_SM")};
  Side.kernel("scale_kernel", P);
  Side.function("scale", P);
  Side.launch("scale", "scale_kernel", "cuda_num_SMs", "256");
  for (const Workload &W : planOf(Side, "scale_kernel").Workloads) {
    EXPECT_EQ(W.Integers.at("cuda_num_SMs"), 132) << W.Name;
    EXPECT_EQ(W.Integers.at("cuda_threads_per_SM"), 2048) << W.Name;
  }
}

TEST(AcceptedSizes, ALaunchThatIsNotMadeLimitsNobody) {
  SideBuilder Side = normSide();
  Side.kernel("small_kernel", Side.at("norm").Parameters).MaxThreads = 32;
  Side.launch("norm", "small_kernel", "N", "32");
  std::swap(Side.Inv.Launches[0], Side.Inv.Launches[1]);
  BranchArm Small{"if (C < 8)", "then", {formula("C < 8")}};
  Side.Inv.Launches[0].At.Branches = {Small};
  const BenchmarkPlan Plan = planOf(Side, "norm_kernel");
  EXPECT_GE(Plan.Workloads.size(), 3U);
  for (const Note &N : Plan.Notes)
    EXPECT_EQ(N.Text.find("no usual size"), std::string::npos) << N.Text;
}

TEST(AcceptedSizes, WhatIsCheckedInOneArmIsAskedForThere) {
  const std::map<std::string, SizeKind> Kinds = {{"n", SizeKind::Count},
                                                 {"mode", SizeKind::Other}};
  const KnownNames Known{Kinds, {}};
  Constraints Rules;
  addPrecondition("where (mode == 2) assert(n % 96 == 0)", Known, Rules);
  addPrecondition("unless (mode == 2) assert(n == 1)", Known, Rules);
  addPrecondition("where (p != NULL) assert(n == 7)", Known, Rules);
  EXPECT_TRUE(Rules.holds({{"mode", 2}, {"n", 192}}));
  EXPECT_FALSE(Rules.holds({{"mode", 2}, {"n", 1}}));
  EXPECT_TRUE(Rules.holds({{"mode", 1}, {"n", 1}}));
  EXPECT_FALSE(Rules.holds({{"mode", 1}, {"n", 192}}));
}

TEST(AcceptedSizes, OneOfTheChangedLaunchesIsMade) {
  SideBuilder Side = normSide();
  Side.at("norm").Parameters.push_back(integer("state"));
  Side.at("norm").Parameters.push_back(integer("unit"));
  Side.launch("norm", "norm_kernel", "N", "128");
  const Expression Plain = formula("unit != 1");
  Side.Inv.Launches[0].At.Branches = {
      {"if (unit != 1)", "then", {Plain}},
      {"if (state == 128)", "then", {formula("state == 128")}}};
  Side.Inv.Launches[1].At.Branches = {
      {"if (unit != 1)", "then", {Plain}},
      {"if (state == 256)", "then", {formula("state == 256")}}};
  const BenchmarkPlan Plan = planOf(Side, "norm_kernel");
  EXPECT_GE(Plan.Workloads.size(), 3U);
  for (const Workload &W : Plan.Workloads) {
    EXPECT_EQ(W.Integers.at("state") % 128, 0) << W.Name;
    EXPECT_NE(W.Integers.at("unit"), 1) << W.Name;
    EXPECT_EQ(W.After.size(), 1U) << W.Name;
  }
}

TEST(AcceptedSizes, ALaunchForOneValueGoesBehindTheGeneralOne) {
  SideBuilder Side = normSide();
  Side.launch("norm", "norm_kernel", "2*N", "128");
  // The launcher cannot be called, so that the kernel's launches remain.
  GlobalUse G;
  G.Name = "scratch";
  G.Type = "float *";
  Side.at("norm").Globals = {G};
  EXPECT_EQ(planOf(Side, "norm_kernel").Entries[0].After.Slice.Grid, "N");
  Side.Inv.Launches[0].At.Branches = {{"if (blocks == 1)", "then", {}}};
  Side.Inv.Launches[1].At.Branches = {{"if (blocks == 1)", "else", {}}};
  EXPECT_EQ(planOf(Side, "norm_kernel").Entries[0].After.Slice.Grid, "2*N");
}

TEST(AcceptedSizes, AKernelOfAnotherUnitShowsItsOwnExtents) {
  SideBuilder Side;
  Side.kernel("sum_kernel",
              {buffer("result", ParameterRole::Output, "count"),
               buffer("parts", ParameterRole::Input, "count*size"),
               integer("size"), integer("count")},
              "kernels.cu");
  auto Unknown = [](const std::string &Name) {
    ParameterModel P = buffer(Name, ParameterRole::Unknown);
    P.Read = P.Written = false;
    return P;
  };
  const std::vector<ParameterModel> P = {Unknown("sums"), Unknown("subtotals"),
                                         integer("n_blocks"),
                                         integer("n_fits")};
  Side.function("fit", P).IsMember = true;
  Side.launch("fit", "sum_kernel", "ceil_div(n_fits, 256)", "256");
  const BenchmarkPlan Plan = planOf(Side, "sum_kernel");
  ASSERT_FALSE(Plan.Entries.empty());
  for (const ParameterModel &V : Plan.Entries[0].Variables) {
    if (V.Name == "sums")
      EXPECT_EQ(V.Role, ParameterRole::Output);
    if (V.Name == "subtotals") {
      EXPECT_EQ(V.Extent->str(), "n_fits * n_blocks");
      EXPECT_EQ(V.Role, ParameterRole::Input);
    }
  }
}
