//===- macros.h - Checks, dispatch and registration of torch ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Checks keep their condition, so that names in it are used; dispatch really
/// instantiates, so that the kernels of each type are there.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_MACROS_H
#define PERFCLAIM_STANDIN_MACROS_H

#include "tensor.h"

namespace c10 {
template <class... A> void perfclaim_check(bool, const A &...) {}
template <class... A> [[noreturn]] void perfclaim_fail(const A &...);
} // namespace c10

// Some callers leave the semicolon out.
#define TORCH_CHECK(CONDITION, ...)                                            \
  if (!(CONDITION)) {                                                          \
    ::c10::perfclaim_fail(__VA_ARGS__);                                        \
  }
#define TORCH_CHECK_EQ(A, B) ::c10::perfclaim_check((A) == (B))
#define TORCH_CHECK_NE(A, B) ::c10::perfclaim_check((A) != (B))
#define TORCH_CHECK_LE(A, B) ::c10::perfclaim_check((A) <= (B))
#define TORCH_CHECK_LT(A, B) ::c10::perfclaim_check((A) < (B))
#define TORCH_CHECK_GE(A, B) ::c10::perfclaim_check((A) >= (B))
#define TORCH_CHECK_GT(A, B) ::c10::perfclaim_check((A) > (B))
#define TORCH_CHECK_NOT_IMPLEMENTED(...) TORCH_CHECK(__VA_ARGS__)
#define TORCH_CHECK_VALUE(...) TORCH_CHECK(__VA_ARGS__)
#define TORCH_CHECK_TYPE(...) TORCH_CHECK(__VA_ARGS__)
#define TORCH_CHECK_INDEX(...) TORCH_CHECK(__VA_ARGS__)
#define TORCH_CHECK_WITH(TYPE, ...) TORCH_CHECK(__VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(...) ::c10::perfclaim_check(__VA_ARGS__)
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(...)                                  \
  ::c10::perfclaim_check(__VA_ARGS__)
#define TORCH_WARN(...) ::c10::perfclaim_check(true, __VA_ARGS__)
#define TORCH_WARN_ONCE(...) ::c10::perfclaim_check(true, __VA_ARGS__)
#define STD_TORCH_CHECK(...) TORCH_CHECK(__VA_ARGS__)
#define AT_ASSERT(...) ::c10::perfclaim_check(__VA_ARGS__)
#define AT_ASSERTM(...) ::c10::perfclaim_check(__VA_ARGS__)
#define AT_CHECK(...) ::c10::perfclaim_check(__VA_ARGS__)
#define AT_ERROR(...) ::c10::perfclaim_check(false, __VA_ARGS__)
#define C10_CUDA_CHECK(X) ::c10::perfclaim_check((X) == cudaSuccess)
#define C10_CUDA_KERNEL_LAUNCH_CHECK() C10_CUDA_CHECK(cudaGetLastError())
#define AT_CUDA_CHECK(X) C10_CUDA_CHECK(X)
#define TORCH_CUDABLAS_CHECK(X) ::c10::perfclaim_check((X) == 0)
#define CUDA_KERNEL_LOOP_TYPE(I, N, TYPE)                                      \
  for (TYPE I = blockIdx.x * blockDim.x + threadIdx.x; I < (N);                \
       I += blockDim.x * gridDim.x)
#ifndef CUDA_KERNEL_LOOP
#define CUDA_KERNEL_LOOP(I, N) CUDA_KERNEL_LOOP_TYPE(I, N, int)
#endif

#define AT_PRIVATE_CASE_TYPE_USING_HINT(NAME, HINT, ...)                       \
  case NAME: {                                                                 \
    using HINT [[maybe_unused]] =                                              \
        typename ::c10::impl::ScalarTypeToCPPType<NAME>::type;                 \
    return __VA_ARGS__();                                                      \
  }
#define AT_DISPATCH_CASE(NAME, ...)                                            \
  AT_PRIVATE_CASE_TYPE_USING_HINT(NAME, scalar_t, __VA_ARGS__)
#define AT_DISPATCH_SWITCH(TYPE, NAME, ...)                                    \
  [&] {                                                                        \
    const auto &the_type = TYPE;                                               \
    ::c10::ScalarType _st = the_type;                                          \
    switch (_st) {                                                             \
      __VA_ARGS__                                                              \
    default:                                                                   \
      throw ::c10::Error();                                                    \
    }                                                                          \
  }()
#define AT_DISPATCH_CASE_FLOATING_TYPES(...)                                   \
  AT_DISPATCH_CASE(at::ScalarType::Double, __VA_ARGS__)                        \
  AT_DISPATCH_CASE(at::ScalarType::Float, __VA_ARGS__)
#define AT_DISPATCH_CASE_REDUCED_FLOATING_TYPES(...)                           \
  AT_DISPATCH_CASE(at::ScalarType::Half, __VA_ARGS__)                          \
  AT_DISPATCH_CASE(at::ScalarType::BFloat16, __VA_ARGS__)
