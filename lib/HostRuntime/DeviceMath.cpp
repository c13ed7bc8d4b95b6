//===- DeviceMath.cpp - Arithmetic that a CPU has no instruction for ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/HostRuntime/Abi.h"
#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstring>
#include <x86intrin.h>

namespace {

/// To nearest, to zero, down, up, as the generated code numbers them.
constexpr unsigned Modes[] = {_MM_ROUND_NEAREST, _MM_ROUND_TOWARD_ZERO,
                              _MM_ROUND_DOWN, _MM_ROUND_UP};

class Rounding {
public:
  explicit Rounding(uint32_t Mode) : Old(_mm_getcsr()) {
    _mm_setcsr((Old & ~_MM_ROUND_MASK) | Modes[Mode & 3]);
  }
  ~Rounding() { _mm_setcsr(Old); }
  Rounding(const Rounding &) = delete;
  Rounding &operator=(const Rounding &) = delete;

private:
  unsigned Old;
};

/// Keeps the compiler from moving arithmetic over a change of the mode.
template <class T> T pin(T Value) {
  asm volatile("" : "+x"(Value)::"memory");
  return Value;
}

/// A finite \p Value's magnitude in a narrower format of \p Exponent and
/// \p Mantissa bits, with one rounding, as if there were no largest number. All
/// but the last bits of a double are kept until then.
uint32_t magnitude(double Value, int Exponent, int Mantissa, uint32_t Mode) {
  if (Value == 0)
    return 0;
  const int Bias = (1 << (Exponent - 1)) - 1;
  const int Power = std::ilogb(Value);
  // In units of the last place of the result.
  const int Last = std::max(Power, 1 - Bias) - Mantissa;
  const double Scaled = std::ldexp(std::fabs(Value), -Last);
  double Whole = std::floor(Scaled);
  const double Rest = Scaled - Whole;
  const bool Up = Mode == 0
                      ? Rest > 0.5 || (Rest == 0.5 && std::fmod(Whole, 2) != 0)
                  : Mode == 1 ? false
                  : Mode == 2 ? std::signbit(Value) && Rest > 0
                              : !std::signbit(Value) && Rest > 0;
  Whole += Up;
  // Carries go into the exponent by themselves.
  const int Base = std::max(Power, 1 - Bias) + Bias - 1;
  return (static_cast<uint32_t>(Base) << Mantissa) +
         static_cast<uint32_t>(Whole);
}

/// The same with sign, infinities and NaN.
uint16_t narrow(double Value, int Exponent, int Mantissa, uint32_t Mode) {
  const uint64_t Bits = std::bit_cast<uint64_t>(Value);
  const uint16_t Sign = Bits >> 63 << 15;
  const uint16_t Infinity = ((1 << Exponent) - 1) << Mantissa;
  if (std::isnan(Value))
    return 0x7fff;
  if (std::isinf(Value))
    return Sign | Infinity;
  const uint32_t Result = magnitude(Value, Exponent, Mantissa, Mode);
  if (Result >= Infinity) {
    const bool Largest =
        Mode == 1 || (Mode == 2 && !Sign) || (Mode == 3 && Sign);
    return Sign | (Largest ? Infinity - 1 : Infinity);
  }
  return Sign | Result;
}

/// To 8 bits, to nearest even; what is too large becomes the largest number.
uint8_t toFp8(float Value, int Exponent, int Mantissa, uint32_t Largest) {
  const uint8_t Sign = std::signbit(Value) ? 0x80 : 0;
  if (std::isnan(Value))
    return 0x7f;
  if (std::isinf(Value))
    return Sign | Largest;
  return Sign | std::min(magnitude(Value, Exponent, Mantissa, 0), Largest);
}

/// The sum rounded to odd: a second rounding to half the digits or fewer then
/// gives what one rounding would.
double oddSum(double A, double B) {
  const double Sum = A + B;
  if (!std::isfinite(Sum))
    return Sum;
  const double Back = Sum - A;
  const double Error = (A - (Sum - Back)) + (B - Back);
  const uint64_t Bits = std::bit_cast<uint64_t>(Sum);
  if (Error == 0 || (Bits & 1))
    return Sum;
  return std::bit_cast<double>((Error > 0) == (Sum > 0) ? Bits + 1 : Bits - 1);
}

} // namespace

extern "C" {

#define PC_BINARY(NAME, OPERATOR)                                              \
  float pc_##NAME##_f32(float A, float B, uint32_t Mode) {                     \
    const Rounding R(Mode);                                                    \
    return pin(pin(A) OPERATOR pin(B));                                        \
  }                                                                            \
  double pc_##NAME##_f64(double A, double B, uint32_t Mode) {                  \
    const Rounding R(Mode);                                                    \
    return pin(pin(A) OPERATOR pin(B));                                        \
  }
