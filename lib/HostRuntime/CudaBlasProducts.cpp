//===- CudaBlasProducts.cpp - cuBLAS' gemm family -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every function fills in one Call. Functions with 64-bit sizes differ in
/// nothing else, so macros make both.
///
//===----------------------------------------------------------------------===//

#include "CudaBlasGemm.h"
#include <algorithm>
#include <complex>

using namespace perfclaim::host::blas;

namespace {

constexpr int Compute16F = 64, Compute32F = 68, Compute64F = 70;

struct Factor {
  const void *Data;
  cudaDataType Type;
  std::int64_t Ld, Stride = 0;
  bool IsArray = false; ///< Data are pointers, one for each batch.
};

Factor one(const void *Data, cudaDataType Type, std::int64_t Ld,
           std::int64_t Stride = 0) {
  return {Data, Type, Ld, Stride};
}

/// Of pointers, one for each batch.
template <class T>
Factor list(const T *const *Data, cudaDataType Type, std::int64_t Ld) {
  return {static_cast<const void *>(Data), Type, Ld, 0, true};
}

struct Call {
  const char *Name;
  int OpA, OpB;
  std::int64_t M, N, K;
  const void *Alpha;
  Factor A, B;
  const void *Beta;
  Factor C;
  std::int64_t Batches;
  int Compute;
};

/// op(F), as it is stored by columns.
Matrix matrix(const Factor &F, int Op) {
  Matrix X;
  if (F.IsArray)
    X.Array = static_cast<void *const *>(F.Data);
  else
    X.Data = const_cast<void *>(F.Data);
  X.Type = F.Type;
  X.RowStride = Op == OpN ? 1 : F.Ld;
  X.ColStride = Op == OpN ? F.Ld : 1;
  X.BatchStride = F.Stride;
  return X;
}

/// The types that the library computes with.
bool supported(const Call &G, const Precision &P) {
  const cudaDataType A = G.A.Type, C = G.C.Type;
  if (A != G.B.Type)
    return false;
  if (P.Sum == CUDA_R_64F)
    return A == CUDA_R_64F && C == CUDA_R_64F;
  if (P.Sum == CUDA_R_32I)
    return A == CUDA_R_8I && C == CUDA_R_32I;
  if (P.Scale == CUDA_R_16F)
    return A == CUDA_R_16F && C == CUDA_R_16F;
  return A == CUDA_R_8I || A == CUDA_R_32F
             ? C == CUDA_R_32F
             : (A == CUDA_R_16F || A == CUDA_R_16BF) &&
                   (C == A || C == CUDA_R_32F);
}

bool supportedComplex(const Call &G, const Precision &P) {
  const cudaDataType A = G.A.Type, C = G.C.Type;
  if (A != G.B.Type)
    return false;
  if (P.Sum == CUDA_R_64F)
    return A == CUDA_C_64F && C == CUDA_C_64F;
  return P.Scale == CUDA_R_32F && P.Sum == CUDA_R_32F &&
         (A == CUDA_C_32F || A == CUDA_C_8I) &&
         (C == CUDA_C_32F || (A == CUDA_C_8I && C == CUDA_C_8I));
}

/// What products of all types have; false where a matrix is missing that they
/// read. EXPECTS: Alpha is set.
template <class T>
bool describe(const Call &G, const Precision &P, T &Product) {
  const bool ReadsFactors = Product.Alpha != 0.0 && G.K != 0;
  if (!G.C.Data || (ReadsFactors && (!G.A.Data || !G.B.Data)))
    return false;
  Product.M = G.M;
  Product.N = G.N;
  Product.K = G.K;
  Product.Batches = G.Batches;
  Product.A = matrix(G.A, G.OpA);
  Product.B = matrix(G.B, G.OpB);
  Product.C = matrix(G.C, OpN);
  Product.Sum = P.Sum;
  return true;
}

/// Where all types are complex.
Status complexGemm(const Handle *H, const Call &G) {
  Precision P{};
  if (!precision(G.Compute, P) || !supportedComplex(G, P))
    return NotSupported;
  if (G.M == 0 || G.N == 0 || G.Batches == 0)
    return Success;
  if (!G.Alpha || !G.Beta)
    return InvalidValue;
  return onDevice(H->Stream, [&] {
    auto Scalar = [&](const void *Place) {
      return std::complex<double>(load(Place, P.Scale, 0),
                                  load(Place, P.Scale, 1));
    };
    ComplexGemm Product;
    Product.Alpha = Scalar(G.Alpha);
    Product.Beta = Scalar(G.Beta);
    if (!describe(G, P, Product))
      return InvalidValue;
    Product.ConjugateA = G.OpA == OpC;
    Product.ConjugateB = G.OpB == OpC;
    multiply(G.Name, Product);
    return Success;
  });
}

Status gemm(const Handle *H, const Call &G) {
  if (!H)
    return NotInitialized;
  const std::int64_t RowsA = G.OpA == OpN ? G.M : G.K;
  const std::int64_t RowsB = G.OpB == OpN ? G.K : G.N;
  if (!isOperation(G.OpA) || !isOperation(G.OpB) || G.M < 0 || G.N < 0 ||
      G.K < 0 || G.Batches < 0 || G.A.Ld < std::max<std::int64_t>(1, RowsA) ||
      G.B.Ld < std::max<std::int64_t>(1, RowsB) ||
      G.C.Ld < std::max<std::int64_t>(1, G.M))
    return InvalidValue;
  if (isComplex(G.A.Type) && isComplex(G.B.Type) && isComplex(G.C.Type))
    return complexGemm(H, G);
  for (const Factor *F : {&G.A, &G.B, &G.C})
    if (!isKnown(F->Type))
      return refuse(std::string(G.Name) + " with " + whyNot(F->Type));
  Precision P{};
  if (!precision(G.Compute, P) || !supported(G, P))
    return NotSupported;
  if (G.M == 0 || G.N == 0 || G.Batches == 0)
    return Success;
  if (!G.Alpha || !G.Beta)
    return InvalidValue;
  return onDevice(H->Stream, [&] {
    Gemm Product;
    Product.Alpha = scalar(G.Alpha, P.Scale);
    Product.Beta = scalar(G.Beta, P.Scale);
    if (!describe(G, P, Product))
      return InvalidValue;
    Product.D = Product.C;
    multiply(G.Name, Product);
    return Success;
  });
}

} // namespace

