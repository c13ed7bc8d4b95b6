// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Conversions between all types that cvt knows, in every rounding mode, of all
// halves and bf16 and of a sample of others, against the formats' definitions.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"
typedef __int128 W;

/// X(text, constraint of the result, a C++ type of its register, what is right)
/// with `v`, the exact input, and `got`.
#define TO_INT(X, TO, T, C, FROM)                                              \
  X("cvt." TO "." FROM " %0, %1;", C, T, (W)(T)got == (W)(T)(v))               \
  X("cvt.sat." TO "." FROM " %0, %1;", C, T, (W)(T)got == cut<T>(v))
#define FROM_INT(X, FROM)                                                      \
  TO_INT(X, "u8", uint8_t, "=r", FROM) TO_INT(X, "s8", int8_t, "=r", FROM)     \
  TO_INT(X, "u16", uint16_t, "=h", FROM) TO_INT(X, "s16", int16_t, "=h", FROM) \
  TO_INT(X, "u32", uint32_t, "=r", FROM) TO_INT(X, "s32", int32_t, "=r", FROM) \
  TO_INT(X, "u64", uint64_t, "=l", FROM) TO_INT(X, "s64", int64_t, "=l", FROM) \
  TO_FLOAT(X, "f16", Half, "=h", uint16_t, FROM) TO_FLOAT(X, "f32", Single, "=f", float, FROM) \
  TO_FLOAT(X, "f64", Double, "=d", double, FROM) ROUNDINGS(X, "", "bf16", Brain, "=h", uint16_t, FROM)
#define ROUNDINGS(X, MORE, TO, F, C, T, FROM)                                  \
  X("cvt.rn" MORE "." TO "." FROM " %0, %1;", C, T, agree(decode(F, got), rounded(F, v, RN))) \
  X("cvt.rz" MORE "." TO "." FROM " %0, %1;", C, T, agree(decode(F, got), rounded(F, v, RZ))) \
  X("cvt.rm" MORE "." TO "." FROM " %0, %1;", C, T, agree(decode(F, got), rounded(F, v, RM))) \
  X("cvt.rp" MORE "." TO "." FROM " %0, %1;", C, T, agree(decode(F, got), rounded(F, v, RP)))
#define TO_FLOAT(X, TO, F, C, T, FROM)                                         \
  ROUNDINGS(X, "", TO, F, C, T, FROM)                                          \
  X("cvt.rn.sat." TO "." FROM " %0, %1;", C, T, agree(decode(F, got), saturated(rounded(F, v, RN))))

#define FLOAT_TO(X, TO, T, C, FROM, S)                                         \
  X("cvt.rni." TO "." FROM " %0, %1;", C, T, (W)(T)got == fit<T, S>(nearbyintl(v))) \
  X("cvt.rzi." TO "." FROM " %0, %1;", C, T, (W)(T)got == fit<T, S>(truncl(v))) \
  X("cvt.rmi." TO "." FROM " %0, %1;", C, T, (W)(T)got == fit<T, S>(floorl(v))) \
  X("cvt.rpi." TO "." FROM " %0, %1;", C, T, (W)(T)got == fit<T, S>(ceill(v)))  \
  X("cvt.rzi.sat." TO "." FROM " %0, %1;", C, T, (W)(T)got == fit<T, S>(truncl(v)))
#define FLOAT_TO_INTS(X, FROM, S)                                              \
  FLOAT_TO(X, "u8", uint8_t, "=r", FROM, S) FLOAT_TO(X, "s8", int8_t, "=r", FROM, S) \
  FLOAT_TO(X, "u16", uint16_t, "=h", FROM, S) FLOAT_TO(X, "s16", int16_t, "=h", FROM, S) \
  FLOAT_TO(X, "u32", uint32_t, "=r", FROM, S) FLOAT_TO(X, "s32", int32_t, "=r", FROM, S) \
  FLOAT_TO(X, "u64", uint64_t, "=l", FROM, S) FLOAT_TO(X, "s64", int64_t, "=l", FROM, S)
#define INTEGRAL(X, FROM, F, C, T)                                             \
  X("cvt." FROM "." FROM " %0, %1;", C, T, agree(decode(F, got), v))           \
  X("cvt.rni." FROM "." FROM " %0, %1;", C, T, agree(decode(F, got), nearbyintl(v))) \
  X("cvt.rzi." FROM "." FROM " %0, %1;", C, T, agree(decode(F, got), truncl(v))) \
  X("cvt.rmi." FROM "." FROM " %0, %1;", C, T, agree(decode(F, got), floorl(v))) \
  X("cvt.rpi." FROM "." FROM " %0, %1;", C, T, agree(decode(F, got), ceill(v)))
