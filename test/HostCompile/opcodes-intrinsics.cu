// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Intrinsics of LLVM that Clang has no builtin for or that it makes of other
// text, called by their names: barriers, shuffles and votes of old and new
// kinds, loads, places in a cluster, products of doubles.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cstdint>
typedef unsigned U;
typedef uint64_t U64;
#define SPACE(N, T) __attribute__((address_space(N))) T *
/// A function of the device that is the intrinsic.
#define INTRINSIC(RESULT, NAME, PARAMETERS, TEXT)                              \
  extern "C" __device__ __attribute__((convergent)) RESULT NAME PARAMETERS __asm__("llvm.nvvm." TEXT);

//===-- Lanes --------------------------------------------------------------===//

template <class T> struct Both {
  T Value;
  bool Inside;
};
#define SHUFFLES(MODE)                                                         \
  INTRINSIC(int, MODE##I, (int, int, int), "shfl." #MODE ".i32")               \
  INTRINSIC(float, MODE##F, (float, int, int), "shfl." #MODE ".f32")           \
  INTRINSIC(Both<int>, MODE##IP, (int, int, int), "shfl." #MODE ".i32p")       \
  INTRINSIC(Both<float>, MODE##FP, (float, int, int), "shfl." #MODE ".f32p")   \
  INTRINSIC(Both<int>, MODE##SyncIP, (int, int, int, int), "shfl.sync." #MODE ".i32p") \
  INTRINSIC(Both<float>, MODE##SyncFP, (int, float, int, int), "shfl.sync." #MODE ".f32p")
SHUFFLES(idx)
SHUFFLES(up)
SHUFFLES(down)
SHUFFLES(bfly)
INTRINSIC(bool, voteAll, (bool), "vote.all")
INTRINSIC(bool, voteAny, (bool), "vote.any")
INTRINSIC(bool, voteUni, (bool), "vote.uni")
INTRINSIC(int, voteBallot, (bool), "vote.ballot")
struct Lane {
  int I[4], IP[4], IS[4];
  float F[4], FP[4], FS[4];
  bool InI[4], InF[4], InIS[4], InFS[4];
  int Votes[6], Size;
};
__global__ void lanes(Lane *Out) {
  const int L = threadIdx.x;
  Lane &O = Out[L];
#define SHUFFLE(AT, MODE, BY, CLAMP)                                           \
  {                                                                            \
    O.I[AT] = MODE##I(L * 3, BY, CLAMP);                                       \
    O.F[AT] = MODE##F(L * 0.5f, BY, CLAMP);                                    \
    Both<int> A = MODE##IP(L * 5, BY, CLAMP), B = MODE##SyncIP(-1, L * 7, BY, CLAMP); \
    Both<float> C = MODE##FP(L * 0.25f, BY, CLAMP), D = MODE##SyncFP(-1, L * 0.125f, BY, CLAMP); \
    O.IP[AT] = A.Value, O.IS[AT] = B.Value, O.FP[AT] = C.Value, O.FS[AT] = D.Value; \
    O.InI[AT] = A.Inside, O.InIS[AT] = B.Inside, O.InF[AT] = C.Inside, O.InFS[AT] = D.Inside; \
  }
  SHUFFLE(0, idx, 35, 31)
  SHUFFLE(1, up, 3, 0)
  SHUFFLE(2, down, 3, 31)
  SHUFFLE(3, bfly, 40, 31)
  O.Votes[0] = voteAll(L < 31);
  O.Votes[1] = voteAll(L < 32);
  O.Votes[2] = voteAny(L == 31);
  O.Votes[3] = voteUni(L < 40);
  O.Votes[4] = voteUni(L < 10);
  O.Votes[5] = voteBallot(L % 3 == 0);
  asm volatile("mov.u32 %0, %%warpsize;" : "=r"(O.Size));
}
static void testLanes() {
  Buffer<Lane> Out(32);
  lanes<<<1, 32>>>(Out.Device);
  Out.down();
  for (int L = 0; L < 32; ++L) {
    const Lane &O = Out[L];
    // 35 % 32; 40 % 32 moves to the other half of 16 lanes.
    const int From[] = {3, L < 3 ? L : L - 3, L > 28 ? L : L + 3, L ^ 8};
    const bool Inside[] = {true, L >= 3, L <= 28, true};
    for (int I = 0; I < 4; ++I) {
      EXPECT(O.I[I] == From[I] * 3 && O.IP[I] == From[I] * 5 && O.IS[I] == From[I] * 7);
      EXPECT(O.F[I] == From[I] * 0.5f && O.FP[I] == From[I] * 0.25f && O.FS[I] == From[I] * 0.125f);
      EXPECT(O.InI[I] == Inside[I] && O.InF[I] == Inside[I] && O.InIS[I] == Inside[I] && O.InFS[I] == Inside[I]);
    }
    EXPECT(O.Votes[0] == 0 && O.Votes[1] == 1 && O.Votes[2] == 1 && O.Votes[3] == 1 && O.Votes[4] == 0);
    EXPECT(O.Votes[5] == 0x49249249 && O.Size == 32);
  }
}

//===-- Blocks -------------------------------------------------------------===//

INTRINSIC(void, syncAligned, (int, int), "barrier.cta.sync.aligned.count")
INTRINSIC(void, arriveAligned, (int, int), "barrier.cta.arrive.aligned.count")
INTRINSIC(void, arrive, (int, int), "barrier.cta.arrive.count")
#define REDUCTIONS(HOW, RESULT)                                                \
  INTRINSIC(RESULT, HOW##All, (int, bool), "barrier.cta.red." #HOW ".all")     \
  INTRINSIC(RESULT, HOW##Count, (int, int, bool), "barrier.cta.red." #HOW ".count") \
  INTRINSIC(RESULT, HOW##Aligned, (int, int, bool), "barrier.cta.red." #HOW ".aligned.count")
REDUCTIONS(and, bool)
REDUCTIONS(or, bool)
REDUCTIONS(popc, int)
__global__ void block(U *Out) {
  __shared__ U Words[96];
  const U T = threadIdx.x;
  U *O = Out + T * 16;
  Words[T] = T * T;
  syncAligned(1, 96);
  O[0] = Words[95 - T];
  O[1] = andAll(2, T < 95) + 2 * andAll(2, T < 96);
  O[2] = orAll(2, T == 95) + 2 * orAll(2, T == 96);
  O[3] = popcAll(2, T % 5 == 0);
  // Two warps of three.
  if (T < 64) {
    O[4] = andCount(3, 64, T < 63) + 2 * andCount(3, 64, T < 64);
    O[5] = orCount(3, 64, T == 63) + 2 * orCount(3, 64, T == 64);
    O[6] = popcCount(3, 64, T % 5 == 0);
    O[7] = andAligned(4, 64, T < 63) + 2 * andAligned(4, 64, T < 64);
    O[8] = orAligned(4, 64, T == 63) + 2 * orAligned(4, 64, T == 64);
    O[9] = popcAligned(4, 64, T % 7 == 0);
  }
  // The last warp says twice that it has written, and does not wait.
  if (T >= 64) {
    Words[T] = T + 1000;
    arriveAligned(5, 96);
    Words[T - 64] = T + 2000;
    arrive(6, 96);
  } else {
    syncAligned(5, 96);
    O[10] = Words[64 + T % 32];
    syncAligned(6, 96);
    O[11] = Words[T % 32];
  }
}
static void testBlock() {
  Buffer<U> Out(96 * 16);
  block<<<1, 96>>>(Out.Device);
  Out.down();
  for (U T = 0; T < 96; ++T) {
    const U *O = &Out[T * 16];
    EXPECT(O[0] == (95 - T) * (95 - T) && O[1] == 2 && O[2] == 1 && O[3] == 20);
    if (T < 64) {
      EXPECT(O[4] == 2 && O[5] == 1 && O[6] == 13 && O[7] == 2 && O[8] == 1 && O[9] == 10);
      EXPECT(O[10] == 1064 + T % 32 && O[11] == 2064 + T % 32);
    }
  }
}

//===-- Memory and clusters ------------------------------------------------===//

INTRINSIC(int, loadWord, (SPACE(1, const int), int), "ldu.global.i.i32.p1")
INTRINSIC(double, loadDouble, (SPACE(1, const double), int), "ldu.global.f.f64.p1")
INTRINSIC(void *, loadPointer, (SPACE(1, void *const), int), "ldu.global.p.p0.p1")
INTRINSIC(U64, textureHandle, (SPACE(1, const U64)), "texsurf.handle.internal.p1")
INTRINSIC(bool, isConst, (const void *), "isspacep.const")
INTRINSIC(bool, isLocal, (const void *), "isspacep.local")
__device__ U64 Bound = 0x123456789abcull;
struct Found {
  int Word, Spaces;
  double Number;
  void *Pointer;
  U64 Handle;
};
__global__ void loads(const int *Words, const double *Numbers, void *const *Pointers, Found *Out, int Not) {
  __shared__ int Shared;
  int Local = Not;
  Out->Word = loadWord((SPACE(1, const int))(Words + 3), 4);
  Out->Number = loadDouble((SPACE(1, const double))(Numbers + 2), 8);
  Out->Pointer = loadPointer((SPACE(1, void *const))(Pointers + 1), 8);
  Out->Handle = textureHandle((SPACE(1, const U64))&Bound);
  // Which one it is, is not known before it runs.
  const void *Places[] = {&Local, Words, &Shared};
  int Spaces = 0;
  for (int I = 0; I < 3; ++I)
    Spaces |= (isLocal(Places[(I + Not) % 3]) + 2 * isConst(Places[(I + Not) % 3])) << 2 * I;
  Out->Spaces = Spaces;
}
INTRINSIC(void, clusterArrive, (), "barrier.cluster.arrive.aligned")
INTRINSIC(void, clusterRelaxed, (), "barrier.cluster.arrive.relaxed")
INTRINSIC(void, clusterBoth, (), "barrier.cluster.arrive.relaxed.aligned")
INTRINSIC(void, clusterWait, (), "barrier.cluster.wait.aligned")
INTRINSIC(int, rankOf, (void *), "getctarank")
INTRINSIC(int, rankOfShared, (SPACE(7, void)), "getctarank.shared.cluster")
INTRINSIC(SPACE(7, void), mapShared, (SPACE(3, void), int), "mapa.shared.cluster")
/// Each block writes to the next, three times.
__global__ void __cluster_dims__(4, 1, 1) ring(int *Out) {
  __shared__ int Words[3];
  const int Rank = blockIdx.x % 4, Next = (Rank + 1) % 4;
  SPACE(7, int) There = (SPACE(7, int))mapShared((SPACE(3, void))Words, Next);
  There[0] = Rank;
  clusterArrive(), clusterWait();
  There[1] = Words[0] + 10;
  clusterRelaxed(), clusterWait();
  There[2] = Words[1] + 10;
  clusterBoth(), clusterWait();
  Out[blockIdx.x * 4] = Words[2];
  Out[blockIdx.x * 4 + 1] = rankOfShared(There);
  Out[blockIdx.x * 4 + 2] = rankOf((void *)There);
  Out[blockIdx.x * 4 + 3] = rankOf(Words);
  clusterArrive(), clusterWait();
}
static void testMemory() {
  Buffer<int> Words(8), Out(32);
  Buffer<double> Numbers(4);
  Buffer<void *> Pointers(2);
  Buffer<Found> F(1);
  Words[3] = -77, Numbers[2] = 2.5, Pointers[1] = &F;
  Words.up(), Numbers.up(), Pointers.up();
  loads<<<1, 1>>>(Words.Device, Numbers.Device, Pointers.Device, F.Device, 0);
  F.down();
  EXPECT(F[0].Word == -77 && F[0].Number == 2.5 && F[0].Pointer == &F && F[0].Handle == 0x123456789abcull);
  EXPECT(F[0].Spaces == 1);
  ring<<<8, 1>>>(Out.Device);
  Out.down();
  for (int B = 0; B < 8; ++B) {
    const int Rank = B % 4;
    EXPECT(Out[B * 4] == (Rank + 1) % 4 + 20 && Out[B * 4 + 1] == (Rank + 1) % 4);
    EXPECT(Out[B * 4 + 2] == (Rank + 1) % 4 && Out[B * 4 + 3] == Rank);
  }
}

//===-- Doubles ------------------------------------------------------------===//

struct Pair {
  double X, Y;
};
INTRINSIC(Pair, rowRow, (double, double, double, double), "wmma.m8n8k4.mma.row.row.rn.f64")
INTRINSIC(Pair, rowCol, (double, double, double, double), "wmma.m8n8k4.mma.row.col.rn.f64")
INTRINSIC(Pair, colRow, (double, double, double, double), "wmma.m8n8k4.mma.col.row.rn.f64")
INTRINSIC(Pair, colCol, (double, double, double, double), "wmma.m8n8k4.mma.col.col.rn.f64")
/// A by columns has its rows behind each other, B by rows has its columns.
template <int Order> __global__ void doubles(const double *A, const double *B, const double *C, double *D) {
  double a, b, c[2];
  __dmma_m8n8k4_ld_a(&a, A, Order / 2 ? 8 : 4, Order / 2);
  __dmma_m8n8k4_ld_b(&b, B, Order % 2 ? 4 : 8, Order % 2);
  __dmma_m8n8k4_ld_c(c, C, 8, 0);
  Pair P = Order == 0   ? rowRow(a, b, c[0], c[1])
           : Order == 1 ? rowCol(a, b, c[0], c[1])
           : Order == 2 ? colRow(a, b, c[0], c[1])
                        : colCol(a, b, c[0], c[1]);
  c[0] = P.X, c[1] = P.Y;
  __dmma_m8n8k4_st_c_f64(D, c, 8, 0);
}
template <int Order> void testDoubles() {
  Buffer<double> A(32), B(32), C(64), D(64);
  for (int I = 0; I < 32; ++I)
    A[I] = 1.0 / (I + 3), B[I] = 1.0 / (I + 40);
  for (int I = 0; I < 64; ++I)
    C[I] = I / 7.0;
  A.up(), B.up(), C.up();
  doubles<Order><<<1, 32>>>(A.Device, B.Device, C.Device, D.Device);
  D.down();
  for (int R = 0; R < 8; ++R)
    for (int Q = 0; Q < 8; ++Q) {
      double Sum = C[R * 8 + Q];
      for (int I = 0; I < 4; ++I)
        Sum = fma(A[Order / 2 ? I * 8 + R : R * 4 + I], B[Order % 2 ? Q * 4 + I : I * 8 + Q], Sum);
      EXPECT(D[R * 8 + Q] == Sum);
    }
}
int main() {
  testLanes();
  testBlock();
  testMemory();
  testDoubles<0>(), testDoubles<1>(), testDoubles<2>(), testDoubles<3>();
  return finish();
}
