// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products of halves that stay finite: what is beyond the largest number becomes
// that, and what is no number becomes 0, for each shape, order and type.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_80 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cuda_fp16.h>

/// The results have the type of D first, then that of C.
#define SHAPE(S, M_, N_)                                                       \
  struct S {                                                                   \
    static constexpr int M = M_, N = N_;                                       \
    template <int L>                                                           \
    static __device__ void run(const int *A, const int *B, const float *C,     \
                               const int *H, float *FF, float *FH, int *HF,    \
                               int *HH) {                                      \
      int a[8], b[8], h[4], x[4];                                              \
      float c[8], y[8];                                                        \
      __hmma_##S##_ld_a(a, A, L / 2 ? M : 16, L / 2);                          \
      __hmma_##S##_ld_b(b, B, L % 2 ? 16 : N, L % 2);                          \
      __hmma_##S##_ld_c_f32(c, C, N, 0);                                       \
      __hmma_##S##_ld_c_f16(h, H, N, 0);                                       \
      __hmma_##S##_mma_f32f32(y, a, b, c, L, 1);                               \
      __hmma_##S##_st_c_f32(FF, y, N, 0);                                      \
      __hmma_##S##_mma_f32f16(y, a, b, h, L, 1);                               \
      __hmma_##S##_st_c_f32(FH, y, N, 0);                                      \
      __hmma_##S##_mma_f16f32(x, a, b, c, L, 1);                               \
      __hmma_##S##_st_c_f16(HF, x, N, 0);                                      \
      __hmma_##S##_mma_f16f16(x, a, b, h, L, 1);                               \
      __hmma_##S##_st_c_f16(HH, x, N, 0);                                      \
    }                                                                          \
  };
SHAPE(m16n16k16, 16, 16)
SHAPE(m32n8k16, 32, 8)
SHAPE(m8n32k16, 8, 32)

template <class S, int L>
__global__ void run(const int *A, const int *B, const float *C, const int *H, float *F, int *G) {
  S::template run<L>(A, B, C, H, F, F + 256, G, G + 128);
}
static double cut(double V, double Most) {
  return std::isnan(V) ? 0 : std::max(-Most, std::min(Most, V));
}
template <class S, int L> void test() {
  constexpr int M = S::M, N = S::N;
  Buffer<__half> A(M * 16), B(16 * N), H(256), G(512);
  Buffer<float> C(256), F(512);
  auto AtA = [&](int R, int I) -> __half & { return A[L / 2 ? I * M + R : R * 16 + I]; };
  auto AtB = [&](int I, int Q) -> __half & { return B[L % 2 ? Q * 16 + I : I * N + Q]; };
  for (int R = 0; R < M; ++R)
    for (int I = 0; I < 16; ++I)
      AtA(R, I) = __float2half(R % 8 == 1 ? 30000.0f : (R * 5 + I * 3) % 7 - 3.0f);
  for (int I = 0; I < 16; ++I)
    for (int Q = 0; Q < N; ++Q)
      AtB(I, Q) = __float2half((I * 3 + Q * 5) % 9 - 4.0f);
  // Infinite times 0 and less infinite times more is no number.
  AtA(2, 3) = __float2half(INFINITY);
  AtA(3, 5) = __float2half(-INFINITY);
  AtA(4, 5) = AtA(4, 6) = __float2half(INFINITY);
  AtA(5, 1) = __float2half(NAN);
  for (int I = 0; I < 256; ++I)
    H[I] = __float2half(I % 40 - 20.0f), C[I] = I % 40 - 20.0f;
  A.up(), B.up(), C.up(), H.up();
  run<S, L><<<1, 32>>>((int *)A.Device, (int *)B.Device, C.Device, (int *)H.Device, F.Device, (int *)G.Device);
  F.down(), G.down();
  int Cut = 0, None = 0;
  for (int R = 0; R < M; ++R)
    for (int Q = 0; Q < N; ++Q) {
      double Sum = C[R * N + Q];
      for (int I = 0; I < 16; ++I)
        Sum += (double)__half2float(AtA(R, I)) * __half2float(AtB(I, Q));
      const double Wide = (float)cut(Sum, 3.4028234663852886e38), Narrow = __half2float(__double2half(cut(Sum, 65504)));
      const int At = R * N + Q;
      EXPECT(F[At] == Wide && F[256 + At] == Wide);
      EXPECT(__half2float(G[At]) == Narrow && __half2float(G[256 + At]) == Narrow);
      Cut += fabs(Narrow) == 65504;
      None += std::isnan(Sum);
    }
  EXPECT(Cut > N && None > N);
}
template <class S> void orders() { test<S, 0>(), test<S, 1>(), test<S, 2>(), test<S, 3>(); }
int main() {
  orders<m16n16k16>();
  orders<m32n8k16>();
  orders<m8n32k16>();
  return finish();
}
