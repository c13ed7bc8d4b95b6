// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic on floats of every type, with each half and bf16 as an operand: exact operations in every rounding mode
// against sums and products without error, approximate ones within the bounds
// that the PTX ISA states.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"

/// A number and the sign of what is missing to the exact one.
struct Exact {
  long double V;
  int Rest;
  bool Cancels = false; ///< A zero whose sign depends on the rounding.
};
static int sign(long double V) { return (V > 0) - (V < 0); }
static Exact sum(long double A, long double B, int Rest = 0) {
  const long double S = A + B;
  if (!std::isfinite(S))
    return {S, 0};
  const long double Z = S - A, E = (A - (S - Z)) + (B - Z);
  return {S, E != 0 ? sign(E) : Rest, S == 0 && std::signbit(A) != std::signbit(B)};
}
static Exact fused(long double A, long double B, long double C) {
  const long double P = A * B;
  if (!std::isfinite(P))
    return {P + C, 0};
  const long double E = fmal(A, B, -P), S = P + C;
  if (E == 0 || !std::isfinite(S))
    return sum(P, C);
  // What cancels is exact; then the product's error is seen.
  const long double Z = S - P, F = (P - (S - Z)) + (C - Z);
  const long double R = S + E, Y = R - S;
  return {R, sign(F + ((S - (R - Y)) + (E - Y)))};
}
static Exact product(long double A, long double B) {
  const long double P = A * B;
  return {P, std::isfinite(P) ? sign(fmal(A, B, -P)) : 0};
}
static Exact quotient(long double A, long double B) {
  const long double Q = A / B;
  return {Q, std::isfinite(Q) && B != 0 && std::isfinite(B) ? sign(fmal(-Q, B, A)) * sign(B) : 0};
}
static Exact root(long double A) {
  const long double Q = sqrtl(A);
  return {Q, std::isfinite(Q) ? sign(fmal(-Q, Q, A)) : 0};
}
static long double to(Format F, Exact E, Mode M = RN) {
  return E.Cancels && E.Rest == 0 ? (M == RM ? -0.0L : 0.0L) : rounded(F, E.V, M, E.Rest);
}
static long double lesser(long double A, long double B, bool NaN) {
  if (std::isnan(A) || std::isnan(B))
    return NaN ? NAN : std::isnan(A) ? B : A;
  return A < B || (A == B && std::signbit(A)) ? A : B;
}
static long double greater(long double A, long double B, bool NaN) { return -lesser(-A, -B, NaN); }
/// The larger or smaller magnitude, with the sign of the product.
static long double signedBy(long double Of, long double A, long double B) {
  return copysignl(Of, std::signbit(A) != std::signbit(B) ? -1 : 1);
}
static bool near(long double Got, long double Want, long double Relative, long double Absolute = 0) {
  return std::isnan(Want) ? std::isnan(Got)
         : std::isinf(Want) || Want == 0 ? Got == Want || fabsl(Got - Want) <= Absolute
                                         : fabsl(Got - Want) <= fabsl(Want) * Relative + Absolute;
}

#define IS(...) agree(g, __VA_ARGS__)
/// X(text, what holds of g, the result, and a, b and c)
#define MODES(X, NAME, S, F, OPERANDS, ...)                                    \
  X(NAME ".rn." S OPERANDS, IS(to(F, __VA_ARGS__, RN)))                        \
  X(NAME ".rz." S OPERANDS, IS(to(F, __VA_ARGS__, RZ)))                        \
  X(NAME ".rm." S OPERANDS, IS(to(F, __VA_ARGS__, RM)))                        \
  X(NAME ".rp." S OPERANDS, IS(to(F, __VA_ARGS__, RP)))
