// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Conversions to 4 and 6 bits, to scales and to TF32, against a search of the
// nearest number; atomics on vectors, asynchronous stores and reductions; blocks
// that ask for the place of another; bytes of a copy that a mask names; tiles of 4
// and 6 bits; the least and largest float of a warp; sums of two types.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>
typedef unsigned U;
typedef unsigned short H;

__global__ void convert(const float *In, U *Out) {
  float X = In[2 * threadIdx.x], Y = In[2 * threadIdx.x + 1];
  U *O = Out + threadIdx.x * 17;
  H Small;
  asm("{.reg .b8 t; cvt.rn.satfinite.e2m1x2.f32 t, %1, %2; cvt.u16.u8 %0, t;}" : "=h"(Small) : "f"(X), "f"(Y));
  O[0] = Small;
  asm("{.reg .b8 t; .reg .u16 w; mov.b16 w, %1; cvt.u8.u16 t, w; cvt.rn.f16x2.e2m1x2 %0, t;}" : "=r"(O[1]) : "h"(Small));
  asm("{.reg .b8 t; cvt.rn.satfinite.relu.e2m1x2.f32 t, %1, %2; cvt.u16.u8 %0, t;}" : "=h"(Small) : "f"(X), "f"(Y));
  O[12] = Small;
  asm("{.reg .b8 t; .reg .u16 w; mov.b16 w, %1; cvt.u8.u16 t, w; cvt.rn.relu.f16x2.e2m1x2 %0, t;}" : "=r"(O[13]) : "h"((H)O[0]));
  asm("cvt.rn.satfinite.relu.e2m3x2.f32 %0, %1, %2;" : "=h"(Small) : "f"(X), "f"(Y));
  O[14] = Small;
  asm("cvt.rn.satfinite.e2m3x2.f32 %0, %1, %2;" : "=h"(Small) : "f"(X), "f"(Y));
  O[2] = Small;
  asm("cvt.rn.f16x2.e2m3x2 %0, %1;" : "=r"(O[3]) : "h"(Small));
  asm("cvt.rn.relu.f16x2.e2m3x2 %0, %1;" : "=r"(O[15]) : "h"(Small));
  asm("cvt.rn.satfinite.e3m2x2.f32 %0, %1, %2;" : "=h"(Small) : "f"(X), "f"(Y));
  asm("cvt.rn.relu.f16x2.e3m2x2 %0, %1;" : "=r"(O[16]) : "h"(Small));
  asm("cvt.rn.satfinite.relu.e3m2x2.f32 %0, %1, %2;" : "=h"(Small) : "f"(X), "f"(Y));
  O[4] = Small;
  asm("cvt.rn.f16x2.e3m2x2 %0, %1;" : "=r"(O[5]) : "h"(Small));
  asm("cvt.rz.satfinite.ue8m0x2.f32 %0, %1, %2;" : "=h"(Small) : "f"(fabsf(X)), "f"(fabsf(Y)));
  O[6] = Small;
  asm("cvt.rn.bf16x2.ue8m0x2 %0, %1;" : "=r"(O[7]) : "h"(Small));
  asm("cvt.rp.satfinite.ue8m0x2.f32 %0, %1, %2;" : "=h"(Small) : "f"(fabsf(X)), "f"(fabsf(Y)));
  O[8] = Small;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(O[9]) : "f"(X));
  asm("cvt.rn.tf32.f32 %0, %1;" : "=r"(O[10]) : "f"(X));
  asm("cvt.rz.relu.tf32.f32 %0, %1;" : "=r"(O[11]) : "f"(X));
}
static double value(U Code, int E, int M) {
  int Power = Code >> M & ((1 << E) - 1), Digits = Code & ((1 << M) - 1), Bias = (1 << (E - 1)) - 1;
  double V = ldexp(Power ? (1 << M) + Digits : Digits, (Power ? Power : 1) - Bias - M);
  return Code >> (E + M) ? -V : V;
}
/// Exactly between two, the even one.
static U nearest(float X, int E, int M) {
  U Codes = 1u << (E + M), Best = 0;
  if (std::isnan(X))
    return Codes - 1;
  double A = std::min<double>(fabs(X), value(Codes - 1, E, M));
  for (U C = 0; C < Codes; ++C) {
    double D = fabs(value(C, E, M) - A), Least = fabs(value(Best, E, M) - A);
    if (D < Least || (D == Least && !(C & 1)))
      Best = C;
  }
  return Best | (std::signbit(X) ? Codes : 0);
}
static float half(U Bits) {
  int E = Bits >> 10 & 31, M = Bits & 1023;
  float V = E ? ldexpf(1024 + M, E - 25) : ldexpf(M, -24);
  return Bits >> 15 ? -V : V;
}
static U bits(float X) { U B; memcpy(&B, &X, 4); return B; }
static void testConversions() {
  std::vector<float> X = {0.f, -0.f, NAN, INFINITY, -INFINITY, 1e-30f, 3e38f, 0.25f, 0.75f, 1.25f, 2.5f, 3.5f, 5.f, 1.f + 1.f / 2048, 1.f + 3.f / 2048};
  for (int I = 0; X.size() < 128; ++I)
    X.push_back((I % 2 ? -1 : 1) * (I * 0.0703125f));
  Buffer<float> In(128);
  Buffer<U> Out(64 * 17);
  std::copy(X.begin(), X.end(), &In[0]);
  In.up();
  convert<<<1, 64>>>(In.Device, Out.Device);
  Out.down();
  for (int T = 0; T < 64; ++T) {
    float A = X[2 * T], B = X[2 * T + 1];
    const U *O = &Out[T * 17];
    auto Relu = [](float V) { return V < 0 ? 0 : V; };
    EXPECT(O[0] == (nearest(A, 2, 1) << 4 | nearest(B, 2, 1)));
    EXPECT(O[2] == (nearest(A, 2, 3) << 8 | nearest(B, 2, 3)));
    EXPECT(O[4] == (nearest(Relu(A), 3, 2) << 8 | nearest(Relu(B), 3, 2)));
    EXPECT(O[12] == (nearest(Relu(A), 2, 1) << 4 | nearest(Relu(B), 2, 1)));
    EXPECT(O[14] == (nearest(Relu(A), 2, 3) << 8 | nearest(Relu(B), 2, 3)));
    EXPECT(half(O[13] >> 16) == Relu(value(O[0] >> 4, 2, 1)) && half(O[13] & 65535) == Relu(value(O[0] & 15, 2, 1)));
    EXPECT(half(O[15] >> 16) == Relu(value(O[2] >> 8, 2, 3)) && half(O[15] & 65535) == Relu(value(O[2] & 255, 2, 3)));
    EXPECT(half(O[16] >> 16) == value(O[4] >> 8, 3, 2) && half(O[16] & 65535) == value(O[4] & 255, 3, 2));
    EXPECT(half(O[1] >> 16) == value(O[0] >> 4, 2, 1) && half(O[1] & 65535) == value(O[0] & 15, 2, 1));
    EXPECT(half(O[3] >> 16) == value(O[2] >> 8, 2, 3) && half(O[3] & 65535) == value(O[2] & 255, 2, 3));
    EXPECT(half(O[5] >> 16) == value(O[4] >> 8, 3, 2) && half(O[5] & 65535) == value(O[4] & 255, 3, 2));
    auto Scale = [](float V, bool Up) -> U {
      if (std::isnan(V)) return 255;
      if (std::isinf(V)) return 254;
      if (V == 0) return 0;
      int E = (int)floor(log2((double)V));
      if (Up && ldexp(1., E) < V) ++E;
      return std::min(std::max(E + 127, 0), 254);
    };
    EXPECT(O[6] == (Scale(fabsf(A), false) << 8 | Scale(fabsf(B), false)));
    EXPECT(O[8] == (Scale(fabsf(A), true) << 8 | Scale(fabsf(B), true)));
    U Low = O[6] & 255;
    EXPECT((O[7] & 65535) == (Low == 255 ? 0x7fff : Low ? Low << 7 : 0x40));
    if (std::isfinite(A) && fabsf(A) < 1e38f) {
      // In units of the last place that stays.
      double Unit = A == 0 ? 1 : ldexp(1., std::max(ilogb(A), -126) - 10), Q = fabs(A) / Unit;
      auto Signed = [&](double V) { return bits((float)std::copysign(V * Unit, A)); };
      EXPECT(O[9] == Signed(floor(Q + 0.5)) && O[10] == Signed(nearbyint(Q)));
      EXPECT(O[11] == (A < 0 ? 0 : Signed(floor(Q))));
    }
  }
}

