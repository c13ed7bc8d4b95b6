// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// cuBLASLt as training code uses it: descriptors, a heuristic, epilogues with
// their auxiliary matrices and gradients, layouts by rows, batches; each against
// plain loops. And the codes for what cannot be.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -lcublasLt -lcublas -o %t
// RUN: %t 2>&1 | FileCheck %s

// A toolkit need not have the library's headers.
// RUN: %perfclaim host-compile -I %root/lib/StandIns/Headers %s -o %t.own
// RUN: %t.own 2>&1 | FileCheck %s

#include <cmath>
#include <cstdio>
#include <cublasLt.h>
#include <cublas_v2.h>
#include <cuda_bf16.h>
#include <vector>

using Bf16 = __nv_bfloat16;
constexpr int M = 96, N = 40, K = 70, Batches = 2;
static cublasLtHandle_t Handle;

static unsigned State = 1;
static float draw() {
  State = State * 1664525u + 1013904223u;
  return float(int(State >> 24) % 17 - 8) / 8;
}
template <class T> static T *array(size_t Count) {
  T *Data;
  cudaMallocManaged(&Data, Count * sizeof(T));
  for (size_t I = 0; I != Count; ++I)
    Data[I] = T(draw());
  return Data;
}

struct Layouts {
  cublasLtMatrixLayout_t A, B, C;
  ~Layouts() {
    for (cublasLtMatrixLayout_t L : {A, B, C})
      cublasLtMatrixLayoutDestroy(L);
  }
};

struct Operation {
  cublasLtMatmulDesc_t Desc;
  explicit Operation(cublasComputeType_t Compute = CUBLAS_COMPUTE_32F,
                     cudaDataType Scale = CUDA_R_32F) {
    cublasLtMatmulDescCreate(&Desc, Compute, Scale);
  }
  ~Operation() { cublasLtMatmulDescDestroy(Desc); }
  template <class T>
  cublasStatus_t set(cublasLtMatmulDescAttributes_t What, T Value) {
    return cublasLtMatmulDescSetAttribute(Desc, What, &Value, sizeof Value);
  }
};

/// As training code does it: the first algorithm that is offered.
static cublasStatus_t run(const Operation &Do, const Layouts &L, const void *A,
                          const void *B, void *C, float Alpha = 1,
                          float Beta = 0) {
  cublasLtMatmulPreference_t Wanted;
  cublasLtMatmulPreferenceCreate(&Wanted);
  size_t Room = 32 << 20;
  cublasLtMatmulPreferenceSetAttribute(
      Wanted, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &Room, sizeof Room);
  cublasLtMatmulHeuristicResult_t Found;
  int Count = 0;
  const cublasStatus_t Asked = cublasLtMatmulAlgoGetHeuristic(
      Handle, Do.Desc, L.A, L.B, L.C, L.C, Wanted, 1, &Found, &Count);
  cublasLtMatmulPreferenceDestroy(Wanted);
  if (Asked != CUBLAS_STATUS_SUCCESS)
    return Asked;
  if (Count != 1 || Found.workspaceSize > Room)
    return CUBLAS_STATUS_INTERNAL_ERROR;
  return cublasLtMatmul(Handle, Do.Desc, &Alpha, A, L.A, B, L.B, &Beta, C, L.C,
                        C, L.C, &Found.algo, nullptr, 0, nullptr);
}

/// A^T * B of bf16, as weights and activations are multiplied.
static Layouts weights() {
  Layouts L;
  cublasLtMatrixLayoutCreate(&L.A, CUDA_R_16BF, K, M, K);
  cublasLtMatrixLayoutCreate(&L.B, CUDA_R_16BF, K, N, K);
  cublasLtMatrixLayoutCreate(&L.C, CUDA_R_16BF, M, N, M);
  return L;
}

static double gelu(double X) {
  return 0.5 * X * (1 + std::tanh(0.7978845608028654 * (X + 0.044715 * X * X * X)));
}
static double geluGradient(double X) {
  return (gelu(X + 1e-5) - gelu(X - 1e-5)) / 2e-5;
}

