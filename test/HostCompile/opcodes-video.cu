// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// PTX's video instructions for all combinations of signs, against C++.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <algorithm>
#include <cstdint>
typedef uint32_t U;
typedef int64_t L;
typedef L Function(L, L);
static L add(L A, L B) { return A + B; }
static L sub(L A, L B) { return A - B; }
static L absdiff(L A, L B) { return A > B ? A - B : B - A; }
static L lesser(L A, L B) { return std::min(A, B); }
static L greater(L A, L B) { return std::max(A, B); }
/// Rounded away from zero.
static L average(L A, L B) { return (A + B + (A + B >= 0)) >> 1; }
static L left(L A, L B) { return B > 31 ? 0 : A << B; }
static L right(L A, L B) { return A >> std::min<L>(B, 32); }
static L leftWrapped(L A, L B) { return A << (B & 31); }
static L rightWrapped(L A, L B) { return A >> (B & 31); }
static L eq(L A, L B) { return A == B; }
static L ne(L A, L B) { return A != B; }
static L lt(L A, L B) { return A < B; }
static L le(L A, L B) { return A <= B; }
static L gt(L A, L B) { return A > B; }
static L ge(L A, L B) { return A >= B; }

static L value(U Bits, int Width, bool Signed) {
  const L V = Width == 32 ? L(Bits) : Bits & ((1u << Width) - 1);
  return Signed && V >> (Width - 1) & 1 ? V - (1ll << Width) : V;
}
static L cut(L V, int Width, bool Signed) {
  return Signed ? std::clamp<L>(V, -(1ll << (Width - 1)), (1ll << (Width - 1)) - 1)
                : std::clamp<L>(V, 0, (1ll << Width) - 1);
}
/// Joined with the third operand, as D's type has it.
static U joined(char How, U R, U C, bool Signed) {
  const bool Less = Signed ? (int)R < (int)C : R < C;
  return How == '+' ? R + C : How == '<' ? (Less ? R : C) : How == '>' ? (Less ? C : R) : R;
}
static U whole(Function *F, U A, U B, U C, bool D, bool SA, bool SB, bool Sat, char How) {
  L R = F(value(A, 32, SA), value(B, 32, SB));
  return joined(How, U(Sat ? cut(R, 32, D) : R), C, D);
}
static U lanes(Function *F, U A, U B, U C, int Count, bool D, bool SA, bool SB, bool Sat, bool Sum) {
  const int Width = 32 / Count;
  U R = 0;
  for (int I = 0; I < Count; ++I) {
    L V = F(value(A >> I * Width, Width, SA), value(B >> I * Width, Width, SB));
    if (Sat)
      V = cut(V, Width, D);
    if (Sum)
      C += U(V);
    R |= (U(V) & ((1u << Width) - 1)) << I * Width;
  }
  return Sum ? C : R;
}
/// To the left without losing a bit, and then to what D holds.
static U saturatedLeft(U A, U Count, bool D, bool SA) {
  const __int128 R = (__int128)value(A, 32, SA) << Count;
  const __int128 Low = D ? INT32_MIN : 0, High = D ? INT32_MAX : UINT32_MAX;
  return U(R < Low ? Low : R > High ? High : R);
}
static U scaled(U A, U B, U C, bool D, bool SA, bool SB, int Shift, bool Sat) {
  __int128 R = (__int128)value(A, 32, SA) * value(B, 32, SB) + value(C, 32, D);
  L V = L(R >> Shift);
  return U(Sat ? cut(V, 32, D) : V);
}

/// X(text, what is right of a, b and c)
#define SIGNS(Y, X, NAME, ...)                                                 \
  Y(X, NAME, "u32", "u32", "u32", 0, 0, 0, __VA_ARGS__) Y(X, NAME, "u32", "u32", "s32", 0, 0, 1, __VA_ARGS__) \
  Y(X, NAME, "u32", "s32", "u32", 0, 1, 0, __VA_ARGS__) Y(X, NAME, "u32", "s32", "s32", 0, 1, 1, __VA_ARGS__) \
  Y(X, NAME, "s32", "u32", "u32", 1, 0, 0, __VA_ARGS__) Y(X, NAME, "s32", "u32", "s32", 1, 0, 1, __VA_ARGS__) \
  Y(X, NAME, "s32", "s32", "u32", 1, 1, 0, __VA_ARGS__) Y(X, NAME, "s32", "s32", "s32", 1, 1, 1, __VA_ARGS__)
#define WHOLE(X, NAME, D, A, B, SD, SA, SB, F)                                 \
  X(NAME "." D "." A "." B " %0, %1, %2;", whole(F, a, b, c, SD, SA, SB, false, ' '))
