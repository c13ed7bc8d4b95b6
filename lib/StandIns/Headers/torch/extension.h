//===- extension.h - A subset of torch that launchers run on ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// For units where torch is not installed; an installed torch goes before this.
/// Everything that a launcher needs of torch, ATen and c10 works, on a GPU and
/// on the host backend. Each header below says what it promises; what is
/// declared and not defined is refused where an entry calls it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_EXTENSION_H
#define PERFCLAIM_STANDIN_EXTENSION_H

#include "../perfclaim_torch/cuda.h"
#include "../perfclaim_torch/dispatch.h"
#include "../perfclaim_torch/intrusive.h"
#include "../perfclaim_torch/registry.h"
#include "../perfclaim_torch/tensor_checks.h"
#include <algorithm>
#include <cassert>
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>

// What code asks before it uses a name that is new.
#define TORCH_VERSION_MAJOR 2
#define TORCH_VERSION_MINOR 8
#define TORCH_VERSION_PATCH 0
#define TORCH_VERSION "2.8.0"

namespace c10 {
template <class K, class V> struct Dict {};
struct IValue {
  template <class T> IValue(T);
};
} // namespace c10

namespace torch {
using namespace at;
using at::Tensor;
using Dtype = at::ScalarType;
using c10::optional;
namespace cuda {
using namespace at::cuda;
}
namespace autograd {
using variable_list = std::vector<Tensor>;
struct AutogradContext {
  void save_for_backward(variable_list);
  variable_list get_saved_variables();
};
template <class T> struct Function {
  template <class... A> static variable_list apply(A &&...);
};
} // namespace autograd
namespace nn {}
namespace indexing {
struct Slice {
  template <class... A> Slice(A...);
};
} // namespace indexing
namespace headeronly {
using namespace c10;
}
using CustomClassHolder = c10::intrusive_ptr_target;
} // namespace torch

#endif // PERFCLAIM_STANDIN_EXTENSION_H
