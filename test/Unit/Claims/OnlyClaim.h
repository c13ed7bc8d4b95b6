//===- OnlyClaim.h - The one claim of a message -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_CLAIMS_ONLYCLAIM_H
#define PERFCLAIM_TEST_UNIT_CLAIMS_ONLYCLAIM_H

#include "perfclaim/Claims/Claims.h"
#include "gtest/gtest.h"

namespace perfclaim {

inline Claim only(llvm::StringRef Message) {
  const ClaimSet Set = readClaims(Message);
  EXPECT_EQ(Set.Claims.size(), 1u) << Message.str();
  return Set.Claims.empty() ? Claim() : Set.Claims.front();
}

} // namespace perfclaim

#endif // PERFCLAIM_TEST_UNIT_CLAIMS_ONLYCLAIM_H
