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
#include <cstddef>
#include <cuda_runtime_api.h>
#include <memory>
#include <vector>

namespace perfclaim::host {

/// Runs a launch that has been found valid. A fault of it is told on standard
/// error and by the calls after.
void execute(const pc_launch &Launch);

/// What a launch is but for its arguments.
struct LaunchShape {
  const void *Stub = nullptr;
  dim3 Grid, Block;
  std::size_t Shared = 0;       ///< Dynamic, bytes.
  dim3 Cluster = dim3(0, 0, 0); ///< 0: the kernel says, or there is none.
  bool Cooperative = false;
};

/// A launch to be made later, with its own copy of the arguments.
struct KernelCall : LaunchShape {
  std::vector<char> Bytes;
  std::vector<void *> Arguments; ///< Into Bytes.
};
/// \p How with a copy of \p Arguments; null with an \p Error where a device
/// would refuse it.
std::shared_ptr<KernelCall> copyCall(const LaunchShape &How, void **Arguments,
                                     cudaError_t &Error);
cudaError_t launch(const KernelCall &Call);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDALAUNCH_H