__global__ void __cluster_dims__(2, 1, 1) exchange(float *Sums, U *Out) {
  __shared__ __align__(16) U Words[8];
  __shared__ uint64_t Barrier;
  U T = threadIdx.x, Rank, There, Bar = (U)__cvta_generic_to_shared(&Barrier), At = (U)__cvta_generic_to_shared(Words);
  asm volatile("mov.u32 %0, %cluster_ctarank;" : "=r"(Rank));
  float Old[4];
  asm volatile("atom.global.add.v4.f32 {%0, %1, %2, %3}, [%4], {%5, %5, %6, %6};"
               : "=f"(Old[0]), "=f"(Old[1]), "=f"(Old[2]), "=f"(Old[3]) : "l"(Sums), "f"(1.f), "f"(2.f) : "memory");
  asm volatile("red.relaxed.gpu.global.add.v2.f32 [%0], {%1, %2};" ::"l"(Sums + 4), "f"(3.f), "f"(Old[0] * 0) : "memory");
  if (T < 8)
    Words[T] = 5;
  if (T == 0)
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1; mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], 28;" ::"r"(Bar));
  asm volatile("barrier.cluster.arrive.aligned; barrier.cluster.wait.aligned;" ::: "memory");
  if (T == 0) {
    U TheirBar;
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(There) : "r"(At), "r"(Rank ^ 1));
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(TheirBar) : "r"(Bar), "r"(Rank ^ 1));
    asm volatile("st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.v4.b32 [%0], {%1, %1, %2, %2}, [%3];"
                 ::"r"(There), "r"(Rank + 10), "r"(7), "r"(TheirBar) : "memory");
    asm volatile("st.async.weak.shared::cluster.mbarrier::complete_tx::bytes.b64 [%0], %1, [%2];"
                 ::"r"(There + 16), "l"(1ull << 32 | 2), "r"(TheirBar) : "memory");
    asm volatile("red.async.relaxed.cluster.shared::cluster.mbarrier::complete_tx::bytes.add.u32 [%0], %1, [%2];"
                 ::"r"(There + 24), "r"(Rank + 1), "r"(TheirBar) : "memory");
    asm volatile("st.bulk.weak.shared::cta [%0], 4, 0;" ::"r"(At + 28) : "memory");
  }
  asm volatile("{.reg .pred p; W: mbarrier.try_wait.parity.shared::cta.b64 p, [%0], 0; @p bra D; bra W; D: }" ::"r"(Bar) : "memory");
  __syncthreads();
  if (T < 8)
    Out[Rank * 8 + T] = Words[T];
}
static void testExchange() {
  Buffer<float> Sums(8);
  Buffer<U> Out(16);
  exchange<<<2, 32>>>(Sums.Device, Out.Device);
  Sums.down();
  Out.down();
  EXPECT(Sums[0] == 64 && Sums[1] == 64 && Sums[2] == 128 && Sums[3] == 128 && Sums[4] == 192 && Sums[5] == 0);
  for (U R = 0; R < 2; ++R) {
    const U *O = &Out[R * 8], Other = R ^ 1;
    EXPECT(O[0] == Other + 10 && O[1] == Other + 10 && O[2] == 7 && O[3] == 7);
    EXPECT(O[4] == 2 && O[5] == 1 && O[6] == 5 + Other + 1 && O[7] == 0);
  }
}
//===-- Blocks that would go on with another's place --===
struct Answer {
  U Canceled, First[4], X, Y, Z;
};
/// Whoever is told yes has to do that block's work; in any case all is done once.
template <bool All> __global__ void __cluster_dims__(2, 1, 1) work(U *Done, Answer *Out) {
  __shared__ __align__(16) longlong2 Response;
  __shared__ uint64_t Barrier;
  const U Bar = __cvta_generic_to_shared(&Barrier), To = __cvta_generic_to_shared(&Response), Block = blockIdx.x;
  if (threadIdx.x == 0) {
    Response = {-1, -1};
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(Bar));
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], 16;" ::"r"(Bar));
  }
  asm volatile("barrier.cluster.arrive.release.aligned; barrier.cluster.wait.acquire.aligned;" ::: "memory");
  if (threadIdx.x == 0) {
    if (!All)
      asm volatile("clusterlaunchcontrol.try_cancel.async.shared::cta.mbarrier::complete_tx::bytes.b128 [%0], [%1];"
                   ::"r"(To), "r"(Bar) : "memory");
    else if (Block % 2 == 0)
      asm volatile("clusterlaunchcontrol.try_cancel.async.shared::cta.mbarrier::complete_tx::bytes.multicast::cluster::all.b128 "
                   "[%0], [%1];" ::"r"(To), "r"(Bar) : "memory");
  }
  asm volatile("{.reg .pred p;\nW: mbarrier.try_wait.parity.shared::cta.b64 p, [%0], 0;\n@p bra D; bra W; D: }"
               ::"r"(Bar) : "memory");
  if (threadIdx.x)
    return;
  Answer &A = Out[Block];
