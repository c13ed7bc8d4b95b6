//===- scalars.h - Element types of torch -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: the element types of tensors, with the bits and the arithmetic of
/// the real ones. 16-bit types compute through float and round to nearest even.
/// Float8_e4m3fn and Float8_e5m2 convert without saturation. The `fnuz` types
/// and e8m0 hold bits only: converting one is an error of the linker that names
/// it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_SCALARS_H
#define PERFCLAIM_STANDIN_SCALARS_H

#if defined(__CUDACC__) || defined(__CUDA__)
#include <cuda_runtime.h>
#else
#include <cuda_runtime_api.h>
#ifndef __host__
#define __host__
#endif
#ifndef __device__
#define __device__
#endif
#endif
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#define C10_HOST_DEVICE __host__ __device__
#define C10_DEVICE __device__
#define C10_HOST __host__
#define C10_LAUNCH_BOUNDS_0 __launch_bounds__(256, 4)
#define C10_LAUNCH_BOUNDS_1(X) __launch_bounds__(X)
#define C10_LAUNCH_BOUNDS_2(X, Y) __launch_bounds__(X, Y)
#define C10_ALWAYS_INLINE inline __attribute__((always_inline))
#define C10_NOINLINE __attribute__((noinline))
#define C10_RESTRICT __restrict__
#define C10_UNUSED __attribute__((unused))
#define C10_NODISCARD [[nodiscard]]
#define C10_API
#define C10_EXPORT
#define C10_CUDA_API
#define TORCH_API
#define TORCH_CUDA_CU_API
#define TORCH_CUDA_CPP_API
#define C10_LIKELY(X) (__builtin_expect(static_cast<bool>(X), 1))
#define C10_UNLIKELY(X) (__builtin_expect(static_cast<bool>(X), 0))
#define C10_WARP_SIZE 32
#define AT_HOST_DEVICE __host__ __device__

