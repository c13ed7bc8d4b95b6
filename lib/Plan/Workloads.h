//===- Workloads.h - On which sizes an entry is measured --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_WORKLOADS_H
#define PERFCLAIM_LIB_PLAN_WORKLOADS_H

#include "Constraints.h"
#include "perfclaim/Plan/Plan.h"

namespace perfclaim {

/// Bytes of all buffers of \p Entry; nothing where an extent has no value.
std::optional<int64_t> bytesOf(const EntryPair &Entry,
                               const Expression::Values &Values);

/// The workloads of the chosen entry of \p Plan, with predicted launches, in
/// the order of their provenance.
void addWorkloads(BenchmarkPlan &Plan, const EntryPair &Entry,
                  const SideView &Before, const SideView &After,
                  const PlanOverrides &Overrides,
                  const std::map<std::string, SizeKind> &Kinds);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_WORKLOADS_H
