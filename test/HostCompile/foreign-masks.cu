// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lanes that a mask does not name wait for none of those that it names, and
// those that it names get what they should.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_80 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__global__ void sums(int *Out) {
  int L = threadIdx.x;
  asm volatile("redux.sync.add.s32 %0, %1, 0xff;" : "=r"(Out[L]) : "r"(L));
  Out[32 + L] = __shfl_sync(0xf, L + 100, 2);
  __syncthreads();
  Out[64 + L] = __reduce_add_sync(~0u, L);
}
int main() {
  Buffer<int> B(96);
  sums<<<1, 32>>>(B.Device);
  B.down();
  for (int L = 0; L < 32; ++L) {
    if (L < 8)
      EXPECT(B[L] == 28);
    if (L < 4)
      EXPECT(B[32 + L] == 102);
    EXPECT(B[64 + L] == 496);
  }
  return finish();
}
