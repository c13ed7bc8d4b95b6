//===- ProposeEntriesTest.cpp - Which pairs are proposed, and why ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Inventories.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

struct Proposal {
  std::vector<EntryPair> Pairs;
  std::string WhyNone;
};

Proposal propose(const SideBuilder &Before, const SideBuilder &After,
                 const ChangeSet &Changes, const ClaimSet &Claims = {},
                 const PlanOverrides &Overrides = {}) {
  Proposal P;
  P.Pairs = proposeEntries(Before.Inv, After.Inv, Changes, Claims, Overrides,
                           P.WhyNone);
  return P;
}

ChangeSet kernels(std::vector<KernelChange> Kernels) {
  ChangeSet C;
  C.Kernels = std::move(Kernels);
  return C;
}

bool contains(const std::vector<std::string> &Texts, StringRef Part) {
  return any_of(Texts, [&](StringRef T) { return T.contains(Part); });
}

} // namespace

TEST(ProposeEntries, LauncherThatDoesNothingElseGoesFirst) {
  Proposal P =
      propose(normSide(), normSide(), kernels({changed("norm_kernel")}));
  ASSERT_EQ(P.Pairs.size(), 2U);
  const EntryPair &First = P.Pairs[0];
  EXPECT_EQ(First.Name, "norm");
  EXPECT_EQ(First.After.Kind, EntryKind::Launcher);
  EXPECT_EQ(First.After.Spelling, "norm");
  EXPECT_EQ(First.After.Unit, "a.cu");
  EXPECT_EQ(First.After.Parameters,
            (std::vector<std::string>{"out", "inp", "N", "C"}));
  EXPECT_EQ(
      First.After.ParameterTypes,
      (std::vector<std::string>{"float *", "const float *", "int", "int"}));
  EXPECT_EQ(First.Before.Reaches, std::vector<std::string>{"norm_kernel"});
  EXPECT_NE(First.Why.find("nothing costly"), std::string::npos) << First.Why;
  EXPECT_EQ(P.Pairs[1].After.Kind, EntryKind::Kernel);
  EXPECT_TRUE(contains(First.Alternatives, "kernel `norm_kernel`"));
}

TEST(ProposeEntries, LibraryCallsInTheLauncherLeaveTheKernelAlone) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After})
    S->at("norm").CostlyCalls = {"cublasSgemm"};
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_GE(P.Pairs.size(), 2U);
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
  EXPECT_TRUE(contains(P.Pairs[0].NotMeasured, "cublasSgemm"));
}

TEST(ProposeEntries, ErrorHandlersAreNoCost) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After})
    S->at("norm").CostlyCalls = {"exit", "printf"};
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Launcher);

  for (SideBuilder *S : {&Before, &After})
    S->at("norm").CostlyCalls = {"printf"};
  P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
}

TEST(ProposeEntries, OtherKernelsInTheLauncherHideTheChangedOne) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->kernel("other", {});
    S->kernel("another", {});
    S->launch("norm", "other", "N", "256");
    S->launch("norm", "another", "N", "256");
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
}

TEST(ProposeEntries, TensorsAreNamedInTheRefusalAndTheSliceServes) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After})
    S->at("norm").Parameters = {opaque("input", "torch::Tensor &")};
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_EQ(P.Pairs.size(), 1U);
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
  EXPECT_TRUE(contains(P.Pairs[0].Alternatives,
                       "parameter `input` of type `torch::Tensor &`"));
}

TEST(ProposeEntries, NothingCallableSaysWhyForEachCandidate) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->at("norm").Parameters = {opaque("input", "torch::Tensor &")};
    S->Inv.Launches[0].Slice = LaunchSlice();
    S->Inv.Launches[0].Slice.WhyNot = "`input` is no plain value";
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_NE(P.WhyNone.find("`input` of type `torch::Tensor &`"),
            std::string::npos)
      << P.WhyNone;
  EXPECT_NE(P.WhyNone.find("`input` is no plain value"), std::string::npos)
      << P.WhyNone;
}

