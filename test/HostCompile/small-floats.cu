// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Conversions of fp16, bf16 and fp8 for every input, and arithmetic of halves
// for a dense sample, bit by bit against integers and doubles.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -O2 -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>

/// A format: its value, from its fields; NaN where it has none.
struct Format {
  int Exponent, Mantissa;
  bool Infinities; ///< Else the highest exponent has numbers, and one NaN.
};
constexpr Format Half{5, 10, true}, Brain{8, 7, true}, E4M3{4, 3, false},
    E5M2{5, 2, true};
static double computed(Format F, unsigned Bits) {
  int E = Bits >> F.Mantissa & ((1 << F.Exponent) - 1);
  int M = Bits & ((1 << F.Mantissa) - 1), Bias = (1 << (F.Exponent - 1)) - 1;
  bool Sign = Bits >> (F.Exponent + F.Mantissa) & 1;
  double V = E ? ldexp(M + (1 << F.Mantissa), E - Bias - F.Mantissa)
               : ldexp(M, 1 - Bias - F.Mantissa);
  if (E == (1 << F.Exponent) - 1) {
    if (F.Infinities)
      V = M ? NAN : INFINITY;
    else if (M == (1 << F.Mantissa) - 1)
      V = NAN;
  }
  return Sign ? -V : V;
}
static double value(Format F, unsigned Bits) {
  static double Tables[32][65536];
  double *Table = Tables[F.Exponent + (F.Mantissa < 4 ? 16 : 0)];
  if (Table[1] == 0)
    for (unsigned I = 0; I < 2u << (F.Exponent + F.Mantissa); ++I)
      Table[I] = computed(F, I);
  return Table[Bits];
}
/// The nearest of all numbers of the format; of two, the even one. By search,
/// so that nothing is shared with what is tested.
static unsigned nearest(Format F, double V, bool Saturates) {
  unsigned Top = 1u << (F.Exponent + F.Mantissa);
  unsigned Sign = std::signbit(V) ? Top : 0;
  double A = fabs(V);
  unsigned Most = Top - 1; // The largest number.
  while (!std::isfinite(value(F, Most)))
    --Most;
  if (std::isnan(V))
    return 0xffffffff;
  // From where the next would be, it is half way to infinity.
  double Last = value(F, Most), Step = Last - value(F, Most - 1);
  if (A >= Last + Step / 2)
    return Sign | (Saturates ? Most : Most + 1);
  unsigned Low = 0, High = Most;
  while (Low < High) {
    unsigned Middle = (Low + High + 1) / 2;
    if (value(F, Middle) <= A)
      Low = Middle;
    else
      High = Middle - 1;
  }
  if (Low == Most)
    return Sign | Low;
  double Below = A - value(F, Low), Above = value(F, Low + 1) - A;
  if (Above < Below || (Above == Below && Low % 2))
    ++Low;
  return Sign | Low;
}
static bool same(Format F, unsigned Bits, double V, bool Saturates = false) {
  unsigned Right = nearest(F, V, Saturates);
  return Right == 0xffffffff ? std::isnan(value(F, Bits)) : Bits == Right;
}
static bool same(double A, double B) {
  return std::isnan(A) ? std::isnan(B)
                       : A == B && std::signbit(A) == std::signbit(B);
}

