//===- DeviceBlas.cpp - cuBLAS, as far as programs link it --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Many programs make a handle that the kernels under test never use. Handles
/// are made and kept; what would compute says that it is not supported.
///
//===----------------------------------------------------------------------===//

#include <cstdio>
#include <cstdlib>

namespace {

constexpr int Success = 0, NotSupported = 15;

int make(void **Handle) {
  *Handle = std::malloc(1);
  return Success;
}

int release(void *Handle) {
  std::free(Handle);
  return Success;
}

int refuse(const char *Name) {
  std::fprintf(stderr,
               "perfclaim: '%s' is not testable here; run it where "
               "there is a GPU\n",
               Name);
  return NotSupported;
}

} // namespace

extern "C" {

int cublasCreate_v2(void **Handle) { return make(Handle); }
int cublasDestroy_v2(void *Handle) { return release(Handle); }
int cublasLtCreate(void **Handle) { return make(Handle); }
int cublasLtDestroy(void *Handle) { return release(Handle); }
int cublasSetMathMode(void *, int) { return Success; }
int cublasSetStream_v2(void *, void *) { return Success; }
int cublasSetWorkspace_v2(void *, void *, size_t) { return Success; }

#define REFUSED(NAME)                                                          \
  int NAME() { return refuse(#NAME); }
REFUSED(cublasSgemm_v2)
REFUSED(cublasDgemm_v2)
REFUSED(cublasHgemm)
REFUSED(cublasGemmEx)
REFUSED(cublasSgemmStridedBatched)
REFUSED(cublasGemmStridedBatchedEx)
REFUSED(cublasSgemv_v2)
REFUSED(cublasLtMatmul)
REFUSED(cublasLtMatmulAlgoGetHeuristic)
REFUSED(cublasLtMatmulDescCreate)
REFUSED(cublasLtMatmulDescDestroy)
REFUSED(cublasLtMatmulDescSetAttribute)
REFUSED(cublasLtMatmulPreferenceCreate)
REFUSED(cublasLtMatmulPreferenceDestroy)
REFUSED(cublasLtMatmulPreferenceSetAttribute)
REFUSED(cublasLtMatrixLayoutCreate)
REFUSED(cublasLtMatrixLayoutDestroy)
REFUSED(cublasLtMatrixLayoutSetAttribute)
}
