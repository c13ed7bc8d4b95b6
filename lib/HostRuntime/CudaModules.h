//===- CudaModules.h - Kernels and variables that the program registered -*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the host side's constructors register: the stub function of each kernel
/// and the shadow of each variable, which stand for the compiled ones.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAMODULES_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAMODULES_H

#include "perfclaim/HostRuntime/Abi.h"
#include <cuda_runtime_api.h>

namespace perfclaim::host {

/// A kernel with what the program has set for it.
struct Kernel {
  const pc_kernel *Code = nullptr;
  int MaxDynamicShared = 0; ///< 48 KB less what is static, until asked for.
  int PreferredCarveout = -1;
  bool NonPortableCluster = false;
};

/// By the host's stub, or by a handle of __cudaGetKernel. Null where neither
/// is known.
Kernel *findKernel(const void *Stub);

/// By the host's shadow; null where it is none.
const pc_variable *findVariable(const void *Shadow);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAMODULES_H
