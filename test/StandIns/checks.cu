//===- checks.cu - Checks by name, and atomics of torch ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// The checks of ATen/TensorUtils.h throw where what they name does not hold,
// and pass where it does; torch's header of atomics adds to all integers and
// halves.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s --implicit-check-not="not true"
// CHECK: checks work
// clang-format on

#include "Inputs/expect.h"
#include "perfclaim_torch/atomic_overloads.h"
#include <torch/extension.h>

template <class T> __global__ void add(T *Out) {
  atomicAdd(&Out[1], T(3));
  gpuAtomicAdd(&Out[threadIdx.x], T(-1));
}

template <class T> static bool adds(at::ScalarType Type) {
  torch::Tensor Sum =
      torch::zeros({4}, torch::dtype(Type).device(torch::kCUDA));
  add<T><<<1, 2>>>(Sum.data_ptr<T>());
  const torch::Tensor Host = Sum.cpu();
  const T *Data = Host.data_ptr<T>();
  return float(Data[0]) == float(T(-1)) && float(Data[1]) == 5 &&
         float(Data[2]) == 0;
}

__global__ void holds(int Number) {
  CUDA_KERNEL_ASSERT(Number > 0);
  CUDA_KERNEL_ASSERT_MSG(Number < 3, "small");
}

static bool holdsOf(int Number) {
  holds<<<1, 1>>>(Number);
  return cudaDeviceSynchronize() == cudaSuccess;
}

template <class F> static bool fails(const F &Check) {
  try {
    Check();
  } catch (const c10::Error &E) {
    return std::string(E.what()).find("who: ") != std::string::npos;
  }
  return false;
}

int main() {
  EXPECT(adds<int8_t>(at::kChar));
  EXPECT(adds<int16_t>(at::kShort));
  EXPECT(adds<int64_t>(at::kLong));
  EXPECT(adds<c10::Half>(at::kHalf));
  const auto On = torch::device(torch::kCUDA);
  const torch::Tensor A = torch::zeros({2, 3}, On),
                      B = torch::zeros({2, 3}, On),
                      C = torch::zeros({3, 2}, On.dtype(at::kHalf)), D;
  const at::TensorArg ArgA{A, "a", 1}, ArgB{B, "b", 2}, ArgC{C, "c", 3},
      None{D, "none", 4};
  const at::CheckedFrom Who = "who";
  at::checkAllSameGPU(Who, {ArgA, None, ArgC});
  at::checkAllSameType(Who, {ArgA, ArgB});
  at::checkAllSameSize(Who, {ArgA, ArgB});
  at::checkAllSameNumel(Who, {ArgA, ArgB, ArgC});
  at::checkDim(Who, ArgA, 2);
  at::checkSize(Who, ArgC, {3, 2});
  at::checkSize(Who, ArgC, 0, 3);
  at::checkScalarTypes(Who, ArgC, {at::kFloat, at::kHalf});
  EXPECT(fails([&] { at::checkAllSameType(Who, {ArgA, ArgB, ArgC}); }));
  EXPECT(fails([&] { at::checkAllSameSize(Who, {ArgA, ArgC}); }));
  EXPECT(fails([&] { at::checkDim(Who, ArgA, 3); }));
  EXPECT(fails([&] { at::checkSize(Who, ArgA, 1, 2); }));
  EXPECT(fails([&] { at::checkScalarType(Who, ArgA, at::kHalf); }));
  EXPECT(fails([&] { at::checkAllDefined(Who, {ArgA, None}); }));
  const torch::Tensor Turned = A.t();
  const at::TensorArg ArgT{Turned, "t", 1};
  EXPECT(fails([&] { at::checkContiguous(Who, ArgT); }));
  EXPECT(holdsOf(1) && !holdsOf(4));
  std::puts("checks work");
}
