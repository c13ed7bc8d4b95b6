//===- NamesTest.cpp - Words, variants and kinds of sizes -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "Globals.h"
#include "Inventories.h"
#include "MessageShapes.h"
#include "Predict.h"
#include "SizeKind.h"
#include "gtest/gtest.h"

using namespace perfclaim;

using Words = std::vector<std::string>;

TEST(Names, SplitsWords) {
  EXPECT_EQ(splitWords("fused_addRMSNorm_v2"),
            (Words{"fused", "add", "rms", "norm", "v", "2"}));
  EXPECT_EQ(splitWords("cuda_num_SMs"), (Words{"cuda", "num", "sms"}));
  EXPECT_TRUE(splitWords("__").empty());
}

TEST(Names, VariantsShareAStem) {
  EXPECT_EQ(splitVariant("matmul_backward_bias_kernel2").Stem,
            splitVariant("matmul_backward_bias_kernel_faster").Stem);
  EXPECT_EQ(splitVariant("softmax_kernel12").Number, 12);
  EXPECT_NE(splitVariant("softmax_forward").Stem,
            splitVariant("softmax_backward").Stem);
}

TEST(Names, MakesIdentifiersOfAnything) {
  EXPECT_EQ(makeIdentifier("a::b<float, 3>"), "a_b_float_3");
  EXPECT_EQ(makeIdentifier("\"; rm -rf"), "rm_rf");
  EXPECT_EQ(makeIdentifier("3d"), "n3d");
  EXPECT_EQ(makeIdentifier("\xff"), "entry");
}

TEST(SizeKinds, MembersOfAnObjectGoByTheirOwnNames) {
  auto Kinds = classifyIntegers({integer("this_n"), integer("this_seed")});
  EXPECT_EQ(Kinds["this_n"], SizeKind::Count);
  EXPECT_EQ(Kinds["this_seed"], SizeKind::Seed);
}

TEST(SizeKinds, LettersDependOnTheirNeighbours) {
  auto Gemm = classifyIntegers({integer("M"), integer("N"), integer("K")});
  EXPECT_EQ(Gemm["N"], SizeKind::GemmN);
  auto Norm = classifyIntegers({integer("N"), integer("C")});
  EXPECT_EQ(Norm["N"], SizeKind::Rows);
  EXPECT_EQ(Norm["C"], SizeKind::Hidden);
  auto Flat = classifyIntegers({integer("N"), integer("block_size")});
  EXPECT_EQ(Flat["N"], SizeKind::Count);
  EXPECT_EQ(Flat["block_size"], SizeKind::BlockSize);
  auto Image = classifyIntegers(
      {integer("n"), integer("c"), integer("h"), integer("w")});
  EXPECT_EQ(Image["h"], SizeKind::Height);
  EXPECT_EQ(Image["n"], SizeKind::Batch);
}

TEST(SizeKinds, RolesAndTypesGoBeforeNames) {
  ParameterModel Flag = integer("n");
  Flag.Type = "bool";
  EXPECT_EQ(classifyIntegers({Flag})["n"], SizeKind::Flag);
  EXPECT_EQ(classifyIntegers(
                {integer("whatever", ParameterRole::RepeatCount)})["whatever"],
            SizeKind::Repeat);
  EXPECT_EQ(
      classifyIntegers({integer("nodes_here", ParameterRole::Size)})["nodes_"
                                                                     "here"],
      SizeKind::Count);
}

TEST(SizeKinds, AConstantOfAllCallersIsNoSizeOfData) {
  ParameterModel Tile = integer("per_round", ParameterRole::Size);
  Tile.SeenValues = {256, 64};
  EXPECT_EQ(classifyIntegers({Tile})["per_round"], SizeKind::Other);
  Tile.SeenValues = {256, 1 << 20};
  EXPECT_EQ(classifyIntegers({Tile})["per_round"], SizeKind::Count);
}

TEST(SizeKinds, TensorDimensionsAndStridesOfGgml) {
  auto Kinds =
      classifyIntegers({integer("ne00"), integer("ne1"), integer("nb01"),
                        integer("s3"), integer("need")});
  EXPECT_EQ(Kinds["ne00"], SizeKind::Hidden);
  EXPECT_EQ(Kinds["ne1"], SizeKind::Rows);
  EXPECT_EQ(Kinds["nb01"], SizeKind::Stride);
  EXPECT_EQ(Kinds["s3"], SizeKind::Stride);
  EXPECT_EQ(Kinds["need"], SizeKind::Other);
}

