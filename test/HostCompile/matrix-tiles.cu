// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ldmatrix, stmatrix and movmatrix; and with mma a product from shared memory.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_90 -I %S/Inputs %s -o %t.checked
// RUN: %t.checked 2>&1 | FileCheck %s --implicit-check-not=check:
// CHECK: {{^ok$}}
#include "check.h"
#include <cuda_fp16.h>
typedef unsigned U;
__device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }
__global__ void tiles(U *Out) {
  __shared__ alignas(16) unsigned short S[4][8][8], Back[4][8][8];
  int L = threadIdx.x;
  for (int I = L; I < 256; I += 32)
    S[0][0][I] = I;
  __syncwarp();
  U R[4], T[4], One, Two[2];
  // The matrices are read in another order than they lie in.
  U Row = shared(&S[3 - L / 8][L % 8][0]);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(R[0]), "=r"(R[1]), "=r"(R[2]), "=r"(R[3]) : "r"(Row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 "
               "{%0,%1,%2,%3}, [%4];"
               : "=r"(T[0]), "=r"(T[1]), "=r"(T[2]), "=r"(T[3]) : "r"(Row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%0}, [%1];"
               : "=r"(One) : "r"(shared(&S[1][L % 8][0])));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
               : "=r"(Two[0]), "=r"(Two[1])
               : "r"(shared(&S[L / 8 % 2][L % 8][0])));
  U Moved;
  asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;"
               : "=r"(Moved) : "r"(R[0]));
  U To = shared(&Back[L / 8][L % 8][0]);
  asm volatile("stmatrix.sync.aligned.m8n8.x4.trans.shared.b16 "
               "[%0], {%1,%2,%3,%4};" ::"r"(To), "r"(R[0]), "r"(R[1]),
               "r"(R[2]), "r"(R[3]) : "memory");
  __syncwarp();
  U *O = Out + L * 16;
  for (int I = 0; I < 4; ++I)
    O[I] = R[I], O[4 + I] = T[I], O[12 + I] = Back[I][L % 8][L / 8];
  O[8] = One, O[9] = Two[0], O[10] = Two[1], O[11] = Moved;
}
/// One and two matrices go back, by rows; the window's full name.
__global__ void fewer(U *Out) {
  __shared__ alignas(16) unsigned short S[2][8][8], Back[3][8][8];
  int L = threadIdx.x;
  for (int I = L; I < 128; I += 32)
    S[0][0][I] = 500 + I;
  __syncwarp();
  U R[2];
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared::cta.b16 {%0,%1}, [%2];"
               : "=r"(R[0]), "=r"(R[1]) : "r"(shared(&S[L / 8 % 2][L % 8][0])));
  asm volatile("stmatrix.sync.aligned.m8n8.x1.shared.b16 [%0], {%1};"
               ::"r"(shared(&Back[0][L % 8][0])), "r"(R[1]) : "memory");
  asm volatile("stmatrix.sync.aligned.m8n8.x2.shared::cta.b16 [%0], {%1,%2};"
               ::"r"(shared(&Back[1 + L / 8 % 2][L % 8][0])), "r"(R[1]), "r"(R[0]) : "memory");
  __syncwarp();
  for (int I = L; I < 192; I += 32)
    Out[I] = Back[0][0][I];
}
/// 16 x 8 = 16 x 16 * 16 x 8, all from shared memory.
__global__ void product(const __half *A, const __half *B, float *D) {
  __shared__ alignas(16) __half SA[16][16], SB[16][8];
  int L = threadIdx.x;
  for (int I = L; I < 256; I += 32)
    SA[0][I] = A[I];
  for (int I = L; I < 128; I += 32)
    SB[0][I] = B[I];
  __syncthreads();
  U a[4], b[2];
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(a[0]), "=r"(a[1]), "=r"(a[2]), "=r"(a[3])
               : "r"(shared(&SA[L % 16][L / 16 * 8])));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%0,%1}, [%2];"
               : "=r"(b[0]), "=r"(b[1]) : "r"(shared(&SB[L % 16][0])));
  float d[4] = {};
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
               "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]),
                 "r"(b[1]));
  for (int I = 0; I < 4; ++I)
    D[(L / 4 + I / 2 * 8) * 8 + L % 4 * 2 + I % 2] = d[I];
}
int main() {
  Buffer<U> B(32 * 16);
  tiles<<<1, 32>>>(B.Device);
  B.down();
  auto Pair = [](int M, int R, int C) {
    return U(M * 64 + R * 8 + C) | U(M * 64 + R * 8 + C + 1) << 16;
  };
  auto Across = [](int M, int R, int C) {
    return U(M * 64 + C * 8 + R) | U(M * 64 + (C + 1) * 8 + R) << 16;
  };
  for (int L = 0; L < 32; ++L) {
    U *O = &B[L * 16];
    int R = L / 4, C = L % 4 * 2;
    for (int I = 0; I < 4; ++I) {
      EXPECT(O[I] == Pair(3 - I, R, C));
      EXPECT(O[4 + I] == Across(3 - I, R, C));
      EXPECT(O[12 + I] == U((3 - I) * 64 + L / 8 * 8 + L % 8));
    }
    EXPECT(O[8] == Pair(1, R, C));
    EXPECT(O[9] == Pair(0, R, C) && O[10] == Pair(1, R, C));
    EXPECT(O[11] == Across(3, R, C));
  }
  fewer<<<1, 32>>>(B.Device);
  B.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(B[I] == 564u + I && B[64 + I] == 564u + I && B[128 + I] == 500u + I);
  Buffer<__half> X(256), Y(128);
  Buffer<float> D(128);
  for (int I = 0; I < 256; ++I)
    X[I] = __float2half(I % 13 - 6);
  for (int I = 0; I < 128; ++I)
    Y[I] = __float2half(I % 9 - 4);
  X.up(), Y.up();
  product<<<1, 32>>>(X.Device, Y.Device, D.Device);
  D.down();
  for (int R = 0; R < 16; ++R)
    for (int C = 0; C < 8; ++C) {
      float Sum = 0;
      for (int I = 0; I < 16; ++I)
        Sum += __half2float(X[R * 16 + I]) * __half2float(Y[I * 8 + C]);
      EXPECT(D[R * 8 + C] == Sum);
    }
  return finish();
}
