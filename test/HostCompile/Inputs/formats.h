// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of floating formats and rounding, from their definitions alone.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
/// No infinities: the highest exponent has numbers, and one NaN.
struct Format {
  int Exponent, Mantissa;
  bool Infinities = true;
  int bias() const { return (1 << (Exponent - 1)) - 1; }
  int bits() const { return 1 + Exponent + Mantissa; }
};
constexpr Format Half{5, 10}, Brain{8, 7}, Single{8, 23}, Double{11, 52},
    E4M3{4, 3, false}, E5M2{5, 2};
/// Every number of these formats is a long double.
static long double decode(Format F, uint64_t Bits) {
  const long Top = (1l << F.Exponent) - 1;
  const long E = Bits >> F.Mantissa & Top;
  const uint64_t M = Bits & ((1ull << F.Mantissa) - 1);
  long double V = E ? ldexpl((long double)(M + (1ull << F.Mantissa)), E - F.bias() - F.Mantissa)
                    : ldexpl((long double)M, 1 - F.bias() - F.Mantissa);
  if (E == Top && F.Infinities)
    V = M ? NAN : INFINITY;
  else if (E == Top && M == (1ull << F.Mantissa) - 1)
    V = NAN;
  return Bits >> (F.bits() - 1) & 1 ? -V : V;
}
static long double largest(Format F) {
  return decode(F, (((1ull << F.Exponent) - 1) << F.Mantissa) - 1 + (F.Infinities ? 0 : (1ull << F.Mantissa) - 1));
}
enum Mode { RN, RZ, RM, RP };
/// What \p V, plus something too small to be seen in it of the sign \p Rest,
/// becomes in \p F.
static long double rounded(Format F, long double V, Mode M, int Rest = 0) {
  if (std::isnan(V) || std::isinf(V) || (V == 0 && Rest == 0))
    return V;
  const bool Negative = V != 0 ? std::signbit(V) : Rest < 0;
  const long double A = fabsl(V);
  if (Negative)
    Rest = -Rest;
  const int Least = 1 - F.bias();
  int E = A == 0 ? Least : std::max(ilogbl(A), Least);
  const long double Unit = ldexpl(1, E - F.Mantissa);
  // Powers of two change no digit.
  long double Low = floorl(A / Unit);
  long double Part = A / Unit - Low;
  long double Step = Unit;
  if (Part == 0 && Rest < 0) {
    // Below a power of two numbers lie closer.
    if (E > Least && Low == ldexpl(1, F.Mantissa)) {
      Step /= 2;
      Low *= 2;
    }
    Low -= 1;
    Part = 0.75;
  } else if (Part == 0 && Rest > 0)
    Part = 0.25;
  else if (Part == 0.5 && Rest)
    Part += Rest * 0.25;
  const bool Away = M == RN   ? Part > 0.5 || (Part == 0.5 && fmodl(Low, 2) == 1)
                    : M == RZ ? false
                              : Part > 0 && (M == RP) != Negative;
  long double R = (Low + Away) * Step;
  if (R > largest(F))
    R = M == RN || (M == RP && !Negative) || (M == RM && Negative) ? INFINITY : largest(F);
  return Negative ? -R : R;
}
/// As numbers, with the sign of a zero; all NaN are one.
static bool agree(long double A, long double B) {
  return std::isnan(A) ? std::isnan(B) : A == B && std::signbit(A) == std::signbit(B);
}
static long double saturated(long double V) { return V > 0 ? std::min(V, 1.0L) : 0; }
static long double relu(long double V) { return V < 0 ? 0 : V; }
static long double finite(Format F, long double V) {
  return std::isnan(V) ? V : std::max(-largest(F), std::min(largest(F), V));
}
/// Without subnormal numbers.
static long double flushed(Format F, long double V) {
  return V != 0 && fabsl(V) < ldexpl(1, 1 - F.bias()) ? copysignl(0, V) : V;
}
/// Numbers of a format that matter: all of 16 bits, else a sample.
template <class T> static int patterns(Format F, T *Into, int Most) {
  int N = 0;
  if (F.bits() <= 16) {
    for (uint64_t I = 0; I < 1ull << F.bits() && N < Most; ++I)
      Into[N++] = (T)I;
    return N;
  }
  for (int Sign = 0; Sign < 2; ++Sign)
    for (int E = 0; E < 1 << F.Exponent; E += E > 3 && E < F.bias() - 70 ? (F.Exponent == 11 ? 53 : 9) : E > F.bias() + 70 && E < (1 << F.Exponent) - 60 ? (F.Exponent == 11 ? 47 : 7) : 1)
      for (uint64_t M : {0x0ull, 0x1ull, 0x8000000000000000ull, 0x5555555555555555ull, 0xffffffffffffffffull, 0xc000000000000000ull, 0x0020000000000000ull})
        if (N < Most)
          Into[N++] = (T)((uint64_t)Sign << (F.bits() - 1) | (uint64_t)E << F.Mantissa |
                          (M == 1 ? 1 : M >> (64 - F.Mantissa)));
  return N;
}
