//===- DeviceSmallFloats.cpp - Formats of 4 and 6 bits, scales, TF32 ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/HostRuntime/Abi.h"
#include <algorithm>
#include <bit>
#include <cmath>

namespace {

/// Of a format without infinities and NaN.
double valueOf(unsigned Code, int Exponent, int Mantissa) {
  const unsigned Sign = Code >> (Exponent + Mantissa);
  const int Power = Code >> Mantissa & ((1U << Exponent) - 1);
  const int Digits = Code & ((1U << Mantissa) - 1);
  const int Bias = (1 << (Exponent - 1)) - 1;
  const double Value =
      Power ? std::ldexp((1 << Mantissa) + Digits, Power - Bias - Mantissa)
            : std::ldexp(Digits, 1 - Bias - Mantissa);
  return Sign ? -Value : Value;
}

/// The nearest, even where two are as near; the largest beyond it, and for NaN.
uint16_t nearest(float Value, int Exponent, int Mantissa) {
  const unsigned Codes = 1U << (Exponent + Mantissa);
  if (std::isnan(Value))
    return Codes - 1;
  const double Magnitude = std::min<double>(
      std::fabs(Value), valueOf(Codes - 1, Exponent, Mantissa));
  unsigned Best = 0;
  double Distance = Magnitude;
  for (unsigned Code = 1; Code != Codes; ++Code) {
    const double Now = std::fabs(valueOf(Code, Exponent, Mantissa) - Magnitude);
    if (Now < Distance || (Now == Distance && Code % 2 == 0)) {
      Best = Code;
      Distance = Now;
    }
  }
  return Best | (std::signbit(Value) ? Codes : 0);
}

} // namespace

extern "C" {

uint16_t pc_convert_f64_f16(double A, uint32_t Mode);

#define PC_SMALL(NAME, EXPONENT, MANTISSA)                                     \
  uint16_t pc_convert_f32_##NAME(float A) {                                    \
    return nearest(A, EXPONENT, MANTISSA);                                     \
  }                                                                            \
  uint16_t pc_convert_##NAME##_f16(uint16_t A) {                               \
    const unsigned Bits = 1 + EXPONENT + MANTISSA;                             \
    return pc_convert_f64_f16(                                                 \
        valueOf(A & ((1U << Bits) - 1), EXPONENT, MANTISSA), 0);               \
  }
PC_SMALL(e2m1, 2, 1)
PC_SMALL(e2m3, 2, 3)
PC_SMALL(e3m2, 3, 2)
#undef PC_SMALL

/// A power of two by its exponent; the sign does not count.
uint16_t pc_convert_f32_ue8m0(float A, uint32_t Up) {
  if (std::isnan(A))
    return 0xff;
  const uint32_t Bits = std::bit_cast<uint32_t>(A) & 0x7fffffff;
  uint32_t Power = Bits >> 23;
  const uint32_t Rest = Bits & 0x7fffff;
  // 2^-127 is in the middle of the subnormals.
  if (Up && (Power ? Rest != 0 : Rest > 0x400000))
    ++Power;
  return std::min(Power, 0xfeU);
}
uint16_t pc_convert_ue8m0_bf16(uint16_t A) {
  return A == 0xff ? 0x7fff : A == 0 ? 0x40 : A << 7;
}

/// Mode 0: to nearest even, 1: to zero, 2: ties away from zero.
uint32_t pc_convert_f32_tf32(float A, uint32_t Mode, uint32_t Finite) {
  constexpr uint32_t Rest = 0x1fff, Infinity = 0x7f800000;
  if (std::isnan(A))
    return 0x7fffffff;
  const uint32_t Bits = std::bit_cast<uint32_t>(A);
  uint32_t Magnitude = Bits & 0x7fffffff;
  if (Magnitude != Infinity)
    Magnitude += Mode == 0   ? Rest / 2 + (Bits >> 13 & 1)
                 : Mode == 1 ? 0
                             : (Rest + 1) / 2;
  Magnitude &= ~Rest;
  if (Finite)
    Magnitude = std::min(Magnitude, Infinity - (Rest + 1));
  return (Bits & 0x80000000U) | Magnitude;
}
}
