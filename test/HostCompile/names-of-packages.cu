// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A package's names that CUDA lost do not stand in the way of the prelude's.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I%root/include %s -o %t && %t | FileCheck %s
// CHECK: 2

#include "perfclaim/Runtime/Legacy.h"
#include <cstdio>

__global__ void larger(int *Out) { *Out = cub::Max()(1, 2); }

int main() {
  int *Out = nullptr, Value = 0;
  cudaMalloc(&Out, sizeof(int));
  larger<<<1, 1>>>(Out);
  cudaThreadSynchronize();
  cudaMemcpy(&Value, Out, sizeof(int), cudaMemcpyDeviceToHost);
  std::printf("%d\n", Value);
}
