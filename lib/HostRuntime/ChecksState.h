//===- ChecksState.h - What the checkers remember ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Shadows of memory, and clocks. One clock counts what orders threads (a
/// barrier, a meeting of lanes, a fence); a block stamps what it does with its
/// own last count. A thread knows for each other thread up to which count all
/// that thread did came before.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CHECKSSTATE_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CHECKSSTATE_H

#include "Checks.h"
#include "DeviceMachine.h"
#include "Observe.h"
#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace perfclaim::host::checks {

/// Zeroed memory; only what is touched costs something.
class Pages {
public:
  Pages() = default;
  explicit Pages(size_t Bytes);
  ~Pages();
  Pages(Pages &&Other) noexcept
      : At(std::exchange(Other.At, nullptr)),
        Bytes(std::exchange(Other.Bytes, 0)) {}
  Pages &operator=(Pages &&Other) noexcept {
    std::swap(At, Other.At);
    std::swap(Bytes, Other.Bytes);
    return *this;
  }
  template <class T> T *as() const { return static_cast<T *>(At); }
  size_t size() const { return Bytes; }
  explicit operator bool() const { return At != nullptr; }

private:
  void *At = nullptr;
  size_t Bytes = 0;
};

/// One access: by which thread of which block, when, and where in the code.
struct Slot {
  uint32_t Block, Time, Who;
  static constexpr uint32_t AccessBits = 22;
  uint32_t thread() const { return Who >> AccessBits; }
  uint32_t access() const { return Who & ((1u << AccessBits) - 1); }
};

enum How : uint8_t {
  Bytes = 15, ///< Which of the four.
  Atomically = 16,
  Volatilely = 32,
  Released = 64, ///< Who reads it knows what came before.
  Valued = 128,  ///< What was written is known.
};

/// What happened to four bytes last.
struct Cell {
  Slot Write, Read[2];
  uint32_t Value; ///< That was written.
  std::atomic<uint8_t> Lock;
  uint8_t WriteHow, ReadHow[2];
};
static_assert(sizeof(Cell) == 44);

/// A bit for each byte of a region.
struct Touched {
  Pages Read, Written;
  Pages Exposed; ///< Read before anybody had written it.
};

struct Region {
  uintptr_t Base = 0;
  size_t Size = 0;
  std::string What;
  Pages Initialised; ///< A bit for each byte; none: all of it is.
  std::atomic<bool> AllInitialised{false};
  std::atomic<Cell *> Cells{nullptr};
  Pages CellPages;
  /// What --observe has seen: null until it is touched.
  std::atomic<Touched *> Seen{nullptr};
  std::unique_ptr<Touched> SeenOwner;
};
/// The region that holds \p At, or null. Good until the launch ends.
Region *findRegion(uintptr_t At);
/// The last one that begins at or before \p At, and the first one behind it.
std::pair<Region *, Region *> neighbours(uintptr_t At);
/// Cells of \p R, made when first asked for; null where there is no room.
Cell *cellsOf(Region &R);
/// The same of what has been touched.
Touched *touchedOf(Region &R);
/// Calls \p Use for each region, while nothing else changes them.
void forEachRegion(const std::function<void(Region &)> &Use);
/// Kernels that are not checked may have written anything.
void forgetFresh();
void dropRemoved();
/// Forgets all cells.
void dropCells();

/// Bits of bytes.
bool anyBit(const uint8_t *Bits, size_t From, size_t Count);
void setBits(uint8_t *Bits, size_t From, size_t Count);

struct LaunchChecks {
  uint32_t Start = 0; ///< What has a stamp up to it came before.
  /// For each block: up to which stamp others that look can see.
  Pages Released;
};

struct BlockChecks {
  uint32_t Era = 0;    ///< Stamps of others mean nothing.
  uint32_t Number = 0; ///< In its grid.
  uint32_t Begin = 0, Time = 0;
  uint32_t All = 0;  ///< Up to it everyone in the block knows everyone.
  uint32_t Seen = 0; ///< Of other blocks, what they have released.
  uint32_t Warps = 0;
  std::vector<uint32_t> Floor;  ///< By warp: as All, among its lanes.
  std::vector<uint32_t> Fenced; ///< By warp: its last fence.
  std::vector<uint32_t> Knows;  ///< By warp, of each warp.
  std::vector<uint32_t> Lanes;  ///< By thread, of each lane of its warp.
  std::vector<uint8_t> Initialised;
  Pages Cells;
  std::shared_ptr<observe::SampledBlock> Sampled; ///< Null: not looked at.
};

uint32_t tick();
/// The calling thread's number in its block.
inline uint32_t numberOf(const Thread &T) { return T.warp * WarpSize + T.lane; }

/// Memory that an access touches.
struct Spot {
  Thread &Of;
  const pc_access &Access;
  uintptr_t At;
  size_t Size;
  Region *In; ///< Null: in the block's arena.
  const void *Variable;
  uint64_t Low = 0, High = 0; ///< What is stored.
  bool HasValue = false;
};
void checkRace(const Spot &S);
/// After an atomic read.
void acquire(Thread &T, uintptr_t At, Region *In);

/// Appends whole lines to the file that the environment's \p Variable names,
/// where there is one.
void appendTo(const char *Variable, const std::string &Lines);
/// A JSON string; "[1, 2, 3]".
std::string quoted(const std::string &Text);
std::string triple(pc_dim3 P);
/// "offset 4 of an allocation of 16 bytes (cudaMalloc)".
std::string describe(const Spot &S);
/// "write of 4 bytes".
std::string describe(const pc_access &A, size_t Size);
std::string lineOf(const pc_access &A);
const pc_access *accessOf(uint32_t Number);

} // namespace perfclaim::host::checks

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CHECKSSTATE_H
