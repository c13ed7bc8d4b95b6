// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What threads of correct programs agree on by: no checker says a word.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile --check -I %S/Inputs %s -o %t
// RUN: %t 2>&1 | FileCheck %s --implicit-check-not=check:
// CHECK: {{^ok$}}
#include "check.h"
#include <cooperative_groups.h>
#include <cub/cub.cuh>
namespace cg = cooperative_groups;
__device__ unsigned Count;
/// As in CUDA's threadFenceReduction.
__global__ void lastBlock(const int *In, int *Parts, int *Sum) {
  __shared__ bool Last;
  typedef cub::BlockReduce<int, 64> Reduce;
  __shared__ typename Reduce::TempStorage Room;
  int V = Reduce(Room).Sum(In[blockIdx.x * 64 + threadIdx.x]);
  if (threadIdx.x == 0) {
    Parts[blockIdx.x] = V;
    __threadfence();
    Last = atomicInc(&Count, gridDim.x) == gridDim.x - 1;
  }
  __syncthreads();
  if (!Last)
    return;
  int W = threadIdx.x < gridDim.x ? Parts[threadIdx.x] : 0;
  W = Reduce(Room).Sum(W);
  if (threadIdx.x == 0)
    *Sum = W;
}
/// Each block waits for the one before it.
__device__ volatile int Flags[64];
__device__ int Prefix[64];
__global__ void chain(const int *In, int *Out) {
  __shared__ int Before;
  if (threadIdx.x == 0) {
    int P = 0;
    if (blockIdx.x) {
      while (!Flags[blockIdx.x - 1])
        ;
      __threadfence();
      P = Prefix[blockIdx.x - 1];
    }
    Before = P;
    Prefix[blockIdx.x] = P + In[blockIdx.x];
    __threadfence();
    Flags[blockIdx.x] = 1;
  }
  __syncthreads();
  Out[blockIdx.x * 64 + threadIdx.x] = Before;
}
/// Older than independent threads: lanes are in lockstep.
__global__ void oldReduce(const int *In, int *Out) {
  __shared__ int S[128];
  int T = threadIdx.x;
  S[T] = In[T];
  __syncthreads();
  for (int Half = 64; Half > 32; Half /= 2) {
    if (T < Half)
      S[T] += S[T + Half];
    __syncthreads();
  }
  if (T < 32) {
    volatile int *V = S;
    V[T] += V[T + 32];
    V[T] += V[T + 16];
    V[T] += V[T + 8];
    V[T] += V[T + 4];
    V[T] += V[T + 2];
    V[T] += V[T + 1];
  }
  if (T == 0)
    *Out = S[0];
}
__global__ void newReduce(const int *In, int *Out) {
  __shared__ int S[4];
  int V = In[threadIdx.x];
  for (int By = 16; By; By /= 2)
    V += __shfl_down_sync(~0u, V, By);
  if (threadIdx.x % 32 == 0)
    S[threadIdx.x / 32] = V;
  __syncthreads();
  if (threadIdx.x == 0)
    *Out = S[0] + S[1] + S[2] + S[3];
}
/// Lanes of a part of a warp, in shared memory.
__global__ void tiles(int *Out) {
  __shared__ int S[64];
  auto Tile = cg::tiled_partition<8>(cg::this_thread_block());
  int T = threadIdx.x;
  for (int I = 0; I < 3; ++I) {
    S[T] = T + I;
    Tile.sync();
    Out[T] = S[T ^ 7];
    Tile.sync();
  }
}
/// Half of the block makes, the other half takes.
__global__ void hands(int *Out) {
  __shared__ int S[64];
  int T = threadIdx.x;
  for (int I = 0; I < 4; ++I)
    if (T < 64) {
      S[T] = T * I;
      asm volatile("bar.arrive 1, 128;" ::: "memory");
      asm volatile("bar.sync 2, 128;" ::: "memory");
    } else {
      asm volatile("bar.sync 1, 128;" ::: "memory");
      Out[T - 64] = S[127 - T];
      asm volatile("bar.arrive 2, 128;" ::: "memory");
    }
}
__device__ double addDouble(double *At, double Value) {
  auto *Bits = (unsigned long long *)At;
  unsigned long long Old = *Bits, Seen;
  do {
    Seen = Old;
    Old = atomicCAS(Bits, Seen,
                    __double_as_longlong(Value + __longlong_as_double(Seen)));
  } while (Seen != Old);
  return __longlong_as_double(Old);
}
/// One word for all, guesses, and the same flag from everyone.
__global__ void words(double *Sum, int *Max, int *Changed) {
  __shared__ int Histogram[16];
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (threadIdx.x < 16)
    Histogram[threadIdx.x] = 0;
  __syncthreads();
  atomicAdd(&Histogram[I % 16], 1);
  addDouble(Sum, 1);
  if (*Max < I)
    atomicMax(Max, I);
  *Changed = 1;
  __syncthreads();
  if (threadIdx.x < 16)
    addDouble(Sum, Histogram[threadIdx.x]);
}
struct Padded {
  double A;
  int B;
};
/// What lies between members is copied, and nobody has written it.
__global__ void padded(Padded *P, int *Out) {
  __shared__ Padded S[32];
  P[threadIdx.x].A = 1;
  P[threadIdx.x].B = 2;
  S[threadIdx.x] = P[threadIdx.x];
  __syncthreads();
  Padded Mine = S[31 - threadIdx.x];
  Out[threadIdx.x] = Mine.B + (threadIdx.x == 0 ? S[3].A : 0);
}
/// Threads that have ended are none to wait for.
__global__ void early(const int *In, int *Out, int N) {
  __shared__ int S[64];
  if (threadIdx.x >= N)
    return;
  S[threadIdx.x] = In[threadIdx.x];
  __syncthreads();
  Out[threadIdx.x] = S[N - 1 - threadIdx.x];
}
int main() {
  Buffer<int> In(4096), Out(4096);
  for (int I = 0; I < 4096; ++I)
    In[I] = I % 7;
  In.up();
  int *Parts;
  CUDA(cudaMalloc(&Parts, 4096));
  lastBlock<<<40, 64>>>(In.Device, Parts, Out.Device);
  chain<<<64, 64>>>(In.Device, Out.Device);
  oldReduce<<<1, 128>>>(In.Device, Out.Device);
  newReduce<<<1, 128>>>(In.Device, Out.Device);
  tiles<<<1, 64>>>(Out.Device);
  hands<<<1, 128>>>(Out.Device);
  double *Sum;
  CUDA(cudaMalloc(&Sum, 64));
  CUDA(cudaMemset(Sum, 0, 64));
  words<<<8, 64>>>(Sum, (int *)Sum + 4, (int *)Sum + 5);
  Padded *P;
  CUDA(cudaMalloc(&P, 32 * sizeof(Padded)));
  padded<<<1, 32>>>(P, Out.Device);
  early<<<1, 64>>>(In.Device, Out.Device, 50);
  CUDA(cudaDeviceSynchronize());
  return finish();
}
