//===- Candidate.h - An entry pair with the points for and against -*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_CANDIDATE_H
#define PERFCLAIM_LIB_PLAN_CANDIDATE_H

#include "Reach.h"
#include "Targets.h"
#include "Unite.h"
#include "perfclaim/Model/Plan.h"

namespace perfclaim {

/// What all rules see.
struct ChoiceContext {
  const SideView &Before;
  const SideView &After;
  const ChangeSet &Changes;
  const ClaimSet &Claims;
  std::set<std::string> ChangedBefore; ///< Kernels that changed, identities.
  std::set<std::string> ChangedAfter;
  std::set<std::string> ModifiedAfter; ///< Of these, the ones whose code did.
  std::vector<std::string> Setup;      ///< What perfclaim.json calls a set-up.
  llvm::StringRef Message;             ///< Of the commit.

  /// Names of the changed kernels among \p Kernels, sorted.
  std::vector<std::string>
  changedNames(Side Which, const std::set<std::string> &Kernels) const;
  /// A launch, a heuristic or the text of this function changed.
  bool hostCodeChanged(const HostFunction &After) const;
};

struct Candidate {
  EntryPair Pair;
  double Score = 0;
  std::string Key;      ///< What it calls; equal keys are one candidate.
  bool Sibling = false; ///< A new thing against what looks like it.
};

/// Candidates that were refused, each with its reason, in the order found.
struct Refusals {
  std::vector<std::string> Reasons;
  void add(const std::string &Candidate, const std::string &Why);
};

/// Why a shim cannot call \p F; empty if it can.
std::string whyNotCallable(const HostFunction &F, const SideView &Side);
/// A call of \p F with the variables of \p Parameters.
void fillFunctionSide(EntrySide &Side, const SideView &View,
                      const HostFunction &F, EntryKind Kind,
                      std::vector<std::string> Parameters,
                      std::vector<std::string> Types,
                      std::vector<std::string> Reaches);

/// Functions of both sides that launch the kernels of \p For, and callers.
void addLauncherCandidates(const ChoiceContext &Context, const Target &For,
                           std::vector<Candidate> &Found, Refusals &Refused);
/// Launches of the kernels of \p For, with what the launcher computes.
void addKernelCandidates(const ChoiceContext &Context, const Target &For,
                         std::vector<Candidate> &Found, Refusals &Refused);
/// Functions that changed and that lead to no launch, of a commit that changes
/// nothing else.
void addNativeCandidates(const ChoiceContext &Context,
                         std::vector<Candidate> &Found, Refusals &Refused);
/// Calls that the commit put in the place of others, in the same caller.
void addCompositeCandidates(const ChoiceContext &Context,
                            std::vector<Candidate> &Found, Refusals &Refused);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_CANDIDATE_H
