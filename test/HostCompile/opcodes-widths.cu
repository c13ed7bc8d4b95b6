// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// PTX instructions on integers of every width, each against C++ for all triples
// of numbers that matter.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <algorithm>
#include <cstdint>
#include <type_traits>
typedef unsigned __int128 W;
template <class T> using Un = std::make_unsigned_t<T>;
template <class T> constexpr int Bits = 8 * sizeof(T);
template <class T> using Wide = std::conditional_t<std::is_signed_v<T>, __int128, W>;

/// X(type, constraint, text, C++ with a, b and c of the type)
#define COMMON(X, T, S, C)                                                     \
  X(T, C, "add." S " %0, %1, %2;", (Wide<T>)a + b)                             \
  X(T, C, "sub." S " %0, %1, %2;", (Wide<T>)a - b)                             \
  X(T, C, "mul.lo." S " %0, %1, %2;", (Wide<T>)a * b)                          \
  X(T, C, "mul.hi." S " %0, %1, %2;", (Wide<T>)a * b >> Bits<T>)               \
  X(T, C, "mad.lo." S " %0, %1, %2, %3;", (W)((Wide<T>)a * b) + c)             \
  X(T, C, "mad.hi." S " %0, %1, %2, %3;", ((Wide<T>)a * b >> Bits<T>) + c)     \
  X(T, C, "sad." S " %0, %1, %2, %3;", (W)(a > b ? (Wide<T>)a - b : (Wide<T>)b - a) + c) \
  X(T, C, "div." S " %0, %1, %2;", b == 0 ? -1 : b == (T)-1 && (T)-1 < 0 ? -(Wide<T>)a : (Wide<T>)(a / b)) \
  X(T, C, "rem." S " %0, %1, %2;", b == 0 ? a : b == (T)-1 && (T)-1 < 0 ? 0 : a % b) \
  X(T, C, "min." S " %0, %1, %2;", std::min(a, b))                             \
  X(T, C, "max." S " %0, %1, %2;", std::max(a, b))                             \
  X(T, C, "{.reg .u32 n; cvt.u32." S " n, %2; shr." S " %0, %1, n;}",          \
    ((uint32_t)b >= Bits<T> ? (a < 0 ? -1 : 0) : a >> (uint32_t)b))            \
  X(T, C, "{.reg .pred p; setp.lt." S " p, %1, %2; selp." S " %0, %3, %1, p;}", a < b ? c : a) \
  X(T, C, "mov." S " %0, %1;", a)
#define SIGNED(X, T, S, C)                                                     \
  X(T, C, "abs." S " %0, %1;", a < 0 ? -(Wide<T>)a : (Wide<T>)a)               \
  X(T, C, "neg." S " %0, %1;", -(Wide<T>)a)
#define SHIFTS(X, T, S, U, C)                                                  \
  X(T, C, "{.reg .u32 n; cvt.u32." U " n, %2; shl." S " %0, %1, n;}",          \
    (uint32_t)b >= Bits<T> ? (W)0 : (W)a << (uint32_t)b)                       \
  X(T, C, "{.reg .u32 n; cvt.u32." U " n, %2; shr." S " %0, %1, n;}",          \
    (uint32_t)b >= Bits<T> ? 0 : a >> (uint32_t)b)                             \
  X(T, C, "{.reg .pred p; setp.eq." S " p, %1, %2; selp." S " %0, %3, %1, p;}", a == b ? c : a) \
  X(T, C, "{.reg .pred p; setp.ne." S " p, %1, %2; @p mov." S " %0, %3; @!p mov." S " %0, %1;}", a != b ? c : a)
#define LOGIC(X, T, S, C)                                                      \
  X(T, C, "and." S " %0, %1, %2;", a &b)                                       \
  X(T, C, "or." S " %0, %1, %2;", a | b)                                       \
  X(T, C, "xor." S " %0, %1, %2;", a ^ b)                                      \
  X(T, C, "not." S " %0, %1;", ~a)                                             \
  X(T, C, "cnot." S " %0, %1;", a == 0)