/// What all of them name alike stands around what they differ in.
#define PC_PRODUCT(NAME, FIRST, SECOND, RESULT, BATCHES, COMPUTE)              \
  return gemm(H, {NAME, OpA, OpB, M, N, K, Alpha, FIRST, SECOND, Beta, RESULT, \
                  BATCHES, COMPUTE})

/// Of one type; WAY is how it is computed, where a name says so.
#define PC_GEMM_ONE(LETTER, WAY, T, TYPE, COMPUTE, V2, INT, SUFFIX)            \
  PC_API int cublas##LETTER##gemm##WAY##V2##SUFFIX(                            \
      Handle *H, int OpA, int OpB, INT M, INT N, INT K, const T *Alpha,        \
      const T *A, INT LdA, const T *B, INT LdB, const T *Beta, T *C,           \
      INT LdC) {                                                               \
    PC_PRODUCT("cublas" #LETTER "gemm" #WAY, one(A, TYPE, LdA),                \
               one(B, TYPE, LdB), one(C, TYPE, LdC), 1, COMPUTE);              \
  }
#define PC_GEMM(LETTER, WAY, T, TYPE, COMPUTE, V2, INT, SUFFIX)                \
  PC_GEMM_ONE(LETTER, WAY, T, TYPE, COMPUTE, V2, INT, SUFFIX)                  \
  PC_API int cublas##LETTER##gemm##WAY##Batched##SUFFIX(                       \
      Handle *H, int OpA, int OpB, INT M, INT N, INT K, const T *Alpha,        \
      const T *const A[], INT LdA, const T *const B[], INT LdB, const T *Beta, \
      T *const C[], INT LdC, INT Batches) {                                    \
    PC_PRODUCT("cublas" #LETTER "gemm" #WAY "Batched", list(A, TYPE, LdA),     \
               list(B, TYPE, LdB), list(C, TYPE, LdC), Batches, COMPUTE);      \
  }                                                                            \
  PC_API int cublas##LETTER##gemm##WAY##StridedBatched##SUFFIX(                \
      Handle *H, int OpA, int OpB, INT M, INT N, INT K, const T *Alpha,        \
      const T *A, INT LdA, long long StrideA, const T *B, INT LdB,             \
      long long StrideB, const T *Beta, T *C, INT LdC, long long StrideC,      \
      INT Batches) {                                                           \
    PC_PRODUCT("cublas" #LETTER "gemm" #WAY "StridedBatched",                  \
               one(A, TYPE, LdA, StrideA), one(B, TYPE, LdB, StrideB),         \
               one(C, TYPE, LdC, StrideC), Batches, COMPUTE);                  \
  }