#define PLAIN(X, S, F)                                                         \
  MODES(X, "add", S, F, " %0, %1, %2;", sum(a, b))                             \
  MODES(X, "sub", S, F, " %0, %1, %2;", sum(a, -b))                            \
  MODES(X, "mul", S, F, " %0, %1, %2;", product(a, b))                         \
  MODES(X, "div", S, F, " %0, %1, %2;", quotient(a, b))                        \
  MODES(X, "fma", S, F, " %0, %1, %2, %3;", fused(a, b, c))                    \
  MODES(X, "mad", S, F, " %0, %1, %2, %3;", fused(a, b, c))                    \
  MODES(X, "rcp", S, F, " %0, %1;", quotient(1, a))                            \
  MODES(X, "sqrt", S, F, " %0, %1;", root(a))                                  \
  X("copysign." S " %0, %1, %2;", std::isnan(b) ? std::isnan(g) : IS(copysignl(b, a))) \
  TESTP(X, S, "finite", std::isfinite(a)) TESTP(X, S, "infinite", std::isinf(a)) \
  TESTP(X, S, "number", !std::isnan(a)) TESTP(X, S, "notanumber", std::isnan(a)) \
  TESTP(X, S, "normal", std::isfinite(a) && a != 0 && flushed(F, a) == a)      \
  TESTP(X, S, "subnormal", std::isfinite(a) && flushed(F, a) != a)
#define TESTP(X, S, WHICH, HOLDS)                                              \
  X("{.reg .pred p; testp." WHICH "." S " p, %1; selp." S " %0, %4, %5, p;}", g == ((HOLDS) ? 1 : 0))
#define ALL(X, S, F)                                                           \
  X("add." S " %0, %1, %2;", IS(to(F, sum(a, b))))                             \
  X("sub." S " %0, %1, %2;", IS(to(F, sum(a, -b))))                            \
  X("mul." S " %0, %1, %2;", IS(to(F, product(a, b))))                         \
  X("neg." S " %0, %1;", IS(-a))                                               \
  X("abs." S " %0, %1;", IS(fabsl(a)))                                         \
  X("min." S " %0, %1, %2;", IS(lesser(a, b, false)))                          \
  X("max." S " %0, %1, %2;", IS(greater(a, b, false)))
#define SIGNS(X, S)                                                            \
  X("min.NaN." S " %0, %1, %2;", IS(lesser(a, b, true)))                       \
  X("max.NaN." S " %0, %1, %2;", IS(greater(a, b, true)))                      \
  X("min.xorsign.abs." S " %0, %1, %2;", IS(signedBy(lesser(fabsl(a), fabsl(b), false), a, b))) \
  X("max.xorsign.abs." S " %0, %1, %2;", IS(signedBy(greater(fabsl(a), fabsl(b), false), a, b)))
#define Z(V) flushed(Flush, V)
#define FTZ(X, S)                                                              \
  X("add.rn.ftz." S " %0, %1, %2;", IS(Z(to(Flush, sum(Z(a), Z(b))))))         \
  X("sub.rn.ftz." S " %0, %1, %2;", IS(Z(to(Flush, sum(Z(a), -Z(b))))))        \
  X("mul.rn.ftz." S " %0, %1, %2;", IS(Z(to(Flush, product(Z(a), Z(b))))))     \
  X("fma.rn.ftz." S " %0, %1, %2, %3;", IS(Z(to(Flush, fused(Z(a), Z(b), Z(c)))))) \
  X("add.rn.sat." S " %0, %1, %2;", IS(saturated(to(Flush, sum(a, b)))))       \
  X("sub.rn.sat." S " %0, %1, %2;", IS(saturated(to(Flush, sum(a, -b)))))      \
  X("mul.rn.sat." S " %0, %1, %2;", IS(saturated(to(Flush, product(a, b)))))   \
  X("fma.rn.sat." S " %0, %1, %2, %3;", IS(saturated(to(Flush, fused(a, b, c))))) \
  X("neg.ftz." S " %0, %1;", IS(Z(-a)))                                        \
  X("abs.ftz." S " %0, %1;", IS(Z(fabsl(a))))                                  \
  X("min.ftz." S " %0, %1, %2;", IS(lesser(Z(a), Z(b), false)))                \
  X("max.ftz." S " %0, %1, %2;", IS(greater(Z(a), Z(b), false)))
