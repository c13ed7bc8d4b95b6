//===- CudaBlas.cpp - Handles of cuBLAS and copies ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaBlas.h"
#include "CudaBlasGemm.h"

using namespace perfclaim::host::blas;

namespace perfclaim::host::blas {

bool isKnown(cudaDataType Type) {
  switch (Type) {
  case CUDA_R_16F:
  case CUDA_R_16BF:
  case CUDA_R_32F:
  case CUDA_R_64F:
  case CUDA_R_8I:
  case CUDA_R_32I:
    return true;
  default:
    return false;
  }
}

const char *whyNot(cudaDataType Type) {
  switch (static_cast<int>(Type)) {
  case CUDA_C_16F:
  case CUDA_C_16BF:
  case CUDA_C_32F:
  case CUDA_C_64F:
  case CUDA_C_8I:
  case CUDA_C_32I:
    return "a complex type";
  case 28: // CUDA_R_8F_E4M3; before CUDA 11.8 there is no such name.
  case 29:
  case 30:
    return "an FP8 type";
  case 31:
  case 32:
    return "an FP6 type";
  case 33:
    return "an FP4 type";
  default:
    return "this type of integers";
  }
}

double scalar(const void *Place, cudaDataType Type) {
  return load(Place, Type, 0);
}

bool precision(int Compute, Precision &Result) {
  switch (Compute) {
  case 64: // CUBLAS_COMPUTE_16F: sums here have more digits.
  case 65:
    Result = {CUDA_R_32F, CUDA_R_16F};
    return true;
  case 68: // CUBLAS_COMPUTE_32F.
  case 69:
  case 74: // Faster ones may round what is multiplied.
  case 75:
  case 77:
  case 78:
    Result = {CUDA_R_32F, CUDA_R_32F};
    return true;
  case 70: // CUBLAS_COMPUTE_64F.
  case 71:
  case 79:
    Result = {CUDA_R_64F, CUDA_R_64F};
    return true;
  case 72: // CUBLAS_COMPUTE_32I.
  case 73:
    Result = {CUDA_R_32I, CUDA_R_32I};
    return true;
  default:
    return false;
  }
}

} // namespace perfclaim::host::blas

//===-- Handles -----------------------------------------------------------===//

namespace {

int make(Handle **Result) {
  if (!Result)
    return InvalidValue;
  *Result = new Handle;
  return Success;
}

int release(Handle *H) {
  if (!H)
    return NotInitialized;
  delete H;
  return Success;
}

template <class T> int set(Handle *H, T Handle::*Field, T Value) {
  if (!H)
    return NotInitialized;
  H->*Field = Value;
  return Success;
}

template <class T> int get(const Handle *H, T Handle::*Field, T *Result) {
  if (!H)
    return NotInitialized;
  if (!Result)
    return InvalidValue;
  *Result = H->*Field;
  return Success;
}

constexpr int Version = 130002; // Of the toolkit whose interface this is.

int property(int Which, int *Result) {
  if (!Result || Which < 0 || Which > 2)
    return InvalidValue;
  *Result = Which == 0   ? Version / 10000
            : Which == 1 ? Version / 100 % 100
                         : Version % 100;
  return Success;
}

} // namespace

PC_API int cublasCreate_v2(Handle **Result) { return make(Result); }
PC_API int cublasDestroy_v2(Handle *H) { return release(H); }
PC_API int cublasLtCreate(Handle **Result) { return make(Result); }
PC_API int cublasLtDestroy(Handle *H) { return release(H); }

PC_API int cublasSetStream_v2(Handle *H, cudaStream_t Stream) {
  return set(H, &Handle::Stream, Stream);
}
PC_API int cublasGetStream_v2(Handle *H, cudaStream_t *Result) {
  return get(H, &Handle::Stream, Result);
}
PC_API int cublasSetPointerMode_v2(Handle *H, int Mode) {
  return H && Mode != 0 && Mode != 1 ? InvalidValue
                                     : set(H, &Handle::PointerMode, Mode);
}
PC_API int cublasGetPointerMode_v2(Handle *H, int *Result) {
  return get(H, &Handle::PointerMode, Result);
}
PC_API int cublasSetMathMode(Handle *H, int Mode) {
  return set(H, &Handle::MathMode, Mode);
}
PC_API int cublasGetMathMode(Handle *H, int *Result) {
  return get(H, &Handle::MathMode, Result);
}
PC_API int cublasSetAtomicsMode(Handle *H, int Mode) {
  return set(H, &Handle::AtomicsMode, Mode);
}
PC_API int cublasGetAtomicsMode(Handle *H, int *Result) {
  return get(H, &Handle::AtomicsMode, Result);
}
PC_API int cublasSetSmCountTarget(Handle *H, int Count) {
  return set(H, &Handle::Multiprocessors, Count);
}
PC_API int cublasGetSmCountTarget(Handle *H, int *Result) {
  return get(H, &Handle::Multiprocessors, Result);
}
PC_API int cublasSetWorkspace_v2(Handle *H, void *, std::size_t) {
  return H ? Success : NotInitialized;
}