PC_BINARY(add, +)
PC_BINARY(mul, *)
PC_BINARY(div, /)
#undef PC_BINARY

#define PC_UNARY(NAME)                                                         \
  float pc_##NAME##_f32(float A) { return NAME##f(A); }                        \
  double pc_##NAME##_f64(double A) { return NAME(A); }
PC_UNARY(sin)
PC_UNARY(cos)
PC_UNARY(tanh)
#undef PC_UNARY
float pc_ex2_f32(float A) { return exp2f(A); }
double pc_ex2_f64(double A) { return exp2(A); }
float pc_lg2_f32(float A) { return log2f(A); }
double pc_lg2_f64(double A) { return log2(A); }
float pc_rsqrt_f32(float A) { return 1.0F / sqrtf(A); }

float pc_sqrt_f32(float A, uint32_t Mode) {
  const Rounding R(Mode);
  return pin(sqrtf(pin(A)));
}
double pc_sqrt_f64(double A, uint32_t Mode) {
  const Rounding R(Mode);
  return pin(sqrt(pin(A)));
}

__attribute__((target("fma"))) float pc_fma_f32(float A, float B, float C,
                                                uint32_t Mode) {
  const Rounding R(Mode);
  return pin(__builtin_fmaf(pin(A), pin(B), pin(C)));
}
__attribute__((target("fma"))) double pc_fma_f64(double A, double B, double C,
                                                 uint32_t Mode) {
  const Rounding R(Mode);
  return pin(__builtin_fma(pin(A), pin(B), pin(C)));
}

uint16_t pc_convert_f64_f16(double A, uint32_t Mode) {
  return narrow(A, 5, 10, Mode);
}
uint16_t pc_convert_f32_f16(float A, uint32_t Mode) {
  return narrow(A, 5, 10, Mode);
}
uint16_t pc_convert_f64_bf16(double A, uint32_t Mode) {
  return narrow(A, 8, 7, Mode);
}
uint16_t pc_convert_f32_bf16(float A, uint32_t Mode) {
  // The case that is everywhere.
  if (const auto Bits = std::bit_cast<uint32_t>(A); Mode == 0 && A == A)
    return (Bits + 0x7fff + (Bits >> 16 & 1)) >> 16;
  return narrow(A, 8, 7, Mode);
}
uint16_t pc_convert_f32_e4m3(float A) { return toFp8(A, 4, 3, 0x7e); }
uint16_t pc_convert_f32_e5m2(float A) { return toFp8(A, 5, 2, 0x7b); }
/// As a half, which has all values of both.
uint16_t pc_convert_e5m2_f16(uint16_t A) {
  const bool NotANumber = (A & 0x7f) > 0x7c;
  return NotANumber ? 0x7fff : A << 8;
}
uint16_t pc_convert_e4m3_f16(uint16_t A) {
  const uint16_t Sign = (A & 0x80) << 8, Magnitude = A & 0x7f;
  if (Magnitude == 0x7f)
    return 0x7fff;
  if (Magnitude >= 8) // The exponent's bias is 7, and 15 of a half.
    return Sign | ((Magnitude << 7) + ((15 - 7) << 10));
  // A multiple of 2^-9, exactly a half.
  return Sign | narrow(std::ldexp(Magnitude, -9), 5, 10, 0);
}
float pc_convert_f64_f32(double A, uint32_t Mode) {
  const Rounding R(Mode);
  return pin(static_cast<float>(pin(A)));
}
float pc_convert_s64_f32(int64_t A, uint32_t Mode) {
  const Rounding R(Mode);
  return pin(static_cast<float>(*const_cast<volatile int64_t *>(&A)));
}
double pc_convert_s64_f64(int64_t A, uint32_t Mode) {
  const Rounding R(Mode);
  return pin(static_cast<double>(*const_cast<volatile int64_t *>(&A)));
}
/// Above the signed range, half of it with what is lost kept in the last bit.
static int64_t halved(uint64_t A) {
  return static_cast<int64_t>(A >> 1 | (A & 1));
}
float pc_convert_u64_f32(uint64_t A, uint32_t Mode) {
  return A >> 63 ? 2 * pc_convert_s64_f32(halved(A), Mode)
                 : pc_convert_s64_f32(static_cast<int64_t>(A), Mode);
}
double pc_convert_u64_f64(uint64_t A, uint32_t Mode) {
  return A >> 63 ? 2 * pc_convert_s64_f64(halved(A), Mode)
                 : pc_convert_s64_f64(static_cast<int64_t>(A), Mode);
}
/// What a double has no digits for is kept in its last one, so that the second
/// rounding is the only one.
static double oddDouble(uint64_t A) {
  const int Lost = std::max(0, 64 - std::countl_zero(A) - 53);
  const uint64_t Rest = A & ((uint64_t(1) << Lost) - 1);
  return static_cast<double>((A - Rest) | uint64_t(Rest != 0) << Lost);
}
static double oddDouble(int64_t A) {
  return A < 0 ? -oddDouble(-static_cast<uint64_t>(A))
               : oddDouble(static_cast<uint64_t>(A));
}
uint16_t pc_convert_s64_f16(int64_t A, uint32_t Mode) {
  return narrow(oddDouble(A), 5, 10, Mode);
}
uint16_t pc_convert_u64_f16(uint64_t A, uint32_t Mode) {
  return narrow(oddDouble(A), 5, 10, Mode);
}
uint16_t pc_convert_s64_bf16(int64_t A, uint32_t Mode) {
  return narrow(oddDouble(A), 8, 7, Mode);
}
uint16_t pc_convert_u64_bf16(uint64_t A, uint32_t Mode) {
  return narrow(oddDouble(A), 8, 7, Mode);
}

