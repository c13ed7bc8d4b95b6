//===- tensor_checks.h - Checks of tensors by their names -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: a check of ATen/TensorUtils.h that fails throws `c10::Error` with
/// the names of the tensors and of who checks.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_CHECKS_H
#define PERFCLAIM_STANDIN_TENSOR_CHECKS_H

#include "checks.h"
#include "tensor.h"
#include <initializer_list>

namespace at {

using CheckedFrom = const char *;

struct TensorArg {
  const Tensor &tensor;
  const char *name;
  int pos;
  TensorArg(const Tensor &Of, const char *Name, int Position)
      : tensor(Of), name(Name), pos(Position) {}
  TensorArg(Tensor &&, const char *, int) = delete;
  const Tensor *operator->() const { return &tensor; }
  const Tensor &operator*() const { return tensor; }
};

/// As TensorArg, of sizes and strides.
struct TensorGeometryArg {
  const Tensor &tensor;
  const char *name;
  int pos;
  TensorGeometryArg(const TensorArg &Of)
      : tensor(Of.tensor), name(Of.name), pos(Of.pos) {}
  const Tensor *operator->() const { return &tensor; }
  const Tensor &operator*() const { return tensor; }
};

inline void checkDim(CheckedFrom Who, const TensorGeometryArg &T,
                     int64_t Dims) {
  TORCH_CHECK(T->dim() == Dims, Who, ": ", T.name, " has ", T->dim(),
              " dimensions and should have ", Dims);
}
inline void checkDimRange(CheckedFrom Who, const TensorGeometryArg &T,
                          int64_t From, int64_t To) {
  TORCH_CHECK(T->dim() >= From && T->dim() < To, Who, ": ", T.name, " has ",
              T->dim(), " dimensions and should have ", From, " to ", To - 1);
}
inline void checkContiguous(CheckedFrom Who, const TensorGeometryArg &T) {
  TORCH_CHECK(T->is_contiguous(), Who, ": ", T.name, " is not contiguous");
}
inline void checkSize(CheckedFrom Who, const TensorGeometryArg &T,
                      IntArrayRef Sizes) {
  checkDim(Who, T, static_cast<int64_t>(Sizes.size()));
  TORCH_CHECK(T->sizes() == Sizes, Who, ": ", T.name, " has another size");
}
inline void checkSize(CheckedFrom Who, const TensorGeometryArg &T, int64_t Dim,
                      int64_t Size) {
  TORCH_CHECK(T->size(Dim) == Size, Who, ": ", T.name, " has size ",
              T->size(Dim), " at dimension ", Dim, " and should have ", Size);
}
inline void checkNumel(CheckedFrom Who, const TensorGeometryArg &T,
                       int64_t Count) {
  TORCH_CHECK(T->numel() == Count, Who, ": ", T.name, " has ", T->numel(),
              " elements and should have ", Count);
}
inline void checkScalarType(CheckedFrom Who, const TensorArg &T,
                            ScalarType Type) {
  TORCH_CHECK(T->scalar_type() == Type, Who, ": ", T.name,
              " has another element type");
}
inline void checkScalarTypes(CheckedFrom Who, const TensorArg &T,
                             ArrayRef<ScalarType> Types) {
  bool Found = false;
  for (const ScalarType Type : Types)
    Found = Found || T->scalar_type() == Type;
  TORCH_CHECK(Found, Who, ": ", T.name, " has another element type");
}
inline void checkDefined(CheckedFrom Who, const TensorArg &T) {
  TORCH_CHECK(T->defined(), Who, ": ", T.name, " is not defined");
}
inline void checkSameGPU(CheckedFrom Who, const TensorArg &A,
                         const TensorArg &B) {
  TORCH_CHECK(A->is_cuda() && B->is_cuda() &&
                  A->get_device() == B->get_device(),
              Who, ": ", A.name, " and ", B.name, " are not on the same GPU");
}
inline void checkSameType(CheckedFrom Who, const TensorArg &A,
                          const TensorArg &B) {
  TORCH_CHECK(A->scalar_type() == B->scalar_type(), Who, ": ", A.name, " and ",
              B.name, " have other element types");
}
inline void checkSameSize(CheckedFrom Who, const TensorArg &A,
                          const TensorArg &B) {
  TORCH_CHECK(A->sizes() == B->sizes(), Who, ": ", A.name, " and ", B.name,
              " have other sizes");
}
inline void checkSameNumel(CheckedFrom Who, const TensorArg &A,
                           const TensorArg &B) {
  TORCH_CHECK(A->numel() == B->numel(), Who, ": ", A.name, " and ", B.name,
              " have other numbers of elements");
}
inline void checkSameDim(CheckedFrom Who, const TensorGeometryArg &A,
                         const TensorGeometryArg &B) {
  TORCH_CHECK(A->dim() == B->dim(), Who, ": ", A.name, " and ", B.name,
              " have other numbers of dimensions");
}

/// Each with the first that is defined, as torch does.
template <class F>
void checkAllSame(CheckedFrom Who, ArrayRef<TensorArg> Tensors,
                  const F &Check) {
  const TensorArg *First = nullptr;
  for (const TensorArg &T : Tensors) {
    if (!T->defined())
      continue;
    if (First)
      Check(Who, *First, T);
    else
      First = &T;
  }
}
inline void checkAllSameGPU(CheckedFrom Who, ArrayRef<TensorArg> Tensors) {
  checkAllSame(Who, Tensors, checkSameGPU);
}
inline void checkAllSameType(CheckedFrom Who, ArrayRef<TensorArg> Tensors) {
  checkAllSame(Who, Tensors, checkSameType);
}
inline void checkAllSameSize(CheckedFrom Who, ArrayRef<TensorArg> Tensors) {
  checkAllSame(Who, Tensors, checkSameSize);
}
inline void checkAllSameNumel(CheckedFrom Who, ArrayRef<TensorArg> Tensors) {
  checkAllSame(Who, Tensors, checkSameNumel);
}
inline void checkAllContiguous(CheckedFrom Who, ArrayRef<TensorArg> Tensors) {
  for (const TensorArg &T : Tensors)
    if (T->defined())
      checkContiguous(Who, T);
}
inline void checkAllDefined(CheckedFrom Who, ArrayRef<TensorArg> Tensors) {
  for (const TensorArg &T : Tensors)
    checkDefined(Who, T);
}

} // namespace at

#endif // PERFCLAIM_STANDIN_TENSOR_CHECKS_H