/// At most one in 128 apart: what a rounding of bf16 may be.
template <class T> static bool close(T Have, double Want) {
  return std::fabs(float(Have) - Want) <= 0.004 + std::fabs(Want) / 128;
}

static void epilogue(const char *Name, cublasLtEpilogue_t Kind) {
  Bf16 *A = array<Bf16>(M * K), *B = array<Bf16>(K * N), *C = array<Bf16>(M * N);
  Bf16 *Bias = array<Bf16>(M > N ? M : N), *Aux = array<Bf16>(M * N);
  unsigned char *Mask = array<unsigned char>(128 / 8 * N);
  for (int I = 0; I != 128 / 8 * N; ++I)
    Mask[I] = (unsigned char)(I * 37);
  const std::vector<Bf16> Added(Bias, Bias + M), Given(Aux, Aux + M * N);
  const std::vector<unsigned char> Bits(Mask, Mask + 128 / 8 * N);
  const bool IsRelu = Kind & (CUBLASLT_EPILOGUE_RELU | 8);
  Operation Do;
  const Layouts L = weights();
  Do.set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T);
  Do.set(CUBLASLT_MATMUL_DESC_TRANSB, CUBLAS_OP_N);
  Do.set(CUBLASLT_MATMUL_DESC_EPILOGUE, Kind);
  Do.set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, (void *)Bias);
  if (Kind & 128) {
    Do.set(CUBLASLT_MATMUL_DESC_EPILOGUE_AUX_POINTER,
           IsRelu ? (void *)Mask : (void *)Aux);
    Do.set(CUBLASLT_MATMUL_DESC_EPILOGUE_AUX_LD, int64_t(IsRelu ? 128 : M));
  }
  const cublasStatus_t Status = run(Do, L, A, B, C);
  int Wrong = Status != CUBLAS_STATUS_SUCCESS;
  std::vector<double> Rows(M), OfA(M), OfB(N);
  for (int J = 0; J != N; ++J)
    for (int I = 0; I != M; ++I) {
      double Want = 0;
      for (int X = 0; X != K; ++X)
        Want += double(float(A[X + I * K])) * float(B[X + J * K]);
      if (Kind & CUBLASLT_EPILOGUE_BIAS)
        Want += float(Added[I]);
      const int Bit = I + J * 128;
      if (Kind & CUBLASLT_EPILOGUE_RELU) {
        if (Kind & 128)
          Wrong += (Mask[Bit / 8] >> Bit % 8 & 1) != (Want > 0);
        Want = std::fmax(Want, 0);
      } else if (Kind & CUBLASLT_EPILOGUE_GELU) {
        if (Kind & 128)
          Wrong += !close(Aux[I + J * M], Want);
        Want = gelu(Want);
      } else if (Kind & 8) {
        Want = Bits[Bit / 8] >> Bit % 8 & 1 ? Want : 0;
      } else if (Kind & 64) {
        Want *= geluGradient(float(Given[I + J * M]));
      }
      Rows[I] += Want;
      Wrong += !close(C[I + J * M], Want);
    }
  for (int X = 0; X != K; ++X) {
    for (int I = 0; I != M; ++I)
      OfA[I] += float(A[X + I * K]);
    for (int J = 0; J != N; ++J)
      OfB[J] += float(B[X + J * K]);
  }
  for (int I = 0; I != M; ++I) {
    Wrong += Kind & 16 && !(std::fabs(float(Bias[I]) - Rows[I]) <
                            0.5 + std::fabs(Rows[I]) / 64);
    Wrong += Kind & 256 && !close(Bias[I], OfA[I]);
    Wrong += Kind & 512 && I < N && !close(Bias[I], OfB[I]);
  }
  printf("%s: %d wrong\n", Name, Wrong);
}

