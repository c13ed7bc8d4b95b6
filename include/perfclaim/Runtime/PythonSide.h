//===- PythonSide.h - A side as Python's ctypes calls it --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `libpython_before.so` and `libpython_after.so`: each is linked with the
/// library of its side and puts the recorder of launches and allocations before
/// the CUDA runtime, as the executable does for the benchmark. They have to be
/// loaded with RTLD_DEEPBIND: a framework may have brought a CUDA runtime of
/// its own, which would be found first. To be included in one file.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_PYTHONSIDE_H
#define PERFCLAIM_RUNTIME_PYTHONSIDE_H

#include "EntryKinds.h"
#include "Record.h"
#include <string>

#define PC_PYTHON extern "C" __attribute__((visibility("default")))

namespace pc {

inline const pc_entry *pythonEntry() {
  int Count = 0;
  const pc_entry *Entry = pc_entries(&Count);
  return Count ? Entry : nullptr;
}

/// As the benchmark: shims that launch themselves do not ask for much shared
/// memory.
inline void pythonOptIn(const pc_entry &Entry) {
  Recorder::get().OptIn = !launchesItself(Entry);
}

} // namespace pc

PC_PYTHON const pc_entry *pc_python_entry() { return pc::pythonEntry(); }

/// The file that the side was loaded from. Two packages have libraries of the
/// same name, and a process holds only one of them.
PC_PYTHON const char *pc_python_origin() {
  Dl_info Found;
  return dladdr(reinterpret_cast<void *>(&pc_entries), &Found) ? Found.dli_fname
                                                               : "";
}

PC_PYTHON int pc_python_setup(cudaStream_t Stream) {
  int Devices = 0;
  const cudaError_t Error = cudaGetDeviceCount(&Devices);
  if (Error != cudaSuccess)
    return Error;
  pc_setup(Stream);
  return cudaGetLastError();
}

/// What the side's set-up calls make; never timed.
PC_PYTHON void pc_python_prepare(const pc_value *Arguments,
                                 cudaStream_t Stream) {
  const pc_entry *Entry = pc::pythonEntry();
  if (!Entry->prepare)
    return;
  pc::pythonOptIn(*Entry);
  Entry->prepare(Arguments, Stream);
}

/// Calls the real function.
PC_PYTHON void pc_python_call(const pc_value *Arguments, cudaStream_t Stream) {
  static const pc_entry *const Entry = pc::pythonEntry();
  pc::pythonOptIn(*Entry);
  try {
    Entry->call(Arguments, Stream);
  } catch (const pc_refusal &Refusal) {
    std::fprintf(stderr, "perfclaim: a side %s\n", Refusal.what());
    std::abort();
  }
}

/// Launches and allocations from now on are kept. Those on \p Stream can be
/// timed by events there. \p File, if not negative, is told at once.
PC_PYTHON void pc_python_record(cudaStream_t Stream, int File) {
  pc::Recorder &Launches = pc::Recorder::get();
  Launches.OwnStream = Stream;
  Launches.writeTo(File);
  Launches.start();
}

/// One launch a line; valid until the next call.
PC_PYTHON const char *pc_python_launches() {
  static std::string Text;
  Text.clear();
  for (const pc::Launch &L : pc::Recorder::get().stop())
    Text += L.str() + "\n";
  return Text.c_str();
}

/// Of what was recorded last: allocations, most bytes at once, and 1 where a
/// launch was on another stream.
PC_PYTHON void pc_python_counts(long long (*Counts)[3]) {
  const pc::Recorder &Launches = pc::Recorder::get();
  (*Counts)[0] = Launches.Allocations;
  (*Counts)[1] = Launches.PeakBytes;
  (*Counts)[2] = Launches.OtherStreams;
}

/// Waits for the device; the first error, 0 if there is none.
PC_PYTHON int pc_python_wait() {
  const cudaError_t Launched = cudaGetLastError();
  const cudaError_t Ran = cudaDeviceSynchronize();
  return Ran != cudaSuccess ? Ran : Launched;
}

PC_PYTHON const char *pc_python_error(int Code) {
  return cudaGetErrorString(static_cast<cudaError_t>(Code));
}

/// True for errors of a launch that another device may well make.
PC_PYTHON int pc_python_is_launch_error(int Code) {
  return Code == cudaErrorInvalidConfiguration ||
         Code == cudaErrorLaunchOutOfResources ||
         Code == cudaErrorInvalidValue ||
         Code == cudaErrorInvalidDeviceFunction ||
         Code == cudaErrorNoKernelImageForDevice;
}

/// On the CPU: memory of the host that the side takes for the device's.
PC_PYTHON int pc_python_adopt(void *Base, size_t Bytes) {
  return cudaHostRegister(Base, Bytes, cudaHostRegisterDefault);
}

#undef PC_PYTHON

#endif // PERFCLAIM_RUNTIME_PYTHONSIDE_H
