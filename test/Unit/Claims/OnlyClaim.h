//===- OnlyClaim.h - The one claim of a message -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_CLAIMS_ONLYCLAIM_H
#define PERFCLAIM_TEST_UNIT_CLAIMS_ONLYCLAIM_H

#include "perfclaim/Claims/Claims.h"
#include "llvm/ADT/ArrayRef.h"
#include "gtest/gtest.h"

namespace perfclaim {

inline Claim only(llvm::StringRef Message) {
  const ClaimSet Set = readClaims(Message);
  EXPECT_EQ(Set.Claims.size(), 1u) << Message.str();
  return Set.Claims.empty() ? Claim() : Set.Claims.front();
}

/// A message and the only claim in it.
struct Case {
  const char *Message;
  double Speedup;
  Metric What = Metric::Time;
  Qualifier Qualified = Qualifier::None;
};

inline void expectCases(llvm::ArrayRef<Case> Cases) {
  for (const Case &C : Cases) {
    const Claim Read = only(C.Message);
    ASSERT_TRUE(Read.Speedup) << C.Message;
    EXPECT_NEAR(*Read.Speedup, C.Speedup, 1e-6) << C.Message;
    EXPECT_EQ(Read.What, C.What) << C.Message;
    EXPECT_EQ(Read.Qualified, C.Qualified) << C.Message;
  }
}

/// The ratios of all claims of a message, in order.
inline void expectRatios(llvm::StringRef Message,
                         llvm::ArrayRef<double> Ratios) {
  const ClaimSet Set = readClaims(Message);
  ASSERT_EQ(Set.Claims.size(), Ratios.size()) << Message.str();
  for (size_t I = 0; I < Ratios.size(); ++I) {
    ASSERT_TRUE(Set.Claims[I].Speedup) << Message.str();
    EXPECT_NEAR(*Set.Claims[I].Speedup, Ratios[I], 1e-3) << Message.str();
  }
}

inline void expectNone(llvm::ArrayRef<const char *> Messages) {
  for (const char *Message : Messages)
    EXPECT_EQ(readClaims(Message).Claims.size(), 0u) << Message;
}

} // namespace perfclaim

#endif // PERFCLAIM_TEST_UNIT_CLAIMS_ONLYCLAIM_H
