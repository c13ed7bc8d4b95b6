//===- DeviceFragments.cpp - Elements in the registers of a warp ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceFragments.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace perfclaim::host {

extern "C" uint16_t pc_convert_f64_f16(double A, uint32_t Mode);
extern "C" uint16_t pc_convert_f64_bf16(double A, uint32_t Mode);

unsigned elementsOfLane(pc_which Which, Shape S) {
  switch (Which) {
  case PC_MATRIX_A:
    return S.M * S.K / 32;
  case PC_MATRIX_B:
    return S.K * S.N / 32;
  default:
    return S.M * S.N / 32;
  }
}

Spot spotOf(pc_which Which, Shape S, uint32_t Element, unsigned Lane,
            unsigned Index) {
  const unsigned G = Lane / 4, T = Lane % 4;
  Index %= elementsOfLane(Which, S);
  if (Which == PC_MATRIX_C) {
    const unsigned Pair = Index / 2, RowBlocks = S.M / 8;
    return {G + 8 * (Pair % RowBlocks),
            2 * T + Index % 2 + 8 * (Pair / RowBlocks)};
  }
  const unsigned Packed = std::max(1U, 32 / pc_element_bits(Element));
  const unsigned Register = Index / Packed, Within = Index % Packed;
  if (Which == PC_MATRIX_A) {
    const unsigned RowBlocks = S.M / 8;
    return {G + 8 * (Register % RowBlocks),
            T * Packed + Within + 4 * Packed * (Register / RowBlocks)};
  }
  const unsigned KBlocks = S.K / (4 * Packed);
  return {T * Packed + Within + 4 * Packed * (Register % KBlocks),
          G + 8 * (Register / KBlocks)};
}

uint64_t elementBits(uint32_t Element, const void *Words, size_t Index) {
  const unsigned Bits = pc_element_bits(Element);
  const auto *Bytes = static_cast<const unsigned char *>(Words);
  if (Bits < 8)
    return Bytes[Index * Bits / 8] >> Index * Bits % 8 & ((1U << Bits) - 1);
  uint64_t Value = 0;
  std::memcpy(&Value, Bytes + Index * Bits / 8, Bits / 8);
  return Value;
}

void setElementBits(uint32_t Element, uint64_t Bits, void *Words,
                    size_t Index) {
  const unsigned Width = pc_element_bits(Element);
  auto *Bytes = static_cast<unsigned char *>(Words);
  if (Width >= 8) {
    std::memcpy(Bytes + Index * Width / 8, &Bits, Width / 8);
    return;
  }
  const unsigned Shift = Index * Width % 8, Mask = ((1U << Width) - 1) << Shift;
  unsigned char &Byte = Bytes[Index * Width / 8];
  Byte = static_cast<unsigned char>((Byte & ~Mask) | (Bits << Shift & Mask));
}

/// What the highest exponent of a float has: infinities and NaN, one NaN in
/// each sign, or numbers alone.
enum class Highest { Special, OneNaN, Numbers };

/// A float of fewer bits.
static double widen(uint32_t Bits, unsigned Exponent, unsigned Mantissa,
                    Highest Top) {
  const uint32_t Sign = Bits >> (Exponent + Mantissa) << 31;
  Bits &= (1U << (Exponent + Mantissa)) - 1;
  const uint32_t First = ((1U << Exponent) - 1) << Mantissa;
  const uint32_t Last = First | ((1U << Mantissa) - 1);
  if (Top == Highest::Special && Bits == First)
    return std::bit_cast<float>(Sign | 0x7f800000U);
  if (Top == Highest::Special ? Bits > First
                              : Top == Highest::OneNaN && Bits == Last)
    return std::bit_cast<float>(Sign | 0x7fc00000U);
  // As a float's fields, whose exponent has another bias; denormals get right
  // by the product.
  const unsigned Bias = (1U << (Exponent - 1)) - 1;
  const float Value = std::bit_cast<float>(Bits << (23 - Mantissa)) *
                      std::bit_cast<float>((254 - Bias) << 23);
  return Sign ? -Value : Value;
}

double decodeScale(uint32_t Type, uint32_t Bits) {
  if (Type == PC_SCALE_UE4M3)
    return widen(Bits & 127, 4, 3, Highest::OneNaN);
  return Bits == 255 ? std::numeric_limits<double>::quiet_NaN()
                     : std::ldexp(1.0, static_cast<int>(Bits) - 127);
}

double decodeFloat(uint32_t Element, const void *Words, size_t Index) {
  const uint64_t Bits = elementBits(Element, Words, Index);
  switch (Element) {
  case PC_ELEMENT_F16:
    return widen(Bits, 5, 10, Highest::Special);
  case PC_ELEMENT_E4M3:
    return widen(Bits, 4, 3, Highest::OneNaN);
  case PC_ELEMENT_E5M2:
    return widen(Bits, 5, 2, Highest::Special);
  case PC_ELEMENT_E2M1:
    return widen(Bits >> 2 & 15, 2, 1, Highest::Numbers);
  case PC_ELEMENT_E2M1_PACKED:
    return widen(Bits, 2, 1, Highest::Numbers);
  case PC_ELEMENT_E2M3:
    return widen(Bits & 63, 2, 3, Highest::Numbers);
  case PC_ELEMENT_E3M2:
    return widen(Bits & 63, 3, 2, Highest::Numbers);
  case PC_ELEMENT_F64:
    return std::bit_cast<double>(Bits);
  default: {
    auto Word = static_cast<uint32_t>(Bits);
    if (Element == PC_ELEMENT_BF16)
      Word <<= 16;
    if (Element == PC_ELEMENT_TF32)
      Word &= 0xffffe000U;
    return std::bit_cast<float>(Word);
  }
  }
}

int32_t decodeInteger(uint32_t Element, const void *Words, size_t Index) {
  const auto Bits = static_cast<uint32_t>(elementBits(Element, Words, Index));
  switch (Element) {
  case PC_ELEMENT_S8:
    return static_cast<int8_t>(Bits);
  case PC_ELEMENT_S4:
    return static_cast<int32_t>(Bits << 28) >> 28;
  default:
    return static_cast<int32_t>(Bits);
  }
}

void encode(uint32_t Element, double Value, void *Words, size_t Index) {
  uint64_t Bits = 0;
  if (Element == PC_ELEMENT_F16) {
    Bits = pc_convert_f64_f16(Value, 0);
  } else if (Element == PC_ELEMENT_BF16) {
    Bits = pc_convert_f64_bf16(Value, 0);
  } else if (Element == PC_ELEMENT_F64) {
    Bits = std::bit_cast<uint64_t>(Value);
  } else {
    Bits = std::bit_cast<uint32_t>(static_cast<float>(Value));
  }
  setElementBits(Element, Bits, Words, Index);
}

} // namespace perfclaim::host
