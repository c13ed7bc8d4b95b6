//===- StandInsTest.cpp - Texts that others compile against -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/StandIns/StandIns.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(StandIns, ThePreludeIsWholeAndNotAStandIn) {
  StringRef Text = preludeText();
  EXPECT_TRUE(Text.starts_with("//===- perfclaim_prelude.h"));
  EXPECT_TRUE(Text.rtrim().ends_with("#endif // PERFCLAIM_PRELUDE_H"));
  EXPECT_EQ(standInHeaders().count("perfclaim_prelude.h"), 0u);
}

TEST(StandIns, FrameworkHeadersHaveTheNamesTheyAreIncludedBy) {
  for (const char *Name :
       {"torch/extension.h", "torch/all.h", "ATen/cuda/CUDAContext.h",
        "c10/cuda/CUDAGuard.h", "omp.h"})
    EXPECT_EQ(standInHeaders().count(Name), 1u) << Name;
}

TEST(StandIns, WhatOneIncludesOfOursIsThere) {
  unsigned Checked = 0;
  for (const auto &[Name, Text] : standInHeaders())
    for (StringRef Line : split(Text, '\n')) {
      if (!Line.consume_front("#include "))
        continue;
      StringRef Wanted = Line.trim("<>\"");
      if (Wanted.starts_with("torch/")) {
        ++Checked;
        EXPECT_EQ(standInHeaders().count(Wanted.str()), 1u)
            << Name << " includes " << Wanted.str();
      }
    }
  EXPECT_GT(Checked, 20u);
}

} // namespace
