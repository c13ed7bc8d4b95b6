//===- DeviceProducts.cpp - Products of matrices by a warp ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Elements come from the lanes' registers, or from shared memory, are numbers
/// while they are multiplied, and go back. Sums: see Matrix.h.
///
//===----------------------------------------------------------------------===//

#include "DeviceMatrix.h"
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <type_traits>
#include <vector>

namespace perfclaim::host {
namespace {

/// A by rows, B by columns, C by rows.
template <class T> struct Operands {
  T *A, *B, *C;
};

template <class T> T decode(uint32_t Element, const void *Words, size_t Index) {
  if constexpr (std::is_same_v<T, double>)
    return decodeFloat(Element, Words, Index);
  else
    return decodeInteger(Element, Words, Index);
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

template <class T>
void encodeAs(uint32_t Element, T Cell, void *Out, size_t I) {
  if constexpr (std::is_same_v<T, double>)
    encode(Element, Cell, Out, I);
  else
    setElementBits(Element, static_cast<uint32_t>(Cell), Out, I);
}

//===-- Fragments of a whole warp -------------------------------------===//

/// The words that are in front of the matrices'.
unsigned wordsBefore(const pc_matrix &Op) {
  constexpr unsigned OfGroup = 5;
  return Op.form == PC_FORM_GROUP ? OfGroup : 0;
}

/// \p K: of the elements that are there, where A is sparse.
template <class T>
void gatherA(const uint32_t *Words, unsigned Lane, const pc_matrix &Op,
             unsigned K, T *A) {
  const Shape S{Op.m, Op.n, K};
  for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_A, S); ++I) {
    const Spot At = spotOf(PC_MATRIX_A, S, Op.a, Lane, I);
    A[At.Row * K + At.Column] = decode<T>(Op.a, Words, I);
  }
}

template <class T>
void gatherB(const uint32_t *Words, unsigned Lane, const pc_matrix &Op, T *B) {
  const Shape S{Op.m, Op.n, Op.k};
  for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_B, S); ++I) {
    const Spot At = spotOf(PC_MATRIX_B, S, Op.b, Lane, I);
    B[At.Column * S.K + At.Row] = decode<T>(Op.b, Words, I);
  }
}

template <class T>
void gatherC(const uint32_t *Words, unsigned Lane, const pc_matrix &Op, T *C) {
  const Shape S{Op.m, Op.n, Op.k};
  for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_C, S); ++I) {
    const Spot At = spotOf(PC_MATRIX_C, S, Op.c, Lane, I);
    C[At.Row * S.N + At.Column] = decode<T>(Op.c, Words, I);
  }
}

/// What WMMA's saturation leaves of a float: no infinity, and 0 for a NaN.
double finite(uint32_t Element, double V) {
  constexpr double MostHalf = 65504;
  const double Most =
      Element == PC_ELEMENT_F16 ? MostHalf : std::numeric_limits<float>::max();
  return std::isnan(V) ? 0 : std::clamp(V, -Most, Most);
}

template <class T> void scatter(Warp &W, const pc_matrix &Op, const T *C) {
  const Shape S{Op.m, Op.n, Op.k};
  for (unsigned Lane = 0; Lane != WarpSize; ++Lane)
    for (unsigned I = 0; I != elementsOfLane(PC_MATRIX_C, S); ++I) {
      const Spot At = spotOf(PC_MATRIX_C, S, Op.d, Lane, I);
      T Cell = C[At.Row * S.N + At.Column];
      if constexpr (std::is_same_v<T, double>)
        if (Op.saturate)
          Cell = finite(Op.d, Cell);
      encodeAs(Op.d, Cell, exchangeOf(W, Lane).Out, I);
    }
}

template <class T> void multiplyCells(const pc_matrix &Op, Operands<T> &On) {
  for (unsigned Row = 0; Row != Op.m; ++Row)
    for (unsigned Column = 0; Column != Op.n; ++Column) {
      T &Cell = On.C[Row * Op.n + Column];
      Cell = product(Op, On.A + Row * Op.k, On.B + Column * Op.k, Cell);
    }
}

//===-- A sparse A ----------------------------------------------------===//

