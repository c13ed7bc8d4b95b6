//===- template-of-parameter.cu - A name without 'template' -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// nvcc does without 'template' before a member template of a parameter; Clang takes
// what follows for a comparison. Nor does nvcc ask
// which type the braces of an assignment are.
//
// RUN: %perfclaim host-compile -std=c++17 %s -o %t && %t | FileCheck %s

#include <cstdio>
#include <cuda_fp16.h>

struct Even {
  template <int Step, typename F>
  __device__ static void each(int n, F f) {
    for (int i = 0; i < n; i += Step)
      f(i);
  }
};

template <typename Scheduler, int Step>
__global__ void sum(int *out, int n) {
  half2 none;
  none = {};
  int all = static_cast<int>(__low2float(none));
  Scheduler::each<Step>(
      n,
      [&](int i) { all += i; });
  out[0] = all;
}

int main() {
  int *out, host = 0;
  cudaMalloc(&out, sizeof(int));
  sum<Even, 2><<<1, 1>>>(out, 7);
  cudaMemcpy(&host, out, sizeof(int), cudaMemcpyDeviceToHost);
  // CHECK: 12
  std::printf("%d\n", host);
}
