//===- CudaDevice.cpp - The device, its properties and limits -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaGpus.h"
#include "CudaMemory.h"
#include "CudaTrace.h"
#include <cstdio>
#include <cstring>
#include <mutex>

using namespace perfclaim::host;

namespace {

constexpr const char *BusId = "0000:00:00.0";

/// Values that a program sets to read them again.
struct Settings {
  std::mutex Mutex;
  unsigned Flags = cudaDeviceScheduleAuto | cudaDeviceMapHost;
  cudaFuncCache Cache = cudaFuncCachePreferNone;
  /// In the order of cudaLimit: stack, printf buffer, heap, depth, pending
  /// launches, fetch granularity, persisting L2.
  std::size_t Limits[7] = {1024, 1048576, 8388608, 2, 2048, 64, 0};

  static Settings &get() {
    static auto *Only = new Settings;
    return *Only;
  }
};

cudaError_t synchronize(const char *Call) {
  trace::synchronize(Call);
  return cudaSuccess; // All work is done when a call returns.
}

} // namespace

//===-- Choosing ----------------------------------------------------------===//

PC_API cudaError_t cudaGetDeviceCount(int *Result) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  *Result = 1;
  return cudaSuccess;
}
PC_API cudaError_t cudaGetDevice(int *Result) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  *Result = 0;
  return cudaSuccess;
}
PC_API cudaError_t cudaSetDevice(int Device) {
  if (Device != 0)
    return report(cudaErrorInvalidDevice);
  return report(contextError());
}
PC_API cudaError_t cudaInitDevice(int Device, unsigned, unsigned) {
  return report(Device == 0 ? cudaSuccess : cudaErrorInvalidDevice);
}
PC_API cudaError_t cudaSetValidDevices(int *Devices, int Count) {
  for (int I = 0; I < Count; ++I)
    if (Devices[I] != 0)
      return report(cudaErrorInvalidDevice);
  return report(Count < 0 ? cudaErrorInvalidValue : cudaSuccess);
}
PC_API cudaError_t cudaChooseDevice(int *Result, const cudaDeviceProp *Wanted) {
  if (!Result || !Wanted)
    return report(cudaErrorInvalidValue);
  *Result = 0;
  return cudaSuccess;
}
PC_API cudaError_t cudaSetDeviceFlags(unsigned Flags) {
  const std::lock_guard<std::mutex> Lock(Settings::get().Mutex);
  Settings::get().Flags = Flags | cudaDeviceMapHost;
  return cudaSuccess;
}
PC_API cudaError_t cudaGetDeviceFlags(unsigned *Result) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  const std::lock_guard<std::mutex> Lock(Settings::get().Mutex);
  *Result = Settings::get().Flags;
  return cudaSuccess;
}
PC_API cudaError_t cudaDeviceGetPCIBusId(char *Result, int Length, int Device) {
  if (!Result || Length < 13)
    return report(cudaErrorInvalidValue);
  if (Device != 0)
    return report(cudaErrorInvalidDevice);
  std::snprintf(Result, static_cast<std::size_t>(Length), "%s", BusId);
  return cudaSuccess;
}
PC_API cudaError_t cudaDeviceGetByPCIBusId(int *Result, const char *Id) {
  if (!Result || !Id)
    return report(cudaErrorInvalidValue);
  if (std::strcmp(Id, BusId) != 0)
    return report(cudaErrorInvalidDevice);
  *Result = 0;
  return cudaSuccess;
}

//===-- Waiting and starting over -----------------------------------------===//

PC_API cudaError_t cudaDeviceSynchronize() {
  return onDevice([] { return synchronize("cudaDeviceSynchronize"); });
}

/// Memory goes, and a fault is forgotten. Variables keep their values.
PC_API cudaError_t cudaDeviceReset() {
  Memory::get().releaseAll();
  renewContext();
  return cudaSuccess;
}

//===-- Limits ------------------------------------------------------------===//

PC_API cudaError_t cudaDeviceSetLimit(cudaLimit Which, size_t Value) {
  return onDevice([&] {
    if (static_cast<unsigned>(Which) >= 7)
      return cudaErrorInvalidValue;
    if (Which == cudaLimitDevRuntimeSyncDepth)
      return cudaErrorUnsupportedLimit;
    const std::lock_guard<std::mutex> Lock(Settings::get().Mutex);
    Settings::get().Limits[Which] = Value;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaDeviceGetLimit(size_t *Result, cudaLimit Which) {
  return onDevice([&] {
    if (!Result || static_cast<unsigned>(Which) >= 7)
      return cudaErrorInvalidValue;
    if (Which == cudaLimitDevRuntimeSyncDepth)
      return cudaErrorUnsupportedLimit;
    const std::lock_guard<std::mutex> Lock(Settings::get().Mutex);
    *Result = Settings::get().Limits[Which];
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaDeviceSetCacheConfig(cudaFuncCache Value) {
  return onDevice([&] {
    const std::lock_guard<std::mutex> Lock(Settings::get().Mutex);
    Settings::get().Cache = Value;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaDeviceGetCacheConfig(cudaFuncCache *Result) {
  return onDevice([&] {
    if (!Result)
      return cudaErrorInvalidValue;
    const std::lock_guard<std::mutex> Lock(Settings::get().Mutex);
    *Result = Settings::get().Cache;
    return cudaSuccess;
  });
}
/// Devices of today have one bank size, and say so.
PC_API cudaError_t cudaDeviceSetSharedMemConfig(cudaSharedMemConfig) {
  return onDevice([] { return cudaSuccess; });
}
PC_API cudaError_t cudaDeviceGetSharedMemConfig(cudaSharedMemConfig *Result) {
  return onDevice([&] {
    if (!Result)
      return cudaErrorInvalidValue;
    *Result = cudaSharedMemBankSizeFourByte;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaCtxResetPersistingL2Cache() {
  return onDevice([] { return cudaSuccess; });
}
PC_API cudaError_t cudaDeviceGetStreamPriorityRange(int *Least, int *Greatest) {
  return onDevice([&] {
    if (Least)
      *Least = 0;
    if (Greatest)
      *Greatest = -5;
    return cudaSuccess;
  });
}

//===-- Peers: there are none ---------------------------------------------===//

PC_API cudaError_t cudaDeviceCanAccessPeer(int *Result, int Device, int Peer) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  if (Device != 0 || Peer != 0)
    return report(cudaErrorInvalidDevice);
  *Result = 0;
  return cudaSuccess;
}
PC_API cudaError_t cudaDeviceEnablePeerAccess(int, unsigned) {
  return report(cudaErrorInvalidDevice);
}
PC_API cudaError_t cudaDeviceDisablePeerAccess(int) {
  return report(cudaErrorInvalidDevice);
}

//===-- Versions and profilers --------------------------------------------===//

PC_API cudaError_t cudaDriverGetVersion(int *Result) {
  if (!Result)
    return report(cudaErrorInvalidValue);
  *Result = CUDART_VERSION;
  return cudaSuccess;
}
PC_API cudaError_t cudaRuntimeGetVersion(int *Result) {
  return cudaDriverGetVersion(Result);
}
PC_API cudaError_t cudaProfilerStart() { return cudaSuccess; }
PC_API cudaError_t cudaProfilerStop() { return cudaSuccess; }
