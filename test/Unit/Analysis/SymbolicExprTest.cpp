//===- SymbolicExprTest.cpp -----------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AnalyzedCode.h"
#include "SymbolicExprPolynomial.h"
#include <gtest/gtest.h>

using namespace perfclaim;
using Op = Expression::Op;

namespace {

/// The grid's x of the only launch in a function `run(float *p, int n, int m,
/// float f)` with \p Body before the launch.
std::string gridOf(llvm::StringRef Grid, llvm::StringRef Body = "",
                   llvm::StringRef Before = "") {
  Inventory I =
      analyzed(("__global__ void k(float *p) { p[0] = 1; }\n" + Before +
                "void run(float *p, int n, int m, float f) "
                "{\n" +
                Body + "  k<<<" + Grid + ", 32>>>(p);\n}\n")
                   .str());
  if (I.Launches.size() != 1)
    return "no launch";
  return I.Launches[0].GridX ? I.Launches[0].GridX->str() : "none";
}

Polynomial parsed(llvm::StringRef Text) {
  auto E = Expression::parse(Text);
  EXPECT_TRUE(static_cast<bool>(E)) << Text.str();
  return E ? Polynomial::of(*E) : Polynomial();
}

} // namespace

TEST(SymbolicExpr, FoldsLocalsThatNeverChange) {
  EXPECT_EQ(gridOf("blocks", "int rows = n * m; int blocks = rows / 4;\n"),
            "n * m / 4");
}

TEST(SymbolicExpr, DoesNotFoldLocalsThatChange) {
  EXPECT_EQ(gridOf("blocks", "int blocks = n; blocks += 1;\n"), "none");
  EXPECT_EQ(gridOf("blocks", "int blocks = n; for (; blocks < 8; ++blocks) "
                             ";\n"),
            "none");
  EXPECT_EQ(gridOf("blocks", "int blocks = n; cudaMalloc((void **)&blocks, "
                             "4);\n"),
            "none");
}

TEST(SymbolicExpr, DoesNotTakeAChangedParameterForTheArgument) {
  EXPECT_EQ(gridOf("n", "n = n * 2;\n"), "none");
}

TEST(SymbolicExpr, FollowsTheOnlyAssignment) {
  EXPECT_EQ(gridOf("blocks", "int blocks; blocks = n + 1;\n"), "n + 1");
}

TEST(SymbolicExpr, RecognisesCeilingDivision) {
  EXPECT_EQ(gridOf("(n + 256 - 1) / 256"), "ceil_div(n, 256)");
  EXPECT_EQ(gridOf("(n + m - 1) / m"), "ceil_div(n, m)");
  EXPECT_EQ(gridOf("divide(n, m)", "",
                   "template <class T> T divide(T a, T b) "
                   "{ return (a + b - 1) / b; }\n"),
            "ceil_div(n, m)");
  EXPECT_EQ(gridOf("CEIL_DIV(n, 32)", "",
                   "#define CEIL_DIV(a, b) (((a) + (b) - 1) / (b))\n"),
            "ceil_div(n, 32)");
}

TEST(SymbolicExpr, TellsCeilingOfAFloatDivisionFromThatOfAnIntegerOne) {
  const char *Ceil = "extern \"C\" double ceil(double);\n";
  EXPECT_EQ(gridOf("(int)ceil(n / (double)m)", "", Ceil), "ceil_div(n, m)");
  EXPECT_EQ(gridOf("(int)ceil(n / m)", "", Ceil), "n / m");
}

TEST(SymbolicExpr, MakesChoicesOfIfAndElse) {
  EXPECT_EQ(gridOf("b", "int b = 64; if (n > 1024) b = 256;\n"),
            "n > 1024 ? 256 : 64");
  EXPECT_EQ(gridOf("b", "int b; if (n > 8) { b = n; } else if (m > 8) "
                        "{ b = m; } else { b = 1; }\n"),
            "n > 8 ? n : m > 8 ? m : 1");
}

TEST(SymbolicExpr, DoesNotMakeAChoiceOfALoop) {
  EXPECT_EQ(gridOf("b", "int b = 64; while (m > 8) { b = 256; }\n"), "none");
}

TEST(SymbolicExpr, KnowsMinimaMaximaAndMasks) {
  EXPECT_EQ(gridOf("min(n, 8)"), "min(n, 8)");
  EXPECT_EQ(gridOf("n < m ? m : n"), "max(m, n)");
  EXPECT_EQ(gridOf("(n + 31) & ~31"), "ceil_div(n, 32) * 32");
  EXPECT_EQ(gridOf("n >> 2"), "n / 4");
}

