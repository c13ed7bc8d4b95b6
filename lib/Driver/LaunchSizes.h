//===- LaunchSizes.h - Block sizes that launches are known to have -*- C++ -*-//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_LAUNCHSIZES_H
#define PERFCLAIM_LIB_DRIVER_LAUNCHSIZES_H

#include "perfclaim/Driver/Driver.h"

namespace perfclaim {

struct BlockSize {
  int64_t Threads = 0;
  int64_t Shared = 0; ///< Dynamic; 0 where it is not known.
  auto operator<=>(const BlockSize &) const = default;
};

/// The same launch on both sides; one that only one side makes has one.
using BlockSizes =
    std::vector<std::pair<std::optional<BlockSize>, std::optional<BlockSize>>>;

/// Of the kernel with these identities: what its launches say by constants or
/// choices between them, then what the workloads of \p Plan give, each once.
BlockSizes blockSizesOf(const Analyzed &Commit, const BenchmarkPlan &Plan,
                        const std::string &Before, const std::string &After);

/// The product of the sizes; nothing where one is not known.
std::optional<int64_t>
productOf(const std::vector<std::optional<int64_t>> &Sizes);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_LAUNCHSIZES_H
