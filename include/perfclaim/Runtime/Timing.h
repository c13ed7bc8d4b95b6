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

#include "Options.h"
#include <chrono>
#include <cuda_runtime_api.h>
#include <vector>

namespace pc {

/// One list of microseconds per side; equally many in both.
struct Samples {
  std::vector<double> Microseconds[2];
};

/// Between two events on the default stream. An entry that works on streams
/// which do not wait for the default one is timed by the host's clock instead,
/// with the whole device idle at both ends.
class Timer {
public:
  explicit Timer(bool WholeDevice) : WholeDevice(WholeDevice) {
    cudaEventCreate(&Start);
    cudaEventCreate(&Stop);
  }
  Timer(const Timer &) = delete;
  Timer &operator=(const Timer &) = delete;
  ~Timer() {
    cudaEventDestroy(Start);
    cudaEventDestroy(Stop);
  }

  void start() {
    if (WholeDevice) {
      cudaDeviceSynchronize();
      Began = std::chrono::steady_clock::now();
    } else {
      cudaEventRecord(Start);
    }
  }
  void stop() {
    if (WholeDevice)
      cudaDeviceSynchronize();
    else
      cudaEventRecord(Stop);
    Ended = std::chrono::steady_clock::now();
  }
  /// Waits for the end.
  double microseconds() {
    if (WholeDevice)
      return std::chrono::duration<double, std::micro>(Ended - Began).count();
    float Milliseconds = 0;
    cudaEventSynchronize(Stop);
    cudaEventElapsedTime(&Milliseconds, Start, Stop);
    return 1e3 * static_cast<double>(Milliseconds);
  }

private:
  bool WholeDevice;
  cudaEvent_t Start = nullptr, Stop = nullptr;
  std::chrono::steady_clock::time_point Began, Ended;
};

/// Overwrites twice the size of the L2 cache. It also keeps the device busy
/// while the host enqueues the run, so that launch latency is not timed.
class CacheFlush {
public:
  CacheFlush() {
    int Device = 0, L2 = 0;
    cudaGetDevice(&Device);
    cudaDeviceGetAttribute(&L2, cudaDevAttrL2CacheSize, Device);
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
    if (Memory)
      cudaMemsetAsync(Memory, 0, Bytes);
  }

private:
  void *Memory = nullptr;
  std::size_t Bytes = 0;
};

/// How many rounds to run: three to warm up, then until the time is spent, but
/// at least 10 and at most 1000; with `--iterations N` exactly N.
class Budget {
public:
  explicit Budget(const Options &Wanted)
      : Wanted(Wanted), Began(std::chrono::steady_clock::now()) {}

  bool another() {
    ++Round;
    const int Measured = Round - 1 - WarmUp;
    if (Wanted.Iterations > 0)
      return Measured < Wanted.Iterations;
    const std::chrono::duration<double> Spent =
        std::chrono::steady_clock::now() - Began;
    return Measured < 10 ||
           (Measured < 1000 && Spent.count() < Wanted.BudgetSeconds);
  }
  bool warmingUp() const { return Round <= WarmUp; }

private:
  static constexpr int WarmUp = 3;
  const Options &Wanted;
  std::chrono::steady_clock::time_point Began;
  int Round = 0;
};

} // namespace pc

#endif // PERFCLAIM_RUNTIME_TIMING_H
