//===- PtxTableTest.cpp - Tests of the table of PTX instructions ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PtxTable.h"
#include "gtest/gtest.h"

using namespace perfclaim::ptx;

namespace {

std::string why(std::vector<std::string> Words) {
  return whyUnknown(formOf(Words));
}

TEST(PtxTable, AFormIsAnOpcodeWithTypesAndModifiers) {
  const Form Of = formOf({"cvt", "rn", "satfinite", "e4m3x2", "f32"});
  EXPECT_EQ(Of.Opcode, "cvt");
  EXPECT_EQ(Of.Types, "e4m3x2.f32");
  EXPECT_EQ(Of.Modifiers, (std::vector<std::string>{"rn", "satfinite"}));
  // Any number of columns is the same form.
  EXPECT_EQ(formOf({"wgmma", "mma_async", "m64n96k16", "f32", "f16", "f16"}),
            formOf({"wgmma", "mma_async", "m64n8k16", "f32", "f16", "f16"}));
}

TEST(PtxTable, WhatIsNotThereIsSaid) {
  EXPECT_EQ(why({"add", "sat", "s32"}), "");
  EXPECT_EQ(why({"add", "sat", "u32"}), "'.sat' is not understood");
  EXPECT_EQ(why({"add"}), "a type is missing");
  EXPECT_EQ(why({"add", "b1"}), "the instruction is not known for '.b1'");
  EXPECT_EQ(why({"frobnicate", "u32"}), "the instruction is not known");
}

TEST(PtxTable, EveryModifierOfATypeNeedsATestWhereItSaysSo) {
  const std::set<std::string> All = requiredTests();
  EXPECT_TRUE(All.count("add s32 sat"));
  EXPECT_TRUE(All.count("add s32 -"));
  EXPECT_FALSE(All.count("add u32 sat"));
  EXPECT_TRUE(All.count("ld f64 *"));
  EXPECT_TRUE(All.count("ld * L2::128B"));
  EXPECT_TRUE(All.count("%laneid"));
  EXPECT_EQ(testedBy(formOf({"add", "sat", "s32"})),
            (std::set<std::string>{"add s32 sat"}));
  EXPECT_EQ(testedBy(formOf({"ld", "global", "f64"})),
            (std::set<std::string>{"ld f64 *", "ld * global"}));
}

TEST(PtxTable, SpecialRegistersHaveTwoSpellings) {
  EXPECT_EQ(specialRegister("lanemask.lt"), "lanemask_lt");
  EXPECT_EQ(specialRegister("cluster.ctaid.x"), "cluster_ctaid.x");
  EXPECT_EQ(specialRegister("tid.w"), "zero");
  EXPECT_EQ(specialRegister("envreg17"), "envreg0");
  EXPECT_EQ(specialRegister("tid.q"), "");
}

} // namespace
