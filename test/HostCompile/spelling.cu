// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What nvcc and g++ take and Clang does not by itself: a launch with blanks in
// its brackets, literals that touch a macro, narrowing in braces, `register`.
// The current folder as the only include folder is no argument of others.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I. %s -o %t
// RUN: %t | FileCheck %s

#include <cstdio>
#define SUFFIX " kernel\n"

__global__ void store(int *Out, int Value) { *Out = Value; }

int main() {
  int *Out, Result;
  double Wide = 3.5;
  int Values[] = {Wide};
  register int Kept = 39;
  cudaMalloc(&Out, sizeof Result);
  store<< < 1, dim3(1) >> >(Out, Values[0] + Kept);
  cudaMemcpy(&Result, Out, sizeof Result, cudaMemcpyDeviceToHost);
  // CHECK: 42 kernel
  printf("%d"SUFFIX, Result);
}
