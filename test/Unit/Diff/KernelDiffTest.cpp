//===- KernelDiffTest.cpp - Which kernels changed, and why ----------------===//
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

using Words = std::vector<std::string>;

TEST(KernelDiff, EqualSidesGiveNothing) {
  SideBuilder S;
  S.kernel("k", "1");
  S.device("d", "1");
  S.edge("k", EdgeKind::Calls, "d");
  S.launch("k", "run", "n / 256", "256");
  EXPECT_TRUE(diffInventories(S.In, S.In).empty());
}

TEST(KernelDiff, BodyIsTheReasonOfAnEditedKernel) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "2");
  const ChangeSet C = diffInventories(B.In, A.In);
  EXPECT_EQ(reasons(C), Words{"body"});
  EXPECT_EQ(C.Kernels[0].Kind, ChangeKind::Modified);
  EXPECT_EQ(C.Kernels[0].Before, "k");
  EXPECT_EQ(C.Kernels[0].After, "k");
}

TEST(KernelDiff, TextThatMeansTheSameIsNoChange) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "1").TextHash = "renamed locals";
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(KernelDiff, ACalleeAtAnyDepthIsNamed) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1");
    S->device("outer", "1");
    S->device("inner", S == &B ? "1" : "2");
    S->edge("k", EdgeKind::Calls, "outer");
    S->edge("outer", EdgeKind::Calls, "inner");
    S->edge("inner", EdgeKind::Calls, "outer"); // Recursion ends.
  }
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"callee:inner"});
}

TEST(KernelDiff, ACalleeThatIsNotReachedIsNoReason) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "1");
  B.device("d", "1");
  A.device("d", "2");
  const ChangeSet C = diffInventories(B.In, A.In);
  EXPECT_TRUE(C.Kernels.empty());
  ASSERT_EQ(C.Functions.size(), 1u);
  EXPECT_TRUE(C.Functions[0].Device);
}

TEST(KernelDiff, AnAddedCalleeIsNamedBesideTheBody) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "2");
  A.device("d", "1");
  A.edge("k", EdgeKind::Calls, "d");
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), (Words{"body", "callee:d"}));
}

TEST(KernelDiff, AnUndefinedCalleeSaysNothing) {
  // Its header is missing on one side: that is no change of the code.
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1");
    S->device("d", S == &B ? "1" : "2");
    S->edge("k", EdgeKind::Calls, "d");
  }
  B.In.Graph.Nodes["d"].Defined = false;
  EXPECT_TRUE(diffInventories(B.In, A.In).Kernels.empty());
}

TEST(KernelDiff, CodeOutsideOfTheRepositoryIsNotCompared) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1");
    S->device("cub", S == &B ? "1" : "2").InRepository = false;
    S->device("functor", S == &B ? "1" : "2");
    S->edge("k", EdgeKind::Calls, "cub");
  }
  EXPECT_TRUE(diffInventories(B.In, A.In).Kernels.empty());
  // But what it calls back is.
  for (SideBuilder *S : {&B, &A})
    S->edge("cub", EdgeKind::Calls, "functor");
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"callee:functor"});
}

TEST(KernelDiff, ConstantsAndTypesAreNamed) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    const std::string V = S == &B ? "1" : "2";
    S->kernel("k", "1");
    S->node("WIDTH", DeclKind::Variable, V);
    S->node("Params", DeclKind::Type, V);
    S->edge("k", EdgeKind::UsesConstant, "WIDTH");
    S->edge("k", EdgeKind::UsesType, "Params");
  }
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)),
            (Words{"constant:WIDTH", "type:Params"}));
}

TEST(KernelDiff, AMacroIsTheReasonWhereTheTextIsTheSame) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    const std::string V = S == &B ? "1" : "2";
    S->kernel("k", V).TextHash = "same";
    S->node("macro:TILE", DeclKind::Macro, V);
    S->node("macro:OTHER", DeclKind::Macro, "1");
    S->edge("k", EdgeKind::UsesMacro, "macro:TILE");
    S->edge("k", EdgeKind::UsesMacro, "macro:OTHER");
  }
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"macro:TILE"});
}

TEST(KernelDiff, AMacroThatExpandsToTheSameCodeIsNoReason) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1");
    S->node("macro:TILE", DeclKind::Macro, S == &B ? "1" : "2");
    S->edge("k", EdgeKind::UsesMacro, "macro:TILE");
  }
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(KernelDiff, AMacroInsideOfAMacroIsFound) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    const std::string V = S == &B ? "1" : "2";
    S->kernel("k", V).TextHash = "same";
    S->node("macro:OUTER", DeclKind::Macro, "1");
    S->node("macro:INNER", DeclKind::Macro, V);
    S->edge("k", EdgeKind::UsesMacro, "macro:OUTER");
    S->edge("macro:OUTER", EdgeKind::UsesMacro, "macro:INNER");
  }
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"macro:INNER"});
}