#define FLUSHED(X, TO, C, T)                                                   \
  X("cvt.rmi.ftz." TO ".f32 %0, %1;", C, T, (W)(T)got == fit<T, 4>(floorl(flushed(Single, v))))

#define FROM_F16(X)                                                            \
  FLOAT_TO_INTS(X, "f16", 2) INTEGRAL(X, "f16", Half, "=h", uint16_t)          \
  ROUNDINGS(X, "", "bf16", Brain, "=h", uint16_t, "f16")                       \
  X("cvt.sat.f16.f16 %0, %1;", "=h", uint16_t, agree(decode(Half, got), saturated(v))) \
  X("cvt.f32.f16 %0, %1;", "=f", float, agree(decode(Single, got), v))         \
  X("cvt.ftz.f32.f16 %0, %1;", "=f", float, agree(decode(Single, got), v))     \
  X("cvt.sat.f32.f16 %0, %1;", "=f", float, agree(decode(Single, got), saturated(v))) \
  X("cvt.f64.f16 %0, %1;", "=d", double, agree(decode(Double, got), v))
#define FROM_BF16(X)                                                           \
  FLOAT_TO_INTS(X, "bf16", 2) INTEGRAL(X, "bf16", Brain, "=h", uint16_t)       \
  ROUNDINGS(X, "", "f16", Half, "=h", uint16_t, "bf16")                        \
  X("cvt.f32.bf16 %0, %1;", "=f", float, agree(decode(Single, got), v))        \
  X("cvt.f64.bf16 %0, %1;", "=d", double, agree(decode(Double, got), v))
#define NARROWED(X, TO, F)                                                     \
  ROUNDINGS(X, "", TO, F, "=h", uint16_t, "f32")                               \
  X("cvt.rn.relu." TO ".f32 %0, %1;", "=h", uint16_t, agree(decode(F, got), relu(rounded(F, v, RN)))) \
  X("cvt.rz.satfinite." TO ".f32 %0, %1;", "=h", uint16_t, agree(decode(F, got), finite(F, rounded(F, v, RZ)))) \
  X("cvt.rn.satfinite." TO ".f32 %0, %1;", "=h", uint16_t, agree(decode(F, got), finite(F, rounded(F, v, RN))))
/// The first source is the upper half; 1.5 is the same everywhere.
#define PACKED(X, TO, F, ONE)                                                  \
  X("cvt.rn." TO ".f32 %0, 0f3fc00000, %1;", "=r", uint32_t, got >> 16 == ONE && agree(decode(F, got & 65535), rounded(F, v, RN))) \
  X("cvt.rz." TO ".f32 %0, %1, 0f3fc00000;", "=r", uint32_t, (got & 65535) == ONE && agree(decode(F, got >> 16), rounded(F, v, RZ))) \
  X("cvt.rn.relu." TO ".f32 %0, %1, %1;", "=r", uint32_t, got >> 16 == (got & 65535) && agree(decode(F, got >> 16), relu(rounded(F, v, RN)))) \
  X("cvt.rn.satfinite." TO ".f32 %0, %1, %1;", "=r", uint32_t, got >> 16 == (got & 65535) && agree(decode(F, got >> 16), finite(F, rounded(F, v, RN))))
