// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code from before independent threads counts on a warp in lockstep and says so
// by `volatile` or a fence alone. Volatile variables of a thread cost nothing.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: %t | FileCheck %s
// RUN: %perfclaim host-compile --check %s -o %t.checked
// RUN: %t.checked 2>&1 | FileCheck %s --implicit-check-not=check:

#include <cstdio>

__global__ void reduce(const int *In, int *Out) {
  __shared__ int Part[64];
  const unsigned I = threadIdx.x;
  Part[I] = In[blockIdx.x * 64 + I];
  __syncthreads();
  if (I < 32) {
    volatile int *P = Part;
    P[I] += P[I + 32];
    P[I] += P[I + 16];
    P[I] += P[I + 8];
    P[I] += P[I + 4];
    P[I] += P[I + 2];
    P[I] += P[I + 1];
  }
  if (I == 0)
    Out[blockIdx.x] = Part[0];
}

/// A scan over a warp: what is read must be what was there before.
__global__ void scan(int *Values) {
  volatile __shared__ int Part[64];
  const unsigned I = threadIdx.x;
  Part[I] = 0;
  volatile int *P = Part + 32;
  P[I] = Values[I];
  for (int By = 1; By < 32; By *= 2)
    P[I] = P[I] + P[static_cast<int>(I) - By];
  Values[I] = P[I];
}

/// Counts by lanes that mark what they store, and try again.
__global__ void count(volatile unsigned *Counts, const int *Values) {
  const unsigned Mark = threadIdx.x << 27;
  for (int I = threadIdx.x; I < 256; I += 32) {
    volatile unsigned *At = Counts + Values[I] % 3;
    unsigned Now;
    do {
      Now = (*At & 0x07ffffff) + 1 | Mark;
      *At = Now;
    } while (*At != Now);
  }
}

/// One lane opens what all have written.
__global__ void publish(int *Lock, int *Data, int *Seen) {
  const unsigned Lane = threadIdx.x % 32;
  __shared__ int Box[32];
  if (threadIdx.x < 32) {
    Box[Lane] = Lane + 1;
    __threadfence();
    if (Lane == 1)
      atomicExch(Lock, 1);
  } else {
    while (__shfl_sync(~0u, Lane == 0 ? atomicAdd(Lock, 0) : 0, 0) == 0)
      ;
    atomicAdd(Seen, Box[Lane]);
  }
}

int main() {
  int *In, *Out;
  cudaMallocManaged(&In, 256 * sizeof(int));
  cudaMallocManaged(&Out, 4 * sizeof(int));
  for (int I = 0; I != 256; ++I)
    In[I] = I;
  reduce<<<4, 64>>>(In, Out);
  cudaDeviceSynchronize();
  // CHECK: 2016 6112 10208 14304
  printf("%d %d %d %d\n", Out[0], Out[1], Out[2], Out[3]);
  unsigned *Counts;
  cudaMallocManaged(&Counts, 3 * sizeof(unsigned));
  count<<<1, 32>>>(Counts, In);
  cudaDeviceSynchronize();
  for (int I = 0; I != 3; ++I)
    Counts[I] &= 0x07ffffff;
  // CHECK: 86 85 85
  printf("%u %u %u\n", Counts[0], Counts[1], Counts[2]);
  scan<<<1, 32>>>(In);
  cudaDeviceSynchronize();
  // CHECK: 1 3 496
  printf("%d %d %d\n", In[1], In[2], In[31]);
  // As often as one likes, after whatever has run before.
  int Right = 0;
  for (int Round = 0; Round != 100; ++Round) {
    for (int I = 0; I != 32; ++I)
      In[I] = I;
    scan<<<1, 32>>>(In);
    cudaDeviceSynchronize();
    Right += In[31] == 496 && In[30] == 465 && In[5] == 15;
  }
  // CHECK: 100 right
  printf("%d right\n", Right);
  Out[0] = Out[1] = Out[2] = 0;
  publish<<<1, 64>>>(&Out[0], &Out[1], &Out[2]);
  // CHECK: 528 no error
  const cudaError_t Error = cudaDeviceSynchronize();
  printf("%d %s\n", Out[2], cudaGetErrorString(Error));
}
