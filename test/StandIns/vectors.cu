//===- vectors.cu - The stand-in for FlashInfer's vectors -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// Vectors of elements are loaded, converted and stored, whatever their size.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s --implicit-check-not="not true"
// CHECK: vectors work
// clang-format on

#include "Inputs/expect.h"
#include <cstdio>
#include <flashinfer/vec_dtypes.cuh>

template <class T, size_t N>
__global__ void twice(float *Out, const T *In, T *Copy) {
  flashinfer::vec_t<T, N> Plain;
  Plain.load(In);
  Plain.store(Copy);
  flashinfer::vec_t<float, N> Wide;
  Wide.cast_load(Copy);
  for (size_t I = 0; I < N; ++I)
    Wide[I] *= 2;
  Wide.cast_store(Out);
}

template <class T, size_t N> static void check() {
  T In[N], *Device = nullptr, *Copy = nullptr;
  float Out[N], *Result = nullptr;
  for (size_t I = 0; I < N; ++I)
    In[I] = T(static_cast<float>(I) / 2);
  cudaMalloc(&Device, sizeof(In));
  cudaMalloc(&Copy, sizeof(In));
  cudaMalloc(&Result, sizeof(Out));
  cudaMemcpy(Device, In, sizeof(In), cudaMemcpyHostToDevice);
  twice<T, N><<<1, 1>>>(Result, Device, Copy);
  cudaMemcpy(Out, Result, sizeof(Out), cudaMemcpyDeviceToHost);
  for (size_t I = 0; I < N; ++I)
    EXPECT(Out[I] == static_cast<float>(I));
}

int main() {
  check<__half, 1>();
  check<__half, 8>();
  check<__half, 16>();
  check<__nv_bfloat16, 2>();
  check<__nv_bfloat16, 3>();
  check<__nv_fp8_e4m3, 16>();
  check<float, 4>();
  if (!Failures)
    std::puts("vectors work");
}
