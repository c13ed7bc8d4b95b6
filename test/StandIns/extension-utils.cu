//===- extension-utils.cu - The stand-in for FlashInfer's checks -*- C++ -*-=//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// Each check throws where it does not hold; a dispatch names the toolkit's
// type.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s
// CHECK: device 0 1
// CHECK-NEXT: contiguous 0 1
// CHECK-NEXT: last 0 1
// CHECK-NEXT: dimensions 0 1
// CHECK-NEXT: equal 0 1
// CHECK-NEXT: at least 0 1
// CHECK-NEXT: shape 0 1
// CHECK-NEXT: half 2 float throws 1
// CHECK-NEXT: eight bits 1 own switch 2 0
// clang-format on

#include <cstdio>
#include <pytorch_extension_utils.h>

template <class F> static int throws(F Check) {
  try {
    Check();
  } catch (const std::exception &) {
    return 1;
  }
  return 0;
}

static int bytesOf(at::ScalarType Type) {
  int Bytes = 0;
  DISPATCH_PYTORCH_DTYPE_TO_CTYPE_FP16(Type, element, [&] {
    Bytes = sizeof(element);
    return true;
  });
  return Bytes;
}

static int smallBytesOf(at::ScalarType Type) {
  int Bytes = 0;
  DISPATCH_PYTORCH_DTYPE_TO_CTYPE(Type, element, [&] {
    Bytes = sizeof(element);
    return true;
  });
  return Bytes;
}

static int ownSwitch(at::ScalarType Type) {
  int Bytes = 0;
  const auto Take = [&] {
    switch (Type) {
      _DISPATCH_CASE_BF16(element, [&] {
        Bytes = sizeof(element);
        return true;
      })
    default:
      return false;
    }
  };
  return Take() ? Bytes : 0;
}

int main() {
  const auto Device = torch::TensorOptions().device(torch::kCUDA);
  torch::Tensor On = torch::zeros({4, 8}, Device), Host = torch::zeros({4, 8});
  torch::Tensor Turned = On.transpose(0, 1), Flat = torch::zeros({4}, Device);
  std::printf("device %d %d\n", throws([&] { CHECK_CUDA(On); }),
              throws([&] { CHECK_CUDA(Host); }));
  std::printf("contiguous %d %d\n", throws([&] { CHECK_INPUT(On); }),
              throws([&] { CHECK_INPUT(Turned); }));
  std::printf("last %d %d\n",
              throws([&] { CHECK_LAST_DIM_CONTIGUOUS_INPUT(On); }),
              throws([&] { CHECK_LAST_DIM_CONTIGUOUS_INPUT(Turned); }));
  std::printf("dimensions %d %d\n", throws([&] { CHECK_DIM(2, On); }),
              throws([&] { CHECK_DIM(2, Flat); }));
  std::printf("equal %d %d\n", throws([&] { CHECK_EQ(On.size(0), 4); }),
              throws([&] { CHECK_EQ(On.size(0), 5); }));
  std::printf("at least %d %d\n", throws([&] { CHECK_GE(On.size(0), 4); }),
              throws([&] { CHECK_GE(On.size(0), 5); }));
  std::printf("shape %d %d\n", throws([&] { CHECK_SHAPE(On, Host); }),
              throws([&] { CHECK_SHAPE(On, Flat); }));
  std::printf("half %d float throws %d\n", bytesOf(at::kHalf),
              throws([&] { bytesOf(at::kFloat); }));
  std::printf("eight bits %d own switch %d %d\n",
              smallBytesOf(at::kFloat8_e4m3fn), ownSwitch(at::kBFloat16),
              ownSwitch(at::kHalf));
}