/// Three limbs: what goes from one to the next is a carry or a borrow.
#define CARRY(X, T, S, C)                                                      \
  X(T, C, "{.reg ." S " t; add.cc." S " t, %1, %2; addc.cc." S " t, %2, %3;"   \
    " addc." S " %0, %1, %3;}",                                                \
    (W)(Un<T>)a + (Un<T>)c + over((W)(Un<T>)b + (Un<T>)c + over((W)(Un<T>)a + (Un<T>)b, Bits<T>), Bits<T>)) \
  X(T, C, "{.reg ." S " t; sub.cc." S " t, %1, %2; subc.cc." S " t, %2, %3;"   \
    " subc." S " %0, %1, %3;}",                                                \
    (W)(Un<T>)a - (Un<T>)c - over((W)(Un<T>)b - (Un<T>)c - over((W)(Un<T>)a - (Un<T>)b, Bits<T>), Bits<T>)) \
  X(T, C, "{.reg ." S " t; mad.lo.cc." S " t, %1, %2, %3; madc.hi.cc." S " t, %1, %2, %3;" \
    " madc.lo." S " %0, %3, %2, %1;}",                                         \
    (W)low<T>(c, b) + (Un<T>)a + over((W)high<T>(a, b) + (Un<T>)c + over((W)low<T>(a, b) + (Un<T>)c, Bits<T>), Bits<T>)) \
  X(T, C, "{.reg ." S " t; mad.hi.cc." S " t, %1, %2, %3; madc.lo.cc." S " t, %1, %2, %3;" \
    " madc.hi." S " %0, %3, %2, %1;}",                                         \
    (W)high<T>(c, b) + (Un<T>)a + over((W)low<T>(a, b) + (Un<T>)c + over((W)high<T>(a, b) + (Un<T>)c, Bits<T>), Bits<T>))
#define TABLE(X)                                                               \
  COMMON(X, uint16_t, "u16", "h") COMMON(X, int16_t, "s16", "h")               \
  COMMON(X, uint32_t, "u32", "r") COMMON(X, int32_t, "s32", "r")               \
  COMMON(X, uint64_t, "u64", "l") COMMON(X, int64_t, "s64", "l")               \
  SIGNED(X, int16_t, "s16", "h") SIGNED(X, int32_t, "s32", "r") SIGNED(X, int64_t, "s64", "l") \
  LOGIC(X, uint16_t, "b16", "h") LOGIC(X, uint32_t, "b32", "r") LOGIC(X, uint64_t, "b64", "l") \
  SHIFTS(X, uint16_t, "b16", "u16", "h") SHIFTS(X, uint32_t, "b32", "u32", "r") \
  SHIFTS(X, uint64_t, "b64", "u64", "l")                                       \
  CARRY(X, uint32_t, "u32", "r") CARRY(X, int32_t, "s32", "r")                 \
  CARRY(X, uint64_t, "u64", "l") CARRY(X, int64_t, "s64", "l")                 \
  X(uint64_t, "l", "{.reg .u32 n; popc.b64 n, %1; cvt.u64.u32 %0, n;}", __builtin_popcountll(a)) \
  X(uint64_t, "l", "{.reg .u32 n; clz.b64 n, %1; cvt.u64.u32 %0, n;}", a ? __builtin_clzll(a) : 64) \
  X(uint64_t, "l", "brev.b64 %0, %1;", __builtin_bitreverse64(a))              \
  X(uint64_t, "l", "{.reg .u32 n; cvt.u32.u64 n, %3; bfi.b64 %0, %1, %2, n, 23;}", inserted(a, b, c & 255, 23)) \
  X(uint64_t, "l", "{.reg .u32 n; cvt.u32.u64 n, %3; bfi.b64 %0, %1, %2, 7, n;}", inserted(a, b, 7, c & 255)) \
  X(uint64_t, "l", "{.reg .u32 n, m; cvt.u32.u64 n, %2; cvt.u32.u64 m, %3; bfe.u64 %0, %1, n, m;}", \
    field(a, b & 255, c & 255, false))                                         \
  X(uint64_t, "l", "{.reg .u32 n, m; cvt.u32.u64 n, %2; cvt.u32.u64 m, %3; bfe.s64 %0, %1, n, m;}", \
    field(a, b & 255, c & 255, true))                                          \
  X(uint64_t, "l", "{.reg .u32 n; bfind.u64 n, %1; cvt.u64.u32 %0, n;}", a ? 63 - __builtin_clzll(a) : ~0u) \
  X(uint64_t, "l", "{.reg .u32 n; bfind.shiftamt.u64 n, %1; cvt.u64.u32 %0, n;}", a ? __builtin_clzll(a) : ~0u) \
  X(int64_t, "l", "{.reg .u32 n; bfind.s64 n, %1; cvt.u64.u32 %0, n;}",        \
    FLIP(a) ? 63 - __builtin_clzll(FLIP(a)) : ~0u)                             \
  X(int64_t, "l", "{.reg .u32 n; bfind.shiftamt.s64 n, %1; cvt.u64.u32 %0, n;}", \
    FLIP(a) ? __builtin_clzll(FLIP(a)) : ~0u)                                  \
  X(uint64_t, "l", "{.reg .b128 q; .reg .b64 x, y; mov.b128 q, {%1, %2}; mov.b128 {x, y}, q; sub.u64 %0, x, y;}", a - b) \
  X(uint32_t, "r", "{.reg .u16 x, y; cvt.u16.u32 x, %1; cvt.u16.u32 y, %2; mul.wide.u16 %0, x, y;}", \
    (uint32_t)(uint16_t)a * (uint16_t)b)                                       \
  X(uint32_t, "r", "{.reg .u16 x, y; cvt.u16.u32 x, %1; cvt.u16.u32 y, %2; mad.wide.u16 %0, x, y, %3;}", \
    (uint32_t)(uint16_t)a * (uint16_t)b + c)                                   \
  X(int32_t, "r", "{.reg .s16 x, y; cvt.s16.s32 x, %1; cvt.s16.s32 y, %2; mul.wide.s16 %0, x, y;}", (int16_t)a * (int16_t)b) \
  X(int32_t, "r", "{.reg .s16 x, y; cvt.s16.s32 x, %1; cvt.s16.s32 y, %2; mad.wide.s16 %0, x, y, %3;}", \
    (int64_t)((int16_t)a * (int16_t)b) + c)                                    \
  X(uint64_t, "l", "{.reg .u32 x, y; cvt.u32.u64 x, %1; cvt.u32.u64 y, %2; mul.wide.u32 %0, x, y;}", \
    (uint64_t)(uint32_t)a * (uint32_t)b)                                       \
  X(uint64_t, "l", "{.reg .u32 x, y; cvt.u32.u64 x, %1; cvt.u32.u64 y, %2; mad.wide.u32 %0, x, y, %3;}", \
    (uint64_t)(uint32_t)a * (uint32_t)b + c)                                   \
  X(int64_t, "l", "{.reg .s32 x, y; cvt.s32.s64 x, %1; cvt.s32.s64 y, %2; mul.wide.s32 %0, x, y;}", (int64_t)(int32_t)a * (int32_t)b) \
  X(int64_t, "l", "{.reg .s32 x, y; cvt.s32.s64 x, %1; cvt.s32.s64 y, %2; mad.wide.s32 %0, x, y, %3;}", \
    (uint64_t)((int64_t)(int32_t)a * (int32_t)b) + c)
