//===- ErrorTest.cpp - What users read when something is wrong ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Error.h"
#include "perfclaim/Support/Hash.h"
#include "perfclaim/Support/Text.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

TEST(ErrorTest, SaysPlaceWhatAndDo) {
  EXPECT_EQ(toString(makeError("a.cu:3", "is odd", "make it even")),
            "a.cu:3: is odd; make it even");
  EXPECT_EQ(toString(makeError("", "is odd")), "is odd");
}

TEST(ErrorTest, EscapesTerminalControl) {
  EXPECT_EQ(toString(makeError("\x1b[2J", "two\nlines")),
            "\\x1b[2J: two\\nlines");
}

TEST(ErrorTest, FindsTheExitCodeInAList) {
  Error Both =
      joinErrors(createStringError(inconvertibleErrorCode(), "foreign"),
                 makeError("", "nothing to do", "", ExitCode::Nothing));
  EXPECT_EQ(exitCodeOf(Both), ExitCode::Nothing);
  consumeError(std::move(Both));
  Error Foreign = createStringError(inconvertibleErrorCode(), "foreign");
  EXPECT_EQ(exitCodeOf(Foreign), ExitCode::Usage);
  consumeError(std::move(Foreign));
}

TEST(TextTest, KeepsReadableUtf8AndEscapesTheRest) {
  EXPECT_EQ(printable("Größe µs →"), "Größe µs →");
  EXPECT_EQ(printable("a\xff\xc3"), "a\\xff\\xc3");
  // Right-to-left override and the C1 control U+009B.
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");
  EXPECT_EQ(printable(StringRef("\0\x7f\r", 3)), "\\x00\\x7f\\r");
  EXPECT_EQ(printableLines("a\n\tb\x1b"), "a\n\tb\\x1b");
}

TEST(HashTest, IsStableAndSeesBoundaries) {
  EXPECT_EQ(hashText("perfclaim"), "4718ab3bcf7b82a83ddee74e9978a74c");
  EXPECT_EQ(hashText("").size(), 32u);
  EXPECT_NE(Hasher().add("ab").add("c").finish(),
            Hasher().add("a").add("bc").finish());
  EXPECT_NE(Hasher().add(uint64_t(1)).finish(),
            Hasher().add(uint64_t(256)).finish());
}

TEST(HashTest, FinishDoesNotEndTheHash) {
  Hasher One;
  One.add("x");
  const std::string First = One.finish();
  EXPECT_EQ(One.finish(), First);
  EXPECT_NE(One.add("y").finish(), First);
}
