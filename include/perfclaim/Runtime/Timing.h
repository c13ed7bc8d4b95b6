//===- Timing.h - Clocks, cache flush and time budget -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the timed loop of a benchmark needs besides the loop itself.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_TIMING_H
#define PERFCLAIM_RUNTIME_TIMING_H

#include "Nvml.h"
#include "Rounds.h"
#include <cuda_runtime_api.h>

namespace pc {

/// Between two events on the default stream. An entry that works on streams
/// which do not wait for the default one is timed by the host's clock instead,
/// with the whole device idle at both ends.
class DeviceClock : public Clock {
public:
  explicit DeviceClock(bool WholeDevice, DeviceWatch *Watch = nullptr)
      : WholeDevice(WholeDevice), Watch(Watch) {
    cudaEventCreate(&Start);
    cudaEventCreate(&Stop);
  }
  ~DeviceClock() override {
    cudaEventDestroy(Start);
    cudaEventDestroy(Stop);
  }

  void start() override {
    if (WholeDevice) {
      cudaDeviceSynchronize();
      Host.start();
    } else {
      cudaEventRecord(Start);
    }
  }
  void stop() override {
    if (WholeDevice) {
      cudaDeviceSynchronize();
      Host.stop();
    } else {
      cudaEventRecord(Stop);
      Dry = hasBegun();
    }
  }
  bool ranDry() const override { return Dry; }
  double microseconds() override {
    if (!WholeDevice)
      cudaEventSynchronize(Stop);
    if (Watch)
      Watch->ran();
    if (WholeDevice)
      return Host.microseconds();
    float Milliseconds = 0;
    cudaEventElapsedTime(&Milliseconds, Start, Stop);
    return 1e3 * static_cast<double>(Milliseconds);
  }
  bool hasDevice() const override { return true; }

private:
  /// "Not yet" must not be taken for an error of the run, nor hide one.
  bool hasBegun() {
    const bool Clean = cudaPeekAtLastError() == cudaSuccess;
    const bool Begun = cudaEventQuery(Start) == cudaSuccess;
    if (Clean && !Begun)
      cudaGetLastError();
    return Begun;
  }

  bool WholeDevice;
  bool Dry = false;
  DeviceWatch *Watch;
  cudaEvent_t Start = nullptr, Stop = nullptr;
  HostClock Host;
};

/// Overwrites twice the size of the L2 cache, after lines that a side has made
/// persist in it have become like all others. It also keeps the device busy
/// while the host enqueues the run, so that launch latency is not timed: as
/// often as that takes. Where there is no device, nothing is flushed.
class CacheFlush {
public:
  explicit CacheFlush(const Clock &Timer) : Timer(Timer) {
    if (!Timer.hasDevice())
      return;
    int Device = 0, L2 = 0, Persisting = 0;
    cudaGetDevice(&Device);
    cudaDeviceGetAttribute(&L2, cudaDevAttrL2CacheSize, Device);
    cudaDeviceGetAttribute(&Persisting, cudaDevAttrMaxPersistingL2CacheSize,
                           Device);
    Persists = Persisting > 0;
    Bytes = 2 * static_cast<std::size_t>(L2 > 0 ? L2 : 64 << 20);
    if (cudaMalloc(&Memory, Bytes) != cudaSuccess) {
      cudaGetLastError();
      Memory = nullptr;
    }
  }
  CacheFlush(const CacheFlush &) = delete;
  CacheFlush &operator=(const CacheFlush &) = delete;
  ~CacheFlush() { cudaFree(Memory); }

  void run() {
    if (Persists)
      cudaCtxResetPersistingL2Cache();
    if (Memory && Began)
      Depth.ran(Timer.ranDry());
    Began = true;
    for (int I = 0; I != Depth.fills(); ++I)
      fill();
  }
  /// Keeps the device busy, and no more.
  void fill() {
    if (Memory)
      cudaMemsetAsync(Memory, 0, Bytes);
  }

private:
  const Clock &Timer;
  QueueDepth Depth;
  void *Memory = nullptr;
  std::size_t Bytes = 0;
  bool Persists = false;
  bool Began = false; ///< There is a run before this one.
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_TIMING_H
