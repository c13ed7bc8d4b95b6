// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A program that asks for what a device refuses gets the device's errors, and
// one that faults is told so by the next call that waits.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: %t 2>&1 | FileCheck %s

#include <cstdio>
#include <cuda_runtime.h>

__global__ void store(int *Out) { *Out = 1; }
__global__ void __launch_bounds__(64) bounded(int *Out) { *Out = 1; }
__device__ int Counter = 5;

static void say(const char *What) {
  printf("%s: %s\n", What, cudaGetErrorName(cudaGetLastError()));
}

int main() {
  int *Data;
  cudaMalloc(&Data, sizeof(int));
  store<<<0, 1>>>(Data);
  // CHECK: zero grid: cudaErrorInvalidConfiguration
  say("zero grid");
  store<<<1, 2048>>>(Data);
  // CHECK: large block: cudaErrorInvalidConfiguration
  say("large block");
  bounded<<<1, 65>>>(Data);
  // CHECK: launch bounds: cudaErrorLaunchOutOfResources
  say("launch bounds");
  store<<<1, 1, 64 * 1024>>>(Data);
  // CHECK: shared: cudaErrorInvalidValue
  say("shared");
  cudaFuncSetAttribute(store, cudaFuncAttributeMaxDynamicSharedMemorySize,
                       64 * 1024);
  store<<<1, 1, 64 * 1024>>>(Data);
  // CHECK: shared asked for: cudaSuccess
  say("shared asked for");
  int Host = 0;
  cudaMemcpyFromSymbol(&Host, Counter, 8);
  // CHECK: past a variable: cudaErrorInvalidValue
  say("past a variable");
  cudaMemcpyFromSymbol(&Host, Counter, 4);
  // CHECK: counter 5
  printf("counter %d\n", Host);
  cudaIpcMemHandle_t Handle;
  cudaIpcGetMemHandle(&Handle, nullptr);
  // CHECK: another process: cudaErrorNotSupported
  say("another process");
  store<<<1, 1>>>(nullptr);
  // CHECK: launched: cudaSuccess
  say("launched");
  // CHECK: waited: cudaErrorIllegalAddress
  printf("waited: %s\n", cudaGetErrorName(cudaDeviceSynchronize()));
  // CHECK: after: cudaErrorIllegalAddress
  printf("after: %s\n", cudaGetErrorName(cudaFree(Data)));
  cudaDeviceReset();
  // CHECK: reset: cudaSuccess
  printf("reset: %s\n", cudaGetErrorName(cudaMalloc(&Data, 4)));
}
