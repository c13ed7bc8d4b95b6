// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Comparisons, selections and moves of every type, against C++ on exact values.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"

/// Whether \p A is \p Cmp to \p B.
static bool holds(const char *Cmp, long double A, long double B) {
  const bool NaN = std::isnan(A) || std::isnan(B);
  auto Is = [&](const char *Name) { return !strcmp(Cmp, Name); };
  if (Is("num") || Is("nan"))
    return Is("nan") == NaN;
  if (NaN)
    return strlen(Cmp) == 3;
  switch (Cmp[0] == 'h' ? 'g' : Cmp[0]) {
  case 'e': return A == B;
  case 'n': return A != B;
  case 'l': return Cmp[1] == 't' || Cmp[1] == 'o' ? A < B : A <= B;
  default: return Cmp[1] == 't' || Cmp[1] == 'i' ? A > B : A >= B;
  }
}

/// X(text, what is right) with the values a and b, their bits A and B.
#define SETP(X, T, CMP)                                                        \
  X("{.reg .pred p; setp." CMP "." T " p, %1, %2; selp.b64 %0, 1, 0, p;}", holds(CMP, a, b))
/// With a second predicate, which is the opposite, and a third one: A is odd.
#define JOINED(X, T, CMP)                                                      \
  X(PAIRS("and", T, CMP), (holds(CMP, a, b) && ODD) + 2 * (!holds(CMP, a, b) && ODD)) \
  X(PAIRS("or", T, CMP), (holds(CMP, a, b) || ODD) + 2 * (!holds(CMP, a, b) || ODD)) \
  X(PAIRS("xor", T, CMP), (holds(CMP, a, b) != ODD) + 2 * (!holds(CMP, a, b) != ODD))
#define ODD (A % 2 != 0)
#define PAIRS(HOW, T, CMP)                                                     \
  "{.reg .pred p, q, r; .reg .b64 x; and.b64 x, %3, 1; setp.ne.u64 r, x, 0;"   \
  " setp." CMP "." HOW "." T " p|q, %1, %2, r; selp.b64 %0, 1, 0, p; @q add.u64 %0, %0, 2;}"
#define SET(X, D, T, CMP, TRUE)                                                \
  X("{.reg .b32 x; set." CMP "." D "." T " x, %1, %2; cvt.u64.u32 %0, x;}", holds(CMP, a, b) ? TRUE : 0)
#define SETS(X, T, CMP)                                                        \
  SET(X, "u32", T, CMP, 0xffffffffu) SET(X, "s32", T, CMP, 0xffffffffu) SET(X, "f32", T, CMP, 0x3f800000u)
#define SET_JOINED(X, T)                                                       \
  X("{.reg .pred r; .reg .b32 x; .reg .b64 y; and.b64 y, %3, 1; setp.ne.u64 r, y, 0;" \
    " set.ne.xor.u32." T " x, %1, %2, r; cvt.u64.u32 %0, x;}", holds("ne", a, b) != ODD ? 0xffffffffu : 0) \
  X("{.reg .pred r; .reg .b32 x; .reg .b64 y; and.b64 y, %3, 1; setp.ne.u64 r, y, 0;" \
    " set.eq.and.u32." T " x, %1, %2, r; set.eq.or.s32." T " x, %1, %2, r; cvt.u64.u32 %0, x;}", \
    holds("eq", a, b) || ODD ? 0xffffffffu : 0)
#define EQUAL(X, T) SETP(X, T, "eq") SETP(X, T, "ne") SETS(X, T, "eq") SETS(X, T, "ne") JOINED(X, T, "eq") SET_JOINED(X, T)
#define ORDER(X, T)                                                            \
  EQUAL(X, T) SETP(X, T, "lt") SETP(X, T, "le") SETP(X, T, "gt") SETP(X, T, "ge") \
  SETS(X, T, "lt") SETS(X, T, "le") SETS(X, T, "gt") SETS(X, T, "ge")
#define UNSIGNED(X, T)                                                         \
  ORDER(X, T) SETP(X, T, "lo") SETP(X, T, "ls") SETP(X, T, "hi") SETP(X, T, "hs") \
  SETS(X, T, "lo") SETS(X, T, "ls") SETS(X, T, "hi") SETS(X, T, "hs")
