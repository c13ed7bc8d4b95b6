//===- ChecksOrder.cpp - What comes before what
//------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ChecksState.h"
#include <cstring>

namespace perfclaim::host::checks {

static std::atomic<uint32_t> Clock{0};
/// A launch that begins later than that begins a new era.
constexpr uint32_t EndOfEra = 1u << 31;
static std::atomic<uint32_t> Era{0};

uint32_t tick() { return ++Clock; }

void beginLaunch(Launch &L) {
  if (!wanted(~0u))
    return;
  if (!(L.Asked->kernel->flags & PC_CHECKED))
    return forgetFresh();
  dropRemoved();
  if (Clock > EndOfEra) {
    dropCells();
    Clock = 0;
    ++Era;
  }
  L.Checks = std::make_shared<LaunchChecks>();
  L.Checks->Start = tick();
  // Blocks have numbers of 32 bits here; what is beyond shares them.
  L.Checks->Released =
      Pages(sizeof(uint32_t) * (std::min<uint64_t>(L.Blocks, UINT32_MAX) + 1));
  if (L.Asked->cooperative)
    addRegion(L.GridBarrier, sizeof L.GridBarrier, "the grid's barrier", false);
}

void beginBlock(Block &B, const Launch &L, uint64_t Number) {
  if (!B.Checks)
    B.Checks = std::make_shared<BlockChecks>();
  if (B.Checks->Era != Era) {
    *B.Checks = BlockChecks();
    B.Checks->Era = Era;
  }
  BlockChecks &C = *B.Checks;
  const pc_dim3 Size = L.Asked->block;
  const uint32_t Count = Size.x * Size.y * Size.z;
  C.Number = static_cast<uint32_t>(Number);
  if (wanted(PC_OBSERVE))
    observe::beginBlock(C, L, Number);
  C.Begin = C.All = tick();
  C.Time = tick();
  C.Seen = 0;
  const uint32_t Warps = (Count + WarpSize - 1) / WarpSize;
  // What is left from earlier blocks has earlier stamps.
  if (C.Warps != Warps) {
    C.Warps = Warps;
    C.Floor.assign(Warps, 0);
    C.Fenced.assign(Warps, 0);
    C.Knows.assign(size_t(Warps) * Warps, 0);
    C.Lanes.assign(size_t(Warps) * WarpSize * WarpSize, 0);
  }
  const size_t Arena = B.ArenaSize;
  if (C.Cells.size() < (Arena / 4 + 2) * sizeof(Cell)) {
    C.Cells = Pages((Arena / 4 + 2) * sizeof(Cell));
    C.Initialised.resize(Arena / 8 + 16);
  }
  std::memset(C.Initialised.data(), 0, C.Initialised.size());
}

/// Everyone of \p Row, a table of \p Count, knows what it knew and \p More.
static void learn(uint32_t *Row, const uint32_t *More, uint32_t Count) {
  for (uint32_t I = 0; I != Count; ++I)
    Row[I] = std::max(Row[I], More[I]);
}

void meetLanes(Block &B, uint32_t Warp, uint32_t Group, bool Whole) {
  BlockChecks &C = *B.Checks;
  const uint32_t Before = C.Time;
  C.Time = tick();
  if (Whole) {
    C.Floor[Warp] = Before;
    return;
  }
  uint32_t *const Rows = &C.Lanes[size_t(Warp) * WarpSize * WarpSize];
  uint32_t Joined[WarpSize] = {};
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1)
    learn(Joined, Rows + size_t(__builtin_ctz(Rest)) * WarpSize, WarpSize);
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1)
    Joined[__builtin_ctz(Rest)] = Before;
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1)
    learn(Rows + size_t(__builtin_ctz(Rest)) * WarpSize, Joined, WarpSize);
}

