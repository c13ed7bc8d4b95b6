// Constant, device, static and managed variables are one with the host's.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
__constant__ float Table[4];
__constant__ int Fixed[3] = {4, 5, 6};
__device__ int Counter = 10;
static __device__ float Hidden[2] = {1, 2};
__device__ int *Pointer = &Counter;
__managed__ int Managed = 3;
__global__ void use(float *Out) {
  Out[0] = Table[1] + Fixed[2];
  *Pointer += 5;
  Hidden[1] += 1;
  Managed *= 7;
}
int main() {
  Buffer<float> B(1);
  float T[4] = {1, 2, 3, 4};
  CUDA(cudaMemcpyToSymbol(Table, T, sizeof T));
  Managed = 6;
  use<<<1, 1>>>(B.Device);
  B.down();
  EXPECT(B[0] == 8);
  int C;
  CUDA(cudaMemcpyFromSymbol(&C, Counter, 4));
  EXPECT(C == 15);
  float H[2];
  CUDA(cudaMemcpyFromSymbol(H, Hidden, 8));
  EXPECT(H[0] == 1 && H[1] == 3);
  EXPECT(Managed == 42);
  return finish();
}