#define FLOATING(X, T)                                                         \
  SETP(X, T, "eq") SETP(X, T, "ne") SETP(X, T, "lt") SETP(X, T, "le") SETP(X, T, "gt") SETP(X, T, "ge") \
  SETP(X, T, "equ") SETP(X, T, "neu") SETP(X, T, "ltu") SETP(X, T, "leu")      \
  SETP(X, T, "gtu") SETP(X, T, "geu") SETP(X, T, "num") SETP(X, T, "nan") JOINED(X, T, "gtu")
#define FLOATING_SETS(X, T)                                                    \
  SETS(X, T, "eq") SETS(X, T, "ne") SETS(X, T, "lt") SETS(X, T, "le") SETS(X, T, "gt") SETS(X, T, "ge") \
  SETS(X, T, "equ") SETS(X, T, "neu") SETS(X, T, "ltu") SETS(X, T, "leu")      \
  SETS(X, T, "gtu") SETS(X, T, "geu") SETS(X, T, "num") SETS(X, T, "nan") SET_JOINED(X, T)
#define HALF_SETS(X, T, ONE)                                                   \
  X("{.reg .b16 x; set.ltu." T "." T " x, %1, %2; cvt.u64.u16 %0, x;}", holds("ltu", a, b) ? ONE : 0) \
  X("{.reg .b16 x; set.le.u16." T " x, %1, %2; cvt.u64.u16 %0, x;}", holds("le", a, b) ? 0xffff : 0) \
  X("{.reg .b16 x; set.ge.s16." T " x, %1, %2; cvt.u64.u16 %0, x;}", holds("ge", a, b) ? 0xffff : 0) \
  SET(X, "u32", T, "neu", 0xffffffffu) SET(X, "s32", T, "gt", 0xffffffffu)
/// Two lanes, the upper of which has them the other way round.
#define LANES(X, T, CMP)                                                       \
  X("{.reg .pred p, q; .reg .b32 x, y; mov.b32 x, {%1, %2}; mov.b32 y, {%2, %1};" \
    " setp." CMP "." T " p|q, x, y; selp.b64 %0, 1, 0, p; @q add.u64 %0, %0, 2;}", \
    holds(CMP, a, b) + 2 * holds(CMP, b, a))
#define LANE_SETS(X, T, ONE)                                                   \
  X("{.reg .b32 x, y; mov.b32 x, {%1, %2}; mov.b32 y, {%2, %1}; set.lt." T "." T " x, x, y; cvt.u64.u32 %0, x;}", \
    (holds("lt", a, b) ? ONE : 0) | (holds("lt", b, a) ? ONE << 16 : 0))       \
  X("{.reg .b32 x, y; mov.b32 x, {%1, %2}; mov.b32 y, {%2, %1}; set.geu.u32." T " x, x, y; cvt.u64.u32 %0, x;}", \
    (holds("geu", a, b) ? 0xffffu : 0) | (holds("geu", b, a) ? 0xffff0000u : 0)) \
  X("{.reg .b32 x, y; mov.b32 x, {%1, %2}; mov.b32 y, {%2, %1}; set.nan.s32." T " x, x, y; cvt.u64.u32 %0, x;}", \
    holds("nan", a, b) ? 0xffffffffu : 0)                                      \
  X("{.reg .pred p, q, r; .reg .b32 x, y; .reg .b64 z; and.b64 z, %3, 1; setp.ne.u64 r, z, 0; mov.b32 x, {%1, %2};" \
    " mov.b32 y, {%2, %1}; setp.lt.and." T " p|q, x, y, r; selp.b64 %0, 1, 0, p; @q add.u64 %0, %0, 2;}", \
    (holds("lt", a, b) && ODD) + 2 * (holds("lt", b, a) && ODD))
#define ALL_LANES(X, T)                                                        \
  LANES(X, T, "eq") LANES(X, T, "ne") LANES(X, T, "lt") LANES(X, T, "le") LANES(X, T, "gt") LANES(X, T, "ge") \
  LANES(X, T, "equ") LANES(X, T, "neu") LANES(X, T, "ltu") LANES(X, T, "leu")  \
  LANES(X, T, "gtu") LANES(X, T, "geu") LANES(X, T, "num") LANES(X, T, "nan")
