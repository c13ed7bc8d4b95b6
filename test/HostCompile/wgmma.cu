// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// wgmma: operands in shared memory by rows and by columns, with each swizzle,
// and in registers; types, signs and accumulators. Against exact arithmetic.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=perfclaim:
// CHECK: {{^ok$}}
#include "check.h"
#include "groups.h"
#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

constexpr int M = 64, N = 16, Image = 16384;

#define D8(L) "+" L(d[0]), "+" L(d[1]), "+" L(d[2]), "+" L(d[3]), "+" L(d[4]), \
      "+" L(d[5]), "+" L(d[6]), "+" L(d[7])
#define GROUP(NAME, WORDS, TAIL, L, SUM)                                       \
  struct NAME {                                                                \
    using Sum = SUM;                                                           \
    static __device__ void run(Sum (&d)[8], uint64_t A, uint64_t B,            \
                               const unsigned *, int Scale) {                  \
      asm volatile("{.reg .pred p; setp.ne.b32 p, %10, 0;\n"                   \
                   "wgmma.mma_async.sync.aligned." WORDS                       \
                   " {%0,%1,%2,%3,%4,%5,%6,%7}, %8, %9, p" TAIL ";}"           \
                   : D8(L) : "l"(A), "l"(B), "r"(Scale));                      \
    }                                                                          \
  };
#define F(X) "f"(X)
#define R(X) "r"(X)
GROUP(Half, "m64n16k16.f32.f16.f16", ", 1, 1, 0, 0", F, float)
GROUP(HalfTurned, "m64n16k16.f32.f16.f16", ", 1, 1, 1, 1", F, float)
GROUP(HalfNegative, "m64n16k16.f32.f16.f16", ", -1, 1, 0, 1", F, float)
GROUP(Tf, "m64n16k8.f32.tf32.tf32", ", 1, 1", F, float)
GROUP(E4, "m64n16k32.f32.e4m3.e4m3", ", 1, 1", F, float)
GROUP(E45, "m64n16k32.f32.e4m3.e5m2", ", 1, 1", F, float)
GROUP(E54, "m64n16k32.f32.e5m2.e4m3", ", 1, -1", F, float)
GROUP(E55, "m64n16k32.f32.e5m2.e5m2", ", -1, -1", F, float)
GROUP(Brain, "m64n16k16.f32.bf16.bf16", ", 1, 1, 0, 0", F, float)
GROUP(Byte, "m64n16k32.s32.s8.u8", "", R, int)
GROUP(Signed, "m64n16k32.s32.s8.s8", "", R, int)
GROUP(Unsigned, "m64n16k32.s32.u8.u8", "", R, int)
GROUP(Other, "m64n16k32.s32.u8.s8", "", R, int)
GROUP(Most, "m64n16k32.s32.u8.u8.satfinite", "", R, int)
GROUP(Bit, "m64n16k256.s32.b1.b1.and.popc", "", R, int)
/// A in registers.
struct Registers {
  using Sum = float;
  static __device__ void run(Sum (&d)[8], uint64_t, uint64_t B, const unsigned *A, int Scale) {
    asm volatile("{.reg .pred p; setp.ne.b32 p, %13, 0;\n"
                 "wgmma.mma_async.sync.aligned.m64n16k16.f32.f16.f16 "
                 "{%0,%1,%2,%3,%4,%5,%6,%7}, {%8,%9,%10,%11}, %12, p, 1, -1, 0;}"
                 : D8(F) : "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "l"(B), "r"(Scale));
  }
};
/// Sums are halves, two in a register.
#define HALF_SUMS(NAME, WORDS, TAIL)                                           \
  struct NAME {                                                                \
    using Sum = unsigned;                                                      \
    static __device__ void run(Sum (&d)[8], uint64_t A, uint64_t B,            \
                               const unsigned *, int Scale) {                  \
      asm volatile("{.reg .pred p; setp.ne.b32 p, %6, 0;\n"                    \
                   "wgmma.mma_async.sync.aligned." WORDS                       \
                   " {%0,%1,%2,%3}, %4, %5, p, 1, 1" TAIL ";}"                 \
                   : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])            \
                   : "l"(A), "l"(B), "r"(Scale));                              \
    }                                                                          \
  };
HALF_SUMS(HalfSums, "m64n16k16.f16.f16.f16", ", 0, 0")
HALF_SUMS(Half44, "m64n16k32.f16.e4m3.e4m3", "")
HALF_SUMS(Half45, "m64n16k32.f16.e4m3.e5m2", "")
HALF_SUMS(Half54, "m64n16k32.f16.e5m2.e4m3", "")
HALF_SUMS(Half55, "m64n16k32.f16.e5m2.e5m2", "")

