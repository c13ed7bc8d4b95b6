//===- Record.h - Sees every launch of both sides ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The executable defines the launch functions of the CUDA runtime and exports
/// them. The sides' libraries use the shared runtime, so the dynamic linker
/// leads their calls here; each is noted and handed on to the real function.
/// To be included in one file of the executable.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_RECORD_H
#define PERFCLAIM_RUNTIME_RECORD_H

#include "Launches.h"
#include <algorithm>
#include <cuda_runtime.h>
#include <dlfcn.h>
#include <map>
#include <unistd.h>

namespace pc {

class Recorder {
public:
  static Recorder &get() {
    // Never destroyed: libraries free memory when the process ends.
    static Recorder &Only = *new Recorder;
    return Only;
  }

  void nameFunction(const void *Function, const char *Registered) {
    Names[Function] = kernelName(Registered);
  }
  void nameHandle(const void *Handle, const void *Function) {
    Functions[Handle] = Function;
  }

  /// Launches from now on are kept.
  void start() {
    Launches.clear();
    Allocations = 0;
    Sizes.clear();
    LiveBytes = PeakBytes = 0;
    OtherStreams = false;
    Recording = true;
  }
  std::vector<Launch> stop() {
    Recording = false;
    return std::move(Launches);
  }
  /// Also written at once to \p Descriptor: a process that dies leaves them.
  void writeTo(int Descriptor) { File = Descriptor; }

  /// A block that is launched instead of the one that the code chose.
  struct ForcedBlock {
    std::string Kernel; ///< Its plain name.
    unsigned Threads = 0;
    bool ScaleGrid = false;
  };

  /// Where the launch goes: \p Stream, unless the self-test redirects it. \p
  /// Grid and \p Block become what is forced.
  cudaStream_t launched(const void *Function, dim3 &Grid, dim3 &Block,
                        std::size_t Shared, cudaStream_t Stream) {
    if (Force.Threads != 0 && Block.y == 1 && Block.z == 1 &&
        plainName(nameOf(Function)) == Force.Kernel) {
      if (Force.ScaleGrid) // In 64 bits: a grid may be as large as 2^31 - 1.
        Grid.x = static_cast<unsigned>(
            (std::uint64_t(Grid.x) * Block.x + Force.Threads - 1) /
            Force.Threads);
      Block.x = Force.Threads;
    }
    if (Redirect && isDefault(Stream)) {
      cudaDeviceSynchronize(); // What it reads may still be on its way.
      Stream = Redirect;
    }
    // A kernel that is launched without its own host code gets what that code
    // would have asked for.
    if (OptIn && Shared > 48 * 1024) {
      std::size_t &Allowed = AllowedShared[Function];
      if (Allowed < Shared)
        cudaFuncSetAttribute(Function,
                             cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(Shared));
      Allowed = std::max(Allowed, Shared);
    }
    // Also in the timed loop: what was not seen in the check may begin there.
    OtherStreams |=
        Stream != OwnStream && !(isDefault(Stream) && isDefault(OwnStream));
    if (!Recording)
      return Stream;
    Launch Made;
    Made.Function = functionOf(Function);
    Made.Kernel = nameOf(Function);
    const unsigned Sizes[] = {Grid.x, Grid.y, Grid.z};
    const unsigned Threads[] = {Block.x, Block.y, Block.z};
    for (int I = 0; I != 3; ++I) {
      Made.Grid[I] = Sizes[I];
      Made.Block[I] = Threads[I];
    }
    Made.Shared = static_cast<std::int64_t>(Shared);
    if (File >= 0)
      say(Made);
    append(Launches, std::move(Made));
    return Stream;
  }
  void allocated(const void *Memory, std::size_t Size) {
    if (!Recording)
      return;
    ++Allocations;
    Sizes[Memory] = static_cast<long long>(Size);
    LiveBytes += static_cast<long long>(Size);
    PeakBytes = std::max(PeakBytes, LiveBytes);
  }
  void freed(const void *Memory) {
    const auto Known = Sizes.find(Memory);
    if (Known == Sizes.end())
      return;
    LiveBytes -= Known->second;
    Sizes.erase(Known);
  }