/// What each 16-bit pattern, as a half, as a bf16, and its bytes, become.
struct Out {
  float FromHalf, FromBrain;
  double DoubleFromHalf;
  int32_t Int, IntUp;
  uint32_t Unsigned;
  uint16_t HalfFromE4, HalfFromE5, E4, E5, E4Relu, Neg, Abs, Sqrt, HalfOfInt,
      BrainOfInt, BrainOfHalf, HalfTrunc;
};
__global__ void unary(Out *O) {
  unsigned I = blockIdx.x * blockDim.x + threadIdx.x;
  __half H = __ushort_as_half(I);
  __nv_bfloat16 B = __ushort_as_bfloat16(I);
  Out R = {};
  R.FromHalf = __half2float(H);
  R.DoubleFromHalf = (double)H;
  R.FromBrain = __bfloat162float(B);
  R.Int = __half2int_rn(H);
  R.IntUp = __half2int_ru(H);
  R.Unsigned = __half2uint_rz(H);
  R.HalfFromE4 = __nv_cvt_fp8_to_halfraw(I, __NV_E4M3).x;
  R.HalfFromE5 = __nv_cvt_fp8_to_halfraw(I, __NV_E5M2).x;
  R.E4 = __nv_cvt_halfraw_to_fp8(H, __NV_SATFINITE, __NV_E4M3);
  R.E5 = __nv_cvt_halfraw_to_fp8(H, __NV_SATFINITE, __NV_E5M2);
  uint16_t Two;
  asm("cvt.rn.satfinite.relu.e4m3x2.f32 %0, %1, %2;" : "=h"(Two)
      : "f"(1.0f), "f"(R.FromHalf));
  R.E4Relu = Two;
  R.Neg = __half_as_ushort(__hneg(H));
  R.Abs = __half_as_ushort(__habs(H));
  R.Sqrt = __half_as_ushort(hsqrt(H));
  R.HalfOfInt = __half_as_ushort(__int2half_rn((int)I * 3 - 98304));
  R.BrainOfInt = __bfloat16_as_ushort(__int2bfloat16_rn((int)I * 3 - 98304));
  R.BrainOfHalf = __bfloat16_as_ushort(__float2bfloat16(__half2float(H)));
  R.HalfTrunc = __half_as_ushort(htrunc(H));
  O[I] = R;
}
static double clamped(double V, double Least, double Most) {
  return std::isnan(V) ? 0 : fmin(fmax(V, Least), Most);
}
static void testUnary() {
  Buffer<Out> B(65536);
  unary<<<256, 256>>>(B.Device);
  B.down();
  for (unsigned I = 0; I < 65536; ++I) {
    const Out &O = B[I];
    double H = value(Half, I);
    EXPECT(same(O.FromHalf, H) && same(O.DoubleFromHalf, H));
    EXPECT(same(O.FromBrain, value(Brain, I)));
    EXPECT(O.Int == clamped(nearbyint(H), -2147483648.0, 2147483647.0));
    EXPECT(O.IntUp == clamped(ceil(H), -2147483648.0, 2147483647.0));
    EXPECT(O.Unsigned == clamped(trunc(H), 0, 4294967295.0));
    EXPECT(same(value(Half, O.HalfFromE4), value(E4M3, I & 255)));
    EXPECT(same(value(Half, O.HalfFromE5), value(E5M2, I & 255)));
    EXPECT(same(E4M3, O.E4, H, true) && same(E5M2, O.E5, H, true));
    EXPECT(O.E4Relu >> 8 == 0x38 &&
           same(E4M3, O.E4Relu & 255, H < 0 ? 0 : H, true));
    EXPECT(same(value(Half, O.Neg), -H) && same(value(Half, O.Abs), fabs(H)));
    EXPECT(same(Half, O.Sqrt, sqrt(H)));
    EXPECT(same(Half, O.HalfOfInt, (int)I * 3 - 98304));
    EXPECT(same(Brain, O.BrainOfInt, (int)I * 3 - 98304));
    EXPECT(same(Brain, O.BrainOfHalf, H));
    EXPECT(same(value(Half, O.HalfTrunc), trunc(H)));
  }
}