TEST(KernelDiff, AMacroUsedByACalleeIsNamedInsteadOfTheCallee) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    const std::string V = S == &B ? "1" : "2";
    S->kernel("k", "1");
    S->device("d", V).TextHash = "same";
    S->node("macro:TILE", DeclKind::Macro, V);
    S->edge("k", EdgeKind::Calls, "d");
    S->edge("d", EdgeKind::UsesMacro, "macro:TILE");
  }
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"macro:TILE"});
}

TEST(KernelDiff, LaunchBoundsAreToldFromOtherAttributes) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1").AttributeHash = S == &B ? "256" : "512";
    S->facts("k").MaxThreads = S == &B ? 256 : 512;
  }
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"launch_bounds"});
  A.facts("k").MaxThreads = 256;
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"attributes"});
}

TEST(KernelDiff, LaunchBoundsOfATemplateAreToldByTheirWords) {
  SideBuilder B, A;
  B.kernel("k", "1").AttributeHash = "bounds";
  B.facts("k").Attributes = {"__launch_bounds__(BlockSize)"};
  A.kernel("k", "1").AttributeHash = "none";
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"launch_bounds"});
}

TEST(KernelDiff, AnotherSignatureIsNotAlsoAnotherAttribute) {
  SideBuilder B, A;
  B.kernel("k", "1").AttributeHash = "of two parameters";
  DeclNode &N = A.kernel("k", "1");
  N.AttributeHash = "of three parameters";
  N.SignatureHash = "(float *, int)";
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"signature"});
}

TEST(KernelDiff, ANewInstantiationIsATemplateChange) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1");
    S->facts("k").Instantiations = {"float"};
  }
  A.facts("k").Instantiations.push_back("half");
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"template"});
  // A side without any may not have been read.
  B.facts("k").Instantiations.clear();
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(KernelDiff, FlagsThatDecideCodeAreAReason) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "1");
  B.In.UnitFlags["k.cu"] = {"-O3", "-Iold", "-DNAME"};
  A.In.UnitFlags["k.cu"] = {"-O3", "-Inew", "-DOTHER"};
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
  A.In.UnitFlags["k.cu"].push_back("--use_fast_math");
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"flags"});
  B.facts("k").Code["sm_80"] = A.facts("k").Code["sm_80"] = "same";
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(KernelDiff, ADefineExplainsAMeaningThatNoTextExplains) {
  SideBuilder B, A;
  B.kernel("k", "1").TextHash = "same";
  A.kernel("k", "2").TextHash = "same";
  B.In.UnitFlags["k.cu"] = {"-DFAST"};
  A.In.UnitFlags["k.cu"] = {};
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"flags"});
}

TEST(KernelDiff, SameCodeHidesWhatOnlyWeakEvidenceSays) {
  SideBuilder B, A;
  for (SideBuilder *S : {&B, &A}) {
    S->kernel("k", "1");
    S->node("Params", DeclKind::Type, S == &B ? "1" : "2");
    S->edge("k", EdgeKind::UsesType, "Params");
    S->facts("k").Code["sm_80"] = "same";
  }
  EXPECT_TRUE(diffInventories(B.In, A.In).Kernels.empty());
  A.facts("k").Code["sm_80"] = "other";
  const ChangeSet C = diffInventories(B.In, A.In);
  EXPECT_EQ(reasons(C), Words{"type:Params"});
  EXPECT_EQ(C.Kernels[0].Code, CodeComparison::Differs);
}

TEST(KernelDiff, AnEditThatCompilesToTheSameIsReportedAsSuch) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "2");
  B.facts("k").Code["sm_80"] = A.facts("k").Code["sm_80"] = "same";
  const ChangeSet C = diffInventories(B.In, A.In);
  EXPECT_EQ(reasons(C), Words{"body"});
  EXPECT_EQ(C.Kernels[0].Code, CodeComparison::Same);
}

TEST(KernelDiff, DifferentCodeWithoutAReasonSaysSo) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "1");
  B.facts("k").Code["sm_80"] = "1";
  A.facts("k").Code["sm_80"] = "2";
  EXPECT_EQ(reasons(diffInventories(B.In, A.In)), Words{"code"});
}

TEST(KernelDiff, CodeIsComparedWhereBothSidesHaveIt) {
  SideBuilder B, A;
  B.kernel("k", "1");
  A.kernel("k", "2");
  B.facts("k").Code = {{"sm_80", "1"}};
  A.facts("k").Code = {{"sm_90", "2"}};
  EXPECT_EQ(diffInventories(B.In, A.In).Kernels[0].Code,
            CodeComparison::Unknown);
}

TEST(KernelDiff, AChangedSignatureIsOneModifiedKernel) {
  SideBuilder B, A;
  B.kernel("c:@F@k(int)", "1").SignatureHash = "(int)";
  A.kernel("c:@F@k(long)", "1").SignatureHash = "(long)";
  for (SideBuilder *S : {&B, &A})
    S->In.Kernels[0].QualifiedName = "k";
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Kernels.size(), 1u);
  EXPECT_EQ(C.Kernels[0].Kind, ChangeKind::Modified);
  EXPECT_EQ(C.Kernels[0].Reasons, Words{"signature"});
  EXPECT_NE(C.Kernels[0].Before, C.Kernels[0].After);
}