#define PC_GEMMS(INT, SUFFIX)                                                  \
  PC_GEMM(S, , float, CUDA_R_32F, Compute32F, _v2, INT, SUFFIX)                \
  PC_GEMM(D, , double, CUDA_R_64F, Compute64F, _v2, INT, SUFFIX)               \
  PC_GEMM(H, , void, CUDA_R_16F, Compute16F, , INT, SUFFIX)                    \
  PC_GEMM(C, , void, CUDA_C_32F, Compute32F, _v2, INT, SUFFIX)                 \
  PC_GEMM(Z, , void, CUDA_C_64F, Compute64F, _v2, INT, SUFFIX)                 \
  PC_GEMM(C, 3m, void, CUDA_C_32F, Compute32F, , INT, SUFFIX)                  \
  PC_GEMM_ONE(Z, 3m, void, CUDA_C_64F, Compute64F, , INT, SUFFIX)
PC_GEMMS(int, )
PC_GEMMS(std::int64_t, _64)
#undef PC_GEMMS
#undef PC_GEMM
#undef PC_GEMM_ONE

/// Of types that are given.
#define PC_GEMM_OF(NAME, T, INT, SUFFIX)                                       \
  PC_API int NAME##SUFFIX(Handle *H, int OpA, int OpB, INT M, INT N, INT K,    \
                          const T *Alpha, const void *A, cudaDataType TypeA,   \
                          INT LdA, const void *B, cudaDataType TypeB, INT LdB, \
                          const T *Beta, void *C, cudaDataType TypeC,          \
                          INT LdC) {                                           \
    PC_PRODUCT(#NAME, one(A, TypeA, LdA), one(B, TypeB, LdB),                  \
               one(C, TypeC, LdC), 1, Compute32F);                             \
  }
#define PC_GEMM_EX(INT, SUFFIX)                                                \
  PC_GEMM_OF(cublasSgemmEx, float, INT, SUFFIX)                                \
  PC_GEMM_OF(cublasCgemmEx, void, INT, SUFFIX)                                 \
  PC_GEMM_OF(cublasCgemm3mEx, void, INT, SUFFIX)                               \
  PC_API int cublasGemmEx##SUFFIX(                                             \
      Handle *H, int OpA, int OpB, INT M, INT N, INT K, const void *Alpha,     \
      const void *A, cudaDataType TypeA, INT LdA, const void *B,               \
      cudaDataType TypeB, INT LdB, const void *Beta, void *C,                  \
      cudaDataType TypeC, INT LdC, int Compute, int) {                         \
    PC_PRODUCT("cublasGemmEx", one(A, TypeA, LdA), one(B, TypeB, LdB),         \
               one(C, TypeC, LdC), 1, Compute);                                \
  }                                                                            \
  PC_API int cublasGemmBatchedEx##SUFFIX(                                      \
      Handle *H, int OpA, int OpB, INT M, INT N, INT K, const void *Alpha,     \
      const void *const A[], cudaDataType TypeA, INT LdA,                      \
      const void *const B[], cudaDataType TypeB, INT LdB, const void *Beta,    \
      void *const C[], cudaDataType TypeC, INT LdC, INT Batches, int Compute,  \
      int) {                                                                   \
    PC_PRODUCT("cublasGemmBatchedEx", list(A, TypeA, LdA),                     \
               list(B, TypeB, LdB), list(C, TypeC, LdC), Batches, Compute);    \
  }                                                                            \
  PC_API int cublasGemmStridedBatchedEx##SUFFIX(                               \
      Handle *H, int OpA, int OpB, INT M, INT N, INT K, const void *Alpha,     \
      const void *A, cudaDataType TypeA, INT LdA, long long StrideA,           \
      const void *B, cudaDataType TypeB, INT LdB, long long StrideB,           \
      const void *Beta, void *C, cudaDataType TypeC, INT LdC,                  \
      long long StrideC, INT Batches, int Compute, int) {                      \
    PC_PRODUCT("cublasGemmStridedBatchedEx", one(A, TypeA, LdA, StrideA),      \
               one(B, TypeB, LdB, StrideB), one(C, TypeC, LdC, StrideC),       \
               Batches, Compute);                                              \
  }
PC_GEMM_EX(int, )
PC_GEMM_EX(std::int64_t, _64)
#undef PC_GEMM_EX
#undef PC_GEMM_OF
#undef PC_PRODUCT
