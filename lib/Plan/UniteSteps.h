//===- UniteSteps.h - One argument model of two lists of calls --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_UNITESTEPS_H
#define PERFCLAIM_LIB_PLAN_UNITESTEPS_H

#include "Steps.h"
#include "Unite.h"

namespace perfclaim {

/// What one side's calls together do with a variable of the caller.
struct StepVariable {
  ParameterModel Model;
  bool ReadFirst = false; ///< Read before any of the calls writes it.
  /// What reads it first also writes it, and nothing before in its caller
  /// did: it may read what it wrote itself.
  bool MayStartEmpty = false;
  bool MayBeCleared = false;   ///< So, and its caller clears some memory.
  bool Written = false;        ///< By any of the calls.
  bool ReadAfterwards = false; ///< By a later call than the one that wrote it.
  /// Parameters of the callees that take it as it is.
  std::set<std::string> Formals;
};

/// The variables of \p Steps in the order of their first use; what cannot be
/// one variable goes to \p Failures.
std::vector<StepVariable> variablesOf(const SideView &View,
                                      const std::vector<Step> &Steps,
                                      std::vector<std::string> &Failures);

struct UnitedSteps {
  UnitedParameters Parameters;
  std::vector<std::string> NotMeasured; ///< What only one side writes.
  /// Old names to those of the entry.
  std::map<std::string, std::string> Names;
};

/// Variables that are written the same in the caller are one; what is left
/// goes by the names of the parameters that take it. A buffer that one side
/// alone has, and fills itself, is that side's workspace.
UnitedSteps uniteSteps(const SideView &Before, const std::vector<Step> &Old,
                       const SideView &After, const std::vector<Step> &New);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_UNITESTEPS_H
