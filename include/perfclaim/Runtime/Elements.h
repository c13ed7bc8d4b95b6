//===- Elements.h - Element types of buffers --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the elements of a buffer are, how they are read and written on the
/// host, and how far two results may be apart.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_ELEMENTS_H
#define PERFCLAIM_RUNTIME_ELEMENTS_H

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace pc {

/// Every byte of an output before a run: NaN in every floating format.
inline constexpr unsigned char Poison = 0xff;

enum class Element {
  Bool,
  Int8,
  UInt8,
  Int16,
  UInt16,
  Int32,
  UInt32,
  Int64,
  UInt64,
  Float16,
  BFloat16,
  Float8E4M3,
  Float8E5M2,
  Float32,
  Float64,
  Bytes ///< A struct; compared byte by byte.
};

struct ElementTraits {
  const char *Name;
  std::size_t Size;
  /// Exponent and mantissa bits; 0 for integers.
  int Exponent, Mantissa;
  bool Signed;
  /// Relative tolerance; the absolute one is this times the largest magnitude
  /// of the buffer. Rounding of the format, times what a sum in another order
  /// may cost. 0: the bits must agree.
  double Tolerance;
};

inline const ElementTraits &traits(Element E) {
  static const ElementTraits Table[] = {
      {"bool", 1, 0, 0, false, 0},
      {"int8", 1, 0, 0, true, 0},
      {"uint8", 1, 0, 0, false, 0},
      {"int16", 2, 0, 0, true, 0},
      {"uint16", 2, 0, 0, false, 0},
      {"int32", 4, 0, 0, true, 0},
      {"uint32", 4, 0, 0, false, 0},
      {"int64", 8, 0, 0, true, 0},
      {"uint64", 8, 0, 0, false, 0},
      {"float16", 2, 5, 10, true, 4e-3},
      {"bfloat16", 2, 8, 7, true, 3e-2},
      {"float8_e4m3", 1, 4, 3, true, 0.13},
      {"float8_e5m2", 1, 5, 2, true, 0.26},
      {"float32", 4, 8, 23, true, 1e-4},
      {"float64", 8, 11, 52, true, 1e-10},
      {"bytes", 1, 0, 0, false, 0},
  };
  return Table[static_cast<int>(E)];
}

inline std::int64_t bytesOf(Element E) {
  return static_cast<std::int64_t>(traits(E).Size);
}
inline bool isFloating(Element E) { return traits(E).Exponent != 0; }
/// E4M3 spends its top exponent on numbers: no infinity, one NaN.
inline bool hasInfinity(Element E) { return E != Element::Float8E4M3; }

inline std::uint64_t loadBits(Element E, const void *At) {
  std::uint64_t Bits = 0;
  std::memcpy(&Bits, At, traits(E).Size); // Little-endian hosts only.
  return Bits;
}

/// The number that an element of a floating or integer type stands for.
inline double decode(Element E, const void *At) {
  const ElementTraits &T = traits(E);
  const std::uint64_t Bits = loadBits(E, At);
  if (!isFloating(E)) {
    if (!T.Signed)
      return static_cast<double>(Bits);
    const int Unused = 64 - static_cast<int>(T.Size) * 8;
    return static_cast<double>(static_cast<std::int64_t>(Bits << Unused) >>
                               Unused);
  }
  if (E == Element::Float64) {
    double Value;
    std::memcpy(&Value, &Bits, 8);
    return Value;
  }
  const std::uint64_t Fraction = Bits & ((1ull << T.Mantissa) - 1);
  const int Top = (1 << T.Exponent) - 1;
  const int Exponent = static_cast<int>(Bits >> T.Mantissa) & Top;
  const bool Negative = (Bits >> (T.Mantissa + T.Exponent)) & 1;
  const int Bias = (1 << (T.Exponent - 1)) - 1;
  double Value;
  if (Exponent == Top && hasInfinity(E))
    Value = Fraction ? std::numeric_limits<double>::quiet_NaN()
                     : std::numeric_limits<double>::infinity();
  else if (Exponent == Top && Fraction == (1ull << T.Mantissa) - 1)
    Value = std::numeric_limits<double>::quiet_NaN();
  else if (Exponent == 0)
    Value = std::ldexp(static_cast<double>(Fraction), 1 - Bias - T.Mantissa);
  else {
    // The same fields, only wider.
    const std::uint64_t Wide =
        (static_cast<std::uint64_t>(Exponent - Bias + 1023) << 52) |
        (Fraction << (52 - T.Mantissa));
    std::memcpy(&Value, &Wide, 8);
  }
  return Negative ? -Value : Value;
}

/// Writes \p Value, rounded to nearest even; too large becomes the largest.
inline void encode(Element E, double Value, void *At) {
  const ElementTraits &T = traits(E);
  std::uint64_t Bits = 0;
  if (!isFloating(E)) {
    Bits = Value < 0 ? static_cast<std::uint64_t>(
                           static_cast<std::int64_t>(std::llround(Value)))
                     : static_cast<std::uint64_t>(Value + 0.5);
  } else if (E == Element::Float64) {
    std::memcpy(&Bits, &Value, 8);
  } else if (E == Element::Float32 &&
             std::fabs(Value) <= std::numeric_limits<float>::max()) {
    const float Rounded = static_cast<float>(Value);
    std::memcpy(&Bits, &Rounded, 4);
  } else {
    const int Bias = (1 << (T.Exponent - 1)) - 1;
    const int Top = (1 << T.Exponent) - 1;
    const double Magnitude = std::fabs(Value);
    if (std::isnan(Value)) {
      Bits = (1ull << (T.Mantissa + T.Exponent)) - 1;
    } else if (Magnitude > 0) {
      int Exponent = std::isinf(Value) ? Bias + 1 : std::ilogb(Magnitude);
      Exponent = Exponent < 1 - Bias ? 1 - Bias : Exponent;
      std::uint64_t Fraction =
          std::isinf(Value)
              ? 1ull << (T.Mantissa + 1)
              : static_cast<std::uint64_t>(std::nearbyint(
                    std::ldexp(Magnitude, T.Mantissa - Exponent)));
      // Adding the exponent carries a fraction that rounded up.
      Bits = (static_cast<std::uint64_t>(Exponent + Bias - 1) << T.Mantissa) +
             Fraction;
      const std::uint64_t Largest =
          hasInfinity(E) ? (static_cast<std::uint64_t>(Top) << T.Mantissa) - 1
                         : (1ull << (T.Mantissa + T.Exponent)) - 2;
      Bits = Bits > Largest ? Largest : Bits;
    }
    if (std::signbit(Value))
      Bits |= 1ull << (T.Mantissa + T.Exponent);
  }
  std::memcpy(At, &Bits, T.Size);
}

/// Position on the line of all numbers of the format: neighbours differ by 1.
inline double ordinal(Element E, const void *At) {
  const std::uint64_t Bits = loadBits(E, At);
  const std::uint64_t Sign = 1ull << (traits(E).Size * 8 - 1);
  return Bits & Sign ? -static_cast<double>(Bits & (Sign - 1))
                     : static_cast<double>(Bits);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_ELEMENTS_H
