//===- CudaPools.cpp - Memory pools ---------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Memory is taken and given back at once, so that a pool has nothing to keep:
// it is a handle with attributes.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaMemory.h"
#include <cstring>
#include <iterator>

/// What a program's handle points to.
struct CUmemPoolHandle_st {
  std::uint64_t ReleaseThreshold = 0;
  int Reuse[3] = {1, 1, 1}; ///< By cudaMemPoolReuse*, in order.
};

using namespace perfclaim::host;

namespace {

cudaMemPool_t defaultPool() {
  static CUmemPoolHandle_st Only;
  return &Only;
}

cudaMemPool_t &currentPool() {
  static cudaMemPool_t Current = defaultPool();
  return Current;
}

cudaError_t getPool(cudaMemPool_t *Result, int Device, cudaMemPool_t Pool) {
  if (!Result)
    return cudaErrorInvalidValue;
  if (Device != 0)
    return cudaErrorInvalidDevice;
  *Result = Pool;
  return cudaSuccess;
}

int *reuse(cudaMemPool_t Pool, cudaMemPoolAttr Which) {
  const int Index = Which - cudaMemPoolReuseFollowEventDependencies;
  return Index >= 0 && Index < static_cast<int>(std::size(Pool->Reuse))
             ? &Pool->Reuse[Index]
             : nullptr;
}

} // namespace

PC_API cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t *Result,
                                               int Device) {
  return onDevice([&] { return getPool(Result, Device, defaultPool()); });
}
PC_API cudaError_t cudaDeviceGetMemPool(cudaMemPool_t *Result, int Device) {
  return onDevice([&] { return getPool(Result, Device, currentPool()); });
}
PC_API cudaError_t cudaDeviceSetMemPool(int Device, cudaMemPool_t Pool) {
  return onDevice([&] {
    if (Device != 0 || !Pool)
      return Pool ? cudaErrorInvalidDevice : cudaErrorInvalidValue;
    currentPool() = Pool;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaMemPoolCreate(cudaMemPool_t *Result,
                                     const cudaMemPoolProps *How) {
  return onDevice([&] {
    if (!Result || !How)
      return cudaErrorInvalidValue;
    *Result = new CUmemPoolHandle_st;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaMemPoolDestroy(cudaMemPool_t Pool) {
  return onDevice([&] {
    if (!Pool || Pool == defaultPool())
      return cudaErrorInvalidValue;
    if (currentPool() == Pool)
      currentPool() = defaultPool();
    delete Pool;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaMemPoolTrimTo(cudaMemPool_t Pool, size_t) {
  return onDevice([&] { return Pool ? cudaSuccess : cudaErrorInvalidValue; });
}
PC_API cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t Pool,
                                           cudaMemPoolAttr Which, void *Value) {
  return onDevice([&] {
    if (!Pool || !Value)
      return cudaErrorInvalidValue;
    if (int *Reuse = reuse(Pool, Which))
      std::memcpy(Reuse, Value, sizeof *Reuse);
    else if (Which == cudaMemPoolAttrReleaseThreshold)
      std::memcpy(&Pool->ReleaseThreshold, Value, sizeof(std::uint64_t));
    else if (Which != cudaMemPoolAttrReservedMemHigh &&
             Which != cudaMemPoolAttrUsedMemHigh)
      return cudaErrorInvalidValue;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t Pool,
                                           cudaMemPoolAttr Which,
                                           void *Result) {
  return onDevice([&] {
    if (!Pool || !Result)
      return cudaErrorInvalidValue;
    std::uint64_t Value = Memory::get().used();
    if (const int *Reuse = reuse(Pool, Which)) {
      std::memcpy(Result, Reuse, sizeof *Reuse);
      return cudaSuccess;
    }
    if (Which == cudaMemPoolAttrReleaseThreshold)
      Value = Pool->ReleaseThreshold;
    std::memcpy(Result, &Value, sizeof Value);
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaMemPoolSetAccess(cudaMemPool_t Pool,
                                        const cudaMemAccessDesc *Who,
                                        size_t Count) {
  return onDevice([&] {
    for (size_t I = 0; Who && I != Count; ++I)
      if (Who[I].location.id != 0)
        return cudaErrorInvalidDevice;
    return Pool && (Who || !Count) ? cudaSuccess : cudaErrorInvalidValue;
  });
}
