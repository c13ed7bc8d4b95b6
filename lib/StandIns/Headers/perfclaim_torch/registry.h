//===- registry.h - Registration of operators, accepted and ignored *- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: what binds functions to Python compiles and never runs.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_REGISTRY_H
#define PERFCLAIM_STANDIN_REGISTRY_H

#include "bindings.h"
#include "tensor.h"

namespace at {
enum class Tag { needs_fixed_stride_order, pt2_compliant_tag };
} // namespace at

namespace torch {
using Library = perfclaim_registry;
using pybind11::arg;
using pybind11::init;
template <class F> constexpr F *dispatch(c10::DeviceType, F *Function) {
  return Function;
}
constexpr c10::DeviceType kCPU = c10::kCPU, kCUDA = c10::kCUDA;
constexpr int kPrivateUse1 = 0, kMeta = 1;
} // namespace torch

#define TORCH_LIBRARY(NAME, M) PERFCLAIM_REGISTER(M)
#define TORCH_LIBRARY_FRAGMENT(NAME, M) PERFCLAIM_REGISTER(M)
#define TORCH_LIBRARY_IMPL(NAME, KEY, M) PERFCLAIM_REGISTER(M)
#define STABLE_TORCH_LIBRARY(NAME, M) PERFCLAIM_REGISTER(M)
#define STABLE_TORCH_LIBRARY_FRAGMENT(NAME, M) PERFCLAIM_REGISTER(M)
#define STABLE_TORCH_LIBRARY_IMPL(NAME, KEY, M) PERFCLAIM_REGISTER(M)
#define TORCH_SELECTIVE_NAME(X) X
#define TORCH_SELECTIVE_SCHEMA(X) X
#define TORCH_FN(X) X
#define TORCH_BOX(X) X

#endif // PERFCLAIM_STANDIN_REGISTRY_H
