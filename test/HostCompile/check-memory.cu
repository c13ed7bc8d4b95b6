// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory that is not there, or that nobody has written: each at its line.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile --check=memcheck,initcheck %s -o %t
// RUN: rm -f %t.json; env PERFCLAIM_HOST_FINDINGS=%t.json %t 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=JSON < %t.json
// RUN: env PERFCLAIM_HOST_FINDINGS_EXIT=9 not %t
#include <cstdio>
#include <cuda_runtime.h>
// CHECK: memcheck: kernel beyond(int*, int), block (1,0,0), thread (28,0,0), {{.*}}check-memory.cu:[[@LINE+4]]: write of 4 bytes out of bounds, 0 bytes behind an allocation of 240 bytes (4 times)
// JSON: {"tool": "memcheck", "kind": "out of bounds", "kernel": "beyond(int*, int)", "block": [1, 0, 0], "thread": [28, 0, 0], "line": "{{.*}}check-memory.cu:[[@LINE+3]]", "other": "", "count": 4, "text": "write of 4 bytes out of bounds, 0 bytes behind an allocation of 240 bytes"}
__global__ void beyond(int *P, int N) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I <= N + 3) P[I] = I;
}
// CHECK: memcheck: kernel before(int*), block (0,0,0), thread (0,0,0), {{.*}}check-memory.cu:[[@LINE+2]]: read of 4 bytes out of bounds, 4 bytes before an allocation of 240 bytes
__global__ void before(int *P) {
  int Left = P[int(threadIdx.x) - 1];
  __syncthreads();
  P[threadIdx.x] = Left;
}
// CHECK: memcheck: kernel shared(int*, int), block (0,0,0), thread (0,0,0), {{.*}}check-memory.cu:[[@LINE+6]]: write of 4 bytes out of bounds, offset 128 of the shared variable 'S' of 128 bytes (4 times)
// CHECK: memcheck: kernel shared(int*, int), block (0,0,0), thread (0,0,0), {{.*}}check-memory.cu:[[@LINE+7]]: write of 4 bytes out of bounds, offset 64 of the shared variable 'Rest' of 64 bytes (16 times)
extern __shared__ int Rest[];
__global__ void shared(int *P, int N) {
  __shared__ int S[32];
  int T = threadIdx.x;
  if (T < 4) S[T + N] = T;
  S[T] = T;
  Rest[T + (T < 16 ? 16 : 0) - (T >= 16 ? 16 : 0)] = T;
  __syncthreads();
  P[T] = S[31 - T] + Rest[0];
}
// CHECK: memcheck: kernel odd(char*), block (0,0,0), thread (1,0,0), {{.*}}check-memory.cu:[[@LINE+2]]: misaligned write of 4 bytes, offset 6 of an allocation of 240 bytes
__global__ void odd(char *P) {
  *(int *)(P + 6 * threadIdx.x) = 1;
}
// CHECK: initcheck: kernel fresh(int*, int const*, int), block (0,0,0), thread (8,0,0), {{.*}}check-memory.cu:[[@LINE+4]]: read of 4 bytes that nobody has written, offset 32 of an allocation of 128 bytes (23 times)
// CHECK: initcheck: kernel fresh(int*, int const*, int), block (0,0,0), thread (0,0,0), {{.*}}check-memory.cu:[[@LINE+6]]: read of 4 bytes that nobody has written, offset 124 of the shared variable 'S' of 128 bytes
__global__ void fresh(int *P, const int *Q, int N) {
  __shared__ int S[32];
  int T = threadIdx.x, V = Q[T];
  if (T < N) S[T] = V;
  __syncthreads();
  P[T] = S[31 - T];
}
__device__ int Table[16];
// CHECK: memcheck: kernel variable(int*, int), block (0,0,0), thread (16,0,0), {{.*}}check-memory.cu:[[@LINE+2]]: read of 4 bytes out of bounds, offset 64 of the variable 'Table' of 64 bytes (16 times)
__global__ void variable(int *P, int N) {
  P[threadIdx.x] = Table[threadIdx.x + N];
}
// CHECK: memcheck: kernel local(int*, int), block (0,0,0), thread (8,0,0), {{.*}}check-memory.cu:[[@LINE+6]]: write of 4 bytes out of bounds, offset 32 of a local array of 32 bytes
// What lies around is the stack, so that this one ends the launch.
// CHECK: kernel local(int*, int), block (0,0,0), thread (8,0,0), {{.*}}check-memory.cu:[[@LINE+4]]: illegal memory access
__global__ void local(int *P, int N) {
  int A[8];
  for (int I = 0; I < 8; ++I) A[(I * N + 1) % 8] = I;
  A[threadIdx.x] = N;
  P[threadIdx.x] = A[N % 8];
}
int main() {
  int *P, *Q;
  cudaMalloc(&P, 240);
  cudaMalloc(&Q, 128);
  cudaMemset(P, 0, 240);
  cudaMemset(Q, 0, 32);
  beyond<<<2, 32>>>(P, 60);
  before<<<1, 32>>>(P);
  shared<<<1, 32, 64>>>(P, 32);
  odd<<<1, 2>>>((char *)P);
  fresh<<<1, 32>>>(P, Q, 31);
  variable<<<1, 32>>>(P, 0);
  local<<<1, 10>>>(P, 3);
  printf("%d\n", cudaDeviceSynchronize());
}
// CHECK: {{^700$}}
