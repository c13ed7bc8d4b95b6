//===- scalars.cu - Element types of the stand-in ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// Element types of the stand-in for torch compute as the real ones, on the host
// and in kernels.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s --implicit-check-not="not true"
// CHECK: scalars work
// clang-format on

#include "Inputs/expect.h"
#include "perfclaim_torch/numeric_limits.h"
#include <torch/types.h>

template <class T> __global__ void fused(T *Out, const T *In, float Factor) {
  const float X = In[threadIdx.x];
  Out[threadIdx.x] = static_cast<T>(X * Factor) * In[threadIdx.x];
}

template <class T> static float run(float Value, float Factor) {
  T *Memory = nullptr;
  cudaMalloc(&Memory, 2 * sizeof(T));
  const T In(Value);
  cudaMemcpy(Memory + 1, &In, sizeof(T), cudaMemcpyHostToDevice);
  fused<<<1, 1>>>(Memory, Memory + 1, Factor);
  T Out;
  cudaMemcpy(&Out, Memory, sizeof(T), cudaMemcpyDeviceToHost);
  cudaFree(Memory);
  return Out;
}

int main() {
  EXPECT(c10::Half(1.0f).x == 0x3c00 && c10::BFloat16(1.0f).x == 0x3f80);
  // To nearest, ties to even.
  EXPECT(static_cast<float>(c10::Half(2049.0f)) == 2048);
  EXPECT(static_cast<float>(c10::BFloat16(257.0f)) == 256);
  EXPECT(c10::Half(65520.0f).x == 0x7c00);
  EXPECT(static_cast<float>(c10::Float8_e4m3fn(17.0f)) == 16);
  EXPECT(c10::Float8_e4m3fn(1000.0f).isnan());
  EXPECT(static_cast<float>(std::numeric_limits<c10::Float8_e4m3fn>::max()) ==
         448);
  EXPECT(c10::Half(3.0f) * c10::Half(2.0f) == c10::Half(6.0f));
  EXPECT(c10::Half(3.0f) + 1 == 4 && c10::Half(3.0f) > 2.5f);
  static_assert(std::is_same_v<decltype(c10::Half() * 2.0f), float>);
  static_assert(std::is_same_v<decltype(c10::Half() * 2), c10::Half>);
  EXPECT(run<float>(3, 0.5f) == 4.5f);
  EXPECT(run<c10::Half>(3, 0.5f) == 4.5f);
  EXPECT(run<c10::BFloat16>(3, 0.5f) == 4.5f);
  EXPECT(static_cast<int>(c10::ScalarType::BFloat16) == 15 &&
         static_cast<int>(c10::ScalarType::Float8_e4m3fn) == 24);
  EXPECT(c10::elementSize(c10::kHalf) == 2 &&
         c10::CppTypeToScalarType<int64_t>::value == c10::kLong);
  EXPECT(at::numeric_limits<float>::lower_bound() ==
         -std::numeric_limits<float>::infinity());
  EXPECT(at::numeric_limits<int>::upper_bound() == 2147483647 &&
         at::numeric_limits<c10::Half>::max() == 65504);
  if (!Failures)
    std::puts("scalars work");
}
