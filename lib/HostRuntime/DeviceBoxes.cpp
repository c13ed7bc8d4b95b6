//===- DeviceBoxes.cpp - Which elements a tensor copy moves ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tiles: a box of the tensor. im2col: pixels from one on, through a bounding
/// box of the image and then that of the next image; the tensor's first
/// dimension has the channels, the last the images.
///
//===----------------------------------------------------------------------===//

#include "DeviceTensors.h"
#include <algorithm>
#include <cstring>

namespace perfclaim::host {
namespace {

constexpr unsigned Chunk = 16;

/// The bits of an address that a swizzle changes, by those from bit 7 on.
struct Swizzle {
  unsigned Mask, Shift;
};
Swizzle swizzleOf(uint32_t Mode) {
  switch (Mode) {
  case PC_SWIZZLE_ATOMS_32:
    return {3, 5};
  case PC_SWIZZLE_ATOMS_64:
    return {1, 6};
  default:
    return {(1U << Mode) - 1, 4};
  }
}

} // namespace

Piece pieceOf(uint32_t Type) {
  static constexpr Piece Pieces[PC_TENSOR_TYPES] = {
      {1, 1, 1}, {1, 2, 2}, {1, 4, 4},   {1, 4, 4},   {1, 8, 8}, {1, 8, 8},
      {1, 2, 2}, {1, 4, 4}, {1, 8, 8},   {1, 2, 2},   {1, 4, 4}, {1, 4, 4},
      {1, 4, 4}, {2, 1, 1}, {16, 8, 16}, {16, 12, 16}};
  return Pieces[Type];
}

Box::Box(const void *From, uint32_t Rank, const int32_t *At, const void *Place,
         bool Pixels, const int32_t *Offsets)
    : At(At), Offsets(Offsets) {
  std::memcpy(&Map, From, sizeof Map);
  if (Map.magic != PC_TENSOR_MAGIC)
    failInstruction(
        "the tensor map is none that cuTensorMapEncodeTiled has made", Place);
  if (Map.rank != Rank)
    failInstruction("the tensor map has another number of dimensions", Place);
  if (Map.pixels != Pixels)
    failInstruction(Pixels ? "the tensor map is one of tiles, not of im2col"
                           : "the tensor map is one of im2col, not of tiles",
                    Place);
  Of = pieceOf(Map.type);
  if (At[0] % static_cast<int>(Of.Elements))
    failInstruction(
        "the first coordinate is inside of a piece of packed elements", Place);
  RowBytes = count(0) / Of.Elements * Of.Shared;
  const unsigned Span =
      Map.swizzle ? Chunk << std::min<unsigned>(Map.swizzle, 3) : 0;
  Pitch = std::max(RowBytes, Span);
  if (Pixels)
    std::copy_n(At, Rank, Index);
}

bool Box::nextRow() {
  for (unsigned I = 1; I < Map.rank; ++I) {
    if (++Index[I] < count(I))
      return true;
    Index[I] = 0;
  }
  return false;
}

bool Box::nextPixel() {
  if (++Pixel == Map.box[1])
    return false;
  const unsigned Last = Map.rank - 1U;
  for (unsigned I = 1; I != Last; ++I) {
    Index[I] += Map.steps[I];
    if (Index[I] < static_cast<int64_t>(Map.dims[I]) + Map.upper[I - 1])
      return true;
    Index[I] = Map.lower[I - 1];
  }
  Index[Last] += Map.steps[Last];
  return true;
}

unsigned Box::bytes() const {
  if (Map.pixels)
    return Map.box[1] * RowBytes;
  unsigned Rows = 1;
  for (unsigned I = 1; I < Map.rank; ++I)
    Rows *= count(I);
  return Rows * RowBytes;
}

char *Box::row() const {
  uint64_t Address = Map.address;
  for (unsigned I = 1; I < Map.rank; ++I) {
    int64_t Place = At[I] + Index[I] * Map.steps[I];
    if (Map.pixels)
      Place = Index[I] + (Offsets && I + 1U < Map.rank ? Offsets[I - 1] : 0);
    if (Place < 0 || static_cast<uint64_t>(Place) >= Map.dims[I])
      return nullptr;
    Address += static_cast<uint64_t>(Place) * Map.strides[I];
  }
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a map holds numbers.
  return reinterpret_cast<char *>(Address);
}

char *Box::shared(const void *Base, unsigned Row, unsigned Byte) const {
  uint64_t Address =
      reinterpret_cast<uint64_t>(Base) + uint64_t(Row) * Pitch + Byte;
  const Swizzle S = swizzleOf(Map.swizzle);
  Address ^= ((Address >> 7) & S.Mask) << S.Shift;
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<char *>(Address);
}

} // namespace perfclaim::host