#define JOINED(X, NAME, F)                                                     \
  X(NAME ".s32.s32.s32.sat %0, %1, %2;", whole(F, a, b, c, 1, 1, 1, true, ' ')) \
  X(NAME ".u32.s32.u32.sat %0, %1, %2;", whole(F, a, b, c, 0, 1, 0, true, ' ')) \
  X(NAME ".s32.s32.s32.add %0, %1, %2, %3;", whole(F, a, b, c, 1, 1, 1, false, '+')) \
  X(NAME ".s32.s32.s32.min %0, %1, %2, %3;", whole(F, a, b, c, 1, 1, 1, false, '<')) \
  X(NAME ".u32.u32.u32.max %0, %1, %2, %3;", whole(F, a, b, c, 0, 0, 0, false, '>'))
#define SHIFT(X, NAME, D, A, B, SD, SA, SB, CLAMP, WRAP)                       \
  X(NAME "." D "." A "." B ".clamp %0, %1, %2;", whole(CLAMP, a, b, c, SD, SA, 0, false, ' ')) \
  X(NAME "." D "." A "." B ".wrap %0, %1, %2;", whole(WRAP, a, b, c, SD, SA, 0, false, ' '))
#define MAD(X, NAME, D, A, B, SD, SA, SB, _)                                   \
  X(NAME "." D "." A "." B " %0, %1, %2, %3;", scaled(a, b, c, SD, SA, SB, 0, false))
#define LANES(X, NAME, D, A, B, SD, SA, SB, COUNT, F)                          \
  X(NAME "." D "." A "." B " %0, %1, %2, %3;", lanes(F, a, b, c, COUNT, SD, SA, SB, false, false))
#define SUMS(X, NAME, COUNT, F)                                                \
  X(NAME ".s32.s32.s32.sat %0, %1, %2, %3;", lanes(F, a, b, c, COUNT, 1, 1, 1, true, false)) \
  X(NAME ".u32.s32.s32.sat %0, %1, %2, %3;", lanes(F, a, b, c, COUNT, 0, 1, 1, true, false)) \
  X(NAME ".s32.s32.s32.add %0, %1, %2, %3;", lanes(F, a, b, c, COUNT, 1, 1, 1, false, true))