namespace c10 {
namespace perfclaim_detail {
/// Bits of a wider or narrower float.
template <class To, class From>
__host__ __device__ inline To bits(const From &Value) {
  static_assert(sizeof(To) == sizeof(From), "the same size");
  union {
    From From_;
    To To_;
  } Both = {Value};
  return Both.To_;
}
} // namespace perfclaim_detail

#define PERFCLAIM_FLOAT16(NAME, CUDA, RAW, FROM_FLOAT, TO_FLOAT)               \
  struct alignas(2) NAME {                                                     \
    unsigned short x;                                                          \
    struct from_bits_t {};                                                     \
    __host__ __device__ static constexpr from_bits_t from_bits() {             \
      return {};                                                               \
    }                                                                          \
    NAME() = default;                                                          \
    __host__ __device__ constexpr NAME(unsigned short Bits, from_bits_t)       \
        : x(Bits) {}                                                           \
    __host__ __device__ inline NAME(float Value)                               \
        : x(static_cast<RAW>(FROM_FLOAT(Value)).x) {}                          \
    __host__ __device__ inline NAME(const CUDA &Value)                         \
        : x(static_cast<RAW>(Value).x) {}                                      \
    __host__ __device__ inline operator float() const {                        \
      return TO_FLOAT(perfclaim_cuda());                                       \
    }                                                                          \
    __host__ __device__ inline operator CUDA() const {                         \
      return perfclaim_cuda();                                                 \
    }                                                                          \
    __host__ __device__ inline CUDA perfclaim_cuda() const {                   \
      RAW Bits;                                                                \
      Bits.x = x;                                                              \
      return CUDA(Bits);                                                       \
    }                                                                          \
  };
PERFCLAIM_FLOAT16(Half, __half, __half_raw, __float2half_rn, __half2float)
PERFCLAIM_FLOAT16(BFloat16, __nv_bfloat16, __nv_bfloat16_raw,
                  __float2bfloat16_rn, __bfloat162float)
#undef PERFCLAIM_FLOAT16

#define PERFCLAIM_FLOAT8(NAME, INTERPRETATION)                                 \
  struct alignas(1) NAME {                                                     \
    uint8_t x;                                                                 \
    struct from_bits_t {};                                                     \
    __host__ __device__ static constexpr from_bits_t from_bits() {             \
      return {};                                                               \
    }                                                                          \
    NAME() = default;                                                          \
    __host__ __device__ constexpr NAME(uint8_t Bits, from_bits_t) : x(Bits) {} \
    __host__ __device__ inline NAME(float Value)                               \
        : x(__nv_cvt_float_to_fp8(Value, __NV_NOSAT, INTERPRETATION)) {}       \
    __host__ __device__ inline operator float() const {                        \
      return __half2float(__half(__nv_cvt_fp8_to_halfraw(x, INTERPRETATION))); \
    }                                                                          \
    __host__ __device__ inline bool isnan() const {                            \
      return perfclaim_isnan(*this);                                           \
    }                                                                          \
  };                                                                           \
  __host__ __device__ bool perfclaim_isnan(const NAME &Value);
struct Float8_e4m3fn;
struct Float8_e5m2;
__host__ __device__ inline bool perfclaim_isnan(const Float8_e4m3fn &Value);
__host__ __device__ inline bool perfclaim_isnan(const Float8_e5m2 &Value);
PERFCLAIM_FLOAT8(Float8_e4m3fn, __NV_E4M3)
PERFCLAIM_FLOAT8(Float8_e5m2, __NV_E5M2)
#undef PERFCLAIM_FLOAT8
__host__ __device__ inline bool perfclaim_isnan(const Float8_e4m3fn &Value) {
  return (Value.x & 0x7f) == 0x7f;
}
__host__ __device__ inline bool perfclaim_isnan(const Float8_e5m2 &Value) {
  return (Value.x & 0x7f) > 0x7c;
}

/// Types of other machines: their bits, and conversions that nothing defines.
#define PERFCLAIM_FOREIGN_FLOAT8(NAME)                                         \
  struct alignas(1) NAME {                                                     \
    uint8_t x;                                                                 \
    struct from_bits_t {};                                                     \
    __host__ __device__ static constexpr from_bits_t from_bits() {             \
      return {};                                                               \
    }                                                                          \
    NAME() = default;                                                          \
    __host__ __device__ constexpr NAME(uint8_t Bits, from_bits_t) : x(Bits) {} \
    __host__ __device__ NAME(float);                                           \
    __host__ __device__ operator float() const;                                \
  };
PERFCLAIM_FOREIGN_FLOAT8(Float8_e4m3fnuz)
PERFCLAIM_FOREIGN_FLOAT8(Float8_e5m2fnuz)
PERFCLAIM_FOREIGN_FLOAT8(Float8_e8m0fnu)
#undef PERFCLAIM_FOREIGN_FLOAT8
struct Float4_e2m1fn_x2 {
  uint8_t val_;
};

#define PERFCLAIM_MIXED(TYPE, OP, OTHER, RESULT)                               \
  __host__ __device__ inline RESULT operator OP(TYPE A, OTHER B) {             \
    return static_cast<RESULT>(A) OP static_cast<RESULT>(B);                   \
  }                                                                            \
  __host__ __device__ inline RESULT operator OP(OTHER A, TYPE B) {             \
    return static_cast<RESULT>(A) OP static_cast<RESULT>(B);                   \
  }
#define PERFCLAIM_WITH_INTEGER(TYPE, OP, OTHER)                                \
  __host__ __device__ inline TYPE operator OP(TYPE A, OTHER B) {               \
    return A OP static_cast<TYPE>(static_cast<float>(B));                      \
  }                                                                            \
  __host__ __device__ inline TYPE operator OP(OTHER A, TYPE B) {               \
    return static_cast<TYPE>(static_cast<float>(A)) OP B;                      \
  }
#define PERFCLAIM_OPERATOR(TYPE, OP)                                           \
  __host__ __device__ inline TYPE operator OP(const TYPE &A, const TYPE &B) {  \
    return static_cast<float>(A) OP static_cast<float>(B);                     \
  }                                                                            \
  __host__ __device__ inline TYPE &operator OP## = (TYPE & A, const TYPE &B) { \
    return A = A OP B;                                                         \
  }                                                                            \
  __host__ __device__ inline float &operator OP## = (float &A, TYPE B) {       \
    return A = A OP static_cast<float>(B);                                     \
  }                                                                            \
  PERFCLAIM_MIXED(TYPE, OP, float, float)                                      \
  PERFCLAIM_MIXED(TYPE, OP, double, double)                                    \
  PERFCLAIM_WITH_INTEGER(TYPE, OP, int)                                        \
  PERFCLAIM_WITH_INTEGER(TYPE, OP, int64_t)
#define PERFCLAIM_COMPARISON(TYPE, OP)                                         \
  __host__ __device__ inline bool operator OP(const TYPE &A, const TYPE &B) {  \
    return static_cast<float>(A) OP static_cast<float>(B);                     \
  }                                                                            \
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>       \
  __host__ __device__ inline bool operator OP(const TYPE &A, T B) {            \
    return static_cast<float>(A) OP B;                                         \
  }                                                                            \
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>       \
  __host__ __device__ inline bool operator OP(T A, const TYPE &B) {            \
    return A OP static_cast<float>(B);                                         \
  }
