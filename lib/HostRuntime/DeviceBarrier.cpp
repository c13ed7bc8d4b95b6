//===- DeviceBarrier.cpp - Barriers of a block ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"

namespace perfclaim::host {

/// How many threads a barrier waits for; those that have ended count as there.
static uint32_t wanted(const Barrier &Of, const Block &B) {
  return Of.Expected ? Of.Expected : B.Live;
}

static void release(Worker &W, Block &B, Barrier &Of, const Thread *Last) {
  if (W.Current->Checks) {
    checks::meetThreads(B, Of, Last);
    if (checks::wanted(PC_SYNCCHECK) && Of.Expected == 0)
      checks::checkPlaces(B, Of, Last);
  }
  for (Thread *T = Of.Waiters.First; T; T = T->Next) {
    T->Result = Of.Votes | uint64_t(Of.Arrived) << 32;
    T->For = Waiting::Not;
    ++W.NumReady;
  }
  W.Ready.take(Of.Waiters);
  B.AtBarriers -= Of.Arrived;
  Of.Arrived = Of.Votes = Of.Expected = Of.Warps = 0;
}

void leaveBarriers(Worker &W, Block &B) {
  for (Barrier &Each : B.Barriers)
    if (Each.Arrived != 0 && Each.Expected == 0 && Each.Arrived >= B.Live)
      release(W, B, Each, nullptr);
}

/// Arrives and, unless \p Stays is false, waits. Gives the threads that voted
/// yes, and above 32 bits all that came.
static uint64_t arrive(uint32_t Id, uint32_t Count, uint32_t Vote, bool Stays,
                       const void *Place) {
  const InRuntime Mark;
  Worker &W = *ThisWorker;
  Thread &T = self();
  Block &B = *T.Home;
  T.Place = Place;
  if (Id >= NumBarriers) {
    failLaunch(W, 719, "barrier " + std::to_string(Id) + " does not exist", &T,
               Place);
    W.abandon();
  }
  Barrier &Of = B.Barriers[Id];
  // A count of the whole block is no different from none.
  if (Count != 0 && Count < B.Threads.size())
    Of.Expected = Count;
  ++Of.Arrived;
  ++B.AtBarriers;
  Of.Votes += Vote;
  if (Of.Arrived >= wanted(Of, B)) {
    const uint64_t Result = Of.Votes | uint64_t(Of.Arrived) << 32;
    release(W, B, Of, &T);
    return Result;
  }
  if (!Stays) {
    Of.Warps |= 1u << T.warp;
    return 0;
  }
  T.For = Waiting::Barrier;
  T.BarrierId = Id;
  Of.Waiters.push(&T);
  W.wait(T);
  return T.Result;
}

} // namespace perfclaim::host

using namespace perfclaim::host;

extern "C" {

void pc_barrier(uint32_t Id, uint32_t Count) {
  arrive(Id, Count, 0, true, __builtin_return_address(0));
}

void pc_barrier_arrive(uint32_t Id, uint32_t Count) {
  arrive(Id, Count, 0, false, __builtin_return_address(0));
}

uint32_t pc_barrier_popc(uint32_t Id, uint32_t Count, uint32_t Vote) {
  return arrive(Id, Count, Vote, true, __builtin_return_address(0));
}

uint32_t pc_barrier_or(uint32_t Id, uint32_t Count, uint32_t Vote) {
  return static_cast<uint32_t>(
             arrive(Id, Count, Vote, true, __builtin_return_address(0))) != 0;
}

uint32_t pc_barrier_and(uint32_t Id, uint32_t Count, uint32_t Vote) {
  const uint64_t Both =
      arrive(Id, Count, Vote, true, __builtin_return_address(0));
  return static_cast<uint32_t>(Both) == Both >> 32;
}
}
