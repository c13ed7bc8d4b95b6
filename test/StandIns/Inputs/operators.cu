//===- operators.cu - Operators through the stand-in for torch --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Prints what operators.py prints with torch itself, line by line.
///
//===----------------------------------------------------------------------===//

#include <cstdio>
#include <torch/all.h>

static unsigned Count = 0;

static void show(const char *Name, const torch::Tensor &X) {
  std::ostringstream Line;
  Line << Name << ' ' << X.sizes() << ' ' << X.strides() << ' '
       << X.scalar_type() << ' ' << X.storage_offset() << ' '
       << X.is_contiguous();
  const torch::Tensor All = X.to(torch::kFloat64).contiguous();
  for (int64_t I = 0; I != All.numel(); ++I)
    Line << ' ' << All.data_ptr<double>()[I];
  std::puts(Line.str().c_str());
  ++Count;
}

int main() {
  const auto F = torch::TensorOptions().dtype(torch::kFloat32);
  const torch::Tensor A = torch::arange(12).to(torch::kFloat32).view({3, 4});
  const torch::Tensor B = torch::arange(24).to(torch::kInt32).view({2, 3, 4});
  show("arange", torch::arange(2, 7));
  show("zeros", torch::zeros({2, 3}, F));
  show("ones", torch::ones({3}, F.dtype(torch::kInt64)));
  show("full", torch::full({2, 2}, 7, F.dtype(torch::kInt32)));
  show("full_float", torch::full({2}, 1.5));
  show("tensor", torch::tensor({1, 2, 3}, F.dtype(torch::kInt32)));
  show("zeros_like", torch::zeros_like(A));
  show("ones_like", torch::ones_like(B));
  show("full_like", torch::full_like(A, 2.5));
  show("new_zeros", A.new_zeros({2, 2}));
  show("new_ones", B.new_ones({2}));
  show("new_full", A.new_full({1, 2}, 3));
  show("empty_strided", torch::empty_strided({2, 3}, {1, 2}, F).fill_(4));
  show("view", A.view({2, -1}));
  show("view_as", A.view_as(A.view({4, 3})));
  show("reshape", A.t().reshape({2, 6}));
  show("reshape_split", A.t().view({2, 2, 3}));
  show("as_strided", A.as_strided({2, 2}, {4, 2}, 1));
  show("slice", A.slice(1, 1, 4, 2));
  show("slice_negative", A.slice(0, -2));
  show("slice_beyond", A.slice(0, 1, 100));
  show("narrow", A.narrow(1, 1, 2));
  show("select", B.select(1, -1));
  show("index", B[1][2]);
  show("squeeze", A.view({1, 3, 1, 4}).squeeze());
  show("squeeze_one", A.view({1, 3, 1, 4}).squeeze(2));
  show("squeeze_none", A.squeeze(0));
  show("unsqueeze", A.unsqueeze(1));
  show("unsqueeze_last", A.unsqueeze(-1));
  show("transpose", A.transpose(0, 1));
  show("transpose_inner", B.transpose(-1, 0));
  show("t", A.t());
  show("permute", B.permute({2, 0, 1}));
  show("expand", A.slice(0, 0, 1).expand({3, 4}));
  show("expand_keep", A.unsqueeze(0).expand({2, -1, -1}));
  show("expand_as", A[0].expand_as(A));
  show("flatten", B.flatten(1, 2));
  show("flatten_strided", B.transpose(1, 2).flatten());
  show("unflatten", B.unflatten(2, {2, 2}));
  show("contiguous", B.transpose(0, 2).contiguous());
  show("clone", A.t().clone());
  show("clone_expanded", A[0].expand_as(A).clone());
  show("clone_sliced", A.t().slice(0, 1, 3).clone());
  show("to_strided", A.t().to(torch::kHalf));
  show("zeros_like_strided", torch::zeros_like(B.transpose(0, 2)));
  show("to_half", A.to(torch::kHalf));
  show("to_bfloat16", torch::full({2}, 3.14159).to(torch::kBFloat16));
  show("to_int", torch::full({2}, -2.75).to(torch::kInt32));
  show("to_byte",
       torch::full({2}, 200, F.dtype(torch::kInt32)).to(torch::kUInt8));
  show("to_bool", A.to(torch::kBool));
  show("type_as", A.type_as(B));
  show("fill_", torch::empty({2, 2}, F).fill_(0.25));
  show("zero_", torch::ones({2}, F).zero_());
  show("copy_", torch::zeros({3, 4}, F).copy_(A));
  show("copy_converted", torch::zeros({2, 3, 4}, F).copy_(B));
  const torch::Tensor C = torch::zeros({3, 4}, F);
  C.slice(1, 1, 3).copy_(A.slice(1, 0, 2));
  show("copy_view", C);
  show("cat", torch::cat({A, A.slice(0, 0, 1)}));
  show("cat_promoted",
       torch::cat({A.to(torch::kInt32), B[0].to(torch::kInt64)}, -1));
  show("cat_nothing", torch::cat({torch::empty({0}, F), A}));
  show("stack", torch::stack({A, A}, 1));
  show("arange_step", torch::arange(7, 0, -2));
  show("add", A + A.t().contiguous().t());
  show("add_strided", A.t() + 1);
  show("add_alpha_number", 2 * A - 1);
  show("add_broadcast", A + A.slice(1, 0, 1));
  show("add_promoted", A.to(torch::kUInt8) + A.to(torch::kInt8));
  show("add_no_sizes", B + torch::full({}, 0.5, F));
  show("add_to_half", A.to(torch::kHalf) + B[0]);
  show("mul_half", A.to(torch::kHalf) * 0.25);
  show("mul_half_bfloat16", A.to(torch::kHalf) * A.to(torch::kBFloat16));
  show("mul_integer_by_real", B * 1.5);
  show("div", B / 2);
  show("div_zero", (A + 1) / 0);
  show("lt", A < 5);
  show("ge_number_first", 5 >= A);
  show("ne", A[0] != A);
  show("sum", A.sum());
  show("sum_of_integers", B.sum());
  show("sum_one", A.sum(0));
  show("sum_two_kept", B.sum({0, 2}, true));
  show("cumsum", B.cumsum(1));
  show("max", A.max());
  show("min_places", std::get<1>(B.min(1)));
  show("max_values", std::get<0>(torch::max(B, -1, true)));
  show("any", (A > 100).any());
  show("all", (A >= 0).all());
  show("masked_select", A.masked_select(A > 4));
  show("nonzero", (A > 9).nonzero());
  show("index_select", A.index_select(1, torch::tensor({3, 0})));
  show("repeat", A.repeat({2, 1, 2})[1]);
  show("split", A.split(3, 1)[1]);
  show("chunk", B.chunk(2, 2)[1]);
  show("unbind", A.unbind(1)[2]);
  show("add_", torch::ones({3, 4}, F).add_(A));
  std::printf("operators %u\n", Count);
  std::printf("%lld %lld %d\n", static_cast<long long>(B.numel()),
              static_cast<long long>(B.element_size()),
              B.select(1, 0).is_contiguous());
}
