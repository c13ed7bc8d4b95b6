// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Clusters: their barrier, each other's shared memory, places; by a launch's
// attribute and by the kernel's own.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=perfclaim:
// CHECK: {{^ok$}}
#include "check.h"
#include <cooperative_groups.h>
namespace cg = cooperative_groups;

/// Each block counts what is in its own part, and adds to the first one's sum.
__global__ void histogram(const int *In, int Count, int *Out) {
  __shared__ int Sums[8];
  cg::cluster_group Cluster = cg::this_cluster();
  int T = threadIdx.x;
  if (T < 8)
    Sums[T] = 0;
  Cluster.sync();
  int *First = Cluster.map_shared_rank(Sums, 0);
  for (int I = blockIdx.x * blockDim.x + T; I < Count; I += gridDim.x * blockDim.x)
    atomicAdd(&First[In[I] % 8], 1);
  Cluster.sync();
  if (Cluster.block_rank() == 0 && T < 8)
    atomicAdd(&Out[T], Sums[T]);
}
/// Blocks hand a number round, several times.
__global__ void __cluster_dims__(2, 2, 1) ring(int *Out, int *Places) {
  __shared__ int Mine[2];
  cg::cluster_group Cluster = cg::this_cluster();
  unsigned Rank = Cluster.block_rank(), Next = (Rank + 1) % Cluster.num_blocks();
  if (threadIdx.x == 0)
    Mine[0] = Rank;
  for (int Round = 0; Round < 5; ++Round) {
    Cluster.sync();
    if (threadIdx.x == 0)
      *Cluster.map_shared_rank(&Mine[(Round + 1) % 2], Next) = Mine[Round % 2];
  }
  Cluster.sync();
  int Block = blockIdx.y * gridDim.x + blockIdx.x;
  if (threadIdx.x == 0) {
    Out[Block] = Mine[1];
    dim3 P = Cluster.block_index(), D = Cluster.dim_blocks();
    Places[Block * 4] = P.x + 10 * P.y;
    Places[Block * 4 + 1] = D.x + 10 * D.y;
    unsigned X, Y;
    asm("mov.u32 %0, %%clusterid.x;" : "=r"(X));
    asm("mov.u32 %0, %%nclusterid.y;" : "=r"(Y));
    Places[Block * 4 + 2] = X;
    Places[Block * 4 + 3] = Y;
  }
}
/// Threads that end have not to come to the barrier again.
__global__ void __cluster_dims__(4, 1, 1) early(int *Out) {
  unsigned Rank;
  asm("mov.u32 %0, %%cluster_ctarank;" : "=r"(Rank));
  asm volatile("barrier.cluster.arrive.aligned;");
  if (threadIdx.x % 2)
    return;
  asm volatile("barrier.cluster.wait.aligned;");
  asm volatile("barrier.cluster.arrive.release;\nbarrier.cluster.wait.acquire;" ::: "memory");
  atomicAdd(Out, Rank + 1);
}
__global__ void alone(int *Out) {
  auto Cluster = cg::this_cluster();
  Cluster.sync();
  Out[blockIdx.x] = Cluster.num_blocks() * 10 + Cluster.block_rank();
}
/// The size comes from a template.
template <int A, int B> __global__ void __cluster_dims__(A * B, 1, 1) generic(int *Out) {
  unsigned Rank = cg::this_cluster().block_rank(), Count = cg::this_cluster().num_blocks();
  if (threadIdx.x == 0)
    Out[blockIdx.x] = Count * 10 + Rank;
}
int main() {
  const int N = 10000;
  Buffer<int> In(N), Out(8);
  for (int I = 0; I < N; ++I)
    In[I] = I * I;
  In.up(), Out.up();
  for (int Size : {1, 2, 8}) {
    CUDA(cudaMemset(Out.Device, 0, 8 * sizeof(int)));
    cudaLaunchConfig_t Config = {};
    Config.gridDim = 16, Config.blockDim = 64;
    cudaLaunchAttribute A;
    A.id = cudaLaunchAttributeClusterDimension;
    A.val.clusterDim.x = Size, A.val.clusterDim.y = A.val.clusterDim.z = 1;
    Config.attrs = &A, Config.numAttrs = 1;
    CUDA(cudaLaunchKernelEx(&Config, histogram, (const int *)In.Device, N, Out.Device));
    Out.down();
    int Right[8] = {};
    for (int I = 0; I < N; ++I)
      ++Right[In[I] % 8];
    for (int I = 0; I < 8; ++I)
      EXPECT(Out[I] == Right[I]);
    // Nor is a grid that has no whole number of clusters.
    Config.gridDim = 17;
    if (Size > 1)
      EXPECT(cudaLaunchKernelEx(&Config, histogram, (const int *)In.Device, N,
                                Out.Device) == cudaErrorInvalidClusterSize);
    cudaGetLastError();
  }
  Buffer<int> R(24), P(96);
  ring<<<dim3(6, 4), 32>>>(R.Device, P.Device);
  R.down(), P.down();
  for (int Y = 0; Y < 4; ++Y)
    for (int X = 0; X < 6; ++X) {
      int B = Y * 6 + X, Rank = X % 2 + Y % 2 * 2;
      EXPECT(R[B] == (Rank + 4 * 5 - 5) % 4);
      EXPECT(P[B * 4] == X % 2 + 10 * (Y % 2) && P[B * 4 + 1] == 22);
      EXPECT(P[B * 4 + 2] == X / 2 && P[B * 4 + 3] == 2);
    }
  Buffer<int> E(1);
  E.up();
  early<<<8, 64>>>(E.Device);
  E.down();
  EXPECT(E[0] == 2 * 32 * (1 + 2 + 3 + 4));
  alone<<<3, 32>>>(R.Device);
  R.down();
  EXPECT(R[0] == 10 && R[2] == 10);
  generic<2, 2><<<8, 32>>>(R.Device);
  R.down();
  for (int I = 0; I < 8; ++I)
    EXPECT(R[I] == 40 + I % 4);
  return finish();
}
