//===- CudaLaunch.cpp - Launches, and what a device refuses to launch -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaLaunch.h"
#include "CudaErrors.h"
#include "CudaGpus.h"
#include "CudaModules.h"
#include "CudaOccupancy.h"
#include "CudaStreams.h"
#include "CudaTrace.h"
#include <cstdio>
#include <cstring>
#include <mutex>
#include <vector>

using namespace perfclaim::host;

namespace {

using Request = LaunchShape;

/// Between `<<<` and the call of the stub.
struct Configuration {
  dim3 Grid, Block;
  std::size_t Shared;
  void *Stream;
};
thread_local std::vector<Configuration> Configurations;

cudaError_t checkSizes(const Request &How) {
  const unsigned Grid[] = {How.Grid.x, How.Grid.y, How.Grid.z};
  const unsigned Block[] = {How.Block.x, How.Block.y, How.Block.z};
  std::uint64_t Threads = 1;
  for (int I = 0; I != 3; ++I) {
    if (Grid[I] == 0 || Grid[I] > static_cast<unsigned>(MaxGrid[I]) ||
        Block[I] == 0 || Block[I] > static_cast<unsigned>(MaxBlock[I]))
      return cudaErrorInvalidConfiguration;
    Threads *= Block[I];
  }
  return Threads > MaxThreadsPerBlock ? cudaErrorInvalidConfiguration
                                      : cudaSuccess;
}

/// That of the launch, or the kernel's own.
dim3 clusterOf(const Kernel &K, const Request &How) {
  const pc_dim3 Fixed = K.Code->cluster;
  return How.Cluster.x ? How.Cluster : dim3(Fixed.x, Fixed.y, Fixed.z);
}

cudaError_t checkCluster(const Kernel &K, const Request &How) {
  const pc_dim3 Fixed = K.Code->cluster;
  if (Fixed.x && How.Cluster.x &&
      (How.Cluster.x != Fixed.x || How.Cluster.y != Fixed.y ||
       How.Cluster.z != Fixed.z))
    return cudaErrorInvalidClusterSize;
  const dim3 Size = clusterOf(K, How);
  const unsigned Blocks = Size.x * Size.y * Size.z;
  if (Size.x == 0 || Blocks == 1)
    return cudaSuccess;
  if (gpu().Major < 9)
    return cudaErrorInvalidConfiguration;
  if (Blocks == 0 || How.Grid.x % Size.x || How.Grid.y % Size.y ||
      How.Grid.z % Size.z || Blocks > (K.NonPortableCluster ? 16u : 8u))
    return cudaErrorInvalidClusterSize;
  return cudaSuccess;
}

/// In the order in which a device complains.
cudaError_t check(const Kernel &K, const Request &How) {
  if (const cudaError_t Error = checkSizes(How); Error != cudaSuccess)
    return Error;
  const unsigned Threads = How.Block.x * How.Block.y * How.Block.z;
  if (K.Code->max_threads && Threads > K.Code->max_threads)
    return cudaErrorLaunchOutOfResources;
  if (How.Shared > static_cast<std::size_t>(K.MaxDynamicShared))
    return cudaErrorInvalidValue;
  if (const cudaError_t Error = checkCluster(K, How); Error != cudaSuccess)
    return Error;
  if (!How.Cooperative)
    return cudaSuccess;
  // All blocks have to be on the device at once.
  const std::uint64_t Blocks =
      std::uint64_t(How.Grid.x) * How.Grid.y * How.Grid.z;
  const int PerMultiprocessor =
      activeBlocks(K, static_cast<int>(Threads), How.Shared);
  return Blocks > static_cast<std::uint64_t>(PerMultiprocessor) *
                      static_cast<std::uint64_t>(gpu().Multiprocessors)
             ? cudaErrorCooperativeLaunchTooLarge
             : cudaSuccess;
}

pc_dim3 convert(dim3 Size) { return {Size.x, Size.y, Size.z}; }

/// The device does one kernel after the other; host threads take turns.
std::mutex &deviceIsBusy() {
  static auto *Mutex = new std::mutex;
  return *Mutex;
}

cudaError_t launchNow(const Request &How, void **Arguments) {
  const Kernel *K = findKernel(How.Stub);
  if (!K)
    return cudaErrorInvalidDeviceFunction;
  if (const cudaError_t Error = check(*K, How); Error != cudaSuccess)
    return Error;
  trace::launch(K->Code->name, How.Grid, How.Block, K->Code->static_shared,
                How.Shared);
  const pc_launch Launch{K->Code,
                         convert(How.Grid),
                         convert(How.Block),
                         convert(clusterOf(*K, How)),
                         How.Shared,
                         Arguments,
                         How.Cooperative};
  execute(Launch);
  return cudaSuccess;
}

cudaError_t launch(const Request &How, void **Arguments, cudaStream_t Stream) {
  if (!isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  if (!isCaptured(Stream))
    return launchNow(How, Arguments);
  cudaError_t Error = cudaSuccess;
  const std::shared_ptr<KernelCall> Call = copyCall(How, Arguments, Error);
  return Call ? captureKernel(Stream, Call) : Error;
}

/// What of a launch's attributes decides how it runs. Those that only hint at
/// scheduling change nothing here.
cudaError_t readAttributes(const cudaLaunchConfig_t &Config, Request &How) {
  for (unsigned I = 0; I != Config.numAttrs; ++I) {
    const cudaLaunchAttribute &A = Config.attrs[I];
    switch (A.id) {
    case cudaLaunchAttributeCooperative:
      How.Cooperative = A.val.cooperative != 0;
      break;
    case cudaLaunchAttributeClusterDimension:
      How.Cluster =
          dim3(A.val.clusterDim.x, A.val.clusterDim.y, A.val.clusterDim.z);
      break;
    case cudaLaunchAttributeIgnore:
    case cudaLaunchAttributeAccessPolicyWindow:
    case cudaLaunchAttributeSynchronizationPolicy:
    case cudaLaunchAttributeClusterSchedulingPolicyPreference:
    case cudaLaunchAttributeProgrammaticStreamSerialization:
    case cudaLaunchAttributePriority:
    case cudaLaunchAttributeMemSyncDomainMap:
    case cudaLaunchAttributeMemSyncDomain:
    case cudaLaunchAttributePreferredClusterDimension:
    case cudaLaunchAttributePreferredSharedMemoryCarveout:
      break;
    default:
      return refuse("cudaLaunchKernelExC with this attribute");
    }
  }
  return cudaSuccess;
}

} // namespace

std::shared_ptr<KernelCall> perfclaim::host::copyCall(const LaunchShape &How,
                                                      void **Arguments,
                                                      cudaError_t &Error) {
  const Kernel *K = findKernel(How.Stub);
  Error = K ? check(*K, How) : cudaErrorInvalidDeviceFunction;
  if (Error != cudaSuccess)
    return nullptr;
  auto Made = std::make_shared<KernelCall>();
  static_cast<LaunchShape &>(*Made) = How;
  constexpr std::size_t Alignment = alignof(std::max_align_t);
  std::vector<std::size_t> Places;
  for (std::uint32_t I = 0; I != K->Code->num_parameters; ++I) {
    const std::size_t Size = K->Code->parameter_sizes[I];
    const std::size_t Place =
        (Made->Bytes.size() + Alignment - 1) / Alignment * Alignment;
    Made->Bytes.resize(Place + Size);
    std::memcpy(Made->Bytes.data() + Place, Arguments[I], Size);
    Places.push_back(Place);
  }
  for (const std::size_t Place : Places)
    Made->Arguments.push_back(Made->Bytes.data() + Place);
  return Made;
}

cudaError_t perfclaim::host::launch(const KernelCall &Call) {
  return launchNow(Call, const_cast<void **>(Call.Arguments.data()));
}

void perfclaim::host::execute(const pc_launch &Launch) {
  pc_outcome Outcome{};
  {
    const std::lock_guard<std::mutex> Lock(deviceIsBusy());
    pc_execute(&Launch, &Outcome);
  }
  if (Outcome.error == cudaSuccess)
    return;
  // A launch has long succeeded when its kernel faults: the next call that
  // waits for the device says so.
  std::fputs(Outcome.text, stderr);
  endContext(static_cast<cudaError_t>(Outcome.error));
}

//===-- Between `<<<` and the stub ----------------------------------------===//

PC_API unsigned __cudaPushCallConfiguration(dim3 Grid, dim3 Block,
                                            size_t Shared, void *Stream) {
  Configurations.push_back({Grid, Block, Shared, Stream});
  return 0;
}

PC_API cudaError_t __cudaPopCallConfiguration(dim3 *Grid, dim3 *Block,
                                              size_t *Shared, void *Stream) {
  if (Configurations.empty())
    return report(cudaErrorMissingConfiguration);
  const Configuration &Top = Configurations.back();
  *Grid = Top.Grid;
  *Block = Top.Block;
  *Shared = Top.Shared;
  *static_cast<void **>(Stream) = Top.Stream;
  Configurations.pop_back();
  return cudaSuccess;
}

//===-- Launches ----------------------------------------------------------===//

PC_API cudaError_t cudaLaunchKernel(const void *Stub, dim3 Grid, dim3 Block,
                                    void **Arguments, size_t Shared,
                                    cudaStream_t Stream) {
  return onDevice(
      [&] { return launch({Stub, Grid, Block, Shared}, Arguments, Stream); });
}
PC_ALIAS(cudaLaunchKernel, _ptsz);

PC_API cudaError_t cudaLaunchCooperativeKernel(const void *Stub, dim3 Grid,
                                               dim3 Block, void **Arguments,
                                               size_t Shared,
                                               cudaStream_t Stream) {
  return onDevice([&] {
    return launch({Stub, Grid, Block, Shared, dim3(0, 0, 0), true}, Arguments,
                  Stream);
  });
}
PC_ALIAS(cudaLaunchCooperativeKernel, _ptsz);

PC_API cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t *Config,
                                       const void *Stub, void **Arguments) {
  return onDevice([&] {
    if (!Config)
      return cudaErrorInvalidValue;
    Request How{Stub, Config->gridDim, Config->blockDim,
                Config->dynamicSmemBytes};
    const cudaError_t Error = readAttributes(*Config, How);
    return Error == cudaSuccess ? launch(How, Arguments, Config->stream)
                                : Error;
  });
}
PC_ALIAS(cudaLaunchKernelExC, _ptsz);

/// nvcc's stubs launch by a handle.
PC_API cudaError_t __cudaLaunchKernel(cudaKernel_t Handle, dim3 Grid,
                                      dim3 Block, void **Arguments,
                                      size_t Shared, cudaStream_t Stream) {
  return onDevice(
      [&] { return launch({Handle, Grid, Block, Shared}, Arguments, Stream); });
}
PC_API cudaError_t __cudaLaunchKernel_ptsz(cudaKernel_t, dim3, dim3, void **,
                                           size_t, cudaStream_t)
    __attribute__((alias("__cudaLaunchKernel")));
