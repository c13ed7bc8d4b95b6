//===- cublas_v2.h - cuBLAS' interface, where a toolkit lacks it -*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Toolkits come without the headers of their libraries. This is the part that
/// the host backend computes; numbers are the library's.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDINS_CUBLAS_V2_H
#define PERFCLAIM_STANDINS_CUBLAS_V2_H
// Those of the library, so that it is not included too.
#define CUBLAS_V2_H_
#define CUBLAS_API_H_

#include <cuComplex.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime_api.h>
#include <library_types.h>
#include <stddef.h>
#include <stdint.h>

#define CUBLASWINAPI
#define CUBLASAPI
#define CUBLAS_VER_MAJOR 13
#define CUBLAS_VER_MINOR 0
#define CUBLAS_VERSION 130002

typedef enum {
  CUBLAS_STATUS_SUCCESS = 0,
  CUBLAS_STATUS_NOT_INITIALIZED = 1,
  CUBLAS_STATUS_ALLOC_FAILED = 3,
  CUBLAS_STATUS_INVALID_VALUE = 7,
  CUBLAS_STATUS_ARCH_MISMATCH = 8,
  CUBLAS_STATUS_MAPPING_ERROR = 11,
  CUBLAS_STATUS_EXECUTION_FAILED = 13,
  CUBLAS_STATUS_INTERNAL_ERROR = 14,
  CUBLAS_STATUS_NOT_SUPPORTED = 15,
  CUBLAS_STATUS_LICENSE_ERROR = 16
} cublasStatus_t;
typedef enum {
  CUBLAS_FILL_MODE_LOWER = 0,
  CUBLAS_FILL_MODE_UPPER = 1,
  CUBLAS_FILL_MODE_FULL = 2
} cublasFillMode_t;
typedef enum {
  CUBLAS_DIAG_NON_UNIT = 0,
  CUBLAS_DIAG_UNIT = 1
} cublasDiagType_t;
typedef enum { CUBLAS_SIDE_LEFT = 0, CUBLAS_SIDE_RIGHT = 1 } cublasSideMode_t;
typedef enum {
  CUBLAS_OP_N = 0,
  CUBLAS_OP_T = 1,
  CUBLAS_OP_C = 2,
  CUBLAS_OP_HERMITAN = 2,
  CUBLAS_OP_CONJG = 3
} cublasOperation_t;
typedef enum {
  CUBLAS_POINTER_MODE_HOST = 0,
  CUBLAS_POINTER_MODE_DEVICE = 1
} cublasPointerMode_t;
typedef enum {
  CUBLAS_ATOMICS_NOT_ALLOWED = 0,
  CUBLAS_ATOMICS_ALLOWED = 1
} cublasAtomicsMode_t;
typedef enum {
  CUBLAS_GEMM_DFALT = -1,
  CUBLAS_GEMM_DEFAULT = -1,
  CUBLAS_GEMM_ALGO0 = 0,
  CUBLAS_GEMM_ALGO1,
  CUBLAS_GEMM_ALGO2,
  CUBLAS_GEMM_ALGO3,
  CUBLAS_GEMM_ALGO4,
  CUBLAS_GEMM_ALGO5,
  CUBLAS_GEMM_ALGO6,
  CUBLAS_GEMM_ALGO7,
  CUBLAS_GEMM_DEFAULT_TENSOR_OP = 99,
  CUBLAS_GEMM_DFALT_TENSOR_OP = 99,
  CUBLAS_GEMM_ALGO0_TENSOR_OP = 100,
  CUBLAS_GEMM_ALGO15_TENSOR_OP = 115,
  CUBLAS_GEMM_AUTOTUNE = 999
} cublasGemmAlgo_t;
typedef enum {
  CUBLAS_DEFAULT_MATH = 0,
  CUBLAS_TENSOR_OP_MATH = 1,
  CUBLAS_PEDANTIC_MATH = 2,
  CUBLAS_TF32_TENSOR_OP_MATH = 3,
  CUBLAS_FP32_EMULATED_BF16X9_MATH = 4,
  CUBLAS_FP64_EMULATED_FIXEDPOINT_MATH = 8,
  CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION = 16
} cublasMath_t;
typedef enum {
  CUBLAS_COMPUTE_16F = 64,
  CUBLAS_COMPUTE_16F_PEDANTIC = 65,
  CUBLAS_COMPUTE_32F = 68,
  CUBLAS_COMPUTE_32F_PEDANTIC = 69,
  CUBLAS_COMPUTE_64F = 70,
  CUBLAS_COMPUTE_64F_PEDANTIC = 71,
  CUBLAS_COMPUTE_32I = 72,
  CUBLAS_COMPUTE_32I_PEDANTIC = 73,
  CUBLAS_COMPUTE_32F_FAST_16F = 74,
  CUBLAS_COMPUTE_32F_FAST_16BF = 75,
  CUBLAS_COMPUTE_32F_FAST_TF32 = 77,
  CUBLAS_COMPUTE_32F_EMULATED_16BFX9 = 78,
  CUBLAS_COMPUTE_64F_EMULATED_FIXEDPOINT = 79
} cublasComputeType_t;
typedef cudaDataType cublasDataType_t;
typedef struct cublasContext *cublasHandle_t;