#define FROM_F32(X)                                                            \
  FLOAT_TO_INTS(X, "f32", 4) INTEGRAL(X, "f32", Single, "=f", float)           \
  FLUSHED(X, "u8", "=r", uint8_t) FLUSHED(X, "s8", "=r", int8_t)               \
  FLUSHED(X, "u16", "=h", uint16_t) FLUSHED(X, "s16", "=h", int16_t)           \
  FLUSHED(X, "u32", "=r", uint32_t) FLUSHED(X, "s32", "=r", int32_t)           \
  FLUSHED(X, "u64", "=l", uint64_t) FLUSHED(X, "s64", "=l", int64_t)           \
  NARROWED(X, "f16", Half) NARROWED(X, "bf16", Brain)                          \
  PACKED(X, "f16x2", Half, 0x3e00) PACKED(X, "bf16x2", Brain, 0x3fc0)          \
  X("cvt.rn.ftz.f16.f32 %0, %1;", "=h", uint16_t, agree(decode(Half, got), rounded(Half, flushed(Single, v), RN))) \
  X("cvt.rn.sat.f16.f32 %0, %1;", "=h", uint16_t, agree(decode(Half, got), saturated(rounded(Half, v, RN)))) \
  X("cvt.sat.f32.f32 %0, %1;", "=f", float, agree(decode(Single, got), saturated(v))) \
  X("cvt.ftz.f32.f32 %0, %1;", "=f", float, agree(decode(Single, got), flushed(Single, v))) \
  X("cvt.f64.f32 %0, %1;", "=d", double, agree(decode(Double, got), v))        \
  X("cvt.ftz.f64.f32 %0, %1;", "=d", double, agree(decode(Double, got), flushed(Single, v))) \
  X("cvt.sat.f64.f32 %0, %1;", "=d", double, agree(decode(Double, got), saturated(v))) \
  X("cvt.rn.satfinite.tf32.f32 %0, %1;", "=r", uint32_t, agree(decode(Single, got), finite(Tf32, rounded(Tf32, v, RN)))) \
  X("cvt.rz.relu.tf32.f32 %0, %1;", "=r", uint32_t, agree(decode(Single, got) + 0.0L, relu(rounded(Tf32, v, RZ)) + 0.0L))
#define FROM_F64(X)                                                            \
  FLOAT_TO_INTS(X, "f64", 8) INTEGRAL(X, "f64", Double, "=d", double)          \
  ROUNDINGS(X, "", "f16", Half, "=h", uint16_t, "f64")                         \
  ROUNDINGS(X, "", "bf16", Brain, "=h", uint16_t, "f64")                       \
  ROUNDINGS(X, "", "f32", Single, "=f", float, "f64")                          \
  X("cvt.sat.f64.f64 %0, %1;", "=d", double, agree(decode(Double, got), saturated(v))) \
  X("cvt.rn.ftz.f32.f64 %0, %1;", "=f", float, agree(decode(Single, got), flushed(Single, rounded(Single, v, RN)))) \
  X("cvt.rn.sat.f32.f64 %0, %1;", "=f", float, agree(decode(Single, got), saturated(rounded(Single, v, RN))))
constexpr Format Tf32{8, 10};

template <class T> static W least() { return std::is_signed<T>::value ? -((W)1 << (8 * sizeof(T) - 1)) : 0; }
template <class T> static W most() { return ((W)1 << (8 * sizeof(T) - std::is_signed<T>::value)) - 1; }
template <class T> static W cut(W V) { return std::max(least<T>(), std::min(most<T>(), V)); }
/// Cut to the range. NaN is 0, or the highest bit alone where either side has
/// 64 bits: so the PTX ISA says.
template <class T, int Source> static W fit(long double V) {
  if (std::isnan(V))
    return Source == 8 || sizeof(T) == 8 ? (W)(T)(1ull << (8 * sizeof(T) - 1)) : 0;
  if (V >= (long double)most<T>())
    return most<T>();
  return V <= (long double)least<T>() ? least<T>() : (W)V;
}

template <class T> __device__ uint64_t bits(T V) {
  uint64_t R = 0;
  memcpy(&R, &V, sizeof V);
  return R;
}
#define COUNT(...) +1
#define RUN(TEXT, C, T, ...)                                                   \
  {                                                                            \
    Register<T>::type R;                                                       \
    asm volatile(TEXT : C(R) : INPUT(A));                                      \
    *Out++ = bits(R);                                                          \
  }
template <class T> struct Register { typedef T type; };
template <> struct Register<uint8_t> { typedef uint32_t type; };
template <> struct Register<int8_t> { typedef int32_t type; };
#define FAMILY(NAME, TYPE, LIST)                                               \
  __global__ void NAME(const TYPE *In, int N, uint64_t *Out) {                 \
    int I = blockIdx.x * blockDim.x + threadIdx.x;                             \
    if (I >= N)                                                                \
      return;                                                                  \
    TYPE A = In[I];                                                            \
    Out += I * (0 LIST(COUNT));                                                \
    LIST(RUN)                                                                  \
  }
#define CHECK(TEXT, C, T, ...)                                                 \
  {                                                                            \
    const uint64_t got = *Got++;                                               \
    static int Said;                                                           \
    if (!(__VA_ARGS__) && ++Failures && ++Said < 3)                                     \
      printf("%s of %Lg is %llx\n", TEXT, (long double)v, (long long)got);     \
  }