#define HANDLE "{.reg .b128 h; .reg .pred p; mov.b128 h, {%1, %2}; clusterlaunchcontrol.query_cancel."
#define IN "l"(Response.x), "l"(Response.y)
  asm(HANDLE "is_canceled.pred.b128 p, h; selp.b32 %0, 1, 0, p;}" : "=r"(A.Canceled) : IN);
  asm(HANDLE "get_first_ctaid::x.b32.b128 %0, h;}" : "=r"(A.X) : IN);
  asm(HANDLE "get_first_ctaid::y.b32.b128 %0, h;}" : "=r"(A.Y) : IN);
  asm(HANDLE "get_first_ctaid::z.b32.b128 %0, h;}" : "=r"(A.Z) : IN);
  asm("{.reg .b128 h; mov.b128 h, {%4, %5}; clusterlaunchcontrol.query_cancel.get_first_ctaid.v4.b32.b128 {%0, %1, %2, %3}, h;}"
      : "=r"(A.First[0]), "=r"(A.First[1]), "=r"(A.First[2]), "=r"(A.First[3]) : IN);
  atomicAdd(Done + Block, 1);
  if (A.Canceled && Block % 2 == 0)
    for (U I = 0; I < 2; ++I)
      atomicAdd(Done + A.X + I, 1);
}
static void testCancel() {
  Buffer<U> Done(8);
  Buffer<Answer> Answers(8);
  for (const bool All : {false, true}) {
    for (int I = 0; I < 8; ++I)
      Done[I] = 0;
    Done.up();
    (All ? work<true> : work<false>)<<<8, 32>>>(Done.Device, Answers.Device);
    Done.down();
    Answers.down();
    for (int I = 0; I < 8; ++I) {
      EXPECT(Done[I] == 1);
      EXPECT(Answers[I].Canceled <= 1);
    }
  }
}
__global__ void masked(char *To, H Mask) {
  __shared__ __align__(16) char From[64];
  From[threadIdx.x] = threadIdx.x + 1;
  __syncthreads();
  if (threadIdx.x == 0)
    asm volatile("cp.async.bulk.global.shared::cta.bulk_group.cp_mask [%0], [%1], %2, %3;"
                 ::"l"(To), "r"((U)__cvta_generic_to_shared(From)), "r"(48), "h"(Mask) : "memory");
}
static void testMask() {
  Buffer<char> To(64);
  for (int I = 0; I < 64; ++I)
    To[I] = -1;
  To.up();
  masked<<<1, 64>>>(To.Device, 0x8135);
  To.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(To[I] == (I < 48 && 0x8135 >> I % 16 & 1 ? I + 1 : -1));
}

