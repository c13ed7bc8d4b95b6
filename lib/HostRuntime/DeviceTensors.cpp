//===- DeviceTensors.cpp - Bulk copies of tensors -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A box is copied row by row. In shared memory rows lie one behind the other;
/// a swizzle exchanges chunks of 16 bytes and more by the bits of their
/// address. What is outside of the tensor is filled when it is read, and is not
/// written.
///
//===----------------------------------------------------------------------===//

#include "DeviceTensors.h"
#include "DeviceMachine.h"
#include <algorithm>
#include <cstring>

extern "C" void pc_mbarrier_transfer(void *At, int32_t Bytes);

namespace perfclaim::host {
namespace {

constexpr unsigned Chunk = 16;

uint64_t notANumber(uint32_t Type) {
  switch (Type) {
  case PC_TENSOR_F16:
  case PC_TENSOR_BF16:
    return 0x7fff;
  case PC_TENSOR_F64:
    return 0x7fffffffffffffff;
  default:
    return 0x7fffffff;
  }
}

/// The block of the cluster whose shared memory \p At is in.
uint32_t rankOf(const void *At) {
  const pc_cluster &Place = self().Home->Place;
  const auto Address = reinterpret_cast<uint64_t>(At);
  uint32_t Result = Place.rank;
  for (uint32_t Rank = 0; Rank != Place.count; ++Rank)
    if (Place.shared[Rank] - PC_RESERVED_SHARED <= Address &&
        (Address < Place.shared[Result] - PC_RESERVED_SHARED ||
         Place.shared[Result] <= Place.shared[Rank]))
      Result = Rank;
  return Result;
}

/// Calls \p Do with each block of \p Mask, and \p At in its shared memory.
template <class Work>
void forEachBlock(uint32_t Mask, const void *At, const Work &Do) {
  const pc_cluster &Place = self().Home->Place;
  const uint64_t Offset =
      reinterpret_cast<uint64_t>(At) - Place.shared[rankOf(At)];
  for (uint32_t Rank = 0; Rank != Place.count; ++Rank)
    if (Mask >> Rank & 1)
      // NOLINTNEXTLINE(performance-no-int-to-ptr)
      Do(reinterpret_cast<char *>(Place.shared[Rank] + Offset), Rank);
}

/// Pieces from global to shared memory; what is between them there stays.
void widen(Piece Of, char *To, const char *From, size_t Count) {
  if (Of.Global == Of.Shared) {
    std::memcpy(To, From, Count * Of.Shared);
    return;
  }
  for (size_t I = 0; I != Count; ++I)
    std::memcpy(To + I * Of.Shared, From + I * Of.Global, Of.Global);
}

/// From bytes that have 6 bits each.
void packSixes(char *To, const char *From, size_t Count) {
  for (size_t I = 0; I != Count; ++I) {
    unsigned __int128 Bits = 0;
    for (unsigned J = 0; J != 16; ++J)
      Bits |= static_cast<unsigned __int128>(From[16 * I + J] & 63) << 6 * J;
    std::memcpy(To + 12 * I, &Bits, 12);
  }
}

void load(Box B, void *To, void *Barrier, const pc_access *Here) {
  alignas(Chunk) char Row[MostRowBytes];
  const uint64_t Fill = B.Map.fill_nan ? notANumber(B.Map.type) : 0;
  const unsigned Size = std::min<unsigned>(B.Of.Shared, sizeof Fill);
  unsigned Number = 0;
  do {
    for (unsigned I = 0; I != B.RowBytes; I += Size)
      std::memcpy(Row + I, &Fill, Size);
    if (const char *From = B.row())
      B.runs([&](size_t Into, size_t Place, size_t Count) {
        widen(B.Of, Row + Into * B.Of.Shared, From + Place * B.Of.Global,
              Count);
      });
    for (unsigned I = 0; I < B.RowBytes; I += Chunk) {
      char *There = B.shared(To, Number, I);
      checks::touch(Here, There, Chunk);
      std::memcpy(There, Row + I, Chunk);
    }
    ++Number;
  } while (B.next());
  pc_mbarrier_transfer(Barrier, -static_cast<int32_t>(B.bytes()));
}

/// To \p To, or to each block of \p Mask at the same place.
void loadTo(const Box &B, void *To, void *Barrier, uint32_t Mask,
            const pc_access *Here) {
  if (!(Mask & 0xffff))
    return load(B, To, Barrier, Here);
  // Of two blocks, who are odd where the barrier is in an odd one's memory.
  const bool Pairs = Mask & PC_TENSOR_PAIRS;
  const uint32_t Odd = Pairs ? rankOf(Barrier) & 1 : 0;
  forEachBlock(Mask & 0xffff, To, [&](char *There, uint32_t Other) {
    const uint32_t Told = Pairs ? (Other & ~1U) | Odd : Other;
    forEachBlock(1U << Told, Barrier,
                 [&](char *Signal, uint32_t) { load(B, There, Signal, Here); });
  });
}

void store(Box B, const void *From, uint32_t How, const pc_access *Here,
           const void *Place) {
  alignas(Chunk) char Row[MostRowBytes];
  const bool Sixes = B.Map.type == PC_TENSOR_16U6;
  if (B.Map.type == PC_TENSOR_16U4_SPREAD ||
      (How != PC_REDUCE_NONE && B.Map.type >= PC_TENSOR_16U4))
    failInstruction("packed elements can't be moved in this direction", Place);
  unsigned Number = 0;
  do {
    for (unsigned I = 0; I < B.RowBytes; I += Chunk) {
      const char *There = B.shared(From, Number, I);
      checks::touch(Here, There, Chunk);
      std::memcpy(Row + I, There, Chunk);
    }
    if (char *To = B.row())
      B.runs([&](size_t Of, size_t At, size_t Count) {
        char *Begin = To + At * B.Of.Global;
        const char *First = Row + Of * B.Of.Shared;
        if (Sixes)
          packSixes(Begin, First, Count);
        else
          writeElements(Begin, First, Count * B.Of.Global, How, B.Map.type);
        if (Here)
          checks::noteWritten(Begin, Count * B.Of.Global);
      });
    ++Number;
  } while (B.next());
}

/// Calls \p Do with each of four rows and where it begins behind the others.
template <class Work>
void forEachRow(const void *Map, uint32_t Rank, const int32_t *At,
                const void *Place, const Work &Do) {
  for (unsigned I = 0; I != PC_TENSOR_GATHERED; ++I) {
    const int32_t Row[] = {At[0], At[1 + I]};
    const Box B(Map, Rank, Row, Place);
    if (B.count(1) != 1)
      failInstruction("the tensor map's boxes have more than one row", Place);
    Do(B, size_t(I) * B.Pitch);
  }
}

} // namespace
} // namespace perfclaim::host

