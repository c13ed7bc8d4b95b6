// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// wgmma.sp: A has half of its elements, in shared memory or in registers, and
// metadata that says which. Against exact arithmetic on the whole matrix.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "groups.h"
#include <algorithm>
#include <type_traits>
#include <vector>
typedef unsigned U;

constexpr int M = 64, N = 8, Image = 8192;
#define SUMS(L) "+" L(d[0]), "+" L(d[1]), "+" L(d[2]), "+" L(d[3])
/// \p TAIL: signs and directions.
#define MEMORY(NAME, WORDS, SELECTOR, TAIL, L, SUM)                            \
  struct NAME {                                                                \
    using Sum = SUM;                                                           \
    static __device__ void run(SUM (&d)[4], uint64_t A, uint64_t B, const U *, \
                               U Meta, int Keep) {                             \
      asm volatile("{.reg .pred p; setp.ne.b32 p, %7, 0;\n"                    \
                   "wgmma.mma_async.sp.sync.aligned.m64n8" WORDS               \
                   " {%0,%1,%2,%3}, %4, %5, %6, " SELECTOR ", p" TAIL ";}"     \
                   : SUMS(L) : "l"(A), "l"(B), "r"(Meta), "r"(Keep));          \
    }                                                                          \
  };
#define HALVES(NAME, WORDS, SELECTOR, TAIL)                                    \
  struct NAME {                                                                \
    using Sum = U;                                                             \
    static __device__ void run(U (&d)[4], uint64_t A, uint64_t B, const U *,   \
                               U Meta, int Keep) {                             \
      asm volatile("{.reg .pred p; setp.ne.b32 p, %5, 0;\n"                    \
                   "wgmma.mma_async.sp.sync.aligned.m64n8" WORDS               \
                   " {%0,%1}, %2, %3, %4, " SELECTOR ", p" TAIL ";}"           \
                   : "+r"(d[0]), "+r"(d[1])                                    \
                   : "l"(A), "l"(B), "r"(Meta), "r"(Keep));                    \
    }                                                                          \
  };
