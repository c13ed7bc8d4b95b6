//===- PythonTextTest.cpp - Tests of texts and formulas in Python ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PythonText.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

TEST(PythonText, LiteralsAreAsciiAndShowWhatCannotBeSeen) {
  EXPECT_EQ(pythonLiteral("plain"), "\"plain\"");
  EXPECT_EQ(pythonLiteral("a\"b\\"), "\"a\\\"b\\\\\"");
  EXPECT_EQ(pythonLiteral("\xc3\xa9"), "\"\\u00e9\"");
  EXPECT_EQ(pythonLiteral("\xf0\x9f\x9a\x80"), "\"\\U0001f680\"");
  // A newline, and a byte that is no UTF-8, are text.
  EXPECT_EQ(pythonLiteral("\n\xff"), "\"\\\\n\\\\xff\"");
}

TEST(PythonText, DocstringsCannotEnd) {
  EXPECT_EQ(docstringLines("\"\"\"")[0], "\\\"\\\"\\\"");
  EXPECT_EQ(docstringLines("end\\")[0], "end\\\\");
  EXPECT_EQ(docstringLines("a b c", 3), (std::vector<std::string>{"a b", "c"}));
  EXPECT_EQ(docstringLines("one\n\n  two"),
            (std::vector<std::string>{"one", "", "  two"}));
  // What is too long says so.
  const std::vector<std::string> Cut = docstringLines("1\n2\n3\n4", 84, 2);
  EXPECT_EQ(Cut.size(), 3u);
  EXPECT_EQ(Cut.back(), "... (README.md has the rest)");
}

TEST(PythonText, NamesAreIdentifiers) {
  EXPECT_EQ(pythonName("ns::f<float, 4> + g", "x"), "ns_f_float_4_g");
  EXPECT_EQ(pythonName("\xc3\xa9", "change"), "change");
  EXPECT_LE(pythonName(std::string(500, 'a'), "x").size(), 60u);
}

std::string formula(llvm::StringRef Text) {
  llvm::Expected<Expression> E = Expression::parse(Text);
  if (!E)
    return llvm::toString(E.takeError());
  return pythonFormula(*E, {{"a", "a"}, {"b", "the \"b\""}, {"c", "c"}})
      .value_or("(nothing)");
}

TEST(PythonText, FormulasMeanTheSame) {
  EXPECT_EQ(formula("a * b + c"), "w[\"a\"] * w[\"the \\\"b\\\"\"] + w[\"c\"]");
  EXPECT_EQ(formula("(a + c) * c"), "(w[\"a\"] + w[\"c\"]) * w[\"c\"]");
  EXPECT_EQ(formula("a - (c - a)"), "w[\"a\"] - (w[\"c\"] - w[\"a\"])");
  EXPECT_EQ(formula("a / (c / a)"), "w[\"a\"] // (w[\"c\"] // w[\"a\"])");
  EXPECT_EQ(formula("ceil_div(a, 8)"), "ceil_div(w[\"a\"], 8)");
  EXPECT_EQ(formula("max(a, c % 4)"), "max(w[\"a\"], w[\"c\"] % 4)");
  // C++ compares from left to right; Python would chain.
  EXPECT_EQ(formula("(a < c) == a"), "(w[\"a\"] < w[\"c\"]) == w[\"a\"]");
  EXPECT_EQ(formula("a > 4 && c < 2 ? a : c"),
            "w[\"a\"] if w[\"a\"] > 4 and w[\"c\"] < 2 else w[\"c\"]");
  EXPECT_EQ(formula("2 * (a > 4 ? a : c)"),
            "2 * (w[\"a\"] if w[\"a\"] > 4 else w[\"c\"])");
  EXPECT_EQ(formula("unknown * 2"), "(nothing)");
}

} // namespace
