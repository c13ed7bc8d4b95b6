//===- pytorch_extension_utils.h - FlashInfer's checks of tensors -*- C++ -*-=//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: each check throws where what it names does not hold, and a
/// dispatch over the half or 8 bit precisions calls with the toolkit's type of
/// that name, or throws. They are all on, whatever FLASHINFER_ENABLE_ says.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_PYTORCH_EXTENSION_UTILS_H
#define PERFCLAIM_STANDIN_PYTORCH_EXTENSION_UTILS_H

#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <torch/extension.h>

#define CHECK_CUDA(x) TORCH_CHECK(x.is_cuda(), #x " must be a CUDA tensor")
#define CHECK_CONTIGUOUS(x)                                                    \
  TORCH_CHECK(x.is_contiguous(), #x " must be contiguous")
#define CHECK_LAST_DIM_CONTIGUOUS(x)                                           \
  TORCH_CHECK(x.stride(-1) == 1, #x " must be contiguous at its last "         \
                                    "dimension")
#define CHECK_INPUT(x)                                                         \
  CHECK_CUDA(x);                                                               \
  CHECK_CONTIGUOUS(x)
#define CHECK_LAST_DIM_CONTIGUOUS_INPUT(x)                                     \
  CHECK_CUDA(x);                                                               \
  CHECK_LAST_DIM_CONTIGUOUS(x)
#define CHECK_DIM(d, x)                                                        \
  TORCH_CHECK(x.dim() == d, #x " must be a " #d "D tensor")
#define CHECK_EQ(a, b) TORCH_CHECK((a) == (b), #a " must be equal to " #b)
#define CHECK_GE(a, b)                                                         \
  TORCH_CHECK((a) >= (b), #a " must be greater than or equal to " #b)
#define CHECK_SHAPE(a, b)                                                      \
  TORCH_CHECK(a.sizes() == b.sizes(), #a " must have the shape of " #b)

/// Cases of a switch over element types, and whole switches: \p c_type is the
/// type's name within the last argument, a function without parameters that
/// returns a bool.
#define _DISPATCH_CASE_F16(c_type, ...)                                        \
  case at::ScalarType::Half: {                                                 \
    using c_type = __half;                                                     \
    return __VA_ARGS__();                                                      \
  }
#define _DISPATCH_CASE_BF16(c_type, ...)                                       \
  case at::ScalarType::BFloat16: {                                             \
    using c_type = __nv_bfloat16;                                              \
    return __VA_ARGS__();                                                      \
  }
#define _DISPATCH_CASE_FP8_E4M3(c_type, ...)                                   \
  case at::ScalarType::Float8_e4m3fn: {                                        \
    using c_type = __nv_fp8_e4m3;                                              \
    return __VA_ARGS__();                                                      \
  }
#define _DISPATCH_CASE_FP8_E5M2(c_type, ...)                                   \
  case at::ScalarType::Float8_e5m2: {                                          \
    using c_type = __nv_fp8_e5m2;                                              \
    return __VA_ARGS__();                                                      \
  }
#define PERFCLAIM_DISPATCH_CTYPE(dtype, ...)                                   \
  [&]() -> bool {                                                              \
    switch (dtype) {                                                           \
      __VA_ARGS__                                                              \
    default:                                                                   \
      TORCH_CHECK(false, __func__, " failed to dispatch this element type");   \
      return false;                                                            \
    }                                                                          \
  }()
#define DISPATCH_PYTORCH_DTYPE_TO_CTYPE_FP16(dtype, c_type, ...)               \
  PERFCLAIM_DISPATCH_CTYPE(dtype,                                              \
                           _DISPATCH_CASE_F16(c_type, __VA_ARGS__)             \
                               _DISPATCH_CASE_BF16(c_type, __VA_ARGS__))
#define DISPATCH_PYTORCH_DTYPE_TO_CTYPE_FP8(dtype, c_type, ...)                \
  PERFCLAIM_DISPATCH_CTYPE(dtype,                                              \
                           _DISPATCH_CASE_FP8_E4M3(c_type, __VA_ARGS__)        \
                               _DISPATCH_CASE_FP8_E5M2(c_type, __VA_ARGS__))
#define DISPATCH_PYTORCH_DTYPE_TO_CTYPE(dtype, c_type, ...)                    \
  PERFCLAIM_DISPATCH_CTYPE(                                                    \
      dtype, _DISPATCH_CASE_F16(c_type, __VA_ARGS__)                           \
                 _DISPATCH_CASE_BF16(c_type, __VA_ARGS__)                      \
                     _DISPATCH_CASE_FP8_E4M3(c_type, __VA_ARGS__)              \
                         _DISPATCH_CASE_FP8_E5M2(c_type, __VA_ARGS__))

#endif // PERFCLAIM_STANDIN_PYTORCH_EXTENSION_UTILS_H
