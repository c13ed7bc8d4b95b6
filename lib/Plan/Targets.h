//===- Targets.h - What of a change set is worth a benchmark ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_TARGETS_H
#define PERFCLAIM_LIB_PLAN_TARGETS_H

#include "Reach.h"
#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Claim.h"

namespace perfclaim {

/// Kernels of both sides that one benchmark could compare.
struct Target {
  enum class Reason { Kernel, Sibling, Replaced, Launch, Heuristic, Host };
  Reason For = Reason::Kernel;
  std::string What;             ///< For people: "changed kernel `k` (body)".
  std::set<std::string> Before; ///< Identities of kernels.
  std::set<std::string> After;  ///< Identities of kernels.
  std::string FunctionBefore;   ///< Identity; launches, heuristics and hosts.
  std::string FunctionAfter;    ///< Identity.
  double Weight = 0;            ///< Points, see Score.h.
  /// Only its likeness says that the old thing, which stays, is meant to do the
  /// same.
  bool Guessed = false;
};

/// Everything that could be compared, heaviest first.
std::vector<Target> findTargets(const SideView &Before, const SideView &After,
                                const ChangeSet &Changes,
                                const ClaimSet &Claims);

/// Points for how much the claims talk of \p Name.
double claimBonus(const ClaimSet &Claims, const std::string &Name);

/// The file that most of the change is in.
std::string mainFile(const ChangeSet &Changes);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_TARGETS_H
