// Threads that spin on a lock, on a flag and on another block get on.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__device__ int Lock, Flag, Count;
__device__ volatile int Turn;
__global__ void locked(int *Out) {
  bool Done = false;
  while (!Done)
    if (atomicCAS(&Lock, 0, 1) == 0) {
      Count = Count + 1;
      __threadfence();
      atomicExch(&Lock, 0);
      Done = true;
    }
}
__global__ void turns(int *Out) {
  // Later threads go first.
  int Mine = blockDim.x - 1 - threadIdx.x;
  while (Turn != Mine)
    __nanosleep(10);
  Out[threadIdx.x] = Turn;
  __threadfence();
  Turn = Mine + 1;
}
__global__ void blocks(int *Out) {
  // The first block waits for the last.
  if (blockIdx.x == gridDim.x - 1)
    atomicExch(&Flag, 7);
  else
    while (atomicAdd(&Flag, 0) == 0)
      ;
  Out[blockIdx.x] = Flag;
}
int main() {
  Buffer<int> B(64);
  locked<<<4, 64>>>(B.Device);
  int C;
  CUDA(cudaMemcpyFromSymbol(&C, Count, 4));
  EXPECT(C == 256);
  turns<<<1, 64>>>(B.Device);
  B.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(B[I] == 63 - I);
  blocks<<<40, 1>>>(B.Device);
  B.down();
  for (int I = 0; I < 40; ++I)
    EXPECT(B[I] == 7);
  return finish();
}
