// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: cuda-toolkit
//
// Blocks have no order of their own; on request the last one begins.
//
// RUN: %perfclaim host-compile %s -o %t
// RUN: env PERFCLAIM_HOST_WORKERS=1 %t | FileCheck %s
// RUN: env PERFCLAIM_HOST_WORKERS=1 PERFCLAIM_HOST_ORDER=reversed %t \
// RUN:   | FileCheck %s --check-prefix=REVERSED
// CHECK: plain 0 1 2 3
// CHECK: waits 0 1 2 3
// REVERSED: plain 3 2 1 0
// REVERSED: waits 3 2 1 0

#include <cstdio>

__global__ void plain(int *out) { out[1 + atomicAdd(out, 1)] = blockIdx.x; }

__global__ void waits(int *out) {
  __syncthreads();
  if (threadIdx.x == 0)
    out[1 + atomicAdd(out, 1)] = blockIdx.x;
  __syncthreads();
}

static void show(const char *name, void (*kernel)(int *), int threads) {
  int *out, host[5];
  cudaMalloc(&out, sizeof host);
  cudaMemset(out, 0, sizeof host);
  kernel<<<4, threads>>>(out);
  cudaMemcpy(host, out, sizeof host, cudaMemcpyDeviceToHost);
  std::printf("%s %d %d %d %d\n", name, host[1], host[2], host[3], host[4]);
}

int main() {
  show("plain", plain, 1);
  show("waits", waits, 64);
}