TEST(SymbolicExpr, EvaluatesConstants) {
  EXPECT_EQ(gridOf("n * kTile * sizeof(float4)", "",
                   "struct float4 { float x, y, z, w; };\n"
                   "constexpr int kTile = 3;\n"),
            "n * 48");
}

TEST(SymbolicExpr, DoesNotGuessFractions) {
  EXPECT_EQ(gridOf("(int)(n * 0.5f)"), "none");
  EXPECT_EQ(gridOf("(int)f"), "none");
}

TEST(Polynomial, TurnsTheLastIndexPlusOneIntoTheProduct) {
  Polynomial P = parsed("(n - 1) * c + (c - 1) + 1");
  EXPECT_EQ(P.toExpression({"n", "c"}).str(), "n * c");
}

TEST(Polynomial, KeepsTheOrderOfNames) {
  EXPECT_EQ(parsed("c * t * b").toExpression({"b", "t", "c"}).str(),
            "b * t * c");
}

TEST(Polynomial, DividesWhatItMultiplied) {
  EXPECT_EQ(parsed("a * b * c").quotient(parsed("b * c")), parsed("a"));
  EXPECT_EQ(parsed("8 * a + 3").quotient(Polynomial(8)), parsed("a"));
  EXPECT_EQ(parsed("a * b - 1").quotientUpper(parsed("b")), parsed("a - 1"));
}

TEST(Polynomial, KnowsWhatCannotBeNegative) {
  EXPECT_TRUE(parsed("n * c - n").isNonNegative());
  EXPECT_TRUE(parsed("n - 1").isNonNegative());
  EXPECT_FALSE(parsed("n - 2").isNonNegative());
  EXPECT_FALSE(parsed("n - c").isNonNegative());
}

TEST(Polynomial, RelaxesDivisionsUpwardsOnly) {
  EXPECT_EQ(parsed("4 * (n / 4)").relaxUpper(), parsed("n"));
  EXPECT_EQ(parsed("h * (c / h)").relaxUpper(), parsed("c"));
  // n/4*4 may be less than n: what is subtracted must stay as small as it is.
  EXPECT_NE((parsed("2 * n") - parsed("4 * (n / 4)")).relaxUpper(),
            parsed("n"));
}

TEST(Polynomial, TakesTheMaximumWhereNothingDecides) {
  EXPECT_EQ(upperOf(parsed("n * c"), parsed("n")), parsed("n * c"));
  EXPECT_EQ(upperOf(parsed("n"), parsed("c")).toExpression().str(),
            "max(n, c)");
}

TEST(Polynomial, TakesWholeMultiplesOutOfCeilings) {
  EXPECT_EQ(parsed("8 * ceil_div(n, 8) - 7").ceilQuotient(Polynomial(8)),
            parsed("ceil_div(n, 8)"));
  EXPECT_EQ(parsed("256 * n + 505").ceilQuotient(Polynomial(8)),
            parsed("32 * n + 64"));
  EXPECT_EQ(parsed("8 * n + c").ceilQuotient(Polynomial(8)),
            parsed("n + ceil_div(c, 8)"));
  EXPECT_EQ(parsed("8 * n + 1").ceilQuotient(Polynomial(8)), parsed("n + 1"));
}

TEST(Polynomial, KeepsEveryOperandOfAMaximumOnce) {
  Polynomial M = upperOf(upperOf(parsed("n"), parsed("c")), parsed("n"));
  EXPECT_EQ(M.toExpression().str(), "max(n, c)");
  EXPECT_EQ(upperOf(M, parsed("n + c")), parsed("n + c"));
  EXPECT_TRUE(M.covers(parsed("c")));
  EXPECT_FALSE(parsed("c").covers(M));
  EXPECT_EQ(upperOf(parsed("c * b"), parsed("c * a"))
                .toExpression({"c", "b", "a"})
                .str(),
            "max(c * b, c * a)");
}

TEST(Polynomial, SaysSoWhenNumbersOverflow) {
  Polynomial Large(int64_t(1) << 61);
  EXPECT_TRUE(Large.valid());
  EXPECT_FALSE((Large * Large).valid());
  EXPECT_FALSE((Large + Large + Large).valid());
}
