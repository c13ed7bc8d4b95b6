//===- TextTest.cpp - Texts as an editor counts in them -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Text.h"
#include "gtest/gtest.h"

using llvm::lsp::Position;

namespace perfclaim {
namespace {

// One UTF-16 unit and two bytes; two units and four bytes.
const char *const Text = "a\xc3\xa4z\r\n\xf0\x9d\x94\xb9q\n  end \n";

TEST(TextTest, CountsInTheUnitsOfTheClient) {
  EXPECT_EQ(offsetOf(Text, Position(0, 2), ColumnUnit::Utf16), 3U);
  EXPECT_EQ(offsetOf(Text, Position(0, 2), ColumnUnit::Utf8), 2U);
  EXPECT_EQ(offsetOf(Text, Position(1, 2), ColumnUnit::Utf16), 10U);
  EXPECT_EQ(offsetOf(Text, Position(1, 4), ColumnUnit::Utf8), 10U);
}

TEST(TextTest, EndsAtTheEndOfLinesAndTexts) {
  EXPECT_EQ(offsetOf(Text, Position(0, 99), ColumnUnit::Utf16), 4U);
  EXPECT_EQ(offsetOf(Text, Position(9, 0), ColumnUnit::Utf16), 19U);
  EXPECT_EQ(offsetOf("", Position(0, 5), ColumnUnit::Utf8), 0U);
}

TEST(TextTest, RangesLeaveWhiteSpaceOut) {
  const llvm::lsp::Range At = rangeOfLine(Text, 3, ColumnUnit::Utf16);
  EXPECT_EQ(At.start, Position(2, 2));
  EXPECT_EQ(At.end, Position(2, 5));
  EXPECT_EQ(rangeOfLine(Text, 2, ColumnUnit::Utf16).end, Position(1, 3));
  EXPECT_EQ(rangeOfLine(Text, 9, ColumnUnit::Utf16).end, Position(0, 0));
}

TEST(TextTest, NamesAreWhole) {
  EXPECT_EQ(nameAt("int f_1(x);", Position(0, 5), ColumnUnit::Utf16), "f_1");
  EXPECT_EQ(nameAt("int f_1(x);", Position(0, 7), ColumnUnit::Utf16), "f_1");
  EXPECT_EQ(nameAt("a + b", Position(0, 2), ColumnUnit::Utf16), "");
}

TEST(TextTest, AppliesRangesAndWholeTexts) {
  std::string Now = Text;
  llvm::lsp::TextDocumentContentChangeEvent Change;
  Change.range = llvm::lsp::Range(Position(1, 0), Position(1, 2));
  Change.text = "B";
  applyChange(Now, Change, ColumnUnit::Utf16);
  EXPECT_EQ(Now, "a\xc3\xa4z\r\nBq\n  end \n");
  // An end before the begin removes nothing.
  Change.range = llvm::lsp::Range(Position(1, 1), Position(0, 0));
  applyChange(Now, Change, ColumnUnit::Utf16);
  EXPECT_EQ(Now, "a\xc3\xa4z\r\nBBq\n  end \n");
  Change.range.reset();
  applyChange(Now, Change, ColumnUnit::Utf16);
  EXPECT_EQ(Now, "B");
}

TEST(TextTest, FollowsLinesOverAnEdit) {
  const LineMap More("a\nb\nc\nd", "a\nx\ny\nc\nd");
  EXPECT_EQ(More(1), 1U);
  EXPECT_EQ(More(2), std::nullopt);
  EXPECT_EQ(More(3), 4U);
  EXPECT_EQ(More(4), 5U);
  const LineMap Fewer("a\nb\nc\nd", "a\nd");
  EXPECT_EQ(Fewer(3), std::nullopt);
  EXPECT_EQ(Fewer(4), 2U);
  const LineMap Same("a\na", "a\na");
  EXPECT_EQ(Same(2), 2U);
}

} // namespace
} // namespace perfclaim
