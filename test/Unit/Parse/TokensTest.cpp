//===- TokensTest.cpp - Texts that a compiler reads alike -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Parse/Tokens.h"
#include "gtest/gtest.h"

using namespace perfclaim;

TEST(TokensTest, CommentsBlanksAndLineBreaksAreNoTokens) {
  EXPECT_TRUE(sameTokens("int f(int x) { return x; } // one",
                         "int f(int x)\n{\n  return x; /* two */\n}\n"));
  EXPECT_TRUE(sameTokens("k<<<1, 2>>>(x);", "k<<<1,\n    2>>>( x ); // a"));
  EXPECT_TRUE(sameTokens("", "\n// nothing\n"));
  EXPECT_TRUE(sameTokens("int lo\\\nng_name;", "int long_name;"));
}

TEST(TokensTest, OtherWordsDiffer) {
  EXPECT_FALSE(sameTokens("int f() { return 1; }", "int f() { return 2; }"));
  EXPECT_FALSE(sameTokens("a + + b;", "a ++ b;"));
  EXPECT_FALSE(sameTokens("char c[] = \"a b\";", "char c[] = \"a  b\";"));
  EXPECT_FALSE(sameTokens("x; // y;", "x;\ny;"));
  EXPECT_FALSE(sameTokens("x;", "x; y;"));
  EXPECT_FALSE(sameTokens("R\"(// a)\";", "R\"(// b)\";"));
}

TEST(TokensTest, DirectivesEndWithTheirLine) {
  EXPECT_FALSE(sameTokens("#define N 1\n+ 2", "#define N 1 + 2"));
  EXPECT_FALSE(sameTokens("#define F (x) x\n", "#define F(x) x\n"));
  EXPECT_FALSE(sameTokens("#if A\nB", "#if A B\n"));
  EXPECT_FALSE(sameTokens("# define N\n", "int a; # define N\n"));
  EXPECT_TRUE(
      sameTokens("#define N 1 // one\nint x;", "#define N 1\n\nint x;"));
}

TEST(TokensTest, AnyBytesAreRead) {
  EXPECT_FALSE(sameTokens(llvm::StringRef("a\0b", 3), "a"));
  EXPECT_FALSE(sameTokens("\"open", "'open"));
  EXPECT_TRUE(sameTokens("\xff\xfe", "\xff\xfe\n"));
  EXPECT_FALSE(sameTokens("/* open", "x"));
}
