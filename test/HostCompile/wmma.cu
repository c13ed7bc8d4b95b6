// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nvcuda::wmma: every type, shape and order in memory against exact sums.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_80 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_80 -I %S/Inputs %s -o %t.checked
// RUN: %t.checked 2>&1 | FileCheck %s --implicit-check-not=check:
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <mma.h>
using namespace nvcuda;
template <class T> struct Element {
  using Memory = T;
};
template <> struct Element<wmma::precision::tf32> {
  using Memory = float;
};
/// Integers with saturation, and halves with a result of another type than the
/// addend: the sums are the same.
template <int M, int N, int K, class FA, class FB, class Sum>
__device__ void more(FA &A, FB &B, wmma::fragment<wmma::accumulator, M, N, K, Sum> &C, Sum *D) {
  constexpr bool Halves = std::is_same<typename FA::element_type, __half>::value;
  if constexpr (std::is_same<Sum, int>::value) {
    wmma::fragment<wmma::accumulator, M, N, K, int> F;
    wmma::mma_sync(F, A, B, C, true);
    wmma::store_matrix_sync(D + M * N, F, N, wmma::mem_row_major);
  }
  if constexpr (Halves) {
    using Other = std::conditional_t<std::is_same<Sum, float>::value, __half, float>;
    wmma::fragment<wmma::accumulator, M, N, K, Other> F;
    wmma::mma_sync(F, A, B, C);
    wmma::store_matrix_sync((Other *)(D + 2 * M * N), F, N, wmma::mem_row_major);
  }
}
template <int M, int N, int K, class T, class Sum, class LA, class LB>
__global__ void run(const typename Element<T>::Memory *A,
                    const typename Element<T>::Memory *B, const Sum *C, Sum *D,
                    int StrideA, int StrideB, wmma::layout_t Layout) {
  wmma::fragment<wmma::matrix_a, M, N, K, T, LA> FA;
  wmma::fragment<wmma::matrix_b, M, N, K, T, LB> FB;
  wmma::fragment<wmma::accumulator, M, N, K, Sum> FC;
  wmma::load_matrix_sync(FA, A, StrideA);
  wmma::load_matrix_sync(FB, B, StrideB);
  wmma::load_matrix_sync(FC, C, Layout == wmma::mem_row_major ? N : M, Layout);
  more<M, N, K>(FA, FB, FC, D);
  wmma::mma_sync(FC, FA, FB, FC);
  // Each element is in one place, whoever has it.
  for (int I = 0; I < FC.num_elements; ++I)
    FC.x[I] = FC.x[I] + FC.x[I];
  wmma::store_matrix_sync(D, FC, Layout == wmma::mem_row_major ? N : M, Layout);
}
template <class T> double number(T V) { return V; }
template <> double number(__half V) { return __half2float(V); }
template <> double number(__nv_bfloat16 V) { return __bfloat162float(V); }
template <int M, int N, int K, class T, class Sum, class LA, class LB>
void test(int Line) {
  using E = typename Element<T>::Memory;
  constexpr bool RowA = std::is_same<LA, wmma::row_major>::value;
  constexpr bool RowB = std::is_same<LB, wmma::row_major>::value;
  const int Pad = 16, StrideA = (RowA ? K : M) + Pad,
            StrideB = (RowB ? N : K) + Pad;
  Buffer<E> A((RowA ? M : K) * StrideA), B((RowB ? K : N) * StrideB);
  Buffer<Sum> C(M * N), D(4 * M * N);
  auto AtA = [&](int R, int I) -> E & {
    return A[RowA ? R * StrideA + I : I * StrideA + R];
  };
  auto AtB = [&](int I, int Q) -> E & {
    return B[RowB ? I * StrideB + Q : Q * StrideB + I];
  };
  for (int R = 0; R < M; ++R)
    for (int I = 0; I < K; ++I)
      AtA(R, I) = E((R * 7 + I * 3) % 11);
  for (int I = 0; I < K; ++I)
    for (int Q = 0; Q < N; ++Q)
      AtB(I, Q) = E((I * 5 + Q * 2) % 7);
  for (wmma::layout_t Layout : {wmma::mem_row_major, wmma::mem_col_major}) {
    auto At = [&](int R, int Q) {
      return Layout == wmma::mem_row_major ? R * N + Q : Q * M + R;
    };
    for (int I = 0; I < M * N; ++I)
      C[I] = Sum(I % 50);
    A.up(), B.up(), C.up();
    run<M, N, K, T, Sum, LA, LB><<<1, 32>>>(A.Device, B.Device, C.Device,
                                            D.Device, StrideA, StrideB, Layout);
    D.down();
    for (int R = 0; R < M; ++R)
      for (int Q = 0; Q < N; ++Q) {
        double S = number(C[At(R, Q)]);
        for (int I = 0; I < K; ++I)
          S += number(AtA(R, I)) * number(AtB(I, Q));
        if (number(D[At(R, Q)]) != 2 * S && ++Failures < 10)
          printf("line %d: row %d, column %d: %g, not %g\n", Line, R, Q,
                 number(D[At(R, Q)]), 2 * S);
        constexpr bool Halves = std::is_same<E, __half>::value;
        using Other = std::conditional_t<std::is_same<Sum, float>::value, __half, float>;
        const int Place = R * N + Q;
        if (std::is_same<Sum, int>::value)
          EXPECT(number(D[M * N + Place]) == S);
        if (Halves)
          EXPECT(number(((Other *)&D[2 * M * N])[Place]) == S);
      }
  }
}
template <int M, int N, int K, class T, class Sum> void orders(int Line) {
  using R = wmma::row_major;
  using C = wmma::col_major;
  test<M, N, K, T, Sum, R, R>(Line);
  test<M, N, K, T, Sum, R, C>(Line);
  test<M, N, K, T, Sum, C, R>(Line);
  test<M, N, K, T, Sum, C, C>(Line);
}
template <class T, class Sum> void shapes(int Line) {
  orders<16, 16, 16, T, Sum>(Line);
  orders<32, 8, 16, T, Sum>(Line);
  orders<8, 32, 16, T, Sum>(Line);
}
/// Two bits of each of 128 columns agree, or are both set.
__global__ void bits(const unsigned *A, const unsigned *B, const int *C, int *And, int *Xor, wmma::layout_t Layout) {
  using namespace wmma::experimental;
  wmma::fragment<wmma::matrix_a, 8, 8, 128, precision::b1, wmma::row_major> FA;
  wmma::fragment<wmma::matrix_b, 8, 8, 128, precision::b1, wmma::col_major> FB;
  wmma::fragment<wmma::accumulator, 8, 8, 128, int> FC, FD;
  wmma::load_matrix_sync(FA, A, 128);
  wmma::load_matrix_sync(FB, B, 128);
  wmma::load_matrix_sync(FC, C, 8, Layout);
  wmma::bmma_sync(FD, FA, FB, FC, bmmaBitOpAND);
  wmma::store_matrix_sync(And, FD, 8, Layout);
  wmma::bmma_sync(FD, FA, FB, FC, bmmaBitOpXOR);
  wmma::store_matrix_sync(Xor, FD, 8, Layout);
}
template <class T>
__global__ void nibbles(const unsigned *A, const unsigned *B, const int *C, int *D, wmma::layout_t Layout) {
  wmma::fragment<wmma::matrix_a, 8, 8, 32, T, wmma::row_major> FA;
  wmma::fragment<wmma::matrix_b, 8, 8, 32, T, wmma::col_major> FB;
  wmma::fragment<wmma::accumulator, 8, 8, 32, int> FC, FD;
  wmma::load_matrix_sync(FA, A, 32);
  wmma::load_matrix_sync(FB, B, 32);
  wmma::load_matrix_sync(FC, C, 8, Layout);
  wmma::mma_sync(FD, FA, FB, FC);
  wmma::store_matrix_sync(D, FD, 8, Layout);
  wmma::mma_sync(FD, FA, FB, FC, true);
  wmma::store_matrix_sync(D + 64, FD, 8, Layout);
}
static void testSmall(wmma::layout_t Layout) {
  using namespace wmma::experimental;
  Buffer<unsigned> A(32), B(32);
  for (unsigned I = 0; I < 32; ++I)
    A[I] = 0x9e3779b9u * (I + 1), B[I] = 0x85ebca6bu * (I + 3);
  Buffer<int> C(64), And(64), Xor(64), D(128), E(128);
  for (int I = 0; I < 64; ++I)
    C[I] = I % 5 == 0 ? 2147483600 : I % 5 == 1 ? -2147483600 : I;
  A.up(), B.up(), C.up();
  bits<<<1, 32>>>(A.Device, B.Device, C.Device, And.Device, Xor.Device, Layout);
  nibbles<precision::s4><<<1, 32>>>(A.Device, B.Device, C.Device, D.Device, Layout);
  nibbles<precision::u4><<<1, 32>>>(A.Device, B.Device, C.Device, E.Device, Layout);
  And.down(), Xor.down(), D.down(), E.down();
  auto Cut = [](long V) { return std::max(-2147483648l, std::min(2147483647l, V)); };
  for (int R = 0; R < 8; ++R)
    for (int Q = 0; Q < 8; ++Q) {
      const int At = Layout == wmma::mem_row_major ? R * 8 + Q : Q * 8 + R;
      long SumAnd = C[At], SumXor = C[At], Signed = C[At], Unsigned = C[At];
      for (int W = 0; W < 4; ++W) {
        unsigned X = A[R * 4 + W], Y = B[Q * 4 + W];
        SumAnd += __builtin_popcount(X & Y);
        SumXor += __builtin_popcount(X ^ Y);
        for (int I = 0; I < 32; I += 4) {
          Signed += ((int)(X << (28 - I)) >> 28) * ((int)(Y << (28 - I)) >> 28);
          Unsigned += (X >> I & 15) * (Y >> I & 15);
        }
      }
      EXPECT(And[At] == (int)SumAnd && Xor[At] == (int)SumXor);
      EXPECT(D[At] == (int)Signed && D[64 + At] == Cut(Signed));
      EXPECT(E[At] == (int)Unsigned && E[64 + At] == Cut(Unsigned));
    }
}
int main() {
  shapes<__half, float>(__LINE__);
  shapes<__half, __half>(__LINE__);
  shapes<__nv_bfloat16, float>(__LINE__);
  shapes<signed char, int>(__LINE__);
  shapes<unsigned char, int>(__LINE__);
  orders<16, 16, 8, wmma::precision::tf32, float>(__LINE__);
  orders<8, 8, 4, double, double>(__LINE__);
  testSmall(wmma::mem_row_major);
  testSmall(wmma::mem_col_major);
  return finish();
}
