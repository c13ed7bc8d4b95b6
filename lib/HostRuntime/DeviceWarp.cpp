//===- DeviceWarp.cpp - What lanes of a warp do together ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include <algorithm>
#include <bit>
#include <utility>

namespace perfclaim::host {

static uint32_t bit(const Thread &T) { return 1u << T.lane; }

static bool isShuffle(Meeting What) {
  return What == Meeting::ShuffleIndex || What == Meeting::ShuffleUp ||
         What == Meeting::ShuffleDown || What == Meeting::ShuffleXor;
}

/// The lane that lane \p T of a shuffle reads, and whether it is another one.
static std::pair<int, bool> sourceOf(const Thread &T) {
  // As PTX has it: C holds a segment mask and the last lane of the segment.
  const uint32_t Segment = T.C >> 8 & 31, Clamp = T.C & 31;
  const int Lane = T.lane, By = T.B & 31;
  const int Last = (Lane & Segment) | (Clamp & ~Segment);
  const int First = Lane & Segment;
  int From = Lane;
  bool Valid = false;
  switch (T.What) {
  case Meeting::ShuffleUp:
    From = Lane - By;
    Valid = From >= Last;
    break;
  case Meeting::ShuffleDown:
    From = Lane + By;
    Valid = From <= Last;
    break;
  case Meeting::ShuffleXor:
    From = Lane ^ By;
    Valid = From <= Last;
    break;
  default:
    From = First | (By & ~Segment);
    Valid = From <= Last;
    break;
  }
  return {Valid ? From : Lane, Valid};
}

/// What lane \p T of a shuffle among \p Lanes gets: the value in the lower
/// word, and above it whether it came from another lane.
static uint64_t shuffled(const Warp &W, const Thread &T, uint32_t Group) {
  const auto [From, Valid] = sourceOf(T);
  // A lane that is not there has no value, which CUDA leaves undefined; sums
  // over warps that are not full count on a zero.
  const uint64_t Value = Group >> From & 1 ? W.Lanes[From].Value : 0;
  return static_cast<uint32_t>(Value) | uint64_t(Valid) << 32;
}

static uint32_t combine(Meeting What, uint32_t A, uint32_t B) {
  switch (What) {
  case Meeting::ReduceAdd:
    return A + B;
  case Meeting::ReduceMin:
    return std::min(A, B);
  case Meeting::ReduceMax:
    return std::max(A, B);
  case Meeting::ReduceMinSigned:
    return std::min(static_cast<int32_t>(A), static_cast<int32_t>(B));
  case Meeting::ReduceMaxSigned:
    return std::max(static_cast<int32_t>(A), static_cast<int32_t>(B));
  case Meeting::ReduceAnd:
    return A & B;
  case Meeting::ReduceOr:
    return A | B;
  default:
    return A ^ B;
  }
}

/// Everyone of \p Group is here: gives each its result.
static void meet(Warp &W, uint32_t Group) {
  const Thread &First = W.Lanes[std::countr_zero(Group)];
  const Meeting What = First.What;
  if (ThisWorker->Current->Checks)
    checks::meetLanes(*First.Home, First.warp, Group, Group == W.Alive);
  auto ForEach = [&](auto Do) {
    for (uint32_t Rest = Group; Rest; Rest &= Rest - 1)
      Do(W.Lanes[std::countr_zero(Rest)]);
  };
  uint32_t Yes = 0;
  switch (What) {
  case Meeting::Sync:
    return;
  case Meeting::ShuffleIndex:
  case Meeting::ShuffleUp:
  case Meeting::ShuffleDown:
  case Meeting::ShuffleXor:
    return ForEach([&](Thread &T) { T.Result = shuffled(W, T, Group); });
  case Meeting::VoteAll:
  case Meeting::VoteAny:
  case Meeting::VoteUniform:
  case Meeting::Ballot:
    ForEach([&](Thread &T) { Yes |= T.Value ? bit(T) : 0; });
    return ForEach([&](Thread &T) {
      T.Result = What == Meeting::VoteAll       ? Yes == Group
                 : What == Meeting::VoteAny     ? Yes != 0
                 : What == Meeting::VoteUniform ? Yes == Group || Yes == 0
                                                : Yes;
    });
  case Meeting::MatchAny:
    return ForEach([&](Thread &T) {
      uint32_t Equal = 0;
      ForEach([&](Thread &U) { Equal |= U.Value == T.Value ? bit(U) : 0; });
      T.Result = Equal;
    });
  case Meeting::MatchAll: {
    const uint64_t First = W.Lanes[std::countr_zero(Group)].Value;
    bool Same = true;
    ForEach([&](Thread &T) { Same &= T.Value == First; });
    return ForEach([&](Thread &T) { T.Result = Same ? Group : 0; });
  }
  case Meeting::ActiveMask:
    return ForEach([&](Thread &T) { T.Result = Group; });
  case Meeting::MatrixMultiply:
  case Meeting::MatrixLoad:
  case Meeting::MatrixStore:
  case Meeting::MatrixTranspose:
    return meetForMatrix(W, Group);
  default: {
    uint32_t Sum = W.Lanes[std::countr_zero(Group)].Value;
    for (uint32_t Rest = Group & (Group - 1); Rest; Rest &= Rest - 1)
      Sum = combine(What, Sum, W.Lanes[std::countr_zero(Rest)].Value);
    ForEach([&](Thread &T) { T.Result = Sum; });
  }
  }
}

/// Lanes of \p Group go on, all but the one that runs.
static void release(Worker &Core, Warp &W, uint32_t Group, const Thread *Runs) {
  W.Here &= ~Group;
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1) {
    Thread &T = W.Lanes[std::countr_zero(Rest)];
    T.For = Waiting::Not;
    if (&T != Runs)
      Core.makeReady(&T);
  }
}

