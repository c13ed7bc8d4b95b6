//===- Steps.h - The calls of a function that lead to kernels ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_STEPS_H
#define PERFCLAIM_LIB_PLAN_STEPS_H

#include "Reach.h"
#include "perfclaim/Model/ChangeSet.h"
#include "llvm/ADT/ArrayRef.h"

namespace perfclaim {

/// A call or a launch in a host function, as a part of a composite entry.
/// Points into the inventory of its side.
struct Step {
  const CallSite *Call = nullptr; ///< Null for a launch.
  const Launch *Site = nullptr;   ///< Null for a call.
  std::string Name;               ///< Of what is called.
  std::string Called;             ///< Identity of what is called.
  std::set<std::string> Kernels;  ///< Identities of what it leads to.
  std::string Why;                ///< Of a set-up call: why it is one.
  unsigned Turns = 0; ///< Of the loops around it, those that an entry repeats.

  const LaunchSlice &slice() const { return Call ? Call->Slice : Site->Slice; }
  const CallPosition &at() const { return Call ? Call->At : Site->At; }
  const SourcePlace &place() const { return Call ? Call->Place : Site->Place; }
  const std::string &caller() const {
    return Call ? Call->CallerName : Site->FunctionName;
  }
  /// Identity of the function that it stands in.
  const std::string &function() const {
    return Call ? Call->Caller : Site->Function;
  }
};

/// Heads of the loops around \p S as written, outermost first.
std::vector<std::string> loopTexts(const Step &S);
/// The loops that an entry with \p S makes again, outermost first.
llvm::ArrayRef<LoopHead> turnsOf(const Step &S);
/// What an entry has to give \p S: the variables of its slice and of its
/// turns, but for what counts the turns; extents are those of all turns.
std::vector<ParameterModel> modelsOf(const Step &S);

/// The calls and launches of \p Function that lead to kernels, in its order.
std::vector<Step> stepsOf(const SideView &View, const HostFunction &Function);

/// "`f` at a.cu:12".
std::string shown(const Step &S);

/// True if no run of the function makes both calls.
bool excludes(const Step &A, const Step &B);

/// A call that leaves its result elsewhere, where another call takes it on, is
/// not the same call any more: what `sum` left in `out` it leaves in `parts`
/// now, and `finish` makes `out` of that.
struct HandedOn {
  std::string Variable; ///< `out`
  std::string To;       ///< `finish`
};
/// \p OldCall and \p NewCall are among the steps of their functions.
std::optional<HandedOn> handedOn(const std::vector<Step> &Old,
                                 const Step &OldCall,
                                 const std::vector<Step> &New,
                                 const Step &NewCall);

/// Calls of one function that are there on one side only, between two calls
/// that are there on both.
struct CallDifference {
  const HostFunction *Before = nullptr;
  const HostFunction *After = nullptr;
  std::vector<Step> Gone, New;
};

/// Those of all functions of both sides, in the order of the new one.
std::vector<CallDifference> findCallDifferences(const SideView &Before,
                                                const SideView &After,
                                                const ChangeSet &Changes);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_STEPS_H
