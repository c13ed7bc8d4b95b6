// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory is mapped in pages of 2 MiB, as on a device: what goes a little too
// far is not seen, and what goes further, or comes after cudaFree, faults.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: %t near 2>&1 | FileCheck %s --check-prefix=NEAR
// RUN: %t far 2>&1 | FileCheck %s --check-prefix=FAULT
// RUN: %t freed 2>&1 | FileCheck %s --check-prefix=FAULT
// NEAR: 7 no error
// FAULT: memory.cu:[[@LINE+5]]: illegal memory access
// FAULT: an illegal memory access was encountered

#include <cstdio>
#include <cstring>
__global__ void store(int *At, int Place) { At[Place] = 7; }

int main(int, char **Argv) {
  int *Few, Result = 0, Place = 1 << 18;
  cudaMalloc(&Few, 4 * sizeof(int));
  // What a first launch maps does not take the place of what is freed.
  store<<<1, 1>>>(Few, 0);
  if (!strcmp(Argv[1], "far"))
    Place = 1 << 28;
  if (!strcmp(Argv[1], "freed"))
    cudaFree(Few);
  store<<<1, 1>>>(Few, 0);
  store<<<1, 1>>>(Few, Place);
  cudaError_t Error = cudaDeviceSynchronize();
  if (Error == cudaSuccess)
    Error = cudaMemcpy(&Result, Few, sizeof Result, cudaMemcpyDeviceToHost);
  printf("%d %s\n", Result, cudaGetErrorString(Error));
}