static void byRows() {
  // C = A * B of floats by rows, in batches, added to what is there.
  float *A = array<float>(M * K * Batches), *B = array<float>(K * N * Batches);
  float *C = array<float>(M * N * Batches);
  const std::vector<float> Old(C, C + M * N * Batches);
  Layouts L;
  cublasLtMatrixLayoutCreate(&L.A, CUDA_R_32F, M, K, K);
  cublasLtMatrixLayoutCreate(&L.B, CUDA_R_32F, K, N, N);
  cublasLtMatrixLayoutCreate(&L.C, CUDA_R_32F, M, N, N);
  const int64_t Strides[] = {M * K, K * N, M * N};
  cublasLtMatrixLayout_t All[] = {L.A, L.B, L.C};
  for (int I = 0; I != 3; ++I) {
    const cublasLtOrder_t Order = CUBLASLT_ORDER_ROW;
    const int Count = Batches;
    cublasLtMatrixLayoutSetAttribute(All[I], CUBLASLT_MATRIX_LAYOUT_ORDER,
                                     &Order, sizeof Order);
    cublasLtMatrixLayoutSetAttribute(All[I], CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT,
                                     &Count, sizeof Count);
    cublasLtMatrixLayoutSetAttribute(
        All[I], CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &Strides[I],
        sizeof Strides[I]);
  }
  int64_t Ld = 0;
  size_t Written = 0;
  cublasLtMatrixLayoutGetAttribute(L.A, CUBLASLT_MATRIX_LAYOUT_LD, &Ld,
                                   sizeof Ld, &Written);
  int Wrong = Ld != K || Written != sizeof Ld;
  Wrong += run(Operation(), L, A, B, C, 2, 1) != CUBLAS_STATUS_SUCCESS;
  for (int X = 0; X != Batches; ++X)
    for (int I = 0; I != M; ++I)
      for (int J = 0; J != N; ++J) {
        float Want = 0;
        for (int Y = 0; Y != K; ++Y)
          Want += A[X * M * K + I * K + Y] * B[X * K * N + Y * N + J];
        Want = 2 * Want + Old[X * M * N + I * N + J];
        Wrong += C[X * M * N + I * N + J] != Want;
      }
  printf("by rows: %d wrong\n", Wrong);
}

