// Static, dynamic and more than 48 KB of shared memory.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
extern __shared__ double Dynamic[];
__device__ int *inner() {
  __shared__ int Of[8];
  return Of;
}
__global__ void fixed(int *Out) {
  __shared__ char C[3];
  __shared__ double D[4];
  if (threadIdx.x == 0) {
    C[2] = 7;
    D[3] = 2.5;
    inner()[5] = 11;
  }
  __syncthreads();
  Out[threadIdx.x] = C[2] + int(D[3] * 2) + inner()[5];
}
__global__ void dynamic(double *Out, int N) {
  __shared__ int Static[10];
  for (int I = threadIdx.x; I < N; I += blockDim.x)
    Dynamic[I] = I;
  if (threadIdx.x < 10)
    Static[threadIdx.x] = -1;
  __syncthreads();
  double Sum = 0;
  for (int I = threadIdx.x; I < N; I += blockDim.x)
    Sum += Dynamic[N - 1 - I];
  Out[blockIdx.x * blockDim.x + threadIdx.x] = Sum + Static[3];
}
__global__ void address(unsigned *Out) {
  __shared__ int S[4];
  S[2] = 99;
  unsigned At = (unsigned)__cvta_generic_to_shared(S);
  asm volatile("ld.shared.u32 %0, [%1+8];" : "=r"(Out[0]) : "r"(At));
  Out[1] = __isShared(S) && !__isGlobal(S) && __isGlobal(Out);
}
int main() {
  Buffer<int> B(64);
  fixed<<<3, 64>>>(B.Device);
  B.down();
  EXPECT(B[0] == 23 && B[63] == 23);
  int N = 96 * 1024 / 8;
  CUDA(cudaFuncSetAttribute(dynamic,
                            cudaFuncAttributeMaxDynamicSharedMemorySize,
                            96 * 1024));
  Buffer<double> D(256);
  dynamic<<<2, 128, 96 * 1024>>>(D.Device, N);
  D.down();
  double Sum = 0;
  for (int I = 0; I < 128; ++I)
    Sum += D[I];
  EXPECT(Sum == double(N) * (N - 1) / 2 - 128);
  Buffer<unsigned> U(2);
  address<<<1, 1>>>(U.Device);
  U.down();
  EXPECT(U[0] == 99 && U[1] == 1);
  return finish();
}
