//===- array-at.cu - std::array::at() in a kernel ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// What is constexpr may be called in kernels, though its failure throws: nvcc takes
// it with --expt-relaxed-constexpr. Beyond the end a kernel traps, and the host throws.
//
// RUN: %perfclaim host-compile -std=c++17 --expt-relaxed-constexpr %s -o %t
// RUN: %t | FileCheck %s
// CHECK: 7 thrown 1 failed 1

#include <array>
#include <cstdio>
#include <stdexcept>

struct Model {
  std::array<int, 3> Parts;
  __host__ __device__ int at(int I) const { return Parts.at(I); }
};

__global__ void read(Model M, int *Out, int I) { *Out = M.at(I); }

int main() {
  const Model M{{5, 6, 7}};
  int *Out = nullptr, Value = 0;
  cudaMalloc(&Out, sizeof(int));
  read<<<1, 1>>>(M, Out, 2);
  cudaMemcpy(&Value, Out, sizeof(int), cudaMemcpyDeviceToHost);
  bool Thrown = false;
  try {
    M.at(Value);
  } catch (const std::out_of_range &) {
    Thrown = true;
  }
  read<<<1, 1>>>(M, Out, 3);
  std::printf("%d thrown %d failed %d\n", Value, Thrown,
              cudaDeviceSynchronize() != cudaSuccess);
}
