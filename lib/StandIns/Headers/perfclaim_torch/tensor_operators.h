//===- tensor_operators.h - Operators on elements ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: arithmetic and comparisons give the sizes, element types and
/// values that torch documents. They happen on the host, element by element, as
/// launchers use them on lengths and offsets.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_OPERATORS_H
#define PERFCLAIM_STANDIN_TENSOR_OPERATORS_H

#include "tensor_copies.h"
#include <cmath>

namespace at {
namespace perfclaim_detail {
/// A tensor, or a number, whose type counts for less.
struct Operand {
  enum { Number, NoSizes, HasSizes } Weight;
  Tensor Value;
  ScalarType Type;

  Operand(const Tensor &T)
      : Weight(T.dim() == 0 ? NoSizes : HasSizes), Value(T),
        Type(T.scalar_type()) {}
  Operand(const Scalar &N)
      : Weight(Number), Value(full(IntArrayRef(), N, TensorOptions(N.type()))),
        Type(N.isFloatingPoint() ? kFloat : N.type()) {}
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
  Operand(T N) : Operand(Scalar(N)) {}
};

inline ScalarType promote(ScalarType A, ScalarType B) {
  if (A == B || B == ScalarType::Undefined || B == kBool)
    return A == ScalarType::Undefined ? B : A;
  if (A == ScalarType::Undefined || A == kBool)
    return B;
  if (isFloatingType(A) != isFloatingType(B))
    return isFloatingType(A) ? A : B;
  const bool Known = !isFloat8Type(A) && !isFloat8Type(B) &&
                     A < ScalarType::UInt16 && B < ScalarType::UInt16;
  TORCH_CHECK_NOT_IMPLEMENTED(
      Known || A == kBFloat16 || B == kBFloat16,
      "perfclaim's stand-in for torch does not promote ", toString(A), " and ",
      toString(B));
  if (elementSize(A) != elementSize(B))
    return elementSize(A) > elementSize(B) ? A : B;
  return isFloatingType(A) ? kFloat : kShort; // Of uint8 and int8, it is int16.
}

/// The types of what counts for less decide only where they are of a higher
/// kind: truth, integer, floating point.
inline ScalarType promoteOver(ScalarType More, ScalarType Less) {
  if (More == ScalarType::Undefined || More == kBool ||
      (isFloatingType(Less) && !isFloatingType(More)))
    return promote(More, Less);
  return More;
}
inline ScalarType commonType(const Operand &A, const Operand &B) {
  ScalarType Types[3] = {ScalarType::Undefined, ScalarType::Undefined,
                         ScalarType::Undefined};
  Types[A.Weight] = A.Type;
  Types[B.Weight] = promote(Types[B.Weight], B.Type);
  return promoteOver(
      Types[Operand::HasSizes],
      promoteOver(Types[Operand::NoSizes], Types[Operand::Number]));
}

inline std::vector<int64_t> broadcast(IntArrayRef A, IntArrayRef B) {
  if (A.size() < B.size())
    std::swap(A, B);
  std::vector<int64_t> Sizes = A.vec();
  for (size_t I = 0; I != B.size(); ++I) {
    int64_t &Size = Sizes[A.size() - B.size() + I];
    TORCH_CHECK(Size == B[I] || Size == 1 || B[I] == 1,
                "The size of tensor a (", Size,
                ") must match the size of tensor b (", B[I],
                ") at non-singleton dimension ", I);
    Size = Size == 1 ? B[I] : Size;
  }
  return Sizes;
}

template <class V> std::vector<V> elements(const Tensor &T) {
  const Tensor All =
      T.to(Device(kCPU), CppTypeToScalarType<V>::value).contiguous();
  return std::vector<V>(All.data_ptr<V>(), All.data_ptr<V>() + All.numel());
}

template <class V, class F>
Tensor mapElements(const Tensor &A, const Tensor &B, const F &Do,
                   const TensorOptions &Options) {
  std::vector<V> Left = elements<V>(A);
  const std::vector<V> Right = elements<V>(B);
  for (size_t I = 0; I != Left.size(); ++I)
    Left[I] = static_cast<V>(Do(Left[I], Right[I]));
  return tensor(Left, Options).reshape(A.sizes());
}

enum class ResultKind { Number, Quotient, Truth };

/// \p Do is of doubles or int64_t, which hold what any narrower type does; its
/// result is rounded to the type once.
template <class F>
Tensor elementwise(const Operand &A, const Operand &B, ResultKind Kind,
                   const F &Do) {
  ScalarType Type = commonType(A, B);
  if (Kind == ResultKind::Quotient && !isFloatingType(Type))
    Type = kFloat;
  const std::vector<int64_t> Sizes =
      broadcast(A.Value.sizes(), B.Value.sizes());
  const Device On = (A.Value.is_cuda() ? A : B).Value.device();
  for (const Operand *O : {&A, &B})
    TORCH_CHECK(O->Value.device() == On || O->Value.dim() == 0,
                "Expected all tensors to be on the same device");
  // What a number is multiplied or added as is not rounded to a half: torch 1
  // rounds it on the CPU, but not on a GPU.
  auto Converted = [&](const Operand &O) {
    const bool Wide = O.Weight == Operand::Number &&
                      Kind != ResultKind::Truth && isReducedFloatingType(Type);
    return O.Value.to(Wide ? kFloat : Type).expand(Sizes);
  };
  const Tensor Left = Converted(A), Right = Converted(B);
  const TensorOptions Options =
      TensorOptions(Kind == ResultKind::Truth ? kBool : Type).device(On);
  const Tensor New = isFloatingType(Type)
                         ? mapElements<double>(Left, Right, Do, Options)
                         : mapElements<int64_t>(Left, Right, Do, Options);
  // What has all the sizes says how the result lies in memory.
  for (const Operand *O : {&A, &B})
    if (O->Value.sizes() == New.sizes())
      return O->Value.is_contiguous() ? New
                                      : makeLike(O->Value, Options).copy_(New);
  return New;
}
} // namespace perfclaim_detail

#define PERFCLAIM_OPERATOR(NAME, OP, KIND)                                     \
  namespace perfclaim_detail {                                                 \
  inline Tensor NAME(const Operand &A, const Operand &B) {                     \
    return elementwise(A, B, ResultKind::KIND,                                 \
                       [](auto X, auto Y) { return X OP Y; });                 \
  }                                                                            \
  }                                                                            \
  inline Tensor operator OP(const Tensor &A, const Tensor &B) {                \
    return perfclaim_detail::NAME(A, B);                                       \
  }                                                                            \
  inline Tensor operator OP(const Tensor &A, const Scalar &B) {                \
    return perfclaim_detail::NAME(A, B);                                       \
  }                                                                            \
  inline Tensor operator OP(const Scalar &A, const Tensor &B) {                \
    return perfclaim_detail::NAME(A, B);                                       \
  }                                                                            \
  inline Tensor NAME(const Tensor &A, const perfclaim_detail::Operand &B) {    \
    return perfclaim_detail::NAME(A, B);                                       \
  }                                                                            \
  inline Tensor Tensor::NAME(const perfclaim_detail::Operand &B) const {       \
    return perfclaim_detail::NAME(*this, B);                                   \
  }                                                                            \
  inline const Tensor &Tensor::NAME##_(const perfclaim_detail::Operand &B)     \
      const {                                                                  \
    return perfclaim_detail::assign(*this, NAME(B));                           \
  }
namespace perfclaim_detail {
inline const Tensor &assign(const Tensor &To, const Tensor &From) {
  TORCH_CHECK(
      isFloatingType(To.scalar_type()) || !isFloatingType(From.scalar_type()),
      "result type ", toString(From.scalar_type()),
      " can't be cast to the desired output type ", toString(To.scalar_type()));
  TORCH_CHECK(From.sizes() == To.sizes(), "output with shape ", To.sizes(),
              " doesn't match the broadcast shape ", From.sizes());
  return To.copy_(From);
}
} // namespace perfclaim_detail
#include "operators.inc"
#undef PERFCLAIM_OPERATOR

} // namespace at

#endif // PERFCLAIM_STANDIN_TENSOR_OPERATORS_H