#define LOAD(N, OF, TO) "ldmatrix.sync.aligned.m8n16.x" N ".shared" OF " " TO ";"
__global__ void tiles(const unsigned char *In, U *Out) {
  __shared__ __align__(16) unsigned char S[32][16];
  for (int I = threadIdx.x; I < 512; I += 32)
    S[0][I] = In[I];
  __syncwarp();
  const U L = threadIdx.x, At = __cvta_generic_to_shared(S[L]);
  U *O = Out + L * 10;
  asm volatile(LOAD("4", ".b8x16.b4x16_p64", "{%0,%1,%2,%3}, [%4]") : "=r"(O[0]), "=r"(O[1]), "=r"(O[2]), "=r"(O[3]) : "r"(At));
  asm volatile(LOAD("2", "::cta.b8x16.b6x16_p32", "{%0,%1}, [%2]") : "=r"(O[4]), "=r"(O[5]) : "r"(At));
  asm volatile(LOAD("1", ".b8x16.b6x16_p32", "{%0}, [%1]") : "=r"(O[6]) : "r"(At));
  asm volatile("mov.v4.u32 {%0,%1,%2,_}, %%ctaid;" : "=r"(O[7]), "=r"(O[8]), "=r"(O[9]));
}
static void testTiles() {
  Buffer<unsigned char> In(512);
  Buffer<U> Out(320);
  for (int I = 0; I < 512; ++I)
    In[I] = I * 89 + I / 16;
  In.up();
  tiles<<<dim3(1, 1), 32>>>(In.Device, Out.Device);
  Out.down();
  auto Element = [&](int Row, int Column, int Bits) {
    U Result = 0;
    for (int I = 0; I < Bits; ++I)
      Result |= (In[Row * 16 + (Column * Bits + I) / 8] >> (Column * Bits + I) % 8 & 1) << I;
    return Result;
  };
  for (int L = 0; L < 32; ++L) {
    for (int Word = 0; Word < 7; ++Word) {
      const int Matrix = Word < 4 ? Word : Word < 6 ? Word - 4 : 0;
      for (int I = 0; I < 4; ++I)
        EXPECT((Out[L * 10 + Word] >> 8 * I & 255) == Element(Matrix * 8 + L / 4, L % 4 * 4 + I, Word < 4 ? 4 : 6));
    }
    EXPECT(Out[L * 10 + 7] == 0 && Out[L * 10 + 8] == 0 && Out[L * 10 + 9] == 0);
  }
}
__global__ void places(U *Out) {
  U X, Y, Z, W;
  asm volatile("mov.v4.u32 {%0,%1,%2,%3}, %%ctaid;" : "=r"(X), "=r"(Y), "=r"(Z), "=r"(W));
  Out[X + 2 * Y + 6 * Z] = X + 10 * Y + 100 * Z + W + 1;
}
__global__ void extremes(const float *In, float *Out) {
  const float X = In[blockIdx.x * 32 + threadIdx.x];
  float R[6];
  asm volatile("redux.sync.min.f32 %0, %1, 0xffffffff;" : "=f"(R[0]) : "f"(X));
  asm volatile("redux.sync.max.f32 %0, %1, 0xffffffff;" : "=f"(R[1]) : "f"(X));
  asm volatile("redux.sync.min.abs.f32 %0, %1, 0xffffffff;" : "=f"(R[2]) : "f"(X));
  asm volatile("redux.sync.max.NaN.f32 %0, %1, 0xffffffff;" : "=f"(R[3]) : "f"(X));
  asm volatile("redux.sync.min.NaN.f32 %0, %1, 0xffffffff;" : "=f"(R[4]) : "f"(X));
  asm volatile("redux.sync.max.abs.NaN.f32 %0, %1, 0xffffffff;" : "=f"(R[5]) : "f"(X));
  if (threadIdx.x == 7)
    for (int I = 0; I < 6; ++I)
      Out[blockIdx.x * 6 + I] = R[I];
}
static void testExtremes() {
  constexpr int Blocks = 6;
  Buffer<float> In(Blocks * 32), Out(Blocks * 6);
  Buffer<U> Grid(24);
  // Numbers; with a NaN; all NaN; below zero with an infinity; zeros of both signs.
  for (int I = 0; I < In.Count; ++I) {
    const int Block = I / 32, L = I % 32;
    In[I] = Block == 2   ? NAN
            : Block == 3 ? (L == 5 ? -INFINITY : -1.5f - L)
            : Block == 4 ? (L == 9 ? -0.f : 0.f)
            : Block == 5 ? (L == 3 ? -NAN : 1e-40f * (L - 20))
                         : (L * 37 % 32 - 13) * 0.75f;
    if (Block == 1 && L == 11)
      In[I] = NAN;
  }
  In.up();
  extremes<<<Blocks, 32>>>(In.Device, Out.Device);
  Out.down();
  for (int Block = 0; Block < Blocks; ++Block) {
    float Want[6] = {NAN, NAN, NAN, NAN, NAN, NAN};
    bool Any = false;
    for (int L = 0; L < 32; ++L) {
      const float X = In[Block * 32 + L], A = fabsf(X);
      Any |= std::isnan(X);
      Want[0] = fmin(Want[0], X), Want[1] = fmax(Want[1], X), Want[2] = fmin(Want[2], A), Want[5] = fmax(Want[5], A);
    }
    if (Block == 4)
      Want[0] = -0.f, Want[1] = 0.f;
    Want[3] = Any ? NAN : Want[1], Want[4] = Any ? NAN : Want[0];
    if (Any)
      Want[5] = NAN;
    for (int I = 0; I < 6; ++I) {
      const float Got = Out[Block * 6 + I];
      EXPECT(std::isnan(Want[I]) ? bits(Got) == 0x7fffffff : bits(Got) == bits(Want[I]));
    }
  }
  places<<<dim3(2, 3, 4), 1>>>(Grid.Device);
  Grid.down();
  for (int I = 0; I < 24; ++I)
    EXPECT(Grid[I] == I % 2 + 10u * (I / 2 % 3) + 100u * (I / 6) + 1);
}

