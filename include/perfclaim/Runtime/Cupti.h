//===- Cupti.h - How long kernels run ---------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The start and the end of every kernel, from CUPTI's activity records, where
/// the toolkit that the benchmark was built with has that library. It slows the
/// host down, so it is used in a process in which nothing else is timed.
/// PERFCLAIM_CUPTI names another file; empty, none is loaded.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_CUPTI_H
#define PERFCLAIM_RUNTIME_CUPTI_H

#include "Launches.h"
#include "Nvml.h"
#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>

namespace pc {

/// What CUpti_ActivityKernel3 and all that came after begin with.
struct CuptiKernel {
  std::uint32_t Kind;
  std::uint8_t Configuration[2];
  std::uint16_t Registers;
  std::uint32_t Carveout[2];
  std::uint64_t Start, End; ///< Nanoseconds.
  std::uint64_t Completed;
  std::uint32_t Ids[3];
  std::int32_t Grid[3], Block[3];
  std::int32_t Shared[2];
  std::uint32_t LocalBytes[2];
  std::uint32_t Correlation;
  std::int64_t GridId;
  const char *Name;
};
static_assert(offsetof(CuptiKernel, Start) == 16 &&
                  offsetof(CuptiKernel, Name) == 104,
              "as NVIDIA's compilers lay it out");

/// A kernel that ran; nanoseconds.
struct KernelRun {
  std::string Kernel;
  std::uint64_t Start, End;
};

class Cupti {
public:
  static Cupti &get() {
    static Cupti &Only = *new Cupti; // Its buffers outlive everything.
    return Only;
  }

  /// False where there is no CUPTI, or it refuses.
  bool begin() {
    Runs.clear();
    return Ready && Enable(ConcurrentKernel) == 0;
  }
  /// The kernels since begin(). EXPECTS: the device is idle.
  std::vector<KernelRun> end() {
    constexpr std::uint32_t EvenUnfinished = 1;
    Flush(EvenUnfinished);
    Disable(ConcurrentKernel);
    const std::lock_guard<std::mutex> Lock(Mutex);
    return std::move(Runs);
  }

private:
  static constexpr std::uint32_t AnyKernel = 3, ConcurrentKernel = 10;
  static constexpr std::size_t BufferBytes = 1 << 20;

  Cupti() {
    // Beside the runtime in use, or where the toolkit has it.
    Dl_info Runtime{};
    std::string Folder;
    if (void *Known = dlsym(RTLD_NEXT, "cudaGetDeviceCount"))
      if (dladdr(Known, &Runtime) && Runtime.dli_fname)
        Folder = Runtime.dli_fname;
    Folder.resize(
        Folder.rfind('/') == std::string::npos ? 0 : Folder.rfind('/') + 1);
    const std::string Extras = Folder + "../extras/CUPTI/lib64/";
    const std::string Wheel = Folder + "../../cuda_cupti/lib/";
    Library = loadOptional("PERFCLAIM_CUPTI",
                           {Folder + "libcupti.so.13",
                            Folder + "libcupti.so.12", Folder + "libcupti.so",
                            Extras + "libcupti.so", Wheel + "libcupti.so.12",
                            "libcupti.so.13", "libcupti.so.12", "libcupti.so"});
    int (*Register)(void (*)(std::uint8_t **, std::size_t *, std::size_t *),
                    void (*)(void *, std::uint32_t, std::uint8_t *, std::size_t,
                             std::size_t)) = nullptr;
    Ready = load(Register, "cuptiActivityRegisterCallbacks") &&
            load(Enable, "cuptiActivityEnable") &&
            load(Disable, "cuptiActivityDisable") &&
            load(Flush, "cuptiActivityFlushAll") &&
            load(NextRecord, "cuptiActivityGetNextRecord") &&
            Register(request, complete) == 0;
  }

  static void request(std::uint8_t **Buffer, std::size_t *Size,
                      std::size_t *MostRecords) {
    *Buffer = static_cast<std::uint8_t *>(std::aligned_alloc(8, BufferBytes));
    *Size = *Buffer ? BufferBytes : 0;
    *MostRecords = 0;
  }
  static void complete(void *, std::uint32_t, std::uint8_t *Buffer, std::size_t,
                       std::size_t Valid) {
    get().read(Buffer, Valid);
    std::free(Buffer);
  }
  void read(std::uint8_t *Buffer, std::size_t Valid) {
    // The library may call from a thread of its own.
    const std::lock_guard<std::mutex> Lock(Mutex);
    void *Record = nullptr;
    while (Valid && NextRecord(Buffer, Valid, &Record) == 0) {
      const auto &K = *static_cast<const CuptiKernel *>(Record);
      if ((K.Kind == AnyKernel || K.Kind == ConcurrentKernel) &&
          K.End > K.Start)
        Runs.push_back({kernelName(K.Name ? K.Name : ""), K.Start, K.End});
    }
  }
  template <class F> bool load(F *&Function, const char *Name) {
    Function = Library ? reinterpret_cast<F *>(dlsym(Library, Name)) : nullptr;
    return Function;
  }

  void *Library = nullptr;
  bool Ready = false;
  int (*Enable)(std::uint32_t) = nullptr;
  int (*Disable)(std::uint32_t) = nullptr;
  int (*Flush)(std::uint32_t) = nullptr;
  int (*NextRecord)(std::uint8_t *, std::size_t, void **) = nullptr;
  std::mutex Mutex;
  std::vector<KernelRun> Runs;
};

/// Microseconds in which at least one of the kernels ran.
inline double busyMicroseconds(std::vector<KernelRun> Runs) {
  std::sort(
      Runs.begin(), Runs.end(),
      [](const KernelRun &A, const KernelRun &B) { return A.Start < B.Start; });
  std::uint64_t Sum = 0, Until = 0;
  for (const KernelRun &R : Runs) {
    if (R.End > Until)
      Sum += R.End - std::max(R.Start, Until);
    Until = std::max(Until, R.End);
  }
  return static_cast<double>(Sum) * 1e-3;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_CUPTI_H
