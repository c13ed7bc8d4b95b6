//===- CudaDeviceTest.cpp - Device, streams, events, errors ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaGpus.h"
#include "TestModule.h"
#include <cuda.h>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

using namespace testmodule;

namespace {

/// The file is named when the program starts: the runtime looks once.
const std::string &tracePath() {
  static const std::string Path =
      testing::TempDir() + "perfclaim-trace-" + std::to_string(getpid());
  return Path;
}
[[maybe_unused]] const int Asked =
    setenv("PERFCLAIM_HOST_TRACE", tracePath().c_str(), 1);

struct CudaDeviceTest : RuntimeTest {
  static void TearDownTestSuite() { std::remove(tracePath().c_str()); }
};

TEST_F(CudaDeviceTest, ThereIsOneDevice) {
  int Count = 0, Current = -1;
  EXPECT_EQ(cudaGetDeviceCount(&Count), cudaSuccess);
  EXPECT_EQ(Count, 1);
  EXPECT_EQ(cudaGetDevice(&Current), cudaSuccess);
  EXPECT_EQ(Current, 0);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaSetDevice(-1), cudaErrorInvalidDevice);
}

TEST_F(CudaDeviceTest, PropertiesAndAttributesAgree) {
  cudaDeviceProp P{};
  ASSERT_EQ(cudaGetDeviceProperties(&P, 0), cudaSuccess);
  const std::pair<cudaDeviceAttr, int> Pairs[] = {
      {cudaDevAttrMultiProcessorCount, P.multiProcessorCount},
      {cudaDevAttrComputeCapabilityMajor, P.major},
      {cudaDevAttrMaxThreadsPerBlock, P.maxThreadsPerBlock},
      {cudaDevAttrMaxSharedMemoryPerBlockOptin, int(P.sharedMemPerBlockOptin)},
      {cudaDevAttrL2CacheSize, P.l2CacheSize},
      {cudaDevAttrWarpSize, P.warpSize}};
  for (const auto &[Which, Expected] : Pairs) {
    int Value = -1;
    ASSERT_EQ(cudaDeviceGetAttribute(&Value, Which, 0), cudaSuccess);
    EXPECT_EQ(Value, Expected) << Which;
  }
  EXPECT_EQ(P.multiProcessorCount, 108);
  int Value = 0;
  EXPECT_EQ(
      cudaDeviceGetAttribute(&Value, static_cast<cudaDeviceAttr>(9999), 0),
      cudaErrorInvalidValue);
  EXPECT_EQ(cudaDeviceGetAttribute(&Value, cudaDevAttrWarpSize, 1),
            cudaErrorInvalidDevice);
}

TEST_F(CudaDeviceTest, ModelsAreFoundByNameAndArchitecture) {
  using perfclaim::host::findGpu;
  ASSERT_NE(findGpu("h100"), nullptr);
  EXPECT_EQ(findGpu("h100"), findGpu("sm_90"));
  EXPECT_EQ(findGpu("a100")->Major, 8);
  EXPECT_EQ(findGpu("v100"), nullptr);
}

TEST_F(CudaDeviceTest, LimitsAreKept) {
  std::size_t Value = 0;
  EXPECT_EQ(cudaDeviceSetLimit(cudaLimitMallocHeapSize, 1 << 24), cudaSuccess);
  EXPECT_EQ(cudaDeviceGetLimit(&Value, cudaLimitMallocHeapSize), cudaSuccess);
  EXPECT_EQ(Value, std::size_t(1) << 24);
  EXPECT_EQ(cudaDeviceGetLimit(&Value, static_cast<cudaLimit>(77)),
            cudaErrorInvalidValue);
}

//===-- Streams and events ------------------------------------------------===//

TEST_F(CudaDeviceTest, StreamsAreValidUntilTheyAreDestroyed) {
  cudaStream_t Stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithPriority(&Stream, cudaStreamNonBlocking, -100),
            cudaSuccess);
  int Priority = 0;
  unsigned Flags = 0;
  EXPECT_EQ(cudaStreamGetPriority(Stream, &Priority), cudaSuccess);
  EXPECT_EQ(Priority, -5);
  EXPECT_EQ(cudaStreamGetFlags(Stream, &Flags), cudaSuccess);
  EXPECT_EQ(Flags, unsigned(cudaStreamNonBlocking));
  EXPECT_EQ(cudaStreamSynchronize(Stream), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(Stream), cudaSuccess);
  EXPECT_EQ(cudaStreamQuery(Stream), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(launch(Increment, 1, 1, nullptr, 0, Stream),
            cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamDestroy(nullptr), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamCreateWithFlags(&Stream, 8), cudaErrorInvalidValue);
  EXPECT_EQ(cudaStreamSynchronize(cudaStreamPerThread), cudaSuccess);
}

TEST_F(CudaDeviceTest, HostFunctionsRunInTheOrderOfTheStream) {
  std::string Order;
  auto First = [](void *Text) { *static_cast<std::string *>(Text) += "1"; };
  EXPECT_EQ(cudaLaunchHostFunc(nullptr, First, &Order), cudaSuccess);
  EXPECT_EQ(cudaStreamAddCallback(
                nullptr,
                [](cudaStream_t, cudaError_t, void *Text) {
                  *static_cast<std::string *>(Text) += "2";
                },
                &Order, 0),
            cudaSuccess);
  EXPECT_EQ(Order, "12");
  EXPECT_EQ(cudaLaunchHostFunc(nullptr, nullptr, nullptr),
            cudaErrorInvalidValue);
}

