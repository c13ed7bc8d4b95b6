// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mma.sp, whose A has half of its elements and metadata that says which, and
// mma.m8n8k4 of halves, four products of quarters of a warp. Against exact
// arithmetic.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cstring>
#include <cuda_fp16.h>
#include <vector>
typedef unsigned U;

static U State = 5;
static int draw(int Range) { return (int)((State = State * 1664525u + 1013904223u) >> 16) % Range; }
static U bitsOf(int V, int Bits) {
  if (Bits == 32) { float F = V; U B; memcpy(&B, &F, 4); return B; }
  if (Bits == 16) return __half_as_ushort(__float2half(V));
  return V & ((1u << Bits) - 1);
}

//===-- Sparse --===
#define SPARSE_AS(SP, NAME, WORDS, A, B, META, L, SUM)                         \
  struct NAME {                                                                \
    using Sum = SUM;                                                           \
    static __device__ void run(SUM (&d)[4], const U *a, const U *b, U e) {     \
      asm volatile("mma." SP ".sync.aligned." WORDS                            \
                   " {%0,%1,%2,%3}, " A ", " B ", {%0,%1,%2,%3}, %12, " META ";" \
                   : "+" L(d[0]), "+" L(d[1]), "+" L(d[2]), "+" L(d[3])        \
                   : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]),    \
                     "r"(b[1]), "r"(b[2]), "r"(b[3]), "r"(e));                 \
    }                                                                          \
  };
#define SPARSE(...) SPARSE_AS("sp::ordered_metadata", __VA_ARGS__)
#define A2 "{%4,%5}"
#define A4 "{%4,%5,%6,%7}"
#define B2 "{%8,%9}"
#define B4 "{%8,%9,%10,%11}"
#define F "f"
#define R "r"
SPARSE(Half16, "m16n8k16.row.col.f32.f16.f16.f32", A2, B2, "2", F, float)
SPARSE_AS("sp", Plain16, "m16n8k16.row.col.f32.f16.f16.f32", A2, B2, "0", F, float)
SPARSE(Half32, "m16n8k32.row.col.f32.f16.f16.f32", A4, B4, "0x1", F, float)
SPARSE(Tf16, "m16n8k16.row.col.f32.tf32.tf32.f32", A4, B4, "0", F, float)
SPARSE(Byte32, "m16n8k32.row.col.s32.s8.s8.s32", A2, B2, "1", R, int)
SPARSE(Byte64, "m16n8k64.row.col.s32.s8.s8.s32", A4, B4, "0", R, int)
SPARSE(Nib64, "m16n8k64.row.col.s32.s4.s4.s32", A2, B2, "0", R, int)

template <class Op> __global__ void sparse(const U *A, const U *B, const U *E, typename Op::Sum *D) {
  int T = threadIdx.x;
  typename Op::Sum d[4] = {1, 1, 1, 1};
  Op::run(d, A + T * 4, B + T * 4, E[T]);
  for (int I = 0; I < 4; ++I)
    D[T * 4 + I] = d[I];
}
/// Groups of elements, of which units of \p Unit elements are kept: two of four,
/// or one of two floats. \p ByRow: a lane's metadata is of one row.
template <class Op> void testSparse(const char *Name, int K, int Bits, int Selector) {
  const int Unit = Bits == 4 ? 2 : 1, Group = Bits == 32 ? 2 : 4 * Unit, Kept = Group / 2;
  const int Groups = K / Group, Stored = K / 2, P = 32 / Bits;
  std::vector<int> A(16 * K), Packed(16 * Stored), B(8 * K);
  std::vector<U> Meta(16 * Groups);
  for (int &V : B) V = draw(15) - 7;
  for (int Row = 0; Row < 16; ++Row)
    for (int G = 0; G < Groups; ++G) {
      int First = draw(Bits == 32 ? 2 : 3), Second = First + 1 + (First < 2 ? draw(3 - First) : 0);
      Meta[Row * Groups + G] = Bits == 32 ? (First ? 0xe : 0x4) : First | Second << 2;
      for (int I = 0; I < Kept; ++I) {
        int V = draw(15) - 7, Index = I / Unit ? Second : First;
        Packed[Row * Stored + G * Kept + I] = V;
        A[Row * K + G * Group + Index * Unit + I % Unit] = V;
      }
    }
  Buffer<U> Ra(32 * 4), Rb(32 * 4), Re(32);
  for (int T = 0; T < 32; ++T) {
    for (int I = 0; I < 16 * Stored / 32; ++I) {
      int Reg = I / P, Row = T / 4 + Reg % 2 * 8, Column = T % 4 * P + I % P + Reg / 2 * 4 * P;
      Ra[T * 4 + Reg] |= bitsOf(Packed[Row * Stored + Column], Bits) << I % P * Bits % 32;
    }
    for (int I = 0; I < 8 * K / 32; ++I) {
      int Reg = I / P, Row = T % 4 * P + I % P + Reg * 4 * P;
      Rb[T * 4 + Reg] |= bitsOf(B[T / 4 * K + Row], Bits) << I % P * Bits % 32;
    }
    Re[T] = 0xdeadbeef; // Of lanes that are not asked.
  }
  for (int Row = 0; Row < 16; ++Row)
    for (int G = 0; G < Groups; ++G) {
      int Lane, Shift;
      if (Bits >= 16) { // 16 bits of two rows each.
        Lane = Selector * (Groups / 4) + G / 4;
        Shift = Row / 8 * 16 + G % 4 * 4;
      } else { // A word of one row.
        Lane = (Groups == 8 ? 2 * Selector : 0) + G / 8 * 2 + Row / 8;
        Shift = G % 8 * 4;
      }
      U &Word = Re[Row % 8 * 4 + Lane];
      Word = (Word & ~(15u << Shift)) | Meta[Row * Groups + G] << Shift;
    }
  Buffer<typename Op::Sum> D(128);
  Ra.up(); Rb.up(); Re.up();
  sparse<Op><<<1, 32>>>(Ra.Device, Rb.Device, Re.Device, D.Device);
  D.down();
  for (int T = 0; T < 32; ++T)
    for (int I = 0; I < 4; ++I) {
      int Row = T / 4 + I / 2 * 8, Column = T % 4 * 2 + I % 2, Sum = 1;
      for (int J = 0; J < K; ++J)
        Sum += A[Row * K + J] * B[Column * K + J];
      if (D[T * 4 + I] != Sum && ++Failures < 10)
        printf("%s: lane %d element %d is %g and not %d\n", Name, T, I, (double)D[T * 4 + I], Sum);
    }
}

