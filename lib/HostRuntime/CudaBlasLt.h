//===- CudaBlasLt.h - Descriptors of cuBLASLt -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Programs may keep descriptors in room of their own, which the library's
/// header gives the size of.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASLT_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASLT_H

#include "CudaBlas.h"

namespace perfclaim::host::blas {

/// A matrix as it is stored.
struct Layout {
  std::int32_t Type = CUDA_R_32F;
  std::int32_t Order = 0; ///< 0: by columns, 1: by rows, others: in tiles.
  std::uint64_t Rows = 0, Columns = 0;
  std::int64_t Ld = 0;
  std::int32_t Batches = 1;
  std::uint32_t BatchMode = 0; ///< 1: an array of pointers.
  std::int64_t BatchStride = 0, PlaneOffset = 0;
};
static_assert(sizeof(Layout) <= 64);

/// What cublasLtMatmul is to do.
struct Matmul {
  std::int32_t Compute = 0, ScaleType = 0, PointerMode = 0;
  std::int32_t OpA = 0, OpB = 0, OpC = 0;
  std::int32_t FillMode = 2; ///< Full.
  std::uint32_t Epilogue = 1;
  void *Bias = nullptr;
  std::int64_t BiasStride = 0;
  void *Aux = nullptr;
  std::int64_t AuxLd = 0, AuxStride = 0, AlphaStride = 0;
  std::int32_t Multiprocessors = 0, AuxType = -1, BiasType = -1;
  std::int8_t FastSums = 0;
  /// Of A, B, C, D, the auxiliary matrix, and D once more.
  void *Scales[6] = {};
  std::int32_t ScaleModes[6] = {};
  void *Largest[2] = {}; ///< Of D and of the auxiliary matrix.
  void *Emulation = nullptr;
};
static_assert(sizeof(Matmul) <= 256);

/// What an algorithm may need.
struct Preference {
  std::uint32_t Search = 0, Reductions = 7;
  std::uint64_t Workspace = 0, Implementations = ~std::uint64_t(0);
  std::uint32_t Alignment[4] = {256, 256, 256, 256};
  float Waves = 0;
};
static_assert(sizeof(Preference) <= 64);

} // namespace perfclaim::host::blas

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASLT_H
