//===- EscapeTest.cpp - Hostile texts in every place ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Escape.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(Escape, CommentStaysOneLineThatDoesNotContinue) {
  for (StringRef Hostile :
       {"a */ b", "a /* b", "end \\", "end \\ \t", "end \?\?/", "a\nb",
        "\n#include </etc/passwd>", "a\r\n#error", "\x1b[31mred",
        "\xe2\x80\xae rtl", "\xff\xfe", "nul\0nul"}) {
    const std::string Line = commentText(Hostile);
    EXPECT_EQ(Line.find('\n'), std::string::npos) << Line;
    EXPECT_EQ(Line.find('\r'), std::string::npos) << Line;
    EXPECT_EQ(Line.find("*/"), std::string::npos) << Line;
    EXPECT_EQ(Line.find("/*"), std::string::npos) << Line;
    EXPECT_EQ(Line.find("?\?/"), std::string::npos) << Line;
    EXPECT_EQ(Line.find('\x1b'), std::string::npos) << Line;
    EXPECT_EQ(Line.find("\xe2\x80\xae"), std::string::npos) << Line;
    EXPECT_FALSE(StringRef(Line).rtrim().ends_with("\\")) << Line;
  }
}

TEST(Escape, OrdinaryCommentTextIsVerbatim) {
  EXPECT_EQ(commentText("2.8x faster, \"avg\" (ü)"),
            "2.8x faster, \"avg\" (ü)");
}

TEST(Escape, CommentLinesWrapAtWordsAndKeepAllOfThem) {
  const std::vector<std::string> Lines =
      commentLines("one two three four five six", " Why  ", "      ", 16);
  ASSERT_GE(Lines.size(), 3u);
  EXPECT_EQ(Lines.front(), " Why  one two");
  std::string All;
  for (const std::string &Line : Lines) {
    EXPECT_LE(Line.size(), 16u);
    All += StringRef(Line).ltrim().str() + " ";
  }
  EXPECT_EQ(All, "Why  one two three four five six ");
}

TEST(Escape, CommentLinesOfHostileWordsDoNotContinue) {
  for (const std::string &Line :
       commentLines("aaaa \\ bbbb \\ cccc", "", "", 6))
    EXPECT_FALSE(StringRef(Line).ends_with("\\")) << Line;
}

TEST(Escape, StringLiteralHoldsAnyBytes) {
  EXPECT_EQ(stringLiteral("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(stringLiteral("a\n1"), R"("a\0121")");
  EXPECT_EQ(stringLiteral("*/"), R"("*\057")");
  EXPECT_EQ(stringLiteral("\xff"), R"("\377")");
  EXPECT_EQ(stringLiteral("?\?/"), R"("\?\?/")");
}

TEST(Escape, CMakeArgumentsAreQuotedOrRefused) {
  EXPECT_EQ(cmakeArgument("a b"), "\"a b\"");
  EXPECT_EQ(cmakeArgument("it's \"x\\y\""), R"("it's \"x\\y\"")");
  EXPECT_FALSE(cmakeArgument("$<TARGET_FILE:x>"));
  EXPECT_FALSE(cmakeArgument("${HOME}"));
  EXPECT_FALSE(cmakeArgument("a;b"));
  EXPECT_FALSE(cmakeArgument("a\nb"));
}

TEST(Escape, MarkdownShowsMarkupAsText) {
  EXPECT_EQ(markdown("<b>|x|`y`"), "\\<b\\>\\|x\\|\\`y\\`");
  EXPECT_EQ(markdownCode("a`b"), "`` a`b ``");
  EXPECT_EQ(markdownCode("a|b"), "`a\\|b`");
}

TEST(Escape, IdentifiersAreMadeOfAnything) {
  EXPECT_EQ(identifier("n_rows"), "n_rows");
  EXPECT_EQ(identifier("int"), "int_");
  EXPECT_EQ(identifier("3d"), "v3d");
  EXPECT_EQ(identifier("a.b->c"), "a_b__c");
  EXPECT_EQ(identifier(""), "v");
  for (StringRef Any : {"", "9", "for", "a b", "\xff", "linux"})
    EXPECT_TRUE(isCxxIdentifier(identifier(Any))) << identifier(Any);
}

TEST(Escape, SymbolsThatCouldLeaveTheirLabelAreRefused) {
  EXPECT_TRUE(isSymbol("_ZN3foo3barEPKc"));
  EXPECT_TRUE(isSymbol("_Z1f.part$0"));
  EXPECT_FALSE(isSymbol("a\"); system(\"x"));
  EXPECT_FALSE(isSymbol(""));
  EXPECT_FALSE(isSymbol("a b"));
}

TEST(Escape, DoublesReadBackAsTheyWere) {
  for (double Value : {0.1, 1e-5, 1.0 / 3, -2.0, 1e300, 5e-324}) {
    double Back = 0;
    ASSERT_FALSE(StringRef(doubleLiteral(Value)).getAsDouble(Back));
    EXPECT_EQ(Back, Value);
  }
  EXPECT_EQ(doubleLiteral(2), "2.0");
  EXPECT_EQ(doubleLiteral(1e-5), "1e-05");
  EXPECT_EQ(doubleLiteral(INFINITY), "INFINITY");
}

} // namespace