int main() {
  cublasLtCreate(&Handle);
  // CHECK: default: 0 wrong
  epilogue("default", CUBLASLT_EPILOGUE_DEFAULT);
  // CHECK: bias: 0 wrong
  epilogue("bias", CUBLASLT_EPILOGUE_BIAS);
  // CHECK: relu: 0 wrong
  epilogue("relu", CUBLASLT_EPILOGUE_RELU);
  // CHECK: relu, mask, bias: 0 wrong
  epilogue("relu, mask, bias", CUBLASLT_EPILOGUE_RELU_AUX_BIAS);
  // CHECK: gelu, bias: 0 wrong
  epilogue("gelu, bias", CUBLASLT_EPILOGUE_GELU_BIAS);
  // CHECK: gelu, input: 0 wrong
  epilogue("gelu, input", CUBLASLT_EPILOGUE_GELU_AUX);
  // CHECK: gradient of relu: 0 wrong
  epilogue("gradient of relu", CUBLASLT_EPILOGUE_DRELU_BGRAD);
  // CHECK: gradient of gelu: 0 wrong
  epilogue("gradient of gelu", CUBLASLT_EPILOGUE_DGELU);
  // CHECK: gradients of gelu and bias: 0 wrong
  epilogue("gradients of gelu and bias", CUBLASLT_EPILOGUE_DGELU_BGRAD);
  // CHECK: gradient by A: 0 wrong
  epilogue("gradient by A", CUBLASLT_EPILOGUE_BGRADA);
  // CHECK: gradient by B: 0 wrong
  epilogue("gradient by B", CUBLASLT_EPILOGUE_BGRADB);
  // CHECK: by rows: 0 wrong
  byRows();

  // What is wrong has the library's codes.
  Bf16 *Data = array<Bf16>(M * K);
  const Layouts L = weights();
  // CHECK: sizes: CUBLAS_STATUS_INVALID_VALUE
  printf("sizes: %s\n",
         cublasLtGetStatusName(run(Operation(), L, Data, Data, Data)));
  Operation Transposed;
  Transposed.set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T);
  // CHECK: no matrix: CUBLAS_STATUS_INVALID_VALUE
  printf("no matrix: %s\n",
         cublasLtGetStatusName(run(Transposed, L, nullptr, Data, Data)));
  Operation Doubles(CUBLAS_COMPUTE_64F, CUDA_R_64F);
  Doubles.set(CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T);
  // CHECK: types: CUBLAS_STATUS_NOT_SUPPORTED
  printf("types: %s\n",
         cublasLtGetStatusName(run(Doubles, L, Data, Data, Data)));
  // CHECK: attribute: CUBLAS_STATUS_INVALID_VALUE
  printf("attribute: %s\n", cublasLtGetStatusName(Doubles.set(
                                CUBLASLT_MATMUL_DESC_TRANSA, char(1))));

  cublasHandle_t H;
  cublasCreate(&H);
  const float One = 1;
  float *F = array<float>(64);
  // CHECK: leading dimension: CUBLAS_STATUS_INVALID_VALUE
  printf("leading dimension: %s\n",
         cublasGetStatusName(cublasSgemm(H, CUBLAS_OP_N, CUBLAS_OP_N, 8, 2, 2,
                                         &One, F, 7, F, 2, &One, F, 8)));
  // CHECK: handle: CUBLAS_STATUS_NOT_INITIALIZED
  printf("handle: %s\n",
         cublasGetStatusName(cublasSgemm(nullptr, CUBLAS_OP_N, CUBLAS_OP_N, 8, 2,
                                         2, &One, F, 8, F, 2, &One, F, 8)));

  // What only a GPU has says so, by name and once.
  Layouts Narrow;
  cublasLtMatrixLayoutCreate(&Narrow.A, CUDA_R_8F_E4M3, K, M, K);
  cublasLtMatrixLayoutCreate(&Narrow.B, CUDA_R_8F_E4M3, K, N, K);
  cublasLtMatrixLayoutCreate(&Narrow.C, CUDA_R_16BF, M, N, M);
  fflush(stdout);
  // CHECK: perfclaim: cublasLtMatmul with an FP8 type is not supported on the host backend
  // CHECK-NEXT: perfclaim: cublasGemmEx with a complex type is not supported on the host backend
  // CHECK-NEXT: 15 15 15
  const int First = run(Transposed, Narrow, Data, Data, Data);
  const int Second = run(Transposed, Narrow, Data, Data, Data);
  const int Third = cublasGemmEx(H, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &One, F,
                                 CUDA_C_16F, 2, F, CUDA_C_16F, 2, &One, F,
                                 CUDA_C_16F, 2, CUBLAS_COMPUTE_32F,
                                 CUBLAS_GEMM_DEFAULT);
  printf("%d %d %d\n", First, Second, Third);
  fflush(stdout);

  // A matrix that is not there is a fault of the device.
  // CHECK: perfclaim: kernel cublasSgemm, block (0,0,0), thread (0,0,0){{.*}}: illegal memory access
  // CHECK-NEXT: success, then cudaErrorIllegalAddress, then CUBLAS_STATUS_EXECUTION_FAILED
  float *Gone;
  cudaMalloc(&Gone, 1024);
  cudaFree(Gone);
  const bool Done = cublasSgemm(H, CUBLAS_OP_N, CUBLAS_OP_N, 8, 2, 2, &One, Gone,
                                8, F, 2, &One, F, 8) == CUBLAS_STATUS_SUCCESS;
  const cudaError_t Waited = cudaDeviceSynchronize();
  printf("%s, then %s, then %s\n", Done ? "success" : "failure",
         cudaGetErrorName(Waited),
         cublasGetStatusName(cublasSgemm(H, CUBLAS_OP_N, CUBLAS_OP_N, 8, 2, 2,
                                         &One, F, 8, F, 2, &One, F, 8)));
}
