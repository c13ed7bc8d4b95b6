//===- BehindPairs.cpp - What stands beside a pair of figures -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimReader.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

/// "the threshold of the leak from 30 MiB to 100 MiB": what is set.
bool ClaimReader::isThreshold(size_t I) const {
  return beforeIs(I, 1, "from") && anyBefore(I, 8, [&](size_t J) {
           return R.Tokens[J].isWord("threshold") ||
                  R.Tokens[J].isWord("quota");
         });
}

/// "0.34x -> 5.0x"
bool ClaimReader::ratioBecomes(size_t I) const {
  if (I + 1 >= R.Quantities.size())
    return false;
  const Quantity &A = R.Quantities[I], &B = R.Quantities[I + 1];
  // "1.3x gain -> 1.9x gain"
  const size_t Arrow = A.Last + (afterIs(I, 1, "gain") ? 2 : 1);
  return A.Class == UnitClass::Times && B.Class == A.Class && !A.Range &&
         !B.Range && B.First == Arrow + 1 &&
         R.Tokens[Arrow].Kind == TokenKind::Arrow;
}

/// "0.86x, was 0.67x before": how it compares with something else, and did.
bool ClaimReader::ratioWas(size_t I) const {
  if (I + 1 >= R.Quantities.size())
    return false;
  const Quantity &A = R.Quantities[I], &B = R.Quantities[I + 1];
  return A.Class == UnitClass::Times && B.Class == A.Class && !A.Range &&
         !B.Range && B.First <= A.Last + 3 && beforeIs(I + 1, 1, "was") &&
         first(I + 1).Line == first(I).Line;
}

/// A signed figure with a comma between it and the one before, in brackets.
bool ClaimReader::listsOn(size_t I) const {
  const Quantity &Q = R.Quantities[I];
  if (!(Q.Plus || Q.Minus) || Q.First != R.Quantities[I - 1].Last + 2 ||
      !R.Tokens[Q.First - 1].isSign(','))
    return false;
  const Token *Next = after(I);
  return Next && (Next->isSign(')') || Next->isSign(','));
}

/// "270 MB -> 257 MB (-13 MB, -4.8%)": the figure behind what is said of \p J
/// again.
size_t ClaimReader::behindRemark(size_t J) const {
  size_t Next = J + 1;
  for (; Next < R.Quantities.size(); ++Next) {
    const Quantity &Q = R.Quantities[Next];
    if (first(Next).Line != last(J).Line || !(Q.Plus || Q.Minus) ||
        Q.First > R.Quantities[Next - 1].Last + 3)
      break;
  }
  return Next;
}

/// True if a signed share behind the pair fits only if the second figure is
/// the newer one.
bool ClaimReader::contradicts(size_t I, size_t J, double Ratio,
                              bool Rate) const {
  if (J + 1 >= R.Quantities.size() || first(J + 1).Line != first(I).Line)
    return false;
  const Quantity &P = R.Quantities[J + 1];
  if (P.Class != UnitClass::Percent || !(P.Plus || P.Minus) || !P.Enclosed ||
      P.First > R.Quantities[J].Last + 3 || !Rate)
    return false;
  return P.Plus ? Ratio > 1 : Ratio < 1;
}

/// "26 us -> 9-14 us (2.6-2.9x)": of ranges, the ratio that is said is the
/// claim. The figure that it ends with.
size_t ClaimReader::saidRange(size_t J, Claim &C) const {
  const size_t I = J + 1;
  if (I >= R.Quantities.size())
    return J;
  const Quantity &P = R.Quantities[I];
  if (P.Class != UnitClass::Times || P.Low < 1 || C.Way != Direction::Better ||
      P.First > R.Quantities[J].Last + 5 || last(I).Line > last(J).Line + 1 ||
      first(I).Sentence != last(J).Sentence)
    return J;
  C.Speedup = P.Low;
  C.SpeedupMax.reset();
  C.Qualified = P.Range ? Qualifier::Range : Qualifier::None;
  if (P.Range)
    C.SpeedupMax = P.High;
  return I;
}

/// "100 t/s (vs 10 t/s of the old path, 10x gain)": within the same brackets.
bool ClaimReader::inSameBrackets(size_t J, size_t I) const {
  bool Opened = false;
  for (size_t N = 1; N < 4 && before(J, N); ++N)
    Opened |= before(J, N)->isSign('(');
  if (!Opened || R.Quantities[I].First > R.Quantities[J].Last + 16)
    return false;
  for (size_t K = R.Quantities[J].Last + 1; K < R.Quantities[I].First; ++K)
    if (R.Tokens[K].isSign(')') || R.Tokens[K].isSign('('))
      return false;
  return first(I).Sentence == first(J).Sentence;
}