void meetThreads(Block &B, const Barrier &Of, const Thread *Last) {
  BlockChecks &C = *B.Checks;
  const uint32_t Before = C.Time;
  C.Time = tick();
  if (Of.Expected == 0) {
    C.All = Before;
    return;
  }
  uint32_t Waiting = Last ? 1u << Last->warp : 0;
  for (const Thread *T = Of.Waiters.First; T; T = T->Next)
    Waiting |= 1u << T->warp;
  std::vector<uint32_t> Joined(C.Warps, 0);
  for (uint32_t Rest = Waiting | Of.Warps; Rest; Rest &= Rest - 1)
    learn(Joined.data(), &C.Knows[size_t(__builtin_ctz(Rest)) * C.Warps],
          C.Warps);
  for (uint32_t Rest = Waiting | Of.Warps; Rest; Rest &= Rest - 1)
    Joined[__builtin_ctz(Rest)] = Before;
  for (uint32_t Rest = Waiting; Rest; Rest &= Rest - 1) {
    const uint32_t Warp = __builtin_ctz(Rest);
    learn(&C.Knows[size_t(Warp) * C.Warps], Joined.data(), C.Warps);
    C.Floor[Warp] = Before;
  }
}

void meetCluster(Worker &W, const Cluster &Of) {
  auto ForEach = [&](auto Do) {
    for (const Block *B : W.Taken)
      if (B->Of == &Of)
        Do(*B->Checks);
  };
  auto *Released = W.Current->Checks->Released.as<std::atomic<uint32_t>>();
  ForEach([&](BlockChecks &C) {
    Released[C.Number].store(C.Time, std::memory_order_release);
    C.All = C.Time;
    C.Time = tick();
  });
  const uint32_t Now = tick();
  ForEach([&](BlockChecks &C) { C.Seen = std::max(C.Seen, Now); });
}

void fence(Thread &T) {
  BlockChecks &C = *T.Home->Checks;
  auto *Released =
      ThisWorker->Current->Checks->Released.as<std::atomic<uint32_t>>();
  Released[C.Number].store(C.Time, std::memory_order_release);
  C.Time = C.Fenced[T.warp] = tick();
}

/// What \p S says came before all that the calling thread does now.
static bool isOrdered(const Slot &S, const BlockChecks &C, const Spot &Here) {
  const LaunchChecks &L = *ThisWorker->Current->Checks;
  if (S.Time <= (Here.In ? L.Start : C.Begin))
    return true;
  if (S.Block != C.Number)
    return S.Time <= C.Seen &&
           S.Time <= L.Released.as<std::atomic<uint32_t>>()[S.Block];
  const uint32_t Me = numberOf(Here.Of), Other = S.thread();
  if (Other == Me || S.Time <= C.All)
    return true;
  const uint32_t Warp = Here.Of.warp, Others = Other / WarpSize;
  if (S.Time <= C.Knows[size_t(Warp) * C.Warps + Others])
    return true;
  return Warp == Others &&
         (S.Time <= C.Floor[Warp] ||
          S.Time <= C.Lanes[size_t(Me) * WarpSize + Other % WarpSize]);
}

