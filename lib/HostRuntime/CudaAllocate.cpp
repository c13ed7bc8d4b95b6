//===- CudaAllocate.cpp - Allocation and pointers -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaGpus.h"
#include "CudaMemory.h"
#include "CudaTrace.h"
#include <algorithm>

using namespace perfclaim::host;

namespace {

cudaError_t allocate(const char *Call, void **Result, std::size_t Bytes,
                     MemoryKind Kind, unsigned Flags = 0) {
  if (!Result)
    return cudaErrorInvalidValue;
  *Result = nullptr;
  if (Bytes == 0)
    return cudaSuccess;
  *Result = Memory::get().allocate(Bytes, Kind, Flags);
  if (!*Result)
    return cudaErrorMemoryAllocation;
  trace::allocate(Call, *Result, Bytes);
  return cudaSuccess;
}

cudaError_t release(const char *Call, void *Base,
                    std::initializer_list<MemoryKind> Kinds) {
  if (!Base)
    return cudaSuccess;
  for (MemoryKind Kind : Kinds)
    if (Memory::get().release(Base, Kind)) {
      trace::release(Call, Base);
      return cudaSuccess;
    }
  return cudaErrorInvalidValue;
}

constexpr std::size_t PitchAlignment = 512;

cudaError_t allocatePitched(const char *Call, void **Result, std::size_t *Pitch,
                            std::size_t Width, std::size_t Rows) {
  if (!Result || !Pitch)
    return cudaErrorInvalidValue;
  *Pitch = (Width + PitchAlignment - 1) / PitchAlignment * PitchAlignment;
  return allocate(Call, Result, *Pitch * Rows, MemoryKind::Device);
}

} // namespace

//===-- Device and managed memory -----------------------------------------===//

PC_API cudaError_t cudaMalloc(void **Result, size_t Bytes) {
  return onDevice([&] {
    return allocate("cudaMalloc", Result, Bytes, MemoryKind::Device);
  });
}
PC_API cudaError_t cudaMallocPitch(void **Result, size_t *Pitch, size_t Width,
                                   size_t Height) {
  return onDevice([&] {
    return allocatePitched("cudaMallocPitch", Result, Pitch, Width, Height);
  });
}
PC_API cudaError_t cudaMalloc3D(cudaPitchedPtr *Result, cudaExtent Extent) {
  return onDevice([&] {
    if (!Result)
      return cudaErrorInvalidValue;
    Result->xsize = Extent.width;
    Result->ysize = Extent.height;
    return allocatePitched("cudaMalloc3D", &Result->ptr, &Result->pitch,
                           Extent.width, Extent.height * Extent.depth);
  });
}
PC_API cudaError_t cudaMallocManaged(void **Result, size_t Bytes,
                                     unsigned Flags) {
  return onDevice([&] {
    if (Flags != cudaMemAttachGlobal && Flags != cudaMemAttachHost)
      return cudaErrorInvalidValue;
    // Unlike the others, this one takes no empty request.
    if (Bytes == 0)
      return cudaErrorInvalidValue;
    return allocate("cudaMallocManaged", Result, Bytes, MemoryKind::Managed,
                    Flags);
  });
}
PC_API cudaError_t cudaMallocAsync(void **Result, size_t Bytes, cudaStream_t) {
  return onDevice([&] {
    return allocate("cudaMallocAsync", Result, Bytes, MemoryKind::Device);
  });
}
PC_ALIAS(cudaMallocAsync, _ptsz);
PC_API cudaError_t cudaMallocFromPoolAsync(void **Result, size_t Bytes,
                                           cudaMemPool_t Pool, cudaStream_t) {
  return onDevice([&] {
    if (!Pool)
      return cudaErrorInvalidValue;
    return allocate("cudaMallocFromPoolAsync", Result, Bytes,
                    MemoryKind::Device);
  });
}
PC_ALIAS(cudaMallocFromPoolAsync, _ptsz);
PC_API cudaError_t cudaFree(void *Base) {
  return onDevice([&] {
    return release("cudaFree", Base, {MemoryKind::Device, MemoryKind::Managed});
  });
}
PC_API cudaError_t cudaFreeAsync(void *Base, cudaStream_t) {
  return onDevice([&] {
    return Base ? release("cudaFreeAsync", Base, {MemoryKind::Device})
                : cudaErrorInvalidValue;
  });
}
PC_ALIAS(cudaFreeAsync, _ptsz);
PC_API cudaError_t cudaMemGetInfo(size_t *Free, size_t *Total) {
  return onDevice([&] {
    // Either may be left out, as ggml does.
    if (Total)
      *Total = gpu().Memory;
    if (Free)
      *Free = gpu().Memory - std::min(gpu().Memory, Memory::get().used());
    return cudaSuccess;
  });
}

//===-- Host memory -------------------------------------------------------===//

