//===- tensor_copies.h - Tensors that are made, filled and copied *- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: new memory comes from the pool, is filled and copied on the
/// current stream, and holds what the real functions give. Elements that change
/// their type do so on the host, one by one.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_COPIES_H
#define PERFCLAIM_STANDIN_TENSOR_COPIES_H

#include "tensor.h"
#include <algorithm>
#include <numeric>

namespace at {
namespace perfclaim_detail {
inline Tensor make(IntArrayRef Sizes, const TensorOptions &Options) {
  auto New = std::make_shared<TensorImpl>();
  New->Sizes = Sizes.vec();
  for (int64_t Size : Sizes)
    TORCH_CHECK(Size >= 0, "Trying to create tensor with negative dimension ",
                Size, ": ", Sizes);
  New->Strides = rowMajor(Sizes);
  New->Type = Options.dtype().toScalarType();
  New->On = Options.device();
  if (New->On.is_cuda() && !New->On.has_index())
    New->On = Device(kCUDA, c10::perfclaim_detail::currentDevice());
  TORCH_CHECK_NOT_IMPLEMENTED(elementSize(New->Type) != 0,
                              "perfclaim's stand-in for torch has no tensors "
                              "of such elements");
  const size_t Bytes =
      static_cast<size_t>(product(Sizes)) * elementSize(New->Type);
  New->Memory.Memory =
      std::make_shared<c10::perfclaim_detail::Block>(Bytes, New->On);
  New->Data = static_cast<char *>(New->Memory.data());
  return Tensor(std::move(New));
}

/// Memory of others as a tensor.
inline Tensor wrap(void *Data, IntArrayRef Sizes, IntArrayRef Strides,
                   ScalarType Type, Device On) {
  auto New = std::make_shared<TensorImpl>();
  New->Sizes = Sizes.vec();
  New->Strides = Strides.empty() ? rowMajor(Sizes) : Strides.vec();
  New->Type = Type;
  New->On = On;
  if (On.is_cuda() && !On.has_index())
    New->On = Device(kCUDA, c10::perfclaim_detail::currentDevice());
  size_t Last = elementSize(Type);
  for (size_t I = 0; I != Sizes.size(); ++I)
    Last += static_cast<size_t>((Sizes[I] > 0 ? Sizes[I] - 1 : 0) *
                                New->Strides[I]) *
            elementSize(Type);
  New->Memory.Memory =
      std::make_shared<c10::perfclaim_detail::Block>(Data, Last);
  New->Data = static_cast<char *>(Data);
  return Tensor(std::move(New));
}

/// Copies what has the same elements, by the longest runs that both have.
inline void copyStrided(char *To, IntArrayRef ToStrides, const char *From,
                        IntArrayRef FromStrides, IntArrayRef Sizes,
                        size_t Element, bool OnHost) {
  if (Sizes.empty())
    return c10::perfclaim_detail::copyBytes(To, From, Element, OnHost);
  int64_t Run = 1;
  size_t Whole = Sizes.size();
  while (Whole > 0 &&
         (Sizes[Whole - 1] == 1 ||
          (ToStrides[Whole - 1] == Run && FromStrides[Whole - 1] == Run)))
    Run *= Sizes[--Whole];
  if (Whole == 0)
    return c10::perfclaim_detail::copyBytes(
        To, From, static_cast<size_t>(Run) * Element, OnHost);
  const auto Size = static_cast<int64_t>(Element);
  for (int64_t I = 0; I != Sizes[0]; ++I)
    copyStrided(To + I * ToStrides[0] * Size, ToStrides.slice(1),
                From + I * FromStrides[0] * Size, FromStrides.slice(1),
                Sizes.slice(1), Element, OnHost);
}

template <class F> void withType(ScalarType Type, const F &Do) {
  switch (Type) {
#define PERFCLAIM_CASE(TYPE, NAME)                                             \
  case ScalarType::NAME:                                                       \
    return Do(TYPE());
    PERFCLAIM_CASE(uint8_t, Byte)
    PERFCLAIM_CASE(int8_t, Char)
    PERFCLAIM_CASE(int16_t, Short)
    PERFCLAIM_CASE(int, Int)
    PERFCLAIM_CASE(int64_t, Long)
    PERFCLAIM_CASE(c10::Half, Half)
    PERFCLAIM_CASE(float, Float)
    PERFCLAIM_CASE(double, Double)
    PERFCLAIM_CASE(bool, Bool)
    PERFCLAIM_CASE(c10::BFloat16, BFloat16)
    PERFCLAIM_CASE(c10::Float8_e4m3fn, Float8_e4m3fn)
    PERFCLAIM_CASE(c10::Float8_e5m2, Float8_e5m2)
    PERFCLAIM_CASE(uint16_t, UInt16)
    PERFCLAIM_CASE(uint32_t, UInt32)
    PERFCLAIM_CASE(uint64_t, UInt64)
#undef PERFCLAIM_CASE
  default:
    c10::perfclaim_detail::fail<NotImplementedError>(
        "a type", "perfclaim's stand-in for torch does not convert ",
        toString(Type));
  }
}

template <class To, class From> To convert(From Value) {
  constexpr bool Own = !std::is_arithmetic_v<To> || !std::is_arithmetic_v<From>;
  if constexpr (std::is_same_v<To, From>)
    return Value;
  else if constexpr (Own)
    return static_cast<To>(static_cast<float>(Value));
  else
    return static_cast<To>(Value);
}

/// Holds each value of \p T, and converts to others as it does.
template <class T>
using Widest = std::conditional_t<
    !std::is_integral_v<T>, double,
    std::conditional_t<std::is_same_v<T, uint64_t>, uint64_t, int64_t>>;

/// Apart from what it is called by: a loop for each pair of types would be most
/// of what a unit compiles.
template <class T>
void convertTo(const Tensor &New, const std::vector<T> &Values) {
  withType(New.scalar_type(), [&](auto Zero) {
    using To = decltype(Zero);
    std::transform(Values.begin(), Values.end(), New.data_ptr<To>(),
                   convert<To, T>);
  });
}
} // namespace perfclaim_detail

inline const Tensor &Tensor::copy_(const Tensor &From, bool) const {
  const Tensor Same = From.scalar_type() == scalar_type()
                          ? From
                          : From.to(From.device(), scalar_type());
  const Tensor Whole = Same.sizes() == sizes() ? Same : Same.expand(sizes());
  perfclaim_detail::copyStrided(
      get().Data, strides(), static_cast<const char *>(Whole.data_ptr()),
      Whole.strides(), sizes(), itemsize(), is_cpu() || From.is_cpu());
  return *this;
}

namespace perfclaim_detail {
/// As of a new tensor that keeps the order in which the dimensions of \p Like
/// lie in memory.
inline std::vector<int64_t> keptStrides(const Tensor &Like) {
  if (Like.is_non_overlapping_and_dense())
    return Like.strides().vec();
  std::vector<size_t> Order(static_cast<size_t>(Like.dim()));
  std::iota(Order.begin(), Order.end(), size_t(0));
  const IntArrayRef Old = Like.strides();
  for (size_t I = 1; I < Order.size(); ++I)
    // What is expanded lies nowhere.
    for (size_t J = I; J > 0 && Old[Order[J - 1]] != 0 && Old[Order[J]] != 0 &&
                       Old[Order[J - 1]] < Old[Order[J]];
         --J)
      std::swap(Order[J - 1], Order[J]);
  std::vector<int64_t> Strides(Order.size());
  int64_t Next = 1;
  for (size_t I = Order.size(); I-- > 0;) {
    Strides[Order[I]] = Next;
    Next *= std::max<int64_t>(Like.sizes()[Order[I]], 1);
  }
  return Strides;
}
inline Tensor makeLike(const Tensor &Like, const TensorOptions &Options,
                       MemoryFormat Format = MemoryFormat::Preserve) {
  const Tensor New = make(Like.sizes(), Options);
  return Format == MemoryFormat::Contiguous
             ? New
             : New.as_strided(Like.sizes(), keptStrides(Like));
}
} // namespace perfclaim_detail

inline Tensor Tensor::clone(std::optional<MemoryFormat> Format) const {
  const Tensor New = perfclaim_detail::makeLike(
      *this, options(), Format.value_or(MemoryFormat::Preserve));
  New.copy_(*this);
  return New;
}

inline Tensor Tensor::to(Device On, ScalarType Type, bool, bool Copy) const {
  const bool SameDevice = On.type() == get().On.type();
  if (Type == get().Type) {
    if (SameDevice && !Copy)
      return *this;
    const Tensor New =
        perfclaim_detail::makeLike(*this, TensorOptions(Type).device(On));
    New.copy_(*this);
    return New;
  }
  const Tensor Old = (is_cpu() ? *this : to(Device(kCPU))).contiguous();
  const Tensor New =
      perfclaim_detail::make(sizes(), TensorOptions(Type).device(kCPU));
  perfclaim_detail::withType(get().Type, [&](auto Zero) {
    using From = decltype(Zero);
    const From *Values = Old.data_ptr<From>();
    perfclaim_detail::convertTo(
        New,
        std::vector<perfclaim_detail::Widest<From>>(Values, Values + numel()));
  });
  if (is_contiguous())
    return On.is_cpu() ? New : New.to(On);
  const Tensor Kept =
      perfclaim_detail::makeLike(*this, TensorOptions(Type).device(On));
  Kept.copy_(New);
  return Kept;
}

inline const Tensor &Tensor::fill_(const Scalar &Value) const {
  if (numel() == 0)
    return *this;
  const bool Zero =
      Value.isFloatingPoint() ? Value.toDouble() == 0 : Value.toLong() == 0;
  if (Zero && is_cuda() && is_contiguous()) {
    C10_CUDA_CHECK(cudaMemsetAsync(get().Data, 0, nbytes(),
                                   c10::perfclaim_detail::currentStream()));
    return *this;
  }
  const Tensor OnHost =
      perfclaim_detail::make(sizes(), TensorOptions(get().Type).device(kCPU));
  perfclaim_detail::withType(get().Type, [&](auto Example) {
    using T = decltype(Example);
    for (int64_t I = 0; I != numel(); ++I)
      OnHost.data_ptr<T>()[I] = Value.to<T>();
  });
  return copy_(OnHost);
}

inline Tensor empty(IntArrayRef Sizes, const TensorOptions &Options = {},
                    std::optional<MemoryFormat> = std::nullopt) {
  return perfclaim_detail::make(Sizes, Options);
}
inline Tensor full(IntArrayRef Sizes, const Scalar &Value,
                   const TensorOptions &Options = {}) {
  const Tensor New = perfclaim_detail::make(
      Sizes, Options.has_dtype()       ? Options
             : Value.isFloatingPoint() ? Options.dtype(kFloat)
             : Value.isBoolean()       ? Options.dtype(kBool)
                                       : Options.dtype(kLong));
  New.fill_(Value);
  return New;
}
inline Tensor zeros(IntArrayRef Sizes, const TensorOptions &Options = {}) {
  return full(Sizes, 0, Options.dtype(Options.dtype()));
}
inline Tensor ones(IntArrayRef Sizes, const TensorOptions &Options = {}) {
  return full(Sizes, 1, Options.dtype(Options.dtype()));
}
namespace perfclaim_detail {
inline TensorOptions over(const Tensor &Like, const TensorOptions &Said) {
  TensorOptions Result = Like.options();
  if (Said.has_dtype())
    Result = Result.dtype(Said.dtype());
  return Said.has_device() ? Result.device(Said.device()) : Result;
}
} // namespace perfclaim_detail
inline Tensor empty_like(const Tensor &Like, const TensorOptions &Options = {},
                         std::optional<MemoryFormat> Format = std::nullopt) {
  return perfclaim_detail::makeLike(Like, perfclaim_detail::over(Like, Options),
                                    Format.value_or(MemoryFormat::Preserve));
}
inline Tensor zeros_like(const Tensor &Like, const TensorOptions &Options = {},
                         std::optional<MemoryFormat> Format = std::nullopt) {
  return empty_like(Like, Options, Format).fill_(0);
}
inline Tensor ones_like(const Tensor &Like, const TensorOptions &Options = {},
                        std::optional<MemoryFormat> Format = std::nullopt) {
  return empty_like(Like, Options, Format).fill_(1);
}
inline Tensor full_like(const Tensor &Like, const Scalar &Value,
                        const TensorOptions &Options = {},
                        std::optional<MemoryFormat> Format = std::nullopt) {
  return empty_like(Like, Options, Format).fill_(Value);
}
inline Tensor empty_strided(IntArrayRef Sizes, IntArrayRef Strides,
                            const TensorOptions &Options = {}) {
  int64_t Last = 1;
  for (size_t I = 0; I != Sizes.size(); ++I)
    Last += (Sizes[I] > 0 ? Sizes[I] - 1 : 0) * Strides[I];
  return empty({Last}, Options).as_strided(Sizes, Strides);
}
inline Tensor from_blob(void *Data, IntArrayRef Sizes,
                        const TensorOptions &Options = {}) {
  return perfclaim_detail::wrap(Data, Sizes, {}, Options.dtype(),
                                Options.device());
}
inline Tensor from_blob(void *Data, IntArrayRef Sizes, IntArrayRef Strides,
                        const TensorOptions &Options = {}) {
  return perfclaim_detail::wrap(Data, Sizes, Strides, Options.dtype(),
                                Options.device());
}
template <class T>
Tensor tensor(ArrayRef<T> Values, TensorOptions Options = {}) {
  if (!Options.has_dtype())
    Options = Options.dtype(CppTypeToScalarType<T>::value);
  const Tensor OnHost = from_blob(
      const_cast<T *>(Values.data()), {static_cast<int64_t>(Values.size())},
      TensorOptions(CppTypeToScalarType<T>::value).device(kCPU));
  return OnHost.to(Options.device(), Options.dtype(), false, true);
}
template <class T>
Tensor tensor(std::initializer_list<T> Values, TensorOptions Options = {}) {
  return tensor(ArrayRef<T>(Values), Options);
}
template <class T>
Tensor tensor(const std::vector<T> &Values, TensorOptions Options = {}) {
  return tensor(ArrayRef<T>(Values), Options);
}
template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
Tensor tensor(T Value, TensorOptions Options = {}) {
  return tensor(ArrayRef<T>(Value), Options).reshape({});
}
inline Tensor arange(const Scalar &From, const Scalar &To, const Scalar &Step,
                     TensorOptions Options = {}) {
  TORCH_CHECK_NOT_IMPLEMENTED(!From.isFloatingPoint() &&
                                  !To.isFloatingPoint() &&
                                  !Step.isFloatingPoint(),
                              "perfclaim's stand-in for torch has arange of "
                              "integers only");
  const int64_t By = Step.toLong();
  TORCH_CHECK(By != 0, "step must be nonzero");
  std::vector<int64_t> Values;
  for (int64_t I = From.toLong(); By > 0 ? I < To.toLong() : I > To.toLong();
       I += By)
    Values.push_back(I);
  return tensor(Values, Options);
}
inline Tensor arange(const Scalar &From, const Scalar &To,
                     TensorOptions Options = {}) {
  return arange(From, To, 1, Options);
}
inline Tensor arange(const Scalar &To, TensorOptions Options = {}) {
  return arange(0, To, Options);
}

inline Tensor Tensor::new_empty(IntArrayRef Sizes, TensorOptions Said) const {
  return empty(Sizes, perfclaim_detail::over(*this, Said));
}
inline Tensor Tensor::new_zeros(IntArrayRef Sizes, TensorOptions Said) const {
  return zeros(Sizes, perfclaim_detail::over(*this, Said));
}
inline Tensor Tensor::new_ones(IntArrayRef Sizes, TensorOptions Said) const {
  return ones(Sizes, perfclaim_detail::over(*this, Said));
}
inline Tensor Tensor::new_full(IntArrayRef Sizes, const Scalar &Value,
                               TensorOptions Said) const {
  return full(Sizes, Value, perfclaim_detail::over(*this, Said));
}

// Not there: an entry that calls one is refused, by name.
#define PERFCLAIM_MISSING(NAME)                                                \
  template <class... A> Tensor NAME(A &&...);                                  \
  template <class... A> Tensor NAME(std::initializer_list<int64_t>, A &&...);  \
  template <class... A> Tensor NAME(std::initializer_list<Tensor>, A &&...);
#include "missing_functions.inc"
#undef PERFCLAIM_MISSING
// Named like functions of C++ that code with `using namespace at` means.
#define PERFCLAIM_MISSING(NAME)                                                \
  template <class... A> Tensor NAME(const Tensor &, A &&...);
PERFCLAIM_MISSING(argmax)
PERFCLAIM_MISSING(argmin)
PERFCLAIM_MISSING(clamp)
PERFCLAIM_MISSING(exp)
PERFCLAIM_MISSING(gather)
PERFCLAIM_MISSING(log)
PERFCLAIM_MISSING(mean)
PERFCLAIM_MISSING(scatter)
PERFCLAIM_MISSING(sqrt)
#undef PERFCLAIM_MISSING
template <class... A> std::tuple<Tensor, Tensor> sort(A &&...);
template <class... A> std::tuple<Tensor, Tensor> topk(A &&...);
} // namespace at

#endif // PERFCLAIM_STANDIN_TENSOR_COPIES_H