namespace {

/// Holds a cell against other workers; an arena has one.
class Held {
public:
  Held(Cell &Of, bool Shared)
      : Of(Shared || ThisWorker->Current->Blocks == 1 || settings().Workers == 1
               ? nullptr
               : &Of) {
    while (this->Of && this->Of->Lock.exchange(1, std::memory_order_acquire))
      ;
  }
  ~Held() {
    if (Of)
      Of->Lock.store(0, std::memory_order_release);
  }
  Held(const Held &) = delete;
  Held &operator=(const Held &) = delete;

private:
  Cell *Of;
};

/// Atomics do not race with each other. Code for a warp in lockstep says no
/// more than volatile, and the machine keeps its order.
bool mayConflict(uint8_t Mine, uint8_t Its, bool SameWarp) {
  if (!(Mine & Its & How::Bytes))
    return false;
  constexpr uint8_t Strong = Atomically | Volatilely;
  if (Mine & Strong && Its & Strong)
    return false;
  return !(SameWarp && (Mine | Its) & Volatilely);
}

std::string otherSide(const Slot &S, const char *What, const Spot &Here) {
  const pc_dim3 Size = Here.Of.block_size, Grid = Here.Of.grid;
  const uint32_t T = S.thread(), B = S.Block;
  std::string Text = What;
  if (S.Block != Here.Of.Home->Checks->Number)
    Text += " of block " +
            point({B % Grid.x, B / Grid.x % Grid.y, B / Grid.x / Grid.y}) +
            ", thread ";
  else
    Text += " of thread ";
  Text += point({T % Size.x, T / Size.x % Size.y, T / Size.x / Size.y});
  if (const pc_access *Other = accessOf(S.access()))
    if (const std::string Line = lineOf(*Other); !Line.empty())
      Text += ", " + Line;
  return Text;
}

void tell(const Spot &Here, const Slot &S, const char *Kind, const char *Its) {
  report({PC_RACECHECK, Kind, &Here.Of, &Here.Access, accessOf(S.access()), {}},
         [&] {
           return "race: " + describe(Here.Access, Here.Size) + ", " +
                  describe(Here) + ", and the " + otherSide(S, Its, Here) +
                  ", which nothing orders";
         });
}

/// What \p Here stores in the four bytes that begin \p First bytes before it,
/// or behind where that is below 0.
uint32_t valueFor(const Spot &Here, int First) {
  unsigned char Bytes[4] = {};
  const uint64_t New[2] = {Here.Low, Here.High};
  for (int I = 0; I != 4; ++I)
    if (const int At = I - First; At >= 0 && At < static_cast<int>(Here.Size))
      Bytes[I] = reinterpret_cast<const unsigned char *>(New)[At];
  uint32_t Value = 0;
  std::memcpy(&Value, Bytes, sizeof Value);
  return Value;
}

/// Whether the bytes of \p Mask are what was written last. The memory says the
/// same, but later: the other block may be about to write.
bool isSameValue(const Cell &Of, uint32_t Value, uint8_t Mask) {
  for (unsigned I = 0; I != 4; ++I)
    if (Mask >> I & 1 && (Of.Value ^ Value) >> 8 * I & 255)
      return false;
  return Of.WriteHow & Valued;
}

/// Whether what is stored is there already.
bool changesNothing(const Spot &Here) {
  if (!Here.HasValue || Here.Size > 16)
    return false;
  const uint64_t New[2] = {Here.Low, Here.High};
  // A good address. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return std::memcmp(reinterpret_cast<const void *>(Here.At), New, Here.Size) ==
         0;
}

/// What \p Last released is known, and all that was known there.
void learnFrom(const Thread &T, const Slot &Last, uint32_t Since) {
  BlockChecks &C = *T.Home->Checks;
  if (Last.Time <= Since)
    return;
  C.Seen = std::max(C.Seen, Last.Time);
  if (Last.Block != C.Number)
    return;
  const uint32_t Me = numberOf(T), Other = Last.thread();
  if (Other / WarpSize == T.warp) {
    uint32_t *Row = &C.Lanes[size_t(Me) * WarpSize];
    learn(Row, &C.Lanes[size_t(Other) * WarpSize], WarpSize);
    Row[Other % WarpSize] = std::max(Row[Other % WarpSize], Last.Time);
    return;
  }
  uint32_t *Row = &C.Knows[size_t(T.warp) * C.Warps];
  const uint32_t Others = Other / WarpSize;
  learn(Row, &C.Knows[size_t(Others) * C.Warps], C.Warps);
  Row[Others] = std::max(Row[Others], Last.Time);
}

void checkCell(Cell &Of, const Spot &Here, BlockChecks &C, uint8_t Mine,
               int First) {
  const Held Guard(Of, !Here.In);
  const uint32_t Flags = Here.Access.flags;
  const bool Writes = Flags & PC_WRITES;
  auto Conflicts = [&](const Slot &S, uint8_t Its) {
    return mayConflict(Mine, Its,
                       S.Block == C.Number &&
                           S.thread() / WarpSize == Here.Of.warp) &&
           !isOrdered(S, C, Here);
  };
  const bool HasValue = Writes && Here.HasValue && Here.Size <= 16;
  const uint32_t Value = HasValue ? valueFor(Here, First) : 0;
  // The same value twice is what many programs mean.
  const bool Same = HasValue && isSameValue(Of, Value, Mine & How::Bytes);
  if (!Same && Conflicts(Of.Write, Of.WriteHow))
    tell(Here, Of.Write, Writes ? "write after write" : "read after write",
         "write");
  if (Writes)
    for (int I = 0; I != 2; ++I)
      // Nobody can see a write that changes nothing.
      if (Conflicts(Of.Read[I], Of.ReadHow[I]) && !Same &&
          !changesNothing(Here)) {
        tell(Here, Of.Read[I], "write after read", "read");
        break;
      }
  const bool Strong = Mine & (Atomically | Volatilely);
  if (Writes && Strong) {
    // A chain of atomic operations hands on what its first one released.
    const uint32_t Since =
        Here.In ? ThisWorker->Current->Checks->Start : C.Begin;
    const bool Chain =
        Of.WriteHow & Released && Flags & PC_READS && Of.Write.Time > Since;
    if (Chain) {
      learnFrom(Here.Of, Of.Write, Since);
      C.Time = tick();
    }
    if (Chain || C.Fenced[Here.Of.warp] > C.Begin)
      Mine |= Released;
  }
  const Slot Now{C.Number, C.Time,
                 numberOf(Here.Of) << Slot::AccessBits | Here.Access.number};
  if (Writes) {
    Of.Write = Now;
    Of.WriteHow = Mine | (HasValue ? Valued : 0);
    Of.Value = Value;
    return;
  }
  // The last two readers that nothing orders; plain ones rather than others.
  auto IsMine = [&](const Slot &S) {
    return S.Block == Now.Block && S.thread() == Now.thread();
  };
  const int At = IsMine(Of.Read[0]) || isOrdered(Of.Read[0], C, Here) ? 0 : 1;
  if (At == 1 && Strong && !(Of.ReadHow[1] & (Atomically | Volatilely)) &&
      !isOrdered(Of.Read[1], C, Here))
    return;
  Of.Read[At] = Now;
  Of.ReadHow[At] = Mine;
}

} // namespace