TEST(ProposeEntries, ChangedLaunchPicksTheLauncher) {
  SideBuilder Before = normSide(), After = normSide();
  After.Inv.Launches[0].Grid = After.Inv.Launches[0].Slice.Grid = "N/2";
  ChangeSet C;
  LaunchChange L;
  L.Kernel = "norm_kernel";
  L.Function = "norm";
  L.Before = LaunchConfiguration{"N", "256", "", ""};
  L.After = LaunchConfiguration{"N/2", "256", "", ""};
  L.BeforeIndex = L.AfterIndex = 0;
  C.Launches = {L};
  Proposal P = propose(Before, After, C);
  ASSERT_EQ(P.Pairs.size(), 2U);
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Launcher);
  EXPECT_EQ(P.Pairs[0].After.Reaches, std::vector<std::string>{"norm_kernel"});
  EXPECT_EQ(P.Pairs[1].After.Slice.Grid, "N/2");
  EXPECT_EQ(P.Pairs[1].Before.Slice.Grid, "N");
}

TEST(ProposeEntries, ChangedHeuristicPicksTheFunctionThatDecides) {
  ChangeSet C;
  HeuristicChange H;
  H.Function = "norm";
  H.File = "a.cu";
  H.Decides = "block";
  C.Heuristics = {H};
  Proposal P = propose(normSide(), normSide(), C);
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Launcher);
  EXPECT_NE(P.Pairs[0].Why.find("choice of block"), std::string::npos);
  // The texts of the launch are the same on both sides: a repeated launch
  // would compare a thing with itself.
  EXPECT_EQ(P.Pairs.size(), 1U);
}

