//===- scalars.h - Element types of torch -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What kernels and dispatch macros need of the framework's element types. The
/// 16-bit types compute through float, as the real ones do without intrinsics.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_SCALARS_H
#define PERFCLAIM_STANDIN_SCALARS_H

#ifdef __CUDA__
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>
#else
#define __host__
#define __device__
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#endif

#include <cstddef>
#include <cstdint>

#define C10_HOST_DEVICE __host__ __device__
#define C10_DEVICE __device__
#define C10_HOST __host__
#define C10_LAUNCH_BOUNDS_0 __launch_bounds__(256, 4)
#define C10_LAUNCH_BOUNDS_1(X) __launch_bounds__(X)
#define C10_LAUNCH_BOUNDS_2(X, Y) __launch_bounds__(X, Y)
#define C10_ALWAYS_INLINE inline
#define C10_RESTRICT __restrict__
#define C10_UNUSED
#define C10_API
#define TORCH_API
#define TORCH_CUDA_CU_API
#define C10_LIKELY(X) (X)
#define C10_UNLIKELY(X) (X)
#define C10_WARP_SIZE 32

namespace c10 {
namespace perfclaim_detail {
template <int Tag> struct Float16 {
  unsigned short x;
  struct from_bits_t {};
  __host__ __device__ static constexpr from_bits_t from_bits() { return {}; }
  Float16() = default;
  __host__ __device__ constexpr Float16(unsigned short Bits, from_bits_t)
      : x(Bits) {}
  __host__ __device__ Float16(float);
  __host__ __device__ operator float() const;
  __host__ __device__ Float16 &operator+=(const Float16 &);
  __host__ __device__ Float16 &operator-=(const Float16 &);
  __host__ __device__ Float16 &operator*=(const Float16 &);
  __host__ __device__ Float16 &operator/=(const Float16 &);
};
template <int Tag> struct Float8 {
  uint8_t x;
  struct from_bits_t {};
  __host__ __device__ static constexpr from_bits_t from_bits() { return {}; }
  Float8() = default;
  __host__ __device__ constexpr Float8(uint8_t Bits, from_bits_t) : x(Bits) {}
  __host__ __device__ Float8(float);
  __host__ __device__ operator float() const;
  __host__ __device__ bool isnan() const;
};
} // namespace perfclaim_detail

struct Half : perfclaim_detail::Float16<0> {
  using Float16::Float16;
  __host__ __device__ Half(const __half &);
  __host__ __device__ operator __half() const;
};
struct BFloat16 : perfclaim_detail::Float16<1> {
  using Float16::Float16;
  __host__ __device__ BFloat16(const __nv_bfloat16 &);
  __host__ __device__ operator __nv_bfloat16() const;
};
#define PERFCLAIM_ARITHMETIC(TYPE, OP)                                         \
  __host__ __device__ TYPE operator OP(const TYPE &, const TYPE &);            \
  __host__ __device__ float operator OP(TYPE, float);                          \
  __host__ __device__ float operator OP(float, TYPE);                          \
  __host__ __device__ double operator OP(TYPE, double);                        \
  __host__ __device__ double operator OP(double, TYPE);                        \
  __host__ __device__ TYPE operator OP(TYPE, int);                             \
  __host__ __device__ TYPE operator OP(int, TYPE);                             \
  __host__ __device__ TYPE operator OP(TYPE, int64_t);                         \
  __host__ __device__ TYPE operator OP(int64_t, TYPE);
#define PERFCLAIM_COMPARISON(TYPE, OP)                                         \
  __host__ __device__ bool operator OP(const TYPE &, const TYPE &);            \
  template <class T> __host__ __device__ bool operator OP(const TYPE &, T);
PERFCLAIM_ARITHMETIC(Half, +)
PERFCLAIM_ARITHMETIC(Half, -)
PERFCLAIM_ARITHMETIC(Half, *)
PERFCLAIM_ARITHMETIC(Half, /)
PERFCLAIM_ARITHMETIC(BFloat16, +)
PERFCLAIM_ARITHMETIC(BFloat16, -)
PERFCLAIM_ARITHMETIC(BFloat16, *)
PERFCLAIM_ARITHMETIC(BFloat16, /)
PERFCLAIM_COMPARISON(Half, <)
PERFCLAIM_COMPARISON(Half, >)
PERFCLAIM_COMPARISON(Half, <=)
PERFCLAIM_COMPARISON(Half, >=)
PERFCLAIM_COMPARISON(Half, ==)
PERFCLAIM_COMPARISON(Half, !=)
PERFCLAIM_COMPARISON(BFloat16, <)
PERFCLAIM_COMPARISON(BFloat16, >)
PERFCLAIM_COMPARISON(BFloat16, <=)
PERFCLAIM_COMPARISON(BFloat16, >=)
PERFCLAIM_COMPARISON(BFloat16, ==)
PERFCLAIM_COMPARISON(BFloat16, !=)
#undef PERFCLAIM_ARITHMETIC
#undef PERFCLAIM_COMPARISON
__host__ __device__ Half operator-(const Half &);
__host__ __device__ BFloat16 operator-(const BFloat16 &);
struct Float8_e4m3fn : perfclaim_detail::Float8<0> {
  using Float8::Float8;
};
struct Float8_e4m3fnuz : perfclaim_detail::Float8<1> {
  using Float8::Float8;
};
struct Float8_e5m2 : perfclaim_detail::Float8<2> {
  using Float8::Float8;
};
struct Float8_e5m2fnuz : perfclaim_detail::Float8<3> {
  using Float8::Float8;
};
struct Float8_e8m0fnu : perfclaim_detail::Float8<4> {
  using Float8::Float8;
};
struct Float4_e2m1fn_x2 {
  uint8_t val_;
};
template <class T> struct complex {
  T real_, imag_;
};

enum class ScalarType : int8_t {
  Byte,
  Char,
  Short,
  Int,
  Long,
  Half,
  Float,
  Double,
  ComplexHalf,
  ComplexFloat,
  ComplexDouble,
  Bool,
  QInt8,
  QUInt8,
  QInt32,
  BFloat16,
  Float8_e5m2,
  Float8_e4m3fn,
  Float8_e5m2fnuz,
  Float8_e4m3fnuz,
  UInt16,
  UInt32,
  UInt64,
  Float8_e8m0fnu,
  Float4_e2m1fn_x2,
  Undefined,
};
constexpr ScalarType kByte = ScalarType::Byte, kUInt8 = ScalarType::Byte,
                     kChar = ScalarType::Char, kInt8 = ScalarType::Char,
                     kShort = ScalarType::Short, kInt16 = ScalarType::Short,
                     kInt = ScalarType::Int, kInt32 = ScalarType::Int,
                     kLong = ScalarType::Long, kInt64 = ScalarType::Long,
                     kHalf = ScalarType::Half, kFloat16 = ScalarType::Half,
                     kFloat = ScalarType::Float, kFloat32 = ScalarType::Float,
                     kDouble = ScalarType::Double,
                     kFloat64 = ScalarType::Double, kBool = ScalarType::Bool,
                     kBFloat16 = ScalarType::BFloat16,
                     kFloat8_e4m3fn = ScalarType::Float8_e4m3fn,
                     kFloat8_e4m3fnuz = ScalarType::Float8_e4m3fnuz,
                     kFloat8_e5m2 = ScalarType::Float8_e5m2,
                     kUInt16 = ScalarType::UInt16, kUInt32 = ScalarType::UInt32,
                     kUInt64 = ScalarType::UInt64;
const char *toString(ScalarType);
size_t elementSize(ScalarType);
bool isFloatingType(ScalarType);
bool isIntegralType(ScalarType, bool);

namespace impl {
template <ScalarType N> struct ScalarTypeToCPPType;
#define PERFCLAIM_SCALAR(TYPE, NAME)                                           \
  template <> struct ScalarTypeToCPPType<ScalarType::NAME> {                   \
    using type = TYPE;                                                         \
  };
PERFCLAIM_SCALAR(uint8_t, Byte)
PERFCLAIM_SCALAR(int8_t, Char)
PERFCLAIM_SCALAR(int16_t, Short)
PERFCLAIM_SCALAR(int, Int)
PERFCLAIM_SCALAR(int64_t, Long)
PERFCLAIM_SCALAR(c10::Half, Half)
PERFCLAIM_SCALAR(float, Float)
PERFCLAIM_SCALAR(double, Double)
PERFCLAIM_SCALAR(bool, Bool)
PERFCLAIM_SCALAR(c10::BFloat16, BFloat16)
PERFCLAIM_SCALAR(c10::Float8_e4m3fn, Float8_e4m3fn)
PERFCLAIM_SCALAR(c10::Float8_e4m3fnuz, Float8_e4m3fnuz)
PERFCLAIM_SCALAR(c10::Float8_e5m2, Float8_e5m2)
PERFCLAIM_SCALAR(c10::Float8_e5m2fnuz, Float8_e5m2fnuz)
PERFCLAIM_SCALAR(c10::Float8_e8m0fnu, Float8_e8m0fnu)
PERFCLAIM_SCALAR(uint16_t, UInt16)
PERFCLAIM_SCALAR(uint32_t, UInt32)
PERFCLAIM_SCALAR(uint64_t, UInt64)
#undef PERFCLAIM_SCALAR
template <ScalarType N>
using ScalarTypeToCPPTypeT = typename ScalarTypeToCPPType<N>::type;
} // namespace impl

template <class T> struct CppTypeToScalarType {
  static constexpr ScalarType value = ScalarType::Undefined;
};
} // namespace c10

#ifdef __CUDA__
#define PERFCLAIM_LDG(TYPE)                                                    \
  inline __device__ c10::TYPE __ldg(const c10::TYPE *P) { return *P; }
PERFCLAIM_LDG(Half)
PERFCLAIM_LDG(BFloat16)
PERFCLAIM_LDG(Float8_e4m3fn)
PERFCLAIM_LDG(Float8_e4m3fnuz)
PERFCLAIM_LDG(Float8_e5m2)
#undef PERFCLAIM_LDG
#endif

#endif // PERFCLAIM_STANDIN_SCALARS_H
