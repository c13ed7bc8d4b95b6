//===- Growth.h - How the time is said to grow ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_GROWTH_H
#define PERFCLAIM_LIB_CLAIMS_GROWTH_H

#include "perfclaim/Model/Claim.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// Each place of \p Message that says that the time grew in one way before and
/// grows in another now.
std::vector<GrowthClaim> growthsIn(llvm::StringRef Message);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_GROWTH_H
