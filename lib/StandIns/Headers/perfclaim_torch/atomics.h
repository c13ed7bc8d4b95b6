//===- atomics.h - Atomic sums on all element types -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: gpuAtomicAdd and its kin on the types that the device's atomicAdd
/// takes, on 16-bit floats, and on narrow and 64-bit integers; atomicAdd by
/// itself on what torch adds to the device's. Types without one are an error of
/// the compiler.
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

/// A narrow integer is part of the word around it.
template <class T>
__device__ inline T perfclaimAtomicAddNarrow(T *To, T Value) {
  const auto At = reinterpret_cast<size_t>(To);
  auto *Word = reinterpret_cast<unsigned *>(At & ~static_cast<size_t>(3));
  const unsigned Shift = static_cast<unsigned>(At & 3) * 8;
  const unsigned Mask = ((1u << (8 * sizeof(T))) - 1) << Shift;
  unsigned Seen = *Word, Expected;
  T Old;
  do {
    Expected = Seen;
    Old = static_cast<T>((Seen & Mask) >> Shift);
    const auto New = static_cast<unsigned>(static_cast<T>(Old + Value))
                     << Shift;
    Seen = atomicCAS(Word, Expected, (Expected & ~Mask) | (New & Mask));
  } while (Seen != Expected);
  return Old;
}

#define PERFCLAIM_ATOMIC(TYPE, ...)                                            \
  __device__ inline TYPE gpuAtomicAdd(TYPE *To, TYPE Value) {                  \
    return __VA_ARGS__;                                                        \
  }                                                                            \
  __device__ inline void gpuAtomicAddNoReturn(TYPE *To, TYPE Value) {          \
    gpuAtomicAdd(To, Value);                                                   \
  }
PERFCLAIM_ATOMIC(int8_t, perfclaimAtomicAddNarrow(To, Value))
PERFCLAIM_ATOMIC(uint8_t, perfclaimAtomicAddNarrow(To, Value))
PERFCLAIM_ATOMIC(int16_t, perfclaimAtomicAddNarrow(To, Value))
PERFCLAIM_ATOMIC(int64_t, static_cast<int64_t>(atomicAdd(
                              reinterpret_cast<unsigned long long *>(To),
                              static_cast<unsigned long long>(Value))))
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 700
PERFCLAIM_ATOMIC(c10::Half, atomicAdd(reinterpret_cast<__half *>(To),
                                      static_cast<__half>(Value)))
#endif
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
PERFCLAIM_ATOMIC(c10::BFloat16, atomicAdd(reinterpret_cast<__nv_bfloat16 *>(To),
                                          static_cast<__nv_bfloat16>(Value)))
#endif
#undef PERFCLAIM_ATOMIC

#endif // PERFCLAIM_STANDIN_ATOMICS_H