  ForcedBlock Force;  ///< No threads: none.
  bool OptIn = false; ///< More than 48 KB of shared memory without asking.
  int Allocations = 0;
  long long PeakBytes = 0;   ///< Allocated since start(), at most at once.
  bool OtherStreams = false; ///< Some launch was not on OwnStream.
  cudaStream_t OwnStream = nullptr; ///< Where the benchmark's events are.
  cudaStream_t Redirect = nullptr;  ///< Instead of the default stream.

private:
  static bool isDefault(cudaStream_t Stream) {
    return Stream == nullptr || Stream == cudaStreamLegacy;
  }
  const void *functionOf(const void *Launched) const {
    const auto Handle = Functions.find(Launched);
    return Handle == Functions.end() ? Launched : Handle->second;
  }
  std::string nameOf(const void *Launched) const {
    const auto Name = Names.find(functionOf(Launched));
    return Name == Names.end() ? "(unknown kernel)" : Name->second;
  }
  void say(const Launch &L) const {
    std::string Line = "launch\t" + L.Kernel;
    for (int I = 0; I != 3; ++I)
      Line += "\t" + std::to_string(L.Grid[I]);
    for (int I = 0; I != 3; ++I)
      Line += "\t" + std::to_string(L.Block[I]);
    Line += "\t" + std::to_string(L.Shared) + "\n";
    if (::write(File, Line.data(), Line.size()) < 0)
      std::_Exit(3);
  }

  std::map<const void *, std::string> Names;
  std::map<const void *, const void *> Functions; ///< Handle to function.
  std::map<const void *, std::size_t> AllowedShared;
  std::map<const void *, long long> Sizes; ///< Of allocations.
  long long LiveBytes = 0;
  std::vector<Launch> Launches;
  bool Recording = false;
  int File = -1;
};

/// The function that would have been called without this file.
template <class F> F *realFunction(const char *Name) {
  void *Found = dlsym(RTLD_NEXT, Name);
  if (!Found) {
    std::fprintf(stderr, "perfclaim: the CUDA runtime has no %s\n", Name);
    std::abort();
  }
  return reinterpret_cast<F *>(Found);
}

} // namespace pc

#define PC_EXPORT extern "C" __attribute__((visibility("default")))

PC_EXPORT void __cudaRegisterFunction(void **Binary, const char *Host,
                                      char *Device, const char *Name, int Limit,
                                      uint3 *Thread, uint3 *Block,
                                      dim3 *BlockSize, dim3 *GridSize,
                                      int *Warp) {
  static auto *Real =
      pc::realFunction<void(void **, const char *, char *, const char *, int,
                            uint3 *, uint3 *, dim3 *, dim3 *, int *)>(
          "__cudaRegisterFunction");
  pc::Recorder::get().nameFunction(Host, Name);
  Real(Binary, Host, Device, Name, Limit, Thread, Block, BlockSize, GridSize,
       Warp);
}

#if CUDART_VERSION >= 12010
PC_EXPORT cudaError_t __cudaGetKernel(cudaKernel_t *Handle,
                                      const void *Function) {
  static auto *Real =
      pc::realFunction<cudaError_t(cudaKernel_t *, const void *)>(
          "__cudaGetKernel");
  const cudaError_t Error = Real(Handle, Function);
  if (Error == cudaSuccess)
    pc::Recorder::get().nameHandle(*Handle, Function);
  return Error;
}

PC_EXPORT cudaError_t __cudaLaunchKernel(cudaKernel_t Kernel, dim3 Grid,
                                         dim3 Block, void **Arguments,
                                         size_t Shared, cudaStream_t Stream) {
  static auto *Real =
      pc::realFunction<cudaError_t(cudaKernel_t, dim3, dim3, void **, size_t,
                                   cudaStream_t)>("__cudaLaunchKernel");
  Stream = pc::Recorder::get().launched(Kernel, Grid, Block, Shared, Stream);
  return Real(Kernel, Grid, Block, Arguments, Shared, Stream);
}

PC_EXPORT cudaError_t __cudaLaunchKernel_ptsz(cudaKernel_t Kernel, dim3 Grid,
                                              dim3 Block, void **Arguments,
                                              size_t Shared,
                                              cudaStream_t Stream) {
  static auto *Real =
      pc::realFunction<cudaError_t(cudaKernel_t, dim3, dim3, void **, size_t,
                                   cudaStream_t)>("__cudaLaunchKernel_ptsz");
  Stream = pc::Recorder::get().launched(Kernel, Grid, Block, Shared, Stream);
  return Real(Kernel, Grid, Block, Arguments, Shared, Stream);
}
#endif