#define APPROXIMATE(X)                                                         \
  X("mad.f32 %0, %1, %2, %3;", IS(to(Single, fused(a, b, c))))                 \
  X("mad.rn.ftz.sat.f32 %0, %1, %2, %3;", IS(saturated(Z(to(Single, fused(Z(a), Z(b), Z(c))))))) \
  X("min.f32 %0, %1, %2, %3;", IS(lesser(lesser(a, b, false), c, false)))      \
  X("max.NaN.f32 %0, %1, %2, %3;", IS(greater(greater(a, b, true), c, true)))  \
  X("div.rn.ftz.f32 %0, %1, %2;", IS(Z(to(Single, quotient(Z(a), Z(b))))))     \
  X("rcp.rn.ftz.f32 %0, %1;", IS(Z(to(Single, quotient(1, Z(a))))))            \
  X("sqrt.rn.ftz.f32 %0, %1;", IS(Z(to(Single, root(Z(a))))))                  \
  X("div.approx.f32 %0, %1, %2;", fabsl(b) > 8e37L || fabsl(b) < 1.2e-38L || near(g, rounded(Single, a / b, RN), 0x1p-22L, 0x1p-148L)) \
  X("div.full.f32 %0, %1, %2;", fabsl(b) > 8e37L || fabsl(b) < 1.2e-38L || near(g, rounded(Single, a / b, RN), 0x1p-22L, 0x1p-148L)) \
  X("rcp.approx.ftz.f32 %0, %1;", near(g, Z(rounded(Single, 1 / Z(a), RN)), 0x1p-23L)) \
  X("rcp.approx.f32 %0, %1;", near(g, rounded(Single, 1 / a, RN), 0x1p-23L, 0x1p-149L)) \
  X("sqrt.approx.f32 %0, %1;", near(g, sqrtl(a), 0x1p-22L))                    \
  X("rsqrt.approx.f32 %0, %1;", near(g, 1 / sqrtl(a), 0x1p-22L))               \
  X("rsqrt.approx.ftz.f32 %0, %1;", near(g, 1 / sqrtl(Z(a)), 0x1p-22L))        \
  X("sin.approx.f32 %0, %1;", fabsl(a) > 3.14L || near(g, sinl(a), 0, 0x1p-20L)) \
  X("cos.approx.ftz.f32 %0, %1;", fabsl(a) > 3.14L || near(g, cosl(a), 0, 0x1p-20L)) \
  X("sin.approx.ftz.f32 %0, %1;", fabsl(a) > 3.14L || near(g, sinl(Z(a)), 0, 0x1p-20L)) \
  X("cos.approx.f32 %0, %1;", fabsl(a) > 3.14L || near(g, cosl(a), 0, 0x1p-20L)) \
  X("lg2.approx.f32 %0, %1;", near(g, log2l(a), 0x1p-22L, 0x1p-22L))           \
  X("lg2.approx.ftz.f32 %0, %1;", near(g, log2l(Z(a)), 0x1p-22L, 0x1p-22L))    \
  X("ex2.approx.f32 %0, %1;", near(g, rounded(Single, exp2l(a), RN), 0x1p-22L, 0x1p-148L)) \
  X("ex2.approx.ftz.f32 %0, %1;", near(g, Z(rounded(Single, exp2l(Z(a)), RN)), 0x1p-22L)) \
  X("tanh.approx.f32 %0, %1;", near(g, tanhl(a), 0x1p-10L))
#define RECIPROCALS(X)                                                         \
  X("rcp.approx.ftz.f64 %0, %1;", flushed(Double, a) != a || fabsl(a) > 1e300L || near(g, 1 / a, 0x1p-20L)) \
  X("rsqrt.approx.ftz.f64 %0, %1;", flushed(Double, a) != a || near(g, 1 / sqrtl(a), 0x1p-20L)) \
  X("rsqrt.approx.f64 %0, %1;", near(g, 1 / sqrtl(a), 0x1p-20L))