#define REGISTERS(NAME, WORDS, SELECTOR, TAIL, L, SUM)                         \
  struct NAME {                                                                \
    using Sum = SUM;                                                           \
    static __device__ void run(SUM (&d)[4], uint64_t, uint64_t B, const U *A,  \
                               U Meta, int Keep) {                             \
      asm volatile("{.reg .pred p; setp.ne.b32 p, %10, 0;\n"                   \
                   "wgmma.mma_async.sp.sync.aligned.m64n8" WORDS               \
                   " {%0,%1,%2,%3}, {%4,%5,%6,%7}, %8, %9, " SELECTOR          \
                   ", p" TAIL ";}"                                             \
                   : SUMS(L)                                                   \
                   : "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "l"(B),       \
                     "r"(Meta), "r"(Keep));                                    \
    }                                                                          \
  };
#define L(X) "f"(X)
#define I(X) "r"(X)
MEMORY(Half, "k32.f32.f16.f16", "0", ", 1, 1, 0, 0", L, float)
MEMORY(Half1, "k32.f32.f16.f16", "1", ", 1, 1, 0, 0", L, float)
MEMORY(HalfTurned, "k32.f32.f16.f16", "0", ", 1, -1, 1, 1", L, float)
REGISTERS(HalfRegisters, "k32.f32.f16.f16", "1", ", -1, 1, 0", L, float)
MEMORY(Brain, "k32.f32.bf16.bf16", "0", ", 1, 1, 0, 0", L, float)
HALVES(HalfSums, "k32.f16.f16.f16", "1", ", 1, 1, 0, 0")
MEMORY(Tf, "k16.f32.tf32.tf32", "0", ", 1, 1", L, float)
MEMORY(Tf1, "k16.f32.tf32.tf32", "1", ", 1, 1", L, float)
REGISTERS(TfRegisters, "k16.f32.tf32.tf32", "0", ", 1, 1", L, float)
MEMORY(E44, "k64.f32.e4m3.e4m3", "0", ", 1, 1", L, float)
MEMORY(E45, "k64.f32.e4m3.e5m2", "0", ", 1, 1", L, float)
MEMORY(E54, "k64.f32.e5m2.e4m3", "0", ", 1, 1", L, float)
MEMORY(E55, "k64.f32.e5m2.e5m2", "0", ", 1, 1", L, float)
HALVES(H44, "k64.f16.e4m3.e4m3", "0", ", 1, 1")
HALVES(H45, "k64.f16.e4m3.e5m2", "0", ", 1, 1")
HALVES(H54, "k64.f16.e5m2.e4m3", "0", ", 1, 1")
HALVES(H55, "k64.f16.e5m2.e5m2", "0", ", 1, 1")
MEMORY(SS, "k64.s32.s8.s8", "0", "", I, int)
MEMORY(SU, "k64.s32.s8.u8", "0", "", I, int)
MEMORY(US, "k64.s32.u8.s8", "0", "", I, int)
MEMORY(UU, "k64.s32.u8.u8", "0", "", I, int)
MEMORY(Most, "k64.s32.u8.u8.satfinite", "0", "", I, int)
REGISTERS(ByteRegisters, "k64.s32.s8.s8", "0", "", I, int)
#undef L
#undef I

template <class Op>
__global__ void run(const char *ImageA, const char *ImageB, uint64_t DescA, uint64_t DescB, const U *Fragments,
                    const U *Meta, int Keep, typename Op::Sum *D) {
  extern __shared__ __align__(1024) char Memory[];
  for (int I = threadIdx.x; I < Image; I += blockDim.x) {
    Memory[I] = ImageA[I];
    Memory[Image + I] = ImageB[I];
  }
  __syncthreads();
  auto Encode = [](const void *P) -> uint64_t { return ((uint32_t)__cvta_generic_to_shared(P) & 0x3ffff) >> 4; };
  typename Op::Sum d[4];
  for (int I = 0; I < 4; ++I)
    d[I] = D[threadIdx.x * 4 + I];
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
  Op::run(d, DescA | Encode(Memory), DescB | Encode(Memory + Image), Fragments + threadIdx.x * 4, Meta[threadIdx.x], Keep);
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
  for (int I = 0; I < 4; ++I)
    D[threadIdx.x * 4 + I] = d[I];
}

struct Case {
  const char *Name;
  Encode *EncodeA, *EncodeB;
  int Bytes, SpanA, SpanB;
  int Selector = 0, Sign = 1, Keep = 1;
  bool Turned = false, UnsignedA = false, UnsignedB = false;
  int Start = 2;
  bool Saturates = false;
};

template <class Op> void test(const Case &C) {
  const bool Halves = std::is_same<typename Op::Sum, U>::value;
  const int Stored = 32 / C.Bytes, K = 2 * Stored, Size = C.Bytes == 4 ? 2 : 4, Kept = Size / 2, Groups = K / Size;
  std::vector<int> A(M * K), Packed(M * Stored), B(N * K);
  std::vector<U> Which(M * Groups);
  for (int &V : B) V = C.UnsignedB ? draw() & 255 : draw();
  for (int Row = 0; Row < M; ++Row)
    for (int G = 0; G < Groups; ++G) {
      // The pairs of four that are in order.
      static const int First[] = {0, 0, 0, 1, 1, 2}, Second[] = {1, 2, 3, 2, 3, 3};
      const int Draw = (draw() + 8) % 6, Upper = Draw & 1;
      Which[Row * Groups + G] = C.Bytes == 4 ? (Upper ? 0xe : 0x4) : First[Draw] | Second[Draw] << 2;
      for (int I = 0; I < Kept; ++I) {
        const int V = C.UnsignedA ? draw() & 255 : draw(), At = C.Bytes == 4 ? Upper : I ? Second[Draw] : First[Draw];
        Packed[Row * Stored + G * Kept + I] = V;
        A[Row * K + G * Size + At] = V;
      }
    }
  Buffer<char> ImageA(Image), ImageB(Image);
  const bool Turned = C.Turned;
  const unsigned LeadA = Turned ? (C.SpanA == 16 ? 1024 : 4096) : 2048, LeadB = Turned ? 2048 : 1024;
  const unsigned StrideA = Turned && C.SpanA == 16 ? 128 : 8 * C.SpanA, StrideB = Turned && C.SpanB == 16 ? 128 : 8 * C.SpanB;
  for (int Row = 0; Row < M; ++Row)
    for (int I = 0; I < Stored; ++I) {
      U Bits = C.EncodeA(Packed[Row * Stored + I]);
      memcpy(&ImageA[0] + (Turned ? byColumns(Row, I, C.SpanA, LeadA, StrideA) : byRows(Row, I * C.Bytes, C.SpanA, LeadA)),
             &Bits, C.Bytes);
    }
  for (int Row = 0; Row < N; ++Row)
    for (int I = 0; I < K; ++I) {
      U Bits = C.EncodeB(B[Row * K + I]);
      memcpy(&ImageB[0] + (Turned ? byColumns(Row, I, C.SpanB, LeadB, StrideB) : byRows(Row, I * C.Bytes, C.SpanB, LeadB)),
             &Bits, C.Bytes);
    }
  Buffer<U> Fragments(128 * 4), Meta(128);
  Buffer<typename Op::Sum> D(128 * 4);
  for (int T = 0; T < 128; ++T) {
    const int Top = T / 32 * 16 + T % 32 / 4;
    for (int Word = 0; Word < 4; ++Word)
      for (int I = 0; I < 4 / C.Bytes; ++I) {
        const int Row = Top + Word % 2 * 8, Column = Word / 2 * Stored / 2 + T % 4 * (4 / C.Bytes) + I;
        const U Mask = C.Bytes == 4 ? ~0u : (1u << 8 * C.Bytes) - 1;
        Fragments[T * 4 + Word] |= (C.EncodeA(Packed[Row * Stored + Column]) & Mask) << 8 * C.Bytes * I % 32;
      }
    // 8-bit elements: a lane has 8 groups of one row. Others: two lanes of four
    // have 4 groups of two rows each.
    Meta[T] = 0xdeadbeef;
    if (C.Bytes == 1) {
      Meta[T] = 0;
      for (int G = 0; G < 8; ++G)
        Meta[T] |= Which[(Top + T % 2 * 8) * Groups + T % 4 / 2 * 8 + G] << 4 * G;
    } else if (T % 4 / 2 == C.Selector) {
      Meta[T] = 0;
      for (int G = 0; G < 8; ++G)
        Meta[T] |= Which[(Top + G / 4 * 8) * Groups + T % 2 * 4 + G % 4] << 4 * G;
    }
    for (int I = 0; I < 4; ++I)
      D[T * 4 + I] = Halves ? 0x4000u * 0x10001u : C.Start; // 2 in each half.
  }
  ImageA.up(); ImageB.up(); Fragments.up(); Meta.up(); D.up();
  CUDA(cudaFuncSetAttribute(run<Op>, cudaFuncAttributeMaxDynamicSharedMemorySize, 2 * Image));
  run<Op><<<1, 128, 2 * Image>>>(ImageA.Device, ImageB.Device, describe(LeadA, StrideA, C.SpanA),
                                 describe(LeadB, StrideB, C.SpanB), Fragments.Device, Meta.Device, C.Keep, D.Device);
  D.down();
  for (int T = 0; T < 128; ++T)
    for (int I = 0; I < 4; ++I) {
      const int Row = T / 32 * 16 + T % 32 / 4 + I / 2 * 8, Column = T % 4 * 2 + I % 2;
      int64_t Sum = C.Keep ? C.Start : 0;
      for (int J = 0; J < K; ++J)
        Sum += (int64_t)C.Sign * A[Row * K + J] * B[Column * K + J];
      if (C.Saturates)
        Sum = std::min<int64_t>(Sum, 2147483647);
      double Got = D[T * 4 + I];
      if (Halves)
        Got = __half2float(__ushort_as_half((unsigned)D[T * 4 + I / 2] >> 16 * (I % 2)));
      if (Got != Sum && ++Failures < 10)
        printf("%s: thread %d element %d is %g and not %g\n", C.Name, T, I, Got, (double)Sum);
    }
}

int main() {
  test<Half>({"f16", f16, f16, 2, 32, 64});
  test<Half>({"f16 plain", f16, f16, 2, 16, 16, 0, 1, 0});
  test<Half1>({"f16 selector 1", f16, f16, 2, 64, 128, 1});
  test<HalfTurned>({"f16 turned", f16, f16, 2, 128, 16, 0, -1, 1, true});
  test<HalfRegisters>({"f16 registers", f16, f16, 2, 16, 64, 1, -1});
  test<Brain>({"bf16", bf16, bf16, 2, 128, 128});
  test<HalfSums>({"half sums", f16, f16, 2, 32, 64, 1});
  test<Tf>({"tf32", tf32, tf32, 4, 32, 64});
  test<Tf1>({"tf32 selector 1", tf32, tf32, 4, 64, 64, 1});
  test<TfRegisters>({"tf32 registers", tf32, tf32, 4, 16, 128});
  test<E44>({"e4m3", e4m3, e4m3, 1, 32, 64});
  test<E45>({"e4m3 e5m2", e4m3, e5m2, 1, 64, 64});
  test<E54>({"e5m2 e4m3", e5m2, e4m3, 1, 128, 64});
  test<E55>({"e5m2", e5m2, e5m2, 1, 16, 64});
  test<H44>({"e4m3, half sums", e4m3, e4m3, 1, 32, 64});
  test<H45>({"e4m3 e5m2, half sums", e4m3, e5m2, 1, 32, 64});
  test<H54>({"e5m2 e4m3, half sums", e5m2, e4m3, 1, 32, 64});
  test<H55>({"e5m2, half sums", e5m2, e5m2, 1, 32, 64});
  test<SS>({"s8", byte, byte, 1, 32, 64});
  test<SU>({"s8 u8", byte, byte, 1, 64, 128, 0, 1, 1, false, false, true});
  test<US>({"u8 s8", byte, byte, 1, 32, 64, 0, 1, 0, false, true});
  test<UU>({"u8", byte, byte, 1, 128, 16, 0, 1, 1, false, true, true});
  test<Most>({"satfinite", byte, byte, 1, 32, 64, 0, 1, 1, false, true, true, 2147483647 - 300000, true});
  test<ByteRegisters>({"s8 registers", byte, byte, 1, 16, 64});
  return finish();
}
