//===- Gpus.h - GPUs that a dry run can pretend to have ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What host code asks a device for, for a few models, from NVIDIA's public
/// specifications.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_GPUS_H
#define PERFCLAIM_RUNTIME_GPUS_H

#include <cstddef>
#include <cstring>

namespace pc {

struct Gpu {
  const char *Key, *Name;
  int Major, Minor;
  int Multiprocessors;
  int ThreadsPerMultiprocessor;
  int BlocksPerMultiprocessor;
  int RegistersPerMultiprocessor;
  int SharedPerMultiprocessor, SharedOptIn; ///< Bytes.
  int L2;                                   ///< Bytes.
  std::size_t Memory;
  int BusBits, MemoryKilohertz, ClockKilohertz;
};

inline const Gpu &findGpu(const char *Key) {
  static const Gpu Known[] = {
      {"h100", "H100", 9, 0, 132, 2048, 32, 65536, 233472, 232448, 52428800,
       85899345920ull, 5120, 2619000, 1980000},
      {"a100", "A100", 8, 0, 108, 2048, 32, 65536, 167936, 166912, 41943040,
       42949672960ull, 5120, 1215000, 1410000},
  };
  for (const Gpu &Candidate : Known)
    if (Key && std::strcmp(Candidate.Key, Key) == 0)
      return Candidate;
  return Known[0];
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_GPUS_H
