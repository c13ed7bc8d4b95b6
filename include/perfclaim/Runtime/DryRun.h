//===- DryRun.h - A CUDA runtime without a GPU ------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Definitions of the CUDA runtime's functions for a process that has no GPU:
/// the real host code of an entry runs, every launch succeeds and does nothing.
/// Becomes a library of its own, which `benchmark --list` preloads into a child
/// process. To be included in one file. What is not defined here reaches the
/// real runtime, which reports that there is no device.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_DRYRUN_H
#define PERFCLAIM_RUNTIME_DRYRUN_H

#include "DryMemory.h"
#include "Gpus.h"
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime_api.h>
#include <unistd.h>
#include <vector>

namespace pc {

inline const Gpu &dryGpu() {
  static const Gpu &Chosen = findGpu(std::getenv("PERFCLAIM_DRY_RUN_GPU"));
  return Chosen;
}

/// Tells the parent process of a call that a library would have served.
inline void sayLibraryCall(const char *Name) {
  static const char *const Text = std::getenv("PERFCLAIM_DRY_RUN_FILE");
  static const int File = Text ? std::atoi(Text) : -1;
  char Line[160];
  const int Length = std::snprintf(Line, sizeof Line,
                                   "launch\t%s\t0\t0\t0\t0\t0\t0\t0\n", Name);
  if (File >= 0 && ::write(File, Line, static_cast<std::size_t>(Length)) < 0)
    std::_Exit(3);
}

/// Something that has an address, for streams, events and other handles.
template <class Handle> cudaError_t makeHandle(Handle *Made) {
  *Made = reinterpret_cast<Handle>(new std::uint64_t[16]());
  return cudaSuccess;
}

inline cudaError_t dryAllocate(void **Memory, std::size_t Bytes) {
  *Memory = Bytes ? DryMemory::get().allocate(Bytes) : nullptr;
  return *Memory || !Bytes ? cudaSuccess : cudaErrorMemoryAllocation;
}

/// Blocks that fit a multiprocessor, as far as threads and shared memory say;
/// registers are not known without the compiled code.
inline int dryOccupancy(int Block, std::size_t Shared) {
  const Gpu &G = dryGpu();
  if (Block <= 0 || Block > 1024)
    return 0;
  const int Threads = (Block + 31) / 32 * 32;
  std::size_t Fit = static_cast<std::size_t>(std::min(
      G.ThreadsPerMultiprocessor / Threads, G.BlocksPerMultiprocessor));
  const std::size_t Used = Shared + 1024; // The system's own kilobyte.
  Fit =
      std::min(Fit, static_cast<std::size_t>(G.SharedPerMultiprocessor) / Used);
  return static_cast<int>(Fit);
}

inline int dryAttribute(cudaDeviceAttr Which) {
  const Gpu &G = dryGpu();
  switch (Which) {
  case cudaDevAttrMaxThreadsPerBlock:
  case cudaDevAttrMaxBlockDimX:
  case cudaDevAttrMaxBlockDimY:
    return 1024;
  case cudaDevAttrMaxBlockDimZ:
    return 64;
  case cudaDevAttrMaxGridDimX:
    return 2147483647;
  case cudaDevAttrMaxGridDimY:
  case cudaDevAttrMaxGridDimZ:
    return 65535;
  case cudaDevAttrMaxSharedMemoryPerBlock:
    return 49152;
  case cudaDevAttrTotalConstantMemory:
    return 65536;
  case cudaDevAttrWarpSize:
    return 32;
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
  case cudaDevAttrMaxThreadsPerMultiProcessor:
    return G.ThreadsPerMultiprocessor;
  case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
    return G.SharedPerMultiprocessor;
  case cudaDevAttrMaxSharedMemoryPerBlockOptin:
    return G.SharedOptIn;
  case cudaDevAttrReservedSharedMemoryPerBlock:
    return 1024;
  case cudaDevAttrComputeCapabilityMajor:
    return G.Major;
  case cudaDevAttrComputeCapabilityMinor:
    return G.Minor;
  case cudaDevAttrMaxBlocksPerMultiprocessor:
    return G.BlocksPerMultiprocessor;
  case cudaDevAttrTextureAlignment:
    return 512;
  case cudaDevAttrTexturePitchAlignment:
    return 32;
  case cudaDevAttrMaxPitch:
    return 2147483647;
  case cudaDevAttrAsyncEngineCount:
    return 3;
  case cudaDevAttrConcurrentKernels:
  case cudaDevAttrCooperativeLaunch:
  case cudaDevAttrUnifiedAddressing:
  case cudaDevAttrManagedMemory:
  case cudaDevAttrConcurrentManagedAccess:
  case cudaDevAttrPageableMemoryAccess:
  case cudaDevAttrStreamPrioritiesSupported:
  case cudaDevAttrCanMapHostMemory:
  case cudaDevAttrComputePreemptionSupported:
  case cudaDevAttrMemoryPoolsSupported:
    return 1;
  default:
    return 0;
  }
}

/// Launch configurations between `<<<` and the call of the stub.
struct DryConfiguration {
  dim3 Grid, Block;
  std::size_t Shared;
  void *Stream;
};
inline std::vector<DryConfiguration> &dryConfigurations() {
  static thread_local std::vector<DryConfiguration> Stack;
  return Stack;
}

} // namespace pc

