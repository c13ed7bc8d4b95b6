//===- Globals.h - Whether a benchmark can set a global ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_GLOBALS_H
#define PERFCLAIM_LIB_PLAN_GLOBALS_H

#include "perfclaim/Model/Inventory.h"

namespace perfclaim {

enum class GlobalState {
  Ready,    ///< A constant, or initialised where it is defined.
  Settable, ///< A handle, a stream, device properties: made in the set-up.
  Unset     ///< Only the program's main knows what belongs there.
};
GlobalState stateOf(const GlobalUse &G);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_GLOBALS_H
