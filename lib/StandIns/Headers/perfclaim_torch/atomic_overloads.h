//===- atomic_overloads.h - atomicAdd on torch's types ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: atomicAdd on the types that gpuAtomicAdd takes besides the
/// device's. Only torch's header of atomics brings them: code that does without
/// it may define its own.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_ATOMIC_OVERLOADS_H
#define PERFCLAIM_STANDIN_ATOMIC_OVERLOADS_H

#ifdef PERFCLAIM_REAL_TORCH
// By a name that torch has no longer.
#include <ATen/cuda/Atomic.cuh>
#else
#include "../torch/extension.h"

#if defined(__CUDACC__) || defined(__CUDA__)
#define PERFCLAIM_ATOMIC(TYPE)                                                 \
  __device__ inline TYPE atomicAdd(TYPE *To, TYPE Value) {                     \
    return gpuAtomicAdd(To, Value);                                            \
  }
PERFCLAIM_ATOMIC(int8_t)
PERFCLAIM_ATOMIC(uint8_t)
PERFCLAIM_ATOMIC(int16_t)
PERFCLAIM_ATOMIC(int64_t)
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 700
PERFCLAIM_ATOMIC(c10::Half)
#endif
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
PERFCLAIM_ATOMIC(c10::BFloat16)
#endif
#undef PERFCLAIM_ATOMIC
#endif
#endif // PERFCLAIM_REAL_TORCH

#endif // PERFCLAIM_STANDIN_ATOMIC_OVERLOADS_H
