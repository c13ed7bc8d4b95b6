//===- perfclaim_prelude.h - What nvcc has and Clang lacks ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Included before every CUDA unit that is parsed, after Clang's own wrapper.
/// What device code calls is defined, so that it can be compiled and compared.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_PRELUDE_H
#define PERFCLAIM_PRELUDE_H
#pragma GCC system_header

#include <assert.h>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <math.h>
#include <utility>

// A __shared__ variable with a constructor: nvcc leaves the constructor out,
// Clang refuses it unless the variable is extern.
#if !defined(PERFCLAIM_HOST_BACKEND)
#define __shextn__ extern __shared__
#elif defined(__CUDA_ARCH__)
// It is a variable of its own, not the memory that a launch asks for.
#define __shextn__                                                             \
  extern __attribute__((section("perfclaim_static"))) __shared__
#else
// The host's side has no code of kernels.
#define __shextn__
#endif
// After extern: what a launch asks for, of another type than an array.
#if defined(PERFCLAIM_HOST_BACKEND) && !defined(__CUDA_ARCH__)
#define __shextd__
#else
#define __shextd__ __shared__
#endif

// Clang knows managed memory for HIP only.
#undef __managed__
#define __managed__ __device__ __attribute__((annotate("perfclaim:managed")))

#ifdef PERFCLAIM_HOST_BACKEND
// Clang generates nothing for it.
#undef __cluster_dims__
#define __cluster_dims__(...)                                                  \
  __attribute__((annotate("perfclaim:cluster_dims", __VA_ARGS__)))
#endif
// Clang has the functions behind cooperative groups' clusters.
#define _CG_CLUSTER_INTRINSICS_AVAILABLE

#undef __maxnreg__
#define __maxnreg__(...) __attribute__((annotate("maxnreg:" #__VA_ARGS__)))

#ifndef __NV_ATOMIC_RELAXED
#define __NV_ATOMIC_RELAXED 0
#define __NV_ATOMIC_CONSUME 1
#define __NV_ATOMIC_ACQUIRE 2
#define __NV_ATOMIC_RELEASE 3
#define __NV_ATOMIC_ACQ_REL 4
#define __NV_ATOMIC_SEQ_CST 5
#define __NV_THREAD_SCOPE_THREAD 0
#define __NV_THREAD_SCOPE_BLOCK 1
#define __NV_THREAD_SCOPE_CLUSTER 2
#define __NV_THREAD_SCOPE_DEVICE 3
#define __NV_THREAD_SCOPE_SYSTEM 4
#endif

// min and max of every pair of types on the host. Clang's wrapper has the
// toolkit's ones for the device only.
#define PERFCLAIM_MINMAX(A, B, R)                                              \
  static inline __host__ R min(const A X, const B Y) {                         \
    return (R)X < (R)Y ? (R)X : (R)Y;                                          \
  }                                                                            \
  static inline __host__ R max(const A X, const B Y) {                         \
    return (R)X > (R)Y ? (R)X : (R)Y;                                          \
  }
PERFCLAIM_MINMAX(int, int, int)
PERFCLAIM_MINMAX(unsigned, unsigned, unsigned)
PERFCLAIM_MINMAX(int, unsigned, unsigned)
PERFCLAIM_MINMAX(unsigned, int, unsigned)
PERFCLAIM_MINMAX(long, long, long)
PERFCLAIM_MINMAX(unsigned long, unsigned long, unsigned long)
PERFCLAIM_MINMAX(long, unsigned long, unsigned long)
PERFCLAIM_MINMAX(unsigned long, long, unsigned long)
PERFCLAIM_MINMAX(long long, long long, long long)
PERFCLAIM_MINMAX(unsigned long long, unsigned long long, unsigned long long)
PERFCLAIM_MINMAX(long long, unsigned long long, unsigned long long)
PERFCLAIM_MINMAX(unsigned long long, long long, unsigned long long)
PERFCLAIM_MINMAX(float, float, float)
PERFCLAIM_MINMAX(double, double, double)
PERFCLAIM_MINMAX(float, double, double)
PERFCLAIM_MINMAX(double, float, double)
#undef PERFCLAIM_MINMAX

// Loads and stores with a cache hint. The toolkit's header has them for every
// type, beside some that Clang's wrapper has already.
#if __has_include("sm_32_intrinsics.h")
#pragma push_macro("__ldg")
#pragma push_macro("__ldcg")
#pragma push_macro("__stwt")
#pragma push_macro("__ldcv")
#pragma push_macro("__ldcs")
#pragma push_macro("__funnelshift_l")
#pragma push_macro("__funnelshift_lc")
#pragma push_macro("__funnelshift_r")
#pragma push_macro("__funnelshift_rc")
#define __ldg perfclaim_unused_ldg
#define __ldcg perfclaim_unused_ldcg
#define __stwt perfclaim_unused_stwt
#define __ldcv perfclaim_unused_ldcv
#define __ldcs perfclaim_unused_ldcs
#define __funnelshift_l perfclaim_unused_funnelshift_l
#define __funnelshift_lc perfclaim_unused_funnelshift_lc
#define __funnelshift_r perfclaim_unused_funnelshift_r
#define __funnelshift_rc perfclaim_unused_funnelshift_rc
// Clang's wrapper keeps the header out by its guards.
#undef __SM_32_INTRINSICS_H__
#undef __SM_32_INTRINSICS_HPP__
#include "sm_32_intrinsics.h"
#pragma pop_macro("__ldg")
#pragma pop_macro("__ldcg")
#pragma pop_macro("__stwt")
#pragma pop_macro("__ldcv")
#pragma pop_macro("__ldcs")
#pragma pop_macro("__funnelshift_l")
#pragma pop_macro("__funnelshift_lc")
#pragma pop_macro("__funnelshift_r")
#pragma pop_macro("__funnelshift_rc")
#endif

// What CUB lost with CUDA 13.
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

#include <perfclaim_legacy.h>

#endif // PERFCLAIM_PRELUDE_H
