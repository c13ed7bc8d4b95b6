//===- CudaStreams.h - Streams and what is put into them --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Work is done when it is given to a stream, in the order of the calls: one of
/// the orders that streams allow. Waiting is over at once. While a stream is
/// captured its work is noted instead (CudaCapture.cpp).
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDASTREAMS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDASTREAMS_H

#include <cuda_runtime_api.h>
#include <functional>
#include <memory>

namespace perfclaim::host {

struct KernelCall;

/// The default ones, and those that were made and not destroyed.
bool isStream(cudaStream_t Stream);

/// What a call puts into a stream. Owns all that it needs.
using StreamWork = std::function<cudaError_t()>;

/// Does \p Work, or notes it as a node of \p Type where \p Stream is captured.
cudaError_t inStream(cudaStream_t Stream, cudaGraphNodeType Type,
                     StreamWork Work);
/// A launch as a node of the capture that \p Stream is in.
cudaError_t captureKernel(cudaStream_t Stream,
                          const std::shared_ptr<KernelCall> &Call);
/// Whether \p Stream is captured now.
bool isCaptured(cudaStream_t Stream);
/// For calls that wait for \p Stream: waiting ends a capture with an error.
cudaError_t checkWait(cudaStream_t Stream);
/// \p Event has been recorded in \p Stream; what waits for it in another one
/// is captured with it.
void noteRecord(cudaEvent_t Event, cudaStream_t Stream);
void noteWait(cudaStream_t Stream, cudaEvent_t Event);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDASTREAMS_H
