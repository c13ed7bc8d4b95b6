// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What nvcc and g++ take and Clang does not by itself: a launch with blanks in
// its brackets, literals that touch a macro, narrowing in braces, `register`, a
// register's name with one sign in an asm, dynamic shared memory of a class in a
// template.
// The current folder as the only include folder is no argument of others.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I. %s -o %t
// RUN: %t | FileCheck %s

#include <cstdio>
#define SUFFIX " kernel\n"

struct Pair { int A[8], B[8]; };
template <int N> __global__ void store(int *Out, int Value) {
  extern __shared__ Pair S;
  int Lane;
  asm("mov.u32 %0, %laneid;" : "=r"(Lane));
  S.B[Lane % N] = Value - Lane;
  *Out = S.B[Lane % N];
}

int main() {
  int *Out, Result;
  double Wide = 3.5;
  int Values[] = {Wide};
  register int Kept = 39;
  cudaMalloc(&Out, sizeof Result);
  store<4><< < 1, dim3(1), sizeof(Pair) >> >(Out, Values[0] + Kept);
  cudaMemcpy(&Result, Out, sizeof Result, cudaMemcpyDeviceToHost);
  // CHECK: 42 kernel
  printf("%d"SUFFIX, Result);
}