PC_EXPORT cudaError_t cudaLaunchKernel(const void *Function, dim3 Grid,
                                       dim3 Block, void **Arguments,
                                       size_t Shared, cudaStream_t Stream) {
  static auto *Real =
      pc::realFunction<cudaError_t(const void *, dim3, dim3, void **, size_t,
                                   cudaStream_t)>("cudaLaunchKernel");
  Stream = pc::Recorder::get().launched(Function, Grid, Block, Shared, Stream);
  return Real(Function, Grid, Block, Arguments, Shared, Stream);
}

PC_EXPORT cudaError_t cudaLaunchCooperativeKernel(const void *Function,
                                                  dim3 Grid, dim3 Block,
                                                  void **Arguments,
                                                  size_t Shared,
                                                  cudaStream_t Stream) {
  static auto *Real = pc::realFunction<cudaError_t(
      const void *, dim3, dim3, void **, size_t, cudaStream_t)>(
      "cudaLaunchCooperativeKernel");
  Stream = pc::Recorder::get().launched(Function, Grid, Block, Shared, Stream);
  return Real(Function, Grid, Block, Arguments, Shared, Stream);
}

#if CUDART_VERSION >= 11080
PC_EXPORT cudaError_t cudaLaunchKernelExC(const cudaLaunchConfig_t *How,
                                          const void *Function,
                                          void **Arguments) {
  static auto *Real =
      pc::realFunction<cudaError_t(const cudaLaunchConfig_t *, const void *,
                                   void **)>("cudaLaunchKernelExC");
  cudaLaunchConfig_t Where = *How;
  Where.stream =
      pc::Recorder::get().launched(Function, Where.gridDim, Where.blockDim,
                                   How->dynamicSmemBytes, How->stream);
  return Real(&Where, Function, Arguments);
}
#endif

// nvcc has a definition of its own for device code.
PC_EXPORT cudaError_t pc_cudaMalloc(void **Memory,
                                    size_t Size) __asm__("cudaMalloc");
PC_EXPORT cudaError_t pc_cudaMalloc(void **Memory, size_t Size) {
  static auto *Real =
      pc::realFunction<cudaError_t(void **, size_t)>("cudaMalloc");
  const cudaError_t Error = Real(Memory, Size);
  if (Error == cudaSuccess)
    pc::Recorder::get().allocated(*Memory, Size);
  return Error;
}

PC_EXPORT cudaError_t cudaMallocAsync(void **Memory, size_t Size,
                                      cudaStream_t Stream) {
  static auto *Real =
      pc::realFunction<cudaError_t(void **, size_t, cudaStream_t)>(
          "cudaMallocAsync");
  const cudaError_t Error = Real(Memory, Size, Stream);
  if (Error == cudaSuccess)
    pc::Recorder::get().allocated(*Memory, Size);
  return Error;
}

PC_EXPORT cudaError_t cudaMallocManaged(void **Memory, size_t Size,
                                        unsigned Flags) {
  static auto *Real = pc::realFunction<cudaError_t(void **, size_t, unsigned)>(
      "cudaMallocManaged");
  const cudaError_t Error = Real(Memory, Size, Flags);
  if (Error == cudaSuccess)
    pc::Recorder::get().allocated(*Memory, Size);
  return Error;
}

PC_EXPORT cudaError_t pc_cudaFree(void *Memory) __asm__("cudaFree");
PC_EXPORT cudaError_t pc_cudaFree(void *Memory) {
  static auto *Real = pc::realFunction<cudaError_t(void *)>("cudaFree");
  pc::Recorder::get().freed(Memory);
  return Real(Memory);
}

PC_EXPORT cudaError_t cudaFreeAsync(void *Memory, cudaStream_t Stream) {
  static auto *Real =
      pc::realFunction<cudaError_t(void *, cudaStream_t)>("cudaFreeAsync");
  pc::Recorder::get().freed(Memory);
  return Real(Memory, Stream);
}

#undef PC_EXPORT

#endif // PERFCLAIM_RUNTIME_RECORD_H
