//===- CudaCapture.cpp - Streams whose work is noted ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A capture is one graph, into which a stream and those that join it by events
// put their work, in the order of calls. That is one of the orders that their
// dependencies allow, so each node waits for the one before.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "CudaGraphs.h"
#include <atomic>
#include <map>
#include <mutex>
#include <utility>

using namespace perfclaim::host;

namespace {

struct Capture {
  std::unique_ptr<CUgraph_st> Graph = std::make_unique<CUgraph_st>();
  cudaStream_t Origin = nullptr;
  unsigned long long Id = 0;
  bool Invalid = false;
};

struct Captures {
  std::mutex Mutex;
  std::map<cudaStream_t, std::shared_ptr<Capture>> ByStream;
  std::map<cudaEvent_t, std::weak_ptr<Capture>> ByEvent;
  unsigned long long LastId = 0;
  /// So that programs without graphs do not pay for the lock.
  std::atomic<unsigned> Count{0};

  static Captures &get() {
    static auto *Only = new Captures;
    return *Only;
  }
};

std::shared_ptr<Capture> captureOf(cudaStream_t Stream) {
  Captures &All = Captures::get();
  if (All.Count == 0)
    return nullptr;
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  auto At = All.ByStream.find(Stream);
  return At == All.ByStream.end() ? nullptr : At->second;
}

cudaError_t begin(cudaStream_t Stream) {
  if (!isStream(Stream))
    return cudaErrorInvalidResourceHandle;
  // The legacy stream waits for all others.
  if (!Stream || Stream == cudaStreamLegacy)
    return cudaErrorStreamCaptureUnsupported;
  Captures &All = Captures::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  if (All.ByStream.count(Stream))
    return cudaErrorIllegalState;
  auto Made = std::make_shared<Capture>();
  Made->Origin = Stream;
  Made->Id = ++All.LastId;
  All.ByStream[Stream] = std::move(Made);
  ++All.Count;
  return cudaSuccess;
}

cudaError_t end(cudaStream_t Stream, cudaGraph_t *Result) {
  if (!Result)
    return cudaErrorInvalidValue;
  *Result = nullptr;
  const std::shared_ptr<Capture> Of = captureOf(Stream);
  if (!Of)
    return cudaErrorIllegalState;
  if (Of->Origin != Stream)
    return cudaErrorStreamCaptureUnmatched;
  Captures &All = Captures::get();
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  for (auto At = All.ByStream.begin(); At != All.ByStream.end();)
    if (At->second == Of) {
      At = All.ByStream.erase(At);
      --All.Count;
    } else {
      ++At;
    }
  if (Of->Invalid)
    return cudaErrorStreamCaptureInvalidated;
  *Result = Of->Graph.release();
  return cudaSuccess;
}

} // namespace

bool perfclaim::host::isCaptured(cudaStream_t Stream) {
  return captureOf(Stream) != nullptr;
}

cudaError_t perfclaim::host::checkWait(cudaStream_t Stream) {
  if (const std::shared_ptr<Capture> Of = captureOf(Stream)) {
    Of->Invalid = true;
    return cudaErrorStreamCaptureUnsupported;
  }
  return cudaSuccess;
}

void perfclaim::host::noteRecord(cudaEvent_t Event, cudaStream_t Stream) {
  Captures &All = Captures::get();
  if (All.Count == 0)
    return; // What is known of the event is of a capture that has ended.
  const std::shared_ptr<Capture> Of = captureOf(Stream);
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  if (Of)
    All.ByEvent[Event] = Of;
  else
    All.ByEvent.erase(Event);
}

void perfclaim::host::noteWait(cudaStream_t Stream, cudaEvent_t Event) {
  Captures &All = Captures::get();
  if (All.Count == 0)
    return;
  const std::lock_guard<std::mutex> Lock(All.Mutex);
  auto At = All.ByEvent.find(Event);
  if (At == All.ByEvent.end() || All.ByStream.count(Stream))
    return;
  std::shared_ptr<Capture> Of = At->second.lock();
  // Events of a capture that has ended are of no capture.
  if (!Of || !Of->Graph)
    return;
  All.ByStream[Stream] = std::move(Of);
  ++All.Count;
}

