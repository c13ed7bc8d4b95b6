//===- CudaStreams.h - Streams that exist -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Work is done when it is given to a stream, in the order of the calls: one of
/// the orders that streams allow. Waiting is over at once.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDASTREAMS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDASTREAMS_H

#include <cuda_runtime_api.h>

namespace perfclaim::host {

/// The default ones, and those that were made and not destroyed.
bool isStream(cudaStream_t Stream);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDASTREAMS_H