TEST(ProposeEntries, NewVariantIsPairedWithItsSibling) {
  SideBuilder Before, After;
  std::vector<ParameterModel> Q = {buffer("out", ParameterRole::Output, "N"),
                                   integer("N")};
  for (SideBuilder *S : {&Before, &After})
    for (const char *Digit : {"1", "2", "3", "4"}) {
      if (S == &Before && *Digit == '4')
        continue;
      S->kernel(std::string("softmax_kernel") + Digit, Q);
      S->function(std::string("softmax_forward") + Digit, Q);
      S->launch(std::string("softmax_forward") + Digit,
                std::string("softmax_kernel") + Digit, "N", "256");
    }
  Proposal P = propose(
      Before, After, kernels({changed("softmax_kernel4", ChangeKind::Added)}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Name, "softmax_forward4");
  EXPECT_EQ(P.Pairs[0].Before.Name, "softmax_forward3");
  EXPECT_NE(P.Pairs[0].Why.find("sibling"), std::string::npos);
  EXPECT_FALSE(P.Pairs[0].ByLikeness);
}

TEST(ProposeEntries, ANewKernelOfAnotherNameIsPairedByLikeness) {
  SideBuilder Before, After;
  std::vector<ParameterModel> Q = {buffer("out", ParameterRole::Output, "N"),
                                   integer("N")};
  for (SideBuilder *S : {&Before, &After})
    for (const char *Name : {"blake_hash", "blakeKeccak_hash"}) {
      if (S == &Before && StringRef(Name).contains("Keccak"))
        continue;
      S->kernel(std::string(Name) + "_gpu", Q);
      S->function(Name, Q);
      S->launch(Name, std::string(Name) + "_gpu", "N", "256");
    }
  Proposal P =
      propose(Before, After,
              kernels({changed("blakeKeccak_hash_gpu", ChangeKind::Added)}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Before.Name, "blake_hash");
  EXPECT_TRUE(P.Pairs[0].ByLikeness);
}

TEST(ProposeEntries, NewVariantGoesBeforeSmallChangesOfOlderOnes) {
  SideBuilder Before, After;
  std::vector<ParameterModel> Q = {buffer("out", ParameterRole::Output, "N"),
                                   integer("N")};
  for (SideBuilder *S : {&Before, &After}) {
    S->kernel("query_key_kernel1", Q);
    S->function("attention1", Q);
    S->launch("attention1", "query_key_kernel1", "N", "256");
  }
  // The kernels have other names: only the functions show what belongs
  // together.
  After.kernel("online_softmax", Q);
  After.function("attention2", Q);
  After.launch("attention2", "online_softmax", "N", "256");
  ChangeSet C = kernels({changed("query_key_kernel1"),
                         changed("online_softmax", ChangeKind::Added)});
  FunctionChange F;
  F.Name = F.QualifiedName = "attention2";
  F.Kind = ChangeKind::Added;
  F.After = "f:attention2";
  C.Functions = {F};
  Proposal P = propose(Before, After, C);
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Before.Name, "attention1");
  EXPECT_EQ(P.Pairs[0].After.Name, "attention2");
  EXPECT_EQ(P.Pairs[0].After.Reaches,
            std::vector<std::string>{"online_softmax"});
}

TEST(ProposeEntries, NumberThatChoosesTheVariantCannotPairSiblings) {
  SideBuilder Before, After;
  std::vector<ParameterModel> Q = {buffer("out", ParameterRole::Output, "N"),
                                   integer("N")};
  for (SideBuilder *S : {&Before, &After}) {
    S->function("softmax", {integer("kernel_num"), Q[0], Q[1]});
    for (const char *Digit : {"1", "2"}) {
      if (S == &Before && *Digit == '2')
        continue;
      S->kernel(std::string("softmax_kernel") + Digit, Q);
      S->function(std::string("softmax_forward") + Digit, Q);
      S->launch(std::string("softmax_forward") + Digit,
                std::string("softmax_kernel") + Digit, "N", "256");
      S->call("softmax", std::string("softmax_forward") + Digit, {"out", "N"});
    }
  }
  Proposal P = propose(
      Before, After, kernels({changed("softmax_kernel2", ChangeKind::Added)}));
  ASSERT_FALSE(P.Pairs.empty());
  for (const EntryPair &E : P.Pairs)
    EXPECT_NE(E.Name, "softmax");
  EXPECT_TRUE(contains(P.Pairs[0].Alternatives, "same variant"));
}

TEST(ProposeEntries, FusedKernelIsComparedThroughTheCommonCaller) {
  SideBuilder Before, After;
  std::vector<ParameterModel> Q = {buffer("out", ParameterRole::Output, "N"),
                                   integer("N")};
  for (SideBuilder *S : {&Before, &After})
    S->function("block", Q);
  for (const char *Name : {"add_residual", "rms"}) {
    Before.kernel(std::string(Name) + "_kernel", Q);
    Before.function(Name, Q);
    Before.launch(Name, std::string(Name) + "_kernel", "N", "256");
    Before.call("block", Name, {"out", "N"});
  }
  After.kernel("joint_kernel", Q);
  After.function("joint", Q);
  After.launch("joint", "joint_kernel", "N", "256");
  After.call("block", "joint", {"out", "N"});
  ChangeSet C = kernels({changed("joint_kernel", ChangeKind::Added),
                         changed("add_residual_kernel", ChangeKind::Removed),
                         changed("rms_kernel", ChangeKind::Removed)});
  Proposal P = propose(Before, After, C);
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Name, "block");
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Caller);
  EXPECT_EQ(P.Pairs[0].Before.Reaches,
            (std::vector<std::string>{"add_residual_kernel", "rms_kernel"}));

  // Without a caller that both sides have, nothing says what replaces what.
  Before.Inv.Calls.clear();
  P = propose(Before, After, C);
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_NE(P.WhyNone.find("did launch one of the old kernels"),
            std::string::npos)
      << P.WhyNone;
}

TEST(ProposeEntries, CallerServesWhereTheLaunchersDiffer) {
  SideBuilder Before = normSide(), After = normSide();
  After.at("norm").Parameters.push_back(opaque("plan", "const Plan &"));
  After.Inv.Launches[0].Slice.Usable = false;
  for (SideBuilder *S : {&Before, &After}) {
    S->function("layer", {buffer("out", ParameterRole::Output, "N*C"),
                          buffer("inp", ParameterRole::Input, "N*C"),
                          integer("N"), integer("C")});
    S->call("layer", "norm", {"out", "inp", "N", "C"});
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_EQ(P.Pairs.size(), 1U);
  EXPECT_EQ(P.Pairs[0].Name, "layer");
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Caller);
  EXPECT_EQ(P.Pairs[0].After.Reaches, std::vector<std::string>{"norm_kernel"});
}

TEST(ProposeEntries, GlobalThatOnlyMainSetsIsRefused) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After})
    S->at("norm").Globals = {{"g_table", "float *", "", false, {"a.cu", 3}}};
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_EQ(P.Pairs.size(), 1U);
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
  EXPECT_TRUE(contains(P.Pairs[0].Alternatives, "global `g_table`"));
}

