//===- CudaErrors.cpp - The error state of the CUDA runtime ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaTrace.h"
#include "perfclaim/HostRuntime/Abi.h"
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

/// Most calls of the runtime only ask or prepare.
static bool computes(const std::string &Name) {
  for (const char *Prefix : {"cudaGraphLaunch", "cudaLaunch", "cudaMemcpy"})
    if (Name.rfind(Prefix, 0) == 0)
      return true;
  return false;
}

cudaError_t refuse(const char *Name) {
  noteRefusal(Name, computes(Name));
  return report(cudaErrorNotSupported);
}

namespace {

/// What was refused, for who asked to be told.
struct Refusals {
  std::mutex Mutex;
  std::set<std::string> Said;
  pc_refusal_watcher Watcher = nullptr;

  static Refusals &get() {
    static auto *Only = new Refusals; // Outlives static destructors.
    return *Only;
  }
};

} // namespace

void noteRefusal(const std::string &What, bool Computes) {
  Refusals &Known = Refusals::get();
  const std::lock_guard<std::mutex> Lock(Known.Mutex);
  if (!Known.Said.insert(What).second)
    return;
  std::fprintf(stderr, "perfclaim: %s is not supported on the host backend\n",
               What.c_str());
  trace::refuse(What.c_str());
  if (Known.Watcher)
    Known.Watcher(What.c_str(), Computes);
}

} // namespace perfclaim::host

using namespace perfclaim::host;

PC_API void pc_watch_refusals(pc_refusal_watcher Watcher) {
  Refusals &Known = Refusals::get();
  const std::lock_guard<std::mutex> Lock(Known.Mutex);
  Known.Watcher = Watcher;
}

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
