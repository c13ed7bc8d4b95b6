//===- DeviceScheduler.cpp - A core and the threads it runs ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <algorithm>
#include <sched.h>

using namespace boost::context::detail;

namespace perfclaim::host {

constinit thread_local Worker *ThisWorker
    __attribute__((tls_model("initial-exec"))) = nullptr;

/// A worker takes another block when all its threads have spun this often:
/// what they wait for may be in one that has not started.
constexpr uint64_t RoundsBeforeMore = 64;
/// Threads that a worker keeps alive at once without a cooperative launch.
constexpr uint64_t MaxLive = 1 << 16;

InRuntime::~InRuntime() {
  if (ThisWorker->StopAsked.load(std::memory_order_relaxed))
    ThisWorker->abandon();
  ThisWorker->InRuntime = false;
}

/// Every jump tells where it came from, so that the fibre can be resumed.
static void adopt(transfer_t From) {
  static_cast<Fibre *>(From.data)->Context = From.fctx;
}

void Worker::switchTo(Fibre *To) {
  Fibre *From = Running;
  Running = To;
  adopt(jump_fcontext(To->Context, From));
}

static void fibreMain(transfer_t From) {
  adopt(From);
  ThisWorker->loop();
}

Fibre *Worker::idleFibre() {
  Fibre *F = nullptr;
  if (!Idle.empty()) {
    F = Idle.back();
    Idle.pop_back();
  } else {
    Fibres.push_back(std::make_unique<Fibre>());
    F = Fibres.back().get();
    mapStack(*F, Fibres.size());
  }
  if (F->Stale) {
    F->Context = make_fcontext(F->Top, F->Top - F->Bottom, fibreMain);
    F->Stale = false;
  }
  return F;
}

/// The next thread that has not started.
Thread *Worker::claim() {
  if (!Starting)
    return nullptr;
  Block &B = *Starting;
  Thread *T = &B.Threads[inTurn(B.Started++, B.Threads.size())];
  if (B.Started == B.Threads.size()) {
    Starting = B.Next;
    B.Next = nullptr;
  }
  return T;
}

void Worker::loop() {
  Fibre *Mine = Running;
  for (;;) {
    if (Plain && Live) {
      Only.On = Mine;
      runPlain();
    }
    while (Thread *T = claim()) {
      T->On = Mine;
      pc_this = T;
      IdleRounds = 0;
      InRuntime = false;
      Current->Asked->kernel->body(Current->Asked->arguments);
      InRuntime = true;
      finish(*T);
      if (Current->Failed.load(std::memory_order_relaxed))
        break;
    }
    Idle.push_back(Mine);
    switchTo(next());
  }
}

/// Who runs now: a thread that has not started, for others may wait for it,
/// then one that is ready, else the worker itself.
Fibre *Worker::next() {
  if (Current->Failed.load(std::memory_order_relaxed))
    return &Main;
  if (Starting || (Plain && Live))
    return idleFibre();
  // Those who wait for nobody in particular are not forgotten while others
  // spin in a way that looks like work.
  // Those that are ready may be lanes of the warp that have yet to come.
  if (NumDeferred && ++Switches % RoundsBeforeMore == 0)
    resolveForgotten(*this, RoundsBeforeMore * (NumReady + 1));
  if (Ready.empty())
    return &Main;
  --NumReady;
  return Ready.pop()->On;
}

void Worker::wait(Thread &T) {
  Fibre *To = next();
  if (To != T.On)
    switchTo(To);
  pc_this = &T;
  if (T.Spins) {
    T.Spins = false;
    --NumSpinning;
  }
}

void Worker::finish(Thread &T) {
  if (Plain)
    return; // Nobody waits for it.
  Block &B = *T.Home;
  Warp &Of = B.Warps[T.warp];
  Of.Alive &= ~(1u << T.lane);
  --Live;
  --B.Live;
  if (B.Of)
    leaveCluster(*this, T, *B.Of);
  if (B.Live == 0) {
    Taken.erase(std::find(Taken.begin(), Taken.end(), &B));
    Spare.push_back(&B);
    return;
  }
  if (Of.Here)
    leaveMeetings(*this, Of);
  if (B.AtBarriers)
    leaveBarriers(*this, B);
}

void Worker::abandon() {
  InRuntime = true;
  Running->Stale = true;
  switchTo(&Main);
  __builtin_unreachable();
}

void Worker::leave() {
  Fibre *Mine = Running;
  Fibre *To = next();
  Mine->Stale = true;
  Idle.push_back(Mine);
  switchTo(To);
  __builtin_unreachable();
}

void Worker::yield(Thread &T, const void *Place) {
  T.Place = Place;
  T.Spins = true;
  ++NumSpinning;
  makeReady(&T);
  if (Starting || NumSpinning != NumReady) {
    IdleRounds = 0;
  } else if (NumDeferred == 0 || !resolveDeferred(*this)) {
    // Everyone spins.
    IdleRounds += 1;
    if (IdleRounds > RoundsBeforeMore * NumReady && Live < MaxLive &&
        !Current->Asked->cooperative) {
      IdleRounds = 0;
      takeBlock();
    }
    if (IdleRounds % 4096 == 4095)
      sched_yield(); // What they wait for runs on another core.
  }
  wait(T);
}

/// Runs threads until none is left. False: they wait for what will not come.
bool Worker::drain() {
  while (Live != 0) {
    if (Current->Failed.load(std::memory_order_relaxed))
      return true;
    if (!Plain && !Starting && Ready.empty() && !resolveDeferred(*this))
      return false;
    switchTo(next());
    if (FaultText || StopAsked.load(std::memory_order_relaxed))
      return true;
  }
  return true;
}

void Worker::reset() {
  Ready = ThreadList();
  NumReady = NumSpinning = NumDeferred = 0;
  Live = 0;
  Starting = nullptr;
  Spare.insert(Spare.end(), Taken.begin(), Taken.end());
  Taken.clear();
  SpareClusters.clear();
  for (const std::unique_ptr<Cluster> &C : Clusters)
    SpareClusters.push_back(C.get());
  Idle.clear();
  for (const std::unique_ptr<Fibre> &F : Fibres) {
    F->Stale = true;
    Idle.push_back(F.get());
  }
}

void Worker::run(Launch &L) {
  Current = &L;
  Running = &Main;
  ThisWorker = this;
  FaultText = nullptr;
  StopAsked = false;
  Plain = !L.Asked->cooperative && L.Clusters == L.Blocks &&
          !(L.Asked->kernel->flags & PC_NEEDS_FIBRES);
  if (Plain)
    preparePlain();
  if (L.Asked->cooperative)
    for (uint64_t I = Index; I < L.Clusters; I += L.Workers)
      takeCluster(I);
  while (!L.Failed.load(std::memory_order_relaxed)) {
    if (Live == 0 &&
        (L.Asked->cooperative || !(Plain ? takePlain() : takeBlock())))
      break;
    if (!drain())
      failLaunch(*this, 719, "deadlock", nullptr, nullptr);
    else if (FaultText)
      failLaunch(*this, FaultError, FaultText, static_cast<Thread *>(pc_this),
                 FaultPlace);
    else if (StopAsked.load(std::memory_order_relaxed))
      failLaunch(*this, 702, Endless, static_cast<Thread *>(pc_this),
                 pc_this ? self().Place : nullptr);
  }
  if (Live != 0 || L.Failed || Plain)
    reset();
  pc_this = nullptr;
  ThisWorker = nullptr;
  Current = nullptr;
}

} // namespace perfclaim::host

using namespace perfclaim::host;

extern "C" {

/// On the way back of a loop that may wait for another thread. Most rounds are
/// free: most loops of this kind end by themselves.
void pc_yield() {
  Thread &T = self();
  if (++T.Yields % 8 != 0)
    return;
  const InRuntime Mark;
  ThisWorker->yield(T, __builtin_return_address(0));
}

void pc_nanosleep(uint32_t) {
  const InRuntime Mark;
  ThisWorker->yield(self(), __builtin_return_address(0));
}

void pc_exit() {
  ThisWorker->InRuntime = true;
  ThisWorker->finish(self());
  ThisWorker->leave();
}
}
