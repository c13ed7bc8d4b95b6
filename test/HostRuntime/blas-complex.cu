// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// cuBLAS' products of complex matrices against std::complex: both types, each
// operation, batches, types that are given; gaps between columns stay.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -lcublas -o %t
// RUN: %t 2>&1 | FileCheck %s
// A toolkit need not have the library's headers.
// RUN: %perfclaim host-compile -DOWN -I %root/lib/StandIns/Headers %s -o %t.own
// RUN: %t.own 2>&1 | FileCheck %s
#include <complex>
#include <cstdio>
#include <cublas_v2.h>
#include <vector>

static unsigned State = 3;
/// Small multiples of 1/8: sums of their products are exact in float.
static double draw() {
  State = State * 1664525u + 1013904223u;
  return double(int(State >> 24) % 17 - 8) / 8;
}
static int Failures;

/// \p E: of a part of an element.
template <class E> struct Array {
  E *Data;
  std::vector<std::complex<double>> Numbers;
  Array(size_t Count, double Scale) : Numbers(Count) {
    cudaMallocManaged(&Data, Count * 2 * sizeof(E));
    for (size_t I = 0; I != Count; ++I) {
      Numbers[I] = {Scale * draw(), Scale * draw()};
      Data[2 * I] = E(Numbers[I].real());
      Data[2 * I + 1] = E(Numbers[I].imag());
    }
  }
  ~Array() { cudaFree(Data); }
};
using Op = cublasOperation_t;
constexpr Op N = CUBLAS_OP_N, T = CUBLAS_OP_T, C = CUBLAS_OP_C;

template <class In, class Out, class Work>
static void test(const char *Name, Op OpA, Op OpB, int Batches, std::complex<double> Alpha, std::complex<double> Beta,
                 const Work &Do, double Scale = 1) {
  const int Rows = 37, Columns = 41, K = 70, LdA = (OpA == N ? Rows : K) + 3, LdB = (OpB == N ? K : Columns) + 1, LdC = Rows + 2;
  const size_t SizeA = size_t(LdA) * (OpA == N ? K : Rows), SizeB = size_t(LdB) * (OpB == N ? Columns : K),
               SizeC = size_t(LdC) * Columns;
  Array<In> A(SizeA * Batches, Scale), B(SizeB * Batches, Scale);
  Array<Out> To(SizeC * Batches, 1);
  const auto Old = To.Numbers;
  const int Status = Do(OpA, OpB, Rows, Columns, K, A.Data, LdA, SizeA, B.Data, LdB, SizeB, To.Data, LdC, SizeC, Batches);
  cudaDeviceSynchronize();
  int Wrong = Status != 0;
  auto At = [](const std::vector<std::complex<double>> &X, size_t From, int Ld, Op How, int Row, int Column) {
    auto V = X[From + (How == N ? Row + size_t(Column) * Ld : Column + size_t(Row) * Ld)];
    return How == C ? std::conj(V) : V;
  };
  for (int Batch = 0; Batch < Batches; ++Batch)
    for (int J = 0; J < Columns; ++J)
      for (int I = 0; I < LdC; ++I) {
        const size_t Place = Batch * SizeC + I + size_t(J) * LdC;
        std::complex<double> Want = Old[Place];
        if (I < Rows) {
          Want = Beta == 0.0 ? 0.0 : Beta * Want;
          std::complex<double> Sum = 0;
          for (int L = 0; L < K; ++L)
            Sum += At(A.Numbers, Batch * SizeA, LdA, OpA, I, L) * At(B.Numbers, Batch * SizeB, LdB, OpB, L, J);
          Want += Alpha * Sum;
        }
        Wrong += To.Data[2 * Place] != Out(Want.real()) || To.Data[2 * Place + 1] != Out(Want.imag());
      }
  if (Wrong)
    printf("%s: %d wrong, status %d\n", Name, Wrong, Status);
  Failures += Wrong != 0;
}