#ifdef __cplusplus
extern "C" {
#endif

//===-- Handles -----------------------------------------------------------===//

cublasStatus_t cublasCreate_v2(cublasHandle_t *handle);
cublasStatus_t cublasDestroy_v2(cublasHandle_t handle);
cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream);
cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, cudaStream_t *stream);
cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle,
                                       cublasPointerMode_t mode);
cublasStatus_t cublasGetPointerMode_v2(cublasHandle_t handle,
                                       cublasPointerMode_t *mode);
cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, void *workspace,
                                     size_t size);
cublasStatus_t cublasGetVersion_v2(cublasHandle_t handle, int *version);
cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode);
cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t *mode);
cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle,
                                    cublasAtomicsMode_t mode);
cublasStatus_t cublasGetAtomicsMode(cublasHandle_t handle,
                                    cublasAtomicsMode_t *mode);
const char *cublasGetStatusName(cublasStatus_t status);
const char *cublasGetStatusString(cublasStatus_t status);
#define cublasCreate cublasCreate_v2
#define cublasDestroy cublasDestroy_v2
#define cublasSetStream cublasSetStream_v2
#define cublasGetStream cublasGetStream_v2
#define cublasSetPointerMode cublasSetPointerMode_v2
#define cublasGetPointerMode cublasGetPointerMode_v2
#define cublasSetWorkspace cublasSetWorkspace_v2
#define cublasGetVersion cublasGetVersion_v2

//===-- Copies ------------------------------------------------------------===//

#define PC_COPIES(NAME)                                                        \
  cublasStatus_t cublas##NAME##Matrix(int rows, int cols, int elemSize,        \
                                      const void *A, int lda, void *B,         \
                                      int ldb);                                \
  cublasStatus_t cublas##NAME##MatrixAsync(int rows, int cols, int elemSize,   \
                                           const void *A, int lda, void *B,    \
                                           int ldb, cudaStream_t stream);      \
  cublasStatus_t cublas##NAME##Vector(int n, int elemSize, const void *x,      \
                                      int incx, void *y, int incy);            \
  cublasStatus_t cublas##NAME##VectorAsync(int n, int elemSize, const void *x, \
                                           int incx, void *y, int incy,        \
                                           cudaStream_t stream);
PC_COPIES(Set)
PC_COPIES(Get)
#undef PC_COPIES

//===-- Vectors -----------------------------------------------------------===//

