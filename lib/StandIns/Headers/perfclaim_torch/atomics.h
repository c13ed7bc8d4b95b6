//===- atomics.h - Atomic sums on all element types -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: gpuAtomicAdd and its kin on the types that the device's atomicAdd
/// takes, 16-bit floats included. Types without one are an error of the
/// compiler.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_ATOMICS_H
#define PERFCLAIM_STANDIN_ATOMICS_H

#include "scalars.h"

#define PERFCLAIM_ATOMIC(TYPE)                                                 \
  __device__ inline TYPE gpuAtomicAdd(TYPE *To, TYPE Value) {                  \
    return atomicAdd(To, Value);                                               \
  }                                                                            \
  __device__ inline void gpuAtomicAddNoReturn(TYPE *To, TYPE Value) {          \
    atomicAdd(To, Value);                                                      \
  }
PERFCLAIM_ATOMIC(int)
PERFCLAIM_ATOMIC(unsigned)
PERFCLAIM_ATOMIC(unsigned long long)
PERFCLAIM_ATOMIC(float)
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 600
PERFCLAIM_ATOMIC(double)
#endif
#undef PERFCLAIM_ATOMIC

__device__ inline int64_t gpuAtomicAdd(int64_t *To, int64_t Value) {
  return static_cast<int64_t>(
      atomicAdd(reinterpret_cast<unsigned long long *>(To),
                static_cast<unsigned long long>(Value)));
}
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 700
__device__ inline c10::Half gpuAtomicAdd(c10::Half *To, c10::Half Value) {
  return atomicAdd(reinterpret_cast<__half *>(To), static_cast<__half>(Value));
}
__device__ inline void gpuAtomicAddNoReturn(c10::Half *To, c10::Half Value) {
  gpuAtomicAdd(To, Value);
}
#endif
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
__device__ inline c10::BFloat16 gpuAtomicAdd(c10::BFloat16 *To,
                                             c10::BFloat16 Value) {
  return atomicAdd(reinterpret_cast<__nv_bfloat16 *>(To),
                   static_cast<__nv_bfloat16>(Value));
}
__device__ inline void gpuAtomicAddNoReturn(c10::BFloat16 *To,
                                            c10::BFloat16 Value) {
  gpuAtomicAdd(To, Value);
}
#endif

#endif // PERFCLAIM_STANDIN_ATOMICS_H
