//===- CudaBlasGemm.h - Products of matrices --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The one product that every function of the gemm family is a case of.
/// Transposition and the order of a layout are strides.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASGEMM_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASGEMM_H

#include "CudaBlas.h"
#include <complex>

namespace perfclaim::host::blas {

struct Matrix {
  void *Data = nullptr;
  void *const *Array = nullptr; ///< Instead of Data: one for each batch.
  cudaDataType Type = CUDA_R_32F;
  std::int64_t RowStride = 1, ColStride = 0, BatchStride = 0; ///< Elements.
  char *at(std::uint64_t Batch) const;
};

/// What is done to a result, and to what. Numbers are cublasLtEpilogue_t's.
struct Epilogue {
  unsigned Kind = 1;
  /// Added to every column, or the sum that a gradient is.
  void *Bias = nullptr;
  cudaDataType BiasType = CUDA_R_32F;
  std::int64_t BiasStride = 0;
  /// What the activation is given, or bits that say where it was positive.
  void *Aux = nullptr;
  cudaDataType AuxType = CUDA_R_32F;
  std::int64_t AuxLd = 0, AuxStride = 0;
};
enum EpilogueBits : unsigned {
  Relu = 2,
  Bias = 4,
  ReluGradient = 8,
  BiasGradient = 16,
  Gelu = 32,
  GeluGradient = 64,
  Aux = 128,
  BiasGradientOfA = 256,
  BiasGradientOfB = 512,
};

/// D = epilogue(Alpha * A * B + Beta * C); D may be C.
struct Gemm {
  std::int64_t M = 0, N = 0, K = 0, Batches = 1;
  Matrix A, B, C, D;
  double Alpha = 1, Beta = 0;
  /// Instead of Alpha: one for each row.
  const void *AlphaRows = nullptr;
  cudaDataType Sum = CUDA_R_32F; ///< As Precision::Sum.
  Epilogue Then;
};

/// EXPECTS: types that are known. C is not read where Beta is 0, A and B not
/// where Alpha is.
void multiply(const char *Name, const Gemm &Product);

/// C = Alpha * A * B + Beta * C of complex numbers.
struct ComplexGemm {
  std::int64_t M = 0, N = 0, K = 0, Batches = 1;
  Matrix A, B, C;
  bool ConjugateA = false, ConjugateB = false;
  std::complex<double> Alpha, Beta;
  cudaDataType Sum = CUDA_R_32F; ///< Of its parts.
};
/// EXPECTS: types of which isComplex() holds.
void multiply(const char *Name, const ComplexGemm &Product);
/// Of floats, doubles and bytes; others are refused.
bool isComplex(cudaDataType Type);

/// For --observe: so many rows and columns of \p Of are read or written, by
/// pc_access_flags.
void note(const Matrix &Of, std::int64_t Rows, std::int64_t Columns,
          std::int64_t Batches, std::uint32_t Flags);

/// The elements of a matrix as numbers.
double load(const void *Base, cudaDataType Type, std::int64_t Index);
void store(void *Base, cudaDataType Type, std::int64_t Index, double Value);

} // namespace perfclaim::host::blas

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASGEMM_H
