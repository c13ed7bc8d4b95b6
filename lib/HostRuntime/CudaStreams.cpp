//===- CudaStreams.cpp - Streams and host functions in them ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaStreams.h"
#include "CudaErrors.h"
#include "CudaTrace.h"
#include <algorithm>
#include <mutex>
#include <set>

/// What a program's handle points to.
struct CUstream_st {
  unsigned Flags;
  int Priority;
  unsigned long long Id;
};

using namespace perfclaim::host;

namespace {

constexpr int GreatestPriority = -5;

struct Streams {
  std::mutex Mutex;
  std::set<cudaStream_t> All;
  unsigned long long LastId = 2; ///< 1 and 2 are the default ones.

  static Streams &get() {
    static auto *Only = new Streams;
    return *Only;
  }
};

bool isDefault(cudaStream_t Stream) {
  return !Stream || Stream == cudaStreamLegacy || Stream == cudaStreamPerThread;
}

cudaError_t create(cudaStream_t *Result, unsigned Flags, int Priority) {
  if (!Result || (Flags & ~unsigned(cudaStreamNonBlocking)))
    return cudaErrorInvalidValue;
  Streams &Known = Streams::get();
  const std::lock_guard<std::mutex> Lock(Known.Mutex);
  *Result = new CUstream_st{Flags, std::clamp(Priority, GreatestPriority, 0),
                            ++Known.LastId};
  Known.All.insert(*Result);
  return cudaSuccess;
}

/// For calls that only need the stream to exist.
template <class Work>
cudaError_t onStream(cudaStream_t Stream, const Work &Do) {
  return onDevice([&]() -> cudaError_t {
    return isStream(Stream) ? Do() : cudaErrorInvalidResourceHandle;
  });
}

} // namespace

bool perfclaim::host::isStream(cudaStream_t Stream) {
  if (isDefault(Stream))
    return true;
  Streams &Known = Streams::get();
  const std::lock_guard<std::mutex> Lock(Known.Mutex);
  return Known.All.count(Stream) != 0;
}

PC_API cudaError_t cudaStreamCreate(cudaStream_t *Result) {
  return onDevice([&] { return create(Result, cudaStreamDefault, 0); });
}
PC_API cudaError_t cudaStreamCreateWithFlags(cudaStream_t *Result,
                                             unsigned Flags) {
  return onDevice([&] { return create(Result, Flags, 0); });
}
PC_API cudaError_t cudaStreamCreateWithPriority(cudaStream_t *Result,
                                                unsigned Flags, int Priority) {
  return onDevice([&] { return create(Result, Flags, Priority); });
}
PC_API cudaError_t cudaStreamDestroy(cudaStream_t Stream) {
  return onStream(Stream, [&] {
    if (isDefault(Stream))
      return cudaErrorInvalidResourceHandle;
    Streams &Known = Streams::get();
    const std::lock_guard<std::mutex> Lock(Known.Mutex);
    Known.All.erase(Stream);
    delete Stream;
    return cudaSuccess;
  });
}

PC_API cudaError_t cudaStreamSynchronize(cudaStream_t Stream) {
  return onStream(Stream, [&] {
    trace::synchronize("cudaStreamSynchronize");
    return checkWait(Stream);
  });
}
PC_ALIAS(cudaStreamSynchronize, _ptsz);
PC_API cudaError_t cudaStreamQuery(cudaStream_t Stream) {
  return onStream(Stream, [&] { return checkWait(Stream); });
}
PC_ALIAS(cudaStreamQuery, _ptsz);

PC_API cudaError_t cudaStreamGetPriority(cudaStream_t Stream, int *Result) {
  return onStream(Stream, [&] {
    if (!Result)
      return cudaErrorInvalidValue;
    *Result = isDefault(Stream) ? 0 : Stream->Priority;
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamGetPriority, _ptsz);
PC_API cudaError_t cudaStreamGetFlags(cudaStream_t Stream, unsigned *Result) {
  return onStream(Stream, [&] {
    if (!Result)
      return cudaErrorInvalidValue;
    *Result = isDefault(Stream) ? cudaStreamDefault : Stream->Flags;
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamGetFlags, _ptsz);
PC_API cudaError_t cudaStreamGetId(cudaStream_t Stream,
                                   unsigned long long *Result) {
  return onStream(Stream, [&] {
    if (!Result)
      return cudaErrorInvalidValue;
    *Result = Stream == cudaStreamPerThread ? 2
              : isDefault(Stream)           ? 1
                                            : Stream->Id;
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamGetId, _ptsz);
PC_API cudaError_t cudaStreamGetDevice(cudaStream_t Stream, int *Result) {
  return onStream(Stream, [&] {
    if (!Result)
      return cudaErrorInvalidValue;
    *Result = 0;
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamGetDevice, _ptsz);

//===-- Host functions ----------------------------------------------------===//

PC_API cudaError_t cudaStreamAddCallback(cudaStream_t Stream,
                                         cudaStreamCallback_t Call, void *Data,
                                         unsigned Flags) {
  if (!Call || Flags)
    return report(cudaErrorInvalidValue);
  return inStream(Stream, cudaGraphNodeTypeHost, [=] {
    Call(Stream, cudaSuccess, Data);
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamAddCallback, _ptsz);
PC_API cudaError_t cudaLaunchHostFunc(cudaStream_t Stream, cudaHostFn_t Call,
                                      void *Data) {
  if (!Call)
    return report(cudaErrorInvalidValue);
  return inStream(Stream, cudaGraphNodeTypeHost, [=] {
    Call(Data);
    return cudaSuccess;
  });
}
PC_ALIAS(cudaLaunchHostFunc, _ptsz);

//===-- Attributes: hints, which change no result -------------------------===//

PC_API cudaError_t cudaStreamSetAttribute(cudaStream_t Stream,
                                          cudaLaunchAttributeID,
                                          const cudaLaunchAttributeValue *V) {
  return onStream(Stream,
                  [&] { return V ? cudaSuccess : cudaErrorInvalidValue; });
}
PC_ALIAS(cudaStreamSetAttribute, _ptsz);
PC_API cudaError_t cudaStreamCopyAttributes(cudaStream_t To,
                                            cudaStream_t From) {
  return onStream(To, [&]() -> cudaError_t {
    return isStream(From) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  });
}
PC_ALIAS(cudaStreamCopyAttributes, _ptsz);
