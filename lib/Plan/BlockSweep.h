//===- BlockSweep.h - Whether a block can be replaced -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PLAN_BLOCKSWEEP_H
#define PERFCLAIM_LIB_PLAN_BLOCKSWEEP_H

#include "Reach.h"
#include "perfclaim/Model/Plan.h"

namespace perfclaim {

/// How the benchmark can launch the changed kernel of the new side in blocks of
/// another width. What the kernel itself does with them, its outputs show.
BlockSweep blockSweep(const SideView &After, const EntryPair &Entry);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PLAN_BLOCKSWEEP_H