/// The four bits that say which of a group's elements are there. A row of a
/// group of lanes has its bits in one lane's word or in several: words of 16
/// bits for two rows each, of 8-bit and smaller elements whole words of a row.
unsigned metadataOf(Warp &W, const pc_matrix &Op, unsigned Row, unsigned Group,
                    unsigned Groups) {
  const unsigned Quad = Row % 8 * 4;
  const bool Upper = Row >= 8;
  unsigned Lane = 0, Shift = 0;
  if (pc_element_bits(Op.a) >= 16) {
    const unsigned Lanes = Groups / 4; // That have some: 1 or 2.
    Lane = Op.selector * Lanes + Group / 4;
    Shift = 16 * Upper + Group % 4 * 4;
  } else {
    Lane = (Groups == 8 ? Op.selector * 2 : 0) + Group / 8 * 2 + Upper;
    Shift = Group % 8 * 4;
  }
  const uint32_t *Words = exchangeOf(W, Quad + Lane % 4).In + wordsBefore(Op);
  return Words[Op.a_words + Op.b_words + Op.c_words] >> Shift & 15;
}

/// To \p A, by the metadata, what \p Packed has of each row.
template <class T>
void spread(Warp &W, const pc_matrix &Op, const T *Packed, T *A) {
  std::fill_n(A, size_t(Op.m) * Op.k, T());
  const unsigned Bits = pc_element_bits(Op.a), Half = Op.k / 2;
  // Two of four elements are there; of 32 bits one of two, of 4 bits pairs.
  const unsigned Group = Bits == 32 ? 2 : Bits == 4 ? 8 : 4, Stored = Group / 2;
  for (unsigned Row = 0; Row != Op.m; ++Row)
    for (unsigned I = 0; I != Half; ++I) {
      const unsigned Which = I / Stored, Within = I % Stored;
      const unsigned Meta = metadataOf(W, Op, Row, Which, Op.k / Group);
      unsigned Column = Group * Which;
      if (Bits == 32)
        Column += Meta >> 1 & 1;
      else if (Bits == 4)
        Column += 2 * (Meta >> 2 * (Within / 2) & 3) + Within % 2;
      else
        Column += Meta >> 2 * Within & 3;
      A[Row * Op.k + Column] = Packed[Row * Half + I];
    }
}

//===-- Scales --------------------------------------------------------===//

/// Multiplies each element by its scale, which is exact. Of four lanes a pair
/// has A's of two rows, one lane B's of a column.
void scale(Warp &W, const pc_matrix &Op, Operands<double> &On) {
  const unsigned At = Op.a_words + Op.b_words + Op.c_words +
                      (Op.form == PC_FORM_SPARSE ? 1 : 0);
  const uint32_t Place = exchangeOf(W, 0).In[At + 2];
  auto Part = [&](unsigned Shift) { return Place >> Shift & 3; };
  auto Apply = [&](double *Row, unsigned Lane, unsigned Which, unsigned Byte) {
    const uint32_t Word = exchangeOf(W, Lane).In[At + Which];
    const unsigned Count = Op.k / Op.scales;
    for (unsigned I = 0; I != Op.scales; ++I) {
      const unsigned Shift = 8 * ((Byte + I) % 4);
      const double By = decodeScale(Op.scale_type, Word >> Shift & 255);
      for (unsigned K = 0; K != Count; ++K)
        Row[I * Count + K] *= By;
    }
  };
  for (unsigned Row = 0; Row != Op.m; ++Row)
    Apply(On.A + size_t(Row) * Op.k,
          Row % 8 * 4 + Part(PC_SCALE_A_LANE) % 2 * 2 + Row / 8, 0,
          Part(PC_SCALE_A_BYTE));
  for (unsigned Column = 0; Column != Op.n; ++Column)
    Apply(On.B + size_t(Column) * Op.k, Column * 4 + Part(PC_SCALE_B_LANE), 1,
          Part(PC_SCALE_B_BYTE));
}

//===-- Quarters of a warp --------------------------------------------===//

