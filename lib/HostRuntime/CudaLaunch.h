//===- CudaLaunch.h - Work for the device -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where launches of programs and the kernels of libraries meet: the device
/// does one after the other, and a fault of either ends the context.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDALAUNCH_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDALAUNCH_H

#include "perfclaim/HostRuntime/Abi.h"

namespace perfclaim::host {

/// Runs a launch that has been found valid. A fault of it is told on standard
/// error and by the calls after.
void execute(const pc_launch &Launch);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDALAUNCH_H
