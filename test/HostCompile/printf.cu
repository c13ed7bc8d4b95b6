// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Device printf takes every conversion. Blocks print in any order.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: %t | FileCheck %s
// CHECK-DAG: 3 -4 5000000000 ff 2.50 c text % 0x10 [  7] [1.0e+00] [ab]
// CHECK-DAG: block 1 thread 2
#include <cstdio>
__global__ void print() {
  if (blockIdx.x == 0 && threadIdx.x == 0)
    printf("%u %d %lld %x %.2f %c %s %% %p [%*d] [%.1e] [%.2s]\n", 3u, -4,
           5000000000ll, 255, 2.5f, 'c', "text", (void *)16, 3, 7, 1.0, "abc");
  if (blockIdx.x == 1 && threadIdx.x == 2)
    printf("block %d thread %d\n", blockIdx.x, threadIdx.x);
}
int main() {
  print<<<2, 4>>>();
  return cudaDeviceSynchronize();
}
