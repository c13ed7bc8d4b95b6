//===- Models.h - Completes the argument models of an entry -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_MODELS_H
#define PERFCLAIM_LIB_PLAN_MODELS_H

#include "SizeKind.h"
#include "perfclaim/Plan/Plan.h"

namespace perfclaim {

/// Gives every variable of the chosen entry of \p Plan a role and every buffer
/// an extent. What is guessed is said in Assumptions; what the user should
/// confirm is asked in Questions.
void completeModels(BenchmarkPlan &Plan, EntryPair &Entry,
                    const Inventory &Before, const Inventory &After,
                    const PlanOverrides &Overrides,
                    const std::map<std::string, SizeKind> &Kinds);

/// What the user says of \p Name of \p Entry; "entry.name" goes before "name".
const PlanOverrides::Parameter *findOverride(const PlanOverrides &Overrides,
                                             const EntryPair &Entry,
                                             const std::string &Name);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_MODELS_H
