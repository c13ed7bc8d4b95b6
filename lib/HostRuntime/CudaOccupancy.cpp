//===- CudaOccupancy.cpp - How many blocks a multiprocessor holds ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaOccupancy.h"
#include "CudaErrors.h"
#include "CudaGpus.h"
#include <cuda_occupancy.h>

using namespace perfclaim::host;

namespace {

cudaOccDeviceProp properties() {
  const Gpu &G = gpu();
  cudaOccDeviceProp P;
  P.computeMajor = G.Major;
  P.computeMinor = G.Minor;
  P.maxThreadsPerBlock = MaxThreadsPerBlock;
  P.maxThreadsPerMultiprocessor = G.ThreadsPerMultiprocessor;
  P.regsPerBlock = P.regsPerMultiprocessor = G.RegistersPerMultiprocessor;
  P.warpSize = 32;
  P.sharedMemPerBlock = SharedPerBlock;
  P.sharedMemPerMultiprocessor =
      static_cast<std::size_t>(G.SharedPerMultiprocessor);
  P.numSms = G.Multiprocessors;
  P.sharedMemPerBlockOptin = static_cast<std::size_t>(G.SharedOptIn);
  P.reservedSharedMemPerBlock = ReservedShared;
  return P;
}

cudaOccFuncAttributes attributes(const Kernel &K) {
  cudaOccFuncAttributes A;
  A.maxThreadsPerBlock = K.Code->max_threads
                             ? static_cast<int>(K.Code->max_threads)
                             : MaxThreadsPerBlock;
  A.numRegs = AssumedRegisters;
  A.sharedSizeBytes = K.Code->static_shared;
  A.shmemLimitConfig = FUNC_SHMEM_LIMIT_OPTIN;
  A.maxDynamicSharedSizeBytes = static_cast<std::size_t>(K.MaxDynamicShared);
  A.numBlockBarriers = 1;
  return A;
}

cudaError_t maxActiveBlocks(int *Result, const void *Stub, int Threads,
                            std::size_t Shared) {
  if (!Result || Threads <= 0)
    return cudaErrorInvalidValue;
  const Kernel *K = findKernel(Stub);
  if (!K)
    return cudaErrorInvalidDeviceFunction;
  *Result = activeBlocks(*K, Threads, Shared);
  return cudaSuccess;
}

} // namespace

int perfclaim::host::activeBlocks(const Kernel &K, int Threads,
                                  std::size_t DynamicShared) {
  const cudaOccDeviceProp Device = properties();
  const cudaOccFuncAttributes Function = attributes(K);
  // The calculator only knows the device's bound.
  if (Threads > Function.maxThreadsPerBlock)
    return 0;
  const cudaOccDeviceState State;
  cudaOccResult Result;
  if (cudaOccMaxActiveBlocksPerMultiprocessor(&Result, &Device, &Function,
                                              &State, Threads, DynamicShared) !=
      CUDA_OCC_SUCCESS)
    return 0;
  return Result.activeBlocksPerMultiprocessor;
}

PC_API cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(
    int *Result, const void *Stub, int Threads, size_t Shared) {
  return onDevice(
      [&] { return maxActiveBlocks(Result, Stub, Threads, Shared); });
}
PC_API cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
    int *Result, const void *Stub, int Threads, size_t Shared, unsigned) {
  return onDevice(
      [&] { return maxActiveBlocks(Result, Stub, Threads, Shared); });
}
PC_API cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t *Result,
                                                             const void *Stub,
                                                             int Blocks,
                                                             int Threads) {
  return onDevice([&] {
    const Kernel *K = findKernel(Stub);
    if (!Result || Blocks <= 0 || Threads <= 0)
      return cudaErrorInvalidValue;
    if (!K)
      return cudaErrorInvalidDeviceFunction;
    const cudaOccDeviceProp Device = properties();
    const cudaOccFuncAttributes Function = attributes(*K);
    const cudaOccDeviceState State;
    return cudaOccAvailableDynamicSMemPerBlock(Result, &Device, &Function,
                                               &State, Blocks,
                                               Threads) == CUDA_OCC_SUCCESS
               ? cudaSuccess
               : cudaErrorInvalidValue;
  });
}