TEST(KernelDiff, OverloadsPairByTemplateParametersBeforePlace) {
  SideBuilder B, A;
  B.kernel("F@k(int)", "1").TemplateHash = "T";
  B.kernel("F@k(char)", "2").TemplateHash = "";
  A.kernel("F@k(long)", "3").TemplateHash = "";
  A.kernel("F@k(short)", "4").TemplateHash = "T";
  for (SideBuilder *S : {&B, &A})
    for (auto &[Identity, N] : S->In.Graph.Nodes)
      N.QualifiedName = "k";
  for (const KernelChange &K : diffInventories(B.In, A.In).Kernels) {
    ASSERT_EQ(K.Kind, ChangeKind::Modified);
    EXPECT_EQ(K.Before == "F@k(int)", K.After == "F@k(short)");
  }
}

TEST(KernelDiff, AMovedKernelIsNotReported) {
  SideBuilder B, A;
  B.kernel("N@a@F@k", "1").QualifiedName = "a::k";
  A.kernel("N@b@F@k", "1").QualifiedName = "b::k";
  for (SideBuilder *S : {&B, &A})
    for (auto &[Identity, N] : S->In.Graph.Nodes)
      N.Name = "k";
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(KernelDiff, ARenamedKernelHasNoReasonsIfNothingElseChanged) {
  SideBuilder B, A;
  B.kernel("scale_rows", "1");
  A.kernel("rows_scale", "1");
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Kernels.size(), 1u);
  EXPECT_EQ(C.Kernels[0].Kind, ChangeKind::Renamed);
  EXPECT_EQ(C.Kernels[0].OldName, "scale_rows");
  EXPECT_TRUE(C.Kernels[0].Reasons.empty());
}

TEST(KernelDiff, ANextVersionIsTheSameKernelRenamed) {
  SideBuilder B, A;
  B.kernel("gemm9", "1");
  A.kernel("gemm10", "2");
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Kernels.size(), 1u);
  EXPECT_EQ(C.Kernels[0].Kind, ChangeKind::Renamed);
  EXPECT_EQ(C.Kernels[0].Reasons, Words{"body"});
}

TEST(KernelDiff, UnlikeKernelsAreRemovedAndAdded) {
  SideBuilder B, A;
  B.kernel("softmax", "1");
  A.kernel("transpose", "2");
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Kernels.size(), 2u);
  EXPECT_EQ(C.Kernels[0].Kind, ChangeKind::Removed);
  EXPECT_EQ(C.Kernels[1].Kind, ChangeKind::Added);
}

TEST(KernelDiff, ASiblingDoesNotTakeTheMatchOfAKernelThatStayed) {
  SideBuilder B, A;
  B.kernel("kernel3", "1");
  A.kernel("kernel3", "1");
  A.kernel("kernel4", "2");
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Kernels.size(), 1u);
  EXPECT_EQ(C.Kernels[0].Kind, ChangeKind::Added);
  EXPECT_EQ(C.Kernels[0].Name, "kernel4");
}

TEST(KernelDiff, WhatAnUntouchedFileHoldsWasThereBefore) {
  SideBuilder B, A;
  A.kernel("k", "1");
  A.host("f", "1");
  A.In.UnitFiles["u.cu"] = {"k.cu"};
  Commit Change;
  EXPECT_TRUE(diffInventories(B.In, A.In, Change).empty());
  FileChange F;
  F.Path = "k.cu";
  Change.Files = {F};
  EXPECT_EQ(diffInventories(B.In, A.In, Change).Kernels.size(), 1u);
  EXPECT_EQ(diffInventories(B.In, A.In, Change).Functions.size(), 1u);
  // Both sides looked into it: the unit must have switched it on.
  Change.Files.clear();
  B.In.UnitFiles = A.In.UnitFiles;
  EXPECT_EQ(diffInventories(B.In, A.In, Change).Kernels.size(), 1u);
}

TEST(KernelDiff, AUnitThatWasNotParsedRemovesNothing) {
  SideBuilder B, A;
  B.kernel("k", "1");
  B.In.UnitFiles["k.cu"] = {"k.cu"};
  EXPECT_EQ(diffInventories(B.In, A.In).Kernels.size(), 1u);
  A.In.Notes = {{Severity::Error, "k.cu", 0, "could not be parsed: crash"}};
  EXPECT_TRUE(diffInventories(B.In, A.In).empty());
}

TEST(FunctionDiff, HostFunctionsAreListedWithTheirKind) {
  SideBuilder B, A;
  B.host("run", "1");
  A.host("run", "2");
  A.host("fresh", "3");
  const ChangeSet C = diffInventories(B.In, A.In);
  ASSERT_EQ(C.Functions.size(), 2u);
  EXPECT_EQ(C.Functions[0].Name, "run");
  EXPECT_FALSE(C.Functions[0].Device);
  EXPECT_EQ(C.Functions[0].Kind, ChangeKind::Modified);
  EXPECT_EQ(C.Functions[1].Kind, ChangeKind::Added);
}

} // namespace
