//===- ClaimTests.h - What each claim is tested on --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_CLAIMTESTS_H
#define PERFCLAIM_LIB_PLAN_CLAIMTESTS_H

#include "SizeKind.h"
#include "perfclaim/Plan/Plan.h"

namespace perfclaim {

/// Whether the elements of \p P are of the type that a word of a message stands
/// for: "fp16" of `__half *`.
bool isOfType(const ParameterModel &P, llvm::StringRef Word);

/// Adds a test for each claim of \p Plan over its workloads; without claims,
/// says so.
void addClaimTests(BenchmarkPlan &Plan, const EntryPair &Entry,
                   const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_CLAIMTESTS_H
