//===- Observation.h - What a run on the CPU was seen to do -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Evidence without a clock: what each side asked of the device, which bytes of
/// which argument it touched, what its warps' requests cost, what it executed.
/// docs/design/Evidence.md says how each figure is found.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_OBSERVATION_H
#define PERFCLAIM_MODEL_OBSERVATION_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <string>
#include <vector>

namespace perfclaim {

/// Requests of warps to one kind of memory.
struct AccessCost {
  int64_t Bytes = 0;    ///< That threads asked for, in all blocks.
  int64_t Requests = 0; ///< Of warps, in the blocks looked at.
  int64_t Sectors = 0;  ///< Of 32 bytes, for those requests: global memory.
  int64_t Passes = 0;   ///< Over the banks, for those: shared memory.
  int64_t Least = 0;    ///< Sectors or passes that the same bytes need.
  bool operator==(const AccessCost &) const = default;
};

/// A line whose requests cost more than they need.
struct ObservedPlace {
  std::string Line;         ///< "before/norm.cu:12".
  std::string Memory, Kind; ///< "global", "shared"; "loads", "stores".
  AccessCost Cost;
  bool operator==(const ObservedPlace &) const = default;
};

struct ObservedLaunch {
  std::string Kernel; ///< Readable.
  std::vector<int64_t> Grid, Block;
  std::map<std::string, AccessCost> Global, Shared; ///< By "loads", "stores"...
  std::map<std::string, int64_t> Operations; ///< By kind, of all threads.
  /// Operations of the blocks looked at, by thread and by warp: a warp whose
  /// lanes go the same way has 32 of the first for one of the second.
  int64_t LaneOperations = 0, WarpOperations = 0;
  std::vector<ObservedPlace> Places; ///< The worst first.
  bool operator==(const ObservedLaunch &) const = default;
};

/// Distinct bytes of one argument's buffer.
struct ObservedArgument {
  std::string Name;
  int64_t Bytes = 0; ///< That the benchmark gave it.
  int64_t Read = 0, Written = 0;
  int64_t Exposed = 0;         ///< Read before the side had written them.
  int64_t First = 0, Last = 0; ///< From its start; Last is behind.
  bool operator==(const ObservedArgument &) const = default;
};

/// Lines of device code in one file of a side.
struct ObservedLines {
  std::string File;
  std::vector<unsigned> Ran, NotRun;
  bool operator==(const ObservedLines &) const = default;
};

/// One run of one side.
struct SideObservation {
  int64_t Launches = 0, LibraryCalls = 0, Synchronizations = 0;
  int64_t Allocations = 0, Copies = 0, CopiedBytes = 0, Sets = 0;
  /// Only where the side was compiled to be looked at.
  std::vector<ObservedLaunch> Kernels;
  std::vector<ObservedArgument> Arguments;
  std::vector<ObservedLines> Lines;
  bool operator==(const SideObservation &) const = default;
};

/// Which of the commit's changed lines any workload executed, of those that
/// have device code.
struct ObservedChange {
  std::vector<ObservedLines> Before, After;
  bool operator==(const ObservedChange &) const = default;
};

llvm::json::Value toJSON(const ObservedChange &);
bool fromJSON(const llvm::json::Value &, ObservedChange &, llvm::json::Path);
llvm::json::Value toJSON(const SideObservation &);
bool fromJSON(const llvm::json::Value &, SideObservation &, llvm::json::Path);
/// Parts, as the host backend's runtime writes them, one on a line.
bool fromJSON(const llvm::json::Value &, ObservedLaunch &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ObservedArgument &, llvm::json::Path);
bool fromJSON(const llvm::json::Value &, ObservedLines &, llvm::json::Path);

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_OBSERVATION_H
