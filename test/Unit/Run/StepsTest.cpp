//===- StepsTest.cpp - What a log says went wrong -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Steps.h"
#include "gtest/gtest.h"

using namespace perfclaim;

TEST(WhatFailed, NamesWhatALinkerMisses) {
  const std::string Text = whatFailed(
      "/usr/bin/ld: 0.o: in function `run()':\n"
      "/usr/bin/ld: run.cu:7: undefined reference to `helper(int)'\n"
      "/usr/bin/ld: cannot find -lcurand: No such file or directory\n"
      "clang++: error: linker command failed with exit code 1\n"
      "perfclaim: error: libbefore.so: linking failed\n");
  EXPECT_EQ(Text,
            "/usr/bin/ld: run.cu:7: undefined reference to `helper(int)' | "
            "/usr/bin/ld: cannot find -lcurand: No such file or directory");
}

TEST(WhatFailed, CountsWhatItLeavesOut) {
  EXPECT_EQ(whatFailed("error: a\nerror: b\nnote\nerror: c\nerror: d\n"),
            "error: a | error: b | error: c | and 1 more");
}

TEST(WhatFailed, TakesASummaryOrTheLastLineWhereThereIsNothingElse) {
  EXPECT_EQ(whatFailed("x\nclang++: error: linker command failed\ny\n"),
            "clang++: error: linker command failed");
  EXPECT_EQ(whatFailed("one\ntwo\n"), "two");
}
