// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Faults end a launch with the kernel, the thread and the line, not the program.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=60 %t trap 2>&1 | FileCheck %s --check-prefix=TRAP
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=60 %t assert 2>&1 | FileCheck %s --check-prefix=ASSERT
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=60 %t null 2>&1 | FileCheck %s --check-prefix=NULL
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=1 %t endless 2>&1 | FileCheck %s --check-prefix=ENDLESS
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=1 %t spin 2>&1 | FileCheck %s --check-prefix=SPIN
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=60 %t deadlock 2>&1 | FileCheck %s --check-prefix=DEADLOCK
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=60 %t ended 2>&1 | FileCheck %s --check-prefix=ENDED
// RUN: env PERFCLAIM_HOST_TIME_LIMIT=60 %t deep 2>&1 | FileCheck %s --check-prefix=DEEP
#include <cassert>
#include <cstdio>
#include <cstring>
// TRAP: kernel trap(int), block (1,0,0), thread (2,0,0), {{.*}}faults.cu:[[@LINE+3]]: trap
// TRAP: 719
__global__ void trap(int N) {
  if (blockIdx.x == 1 && threadIdx.x == N) __trap();
}
// ASSERT: faults.cu:[[@LINE+3]]: {{.*}} block: [0,0,0], thread: [1,0,0] Assertion `{{.*}}N != 1{{.*}}` failed.
// ASSERT: 710
__global__ void check(int N) {
  assert(threadIdx.x != 1 || N != 1);
}
// NULL: kernel null(int*), block (0,0,0), thread (3,0,0), {{.*}}faults.cu:[[@LINE+3]]: illegal memory access
// NULL: 700
__global__ void null(int *P) {
  if (threadIdx.x == 3) P[5] = 1;
}
// ENDLESS: kernel endless(int*), block {{.*}}faults.cu:{{[0-9]+}}: the kernel does not end
// ENDLESS: 702
__global__ void endless(int *P) {
  for (unsigned I = 1; I; I |= 1)
    P[0] += I;
}
// SPIN: kernel spin(int volatile*), block {{.*}}faults.cu:[[@LINE+3]]: the kernel does not end
// SPIN: 702
__global__ void spin(volatile int *P) {
  while (*P == 0) ;
}
// DEADLOCK: kernel deadlock(), {{.*}}: deadlock
// DEADLOCK: waiting at barrier 0, {{.*}}faults.cu:[[@LINE+4]]: thread (16,0,0) and 15 more
// DEADLOCK: waiting for lanes of its warp, {{.*}}faults.cu:[[@LINE+3]]: thread (0,0,0) and 15 more
// DEADLOCK: 719
__global__ void deadlock() {
  if (threadIdx.x < 16) __syncwarp(); else __syncthreads();
}
// ENDED: kernel ended(), {{.*}}: deadlock
// ENDED: waiting at barrier 1, {{.*}}faults.cu:[[@LINE+4]]: thread (0,0,0) and 31 more
// ENDED: block (0,0,0): 96 of 128 threads have ended
// ENDED: 719
__global__ void ended() {
  if (threadIdx.x < 32) asm volatile("bar.sync 1, 64;" ::: "memory"); else __nanosleep(1);
}
// DEEP: kernel deep(int*), {{.*}}: stack overflow
__device__ int down(int *P, int N) {
  volatile int Frame[64];
  Frame[N & 63] = N;
  return N == P[0] ? 0 : down(P, N + 1) + Frame[(N + 1) & 63];
}
__global__ void deep(int *P) { P[1] = down(P, 0); }
int main(int, char **Argv) {
  int *P;
  cudaMalloc(&P, 1024);
  cudaMemset(P, 0, 1024);
  if (!strcmp(Argv[1], "trap")) trap<<<2, 4>>>(2);
  if (!strcmp(Argv[1], "assert")) check<<<1, 4>>>(1);
  if (!strcmp(Argv[1], "null")) null<<<1, 4>>>(nullptr);
  if (!strcmp(Argv[1], "endless")) endless<<<1, 4>>>(P);
  if (!strcmp(Argv[1], "spin")) spin<<<1, 4>>>(P);
  if (!strcmp(Argv[1], "deadlock")) deadlock<<<1, 32>>>();
  if (!strcmp(Argv[1], "ended")) ended<<<1, 128>>>();
  if (!strcmp(Argv[1], "deep")) { cudaMemset(P, 255, 4); deep<<<1, 1>>>(P); }
  cudaError_t E = cudaDeviceSynchronize();
  printf("%d %s\n", E, cudaGetErrorName(E));
}