using namespace perfclaim::host;

#define PC_HERE __builtin_return_address(0)

extern "C" {

void pc_tensor_load(const void *Map, uint32_t Rank, const int32_t *At, void *To,
                    void *Barrier, uint32_t Mask) {
  const pc_access *Here = checks::takeNext();
  loadTo(Box(Map, Rank, At, PC_HERE), To, Barrier, Mask, Here);
}

void pc_tensor_gather(const void *Map, uint32_t Rank, const int32_t *At,
                      void *To, void *Barrier, uint32_t Mask) {
  const pc_access *Here = checks::takeNext();
  forEachRow(Map, Rank, At, PC_HERE, [&](const Box &B, size_t Offset) {
    loadTo(B, static_cast<char *>(To) + Offset, Barrier, Mask, Here);
  });
}

void pc_tensor_store(const void *Map, uint32_t Rank, const int32_t *At,
                     const void *From, uint32_t How) {
  const pc_access *Here = checks::takeNext();
  store(Box(Map, Rank, At, PC_HERE), From, How, Here, PC_HERE);
}

void pc_tensor_load_pixels(const void *Map, uint32_t Rank, const int32_t *At,
                           void *To, void *Barrier, uint32_t Mask) {
  const pc_access *Here = checks::takeNext();
  loadTo(Box(Map, Rank, At, PC_HERE, true, At + Rank), To, Barrier, Mask, Here);
}

void pc_tensor_store_pixels(const void *Map, uint32_t Rank, const int32_t *At,
                            const void *From, uint32_t How) {
  const pc_access *Here = checks::takeNext();
  store(Box(Map, Rank, At, PC_HERE, true), From, How, Here, PC_HERE);
}

void pc_tensor_scatter(const void *Map, uint32_t Rank, const int32_t *At,
                       const void *From, uint32_t How) {
  const pc_access *Here = checks::takeNext();
  forEachRow(Map, Rank, At, PC_HERE, [&](const Box &B, size_t Offset) {
    store(B, static_cast<const char *>(From) + Offset, How, Here, PC_HERE);
  });
}

void pc_bulk_reduce(void *To, const void *From, uint32_t Bytes, uint32_t How,
                    uint32_t Type) {
  writeElements(static_cast<char *>(To), static_cast<const char *>(From), Bytes,
                How, Type);
}

void pc_bulk_masked(void *To, const void *From, uint32_t Bytes, uint32_t Mask) {
  const pc_access *Here = checks::takeNext();
  checks::touch(Here, From, Bytes);
  for (uint32_t I = 0; I != Bytes; ++I)
    if (Mask >> I % Chunk & 1) {
      char *There = static_cast<char *>(To) + I;
      std::memcpy(There, static_cast<const char *>(From) + I, 1);
      if (Here)
        checks::noteWritten(There, 1);
    }
}

void pc_bulk_multicast(void *To, const void *From, uint32_t Bytes,
                       void *Barrier, uint32_t Mask) {
  const pc_access *Here = checks::takeNext();
  forEachBlock(Mask, To, [&](char *There, uint32_t Other) {
    checks::touch(Here, There, Bytes);
    std::memcpy(There, From, Bytes);
    forEachBlock(1U << Other, Barrier, [&](char *Signal, uint32_t) {
      pc_mbarrier_transfer(Signal, -static_cast<int32_t>(Bytes));
    });
  });
}
}
