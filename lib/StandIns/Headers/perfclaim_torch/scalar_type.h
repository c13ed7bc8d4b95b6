//===- scalar_type.h - Names of element types -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: ScalarType has the numbers of the real one, and says of each type
/// its name, size and kind. Part of scalars.h.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_SCALAR_TYPE_H
#define PERFCLAIM_STANDIN_SCALAR_TYPE_H

namespace c10 {
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
  QUInt4x2,
  QUInt2x4,
  Bits1x8,
  Bits2x4,
  Bits4x2,
  Bits8,
  Bits16,
  Float8_e5m2,
  Float8_e4m3fn,
  Float8_e5m2fnuz,
  Float8_e4m3fnuz,
  UInt16,
  UInt32,
  UInt64,
  UInt1,
  UInt2,
  UInt3,
  UInt4,
  UInt5,
  UInt6,
  UInt7,
  Int1,
  Int2,
  Int3,
  Int4,
  Int5,
  Int6,
  Int7,
  Float8_e8m0fnu,
  Float4_e2m1fn_x2,
  Undefined,
  NumOptions
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
                     kFloat8_e5m2fnuz = ScalarType::Float8_e5m2fnuz,
                     kFloat8_e8m0fnu = ScalarType::Float8_e8m0fnu,
                     kFloat4_e2m1fn_x2 = ScalarType::Float4_e2m1fn_x2,
                     kUInt16 = ScalarType::UInt16, kUInt32 = ScalarType::UInt32,
                     kUInt64 = ScalarType::UInt64, kQInt8 = ScalarType::QInt8,
                     kQUInt8 = ScalarType::QUInt8, kQInt32 = ScalarType::QInt32,
                     kQUInt4x2 = ScalarType::QUInt4x2,
                     kQUInt2x4 = ScalarType::QUInt2x4,
                     kComplexFloat = ScalarType::ComplexFloat,
                     kComplexDouble = ScalarType::ComplexDouble;

#define PERFCLAIM_SCALARS(ONE)                                                 \
  ONE(uint8_t, Byte)                                                           \
  ONE(int8_t, Char)                                                            \
  ONE(int16_t, Short)                                                          \
  ONE(int, Int)                                                                \
  ONE(int64_t, Long)                                                           \
  ONE(c10::Half, Half)                                                         \
  ONE(float, Float)                                                            \
  ONE(double, Double)                                                          \
  ONE(c10::complex<float>, ComplexFloat)                                       \
  ONE(c10::complex<double>, ComplexDouble)                                     \
  ONE(bool, Bool)                                                              \
  ONE(c10::BFloat16, BFloat16)                                                 \
  ONE(c10::Float8_e4m3fn, Float8_e4m3fn)                                       \
  ONE(c10::Float8_e4m3fnuz, Float8_e4m3fnuz)                                   \
  ONE(c10::Float8_e5m2, Float8_e5m2)                                           \
  ONE(c10::Float8_e5m2fnuz, Float8_e5m2fnuz)                                   \
  ONE(c10::Float8_e8m0fnu, Float8_e8m0fnu)                                     \
  ONE(c10::Float4_e2m1fn_x2, Float4_e2m1fn_x2)                                 \
  ONE(uint16_t, UInt16)                                                        \
  ONE(uint32_t, UInt32)                                                        \
  ONE(uint64_t, UInt64)

inline const char *toString(ScalarType Type) {
  switch (Type) {
#define PERFCLAIM_NAME(TYPE, NAME)                                             \
  case ScalarType::NAME:                                                       \
    return #NAME;
    PERFCLAIM_SCALARS(PERFCLAIM_NAME)
#undef PERFCLAIM_NAME
  default:
    return "Undefined";
  }
}
/// 0 for types that no tensor here can have.
inline size_t elementSize(ScalarType Type) {
  switch (Type) {
#define PERFCLAIM_SIZE(TYPE, NAME)                                             \
  case ScalarType::NAME:                                                       \
    return sizeof(TYPE);
    PERFCLAIM_SCALARS(PERFCLAIM_SIZE)
#undef PERFCLAIM_SIZE
  default:
    return 0;
  }
}
inline bool isReducedFloatingType(ScalarType Type) {
  switch (Type) {
  case ScalarType::Half:
  case ScalarType::BFloat16:
  case ScalarType::Float8_e4m3fn:
  case ScalarType::Float8_e4m3fnuz:
  case ScalarType::Float8_e5m2:
  case ScalarType::Float8_e5m2fnuz:
  case ScalarType::Float8_e8m0fnu:
  case ScalarType::Float4_e2m1fn_x2:
    return true;
  default:
    return false;
  }
}
inline bool isFloatingType(ScalarType Type) {
  return Type == ScalarType::Float || Type == ScalarType::Double ||
         isReducedFloatingType(Type);
}
inline bool isFloat8Type(ScalarType Type) {
  return isReducedFloatingType(Type) && Type != ScalarType::Half &&
         Type != ScalarType::BFloat16 && Type != ScalarType::Float4_e2m1fn_x2;
}
inline bool isComplexType(ScalarType Type) {
  return Type == ScalarType::ComplexHalf || Type == ScalarType::ComplexFloat ||
         Type == ScalarType::ComplexDouble;
}
inline bool isIntegralType(ScalarType Type, bool WithBool) {
  switch (Type) {
  case ScalarType::Byte:
  case ScalarType::Char:
  case ScalarType::Short:
  case ScalarType::Int:
  case ScalarType::Long:
  case ScalarType::UInt16:
  case ScalarType::UInt32:
  case ScalarType::UInt64:
    return true;
  default:
    return WithBool && Type == ScalarType::Bool;
  }
}

namespace impl {
template <ScalarType N> struct ScalarTypeToCPPType;
#define PERFCLAIM_SCALAR(TYPE, NAME)                                           \
  template <> struct ScalarTypeToCPPType<ScalarType::NAME> {                   \
    using type = TYPE;                                                         \
  };
PERFCLAIM_SCALARS(PERFCLAIM_SCALAR)
#undef PERFCLAIM_SCALAR
template <ScalarType N>
using ScalarTypeToCPPTypeT = typename ScalarTypeToCPPType<N>::type;
} // namespace impl

template <class T> struct CppTypeToScalarType;
#define PERFCLAIM_SCALAR(TYPE, NAME)                                           \
  template <> struct CppTypeToScalarType<TYPE> {                               \
    static constexpr ScalarType value = ScalarType::NAME;                      \
  };
PERFCLAIM_SCALARS(PERFCLAIM_SCALAR)
#undef PERFCLAIM_SCALAR
template <> struct CppTypeToScalarType<long long> {
  static constexpr ScalarType value = ScalarType::Long;
};
template <class T>
inline constexpr ScalarType CppTypeToScalarType_v =
    CppTypeToScalarType<T>::value;
} // namespace c10

#endif // PERFCLAIM_STANDIN_SCALAR_TYPE_H
