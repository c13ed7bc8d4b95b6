//===- Kernels.h - Times of calls and kernels, and their needs --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How long the host needs for a call, how long its kernels run, and what the
/// changed ones were compiled to. In a process of its own: nothing of this is
/// near the timed loop.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_KERNELS_H
#define PERFCLAIM_RUNTIME_KERNELS_H

#include "Check.h"
#include "Cupti.h"
#include "Facts.h"

namespace pc {

/// Until enough was seen, or for so long: instruments must not cost more than
/// what they are there to explain.
class FewTimes {
public:
  explicit FewTimes(int Least, int Most, double Seconds)
      : Least(Least), Most(Most), Seconds(Seconds),
        Began(std::chrono::steady_clock::now()) {}
  bool another() {
    const std::chrono::duration<double> Spent =
        std::chrono::steady_clock::now() - Began;
    return Done++ < (Spent.count() < Seconds ? Most : Least);
  }

private:
  int Least, Most;
  double Seconds;
  int Done = 0;
  std::chrono::steady_clock::time_point Began;
};

/// Microseconds of the host for one call, with an idle and with a busy device.
struct HostTimes {
  std::vector<double> Idle, Busy;
};

inline double hostMicroseconds(const Call &Run) {
  HostClock Timer;
  Timer.start();
  Run();
  Timer.stop();
  return Timer.microseconds();
}

/// A call that waits for the device takes longer by what was enqueued before.
inline void timeHost(const Call *const (&Calls)[2], Buffers &Memory,
                     SideFacts (&Into)[2]) {
  DeviceClock Timer(false);
  CacheFlush Flush(Timer);
  constexpr int Flushes = 8;
  HostTimes Times[2];
  std::vector<double> FlushTimes;
  FewTimes Loop(3, 20, 0.2);
  for (int I = 0; Loop.another(); ++I)
    for (int Side : {I % 2, 1 - I % 2})
      for (const bool Busy : {false, true}) {
        Memory.poisonOutputs();
        Memory.restoreInputs();
        Calls[Side]->prepare();
        cudaDeviceSynchronize();
        Timer.start();
        for (int F = 0; Busy && F != Flushes; ++F)
          Flush.fill();
        Timer.stop();
        const double Time = hostMicroseconds(*Calls[Side]);
        if (Busy)
          FlushTimes.push_back(Timer.microseconds());
        cudaDeviceSynchronize();
        if (I > 0)
          (Busy ? Times[Side].Busy : Times[Side].Idle).push_back(Time);
      }
  for (int Side = 0; Side != 2; ++Side) {
    const double Idle = median(Times[Side].Idle),
                 Busy = median(Times[Side].Busy);
    // Half, as the host was busy with enqueueing for some of it.
    Into[Side].Waits = Busy - Idle > 0.5 * median(FlushTimes);
    Into[Side].HostMicroseconds = Into[Side].Waits ? Idle : Busy;
  }
}

/// With all caches cold, as they are in the timed loop.
inline void timeKernels(const Call *const (&Calls)[2], Buffers &Memory,
                        SideFacts (&Into)[2]) {
  DeviceClock Timer(false);
  CacheFlush Flush(Timer);
  std::vector<double> Times[2];
  std::map<std::string, std::vector<double>> Each[2];
  FewTimes Loop(2, 12, 0.2);
  for (int I = 0; Loop.another(); ++I)
    for (int Side : {I % 2, 1 - I % 2}) {
      Memory.poisonOutputs();
      Memory.restoreInputs();
      Calls[Side]->prepare();
      Flush.run();
      cudaDeviceSynchronize();
      if (!Cupti::get().begin())
        return;
      (*Calls[Side])();
      cudaDeviceSynchronize();
      const std::vector<KernelRun> Runs = Cupti::get().end();
      if (I == 0 || Runs.empty())
        continue;
      Times[Side].push_back(busyMicroseconds(Runs));
      for (const KernelRun &R : Runs)
        Each[Side][R.Kernel].push_back(static_cast<double>(R.End - R.Start) *
                                       1e-3);
    }
  for (int Side = 0; Side != 2; ++Side) {
    if (!Times[Side].empty())
      Into[Side].KernelMicroseconds = median(Times[Side]);
    for (KernelFacts &K : Into[Side].Kernels)
      if (const auto Found = Each[Side].find(K.Kernel);
          Found != Each[Side].end())
        K.Microseconds = median(Found->second);
  }
}

/// Of the changed kernels among \p Launches; of all where none is named.
inline std::vector<KernelFacts>
kernelFacts(const pc_entry &Entry, const std::vector<Launch> &Launches) {
  constexpr std::size_t Most = 16;
  std::vector<KernelFacts> Result;
  int Threads = 0;
  cudaDeviceGetAttribute(&Threads, cudaDevAttrMaxThreadsPerMultiProcessor, 0);
  for (const Launch &L : Launches) {
    const std::vector<std::string> Reaches(Entry.reaches,
                                           Entry.reaches + Entry.reach_count);
    cudaFuncAttributes Needs{};
    KernelFacts K;
    K.Kernel = L.Kernel;
    K.Block = static_cast<double>(L.Block[0] * L.Block[1] * L.Block[2]);
    if (!L.Function || !launchedOneOf(Reaches, {L}) || Result.size() == Most ||
        cudaFuncGetAttributes(&Needs, L.Function) != cudaSuccess)
      continue;
    K.Registers = Needs.numRegs;
    K.LocalBytes = static_cast<double>(Needs.localSizeBytes);
    K.SharedBytes = static_cast<double>(Needs.sharedSizeBytes) +
                    static_cast<double>(L.Shared);
    int Blocks = 0;
    if (cudaOccupancyMaxActiveBlocksPerMultiprocessor(
            &Blocks, L.Function, static_cast<int>(K.Block),
            static_cast<std::size_t>(L.Shared)) == cudaSuccess &&
        Threads > 0) {
      K.BlocksPerSm = Blocks;
      K.Occupancy = Blocks * K.Block / Threads;
    }
    if (std::none_of(Result.begin(), Result.end(), [&](const KernelFacts &Old) {
          return Old.Kernel == K.Kernel && Old.Block == K.Block &&
                 Old.SharedBytes == K.SharedBytes;
        }))
      Result.push_back(std::move(K));
  }
  cudaGetLastError();
  return Result;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_KERNELS_H
