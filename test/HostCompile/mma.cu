// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mma of each type and shape: registers as the PTX ISA lays them out, products
// against exact arithmetic.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cstring>
typedef unsigned U;

/// One instruction: M x N x K, bits of an element of A and B, registers.
template <int M_, int K_, int Bits_> struct Form {
  static constexpr int M = M_, N = 8, K = K_, Bits = Bits_;
  static constexpr int PerA = M * K / 32, PerB = K * 8 / 32, PerC = M * 8 / 32;
  static constexpr int P = Bits >= 32 ? 1 : 32 / Bits;
  static constexpr int WordsA = PerA * Bits / 32, WordsB = PerB * Bits / 32;
};
// "Matrix fragments for mma" of the PTX ISA, element i of lane 4 g + t: rows
// change from one register to the next, columns every two registers.
template <class F> __host__ __device__ int rowOfA(int G, int I) {
  return F::M == 8 ? G : I / F::P % 2 ? G + 8 : G;
}
template <class F> __host__ __device__ int columnOfA(int T, int I) {
  int Half = F::M == 8 ? 0 : I / (2 * F::P);
  return T * F::P + I % F::P + Half * 4 * F::P;
}
template <class F> __host__ __device__ int rowOfB(int T, int I) {
  return T * F::P + I % F::P + I / F::P * 4 * F::P;
}
__host__ __device__ int rowOfC(int G, int I) { return I < 2 ? G : G + 8; }
__host__ __device__ int columnOfC(int T, int I) { return 2 * T + I % 2; }