#define F32(X) PLAIN(X, "f32", Single) ALL(X, "f32", Single) SIGNS(X, "f32") FTZ(X, "f32") APPROXIMATE(X)
#define F64(X) PLAIN(X, "f64", Double) ALL(X, "f64", Double) RECIPROCALS(X)
#define HALVES(X, S, F, MORE)                                                  \
  ALL(X, S, F) SIGNS(X, S)                                                     \
  X("add.rn." S " %0, %1, %2;", IS(to(F, sum(a, b))))                          \
  X("sub.rn." S " %0, %1, %2;", IS(to(F, sum(a, -b))))                         \
  X("mul.rn." S " %0, %1, %2;", IS(to(F, product(a, b))))                      \
  X("fma.rn." S " %0, %1, %2, %3;", IS(to(F, fused(a, b, c))))                 \
  X("fma.rn.relu." S " %0, %1, %2, %3;", IS(relu(to(F, fused(a, b, c)))))      \
  X("tanh.approx." S " %0, %1;", near(g, tanhl(a), ldexpl(1, -F.Mantissa)))    \
  X("ex2.approx" MORE "." S " %0, %1;", near(g, rounded(F, exp2l(a), RN), ldexpl(1, -F.Mantissa), 0x1p-23L))
#define F16(X) HALVES(X, "f16", Half, "") FTZ(X, "f16")
#define BF16(X) HALVES(X, "bf16", Brain, ".ftz")
#define F16X2(X) HALVES(X, "f16x2", Half, "") FTZ(X, "f16x2")
#define BF16X2(X) HALVES(X, "bf16x2", Brain, ".ftz")
#define F32X2(X)                                                               \
  MODES(X, "add", "f32x2", Single, " %0, %1, %2;", sum(a, b))                  \
  MODES(X, "sub", "f32x2", Single, " %0, %1, %2;", sum(a, -b))                 \
  MODES(X, "mul", "f32x2", Single, " %0, %1, %2;", product(a, b))              \
  MODES(X, "fma", "f32x2", Single, " %0, %1, %2, %3;", fused(a, b, c))         \
  X("add.rn.ftz.f32x2 %0, %1, %2;", IS(Z(to(Single, sum(Z(a), Z(b))))))        \
  X("sub.rn.ftz.f32x2 %0, %1, %2;", IS(Z(to(Single, sum(Z(a), -Z(b))))))       \
  X("mul.rn.ftz.f32x2 %0, %1, %2;", IS(Z(to(Single, product(Z(a), Z(b))))))    \
  X("fma.rn.ftz.f32x2 %0, %1, %2, %3;", IS(Z(to(Single, fused(Z(a), Z(b), Z(c))))))

#define COUNT(...) +1
#define RUN(TEXT, ...)                                                         \
  asm volatile(TEXT : "=" REG(*Out++) : REG(A), REG(B), REG(C), REG(One), REG(Zero));
/// Operands in the order of a thread's number; pairs have two at once.
#define FAMILY(NAME, TYPE, ONE, LIST)                                          \
  __global__ void NAME(const TYPE *In, int N, TYPE *Out) {                     \
    int I = blockIdx.x * blockDim.x + threadIdx.x;                             \
    if (I >= N)                                                                \
      return;                                                                  \
    TYPE A = In[3 * I], B = In[3 * I + 1], C = In[3 * I + 2], One = ONE, Zero = 0; \
    Out += I * (0 LIST(COUNT));                                                \
    LIST(RUN)                                                                  \
  }
#define REG "f"
FAMILY(f32, float, 1, F32)
#undef REG
#define REG "d"
FAMILY(f64, double, 1, F64)
#undef REG
#define REG "h"
FAMILY(f16, uint16_t, 0x3c00, F16)
FAMILY(bf16, uint16_t, 0x3f80, BF16)
#undef REG
#define REG "r"
FAMILY(f16x2, uint32_t, 0, F16X2)
FAMILY(bf16x2, uint32_t, 0, BF16X2)
#undef REG
#define REG "l"
FAMILY(f32x2, uint64_t, 0, F32X2)

#define CHECK(TEXT, ...)                                                       \
  {                                                                            \
    const uint64_t Bits = bits(*Got++) >> Shift & (F.bits() == 64 ? ~0ull : (1ull << F.bits()) - 1); \
    const long double g = decode(F, Bits);                                     \
    static int Said;                                                           \
    if (!(__VA_ARGS__) && ++Failures && ++Said < 3)                                     \
      printf("%s of %Lg, %Lg, %Lg is %Lg (%llx)\n", TEXT, a, b, c, g, (long long)Bits); \
  }
