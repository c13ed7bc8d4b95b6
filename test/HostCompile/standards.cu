// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every standard that nvcc takes: the C++ library's headers include each other
// in another order in each of them. Clang's own ones count on one order.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -std=c++17 %s -o %t.17 && %t.17 | FileCheck %s
// RUN: %perfclaim host-compile -std=c++20 %s -o %t.20 && %t.20 | FileCheck %s
#include <cstdio>
#include <cstdlib>
#include <new>
struct Pair {
  int First, Second;
};
__global__ void kernel(int *Out) {
  Pair *P = new Pair{3, 4};
  void *Space = std::malloc(sizeof(Pair));
  Pair *Q = new (Space) Pair(*P);
  *Out = 10 * Q->First + P->Second;
  std::free(Space);
  delete P;
}
int main() {
  int *Out, Host = 0;
  cudaMalloc(&Out, sizeof Host);
  kernel<<<1, 1>>>(Out);
  cudaMemcpy(&Host, Out, sizeof Host, cudaMemcpyDeviceToHost);
  std::printf("%d\n", Host); // CHECK: 34
}