/// Whether all that \p T waits for are here for the same.
static bool complete(const Warp &W, const Thread &T, uint32_t Group) {
  if ((W.Here & Group) != Group)
    return false;
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1) {
    const Thread &Other = W.Lanes[std::countr_zero(Rest)];
    if (Other.What != T.What || Other.Mask != T.Mask)
      return false;
  }
  return true;
}

/// Lanes that wait at a shuffle's place although its mask does not name them. A
/// GPU's shuffle takes those who are there, and programs count on it.
static uint32_t strangers(const Warp &W, const Thread &T) {
  uint32_t Result = 0;
  if (isShuffle(T.What))
    for (uint32_t Rest = W.Here & W.Deferred; Rest; Rest &= Rest - 1) {
      const Thread &Other = W.Lanes[std::countr_zero(Rest)];
      if (Other.What == T.What && Other.Place == T.Place &&
          Other.Result == T.Mask)
        Result |= bit(Other);
    }
  return Result;
}

/// All of \p Group, which \p T waits for, are here.
static void finish(Worker &Core, Warp &W, const Thread &T, uint32_t Group,
                   const Thread *Runs) {
  const uint32_t Others = Group == W.Alive ? 0 : strangers(W, T);
  if (Group != W.Alive && isShuffle(T.What)) {
    W.Partial.Place = T.Place;
    W.Partial.What = T.What;
    W.Partial.Mask = T.Mask;
    W.Partial.Group = Group;
    W.Partial.Served = Others;
    for (uint32_t Rest = Group; Rest; Rest &= Rest - 1) {
      const int Lane = std::countr_zero(Rest);
      W.Partial.Values[Lane] = static_cast<uint32_t>(W.Lanes[Lane].Value);
    }
  }
  meet(W, Group | Others);
  W.Deferred &= ~Others;
  Core.NumDeferred -= std::popcount(Others);
  release(Core, W, Group | Others, Runs);
}

