//===- CudaFunctions.cpp - Attributes of kernels --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaGpus.h"
#include "CudaModules.h"
#include "CudaOccupancy.h"
#include <cstring>

using namespace perfclaim::host;

namespace {

cudaError_t setAttribute(Kernel *K, cudaFuncAttribute Which, int Value) {
  if (!K)
    return cudaErrorInvalidDeviceFunction;
  switch (Which) {
  case cudaFuncAttributeMaxDynamicSharedMemorySize:
    if (Value < 0 ||
        Value > gpu().SharedOptIn - static_cast<int>(K->Code->static_shared))
      return cudaErrorInvalidValue;
    K->MaxDynamicShared = Value;
    return cudaSuccess;
  case cudaFuncAttributePreferredSharedMemoryCarveout:
    if (Value < -1 || Value > 100)
      return cudaErrorInvalidValue;
    K->PreferredCarveout = Value;
    return cudaSuccess;
  case cudaFuncAttributeNonPortableClusterSizeAllowed:
    K->NonPortableCluster = Value != 0;
    return cudaSuccess;
  case cudaFuncAttributeClusterSchedulingPolicyPreference:
    return cudaSuccess;
  case cudaFuncAttributeRequiredClusterWidth:
  case cudaFuncAttributeRequiredClusterHeight:
  case cudaFuncAttributeRequiredClusterDepth:
  case cudaFuncAttributeClusterDimMustBeSet:
    return refuse("cudaFuncSetAttribute of a required cluster size");
  default:
    return cudaErrorInvalidValue;
  }
}

} // namespace

PC_API cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *Result,
                                         const void *Stub) {
  return onDevice([&] {
    if (!Result)
      return cudaErrorInvalidValue;
    const Kernel *K = findKernel(Stub);
    if (!K)
      return cudaErrorInvalidDeviceFunction;
    std::memset(Result, 0, sizeof *Result);
    Result->sharedSizeBytes = K->Code->static_shared;
    Result->maxThreadsPerBlock = K->Code->max_threads
                                     ? static_cast<int>(K->Code->max_threads)
                                     : MaxThreadsPerBlock;
    Result->numRegs = AssumedRegisters;
    Result->ptxVersion = Result->binaryVersion = gpu().Major * 10 + gpu().Minor;
    Result->maxDynamicSharedSizeBytes = K->MaxDynamicShared;
    Result->preferredShmemCarveout = K->PreferredCarveout;
    Result->nonPortableClusterSizeAllowed = K->NonPortableCluster;
    return cudaSuccess;
  });
}

PC_API cudaError_t cudaFuncSetAttribute(const void *Stub,
                                        cudaFuncAttribute Which, int Value) {
  return onDevice([&] { return setAttribute(findKernel(Stub), Which, Value); });
}
PC_API cudaError_t cudaKernelSetAttributeForDevice(cudaKernel_t Handle,
                                                   cudaFuncAttribute Which,
                                                   int Value, int Device) {
  return onDevice([&] {
    if (Device != 0)
      return cudaErrorInvalidDevice;
    return setAttribute(findKernel(Handle), Which, Value);
  });
}

/// How the cache is divided changes no result.
PC_API cudaError_t cudaFuncSetCacheConfig(const void *Stub, cudaFuncCache) {
  return onDevice([&] {
    return findKernel(Stub) ? cudaSuccess : cudaErrorInvalidDeviceFunction;
  });
}
PC_API cudaError_t cudaFuncSetSharedMemConfig(const void *Stub,
                                              cudaSharedMemConfig) {
  return onDevice([&] {
    return findKernel(Stub) ? cudaSuccess : cudaErrorInvalidDeviceFunction;
  });
}

PC_API cudaError_t cudaFuncGetName(const char **Result, const void *Stub) {
  return onDevice([&] {
    const Kernel *K = findKernel(Stub);
    if (!Result)
      return cudaErrorInvalidValue;
    if (!K)
      return cudaErrorInvalidDeviceFunction;
    *Result = K->Code->name;
    return cudaSuccess;
  });
}

PC_API cudaError_t cudaGetKernel(cudaKernel_t *Result, const void *Stub) {
  return onDevice([&] {
    Kernel *K = findKernel(Stub);
    if (!Result)
      return cudaErrorInvalidValue;
    if (!K)
      return cudaErrorInvalidDeviceFunction;
    *Result = reinterpret_cast<cudaKernel_t>(K);
    return cudaSuccess;
  });
}
PC_API cudaError_t __cudaGetKernel(cudaKernel_t *Result, const void *Stub) {
  return cudaGetKernel(Result, Stub);
}

PC_API cudaError_t cudaGetFuncBySymbol(cudaFunction_t *Result,
                                       const void *Stub) {
  return onDevice([&] {
    Kernel *K = findKernel(Stub);
    if (!Result)
      return cudaErrorInvalidValue;
    if (!K)
      return cudaErrorInvalidDeviceFunction;
    *Result = reinterpret_cast<cudaFunction_t>(K);
    return cudaSuccess;
  });
}
