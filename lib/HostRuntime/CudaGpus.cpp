//===- CudaGpus.cpp - GPUs that the host backend stands for ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaGpus.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace perfclaim::host {

namespace {

constexpr Gpu Known[] = {
    {"a100", "A100", 8, 0, 108, 2048, 32, 65536, 167936, 166912, 41943040,
     31457280, 42949672960ull, 5120, 1215000, 1410000},
    {"h100", "H100", 9, 0, 132, 2048, 32, 65536, 233472, 232448, 52428800,
     32768000, 85899345920ull, 5120, 2619000, 1980000},
};

} // namespace

const Gpu *findGpu(const char *Key) {
  for (const Gpu &Candidate : Known) {
    char Architecture[16];
    std::snprintf(Architecture, sizeof Architecture, "sm_%d%d", Candidate.Major,
                  Candidate.Minor);
    if (std::strcmp(Key, Candidate.Key) == 0 ||
        std::strcmp(Key, Architecture) == 0)
      return &Candidate;
  }
  return nullptr;
}

const Gpu &gpu() {
  static const Gpu &Chosen = []() -> const Gpu & {
    const char *Key = std::getenv("PERFCLAIM_HOST_GPU");
    if (!Key || !*Key)
      return Known[0];
    if (const Gpu *Found = findGpu(Key))
      return *Found;
    std::fprintf(stderr,
                 "perfclaim: PERFCLAIM_HOST_GPU: '%s' is no known model; give "
                 "a100, h100, sm_80 or sm_90\n",
                 Key);
    std::_Exit(1);
  }();
  return Chosen;
}

} // namespace perfclaim::host
