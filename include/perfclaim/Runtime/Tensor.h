//===- Tensor.h - A framework's tensors from buffers ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes torch's tensors of the benchmark's buffers, for a unit that takes
/// them. Included after the unit, which has included torch or what stands in
/// for it; nothing is used that both do not have.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_TENSOR_H
#define PERFCLAIM_RUNTIME_TENSOR_H

#include <array>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// By the numbers of pc::Element.
inline at::ScalarType pc_scalar_type(int Element) {
  switch (Element) {
  case 0:
    return at::ScalarType::Bool;
  case 1:
    return at::ScalarType::Char;
  case 2:
    return at::ScalarType::Byte;
  case 3:
    return at::ScalarType::Short;
  case 4:
    return at::ScalarType::UInt16;
  case 5:
    return at::ScalarType::Int;
  case 6:
    return at::ScalarType::UInt32;
  case 7:
    return at::ScalarType::Long;
  case 8:
    return at::ScalarType::UInt64;
  case 9:
    return at::ScalarType::Half;
  case 10:
    return at::ScalarType::BFloat16;
  case 11:
    return at::ScalarType::Float8_e4m3fn;
  case 12:
    return at::ScalarType::Float8_e5m2;
  case 14:
    return at::ScalarType::Double;
  default:
    return at::ScalarType::Float;
  }
}

inline at::Tensor pc_make_tensor(const pc_value &Value) {
  const auto &Shape = *static_cast<const pc_tensor *>(Value.bytes);
  int64_t Sizes[8], Strides[8];
  for (int I = 0; I != Shape.rank; ++I) {
    Sizes[I] = Shape.sizes[I];
    Strides[I] = Shape.strides[I];
  }
  const auto Rank = static_cast<size_t>(Shape.rank);
  return at::from_blob(
      Value.p, at::IntArrayRef(Sizes, Rank), at::IntArrayRef(Strides, Rank),
      at::TensorOptions(pc_scalar_type(Shape.element)).device(at::kCUDA));
}

template <> struct pc_framework<at::Tensor> {
  static constexpr bool known = true;
  static at::Tensor make(const pc_value &Value) {
    return Value.bytes ? pc_make_tensor(Value) : at::Tensor();
  }
  static void keep(const at::Tensor &Made, const pc_value *To) {
    at::Tensor Kept = pc_make_tensor(*To);
    Kept.copy_(Made);
  }
};
/// Several in one result, one buffer for each.
template <class Tuple, std::size_t... Index>
void pc_keep_all(const Tuple &Made, const pc_value *To,
                 std::index_sequence<Index...>) {
  (pc_framework<at::Tensor>::keep(std::get<Index>(Made), To + Index), ...);
}
template <class... T> struct pc_framework<std::tuple<T...>> {
  static constexpr bool known = false;
  static void keep(const std::tuple<T...> &Made, const pc_value *To) {
    pc_keep_all(Made, To, std::index_sequence_for<T...>{});
  }
};
template <class A, class B> struct pc_framework<std::pair<A, B>> {
  static constexpr bool known = false;
  static void keep(const std::pair<A, B> &Made, const pc_value *To) {
    pc_keep_all(Made, To, std::make_index_sequence<2>{});
  }
};
template <std::size_t N> struct pc_framework<std::array<at::Tensor, N>> {
  static constexpr bool known = false;
  static void keep(const std::array<at::Tensor, N> &Made, const pc_value *To) {
    pc_keep_all(Made, To, std::make_index_sequence<N>{});
  }
};
template <> struct pc_framework<std::vector<at::Tensor>> {
  static constexpr bool known = true;
  /// Parts of one tensor, whose first size is how many there are.
  static std::vector<at::Tensor> split(const at::Tensor &All) {
    std::vector<at::Tensor> Parts;
    for (int64_t I = 0; I != All.size(0); ++I)
      Parts.push_back(All.select(0, I));
    return Parts;
  }
  static std::vector<at::Tensor> make(const pc_value &Value) {
    return Value.bytes ? split(pc_make_tensor(Value))
                       : std::vector<at::Tensor>();
  }
  static void keep(const std::vector<at::Tensor> &Made, const pc_value *To) {
    for (const at::Tensor &One : Made)
      pc_framework<at::Tensor>::keep(One, To++);
  }
};
template <> struct pc_framework<std::vector<std::vector<at::Tensor>>> {
  static constexpr bool known = true;
  static std::vector<std::vector<at::Tensor>> make(const pc_value &Value) {
    using List = pc_framework<std::vector<at::Tensor>>;
    std::vector<std::vector<at::Tensor>> Lists;
    for (const at::Tensor &Part : List::make(Value))
      Lists.push_back(List::split(Part));
    return Lists;
  }
};
template <class T>
constexpr bool pc_is_plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <class T, std::size_t N>
constexpr bool pc_is_plain<std::array<T, N>> = std::is_arithmetic_v<T>;
struct pc_zero {
  template <class T, class = std::enable_if_t<pc_is_plain<T>>>
  operator T() const {
    return T{};
  }
};
/// An object of a custom class, made anew for each call: of defaults, and of
/// zeros where its constructor has none.
template <class T> struct pc_framework<c10::intrusive_ptr<T>> {
  static constexpr bool known = true;
  template <class... Zeros>
  static c10::intrusive_ptr<T> makeOf(const Zeros &...Of) {
    if constexpr (std::is_constructible_v<T, const Zeros &...>)
      return c10::make_intrusive<T>(Of...);
    else if constexpr (sizeof...(Zeros) < 12)
      return makeOf(Of..., pc_zero{});
    else
      return {};
  }
  static c10::intrusive_ptr<T> make(const pc_value &) { return makeOf(); }
};
template <> struct pc_framework<std::optional<at::Tensor>> {
  static constexpr bool known = true;
  static std::optional<at::Tensor> make(const pc_value &Value) {
    if (!Value.bytes)
      return std::nullopt;
    return pc_make_tensor(Value);
  }
};

#endif // PERFCLAIM_RUNTIME_TENSOR_H