static Cell *cellsAt(Thread &T, uintptr_t At, Region *In, uintptr_t &Base) {
  Base = In ? In->Base & ~uintptr_t(3)
            : reinterpret_cast<uintptr_t>(T.Home->Arena);
  Cell *Cells = In ? cellsOf(*In) : T.Home->Checks->Cells.as<Cell>();
  return Cells ? Cells + (At - Base) / 4 : nullptr;
}

void checkRace(const Spot &S) {
  BlockChecks &C = *S.Of.Home->Checks;
  if (S.Access.flags & PC_RELEASES)
    fence(S.Of);
  const uint8_t How = (S.Access.flags & PC_ATOMIC ? Atomically : 0) |
                      (S.Access.flags & PC_VOLATILE ? Volatilely : 0);
  uintptr_t Base = 0;
  Cell *Of = cellsAt(S.Of, S.At, S.In, Base);
  if (!Of)
    return;
  for (uintptr_t At = S.At, End = S.At + S.Size; At < End; ++Of) {
    const unsigned First = (At - Base) % 4;
    const unsigned Count = std::min<uintptr_t>(4 - First, End - At);
    const uint8_t Mask = ((1u << Count) - 1) << First;
    // Bytes of the value before this cell, if any.
    checkCell(*Of, S, C, Mask | How,
              static_cast<int>(First) - static_cast<int>(At - S.At));
    At += Count;
  }
}

void arriveAt(Thread &T, const void *At) {
  static constexpr pc_access Arrival = {
      "",      0, 8, 8, PC_READS | PC_WRITES | PC_ATOMIC | PC_RELEASES,
      nullptr, 0, 0};
  const auto Where = reinterpret_cast<uintptr_t>(At);
  if (Where - reinterpret_cast<uintptr_t>(T.Home->Arena) < T.Home->ArenaSize)
    checkRace({T, Arrival, Where, Arrival.size, nullptr, nullptr});
}

void passAt(Thread &T, const void *At) {
  const auto Where = reinterpret_cast<uintptr_t>(At);
  if (Where - reinterpret_cast<uintptr_t>(T.Home->Arena) < T.Home->ArenaSize)
    acquire(T, Where, nullptr);
}

void acquire(Thread &T, uintptr_t At, Region *In) {
  const BlockChecks &C = *T.Home->Checks;
  uintptr_t Base = 0;
  Cell *Of = cellsAt(T, At, In, Base);
  if (!Of)
    return;
  Slot Last{};
  {
    const Held Guard(*Of, !In);
    if (!(Of->WriteHow & Released))
      return;
    Last = Of->Write;
  }
  learnFrom(T, Last, In ? ThisWorker->Current->Checks->Start : C.Begin);
}

} // namespace perfclaim::host::checks
