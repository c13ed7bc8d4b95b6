//===- FailingWorkloads.h - Calls that both sides must refuse -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_FAILINGWORKLOADS_H
#define PERFCLAIM_LIB_PLAN_FAILINGWORKLOADS_H

#include "Constraints.h"

namespace perfclaim {

/// Workloads that break one of the checks that both sides make of their
/// arguments, and nothing else that is known to be asked.
std::vector<Workload>
failingWorkloads(const BenchmarkPlan &Plan, const EntryPair &Entry,
                 const SideView &Before, const SideView &After,
                 const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_FAILINGWORKLOADS_H
