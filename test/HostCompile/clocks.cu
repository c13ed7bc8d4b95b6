// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Clocks go on, and a wait by the clock ends.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__global__ void clocks(int *Out) {
  long long A = clock64(), B = clock64();
  clock_t C = clock();
  while (clock64() - A < 1000)
    ;
  clock_t D = clock();
  unsigned long long G, H;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(G));
  __nanosleep(100);
  do
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(H));
  while (H <= G);
  Out[threadIdx.x] = (B >= A) | (D - C >= 0) << 1 | (H > G) << 2;
}
int main() {
  Buffer<int> B(64);
  clocks<<<1, 64>>>(B.Device);
  B.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(B[I] == 7);
  return finish();
}
