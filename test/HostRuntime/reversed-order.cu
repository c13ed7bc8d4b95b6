//===- reversed-order.cu - Blocks and threads from the last on --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// What takes its place by an atomic comes in another order where the last block
// and the last thread of each begin, also where threads wait for each other.
//
// RUN: %perfclaim host-compile %s -o %t
// RUN: env PERFCLAIM_HOST_WORKERS=1 %t | FileCheck %s
// RUN: env PERFCLAIM_HOST_WORKERS=1 PERFCLAIM_HOST_ORDER=reversed %t \
// RUN:   | FileCheck %s --check-prefix=LAST
// CHECK: plain 0 1 2 3 4 5 6 7
// CHECK-NEXT: waiting 0 1 2 3 4 5 6 7
// LAST: plain 7 6 5 4 3 2 1 0
// LAST-NEXT: waiting 7 6 5 4 3 2 1 0

#include <cstdio>

__global__ void plain(int *Order, int *Count) {
  Order[atomicAdd(Count, 1)] = blockIdx.x * blockDim.x + threadIdx.x;
}

__global__ void waiting(int *Order, int *Count) {
  Order[atomicAdd(Count, 1)] = blockIdx.x * blockDim.x + threadIdx.x;
  __syncthreads();
}

static void show(const char *Name, void (*Kernel)(int *, int *)) {
  int *Order, *Count, Result[8];
  cudaMalloc(&Order, sizeof Result);
  cudaMalloc(&Count, sizeof(int));
  cudaMemset(Count, 0, sizeof(int));
  Kernel<<<2, 4>>>(Order, Count);
  cudaMemcpy(Result, Order, sizeof Result, cudaMemcpyDeviceToHost);
  std::printf("%s", Name);
  for (int I : Result)
    std::printf(" %d", I);
  std::printf("\n");
}

int main() {
  show("plain", plain);
  show("waiting", waiting);
}
