//===- CompositeCalls.h - Which calls replace which -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_COMPOSITECALLS_H
#define PERFCLAIM_LIB_PLAN_COMPOSITECALLS_H

#include "Candidate.h"
#include "Steps.h"

namespace perfclaim {

/// Calls of the old side that the calls of the new side stand for.
struct Replacement {
  const HostFunction *Before = nullptr; ///< The nearest common caller.
  const HostFunction *After = nullptr;
  std::vector<Step> Old, New;
  /// Calls of each side that come before its own, untimed, each with a reason.
  std::vector<Step> OldSetup, NewSetup;
  /// Buffers that one side alone reads, to calls that might be their set-up.
  std::map<std::string, Step> MayFill;
  bool SeveralCallers = false; ///< Some calls are from other functions.
  /// One of several ways through the caller's conditions.
  bool Conditional = false;
};

/// Every replacement that involves a changed kernel. A function in which calls
/// only went joins the one where the new call came, if their data meet.
std::vector<Replacement> findReplacements(const ChoiceContext &Context);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_COMPOSITECALLS_H
