//===- HeuristicTest.cpp --------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

using Pieces = std::vector<HeuristicPiece>;
using Thresholds = std::vector<Threshold>;

const char *const Kernels =
    "__global__ void k(float *p, int n) { p[0] = n; }\n"
    "template <int N> __global__ void t(float *p) { p[0] = N; }\n";

/// The heuristic on \p Variable; an empty one fails the test.
Heuristic heuristic(llvm::StringRef Code, llvm::StringRef Decides,
                    llvm::StringRef Variable) {
  Inventory I = analyzed(std::string(Kernels) + Code.str());
  for (const Heuristic &H : I.Heuristics)
    if (H.Variable == Variable && H.Decides == Decides)
      return H;
  ADD_FAILURE() << "no heuristic on " << Variable.str();
  return {};
}

} // namespace

TEST(Heuristic, IsATernary) {
  Heuristic H = heuristic("void run(float *p, int n) {\n"
                          "  const int block = n < 256 ? 1024 : 256;\n"
                          "  k<<<n, block>>>(p, n);\n}\n",
                          "block", "block");
  EXPECT_EQ(H.FunctionName, "run");
  EXPECT_EQ(H.Pieces, (Pieces{{"n < 256", "1024"}, {"", "256"}}));
  EXPECT_EQ(H.Thresholds, (Thresholds{{"n < 256", "n", "256"}}));
}

TEST(Heuristic, IsFoundBehindMinInsideOfAMacroInsideOfALambda) {
  const char *Code =
      "#define LAUNCH(W) [&] { t<W><<<grid, block>>>(p); }()\n"
      "void run(float *p, int tokens, int hidden) {\n"
      "  dim3 grid(tokens);\n"
      "  const int max_block = (tokens < 256) ? 1024 : 256;\n"
      "  dim3 block(min(hidden, max_block));\n"
      "  if (hidden % 8 == 0) { LAUNCH(8); } else { LAUNCH(0); }\n}\n";
  Heuristic Block = heuristic(Code, "block", "max_block");
  EXPECT_EQ(Block.Pieces, (Pieces{{"tokens < 256", "1024"}, {"", "256"}}));
  EXPECT_EQ(Block.Thresholds, (Thresholds{{"tokens < 256", "tokens", "256"}}));
  Heuristic Min = heuristic(Code, "block", "min(hidden, max_block)");
  EXPECT_EQ(Min.Pieces,
            (Pieces{{"hidden < max_block", "hidden"}, {"", "max_block"}}));
  Heuristic Width = heuristic(Code, "template", "");
  EXPECT_EQ(Width.Pieces, (Pieces{{"hidden % 8 == 0", "t<8>"}, {"", "t<0>"}}));
  EXPECT_EQ(Width.Thresholds, (Thresholds{{"hidden % 8 == 0", "hidden", "8"}}));
}

TEST(Heuristic, IsAnIfChainThatAssigns) {
  Heuristic H = heuristic("void run(float *p, int n) {\n"
                          "  int block = 64;\n"
                          "  if (n >= 4096) block = 512;\n"
                          "  else if (n >= 1024 && n % 2 == 0) block = 256;\n"
                          "  k<<<n, block>>>(p, n);\n}\n",
                          "block", "block");
  EXPECT_EQ(H.Pieces, (Pieces{{"n >= 4096", "512"},
                              {"n >= 1024 && n % 2 == 0", "256"},
                              {"", "64"}}));
  EXPECT_EQ(H.Thresholds, (Thresholds{{"n >= 4096", "n", "4096"},
                                      {"n >= 1024", "n", "1024"},
                                      {"n % 2 == 0", "n", "2"}}));
}

TEST(Heuristic, IsASwitch) {
  Heuristic H = heuristic("void run(float *p, int n) {\n  int block;\n"
                          "  switch (n) {\n  case 1: case 2: block = 32; "
                          "break;\n  case 4: block = 64; break;\n"
                          "  default: block = 128;\n  }\n"
                          "  k<<<n, block>>>(p, n);\n}\n",
                          "block", "block");
  EXPECT_EQ(
      H.Pieces,
      (Pieces{{"n == 1 || n == 2", "32"}, {"n == 4", "64"}, {"", "128"}}));
}

TEST(Heuristic, IsAHelperThatReturnsByCondition) {
  Heuristic H = heuristic("constexpr __host__ __device__ int warps(int n) {\n"
                          "  switch (n) {\n  case 1: return 4;\n"
                          "  case 2: return 2;\n  default: return 1;\n  }\n}\n"
                          "static int pick(int n) { if (n > 100) return 2;\n"
                          "  return 8; }\n"
                          "void run(float *p, int n) {\n"
                          "  dim3 block(32, warps(n), 1);\n"
                          "  k<<<pick(n), block>>>(p, n);\n}\n",
                          "block", "warps");
  EXPECT_EQ(H.FunctionName, "warps");
  EXPECT_EQ(H.Pieces, (Pieces{{"n == 1", "4"}, {"n == 2", "2"}, {"", "1"}}));
  EXPECT_EQ(H.Thresholds.size(), 2u);
}

TEST(Heuristic, IsALadderOfLaunches) {
  Heuristic H = heuristic("void run(float *p, int n) {\n"
                          "  if (n <= 64) t<64><<<n, 64>>>(p);\n"
                          "  else if (n <= 128) t<128><<<n, 128>>>(p);\n"
                          "  else t<256><<<n, 256>>>(p);\n}\n",
                          "template", "");
  EXPECT_EQ(
      H.Pieces,
      (Pieces{{"n <= 64", "t<64>"}, {"n <= 128", "t<128>"}, {"", "t<256>"}}));
  EXPECT_EQ(H.Thresholds,
            (Thresholds{{"n <= 64", "n", "64"}, {"n <= 128", "n", "128"}}));
}

TEST(Heuristic, IsNotWhatIsDecidedWithoutConditions) {
  Inventory I = analyzed(std::string(Kernels) +
                         "void run(float *p, int n) {\n"
                         "  int block = 64;\n  int grid = n / block;\n"
                         "  k<<<grid, block>>>(p, n);\n}\n");
  EXPECT_TRUE(I.Heuristics.empty());
}