TEST_F(CudaDeviceTest, ElapsedTimeCountsCalls) {
  cudaEvent_t Start = nullptr, Stop = nullptr;
  cudaEventCreate(&Start);
  cudaEventCreate(&Stop);
  float Short = 0, Long = 0;
  EXPECT_EQ(cudaEventElapsedTime(&Short, Start, Stop),
            cudaErrorInvalidResourceHandle);
  cudaEventRecord(Start, nullptr);
  cudaEventRecord(Stop, nullptr);
  ASSERT_EQ(cudaEventElapsedTime(&Short, Start, Stop), cudaSuccess);
  EXPECT_GT(Short, 0);
  cudaEventRecord(Start, nullptr);
  for (int I = 0; I != 10; ++I)
    cudaStreamQuery(nullptr);
  cudaEventRecord(Stop, nullptr);
  ASSERT_EQ(cudaEventElapsedTime(&Long, Start, Stop), cudaSuccess);
  EXPECT_EQ(Long, Short + 10);
  EXPECT_EQ(cudaEventDestroy(Start), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(Start, nullptr), cudaErrorInvalidResourceHandle);
}

TEST_F(CudaDeviceTest, EventsWithoutTimingHaveNone) {
  cudaEvent_t Event = nullptr;
  ASSERT_EQ(cudaEventCreateWithFlags(&Event, cudaEventDisableTiming),
            cudaSuccess);
  cudaEventRecord(Event, nullptr);
  float Ms = 0;
  EXPECT_EQ(cudaEventQuery(Event), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(nullptr, Event, 0), cudaSuccess);
  EXPECT_EQ(cudaEventElapsedTime(&Ms, Event, Event),
            cudaErrorInvalidResourceHandle);
}

//===-- Errors ------------------------------------------------------------===//

TEST_F(CudaDeviceTest, AnErrorIsKeptUntilItIsTaken) {
  cudaMalloc(nullptr, 4);
  void *Data = nullptr;
  EXPECT_EQ(cudaMalloc(&Data, 4), cudaSuccess);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(CudaDeviceTest, ErrorsHaveTheirNamesAndTexts) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorInvalidConfiguration),
               "cudaErrorInvalidConfiguration");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorIllegalAddress),
               "an illegal memory access was encountered");
  EXPECT_STREQ(cudaGetErrorString(static_cast<cudaError_t>(12345)),
               "unrecognized error code");
  const char *Text = nullptr;
  EXPECT_EQ(cuGetErrorName(CUDA_ERROR_NO_DEVICE, &Text), CUDA_SUCCESS);
  EXPECT_STREQ(Text, "CUDA_ERROR_NO_DEVICE");
}

TEST_F(CudaDeviceTest, WhatIsNotSupportedNamesItself) {
  testing::internal::CaptureStderr();
  cudaIpcMemHandle_t Handle;
  EXPECT_EQ(cudaIpcGetMemHandle(&Handle, nullptr), cudaErrorNotSupported);
  EXPECT_EQ(cudaGetLastError(), cudaErrorNotSupported);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "perfclaim: cudaIpcGetMemHandle is not supported on the host "
            "backend\n");
}

TEST_F(CudaDeviceTest, DriverFunctionsAreFoundByName) {
  void *Function = nullptr;
  cudaDriverEntryPointQueryResult Status{};
  ASSERT_EQ(cudaGetDriverEntryPointByVersion("cuDeviceGetCount", &Function,
                                             13000, 0, &Status),
            cudaSuccess);
  EXPECT_EQ(Status, cudaDriverEntryPointSuccess);
  int Count = 0;
  reinterpret_cast<CUresult (*)(int *)>(Function)(&Count);
  EXPECT_EQ(Count, 1);
  cudaGetDriverEntryPointByVersion("cuOfAnotherDriver", &Function, 13000, 0,
                                   &Status);
  EXPECT_EQ(Function, nullptr);
  EXPECT_EQ(Status, cudaDriverEntryPointSymbolNotFound);
}

//===-- Trace -------------------------------------------------------------===//

TEST_F(CudaDeviceTest, CallsAreTraced) {
  void *Data = nullptr;
  int Zero = 0;
  cudaMalloc(&Data, 24);
  cudaMemcpy(Data, &Zero, 4, cudaMemcpyHostToDevice);
  launch(Increment, dim3(1, 2), 3, static_cast<int *>(Data), 64);
  cudaDeviceSynchronize();
  std::stringstream Text;
  Text << std::ifstream(tracePath()).rdbuf();
  const std::string All = Text.str();
  for (const char *Line :
       {"{\"copy\": \"cudaMemcpy\", \"kind\": \"HtoD\", \"bytes\": 4}\n",
        "{\"launch\": \"increment\", \"grid\": [1, 2, 1], \"block\": [3, 1, "
        "1], \"static_shared\": 0, \"dynamic_shared\": 64}\n",
        "{\"synchronize\": \"cudaDeviceSynchronize\"}\n", "\"bytes\": 24}\n"})
    EXPECT_NE(All.find(Line), std::string::npos) << Line;
}

} // namespace
