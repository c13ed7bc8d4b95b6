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
#include "Parallel.h"
#include <algorithm>
#include <cstring>
#include <numeric>
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

/// The largest finite magnitude; 0 if there is none.
inline double largestOf(Element Type, const std::vector<unsigned char> &A) {
  const std::size_t Size = traits(Type).Size, Count = A.size() / Size;
  std::vector<double> Largest(partsOf(Count));
  inParts(Count, [&](std::size_t Part, std::size_t First, std::size_t Last) {
    double Own = 0;
    for (std::size_t I = First; I != Last; ++I) {
      const double Value = std::fabs(decode(Type, A.data() + I * Size));
      if (std::isfinite(Value))
        Own = std::max(Own, Value);
    }
    Largest[Part] = Own;
  });
  return *std::max_element(Largest.begin(), Largest.end());
}

/// Two buffers of one type.
struct TwoBuffers {
  Element Type;
  const unsigned char *A, *B;
  bool Told;      ///< Poison says that an element was not written.
  double Largest; ///< Finite magnitude in both.

  bool unwritten(const unsigned char *At) const {
    return Told && std::all_of(At, At + traits(Type).Size,
                               [](unsigned char C) { return C == Poison; });
  }
};

/// Of the elements from \p First to \p Last; \p Both counts those that both
/// sides wrote.
inline Comparison compareRange(const TwoBuffers &Of, std::size_t First,
                               std::size_t Last, std::size_t &Both) {
  Comparison Result;
  const std::size_t Size = traits(Of.Type).Size;
  const bool Float = isFloating(Of.Type);
  const double Tolerance = traits(Of.Type).Tolerance;
  for (std::size_t I = First; I != Last; ++I) {
    const unsigned char *AtA = Of.A + I * Size, *AtB = Of.B + I * Size;
    if (Of.unwritten(AtA)) {
      Result.OnlySecond += !Of.unwritten(AtB);
      continue;
    }
    const bool Missing = Of.unwritten(AtB);
    Both += !Missing;
    if (std::equal(AtA, AtA + Size, AtB))
      continue;
    const double X = decode(Of.Type, AtA), Y = decode(Of.Type, AtB);
    if (!Missing && std::isnan(X) && std::isnan(Y))
      continue;
    Result.OnlyFirst += Missing;
    bool Agree = false;
    if (std::isfinite(X) && std::isfinite(Y)) {
      const double Error = std::fabs(X - Y);
      Result.MaxAbsError = std::max(Result.MaxAbsError, Error);
      if (Float) {
        Result.MaxUlp =
            std::max(Result.MaxUlp,
                     std::fabs(ordinal(Of.Type, AtA) - ordinal(Of.Type, AtB)));
        Agree = Error <= Tolerance * Of.Largest * 0.1 +
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
  return Result;
}

/// Adds \p Part, which lies behind.
inline void append(Comparison &All, const Comparison &Part) {
  All.MaxAbsError = std::max(All.MaxAbsError, Part.MaxAbsError);
  All.MaxUlp = std::max(All.MaxUlp, Part.MaxUlp);
  if (All.Mismatches == 0) {
    All.FirstMismatch = Part.FirstMismatch;
    std::copy(Part.First, Part.First + 2, All.First);
  }
  All.Mismatches += Part.Mismatches;
  All.OnlyFirst += Part.OnlyFirst;
  All.OnlySecond += Part.OnlySecond;
}

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
  const std::size_t Count = A.size() / Size, Parts = partsOf(Count);
  const bool Float = isFloating(Type);
  const TwoBuffers Of{Type, A.data(), B.data(), Poisoned && Float && Size >= 2,
                      Float ? std::max(largestOf(Type, A), largestOf(Type, B))
                            : 0};
  std::vector<Comparison> Found(Parts);
  std::vector<std::size_t> Both(Parts);
  inParts(Count, [&](std::size_t Part, std::size_t First, std::size_t Last) {
    Found[Part] = compareRange(Of, First, Last, Both[Part]);
  });
  std::size_t Written = 0;
  for (std::size_t Part = 0; Part != Parts; ++Part) {
    append(Result, Found[Part]);
    Written += Both[Part];
  }
  // Sides that write different places have not been compared.
  Result.Equal = Result.Mismatches == 0 && (Written || !Result.OnlySecond);
  return Result;
}

/// The same elements in the order of their values.
inline std::vector<unsigned char>
inOrder(Element Type, const std::vector<unsigned char> &Bytes) {
  const std::size_t Size = traits(Type).Size, Count = Bytes.size() / Size;
  std::vector<std::size_t> Order(Count);
  std::iota(Order.begin(), Order.end(), std::size_t(0));
  const auto Value = [&](std::size_t I) {
    const unsigned char *At = Bytes.data() + I * Size;
    return isFloating(Type) ? ordinal(Type, At) : decode(Type, At);
  };
  std::sort(Order.begin(), Order.end(), [&](std::size_t A, std::size_t B) {
    const double X = Value(A), Y = Value(B);
    if (X != Y)
      return X < Y;
    return std::memcmp(Bytes.data() + A * Size, Bytes.data() + B * Size, Size) <
           0;
  });
  std::vector<unsigned char> Result;
  Result.reserve(Bytes.size());
  for (const std::size_t I : Order)
    Result.insert(Result.end(), Bytes.begin() + I * Size,
                  Bytes.begin() + (I + 1) * Size);
  return Result;
}

/// Compares what both hold, wherever it stands.
inline Comparison compareHeld(Element Type, const std::vector<unsigned char> &A,
                              const std::vector<unsigned char> &B) {
  if (isFloating(Type) || A.size() != B.size())
    return compare(Type, inOrder(Type, A), inOrder(Type, B));
  // Sorting takes long, and most of a large buffer may be as it was.
  const std::size_t Size = traits(Type).Size;
  std::vector<unsigned char> X, Y;
  for (std::size_t At = 0; At != A.size(); At += Size)
    if (std::memcmp(A.data() + At, B.data() + At, Size) != 0) {
      X.insert(X.end(), A.begin() + At, A.begin() + At + Size);
      Y.insert(Y.end(), B.begin() + At, B.begin() + At + Size);
    }
  return compare(Type, inOrder(Type, X), inOrder(Type, Y));
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
