//===- LaunchSliceLoopsTest.cpp - Loops around launches -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

LaunchSlice sliceOf(const std::string &Body) {
  Inventory I =
      analyzed("__global__ void k(float *out, int n) "
               "{ if (threadIdx.x < n) out[threadIdx.x] = 1; }\n"
               "void run(float *x, float *y, int n, int L, float **list) {\n" +
               Body + "\n}\n");
  EXPECT_EQ(I.Launches.size(), 1U);
  return I.Launches.empty() ? LaunchSlice() : I.Launches[0].Slice;
}

/// Why the only loop around the launch cannot be made again.
std::string whyNot(const std::string &Body) {
  LaunchSlice S = sliceOf(Body);
  EXPECT_EQ(S.Loops.size(), 1U);
  return S.Loops.empty() ? "no loop" : S.Loops[0].WhyNot;
}

} // namespace

TEST(LaunchSliceLoops, AHeadOverTheSlicesVariables) {
  LaunchSlice S = sliceOf("int turns = 2 * L;\n"
                          "for (int l = 1; turns > l; l += 2)\n"
                          "  k<<<1, 32>>>(x + l * n, n);");
  ASSERT_EQ(S.Loops.size(), 1U) << S.WhyNot;
  const LoopHead &Loop = S.Loops[0];
  EXPECT_EQ(Loop.WhyNot, "");
  EXPECT_EQ(Loop.Text, "for (int l = 1; turns > l; l += 2)");
  EXPECT_EQ(Loop.First, "1");
  EXPECT_EQ(Loop.Condition, "l < (2 * L)");
  EXPECT_EQ(Loop.Next, "l += 2");
  EXPECT_EQ(Loop.Least->str(), "1");
  EXPECT_EQ(Loop.Largest->evaluate({{"L", 5}}), 9);
  ASSERT_EQ(S.LoopVariables.size(), 1U);
  EXPECT_EQ(S.LoopVariables[0].Name, "L");
}

TEST(LaunchSliceLoops, CountsDown) {
  LaunchSlice S = sliceOf("for (int l = L - 1; l >= 0; --l)\n"
                          "  k<<<1, 32>>>(x + l * n, n);");
  ASSERT_EQ(S.Loops.size(), 1U) << S.WhyNot;
  EXPECT_EQ(S.Loops[0].WhyNot, "");
  EXPECT_EQ(S.Loops[0].Next, "--l");
  EXPECT_EQ(S.Loops[0].Least->str(), "0");
  EXPECT_EQ(S.Loops[0].Largest->str(), "L - 1");
}

TEST(LaunchSliceLoops, SaysWhatCannotBeMadeAgain) {
  EXPECT_EQ(whyNot("while (n > 0) k<<<1, 32>>>(x, n);"),
            "the data decide how often it turns");
  EXPECT_EQ(whyNot("for (int l = 0; l < L; l++) "
                   "{ k<<<1, 32>>>(x, n); if (n) break; }"),
            "`break` may end it early");
  EXPECT_EQ(whyNot("for (int l = 0; l < L; l++) "
                   "{ if (l > 0) k<<<1, 32>>>(x, n); }"),
            "a turn makes the call only if `l > 0`");
  EXPECT_NE(whyNot("for (int l = 0; l < L; l++) "
                   "{ k<<<1, 32>>>(x, n); x += n; }")
                .find("`x` is another value in each turn"),
            std::string::npos);
  EXPECT_NE(whyNot("for (int l = 0; l < L; l++) k<<<1, 32>>>(list[l], n);")
                .find("`list[l]` is another value in each turn"),
            std::string::npos);
}

TEST(LaunchSliceLoops, APointerThatTheLoopPicks) {
  LaunchSlice S = sliceOf("float *p;\n"
                          "for (int l = 0; l < L; l++) {\n"
                          "  p = l == 0 ? y : x + (l - 1) * n;\n"
                          "  k<<<1, 32>>>(p, n);\n}\n"
                          "p = x + (L - 1) * n;");
  ASSERT_TRUE(S.Usable) << S.WhyNot;
  EXPECT_EQ(S.Arguments[0], "((float *)(l == 0 ? y : x + (l - 1) * n))");
  ASSERT_EQ(S.Loops.size(), 1U);
  EXPECT_EQ(S.Loops[0].WhyNot, "");
  for (const ParameterModel &V : S.Variables) {
    if (V.Name == "y")
      EXPECT_EQ(V.Extent ? V.Extent->str() : "?", "n");
    if (V.Name == "x")
      EXPECT_EQ(V.Extent->evaluate({{"l", 3}, {"n", 10}}), 30);
  }
}

TEST(LaunchSliceLoops, AnAssignmentOfAnotherTurnIsNotFollowed) {
  LaunchSlice S = sliceOf("float *p = x;\n"
                          "for (int l = 0; l < L; l++) {\n"
                          "  k<<<1, 32>>>(p, n);\n"
                          "  p = y;\n}");
  ASSERT_EQ(S.Loops.size(), 1U) << S.WhyNot;
  EXPECT_NE(S.Loops[0].WhyNot.find("`p` is another value in each turn"),
            std::string::npos);
}