/// Floats that lie at, and just beside, the middles between two halves.
__global__ void narrow(const float *In, uint16_t *O, int N) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= N)
    return;
  float F = In[I];
  O[I * 12] = __half_as_ushort(__float2half_rn(F));
  O[I * 12 + 1] = __half_as_ushort(__float2half_rz(F));
  O[I * 12 + 2] = __half_as_ushort(__float2half_rd(F));
  O[I * 12 + 3] = __half_as_ushort(__float2half_ru(F));
  O[I * 12 + 4] = __bfloat16_as_ushort(__float2bfloat16_rn(F));
  O[I * 12 + 5] = __bfloat16_as_ushort(__float2bfloat16_rz(F));
  O[I * 12 + 6] = __nv_cvt_float_to_fp8(F, __NV_SATFINITE, __NV_E4M3);
  O[I * 12 + 7] = __nv_cvt_float_to_fp8(F, __NV_SATFINITE, __NV_E5M2);
  O[I * 12 + 8] = __bfloat16_as_ushort(__float2bfloat16_rd(F));
  O[I * 12 + 9] = __bfloat16_as_ushort(__float2bfloat16_ru(F));
  O[I * 12 + 10] = __nv_cvt_float_to_fp8(F, __NV_NOSAT, __NV_E4M3);
  O[I * 12 + 11] = __nv_cvt_float_to_fp8(F, __NV_NOSAT, __NV_E5M2);
}
/// Rounded to \p Mode: -1 down, 0 to zero, 1 up.
static bool sameTo(Format F, unsigned Bits, double V, int Mode) {
  double Got = value(F, Bits);
  if (std::isnan(V))
    return std::isnan(Got);
  bool Down = Mode < 0 || (Mode == 0 && !std::signbit(V));
  unsigned Top = 1u << (F.Exponent + F.Mantissa);
  // The next number on the other side of V.
  unsigned Next = Bits;
  if (Got == V)
    return std::signbit(Got) == std::signbit(V);
  if (Down ? Got > V : Got < V)
    return false;
  bool Away = Down != std::signbit(Got) || (Bits & (Top - 1)) == 0;
  if ((Bits & (Top - 1)) == 0)
    Next = Down ? 1 : Top | 1;
  else
    Next = Away ? Bits + 1 : Bits - 1;
  return Down ? value(F, Next) > V : value(F, Next) < V;
}
static void testNarrow() {
  const int Per = 5, Step = 7, N = (65536 + Step - 1) / Step * 2 * Per;
  Buffer<float> In(N);
  Buffer<uint16_t> O(N * 12);
  int At = 0;
  for (unsigned Bits = 0; Bits < 65536; Bits += Step)
    for (Format F : {Half, Brain}) {
      // Between it and the next, if both are numbers.
      float V = value(F, Bits), W = value(F, Bits ^ 0x8000 ? Bits + 1 : Bits);
      float Middle = std::isfinite(V) && std::isfinite(W) ? V / 2 + W / 2 : V;
      In[At++] = V;
      In[At++] = Middle;
      In[At++] = nextafterf(Middle, INFINITY);
      In[At++] = nextafterf(Middle, -INFINITY);
      In[At++] = V * 1.001f;
    }
  In.up();
  narrow<<<(N + 255) / 256, 256>>>(In.Device, O.Device, N);
  O.down();
  for (int I = 0; I < N; ++I) {
    uint16_t *R = &O[I * 12];
    double V = In[I];
    EXPECT(same(Half, R[0], V) && same(Brain, R[4], V));
    EXPECT(same(E4M3, R[6], V, true) && same(E5M2, R[7], V, true));
    // Without saturation what is too large is no number, or infinite.
    EXPECT(fabs(V) > 464 ? std::isnan(value(E4M3, R[10])) : same(E4M3, R[10], V, true));
    EXPECT(same(E5M2, R[11], V, false));
    if (fabs(V) > 65504 || std::isnan(V))
      continue;
    EXPECT(sameTo(Half, R[1], V, 0) && sameTo(Half, R[2], V, -1) &&
           sameTo(Half, R[3], V, 1));
    EXPECT(sameTo(Brain, R[5], V, 0) && sameTo(Brain, R[8], V, -1) && sameTo(Brain, R[9], V, 1));
  }
}

