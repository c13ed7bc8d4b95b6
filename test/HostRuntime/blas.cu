// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// cuBLAS' products and vectors against plain loops: each type, transposition
// and form of a batch, with leading dimensions that leave gaps.
//
// REQUIRES: cuda-toolkit
// RUN: rm -f %t.jsonl
// RUN: %perfclaim host-compile %s -lcublas -o %t
// RUN: env PERFCLAIM_HOST_TRACE=%t.jsonl %t | FileCheck %s
// RUN: FileCheck %s --check-prefix=TRACE < %t.jsonl

// A toolkit need not have the library's headers.
// RUN: %perfclaim host-compile -I %root/lib/StandIns/Headers %s -o %t.own
// RUN: %t.own | FileCheck %s

#include <cmath>
#include <cstdio>
#include <cublas_v2.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <vector>

static unsigned State = 1;
/// Small multiples of 1/8: sums of their products are exact in float.
static float draw() {
  State = State * 1664525u + 1013904223u;
  return float(int(State >> 24) % 17 - 8) / 8;
}

/// Device memory with numbers, and the same numbers for the reference.
template <class T> struct Array {
  T *Data;
  std::vector<double> Numbers;
  explicit Array(size_t Count, double Fill = 0) : Numbers(Count) {
    cudaMallocManaged(&Data, Count * sizeof(T));
    for (size_t I = 0; I != Count; ++I)
      Data[I] = T(float(Numbers[I] = Fill ? Fill : draw()));
  }
  explicit Array(size_t Count, int Scale) : Numbers(Count) {
    cudaMallocManaged(&Data, Count * sizeof(T));
    for (size_t I = 0; I != Count; ++I)
      Data[I] = T(Numbers[I] = Scale * draw());
  }
};

static double at(const std::vector<double> &X, int Ld, cublasOperation_t Op,
                 int I, int J, size_t From = 0) {
  return X[From + (Op == CUBLAS_OP_N ? I + size_t(J) * Ld : J + size_t(I) * Ld)];
}

struct Sizes {
  int M, N, K;
  cublasOperation_t OpA, OpB;
  int LdA, LdB, LdC;
  size_t A, B, C; ///< Elements, of one batch.
  Sizes(int M, int N, int K, cublasOperation_t OpA, cublasOperation_t OpB)
      : M(M), N(N), K(K), OpA(OpA), OpB(OpB),
        LdA((OpA == CUBLAS_OP_N ? M : K) + 3),
        LdB((OpB == CUBLAS_OP_N ? K : N) + 1), LdC(M + 2),
        A(size_t(LdA) * (OpA == CUBLAS_OP_N ? K : M)),
        B(size_t(LdB) * (OpB == CUBLAS_OP_N ? N : K)), C(size_t(LdC) * N) {}
};

/// Elements that are not as they should be, gaps included.
template <class T>
static int wrong(const Sizes &S, const std::vector<double> &A,
                 const std::vector<double> &B, const std::vector<double> &Old,
                 const T *C, double Alpha, double Beta, int Batch = 0) {
  int Wrong = 0;
  for (int J = 0; J != S.N; ++J)
    for (int I = 0; I != S.LdC; ++I) {
      const size_t Place = Batch * S.C + I + size_t(J) * S.LdC;
      double Want = Old[Place];
      if (I < S.M) {
        Want = Beta == 0 ? 0 : Beta * Want;
        for (int K = 0; K != S.K; ++K)
          Want += Alpha * at(A, S.LdA, S.OpA, I, K, Batch * S.A) *
                  at(B, S.LdB, S.OpB, K, J, Batch * S.B);
      }
      const double Have = double(float(C[Place])), Exact = float(T(float(Want)));
      Wrong += Have != Exact && !(std::isnan(Have) && std::isnan(Exact));
    }
  return Wrong;
}

static const cublasOperation_t Ops[] = {CUBLAS_OP_N, CUBLAS_OP_T};

template <class T, class Scale, class Call>
static void products(const char *Name, const Call &Do, double Poison,
                     double Alpha, double Beta) {
  int Wrong = 0;
  for (cublasOperation_t OpA : Ops)
    for (cublasOperation_t OpB : Ops)
      for (int Size : {1, 7, 65, 130}) {
        const Sizes S(Size, Size / 2 + 3, Size + 9, OpA, OpB);
        Array<T> A(S.A), B(S.B), C(S.C, Beta == 0 ? Poison : 0.);
        const Scale X = Scale(float(Alpha)), Y = Scale(float(Beta));
        const cublasStatus_t Status =
            Do(OpA, OpB, S.M, S.N, S.K, &X, A.Data, S.LdA, B.Data, S.LdB, &Y,
               C.Data, S.LdC);
        Wrong += Status != CUBLAS_STATUS_SUCCESS;
        Wrong += wrong(S, A.Numbers, B.Numbers, C.Numbers, C.Data, Alpha, Beta);
      }
  printf("%s: %d wrong\n", Name, Wrong);
}

