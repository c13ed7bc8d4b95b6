//===- numeric_limits.h - Limits of torch's types in kernels ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: at::numeric_limits on host and device, with bounds that are
/// infinite where the type has infinities. Only torch's own header brings it:
/// others may mean std's by the name.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_NUMERIC_LIMITS_H
#define PERFCLAIM_STANDIN_NUMERIC_LIMITS_H

#ifdef PERFCLAIM_REAL_TORCH
#include <ATen/cuda/NumericLimits.cuh>
#else
#include "../torch/extension.h"

namespace at {
template <class T> struct numeric_limits {
  static constexpr bool Real = !std::numeric_limits<T>::is_integer;
  __host__ __device__ static constexpr T lowest() {
    return std::numeric_limits<T>::lowest();
  }
  __host__ __device__ static constexpr T max() {
    return std::numeric_limits<T>::max();
  }
  __host__ __device__ static constexpr T lower_bound() {
    if constexpr (Real)
      return -std::numeric_limits<T>::infinity();
    else
      return lowest();
  }
  __host__ __device__ static constexpr T upper_bound() {
    if constexpr (Real)
      return std::numeric_limits<T>::infinity();
    else
      return max();
  }
};
} // namespace at
#endif // PERFCLAIM_REAL_TORCH

#endif // PERFCLAIM_STANDIN_NUMERIC_LIMITS_H
