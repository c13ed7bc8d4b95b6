//===- SetupCalls.h - What comes before a run, untimed ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A side may read what a call made once for many runs: repacked weights, a
/// plan. Such a call becomes a set-up stage of its side if the code says so:
/// it stands outside of the loop of what is timed, or in a function that runs
/// once. The user's perfclaim.json may say it of any other.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_SETUPCALLS_H
#define PERFCLAIM_LIB_PLAN_SETUPCALLS_H

#include "Candidate.h"
#include "CompositeCalls.h"

namespace perfclaim {

/// Fills the set-up of both sides of \p R: moves calls of its own there, and
/// adds those that make what one side alone reads.
void addSetupCalls(const ChoiceContext &Context, Replacement &R);

/// For a failure about `\p Failure`'s buffers: the calls that might fill them
/// and the line that makes them a set-up; empty if there are none.
std::string setupHint(const Replacement &R, const std::string &Failure);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_SETUPCALLS_H