int main() {
  cublasHandle_t H;
  cublasCreate(&H);
  cudaStream_t Stream;
  cudaStreamCreate(&Stream);
  cublasSetStream(H, Stream);

  auto S = [&](auto... A) { return cublasSgemm(H, A...); };
  auto D = [&](auto... A) { return cublasDgemm(H, A...); };
  auto Half = [&](auto... A) { return cublasHgemm(H, A...); };
  // CHECK: Sgemm: 0 wrong
  products<float, float>("Sgemm", S, 0, 2, 0.5);
  // Nothing is read of a result that beta drops.
  // CHECK: Sgemm over NaN: 0 wrong
  products<float, float>("Sgemm over NaN", S, NAN, 1, 0);
  // CHECK: Sgemm without factors: 0 wrong
  products<float, float>("Sgemm without factors", S, 0, 0, 0.5);
  // CHECK: Dgemm: 0 wrong
  products<double, double>("Dgemm", D, 0, 2, 0.5);
  // CHECK: Hgemm: 0 wrong
  products<__half, __half>("Hgemm", Half, 0, 2, 0.5);

  auto Ex = [&](cudaDataType From, cudaDataType To) {
    return [=](cublasOperation_t OpA, cublasOperation_t OpB, int M, int N, int K,
               const float *X, const void *A, int LdA, const void *B, int LdB,
               const float *Y, void *C, int LdC) {
      return cublasGemmEx(H, OpA, OpB, M, N, K, X, A, From, LdA, B, From, LdB, Y,
                          C, To, LdC, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
    };
  };
  // CHECK: GemmEx bf16: 0 wrong
  products<__nv_bfloat16, float>("GemmEx bf16", Ex(CUDA_R_16BF, CUDA_R_16BF), 0,
                                 2, 0.5);
  // CHECK: GemmEx fp16: 0 wrong
  products<__half, float>("GemmEx fp16", Ex(CUDA_R_16F, CUDA_R_16F), 0, 1, 1);
  // CHECK: GemmEx fp32: 0 wrong
  products<float, float>("GemmEx fp32", Ex(CUDA_R_32F, CUDA_R_32F), 0, -1, 1);

  {
    const Sizes Z(33, 18, 70, CUBLAS_OP_T, CUBLAS_OP_N);
    Array<signed char> A(Z.A, 8 * 15), B(Z.B, 8 * 15);
    Array<int> C(Z.C, 8);
    const int One = 1, Two = 2;
    cublasGemmEx(H, Z.OpA, Z.OpB, Z.M, Z.N, Z.K, &One, A.Data, CUDA_R_8I, Z.LdA,
                 B.Data, CUDA_R_8I, Z.LdB, &Two, C.Data, CUDA_R_32I, Z.LdC,
                 CUBLAS_COMPUTE_32I, CUBLAS_GEMM_DEFAULT);
    int Wrong = 0;
    for (int J = 0; J != Z.N; ++J)
      for (int I = 0; I != Z.M; ++I) {
        int Want = 2 * int(C.Numbers[I + J * Z.LdC]);
        for (int K = 0; K != Z.K; ++K)
          Want += int(A.Data[K + I * Z.LdA]) * int(B.Data[K + J * Z.LdB]);
        Wrong += C.Data[I + J * Z.LdC] != Want;
      }
    // CHECK: int8: 0 wrong
    printf("int8: %d wrong\n", Wrong);
  }
  {
    const Sizes Z(20, 30, 40, CUBLAS_OP_N, CUBLAS_OP_T);
    const int Batches = 5;
    Array<float> A(Z.A * Batches), B(Z.B * Batches), C(Z.C * Batches),
        Again(Z.C * Batches, 1.);
    const float One = 1, Zero = 0;
    cublasSgemmStridedBatched(H, Z.OpA, Z.OpB, Z.M, Z.N, Z.K, &One, A.Data,
                              Z.LdA, Z.A, B.Data, Z.LdB, Z.B, &One, C.Data,
                              Z.LdC, Z.C, Batches);
    float **Lists;
    cudaMallocManaged(&Lists, 3 * Batches * sizeof(float *));
    for (int I = 0; I != Batches; ++I) {
      Lists[I] = A.Data + I * Z.A;
      Lists[Batches + I] = B.Data + I * Z.B;
      Lists[2 * Batches + I] = Again.Data + I * Z.C;
    }
    // Scalars on the device.
    float *Scalars;
    cudaMalloc(&Scalars, 8);
    cudaMemcpy(Scalars, &One, 4, cudaMemcpyHostToDevice);
    cudaMemcpy(Scalars + 1, &Zero, 4, cudaMemcpyHostToDevice);
    cublasSetPointerMode(H, CUBLAS_POINTER_MODE_DEVICE);
    cublasSgemmBatched(H, Z.OpA, Z.OpB, Z.M, Z.N, Z.K, Scalars, Lists, Z.LdA,
                       Lists + Batches, Z.LdB, Scalars + 1, Lists + 2 * Batches,
                       Z.LdC, Batches);
    cublasSetPointerMode(H, CUBLAS_POINTER_MODE_HOST);
    int Strided = 0, Listed = 0;
    for (int I = 0; I != Batches; ++I) {
      Strided += wrong(Z, A.Numbers, B.Numbers, C.Numbers, C.Data, 1, 1, I);
      Listed += wrong(Z, A.Numbers, B.Numbers, Again.Numbers, Again.Data, 1, 0, I);
    }
    // CHECK: batches: 0 and 0 wrong
    printf("batches: %d and %d wrong\n", Strided, Listed);
  }
  {
    const int N = 50;
    Array<float> X(2 * N), Y(N), M(N * N);
    const float Two = 2, One = 1, Zero = 0;
    float Dot, Norm, Sum;
    int Largest;
    cublasSdot(H, N, X.Data, 2, Y.Data, 1, &Dot);
    cublasSnrm2(H, N, Y.Data, 1, &Norm);
    cublasSasum(H, N, Y.Data, 1, &Sum);
    Y.Data[31] = -100;
    cublasIsamax(H, N, Y.Data, 1, &Largest);
    Y.Data[31] = float(Y.Numbers[31]);
    double WantDot = 0, Squares = 0, Sizes = 0;
    for (int I = 0; I != N; ++I) {
      WantDot += X.Numbers[2 * I] * Y.Numbers[I];
      Squares += Y.Numbers[I] * Y.Numbers[I];
      Sizes += std::fabs(Y.Numbers[I]);
    }
    // CHECK: reductions: 1 1 1 32
    printf("reductions: %d %d %d %d\n", Dot == float(WantDot),
           std::fabs(Norm - std::sqrt(Squares)) < 1e-5, Sum == float(Sizes),
           Largest);
    cublasSaxpy(H, N, &Two, X.Data, 2, Y.Data, 1);
    cublasSscal(H, N, &Two, Y.Data, 1);
    int Wrong = 0;
    for (int I = 0; I != N; ++I)
      Wrong += Y.Data[I] != 2 * (Y.Numbers[I] + 2 * X.Numbers[2 * I]);
    Array<float> Z(N, double(NAN)), T(N * N, double(NAN));
    cublasSgemv(H, CUBLAS_OP_T, N, N, &One, M.Data, N, X.Data, 2, &Zero, Z.Data,
                -1);
    cublasSgeam(H, CUBLAS_OP_T, CUBLAS_OP_N, N, N, &Two, M.Data, N, &One, M.Data,
                N, T.Data, N);
    for (int I = 0; I != N; ++I) {
      double Want = 0;
      for (int J = 0; J != N; ++J) {
        Want += M.Numbers[J + I * N] * X.Numbers[2 * J];
        Wrong += T.Data[I + J * N] !=
                 2 * M.Numbers[J + I * N] + M.Numbers[I + J * N];
      }
      Wrong += Z.Data[N - 1 - I] != float(Want);
    }
    // CHECK: vectors: 0 wrong
    printf("vectors: %d wrong\n", Wrong);
  }
}
// TRACE: {"compute": "cublasSgemm", "rows": 1, "columns": 3, "depth": 10, "batches": 1}
// TRACE: {"compute": "cublasGemmEx"
// TRACE: {"compute": "cublasSgemmStridedBatched", "rows": 20, "columns": 30, "depth": 40, "batches": 5}
// TRACE: {"compute": "cublasSdot", "rows": 50