template <class Op>
__global__ void run(const char *ImageA, const char *ImageB, uint64_t DescA, uint64_t DescB,
                    const unsigned *Fragments, int Slices, int Advance, int Keep,
                    typename Op::Sum *D) {
  extern __shared__ __align__(1024) char Memory[];
  for (int I = threadIdx.x; I < Image; I += blockDim.x) {
    Memory[I] = ImageA[I];
    Memory[Image + I] = ImageB[I];
  }
  __syncthreads();
  auto Encode = [](const void *P) -> uint64_t {
    return ((uint32_t)__cvta_generic_to_shared(P) & 0x3ffff) >> 4;
  };
  typename Op::Sum d[8];
  for (int I = 0; I < 8; ++I)
    d[I] = D[threadIdx.x * 8 + I];
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
  for (int S = 0; S < Slices; ++S)
    Op::run(d, DescA | Encode(Memory + S * Advance), DescB | Encode(Memory + Image + S * Advance),
            Fragments + threadIdx.x * 4, Keep || S);
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
  for (int I = 0; I < 8; ++I)
    D[threadIdx.x * 8 + I] = d[I];
}

template <class Op>
void test(const char *Name, Encode *EncodeA, Encode *EncodeB, int Bytes, int SpanA, int SpanB, bool TurnA, bool TurnB,
          int SignA, int SignB, int Slices, int Keep, bool UnsignedA = false, bool UnsignedB = false,
          int Start = 2, bool Saturates = false) {
  const bool Halves = std::is_same<typename Op::Sum, unsigned>::value;
  const int K = 32 / Bytes, Whole = K * Slices;
  std::vector<int> A(M * Whole), B(N * Whole);
  for (int &V : A) V = UnsignedA ? draw() & 255 : draw();
  for (int &V : B) V = UnsignedB ? draw() & 255 : draw();
  Buffer<char> ImageA(Image), ImageB(Image);
  // Far enough that nothing overlaps.
  const unsigned LeadA = TurnA ? (SpanA == 16 ? 2048 : 4096) : 4096, LeadB = TurnB ? 1024 : 2048;
  const unsigned StrideA = TurnA ? (SpanA == 16 ? 128 : 8 * SpanA) : 8 * SpanA,
                 StrideB = TurnB ? (SpanB == 16 ? 128 : 8 * SpanB) : 8 * SpanB;
  for (int Row = 0; Row < M; ++Row)
    for (int I = 0; I < Whole; ++I) {
      unsigned Bits = EncodeA(A[Row * Whole + I]);
      memcpy(&ImageA[0] + (TurnA ? byColumns(Row, I, SpanA, LeadA, StrideA) : byRows(Row, I * Bytes, SpanA, LeadA)),
             &Bits, Bytes);
      if (Row >= N) continue;
      Bits = EncodeB(B[Row * Whole + I]);
      memcpy(&ImageB[0] + (TurnB ? byColumns(Row, I, SpanB, LeadB, StrideB) : byRows(Row, I * Bytes, SpanB, LeadB)),
             &Bits, Bytes);
    }
  Buffer<unsigned> Fragments(128 * 4);
  Buffer<typename Op::Sum> D(128 * 8);
  auto RowOf = [](int T, int I) { return T / 32 * 16 + T % 32 / 4 + I / 2 % 2 * 8; };
  auto ColumnOf = [](int T, int I) { return I / 4 * 8 + T % 4 * 2 + I % 2; };
  for (int T = 0; T < 128; ++T)
    for (int I = 0; I < 8; ++I) {
      int Row = T / 32 * 16 + T % 32 / 4 + I / 2 % 2 * 8, Column = T % 4 * 2 + I % 2 + I / 4 * 8;
      Fragments[T * 4 + I / 2] |= (EncodeA(A[Row * Whole + Column % Whole]) & 0xffff) << 16 * (I % 2);
      D[T * 8 + I] = Halves ? 0x4000u * 0x10001u : Start; // 2 in each half.
    }
  ImageA.up(); ImageB.up(); Fragments.up(); D.up();
  CUDA(cudaFuncSetAttribute(run<Op>, cudaFuncAttributeMaxDynamicSharedMemorySize, 2 * Image));
  run<Op><<<1, 128, 2 * Image>>>(ImageA.Device, ImageB.Device, describe(LeadA, StrideA, SpanA),
                                 describe(LeadB, StrideB, SpanB), Fragments.Device, Slices, 32, Keep, D.Device);
  D.down();
  for (int T = 0; T < 128; ++T)
    for (int I = 0; I < 8; ++I) {
      int64_t Sum = Keep ? Start : 0;
      for (int J = 0; J < Whole; ++J)
        Sum += (int64_t)SignA * SignB * A[RowOf(T, I) * Whole + J] * B[ColumnOf(T, I) * Whole + J];
      if (Saturates)
        Sum = std::min<int64_t>(Sum, 2147483647);
      double Got = D[T * 8 + I];
      if (Halves)
        Got = __half2float(__ushort_as_half((unsigned)D[T * 8 + I / 2] >> 16 * (I % 2)));
      if (Got != Sum && ++Failures < 10)
        printf("%s: thread %d element %d is %g and not %g\n", Name, T, I, Got, (double)Sum);
    }
}

