// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loads, stores and atomics of every type, with every hint, scope and space,
// against what C++ makes of the same bytes.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"
#include <vector>
typedef uint64_t U64;
typedef uint32_t U;

//===-- Loads and stores ---------------------------------------------------===//

/// X(load, store, register, constraint, bytes); 8 bits are in a wider register.
#define TYPES(X, LD, ST)                                                       \
  X(LD ".b8", ST ".b8", U, "r", 1) X(LD ".u8", ST ".u8", U, "r", 1)            \
  X(LD ".b16", ST ".b16", uint16_t, "h", 2) X(LD ".u16", ST ".u16", uint16_t, "h", 2) \
  X(LD ".s16", ST ".s16", uint16_t, "h", 2) X(LD ".b32", ST ".b32", U, "r", 4) \
  X(LD ".u32", ST ".u32", U, "r", 4) X(LD ".s32", ST ".s32", U, "r", 4)        \
  X(LD ".f32", ST ".f32", float, "f", 4) X(LD ".b64", ST ".b64", U64, "l", 8)  \
  X(LD ".u64", ST ".u64", U64, "l", 8) X(LD ".s64", ST ".s64", U64, "l", 8)    \
  X(LD ".f64", ST ".f64", double, "d", 8)
#define LDU(X, LD, ST) TYPES(X, "ldu.global", "st.global")
#define HINTS(X)                                                               \
  TYPES(X, "ld.global", "st.global") LDU(X, , )                                \
  X("ld.global.ca.u32", "st.global.wb.u32", U, "r", 4) X("ld.global.cg.u32", "st.global.cg.u32", U, "r", 4) \
  X("ld.global.cs.u32", "st.global.cs.u32", U, "r", 4) X("ld.global.cv.u32", "st.global.wt.u32", U, "r", 4) \
  X("ld.global.lu.u32", "st.u32", U, "r", 4) X("ld.u32", "st.global.u32", U, "r", 4) \
  X("ld.global.nc.L1::no_allocate.L2::64B.u32", "st.global.L1::no_allocate.u32", U, "r", 4) \
  X("ld.global.nc.L1::evict_first.L2::128B.u32", "st.global.L1::evict_first.u32", U, "r", 4) \
  X("ld.global.L1::evict_last.L2::256B.u32", "st.global.L1::evict_last.u32", U, "r", 4) \
  X("ld.global.L1::evict_normal.L2::evict_first.u32", "st.global.L1::evict_normal.L2::evict_first.u32", U, "r", 4) \
  X("ld.global.L1::evict_unchanged.L2::evict_last.u32", "st.global.L1::evict_unchanged.L2::evict_last.u32", U, "r", 4) \
  X("ld.global.L2::evict_normal.u32", "st.global.L2::evict_normal.u32", U, "r", 4) \
  X("ld.weak.global.u32", "st.weak.global.u32", U, "r", 4) X("ld.volatile.global.u32", "st.volatile.global.u32", U, "r", 4) \
  X("ld.relaxed.cta.global.u32", "st.relaxed.cta.global.u32", U, "r", 4)       \
  X("ld.relaxed.cluster.u32", "st.relaxed.cluster.u32", U, "r", 4)             \
  X("ld.acquire.gpu.u64", "st.release.gpu.u64", U64, "l", 8) X("ld.acquire.sys.u64", "st.release.sys.u64", U64, "l", 8) \
  X("ld.mmio.relaxed.sys.global.u32", "st.mmio.relaxed.sys.global.u32", U, "r", 4) \
  X("ld.const.u32", "st.global.u32", U, "r", 4) X("ld.unified.u32", "st.global.u32", U, "r", 4)
#define MOVE(LD, ST, R, C, BYTES)                                              \
  {                                                                            \
    R V;                                                                       \
    asm volatile(LD " %0, [%1+32];" : "=" C(V) : "l"(In) : "memory");          \
    asm volatile(ST " [%0], %1;" ::"l"(Out), C(V) : "memory");                 \
    Out += 8;                                                                  \
  }
