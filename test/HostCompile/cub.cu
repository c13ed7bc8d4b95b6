// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// cub's primitives of blocks and warps.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// RUN: %perfclaim host-compile --check -I %S/Inputs %s -o %t.checked
// RUN: %t.checked 2>&1 | FileCheck %s --implicit-check-not=check:
// CHECK: {{^ok$}}
#include "check.h"
#include <cub/cub.cuh>
__global__ void blocks(int *Out) {
  using Reduce = cub::BlockReduce<int, 128>;
  using Scan = cub::BlockScan<int, 128>;
  using Sort = cub::BlockRadixSort<int, 128, 2>;
  using WarpReduce = cub::WarpReduce<int>;
  __shared__ union {
    Reduce::TempStorage R;
    Scan::TempStorage S;
    Sort::TempStorage O;
    WarpReduce::TempStorage W[4];
  } M;
  int T = threadIdx.x;
  int Sum = Reduce(M.R).Sum(T);
  __syncthreads();
  int Before;
  Scan(M.S).ExclusiveSum(T, Before);
  __syncthreads();
  int Keys[2] = {(T * 37) % 256, (T * 37 + 128 * 37) % 256};
  Sort(M.O).Sort(Keys);
  __syncthreads();
  int Warp = WarpReduce(M.W[T / 32]).Sum(T);
  if (T == 0)
    Out[0] = Sum;
  Out[1 + T] = Before;
  Out[129 + 2 * T] = Keys[0];
  Out[130 + 2 * T] = Keys[1];
  if (T % 32 == 0)
    Out[385 + T / 32] = Warp;
}
int main() {
  Buffer<int> B(400);
  blocks<<<1, 128>>>(B.Device);
  B.down();
  EXPECT(B[0] == 127 * 64);
  for (int I = 0; I < 128; ++I)
    EXPECT(B[1 + I] == I * (I - 1) / 2);
  for (int I = 0; I < 256; ++I)
    EXPECT(B[129 + I] == I);
  for (int W = 0; W < 4; ++W)
    EXPECT(B[385 + W] == W * 1024 + 496);
  return finish();
}
