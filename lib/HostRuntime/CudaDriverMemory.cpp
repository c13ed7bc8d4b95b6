//===- CudaDriverMemory.cpp - Contexts and memory by the driver's names ---===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Programs of the runtime call a few functions of the driver beside it. There
// is one context, the primary one.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include <cuda.h>

namespace {

CUresult driver(cudaError_t Error) { return static_cast<CUresult>(Error); }

void *pointer(CUdeviceptr At) {
  // The driver's pointers are numbers.
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<void *>(At);
}

/// What a handle of the one context points to.
char OnlyContext;

CUresult context(CUcontext *Result) {
  if (!Result)
    return CUDA_ERROR_INVALID_VALUE;
  *Result = reinterpret_cast<CUcontext>(&OnlyContext);
  return CUDA_SUCCESS;
}

} // namespace

PC_API CUresult cuCtxCreate_v2(CUcontext *Result, unsigned, CUdevice) {
  return context(Result);
}
PC_API CUresult cuCtxCreate_v4(CUcontext *Result, CUctxCreateParams *, unsigned,
                               CUdevice) {
  return context(Result);
}
PC_API CUresult cuCtxDestroy(CUcontext) { return CUDA_SUCCESS; }
PC_API CUresult cuCtxGetCurrent(CUcontext *Result) { return context(Result); }
PC_API CUresult cuCtxSetCurrent(CUcontext) { return CUDA_SUCCESS; }
PC_API CUresult cuCtxGetDevice(CUdevice *Result) {
  if (!Result)
    return CUDA_ERROR_INVALID_VALUE;
  *Result = 0;
  return CUDA_SUCCESS;
}
PC_API CUresult cuDevicePrimaryCtxRetain(CUcontext *Result, CUdevice) {
  return context(Result);
}
PC_API CUresult cuDevicePrimaryCtxRelease(CUdevice) { return CUDA_SUCCESS; }

PC_API CUresult cuMemGetInfo(size_t *Free, size_t *Total) {
  return driver(cudaMemGetInfo(Free, Total));
}
PC_API CUresult cuMemAlloc(CUdeviceptr *Result, size_t Bytes) {
  void *At = nullptr;
  const cudaError_t Error = cudaMalloc(&At, Bytes);
  if (Error == cudaSuccess)
    *Result = reinterpret_cast<CUdeviceptr>(At);
  return driver(Error);
}
PC_API CUresult cuMemFree(CUdeviceptr At) {
  return driver(cudaFree(pointer(At)));
}
PC_API CUresult cuMemcpyHtoD(CUdeviceptr To, const void *From, size_t Bytes) {
  return driver(cudaMemcpy(pointer(To), From, Bytes, cudaMemcpyHostToDevice));
}
PC_API CUresult cuMemcpyDtoH(void *To, CUdeviceptr From, size_t Bytes) {
  return driver(cudaMemcpy(To, pointer(From), Bytes, cudaMemcpyDeviceToHost));
}
PC_API CUresult cuMemcpyDtoD(CUdeviceptr To, CUdeviceptr From, size_t Bytes) {
  return driver(
      cudaMemcpy(pointer(To), pointer(From), Bytes, cudaMemcpyDeviceToDevice));
}
PC_API CUresult cuMemsetD8(CUdeviceptr To, unsigned char Value, size_t Bytes) {
  return driver(cudaMemset(pointer(To), Value, Bytes));
}
