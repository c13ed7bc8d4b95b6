//===- bindings.h - Python bindings, accepted and ignored -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: what binds functions to Python compiles and never runs, so that
/// neither Python nor pybind11 is needed. Beside the real torch too.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_BINDINGS_H
#define PERFCLAIM_STANDIN_BINDINGS_H

#include <initializer_list>
#include <string>

namespace at {
enum class Tag;
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

namespace pybind11 {
struct arg {
  arg(const char *) {}
  template <class T> arg &operator=(T &&) { return *this; }
  arg &none(bool = true) { return *this; }
  arg &noconvert(bool = true) { return *this; }
};
template <class... A> struct init {};
using module_ = torch::perfclaim_registry;
using module = torch::perfclaim_registry;
using bytes = std::string;
struct object {};
struct gil_scoped_release {};
struct gil_scoped_acquire {};
template <class... A> struct call_guard {};
template <class T, class... B> struct class_ {
  template <class... A> class_(A &&...) {}
  template <class... A> class_ &def(A &&...) { return *this; }
  template <class... A> class_ &def_readwrite(A &&...) { return *this; }
  template <class... A> class_ &def_readonly(A &&...) { return *this; }
};
} // namespace pybind11
namespace py = pybind11;

#endif // PERFCLAIM_STANDIN_BINDINGS_H
