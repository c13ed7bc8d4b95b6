//===- NothingDiffers.h - Can a commit make anything faster -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_NOTHINGDIFFERS_H
#define PERFCLAIM_LIB_DRIVER_NOTHINGDIFFERS_H

#include "perfclaim/Driver/Driver.h"

namespace perfclaim {

/// The first thing that differs between the sides, or that could not be looked
/// at; "" only if all that runs is known to be the same.
std::string whyDifferent(const Analyzed &Commit, const StaticEvidence &Seen);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_NOTHINGDIFFERS_H
