//===- tensor_views.h - Views of a tensor -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: a view shares the memory of its tensor; where sizes and strides do
/// not allow it, view() throws and reshape() copies.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_VIEWS_H
#define PERFCLAIM_STANDIN_TENSOR_VIEWS_H

#include "tensor.h"
#include <algorithm>

namespace at {
inline bool Tensor::is_contiguous(MemoryFormat Format) const {
  TORCH_CHECK_NOT_IMPLEMENTED(
      Format == MemoryFormat::Contiguous || Format == MemoryFormat::Preserve,
      "perfclaim's stand-in for torch knows no channels-last tensors");
  int64_t Next = 1;
  if (numel() == 0)
    return true;
  for (size_t I = get().Sizes.size(); I-- > 0;) {
    if (get().Sizes[I] == 1)
      continue;
    if (get().Strides[I] != Next)
      return false;
    Next *= get().Sizes[I];
  }
  return true;
}

inline bool Tensor::is_non_overlapping_and_dense() const {
  std::vector<size_t> Order;
  for (size_t I = 0; I != get().Sizes.size(); ++I)
    if (get().Sizes[I] != 1)
      Order.push_back(I);
  std::sort(Order.begin(), Order.end(), [&](size_t A, size_t B) {
    return get().Strides[A] < get().Strides[B];
  });
  int64_t Next = 1;
  for (size_t I : Order) {
    if (get().Strides[I] != Next)
      return false;
    Next *= get().Sizes[I];
  }
  return true;
}

inline Tensor Tensor::with(std::vector<int64_t> Sizes,
                           std::vector<int64_t> Strides, int64_t Offset) const {
  auto New = std::make_shared<perfclaim_detail::TensorImpl>(get());
  New->Sizes = std::move(Sizes);
  New->Strides = std::move(Strides);
  New->Data += Offset * element_size();
  return Tensor(std::move(New));
}

/// \p Sizes with the one that is -1 filled in.
inline std::vector<int64_t> Tensor::complete(IntArrayRef Sizes) const {
  std::vector<int64_t> Result = Sizes.vec();
  int64_t Known = 1, *Open = nullptr;
  for (int64_t &Size : Result) {
    if (Size != -1) {
      Known *= Size;
      continue;
    }
    TORCH_CHECK(!Open, "only one dimension can be inferred");
    Open = &Size;
  }
  if (Open && Known != 0)
    *Open = numel() / Known;
  TORCH_CHECK(perfclaim_detail::product(Result) == numel(), "shape '", Sizes,
              "' is invalid for input of size ", numel());
  return Result;
}

inline Tensor Tensor::view(IntArrayRef Sizes) const {
  std::vector<int64_t> New = complete(Sizes), Strides(New.size());
  if (is_contiguous())
    return with(New, perfclaim_detail::rowMajor(New));
  // Each run of old dimensions that lies together is split anew.
  size_t To = New.size(), From = get().Sizes.size();
  while (From > 0) {
    int64_t Run = 1, Step = get().Strides[From - 1];
    do {
      Run *= get().Sizes[--From];
    } while (From > 0 && (get().Sizes[From - 1] == 1 ||
                          get().Strides[From - 1] == Run * Step));
    int64_t Taken = 1;
    while (To > 0 && (Taken < Run || New[To - 1] == 1)) {
      Strides[--To] = Taken * Step;
      Taken *= New[To];
    }
    TORCH_CHECK(Taken == Run,
                "view size is not compatible with input tensor's size and "
                "stride (at least one dimension spans across two contiguous "
                "subspaces). Use .reshape(...) instead.");
  }
  return with(New, Strides);
}

inline Tensor Tensor::reshape(IntArrayRef Sizes) const {
  try {
    return view(Sizes);
  } catch (const Error &) {
    return clone(MemoryFormat::Contiguous).view(complete(Sizes));
  }
}

inline Tensor Tensor::view(ScalarType Type) const {
  TORCH_CHECK_NOT_IMPLEMENTED(
      elementSize(Type) == itemsize(),
      "perfclaim's stand-in for torch views elements as others of their size "
      "only");
  auto New = std::make_shared<perfclaim_detail::TensorImpl>(get());
  New->Type = Type;
  return Tensor(std::move(New));
}

inline Tensor Tensor::as_strided(IntArrayRef Sizes, IntArrayRef Strides,
                                 std::optional<int64_t> Offset) const {
  const int64_t From = Offset ? *Offset - storage_offset() : 0;
  return with(Sizes.vec(), Strides.vec(), From);
}

inline Tensor Tensor::slice(int64_t D, std::optional<int64_t> Start,
                            std::optional<int64_t> End, int64_t Step) const {
  const size_t Which = wrap(D);
  const int64_t Size = get().Sizes[Which];
  TORCH_CHECK(Step > 0, "slice step must be positive");
  auto Inside = [&](int64_t At) {
    return std::min(std::max<int64_t>(At < 0 ? At + Size : At, 0), Size);
  };
  const int64_t From = Inside(Start.value_or(0));
  const int64_t To = std::max(Inside(End.value_or(Size)), From);
  std::vector<int64_t> Sizes = get().Sizes, Strides = get().Strides;
  const int64_t Offset = From * Strides[Which];
  Sizes[Which] = (To - From + Step - 1) / Step;
  Strides[Which] *= Step;
  return with(std::move(Sizes), std::move(Strides), Offset);
}

inline Tensor Tensor::select(int64_t D, int64_t Index) const {
  const size_t Which = wrap(D);
  std::vector<int64_t> Sizes = get().Sizes, Strides = get().Strides;
  if (Index < -Sizes[Which] || Index >= Sizes[Which])
    throw IndexError(str("select(): index ", Index,
                         " out of range for tensor "
                         "of size ",
                         sizes(), " at dimension ", D));
  const int64_t Offset =
      (Index < 0 ? Index + Sizes[Which] : Index) * Strides[Which];
  Sizes.erase(Sizes.begin() + static_cast<std::ptrdiff_t>(Which));
  Strides.erase(Strides.begin() + static_cast<std::ptrdiff_t>(Which));
  return with(std::move(Sizes), std::move(Strides), Offset);
}

inline Tensor Tensor::squeeze() const {
  std::vector<int64_t> Sizes, Strides;
  for (size_t I = 0; I != get().Sizes.size(); ++I)
    if (get().Sizes[I] != 1) {
      Sizes.push_back(get().Sizes[I]);
      Strides.push_back(get().Strides[I]);
    }
  return with(std::move(Sizes), std::move(Strides));
}

inline Tensor Tensor::squeeze(int64_t D) const {
  return size(D) == 1 ? select(D, 0) : *this;
}

inline Tensor Tensor::unsqueeze(int64_t D) const {
  const size_t Which = wrap(D, 1);
  std::vector<int64_t> Sizes = get().Sizes, Strides = get().Strides;
  const int64_t Stride =
      Which < Sizes.size() ? Sizes[Which] * Strides[Which] : 1;
  const auto At = static_cast<std::ptrdiff_t>(Which);
  Sizes.insert(Sizes.begin() + At, 1);
  Strides.insert(Strides.begin() + At, Stride);
  return with(std::move(Sizes), std::move(Strides));
}

inline Tensor Tensor::transpose(int64_t A, int64_t B) const {
  std::vector<int64_t> Sizes = get().Sizes, Strides = get().Strides;
  std::swap(Sizes[wrap(A)], Sizes[wrap(B)]);
  std::swap(Strides[wrap(A)], Strides[wrap(B)]);
  return with(std::move(Sizes), std::move(Strides));
}

inline Tensor Tensor::permute(IntArrayRef Order) const {
  TORCH_CHECK(Order.size() == get().Sizes.size(),
              "permute: number of dimensions does not match");
  std::vector<int64_t> Sizes, Strides;
  std::vector<bool> Seen(Order.size());
  for (int64_t D : Order) {
    TORCH_CHECK(!Seen[wrap(D)], "permute: repeated dim");
    Seen[wrap(D)] = true;
    Sizes.push_back(size(D));
    Strides.push_back(stride(D));
  }
  return with(std::move(Sizes), std::move(Strides));
}

inline Tensor Tensor::expand(IntArrayRef Wanted, bool) const {
  TORCH_CHECK(Wanted.size() >= get().Sizes.size(),
              "expand: fewer dimensions than the tensor has");
  std::vector<int64_t> Sizes = Wanted.vec(), Strides(Wanted.size(), 0);
  const size_t Lead = Wanted.size() - get().Sizes.size();
  for (size_t I = 0; I != get().Sizes.size(); ++I) {
    const int64_t Old = get().Sizes[I];
    int64_t &New = Sizes[Lead + I];
    if (New == -1)
      New = Old;
    TORCH_CHECK(New == Old || Old == 1, "The expanded size of the tensor (",
                New, ") must match the existing size (", Old, ")");
    Strides[Lead + I] = New == Old ? get().Strides[I] : 0;
  }
  return with(std::move(Sizes), std::move(Strides));
}

inline Tensor Tensor::flatten(int64_t From, int64_t To) const {
  if (dim() == 0)
    return reshape({1});
  const size_t First = wrap(From), Last = wrap(To);
  std::vector<int64_t> Sizes;
  for (size_t I = 0; I != get().Sizes.size(); ++I) {
    if (I > First && I <= Last)
      Sizes.back() *= get().Sizes[I];
    else
      Sizes.push_back(get().Sizes[I]);
  }
  return reshape(Sizes);
}

inline Tensor Tensor::unflatten(int64_t D, IntArrayRef Parts) const {
  const size_t Which = wrap(D);
  std::vector<int64_t> Sizes;
  for (size_t I = 0; I != get().Sizes.size(); ++I) {
    if (I != Which)
      Sizes.push_back(get().Sizes[I]);
    else
      Sizes.insert(Sizes.end(), Parts.begin(), Parts.end());
  }
  return view(Sizes);
}
} // namespace at

#endif // PERFCLAIM_STANDIN_TENSOR_VIEWS_H