/// Products of halves are exact in double. The result is a float that the
/// caller narrows without another rounding.
float pc_fma_f16(float A, float B, float C) {
  const uint16_t H = narrow(oddSum(double(A) * B, C), 5, 10, 0);
  // Back to float, which holds every half.
  const int Exponent = H >> 10 & 31, Mantissa = H & 1023;
  const float Sign = H >> 15 ? -1.0F : 1.0F;
  if (Exponent == 31)
    return Mantissa ? NAN : Sign * INFINITY;
  return Sign * (Exponent ? std::ldexp(1024.0F + Mantissa, Exponent - 25)
                          : std::ldexp(static_cast<float>(Mantissa), -24));
}
float pc_fma_bf16(float A, float B, float C) {
  const uint16_t H = narrow(oddSum(double(A) * B, C), 8, 7, 0);
  return std::bit_cast<float>(static_cast<uint32_t>(H) << 16);
}

static uint32_t clampTo(int32_t V, int32_t Least, int32_t Most) {
  return static_cast<uint32_t>(V < Least ? Least : V > Most ? Most : V);
}
uint32_t pc_pack_s16(int32_t A, int32_t B, uint32_t) {
  return clampTo(A, -32768, 32767) << 16 | (clampTo(B, -32768, 32767) & 0xffff);
}
uint32_t pc_pack_u16(int32_t A, int32_t B, uint32_t) {
  return clampTo(A, 0, 65535) << 16 | clampTo(B, 0, 65535);
}
uint32_t pc_pack_s8(int32_t A, int32_t B, uint32_t C) {
  return C << 16 | (clampTo(A, -128, 127) & 255) << 8 |
         (clampTo(B, -128, 127) & 255);
}
uint32_t pc_pack_u8(int32_t A, int32_t B, uint32_t C) {
  return C << 16 | clampTo(A, 0, 255) << 8 | clampTo(B, 0, 255);
}

/// The modes of prmt: bytes chosen by the low bits of the selector.
#define PC_PRMT(NAME, INDEX)                                                   \
  uint32_t pc_prmt_##NAME(uint32_t A, uint32_t B, uint32_t Selector) {         \
    const uint64_t Both = uint64_t(B) << 32 | A;                               \
    const uint32_t S = Selector & 3;                                           \
    uint32_t Result = 0;                                                       \
    for (uint32_t I = 0; I != 4; ++I)                                          \
      Result |= static_cast<uint32_t>(Both >> 8 * (INDEX) & 255) << 8 * I;     \
    return Result;                                                             \
  }
PC_PRMT(f4e, S + I)
PC_PRMT(b4e, (8 + S - I) & 7)
PC_PRMT(rc8, S)
PC_PRMT(ecl, I < S ? S : I)
PC_PRMT(ecr, I < S ? I : S)
PC_PRMT(rc16, (S & 1) * 2 + (I & 1))
#undef PC_PRMT

/// The bit that is the \p Count'th set one from \p Base on, downwards where it
/// is negative; ~0 where there is none.
uint32_t pc_fns(uint32_t Mask, uint32_t Base, int32_t Count) {
  if (Base > 31)
    return ~0U;
  if (Count == 0)
    return Mask >> Base & 1 ? Base : ~0U;
  const int Step = Count > 0 ? 1 : -1;
  for (int At = static_cast<int>(Base); At >= 0 && At < 32; At += Step) {
    if (!(Mask >> At & 1))
      continue;
    Count -= Step;
    if (Count == 0)
      return static_cast<uint32_t>(At);
  }
  return ~0U;
}

uint64_t pc_clock() { return __rdtsc(); }
uint64_t pc_globaltimer() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Older libgcc has no conversion to bfloat16. As the compiler calls it, the
/// result is in the low half of a floating-point register.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
float __truncsfbf2(float A) {
  return std::bit_cast<float>(uint32_t(pc_convert_f32_bf16(A, 0)));
}
float __truncdfbf2(double A) {
  return std::bit_cast<float>(uint32_t(pc_convert_f64_bf16(A, 0)));
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
}