/// Sums, products, quotients and fused ones of every 61st half with others.
__global__ void binary(uint16_t *O, int Rows, int Columns) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Rows * Columns)
    return;
  __half A = __ushort_as_half(I / Columns * 61), B = __ushort_as_half(I % Columns * 257);
  uint16_t *R = O + I * 8;
  R[0] = __half_as_ushort(__hadd(A, B));
  R[1] = __half_as_ushort(__hsub(A, B));
  R[2] = __half_as_ushort(__hmul(A, B));
  R[3] = __half_as_ushort(__hfma(A, B, A));
  R[4] = __half_as_ushort(__hmax(A, B));
  R[5] = __hlt(A, B) | __hgtu(A, B) << 1 | __heq(A, B) << 2;
  __half2 Sum = __hadd2(__halves2half2(A, B), __halves2half2(B, B));
  R[6] = __half_as_ushort(__high2half(Sum));
  __nv_bfloat16 C = __ushort_as_bfloat16(I / Columns * 61), D = __ushort_as_bfloat16(I % Columns * 257);
  R[7] = __bfloat16_as_ushort(__hfma(C, D, C));
}
static void testBinary() {
  const int Rows = 65536 / 61, Columns = 255;
  Buffer<uint16_t> O(Rows * Columns * 8);
  binary<<<(Rows * Columns + 255) / 256, 256>>>(O.Device, Rows, Columns);
  O.down();
  for (int I = 0; I < Rows * Columns; ++I) {
    unsigned X = I / Columns * 61, Y = I % Columns * 257;
    double A = value(Half, X), B = value(Half, Y);
    double C = value(Brain, X), D = value(Brain, Y);
    uint16_t *R = &O[I * 8];
    // Sums and products of halves are exact in double, fused ones too.
    EXPECT(same(Half, R[0], A + B) && same(Half, R[1], A - B));
    EXPECT(same(Half, R[2], A * B) && same(Half, R[3], A * B + A));
    double Larger = std::isnan(A) ? B : std::isnan(B) ? A : fmax(A, B);
    EXPECT(std::isnan(Larger) ? std::isnan(value(Half, R[4]))
                              : value(Half, R[4]) == Larger);
    EXPECT(R[5] == (A < B ? 1 : 0) + (A > B || std::isnan(A) || std::isnan(B) ? 2 : 0) + (A == B ? 4 : 0));
    EXPECT(same(Half, R[6], B + B));
    // A bf16's exponents are as far apart as a double's digits are few.
    double Exact = C * D + C;
    if (std::isnan(Exact) || fabs(C * D) < 1e15 * fabs(C))
      EXPECT(same(Brain, R[7], Exact));
  }
}
/// Pairs of halves to fp8 and back, with and without what cuts off negative
/// numbers, and bf16 as scales.
__global__ void pairs(uint32_t *O) {
  uint32_t I = blockIdx.x * blockDim.x + threadIdx.x, Two = I | (I * 40503u & 65535) << 16;
  uint32_t *R = O + I * 10;
  uint16_t S;
  asm("cvt.rn.satfinite.e4m3x2.f16x2 %0, %1;" : "=h"(S) : "r"(Two));
  R[0] = S;
  asm("cvt.rn.satfinite.e5m2x2.f16x2 %0, %1;" : "=h"(S) : "r"(Two));
  R[1] = S;
  asm("cvt.rn.satfinite.relu.e4m3x2.f16x2 %0, %1;" : "=h"(S) : "r"(Two));
  R[2] = S;
  asm("cvt.rn.satfinite.relu.e5m2x2.f16x2 %0, %1;" : "=h"(S) : "r"(Two));
  R[3] = S;
  float X = __half2float(__ushort_as_half(I));
  asm("cvt.rn.satfinite.relu.e5m2x2.f32 %0, %1, %1;" : "=h"(S) : "f"(X));
  R[4] = S;
  asm("cvt.rn.f16x2.e4m3x2 %0, %1;" : "=r"(R[5]) : "h"((uint16_t)I));
  asm("cvt.rn.relu.f16x2.e4m3x2 %0, %1;" : "=r"(R[6]) : "h"((uint16_t)I));
  asm("cvt.rn.relu.f16x2.e5m2x2 %0, %1;" : "=r"(R[7]) : "h"((uint16_t)I));
  asm("cvt.rz.satfinite.ue8m0x2.bf16x2 %0, %1;" : "=h"(S) : "r"(Two & 0x7fff7fff));
  R[8] = S;
  asm("cvt.rp.satfinite.ue8m0x2.bf16x2 %0, %1;" : "=h"(S) : "r"(Two & 0x7fff7fff));
  R[9] = S;
}
/// The power of two at or below V, or at or above it.
static unsigned scaleOf(double V, bool Up) {
  if (std::isnan(V))
    return 255;
  if (std::isinf(V))
    return 254;
  unsigned E = 0;
  while (E < 254 && (Up ? ldexp(1, (int)E - 127) < V : ldexp(1, (int)E - 126) <= V))
    ++E;
  return E;
}
static void testPairs() {
  Buffer<uint32_t> B(65536 * 10);
  pairs<<<256, 256>>>(B.Device);
  B.down();
  auto Cut = [](double V) { return V < 0 ? 0 : V; };
  for (unsigned I = 0; I < 65536; ++I) {
    const uint32_t *R = &B[I * 10], High = I * 40503u & 65535;
    for (int Lane = 0; Lane < 2; ++Lane) {
      const unsigned Bits = Lane ? High : I;
      const double V = value(Half, Bits);
      auto Byte = [&](int Which) { return R[Which] >> 8 * Lane & 255; };
      EXPECT(same(E4M3, Byte(0), V, true) && same(E5M2, Byte(1), V, true));
      EXPECT(same(E4M3, Byte(2), Cut(V), true) && same(E5M2, Byte(3), Cut(V), true));
      EXPECT(same(E5M2, Byte(4), Cut(value(Half, I)), true));
      const unsigned Small = I >> 8 * Lane & 255;
      auto Word = [&](int Which) { return value(Half, R[Which] >> 16 * Lane & 65535); };
      EXPECT(same(Word(5), value(E4M3, Small)));
      EXPECT(same(Word(6), Cut(value(E4M3, Small))) && same(Word(7), Cut(value(E5M2, Small))));
      const double Scale = value(Brain, Bits & 0x7fff);
      EXPECT(Byte(8) == scaleOf(Scale, false) && Byte(9) == scaleOf(Scale, true));
    }
  }
}