#define COUNT(...) +1
__global__ void move(const char *In, char *Out) { HINTS(MOVE) }
/// Vectors, policies, s8, 128 bits, and other spaces.
__global__ void more(const char *In, U *Out) {
  __shared__ __align__(16) U Shared[8], Copied[4];
  U Local[4] = {0}, S = (U)__cvta_generic_to_shared(Shared);
  U64 Policy, A, B;
  asm volatile("createpolicy.fractional.L2::evict_last.L2::evict_unchanged.b64 %0, 1.0;" : "=l"(Policy));
  asm volatile("createpolicy.range.global.L2::evict_last.L2::evict_normal.b64 %0, [%1], 64, 128;" : "=l"(Policy) : "l"(In));
  asm volatile("createpolicy.cvt.L2.b64 %0, %1;" : "=l"(Policy) : "l"(0x10F0000000000000ull));
  asm volatile("createpolicy.fractional.L2::evict_first.b64 %0;" : "=l"(Policy));
  asm volatile("ld.global.L2::cache_hint.v4.u32 {%0, %1, %2, %3}, [%4], %5;"
               : "=r"(Out[0]), "=r"(Out[1]), "=r"(Out[2]), "=r"(Out[3]) : "l"(In), "l"(Policy));
  asm volatile("{.reg .b64 x, y; ldu.global.v2.u64 {x, y}, [%1]; xor.b64 x, x, y; st.global.L2::cache_hint.u64 [%0], x, %2;}"
               ::"l"(Out + 4), "l"(In), "l"(Policy) : "memory");
  asm volatile("{.reg .b32 a<4>; ldu.global.v4.u32 {a0, a1, a2, a3}, [%1+16]; st.global.v4.b32 [%0], {a3, a2, a1, a0};}"
               ::"l"(Out + 8), "l"(In) : "memory");
  asm volatile("{.reg .b32 a<8>; ld.global.v8.b32 {a0, a1, a2, a3, a4, a5, a6, a7}, [%1];"
               " st.global.v8.b32 [%0], {a7, a6, a5, a4, a3, a2, a1, a0};}" ::"l"(Out + 16), "l"(In) : "memory");
  asm volatile("{.reg .b128 q; ld.global.b128 q, [%1]; st.global.b128 [%0], q; ldu.global.b128 q, [%1+16]; st.global.b128 [%0+16], q;}"
               ::"l"(Out + 24), "l"(In) : "memory");
  asm volatile("{.reg .s32 x; ld.global.s8 x, [%1+3]; st.global.s8 [%2], x; ldu.global.s8 x, [%1+3]; mov.u32 %0, x;}"
               : "=r"(Out[32]) : "l"(In), "l"(Out + 33) : "memory");
  asm volatile("{.reg .u32 x; ld.global.u32 x, [%1]; st.shared.u32 [%0], x; st.shared::cta.u32 [%0+4], x;"
               " st.shared::cluster.u32 [%0+8], x;}" ::"r"(S), "l"(In) : "memory");
  asm volatile("ld.shared.u32 %0, [%3]; ld.shared::cta.u32 %1, [%3+4]; ld.shared::cluster.u32 %2, [%3+8];"
               : "=r"(Out[34]), "=r"(Out[35]), "=r"(Out[36]) : "r"(S) : "memory");
  asm volatile("st.local.u32 [%1], 77; ld.local.u32 %0, [%1];" : "=r"(Out[37]) : "l"(Local) : "memory");
  asm volatile("ld.param.u32 %0, [%3]; ld.param::entry.u32 %1, [%3]; ld.param::func.u32 %2, [%3];"
               : "=r"(Out[38]), "=r"(Out[39]), "=r"(Out[40]) : "l"(In));
  asm volatile("st.param.u32 [%0], 5; st.param::func.u32 [%0+4], 6;" ::"l"(Out + 41) : "memory");
  asm volatile("st.weak.bulk.shared::cta [%0], 8, 0; st.bulk.weak.shared [%0+8], 8, 0; ld.shared.u32 %1, [%0];"
               : "+r"(S), "=r"(Out[43])::"memory");
  asm volatile("prefetch.global.L1 [%0]; prefetch.local.L2 [%1]; prefetch.global.L2::evict_last [%0];"
               " prefetch.global.L2::evict_normal [%0]; prefetchu.L1 [%0]; prefetch.tensormap [%0];"
               " prefetch.const.tensormap [%0]; prefetch.param.tensormap [%0];"
               " applypriority.global.L2::evict_normal [%0], 128; discard.global.L2 [%2], 128;" ::"l"(In), "l"(Local), "l"(Out + 60));
  asm volatile("cp.async.bulk.prefetch.L2.global [%0], 16; cp.async.bulk.prefetch.tensor.2d.L2.global.tile [%0, {%1, %1}];"
               " cp.async.bulk.prefetch.tensor.3d.L2.global.im2col [%0, {%1, %1, %1}], {%2};"
               " cp.async.bulk.prefetch.tensor.2d.L2.global.tile::gather4 [%0, {%1, %1, %1, %1, %1}];"
               ::"l"(In), "r"(0), "h"((short)0));
  U Is = 0;
#define SPACE(NAME, AT, BIT)                                                   \
  asm volatile("{.reg .pred p; isspacep." NAME " p, %1; @p or.b32 %0, %0, " #BIT ";}" : "+r"(Is) : "l"(AT));
  SPACE("global", In, 1) SPACE("shared", Shared, 2) SPACE("local", Local, 4) SPACE("shared::cta", Shared, 8)
  SPACE("shared::cluster", Shared, 16) SPACE("global", Shared, 32) SPACE("shared", In, 64) SPACE("local", In, 128)
  SPACE("const", Shared, 256) SPACE("param", Shared, 512) SPACE("param::entry", Shared, 1024)
  Out[44] = Is;
#define CONVERT(TEXT, AT) asm volatile(TEXT : "=l"(A) : "l"(AT)); B += A == (U64)(AT);
  B = 0;
  CONVERT("cvta.to.global.u64 %0, %1;", In) CONVERT("cvta.global.u64 %0, %1;", In) CONVERT("cvta.const.u64 %0, %1;", In)
  CONVERT("cvta.to.shared.u64 %0, %1;", Shared) CONVERT("cvta.shared.u64 %0, %1;", Shared)
  CONVERT("cvta.to.shared::cta.u64 %0, %1;", Shared) CONVERT("cvta.shared::cluster.u64 %0, %1;", Shared)
  CONVERT("cvta.to.local.u64 %0, %1;", Local) CONVERT("cvta.param.u64 %0, %1;", In)
  CONVERT("cvta.param::entry.u64 %0, %1;", In)
  asm volatile("{.reg .b32 x, y; ld.global.v2.u32 {x, y}, [%1]; st.global.v2.u32 [%0], {y, x};}" ::"l"(Out + 46), "l"(In) : "memory");
  // Hints, and fewer bytes than the whole, which leaves zeros.
  asm volatile("cp.async.ca.shared.global.L2::64B [%0], [%1], 4; cp.async.ca.shared::cta.global.L2::128B [%0+4], [%1+4], 4;"
               " cp.async.cg.shared.global.L2::256B [%0+16], [%1+16], 16, 8; cp.async.commit_group; cp.async.wait_group 0;"
               " cp.async.cg.shared.global.L2::cache_hint [%2], [%1+32], 16, %3; cp.async.wait_all;"
               ::"r"(S), "l"(In), "r"((U)__cvta_generic_to_shared(Copied)), "l"(Policy) : "memory");
  for (int I = 0; I < 8; ++I)
    Out[48 + I] = I == 2 || I == 3 ? Copied[I] : Shared[I];
  U C;
  asm volatile("cvta.to.shared.u32 %0, %1;" : "=r"(C) : "r"(S));
  Out[45] = B + (C == S);
}
static void testMoves() {
  constexpr int N = 0 HINTS(COUNT);
  Buffer<char> In(64), Out(8 * N);
  Buffer<U> More(64);
  for (int I = 0; I < 64; ++I)
    In[I] = (char)(I * 37 + 129);
  In.up();
  move<<<1, 1>>>(In.Device, Out.Device);
  more<<<1, 1>>>(In.Device, More.Device);
  Out.down();
  More.down();
  int I = 0;
#define CHECK(LD, ST, R, C, BYTES)                                             \
  if (memcmp(&Out[8 * I++], &In[32], BYTES) && ++Failures < 20)                \
    printf("%s, %s\n", LD, ST);
  HINTS(CHECK)
  U W[16];
  memcpy(W, &In[0], sizeof W);
  for (int J = 0; J < 4; ++J)
    EXPECT(More[J] == W[J] && More[8 + J] == W[7 - J]);
  EXPECT(More[4] == (W[0] ^ W[2]) && More[5] == (W[1] ^ W[3]));
  for (int J = 0; J < 8; ++J)
    EXPECT(More[16 + J] == W[7 - J] && More[24 + J] == W[J]);
  EXPECT((int)More[32] == (signed char)In[3] && (More[33] & 255) == (unsigned char)In[3]);
  EXPECT(More[34] == W[0] && More[35] == W[0] && More[36] == W[0] && More[37] == 77);
  EXPECT(More[38] == W[0] && More[39] == W[0] && More[40] == W[0] && More[41] == 5 && More[42] == 6 && More[43] == 0);
  EXPECT(More[46] == W[1] && More[47] == W[0]);
  EXPECT(More[48] == W[0] && More[49] == W[1]);
  EXPECT(More[50] == W[10] && More[51] == W[11]);
  EXPECT(More[52] == W[4] && More[53] == W[5] && More[54] == 0 && More[55] == 0);
  EXPECT(More[44] == 31 && More[45] == 11);
}

//===-- Atomics ------------------------------------------------------------===//

/// X(operation, type, register, constraint, what comes of the values a and b)
#define INTEGERS(X, S, T, R, C)                                                \
  X("add", S, T, R, C, (T)((U64)a + (U64)b)) X("min", S, T, R, C, std::min(a, b)) X("max", S, T, R, C, std::max(a, b))
#define BITS(X, S, T, C)                                                       \
  X("and", S, T, T, C, a &b) X("or", S, T, T, C, a | b) X("xor", S, T, T, C, a ^ b)
#define HALF(X, S, F)                                                          \
  X("add.noftz", S, uint16_t, uint16_t, "h", encode(F, rounded(F, decode(F, a) + decode(F, b), RN))) \
  X("min.noftz", S, uint16_t, uint16_t, "h", decode(F, a) < decode(F, b) ? a : b) \
  X("max.noftz", S, uint16_t, uint16_t, "h", decode(F, a) > decode(F, b) ? a : b)
#define PAIR(X, S, F)                                                          \
  X("add.noftz", S, U, U, "r", each(a, b, [](uint16_t a, uint16_t b) { return encode(F, rounded(F, decode(F, a) + decode(F, b), RN)); })) \
  X("min.noftz", S, U, U, "r", each(a, b, [](uint16_t a, uint16_t b) { return decode(F, a) < decode(F, b) ? a : b; })) \
  X("max.noftz", S, U, U, "r", each(a, b, [](uint16_t a, uint16_t b) { return decode(F, a) > decode(F, b) ? a : b; }))
#define ATOMICS(X)                                                             \
  INTEGERS(X, "u32", U, U, "r") INTEGERS(X, "s32", int, int, "r") INTEGERS(X, "u64", U64, U64, "l") \
  INTEGERS(X, "s64", int64_t, int64_t, "l") BITS(X, "b32", U, "r") BITS(X, "b64", U64, "l") \
  X("inc", "u32", U, U, "r", a >= b ? 0 : a + 1) X("dec", "u32", U, U, "r", a == 0 || a > b ? b : a - 1) \
  X("add", "f32", float, float, "f", a + b) X("add", "f64", double, double, "d", a + b) \
  HALF(X, "f16", Half) HALF(X, "bf16", Brain) PAIR(X, "f16x2", Half) PAIR(X, "bf16x2", Brain)
template <class F> static U each(U A, U B, F Do) {
  return (U)(uint16_t)Do(A & 65535, B & 65535) | (U)(uint16_t)Do(A >> 16, B >> 16) << 16;
}
static uint16_t encode(Format F, long double V) {
  for (U I = 0; I < 65536; ++I)
    if (agree(decode(F, I), V))
      return I;
  return 0;
}
template <class T> __host__ __device__ T first() { return (T)41; }
template <class T> __host__ __device__ T second() { return (T)7; }
/// As halves and bf16 these are numbers of both signs.
template <> uint16_t __host__ __device__ first<uint16_t>() { return 0x4248; }
template <> uint16_t __host__ __device__ second<uint16_t>() { return 0xc0c1; }
template <> U __host__ __device__ first<U>() { return 0x42483f81; }
template <> U __host__ __device__ second<U>() { return 0xc0c13e80; }
#define CHANGE(HOW, S, T, R, C, ...)                                           \
  {                                                                            \
    R V = second<T>(), Old = 0;                                                \
    *(T *)Out = first<T>();                                                    \
    asm volatile("atom.global." HOW "." S " %0, [%1], %2;" : "=" C(Old) : "l"(Out), C(V) : "memory"); \
    *(T *)(Out + 8) = (T)Old;                                                  \
    *(T *)(Out + 16) = first<T>();                                             \
    asm volatile("red.global." HOW "." S " [%0], %1;" ::"l"(Out + 16), C(V) : "memory"); \
    Out += 24;                                                                 \
  }
__global__ void change(char *Out) { ATOMICS(CHANGE) }
#define SCOPED(WORDS) asm volatile("atom" WORDS ".add.u32 %0, [%1], 1;" : "=r"(Old) : "l"(Out) : "memory");
#define REDUCED(WORDS) asm volatile("red" WORDS ".add.u32 [%0], 1;" ::"l"(Out) : "memory");
__global__ void scopes(U *Out) {
  __shared__ __align__(16) U Shared[8];
  U Old, S = (U)__cvta_generic_to_shared(Shared);
  SCOPED("") SCOPED(".relaxed.cta.global") SCOPED(".acquire.cluster") SCOPED(".release.gpu") SCOPED(".acq_rel.sys.global")
  REDUCED("") REDUCED(".relaxed.cta.global") REDUCED(".relaxed.cluster") REDUCED(".release.gpu") REDUCED(".relaxed.sys.global")
  asm volatile("atom.global.add.L2::cache_hint.u32 %0, [%1], 1, %2;" : "=r"(Old) : "l"(Out), "l"(0ull) : "memory");
  asm volatile("red.global.add.L2::cache_hint.u32 [%0], 1, %1;" ::"l"(Out), "l"(0ull) : "memory");
  Shared[0] = 10;
  asm volatile("atom.shared.add.u32 %0, [%1], 1; atom.shared::cta.add.u32 %0, [%1], 1; atom.shared::cluster.add.u32 %0, [%1], 1;"
               : "=r"(Out[1]) : "r"(S) : "memory");
  asm volatile("red.shared.add.u32 [%0], 1; red.shared::cta.add.u32 [%0], 1; red.shared::cluster.add.u32 [%0], 1;" ::"r"(S) : "memory");
  Out[2] = Shared[0];
  Out[4] = 5;
  asm volatile("atom.global.exch.b32 %0, [%1], 9;" : "=r"(Out[3]) : "l"(Out + 4) : "memory");
  U64 *Wide = (U64 *)(Out + 6);
  *Wide = 11;
  asm volatile("{.reg .b64 x; atom.global.exch.b64 x, [%1], 12; atom.global.cas.b64 x, [%1], 12, 13; cvt.u32.u64 %0, x;}"
               : "=r"(Out[5]) : "l"(Wide) : "memory");
  Out[9] = 20;
  asm volatile("atom.global.cas.b32 %0, [%1], 20, 21;" : "=r"(Out[8]) : "l"(Out + 9) : "memory");
  Out[10] = 30 | 40 << 16;
  asm volatile("{.reg .b16 x; atom.global.cas.b16 x, [%1], 30, 31; cvt.u32.u16 %0, x;}" : "=r"(Out[11]) : "l"(Out + 10) : "memory");
  U64 *Quad = (U64 *)(Out + 16);
  Quad[0] = 1, Quad[1] = 2;
  asm volatile("{.reg .b128 x, y, z; .reg .b64 l, h; mov.b128 x, {%1, %2}; atom.global.exch.b128 y, [%0], x;"
               " mov.b128 z, {%2, %1}; atom.global.cas.b128 x, [%0], x, z; mov.b128 {l, h}, y; st.global.v2.b64 [%0+16], {l, h};}"
               ::"l"(Quad), "l"(3ull), "l"(4ull) : "memory");
  // Vectors: each element by itself.
  float F = 1, G = 2;
  asm volatile("red.global.add.v4.f32 [%0], {%1, %2, %1, %2}; red.global.add.v2.f32 [%0], {%2, %2};" ::"l"(Out + 24), "f"(F), "f"(G) : "memory");
  asm volatile("{.reg .f32 a<4>; atom.global.add.v4.f32 {a0, a1, a2, a3}, [%0], {%1, %1, %1, %1}; atom.global.add.v2.f32 {a0, a1}, [%0], {%1, %1};"
               " st.global.v2.f32 [%0+16], {a0, a1};}" ::"l"(Out + 24), "f"(F) : "memory");
  const uint16_t One = 0x3c00, Brain = 0x3f80;
  asm volatile("{.reg .b16 a<8>; atom.global.add.noftz.v8.f16 {a0, a1, a2, a3, a4, a5, a6, a7}, [%0], {%1, %1, %1, %1, %1, %1, %1, %1};"
               " red.global.max.noftz.v8.f16 [%0], {%1, %1, %1, %1, %1, %1, %1, %1}; red.global.add.noftz.v4.f16 [%0], {%1, %1, %1, %1};"
               " atom.global.min.noftz.v2.f16 {a0, a1}, [%0], {%1, %1}; red.global.add.noftz.v2.f16x2 [%0+8], {%3, %3};"
               " atom.global.add.noftz.v4.bf16 {a0, a1, a2, a3}, [%0+16], {%2, %2, %2, %2}; red.global.add.noftz.v8.bf16 [%0+16], {%2, %2, %2, %2, %2, %2, %2, %2};"
               " atom.global.add.noftz.v8.bf16 {a0, a1, a2, a3, a4, a5, a6, a7}, [%0+16], {%2, %2, %2, %2, %2, %2, %2, %2};"
               " red.global.add.noftz.v2.bf16x2 [%0+16], {%4, %4};}"
               ::"l"(Out + 32), "h"(One), "h"(Brain), "r"(0x3c003c00u), "r"(0x3f803f80u) : "memory");
}
static void testAtomics() {
  constexpr int N = 0 ATOMICS(COUNT);
  Buffer<char> Out(24 * N);
  Buffer<U> More(64);
  change<<<1, 1>>>(Out.Device);
  scopes<<<1, 1>>>(More.Device);
  Out.down();
  More.down();
  const char *At = &Out[0];
#define COMPARE(HOW, S, T, R, C, ...)                                          \
  {                                                                            \
    const T a = first<T>(), b = second<T>(), Want = (T)(__VA_ARGS__);          \
    if ((memcmp(At, &Want, sizeof(T)) || memcmp(At + 8, &a, sizeof(T)) || memcmp(At + 16, &Want, sizeof(T))) && ++Failures < 20) \
      printf("%s.%s\n", HOW, S);                                               \
    At += 24;                                                                  \
  }
  ATOMICS(COMPARE)
  EXPECT(More[0] == 12 && More[1] == 12 && More[2] == 16 && More[3] == 5 && More[4] == 9);
  EXPECT(More[5] == 12 && More[6] == 13 && More[8] == 20 && More[9] == 21);
  EXPECT(More[11] == 30 && More[10] == (31 | 40 << 16));
  EXPECT(More[16] == 4 && More[18] == 3 && More[20] == 1 && More[22] == 2);
  float F[6];
  memcpy(F, &More[24], sizeof F);
  EXPECT(F[0] == 5 && F[1] == 6 && F[2] == 2 && F[3] == 3 && F[4] == 4 && F[5] == 5);
  uint16_t H[16];
  memcpy(H, &More[32], sizeof H);
  EXPECT(H[0] == 0x3c00 && H[1] == 0x3c00 && H[2] == 0x4000 && H[3] == 0x4000 && H[4] == 0x4000 && H[7] == 0x4000);
  EXPECT(H[8] == 0x4080 && H[11] == 0x4080 && H[12] == 0x4000 && H[15] == 0x4000);
}
int main() {
  testMoves();
  testAtomics();
  return finish();
}