bool ClaimReader::restates(size_t I, size_t J, double Speedup,
                           bool Rate) const {
  const Quantity &P = R.Quantities[I];
  if (P.Class == UnitClass::Times && inSameBrackets(J, I) &&
      std::abs(P.Low / Speedup - 1) < 0.03)
    return true;
  // "30 t/s (vs 20 of some other one = +50%)"
  const bool Equals = P.First > 0 && R.Tokens[P.First - 1].isSign('=') &&
                      P.First <= R.Quantities[I - 1].Last + 12;
  // "0.09 -> 0.05 ms", and "(1.8x)" on the next line.
  const bool Wrapped = P.Enclosed && P.First <= R.Quantities[J].Last + 2 &&
                       first(I).Sentence == last(J).Sentence;
  if ((P.First > R.Quantities[I - 1].Last + 5 && !Equals) ||
      (last(J).Line != first(I).Line && !Wrapped) || ratioWas(I) ||
      ratioBecomes(I))
    return false;
  if (P.Class == UnitClass::Times)
    return std::abs(P.Low / Speedup - 1) < 0.06 ||
           std::abs(P.Low * Speedup - 1) < 0.06;
  // "10.2 s -> 9.9 s (-300 ms)"
  if (isMeasured(P.Class) && (P.Plus || P.Minus) && P.Enclosed)
    return true;
  // "600 -> 660 TFLOPS (+60, +10%)"
  if (P.Class == UnitClass::None && (P.Plus || P.Minus) && P.Enclosed &&
      I == J + 1 && I + 1 < R.Quantities.size() && listsOn(I + 1))
    return true;
  if (P.Class != UnitClass::Percent)
    return false;
  const double Share = P.Low / 100;
  const double Up = Rate ? Speedup - 1 : 1 - 1 / Speedup;
  // "3323 -> 3706 GFLOPS (+10%)": rounded by hand.
  if ((P.Plus || P.Minus) && P.Enclosed && I == J + 1 &&
      P.First <= R.Quantities[J].Last + 2 &&
      P.Plus == (Rate == (Speedup > 1)) &&
      std::abs(std::abs(Up) - Share) < std::max(0.02, 0.35 * Share))
    return true;
  const double Within = std::max(0.011, 0.05 * std::abs(Share));
  return std::abs(std::abs(Up) - Share) < Within ||
         std::abs(std::abs(Speedup - 1) - Share) < Within;
}

/// 1 or -1 if the figure behind the two is their quotient (a rate, a time), or
/// the word "unchanged" stands there; 0 if nothing confirms them.
int ClaimReader::confirmed(size_t I) const {
  const Quantity &A = R.Quantities[I], &B = R.Quantities[I + 1];
  if (A.Low <= 0 || B.Low <= 0)
    return 0;
  const double Up = B.Low * B.Scale / (A.Low * A.Scale);
  if (I + 2 < R.Quantities.size() && first(I + 2).Line == first(I + 1).Line) {
    const Quantity &P = R.Quantities[I + 2];
    // "112 -> 144 (54% -> 70% of C++)": a rate, as its share grows as it does.
    if (P.Class == UnitClass::Percent && I + 3 < R.Quantities.size() &&
        R.Quantities[I + 3].Class == P.Class && P.Low > 0 &&
        R.Quantities[I + 3].First == P.Last + 2 &&
        R.Tokens[P.Last + 1].Kind == TokenKind::Arrow)
      return std::abs(R.Quantities[I + 3].Low / P.Low / Up - 1) < 0.05 &&
             A.Class != UnitClass::Time;
    if (P.Class == UnitClass::Percent) {
      const double Said = (P.Minus ? -P.Low : P.Low) / 100;
      const double Off = std::max(0.006, 0.15 * std::abs(Said));
      if (std::abs(Up - 1 - Said) < Off)
        // 940 tok/s are +68% of 559; 10.2 ms are -25.7% of 13.7.
        return A.Class == UnitClass::Time ? -1 : 1;
    }
    if (P.Class == UnitClass::Times && P.Low > 0) {
      if (std::abs(Up / P.Low - 1) < 0.06 && A.Class != UnitClass::Time)
        return 1;
      if (std::abs(1 / Up / P.Low - 1) < 0.06)
        return -1;
    }
  }
  for (size_t J = B.Last + 1; J < R.Tokens.size() && J < B.Last + 4; ++J)
    if ((R.Tokens[J].isWord("unchanged") || R.Tokens[J].isWord("flat")) &&
        R.Tokens[J].Line == R.Tokens[B.Last].Line)
      return 1;
  return 0;
}

/// "Cumulative vs the first one:" above the line and below the pair before it.
bool ClaimReader::underCumulative(size_t I) const {
  if (first(I).Line > LastPairLine + 3 || !sameRow(I))
    return false;
  for (size_t J = R.Quantities[I].First; J > 0; --J) {
    const Token &T = R.Tokens[J - 1];
    if (T.Line <= LastPairLine || J + 32 < R.Quantities[I].First)
      return false;
    if (T.isWord("cumulative") || T.isWord("overall") || T.isWord("altogether"))
      return true;
  }
  return false;
}

} // namespace perfclaim