//===-- Quarters --===
#define QUARTERS(NAME, A, B)                                                   \
  __global__ void NAME(const U *a, const U *b, float *D) {                     \
    int T = threadIdx.x;                                                       \
    float d[8];                                                                \
    for (float &X : d)                                                         \
      X = 3;                                                                   \
    asm volatile("mma.sync.aligned.m8n8k4." A "." B ".f32.f16.f16.f32 "        \
                 "{%0,%1,%2,%3,%4,%5,%6,%7}, {%8,%9}, {%10,%11}, "             \
                 "{%0,%1,%2,%3,%4,%5,%6,%7};"                                  \
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]), "+f"(d[4]), \
                   "+f"(d[5]), "+f"(d[6]), "+f"(d[7])                          \
                 : "r"(a[2 * T]), "r"(a[2 * T + 1]), "r"(b[2 * T]),            \
                   "r"(b[2 * T + 1]));                                         \
    for (int I = 0; I < 8; ++I)                                                \
      D[8 * T + I] = d[I];                                                     \
  }
QUARTERS(rowRow, "row", "row")
QUARTERS(rowCol, "row", "col")
QUARTERS(colRow, "col", "row")
QUARTERS(colCol, "col", "col")
__global__ void halves(const U *a, const U *b, U *D) {
  int T = threadIdx.x;
  U d[4], Zero = 0;
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f16.f16.f16.f16 {%0,%1,%2,%3}, {%4,%5}, {%6,%7}, {%8,%8,%8,%8};"
               : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
               : "r"(a[2 * T]), "r"(a[2 * T + 1]), "r"(b[2 * T]), "r"(b[2 * T + 1]), "r"(Zero));
  for (int I = 0; I < 4; ++I)
    D[4 * T + I] = d[I];
}
static void testQuarters() {
  // [product][row of A, column of B][k]
  int A[4][8][4], B[4][8][4];
  for (auto &P : A) for (auto &Row : P) for (int &V : Row) V = draw(15) - 7;
  for (auto &P : B) for (auto &Row : P) for (int &V : Row) V = draw(15) - 7;
  Buffer<float> D(256);
  Buffer<U> Halves(128);
  for (int Way = 0; Way < 4; ++Way) {
    const bool ColA = Way & 2, ColB = Way & 1;
    Buffer<U> Ra(64), Rb(64);
    for (int T = 0; T < 32; ++T)
      for (int I = 0; I < 4; ++I) {
        int Q = T % 16 / 4, Upper = T / 16 * 4, L = T % 4;
        int Va = ColA ? A[Q][I + Upper][L] : A[Q][L + Upper][I];
        int Vb = ColB ? B[Q][L + Upper][I] : B[Q][I + Upper][L];
        Ra[2 * T + I / 2] |= bitsOf(Va, 16) << 16 * (I % 2);
        Rb[2 * T + I / 2] |= bitsOf(Vb, 16) << 16 * (I % 2);
      }
    Ra.up(); Rb.up();
    (Way == 0 ? rowRow : Way == 1 ? rowCol : Way == 2 ? colRow : colCol)<<<1, 32>>>(Ra.Device, Rb.Device, D.Device);
    D.down();
    auto Product = [&](int Q, int Row, int Column) {
      int Sum = 0;
      for (int K = 0; K < 4; ++K)
        Sum += A[Q][Row][K] * B[Q][Column][K];
      return Sum;
    };
    for (int T = 0; T < 32; ++T)
      for (int I = 0; I < 8; ++I) {
        int Row = (T & 1) + (I & 2) + T / 16 * 4, Column = (I & 4) + (T & 2) + (I & 1);
        EXPECT(D[8 * T + I] == 3 + Product(T % 16 / 4, Row, Column));
      }
    if (Way != 1)
      continue;
    halves<<<1, 32>>>(Ra.Device, Rb.Device, Halves.Device);
    Halves.down();
    for (int T = 0; T < 32; ++T)
      for (int I = 0; I < 8; ++I)
        EXPECT((Halves[4 * T + I / 2] >> 16 * (I % 2) & 0xffff) ==
               (bitsOf(Product(T % 16 / 4, T % 4 + T / 16 * 4, I), 16) & 0xffff));
  }
}

int main() {
  testSparse<Half16>("f16 k16", 16, 16, 2);
  testSparse<Plain16>("f16 k16, any order", 16, 16, 0);
  testSparse<Half32>("f16 k32", 32, 16, 1);
  testSparse<Tf16>("tf32 k16", 16, 32, 0);
  testSparse<Byte32>("s8 k32", 32, 8, 1);
  testSparse<Byte64>("s8 k64", 64, 8, 0);
  testSparse<Nib64>("s4 k64", 64, 4, 0);
  testQuarters();
  return finish();
}
