//===- TensorNamesTest.cpp - Strides agree with extents -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TensorNames.h"
#include "Inventories.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

ParameterModel array(std::string Name, std::string Extent,
                     unsigned ElementSize = 4) {
  ParameterModel P =
      buffer(std::move(Name), ParameterRole::Input, std::move(Extent));
  P.ElementSize = ElementSize;
  return P;
}

} // namespace

TEST(TensorNames, SayTensorAndDimension) {
  EXPECT_EQ(tensorName("ne01")->Tensor, "0");
  EXPECT_EQ(tensorName("nb3")->Tensor, "");
  EXPECT_TRUE(tensorName("nb3")->Stride);
  EXPECT_EQ(tensorName("src0_ne_1")->Tensor, "src0");
  EXPECT_EQ(tensorName("src0_ne_1")->Dimension, 1U);
  EXPECT_FALSE(tensorName("src0_ne_1")->Stride);
  EXPECT_TRUE(tensorName("dst_nb2")->Bytes);
  EXPECT_FALSE(tensorName("x_stride_1")->Bytes);
  EXPECT_EQ(tensorName("stride_row_x")->Tensor, "x");
  EXPECT_EQ(tensorName("stride_col_dst")->Dimension, 1U);
  EXPECT_EQ(tensorName("stride_sample_y")->Dimension, 3U);
  EXPECT_TRUE(tensorName("stride_channel_x")->Stride);
  EXPECT_EQ(tensorName("nchannels_y")->Dimension, 2U);
  EXPECT_FALSE(tensorName("nchannels_y")->Stride);
  EXPECT_FALSE(tensorName("nrows_x")) << "the first size of a result";
  EXPECT_FALSE(tensorName("stride_x"));
  EXPECT_FALSE(tensorName("_nb1"));
  EXPECT_FALSE(tensorName("ne4"));
  EXPECT_FALSE(tensorName("n2"));
  EXPECT_FALSE(tensorName("nc"));
}

TEST(TensorNames, StridesAreProductsOfTheSizesBelow) {
  Expression::Values Values = {
      {"ne00", 6}, {"ne01", 5}, {"ne02", 3}, {"y_ne_0", 7}};
  deriveTensorStrides({array("x", ""), array("y", "", 2), integer("ne00"),
                       integer("ne01"), integer("ne02"), integer("nb00"),
                       integer("nb02"), integer("y_ne_0"), integer("y_nb_1")},
                      Values);
  EXPECT_EQ(Values.at("nb00"), 4);
  EXPECT_EQ(Values.at("nb02"), 4 * 6 * 5);
  EXPECT_EQ(Values.at("y_nb_1"), 2 * 7);
}

TEST(TensorNames, StridesInWordsKeepWhatIsWrittenApart) {
  Expression::Values Values = {{"nrows_x", 10},
                               {"ncols_dst", 4},
                               {"nchannels_dst", 3},
                               {"nsamples_dst", 2}};
  deriveTensorStrides(
      {array("dst", "stride_col_dst*(ncols_dst - 1) + stride_channel_dst*("
                    "nchannels_dst - 1) + stride_sample_dst*(nsamples_dst - 1)"
                    " + nrows_x"),
       integer("nrows_x"), integer("ncols_dst"), integer("stride_col_dst"),
       integer("nchannels_dst"), integer("stride_channel_dst"),
       integer("nsamples_dst"), integer("stride_sample_dst")},
      Values);
  EXPECT_EQ(Values.at("stride_col_dst"), 10);
  EXPECT_EQ(Values.at("stride_channel_dst"), 10 * 4);
  EXPECT_EQ(Values.at("stride_sample_dst"), 10 * 4 * 3);
}