#define FLIP(X) ((X) < 0 ? ~(X) : (X))

/// What is beyond the width, as one bit.
static W over(W V, int Width) { return V >> Width & 1; }
template <class T> static Un<T> low(T A, T B) { return (Un<T>)((Wide<T>)A * B); }
template <class T> static Un<T> high(T A, T B) { return (Un<T>)((Wide<T>)A * B >> Bits<T>); }
static uint64_t field(uint64_t A, unsigned At, unsigned Length, bool Signed) {
  if (Length == 0)
    return 0;
  const uint64_t Sign = Signed ? A >> std::min(At + Length - 1, 63u) & 1 : 0;
  uint64_t R = 0;
  for (unsigned I = 0; I < 64; ++I)
    R |= (I < Length && At + I < 64 ? A >> (At + I) & 1 : Sign) << I;
  return R;
}
static uint64_t inserted(uint64_t A, uint64_t B, unsigned At, unsigned Length) {
  for (unsigned I = 0; I < Length && At + I < 64; ++I)
    B = (B & ~(1ull << (At + I))) | (A >> I & 1) << (At + I);
  return B;
}

#define COUNT(...) +1
constexpr int Instructions = 0 TABLE(COUNT);
__global__ void run(const uint64_t *Numbers, int Count, uint64_t *Out) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I >= Count * Count * Count)
    return;
  uint64_t A = Numbers[I % Count], B = Numbers[I / Count % Count], D = Numbers[I / Count / Count];
  Out += I * Instructions;
#define RUN(T, C, TEXT, ...)                                                   \
  {                                                                            \
    T R;                                                                       \
    asm volatile(TEXT : "=" C(R) : C((T)A), C((T)B), C((T)D));                 \
    *Out++ = (Un<T>)R;                                                         \
  }
  TABLE(RUN)
}
int main() {
  const uint64_t Numbers[] = {0, 1, 2, 7, 15, 31, 63, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
                              0x7fffffffffffffff, 0x8000000000000000, ~0ull, 0x123456789abcdef0, 0xdeadbeef0badf00d};
  constexpr int N = sizeof Numbers / sizeof *Numbers, Triples = N * N * N;
  Buffer<uint64_t> In(N), Out(Triples * Instructions);
  std::copy(Numbers, Numbers + N, &In[0]);
  In.up();
  run<<<(Triples + 127) / 128, 128>>>(In.Device, N, Out.Device);
  Out.down();
  const uint64_t *Got = &Out[0];
  for (int I = 0; I < Triples; ++I) {
    const uint64_t A = Numbers[I % N], B = Numbers[I / N % N], D = Numbers[I / N / N];
#define CHECK(T, C, TEXT, ...)                                                 \
  {                                                                            \
    const T a = A, b = B, c = D;                                               \
    (void)b, (void)c;                                                          \
    const Un<T> Want = (Un<T>)(__VA_ARGS__);                                   \
    if (*Got != Want && ++Failures < 20)                                       \
      printf("%s of %llx, %llx, %llx is %llx and not %llx\n", TEXT, (long long)a, (long long)b, \
             (long long)c, (long long)*Got, (long long)Want);                  \
    ++Got;                                                                     \
  }
    TABLE(CHECK)
  }
  return finish();
}
