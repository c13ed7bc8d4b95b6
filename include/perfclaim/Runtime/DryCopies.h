//===- DryCopies.h - Copies, streams and events of a dry run ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The rest of the CUDA runtime of a dry run; included by DryRun.h. Functions
/// that only have to succeed are defined without parameters: the C calling
/// convention lets a caller pass them all the same.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_DRYCOPIES_H
#define PERFCLAIM_RUNTIME_DRYCOPIES_H

#include "DryMemory.h"
#include <cuda_runtime_api.h>

extern "C" {

//===-- Memory ------------------------------------------------------------===//

cudaError_t cudaMalloc(void **Memory, size_t Bytes) {
  return pc::dryAllocate(Memory, Bytes);
}
cudaError_t cudaMallocAsync(void **Memory, size_t Bytes, cudaStream_t) {
  return pc::dryAllocate(Memory, Bytes);
}
cudaError_t cudaMallocFromPoolAsync(void **Memory, size_t Bytes, cudaMemPool_t,
                                    cudaStream_t) {
  return pc::dryAllocate(Memory, Bytes);
}
cudaError_t cudaMallocManaged(void **Memory, size_t Bytes, unsigned) {
  return pc::dryAllocate(Memory, Bytes);
}
cudaError_t cudaMallocHost(void **Memory, size_t Bytes) {
  return pc::dryAllocate(Memory, Bytes);
}
cudaError_t cudaHostAlloc(void **Memory, size_t Bytes, unsigned) {
  return pc::dryAllocate(Memory, Bytes);
}
cudaError_t cudaHostGetDevicePointer(void **Device, void *Host, unsigned) {
  *Device = Host;
  return cudaSuccess;
}
cudaError_t cudaMallocPitch(void **Memory, size_t *Pitch, size_t Width,
                            size_t Height) {
  *Pitch = (Width + 511) / 512 * 512;
  return pc::dryAllocate(Memory, *Pitch * Height);
}
cudaError_t cudaMallocArray(cudaArray_t *Array, const cudaChannelFormatDesc *,
                            size_t, size_t, unsigned) {
  return pc::makeHandle(Array);
}
cudaError_t cudaFree(void *Memory) {
  pc::DryMemory::get().free(Memory);
  return cudaSuccess;
}
cudaError_t cudaFreeAsync(void *Memory, cudaStream_t) {
  return cudaFree(Memory);
}
cudaError_t cudaFreeHost(void *Memory) { return cudaFree(Memory); }
cudaError_t cudaPointerGetAttributes(cudaPointerAttributes *Result,
                                     const void *Memory) {
  std::memset(Result, 0, sizeof *Result);
  Result->type = cudaMemoryTypeDevice;
  Result->devicePointer = const_cast<void *>(Memory);
  return cudaSuccess;
}

//===-- Copies ------------------------------------------------------------===//

cudaError_t cudaMemcpy(void *To, const void *From, size_t Bytes,
                       cudaMemcpyKind) {
  pc::DryMemory::get().copy(To, From, Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void *To, const void *From, size_t Bytes,
                            cudaMemcpyKind, cudaStream_t) {
  pc::DryMemory::get().copy(To, From, Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyPeer(void *To, int, const void *From, int, size_t Bytes) {
  pc::DryMemory::get().copy(To, From, Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyPeerAsync(void *To, int, const void *From, int,
                                size_t Bytes, cudaStream_t) {
  pc::DryMemory::get().copy(To, From, Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpy2D(void *To, size_t ToPitch, const void *From,
                         size_t FromPitch, size_t Width, size_t Height,
                         cudaMemcpyKind) {
  if (Width * Height <= 64 << 20)
    for (size_t Row = 0; Row != Height; ++Row)
      pc::DryMemory::get().copy(
          static_cast<char *>(To) + Row * ToPitch,
          static_cast<const char *>(From) + Row * FromPitch, Width);
  return cudaSuccess;
}
cudaError_t cudaMemcpy2DAsync(void *To, size_t ToPitch, const void *From,
                              size_t FromPitch, size_t Width, size_t Height,
                              cudaMemcpyKind Kind, cudaStream_t) {
  return cudaMemcpy2D(To, ToPitch, From, FromPitch, Width, Height, Kind);
}
cudaError_t cudaMemset(void *To, int Value, size_t Bytes) {
  pc::DryMemory::get().set(To, Value, Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void *To, int Value, size_t Bytes, cudaStream_t) {
  pc::DryMemory::get().set(To, Value, Bytes);
  return cudaSuccess;
}
cudaError_t cudaGetSymbolAddress(void **Memory, const void *Symbol) {
  *Memory = pc::DryMemory::get().findSymbol(Symbol).Memory;
  return *Memory ? cudaSuccess : cudaErrorInvalidSymbol;
}
cudaError_t cudaGetSymbolSize(size_t *Bytes, const void *Symbol) {
  *Bytes = pc::DryMemory::get().findSymbol(Symbol).Bytes;
  return *Bytes ? cudaSuccess : cudaErrorInvalidSymbol;
}
cudaError_t cudaMemcpyToSymbol(const void *Symbol, const void *From,
                               size_t Bytes, size_t Offset, cudaMemcpyKind) {
  const pc::DryMemory::Symbol Found = pc::DryMemory::get().findSymbol(Symbol);
  if (!Found.Memory || Offset + Bytes > Found.Bytes)
    return cudaErrorInvalidSymbol;
  pc::DryMemory::get().copy(static_cast<char *>(Found.Memory) + Offset, From,
                            Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyFromSymbol(void *To, const void *Symbol, size_t Bytes,
                                 size_t Offset, cudaMemcpyKind) {
  const pc::DryMemory::Symbol Found = pc::DryMemory::get().findSymbol(Symbol);
  if (!Found.Memory || Offset + Bytes > Found.Bytes)
    return cudaErrorInvalidSymbol;
  pc::DryMemory::get().copy(To, static_cast<char *>(Found.Memory) + Offset,
                            Bytes);
  return cudaSuccess;
}
cudaError_t cudaMemcpyToSymbolAsync(const void *Symbol, const void *From,
                                    size_t Bytes, size_t Offset,
                                    cudaMemcpyKind Kind, cudaStream_t) {
  return cudaMemcpyToSymbol(Symbol, From, Bytes, Offset, Kind);
}
cudaError_t cudaMemcpyFromSymbolAsync(void *To, const void *Symbol,
                                      size_t Bytes, size_t Offset,
                                      cudaMemcpyKind Kind, cudaStream_t) {
  return cudaMemcpyFromSymbol(To, Symbol, Bytes, Offset, Kind);
}

//===-- Streams, events, graphs and textures ------------------------------===//

cudaError_t cudaStreamCreate(cudaStream_t *Made) {
  return pc::makeHandle(Made);
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t *Made, unsigned) {
  return pc::makeHandle(Made);
}
cudaError_t cudaStreamCreateWithPriority(cudaStream_t *Made, unsigned, int) {
  return pc::makeHandle(Made);
}
cudaError_t cudaStreamIsCapturing(cudaStream_t, cudaStreamCaptureStatus *Now) {
  *Now = cudaStreamCaptureStatusNone;
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t, cudaGraph_t *Made) {
  return pc::makeHandle(Made);
}
cudaError_t cudaEventCreate(cudaEvent_t *Made) { return pc::makeHandle(Made); }
cudaError_t cudaEventCreateWithFlags(cudaEvent_t *Made, unsigned) {
  return pc::makeHandle(Made);
}
cudaError_t cudaEventElapsedTime(float *Milliseconds, cudaEvent_t,
                                 cudaEvent_t) {
  *Milliseconds = 1;
  return cudaSuccess;
}
cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t *Made, int) {
  return pc::makeHandle(Made);
}

/// The same function under the name that code with a default stream per thread
/// calls.
#define PC_ALIAS(Name, Suffix)                                                 \
  decltype(Name) pc_##Name##Suffix __asm__(#Name #Suffix)                      \
      __attribute__((alias(#Name)));
PC_ALIAS(cudaFreeAsync, _ptsz)
PC_ALIAS(cudaMallocAsync, _ptsz)
PC_ALIAS(cudaMemcpy, _ptds)
PC_ALIAS(cudaMemcpy2D, _ptds)
PC_ALIAS(cudaMemcpy2DAsync, _ptsz)
PC_ALIAS(cudaMemcpyAsync, _ptsz)
PC_ALIAS(cudaMemcpyFromSymbol, _ptds)
PC_ALIAS(cudaMemcpyFromSymbolAsync, _ptsz)
PC_ALIAS(cudaMemcpyToSymbol, _ptds)
PC_ALIAS(cudaMemcpyToSymbolAsync, _ptsz)
PC_ALIAS(cudaMemset, _ptds)
PC_ALIAS(cudaMemsetAsync, _ptsz)
PC_ALIAS(cudaStreamIsCapturing, _ptsz)
PC_ALIAS(cudaStreamEndCapture, _ptsz)
#undef PC_ALIAS

/// Functions whose first argument points to a handle that they make. Defined
/// under another name, because the header declares more parameters.
#define PC_MAKES(Name)                                                         \
  cudaError_t pc_##Name(void **Made) __asm__(#Name);                           \
  cudaError_t pc_##Name(void **Made) { return pc::makeHandle(Made); }
PC_MAKES(cudaCreateSurfaceObject)
PC_MAKES(cudaCreateTextureObject)
PC_MAKES(cudaGraphCreate)
PC_MAKES(cudaGraphInstantiate)
PC_MAKES(cudaGraphInstantiateWithFlags)
PC_MAKES(cudaMalloc3DArray)
PC_MAKES(cudaMemPoolCreate)
#undef PC_MAKES

/// Functions that only have to succeed.
#define PC_SUCCEEDS(Name)                                                      \
  cudaError_t pc_##Name() __asm__(#Name);                                      \
  cudaError_t pc_##Name() { return cudaSuccess; }
PC_SUCCEEDS(cudaCtxResetPersistingL2Cache)
PC_SUCCEEDS(cudaDestroySurfaceObject)
PC_SUCCEEDS(cudaDestroyTextureObject)
PC_SUCCEEDS(cudaDeviceDisablePeerAccess)
PC_SUCCEEDS(cudaDeviceEnablePeerAccess)
PC_SUCCEEDS(cudaDeviceReset)
PC_SUCCEEDS(cudaDeviceSetCacheConfig)
PC_SUCCEEDS(cudaDeviceSetLimit)
PC_SUCCEEDS(cudaDeviceSetMemPool)
PC_SUCCEEDS(cudaDeviceSetSharedMemConfig)
PC_SUCCEEDS(cudaDeviceSynchronize)
PC_SUCCEEDS(cudaEventDestroy)
PC_SUCCEEDS(cudaEventQuery)
PC_SUCCEEDS(cudaEventRecord)
PC_SUCCEEDS(cudaEventRecordWithFlags)
PC_SUCCEEDS(cudaEventRecordWithFlags_ptsz)
PC_SUCCEEDS(cudaEventRecord_ptsz)
PC_SUCCEEDS(cudaEventSynchronize)
PC_SUCCEEDS(cudaFreeArray)
PC_SUCCEEDS(cudaFuncSetAttribute)
PC_SUCCEEDS(cudaFuncSetCacheConfig)
PC_SUCCEEDS(cudaFuncSetSharedMemConfig)
PC_SUCCEEDS(cudaGraphDestroy)
PC_SUCCEEDS(cudaGraphExecDestroy)
PC_SUCCEEDS(cudaGraphExecUpdate)
PC_SUCCEEDS(cudaGraphLaunch)
PC_SUCCEEDS(cudaGraphLaunch_ptsz)
PC_SUCCEEDS(cudaGraphUpload)
PC_SUCCEEDS(cudaHostRegister)
PC_SUCCEEDS(cudaHostUnregister)
PC_SUCCEEDS(cudaInitDevice)
PC_SUCCEEDS(cudaKernelSetAttributeForDevice)
PC_SUCCEEDS(cudaLaunchHostFunc)
PC_SUCCEEDS(cudaMemAdvise)
PC_SUCCEEDS(cudaMemPoolDestroy)
PC_SUCCEEDS(cudaMemPoolGetAttribute)
PC_SUCCEEDS(cudaMemPoolSetAccess)
PC_SUCCEEDS(cudaMemPoolSetAttribute)
PC_SUCCEEDS(cudaMemPoolTrimTo)
PC_SUCCEEDS(cudaMemPrefetchAsync)
PC_SUCCEEDS(cudaMemPrefetchAsync_ptsz)
PC_SUCCEEDS(cudaMemcpy2DFromArray)
PC_SUCCEEDS(cudaMemcpy2DToArray)
PC_SUCCEEDS(cudaMemcpy3D)
PC_SUCCEEDS(cudaMemcpy3DAsync)
PC_SUCCEEDS(cudaMemcpyFromArray)
PC_SUCCEEDS(cudaMemcpyToArray)
PC_SUCCEEDS(cudaMemset2D)
PC_SUCCEEDS(cudaMemset2DAsync)
PC_SUCCEEDS(cudaMemset3D)
PC_SUCCEEDS(cudaProfilerStart)
PC_SUCCEEDS(cudaProfilerStop)
PC_SUCCEEDS(cudaSetDevice)
PC_SUCCEEDS(cudaSetDeviceFlags)
PC_SUCCEEDS(cudaStreamAddCallback)
PC_SUCCEEDS(cudaStreamAttachMemAsync)
PC_SUCCEEDS(cudaStreamBeginCapture)
PC_SUCCEEDS(cudaStreamBeginCapture_ptsz)
PC_SUCCEEDS(cudaStreamDestroy)
PC_SUCCEEDS(cudaStreamQuery)
PC_SUCCEEDS(cudaStreamQuery_ptsz)
PC_SUCCEEDS(cudaStreamSetAttribute)
PC_SUCCEEDS(cudaStreamSetAttribute_ptsz)
PC_SUCCEEDS(cudaStreamSynchronize)
PC_SUCCEEDS(cudaStreamSynchronize_ptsz)
PC_SUCCEEDS(cudaStreamWaitEvent)
PC_SUCCEEDS(cudaStreamWaitEvent_ptsz)
PC_SUCCEEDS(cudaThreadExchangeStreamCaptureMode)
PC_SUCCEEDS(cudaThreadSynchronize)
#undef PC_SUCCEEDS

} // extern "C"

#endif // PERFCLAIM_RUNTIME_DRYCOPIES_H
