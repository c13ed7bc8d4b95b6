//===- DeviceMatrix.cpp - What a warp does with matrices ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The lanes of a warp meet, each with its registers; the last one to come does
/// the work for all.
///
//===----------------------------------------------------------------------===//

#include "DeviceMatrix.h"
#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace perfclaim::host {
namespace {

constexpr uint32_t AllLanes = ~0U;
/// Of a matrix of 16-bit elements that ldmatrix knows.
constexpr unsigned TileRows = 8, TileColumns = 8;

/// Calls \p Do with the lane that has the element in its word \p Matrix, which
/// of its halves that is, and the element's place in the row it comes from.
template <class Work>
void forEachTileElement(unsigned Count, bool Transposed, const Work &Do) {
  for (unsigned Matrix = 0; Matrix != Count; ++Matrix)
    for (unsigned Lane = 0; Lane != WarpSize; ++Lane)
      for (unsigned Half = 0; Half != 2; ++Half) {
        unsigned Row = Lane / 4, Column = Lane % 4 * 2 + Half;
        if (Transposed)
          std::swap(Row, Column);
        Do(Lane, Matrix, Half, TileRows * Matrix + Row, Column);
      }
}

uint32_t withHalf(uint32_t Word, unsigned Half, uint16_t Value) {
  return (Word & ~(0xffffU << 16 * Half)) | uint32_t(Value) << 16 * Half;
}

/// A byte for each of 16 elements of \p Bits bits.
void widenRow(void *Row, unsigned Bits) {
  unsigned __int128 Packed = 0;
  std::memcpy(&Packed, Row, sizeof Packed);
  for (unsigned I = 0; I != 16; ++I)
    static_cast<unsigned char *>(Row)[I] =
        static_cast<unsigned char>(Packed >> Bits * I) & ((1U << Bits) - 1);
}

void moveTiles(Warp &W, unsigned Count, unsigned How, bool Store) {
  const bool Transposed = How & PC_TILES_TRANSPOSED;
  uint16_t Rows[4 * TileRows][TileColumns];
  auto Row = [&](unsigned I) { return exchangeOf(W, I).Row; };
  if (!Store) {
    const OutsideRuntime Mark;
    for (unsigned I = 0; I != TileRows * Count; ++I)
      std::memcpy(Rows[I], Row(I), sizeof Rows[I]);
  }
  if (const unsigned Bits = How & PC_TILES_FOURS   ? 4
                            : How & PC_TILES_SIXES ? 6
                                                   : 0)
    for (unsigned I = 0; I != TileRows * Count; ++I)
      widenRow(Rows[I], Bits);
  forEachTileElement(Count, Transposed,
                     [&](unsigned Lane, unsigned Word, unsigned Half,
                         unsigned Of, unsigned Column) {
                       const Exchange &E = exchangeOf(W, Lane);
                       if (Store)
                         Rows[Of][Column] =
                             static_cast<uint16_t>(E.In[Word] >> 16 * Half);
                       else
                         E.Out[Word] =
                             withHalf(E.Out[Word], Half, Rows[Of][Column]);
                     });
  if (Store) {
    const OutsideRuntime Mark;
    for (unsigned I = 0; I != TileRows * Count; ++I)
      std::memcpy(Row(I), Rows[I], sizeof Rows[I]);
  }
}

void transpose(Warp &W) {
  uint16_t Tile[TileRows][TileColumns];
  forEachTileElement(1, false,
                     [&](unsigned Lane, unsigned, unsigned Half, unsigned Row,
                         unsigned Column) {
                       Tile[Row][Column] = static_cast<uint16_t>(
                           *exchangeOf(W, Lane).In >> 16 * Half);
                     });
  forEachTileElement(1, true,
                     [&](unsigned Lane, unsigned, unsigned Half, unsigned Row,
                         unsigned Column) {
                       uint32_t *Out = exchangeOf(W, Lane).Out;
                       *Out = withHalf(*Out, Half, Tile[Row][Column]);
                     });
}

void touchElement(const pc_access *Here, uint32_t Element, const void *Base,
                  size_t Place) {
  const unsigned Bits = pc_element_bits(Element);
  checks::touch(Here, static_cast<const char *>(Base) + Place * Bits / 8,
                std::max(Bits / 8, 1U));
}

void together(Meeting What, Exchange &Mine, uint32_t Count, uint32_t Transposed,
              const char *Name, const void *Place) {
  if (meetAll(What, reinterpret_cast<uint64_t>(&Mine), Count, Transposed,
              Place) == AllLanes)
    return;
  ThisWorker->InRuntime = true;
  failLaunch(*ThisWorker, 719,
             std::string(Name) + " needs all 32 lanes of the warp, and not all "
                                 "are there",
             &self(), Place);
  ThisWorker->abandon();
}

} // namespace

