// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mma of floats of 4, 6 and 8 bits with each other, with and without scales of
// blocks, whole and sparse. Against sums of what the formats define.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_120a -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"
#include <vector>
typedef unsigned U;
typedef unsigned short H;

struct Small {
  int Exponent, Mantissa, Shift; ///< Where it lies in its byte.
  bool Special;                  ///< Its highest codes are no numbers.
  int bits() const { return 1 + Exponent + Mantissa; }
  double value(U Code) const {
    const int Bias = (1 << (Exponent - 1)) - 1, E = Code >> Mantissa & ((1 << Exponent) - 1), M = Code & ((1 << Mantissa) - 1);
    const double V = E ? ldexp(1 + ldexp(M, -Mantissa), E - Bias) : ldexp(M, 1 - Bias - Mantissa);
    return Code >> (Exponent + Mantissa) & 1 ? -V : V;
  }
};
constexpr Small e4m3{4, 3, 0, true}, e5m2{5, 2, 0, true}, e3m2{3, 2, 0, false}, e2m3{2, 3, 0, false}, e2m1{2, 1, 2, false};

/// What a lane has: A, B, metadata, scales and where they are.
struct Lane {
  U A[4], B[4], Meta, ScaleA, ScaleB;
};
struct Where {
  H ByteA, LaneA, ByteB, LaneB;
};

static U State = 11;
static U draw(U Range) { return ((State = State * 1664525u + 1013904223u) >> 12) % Range; }
/// A code whose value is no further from 1 than sums can be exact.
static U drawCode(const Small &F) {
  for (;;) {
    const U Code = draw(1u << F.bits());
    const double V = fabs(F.value(Code));
    if (V == 0 ? draw(4) == 0 : V >= 1.0 / 64 && V <= 32)
      if (!F.Special || (Code & 127) < 120)
        return Code;
  }
}

using Run = void(const Lane *, Where, float *);
/// \p Scales: of a row, 0: none; \p Packed: two elements in a byte.
static void test(const char *Name, Run *Launch, Small A, Small B, int K, bool Packed, bool Sparse, int Scales, bool Fine,
                 bool Halves) {
  const int Bits = Packed ? 4 : 8, P = 32 / Bits, Stored = Sparse ? K / 2 : K;
  const int Unit = Packed ? 2 : 1, Group = 4 * Unit, Groups = K / Group;
  std::vector<U> CodesA(16 * Stored), CodesB(8 * K), Which(16 * (Sparse ? Groups : 0));
  std::vector<double> WholeA(16 * K);
  for (U &C : CodesA) C = drawCode(A);
  for (U &C : CodesB) C = drawCode(B);
  for (int Row = 0; Row < 16; ++Row)
    for (int I = 0; I < Stored; ++I) {
      int Column = I;
      if (Sparse) {
        const int G = I / (2 * Unit), Kept = I / Unit % 2;
        U &W = Which[Row * Groups + G];
        if (Kept == 0 && I % Unit == 0) {
          const U First = draw(3);
          W = First | (First + 1 + draw(3 - First)) << 2;
        }
        Column = G * Group + (W >> 2 * Kept & 3) * Unit + I % Unit;
      }
      WholeA[Row * K + Column] = A.value(CodesA[Row * Stored + I]);
    }
  // Scales of rows and columns.
  std::vector<U> Sa(16 * 4), Sb(8 * 4);
  for (auto *S : {&Sa, &Sb})
    for (U &V : *S) V = Fine ? 40 + draw(24) : 124 + draw(6);
  auto Scale = [&](U V) { return Fine ? e4m3.value(V) : ldexp(1, (int)V - 127); };
  const Where At = {(H)(Scales == 1 ? 3 : Scales == 2 ? 2 : 0), 1, (H)(Scales == 1 ? 1 : 0), 2};
  Buffer<Lane> Lanes(32);
  auto Place = [&](const Small &F, U Code) { return Packed ? Code : Code << F.Shift; };
  for (int T = 0; T < 32; ++T) {
    Lane &L = Lanes[T];
    L = {{}, {}, 0, 0xffffffff, 0xffffffff}; // Not a number, where nobody asks.
    for (int R = 0; R < 4; ++R)
      for (int I = 0; I < P; ++I)
        L.A[R] |= Place(A, CodesA[(T / 4 + R % 2 * 8) * Stored + R / 2 * 4 * P + T % 4 * P + I]) << Bits * I;
    for (int R = 0; R < (Sparse ? 4 : 2); ++R)
      for (int I = 0; I < P; ++I)
        L.B[R] |= Place(B, CodesB[T / 4 * K + R * 4 * P + T % 4 * P + I]) << Bits * I;
    if (Sparse)
      for (int G = 0; G < 8; ++G)
        L.Meta |= Which[(T / 4 + T % 2 * 8) * Groups + T % 4 / 2 * 8 + G] << 4 * G;
    auto Put = [&](U &Word, const U *From, int Byte) {
      for (int I = 0; I < Scales; ++I)
        Word = (Word & ~(255u << 8 * (Byte + I))) | From[I] << 8 * (Byte + I);
    };
    if (T % 4 / 2 == At.LaneA)
      Put(L.ScaleA, &Sa[(T / 4 + T % 2 * 8) * 4], At.ByteA);
    if (T % 4 == At.LaneB)
      Put(L.ScaleB, &Sb[T / 4 * 4], At.ByteB);
  }
  Buffer<float> D(128);
  Lanes.up();
  Launch(Lanes.Device, At, D.Device);
  D.down();
  for (int T = 0; T < 32; ++T)
    for (int I = 0; I < 4; ++I) {
      const int Row = T / 4 + I / 2 * 8, Column = T % 4 * 2 + I % 2;
      long double Sum = 3;
      for (int J = 0; J < K; ++J) {
        const int S = Scales ? J / (K / Scales) : 0;
        Sum += (long double)WholeA[Row * K + J] * B.value(CodesB[Column * K + J]) *
               (Scales ? Scale(Sa[Row * 4 + S]) * Scale(Sb[Column * 4 + S]) : 1);
      }
      const long double Want = rounded(Halves ? Half : Single, Sum, RN);
      if (D[T * 4 + I] != Want && ++Failures < 10)
        printf("%s: lane %d element %d is %g and not %Lg\n", Name, T, I, D[T * 4 + I], Want);
    }
}

