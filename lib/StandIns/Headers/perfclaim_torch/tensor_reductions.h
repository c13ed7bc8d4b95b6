//===- tensor_reductions.h - What gathers elements --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: sums, extremes, running sums and choices give the sizes, element
/// types and values that torch documents, but that sums of floating-point
/// elements are of doubles, in order, and rounded once. All but cat and stack
/// happen on the host.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_REDUCTIONS_H
#define PERFCLAIM_STANDIN_TENSOR_REDUCTIONS_H

#include "tensor_operators.h"

namespace at {
inline Tensor cat(TensorList Tensors, int64_t D = 0) {
  TORCH_CHECK(!Tensors.empty(), "torch.cat(): expected a non-empty list of "
                                "Tensors");
  // Tensors of no elements and one dimension go with everything.
  std::vector<Tensor> Parts;
  ScalarType Type = ScalarType::Undefined;
  for (const Tensor &T : Tensors) {
    Type = perfclaim_detail::promote(Type, T.scalar_type());
    if (T.dim() != 1 || T.numel() != 0)
      Parts.push_back(T);
  }
  const TensorOptions Options = Tensors[0].options().dtype(Type);
  if (Parts.empty())
    return empty({0}, Options);
  const int64_t Which = D < 0 ? D + Parts[0].dim() : D;
  std::vector<int64_t> Sizes = Parts[0].sizes().vec();
  int64_t Length = 0;
  for (const Tensor &T : Parts) {
    Length += T.size(Which);
    Sizes[static_cast<size_t>(Which)] = T.size(Which);
    TORCH_CHECK(T.sizes() == IntArrayRef(Sizes),
                "Sizes of tensors must match except in dimension ", Which);
  }
  Sizes[static_cast<size_t>(Which)] = Length;
  const Tensor New = empty(Sizes, Options);
  int64_t At = 0;
  for (const Tensor &T : Parts) {
    New.narrow(Which, At, T.size(Which)).copy_(T);
    At += T.size(Which);
  }
  return New;
}
inline Tensor concat(TensorList Tensors, int64_t D = 0) {
  return cat(Tensors, D);
}
inline Tensor stack(TensorList Tensors, int64_t D = 0) {
  std::vector<Tensor> Parts;
  for (const Tensor &T : Tensors) {
    TORCH_CHECK(T.sizes() == Tensors[0].sizes(),
                "stack expects each tensor to be equal size");
    Parts.push_back(T.unsqueeze(D));
  }
  return cat(Parts, D);
}

namespace perfclaim_detail {
/// What \p Do makes of the elements along a dimension, for all the others;
/// \p Length of it, or one without the dimension, unless it is kept.
template <class V, class F>
Tensor alongDimension(const Tensor &T, int64_t D, bool Keep,
                      std::optional<int64_t> Length, ScalarType Type,
                      const F &Do) {
  const int64_t Which = D < 0 ? D + T.dim() : D;
  const Tensor Lines = T.dim() == 0 ? T.unsqueeze(0) : T.transpose(Which, -1);
  const int64_t Size = Lines.size(-1);
  const std::vector<V> All = elements<V>(Lines);
  std::vector<V> Result;
  std::vector<int64_t> Sizes = Lines.sizes().vec();
  Sizes.back() = Length.value_or(1);
  for (int64_t I = 0, E = product(Sizes) / std::max<int64_t>(Sizes.back(), 1);
       I != E; ++I) {
    const std::vector<V> Line(All.begin() + I * Size,
                              All.begin() + (I + 1) * Size);
    const std::vector<V> Made = Do(Line);
    Result.insert(Result.end(), Made.begin(), Made.end());
  }
  const Tensor New =
      tensor(Result, TensorOptions(Type).device(T.device())).reshape(Sizes);
  if (T.dim() == 0)
    return New.squeeze(0);
  const Tensor Turned =
      New.transpose(Which, -1).clone(MemoryFormat::Contiguous);
  return Keep || Length ? Turned : Turned.squeeze(Which);
}

template <class F>
Tensor alongDimension(const Tensor &T, int64_t D, bool Keep,
                      std::optional<int64_t> Length, ScalarType Type,
                      const F &Do) {
  return isFloatingType(T.scalar_type())
             ? alongDimension<double>(T, D, Keep, Length, Type, Do)
             : alongDimension<int64_t>(T, D, Keep, Length, Type, Do);
}

inline ScalarType sumType(ScalarType Type) {
  return isFloatingType(Type) ? Type : kLong;
}

/// The place of the first element that nothing is before; what is not a number
/// is before all.
template <class V, class F>
size_t firstOf(const std::vector<V> &Line, const F &Before) {
  TORCH_CHECK(!Line.empty(), "cannot find the extreme of no elements");
  size_t Found = 0;
  for (size_t I = 1; I < Line.size(); ++I)
    if (Line[Found] == Line[Found] &&
        (Line[I] != Line[I] || Before(Line[I], Line[Found])))
      Found = I;
  return Found;
}
template <class F>
std::tuple<Tensor, Tensor> extremes(const Tensor &T, int64_t D, bool Keep,
                                    const F &Before) {
  auto Value = [&](const auto &Line) {
    return std::decay_t<decltype(Line)>{Line[firstOf(Line, Before)]};
  };
  auto Place = [&](const auto &Line) {
    using V = typename std::decay_t<decltype(Line)>::value_type;
    return std::vector<V>{static_cast<V>(firstOf(Line, Before))};
  };
  return {alongDimension(T, D, Keep, std::nullopt, T.scalar_type(), Value),
          alongDimension(T, D, Keep, std::nullopt, kLong, Place)};
}
} // namespace perfclaim_detail

inline Tensor Tensor::sum(IntArrayRef Dims, bool Keep,
                          std::optional<ScalarType> As) const {
  const ScalarType Type = As.value_or(perfclaim_detail::sumType(get().Type));
  std::vector<int64_t> Order;
  for (int64_t D : Dims)
    Order.push_back(static_cast<int64_t>(wrap(D)));
  std::sort(Order.rbegin(), Order.rend());
  Tensor Result = to(isFloatingType(Type) ? kDouble : kLong);
  for (int64_t D : Order)
    Result = perfclaim_detail::alongDimension(
        Result, D, Keep, std::nullopt, Result.scalar_type(),
        [](const auto &Line) {
          using Line_t = std::decay_t<decltype(Line)>;
          return Line_t{std::accumulate(Line.begin(), Line.end(),
                                        typename Line_t::value_type(0))};
        });
  return Result.to(Type);
}
inline Tensor Tensor::sum(int64_t D, bool Keep,
                          std::optional<ScalarType> As) const {
  return sum(IntArrayRef(D), Keep, As);
}
inline Tensor Tensor::sum(std::optional<ScalarType> As) const {
  return reshape({-1}).sum(IntArrayRef(int64_t(0)), false, As);
}
inline Tensor Tensor::cumsum(int64_t D, std::optional<ScalarType> As) const {
  const ScalarType Type = As.value_or(perfclaim_detail::sumType(get().Type));
  return perfclaim_detail::alongDimension(
      to(isFloatingType(Type) ? kDouble : kLong), D, true,
      dim() == 0 ? 1 : size(D), Type, [](auto Line) {
        std::partial_sum(Line.begin(), Line.end(), Line.begin());
        return Line;
      });
}
inline std::tuple<Tensor, Tensor> Tensor::max(int64_t D, bool Keep) const {
  return perfclaim_detail::extremes(*this, D, Keep, std::greater<>());
}
inline std::tuple<Tensor, Tensor> Tensor::min(int64_t D, bool Keep) const {
  return perfclaim_detail::extremes(*this, D, Keep, std::less<>());
}
inline Tensor Tensor::max() const { return std::get<0>(reshape({-1}).max(0)); }
inline Tensor Tensor::min() const { return std::get<0>(reshape({-1}).min(0)); }
inline Tensor Tensor::any() const { return ne(0).sum().ne(0); }
inline Tensor Tensor::all() const { return eq(0).sum().eq(0); }

inline Tensor Tensor::index_select(int64_t D, const Tensor &Index) const {
  const Tensor Old = cpu();
  std::vector<Tensor> Parts{Old.slice(D, 0, 0)};
  for (int64_t I : perfclaim_detail::elements<int64_t>(Index)) {
    TORCH_CHECK_INDEX(I >= 0 && I < size(D), "index out of range in self");
    Parts.push_back(Old.narrow(D, I, 1));
  }
  return cat(Parts, D).to(device());
}
inline Tensor Tensor::nonzero() const {
  const std::vector<bool> Set = perfclaim_detail::elements<bool>(*this);
  std::vector<int64_t> Places;
  int64_t Count = 0;
  for (int64_t I = 0; I != numel(); ++I) {
    if (!Set[static_cast<size_t>(I)])
      continue;
    ++Count;
    int64_t Step = numel(), Rest = I;
    for (int64_t Size : sizes()) {
      Step /= Size;
      Places.push_back(Rest / Step);
      Rest %= Step;
    }
  }
  const Tensor New = tensor(Places, TensorOptions(kLong).device(device()))
                         .reshape({Count, dim()});
  // On the CPU, torch gives it by columns.
  return is_cpu() ? New.t().contiguous().t() : New;
}
inline Tensor Tensor::masked_select(const Tensor &Mask) const {
  const std::vector<int64_t> Sizes =
      perfclaim_detail::broadcast(sizes(), Mask.sizes());
  return expand(Sizes).reshape({-1}).index_select(
      0, Mask.expand(Sizes).reshape({-1}).nonzero().reshape({-1}));
}
inline Tensor Tensor::repeat(IntArrayRef Times) const {
  TORCH_CHECK(Times.size() >= get().Sizes.size(),
              "Number of dimensions of repeat dims can not be smaller than "
              "number of dimensions of tensor");
  const size_t Lead = Times.size() - get().Sizes.size();
  std::vector<int64_t> Split, Spread, Sizes;
  for (size_t I = 0; I != Times.size(); ++I) {
    const int64_t Size = I < Lead ? 1 : get().Sizes[I - Lead];
    Split.insert(Split.end(), {1, Size});
    Spread.insert(Spread.end(), {Times[I], Size});
    Sizes.push_back(Times[I] * Size);
  }
  return reshape(Split)
      .expand(Spread)
      .clone(MemoryFormat::Contiguous)
      .reshape(Sizes);
}
inline std::vector<Tensor> Tensor::split(int64_t Length, int64_t D) const {
  TORCH_CHECK(Length > 0, "split expects split_size be positive");
  std::vector<Tensor> Parts;
  for (int64_t At = 0; At < size(D); At += Length)
    Parts.push_back(slice(D, At, At + Length));
  return Parts;
}
inline std::vector<Tensor> Tensor::chunk(int64_t Count, int64_t D) const {
  TORCH_CHECK(Count > 0, "chunk expects `chunks` to be greater than 0");
  return split(std::max<int64_t>((size(D) + Count - 1) / Count, 1), D);
}
inline std::vector<Tensor> Tensor::unbind(int64_t D) const {
  std::vector<Tensor> Parts;
  for (int64_t I = 0; I != size(D); ++I)
    Parts.push_back(select(D, I));
  return Parts;
}

// As functions.
#define PERFCLAIM_FUNCTION(NAME)                                               \
  template <class... A>                                                        \
  auto NAME(const Tensor &T, const A &...Others)                               \
      -> decltype(T.NAME(Others...)) {                                         \
    return T.NAME(Others...);                                                  \
  }
PERFCLAIM_FUNCTION(all)
PERFCLAIM_FUNCTION(any)
PERFCLAIM_FUNCTION(chunk)
PERFCLAIM_FUNCTION(cumsum)
PERFCLAIM_FUNCTION(index_select)
PERFCLAIM_FUNCTION(masked_select)
PERFCLAIM_FUNCTION(max)
PERFCLAIM_FUNCTION(min)
PERFCLAIM_FUNCTION(nonzero)
PERFCLAIM_FUNCTION(split)
PERFCLAIM_FUNCTION(sum)
PERFCLAIM_FUNCTION(unbind)
#undef PERFCLAIM_FUNCTION
inline Tensor sum(const Tensor &T, std::initializer_list<int64_t> Dims,
                  bool Keep = false,
                  std::optional<ScalarType> As = std::nullopt) {
  return T.sum(IntArrayRef(Dims), Keep, As);
}
} // namespace at

#endif // PERFCLAIM_STANDIN_TENSOR_REDUCTIONS_H
