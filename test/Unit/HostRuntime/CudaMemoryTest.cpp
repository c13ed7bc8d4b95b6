//===- CudaMemoryTest.cpp - Allocation, copies, symbols -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestModule.h"
#include <cstring>
#include <numeric>
#include <vector>

using namespace testmodule;

namespace {

struct CudaMemoryTest : RuntimeTest {
  int *allocate(std::size_t Count) {
    void *Result = nullptr;
    EXPECT_EQ(cudaMalloc(&Result, Count * sizeof(int)), cudaSuccess);
    return static_cast<int *>(Result);
  }
};

TEST_F(CudaMemoryTest, BytesComeBackAsTheyWent) {
  std::vector<int> In(1000), Out(1000);
  std::iota(In.begin(), In.end(), 7);
  int *Data = allocate(1000);
  ASSERT_EQ(cudaMemcpy(Data, In.data(), 4000, cudaMemcpyHostToDevice),
            cudaSuccess);
  ASSERT_EQ(cudaMemcpy(Out.data(), Data, 4000, cudaMemcpyDeviceToHost),
            cudaSuccess);
  EXPECT_EQ(In, Out);
  EXPECT_EQ(cudaFree(Data), cudaSuccess);
}

TEST_F(CudaMemoryTest, AllocationsAreAlignedAsOnADevice) {
  for (std::size_t Count : {1, 3, 1000}) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(allocate(Count)) % 512, 0u);
  }
}

TEST_F(CudaMemoryTest, AskingForNothingGivesNull) {
  void *Result = &Result;
  EXPECT_EQ(cudaMalloc(&Result, 0), cudaSuccess);
  EXPECT_EQ(Result, nullptr);
  EXPECT_EQ(cudaMallocManaged(&Result, 0, cudaMemAttachGlobal),
            cudaErrorInvalidValue);
}

TEST_F(CudaMemoryTest, MoreThanTheDeviceHasIsRefused) {
  void *Result = nullptr;
  EXPECT_EQ(cudaMalloc(&Result, std::size_t(1) << 40),
            cudaErrorMemoryAllocation);
  std::size_t Free = 0, Total = 0, Less = 0;
  ASSERT_EQ(cudaMemGetInfo(&Free, &Total), cudaSuccess);
  EXPECT_EQ(Free, Total);
  allocate(1 << 20);
  ASSERT_EQ(cudaMemGetInfo(&Less, &Total), cudaSuccess);
  EXPECT_EQ(Free - Less, std::size_t(4) << 20);
  std::size_t Same = 0;
  EXPECT_EQ(cudaMemGetInfo(&Same, nullptr), cudaSuccess);
  EXPECT_EQ(Same, Less);
  EXPECT_EQ(cudaMemGetInfo(nullptr, &Same), cudaSuccess);
  EXPECT_EQ(Same, Total);
}

TEST_F(CudaMemoryTest, OnlyStartsOfAllocationsAreFreed) {
  int *Data = allocate(8);
  int Local = 0;
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  EXPECT_EQ(cudaFree(&Local), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(Data + 1), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(Data), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(Data), cudaSuccess);
  EXPECT_EQ(cudaFree(Data), cudaErrorInvalidValue);
}

TEST_F(CudaMemoryTest, FreedMemoryFaults) {
  volatile int *Data = allocate(8);
  Data[0] = 1;
  cudaFree(const_cast<int *>(Data));
  EXPECT_DEATH(Data[0] = 2, "");
}