#define AT_DISPATCH_CASE_INTEGRAL_TYPES(...)                                   \
  AT_DISPATCH_CASE(at::ScalarType::Byte, __VA_ARGS__)                          \
  AT_DISPATCH_CASE(at::ScalarType::Char, __VA_ARGS__)                          \
  AT_DISPATCH_CASE(at::ScalarType::Int, __VA_ARGS__)                           \
  AT_DISPATCH_CASE(at::ScalarType::Long, __VA_ARGS__)                          \
  AT_DISPATCH_CASE(at::ScalarType::Short, __VA_ARGS__)
#define AT_DISPATCH_CASE_ALL_TYPES(...)                                        \
  AT_DISPATCH_CASE_INTEGRAL_TYPES(__VA_ARGS__)                                 \
  AT_DISPATCH_CASE_FLOATING_TYPES(__VA_ARGS__)
#define AT_DISPATCH_CASE_FLOATING_TYPES_AND_HALF(...)                          \
  AT_DISPATCH_CASE_FLOATING_TYPES(__VA_ARGS__)                                 \
  AT_DISPATCH_CASE(at::ScalarType::Half, __VA_ARGS__)
#define AT_DISPATCH_CASE_FLOATING_TYPES_AND(T1, ...)                           \
  AT_DISPATCH_CASE_FLOATING_TYPES(__VA_ARGS__)                                 \
  AT_DISPATCH_CASE(T1, __VA_ARGS__)
#define AT_DISPATCH_FLOATING_TYPES(TYPE, NAME, ...)                            \
  AT_DISPATCH_SWITCH(TYPE, NAME, AT_DISPATCH_CASE_FLOATING_TYPES(__VA_ARGS__))
#define AT_DISPATCH_FLOATING_TYPES_AND_HALF(TYPE, NAME, ...)                   \
  AT_DISPATCH_SWITCH(TYPE, NAME,                                               \
                     AT_DISPATCH_CASE_FLOATING_TYPES_AND_HALF(__VA_ARGS__))
#define AT_DISPATCH_REDUCED_FLOATING_TYPES(TYPE, NAME, ...)                    \
  AT_DISPATCH_SWITCH(TYPE, NAME,                                               \
                     AT_DISPATCH_CASE_REDUCED_FLOATING_TYPES(__VA_ARGS__))
#define AT_DISPATCH_FLOATING_TYPES_AND(T1, TYPE, NAME, ...)                    \
  AT_DISPATCH_SWITCH(TYPE, NAME,                                               \
                     AT_DISPATCH_CASE_FLOATING_TYPES_AND(T1, __VA_ARGS__))
#define AT_DISPATCH_FLOATING_TYPES_AND2(T1, T2, TYPE, NAME, ...)               \
  AT_DISPATCH_SWITCH(TYPE, NAME,                                               \
                     AT_DISPATCH_CASE_FLOATING_TYPES_AND(T1, __VA_ARGS__)      \
                         AT_DISPATCH_CASE(T2, __VA_ARGS__))
#define AT_DISPATCH_INTEGRAL_TYPES(TYPE, NAME, ...)                            \
  AT_DISPATCH_SWITCH(TYPE, NAME, AT_DISPATCH_CASE_INTEGRAL_TYPES(__VA_ARGS__))
#define AT_DISPATCH_ALL_TYPES(TYPE, NAME, ...)                                 \
  AT_DISPATCH_SWITCH(TYPE, NAME, AT_DISPATCH_CASE_ALL_TYPES(__VA_ARGS__))
#define AT_DISPATCH_INDEX_TYPES(TYPE, NAME, ...)                               \
  AT_DISPATCH_SWITCH(TYPE, NAME,                                               \
                     AT_PRIVATE_CASE_TYPE_USING_HINT(at::ScalarType::Int,      \
                                                     index_t, __VA_ARGS__)     \
                         AT_PRIVATE_CASE_TYPE_USING_HINT(                      \
                             at::ScalarType::Long, index_t, __VA_ARGS__))

namespace torch {
struct perfclaim_registry {
  template <class... A> perfclaim_registry &def(A &&...);
  template <class A>
  perfclaim_registry &def(A &&, std::initializer_list<at::Tag>);
  template <class A, class F>
  perfclaim_registry &def(A &&, F &&, std::initializer_list<at::Tag>);
  template <class... A> perfclaim_registry &impl(A &&...);
  template <class T, class... A> perfclaim_registry class_(A &&...);
  template <class... A> perfclaim_registry def_submodule(A &&...);
  template <class... A> perfclaim_registry &def_static(A &&...);
  template <class... A> void set_python_module(A &&...);
};
using Library = perfclaim_registry;
struct arg {
  arg(const char *);
  template <class T> arg &operator=(T &&);
};
template <class... A> struct init {};
template <class F> constexpr F *dispatch(c10::DeviceType, F *Function) {
  return Function;
}
constexpr c10::DeviceType kCPU = c10::kCPU, kCUDA = c10::kCUDA;
constexpr int kPrivateUse1 = 0;
} // namespace torch

#ifndef TORCH_EXTENSION_NAME
#define TORCH_EXTENSION_NAME perfclaim_extension
#endif
#define PERFCLAIM_JOIN_(A, B) A##B
#define PERFCLAIM_JOIN(A, B) PERFCLAIM_JOIN_(A, B)
#define PERFCLAIM_REGISTER(M)                                                  \
  static void PERFCLAIM_JOIN(perfclaim_register_, __COUNTER__)(                \
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

#endif // PERFCLAIM_STANDIN_MACROS_H
