//===- DeviceCluster.cpp - Clusters of blocks -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The blocks of a cluster are on one core at once, so that they reach each
/// other's shared memory and their barrier needs no lock.
///
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"

namespace perfclaim::host {

static void release(Worker &W, Cluster &C) {
  if (W.Current->Checks)
    checks::meetCluster(W, C);
  for (Thread *T = C.Waiters.First; T; T = T->Next) {
    T->For = Waiting::Not;
    ++W.NumReady;
  }
  W.Ready.take(C.Waiters);
  C.Arrived = 0;
  C.Phase = !C.Phase;
}

Cluster &Worker::spareCluster() {
  if (SpareClusters.empty()) {
    Clusters.push_back(std::make_unique<Cluster>());
    SpareClusters.push_back(Clusters.back().get());
  }
  Cluster &Result = *SpareClusters.back();
  SpareClusters.pop_back();
  return Result = Cluster();
}

void leaveCluster(Worker &W, Thread &T, Cluster &Of) {
  --Of.Live;
  if (T.AtCluster && T.ClusterPhase == Of.Phase)
    --Of.Arrived;
  if (Of.Live == 0)
    W.SpareClusters.push_back(&Of);
  else if (Of.Arrived != 0 && Of.Arrived == Of.Live)
    release(W, Of);
}

} // namespace perfclaim::host

using namespace perfclaim::host;

extern "C" {

void pc_cluster_arrive() {
  const InRuntime Mark;
  Thread &T = self();
  Cluster *&C = T.Home->Of;
  if (!C) {
    // The first to come of a block that is alone.
    C = &ThisWorker->spareCluster();
    C->Live = T.Home->Live;
  }
  T.AtCluster = true;
  T.ClusterPhase = C->Phase;
  if (++C->Arrived == C->Live)
    release(*ThisWorker, *C);
}

void pc_cluster_wait() {
  const InRuntime Mark;
  Thread &T = self();
  Cluster *C = T.Home->Of;
  if (C && T.AtCluster && T.ClusterPhase == C->Phase) {
    T.Place = __builtin_return_address(0);
    T.For = Waiting::Cluster;
    C->Waiters.push(&T);
    ThisWorker->wait(T);
  }
  T.AtCluster = false;
}

/// \p Address of this block's shared memory in that of block \p Rank.
uint64_t pc_cluster_map(uint64_t Address, uint32_t Rank) {
  const pc_cluster &Place = self().Home->Place;
  return Address - Place.shared[Place.rank] + Place.shared[Rank % 16];
}

/// The block whose shared memory \p Address is in.
uint32_t pc_cluster_rank(uint64_t Address) {
  const Block &B = *self().Home;
  for (uint32_t Rank = 0; Rank != B.Place.count; ++Rank)
    if (Address >= B.Place.shared[Rank] &&
        Address < B.Place.shared[Rank] + B.ArenaSize)
      return Rank;
  return B.Place.rank;
}
}