#define FLOATS "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
#define IN "r"(L.A[0]), "r"(L.A[1]), "r"(L.A[2]), "r"(L.A[3]), "r"(L.B[0]), "r"(L.B[1]), "r"(L.B[2]), "r"(L.B[3]), "r"(L.Meta)
#define SCALED "r"(L.ScaleA), "h"(W.ByteA), "h"(W.LaneA), "r"(L.ScaleB), "h"(W.ByteB), "h"(W.LaneB)
#define D4 "{%0,%1,%2,%3}, "
#define A4 "{%4,%5,%6,%7}, "
#define B2 "{%8,%9}, "
#define B4 "{%8,%9,%10,%11}, "
#define KERNEL(NAME, ASM, ...)                                                 \
  __global__ void NAME##Kernel(const Lane *Lanes, Where W, float *D) {         \
    const Lane L = Lanes[threadIdx.x];                                         \
    float d[4] = {3, 3, 3, 3};                                                 \
    asm volatile(ASM : FLOATS : __VA_ARGS__);                                  \
    for (int I = 0; I < 4; ++I)                                                \
      D[threadIdx.x * 4 + I] = d[I];                                           \
  }                                                                            \
  static void NAME(const Lane *Lanes, Where W, float *D) {                     \
    NAME##Kernel<<<1, 32>>>(Lanes, W, D);                                      \
  }
#define PAIR(A, B)                                                             \
  KERNEL(plain_##A##_##B, "mma.sync.aligned.m16n8k32.row.col.kind::f8f6f4.f32." #A "." #B ".f32 " D4 A4 B2 D4 ";", IN) \
  KERNEL(scaled_##A##_##B,                                                     \
         "mma.sync.aligned.kind::mxf8f6f4.block_scale.scale_vec::1X.m16n8k32.row.col.f32." #A "." #B ".f32.ue8m0 " D4 A4 B2 D4 \
         "{%13}, {%14,%15}, {%16}, {%17,%18};", IN, SCALED)                    \
  __global__ void half_##A##_##B##Kernel(const Lane *Lanes, float *D) {        \
    const Lane L = Lanes[threadIdx.x];                                         \
    U d[2] = {0x42004200, 0x42004200};                                         \
    asm volatile("mma.sync.aligned.kind::f8f6f4.m16n8k32.row.col.f16." #A "." #B ".f16 {%0,%1}, {%2,%3,%4,%5}, {%6,%7}, {%0,%1};" \
                 : "+r"(d[0]), "+r"(d[1]) : IN);                               \
    for (int I = 0; I < 4; ++I) {                                              \
      float F;                                                                 \
      H Bits = d[I / 2] >> 16 * (I % 2);                                       \
      asm("cvt.f32.f16 %0, %1;" : "=f"(F) : "h"(Bits));                        \
      D[threadIdx.x * 4 + I] = F;                                              \
    }                                                                          \
  }                                                                            \
  static void half_##A##_##B(const Lane *Lanes, Where, float *D) { half_##A##_##B##Kernel<<<1, 32>>>(Lanes, D); }