/// Bits that both have, by rows of 32 bytes.
static void testBits() {
  Buffer<char> ImageA(Image), ImageB(Image);
  Buffer<unsigned> Fragments(128 * 4);
  Buffer<int> D(128 * 8);
  for (int I = 0; I < M * 32; ++I)
    ImageA[I] = (char)(draw() << 4 ^ draw());
  for (int I = 0; I < N * 32; ++I)
    ImageB[I] = (char)(draw() << 4 ^ draw());
  for (int I = 0; I < 128 * 8; ++I)
    D[I] = I;
  ImageA.up(); ImageB.up(); D.up();
  CUDA(cudaFuncSetAttribute(run<Bit>, cudaFuncAttributeMaxDynamicSharedMemorySize, 2 * Image));
  run<Bit><<<1, 128, 2 * Image>>>(ImageA.Device, ImageB.Device, describe(0, 256, 32), describe(0, 256, 32), Fragments.Device,
                                  1, 32, 1, D.Device);
  D.down();
  for (int T = 0; T < 128; ++T)
    for (int I = 0; I < 8; ++I) {
      const int Row = T / 32 * 16 + T % 32 / 4 + I / 2 % 2 * 8, Column = I / 4 * 8 + T % 4 * 2 + I % 2;
      int Sum = T * 8 + I;
      for (int K = 0; K < 32; ++K)
        Sum += __builtin_popcount(ImageA[byRows(Row, K, 32, 0)] & ImageB[byRows(Column, K, 32, 0)] & 255);
      EXPECT(D[T * 8 + I] == Sum);
    }
}

int main() {
  test<Half>("plain", f16, f16, 2, 16, 16, false, false, 1, 1, 1, 1);
  test<Half>("32", f16, f16, 2, 32, 32, false, false, 1, 1, 1, 0);
  test<Half>("64", f16, f16, 2, 64, 64, false, false, 1, 1, 2, 1);
  test<Half>("128", f16, f16, 2, 128, 128, false, false, 1, 1, 4, 0);
  test<HalfTurned>("turned", f16, f16, 2, 16, 16, true, true, 1, 1, 1, 1);
  test<HalfTurned>("turned 32", f16, f16, 2, 32, 32, true, true, 1, 1, 1, 1);
  test<HalfTurned>("turned 64", f16, f16, 2, 64, 32, true, true, 1, 1, 1, 1);
  test<HalfTurned>("turned 128", f16, f16, 2, 128, 32, true, true, 1, 1, 1, 0);
  test<HalfNegative>("negative", f16, f16, 2, 128, 32, false, true, -1, 1, 1, 1);
  test<Registers>("registers", f16, f16, 2, 16, 64, false, false, 1, -1, 1, 1);
  test<HalfSums>("half sums", f16, f16, 2, 128, 128, false, false, 1, 1, 1, 1);
  test<Brain>("bf16", bf16, bf16, 2, 64, 16, false, false, 1, 1, 1, 1);
  test<Tf>("tf32", tf32, tf32, 4, 64, 128, false, false, 1, 1, 2, 1);
  test<E4>("e4m3", e4m3, e4m3, 1, 32, 128, false, false, 1, 1, 1, 1);
  test<E45>("e4m3 e5m2", e4m3, e5m2, 1, 32, 128, false, false, 1, 1, 1, 1);
  test<E54>("e5m2 e4m3", e5m2, e4m3, 1, 64, 32, false, false, 1, -1, 1, 1);
  test<E55>("e5m2", e5m2, e5m2, 1, 128, 128, false, false, -1, -1, 1, 0);
  test<Half44>("e4m3, half sums", e4m3, e4m3, 1, 128, 128, false, false, 1, 1, 1, 1);
  test<Half45>("e4m3 e5m2, half sums", e4m3, e5m2, 1, 16, 128, false, false, 1, 1, 1, 1);
  test<Half54>("e5m2 e4m3, half sums", e5m2, e4m3, 1, 128, 64, false, false, 1, 1, 1, 1);
  test<Half55>("e5m2, half sums", e5m2, e5m2, 1, 32, 32, false, false, 1, 1, 1, 1);
  test<Byte>("s8 u8", byte, byte, 1, 128, 16, false, false, 1, 1, 1, 1, false, true);
  test<Signed>("s8 s8", byte, byte, 1, 32, 16, false, false, 1, 1, 1, 1);
  test<Unsigned>("u8 u8", byte, byte, 1, 64, 128, false, false, 1, 1, 1, 1, true, true);
  test<Other>("u8 s8", byte, byte, 1, 128, 64, false, false, 1, 1, 1, 0, true, false);
  test<Most>("satfinite", byte, byte, 1, 128, 128, false, false, 1, 1, 1, 1, true, true, 2147483647 - 300000, true);
  testBits();
  return finish();
}