TEST_F(CudaMemoryTest, CopiesKeepToTheirDirection) {
  int *Data = allocate(8);
  int Host[8] = {};
  EXPECT_EQ(cudaMemcpy(Host, Data, 32, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy(Data, Host, 32, cudaMemcpyDeviceToHost),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy(Data, Host, 32, static_cast<cudaMemcpyKind>(9)),
            cudaErrorInvalidMemcpyDirection);
  EXPECT_EQ(cudaMemcpy(Data, Host, 32, cudaMemcpyDefault), cudaSuccess);
  EXPECT_EQ(cudaMemcpy(Data, nullptr, 0, cudaMemcpyHostToDevice), cudaSuccess);
}

TEST_F(CudaMemoryTest, CopiesEndWhereTheAllocationDoes) {
  int *Data = allocate(128);
  std::vector<int> Host(256);
  EXPECT_EQ(cudaMemcpy(Data, Host.data(), 512, cudaMemcpyHostToDevice),
            cudaSuccess);
  EXPECT_EQ(cudaMemcpy(Data, Host.data(), 513, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy(Data + 64, Host.data(), 512, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemset(Data, 0, 1024), cudaErrorInvalidValue);
}

TEST_F(CudaMemoryTest, MemsetIsForTheDevice) {
  int Host[4] = {1, 1, 1, 1};
  int *Data = allocate(4);
  EXPECT_EQ(cudaMemset(Host, 0, 16), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemset(Data, 0xff, 16), cudaSuccess);
  cudaMemcpy(Host, Data, 16, cudaMemcpyDeviceToHost);
  EXPECT_EQ(Host[3], -1);
}

TEST_F(CudaMemoryTest, PitchedRowsAreCopiedWithoutTheirPadding) {
  void *Base = nullptr;
  std::size_t Pitch = 0;
  ASSERT_EQ(cudaMallocPitch(&Base, &Pitch, 12, 3), cudaSuccess);
  EXPECT_EQ(Pitch, 512u);
  const int In[3][3] = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  int Out[3][3] = {};
  ASSERT_EQ(cudaMemcpy2D(Base, Pitch, In, 12, 12, 3, cudaMemcpyHostToDevice),
            cudaSuccess);
  EXPECT_EQ(static_cast<char *>(Base)[Pitch], 4);
  ASSERT_EQ(cudaMemcpy2D(Out, 12, Base, Pitch, 12, 3, cudaMemcpyDeviceToHost),
            cudaSuccess);
  EXPECT_EQ(std::memcmp(In, Out, sizeof In), 0);
  EXPECT_EQ(cudaMemcpy2D(Out, 8, Base, Pitch, 12, 3, cudaMemcpyDeviceToHost),
            cudaErrorInvalidPitchValue);
}

TEST_F(CudaMemoryTest, BoxesAreCopiedBetweenMemoryAndArrays) {
  const cudaChannelFormatDesc Format{32, 0, 0, 0, cudaChannelFormatKindSigned};
  cudaArray_t Array = nullptr;
  ASSERT_EQ(cudaMalloc3DArray(&Array, &Format, {2, 2, 2}, 0), cudaSuccess);
  int In[8] = {1, 2, 3, 4, 5, 6, 7, 8}, Out[8] = {};
  cudaMemcpy3DParms Up{};
  Up.srcPtr = {In, 8, 8, 2};
  Up.dstArray = Array;
  Up.extent = {2, 2, 2};
  Up.kind = cudaMemcpyHostToDevice;
  ASSERT_EQ(cudaMemcpy3D(&Up), cudaSuccess);
  cudaMemcpy3DParms Down{};
  Down.srcArray = Array;
  Down.srcPos = {0, 0, 1};
  Down.dstPtr = {Out, 8, 8, 2};
  Down.extent = {2, 2, 1};
  Down.kind = cudaMemcpyDeviceToHost;
  ASSERT_EQ(cudaMemcpy3D(&Down), cudaSuccess);
  EXPECT_EQ(Out[0], 5);
  EXPECT_EQ(Out[3], 8);
  Down.extent = {2, 2, 2};
  EXPECT_EQ(cudaMemcpy3D(&Down), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeArray(Array), cudaSuccess);
}

TEST_F(CudaMemoryTest, PinnedMemoryIsAPlaceOnBothSides) {
  void *Host = nullptr, *Device = nullptr;
  ASSERT_EQ(cudaHostAlloc(&Host, 64, cudaHostAllocMapped), cudaSuccess);
  ASSERT_EQ(cudaHostGetDevicePointer(&Device, Host, 0), cudaSuccess);
  EXPECT_EQ(Host, Device);
  unsigned Flags = 0;
  EXPECT_EQ(cudaHostGetFlags(&Flags, Host), cudaSuccess);
  EXPECT_EQ(Flags, unsigned(cudaHostAllocMapped));
  EXPECT_EQ(cudaFree(Host), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(Host), cudaSuccess);
}

TEST_F(CudaMemoryTest, MemoryIsRegisteredOnce) {
  static char Own[256];
  EXPECT_EQ(cudaHostRegister(Own, 256, 0), cudaSuccess);
  EXPECT_EQ(cudaHostRegister(Own + 8, 8, 0),
            cudaErrorHostMemoryAlreadyRegistered);
  EXPECT_EQ(cudaHostUnregister(Own), cudaSuccess);
  EXPECT_EQ(cudaHostUnregister(Own), cudaErrorHostMemoryNotRegistered);
}

TEST_F(CudaMemoryTest, PointersSayWhatTheyAre) {
  int Local = 0;
  void *Managed = nullptr;
  cudaMallocManaged(&Managed, 64, cudaMemAttachGlobal);
  cudaPointerAttributes A{};
  ASSERT_EQ(cudaPointerGetAttributes(&A, &Local), cudaSuccess);
  EXPECT_EQ(A.type, cudaMemoryTypeUnregistered);
  ASSERT_EQ(cudaPointerGetAttributes(&A, allocate(4) + 1), cudaSuccess);
  EXPECT_EQ(A.type, cudaMemoryTypeDevice);
  EXPECT_EQ(A.hostPointer, nullptr);
  ASSERT_EQ(cudaPointerGetAttributes(&A, Managed), cudaSuccess);
  EXPECT_EQ(A.type, cudaMemoryTypeManaged);
}

TEST_F(CudaMemoryTest, VariablesAreReachedByTheirShadows) {
  std::size_t Size = 0;
  void *Address = nullptr;
  ASSERT_EQ(cudaGetSymbolSize(&Size, &Table), cudaSuccess);
  EXPECT_EQ(Size, 16u);
  ASSERT_EQ(cudaGetSymbolAddress(&Address, &Table), cudaSuccess);
  const int In[2] = {30, 40};
  int Out[4] = {};
  ASSERT_EQ(cudaMemcpyToSymbol(&Table, In, 8, 8, cudaMemcpyHostToDevice),
            cudaSuccess);
  ASSERT_EQ(cudaMemcpyFromSymbol(Out, &Table, 16, 0, cudaMemcpyDeviceToHost),
            cudaSuccess);
  EXPECT_EQ(Out[0], 1);
  EXPECT_EQ(Out[3], 40);
  EXPECT_EQ(static_cast<int *>(Address)[2], 30);
  EXPECT_EQ(cudaMemcpyToSymbol(&Table, In, 8, 12, cudaMemcpyHostToDevice),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyToSymbol(&Table, In, 8, 0, cudaMemcpyDeviceToHost),
            cudaErrorInvalidMemcpyDirection);
  EXPECT_EQ(cudaMemcpyToSymbol(&Unknown, In, 8, 0, cudaMemcpyHostToDevice),
            cudaErrorInvalidSymbol);
}

TEST_F(CudaMemoryTest, PoolsKeepTheirAttributes) {
  cudaMemPool_t Pool = nullptr;
  ASSERT_EQ(cudaDeviceGetDefaultMemPool(&Pool, 0), cudaSuccess);
  std::uint64_t Threshold = 1 << 20, Kept = 0;
  ASSERT_EQ(cudaMemPoolSetAttribute(Pool, cudaMemPoolAttrReleaseThreshold,
                                    &Threshold),
            cudaSuccess);
  ASSERT_EQ(
      cudaMemPoolGetAttribute(Pool, cudaMemPoolAttrReleaseThreshold, &Kept),
      cudaSuccess);
  EXPECT_EQ(Kept, Threshold);
  void *Data = nullptr;
  ASSERT_EQ(cudaMallocFromPoolAsync(&Data, 64, Pool, nullptr), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(Data, nullptr), cudaSuccess);
  EXPECT_EQ(cudaFreeAsync(nullptr, nullptr), cudaErrorInvalidValue);
}

} // namespace
