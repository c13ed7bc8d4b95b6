//===- CudaTrace.h - What a process asked of the device ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A line of JSON for each launch, call of a library, copy, allocation,
/// synchronisation and refusal, in the file that PERFCLAIM_HOST_TRACE names;
/// without it nothing is written.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDATRACE_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDATRACE_H

#include <cstddef>
#include <cuda_runtime_api.h>

namespace perfclaim::host::trace {

/// Lines are whole and on disk when these return: a process that dies in the
/// next call leaves them.
void launch(const char *Kernel, dim3 Grid, dim3 Block, std::size_t Static,
            std::size_t Dynamic);
/// \p Kind is cudaMemcpyKind's direction: "HtoD" and so on.
void copy(const char *Call, const char *Kind, std::size_t Bytes);
void set(const char *Call, std::size_t Bytes);
void allocate(const char *Call, const void *Address, std::size_t Bytes);
void release(const char *Call, const void *Address);
void synchronize(const char *Call);
/// A call of a library, which computes \p Rows by \p Columns results.
void compute(const char *Call, std::size_t Rows, std::size_t Columns,
             std::size_t Depth, std::size_t Batches);
void refuse(const char *What);
/// "begin" and "end" of what the trace is looked at for.
void mark(const char *What);

} // namespace perfclaim::host::trace

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDATRACE_H
