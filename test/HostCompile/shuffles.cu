// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shuffles of every type, width and mask give what PTX says.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cuda_fp16.h>
template <class T> __global__ void shuffles(T *Out, int Width) {
  int L = threadIdx.x;
  T V = T(L * 3 + 1);
  T *O = Out + L * 4;
  O[0] = __shfl_sync(~0u, V, L / 2 + 1, Width);
  O[1] = __shfl_up_sync(~0u, V, 3, Width);
  O[2] = __shfl_down_sync(~0u, V, 5, Width);
  O[3] = __shfl_xor_sync(~0u, V, 7, Width);
}
template <class T> void test() {
  Buffer<T> B(128);
  for (int W = 1; W <= 32; W *= 2) {
    shuffles<<<1, 32>>>(B.Device, W);
    B.down();
    for (int L = 0; L < 32; ++L) {
      auto Of = [](int I) { return T(I * 3 + 1); };
      int Base = L / W * W;
      EXPECT(B[L * 4] == Of(Base + (L / 2 + 1) % W));
      EXPECT(B[L * 4 + 1] == Of(L - 3 >= Base ? L - 3 : L));
      EXPECT(B[L * 4 + 2] == Of(L + 5 < Base + W ? L + 5 : L));
      // A lane of a later segment is out of reach, one of an earlier is not.
      EXPECT(B[L * 4 + 3] == Of((L ^ 7) < Base + W ? L ^ 7 : L));
    }
  }
}
__global__ void partial(int *Out) {
  int L = threadIdx.x;
  if (L % 2)
    Out[L] = __shfl_sync(0xaaaaaaaa, L, 5);
  else
    Out[L] = __shfl_down_sync(0x55555555, L, 2);
}
__global__ void halves(float *Out) {
  __half H = __float2half(threadIdx.x);
  Out[threadIdx.x] = __half2float(__shfl_xor_sync(~0u, H, 1));
}
/// As many write it: the last warp is half full, and its mask is full.
__global__ void sums(int *Out) {
  int V = 1;
  for (int By = 16; By; By /= 2)
    V += __shfl_down_sync(~0u, V, By);
  if (threadIdx.x % 32 == 0)
    Out[threadIdx.x / 32] = V;
}
int main() {
  test<int>();
  test<unsigned>();
  test<long long>();
  test<float>();
  test<double>();
  Buffer<int> B(32);
  partial<<<1, 32>>>(B.Device);
  B.down();
  for (int L = 0; L < 32; ++L)
    EXPECT(B[L] == (L % 2 ? 5 : L + 2 < 32 ? L + 2 : L));
  sums<<<1, 48>>>(B.Device);
  B.down();
  EXPECT(B[0] == 32 && B[1] == 16);
  Buffer<float> F(32);
  halves<<<1, 32>>>(F.Device);
  F.down();
  for (int L = 0; L < 32; ++L)
    EXPECT(F[L] == (L ^ 1));
  return finish();
}
