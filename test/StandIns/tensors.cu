//===- tensors.cu - Tensors of the stand-in for torch -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// Tensors of the stand-in for torch: sizes, views, copies and fills, on the
// host backend.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s --implicit-check-not="not true"
// CHECK: tensors work
// clang-format on

#include "Inputs/expect.h"
#include <sstream>
#include <torch/all.h>

static const auto Floats =
    torch::TensorOptions().device(torch::kCUDA).dtype(torch::kFloat32);

static torch::Tensor count(int64_t N, torch::IntArrayRef Sizes) {
  return torch::arange(N, Floats.dtype(torch::kInt64))
      .to(torch::kFloat32)
      .reshape(Sizes);
}

static void sizes() {
  const torch::Tensor A = count(12, {3, 4});
  EXPECT(A.dim() == 2 && A.size(0) == 3 && A.size(-1) == 4);
  EXPECT(A.stride(0) == 4 && A.stride(-1) == 1 && A.numel() == 12);
  EXPECT(A.is_contiguous() && A.is_cuda() && A.element_size() == 4);
  EXPECT(A.nbytes() == 48 && A.get_device() == 0);
  EXPECT(A.scalar_type() == torch::kFloat32 && A.dtype() == torch::kFloat32);
  EXPECT(A.sizes() == A.clone().sizes() && A.sizes()[1] == 4);
  EXPECT(A.options().dtype() == torch::kFloat32);
  std::ostringstream Text;
  Text << A.options();
  EXPECT(Text.str().find("(dtype=Float, device=cuda:0, layout=") !=
         std::string::npos);
  EXPECT(throws<c10::IndexError>([&] { A.size(2); }, "out of range"));
  EXPECT(!torch::Tensor().defined());
  EXPECT(throws<c10::Error>([] { torch::Tensor().size(0); }, "not defined"));
}

static void data() {
  const torch::Tensor A = count(12, {3, 4});
  EXPECT(A.data_ptr<float>() == A.data_ptr());
  EXPECT(A.const_data_ptr<float>() == A.mutable_data_ptr<float>());
  EXPECT(throws<c10::Error>([&] { A.data_ptr<int>(); },
                            "expected scalar type Int but found Float"));
  EXPECT(A[1][2].item<float>() == 6);
}

static void views() {
  const torch::Tensor A = count(12, {3, 4});
  const torch::Tensor T = A.t();
  EXPECT(!T.is_contiguous() && T.size(0) == 4 && T.stride(0) == 1);
  EXPECT(T.data_ptr() == A.data_ptr() && T[2][1].item<float>() == 6);
  EXPECT(A.view({-1, 2}).size(0) == 6);
  EXPECT(throws<c10::Error>([&] { A.view({5, -1}); }, "is invalid for input"));
  EXPECT(throws<c10::Error>([&] { T.view({12}); }, "not compatible"));
  EXPECT(T.reshape({12})[1].item<float>() == 4);
  EXPECT(T.view({2, 2, 3}).stride(0) == 2);
  EXPECT(A.slice(0, 1, 3).storage_offset() == 4);
  EXPECT(A.narrow(1, 2, 2)[1][0].item<float>() == 6);
  EXPECT(A.select(0, -1)[0].item<float>() == 8);
  EXPECT(A.unsqueeze(1).size(1) == 1 && A.unsqueeze(1).squeeze(1).dim() == 2);
  EXPECT(A.permute({1, 0}).stride(0) == 1 && A.flatten().dim() == 1);
  EXPECT(A.unflatten(1, {2, 2})[1][1][0].item<float>() == 6);
  EXPECT(A.select(0, 0).expand({2, 4}).stride(0) == 0);
}

static void copies() {
  const torch::Tensor A = count(12, {3, 4});
  EXPECT(A.contiguous().data_ptr() == A.data_ptr());
  const torch::Tensor C = A.t().contiguous();
  EXPECT(C.data_ptr() != A.data_ptr() && C[2][1].item<float>() == 6);
  EXPECT(A.to(torch::kHalf)[2][3].item<float>() == 11);
  EXPECT(A.cpu().is_cpu() && A.cpu()[2][3].item<float>() == 11);
  const torch::Tensor Z = torch::zeros_like(A);
  EXPECT(Z[1][1].item<float>() == 0);
  Z.narrow(1, 1, 2).copy_(A.narrow(1, 0, 2));
  EXPECT(Z[2][1].item<float>() == 8 && Z[2][3].item<float>() == 0);
  EXPECT(
      torch::full({2, 3}, 7, Floats.dtype(torch::kInt32))[1][2].item<int>() ==
      7);
  EXPECT(torch::tensor({1, 2, 3}, Floats.dtype(torch::kInt32))[2].item<int>() ==
         3);
  EXPECT(A.new_zeros({2}).is_cuda() && torch::empty({2}).is_cpu());
}

static void memory() {
  // What is freed is handed out again: a launcher does not pay each time.
  const void *First = torch::empty({100}, Floats).data_ptr();
  const torch::Tensor Again = torch::empty({100}, Floats);
  EXPECT(Again.data_ptr() == First);
  EXPECT(torch::empty({100}, Floats).data_ptr() != First);
}

template <class To, class From> static To converted(From Value) {
  return torch::from_blob(&Value, {1}, c10::CppTypeToScalarType<From>::value)
      .to(c10::CppTypeToScalarType<To>::value)
      .template data_ptr<To>()[0];
}

static void conversions() {
  // Rounded once, from the whole value.
  const int64_t Odd = (int64_t(1) << 53) + 1;
  EXPECT(converted<float>(Odd) == static_cast<float>(Odd));
  EXPECT(converted<uint64_t>(Odd) == static_cast<uint64_t>(Odd));
  EXPECT(converted<double>(~uint64_t(0)) == 18446744073709551616.0);
  EXPECT(converted<int64_t>(~uint64_t(0)) == -1);
  EXPECT(converted<int8_t>(uint16_t(0x1ff)) == -1);
  EXPECT(converted<int>(-2.75) == -2 && converted<bool>(0.25f));
  EXPECT(converted<float>(c10::Half(0.1f)) ==
         static_cast<float>(c10::Half(0.1f)));
  EXPECT(static_cast<float>(converted<c10::BFloat16>(0.1)) ==
         static_cast<float>(c10::BFloat16(0.1f)));
  EXPECT(static_cast<float>(converted<c10::Half>(int64_t(2049))) == 2048);
  EXPECT(static_cast<float>(converted<c10::Float8_e4m3fn>(true)) == 1);
}

int main() {
  sizes();
  data();
  views();
  copies();
  conversions();
  memory();
  if (!Failures)
    std::puts("tensors work");
}
