//===- CudaDriver.cpp - The driver's functions that runtime code reaches --===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Headers of CUDA and programs ask for these by cudaGetDriverEntryPoint, or
// link them for texts of errors. Codes of the driver and of the runtime are the
// same numbers.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaGpus.h"
#include <cstdio>
#include <cstring>
#include <cuda.h>

using namespace perfclaim::host;

namespace {

CUresult driver(cudaError_t Error) { return static_cast<CUresult>(Error); }

struct EntryPoint {
  const char *Name;
  void *Function;
};

} // namespace

PC_API CUresult cuInit(unsigned Flags) {
  return Flags ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}
PC_API CUresult cuDriverGetVersion(int *Result) {
  return driver(cudaDriverGetVersion(Result));
}
PC_API CUresult cuDeviceGetCount(int *Result) {
  return driver(cudaGetDeviceCount(Result));
}
PC_API CUresult cuDeviceGet(CUdevice *Result, int Ordinal) {
  if (!Result)
    return CUDA_ERROR_INVALID_VALUE;
  if (Ordinal != 0)
    return CUDA_ERROR_INVALID_DEVICE;
  *Result = 0;
  return CUDA_SUCCESS;
}
PC_API CUresult cuDeviceGetName(char *Result, int Length, CUdevice Device) {
  if (!Result || Length <= 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (Device != 0)
    return CUDA_ERROR_INVALID_DEVICE;
  std::snprintf(Result, static_cast<size_t>(Length), "%s", gpu().Name);
  return CUDA_SUCCESS;
}
PC_API CUresult cuDeviceGetAttribute(int *Result, CUdevice_attribute Which,
                                     CUdevice Device) {
  return driver(cudaDeviceGetAttribute(
      Result, static_cast<cudaDeviceAttr>(Which), Device));
}
PC_API CUresult cuCtxSynchronize() { return driver(cudaDeviceSynchronize()); }
PC_API CUresult cuStreamSynchronize(CUstream Stream) {
  return driver(cudaStreamSynchronize(Stream));
}

PC_API CUresult cuGetErrorName(CUresult Error, const char **Result) {
  if (!Result)
    return CUDA_ERROR_INVALID_VALUE;
  *Result = nullptr;
  switch (Error) {
#define PC_DRIVER_ERROR(NAME)                                                  \
  case NAME:                                                                   \
    *Result = #NAME;                                                           \
    return CUDA_SUCCESS
    PC_DRIVER_ERROR(CUDA_SUCCESS);
    PC_DRIVER_ERROR(CUDA_ERROR_INVALID_VALUE);
    PC_DRIVER_ERROR(CUDA_ERROR_OUT_OF_MEMORY);
    PC_DRIVER_ERROR(CUDA_ERROR_NOT_INITIALIZED);
    PC_DRIVER_ERROR(CUDA_ERROR_NO_DEVICE);
    PC_DRIVER_ERROR(CUDA_ERROR_INVALID_DEVICE);
    PC_DRIVER_ERROR(CUDA_ERROR_INVALID_CONTEXT);
    PC_DRIVER_ERROR(CUDA_ERROR_INVALID_HANDLE);
    PC_DRIVER_ERROR(CUDA_ERROR_NOT_FOUND);
    PC_DRIVER_ERROR(CUDA_ERROR_NOT_READY);
    PC_DRIVER_ERROR(CUDA_ERROR_ILLEGAL_ADDRESS);
    PC_DRIVER_ERROR(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
    PC_DRIVER_ERROR(CUDA_ERROR_LAUNCH_TIMEOUT);
    PC_DRIVER_ERROR(CUDA_ERROR_ASSERT);
    PC_DRIVER_ERROR(CUDA_ERROR_LAUNCH_FAILED);
    PC_DRIVER_ERROR(CUDA_ERROR_NOT_SUPPORTED);
    PC_DRIVER_ERROR(CUDA_ERROR_UNKNOWN);
#undef PC_DRIVER_ERROR
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}
PC_API CUresult cuGetErrorString(CUresult Error, const char **Result) {
  if (!Result)
    return CUDA_ERROR_INVALID_VALUE;
  const char *Text = cudaGetErrorString(static_cast<cudaError_t>(Error));
  const bool Known = std::strcmp(Text, "unrecognized error code") != 0;
  *Result = Known ? Text : nullptr;
  return Known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

PC_API cudaError_t
cudaGetDriverEntryPoint(const char *Name, void **Result, unsigned long long,
                        cudaDriverEntryPointQueryResult *Status) {
  static const EntryPoint Known[] = {
      {"cuInit", reinterpret_cast<void *>(&cuInit)},
      {"cuDriverGetVersion", reinterpret_cast<void *>(&cuDriverGetVersion)},
      {"cuDeviceGetCount", reinterpret_cast<void *>(&cuDeviceGetCount)},
      {"cuDeviceGet", reinterpret_cast<void *>(&cuDeviceGet)},
      {"cuDeviceGetName", reinterpret_cast<void *>(&cuDeviceGetName)},
      {"cuDeviceGetAttribute", reinterpret_cast<void *>(&cuDeviceGetAttribute)},
      {"cuCtxSynchronize", reinterpret_cast<void *>(&cuCtxSynchronize)},
      {"cuStreamSynchronize", reinterpret_cast<void *>(&cuStreamSynchronize)},
      {"cuGetErrorName", reinterpret_cast<void *>(&cuGetErrorName)},
      {"cuGetErrorString", reinterpret_cast<void *>(&cuGetErrorString)},
      {"cuTensorMapEncodeTiled",
       reinterpret_cast<void *>(&cuTensorMapEncodeTiled)},
      {"cuTensorMapEncodeIm2col",
       reinterpret_cast<void *>(&cuTensorMapEncodeIm2col)},
      {"cuTensorMapEncodeIm2colWide",
       reinterpret_cast<void *>(&cuTensorMapEncodeIm2colWide)},
      {"cuTensorMapReplaceAddress",
       reinterpret_cast<void *>(&cuTensorMapReplaceAddress)},
  };
  if (!Name || !Result)
    return report(cudaErrorInvalidValue);
  *Result = nullptr;
  for (const EntryPoint &Point : Known)
    if (std::strcmp(Point.Name, Name) == 0)
      *Result = Point.Function;
  if (Status)
    *Status = *Result ? cudaDriverEntryPointSuccess
                      : cudaDriverEntryPointSymbolNotFound;
  if (!*Result)
    noteRefusal(Name, /*Computes=*/false);
  return cudaSuccess;
}
PC_ALIAS(cudaGetDriverEntryPoint, _ptsz);
PC_API cudaError_t cudaGetDriverEntryPointByVersion(
    const char *Name, void **Result, unsigned, unsigned long long Flags,
    cudaDriverEntryPointQueryResult *Status) {
  return cudaGetDriverEntryPoint(Name, Result, Flags, Status);
}
PC_ALIAS(cudaGetDriverEntryPointByVersion, _ptsz);
