//===- ExpressionTest.cpp - Formulas over sizes ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Expression.h"
#include "gtest/gtest.h"
#include <limits>
#include <random>

using namespace llvm;
using namespace perfclaim;
using Op = Expression::Op;

static std::string canonical(StringRef Text) {
  Expected<Expression> Parsed = Expression::parse(Text);
  return Parsed ? Parsed->str() : "ERROR " + toString(Parsed.takeError());
}

static std::optional<int64_t> valueOf(StringRef Text,
                                      const Expression::Values &Env = {}) {
  Expected<Expression> Parsed = Expression::parse(Text);
  if (Parsed)
    return Parsed->evaluate(Env);
  ADD_FAILURE() << toString(Parsed.takeError());
  return std::nullopt;
}

TEST(ExpressionTest, DefaultIsZero) { EXPECT_EQ(Expression().str(), "0"); }

TEST(ExpressionTest, PrintsFewParentheses) {
  EXPECT_EQ(canonical("((B * T)) * C"), "B * T * C");
  EXPECT_EQ(canonical("B*(T*C)"), "B * T * C");
  EXPECT_EQ(canonical("(a + b) * c"), "(a + b) * c");
  EXPECT_EQ(canonical("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(canonical("a + (b - c)"), "a + b - c");
  EXPECT_EQ(canonical("a / (b * c)"), "a / (b * c)");
  EXPECT_EQ(canonical("a < b ? c : d > 0 ? e : f"),
            "a < b ? c : d > 0 ? e : f");
  EXPECT_EQ(canonical("(a ? b : c) + d"), "(a ? b : c) + d");
  EXPECT_EQ(canonical("-(a + b) * -c"), "-(a + b) * -c");
  EXPECT_EQ(canonical("a || b && c"), "a || b && c");
  EXPECT_EQ(canonical("(a || b) && c"), "(a || b) && c");
}

TEST(ExpressionTest, FoldsConstantsAndNeutralElements) {
  EXPECT_EQ(canonical("n * 1 + 0"), "n");
  EXPECT_EQ(canonical("n * 0"), "0");
  EXPECT_EQ(canonical("1 + n + 2"), "n + 3");
  EXPECT_EQ(canonical("n + 1 - 3"), "n - 2");
  EXPECT_EQ(canonical("a - 1 + b"), "a + b - 1");
  EXPECT_EQ(canonical("2 * n * 4"), "8 * n");
  EXPECT_EQ(canonical("n * 4 / 4"), "n");
  EXPECT_EQ(canonical("n - n"), "0");
  EXPECT_EQ(canonical("--n"), "n");
  EXPECT_EQ(canonical("max(n, n)"), "n");
  EXPECT_EQ(canonical("1 ? a : b"), "a");
  EXPECT_EQ(canonical("a == a"), "1");
  EXPECT_EQ(canonical("1024 / 32 % 5"), "2");
}

TEST(ExpressionTest, RecognisesRoundingUp) {
  for (StringRef Text :
       {"(N + block_size - 1) / block_size",
        "(N - 1 + block_size) / block_size",
        "(N + (block_size - 1)) / block_size",
        "(block_size + N - 1) / block_size", "ceil_div(N, block_size)",
        "N / block_size + (N % block_size != 0)"})
    EXPECT_EQ(canonical(Text), "ceil_div(N, block_size)") << Text.str();
  EXPECT_EQ(canonical("(B * T + 255) / 256"), "ceil_div(B * T, 256)");
  EXPECT_EQ(canonical("(N + 256 - 1) / 256"), "ceil_div(N, 256)");
  EXPECT_EQ(canonical("(N + 2*k - 1) / (2*k)"), "ceil_div(N, 2 * k)");
  EXPECT_EQ(canonical("(N + 254) / 256"), "(N + 254) / 256");
  EXPECT_EQ(canonical("(N + M) / M"), "(N + M) / M");
  EXPECT_EQ(canonical("(M - 1) / M"), "(M - 1) / M");
}

TEST(ExpressionTest, EvaluatesAsCppDoes) {
  EXPECT_EQ(valueOf("-7 / 2"), -3);
  EXPECT_EQ(valueOf("-7 % 2"), -1);
  EXPECT_EQ(valueOf("2 + 3 * 4 - 6 / 2"), 11);
  EXPECT_EQ(valueOf("10 - 4 - 3"), 3);
  EXPECT_EQ(valueOf("ceil_div(n, 256)", {{"n", 257}}), 2);
  EXPECT_EQ(valueOf("ceil_div(n, 256)", {{"n", 256}}), 1);
  EXPECT_EQ(valueOf("ceil_div(n, 256)", {{"n", -257}}), -1);
  EXPECT_EQ(valueOf("n < 1024 ? 256 : 512", {{"n", 1023}}), 256);
  EXPECT_EQ(valueOf("n < 1024 ? 256 : 512", {{"n", 1024}}), 512);
  EXPECT_EQ(valueOf("min(a, std::max(b, 3))", {{"a", 9}, {"b", 1}}), 3);
  EXPECT_EQ(valueOf("!n", {{"n", 7}}), 0);
  EXPECT_EQ(valueOf("0x10u + 1'000ll"), 1016);
}

TEST(ExpressionTest, HasNoValueWhereCppHasNone) {
  EXPECT_EQ(valueOf("n"), std::nullopt);
  EXPECT_EQ(valueOf("1 / n", {{"n", 0}}), std::nullopt);
  EXPECT_EQ(valueOf("1 % 0"), std::nullopt);
  EXPECT_EQ(valueOf("ceil_div(1, 0)"), std::nullopt);
  const int64_t Max = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(valueOf("n + 1", {{"n", Max}}), std::nullopt);
  EXPECT_EQ(valueOf("n * n", {{"n", Max}}), std::nullopt);
  EXPECT_EQ(valueOf("n / -1", {{"n", -Max - 1}}), std::nullopt);
}

TEST(ExpressionTest, DoesNotEvaluateWhatIsNotReached) {
  EXPECT_EQ(valueOf("n != 0 && 8 / n > 2", {{"n", 0}}), 0);
  EXPECT_EQ(valueOf("n == 0 || 8 / n > 2", {{"n", 0}}), 1);
  EXPECT_EQ(valueOf("n == 0 ? 1 : 8 / n", {{"n", 0}}), 1);
}

TEST(ExpressionTest, ErrorsNameTheByte) {
  EXPECT_EQ(canonical("a + "), "ERROR in `a + `, at byte 4: expected a number, "
                               "a name or '('");
  EXPECT_NE(canonical("a b").find("at byte 2: expected an operator"),
            std::string::npos);
  EXPECT_NE(canonical("(a").find("expected ')'"), std::string::npos);
  EXPECT_NE(canonical("f(a)").find("cannot be called"), std::string::npos);
  EXPECT_NE(canonical("1.5").find("not an integer"), std::string::npos);
  EXPECT_NE(canonical("99999999999999999999").find("64 bits"),
            std::string::npos);
  EXPECT_NE(canonical("a << 2").find("at byte 2"), std::string::npos);
  EXPECT_NE(canonical("system(\"x\")").find("ERROR"), std::string::npos);
  EXPECT_NE(canonical("").find("ERROR"), std::string::npos);
}

TEST(ExpressionTest, RefusesDeepNestingWithoutOverflowingTheStack) {
  EXPECT_NE(canonical(std::string(100000, '(')).find("too deeply nested"),
            std::string::npos);
  EXPECT_NE(canonical(std::string(100000, '-')).find("too deeply nested"),
            std::string::npos);
}

TEST(ExpressionTest, DoublingDoesNotExplode) {
  Expression E = Expression::symbol("x");
  for (unsigned I = 0; I < 80; ++I)
    E = Expression::make(Op::Max, {E, Expression::make(Op::Mul, {E, E})});
  EXPECT_LT(E.str().size(), 100000U);
  EXPECT_EQ(E.evaluate({{"x", 1}}), std::nullopt);
}

TEST(ExpressionTest, SymbolsCannotCarryCode) {
  EXPECT_EQ(Expression::symbol("a; system(1)").str(), "a__system_1_");
  EXPECT_EQ(Expression::symbol("ns::T.count").str(), "ns::T.count");
  EXPECT_EQ(Expression::symbol("3x").str(), "_3x");
  EXPECT_EQ(Expression::symbol("a..b:").str(), "a_.b_");
  EXPECT_EQ(Expression::symbol("").str(), "_");
}

TEST(ExpressionTest, ListsAndReplacesSymbols) {
  Expression E = cantFail(Expression::parse("b * a + a + ns::c"));
  EXPECT_EQ(E.symbols(), (std::vector<std::string>{"a", "b", "ns::c"}));
  EXPECT_EQ(E.substitute({{"a", Expression::constant(2)},
                          {"ns::c", Expression::symbol("d")}})
                .str(),
            "b * 2 + d + 2");
}

TEST(ExpressionTest, SmallestIntegerIsPrintedAsCppCanReadIt) {
  const int64_t Min = std::numeric_limits<int64_t>::min();
  Expression E = Expression::constant(Min);
  EXPECT_EQ(E.str(), "(-9223372036854775807 - 1)");
  EXPECT_EQ(valueOf(E.str()), Min);
}

//===----------------------------------------------------------------------===//
// Random formulas
//===----------------------------------------------------------------------===//

namespace {

/// A formula that make has simplified, and the value that it must keep.
struct Made {
  Expression Built;
  std::optional<int64_t> Value;
};

class Generator {
public:
  explicit Generator(unsigned Seed) : Random(Seed) {}

  Made next(unsigned Depth, const Expression::Values &Env) {
    if (Depth == 0 || Random() % 5 == 0) {
      if (Random() % 2) {
        const auto Value = static_cast<int64_t>(Random() % 9);
        return {Expression::constant(Value), Value};
      }
      const std::string Name(1, "abc"[Random() % 3]);
      return {Expression::symbol(Name), Env.at(Name)};
    }
    const Op Strict[] = {Op::Add,  Op::Sub,   Op::Mul,          Op::Div,
                         Op::Mod,  Op::Min,   Op::Max,          Op::CeilDiv,
                         Op::Less, Op::Equal, Op::GreaterEqual, Op::NotEqual};
    const Op Chosen = Strict[Random() % std::size(Strict)];
    Made A = next(Depth - 1, Env), B = next(Depth - 1, Env);
    std::optional<int64_t> Value;
    if (A.Value && B.Value)
      Value = compute(Chosen, *A.Value, *B.Value);
    return {Expression::make(Chosen, {A.Built, B.Built}), Value};
  }

private:
  static std::optional<int64_t> compute(Op Chosen, int64_t A, int64_t B) {
    if ((Chosen == Op::Div || Chosen == Op::Mod || Chosen == Op::CeilDiv) &&
        B == 0)
      return std::nullopt;
    switch (Chosen) {
    case Op::Add:
      return A + B;
    case Op::Sub:
      return A - B;
    case Op::Mul:
      return A * B;
    case Op::Div:
      return A / B;
    case Op::Mod:
      return A % B;
    case Op::Min:
      return std::min(A, B);
    case Op::Max:
      return std::max(A, B);
    case Op::CeilDiv:
      return A / B + (A % B != 0 && (A % B > 0) == (B > 0));
    case Op::Less:
      return A < B;
    case Op::Equal:
      return A == B;
    case Op::GreaterEqual:
      return A >= B;
    default:
      return A != B;
    }
  }
  std::mt19937 Random;
};

} // namespace

TEST(ExpressionTest, RandomFormulasKeepTheirTextAndValue) {
  unsigned Compared = 0;
  for (unsigned Seed = 0; Seed < 4000; ++Seed) {
    const Expression::Values Env = {
        {"a", Seed % 7 + 1}, {"b", Seed % 11 + 1}, {"c", Seed % 13 + 1}};
    Made M = Generator(Seed).next(4, Env);
    const std::string Text = M.Built.str();
    EXPECT_EQ(canonical(Text), Text);
    // Rounding up is only the same for sizes, which are not negative.
    if (!M.Value || Text.find("ceil_div") != std::string::npos)
      continue;
    ++Compared;
    EXPECT_EQ(M.Built.evaluate(Env), M.Value) << Text << " of seed " << Seed;
  }
  EXPECT_GT(Compared, 1000U);
}