TEST(TensorNames, TheCodeShowsWhetherAStrideCountsBytes) {
  Expression::Values Values = {{"ne0", 6}, {"ne1", 5}};
  deriveTensorStrides({array("x", "ne1*nb1 + ne0 - nb1", 2), integer("ne0"),
                       integer("ne1"), integer("nb1")},
                      Values);
  EXPECT_EQ(Values.at("nb1"), 6) << "elements, whatever it is called";
  Values = {{"ne0", 6}, {"ne1", 5}};
  deriveTensorStrides({array("x", "ne1*(nb1/2) + ne0 - nb1/2", 2),
                       integer("ne0"), integer("ne1"), integer("nb1")},
                      Values);
  EXPECT_EQ(Values.at("nb1"), 12);
}

TEST(TensorNames, WithoutSizesAStrideIsWhatIsTouchedBelowIt) {
  Expression::Values Values = {{"rows", 5}, {"tokens", 7}, {"slabs", 3}};
  deriveTensorStrides(
      {array("dst", "ceil_div(rows*dst_nb0 + tokens*dst_nb1 + slabs*dst_nb2 - "
                    "dst_nb1 - dst_nb2, 4)"),
       integer("dst_nb2"), integer("dst_nb1"), integer("dst_nb0"),
       integer("rows"), integer("tokens"), integer("slabs")},
      Values);
  EXPECT_EQ(Values.at("dst_nb0"), 4);
  EXPECT_EQ(Values.at("dst_nb1"), 4 * 5);
  EXPECT_EQ(Values.at("dst_nb2"), 4 * 5 * 7);
}

TEST(TensorNames, ABlockOfQuantisedNumbersIsWhatIsTouchedAtOnePlace) {
  Expression::Values Values = {{"ne10", 64}, {"ne11", 5}, {"ne12", 3}};
  deriveTensorStrides(
      {array("dst",
             "(ne10/32 - 1)*nb10 + (ne11 - 1)*nb11 + (ne12 - 1)*nb12 + "
             "34",
             1),
       integer("ne10"), integer("ne11"), integer("ne12"), integer("nb10"),
       integer("nb11"), integer("nb12")},
      Values);
  EXPECT_EQ(Values.at("nb10"), 34);
  EXPECT_EQ(Values.at("nb11"), 2 * 34);
  EXPECT_EQ(Values.at("nb12"), 2 * 34 * 5);
  // 32 floats that a thread reads at once are no block.
  Values = {{"ne00", 64}, {"ne01", 5}};
  deriveTensorStrides(
      {array("x", "(ne00 - 32)*nb00 + (ne01 - 1)*nb01 + 128", 1),
       integer("ne00"), integer("ne01"), integer("nb00"), integer("nb01")},
      Values);
  EXPECT_EQ(Values.at("nb00"), 4);
  EXPECT_EQ(Values.at("nb01"), 4 * 64);
}

TEST(TensorNames, AssumedExtentsShowNothing) {
  ParameterModel Guess = array("x", "nb1*rows");
  Guess.ExtentConfidence = Confidence::Assumed;
  Expression::Values Values = {{"ne0", 6}, {"rows", 5}};
  deriveTensorStrides({Guess, integer("ne0"), integer("rows"), integer("nb1")},
                      Values);
  EXPECT_EQ(Values.at("nb1"), 24);
}

TEST(TensorNames, ArraysWithoutEvidenceCoverTheirStrides) {
  // Two arrays and two tensors belong together in their order.
  const std::vector<ParameterModel> Variables = {
      array("a", "", 1), array("b", "", 1), integer("ne01"), integer("nb01"),
      integer("nb11")};
  EXPECT_EQ(extentByStrides(Variables[0], Variables)->str(), "nb01 * ne01");
  EXPECT_EQ(extentByStrides(Variables[1], Variables)->str(), "nb11 * ne01");
  EXPECT_FALSE(extentByStrides(array("c", ""), Variables));
  // No size of the dimension anywhere: the outermost there is.
  const std::vector<ParameterModel> Rows = {
      array("src0_d", "", 1), array("src1_d", "", 1), integer("ne00"),
      integer("nb03"),        integer("ne11"),        integer("ne12"),
      integer("nb12")};
  EXPECT_EQ(extentByStrides(Rows[0], Rows)->str(), "nb03 * ne12");
}
