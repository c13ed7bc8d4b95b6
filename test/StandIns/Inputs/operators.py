# ===- operators.py - Operators through torch itself ----------------------=== #
#
# Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ===----------------------------------------------------------------------=== #
"""Prints what operators.cu prints with the stand-in, line by line."""

import torch

NAMES = {
    torch.uint8: "Byte",
    torch.int8: "Char",
    torch.int16: "Short",
    torch.int32: "Int",
    torch.int64: "Long",
    torch.float16: "Half",
    torch.bfloat16: "BFloat16",
    torch.float32: "Float",
    torch.bool: "Bool",
}
count = 0


def show(name, x):
    global count
    count += 1
    values = [f"{value:g}" for value in
              x.to(torch.float64).contiguous().flatten().tolist()]
    print(" ".join([name, str(list(x.size())), str(list(x.stride())),
                    NAMES[x.dtype], str(x.storage_offset()),
                    str(int(x.is_contiguous())), *values]))


F = torch.float32
A = torch.arange(12).to(F).view(3, 4)
B = torch.arange(24).to(torch.int32).view(2, 3, 4)
show("arange", torch.arange(2, 7))
show("zeros", torch.zeros(2, 3))
show("ones", torch.ones(3, dtype=torch.int64))
show("full", torch.full((2, 2), 7, dtype=torch.int32))
show("full_float", torch.full((2,), 1.5))
show("tensor", torch.tensor([1, 2, 3], dtype=torch.int32))
show("zeros_like", torch.zeros_like(A))
show("ones_like", torch.ones_like(B))
show("full_like", torch.full_like(A, 2.5))
show("new_zeros", A.new_zeros(2, 2))
show("new_ones", B.new_ones(2))
show("new_full", A.new_full((1, 2), 3))
show("empty_strided", torch.empty_strided((2, 3), (1, 2)).fill_(4))
show("view", A.view(2, -1))
show("view_as", A.view_as(A.view(4, 3)))
show("reshape", A.t().reshape(2, 6))
show("reshape_split", A.t().view(2, 2, 3))
show("as_strided", A.as_strided((2, 2), (4, 2), 1))
show("slice", A[:, 1:4:2])
show("slice_negative", A[-2:])
show("slice_beyond", A[1:100])
show("narrow", A.narrow(1, 1, 2))
show("select", B.select(1, -1))
show("index", B[1][2])
show("squeeze", A.view(1, 3, 1, 4).squeeze())
show("squeeze_one", A.view(1, 3, 1, 4).squeeze(2))
show("squeeze_none", A.squeeze(0))
show("unsqueeze", A.unsqueeze(1))
show("unsqueeze_last", A.unsqueeze(-1))
show("transpose", A.transpose(0, 1))
show("transpose_inner", B.transpose(-1, 0))
show("t", A.t())
show("permute", B.permute(2, 0, 1))
show("expand", A[0:1].expand(3, 4))
show("expand_keep", A.unsqueeze(0).expand(2, -1, -1))
show("expand_as", A[0].expand_as(A))
show("flatten", B.flatten(1, 2))
show("flatten_strided", B.transpose(1, 2).flatten())
show("unflatten", B.unflatten(2, (2, 2)))
show("contiguous", B.transpose(0, 2).contiguous())
show("clone", A.t().clone())
show("clone_expanded", A[0].expand_as(A).clone())
show("clone_sliced", A.t()[1:3].clone())
show("to_strided", A.t().to(torch.float16))
show("zeros_like_strided", torch.zeros_like(B.transpose(0, 2)))
show("to_half", A.to(torch.float16))
show("to_bfloat16", torch.full((2,), 3.14159).to(torch.bfloat16))
show("to_int", torch.full((2,), -2.75).to(torch.int32))
show("to_byte", torch.full((2,), 200, dtype=torch.int32).to(torch.uint8))
show("to_bool", A.to(torch.bool))
show("type_as", A.type_as(B))
show("fill_", torch.empty(2, 2).fill_(0.25))
show("zero_", torch.ones(2).zero_())
show("copy_", torch.zeros(3, 4).copy_(A))
show("copy_converted", torch.zeros(2, 3, 4).copy_(B))
C = torch.zeros(3, 4)
C[:, 1:3].copy_(A[:, 0:2])
show("copy_view", C)
show("cat", torch.cat([A, A[:1]]))
show("cat_promoted", torch.cat([A.to(torch.int32), B[0].to(torch.int64)], -1))
show("cat_nothing", torch.cat([torch.empty(0), A]))
show("stack", torch.stack([A, A], 1))
show("arange_step", torch.arange(7, 0, -2))
show("add", A + A.t().contiguous().t())
show("add_strided", A.t() + 1)
show("add_alpha_number", 2 * A - 1)
show("add_broadcast", A + A[:, :1])
show("add_promoted", A.to(torch.uint8) + A.to(torch.int8))
show("add_no_sizes", B + torch.full((), 0.5))
show("add_to_half", A.to(torch.float16) + B[0])
show("mul_half", A.to(torch.float16) * 0.25)
show("mul_half_bfloat16", A.to(torch.float16) * A.to(torch.bfloat16))
show("mul_integer_by_real", B * 1.5)
show("div", B / 2)
show("div_zero", (A + 1) / 0)
show("lt", A < 5)
show("ge_number_first", 5 >= A)
show("ne", A[0] != A)
show("sum", A.sum())
show("sum_of_integers", B.sum())
show("sum_one", A.sum(0))
show("sum_two_kept", B.sum((0, 2), True))
show("cumsum", B.cumsum(1))
show("max", A.max())
show("min_places", B.min(1)[1])
show("max_values", torch.max(B, -1, True)[0])
show("any", (A > 100).any())
show("all", (A >= 0).all())
show("masked_select", A.masked_select(A > 4))
show("nonzero", (A > 9).nonzero())
show("index_select", A.index_select(1, torch.tensor([3, 0])))
show("repeat", A.repeat(2, 1, 2)[1])
show("split", A.split(3, 1)[1])
show("chunk", B.chunk(2, 2)[1])
show("unbind", A.unbind(1)[2])
show("add_", torch.ones(3, 4).add_(A))
print(f"operators {count}")
print(B.numel(), B.element_size(), int(B.select(1, 0).is_contiguous()))
