//===- ChecksMemory.cpp - Memory that kernels may touch
//----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChecksState.h"
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <sys/mman.h>

namespace perfclaim::host::checks {

Pages::Pages(size_t Wanted) : Bytes(Wanted) {
  At = mmap(nullptr, Bytes, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (At == MAP_FAILED)
    At = nullptr;
}

Pages::~Pages() {
  if (At)
    munmap(At, Bytes);
}

namespace {

struct Regions {
  std::shared_mutex Lock;
  std::map<uintptr_t, std::unique_ptr<Region>> All;
  /// A launch may still look at them.
  std::vector<std::unique_ptr<Region>> Removed;
  /// Changes with All, so that workers may keep what they have found.
  std::atomic<uint64_t> Version{1};

  static Regions &get() {
    static auto *Only = new Regions; // Used by constructors and destructors.
    return *Only;
  }

  void remove(std::map<uintptr_t, std::unique_ptr<Region>>::iterator At) {
    Removed.push_back(std::move(At->second));
    All.erase(At);
  }
};

/// What a worker has found lately: most code goes back to where it was.
struct Recent {
  uint64_t Version = 0;
  Region *Found = nullptr;
};
constexpr size_t NumRecent = 64;
constexpr size_t RecentShift = 21; // Allocations are that far apart.
constinit thread_local Recent Cache[NumRecent]
    __attribute__((tls_model("initial-exec"))) = {};

/// Slack, so that bits can be read a word at a time.
constexpr size_t Slack = 16;

} // namespace

void addRegion(const void *Base, size_t Size, std::string What, bool Fresh) {
  if (!Size)
    return;
  auto Made = std::make_unique<Region>();
  Made->Base = reinterpret_cast<uintptr_t>(Base);
  Made->Size = Size;
  Made->What = std::move(What);
  if (Fresh && wanted(PC_INITCHECK))
    Made->Initialised = Pages(Size / 8 + Slack);
  Regions &R = Regions::get();
  const std::lock_guard Guard(R.Lock);
  // What was there before is gone.
  auto At = R.All.lower_bound(Made->Base);
  while (At != R.All.end() && At->first < Made->Base + Size)
    R.remove(At++);
  R.All[Made->Base] = std::move(Made);
  ++R.Version;
}

void removeRegion(const void *Base) {
  Regions &R = Regions::get();
  const std::lock_guard Guard(R.Lock);
  const auto At = R.All.find(reinterpret_cast<uintptr_t>(Base));
  if (At == R.All.end())
    return;
  R.remove(At);
  ++R.Version;
}

void dropRemoved() {
  Regions &R = Regions::get();
  const std::lock_guard Guard(R.Lock);
  R.Removed.clear();
}

void dropCells() {
  Regions &R = Regions::get();
  const std::lock_guard Guard(R.Lock);
  for (auto &[Base, Each] : R.All) {
    Each->Cells = nullptr;
    Each->CellPages = Pages();
  }
}

void forgetFresh() {
  Regions &R = Regions::get();
  const std::shared_lock Guard(R.Lock);
  for (auto &[Base, Each] : R.All)
    Each->AllInitialised = true;
}

std::pair<Region *, Region *> neighbours(uintptr_t At) {
  Regions &R = Regions::get();
  const std::shared_lock Guard(R.Lock);
  const auto After = R.All.upper_bound(At);
  return {After == R.All.begin() ? nullptr : std::prev(After)->second.get(),
          After == R.All.end() ? nullptr : After->second.get()};
}

Region *findRegion(uintptr_t At) {
  const uint64_t Version = Regions::get().Version;
  Recent &Known = Cache[(At >> RecentShift) % NumRecent];
  if (Known.Version == Version && At - Known.Found->Base < Known.Found->Size)
    return Known.Found;
  Region *Before = neighbours(At).first;
  if (!Before || At - Before->Base >= Before->Size)
    return nullptr;
  Known = {Version, Before};
  return Before;
}

Cell *cellsOf(Region &R) {
  if (Cell *Made = R.Cells.load(std::memory_order_acquire))
    return Made;
  const std::lock_guard Guard(Regions::get().Lock);
  if (!R.CellPages) {
    R.CellPages = Pages((R.Size / 4 + 2) * sizeof(Cell));
    R.Cells.store(R.CellPages.as<Cell>(), std::memory_order_release);
  }
  return R.Cells;
}

Touched *touchedOf(Region &R) {
  if (Touched *Made = R.Seen.load(std::memory_order_acquire))
    return Made;
  const std::lock_guard Guard(Regions::get().Lock);
  if (!R.SeenOwner) {
    const size_t Bytes = R.Size / 8 + Slack;
    R.SeenOwner = std::make_unique<Touched>(
        Touched{Pages(Bytes), Pages(Bytes), Pages(Bytes)});
    R.Seen.store(R.SeenOwner.get(), std::memory_order_release);
  }
  return R.Seen;
}

void forEachRegion(const std::function<void(Region &)> &Use) {
  Regions &R = Regions::get();
  const std::lock_guard Guard(R.Lock);
  for (auto &[Base, Each] : R.All)
    Use(*Each);
}

bool anyBit(const uint8_t *Bits, size_t From, size_t Count) {
  for (size_t At = From, End = From + Count; At < End;) {
    const size_t Here = std::min<size_t>(End - At, 32 - At % 8);
    uint32_t Word = 0;
    std::memcpy(&Word, Bits + At / 8, 4);
    if (Word >> At % 8 & (Here == 32 ? ~0u : (1u << Here) - 1))
      return true;
    At += Here;
  }
  return false;
}

void setBits(uint8_t *Bits, size_t From, size_t Count) {
  for (size_t At = From, End = From + Count; At < End;) {
    if (At % 8 == 0 && End - At >= 64) {
      std::memset(Bits + At / 8, 255, (End - At) / 8);
      At += (End - At) / 8 * 8;
      continue;
    }
    const size_t Here = std::min<size_t>(End - At, 8 - At % 8);
    const auto Mask = static_cast<uint8_t>(((1u << Here) - 1) << At % 8);
    // Other workers may set bits of the same byte.
    if (uint8_t &Byte = Bits[At / 8]; (Byte & Mask) != Mask)
      __atomic_fetch_or(&Byte, Mask, __ATOMIC_RELAXED);
    At += Here;
  }
}

void noteWritten(const void *At, size_t Bytes) {
  observe::noteHost(At, Bytes, PC_WRITES);
  if (!wanted(PC_INITCHECK) || !Bytes)
    return;
  const auto Start = reinterpret_cast<uintptr_t>(At);
  if (Region *R = findRegion(Start); R && R->Initialised)
    setBits(R->Initialised.as<uint8_t>(), Start - R->Base,
            std::min(Bytes, R->Size - (Start - R->Base)));
}

void noteCopied(const void *To, const void *From, size_t Bytes) {
  observe::noteHost(From, Bytes, PC_READS);
  if (!wanted(PC_INITCHECK))
    return observe::noteHost(To, Bytes, PC_WRITES);
  if (!Bytes)
    return;
  const auto Source = reinterpret_cast<uintptr_t>(From);
  const Region *R = findRegion(Source);
  if (!R || !R->Initialised || R->AllInitialised)
    return noteWritten(To, Bytes);
  // What nobody has written stays that, wherever it is copied.
  const size_t Offset = Source - R->Base;
  constexpr size_t Step = 4;
  for (size_t I = 0; I < Bytes; I += Step) {
    const size_t Here = std::min(Bytes - I, Step);
    if (Offset + I < R->Size &&
        anyBit(R->Initialised.as<uint8_t>(), Offset + I, Here))
      noteWritten(static_cast<const char *>(To) + I, Here);
  }
}

} // namespace perfclaim::host::checks
