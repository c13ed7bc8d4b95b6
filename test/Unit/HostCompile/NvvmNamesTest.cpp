//===- NvvmNamesTest.cpp - Tests of intrinsics' names ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NvvmNames.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

TEST(NvvmNames, OldLettersBecomeTypes) {
  EXPECT_EQ(ptxOfIntrinsic("add.rz.ftz.f", 1, 2), "add.rz.ftz.f32 $0, $1, $2;");
  EXPECT_EQ(ptxOfIntrinsic("fma.rm.d", 1, 3), "fma.rm.f64 $0, $1, $2, $3;");
  EXPECT_EQ(ptxOfIntrinsic("mulhi.ull", 1, 2), "mul.hi.u64 $0, $1, $2;");
}

TEST(NvvmNames, ConversionsToIntegersRoundToIntegers) {
  EXPECT_EQ(ptxOfIntrinsic("f2i.rn.ftz", 1, 1), "cvt.rni.ftz.s32.f32 $0, $1;");
  EXPECT_EQ(ptxOfIntrinsic("ull2f.rp", 1, 1), "cvt.rp.f32.u64 $0, $1;");
  EXPECT_EQ(ptxOfIntrinsic("d2f.rz", 1, 1), "cvt.rz.f32.f64 $0, $1;");
}

TEST(NvvmNames, ShufflesHaveTheirMaskLastInPtx) {
  EXPECT_EQ(ptxOfIntrinsic("shfl.sync.bfly.f32", 1, 4),
            "shfl.sync.bfly.b32 $0, $2, $3, $4, $1;");
  EXPECT_EQ(ptxOfIntrinsic("shfl.sync.up.i32p", 2, 4),
            "shfl.sync.up.b32 $0|$1, $3, $4, $5, $2;");
  EXPECT_EQ(ptxOfIntrinsic("shfl.idx.f32p", 2, 3),
            "shfl.idx.b32 $0|$1, $2, $3, $4;");
  EXPECT_EQ(ptxOfIntrinsic("redux.sync.umin", 1, 2),
            "redux.sync.min.u32 $0, $1, $2;");
}

TEST(NvvmNames, BarriersKeepTheirCounts) {
  EXPECT_EQ(ptxOfIntrinsic("barrier.cta.sync.aligned.all", 0, 1),
            "barrier.sync $0;");
  EXPECT_EQ(ptxOfIntrinsic("barrier.cta.red.popc.aligned.all", 1, 2),
            "barrier.red.popc.u32 $0, $1, $2;");
}

TEST(NvvmNames, CopiesHaveTheirSizeInTheName) {
  EXPECT_EQ(ptxOfIntrinsic("cp.async.cg.shared.global.16", 0, 2),
            "cp.async.cg.shared.global [$0], [$1], 16;");
  EXPECT_EQ(ptxOfIntrinsic("cp.async.ca.shared.global.4.s", 0, 3),
            "cp.async.ca.shared.global [$0], [$1], 4, $2;");
  EXPECT_EQ(ptxOfIntrinsic("cp.async.wait.group", 0, 1),
            "cp.async.wait_group $0;");
}

TEST(NvvmNames, WhatIsNotUnderstoodIsSaid) {
  EXPECT_EQ(ptxOfIntrinsic("wmma.m16n16k16.load.a", 8, 2), "");
  EXPECT_EQ(ptxOfIntrinsic("redux.sync.fmin", 1, 2), "");
}

} // namespace
