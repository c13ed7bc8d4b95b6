//===- CudaErrors.cpp - The error state of the CUDA runtime ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include <atomic>
#include <cstdio>
#include <mutex>
#include <set>
#include <string>

namespace perfclaim::host {

namespace {

thread_local cudaError_t LastError = cudaSuccess;
std::atomic<cudaError_t> ContextError = cudaSuccess;
std::atomic<std::uint64_t> Calls = 0;

} // namespace

cudaError_t report(cudaError_t Error) {
  // Asking whether something is done is no failure.
  if (Error != cudaSuccess && Error != cudaErrorNotReady)
    LastError = Error;
  return Error;
}

cudaError_t contextError() { return ContextError; }

void endContext(cudaError_t Error) {
  // The first fault is the cause of what follows.
  cudaError_t None = cudaSuccess;
  ContextError.compare_exchange_strong(None, Error);
}

void renewContext() { ContextError = cudaSuccess; }

std::uint64_t tick() { return ++Calls; }

cudaError_t refuse(const char *Name) {
  static std::mutex Mutex;
  static auto *Said = new std::set<std::string>; // Outlives static destructors.
  const std::lock_guard<std::mutex> Lock(Mutex);
  if (Said->insert(Name).second)
    std::fprintf(stderr, "perfclaim: %s is not supported on the host backend\n",
                 Name);
  return report(cudaErrorNotSupported);
}

} // namespace perfclaim::host

using namespace perfclaim::host;

PC_API cudaError_t cudaGetLastError() {
  const cudaError_t Error = LastError;
  LastError = cudaSuccess;
  return Error;
}

PC_API cudaError_t cudaPeekAtLastError() { return LastError; }

PC_API const char *cudaGetErrorName(cudaError_t Error) {
  switch (Error) {
#define PC_ERROR(CODE, NAME, TEXT)                                             \
  case NAME:                                                                   \
    static_assert(NAME == (CODE), "the toolkit's codes have changed");         \
    return #NAME;
#include "CudaErrors.def"
  default:
    return "unrecognized error code";
  }
}

PC_API const char *cudaGetErrorString(cudaError_t Error) {
  switch (Error) {
#define PC_ERROR(CODE, NAME, TEXT)                                             \
  case NAME:                                                                   \
    return TEXT;
#include "CudaErrors.def"
  default:
    return "unrecognized error code";
  }
}