/// \p V gives the exact value of an input.
template <class T, class K, class V, class F> static void test(K Kernel, const T *Numbers, int N, int Each, V Value, F Check) {
  Buffer<T> In(N);
  Buffer<uint64_t> Out(N * Each);
  std::copy(Numbers, Numbers + N, &In[0]);
  In.up();
  Kernel<<<(N + 63) / 64, 64>>>(In.Device, N, Out.Device);
  Out.down();
  for (int I = 0; I < N; ++I)
    Check(Value(Numbers[I]), &Out[I * Each]);
}

#define INPUT "r"
#define L(X) FROM_INT(X, "u8")
FAMILY(fromU8, uint32_t, L)
#undef L
#define L(X) FROM_INT(X, "s8")
FAMILY(fromS8, uint32_t, L)
#undef L
#define L(X) FROM_INT(X, "u32")
FAMILY(fromU32, uint32_t, L)
#undef L
#define L(X) FROM_INT(X, "s32")
FAMILY(fromS32, uint32_t, L)
#undef L
#undef INPUT
#define INPUT "h"
#define L(X) FROM_INT(X, "u16")
FAMILY(fromU16, uint16_t, L)
#undef L
#define L(X) FROM_INT(X, "s16")
FAMILY(fromS16, uint16_t, L)
#undef L
FAMILY(fromF16, uint16_t, FROM_F16)
FAMILY(fromBf16, uint16_t, FROM_BF16)
#undef INPUT
#define INPUT "l"
#define L(X) FROM_INT(X, "u64")
FAMILY(fromU64, uint64_t, L)
#undef L
#define L(X) FROM_INT(X, "s64")
FAMILY(fromS64, uint64_t, L)
#undef L
#undef INPUT
#define INPUT "f"
FAMILY(fromF32, float, FROM_F32)
#undef INPUT
#define INPUT "d"
FAMILY(fromF64, double, FROM_F64)

#define TEST_INT(KERNEL, R, T, NAME)                                           \
  {                                                                            \
    R Numbers[64];                                                             \
    int N = 0;                                                                 \
    for (int Shift = 0; Shift < 64 && N < 60; Shift += 4)                      \
      for (uint64_t Base : {0x7ull, 0x5ull, ~0ull, 0x1234567890abcdefull})     \
        Numbers[N++] = (R)(Base << Shift);                                     \
    test(KERNEL, Numbers, N, 0 FROM_INT(COUNT, NAME), [](R V) { return (W)(T)V; }, \
         [](W v, const uint64_t *Got) { FROM_INT(CHECK, NAME) });              \
  }
#define TEST_FLOAT(KERNEL, R, F, LIST, BITS)                                   \
  {                                                                            \
    static R Numbers[65536];                                                    \
    static BITS Patterns[65536];                                                \
    const int N = patterns(F, Patterns, 65536);                                 \
    memcpy(Numbers, Patterns, sizeof Numbers);                                 \
    test(KERNEL, Numbers, N, 0 LIST(COUNT), [](R V) {                          \
           BITS B;                                                             \
           memcpy(&B, &V, sizeof B);                                           \
           return decode(F, B);                                                \
         }, [](long double v, const uint64_t *Got) { LIST(CHECK) });           \
  }
int main() {
  TEST_INT(fromU8, uint32_t, uint8_t, "u8")
  TEST_INT(fromS8, uint32_t, int8_t, "s8")
  TEST_INT(fromU16, uint16_t, uint16_t, "u16")
  TEST_INT(fromS16, uint16_t, int16_t, "s16")
  TEST_INT(fromU32, uint32_t, uint32_t, "u32")
  TEST_INT(fromS32, uint32_t, int32_t, "s32")
  TEST_INT(fromU64, uint64_t, uint64_t, "u64")
  TEST_INT(fromS64, uint64_t, int64_t, "s64")
  TEST_FLOAT(fromF16, uint16_t, Half, FROM_F16, uint16_t)
  TEST_FLOAT(fromBf16, uint16_t, Brain, FROM_BF16, uint16_t)
  TEST_FLOAT(fromF32, float, Single, FROM_F32, uint32_t)
  TEST_FLOAT(fromF64, double, Double, FROM_F64, uint64_t)
  return finish();
}