template <class T> static uint64_t bits(T V) {
  uint64_t R = 0;
  memcpy(&R, &V, sizeof V);
  return R;
}
static uint64_t State = 1;
static uint64_t next() {
  State = State * 6364136223846793005ull + 1442695040888963407ull;
  return State >> 24;
}
/// Triples of numbers that matter, half of them near each other.
static uint64_t sample(Format F, uint64_t Beside) {
  const uint64_t Top = 1ull << (F.bits() - 1), Special[] = {0, Top, 1, Top | 1, (1ull << F.Mantissa) - 1, 1ull << F.Mantissa,
      (uint64_t)F.bias() << F.Mantissa, ((1ull << F.Exponent) - 1) << F.Mantissa, (((1ull << F.Exponent) - 1) << F.Mantissa) - 1,
      Top | ((1ull << F.Exponent) - 1) << F.Mantissa, (((1ull << F.Exponent) - 1) << F.Mantissa) + 1 + (1ull << (F.Mantissa - 1))};
  const uint64_t Bits = (next() << 32 ^ next()) & (Top - 1 + Top);
  switch (next() % 5) {
  case 0: return Special[next() % 11];
  case 1: return Bits;
  case 2: return (Bits & ~(((1ull << F.Exponent) - 1) << F.Mantissa)) | (F.bias() + next() % 5 - 2) << F.Mantissa;
  case 3: return Beside ^ Top ^ next() % 4;
  default: return (Bits & ~(((1ull << F.Exponent) - 1) << F.Mantissa)) | (F.bias() - F.Mantissa / 2 + next() % (F.Mantissa + 2)) << F.Mantissa;
  }
}
#define TEST(KERNEL, TYPE, FORMAT, LIST)                                       \
  {                                                                            \
    const Format F = FORMAT, Flush = F;                                        \
    (void)Flush;                                                               \
    const int N = F.bits() == 16 ? 65536 : 3000, Lanes = 8 * sizeof(TYPE) / F.bits();                   \
    Buffer<TYPE> In(3 * N), Out(N * (0 LIST(COUNT)));                          \
    for (int I = 0; I < 3 * N; ++I) {                                          \
      uint64_t Bits = 0;                                                       \
      for (int Lane = 0; Lane < Lanes; ++Lane)                                 \
        Bits |= sample(F, I % 3 ? bits(In[I - 1]) & ((1ull << (F.bits() - 1)) - 1) : 0) << (Lane * F.bits() % 64); \
      if (F.bits() == 16 && I % 3 == 0)                                        \
        Bits = (Bits & ~65535ull) | (I / 3);                                   \
      memcpy(&In[I], &Bits, sizeof(TYPE));                                     \
    }                                                                          \
    In.up();                                                                   \
    KERNEL<<<(N + 63) / 64, 64>>>(In.Device, N, Out.Device);                   \
    Out.down();                                                                \
    for (int Lane = 0; Lane < Lanes; ++Lane) {                                 \
      const int Shift = Lane * F.bits();                                       \
      const TYPE *Got = &Out[0];                                               \
      auto Value = [&](int I) { return decode(F, bits(In[I]) >> Shift & (F.bits() == 64 ? ~0ull : (1ull << F.bits()) - 1)); }; \
      for (int I = 0; I < N; ++I) {                                            \
        const long double a = Value(3 * I), b = Value(3 * I + 1), c = Value(3 * I + 2); \
        LIST(CHECK)                                                            \
      }                                                                        \
    }                                                                          \
  }
int main() {
  TEST(f32, float, Single, F32)
  TEST(f64, double, Double, F64)
  TEST(f16, uint16_t, Half, F16)
  TEST(bf16, uint16_t, Brain, BF16)
  TEST(f16x2, uint32_t, Half, F16X2)
  TEST(bf16x2, uint32_t, Brain, BF16X2)
  TEST(f32x2, uint64_t, Single, F32X2)
  return finish();
}