/// Lanes 4 q to 4 q + 3 and those 16 above them have the product q.
void multiplyQuarters(Warp &W, const pc_matrix &Op, Operands<double> &On) {
  for (unsigned Quarter = 0; Quarter != 4; ++Quarter) {
    auto Lane = [&](unsigned Index) {
      return 4 * Quarter + Index % 4 + Index / 4 * 16;
    };
    // Of a float accumulator a lane has 2 x 2 pieces, of halves a row.
    auto Cell = [&](uint32_t Element, unsigned Index, unsigned I) {
      return Element == PC_ELEMENT_F32
                 ? Spot{(Index & 1) + (I & 2) + Index / 4 * 4,
                        (I & 4) + (Index & 2) + (I & 1)}
                 : Spot{Index, I};
    };
    for (unsigned Index = 0; Index != 8; ++Index) {
      const uint32_t *Words = exchangeOf(W, Lane(Index)).In;
      for (unsigned I = 0; I != 4; ++I) {
        const bool Column = Op.options & PC_A_TRANSPOSED;
        const unsigned Row = Column ? I + Index / 4 * 4 : Index;
        On.A[Row * 4 + (Column ? Index % 4 : I)] = decodeFloat(Op.a, Words, I);
        const bool ByRows = Op.options & PC_B_TRANSPOSED;
        const unsigned N = ByRows ? I + Index / 4 * 4 : Index;
        On.B[N * 4 + (ByRows ? Index % 4 : I)] =
            decodeFloat(Op.b, Words + Op.a_words, I);
      }
      for (unsigned I = 0; I != 8; ++I) {
        const Spot At = Cell(Op.c, Index, I);
        On.C[At.Row * 8 + At.Column] =
            decodeFloat(Op.c, Words + Op.a_words + Op.b_words, I);
      }
    }
    multiplyCells(Op, On);
    for (unsigned Index = 0; Index != 8; ++Index)
      for (unsigned I = 0; I != 8; ++I) {
        const Spot At = Cell(Op.d, Index, I);
        encode(Op.d, On.C[At.Row * 8 + At.Column],
               exchangeOf(W, Lane(Index)).Out, I);
      }
  }
}

//===-- Warp groups ---------------------------------------------------===//

template <class T>
void gatherShared(uint64_t Descriptor, bool Transposed, uint32_t Element,
                  unsigned First, unsigned Rows, unsigned K, T *To) {
  const SharedMatrix From(Descriptor, Transposed, pc_element_bits(Element));
  const OutsideRuntime Mark;
  for (unsigned Row = 0; Row != Rows; ++Row)
    for (unsigned I = 0; I != K; ++I) {
      unsigned Bit = 0;
      const void *At = From.at(First + Row, I, Bit);
      To[Row * K + I] = decode<T>(Element, At, Bit);
    }
}

template <class T>
void gatherGroup(Warp &W, const pc_matrix &Op, Operands<T> &On, T *Packed) {
  auto Descriptor = [](const uint32_t *Words) {
    return uint64_t(Words[1]) << 32 | Words[0];
  };
  const uint32_t *First = exchangeOf(W, 0).In;
  const bool Sparse = Op.options & PC_A_SPARSE;
  T *A = Sparse ? Packed : On.A;
  const unsigned K = Sparse ? Op.k / 2 : Op.k;
  if (Op.options & PC_A_IN_MEMORY)
    gatherShared(Descriptor(First), Op.options & PC_A_TRANSPOSED, Op.a,
                 W.Lanes[0].warp % 4 * Op.m, Op.m, K, A);
  gatherShared(Descriptor(First + 2), Op.options & PC_B_TRANSPOSED, Op.b, 0,
               Op.n, Op.k, On.B);
  for (unsigned Lane = 0; Lane != WarpSize; ++Lane) {
    const uint32_t *Words = exchangeOf(W, Lane).In + wordsBefore(Op);
    if (!(Op.options & PC_A_IN_MEMORY))
      gatherA(Words, Lane, Op, K, A);
    gatherC(Words + Op.a_words, Lane, Op, On.C);
  }
  if (Sparse)
    spread(W, Op, Packed, On.A);
  if (First[4] == 0)
    std::fill_n(On.C, size_t(Op.m) * Op.n, T());
  if (Op.options & PC_A_NEGATED)
    std::transform(On.A, On.A + size_t(Op.m) * Op.k, On.A, std::negate<T>());
  if (Op.options & PC_B_NEGATED)
    std::transform(On.B, On.B + size_t(Op.n) * Op.k, On.B, std::negate<T>());
}

