//===- DryLibraries.h - Other libraries of a dry run ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Functions of NVIDIA's libraries for a dry run: they succeed, do nothing, and
/// those that would launch kernels are reported. Like DryCopies.h these have no
/// parameters; no header of a library is needed.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_DRYLIBRARIES_H
#define PERFCLAIM_RUNTIME_DRYLIBRARIES_H

#include "DryMemory.h"

extern "C" {

#define PC_MAKES(Name)                                                         \
  int Name(void **Made) {                                                      \
    pc::makeHandle(Made);                                                      \
    return 0;                                                                  \
  }
PC_MAKES(cublasCreate_v2)
PC_MAKES(cublasLtCreate)
PC_MAKES(cublasLtMatmulDescCreate)
PC_MAKES(cublasLtMatmulPreferenceCreate)
PC_MAKES(cublasLtMatrixLayoutCreate)
PC_MAKES(cudnnCreate)
PC_MAKES(curandCreateGenerator)
PC_MAKES(cusolverDnCreate)
PC_MAKES(cusparseCreate)
PC_MAKES(cusparseCreateCsr)
PC_MAKES(cusparseCreateDnMat)
PC_MAKES(cusparseCreateDnVec)
PC_MAKES(cusparseCreateMatDescr)
#undef PC_MAKES

/// What only prepares work.
#define PC_SUCCEEDS(Name)                                                      \
  int Name() { return 0; }
PC_SUCCEEDS(cublasDestroy_v2)
PC_SUCCEEDS(cublasLtDestroy)
PC_SUCCEEDS(cublasLtMatmulDescDestroy)
PC_SUCCEEDS(cublasLtMatmulDescInit_internal)
PC_SUCCEEDS(cublasLtMatmulDescSetAttribute)
PC_SUCCEEDS(cublasLtMatmulPreferenceDestroy)
PC_SUCCEEDS(cublasLtMatmulPreferenceInit_internal)
PC_SUCCEEDS(cublasLtMatmulPreferenceSetAttribute)
PC_SUCCEEDS(cublasLtMatrixLayoutDestroy)
PC_SUCCEEDS(cublasLtMatrixLayoutInit_internal)
PC_SUCCEEDS(cublasLtMatrixLayoutSetAttribute)
PC_SUCCEEDS(cublasSetAtomicsMode)
PC_SUCCEEDS(cublasSetMathMode)
PC_SUCCEEDS(cublasSetPointerMode_v2)
PC_SUCCEEDS(cublasSetStream_v2)
PC_SUCCEEDS(cublasSetWorkspace_v2)
PC_SUCCEEDS(cudnnDestroy)
PC_SUCCEEDS(cudnnSetStream)
PC_SUCCEEDS(cufftDestroy)
PC_SUCCEEDS(cufftSetStream)
PC_SUCCEEDS(curandDestroyGenerator)
PC_SUCCEEDS(curandSetPseudoRandomGeneratorSeed)
PC_SUCCEEDS(curandSetStream)
PC_SUCCEEDS(cusolverDnDestroy)
PC_SUCCEEDS(cusolverDnSetStream)
PC_SUCCEEDS(cusparseDestroy)
PC_SUCCEEDS(cusparseSetStream)
#undef PC_SUCCEEDS

/// What would launch kernels of its own.
#define PC_CALL(Name)                                                          \
  int Name() {                                                                 \
    pc::sayLibraryCall(#Name);                                                 \
    return 0;                                                                  \
  }
PC_CALL(cublasAxpyEx)
PC_CALL(cublasCaxpy_v2)
PC_CALL(cublasCcopy_v2)
PC_CALL(cublasCdotu_v2)
PC_CALL(cublasCgeam)
PC_CALL(cublasCgemmBatched)
PC_CALL(cublasCgemmStridedBatched)
PC_CALL(cublasCgemm_v2)
PC_CALL(cublasCgemv_v2)
PC_CALL(cublasCgeru_v2)
PC_CALL(cublasCscal_v2)
PC_CALL(cublasCswap_v2)
PC_CALL(cublasCsymm_v2)
PC_CALL(cublasCsyrk_v2)
PC_CALL(cublasCtrmm_v2)
PC_CALL(cublasCtrsm_v2)
PC_CALL(cublasDasum_v2)
PC_CALL(cublasDaxpy_v2)
PC_CALL(cublasDcopy_v2)
PC_CALL(cublasDdot_v2)
PC_CALL(cublasDgeam)
PC_CALL(cublasDgemmBatched)
PC_CALL(cublasDgemmStridedBatched)
PC_CALL(cublasDgemm_v2)
PC_CALL(cublasDgemv_v2)
PC_CALL(cublasDger_v2)
PC_CALL(cublasDnrm2_v2)
PC_CALL(cublasDotEx)
PC_CALL(cublasDscal_v2)
PC_CALL(cublasDswap_v2)
PC_CALL(cublasDsymm_v2)
PC_CALL(cublasDsyrk_v2)
PC_CALL(cublasDtrmm_v2)
PC_CALL(cublasDtrsm_v2)
PC_CALL(cublasDzasum_v2)
PC_CALL(cublasDznrm2_v2)
PC_CALL(cublasGemmBatchedEx)
PC_CALL(cublasGemmEx)
PC_CALL(cublasGemmStridedBatchedEx)
PC_CALL(cublasHgemm)
PC_CALL(cublasHgemmBatched)
PC_CALL(cublasHgemmStridedBatched)
PC_CALL(cublasIdamax_v2)
PC_CALL(cublasIsamax_v2)
PC_CALL(cublasLtMatmul)
PC_CALL(cublasNrm2Ex)
PC_CALL(cublasSasum_v2)
PC_CALL(cublasSaxpy_v2)
PC_CALL(cublasScalEx)
PC_CALL(cublasScasum_v2)
PC_CALL(cublasScnrm2_v2)
PC_CALL(cublasScopy_v2)
PC_CALL(cublasSdot_v2)
PC_CALL(cublasSgeam)
PC_CALL(cublasSgemmBatched)
PC_CALL(cublasSgemmEx)
PC_CALL(cublasSgemmStridedBatched)
PC_CALL(cublasSgemm_v2)
PC_CALL(cublasSgemv_v2)
PC_CALL(cublasSger_v2)
PC_CALL(cublasSnrm2_v2)
PC_CALL(cublasSscal_v2)
PC_CALL(cublasSswap_v2)
PC_CALL(cublasSsymm_v2)
PC_CALL(cublasSsyrk_v2)
PC_CALL(cublasStrmm_v2)
PC_CALL(cublasStrsm_v2)
PC_CALL(cublasZaxpy_v2)
PC_CALL(cublasZcopy_v2)
PC_CALL(cublasZdotu_v2)
PC_CALL(cublasZgeam)
PC_CALL(cublasZgemmBatched)
PC_CALL(cublasZgemmStridedBatched)
PC_CALL(cublasZgemm_v2)
PC_CALL(cublasZgemv_v2)
PC_CALL(cublasZgeru_v2)
PC_CALL(cublasZscal_v2)
PC_CALL(cublasZswap_v2)
PC_CALL(cublasZsymm_v2)
PC_CALL(cublasZsyrk_v2)
PC_CALL(cublasZtrmm_v2)
PC_CALL(cublasZtrsm_v2)
PC_CALL(cufftExecC2C)
PC_CALL(cufftExecC2R)
PC_CALL(cufftExecR2C)
PC_CALL(cufftExecZ2Z)
PC_CALL(curandGenerateNormal)
PC_CALL(curandGenerateUniform)
PC_CALL(cusparseSpMM)
PC_CALL(cusparseSpMV)
#undef PC_CALL

/// Says that one algorithm was found; callers check the count.
int cublasLtMatmulAlgoGetHeuristic(void *, void *, void *, void *, void *,
                                   void *, void *, int, void *, int *Found) {
  *Found = 1;
  return 0;
}
int cufftPlan1d(int *Plan) {
  *Plan = 1;
  return 0;
}

} // extern "C"

#endif // PERFCLAIM_RUNTIME_DRYLIBRARIES_H
