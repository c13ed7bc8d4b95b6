// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lanes that a mask does not name wait for none of those that it names, and
// those that it names get what they should; a shuffle gives the others what a
// GPU does, whoever comes first, and a reduction takes all that are there, which
// an H100 was seen to do.
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
/// Masks that are right, in two branches.
__global__ void branches(int *Out) {
  int L = threadIdx.x;
  if (L < 8)
    asm volatile("redux.sync.add.s32 %0, %1, 0xff;" : "=r"(Out[L]) : "r"(L));
  else
    asm volatile("redux.sync.add.s32 %0, %1, 0xffffff00;"
                 : "=r"(Out[L])
                 : "r"(L));
}
/// The upper half takes what the lower half has, whose mask it uses.
__global__ void halves(int *Out) {
  int L = threadIdx.x;
  for (int Round = 0; Round < 3; ++Round) {
    // The lower half comes last: each of it waits for all others of it.
    if (Round == 1 && L < 16)
      __syncwarp(0xffff);
    Out[Round * 32 + L] = __shfl_up_sync(0xffff, L * 3 + Round, 16);
    Out[96 + Round * 32 + L] = __shfl_sync(0xff00ff00, L * 5 + Round, L ^ 8);
    __syncwarp();
  }
}
int main() {
  Buffer<int> Halves(192);
  halves<<<1, 32>>>(Halves.Device);
  Halves.down();
  for (int Round = 0; Round < 3; ++Round)
    for (int L = 0; L < 32; ++L) {
      EXPECT(Halves[Round * 32 + L] == L % 16 * 3 + Round);
      // Those named read lanes that need not be there.
      if (!(L & 8))
        EXPECT(Halves[96 + Round * 32 + L] == (L ^ 8) * 5 + Round);
    }
  Buffer<int> B(96);
  sums<<<1, 32>>>(B.Device);
  B.down();
  for (int L = 0; L < 32; ++L) {
    if (L < 8)
      EXPECT(B[L] == 496);
    if (L < 4)
      EXPECT(B[32 + L] == 102);
    EXPECT(B[64 + L] == 496);
  }
  branches<<<1, 32>>>(B.Device);
  B.down();
  for (int L = 0; L < 32; ++L)
    EXPECT(B[L] == (L < 8 ? 28 : 468));
  return finish();
}
