//===- ObserveState.h - What --observe remembers ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each worker counts for itself; the end of a launch adds them up.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_OBSERVESTATE_H
#define PERFCLAIM_LIB_HOSTRUNTIME_OBSERVESTATE_H

#include "ChecksState.h"
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace perfclaim::host::observe {

inline Requests &operator+=(Requests &Into, const Requests &More) {
  Into.Count += More.Count;
  Into.Units += More.Units;
  Into.Least += More.Least;
  return Into;
}

struct AccessTally {
  uint64_t Count = 0, Bytes = 0; ///< Of all blocks.
  bool Shared = false;
  Requests Sampled;
  AccessTally &operator+=(const AccessTally &More) {
    Count += More.Count;
    Bytes += More.Bytes;
    Shared |= More.Shared;
    Sampled += More.Sampled;
    return *this;
  }
};

/// Of one worker and launch.
struct Tally {
  std::vector<AccessTally> Accesses; ///< By number.
  std::vector<uint64_t> Steps;       ///< Runs of each, by number.
  /// Operations of the sampled blocks, counted by lane and by warp.
  uint64_t LaneOperations = 0, WarpOperations = 0;
};
/// The calling worker's.
Tally &tally();
/// Appends whole lines to the file of observations, where one is wanted.
void append(const std::string &Lines);
/// Adds what \p B holds, and empties it.
void flush(SampledBlock &B, Tally &Into);

struct All {
  std::mutex Lock;
  std::vector<std::unique_ptr<Tally>> Tallies;
  std::vector<std::weak_ptr<SampledBlock>> Blocks;
  std::vector<const pc_step *> Steps; ///< By number.
  std::vector<bool> Ran;              ///< Steps of any launch, by number.

  static All &get() {
    static auto *Only = new All; // Used by constructors.
    return *Only;
  }
};

} // namespace perfclaim::host::observe

#endif // PERFCLAIM_LIB_HOSTRUNTIME_OBSERVESTATE_H
