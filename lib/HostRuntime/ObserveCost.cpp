//===- ObserveCost.cpp - What a request of a warp costs -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Observe.h"
#include <algorithm>
#include <array>

namespace perfclaim::host::observe {

namespace {

constexpr uint64_t SectorBytes = 32;
constexpr uint64_t BankBytes = 4;
constexpr unsigned Banks = 32;
constexpr unsigned Lanes = 32;

/// Addresses of the lanes that take part, in order.
struct Sorted {
  std::array<uint64_t, Lanes> At;
  unsigned Count = 0;
  Sorted(const Request &Of, unsigned First, unsigned End) {
    for (unsigned Lane = First; Lane != End; ++Lane)
      if (Of.Lanes >> Lane & 1)
        At[Count++] = Of.Addresses[Lane];
    std::sort(At.begin(), At.begin() + Count);
  }
};

/// Blocks of \p Unit bytes that [At, At + Size) of any of them touches.
uint64_t unitsTouched(const Sorted &All, uint64_t Size, uint64_t Unit) {
  uint64_t Units = 0, Next = 0; // The first block that is not counted yet.
  for (unsigned I = 0; I != All.Count; ++I) {
    const uint64_t First = std::max(All.At[I] / Unit, Next);
    const uint64_t End = (All.At[I] + Size - 1) / Unit + 1;
    if (End > First)
      Units += End - First;
    Next = std::max(Next, End);
  }
  return Units;
}

uint64_t bytesTouched(const Sorted &All, uint64_t Size) {
  return unitsTouched(All, Size, 1);
}

/// Passes over shared memory for lanes that are served together: as many as the
/// busiest bank has different words to give.
uint64_t passes(const Sorted &All, uint64_t Size) {
  std::array<uint8_t, Banks> Words{};
  uint64_t Next = 0;
  for (unsigned I = 0; I != All.Count; ++I) {
    const uint64_t End = (All.At[I] + Size - 1) / BankBytes + 1;
    for (uint64_t Word = std::max(All.At[I] / BankBytes, Next); Word < End;
         ++Word)
      ++Words[Word % Banks];
    Next = std::max(Next, End);
  }
  return *std::max_element(Words.begin(), Words.end());
}

} // namespace

Requests cost(const Request &Of, uint32_t Size, bool Shared) {
  Requests Result;
  Result.Count = 1;
  if (!Shared) {
    const Sorted All(Of, 0, Lanes);
    Result.Units = unitsTouched(All, Size, SectorBytes);
    Result.Least = (bytesTouched(All, Size) + SectorBytes - 1) / SectorBytes;
    return Result;
  }
  // 8 bytes a lane are served by half warps, 16 by quarters.
  const unsigned Together = Size <= 4 ? Lanes : Size <= 8 ? 16 : 8;
  for (unsigned First = 0; First != Lanes; First += Together) {
    const Sorted Part(Of, First, First + Together);
    if (!Part.Count)
      continue;
    Result.Units += passes(Part, Size);
    ++Result.Least;
  }
  return Result;
}

} // namespace perfclaim::host::observe
