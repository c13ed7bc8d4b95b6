//===- Checks.h - What checked kernels do wrong -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the machine and CUDA's interface tell the checkers. Nothing of it costs
/// more than a test where no code was compiled with --check.
/// docs/design/Checkers.md.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CHECKS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CHECKS_H

#include "perfclaim/HostRuntime/Abi.h"
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace perfclaim::host {

struct Barrier;
struct Block;
struct Cluster;
struct Launch;
struct Thread;
struct Warp;
struct Worker;

namespace checks {

/// Of all modules of the process: a set of pc_tools.
extern std::atomic<uint32_t> Tools;
inline bool wanted(uint32_t Any) {
  return Tools.load(std::memory_order_relaxed) & Any;
}

//===-- Memory --------------------------------------------------------===//

/// Memory that kernels may touch. \p Fresh: nobody has written it yet.
void addRegion(const void *Base, size_t Size, std::string What, bool Fresh);
void removeRegion(const void *Base);
/// The host has written these bytes, or copied them from \p From.
void noteWritten(const void *At, size_t Bytes);
void noteCopied(const void *To, const void *From, size_t Bytes);

/// For functions of the runtime that touch memory of device code: the place in
/// the source, once, or null where nothing is checked.
const pc_access *takeNext();
/// The calling thread is about to touch \p Bytes.
void touch(const pc_access *A, const void *At, size_t Bytes);

//===-- Launches ------------------------------------------------------===//

/// Gives L.Checks where the kernel is checked.
void beginLaunch(Launch &L);
/// Says what has been found.
void endLaunch(Launch &L);
/// Of the block at \p Place.
inline uint64_t numberOf(pc_dim3 Place, pc_dim3 Grid) {
  return (uint64_t(Place.z) * Grid.y + Place.y) * Grid.x + Place.x;
}
void beginBlock(Block &B, const Launch &L, uint64_t Number);

//===-- What orders threads -------------------------------------------===//

/// Lanes of \p Group come together; \p Whole: all that live.
void meetLanes(Block &B, uint32_t Warp, uint32_t Group, bool Whole);
/// A barrier is complete; \p Last, which runs, is none of those that wait.
void meetThreads(Block &B, const Barrier &Of, const Thread *Last);
void meetCluster(Worker &W, const Cluster &Of);
void fence(Thread &T);
/// At an mbarrier: what came before is known to who finds the phase ended.
void arriveAt(Thread &T, const void *At);
void passAt(Thread &T, const void *At);

/// What went on at one place. \p Other: what it was in conflict with, or null.
struct Found {
  uint32_t Tool = 0; ///< One of pc_tools.
  const char *Kind = "";
  const Thread *Of = nullptr;
  const pc_access *Access = nullptr, *Other = nullptr;
  std::string Line; ///< Where there is no access: of a barrier.
};
/// \p Text is asked for where the finding is new, or comes from an earlier
/// thread than the one that stands for it.
void report(const Found &What, const std::function<std::string()> &Text);

/// Lanes of a warp that wait for one barrier at several lines.
void checkPlaces(Block &B, const Barrier &Of, const Thread *Last);
/// \p T names lanes to come together with, and not itself.
void checkMask(const Thread &T, uint32_t Mask, const void *Place);

} // namespace checks
} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CHECKS_H
