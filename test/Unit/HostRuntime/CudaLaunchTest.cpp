//===- CudaLaunchTest.cpp - Launches and what is refused ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModule.h"

using namespace testmodule;

extern "C" {
unsigned __cudaPushCallConfiguration(dim3, dim3, size_t, void *);
cudaError_t __cudaPopCallConfiguration(dim3 *, dim3 *, size_t *, void *);
cudaError_t __cudaGetKernel(cudaKernel_t *, const void *);
cudaError_t __cudaLaunchKernel(cudaKernel_t, dim3, dim3, void **, size_t,
                               cudaStream_t);
cudaError_t cudaLaunchKernel_ptsz(const void *, dim3, dim3, void **, size_t,
                                  cudaStream_t);
}

namespace {

struct CudaLaunchTest : RuntimeTest {
  void SetUp() override {
    RuntimeTest::SetUp();
    void *Memory = nullptr;
    cudaMalloc(&Memory, 4);
    Count = static_cast<int *>(Memory);
  }
  int *Count = nullptr;
};

TEST_F(CudaLaunchTest, EveryThreadRuns) {
  EXPECT_EQ(launch(Increment, dim3(2, 3, 2), dim3(4, 2, 2), Count),
            cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(*Count, 12 * 16);
}

TEST_F(CudaLaunchTest, SizesOutsideTheDevicesLimitsAreInvalid) {
  const cudaError_t Invalid = cudaErrorInvalidConfiguration;
  EXPECT_EQ(launch(Increment, 0, 1, Count), Invalid);
  EXPECT_EQ(launch(Increment, 1, 0, Count), Invalid);
  EXPECT_EQ(launch(Increment, 1, 1025, Count), Invalid);
  EXPECT_EQ(launch(Increment, 1, dim3(32, 33), Count), Invalid);
  EXPECT_EQ(launch(Increment, 1, dim3(1, 1, 65), Count), Invalid);
  EXPECT_EQ(launch(Increment, dim3(1, 65536), 1, Count), Invalid);
  EXPECT_EQ(launch(Increment, dim3(65536), 1, Count), cudaSuccess);
  EXPECT_EQ(*Count, 65536);
}

TEST_F(CudaLaunchTest, LaunchBoundsAreABound) {
  EXPECT_EQ(launch(Bounded, 1, 128, Count), cudaSuccess);
  EXPECT_EQ(launch(Bounded, 1, 129, Count), cudaErrorLaunchOutOfResources);
  cudaFuncAttributes A{};
  ASSERT_EQ(cudaFuncGetAttributes(&A, &Bounded), cudaSuccess);
  EXPECT_EQ(A.maxThreadsPerBlock, 128);
}

TEST_F(CudaLaunchTest, MoreSharedMemoryHasToBeAskedFor) {
  EXPECT_EQ(launch(Shared, 1, 1, Count, 47 * 1024), cudaSuccess);
  EXPECT_EQ(launch(Shared, 1, 1, Count, 48 * 1024), cudaErrorInvalidValue);
  ASSERT_EQ(cudaFuncSetAttribute(&Shared,
                                 cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 100 * 1024),
            cudaSuccess);
  EXPECT_EQ(launch(Shared, 1, 1, Count, 100 * 1024), cudaSuccess);
  EXPECT_EQ(cudaFuncSetAttribute(&Shared,
                                 cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 163 * 1024),
            cudaErrorInvalidValue);
  EXPECT_EQ(*Count, 2);
}

TEST_F(CudaLaunchTest, AFunctionThatIsNoKernelIsInvalid) {
  EXPECT_EQ(launch(NeverCompiled, 1, 1, Count), cudaErrorInvalidDeviceFunction);
  cudaFuncAttributes A{};
  EXPECT_EQ(cudaFuncGetAttributes(&A, &NeverCompiled),
            cudaErrorInvalidDeviceFunction);
}

TEST_F(CudaLaunchTest, CooperativeGridsHaveToFit) {
  void *Arguments[] = {&Count};
  EXPECT_EQ(cudaLaunchCooperativeKernel(&Increment, 108 * 2, 1024, Arguments, 0,
                                        nullptr),
            cudaSuccess);
  EXPECT_EQ(cudaLaunchCooperativeKernel(&Increment, 108 * 2 + 1, 1024,
                                        Arguments, 0, nullptr),
            cudaErrorCooperativeLaunchTooLarge);
}

TEST_F(CudaLaunchTest, ClustersNeedHopper) {
  cudaLaunchAttribute A{};
  A.id = cudaLaunchAttributeClusterDimension;
  A.val.clusterDim.x = 2;
  A.val.clusterDim.y = A.val.clusterDim.z = 1;
  cudaLaunchConfig_t How{};
  How.gridDim = How.blockDim = dim3(4, 1, 1);
  How.attrs = &A;
  How.numAttrs = 1;
  void *Arguments[] = {&Count};
  EXPECT_EQ(cudaLaunchKernelExC(&How, &Increment, Arguments),
            cudaErrorInvalidConfiguration);
  A.id = cudaLaunchAttributePriority;
  EXPECT_EQ(cudaLaunchKernelExC(&How, &Increment, Arguments), cudaSuccess);
  EXPECT_EQ(*Count, 16);
}

TEST_F(CudaLaunchTest, ConfigurationsNest) {
  dim3 Grid, Block;
  std::size_t Bytes = 0;
  cudaStream_t Stream = nullptr;
  __cudaPushCallConfiguration(1, 2, 3, nullptr);
  __cudaPushCallConfiguration(4, 5, 6, cudaStreamLegacy);
  ASSERT_EQ(__cudaPopCallConfiguration(&Grid, &Block, &Bytes, &Stream),
            cudaSuccess);
  EXPECT_EQ(Grid.x, 4u);
  EXPECT_EQ(Stream, cudaStreamLegacy);
  ASSERT_EQ(__cudaPopCallConfiguration(&Grid, &Block, &Bytes, &Stream),
            cudaSuccess);
  EXPECT_EQ(Block.x, 2u);
  EXPECT_EQ(__cudaPopCallConfiguration(&Grid, &Block, &Bytes, &Stream),
            cudaErrorMissingConfiguration);
}

TEST_F(CudaLaunchTest, HandlesAndOtherNamesLaunchTheSame) {
  cudaKernel_t Handle = nullptr;
  ASSERT_EQ(__cudaGetKernel(&Handle, &Increment), cudaSuccess);
  void *Arguments[] = {&Count};
  EXPECT_EQ(__cudaLaunchKernel(Handle, 1, 3, Arguments, 0, nullptr),
            cudaSuccess);
  EXPECT_EQ(cudaLaunchKernel_ptsz(&Increment, 1, 4, Arguments, 0, nullptr),
            cudaSuccess);
  EXPECT_EQ(*Count, 7);
}

TEST_F(CudaLaunchTest, OccupancyIsThatOfTheDevice) {
  int Blocks = 0;
  ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&Blocks, &Increment,
                                                          256, 0),
            cudaSuccess);
  EXPECT_EQ(Blocks, 8);
  ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&Blocks, &Increment,
                                                          32, 40 * 1024),
            cudaSuccess);
  EXPECT_EQ(Blocks, 4);
  ASSERT_EQ(
      cudaOccupancyMaxActiveBlocksPerMultiprocessor(&Blocks, &Bounded, 256, 0),
      cudaSuccess);
  EXPECT_EQ(Blocks, 0);
  EXPECT_EQ(
      cudaOccupancyMaxActiveBlocksPerMultiprocessor(&Blocks, &Increment, 0, 0),
      cudaErrorInvalidValue);
}

//===-- Faults ------------------------------------------------------------===//

TEST_F(CudaLaunchTest, AFaultIsSeenByTheNextCallThatWaits) {
  EXPECT_EQ(launch(Faulting, 1, 1, Count), cudaSuccess);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  const cudaError_t Fault = cudaDeviceSynchronize();
  EXPECT_EQ(Fault, cudaErrorIllegalAddress);
  EXPECT_EQ(cudaPeekAtLastError(), Fault);
  EXPECT_EQ(cudaGetLastError(), Fault);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(CudaLaunchTest, AFaultEndsTheContextUntilItIsReset) {
  launch(Faulting, 1, 1, Count);
  void *More = nullptr;
  EXPECT_EQ(cudaMalloc(&More, 4), cudaErrorIllegalAddress);
  EXPECT_EQ(launch(Increment, 1, 1, Count), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaFree(Count), cudaErrorIllegalAddress);
  int Devices = 0;
  EXPECT_EQ(cudaGetDeviceCount(&Devices), cudaSuccess);
  EXPECT_EQ(cudaDeviceReset(), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&More, 4), cudaSuccess);
}

} // namespace