#define FLUSHED(X, T, F)                                                       \
  X("{.reg .pred p; setp.lt.ftz." T " p, %1, %2; selp.b64 %0, 1, 0, p;}",      \
    holds("lt", flushed(F, a), flushed(F, b)))                                 \
  X("{.reg .b32 x; set.eq.ftz.u32." T " x, %1, %2; cvt.u64.u32 %0, x;}",       \
    holds("eq", flushed(F, a), flushed(F, b)) ? 0xffffffffu : 0)
/// \p OUT puts the register x into the result.
#define CHOICES(X, T, B, OUT)                                                  \
  X("{.reg .pred p; .reg ." B " x; .reg .b64 y; and.b64 y, %3, 1; setp.ne.u64 p, y, 0;" \
    " selp." T " x, %1, %2, p; " OUT "}", ODD ? A : D)                         \
  X("{.reg ." B " x; .reg .s32 y; cvt.u32.u64 y, %3; slct." T ".s32 x, %1, %2, y; " OUT "}", (int)A >= 0 ? A : D) \
  X("{.reg ." B " x; .reg .s32 z; .reg .f32 y; cvt.u32.u64 z, %3; cvt.rn.f32.s32 y, z;" \
    " slct." T ".f32 x, %1, %2, y; " OUT "}", (int)A >= 0 ? A : D)             \
  X("{.reg ." B " x; mov." T " x, %2; " OUT "}", D)
#define SLOT16 "cvt.u64.u16 %0, x;"
#define SLOT32 "cvt.u64.u32 %0, x;"
#define SLOT64 "mov.b64 %0, x;"
#define U16(X) UNSIGNED(X, "u16") CHOICES(X, "u16", "b16", SLOT16) EQUAL(X, "b16") CHOICES(X, "b16", "b16", SLOT16)
#define S16(X) ORDER(X, "s16") CHOICES(X, "s16", "b16", SLOT16)
#define U32(X) UNSIGNED(X, "u32") CHOICES(X, "u32", "b32", SLOT32) EQUAL(X, "b32") CHOICES(X, "b32", "b32", SLOT32)
#define S32(X) ORDER(X, "s32") CHOICES(X, "s32", "b32", SLOT32)
#define U64(X) UNSIGNED(X, "u64") CHOICES(X, "u64", "b64", SLOT64) EQUAL(X, "b64") CHOICES(X, "b64", "b64", SLOT64)
#define S64(X) ORDER(X, "s64") CHOICES(X, "s64", "b64", SLOT64)
#define F32(X) FLOATING(X, "f32") FLOATING_SETS(X, "f32") FLUSHED(X, "f32", Single) CHOICES(X, "f32", "b32", SLOT32) \
  X("{.reg .b32 x; .reg .f32 y; mov.b32 y, 0f80000001; slct.ftz.f32.f32 x, %1, %2, y; " SLOT32 "}", A)
#define F64(X) FLOATING(X, "f64") FLOATING_SETS(X, "f64") CHOICES(X, "f64", "b64", SLOT64)
#define F16(X) FLOATING(X, "f16") HALF_SETS(X, "f16", 0x3c00) SET(X, "f32", "f16", "lt", 0x3f800000u) \
  FLUSHED(X, "f16", Half) ALL_LANES(X, "f16x2") LANE_SETS(X, "f16x2", 0x3c00u) \
  X("{.reg .pred p, q; .reg .b32 x, y; mov.b32 x, {%1, %2}; mov.b32 y, {%2, %1}; setp.lt.ftz.f16x2 p|q, x, y;" \
    " selp.b64 %0, 1, 0, p; @q add.u64 %0, %0, 2;}",                           \
    holds("lt", flushed(Half, a), flushed(Half, b)) + 2 * holds("lt", flushed(Half, b), flushed(Half, a)))
#define BF16(X) FLOATING(X, "bf16") HALF_SETS(X, "bf16", 0x3f80) ALL_LANES(X, "bf16x2") LANE_SETS(X, "bf16x2", 0x3f80u)

#define RUN(TEXT, ...)                                                         \
  asm volatile(TEXT : "=l"(*Out++) : INPUT(In[I / N]), INPUT(In[I % N]), "l"((uint64_t)Bits[I / N]));