extern "C" {

//===-- Launches ----------------------------------------------------------===//

unsigned __cudaPushCallConfiguration(dim3 Grid, dim3 Block, size_t Shared,
                                     void *Stream) {
  pc::dryConfigurations().push_back({Grid, Block, Shared, Stream});
  return 0;
}
cudaError_t __cudaPopCallConfiguration(dim3 *Grid, dim3 *Block, size_t *Shared,
                                       void *Stream) {
  if (pc::dryConfigurations().empty())
    return cudaErrorMissingConfiguration;
  const pc::DryConfiguration Top = pc::dryConfigurations().back();
  pc::dryConfigurations().pop_back();
  *Grid = Top.Grid;
  *Block = Top.Block;
  *Shared = Top.Shared;
  *static_cast<void **>(Stream) = Top.Stream;
  return cudaSuccess;
}
cudaError_t __cudaGetKernel(void **Handle, const void *Function) {
  *Handle = const_cast<void *>(Function);
  return cudaSuccess;
}
cudaError_t __cudaLaunchKernel(void *, dim3, dim3, void **, size_t,
                               cudaStream_t) {
  return cudaSuccess;
}
cudaError_t __cudaLaunchKernel_ptsz(void *, dim3, dim3, void **, size_t,
                                    cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaLaunchKernel(const void *, dim3, dim3, void **, size_t,
                             cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaLaunchCooperativeKernel(const void *, dim3, dim3, void **,
                                        size_t, cudaStream_t) {
  return cudaSuccess;
}
cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t *, const void *,
                                void **) {
  return cudaSuccess;
}
char __cudaInitModule(void **) { return 1; }
void __cudaRegisterVar(void **, char *Shadow, char *, const char *, int,
                       size_t Bytes, int, int) {
  pc::DryMemory::get().addSymbol(Shadow, Bytes);
}
void __cudaRegisterManagedVar(void **, void **Pointer, char *, const char *,
                              int, size_t Bytes, int, int) {
  *Pointer = pc::DryMemory::get().allocate(Bytes);
}

//===-- Device ------------------------------------------------------------===//

cudaError_t cudaGetDeviceCount(int *Count) {
  *Count = 1;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int *Device) {
  *Device = 0;
  return cudaSuccess;
}
cudaError_t cudaGetDeviceProperties(cudaDeviceProp *Result, int) {
  const pc::Gpu &G = pc::dryGpu();
  std::memset(Result, 0, sizeof *Result);
  std::snprintf(Result->name, sizeof Result->name, "%s", G.Name);
  Result->totalGlobalMem = G.Memory;
  Result->sharedMemPerBlock = 49152;
  Result->regsPerBlock = G.RegistersPerMultiprocessor;
  Result->warpSize = 32;
  Result->memPitch = 2147483647;
  Result->maxThreadsPerBlock = 1024;
  Result->maxThreadsDim[0] = Result->maxThreadsDim[1] = 1024;
  Result->maxThreadsDim[2] = 64;
  Result->maxGridSize[0] = 2147483647;
  Result->maxGridSize[1] = Result->maxGridSize[2] = 65535;
  Result->totalConstMem = 65536;
  Result->major = G.Major;
  Result->minor = G.Minor;
  Result->textureAlignment = 512;
  Result->multiProcessorCount = G.Multiprocessors;
  Result->concurrentKernels = 1;
  Result->asyncEngineCount = 3;
  Result->unifiedAddressing = 1;
  Result->memoryBusWidth = G.BusBits;
  Result->l2CacheSize = G.L2;
  Result->maxThreadsPerMultiProcessor = G.ThreadsPerMultiprocessor;
  Result->sharedMemPerMultiprocessor =
      static_cast<size_t>(G.SharedPerMultiprocessor);
  Result->regsPerMultiprocessor = G.RegistersPerMultiprocessor;
  Result->managedMemory = 1;
  Result->cooperativeLaunch = 1;
  Result->sharedMemPerBlockOptin = static_cast<size_t>(G.SharedOptIn);
  Result->maxBlocksPerMultiProcessor = G.BlocksPerMultiprocessor;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetAttribute(int *Value, cudaDeviceAttr Which, int) {
  *Value = pc::dryAttribute(Which);
  return cudaSuccess;
}
cudaError_t cudaMemGetInfo(size_t *Free, size_t *Total) {
  *Free = *Total = pc::dryGpu().Memory;
  return cudaSuccess;
}
cudaError_t cudaDriverGetVersion(int *Version) {
  *Version = CUDART_VERSION;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetStreamPriorityRange(int *Least, int *Greatest) {
  if (Least)
    *Least = 0;
  if (Greatest)
    *Greatest = -5;
  return cudaSuccess;
}
cudaError_t cudaGetLastError() { return cudaSuccess; }
cudaError_t cudaPeekAtLastError() { return cudaSuccess; }

//===-- Functions and occupancy -------------------------------------------===//

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *Result, const void *) {
  const pc::Gpu &G = pc::dryGpu();
  std::memset(Result, 0, sizeof *Result);
  Result->maxThreadsPerBlock = 1024;
  Result->numRegs = 32;
  Result->binaryVersion = Result->ptxVersion = G.Major * 10 + G.Minor;
  Result->maxDynamicSharedSizeBytes = 49152;
  return cudaSuccess;
}
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *Blocks,
                                                          const void *,
                                                          int Block,
                                                          size_t Shared) {
  *Blocks = pc::dryOccupancy(Block, Shared);
  return cudaSuccess;
}
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(
    int *Blocks, const void *, int Block, size_t Shared, unsigned) {
  *Blocks = pc::dryOccupancy(Block, Shared);
  return cudaSuccess;
}
cudaError_t cudaOccupancyAvailableDynamicSMemPerBlock(size_t *Bytes,
                                                      const void *, int Blocks,
                                                      int) {
  *Bytes = static_cast<size_t>(pc::dryGpu().SharedPerMultiprocessor) /
               static_cast<size_t>(std::max(1, Blocks)) -
           1024;
  return cudaSuccess;
}

} // extern "C"

#include "DryCopies.h"
#include "DryLibraries.h"

#endif // PERFCLAIM_RUNTIME_DRYRUN_H