#define SUMS(X)                                                                \
  X(0, "add.f32", RN) X(1, "sub.f32", RN) X(2, "add.rn.f32", RN)               \
  X(3, "sub.rn.f32", RN) X(4, "add.rz.f32", RZ) X(5, "sub.rz.f32", RZ)         \
  X(6, "add.rm.f32", RM) X(7, "sub.rm.f32", RM) X(8, "add.rp.f32", RP)         \
  X(9, "sub.rp.f32", RP) X(10, "add.sat.f32", RN) X(11, "sub.sat.f32", RN)
#define FUSED(X)                                                               \
  X(12, "fma.rn.f32", RN) X(13, "fma.rz.f32", RZ) X(14, "fma.rm.f32", RM)      \
  X(15, "fma.rp.f32", RP) X(16, "fma.rn.sat.f32", RN)
/// \p A and \p B are of 16 bits.
__global__ void mixed(const H *A, const H *B, const float *C, float *Half, float *Brain) {
  const int T = blockIdx.x * 64 + threadIdx.x;
#define SUM(N, OP, MODE)                                                       \
  asm(OP ".f16 %0, %1, %2;" : "=f"(Half[T * 17 + N]) : "h"(A[T]), "f"(C[T]));  \
  asm(OP ".bf16 %0, %1, %2;" : "=f"(Brain[T * 17 + N]) : "h"(A[T]), "f"(C[T]));
#define PRODUCT(N, OP, MODE)                                                   \
  asm(OP ".f16 %0, %1, %2, %3;" : "=f"(Half[T * 17 + N]) : "h"(A[T]), "h"(B[T]), "f"(C[T])); \
  asm(OP ".bf16 %0, %1, %2, %3;" : "=f"(Brain[T * 17 + N]) : "h"(A[T]), "h"(B[T]), "f"(C[T]));
  SUMS(SUM) FUSED(PRODUCT)
}
static void testMixed() {
  constexpr int Count = 1024;
  Buffer<H> A(Count), B(Count);
  Buffer<float> C(Count), Halves(Count * 17), Brains(Count * 17);
  U State = 17;
  auto Draw = [&] { return (State = State * 1664525u + 1013904223u) >> 8; };
  for (int I = 0; I < Count; ++I) {
    // Numbers of 16 bits whose exponents are near each other's in both types.
    A[I] = (Draw() & 0x83ff) | (0x3c00 + (Draw() % 3 << 10));
    B[I] = (Draw() & 0x83ff) | 0x3c00;
    const U Bits = (Draw() << 8 & 0x80000000) | 0x3e000000 + (Draw() & 0x01ffffff);
    memcpy(&C[I], &Bits, 4);
  }
  A.up(); B.up(); C.up();
  mixed<<<Count / 64, 64>>>(A.Device, B.Device, C.Device, Halves.Device, Brains.Device);
  Halves.down(); Brains.down();
  static const struct { const char *Op; Mode M; } Ops[] = {
#define NAME(N, OP, MODE) {OP, MODE},
      SUMS(NAME) FUSED(NAME)};
  for (int I = 0; I < Count * 17; ++I)
    for (const bool Brain16 : {false, true}) {
      const Format F = Brain16 ? Brain : Half;
      const auto &O = Ops[I % 17];
      const long double X = decode(F, A[I / 17]), Y = decode(F, B[I / 17]), Z = C[I / 17];
      // Exact: all have few digits.
      long double Sum = O.Op[0] == 'f' ? X * Y + Z : O.Op[0] == 'a' ? X + Z : X - Z;
      long double Want = rounded(Single, Sum, O.M);
      if (strstr(O.Op, "sat"))
        Want = saturated(Want);
      const float Got = Brain16 ? Brains[I] : Halves[I];
      if (Got != Want && ++Failures < 10)
        printf("%s: %g and not %Lg\n", O.Op, Got, Want);
    }
}

int main() {
  testMixed();
  testTiles();
  testExtremes();
  testCancel();
  testMask();
  testConversions();
  testExchange();
  return finish();
}