TEST(ProposeEntries, HandlesAndDevicePropertiesCanBeSet) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After})
    S->at("norm").Globals = {{"deviceProp", "cudaDeviceProp", "", false, {}},
                             {"cuda_num_SMs", "int", "", false, {}},
                             {"table_size", "const int", "12", true, {}}};
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Launcher);
  EXPECT_EQ(P.Pairs[0].After.Globals.size(), 3U);
}

TEST(ProposeEntries, MembersMainAndUninstantiatedTemplatesAreRefused) {
  for (int Case = 0; Case < 2; ++Case) {
    SideBuilder Before = normSide(), After = normSide();
    for (SideBuilder *S : {&Before, &After}) {
      S->at("norm").IsMember = Case == 0;
      S->at("norm").IsTemplate = Case == 1;
    }
    Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
    ASSERT_EQ(P.Pairs.size(), 1U);
    EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
    EXPECT_TRUE(contains(P.Pairs[0].Alternatives,
                         Case ? "template" : "member function"));
  }
}

TEST(ProposeEntries, InstantiatedTemplateIsNamedWithItsArguments) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->at("norm").IsTemplate = true;
    S->at("norm").Spelling = "norm<float>";
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Spelling, "norm<float>");
}

TEST(ProposeEntries, ClaimDecidesBetweenKernels) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->kernel("bias_kernel", S->Inv.Kernels[0].Parameters);
    S->function("bias", S->Inv.Kernels[0].Parameters);
    S->launch("bias", "bias_kernel", "N", "256");
  }
  ChangeSet C = kernels({changed("bias_kernel"), changed("norm_kernel")});
  ClaimSet Claims;
  Claims.Claims.emplace_back();
  Claims.Claims[0].Text = "speed up the norm kernel by 45%";
  Proposal P = propose(Before, After, C, Claims);
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Name, "norm");
  EXPECT_TRUE(contains(P.Pairs[0].NotMeasured, "bias_kernel"));
  Claims.Claims[0].Text = "speed up the bias kernel by 45%";
  P = propose(Before, After, C, Claims);
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Name, "bias");
}

TEST(ProposeEntries, ChangedBodyGoesBeforeCodeThatStayedTheSame) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->kernel("bias_kernel", S->Inv.Kernels[0].Parameters);
    S->function("bias", S->Inv.Kernels[0].Parameters);
    S->launch("bias", "bias_kernel", "N", "256");
  }
  ChangeSet C = kernels({changed("norm_kernel"), changed("bias_kernel")});
  C.Kernels[0].Code = CodeComparison::Same;
  Proposal P = propose(Before, After, C);
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Name, "bias");
}

TEST(ProposeEntries, UserNamesTheEntry) {
  PlanOverrides O;
  O.Entry = "norm_kernel";
  Proposal P =
      propose(normSide(), normSide(), kernels({changed("norm_kernel")}), {}, O);
  ASSERT_EQ(P.Pairs.size(), 1U);
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
  O.Entry = "conv";
  P = propose(normSide(), normSide(), kernels({changed("norm_kernel")}), {}, O);
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_EQ(P.WhyNone,
            "no entry is called `conv`; there is `norm` and `norm_kernel`");
}

TEST(ProposeEntries, HeaderIsReachedThroughTheUnitThatIncludesIt) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->at("norm").Place.File = "inc/norm.cuh";
    S->Inv.UnitFiles = {{"a.cu", {"inc/norm.cuh"}},
                        {"z/main.cpp", {"inc/norm.cuh"}}};
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].After.Unit, "a.cu");
}

TEST(ProposeEntries, RenamedVariableOfASliceIsOneVariable) {
  SideBuilder Before = normSide(), After = normSide();
  Launch &L = Before.Inv.Launches[0];
  L.Slice.Variables[2].Name = "rows";
  L.Slice.Arguments[2] = "rows";
  L.Slice.Grid = "rows";
  L.Slice.Variables[0].Extent = formula("rows*C");
  Before.at("norm").IsMember = true;
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_EQ(P.Pairs.size(), 1U);
  const EntryPair &E = P.Pairs[0];
  EXPECT_EQ(E.Variables.size(), 4U);
  EXPECT_EQ(E.Before.Parameters[2], "N");
  EXPECT_EQ(E.Before.Slice.Variables[2].Name, "rows");
  EXPECT_EQ(E.Variables[0].Extent->str(), "N * C");
}