/// Elements as whole words in memory; packs them as a lane has them.
template <class F>
__device__ void pack(const U *A, const U *B, U (&Ra)[8], U (&Rb)[8]) {
  int G = threadIdx.x / 4, T = threadIdx.x % 4;
  for (int I = 0; I < 8; ++I)
    Ra[I] = Rb[I] = 0;
  for (int I = 0; I < F::PerA; ++I)
    Ra[I / F::P] |= A[rowOfA<F>(G, I) * F::K + columnOfA<F>(T, I)]
                    << I % F::P * F::Bits % 32;
  for (int I = 0; I < F::PerB; ++I)
    Rb[I / F::P] |= B[rowOfB<F>(T, I) * 8 + G] << I % F::P * F::Bits % 32;
}
#define A1 "{%4}, "
#define A2 "{%4,%5}, "
#define A4 "{%4,%5,%6,%7}, "
#define B1 "{%8}, "
#define B2 "{%8,%9}, "
#define D2 "{%0,%1}, "
#define D4 "{%0,%1,%2,%3}, "
#define C2 "{%10,%11};"
#define C4 "{%10,%11,%12,%13};"
/// Registers of A and B that a form has not are read by nobody.
#define KERNEL(NAME, FORM, WORDS, OPERANDS, C, LETTER)                         \
  struct NAME {                                                                \
    using F = FORM;                                                            \
    using Sum = C;                                                             \
    static __device__ void run(const U (&A)[8], const U (&B)[8], C (&c)[4],    \
                               C (&d)[4]) {                                    \
      asm volatile("mma.sync.aligned." WORDS " " OPERANDS                      \
                   : "=" LETTER(d[0]), "=" LETTER(d[1]), "=" LETTER(d[2]),     \
                     "=" LETTER(d[3])                                          \
                   : "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(B[0]),    \
                     "r"(B[1]), LETTER(c[0]), LETTER(c[1]), LETTER(c[2]),      \
                     LETTER(c[3]));                                            \
    }                                                                          \
  };
template <class Op>
__global__ void run(const U *A, const U *B, const typename Op::Sum *C,
                    typename Op::Sum *D) {
  using F = typename Op::F;
  U Ra[8], Rb[8];
  pack<F>(A, B, Ra, Rb);
  int G = threadIdx.x / 4, T = threadIdx.x % 4;
  typename Op::Sum Rc[4] = {}, Rd[4];
  for (int I = 0; I < F::PerC; ++I)
    Rc[I] = C[rowOfC(G, I) * 8 + columnOfC(T, I)];
  Op::run(Ra, Rb, Rc, Rd);
  for (int I = 0; I < F::PerC; ++I)
    D[rowOfC(G, I) * 8 + columnOfC(T, I)] = Rd[I];
}
template <int M, int K> using F16 = Form<M, K, 16>;
template <int M, int K> using F8 = Form<M, K, 8>;
template <int M, int K> using F4 = Form<M, K, 4>;
template <int M, int K> using F1 = Form<M, K, 1>;
template <int M, int K> using F32 = Form<M, K, 32>;
typedef F16<16, 8> H8;
typedef F16<16, 16> H16;
typedef F32<16, 4> T4;
typedef F32<16, 8> T8;
typedef F8<8, 16> I816;
typedef F8<16, 16> I16;
typedef F8<16, 32> I32;
typedef F4<8, 32> N832;
typedef F4<16, 32> N32;
typedef F4<16, 64> N64;
typedef F1<8, 128> O8;
typedef F1<16, 128> O128;
typedef F1<16, 256> O256;
KERNEL(Half8, H8, "m16n8k8.row.col.f32.f16.f16.f32", D4 A2 B1 C4, float, "f")
KERNEL(Half16, H16, "m16n8k16.row.col.f32.f16.f16.f32", D4 A4 B2 C4, float, "f")
KERNEL(Brain8, H8, "m16n8k8.row.col.f32.bf16.bf16.f32", D4 A2 B1 C4, float, "f")
KERNEL(Brain16, H16, "m16n8k16.row.col.f32.bf16.bf16.f32", D4 A4 B2 C4, float, "f")
KERNEL(Tf4, T4, "m16n8k4.row.col.f32.tf32.tf32.f32", D4 A2 B1 C4, float, "f")
KERNEL(Tf8, T8, "m16n8k8.row.col.f32.tf32.tf32.f32", D4 A4 B2 C4, float, "f")
KERNEL(E4, I32, "m16n8k32.row.col.f32.e4m3.e4m3.f32", D4 A4 B2 C4, float, "f")
KERNEL(E5, I32, "m16n8k32.row.col.f32.e4m3.e5m2.f32", D4 A4 B2 C4, float, "f")
KERNEL(E54, I32, "m16n8k32.row.col.f32.e5m2.e4m3.f32", D4 A4 B2 C4, float, "f")
KERNEL(E55, I16, "m16n8k16.row.col.f32.e5m2.e5m2.f32", D4 A2 B1 C4, float, "f")
KERNEL(Byte816, I816, "m8n8k16.row.col.s32.s8.s8.s32", D2 A1 B1 C2, int, "r")
KERNEL(Byte16, I16, "m16n8k16.row.col.s32.u8.s8.s32", D4 A2 B1 C4, int, "r")
KERNEL(Byte32, I32, "m16n8k32.row.col.s32.s8.u8.s32", D4 A4 B2 C4, int, "r")
KERNEL(Most32, I32, "m16n8k32.row.col.satfinite.s32.u8.u8.s32", D4 A4 B2 C4, int, "r")
KERNEL(Nib832, N832, "m8n8k32.row.col.s32.s4.s4.s32", D2 A1 B1 C2, int, "r")
KERNEL(Nib32, N32, "m16n8k32.row.col.s32.u4.s4.s32", D4 A2 B1 C4, int, "r")
KERNEL(Most64, N64, "m16n8k64.row.col.s32.u4.u4.s32", D4 A4 B2 C4, int, "r")
KERNEL(Nib64, N64, "m16n8k64.row.col.s32.s4.u4.s32", D4 A4 B2 C4, int, "r")
KERNEL(Bit8, O8, "m8n8k128.row.col.s32.b1.b1.s32.xor.popc", D2 A1 B1 C2, int, "r")
KERNEL(Bit128, O128, "m16n8k128.row.col.s32.b1.b1.s32.and.popc", D4 A2 B1 C4, int, "r")
KERNEL(Bit256, O256, "m16n8k256.row.col.s32.b1.b1.s32.xor.popc", D4 A4 B2 C4, int, "r")

static double f16(U X) { return __half2float(__ushort_as_half(X)); }
static double brain(U X) { X <<= 16; float F; memcpy(&F, &X, 4); return F; }
static double tf(U X) { X &= ~0x1fffu; float F; memcpy(&F, &X, 4); return F; }
static double e5(U X) { return f16(X << 8); }
static double e4(U X) {
  int E = X >> 3 & 15, M = X & 7;
  double V = E ? ldexp(8 + M, E - 10) : ldexp(M, -9);
  return E == 15 && M == 7 ? NAN : X & 128 ? -V : V;
}
static double s8(U X) { return (signed char)X; }
static double u8(U X) { return X; }
static double s4(U X) { return X & 8 ? (int)X - 16 : (int)X; }
static U State = 1;
static U next() { return State = State * 1664525u + 1013904223u; }

template <class Op>
void test(const char *Name, double (*DecodeA)(U), double (*DecodeB)(U),
          char Product = '*', bool Saturates = false) {
  using F = typename Op::F;
  constexpr int M = F::M, K = F::K;
  Buffer<U> A(M * K), B(K * 8);
  using Number = typename Op::Sum;
  Buffer<Number> C(M * 8), D(M * 8);
  const U Mask = F::Bits == 32 ? ~0u : (1u << F::Bits) - 1;
  auto Draw = [&](double (*Decode)(U)) {
    U X;
    do
      X = next() >> (F::Bits == 32 ? 0 : 9) & Mask;
    while (!(fabs(Decode(X)) < 300) || (F::Bits >= 16 && fabs(Decode(X)) < 1e-3));
    return X;
  };
  for (int I = 0; I < M * K; ++I)
    A[I] = Draw(DecodeA);
  for (int I = 0; I < K * 8; ++I)
    B[I] = Draw(DecodeB);
  for (int I = 0; I < M * 8; ++I)
    C[I] = Saturates ? I % 2 ? 2147483647 : 5 : (int)(next() >> 20) - 2048;
  A.up(), B.up(), C.up();
  run<Op><<<1, 32>>>(A.Device, B.Device, C.Device, D.Device);
  D.down();
  for (int R = 0; R < M; ++R)
    for (int N = 0; N < 8; ++N) {
      double Sum = C[R * 8 + N], Size = fabs(Sum);
      for (int I = 0; I < K; ++I) {
        U X = A[R * K + I], Y = B[I * 8 + N];
        double P = Product == '^'   ? X ^ Y
                   : Product == '&' ? X & Y
                                    : DecodeA(X) * DecodeB(Y);
        Sum += P;
        Size += fabs(P);
      }
      if (Saturates && Sum > 2147483647)
        Sum = 2147483647;
      double Got = D[R * 8 + N];
      // One rounding to float of what has been summed exactly enough.
      bool Right = F::Bits > 8 || Number(0.5) != 0
                       ? fabs(Got - Sum) <= fabs(Sum) * 6e-8 + Size * 1e-14
                       : Got == Sum;
      if (!Right && ++Failures < 10)
        printf("%s: row %d column %d: %g, not %g\n", Name, R, N, Got, Sum);
    }
}

/// D and C of two halves in a register or of one float, whatever A and B are.
#define MIXED(NAME, FORM, WORDS, OPERANDS, HALF_D, HALF_C)                     \
  struct NAME {                                                                \
    using F = FORM;                                                            \
    static constexpr bool HalfD = HALF_D, HalfC = HALF_C;                      \
    static __device__ void run(const U (&A)[8], const U (&B)[8], U (&c)[4],    \
                               U (&d)[4]) {                                    \
      asm volatile("mma.sync.aligned." WORDS " " OPERANDS                      \
                   : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])            \
                   : "r"(A[0]), "r"(A[1]), "r"(A[2]), "r"(A[3]), "r"(B[0]),    \
                     "r"(B[1]), "r"(c[0]), "r"(c[1]), "r"(c[2]), "r"(c[3]));   \
    }                                                                          \
  };
MIXED(Halves16, H16, "m16n8k16.row.col.f16.f16.f16.f16", D2 A4 B2 C2, true, true)
MIXED(Halves8, H8, "m16n8k8.row.col.f16.f16.f16.f16", D2 A2 B1 C2, true, true)
MIXED(Narrow16, H16, "m16n8k16.row.col.f16.f16.f16.f32", D2 A4 B2 C4, true, false)
MIXED(Wide16, H16, "m16n8k16.row.col.f32.f16.f16.f16", D4 A4 B2 C2, false, true)
MIXED(Half44, I32, "m16n8k32.row.col.f16.e4m3.e4m3.f16", D2 A4 B2 C2, true, true)
MIXED(Half45, I16, "m16n8k16.row.col.f16.e4m3.e5m2.f16", D2 A2 B1 C2, true, true)
MIXED(Half54, I32, "m16n8k32.row.col.f16.e5m2.e4m3.f16", D2 A4 B2 C2, true, true)
MIXED(Half55, I32, "m16n8k32.row.col.f16.e5m2.e5m2.f16", D2 A4 B2 C2, true, true)
template <class Op>
__global__ void mixed(const U *A, const U *B, const float *C, float *D) {
  U Ra[8], Rb[8], Rc[4] = {}, Rd[4];
  pack<typename Op::F>(A, B, Ra, Rb);
  int G = threadIdx.x / 4, T = threadIdx.x % 4;
  for (int I = 0; I < 4; ++I) {
    float X = C[rowOfC(G, I) * 8 + columnOfC(T, I)];
    if (Op::HalfC)
      Rc[I / 2] |= __half_as_ushort(__float2half(X)) << 16 * (I % 2);
    else
      Rc[I] = __float_as_uint(X);
  }
  Op::run(Ra, Rb, Rc, Rd);
  for (int I = 0; I < 4; ++I)
    D[rowOfC(G, I) * 8 + columnOfC(T, I)] =
        Op::HalfD ? __half2float(__ushort_as_half(Rd[I / 2] >> 16 * (I % 2))) : __uint_as_float(Rd[I]);
}
template <class Op> void testMixed(const char *Name, double (*DecodeA)(U), double (*DecodeB)(U)) {
  using F = typename Op::F;
  Buffer<U> A(16 * F::K), B(F::K * 8);
  Buffer<float> C(128), D(128);
  auto Draw = [](double (*Decode)(U)) {
    U X;
    do
      X = next() >> 9 & ((1u << F::Bits) - 1);
    while (!(fabs(Decode(X)) < 20) || fabs(Decode(X)) < 0.01);
    return X;
  };
  for (int I = 0; I < 16 * F::K; ++I)
    A[I] = Draw(DecodeA);
  for (int I = 0; I < F::K * 8; ++I)
    B[I] = Draw(DecodeB);
  for (int I = 0; I < 128; ++I)
    C[I] = I - 64;
  A.up(), B.up(), C.up();
  mixed<Op><<<1, 32>>>(A.Device, B.Device, C.Device, D.Device);
  D.down();
  for (int R = 0; R < 16; ++R)
    for (int N = 0; N < 8; ++N) {
      double Sum = C[R * 8 + N];
      for (int I = 0; I < F::K; ++I)
        Sum += DecodeA(A[R * F::K + I]) * DecodeB(B[I * 8 + N]);
      const float Want = Op::HalfD ? __half2float(__double2half(Sum)) : (float)Sum;
      if (fabs(D[R * 8 + N] - Want) > (Op::HalfD ? 0 : fabs(Want) * 2e-7 + 1e-6) && ++Failures < 10)
        printf("%s: row %d column %d: %g, not %g\n", Name, R, N, D[R * 8 + N], Want);
    }
}
__global__ void doubles(const double *A, const double *B, const double *C,
                        double *D) {
  int G = threadIdx.x / 4, T = threadIdx.x % 4;
  double D0, D1;
  asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, "
               "{%3}, {%4,%5};"
               : "=d"(D0), "=d"(D1)
               : "d"(A[G * 4 + T]), "d"(B[T * 8 + G]), "d"(C[G * 8 + 2 * T]),
                 "d"(C[G * 8 + 2 * T + 1]));
  D[G * 8 + 2 * T] = D0;
  D[G * 8 + 2 * T + 1] = D1;
}
__global__ void doubles16(const double *A, const double *B, double *D) {
  int G = threadIdx.x / 4, T = threadIdx.x % 4;
  double R[4] = {}, a[8], b[4];
  for (int I = 0; I < 8; ++I)
    a[I] = A[(G + 8 * (I % 2)) * 16 + T + I / 2 * 4];
  for (int I = 0; I < 4; ++I)
    b[I] = B[(T + 4 * I) * 8 + G];
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f64.f64.f64.f64 "
               "{%0,%1,%2,%3}, {%4,%5,%6,%7,%8,%9,%10,%11}, {%12,%13,%14,%15}, "
               "{%0,%1,%2,%3};"
               : "+d"(R[0]), "+d"(R[1]), "+d"(R[2]), "+d"(R[3])
               : "d"(a[0]), "d"(a[1]), "d"(a[2]), "d"(a[3]), "d"(a[4]),
                 "d"(a[5]), "d"(a[6]), "d"(a[7]), "d"(b[0]), "d"(b[1]),
                 "d"(b[2]), "d"(b[3]));
  for (int I = 0; I < 4; ++I)
    D[rowOfC(G, I) * 8 + columnOfC(T, I)] = R[I];
}
/// Rounding may be said, behind the types.
__global__ void doubles8(const double *A, const double *B, double *D) {
  int G = threadIdx.x / 4, T = threadIdx.x % 4;
  double R[4] = {1, 1, 1, 1};
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f64.f64.f64.f64.rn "
               "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+d"(R[0]), "+d"(R[1]), "+d"(R[2]), "+d"(R[3])
               : "d"(A[G * 8 + T]), "d"(A[(G + 8) * 8 + T]), "d"(A[G * 8 + T + 4]),
                 "d"(A[(G + 8) * 8 + T + 4]), "d"(B[T * 8 + G]), "d"(B[(T + 4) * 8 + G]));
  for (int I = 0; I < 4; ++I)
    D[rowOfC(G, I) * 8 + columnOfC(T, I)] = R[I];
}
static void testWide() {
  Buffer<double> X(256), Y(128), Z(128), W(128);
  for (int I = 0; I < 256; ++I)
    X[I] = next() / 3e9;
  for (int I = 0; I < 128; ++I)
    Y[I] = next() / 3e9, Z[I] = next() / 3e9;
  X.up(), Y.up(), Z.up();
  doubles<<<1, 32>>>(X.Device, Y.Device, Z.Device, W.Device);
  W.down();
  for (int R = 0; R < 8; ++R)
    for (int N = 0; N < 8; ++N) {
      double Sum = Z[R * 8 + N];
      for (int I = 0; I < 4; ++I)
        Sum = fma(X[R * 4 + I], Y[I * 8 + N], Sum);
      EXPECT(W[R * 8 + N] == Sum);
    }
  doubles8<<<1, 32>>>(X.Device, Y.Device, W.Device);
  W.down();
  for (int R = 0; R < 16; ++R)
    for (int N = 0; N < 8; ++N) {
      double Sum = 1;
      for (int I = 0; I < 8; ++I)
        Sum = fma(X[R * 8 + I], Y[I * 8 + N], Sum);
      EXPECT(W[R * 8 + N] == Sum);
    }
  doubles16<<<1, 32>>>(X.Device, Y.Device, W.Device);
  W.down();
  for (int R = 0; R < 16; ++R)
    for (int N = 0; N < 8; ++N) {
      double Sum = 0;
      for (int I = 0; I < 16; ++I)
        Sum = fma(X[R * 16 + I], Y[I * 8 + N], Sum);
      EXPECT(W[R * 8 + N] == Sum);
    }
}
int main() {
#define TEST(OP, ...) test<OP>(#OP, __VA_ARGS__)
  TEST(Half8, f16, f16);
  TEST(Half16, f16, f16);
  TEST(Brain8, brain, brain);
  TEST(Brain16, brain, brain);
  TEST(Tf4, tf, tf);
  TEST(Tf8, tf, tf);
  TEST(E4, e4, e4);
  TEST(E5, e4, e5);
  TEST(E54, e5, e4);
  TEST(E55, e5, e5);
  TEST(Byte816, s8, s8);
  TEST(Byte16, u8, s8);
  TEST(Byte32, s8, u8);
  TEST(Most32, u8, u8, '*', true);
  TEST(Nib832, s4, s4);
  TEST(Nib32, u8, s4);
  TEST(Nib64, s4, u8);
  TEST(Most64, u8, u8);
  TEST(Bit8, u8, u8, '^');
  TEST(Bit128, u8, u8, '&');
  TEST(Bit256, u8, u8, '^');
#define TEST_MIXED(OP, ...) testMixed<OP>(#OP, __VA_ARGS__)
  TEST_MIXED(Halves16, f16, f16);
  TEST_MIXED(Halves8, f16, f16);
  TEST_MIXED(Narrow16, f16, f16);
  TEST_MIXED(Wide16, f16, f16);
  TEST_MIXED(Half44, e4, e4);
  TEST_MIXED(Half45, e4, e5);
  TEST_MIXED(Half54, e5, e4);
  TEST_MIXED(Half55, e5, e5);
  testWide();
  return finish();
}