#define PC_VECTORS(L, l, T)                                                    \
  cublasStatus_t cublas##L##axpy_v2(cublasHandle_t handle, int n,              \
                                    const T *alpha, const T *x, int incx,      \
                                    T *y, int incy);                           \
  cublasStatus_t cublas##L##scal_v2(cublasHandle_t handle, int n,              \
                                    const T *alpha, T *x, int incx);           \
  cublasStatus_t cublas##L##copy_v2(cublasHandle_t handle, int n, const T *x,  \
                                    int incx, T *y, int incy);                 \
  cublasStatus_t cublas##L##swap_v2(cublasHandle_t handle, int n, T *x,        \
                                    int incx, T *y, int incy);                 \
  cublasStatus_t cublas##L##dot_v2(cublasHandle_t handle, int n, const T *x,   \
                                   int incx, const T *y, int incy, T *result); \
  cublasStatus_t cublas##L##nrm2_v2(cublasHandle_t handle, int n, const T *x,  \
                                    int incx, T *result);                      \
  cublasStatus_t cublas##L##asum_v2(cublasHandle_t handle, int n, const T *x,  \
                                    int incx, T *result);                      \
  cublasStatus_t cublasI##l##amax_v2(cublasHandle_t handle, int n, const T *x, \
                                     int incx, int *result);                   \
  cublasStatus_t cublasI##l##amin_v2(cublasHandle_t handle, int n, const T *x, \
                                     int incx, int *result);                   \
  cublasStatus_t cublas##L##gemv_v2(                                           \
      cublasHandle_t handle, cublasOperation_t trans, int m, int n,            \
      const T *alpha, const T *A, int lda, const T *x, int incx,               \
      const T *beta, T *y, int incy);                                          \
  cublasStatus_t cublas##L##ger_v2(cublasHandle_t handle, int m, int n,        \
                                   const T *alpha, const T *x, int incx,       \
                                   const T *y, int incy, T *A, int lda);       \
  cublasStatus_t cublas##L##geam(                                              \
      cublasHandle_t handle, cublasOperation_t transa,                         \
      cublasOperation_t transb, int m, int n, const T *alpha, const T *A,      \
      int lda, const T *beta, const T *B, int ldb, T *C, int ldc);             \
  cublasStatus_t cublas##L##dgmm(cublasHandle_t handle, cublasSideMode_t mode, \
                                 int m, int n, const T *A, int lda,            \
                                 const T *x, int incx, T *C, int ldc);
PC_VECTORS(S, s, float)
PC_VECTORS(D, d, double)
#undef PC_VECTORS
#define cublasSaxpy cublasSaxpy_v2
#define cublasDaxpy cublasDaxpy_v2
#define cublasSscal cublasSscal_v2
#define cublasDscal cublasDscal_v2
#define cublasScopy cublasScopy_v2
#define cublasDcopy cublasDcopy_v2
#define cublasSswap cublasSswap_v2
#define cublasDswap cublasDswap_v2
#define cublasSdot cublasSdot_v2
#define cublasDdot cublasDdot_v2
#define cublasSnrm2 cublasSnrm2_v2
#define cublasDnrm2 cublasDnrm2_v2
#define cublasSasum cublasSasum_v2
#define cublasDasum cublasDasum_v2
#define cublasIsamax cublasIsamax_v2
#define cublasIdamax cublasIdamax_v2
#define cublasIsamin cublasIsamin_v2
#define cublasIdamin cublasIdamin_v2
#define cublasSgemv cublasSgemv_v2
#define cublasDgemv cublasDgemv_v2
#define cublasSger cublasSger_v2
#define cublasDger cublasDger_v2

//===-- Products ----------------------------------------------------------===//

#define PC_GEMM(L, V2, T)                                                      \
  cublasStatus_t cublas##L##gemm##V2(                                          \
      cublasHandle_t handle, cublasOperation_t transa,                         \
      cublasOperation_t transb, int m, int n, int k, const T *alpha,           \
      const T *A, int lda, const T *B, int ldb, const T *beta, T *C, int ldc); \
  cublasStatus_t cublas##L##gemmBatched(                                       \
      cublasHandle_t handle, cublasOperation_t transa,                         \
      cublasOperation_t transb, int m, int n, int k, const T *alpha,           \
      const T *const Aarray[], int lda, const T *const Barray[], int ldb,      \
      const T *beta, T *const Carray[], int ldc, int batchCount);              \
  cublasStatus_t cublas##L##gemmStridedBatched(                                \
      cublasHandle_t handle, cublasOperation_t transa,                         \
      cublasOperation_t transb, int m, int n, int k, const T *alpha,           \
      const T *A, int lda, long long strideA, const T *B, int ldb,             \
      long long strideB, const T *beta, T *C, int ldc, long long strideC,      \
      int batchCount);