PC_API cudaError_t cudaMallocHost(void **Result, size_t Bytes) {
  return onDevice([&] {
    return allocate("cudaMallocHost", Result, Bytes, MemoryKind::Host);
  });
}
PC_API cudaError_t cudaHostAlloc(void **Result, size_t Bytes, unsigned Flags) {
  return onDevice([&] {
    if (Flags & ~(cudaHostAllocPortable | cudaHostAllocMapped |
                  cudaHostAllocWriteCombined))
      return cudaErrorInvalidValue;
    return allocate("cudaHostAlloc", Result, Bytes, MemoryKind::Host, Flags);
  });
}
PC_API cudaError_t cudaFreeHost(void *Base) {
  return onDevice(
      [&] { return release("cudaFreeHost", Base, {MemoryKind::Host}); });
}
PC_API cudaError_t cudaHostRegister(void *Base, size_t Bytes, unsigned Flags) {
  return onDevice([&] {
    if (!Base || !Bytes)
      return cudaErrorInvalidValue;
    return Memory::get().add(Base, Bytes, MemoryKind::Registered, Flags)
               ? cudaSuccess
               : cudaErrorHostMemoryAlreadyRegistered;
  });
}
PC_API cudaError_t cudaHostUnregister(void *Base) {
  return onDevice([&] {
    if (!Base)
      return cudaErrorInvalidValue;
    return Memory::get().remove(Base, MemoryKind::Registered)
               ? cudaSuccess
               : cudaErrorHostMemoryNotRegistered;
  });
}
PC_API cudaError_t cudaHostGetDevicePointer(void **Result, void *Host,
                                            unsigned Flags) {
  return onDevice([&] {
    const std::optional<Allocation> Found = Memory::get().find(Host);
    if (!Result || Flags || !Found || Found->onDevice())
      return cudaErrorInvalidValue;
    *Result = Host; // One address space.
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaHostGetFlags(unsigned *Result, void *Host) {
  return onDevice([&] {
    const std::optional<Allocation> Found = Memory::get().find(Host);
    if (!Result || !Found || Found->Kind != MemoryKind::Host)
      return cudaErrorInvalidValue;
    // Under unified addressing everything is mapped.
    *Result = Found->Flags | cudaHostAllocMapped;
    return cudaSuccess;
  });
}

//===-- Pointers ----------------------------------------------------------===//

PC_API cudaError_t cudaPointerGetAttributes(cudaPointerAttributes *Result,
                                            const void *Address) {
  return onDevice([&] {
    if (!Result)
      return cudaErrorInvalidValue;
    *Result = {};
    auto *Pointer = const_cast<void *>(Address);
    const std::optional<Allocation> Found = Memory::get().find(Address);
    if (!Found) {
      Result->type = cudaMemoryTypeUnregistered;
      Result->device = cudaInvalidDeviceId;
      Result->hostPointer = Pointer;
      return cudaSuccess;
    }
    Result->type = Found->Kind == MemoryKind::Managed ? cudaMemoryTypeManaged
                   : Found->onDevice()                ? cudaMemoryTypeDevice
                                                      : cudaMemoryTypeHost;
    Result->devicePointer = Pointer;
    if (Result->type != cudaMemoryTypeDevice)
      Result->hostPointer = Pointer;
    return cudaSuccess;
  });
}

//===-- Managed memory ----------------------------------------------------===//

namespace {
/// Where managed memory lies makes no difference here; that it is managed does.
cudaError_t checkManaged(const void *Address, std::size_t Bytes) {
  const std::optional<Allocation> Found = Memory::get().find(Address);
  if (!Found || Found->Kind != MemoryKind::Managed)
    return cudaErrorInvalidValue;
  return checkRange(Address, Bytes, Place::Either);
}
bool isPlace(cudaMemLocation Where) {
  return Where.type == cudaMemLocationTypeHost ||
         (Where.type == cudaMemLocationTypeDevice && Where.id == 0);
}
} // namespace

PC_API cudaError_t cudaMemPrefetchAsync(const void *Address, size_t Bytes,
                                        cudaMemLocation Where, unsigned Flags,
                                        cudaStream_t) {
  return onDevice([&] {
    if (!isPlace(Where))
      return cudaErrorInvalidDevice;
    return Flags ? cudaErrorInvalidValue : checkManaged(Address, Bytes);
  });
}
PC_ALIAS(cudaMemPrefetchAsync, _ptsz);
PC_API cudaError_t cudaMemAdvise(const void *Address, size_t Bytes,
                                 cudaMemoryAdvise, cudaMemLocation) {
  return onDevice([&] { return checkManaged(Address, Bytes); });
}
PC_API cudaError_t cudaStreamAttachMemAsync(cudaStream_t, void *Address, size_t,
                                            unsigned) {
  return onDevice([&] { return checkManaged(Address, 0); });
}
PC_ALIAS(cudaStreamAttachMemAsync, _ptsz);