#define SET(X, CMP)                                                            \
  X("vset.u32.u32." #CMP " %0, %1, %2;", whole(CMP, a, b, c, 0, 0, 0, false, ' ')) \
  X("vset.u32.s32." #CMP ".add %0, %1, %2, %3;", whole(CMP, a, b, c, 0, 0, 1, false, '+')) \
  X("vset.s32.u32." #CMP ".min %0, %1, %2, %3;", whole(CMP, a, b, c, 0, 1, 0, false, '<')) \
  X("vset.s32.s32." #CMP ".max %0, %1, %2, %3;", whole(CMP, a, b, c, 0, 1, 1, false, '>')) \
  X("vset2.u32.u32." #CMP " %0, %1, %2, %3;", lanes(CMP, a, b, c, 2, 0, 0, 0, false, false)) \
  X("vset2.u32.s32." #CMP " %0, %1, %2, %3;", lanes(CMP, a, b, c, 2, 0, 0, 1, false, false)) \
  X("vset2.s32.u32." #CMP ".add %0, %1, %2, %3;", lanes(CMP, a, b, c, 2, 0, 1, 0, false, true)) \
  X("vset2.s32.s32." #CMP " %0, %1, %2, %3;", lanes(CMP, a, b, c, 2, 0, 1, 1, false, false)) \
  X("vset4.u32.u32." #CMP " %0, %1, %2, %3;", lanes(CMP, a, b, c, 4, 0, 0, 0, false, false)) \
  X("vset4.u32.s32." #CMP " %0, %1, %2, %3;", lanes(CMP, a, b, c, 4, 0, 0, 1, false, false)) \
  X("vset4.s32.u32." #CMP ".add %0, %1, %2, %3;", lanes(CMP, a, b, c, 4, 0, 1, 0, false, true)) \
  X("vset4.s32.s32." #CMP " %0, %1, %2, %3;", lanes(CMP, a, b, c, 4, 0, 1, 1, false, false))
#define BOTH(X, NAME, F)                                                       \
  SIGNS(WHOLE, X, "v" NAME, F) JOINED(X, "v" NAME, F)                          \
  SIGNS(LANES, X, "v" NAME "2", 2, F) SUMS(X, "v" NAME "2", 2, F)              \
  SIGNS(LANES, X, "v" NAME "4", 4, F) SUMS(X, "v" NAME "4", 4, F)
#define TABLE(X)                                                               \
  BOTH(X, "add", add) BOTH(X, "sub", sub) BOTH(X, "absdiff", absdiff)          \
  BOTH(X, "min", lesser) BOTH(X, "max", greater)                               \
  SIGNS(LANES, X, "vavrg2", 2, average) SUMS(X, "vavrg2", 2, average)          \
  SIGNS(LANES, X, "vavrg4", 4, average) SUMS(X, "vavrg4", 4, average)          \
  SIGNS(SHIFT, X, "vshl", left, leftWrapped) SIGNS(SHIFT, X, "vshr", right, rightWrapped) \
  X("vshr.s32.s32.u32.clamp.sat %0, %1, %2;", whole(right, a, b, c, 1, 1, 0, true, ' ')) \
  X("vshl.u32.u32.u32.clamp.sat %0, %1, %2;", saturatedLeft(a, std::min(b, 32u), 0, 0)) \
  X("vshl.s32.u32.u32.clamp.sat %0, %1, %2;", saturatedLeft(a, std::min(b, 32u), 1, 0)) \
  X("vshl.s32.s32.u32.clamp.sat %0, %1, %2;", saturatedLeft(a, std::min(b, 32u), 1, 1)) \
  X("vshl.u32.s32.u32.wrap.sat %0, %1, %2;", saturatedLeft(a, b & 31, 0, 1))   \
  X("vshl.u32.u32.u32.wrap.add %0, %1, %2, %3;", whole(leftWrapped, a, b, c, 0, 0, 0, false, '+')) \
  X("vshr.u32.u32.u32.wrap.add %0, %1, %2, %3;", whole(rightWrapped, a, b, c, 0, 0, 0, false, '+')) \
  X("vshl.s32.u32.u32.wrap.min %0, %1, %2, %3;", whole(leftWrapped, a, b, c, 1, 0, 0, false, '<')) \
  X("vshr.u32.u32.u32.clamp.min %0, %1, %2, %3;", whole(right, a, b, c, 0, 0, 0, false, '<')) \
  X("vshl.u32.u32.u32.wrap.max %0, %1, %2, %3;", whole(leftWrapped, a, b, c, 0, 0, 0, false, '>')) \
  X("vshr.s32.s32.u32.clamp.max %0, %1, %2, %3;", whole(right, a, b, c, 1, 1, 0, false, '>')) \
  SIGNS(MAD, X, "vmad", 0)                                                     \
  X("vmad.s32.s32.s32.sat %0, %1.h0, %2.h0, %3;",                              \
    scaled(U(int16_t(a)), U(int16_t(b)), c, 1, 1, 1, 0, true))                 \
  X("vmad.u32.u32.u32.shr7 %0, %1, %2, %3;", scaled(a, b, c, 0, 0, 0, 7, false)) \
  X("vmad.s32.s32.s32.shr15 %0, %1, %2, %3;", scaled(a, b, c, 1, 1, 1, 15, false)) \
  SET(X, eq) SET(X, ne) SET(X, lt) SET(X, le) SET(X, gt) SET(X, ge)

#define COUNT(...) +1
constexpr int Instructions = 0 TABLE(COUNT);
#define RUN(TEXT, ...) asm volatile(TEXT : "=r"(*Out++) : "r"(A), "r"(B), "r"(C));
__global__ void run(const U *Numbers, int Count, U *Out) {
  int T = blockIdx.x * blockDim.x + threadIdx.x;
  if (T >= Count * Count)
    return;
  U A = Numbers[T % Count], B = Numbers[T / Count], C = Numbers[(T * 7 + 3) % Count];
  Out += T * Instructions;
  TABLE(RUN)
}
int main() {
  const U Numbers[] = {0, 1, 2, 31, 32, 33, 0x7fffffff, 0x80000000, 0xffffffff, 0x12345678, 0xdeadbeef, 0x80ff7f01, 0x7fff8000};
  constexpr int N = sizeof Numbers / sizeof *Numbers;
  Buffer<U> In(N), Out(N * N * Instructions);
  std::copy(Numbers, Numbers + N, &In[0]);
  In.up();
  run<<<(N * N + 31) / 32, 32>>>(In.Device, N, Out.Device);
  Out.down();
  const U *Got = &Out[0];
  for (int T = 0; T < N * N; ++T) {
    const U a = Numbers[T % N], b = Numbers[T / N], c = Numbers[(T * 7 + 3) % N];
#define CHECK(TEXT, ...)                                                       \
  {                                                                            \
    const U Want = (__VA_ARGS__), Have = *Got++;                               \
    static int Said;                                                           \
    if (Want != Have && ++Failures && ++Said < 3)                              \
      printf("%s of %x, %x, %x is %x and not %x\n", TEXT, a, b, c, Have, Want); \
  }
    TABLE(CHECK)
  }
  return finish();
}
