// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: cuda-toolkit
//
// nvcc takes operands of an asm without a comma between them.
//
// RUN: %perfclaim host-compile %s -o %t && %t | FileCheck %s

#include <cstdio>

__global__ void add(int *out, int a, int b) {
  int sum;
  asm volatile("add.s32 %0, %1, %2;" : "=r"(sum) : "r"(a) "r"(b));
  out[0] = sum;
}

int main() {
  int *out, host = 0;
  cudaMalloc(&out, sizeof(int));
  add<<<1, 1>>>(out, 40, 2);
  cudaMemcpy(&host, out, sizeof(int), cudaMemcpyDeviceToHost);
  // CHECK: 42
  std::printf("%d\n", host);
}