int main() {
  cublasHandle_t H;
  cublasCreate(&H);
  const cuComplex X{2, -0.5f}, Y{0.5f, 1}, One{1, 0}, Zero{0, 0};
  const cuDoubleComplex Dx{2, -0.5}, Dy{0.5, 1};
  const std::complex<double> A(2, -0.5), B(0.5, 1);
#define ARGS Op OpA, Op OpB, int M, int N, int K, auto *A, int LdA, long long SA, auto *B, int LdB, long long SB, auto *C, int LdC, long long SC, int Batches
#define F(P) (cuComplex *)P
#define D(P) (cuDoubleComplex *)P
  auto Single = [&](ARGS) { return cublasCgemm(H, OpA, OpB, M, N, K, &X, F(A), LdA, F(B), LdB, &Y, F(C), LdC); };
  auto Double = [&](ARGS) { return cublasZgemm(H, OpA, OpB, M, N, K, &Dx, D(A), LdA, D(B), LdB, &Dy, D(C), LdC); };
  for (Op Left : {N, T, C})
    for (Op Right : {N, T, C}) {
      test<float, float>("Cgemm", Left, Right, 1, A, B, Single);
      test<double, double>("Zgemm", Left, Right, 1, A, B, Double);
    }
  test<float, float>("nothing of C", N, C, 1, 1, 0, [&](ARGS) {
    // Not a number times zero would be none.
    ((float *)C)[0] = NAN;
    return cublasCgemm(H, OpA, OpB, M, N, K, &One, F(A), LdA, F(B), LdB, &Zero, F(C), LdC);
  });
  test<float, float>("strided", C, N, 3, A, B, [&](ARGS) {
    return cublasCgemmStridedBatched(H, OpA, OpB, M, N, K, &X, F(A), LdA, SA, F(B), LdB, SB, &Y, F(C), LdC, SC, Batches);
  });
  test<double, double>("batched", T, C, 3, A, B, [&](ARGS) {
    cuDoubleComplex **Lists;
    cudaMallocManaged(&Lists, 9 * sizeof *Lists);
    for (int I = 0; I < 3; ++I) {
      Lists[I] = D(A) + I * SA;
      Lists[3 + I] = D(B) + I * SB;
      Lists[6 + I] = D(C) + I * SC;
    }
    return cublasZgemmBatched(H, OpA, OpB, M, N, K, &Dx, Lists, LdA, Lists + 3, LdB, &Dy, Lists + 6, LdC, Batches);
  });
  test<float, float>("GemmEx", N, T, 1, A, B, [&](ARGS) {
    return cublasGemmEx(H, OpA, OpB, M, N, K, &X, A, CUDA_C_32F, LdA, B, CUDA_C_32F, LdB, &Y, C, CUDA_C_32F, LdC, CUBLAS_COMPUTE_32F,
                        CUBLAS_GEMM_DEFAULT);
  });
  test<double, double>("GemmStridedBatchedEx", C, T, 2, A, B, [&](ARGS) {
    return cublasGemmStridedBatchedEx(H, OpA, OpB, M, N, K, &Dx, A, CUDA_C_64F, LdA, SA, B, CUDA_C_64F, LdB, SB, &Dy, C, CUDA_C_64F,
                                      LdC, SC, Batches, CUBLAS_COMPUTE_64F, CUBLAS_GEMM_DEFAULT);
  });
  test<signed char, float>("GemmEx of bytes", T, C, 1, A, B, [&](ARGS) {
    return cublasGemmEx(H, OpA, OpB, M, N, K, &X, A, CUDA_C_8I, LdA, B, CUDA_C_8I, LdB, &Y, C, CUDA_C_32F, LdC, CUBLAS_COMPUTE_32F,
                        CUBLAS_GEMM_DEFAULT);
  }, 8);
#ifndef OWN
  test<float, float>("Cgemm3m", N, C, 1, A, B, [&](ARGS) {
    return cublasCgemm3m(H, OpA, OpB, M, N, K, &X, F(A), LdA, F(B), LdB, &Y, F(C), LdC);
  });
  test<float, float>("CgemmEx", N, T, 1, A, B, [&](ARGS) {
    return cublasCgemmEx(H, OpA, OpB, M, N, K, &X, A, CUDA_C_32F, LdA, B, CUDA_C_32F, LdB, &Y, C, CUDA_C_32F, LdC);
  });
  test<double, double>("Zgemm of 64 bits", T, N, 1, A, B, [&](ARGS) {
    return cublasZgemm_64(H, OpA, OpB, M, N, K, &Dx, D(A), LdA, D(B), LdB, &Dy, D(C), LdC);
  });
#endif
  // Arguments as the library has them, and what is refused.
  cuComplex *P;
  cudaMallocManaged(&P, 64 * sizeof *P);
  if (cublasCgemm(H, N, N, 4, 4, 4, &X, P, 3, P, 4, &Y, P, 4) != CUBLAS_STATUS_INVALID_VALUE ||
      cublasGemmEx(H, N, N, 2, 2, 2, &X, P, CUDA_C_32F, 2, P, CUDA_C_64F, 2, &Y, P, CUDA_C_32F, 2, CUBLAS_COMPUTE_32F,
                   CUBLAS_GEMM_DEFAULT) != CUBLAS_STATUS_NOT_SUPPORTED)
    ++Failures;
  // CHECK: perfclaim: cublasGemmEx with a complex type is not supported on the host backend
  cublasGemmEx(H, N, N, 2, 2, 2, &X, P, CUDA_C_16F, 2, P, CUDA_C_16F, 2, &Y, P, CUDA_C_16F, 2, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
  // CHECK: failures: 0
  printf("failures: %d\n", Failures);
}