PC_API int cublasGetVersion_v2(Handle *, int *Result) {
  if (!Result)
    return InvalidValue;
  *Result = Version;
  return Success;
}
PC_API std::size_t cublasLtGetVersion() { return Version; }
PC_API std::size_t cublasGetCudartVersion() { return CUDART_VERSION; }
PC_API std::size_t cublasLtGetCudartVersion() { return CUDART_VERSION; }
PC_API int cublasGetProperty(int Which, int *Result) {
  return property(Which, Result);
}
PC_API int cublasLtGetProperty(int Which, int *Result) {
  return property(Which, Result);
}

PC_API const char *cublasGetStatusName(int Code) {
  switch (Code) {
  case 0:
    return "CUBLAS_STATUS_SUCCESS";
  case 1:
    return "CUBLAS_STATUS_NOT_INITIALIZED";
  case 3:
    return "CUBLAS_STATUS_ALLOC_FAILED";
  case 7:
    return "CUBLAS_STATUS_INVALID_VALUE";
  case 8:
    return "CUBLAS_STATUS_ARCH_MISMATCH";
  case 11:
    return "CUBLAS_STATUS_MAPPING_ERROR";
  case 13:
    return "CUBLAS_STATUS_EXECUTION_FAILED";
  case 14:
    return "CUBLAS_STATUS_INTERNAL_ERROR";
  case 15:
    return "CUBLAS_STATUS_NOT_SUPPORTED";
  case 16:
    return "CUBLAS_STATUS_LICENSE_ERROR";
  default:
    return "CUBLAS_STATUS_UNKNOWN";
  }
}
PC_API const char *cublasGetStatusString(int Code) {
  return cublasGetStatusName(Code);
}
PC_API const char *cublasLtGetStatusName(int Code) {
  return cublasGetStatusName(Code);
}
PC_API const char *cublasLtGetStatusString(int Code) {
  return cublasGetStatusName(Code);
}

//===-- What only says something ------------------------------------------===//

PC_API int cublasLoggerConfigure(int, int, int, const char *) {
  return Success;
}
PC_API int cublasSetLoggerCallback(void *) { return Success; }
PC_API int cublasLtLoggerSetCallback(void *) { return Success; }
PC_API int cublasLtLoggerSetFile(void *) { return Success; }
PC_API int cublasLtLoggerOpenFile(const char *) { return Success; }
PC_API int cublasLtLoggerSetLevel(int) { return Success; }
PC_API int cublasLtLoggerSetMask(int) { return Success; }
PC_API int cublasLtLoggerForceDisable() { return Success; }
PC_API int cublasLtHeuristicsCacheSetCapacity(std::size_t) { return Success; }

//===-- Copies ------------------------------------------------------------===//

namespace {

/// \p Count runs of \p Bytes.
int copy(std::int64_t Count, std::int64_t Bytes, const void *From,
         std::int64_t FromPitch, void *To, std::int64_t ToPitch,
         cudaMemcpyKind Kind, cudaStream_t Stream) {
  if (Count < 0 || Bytes < 0 || FromPitch < Bytes || ToPitch < Bytes)
    return InvalidValue;
  if (Count == 0 || Bytes == 0)
    return Success;
  return cudaMemcpy2DAsync(To, ToPitch, From, FromPitch, Bytes, Count, Kind,
                           Stream) == cudaSuccess
             ? Success
             : 11; // CUBLAS_STATUS_MAPPING_ERROR.
}

} // namespace

#define PC_COPIES(NAME, KIND, INT, SUFFIX)                                     \
  PC_API int cublas##NAME##Matrix##SUFFIX(INT Rows, INT Columns, INT Size,     \
                                          const void *From, INT FromLd,        \
                                          void *To, INT ToLd) {                \
    return copy(Columns, std::int64_t(Rows) * Size, From,                      \
                std::int64_t(FromLd) * Size, To, std::int64_t(ToLd) * Size,    \
                KIND, nullptr);                                                \
  }                                                                            \
  PC_API int cublas##NAME##MatrixAsync##SUFFIX(                                \
      INT Rows, INT Columns, INT Size, const void *From, INT FromLd, void *To, \
      INT ToLd, cudaStream_t Stream) {                                         \
    return copy(Columns, std::int64_t(Rows) * Size, From,                      \
                std::int64_t(FromLd) * Size, To, std::int64_t(ToLd) * Size,    \
                KIND, Stream);                                                 \
  }                                                                            \
  PC_API int cublas##NAME##Vector##SUFFIX(INT Count, INT Size,                 \
                                          const void *From, INT FromStep,      \
                                          void *To, INT ToStep) {              \
    return copy(Count, Size, From, std::int64_t(FromStep) * Size, To,          \
                std::int64_t(ToStep) * Size, KIND, nullptr);                   \
  }                                                                            \
  PC_API int cublas##NAME##VectorAsync##SUFFIX(                                \
      INT Count, INT Size, const void *From, INT FromStep, void *To,           \
      INT ToStep, cudaStream_t Stream) {                                       \
    return copy(Count, Size, From, std::int64_t(FromStep) * Size, To,          \
                std::int64_t(ToStep) * Size, KIND, Stream);                    \
  }
PC_COPIES(Set, cudaMemcpyHostToDevice, int, )
PC_COPIES(Get, cudaMemcpyDeviceToHost, int, )
PC_COPIES(Set, cudaMemcpyHostToDevice, std::int64_t, _64)
PC_COPIES(Get, cudaMemcpyDeviceToHost, std::int64_t, _64)
#undef PC_COPIES