PC_GEMM(S, _v2, float)
PC_GEMM(D, _v2, double)
PC_GEMM(H, , __half)
PC_GEMM(C, _v2, cuComplex)
PC_GEMM(Z, _v2, cuDoubleComplex)
#undef PC_GEMM
#define cublasSgemm cublasSgemm_v2
#define cublasDgemm cublasDgemm_v2
#define cublasCgemm cublasCgemm_v2
#define cublasZgemm cublasZgemm_v2

cublasStatus_t cublasSgemmEx(cublasHandle_t handle, cublasOperation_t transa,
                             cublasOperation_t transb, int m, int n, int k,
                             const float *alpha, const void *A,
                             cudaDataType Atype, int lda, const void *B,
                             cudaDataType Btype, int ldb, const float *beta,
                             void *C, cudaDataType Ctype, int ldc);
#ifdef __cplusplus
}
#define PC_EX(LINKAGE, COMPUTE, BODY)                                          \
  LINKAGE cublasStatus_t cublasGemmEx(                                         \
      cublasHandle_t handle, cublasOperation_t transa,                         \
      cublasOperation_t transb, int m, int n, int k, const void *alpha,        \
      const void *A, cudaDataType Atype, int lda, const void *B,               \
      cudaDataType Btype, int ldb, const void *beta, void *C,                  \
      cudaDataType Ctype, int ldc, COMPUTE computeType, cublasGemmAlgo_t algo) \
      BODY(cublasGemmEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, \
                        B, Btype, ldb, beta, C, Ctype, ldc,                    \
                        pc_compute(computeType), algo))                        \
          LINKAGE cublasStatus_t cublasGemmBatchedEx(                          \
              cublasHandle_t handle, cublasOperation_t transa,                 \
              cublasOperation_t transb, int m, int n, int k,                   \
              const void *alpha, const void *const Aarray[],                   \
              cudaDataType Atype, int lda, const void *const Barray[],         \
              cudaDataType Btype, int ldb, const void *beta,                   \
              void *const Carray[], cudaDataType Ctype, int ldc,               \
              int batchCount, COMPUTE computeType, cublasGemmAlgo_t algo)      \
              BODY(cublasGemmBatchedEx(handle, transa, transb, m, n, k, alpha, \
                                       Aarray, Atype, lda, Barray, Btype, ldb, \
                                       beta, Carray, Ctype, ldc, batchCount,   \
                                       pc_compute(computeType), algo))         \
                  LINKAGE cublasStatus_t cublasGemmStridedBatchedEx(           \
                      cublasHandle_t handle, cublasOperation_t transa,         \
                      cublasOperation_t transb, int m, int n, int k,           \
                      const void *alpha, const void *A, cudaDataType Atype,    \
                      int lda, long long strideA, const void *B,               \
                      cudaDataType Btype, int ldb, long long strideB,          \
                      const void *beta, void *C, cudaDataType Ctype, int ldc,  \
                      long long strideC, int batchCount, COMPUTE computeType,  \
                      cublasGemmAlgo_t algo)                                   \
                      BODY(cublasGemmStridedBatchedEx(                         \
                          handle, transa, transb, m, n, k, alpha, A, Atype,    \
                          lda, strideA, B, Btype, ldb, strideB, beta, C,       \
                          Ctype, ldc, strideC, batchCount,                     \
                          pc_compute(computeType), algo))
#define PC_NOTHING(CALL) ;
PC_EX(extern "C", cublasComputeType_t, PC_NOTHING)

// Before CUDA 11 the type of the sums was a type of data.
static inline cublasComputeType_t pc_compute(cudaDataType type) {
  return type == CUDA_R_16F   ? CUBLAS_COMPUTE_16F
         : type == CUDA_R_64F ? CUBLAS_COMPUTE_64F
         : type == CUDA_R_32I ? CUBLAS_COMPUTE_32I
                              : CUBLAS_COMPUTE_32F;
}
#define PC_CALL(CALL)                                                          \
  {                                                                            \
    return CALL;                                                               \
  }
PC_EX(static inline, cudaDataType, PC_CALL)
#undef PC_EX
#undef PC_NOTHING
#undef PC_CALL
#endif

#endif // PERFCLAIM_STANDINS_CUBLAS_V2_H
