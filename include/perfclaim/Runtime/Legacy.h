//===- Legacy.h - Names that CUDA 13 no longer has --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For sources of older commits, so that both sides of one can be built with
/// today's toolkit: shims include it before the unit, where the unit's sources
/// name something of it. The sources themselves stay as they are.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_LEGACY_H
#define PERFCLAIM_RUNTIME_LEGACY_H

#include <cuda_runtime.h>
#include <type_traits>

// Where perfclaim itself compiles, its prelude has all of these.
#if CUDART_VERSION >= 13000 && !defined(PERFCLAIM_PRELUDE_H)

// What CUB lost.
namespace cub {
struct Sum {
  template <class A, class B>
  __host__ __device__ constexpr auto operator()(A &&X, B &&Y) const
      -> decltype(X + Y) {
    return X + Y;
  }
};
struct Difference {
  template <class A, class B>
  __host__ __device__ constexpr auto operator()(A &&X, B &&Y) const
      -> decltype(X - Y) {
    return X - Y;
  }
};
struct Max {
  template <class A, class B>
  __host__ __device__ constexpr std::common_type_t<A, B>
  operator()(A &&X, B &&Y) const {
    return X < Y ? Y : X;
  }
};
struct Min {
  template <class A, class B>
  __host__ __device__ constexpr std::common_type_t<A, B>
  operator()(A &&X, B &&Y) const {
    return Y < X ? Y : X;
  }
};
struct Equality {
  template <class A, class B>
  __host__ __device__ constexpr bool operator()(A &&X, B &&Y) const {
    return X == Y;
  }
};
struct Inequality {
  template <class A, class B>
  __host__ __device__ constexpr bool operator()(A &&X, B &&Y) const {
    return X != Y;
  }
};
} // namespace cub

// Before cudaDevice* there was cudaThread*.
static inline cudaError_t cudaThreadSynchronize() {
  return cudaDeviceSynchronize();
}
static inline cudaError_t cudaThreadExit() { return cudaDeviceReset(); }

// Warp intrinsics without a mask: all lanes take part.
template <class T>
static __device__ inline T __shfl(T Value, int Lane, int Width = 32) {
  return __shfl_sync(0xffffffffu, Value, Lane, Width);
}
template <class T>
static __device__ inline T __shfl_up(T Value, unsigned Delta, int Width = 32) {
  return __shfl_up_sync(0xffffffffu, Value, Delta, Width);
}
template <class T>
static __device__ inline T __shfl_down(T Value, unsigned Delta,
                                       int Width = 32) {
  return __shfl_down_sync(0xffffffffu, Value, Delta, Width);
}
template <class T>
static __device__ inline T __shfl_xor(T Value, int Mask, int Width = 32) {
  return __shfl_xor_sync(0xffffffffu, Value, Mask, Width);
}
static __device__ inline int __any(int Predicate) {
  return __any_sync(0xffffffffu, Predicate);
}
static __device__ inline int __all(int Predicate) {
  return __all_sync(0xffffffffu, Predicate);
}
static __device__ inline unsigned __ballot(int Predicate) {
  return __ballot_sync(0xffffffffu, Predicate);
}

#endif // CUDART_VERSION >= 13000 && !defined(PERFCLAIM_PRELUDE_H)

#endif // PERFCLAIM_RUNTIME_LEGACY_H
