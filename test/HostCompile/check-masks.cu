// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A lane that names others and not itself goes on, as on a GPU; what it gets is
// undefined, and the checkers say so.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_80 --check=synccheck %s -o %t
// RUN: %t 2>&1 | FileCheck %s
#include <cstdio>
#include <cuda_runtime.h>
// CHECK: synccheck: kernel mask(int*), block (0,0,0), thread (8,0,0), {{.*}}check-masks.cu:[[@LINE+2]]: the lanes 0x000000ff, a mask without its own lane, whose result is undefined (24 times)
__global__ void mask(int *P) {
  P[threadIdx.x] = __reduce_add_sync(0xff, 1);
  __syncthreads();
}
// CHECK-NOT: synccheck
// CHECK: ended with 0
__global__ void whole(int *P) {
  P[threadIdx.x] = __reduce_add_sync(~0u, 1);
  if (threadIdx.x < 8) P[threadIdx.x] = __reduce_add_sync(0xff, 1);
}
int main() {
  int *P;
  cudaMalloc(&P, 128);
  mask<<<1, 32>>>(P);
  cudaDeviceSynchronize();
  whole<<<1, 32>>>(P);
  std::printf("ended with %d\n", cudaDeviceSynchronize());
}
