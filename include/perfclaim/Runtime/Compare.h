//===- Compare.h - Do two results agree? ------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares what the two sides left in a buffer, by element type.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_COMPARE_H
#define PERFCLAIM_RUNTIME_COMPARE_H

#include "Elements.h"
#include <algorithm>
#include <vector>

namespace pc {

struct Comparison {
  bool Equal = true; ///< Within the tolerance of the type.
  bool BitIdentical = true;
  double MaxAbsError = 0;
  double MaxUlp = 0;
  std::size_t Mismatches = 0;
  std::size_t FirstMismatch = 0;
  double First[2] = {0, 0};   ///< The values there.
  std::size_t OnlyFirst = 0;  ///< Mismatches that only A wrote.
  std::size_t OnlySecond = 0; ///< Elements that only B wrote.
};

/// NaN on both sides is agreement, on one side it is not; infinities must have
/// the same sign. An element that only one side wrote is a mismatch, because
/// the poison of the other side is a NaN, or another integer.
///
/// With \p Poisoned A is the reference, and both were filled with poison: what
/// A left as it was has no reference, and what B wrote there is counted apart.
/// Only where poison is a number's bits that no arithmetic makes.
inline Comparison compare(Element Type, const std::vector<unsigned char> &A,
                          const std::vector<unsigned char> &B,
                          bool Poisoned = false) {
  Comparison Result;
  if (A.size() != B.size()) {
    Result.Equal = Result.BitIdentical = false;
    return Result;
  }
  if (A == B)
    return Result;
  Result.BitIdentical = false;
  const std::size_t Size = traits(Type).Size;
  const std::size_t Count = A.size() / Size;
  const bool Float = isFloating(Type);
  const bool Told = Poisoned && Float && Size >= 2;
  const auto Unwritten = [&](const unsigned char *At) {
    return Told && std::all_of(At, At + Size,
                               [](unsigned char C) { return C == Poison; });
  };
  std::size_t Both = 0;
  double Largest = 0;
  if (Float)
    for (std::size_t I = 0; I != Count; ++I)
      for (const auto *Side : {&A, &B}) {
        const double Value = std::fabs(decode(Type, Side->data() + I * Size));
        if (std::isfinite(Value))
          Largest = std::max(Largest, Value);
      }
  const double Tolerance = traits(Type).Tolerance;
  for (std::size_t I = 0; I != Count; ++I) {
    const unsigned char *AtA = A.data() + I * Size, *AtB = B.data() + I * Size;
    if (Unwritten(AtA)) {
      Result.OnlySecond += !Unwritten(AtB);
      continue;
    }
    const bool Missing = Unwritten(AtB);
    Both += !Missing;
    if (std::equal(AtA, AtA + Size, AtB))
      continue;
    const double X = decode(Type, AtA), Y = decode(Type, AtB);
    if (!Missing && std::isnan(X) && std::isnan(Y))
      continue;
    Result.OnlyFirst += Missing;
    bool Agree = false;
    if (std::isfinite(X) && std::isfinite(Y)) {
      const double Error = std::fabs(X - Y);
      Result.MaxAbsError = std::max(Result.MaxAbsError, Error);
      if (Float) {
        Result.MaxUlp = std::max(
            Result.MaxUlp, std::fabs(ordinal(Type, AtA) - ordinal(Type, AtB)));
        Agree = Error <= Tolerance * Largest * 0.1 +
                             Tolerance * std::max(std::fabs(X), std::fabs(Y));
      }
    } else {
      Agree = X == Y;
    }
    if (Agree)
      continue;
    if (Result.Mismatches++ == 0) {
      Result.FirstMismatch = I;
      Result.First[0] = X;
      Result.First[1] = Y;
    }
  }
  // Sides that write different places have not been compared.
  Result.Equal = Result.Mismatches == 0 && (Both || !Result.OnlySecond);
  return Result;
}

/// True if no sample of a large buffer is a number: agreement says little then.
inline bool looksAllNaN(Element Type, const std::vector<unsigned char> &A) {
  const std::size_t Size = traits(Type).Size, Count = A.size() / Size;
  if (!isFloating(Type) || Count == 0)
    return false;
  const std::size_t Step = Count / 4096 + 1;
  for (std::size_t I = 0; I < Count; I += Step)
    if (!std::isnan(decode(Type, A.data() + I * Size)))
      return false;
  return true;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_COMPARE_H