void meetForMatrix(Warp &W, uint32_t Group) {
  for (uint32_t Rest = Group; Rest; Rest &= Rest - 1)
    W.Lanes[std::countr_zero(Rest)].Result = Group;
  if (Group != AllLanes)
    return;
  const Thread &First = W.Lanes[0];
  switch (First.What) {
  case Meeting::MatrixMultiply:
    return multiply(W);
  case Meeting::MatrixTranspose:
    return transpose(W);
  default:
    return moveTiles(W, First.B, First.C, First.What == Meeting::MatrixStore);
  }
}

} // namespace perfclaim::host

using namespace perfclaim::host;

#define PC_HERE __builtin_return_address(0)

extern "C" {

void pc_warp_mma(const pc_matrix *Operation, const uint32_t *In,
                 uint32_t *Out) {
  Exchange Mine{Operation, In, Out, nullptr};
  together(Meeting::MatrixMultiply, Mine, 0, 0, "a matrix product", PC_HERE);
}

void pc_warp_ldmatrix(uint32_t Count, uint32_t How, const void *Row,
                      uint32_t *Out) {
  const pc_access *Here = checks::takeNext();
  // Of smaller elements only the first bytes count.
  const size_t Bytes = How & PC_TILES_FOURS   ? 8
                       : How & PC_TILES_SIXES ? 12
                                              : 16;
  if (self().lane < TileRows * Count)
    checks::touch(Here, Row, Bytes);
  Exchange Mine{nullptr, nullptr, Out, const_cast<void *>(Row)};
  together(Meeting::MatrixLoad, Mine, Count, How, "ldmatrix", PC_HERE);
}

void pc_warp_stmatrix(uint32_t Count, uint32_t Transposed, void *Row,
                      const uint32_t *In) {
  const pc_access *Here = checks::takeNext();
  if (self().lane < TileRows * Count)
    checks::touch(Here, Row, size_t(2) * TileColumns);
  Exchange Mine{nullptr, In, nullptr, Row};
  together(Meeting::MatrixStore, Mine, Count, Transposed, "stmatrix", PC_HERE);
}

uint32_t pc_warp_movmatrix(uint32_t In) {
  uint32_t Out = 0;
  Exchange Mine{nullptr, &In, &Out, nullptr};
  together(Meeting::MatrixTranspose, Mine, 0, 0, "movmatrix", PC_HERE);
  return Out;
}

void pc_fragment_load(const pc_fragment *Of, const void *From, uint32_t Stride,
                      uint32_t *Out) {
  const pc_access *Here = checks::takeNext();
  const Shape S{Of->m, Of->n, Of->k};
  const auto Which = static_cast<pc_which>(Of->which);
  for (unsigned I = 0; I != Of->words * 32 / pc_element_bits(Of->element);
       ++I) {
    const Spot At = spotOf(Which, S, Of->element, self().lane, I);
    const size_t Place = Of->column_major ? size_t(At.Column) * Stride + At.Row
                                          : size_t(At.Row) * Stride + At.Column;
    touchElement(Here, Of->element, From, Place);
    setElementBits(Of->element, elementBits(Of->element, From, Place), Out, I);
  }
}

void pc_fragment_store(const pc_fragment *Of, void *To, uint32_t Stride,
                       const uint32_t *In) {
  const pc_access *Here = checks::takeNext();
  const Shape S{Of->m, Of->n, Of->k};
  const auto Which = static_cast<pc_which>(Of->which);
  for (unsigned I = 0; I != elementsOfLane(Which, S); ++I) {
    const Spot At = spotOf(Which, S, Of->element, self().lane, I);
    const size_t Place = Of->column_major ? size_t(At.Column) * Stride + At.Row
                                          : size_t(At.Row) * Stride + At.Column;
    touchElement(Here, Of->element, To, Place);
    setElementBits(Of->element, elementBits(Of->element, In, I), To, Place);
  }
}
}
