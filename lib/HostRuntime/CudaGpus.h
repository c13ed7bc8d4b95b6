//===- CudaGpus.h - GPUs that the host backend stands for -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What host code asks a device for, for the models that a program can be told
/// it has, from NVIDIA's public specifications.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAGPUS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAGPUS_H

#include <cstddef>

namespace perfclaim::host {

struct Gpu {
  const char *Key, *Name;
  int Major, Minor;
  int Multiprocessors;
  int ThreadsPerMultiprocessor, BlocksPerMultiprocessor;
  int RegistersPerMultiprocessor;
  int SharedPerMultiprocessor, SharedOptIn; ///< Bytes.
  int L2, PersistingL2;                     ///< Bytes.
  std::size_t Memory;
  int BusBits, MemoryKilohertz, ClockKilohertz;
};

/// What every model has in common.
constexpr int MaxThreadsPerBlock = 1024;
constexpr int SharedPerBlock = 48 * 1024;
constexpr int ReservedShared = 1024; ///< The system's, in every block.
constexpr int MaxGrid[] = {2147483647, 65535, 65535};
constexpr int MaxBlock[] = {1024, 1024, 64};

/// The model that PERFCLAIM_HOST_GPU names (h100, a100, sm_90, sm_80), by
/// default an A100: what most code is written for. The variable is read once.
const Gpu &gpu();

/// For tests: null where there is no such model.
const Gpu *findGpu(const char *Key);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAGPUS_H