TEST(SizeKinds, DimThatNoArrayHasIsAnAxis) {
  auto Kinds = classifyIntegers(
      {buffer("x", ParameterRole::Input, "n"), integer("n"), integer("dim")});
  EXPECT_EQ(Kinds["dim"], SizeKind::Position);
  Kinds = classifyIntegers({buffer("x", ParameterRole::Input, "n*dim"),
                            integer("n"), integer("dim")});
  EXPECT_EQ(Kinds["dim"], SizeKind::Hidden);
  ParameterModel Unknown = buffer("y", ParameterRole::Input, "n");
  Unknown.Extent.reset();
  Kinds = classifyIntegers({buffer("x", ParameterRole::Input, "n"), Unknown,
                            integer("n"), integer("dim")});
  EXPECT_EQ(Kinds["dim"], SizeKind::Hidden);
}

TEST(SizeKinds, NumbersThatChooseAreNoFlags) {
  auto Kinds = classifyIntegers({integer("kernel_num", ParameterRole::Flag),
                                 integer("seed", ParameterRole::Flag),
                                 integer("use_bias", ParameterRole::Flag)});
  EXPECT_EQ(Kinds["kernel_num"], SizeKind::Variant);
  EXPECT_EQ(Kinds["seed"], SizeKind::Seed);
  EXPECT_EQ(Kinds["use_bias"], SizeKind::Flag);
}

TEST(SizeKinds, PagesAreNoThreadBlocks) {
  auto Kinds = classifyIntegers({integer("block_size", ParameterRole::Size),
                                 buffer("block_tables", ParameterRole::Input)});
  EXPECT_EQ(Kinds["block_size"], SizeKind::PageSize);
}

TEST(Globals, SayWhoSetsThem) {
  EXPECT_EQ(stateOf({"h", "cublasHandle_t", "", false, {}}),
            GlobalState::Settable);
  EXPECT_EQ(stateOf({"size", "size_t", "32 << 20", false, {}}),
            GlobalState::Ready);
  EXPECT_EQ(stateOf({"weights", "float *", "", false, {}}), GlobalState::Unset);
  EXPECT_EQ(stateOf({"counter", "int", "", false, {}}), GlobalState::Unset);
  EXPECT_EQ(stateOf({"cache", "std::map<int, int>", "", false, {}}),
            GlobalState::Ready);
}

TEST(ParseLoosely, KnowsCastsSuffixesAndRoundedDivisions) {
  auto At100 = [](const char *Text) {
    std::optional<Expression> E = parseLoosely(Text);
    return E ? E->evaluate({{"n", 100}}) : std::nullopt;
  };
  EXPECT_EQ(At100("CEIL_DIV(n, 32u)"), 4);
  EXPECT_EQ(At100("(int)n / 32"), 3);
  EXPECT_EQ(At100("static_cast<unsigned>(n) * 2ULL"), 200);
  EXPECT_EQ(At100("std::min(n, 64)"), 64);
  EXPECT_EQ(At100("at::cuda::ceil_div(n, 32)"), 4);
  EXPECT_EQ(At100("n.size()"), std::nullopt);
  EXPECT_EQ(At100(""), std::nullopt);
}

static std::vector<MessageShape> shapes(const char *Message,
                                        std::vector<ParameterModel> Variables) {
  return shapesOfMessage(Message, Variables, classifyIntegers(Variables));
}

TEST(MessageShapes, ReadsAssignmentsProductsAndPhrases) {
  auto S = shapes("2.8x faster for B=8, T=1024 and hidden size 768",
                  {integer("B"), integer("T"), integer("C")});
  ASSERT_EQ(S.size(), 1U);
  EXPECT_EQ(S[0].Values,
            (Expression::Values{{"B", 8}, {"T", 1024}, {"C", 768}}));
  EXPECT_NE(S[0].Text.find("hidden size 768"), std::string::npos);

  S = shapes("on 4096x4096 matrices",
             {integer("M"), integer("N"), integer("K")});
  ASSERT_EQ(S.size(), 1U);
  EXPECT_EQ(S[0].Values,
            (Expression::Values{{"M", 4096}, {"N", 4096}, {"K", 4096}}));

  S = shapes("hidden_size=5120", {integer("num_tokens"), integer("d")});
  ASSERT_EQ(S.size(), 1U);
  EXPECT_EQ(S[0].Values, (Expression::Values{{"d", 5120}}));
}

TEST(MessageShapes, SeveralValuesGiveSeveralShapes) {
  auto S = shapes("batch 1: 10us, batch 64: 30us", {integer("batch_size")});
  ASSERT_EQ(S.size(), 2U);
  EXPECT_EQ(S[0].Values.at("batch_size"), 1);
  EXPECT_EQ(S[1].Values.at("batch_size"), 64);
}

TEST(MessageShapes, RatiosTilesNamesAndVersionsAreNoSizes) {
  std::vector<ParameterModel> V = {integer("M"), integer("N"), integer("K")};
  for (const char *Message :
       {"4x faster", "use 128x256 tiles", "kernel12 with float4 loads",
        "CUDA 12.4.1", "block of 256x256 threads", "(#4096)", "8x8"})
    EXPECT_TRUE(shapes(Message, V).empty()) << Message;
}