#define PERFCLAIM_ARITHMETIC(TYPE)                                             \
  PERFCLAIM_OPERATOR(TYPE, +)                                                  \
  PERFCLAIM_OPERATOR(TYPE, -)                                                  \
  PERFCLAIM_OPERATOR(TYPE, *)                                                  \
  PERFCLAIM_OPERATOR(TYPE, /)                                                  \
  PERFCLAIM_COMPARISON(TYPE, <)                                                \
  PERFCLAIM_COMPARISON(TYPE, >)                                                \
  PERFCLAIM_COMPARISON(TYPE, <=)                                               \
  PERFCLAIM_COMPARISON(TYPE, >=)                                               \
  PERFCLAIM_COMPARISON(TYPE, ==)                                               \
  PERFCLAIM_COMPARISON(TYPE, !=)                                               \
  __host__ __device__ inline TYPE operator-(const TYPE &A) {                   \
    return -static_cast<float>(A);                                             \
  }
PERFCLAIM_ARITHMETIC(Half)
PERFCLAIM_ARITHMETIC(BFloat16)
PERFCLAIM_ARITHMETIC(Float8_e4m3fn)
PERFCLAIM_ARITHMETIC(Float8_e5m2)
#undef PERFCLAIM_ARITHMETIC
#undef PERFCLAIM_COMPARISON
#undef PERFCLAIM_OPERATOR
#undef PERFCLAIM_WITH_INTEGER
#undef PERFCLAIM_MIXED

template <class T> struct alignas(sizeof(T) * 2) complex {
  T real_ = T(0), imag_ = T(0);
  constexpr complex() = default;
  __host__ __device__ constexpr complex(const T &Real, const T &Imag = T())
      : real_(Real), imag_(Imag) {}
  __host__ __device__ constexpr T real() const { return real_; }
  __host__ __device__ constexpr T imag() const { return imag_; }
};

} // namespace c10

#include "scalar_type.h"

namespace std {
#define PERFCLAIM_LIMITS(TYPE, LOWEST, MAX, MIN, EPSILON, INF, NAN_)           \
  template <> class numeric_limits<c10::TYPE> {                                \
  public:                                                                      \
    static constexpr bool is_specialized = true, is_signed = true,             \
                          is_integer = false, is_exact = false;                \
    __host__ __device__ static constexpr c10::TYPE lowest() {                  \
      return {LOWEST, c10::TYPE::from_bits()};                                 \
    }                                                                          \
    __host__ __device__ static constexpr c10::TYPE max() {                     \
      return {MAX, c10::TYPE::from_bits()};                                    \
    }                                                                          \
    __host__ __device__ static constexpr c10::TYPE min() {                     \
      return {MIN, c10::TYPE::from_bits()};                                    \
    }                                                                          \
    __host__ __device__ static constexpr c10::TYPE epsilon() {                 \
      return {EPSILON, c10::TYPE::from_bits()};                                \
    }                                                                          \
    __host__ __device__ static constexpr c10::TYPE infinity() {                \
      return {INF, c10::TYPE::from_bits()};                                    \
    }                                                                          \
    __host__ __device__ static constexpr c10::TYPE quiet_NaN() {               \
      return {NAN_, c10::TYPE::from_bits()};                                   \
    }                                                                          \
  };
PERFCLAIM_LIMITS(Half, 0xFBFF, 0x7BFF, 0x0400, 0x1400, 0x7C00, 0x7E00)
PERFCLAIM_LIMITS(BFloat16, 0xFF7F, 0x7F7F, 0x0080, 0x3C00, 0x7F80, 0x7FC0)
PERFCLAIM_LIMITS(Float8_e4m3fn, 0xFE, 0x7E, 0x08, 0x20, 0x7F, 0x7F)
PERFCLAIM_LIMITS(Float8_e5m2, 0xFB, 0x7B, 0x04, 0x34, 0x7C, 0x7F)
#undef PERFCLAIM_LIMITS
} // namespace std

#if defined(__CUDACC__) || defined(__CUDA__)
#define PERFCLAIM_LDG(TYPE)                                                    \
  inline __device__ c10::TYPE __ldg(const c10::TYPE *P) { return *P; }
PERFCLAIM_LDG(Half)
PERFCLAIM_LDG(BFloat16)
PERFCLAIM_LDG(Float8_e4m3fn)
PERFCLAIM_LDG(Float8_e5m2)
#undef PERFCLAIM_LDG
#endif

#endif // PERFCLAIM_STANDIN_SCALARS_H
