//===- CudaBlas.h - What cuBLAS and cuBLASLt share --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Handles, codes and scalars of cuBLAS. Its headers are not needed: not every
/// toolkit has them. Numbers of enumerations are those of the library.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDABLAS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDABLAS_H

#include "CudaErrors.h"
#include "CudaLaunch.h"
#include "CudaStreams.h"
#include "CudaTrace.h"
#include <cstdint>
#include <cuda_runtime_api.h>
#include <library_types.h>
#include <string>

namespace perfclaim::host::blas {

/// cublasStatus_t.
enum Status : int {
  Success = 0,
  NotInitialized = 1,
  InvalidValue = 7,
  ExecutionFailed = 13,
  NotSupported = 15,
};

enum Operation : int { OpN = 0, OpT = 1, OpC = 2 };
inline bool isOperation(int Op) { return Op >= OpN && Op <= OpC; }

/// What a cublasHandle_t points to. A cublasLtHandle_t is one too.
struct Handle {
  cudaStream_t Stream = nullptr;
  int PointerMode = 0, MathMode = 0, AtomicsMode = 0, Multiprocessors = 0;
};

/// A call that does what cuBLAS would do, but not here.
inline Status refuse(const std::string &What) {
  noteRefusal(What, /*Computes=*/true);
  return NotSupported;
}

/// As onDevice(): for calls that need the device, in \p Stream.
template <class Work> Status onDevice(cudaStream_t Stream, const Work &Do) {
  tick();
  if (isCaptured(Stream))
    return refuse("cuBLAS in a stream that is captured");
  if (contextError() != cudaSuccess || !isStream(Stream))
    return ExecutionFailed;
  return Do();
}
template <class Work> Status onHandle(const Handle *H, const Work &Do) {
  return H ? onDevice(H->Stream, Do) : NotInitialized;
}

/// Runs \p Body once for each place of the grid, as a kernel of the library:
/// spread over the device's cores, its faults the device's. pc_this says which
/// place. Body must own nothing: a fault drops its frames.
template <class Body>
void launch(const char *Name, std::uint64_t X, std::uint64_t Y, std::uint64_t Z,
            const Body &Do) {
  pc_kernel Kernel{};
  Kernel.name = Name;
  Kernel.body = [](void **Arguments) {
    (*static_cast<const Body *>(Arguments[0]))();
  };
  Kernel.file = "";
  const void *Arguments[] = {&Do};
  pc_launch Launch{};
  Launch.kernel = &Kernel;
  Launch.grid = {static_cast<std::uint32_t>(X), static_cast<std::uint32_t>(Y),
                 static_cast<std::uint32_t>(Z)};
  Launch.block = Launch.cluster = {1, 1, 1};
  Launch.arguments = const_cast<void **>(Arguments);
  execute(Launch);
}

/// Types of elements that are computed with. Others are refused, with the words
/// that whyNot() gives.
bool isKnown(cudaDataType Type);
const char *whyNot(cudaDataType Type);

/// A number of \p Type, as alpha and beta are given. They lie in memory that
/// the host reads, whatever the pointer mode.
double scalar(const void *Place, cudaDataType Type);

/// What a cublasComputeType_t stands for; false where there is no such.
struct Precision {
  cudaDataType Sum;   ///< CUDA_R_32F, CUDA_R_64F or CUDA_R_32I.
  cudaDataType Scale; ///< Of alpha and beta, unless they are given a type.
};
bool precision(int Compute, Precision &Result);

} // namespace perfclaim::host::blas

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDABLAS_H
