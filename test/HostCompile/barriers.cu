// Barriers order what a block writes to shared memory, also in later rounds.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__global__ void reverse(int *Out, int Rounds) {
  __shared__ int S[256];
  int T = threadIdx.x;
  S[T] = T;
  for (int R = 0; R < Rounds; ++R) {
    __syncthreads();
    int V = S[(T + 1) % 256];
    __syncthreads();
    S[T] = V;
  }
  Out[blockIdx.x * 256 + T] = S[T];
}
__global__ void votes(int *Out) {
  int T = threadIdx.x;
  int C = __syncthreads_count(T % 3 == 0);
  int A = __syncthreads_and(T < 100);
  int O = __syncthreads_or(T == 99);
  if (T >= 50)
    return; // Threads that have ended count as there.
  __syncthreads();
  Out[T] = C * 4 + (A != 0) * 2 + (O != 0);
}
__global__ void named(int *Out) {
  __shared__ int S[128];
  int T = threadIdx.x;
  if (T < 64) { // Producers only arrive.
    S[T] = T * 2;
    asm volatile("bar.arrive 3, 128;" ::: "memory");
  } else {
    asm volatile("bar.sync 3, 128;" ::: "memory");
    Out[T - 64] = S[T - 64];
  }
}
int main() {
  Buffer<int> B(1024);
  reverse<<<4, 256>>>(B.Device, 77);
  B.down();
  for (int I = 0; I < 1024; ++I)
    EXPECT(B[I] == (I % 256 + 77) % 256);
  votes<<<1, 100>>>(B.Device);
  B.down();
  for (int I = 0; I < 50; ++I)
    EXPECT(B[I] == 34 * 4 + 2 + 1);
  named<<<1, 128>>>(B.Device);
  B.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(B[I] == 2 * I);
  return finish();
}