void leaveMeetings(Worker &Core, Warp &W) {
  for (uint32_t Rest = W.Here & ~W.Deferred; Rest; Rest &= Rest - 1) {
    Thread &T = W.Lanes[std::countr_zero(Rest)];
    const uint32_t Group = T.Mask & W.Alive;
    if (!complete(W, T, Group))
      continue;
    finish(Core, W, T, Group, nullptr);
    Rest &= ~Group | (Rest & -Rest);
  }
}

/// Without a mask, those are together that wait at one place for the same, and
/// asked for the same lanes.
static uint32_t companions(const Warp &W, const Thread &T) {
  uint32_t Group = 0;
  for (uint32_t Rest = W.Here & W.Deferred; Rest; Rest &= Rest - 1) {
    const Thread &Other = W.Lanes[std::countr_zero(Rest)];
    if (Other.What == T.What && Other.Place == T.Place &&
        Other.Result == T.Result)
      Group |= bit(Other);
  }
  return Group;
}

static void resolve(Worker &Core, Warp &W, uint32_t Group, const Thread *Runs) {
  meet(W, Group);
  W.Deferred &= ~Group;
  Core.NumDeferred -= std::popcount(Group);
  release(Core, W, Group, Runs);
}

bool resolveDeferred(Worker &Core) {
  if (Core.NumDeferred == 0)
    return false;
  for (Block *B : Core.Taken)
    for (Warp &W : B->Warps)
      while (uint32_t Rest = W.Here & W.Deferred)
        resolve(Core, W, companions(W, W.Lanes[std::countr_zero(Rest)]),
                nullptr);
  return true;
}

void resolveForgotten(Worker &Core, uint64_t Long) {
  for (Block *B : Core.Taken)
    for (Warp &W : B->Warps)
      if (const uint32_t Rest = W.Here & W.Deferred;
          Rest && Core.Switches - W.LastDeferred > Long)
        resolve(Core, W, companions(W, W.Lanes[std::countr_zero(Rest)]),
                nullptr);
}

/// Whether those that \p T's shuffle names have been there before it: then it
/// has its result.
static bool takePartial(Warp &W, Thread &T, uint32_t Asked) {
  PartialShuffle &P = W.Partial;
  const auto [From, Valid] = sourceOf(T);
  if (P.Place != T.Place || P.What != T.What || P.Mask != Asked ||
      P.Served & bit(T) || !(P.Group >> From & 1))
    return false;
  T.Result = P.Values[From] | uint64_t(Valid) << 32;
  P.Served |= bit(T);
  return true;
}

static void defer(Worker &Core, Warp &W, uint32_t Group) {
  W.Deferred |= Group;
  W.LastDeferred = Core.Switches;
  Core.NumDeferred += std::popcount(Group);
}

/// A reduction among part of a warp, all of which is at one place. A GPU takes
/// those who are there, whatever the mask says: it is put off until all others
/// have come or wait elsewhere.
static bool putOff(Worker &Core, Warp &W, const Thread &T, uint32_t Group) {
  if (T.What < Meeting::ReduceAdd || T.What > Meeting::ReduceXor ||
      Group == W.Alive)
    return false;
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1)
    if (W.Lanes[std::countr_zero(Rest)].Place != T.Place)
      return false;
  const uint32_t Asked = T.Mask;
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1) {
    Thread &Lane = W.Lanes[std::countr_zero(Rest)];
    Lane.Mask = 0;
    Lane.Result = Asked;
  }
  defer(Core, W, Group);
  return true;
}

