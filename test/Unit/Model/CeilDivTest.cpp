//===- CeilDivTest.cpp - Names of divisions that round up -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/CeilDiv.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

TEST(CeilDiv, NameIsReadWithoutScopeCaseAndUnderscores) {
  for (const char *Name : {"cdiv", "ceil_div", "CeilDiv", "at::ceil_div",
                           "DIVIDE_ROUND_UP", "cuda::detail::DivUp"})
    EXPECT_TRUE(isCeilDivName(Name)) << Name;
  for (const char *Name : {"", "div", "ceil", "cdiv::other", "round_down"})
    EXPECT_FALSE(isCeilDivName(Name)) << Name;
}

} // namespace
