// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Streams, events, host functions, pinned and managed memory, pools, occupancy
// and cooperative launches, as programs use them; and the trace of it all.
//
// REQUIRES: cuda-toolkit
// RUN: rm -f %t.jsonl
// RUN: %perfclaim host-compile %s -o %t
// RUN: env PERFCLAIM_HOST_TRACE=%t.jsonl PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: FileCheck %s --check-prefix=TRACE < %t.jsonl

#include <cooperative_groups.h>
#include <cstdio>
#include <cuda_runtime.h>

__global__ void add(int *Data, int Value) {
  atomicAdd(&Data[threadIdx.x], Value);
}
__global__ void total(int *Data, int *Sum) {
  const int I = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(Sum, Data[I % 32]);
  cooperative_groups::this_grid().sync();
  if (I == 0)
    *Sum *= 2;
}

int main() {
  cudaStream_t Stream;
  cudaEvent_t Start, Stop;
  cudaStreamCreate(&Stream);
  cudaEventCreate(&Start);
  cudaEventCreate(&Stop);
  int *Host, *Device, *Managed;
  cudaMallocHost((void **)&Host, 128);
  cudaMallocManaged(&Managed, sizeof(int));
  cudaMallocAsync((void **)&Device, 128, Stream);
  for (int I = 0; I != 32; ++I)
    Host[I] = I;
  cudaEventRecord(Start, Stream);
  cudaMemcpyAsync(Device, Host, 128, cudaMemcpyHostToDevice, Stream);
  add<<<1, 32, 0, Stream>>>(Device, 1);
  cudaLaunchHostFunc(
      Stream, [](void *Text) { printf("%s\n", (const char *)Text); },
      (void *)"from the stream");
  // CHECK: from the stream
  cudaMemcpyAsync(Host, Device, 128, cudaMemcpyDeviceToHost, Stream);
  cudaEventRecord(Stop, Stream);
  cudaStreamSynchronize(Stream);
  float Time = 0;
  cudaEventElapsedTime(&Time, Start, Stop);
  // CHECK: 1 32, timed
  printf("%d %d, %s\n", Host[0], Host[31], Time > 0 ? "timed" : "no time");

  *Managed = 0;
  void *Arguments[] = {&Device, &Managed};
  cudaLaunchCooperativeKernel((void *)total, dim3(2), dim3(32), Arguments, 0,
                              Stream);
  cudaDeviceSynchronize();
  // CHECK: total 2112
  printf("total %d\n", *Managed);

  int Grid = 0, Block = 0, Blocks = 0;
  cudaOccupancyMaxPotentialBlockSize(&Grid, &Block, add, 0, 0);
  cudaOccupancyMaxActiveBlocksPerMultiprocessor(&Blocks, add, 256, 0);
  // CHECK: 264 blocks of 1024, 8 of 256
  printf("%d blocks of %d, %d of 256\n", Grid, Block, Blocks);
  // CHECK: no error
  printf("%s\n", cudaGetErrorString(cudaGetLastError()));
}
// TRACE: {"allocate": "cudaMallocHost"
// TRACE: {"copy": "cudaMemcpyAsync", "kind": "HtoD", "bytes": 128}
// TRACE-NEXT: {"launch": "_Z3addPii", "grid": [1, 1, 1], "block": [32, 1, 1]
// TRACE: {"synchronize": "cudaStreamSynchronize"}
// TRACE-NEXT: {"launch": "_Z5totalPiS_", "grid": [2, 1, 1]