/// Behind what was noted before.
static cudaGraphNode_t note(Capture &To, cudaGraphNodeType Type,
                            StreamWork Work) {
  CUgraph_st &Graph = *To.Graph;
  std::vector<cudaGraphNode_t> After;
  if (!Graph.Nodes.empty())
    After.push_back(Graph.Nodes.back().get());
  return addNode(Graph, Type, std::move(Work), std::move(After));
}

cudaError_t
perfclaim::host::captureKernel(cudaStream_t Stream,
                               const std::shared_ptr<KernelCall> &Call) {
  const std::shared_ptr<Capture> Of = captureOf(Stream);
  if (!Of)
    return launch(*Call);
  note(*Of, cudaGraphNodeTypeKernel, [Call] { return launch(*Call); })->Kernel =
      Call;
  return cudaSuccess;
}

cudaError_t perfclaim::host::inStream(cudaStream_t Stream,
                                      cudaGraphNodeType Type, StreamWork Work) {
  return onDevice([&]() -> cudaError_t {
    const std::shared_ptr<Capture> Of = captureOf(Stream);
    if (!Of)
      return Work();
    note(*Of, Type, std::move(Work));
    return cudaSuccess;
  });
}

PC_API cudaError_t cudaStreamBeginCapture(cudaStream_t Stream,
                                          cudaStreamCaptureMode) {
  return onDevice([&] { return begin(Stream); });
}
PC_ALIAS(cudaStreamBeginCapture, _ptsz);

PC_API cudaError_t cudaStreamEndCapture(cudaStream_t Stream,
                                        cudaGraph_t *Result) {
  return onDevice([&] { return end(Stream, Result); });
}
PC_ALIAS(cudaStreamEndCapture, _ptsz);

PC_API cudaError_t cudaStreamIsCapturing(cudaStream_t Stream,
                                         cudaStreamCaptureStatus *Result) {
  return onDevice([&]() -> cudaError_t {
    if (!isStream(Stream))
      return cudaErrorInvalidResourceHandle;
    if (!Result)
      return cudaErrorInvalidValue;
    const std::shared_ptr<Capture> Of = captureOf(Stream);
    *Result = !Of           ? cudaStreamCaptureStatusNone
              : Of->Invalid ? cudaStreamCaptureStatusInvalidated
                            : cudaStreamCaptureStatusActive;
    return cudaSuccess;
  });
}
PC_ALIAS(cudaStreamIsCapturing, _ptsz);

PC_API cudaError_t cudaStreamGetCaptureInfo(
    cudaStream_t Stream, cudaStreamCaptureStatus *Status,
    unsigned long long *Id, cudaGraph_t *Graph, const cudaGraphNode_t **After,
    const cudaGraphEdgeData **Edges, size_t *Count) {
  if (const cudaError_t Error = cudaStreamIsCapturing(Stream, Status);
      Error != cudaSuccess)
    return Error;
  const std::shared_ptr<Capture> Of = captureOf(Stream);
  if (!Of)
    return cudaSuccess;
  if (After || Edges || Count)
    return report(refuse("the dependencies of a stream that is captured"));
  if (Id)
    *Id = Of->Id;
  if (Graph)
    *Graph = Of->Graph.get();
  return cudaSuccess;
}
PC_ALIAS(cudaStreamGetCaptureInfo, _ptsz);

PC_API cudaError_t
cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode *Mode) {
  thread_local cudaStreamCaptureMode Current = cudaStreamCaptureModeGlobal;
  if (!Mode)
    return report(cudaErrorInvalidValue);
  std::swap(Current, *Mode);
  return cudaSuccess;
}
