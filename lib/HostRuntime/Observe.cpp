//===- Observe.cpp - What observed code calls -----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ObserveState.h"
#include <algorithm>

namespace perfclaim::host::observe {

namespace {

/// Blocks of a launch whose warps are looked at, spread over the grid.
constexpr uint64_t MostSampled = 16;
/// Turns that are kept of one place and warp: loops may be long.
constexpr uint32_t MostTurns = 64;

bool isSampled(uint64_t Number, uint64_t Blocks) {
  if (Blocks <= MostSampled)
    return true;
  const uint64_t Stride = (Blocks + MostSampled - 1) / MostSampled;
  return Number % Stride == 0 || Number + 1 == Blocks;
}

/// The slot of \p Number, from 1; made where there is none.
uint32_t slotOf(std::vector<uint32_t> &Slots, std::vector<uint32_t> &Numbers,
                uint32_t Number) {
  if (Number >= Slots.size())
    Slots.resize(Number + 1);
  uint32_t &Slot = Slots[Number];
  if (!Slot) {
    Numbers.push_back(Number);
    Slot = static_cast<uint32_t>(Numbers.size());
  }
  return Slot;
}

/// Bits of \p Mask that are not set in \p Not, of \p Count bytes from \p From,
/// are set in \p Into.
void setUnless(uint8_t *Into, const uint8_t *Not, size_t From, size_t Count) {
  if (!checks::anyBit(Not, From, Count))
    return checks::setBits(Into, From, Count);
  for (size_t I = From; I != From + Count; ++I)
    if (!checks::anyBit(Not, I, 1))
      checks::setBits(Into, I, 1);
}

void mark(checks::Region &In, uintptr_t At, size_t Bytes, uint32_t Flags) {
  checks::Touched &Seen = *checks::touchedOf(In);
  const size_t From = At - In.Base;
  Bytes = std::min(Bytes, In.Size - From);
  auto *Written = Seen.Written.as<uint8_t>();
  if (Flags & PC_READS) {
    setUnless(Seen.Exposed.as<uint8_t>(), Written, From, Bytes);
    checks::setBits(Seen.Read.as<uint8_t>(), From, Bytes);
  }
  if (Flags & PC_WRITES)
    checks::setBits(Written, From, Bytes);
}

} // namespace

Tally &tally() {
  static constinit thread_local Tally *Mine
      __attribute__((tls_model("initial-exec"))) = nullptr;
  if (!Mine) {
    All &Everything = All::get();
    const std::lock_guard Guard(Everything.Lock);
    Everything.Tallies.push_back(std::make_unique<Tally>());
    Mine = Everything.Tallies.back().get();
  }
  return *Mine;
}

void beginBlock(checks::BlockChecks &C, const Launch &L, uint64_t Number) {
  if (!C.Sampled) {
    C.Sampled = std::make_shared<SampledBlock>();
    All &Everything = All::get();
    const std::lock_guard Guard(Everything.Lock);
    Everything.Blocks.push_back(C.Sampled);
  }
  SampledBlock &B = *C.Sampled;
  // What an earlier block left.
  flush(B, tally());
  const pc_dim3 Size = L.Asked->block;
  B.Warps = (Size.x * Size.y * Size.z + WarpSize - 1) / WarpSize;
  B.Wanted = isSampled(Number, L.Blocks);
}

void access(const checks::Spot &S) {
  const pc_access &A = S.Access;
  Tally &Mine = tally();
  if (A.number >= Mine.Accesses.size())
    Mine.Accesses.resize(A.number + 1);
  AccessTally &Of = Mine.Accesses[A.number];
  Of.Bytes += S.Size;
  ++Of.Count;
  const bool Shared = !S.In;
  Of.Shared |= Shared;
  if (!Shared)
    mark(*S.In, S.At, S.Size, A.flags);
  SampledBlock &B = *S.Of.Home->Checks->Sampled;
  if (!B.Wanted || !A.size)
    return;
  const uint32_t Slot = slotOf(B.AccessSlots, B.Accesses, A.number);
  const size_t Threads = size_t(B.Warps) * WarpSize;
  if (B.Turn.size() < Slot * Threads) {
    B.Turn.resize(Slot * Threads);
    B.Requests.resize(size_t(Slot) * B.Warps);
  }
  uint32_t &Turn = B.Turn[(Slot - 1) * Threads + checks::numberOf(S.Of)];
  if (Turn == MostTurns)
    return;
  std::vector<Request> &Turns = B.Requests[(Slot - 1) * B.Warps + S.Of.warp];
  if (Turns.size() <= Turn)
    Turns.resize(Turn + 1);
  Request &R = Turns[Turn++];
  R.Lanes |= 1u << S.Of.lane;
  R.Addresses[S.Of.lane] =
      Shared ? S.At - reinterpret_cast<uintptr_t>(S.Of.Home->Arena) : S.At;
}

void noteHost(const void *At, size_t Bytes, uint32_t Flags) {
  if (!checks::wanted(PC_OBSERVE) || !Bytes)
    return;
  const auto Start = reinterpret_cast<uintptr_t>(At);
  if (checks::Region *In = checks::findRegion(Start))
    mark(*In, Start, Bytes, Flags);
}

void flush(SampledBlock &B, Tally &Into) {
  for (size_t I = 0; I != B.Accesses.size(); ++I) {
    AccessTally &Of = Into.Accesses[B.Accesses[I]];
    const pc_access &A = *checks::accessOf(B.Accesses[I]);
    for (uint32_t Warp = 0; Warp != B.Warps; ++Warp)
      for (const Request &R : B.Requests[I * B.Warps + Warp])
        if (R.Lanes)
          Of.Sampled += cost(R, A.size, Of.Shared);
  }
  const size_t Threads = size_t(B.Warps) * WarpSize;
  for (size_t I = 0; I != B.Steps.size(); ++I) {
    const pc_step &Step = *All::get().Steps[B.Steps[I]];
    uint64_t Size = 0;
    for (const uint16_t Count : Step.operations)
      Size += Count;
    for (uint32_t Warp = 0; Warp != B.Warps; ++Warp) {
      uint64_t Sum = 0;
      uint32_t Most = 0;
      for (uint32_t Lane = 0; Lane != WarpSize; ++Lane) {
        const uint32_t Runs =
            B.Runs[I * Threads + size_t(Warp) * WarpSize + Lane];
        Sum += Runs;
        Most = std::max(Most, Runs);
      }
      Into.LaneOperations += Sum * Size;
      Into.WarpOperations += Most * Size;
    }
  }
  for (const uint32_t Number : B.Steps)
    B.StepSlots[Number] = 0;
  for (const uint32_t Number : B.Accesses)
    B.AccessSlots[Number] = 0;
  B.Steps.clear();
  B.Accesses.clear();
  B.Runs.clear();
  B.Turn.clear();
  B.Requests.clear();
}

} // namespace perfclaim::host::observe

using namespace perfclaim::host;
using namespace perfclaim::host::observe;

void pc_observe_step(const pc_step *Step) {
  const InRuntime Mark;
  if (!ThisWorker->Current->Checks)
    return;
  Tally &Mine = tally();
  if (Step->number >= Mine.Steps.size())
    Mine.Steps.resize(Step->number + 1);
  ++Mine.Steps[Step->number];
  const Thread &T = self();
  SampledBlock &B = *T.Home->Checks->Sampled;
  if (!B.Wanted)
    return;
  const uint32_t Slot = slotOf(B.StepSlots, B.Steps, Step->number);
  const size_t Threads = size_t(B.Warps) * WarpSize;
  if (B.Runs.size() < Slot * Threads)
    B.Runs.resize(Slot * Threads);
  ++B.Runs[(Slot - 1) * Threads + checks::numberOf(T)];
}

void pc_register_steps(pc_step *Steps, uint32_t Count) {
  All &Everything = All::get();
  const std::lock_guard Guard(Everything.Lock);
  for (uint32_t I = 0; I != Count; ++I) {
    Steps[I].number = static_cast<uint32_t>(Everything.Steps.size());
    Everything.Steps.push_back(&Steps[I]);
  }
}
