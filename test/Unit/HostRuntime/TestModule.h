//===- TestModule.h - Kernels and variables of the tests --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a compiled program registers, without a compiler: kernels are functions
/// here, and the host's stubs are addresses.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_HOSTRUNTIME_TESTMODULE_H
#define PERFCLAIM_TEST_HOSTRUNTIME_TESTMODULE_H

#include "perfclaim/HostRuntime/Abi.h"
#include "gtest/gtest.h"
#include <cuda_runtime_api.h>

namespace testmodule {

/// Stands for the stub function of a kernel, or the shadow of a variable.
extern char Increment, Bounded, Shared, Faulting, NeverCompiled;
extern char Table, Unknown;

/// What the constructors of the host side do.
void registerOnce();

/// Launches a kernel that takes a pointer to int.
cudaError_t launch(const char &Stub, dim3 Grid, dim3 Block, int *Data,
                   std::size_t Shared = 0, cudaStream_t Stream = nullptr);

/// Tests start with a device that has nothing wrong and nothing allocated.
class RuntimeTest : public testing::Test {
protected:
  void SetUp() override {
    registerOnce();
    cudaDeviceReset();
    cudaGetLastError();
  }
};

} // namespace testmodule

#endif // PERFCLAIM_TEST_HOSTRUNTIME_TESTMODULE_H