/// Of bf16, as binary() has it for halves, in every way that the headers offer.
__global__ void brains(uint16_t *O, int Rows, int Columns) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Rows * Columns)
    return;
  __nv_bfloat16 A = __ushort_as_bfloat16(I / Columns * 61), B = __ushort_as_bfloat16(I % Columns * 257);
  uint16_t *R = O + I * 9;
  R[0] = __bfloat16_as_ushort(__hadd(A, B));
  R[1] = __bfloat16_as_ushort(__hsub(A, B));
  R[2] = __bfloat16_as_ushort(__hmul(A, B));
  R[4] = __bfloat16_as_ushort(__hmin(A, B));
  R[5] = __bfloat16_as_ushort(__hadd_sat(A, B));
  R[6] = __hge(A, B) | __hltu(A, B) << 1 | __hne(A, B) << 2;
  R[7] = __bfloat16_as_ushort(__high2bfloat16(__hmul2(__halves2bfloat162(A, B), __halves2bfloat162(B, A))));
}
static void testBrains() {
  const int Rows = 65536 / 61, Columns = 255;
  Buffer<uint16_t> O(Rows * Columns * 9);
  brains<<<(Rows * Columns + 255) / 256, 256>>>(O.Device, Rows, Columns);
  O.down();
  for (int I = 0; I < Rows * Columns; ++I) {
    unsigned X = I / Columns * 61, Y = I % Columns * 257;
    const double A = value(Brain, X), B = value(Brain, Y);
    const uint16_t *R = &O[I * 9];
    // What a double has no digits for is less than half a unit: it changes a sum
    // only where that lies in the middle of two numbers.
    auto Sum = [](double A, double B) {
      const double S = A + B, Z = S - A, E = (A - (S - Z)) + (B - Z);
      return std::isfinite(S) && E != 0 ? nextafter(S, E > 0 ? INFINITY : -INFINITY) : S;
    };
    EXPECT(same(Brain, R[0], Sum(A, B)) && same(Brain, R[1], Sum(A, -B)));
    EXPECT(same(Brain, R[2], A * B) && same(Brain, R[7], B * A));
    const double Lesser = std::isnan(A) ? B : std::isnan(B) ? A : fmin(A, B);
    EXPECT(std::isnan(Lesser) ? std::isnan(value(Brain, R[4])) : value(Brain, R[4]) == Lesser);
    const double Cut = std::isnan(A + B) ? 0 : fmin(fmax(Sum(A, B), 0), 1);
    EXPECT(same(value(Brain, R[5]) + 0.0, value(Brain, nearest(Brain, Cut, false)) + 0.0));
    EXPECT(R[6] == (A >= B ? 1 : 0) + (A < B || std::isnan(A) || std::isnan(B) ? 2 : 0) + (A < B || A > B ? 4 : 0));
  }
}
int main() {
  testPairs();
  testBrains();
  testUnary();
  testNarrow();
  testBinary();
  return finish();
}
