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

#include "tensor.h"

namespace at {
enum class Tag { needs_fixed_stride_order, pt2_compliant_tag };
} // namespace at

namespace torch {
struct perfclaim_registry {
  template <class... A> perfclaim_registry &def(A &&...) { return *this; }
  template <class A>
  perfclaim_registry &def(A &&, std::initializer_list<at::Tag>) {
    return *this;
  }
  template <class A, class F>
  perfclaim_registry &def(A &&, F &&, std::initializer_list<at::Tag>) {
    return *this;
  }
  /// An overloaded function whose type the schema would say.
  template <class A, class R, class... P>
  perfclaim_registry &def(A &&, R (*)(P...)) {
    return *this;
  }
  template <class... A> perfclaim_registry &impl(A &&...) { return *this; }
  template <class T, class... A> perfclaim_registry &class_(A &&...) {
    return *this;
  }
  template <class... A> perfclaim_registry &def_submodule(A &&...) {
    return *this;
  }
  template <class... A> perfclaim_registry &def_static(A &&...) {
    return *this;
  }
  template <class... A> perfclaim_registry &attr(A &&...) { return *this; }
  template <class T> perfclaim_registry &operator=(const T &) { return *this; }
  template <class... A> void set_python_module(A &&...) {}
};
using Library = perfclaim_registry;
struct arg {
  arg(const char *) {}
  template <class T> arg &operator=(T &&) { return *this; }
  arg &none(bool = true) { return *this; }
  arg &noconvert(bool = true) { return *this; }
};
template <class... A> struct init {};
template <class F> constexpr F *dispatch(c10::DeviceType, F *Function) {
  return Function;
}
constexpr c10::DeviceType kCPU = c10::kCPU, kCUDA = c10::kCUDA;
constexpr int kPrivateUse1 = 0, kMeta = 1;
} // namespace torch

#ifndef TORCH_EXTENSION_NAME
#define TORCH_EXTENSION_NAME perfclaim_extension
#endif
#define PERFCLAIM_JOIN_(A, B) A##B
#define PERFCLAIM_JOIN(A, B) PERFCLAIM_JOIN_(A, B)
#define PERFCLAIM_REGISTER(M)                                                  \
  [[maybe_unused]] static void PERFCLAIM_JOIN(perfclaim_register_,             \
                                              __COUNTER__)(                    \
      [[maybe_unused]] torch::perfclaim_registry & M)
#define PYBIND11_MODULE(NAME, M) PERFCLAIM_REGISTER(M)
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

namespace pybind11 {
using module_ = torch::perfclaim_registry;
using module = torch::perfclaim_registry;
using arg = torch::arg;
using bytes = std::string;
struct object {};
struct gil_scoped_release {};
struct gil_scoped_acquire {};
template <class... A> struct call_guard {};
template <class... A> struct init {};
template <class T, class... B> struct class_ {
  template <class... A> class_(A &&...) {}
  template <class... A> class_ &def(A &&...) { return *this; }
  template <class... A> class_ &def_readwrite(A &&...) { return *this; }
  template <class... A> class_ &def_readonly(A &&...) { return *this; }
};
} // namespace pybind11
namespace py = pybind11;

#endif // PERFCLAIM_STANDIN_REGISTRY_H
