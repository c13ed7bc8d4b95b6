//===- DeviceScheduler.cpp - A core and the threads it runs ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <algorithm>
#include <cstring>
#include <sched.h>

using namespace boost::context::detail;

namespace perfclaim::host {

thread_local Worker *ThisWorker = nullptr;

/// What cooperative groups may use of a block's shared memory.
constexpr size_t Reserved = 1024;
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
  Thread *T = &B.Threads[B.Started++];
  if (B.Started == B.Threads.size()) {
    Starting = B.Next;
    B.Next = nullptr;
  }
  return T;
}

void Worker::loop() {
  Fibre *Mine = Running;
  for (;;) {
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
  if (Starting)
    return idleFibre();
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
  Block &B = *T.Home;
  Warp &Of = B.Warps[T.warp];
  Of.Alive &= ~(1u << T.lane);
  --Live;
  --B.Live;
  if (B.Live == 0) {
    Taken.erase(std::find(Taken.begin(), Taken.end(), &B));
    Spare.push_back(&B);
    return;
  }
  if (Of.Here)
    leaveMeetings(*this, Of);
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

/// Threads of a block know their place in it; for the next block of the same
/// launch only the block's index changes.
static void prepare(Block &B, const Launch &L, const Worker &W) {
  const pc_launch &Asked = *L.Asked;
  const pc_dim3 Size = Asked.block;
  const uint32_t Count = Size.x * Size.y * Size.z;
  const pc_kernel &Kernel = *Asked.kernel;
  const uint64_t Static = std::max<uint64_t>(
      Kernel.static_shared, Kernel.shared_end - Kernel.shared_begin);
  const uint64_t Alignment =
      std::max<uint64_t>(Asked.kernel->dynamic_alignment, 16);
  const uint64_t Dynamic = (Static + Alignment - 1) / Alignment * Alignment;
  const size_t Bytes =
      (Reserved + Dynamic + Asked.dynamic_shared + 4095) / 4096 * 4096;
  if (B.ArenaSize < Bytes) {
    if (B.Arena)
      unmapLow(B.Arena, B.ArenaSize);
    B.Arena = mapLow(Bytes);
    B.ArenaSize = Bytes;
  }
  B.Threads.resize(Count);
  B.Warps.resize((Count + WarpSize - 1) / WarpSize);
  const auto Base = reinterpret_cast<uint64_t>(B.Arena);
  for (uint32_t I = 0; I != Count; ++I) {
    Thread &T = B.Threads[I];
    T.Home = &B;
    T.thread = {I % Size.x, I / Size.x % Size.y, I / Size.x / Size.y};
    T.block_size = Size;
    T.grid = Asked.grid;
    T.lane = I % WarpSize;
    T.warp = I / WarpSize;
    T.warps = B.Warps.size();
    T.worker = W.Index;
    T.workers = L.Workers;
    T.dynamic_shared_size = Asked.dynamic_shared;
    T.shared_size = Dynamic + Asked.dynamic_shared;
    T.reserved_shared = Base;
    T.shared = Base + Reserved;
    T.dynamic_shared = Base + Reserved + Dynamic;
    T.grid_barrier =
        Asked.cooperative ? reinterpret_cast<uint64_t>(L.GridBarrier) : 0;
    T.launch_number = L.Number;
  }
  for (size_t I = 0; I != B.Warps.size(); ++I)
    B.Warps[I].Lanes = &B.Threads[I * WarpSize];
  B.LaunchNumber = L.Number;
}

void Worker::takeBlock(uint64_t Index) {
  if (Spare.empty()) {
    AllBlocks.push_back(std::make_unique<Block>());
    Spare.push_back(AllBlocks.back().get());
  }
  Block &B = *Spare.back();
  Spare.pop_back();
  if (B.LaunchNumber != Current->Number)
    prepare(B, *Current, *this);
  const pc_dim3 Grid = Current->Asked->grid;
  const pc_dim3 Place = {static_cast<uint32_t>(Index % Grid.x),
                         static_cast<uint32_t>(Index / Grid.x % Grid.y),
                         static_cast<uint32_t>(Index / Grid.x / Grid.y)};
  std::memset(B.Arena, 0, Reserved);
  const size_t Count = B.Threads.size();
  for (Thread &T : B.Threads) {
    T.block = Place;
    T.carry = 0;
    T.For = Waiting::Not;
    T.Spins = false;
    T.Yields = 0;
  }
  for (size_t I = 0; I != B.Warps.size(); ++I) {
    const size_t Lanes = std::min<size_t>(Count - I * WarpSize, WarpSize);
    B.Warps[I].Alive = Lanes == WarpSize ? ~0u : (1u << Lanes) - 1;
    B.Warps[I].Here = B.Warps[I].Deferred = 0;
  }
  for (Barrier &Each : B.Barriers)
    Each = Barrier();
  B.Started = 0;
  B.Live = Count;
  Live += Count;
  Taken.push_back(&B);
  B.Next = nullptr;
  (Starting ? LastStarting->Next : Starting) = &B;
  LastStarting = &B;
}

bool Worker::takeBlock() {
  const uint64_t Index = Current->NextBlock.fetch_add(1);
  if (Index >= Current->Blocks)
    return false;
  takeBlock(Index);
  return true;
}

/// Runs threads until none is left. False: they wait for what will not come.
bool Worker::drain() {
  while (Live != 0) {
    if (Current->Failed.load(std::memory_order_relaxed))
      return true;
    if (!Starting && Ready.empty() && !resolveDeferred(*this))
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
  if (L.Asked->cooperative)
    for (uint64_t I = Index; I < L.Blocks; I += L.Workers)
      takeBlock(I);
  while (!L.Failed.load(std::memory_order_relaxed)) {
    if (Live == 0 && (L.Asked->cooperative || !takeBlock()))
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
  if (Live != 0 || L.Failed)
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
