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

#include "DeviceFragments.h"
#include "DeviceMachine.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace perfclaim::host {
namespace {

constexpr uint32_t AllLanes = ~0U;
/// Of a matrix of 16-bit elements that ldmatrix knows.
constexpr unsigned TileRows = 8, TileColumns = 8;

/// What a lane brings to a meeting.
struct Exchange {
  const pc_matrix *Operation = nullptr;
  const uint32_t *In = nullptr;
  uint32_t *Out = nullptr;
  void *Row = nullptr;
};

Exchange &exchangeOf(Warp &W, unsigned Lane) {
  // What lanes bring is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return *reinterpret_cast<Exchange *>(W.Lanes[Lane].Value);
}

/// While this lives a fault is the device code's.
class OutsideRuntime {
public:
  OutsideRuntime() { ThisWorker->InRuntime = false; }
  ~OutsideRuntime() { ThisWorker->InRuntime = true; }
  OutsideRuntime(const OutsideRuntime &) = delete;
  OutsideRuntime &operator=(const OutsideRuntime &) = delete;
};

/// As large as the largest shapes need.
template <class T> struct Operands {
  T A[16 * 256], B[256 * 8], C[16 * 16];
  static_assert(sizeof A >= sizeof(T[32 * 16]) &&
                sizeof B >= sizeof(T[16 * 32]));
};

template <class T>
T decode(uint32_t Element, const uint32_t *Words, size_t Index) {
  if constexpr (std::is_same_v<T, double>)
    return decodeFloat(Element, Words, Index);
  else
    return decodeInteger(Element, Words, Index);
}

/// A by rows, B by columns, C by rows.
template <class T> void gather(Warp &W, const pc_matrix &Op, Operands<T> &To) {
  const Shape S{Op.m, Op.n, Op.k};
  for (unsigned Lane = 0; Lane != WarpSize; ++Lane) {
    const uint32_t *Words = exchangeOf(W, Lane).In;
    for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_A, S); ++I) {
      const Spot At = spotOf(PC_MATRIX_A, S, Op.a, Lane, I);
      To.A[At.Row * S.K + At.Column] = decode<T>(Op.a, Words, I);
    }
    Words += Op.a_words;
    for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_B, S); ++I) {
      const Spot At = spotOf(PC_MATRIX_B, S, Op.b, Lane, I);
      To.B[At.Column * S.K + At.Row] = decode<T>(Op.b, Words, I);
    }
    Words += Op.b_words;
    for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_C, S); ++I) {
      const Spot At = spotOf(PC_MATRIX_C, S, Op.c, Lane, I);
      To.C[At.Row * S.N + At.Column] = decode<T>(Op.c, Words, I);
    }
  }
}

double product(const pc_matrix &Op, const double *Row, const double *Column,
               double Start) {
  if (Op.d == PC_ELEMENT_F64) {
    for (unsigned K = 0; K != Op.k; ++K)
      Start = std::fma(Row[K], Column[K], Start);
    return Start;
  }
  double Sum = 0;
  for (unsigned K = 0; K != Op.k; ++K)
    Sum += Row[K] * Column[K];
  return Sum + Start;
}

int32_t product(const pc_matrix &Op, const int32_t *Row, const int32_t *Column,
                int32_t Start) {
  int64_t Sum = Start;
  for (unsigned K = 0; K != Op.k; ++K) {
    const int32_t A = Row[K], B = Column[K];
    Sum += Op.product == PC_PRODUCT_XOR   ? A ^ B
           : Op.product == PC_PRODUCT_AND ? A & B
                                          : A * B;
  }
  if (Op.saturate)
    Sum = std::clamp<int64_t>(Sum, std::numeric_limits<int32_t>::min(),
                              std::numeric_limits<int32_t>::max());
  return static_cast<int32_t>(Sum);
}

template <class T> void multiply(Warp &W, const pc_matrix &Op) {
  // One of each core: a fibre's stack is small.
  std::vector<double> &Memory = ThisWorker->Matrices;
  Memory.resize(sizeof(Operands<double>) / sizeof(double));
  auto &Numbers = *reinterpret_cast<Operands<T> *>(Memory.data());
  gather(W, Op, Numbers);
  const Shape S{Op.m, Op.n, Op.k};
  for (unsigned Row = 0; Row != S.M; ++Row)
    for (unsigned Column = 0; Column != S.N; ++Column) {
      T &Cell = Numbers.C[Row * S.N + Column];
      Cell = product(Op, Numbers.A + Row * S.K, Numbers.B + Column * S.K, Cell);
    }
  for (unsigned Lane = 0; Lane != WarpSize; ++Lane)
    for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_C, S); ++I) {
      const Spot At = spotOf(PC_MATRIX_C, S, Op.d, Lane, I);
      const T Cell = Numbers.C[At.Row * S.N + At.Column];
      uint32_t *Out = exchangeOf(W, Lane).Out;
      if constexpr (std::is_same_v<T, double>)
        encode(Op.d, Cell, Out, I);
      else
        setElementBits(Op.d, static_cast<uint32_t>(Cell), Out, I);
    }
}

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

void moveTiles(Warp &W, unsigned Count, bool Transposed, bool Store) {
  uint16_t Rows[4 * TileRows][TileColumns];
  auto Row = [&](unsigned I) { return exchangeOf(W, I).Row; };
  if (!Store) {
    const OutsideRuntime Mark;
    for (unsigned I = 0; I != TileRows * Count; ++I)
      std::memcpy(Rows[I], Row(I), sizeof Rows[I]);
  }
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
  case Meeting::MatrixMultiply: {
    const pc_matrix &Op = *exchangeOf(W, 0).Operation;
    return pc_element_is_integer(Op.d) ? multiply<int32_t>(W, Op)
                                       : multiply<double>(W, Op);
  }
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

void pc_warp_ldmatrix(uint32_t Count, uint32_t Transposed, const void *Row,
                      uint32_t *Out) {
  const pc_access *Here = checks::takeNext();
  if (self().lane < TileRows * Count)
    checks::touch(Here, Row, size_t(2) * TileColumns);
  Exchange Mine{nullptr, nullptr, Out, const_cast<void *>(Row)};
  together(Meeting::MatrixLoad, Mine, Count, Transposed, "ldmatrix", PC_HERE);
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
