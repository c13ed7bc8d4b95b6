//===- OccupancyTest.cpp - Against the toolkit's calculator ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/MachineCode/MachineCode.h"
#include "gtest/gtest.h"

#if __has_include(<cuda_occupancy.h>)
#include <cuda_occupancy.h>
#define HAVE_CALCULATOR 1
#endif

using namespace llvm;
using namespace perfclaim;

static KernelCode code(int64_t Registers, int64_t Shared = 0) {
  KernelCode Code;
  Code.Registers = Registers;
  Code.StaticShared = Shared;
  return Code;
}

TEST(OccupancyTest, NamesWhatLimits) {
  auto Of = [](int64_t Registers, int64_t Shared, int64_t Threads) {
    return *occupancyOf(code(Registers, Shared), "sm_90", Threads, 0);
  };
  EXPECT_EQ(Of(32, 0, 256).Percent, 100);
  EXPECT_EQ(Of(32, 0, 256).Limit, "warps");
  // 65536 registers over 72 * 32, rounded up to 2304, are 28 warps.
  EXPECT_EQ(Of(72, 0, 256).Blocks, 3);
  EXPECT_EQ(Of(72, 0, 256).Percent, 37.5);
  EXPECT_EQ(Of(72, 0, 256).Limit, "registers");
  EXPECT_EQ(Of(32, 100 * 1024, 256).Limit, "shared memory");
  EXPECT_EQ(Of(32, 0, 32).Limit, "blocks");
  EXPECT_EQ(Of(32, 0, 32).Percent, 50);
}

TEST(OccupancyTest, SaysWhatCannotBeLaunched) {
  EXPECT_EQ(occupancyOf(code(255), "sm_80", 1024, 0)->Blocks, 0);
  EXPECT_EQ(occupancyOf(code(32), "sm_86", 128, 100 * 1024)->Blocks, 0);
  EXPECT_FALSE(occupancyOf(code(32), "sm_80", 2048, 0));
  EXPECT_FALSE(occupancyOf(code(32), "sm_80", 0, 0));
  EXPECT_FALSE(occupancyOf(code(32), "sm_20", 128, 0));
  KernelCode Bounded = code(32);
  Bounded.MaxThreads = 256;
  EXPECT_EQ(occupancyOf(Bounded, "sm_80", 512, 0)->Blocks, 0);
  EXPECT_EQ(occupancyOf(Bounded, "sm_80", 512, 0)->Limit, "launch bounds");
}

TEST(OccupancyTest, KnowsGpus) {
  Expected<GpuModel> Gpu = findGpu("rtx4090");
  ASSERT_TRUE(bool(Gpu));
  EXPECT_EQ(Gpu->Architecture, "sm_89");
  EXPECT_EQ(Gpu->Multiprocessors, 128);
  Expected<GpuModel> Unknown = findGpu("Voodoo");
  ASSERT_FALSE(bool(Unknown));
  EXPECT_NE(toString(Unknown.takeError()).find("H100"), std::string::npos);
}

#ifdef HAVE_CALCULATOR
static int calculated(const KernelCode &Code, int Major, int Minor,
                      const Multiprocessor &Sm, int Threads, size_t Shared) {
  cudaOccDeviceProp Device;
  Device.computeMajor = Major;
  Device.computeMinor = Minor;
  Device.maxThreadsPerBlock = 1024;
  Device.maxThreadsPerMultiprocessor = int(Sm.Warps * 32);
  Device.regsPerBlock = Device.regsPerMultiprocessor = int(Sm.Registers);
  Device.warpSize = 32;
  Device.sharedMemPerMultiprocessor = size_t(Sm.Shared);
  Device.sharedMemPerBlock = 48 * 1024;
  Device.sharedMemPerBlockOptin = size_t(Sm.SharedPerBlock);
  Device.reservedSharedMemPerBlock = size_t(Sm.ReservedShared);
  Device.numSms = 1;
  cudaOccFuncAttributes Function;
  Function.maxThreadsPerBlock = 1024;
  Function.numRegs = int(Code.Registers);
  Function.sharedSizeBytes = size_t(Code.StaticShared);
  Function.partitionedGCConfig = PARTITIONED_GC_OFF;
  // Launchers that need more than 48 KiB ask for what they use.
  Function.shmemLimitConfig = FUNC_SHMEM_LIMIT_OPTIN;
  Function.maxDynamicSharedSizeBytes = Shared;
  Function.numBlockBarriers = 0;
  cudaOccDeviceState State;
  cudaOccResult Result;
  if (cudaOccMaxActiveBlocksPerMultiprocessor(&Result, &Device, &Function,
                                              &State, Threads,
                                              Shared) != CUDA_OCC_SUCCESS)
    return 0;
  return Result.activeBlocksPerMultiprocessor;
}

TEST(OccupancyTest, AgreesWithTheToolkit) {
  struct {
    int Major, Minor;
  } const Capabilities[] = {{7, 5}, {8, 0},  {8, 6},  {8, 7}, {8, 9},
                            {9, 0}, {10, 0}, {12, 0}, {12, 1}};
  unsigned Compared = 0;
  for (auto [Major, Minor] : Capabilities) {
    const std::string Name =
        "sm_" + std::to_string(Major) + std::to_string(Minor);
    const std::optional<Multiprocessor> Sm = multiprocessorOf(Name);
    ASSERT_TRUE(Sm.has_value()) << Name;
    for (int Registers : {16, 24, 32, 37, 40, 63, 64, 72, 96, 128, 168, 255})
      for (int Static : {0, 16, 1024, 20000, 48 * 1024})
        for (int Dynamic : {0, 4096, 50000, 99 * 1024, 170 * 1024})
          for (int Threads : {1, 32, 33, 96, 128, 256, 384, 512, 768, 1024}) {
            const KernelCode Code = code(Registers, Static);
            const int Theirs =
                calculated(Code, Major, Minor, *Sm, Threads, size_t(Dynamic));
            ASSERT_EQ(occupancyOf(Code, Name, Threads, Dynamic)->Blocks, Theirs)
                << Name << ", " << Registers << " registers, " << Static
                << " + " << Dynamic << " bytes, " << Threads << " threads";
            ++Compared;
          }
  }
  EXPECT_EQ(Compared, 27000u);
}
#endif
