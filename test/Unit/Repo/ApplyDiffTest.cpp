//===- ApplyDiffTest.cpp - Old text and diff to new text ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Repo/Input.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

static std::string apply(StringRef Old, StringRef Diff) {
  Expected<std::string> New = applyDiff(Old, Diff);
  return New ? *New : "ERROR " + toString(New.takeError());
}

TEST(ApplyDiffTest, AppliesSeveralHunks) {
  EXPECT_EQ(apply("1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                  "--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n 1\n+new\n 2\n 3\n"
                  "@@ -7,3 +8,2 @@ f()\n 7\n-8\n 9\n"),
            "1\nnew\n2\n3\n4\n5\n6\n7\n9\n");
}

TEST(ApplyDiffTest, MissingBlankContextAtTheEndComesFromTheOldText) {
  EXPECT_EQ(apply("a\nb\n\n\nc\n", "@@ -1,4 +1,4 @@\n-a\n+A\n b"),
            "A\nb\n\n\nc\n");
}

TEST(ApplyDiffTest, BlankContextMayHaveLostItsSpace) {
  EXPECT_EQ(apply("a\n\nb\n", "@@ -1,3 +1,3 @@\n-a\n+A\n\n b\n"), "A\n\nb\n");
}

TEST(ApplyDiffTest, NewlineAtTheEndIsAsTheDiffSays) {
  EXPECT_EQ(apply("a\nb",
                  "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b"),
            "a\nb\n");
  EXPECT_EQ(apply("a\nb\n",
                  "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file"),
            "a\nb");
  EXPECT_EQ(apply("a\nb", "@@ -1,2 +1,2 @@\n-a\n+A\n b\n"
                          "\\ No newline at end of file"),
            "A\nb");
}

TEST(ApplyDiffTest, MakesAndRemovesWholeFiles) {
  EXPECT_EQ(apply("", "@@ -0,0 +1,2 @@\n+a\n+b"), "a\nb\n");
  EXPECT_EQ(apply("a\nb\n", "@@ -1,2 +0,0 @@\n-a\n-b"), "");
  EXPECT_EQ(apply("a\n", "@@ -1,0 +2 @@\n+b"), "a\nb\n");
}

TEST(ApplyDiffTest, LinesThatLookLikeHeadersAreContent) {
  EXPECT_EQ(apply("-- old\n", "--- a/q.sql\n+++ b/q.sql\n@@ -1 +1 @@\n"
                              "--- old\n+++ new\n"),
            "++ new\n");
}

TEST(ApplyDiffTest, FindsAHunkThatMoved) {
  EXPECT_EQ(apply("0\n0\n1\n2\n", "@@ -1,2 +1,2 @@\n 1\n-2\n+two\n"),
            "0\n0\n1\ntwo\n");
}

TEST(ApplyDiffTest, BlobHashBringsBackSpacesOfTheLastLine) {
  // The blob of "b  \n" is 2753b72..., that of "b\r\n" is 485540d...
  EXPECT_EQ(apply("a\n", "diff --git a/x b/x\nindex 7898192..2753b72 100644\n"
                         "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b"),
            "b  \n");
  EXPECT_EQ(apply("a\n", "diff --git a/x b/x\nindex 7898192..485540d 100644\n"
                         "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b"),
            "b\r\n");
}

TEST(ApplyDiffTest, CarriageReturnsOfTheFileGoToTheLastLine) {
  EXPECT_EQ(apply("a\r\nc\r\n", "@@ -1,2 +1,3 @@\n a\r\n c\r\n+b"),
            "a\r\nc\r\nb\r\n");
}

TEST(ApplyDiffTest, ErrorsNameTheHunk) {
  EXPECT_EQ(apply("1\n2\n", "@@ -1,1 +1,1 @@\n-1\n+x\n"
                            "@@ -2,1 +2,1 @@\n-9\n+y\n"),
            "ERROR hunk 2 (@@ -2,1 +2,1 @@) does not apply");
  EXPECT_NE(apply("1\n2\n", "@@ -1,2 +1,1 @@\n 1").find("is cut off"),
            std::string::npos);
  EXPECT_NE(apply("1\n", "@@ -1 +1 @@\n-1\n+2\n+3\n").find("longer than"),
            std::string::npos);
  EXPECT_NE(apply("1\n", "@@ -x +1 @@\n").find("not understood"),
            std::string::npos);
  EXPECT_NE(apply("1\n", "@@ -1 +1 @@\n?1\n").find("begins with none"),
            std::string::npos);
  EXPECT_NE(apply("1\n", "@@@ -1 -1 +1 @@@\n").find("combined diff"),
            std::string::npos);
  EXPECT_NE(apply("1\n", "diff --git a/x b/x\nBinary files a/x and b/x differ")
                .find("binary"),
            std::string::npos);
  EXPECT_NE(apply("1\n", "diff --git a/x b/x\ndiff --git a/y b/y\n")
                .find("more than one file"),
            std::string::npos);
}

TEST(ApplyDiffTest, HugeNumbersAreNoCrash) {
  EXPECT_NE(
      apply("1\n", "@@ -4294967295,4294967295 +1,1 @@\n-1\n+2\n").find("ERROR"),
      std::string::npos);
  EXPECT_NE(
      apply("1\n", "@@ -99999999999999999999 +1 @@\n-1\n+2\n").find("ERROR"),
      std::string::npos);
  EXPECT_NE(apply("1\n", "@@ -4294967295,0 +1 @@\n+2\n").find("ERROR"),
            std::string::npos);
}