TEST(ProposeEntries, OneBufferCannotBeTwoTypes) {
  SideBuilder Before = normSide(), After = normSide();
  auto Halve = [](ParameterModel &P) {
    P.Type = "__half *";
    P.ElementType = "__half";
    P.Element = ElementKind::Float16;
    P.ElementSize = 2;
  };
  Halve(After.at("norm").Parameters[0]);
  Halve(After.Inv.Launches[0].Slice.Variables[0]);
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_NE(P.WhyNone.find("`out` is `float *` before and `__half *` after"),
            std::string::npos)
      << P.WhyNone;
}

TEST(ProposeEntries, MemoryOfTheHostIsNotMade) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    ParameterModel Host = buffer("host", ParameterRole::Output);
    Host.Because = {{"index in `cudaMemcpy(host, out, 4, "
                     "cudaMemcpyDeviceToHost`",
                     {}}};
    S->at("norm").Parameters.push_back(Host);
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_EQ(P.Pairs.size(), 1U);
  EXPECT_EQ(P.Pairs[0].After.Kind, EntryKind::Kernel);
  EXPECT_TRUE(contains(P.Pairs[0].Alternatives, "memory of the host"));
}

TEST(ProposeEntries, ResultsThatNobodySeesCannotBeCompared) {
  SideBuilder Before = normSide(), After = normSide();
  for (SideBuilder *S : {&Before, &After}) {
    S->at("norm").Parameters[0] = buffer("out", ParameterRole::Input, "N*C");
    S->Inv.Launches[0].Slice.Variables[0] =
        buffer("out", ParameterRole::Input, "N*C");
  }
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_NE(P.WhyNone.find("results cannot be compared"), std::string::npos);
}

TEST(ProposeEntries, NoChangeIsSaid) {
  Proposal P = propose(normSide(), normSide(), {});
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_EQ(P.WhyNone, "nothing that decides machine code changed");
}

TEST(ProposeEntries, NewKernelWithoutASiblingIsSaid) {
  SideBuilder Before = normSide(), After = normSide();
  After.kernel("conv_winograd", {integer("q")}, "b.cu");
  Proposal P = propose(Before, After,
                       kernels({changed("conv_winograd", ChangeKind::Added)}));
  EXPECT_TRUE(P.Pairs.empty());
  EXPECT_NE(P.WhyNone.find("no counterpart in the parent"), std::string::npos)
      << P.WhyNone;
}

TEST(ProposeEntries, ConflictingExtentsTakeTheLarger) {
  SideBuilder Before = normSide(), After = normSide();
  Before.at("norm").Parameters[0].Extent = formula("N*C + 32");
  Proposal P = propose(Before, After, kernels({changed("norm_kernel")}));
  ASSERT_FALSE(P.Pairs.empty());
  EXPECT_EQ(P.Pairs[0].Variables[0].Extent->evaluate({{"N", 2}, {"C", 3}}), 38);
}

TEST(ProposeEntries, OfEntriesThatAreAlikeTheOneOfTheClaimedTypeGoesFirst) {
  SideBuilder Side;
  for (bool Half : {false, true}) {
    const std::string Suffix = Half ? "_h" : "_f";
    ParameterModel Data = buffer("data", ParameterRole::InOut, "n");
    if (Half) {
      Data.Type = "__half *";
      Data.ElementType = "__half";
    }
    Side.kernel("scale" + Suffix, {Data, integer("n")});
    Side.function("launch" + Suffix, {Data, integer("n")});
    Side.launch("launch" + Suffix, "scale" + Suffix, "n / 256", "256");
  }
  const ChangeSet Changes = kernels({changed("scale_f"), changed("scale_h")});
  EXPECT_EQ(propose(Side, Side, Changes).Pairs.at(0).Name, "launch_f");
  Claim Said;
  Said.Speedup = 1.5;
  Said.Scope = {"fp16"};
  ClaimSet Claims;
  Claims.Claims = {Said};
  EXPECT_EQ(propose(Side, Side, Changes, Claims).Pairs.at(0).Name, "launch_h");
}
