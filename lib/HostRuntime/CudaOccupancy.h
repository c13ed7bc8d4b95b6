//===- CudaOccupancy.h - How many blocks a multiprocessor holds -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// By CUDA's own calculator. Registers are a guess: code for the CPU has none.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAOCCUPANCY_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAOCCUPANCY_H

#include "CudaModules.h"
#include <cstddef>

namespace perfclaim::host {

/// A kernel's registers, as cudaFuncGetAttributes reports them: what lets the
/// largest allowed block launch twice, as nvcc's code for small kernels does.
constexpr int AssumedRegisters = 32;

/// 0 where not even one block fits.
int activeBlocks(const Kernel &K, int Threads, std::size_t DynamicShared);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAOCCUPANCY_H
