//===- checks.h - Checks of torch -------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: a check that fails throws c10::Error, or the kin that its name
/// says, with the message that is written there. Checks for debug builds, and
/// warnings, only look at their arguments.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_CHECKS_H
#define PERFCLAIM_STANDIN_CHECKS_H

#include "core.h"
#include <cstdio>

namespace c10 {
namespace perfclaim_detail {
template <class E, class... A>
[[noreturn]] void fail(const char *Condition, const A &...Message) {
  std::string Text = c10::str(Message...);
  if (Text.empty())
    Text = std::string("Expected ") + Condition + " to be true, but got false.";
  throw E(Text);
}
template <class... A> void look(const A &...) {}
template <class... A> void warn(const A &...Message) {
  std::fprintf(stderr, "Warning: %s\n", c10::str(Message...).c_str());
}
} // namespace perfclaim_detail
} // namespace c10

#define PERFCLAIM_CHECK(ERROR, CONDITION, ...)                                 \
  if (!(CONDITION)) {                                                          \
    ::c10::perfclaim_detail::fail<::c10::ERROR>(#CONDITION, ##__VA_ARGS__);    \
  }
// Some callers leave the semicolon out.
#define TORCH_CHECK(CONDITION, ...)                                            \
  PERFCLAIM_CHECK(Error, CONDITION, ##__VA_ARGS__)
#define TORCH_CHECK_INDEX(CONDITION, ...)                                      \
  PERFCLAIM_CHECK(IndexError, CONDITION, ##__VA_ARGS__)
#define TORCH_CHECK_VALUE(CONDITION, ...)                                      \
  PERFCLAIM_CHECK(ValueError, CONDITION, ##__VA_ARGS__)
#define TORCH_CHECK_TYPE(CONDITION, ...)                                       \
  PERFCLAIM_CHECK(TypeError, CONDITION, ##__VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(CONDITION, ...)                            \
  PERFCLAIM_CHECK(NotImplementedError, CONDITION, ##__VA_ARGS__)
#define TORCH_CHECK_WITH(ERROR, CONDITION, ...)                                \
  PERFCLAIM_CHECK(ERROR, CONDITION, ##__VA_ARGS__)
#define STD_TORCH_CHECK(CONDITION, ...) TORCH_CHECK(CONDITION, ##__VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(CONDITION, ...)                                  \
  TORCH_CHECK(CONDITION, ##__VA_ARGS__)
#define AT_ASSERT(CONDITION, ...) TORCH_CHECK(CONDITION, ##__VA_ARGS__)
#define AT_ASSERTM(CONDITION, ...) TORCH_CHECK(CONDITION, ##__VA_ARGS__)
#define AT_CHECK(CONDITION, ...) TORCH_CHECK(CONDITION, ##__VA_ARGS__)
#define AT_ERROR(...)                                                          \
  do {                                                                         \
    ::c10::perfclaim_detail::fail<::c10::Error>("AT_ERROR", ##__VA_ARGS__);    \
  } while (false)
#define TORCH_CHECK_EQ(A, B) TORCH_CHECK((A) == (B))
#define TORCH_CHECK_NE(A, B) TORCH_CHECK((A) != (B))
#define TORCH_CHECK_LE(A, B) TORCH_CHECK((A) <= (B))
#define TORCH_CHECK_LT(A, B) TORCH_CHECK((A) < (B))
#define TORCH_CHECK_GE(A, B) TORCH_CHECK((A) >= (B))
#define TORCH_CHECK_GT(A, B) TORCH_CHECK((A) > (B))
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(...)                                  \
  ::c10::perfclaim_detail::look(__VA_ARGS__)
#define TORCH_WARN(...) ::c10::perfclaim_detail::warn(__VA_ARGS__)
#define TORCH_WARN_ONCE(...)                                                   \
  do {                                                                         \
    [[maybe_unused]] static const bool PerfclaimWarned =                       \
        (::c10::perfclaim_detail::warn(__VA_ARGS__), true);                    \
  } while (false)

#define C10_CUDA_CHECK(CALL)                                                   \
  do {                                                                         \
    const cudaError_t PerfclaimError = (CALL);                                 \
    if (PerfclaimError != cudaSuccess)                                         \
      ::c10::perfclaim_detail::fail<::c10::Error>(                             \
          #CALL, "CUDA error: ", cudaGetErrorString(PerfclaimError));          \
  } while (false)
#define C10_CUDA_KERNEL_LAUNCH_CHECK() C10_CUDA_CHECK(cudaGetLastError())
#define C10_CUDA_CHECK_WARN(CALL) static_cast<void>(CALL)
#define C10_CUDA_IGNORE_ERROR(CALL) static_cast<void>(CALL)
#define C10_CUDA_ERROR_HANDLED(CALL) (CALL)
#define C10_CUDA_CLEAR_ERROR() static_cast<void>(cudaGetLastError())
#define STD_CUDA_CHECK(CALL) C10_CUDA_CHECK(CALL)
#define STD_CUDA_KERNEL_LAUNCH_CHECK() C10_CUDA_KERNEL_LAUNCH_CHECK()
#define AT_CUDA_CHECK(CALL) C10_CUDA_CHECK(CALL)
#define THCudaCheck(CALL) C10_CUDA_CHECK(CALL)
#define TORCH_CUDABLAS_CHECK(CALL) TORCH_CHECK((CALL) == 0)

/// Also where NDEBUG leaves out assert().
#define CUDA_KERNEL_ASSERT(CONDITION)                                          \
  do {                                                                         \
    if (!(CONDITION))                                                          \
      __builtin_trap();                                                        \
  } while (false)
#define CUDA_KERNEL_ASSERT_MSG(CONDITION, ...) CUDA_KERNEL_ASSERT(CONDITION)
#define CUDA_KERNEL_ASSERT2(CONDITION) CUDA_KERNEL_ASSERT(CONDITION)

#define CUDA_KERNEL_LOOP_TYPE(I, N, TYPE)                                      \
  int64_t _i_n_d_e_x =                                                         \
      static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;             \
  for (TYPE I = _i_n_d_e_x; _i_n_d_e_x < (N);                                  \
       _i_n_d_e_x += blockDim.x * gridDim.x, I = _i_n_d_e_x)
#ifndef CUDA_KERNEL_LOOP
#define CUDA_KERNEL_LOOP(I, N) CUDA_KERNEL_LOOP_TYPE(I, N, int)
#endif

#endif // PERFCLAIM_STANDIN_CHECKS_H
