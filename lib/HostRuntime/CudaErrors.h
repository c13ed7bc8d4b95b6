//===- CudaErrors.h - The error state of the CUDA runtime -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Errors as a device has them. A call's own error is kept for the thread until
/// cudaGetLastError takes it. A kernel that faulted ends the device's context:
/// launching it succeeded, and every later call that needs the device says so,
/// until the device is reset.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAERRORS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAERRORS_H

#include <cstdint>
#include <cuda_runtime_api.h>
#include <string>

/// What programs link against.
#define PC_API extern "C" __attribute__((visibility("default")))

/// A second name of an API function of the same file, for programs that are
/// compiled for a default stream per thread.
#define PC_ALIAS(NAME, SUFFIX)                                                 \
  PC_API __typeof__(NAME) NAME##SUFFIX __attribute__((alias(#NAME)))

namespace perfclaim::host {

/// Keeps a failed call's error for the thread; gives back \p Error.
cudaError_t report(cudaError_t Error);

/// What ended the context, or cudaSuccess.
cudaError_t contextError();
void endContext(cudaError_t Error);
void renewContext();

/// Counts a call that the device serves; gives back how many there were. Events
/// have this for a clock: time on a CPU says nothing of a device.
std::uint64_t tick();

/// As report(), for calls that need the device: a dead context goes first.
template <class Work> cudaError_t onDevice(const Work &Do) {
  tick();
  const cudaError_t Dead = contextError();
  return report(Dead != cudaSuccess ? Dead : Do());
}

/// Fails with cudaErrorNotSupported, after noteRefusal().
cudaError_t refuse(const char *Name);

/// Says, once for each text, that \p What is not supported here: on standard
/// error, in the trace, and to pc_watch_refusals(). \p Computes: results lack
/// what the call would have computed, whether or not the program notices.
void noteRefusal(const std::string &What, bool Computes);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAERRORS_H
