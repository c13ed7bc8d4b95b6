//===- Diff.cpp - Two inventories to a change set -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Diff/Diff.h"
#include "DiffInternal.h"

namespace perfclaim {

ChangeSet diffInventories(const Inventory &Before, const Inventory &After) {
  ChangeSet Result;
  // Kernels and functions first: launches and heuristics are looked up under
  // the names that these two found.
  Correspondence Known;
  Result.Kernels = diffKernels(Before, After, Known);
  Result.Functions = diffFunctions(Before, After, Known);
  Result.Launches = diffLaunches(Before, After, Known);
  Result.Heuristics = diffHeuristics(Before, After, Known);
  return Result;
}

} // namespace perfclaim
