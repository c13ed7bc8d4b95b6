//===- Observe.h - What observed kernels touch and execute ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// --observe: bytes of each allocation, sectors of each request of a warp, bank
/// conflicts, active lanes, operations and lines. Counts of operations, bytes
/// and lines are of all blocks; what needs the lanes of a warp beside each
/// other is of a sample of blocks. docs/design/Evidence.md.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_OBSERVE_H
#define PERFCLAIM_LIB_HOSTRUNTIME_OBSERVE_H

#include "perfclaim/HostRuntime/Abi.h"
#include <cstddef>
#include <cstdint>
#include <vector>

namespace perfclaim::host {

struct Launch;

namespace checks {
struct BlockChecks;
struct Spot;
} // namespace checks

namespace observe {

/// What lanes of one warp do at one place in one turn of its loops: the n-th
/// time that each comes there.
struct Request {
  uint32_t Lanes = 0; ///< A bit for each that takes part.
  uint64_t Addresses[32];
};

/// How often threads of a block came to each place, for warps to be put
/// together from.
struct SampledBlock {
  uint32_t Warps = 0;
  bool Wanted = false;
  /// Places get numbers of their own, in the order they are come to.
  std::vector<uint32_t> StepSlots, AccessSlots; ///< By number; 0: none yet.
  std::vector<uint32_t> Steps, Accesses;        ///< Numbers, by slot - 1.
  std::vector<uint32_t> Runs; ///< By slot and thread, of steps.
  std::vector<uint32_t> Turn; ///< By slot and thread, of accesses.
  std::vector<std::vector<Request>> Requests; ///< By slot and warp.
};

void beginBlock(checks::BlockChecks &C, const Launch &L, uint64_t Number);
void access(const checks::Spot &S);
/// A copy, a memset or a call of a library touches memory.
void noteHost(const void *At, size_t Bytes, uint32_t Flags);
/// Says what has been seen of it.
void endLaunch(const Launch &L);

/// What requests of one kind cost.
struct Requests {
  uint64_t Count = 0; ///< Of warps, in the sample.
  uint64_t Units = 0; ///< Sectors of 32 bytes, or passes over shared memory.
  uint64_t Least = 0; ///< Units that the same bytes need at the least.
};
Requests cost(const Request &Of, uint32_t Size, bool Shared);

} // namespace observe
} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_OBSERVE_H