static uint64_t arrive(Meeting What, uint32_t Mask, uint64_t Value, uint32_t B,
                       uint32_t C, const void *Place) {
  const InRuntime Mark;
  Worker &Core = *ThisWorker;
  Thread &T = self();
  Warp &W = T.Home->Warps[T.warp];
  // What a caller gets whose mask does not name it is undefined; it does not
  // wait for those that the mask names.
  T.Result = 0;
  const uint32_t Asked = Mask;
  if (!(Mask & bit(T))) {
    if (Mask != 0 && Core.Current->Checks && checks::wanted(PC_SYNCCHECK))
      checks::checkMask(T, Mask, Place);
    Mask = 0;
    T.Result = Asked;
  }
  T.What = What;
  T.Mask = Mask;
  T.Value = Value;
  T.B = B;
  T.C = C;
  T.Place = Place;
  if (Mask != Asked && isShuffle(What) && takePartial(W, T, Asked))
    return T.Result;
  W.Here |= bit(T);
  const uint32_t Named = Mask & W.Alive;
  if (Mask == 0)
    // No mask: all that come this way before everyone else waits as well.
    defer(Core, W, bit(T));
  else if (complete(W, T, Named) && !putOff(Core, W, T, Named)) {
    finish(Core, W, T, Named, &T);
    return T.Result;
  }
  if (T.Mask == 0 && companions(W, T) == W.Alive) {
    resolve(Core, W, W.Alive, &T);
    return T.Result;
  }
  T.For = Waiting::Warp;
  Core.wait(T);
  return T.Result;
}

uint64_t meetAll(Meeting What, uint64_t Value, uint32_t B, uint32_t C,
                 const void *Place) {
  return arrive(What, ~0U, Value, B, C, Place);
}

} // namespace perfclaim::host

using namespace perfclaim::host;

#define PC_HERE __builtin_return_address(0)

extern "C" {

void pc_warp_sync(uint32_t Mask) {
  arrive(Meeting::Sync, Mask, 0, 0, 0, PC_HERE);
}
/// Lanes that come this way do so together, as those of a GPU mostly do.
void pc_warp_meet() { arrive(Meeting::Sync, 0, 0, 0, 0, PC_HERE); }
/// The same at a fence, where threads can wait at all.
void pc_fence() {
  if (ThisWorker->Current->Checks)
    checks::fence(self());
  if (!ThisWorker->Plain)
    arrive(Meeting::Sync, 0, 0, 0, 0, PC_HERE);
}
#define PC_SHUFFLE(NAME, WHAT)                                                 \
  uint64_t pc_shfl_##NAME(uint32_t Mask, uint32_t V, uint32_t B, uint32_t C) { \
    return arrive(Meeting::WHAT, Mask, V, B, C, PC_HERE);                      \
  }
PC_SHUFFLE(idx, ShuffleIndex)
PC_SHUFFLE(up, ShuffleUp)
PC_SHUFFLE(down, ShuffleDown)
PC_SHUFFLE(bfly, ShuffleXor)
#undef PC_SHUFFLE
uint32_t pc_activemask() {
  return arrive(Meeting::ActiveMask, 0, 0, 0, 0, PC_HERE);
}

uint32_t pc_match_any(uint32_t Mask, uint64_t V) {
  return arrive(Meeting::MatchAny, Mask, V, 0, 0, PC_HERE);
}
uint32_t pc_match_all(uint32_t Mask, uint64_t V) {
  return arrive(Meeting::MatchAll, Mask, V, 0, 0, PC_HERE);
}

#define PC_TOGETHER(NAME, WHAT)                                                \
  uint32_t pc_##NAME(uint32_t Mask, uint32_t V) {                              \
    return arrive(Meeting::WHAT, Mask, V, 0, 0, PC_HERE);                      \
  }
PC_TOGETHER(vote_all, VoteAll)
PC_TOGETHER(vote_any, VoteAny)
PC_TOGETHER(vote_uni, VoteUniform)
PC_TOGETHER(vote_ballot, Ballot)
PC_TOGETHER(redux_add, ReduceAdd)
PC_TOGETHER(redux_min, ReduceMin)
PC_TOGETHER(redux_max, ReduceMax)
PC_TOGETHER(redux_min_signed, ReduceMinSigned)
PC_TOGETHER(redux_max_signed, ReduceMaxSigned)
PC_TOGETHER(redux_and, ReduceAnd)
PC_TOGETHER(redux_or, ReduceOr)
PC_TOGETHER(redux_xor, ReduceXor)
#undef PC_TOGETHER
}