template <class T> void multiplyAs(Warp &W, const pc_matrix &Op) {
  // One of each core: a fibre's stack is small.
  std::vector<double> &Memory = ThisWorker->Matrices;
  const size_t InA = size_t(Op.m) * Op.k, InB = size_t(Op.n) * Op.k;
  const size_t InC = size_t(Op.m) * Op.n;
  Memory.resize(std::max(Memory.size(), InA + InB + InC + InA / 2));
  auto *Numbers = reinterpret_cast<T *>(Memory.data());
  Operands<T> On{Numbers, Numbers + InA, Numbers + InA + InB};
  T *Packed = On.C + InC;
  if constexpr (std::is_same_v<T, double>)
    if (Op.form == PC_FORM_QUARTERS)
      return multiplyQuarters(W, Op, On);
  if (Op.form == PC_FORM_GROUP) {
    gatherGroup(W, Op, On, Packed);
  } else {
    const bool Sparse = Op.form == PC_FORM_SPARSE;
    for (unsigned Lane = 0; Lane != WarpSize; ++Lane) {
      const uint32_t *Words = exchangeOf(W, Lane).In;
      gatherA(Words, Lane, Op, Sparse ? Op.k / 2 : Op.k,
              Sparse ? Packed : On.A);
      gatherB(Words + Op.a_words, Lane, Op, On.B);
      gatherC(Words + Op.a_words + Op.b_words, Lane, Op, On.C);
    }
    if (Sparse)
      spread(W, Op, Packed, On.A);
    if constexpr (std::is_same_v<T, double>)
      if (Op.scales)
        scale(W, Op, On);
  }
  multiplyCells(Op, On);
  scatter(W, Op, On.C);
}

} // namespace

SharedMatrix::SharedMatrix(uint64_t Descriptor, bool Transposed,
                           unsigned ElementBits)
    : ElementBits(ElementBits), Transposed(Transposed) {
  // 18 bits of an address: a block's shared memory is smaller than that.
  constexpr uint64_t Window = 1 << 18;
  const uint64_t Base = self().shared - PC_RESERVED_SHARED;
  Start = (Base & ~(Window - 1)) | (Descriptor & 0x3fff) << 4;
  if (Start < Base)
    Start += Window;
  Leading = (Descriptor >> 16 & 0x3fff) << 4;
  Stride = (Descriptor >> 32 & 0x3fff) << 4;
  Phase = Descriptor >> 49 & 7;
  const unsigned Mode = Descriptor >> 62;
  Chunks = Mode == 0 ? 1 : 16 >> Mode;
}

const void *SharedMatrix::at(unsigned Row, unsigned K, unsigned &Bit) const {
  // Along the rows of memory, and across.
  const unsigned Along = (Transposed ? Row : K) * ElementBits;
  const unsigned Across = Transposed ? K : Row;
  const unsigned Chunk = Along / 128;
  uint64_t Offset = uint64_t(Across % 8) * 16 * Chunks + Along % 128 / 8;
  if (Chunks == 1) {
    // Cores lie anywhere; the strides change places by the direction.
    Offset += Transposed ? Chunk * Stride + Across / 8 * Leading
                         : Chunk * Leading + Across / 8 * Stride;
  } else {
    Offset += uint64_t(Chunk % Chunks) * 16 + Chunk / Chunks * Leading +
              Across / 8 * Stride;
  }
  uint64_t Address = Start + Offset;
  Address ^= (((Address >> 7) - Phase) & (Chunks - 1)) << 4;
  Bit = ElementBits < 8 ? Along % 8 / ElementBits : 0;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a descriptor is a number.
  return reinterpret_cast<const void *>(Address);
}

void multiply(Warp &W) {
  const pc_matrix &Op = *exchangeOf(W, 0).Operation;
  return pc_element_is_integer(Op.d) ? multiplyAs<int32_t>(W, Op)
                                     : multiplyAs<double>(W, Op);
}

} // namespace perfclaim::host
