//===- Plan.h - A change set and claims to a plan ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Chooses entry pairs, unites argument models and lists workloads, with
/// reasons. Pure: what needs a compiler (does the shim compile? what is left to
/// link?) is done by Driver, which walks `Candidates` in order.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_PLAN_PLAN_H
#define PERFCLAIM_PLAN_PLAN_H

#include "perfclaim/Model/Observation.h"
#include "perfclaim/Model/Plan.h"
#include "llvm/Support/Error.h"

namespace perfclaim {

/// What the user's perfclaim.json says of parameters and entries.
struct PlanOverrides {
  std::string Entry; ///< --entry NAME.
  struct Parameter {
    std::optional<Expression> Extent;
    std::optional<ParameterRole> Role;
    std::optional<ValueDomain> Domain;
    std::vector<int64_t> Values;
  };
  std::map<std::string, Parameter> Parameters; ///< "name" or "entry.name".
  std::vector<std::map<std::string, int64_t>> Workloads;
  /// Names of what is called once before many runs, and so is not timed.
  std::vector<std::string> Setup;
  /// What the hooks hold a change to.
  struct Hook {
    /// "registers", "spills", "stack", "shared": at most; "occupancy": at
    /// least, in percent.
    std::map<std::string, double> Limits;
    std::string Gpu;               ///< Empty: H100.
    bool RequireBenchmark = false; ///< Of a message that claims a number.
  } Hooks;
};

/// Parses perfclaim.json; errors name line and column.
llvm::Expected<PlanOverrides> readOverrides(llvm::StringRef Text,
                                            llvm::StringRef Name);

/// Entry pairs that could be benchmarked, best first, each with its reason;
/// empty with \p WhyNone set.
std::vector<EntryPair>
proposeEntries(const Inventory &Before, const Inventory &After,
               const ChangeSet &Changes, const ClaimSet &Claims,
               const PlanOverrides &Overrides, std::string &WhyNone,
               llvm::StringRef Message = "");

/// Completes a plan for \p Chosen: workloads with predicted launches, checks of
/// each claim, assumptions and questions.
BenchmarkPlan makePlan(const Commit &Change, const Inventory &Before,
                       const Inventory &After, const ChangeSet &Changes,
                       const ClaimSet &Claims, const PlanOverrides &Overrides,
                       EntryPair Chosen);

/// Adds to \p Plan, which has its entry and workloads, what each claim is
/// tested on; without claims, says so.
void planClaims(BenchmarkPlan &Plan);

/// What runs of both sides touched of the entry's buffers in one workload.
struct Observation {
  std::string Workload;
  std::map<std::string, int64_t> Integers; ///< That it ran with.
  std::vector<ObservedArgument> Before, After;
};

/// Small sizes that tell the factors of an extent apart: the smallest workload
/// of \p Plan, then each of its sizes doubled by itself.
std::vector<std::map<std::string, int64_t>>
probeSizes(const BenchmarkPlan &Plan);

/// Confirms, corrects or fills the argument models of the measured entry: an
/// extent that is too small, or more than twice what was touched, becomes the
/// product of integer parameters that fits every run. Where the code and a run
/// say different things the run wins, and a note says both. What the user said
/// stays.
void refine(BenchmarkPlan &Plan, llvm::ArrayRef<Observation> Seen);

} // namespace perfclaim

#endif // PERFCLAIM_PLAN_PLAN_H