#define ROW(DO, A) DO(A, e4m3) DO(A, e5m2) DO(A, e3m2) DO(A, e2m3) DO(A, e2m1)
#define ALL(DO) ROW(DO, e4m3) ROW(DO, e5m2) ROW(DO, e3m2) ROW(DO, e2m3) ROW(DO, e2m1)
ALL(PAIR)
KERNEL(unspecified, "mma.sync.aligned.m16n8k32.row.col.kind::mxf8f6f4.block_scale.f32.e2m1.e5m2.f32.ue8m0 " D4 A4 B2 D4
       "%13, {%14,%15}, %16, {%17,%18};", IN, SCALED)
KERNEL(sparseSmall, "mma.sp::ordered_metadata.sync.aligned.m16n8k64.row.col.kind::f8f6f4.f32.e3m2.e2m1.f32 " D4 A4 B4 D4 "%12, 0;", IN)
KERNEL(sparseScaled,
       "mma.sync.aligned.kind::mxf8f6f4.sp::ordered_metadata.block_scale.scale_vec::1X.m16n8k64.row.col.f32.e2m1.e4m3.f32.ue8m0 "
       D4 A4 B4 D4 "{%12}, 0x0, {%13}, {%14,%15}, {%16}, {%17,%18};", IN, SCALED)
#define PACKED "mma.sync.aligned.m16n8k64.row.col."
#define FOUR ".f32.e2m1.e2m1.f32."
#define TAIL " " D4 A4 B2 D4 "{%13}, {%14,%15}, {%16}, {%17,%18};"
#define SPARSE_TAIL " " D4 A4 B4 D4 "%12, 0, %13, {%14,%15}, %16, {%17,%18};"
KERNEL(mxf4, PACKED "kind::mxf4.block_scale.scale_vec::2X" FOUR "ue8m0" TAIL, IN, SCALED)
KERNEL(mxf4Unspecified, PACKED "kind::mxf4.block_scale" FOUR "ue8m0" TAIL, IN, SCALED)
KERNEL(nvf4, PACKED "kind::mxf4nvf4.block_scale.scale_vec::2X" FOUR "ue8m0" TAIL, IN, SCALED)
KERNEL(nvf4Fine, PACKED "kind::mxf4nvf4.block_scale.scale_vec::4X" FOUR "ue4m3" TAIL, IN, SCALED)
#undef PACKED
#define PACKED "mma.sp::ordered_metadata.sync.aligned.m16n8k128.row.col."
KERNEL(sparseMxf4, PACKED "kind::mxf4.block_scale.scale_vec::2X" FOUR "ue8m0" SPARSE_TAIL, IN, SCALED)
KERNEL(sparseFine, PACKED "kind::mxf4nvf4.block_scale.scale_vec::4X" FOUR "ue4m3" SPARSE_TAIL, IN, SCALED)

int main() {
#define TEST_PAIR(A, B)                                                        \
  test(#A " " #B, plain_##A##_##B, A, B, 32, false, false, 0, false, false);   \
  test(#A " " #B " half sums", half_##A##_##B, A, B, 32, false, false, 0, false, true); \
  test(#A " " #B " scaled", scaled_##A##_##B, A, B, 32, false, false, 1, false, false);
  ALL(TEST_PAIR)
  test("no size of scales", unspecified, e2m1, e5m2, 32, false, false, 1, false, false);
  test("sparse", sparseSmall, e3m2, e2m1, 64, false, true, 0, false, false);
  test("sparse scaled", sparseScaled, e2m1, e4m3, 64, false, true, 1, false, false);
  test("mxf4", mxf4, e2m1, e2m1, 64, true, false, 2, false, false);
  test("mxf4, no size", mxf4Unspecified, e2m1, e2m1, 64, true, false, 2, false, false);
  test("nvf4", nvf4, e2m1, e2m1, 64, true, false, 2, false, false);
  test("nvf4 ue4m3", nvf4Fine, e2m1, e2m1, 64, true, false, 4, true, false);
  test("sparse mxf4", sparseMxf4, e2m1, e2m1, 128, true, true, 2, false, false);
  test("sparse nvf4", sparseFine, e2m1, e2m1, 128, true, true, 4, true, false);
  return finish();
}
