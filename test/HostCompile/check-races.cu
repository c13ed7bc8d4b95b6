// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Races in a block and between blocks, and barriers that not all reach.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile --check=racecheck,synccheck %s -o %t
// RUN: env PERFCLAIM_HOST_WORKERS=1 %t 2>&1 | FileCheck %s
// RUN: rm -f %t.json; env PERFCLAIM_HOST_FINDINGS=%t.json %t
// RUN: FileCheck %s --check-prefix=JSON < %t.json
#include <cstdio>
#include <cuda_runtime.h>
// CHECK: racecheck: kernel reverse(int*), block (0,0,0), thread (32,0,0), {{.*}}check-races.cu:[[@LINE+6]]: race: read of 4 bytes, offset 124 of the shared variable 'S' of 256 bytes, and the write of thread (31,0,0), {{.*}}check-races.cu:[[@LINE+5]], which nothing orders (32 times)
// CHECK: racecheck: kernel reverse(int*), block (0,0,0), thread (32,0,0), {{.*}}check-races.cu:[[@LINE+4]]: race: write of 4 bytes, offset 128 of the shared variable 'S' of 256 bytes, and the read of thread (31,0,0), {{.*}}check-races.cu:[[@LINE+5]], which nothing orders (32 times)
// JSON: {"tool": "racecheck", "kind": "read after write", "kernel": "reverse(int*)", "block": [0, 0, 0], "thread": [32, 0, 0], "line": "{{.*}}check-races.cu:[[@LINE+4]]", "other": "{{.*}}check-races.cu:[[@LINE+3]]", "count": 32,
__global__ void reverse(int *P) {
  __shared__ int S[64];
  S[threadIdx.x] = threadIdx.x;
  P[threadIdx.x] = S[63 - threadIdx.x];
}
// A barrier is missing at the end of the loop.
// CHECK: racecheck: kernel rounds(int*, int), {{.*}}check-races.cu:[[@LINE+5]]: race: write of 4 bytes, {{.*}} of the shared variable 'S' of 256 bytes, and the read of thread ({{.*}}), {{.*}}check-races.cu:[[@LINE+7]], which nothing orders
__global__ void rounds(int *P, int N) {
  __shared__ int S[64];
  int V = 0;
  for (int I = 0; I < N; ++I) {
    S[threadIdx.x] = P[threadIdx.x] + I;
    __syncthreads();
    V += S[(threadIdx.x + 33) % 64];
  }
  P[threadIdx.x] = V;
}
// Lanes of a warp, which are not in lockstep.
// CHECK: racecheck: kernel lanes(int*), {{.*}}check-races.cu:[[@LINE+4]]: race: read of 4 bytes, {{.*}} of the shared variable 'S' of 128 bytes, and the write of thread {{.*}}check-races.cu:[[@LINE+3]],
__global__ void lanes(int *P) {
  __shared__ int S[32];
  S[threadIdx.x] = threadIdx.x * 2;
  P[threadIdx.x] = S[threadIdx.x ^ 1];
}
// The last block reads what others may not have shown yet.
// CHECK: racecheck: kernel last(int*, int*, unsigned int*), block (3,0,0), thread (0,0,0), {{.*}}check-races.cu:[[@LINE+7]]: race: read of 4 bytes, offset 0 of an allocation of 1024 bytes, and the write of block (0,0,0), thread (0,0,0), {{.*}}check-races.cu:[[@LINE+4]], which nothing orders
// JSON: "kernel": "last(int*, int*, unsigned int*)",
__global__ void last(int *P, int *Sum, unsigned *Count) {
  if (threadIdx.x == 0) {
    P[blockIdx.x] = blockIdx.x;
    if (atomicAdd(Count, 1) == gridDim.x - 1)
      for (int I = 0; I < gridDim.x; ++I)
        *Sum += P[I];
  }
}
// CHECK: racecheck: kernel stencil(int*), block (1,0,0), thread (0,0,0), {{.*}}check-races.cu:[[@LINE+3]]: race: read of 4 bytes, offset 124 of an allocation of 1024 bytes, and the write of block (0,0,0), thread (31,0,0), {{.*}}check-races.cu:[[@LINE+5]], which nothing orders
__global__ void stencil(int *P) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  int Left = I ? P[I - 1] : 0;
  __syncthreads();
  P[I] += Left;
}
// CHECK: racecheck: kernel mixed(int*), block (0,0,0), {{.*}}check-races.cu:[[@LINE+5]]: race: atomic operation on 4 bytes, offset 0 of the shared variable 'S' of 4 bytes, and the read of thread {{.*}}check-races.cu:[[@LINE+6]], which nothing orders
__global__ void mixed(int *P) {
  __shared__ int S;
  if (threadIdx.x == 0) S = 0;
  __syncthreads();
  atomicAdd(&S, 1);
  P[threadIdx.x] = S;
}
// CHECK: synccheck: kernel branches(int*), block (0,0,0), thread (0,0,0), {{.*}}check-races.cu:[[@LINE+5]]: barrier reached by part of a warp, while thread (16,0,0) of it waits at {{.*}}check-races.cu:[[@LINE+8]]
// JSON: {"tool": "synccheck", "kind": "divergent barrier", "kernel": "branches(int*)",
__global__ void branches(int *P) {
  if (threadIdx.x < 16) {
    P[threadIdx.x] = 1;
    __syncthreads();
  } else {
    P[threadIdx.x] = 2;
    __syncthreads();
  }
}
int main() {
  int *P;
  cudaMalloc(&P, 1024);
  cudaMemset(P, 0, 1024);
  reverse<<<1, 64>>>(P);
  rounds<<<1, 64>>>(P, 3);
  lanes<<<1, 32>>>(P);
  last<<<4, 32>>>(P, P + 100, (unsigned *)P + 101);
  stencil<<<2, 32>>>(P);
  mixed<<<1, 64>>>(P);
  branches<<<1, 32>>>(P);
  printf("%d\n", cudaDeviceSynchronize());
}
// CHECK: {{^0$}}
