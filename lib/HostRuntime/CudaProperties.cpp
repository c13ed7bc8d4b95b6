//===- CudaProperties.cpp - What the device says of itself ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaGpus.h"
#include <cstdio>
#include <cstring>
#include <optional>

using namespace perfclaim::host;

namespace {

/// None where there is no such attribute.
std::optional<int> attribute(cudaDeviceAttr Which) {
  const Gpu &G = gpu();
  switch (Which) {
  case cudaDevAttrMaxThreadsPerBlock:
    return MaxThreadsPerBlock;
  case cudaDevAttrMaxBlockDimX:
    return MaxBlock[0];
  case cudaDevAttrMaxBlockDimY:
    return MaxBlock[1];
  case cudaDevAttrMaxBlockDimZ:
    return MaxBlock[2];
  case cudaDevAttrMaxGridDimX:
    return MaxGrid[0];
  case cudaDevAttrMaxGridDimY:
    return MaxGrid[1];
  case cudaDevAttrMaxGridDimZ:
    return MaxGrid[2];
  case cudaDevAttrMaxSharedMemoryPerBlock:
    return SharedPerBlock;
  case cudaDevAttrTotalConstantMemory:
    return 65536;
  case cudaDevAttrWarpSize:
    return 32;
  case cudaDevAttrMaxPitch:
    return 2147483647;
  case cudaDevAttrMaxRegistersPerBlock:
  case cudaDevAttrMaxRegistersPerMultiprocessor:
    return G.RegistersPerMultiprocessor;
  case cudaDevAttrClockRate:
    return G.ClockKilohertz;
  case cudaDevAttrMemoryClockRate:
    return G.MemoryKilohertz;
  case cudaDevAttrGlobalMemoryBusWidth:
    return G.BusBits;
  case cudaDevAttrMultiProcessorCount:
    return G.Multiprocessors;
  case cudaDevAttrL2CacheSize:
    return G.L2;
  case cudaDevAttrMaxPersistingL2CacheSize:
    return G.PersistingL2;
  case cudaDevAttrMaxAccessPolicyWindowSize:
    return 134213632;
  case cudaDevAttrMaxThreadsPerMultiProcessor:
    return G.ThreadsPerMultiprocessor;
  case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
    return G.SharedPerMultiprocessor;
  case cudaDevAttrMaxSharedMemoryPerBlockOptin:
    return G.SharedOptIn;
  case cudaDevAttrReservedSharedMemoryPerBlock:
    return ReservedShared;
  case cudaDevAttrComputeCapabilityMajor:
    return G.Major;
  case cudaDevAttrComputeCapabilityMinor:
    return G.Minor;
  case cudaDevAttrMaxBlocksPerMultiprocessor:
    return G.BlocksPerMultiprocessor;
  case cudaDevAttrTextureAlignment:
  case cudaDevAttrSurfaceAlignment:
    return 512;
  case cudaDevAttrTexturePitchAlignment:
    return 32;
  case cudaDevAttrAsyncEngineCount:
    return 3;
  case cudaDevAttrSingleToDoublePrecisionPerfRatio:
    return 2;
  case cudaDevAttrMaxTexture1DWidth:
  case cudaDevAttrMaxTexture2DWidth:
    return 131072;
  case cudaDevAttrMaxTexture2DHeight:
    return 65536;
  case cudaDevAttrMaxTexture3DWidth:
  case cudaDevAttrMaxTexture3DHeight:
  case cudaDevAttrMaxTexture3DDepth:
    return 16384;
  case cudaDevAttrMaxTexture1DLinearWidth:
    return 268435456;
  case cudaDevAttrConcurrentKernels:
  case cudaDevAttrCooperativeLaunch:
  case cudaDevAttrUnifiedAddressing:
  case cudaDevAttrManagedMemory:
  case cudaDevAttrConcurrentManagedAccess:
  case cudaDevAttrStreamPrioritiesSupported:
  case cudaDevAttrCanMapHostMemory:
  case cudaDevAttrComputePreemptionSupported:
  case cudaDevAttrMemoryPoolsSupported:
  case cudaDevAttrGpuOverlap:
  case cudaDevAttrGlobalL1CacheSupported:
  case cudaDevAttrLocalL1CacheSupported:
  case cudaDevAttrHostRegisterSupported:
  case cudaDevAttrCanUseHostPointerForRegisteredMem:
    return 1;
  case cudaDevAttrClusterLaunch:
    return G.Major >= 9;
  default:
    // Of the rest, what is counted is 0 here, and what is offered is not.
    if (Which <= 0 || Which >= cudaDevAttrMax)
      return std::nullopt;
    return 0;
  }
}

std::size_t bytes(cudaDeviceAttr Which) {
  return static_cast<std::size_t>(*attribute(Which));
}

void fill(cudaDeviceProp &P) {
  std::memset(&P, 0, sizeof P);
  std::snprintf(P.name, sizeof P.name, "perfclaim host backend (%s)",
                gpu().Name);
  // Not all zero: programs take that for no device.
  std::memset(P.uuid.bytes, 0x70, sizeof P.uuid.bytes);
  P.totalGlobalMem = gpu().Memory;
  P.sharedMemPerBlock = SharedPerBlock;
  P.regsPerBlock = *attribute(cudaDevAttrMaxRegistersPerBlock);
  P.warpSize = 32;
  P.memPitch = bytes(cudaDevAttrMaxPitch);
  P.maxThreadsPerBlock = MaxThreadsPerBlock;
  for (int I = 0; I != 3; ++I) {
    P.maxThreadsDim[I] = MaxBlock[I];
    P.maxGridSize[I] = MaxGrid[I];
  }
  P.totalConstMem = 65536;
  P.major = gpu().Major;
  P.minor = gpu().Minor;
  P.textureAlignment = bytes(cudaDevAttrTextureAlignment);
  P.texturePitchAlignment = bytes(cudaDevAttrTexturePitchAlignment);
  P.surfaceAlignment = bytes(cudaDevAttrSurfaceAlignment);
  P.multiProcessorCount = gpu().Multiprocessors;
  P.canMapHostMemory = P.concurrentKernels = P.unifiedAddressing = 1;
  P.maxTexture1D = *attribute(cudaDevAttrMaxTexture1DWidth);
  P.maxTexture2D[0] = *attribute(cudaDevAttrMaxTexture2DWidth);
  P.maxTexture2D[1] = *attribute(cudaDevAttrMaxTexture2DHeight);
  for (int &Size : P.maxTexture3D)
    Size = *attribute(cudaDevAttrMaxTexture3DWidth);
  P.asyncEngineCount = *attribute(cudaDevAttrAsyncEngineCount);
  P.memoryBusWidth = gpu().BusBits;
  P.l2CacheSize = gpu().L2;
  P.persistingL2CacheMaxSize = gpu().PersistingL2;
  P.accessPolicyMaxWindowSize =
      *attribute(cudaDevAttrMaxAccessPolicyWindowSize);
  P.maxThreadsPerMultiProcessor = gpu().ThreadsPerMultiprocessor;
  P.streamPrioritiesSupported = 1;
  P.globalL1CacheSupported = P.localL1CacheSupported = 1;
  P.sharedMemPerMultiprocessor =
      bytes(cudaDevAttrMaxSharedMemoryPerMultiprocessor);
  P.regsPerMultiprocessor = gpu().RegistersPerMultiprocessor;
  P.managedMemory = P.concurrentManagedAccess = 1;
  P.computePreemptionSupported = P.canUseHostPointerForRegisteredMem = 1;
  P.cooperativeLaunch = P.hostRegisterSupported = P.memoryPoolsSupported = 1;
  P.sharedMemPerBlockOptin = bytes(cudaDevAttrMaxSharedMemoryPerBlockOptin);
  P.maxBlocksPerMultiProcessor = gpu().BlocksPerMultiprocessor;
  P.reservedSharedMemPerBlock = ReservedShared;
  P.clusterLaunch = gpu().Major >= 9;
}

} // namespace

PC_API cudaError_t cudaGetDeviceProperties(cudaDeviceProp *Result, int Device) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  if (Device != 0)
    return report(cudaErrorInvalidDevice);
  fill(*Result);
  return cudaSuccess;
}

PC_API cudaError_t cudaDeviceGetAttribute(int *Result, cudaDeviceAttr Which,
                                          int Device) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  if (Device != 0)
    return report(cudaErrorInvalidDevice);
  const std::optional<int> Value = attribute(Which);
  if (!Value)
    return report(cudaErrorInvalidValue);
  *Result = *Value;
  return cudaSuccess;
}

PC_API cudaError_t cudaDeviceGetTexture1DLinearMaxWidth(
    size_t *Result, const cudaChannelFormatDesc *Format, int Device) {
  if (!Result || !Format)
    return report(cudaErrorInvalidValue);
  if (Device != 0)
    return report(cudaErrorInvalidDevice);
  *Result = bytes(cudaDevAttrMaxTexture1DLinearWidth);
  return cudaSuccess;
}
