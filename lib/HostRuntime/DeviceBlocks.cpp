//===- DeviceBlocks.cpp - Blocks that a core takes ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A block of a kernel that may wait has a Thread for each of its threads. All
// blocks of a kernel that never waits run by one Thread: what a launch costs is
// then little more than a loop.
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <algorithm>
#include <cstring>

namespace perfclaim::host {

/// What cooperative groups may use of a block's shared memory.
constexpr size_t Reserved = PC_RESERVED_SHARED;

static uint64_t staticShared(const pc_kernel &Kernel) {
  const uint64_t Alignment = std::max<uint64_t>(Kernel.dynamic_alignment, 16);
  const uint64_t Static = std::max<uint64_t>(
      Kernel.static_shared, Kernel.shared_end - Kernel.shared_begin);
  return (Static + Alignment - 1) / Alignment * Alignment;
}

static void prepareArena(Block &B, const pc_launch &Asked) {
  const size_t Bytes =
      (Reserved + staticShared(*Asked.kernel) + Asked.dynamic_shared + 4095) /
      4096 * 4096;
  if (B.ArenaSize >= Bytes)
    return;
  if (B.Arena)
    unmapLow(B.Arena, B.ArenaSize);
  B.Arena = mapLow(Bytes);
  B.ArenaSize = Bytes;
}

/// What a thread knows that is the same in all blocks of a launch.
static void prepare(Thread &T, uint32_t Number, Block &B, const Launch &L,
                    const Worker &W) {
  const pc_launch &Asked = *L.Asked;
  const pc_dim3 Size = Asked.block;
  const uint64_t Dynamic = staticShared(*Asked.kernel);
  const auto Base = reinterpret_cast<uint64_t>(B.Arena);
  T.Home = &B;
  T.thread = {Number % Size.x, Number / Size.x % Size.y,
              Number / Size.x / Size.y};
  T.block_size = Size;
  T.grid = Asked.grid;
  T.lane = Number % WarpSize;
  T.warp = Number / WarpSize;
  T.warps = (Size.x * Size.y * Size.z + WarpSize - 1) / WarpSize;
  T.worker = W.Index;
  T.workers = L.Workers;
  T.dynamic_shared_size = Asked.dynamic_shared;
  T.shared_size = Dynamic + Asked.dynamic_shared;
  T.cluster = reinterpret_cast<uint64_t>(&B.Place);
  T.shared = Base + Reserved;
  T.dynamic_shared = Base + Reserved + Dynamic;
  T.grid_barrier =
      Asked.cooperative ? reinterpret_cast<uint64_t>(L.GridBarrier) : 0;
  T.launch_number = L.Number;
}

/// Threads of a block know their place in it; for the next block of the same
/// launch only the block's index changes.
static void prepare(Block &B, const Launch &L, const Worker &W) {
  const pc_dim3 Size = L.Asked->block;
  const uint32_t Count = Size.x * Size.y * Size.z;
  prepareArena(B, *L.Asked);
  B.Threads.resize(Count);
  B.Warps.resize((Count + WarpSize - 1) / WarpSize);
  for (uint32_t I = 0; I != Count; ++I)
    prepare(B.Threads[I], I, B, L, W);
  for (size_t I = 0; I != B.Warps.size(); ++I)
    B.Warps[I].Lanes = &B.Threads[I * WarpSize];
  B.LaunchNumber = L.Number;
}

/// A block that is a cluster by itself.
static void setAlone(Block &B, const pc_launch &Asked) {
  B.Of = nullptr;
  B.Place = {{1, 1, 1}, {0, 0, 0}, 0, 1, Asked.cluster.x != 0, {}};
  B.Place.shared[0] = reinterpret_cast<uint64_t>(B.Arena);
}

Block &Worker::spareBlock() {
  if (Spare.empty()) {
    AllBlocks.push_back(std::make_unique<Block>());
    Spare.push_back(AllBlocks.back().get());
  }
  Block &B = *Spare.back();
  Spare.pop_back();
  return B;
}

void Worker::preparePlain() {
  Block &B = spareBlock();
  prepareArena(B, *Current->Asked);
  std::memset(B.Arena, 0, Reserved);
  setAlone(B, *Current->Asked);
  prepare(Only, 0, B, *Current, *this);
  const pc_dim3 Size = Current->Asked->block;
  PlainCount = Size.x * Size.y * Size.z;
  Taken.push_back(&B);
}

static pc_dim3 placeOf(uint64_t Index, pc_dim3 Size) {
  return {static_cast<uint32_t>(Index % Size.x),
          static_cast<uint32_t>(Index / Size.x % Size.y),
          static_cast<uint32_t>(Index / Size.x / Size.y)};
}

Block &Worker::takeBlock(pc_dim3 Place) {
  Block &B = spareBlock();
  if (B.LaunchNumber != Current->Number)
    prepare(B, *Current, *this);
  setAlone(B, *Current->Asked);
  std::memset(B.Arena, 0, Reserved);
  const size_t Count = B.Threads.size();
  for (Thread &T : B.Threads) {
    T.block = Place;
    T.carry = 0;
    T.For = Waiting::Not;
    T.Spins = T.AtCluster = false;
    T.Yields = 0;
  }
  for (size_t I = 0; I != B.Warps.size(); ++I) {
    const size_t Lanes = std::min<size_t>(Count - I * WarpSize, WarpSize);
    B.Warps[I].Alive = Lanes == WarpSize ? ~0u : (1u << Lanes) - 1;
    B.Warps[I].Here = B.Warps[I].Deferred = 0;
  }
  for (Barrier &Each : B.Barriers)
    Each = Barrier();
  B.AtBarriers = 0;
  B.Started = 0;
  B.Live = Count;
  Live += Count;
  if (Current->Checks)
    checks::beginBlock(B, *Current,
                       checks::numberOf(Place, Current->Asked->grid));
  Taken.push_back(&B);
  B.Next = nullptr;
  (Starting ? LastStarting->Next : Starting) = &B;
  LastStarting = &B;
  return B;
}

void Worker::takeCluster(uint64_t Index) {
  const pc_dim3 Grid = Current->Asked->grid;
  if (Current->Clusters == Current->Blocks) {
    takeBlock(placeOf(Index, Grid));
    return;
  }
  const pc_dim3 Size = Current->Asked->cluster;
  const pc_dim3 At =
      placeOf(Index, {Grid.x / Size.x, Grid.y / Size.y, Grid.z / Size.z});
  Cluster &Whole = spareCluster();
  pc_cluster Place{Size, {}, 0, Size.x * Size.y * Size.z, 1, {}};
  Block *Blocks[16];
  for (uint32_t Rank = 0; Rank != Place.count; ++Rank) {
    const pc_dim3 Within = placeOf(Rank, Size);
    Block &B = takeBlock({At.x * Size.x + Within.x, At.y * Size.y + Within.y,
                          At.z * Size.z + Within.z});
    Whole.Live += B.Live;
    B.Of = &Whole;
    Place.shared[Rank] = reinterpret_cast<uint64_t>(B.Arena);
    Blocks[Rank] = &B;
  }
  for (; Place.rank != Place.count; ++Place.rank) {
    Place.place = placeOf(Place.rank, Size);
    Blocks[Place.rank]->Place = Place;
  }
}

bool Worker::takeBlock() {
  const uint64_t Taken = Current->NextBlock.fetch_add(1);
  if (Taken >= Current->Clusters)
    return false;
  takeCluster(inTurn(Taken, Current->Clusters));
  return true;
}

bool Worker::takePlain() {
  const uint64_t Taken = Current->NextBlock.fetch_add(1);
  if (Taken >= Current->Blocks)
    return false;
  const uint64_t Index = inTurn(Taken, Current->Blocks);
  Only.block = placeOf(Index, Current->Asked->grid);
  if (Current->Checks)
    checks::beginBlock(*Only.Home, *Current, Index);
  PlainNext = 0;
  Live = 1;
  return true;
}

/// Threads of a kernel that never waits, in a loop. A thread that exits early
/// gives the fibre up; the next one goes on where it was.
void Worker::runPlain() {
  const pc_launch &Asked = *Current->Asked;
  const pc_dim3 Size = Asked.block;
  pc_this = &Only;
  do {
    while (PlainNext != PlainCount) {
      const auto I = static_cast<uint32_t>(inTurn(PlainNext++, PlainCount));
      Only.thread = {I % Size.x, I / Size.x % Size.y, I / Size.x / Size.y};
      Only.lane = I % WarpSize;
      Only.warp = I / WarpSize;
      Only.carry = 0;
      InRuntime = false;
      Asked.kernel->body(Asked.arguments);
      InRuntime = true;
    }
  } while (!Current->Failed.load(std::memory_order_relaxed) &&
           !StopAsked.load(std::memory_order_relaxed) && takePlain());
  Live = 0;
}

} // namespace perfclaim::host
