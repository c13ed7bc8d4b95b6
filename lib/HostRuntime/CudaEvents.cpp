//===- CudaEvents.cpp - Events --------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The time between two events is the number of runtime calls between them, as
// if each took a millisecond: the same in every run, never zero, and no
// measurement.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaStreams.h"
#include "CudaTrace.h"
#include <mutex>
#include <set>

/// What a program's handle points to.
struct CUevent_st {
  unsigned Flags;
  std::uint64_t At; ///< 0: not recorded.
};

using namespace perfclaim::host;

namespace {

struct Events {
  std::mutex Mutex;
  std::set<cudaEvent_t> All;

  static Events &get() {
    static auto *Only = new Events;
    return *Only;
  }
};

bool isEvent(cudaEvent_t Event) {
  const std::lock_guard<std::mutex> Lock(Events::get().Mutex);
  return Events::get().All.count(Event) != 0;
}

cudaError_t create(cudaEvent_t *Result, unsigned Flags) {
  constexpr unsigned Known =
      cudaEventBlockingSync | cudaEventDisableTiming | cudaEventInterprocess;
  if (!Result || (Flags & ~Known) ||
      ((Flags & cudaEventInterprocess) && !(Flags & cudaEventDisableTiming)))
    return cudaErrorInvalidValue;
  if (Flags & cudaEventInterprocess)
    return refuse("an event between processes");
  const std::lock_guard<std::mutex> Lock(Events::get().Mutex);
  *Result = new CUevent_st{Flags, 0};
  Events::get().All.insert(*Result);
  return cudaSuccess;
}

cudaError_t record(cudaEvent_t Event, cudaStream_t Stream) {
  if (!isEvent(Event) || !isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  Event->At = tick();
  noteRecord(Event, Stream);
  return cudaSuccess;
}

} // namespace

PC_API cudaError_t cudaEventCreate(cudaEvent_t *Result) {
  return onDevice([&] { return create(Result, cudaEventDefault); });
}
PC_API cudaError_t cudaEventCreateWithFlags(cudaEvent_t *Result,
                                            unsigned Flags) {
  return onDevice([&] { return create(Result, Flags); });
}
PC_API cudaError_t cudaEventDestroy(cudaEvent_t Event) {
  return onDevice([&] {
    const std::lock_guard<std::mutex> Lock(Events::get().Mutex);
    if (!Events::get().All.erase(Event))
      return cudaErrorInvalidResourceHandle;
    delete Event;
    return cudaSuccess;
  });
}

PC_API cudaError_t cudaEventRecord(cudaEvent_t Event, cudaStream_t Stream) {
  return onDevice([&] { return record(Event, Stream); });
}
PC_ALIAS(cudaEventRecord, _ptsz);
PC_API cudaError_t cudaEventRecordWithFlags(cudaEvent_t Event,
                                            cudaStream_t Stream, unsigned) {
  return onDevice([&] { return record(Event, Stream); });
}
PC_ALIAS(cudaEventRecordWithFlags, _ptsz);

PC_API cudaError_t cudaEventQuery(cudaEvent_t Event) {
  return onDevice([&]() -> cudaError_t {
    return isEvent(Event) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  });
}
PC_API cudaError_t cudaEventSynchronize(cudaEvent_t Event) {
  return onDevice([&] {
    if (!isEvent(Event))
      return cudaErrorInvalidResourceHandle;
    trace::synchronize("cudaEventSynchronize");
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaStreamWaitEvent(cudaStream_t Stream, cudaEvent_t Event,
                                       unsigned) {
  return onDevice([&]() -> cudaError_t {
    if (!isStream(Stream) || !isEvent(Event))
      return cudaErrorInvalidResourceHandle;
    noteWait(Stream, Event);
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamWaitEvent, _ptsz);

PC_API cudaError_t cudaEventElapsedTime(float *Result, cudaEvent_t From,
                                        cudaEvent_t To) {
  return onDevice([&] {
    if (!Result)
      return cudaErrorInvalidValue;
    if (!isEvent(From) || !isEvent(To) || !From->At || !To->At ||
        ((From->Flags | To->Flags) & cudaEventDisableTiming))
      return cudaErrorInvalidResourceHandle;
    *Result = static_cast<float>(static_cast<std::int64_t>(To->At - From->At));
    return cudaSuccess;
  });
}
