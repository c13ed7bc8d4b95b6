//===- Turns.h - Calls that stand in loops ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One call per layer against one call for all of them: the loops that the
/// calls of an entry do not have in common are part of the entry.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_TURNS_H
#define PERFCLAIM_LIB_PLAN_TURNS_H

#include "CompositeCalls.h"

namespace perfclaim {

/// Sets Step::Turns in \p R, set-up calls included.
void setTurns(Replacement &R);

/// True if a call of \p R is repeated.
bool hasTurns(const Replacement &R);

/// Why a loop that is to be repeated cannot be; empty if all can.
std::string whyNotInTurns(const Replacement &R);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_TURNS_H
