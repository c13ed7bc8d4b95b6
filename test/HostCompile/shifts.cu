// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shifting by the width of a number or more leaves nothing, as on a GPU.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: %t | FileCheck %s
#include <cstdio>
#include <cuda_runtime.h>

__global__ void shift(unsigned *Out, unsigned long long *Wide, int *Signed,
                      unsigned By) {
  Out[0] = 0xffffffffu << By;
  Out[1] = 0xffffffffu >> By;
  Out[2] = (1u << By) - 1;
  Wide[0] = ~0ull << (2 * By);
  Signed[0] = -8 >> By;
}

int main() {
  unsigned *Out;
  unsigned long long *Wide;
  int *Signed;
  cudaMallocManaged(&Out, 12);
  cudaMallocManaged(&Wide, 8);
  cudaMallocManaged(&Signed, 4);
  for (unsigned By : {31u, 32u, 40u}) {
    shift<<<1, 1>>>(Out, Wide, Signed, By);
    cudaDeviceSynchronize();
    printf("%u: %x %x %x %llx %d\n", By, Out[0], Out[1], Out[2], Wide[0],
           Signed[0]);
  }
  // CHECK: 31: 80000000 1 7fffffff c000000000000000 -1
  // CHECK: 32: 0 0 ffffffff 0 -1
  // CHECK: 40: 0 0 ffffffff 0 -1
}