#define COUNT(...) +1
#define FAMILY(NAME, TYPE, LIST)                                               \
  __global__ void NAME(const TYPE *In, const uint64_t *Bits, int N, uint64_t *Out) { \
    int I = blockIdx.x * blockDim.x + threadIdx.x;                             \
    if (I >= N * N)                                                            \
      return;                                                                  \
    Out += I * (0 LIST(COUNT));                                                \
    LIST(RUN)                                                                  \
  }
#define INPUT "h"
FAMILY(u16, uint16_t, U16)
FAMILY(s16, int16_t, S16)
FAMILY(f16, uint16_t, F16)
FAMILY(bf16, uint16_t, BF16)
#undef INPUT
#define INPUT "r"
FAMILY(u32, uint32_t, U32)
FAMILY(s32, int32_t, S32)
#undef INPUT
#define INPUT "l"
FAMILY(u64, uint64_t, U64)
FAMILY(s64, int64_t, S64)
#undef INPUT
#define INPUT "f"
FAMILY(f32, float, F32)
#undef INPUT
#define INPUT "d"
FAMILY(f64, double, F64)

#define CHECK(TEXT, ...)                                                       \
  {                                                                            \
    const uint64_t Want = (__VA_ARGS__), Have = *Got++;                        \
    static int Said;                                                           \
    if (Want != Have && ++Failures && ++Said < 3)                                       \
      printf("%s of %Lg, %Lg is %llx and not %llx\n", TEXT, a, b, (long long)Have, (long long)Want); \
  }
#define TEST(KERNEL, TYPE, NUMBERS, LIST, VALUE)                               \
  {                                                                            \
    const int N = sizeof NUMBERS / sizeof *NUMBERS;                            \
    Buffer<TYPE> In(N);                                                        \
    Buffer<uint64_t> Raw(N), Out(N * N * (0 LIST(COUNT)));                     \
    for (int I = 0; I < N; ++I) {                                              \
      memcpy(&In[I], &NUMBERS[I], sizeof(TYPE));                               \
      memcpy(&Raw[I], &In[I], sizeof(TYPE));                                   \
    }                                                                          \
    In.up();                                                                   \
    Raw.up();                                                                  \
    KERNEL<<<(N * N + 63) / 64, 64>>>(In.Device, Raw.Device, N, Out.Device);   \
    Out.down();                                                                \
    const uint64_t *Got = &Out[0];                                             \
    for (int I = 0; I < N * N; ++I) {                                          \
      const uint64_t A = Raw[I / N], D = Raw[I % N];                           \
      auto Value = [](uint64_t V) -> long double { return VALUE; };            \
      const long double a = Value(A), b = Value(D);                            \
      LIST(CHECK)                                                              \
    }                                                                          \
  }
int main() {
  const uint64_t Integers[] = {0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
                               0x7fffffffffffffff, 0x8000000000000000, ~0ull, 0x123456789abcdef0};
  TEST(u16, uint16_t, Integers, U16, (uint16_t)V)
  TEST(s16, int16_t, Integers, S16, (int16_t)V)
  TEST(u32, uint32_t, Integers, U32, (uint32_t)V)
  TEST(s32, int32_t, Integers, S32, (int32_t)V)
  TEST(u64, uint64_t, Integers, U64, V)
  TEST(s64, int64_t, Integers, S64, (int64_t)V)
  const uint16_t Halves[] = {0, 0x8000, 1, 0x8001, 0x3c00, 0xbc00, 0x3c01, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0xfe01, 0x0400, 0x03ff};
  const uint16_t Brains[] = {0, 0x8000, 1, 0x8001, 0x3f80, 0xbf80, 0x3f81, 0x7f7f, 0x7f80, 0xff80, 0x7fc0, 0xffc1};
  const uint32_t Singles[] = {0, 0x80000000, 1, 0x80000001, 0x3f800000, 0xbf800000, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x800000, 0x7fffff};
  const uint64_t Doubles[] = {0, 1ull << 63, 1, 0x3ff0000000000000, 0xbff0000000000000, 0x7fefffffffffffff, 0x7ff0000000000000,
                              0xfff0000000000000, 0x7ff8000000000000, 0x3ff0000000000001};
  TEST(f16, uint16_t, Halves, F16, decode(Half, V))
  TEST(bf16, uint16_t, Brains, BF16, decode(Brain, V))
  TEST(f32, float, Singles, F32, decode(Single, V))
  TEST(f64, double, Doubles, F64, decode(Double, V))
  return finish();
}
