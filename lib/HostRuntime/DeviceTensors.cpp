//===- DeviceTensors.cpp - Bulk copies of tensors -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A box is copied row by row. In shared memory rows lie one behind the other;
/// a swizzle exchanges pieces of 16 bytes by the bits of their address. What is
/// outside of the tensor is filled when it is read, and is not written.
///
//===----------------------------------------------------------------------===//

#include "DeviceTensors.h"
#include "DeviceMatrix.h"
#include "perfclaim/HostRuntime/Tensors.h"
#include <algorithm>
#include <cstring>

extern "C" void pc_mbarrier_transfer(void *At, int32_t Bytes);

namespace perfclaim::host {
namespace {

constexpr unsigned MostRowBytes = MostBox * 8;
constexpr unsigned Piece = 16;

unsigned sizeOf(uint32_t Type) {
  static constexpr uint8_t Sizes[PC_TENSOR_TYPES] = {1, 2, 4, 4, 8, 8, 2,
                                                     4, 8, 2, 4, 4, 4};
  return Sizes[Type];
}

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

//===-- Reductions ----------------------------------------------------===//

template <class T> T apply(uint32_t How, T A, T B) {
  switch (How) {
  case PC_REDUCE_ADD:
    return A + B;
  case PC_REDUCE_MIN:
    return std::min(A, B);
  case PC_REDUCE_MAX:
    return std::max(A, B);
  default:
    return B;
  }
}

template <class T> uint64_t integers(uint32_t How, uint64_t A, uint64_t B) {
  switch (How) {
  case PC_REDUCE_INC:
    return A >= B ? 0 : A + 1;
  case PC_REDUCE_DEC:
    return A == 0 || A > B ? B : A - 1;
  case PC_REDUCE_AND:
    return A & B;
  case PC_REDUCE_OR:
    return A | B;
  case PC_REDUCE_XOR:
    return A ^ B;
  case PC_REDUCE_ADD: // Wraps.
    return A + B;
  default:
    return static_cast<uint64_t>(
        apply(How, static_cast<T>(A), static_cast<T>(B)));
  }
}

uint64_t floats(uint32_t How, uint32_t Element, uint64_t A, uint64_t B) {
  const double Result =
      apply(How, decodeFloat(Element, &A, 0), decodeFloat(Element, &B, 0));
  uint64_t Bits = 0;
  encode(Element, Result, &Bits, 0);
  return Bits;
}

uint64_t combine(uint32_t How, uint32_t Type, uint64_t A, uint64_t B) {
  switch (Type) {
  case PC_TENSOR_U8:
    return integers<uint8_t>(How, A, B);
  case PC_TENSOR_U16:
    return integers<uint16_t>(How, A, B);
  case PC_TENSOR_U32:
    return integers<uint32_t>(How, A, B);
  case PC_TENSOR_S32:
    return integers<int32_t>(How, A, B);
  case PC_TENSOR_U64:
    return integers<uint64_t>(How, A, B);
  case PC_TENSOR_S64:
    return integers<int64_t>(How, A, B);
  case PC_TENSOR_F16:
    return floats(How, PC_ELEMENT_F16, A, B);
  case PC_TENSOR_BF16:
    return floats(How, PC_ELEMENT_BF16, A, B);
  case PC_TENSOR_F64:
    return floats(How, PC_ELEMENT_F64, A, B);
  default:
    return floats(How, PC_ELEMENT_F32, A, B);
  }
}

/// Blocks on other cores may reduce to the same element.
template <class T>
void reduceOne(void *At, const void *From, uint32_t How, uint32_t Type) {
  T With = 0;
  std::memcpy(&With, From, sizeof With);
  auto *Place = static_cast<T *>(At);
  T Old = __atomic_load_n(Place, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(
      Place, &Old, static_cast<T>(combine(How, Type, Old, With)), false,
      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
    ;
}

void write(char *To, const char *From, size_t Bytes, uint32_t How,
           uint32_t Type) {
  if (How == PC_REDUCE_NONE) {
    std::memcpy(To, From, Bytes);
    return;
  }
  const unsigned Size = sizeOf(Type);
  for (size_t I = 0; I < Bytes; I += Size)
    Size == 8   ? reduceOne<uint64_t>(To + I, From + I, How, Type)
    : Size == 4 ? reduceOne<uint32_t>(To + I, From + I, How, Type)
    : Size == 2 ? reduceOne<uint16_t>(To + I, From + I, How, Type)
                : reduceOne<uint8_t>(To + I, From + I, How, Type);
}

//===-- Boxes ---------------------------------------------------------===//

struct Box {
  pc_tensor_map Map;
  const int32_t *At;
  uint64_t Index[PC_TENSOR_RANK] = {};
  unsigned Size = 0, RowBytes = 0, Pitch = 0;

  Box(const void *From, uint32_t Rank, const int32_t *At, const void *Place)
      : At(At) {
    std::memcpy(&Map, From, sizeof Map);
    if (Map.magic != PC_TENSOR_MAGIC)
      failTensor("the tensor map is none that cuTensorMapEncodeTiled has made",
                 Place);
    if (Map.rank != Rank)
      failTensor("the tensor map has another number of dimensions", Place);
    Size = sizeOf(Map.type);
    RowBytes = count(0) * Size;
    Pitch = std::max(RowBytes, Map.swizzle ? Piece << Map.swizzle : 0U);
  }
  unsigned count(unsigned Dimension) const {
    const unsigned Step = Map.steps[Dimension];
    return (Map.box[Dimension] + Step - 1) / Step;
  }
  /// To the next row; false behind the last.
  bool next() {
    for (unsigned I = 1; I < Map.rank; ++I) {
      if (++Index[I] < count(I))
        return true;
      Index[I] = 0;
    }
    return false;
  }
  unsigned bytes() const {
    unsigned Rows = 1;
    for (unsigned I = 1; I < Map.rank; ++I)
      Rows *= count(I);
    return Rows * RowBytes;
  }
  /// The row's first element in global memory, were it inside; null where the
  /// whole row is outside.
  char *row() const {
    uint64_t Address = Map.address;
    for (unsigned I = 1; I < Map.rank; ++I) {
      const int64_t Place =
          At[I] + static_cast<int64_t>(Index[I]) * Map.steps[I];
      if (Place < 0 || static_cast<uint64_t>(Place) >= Map.dims[I])
        return nullptr;
      Address += static_cast<uint64_t>(Place) * Map.strides[I];
    }
    // NOLINTNEXTLINE(performance-no-int-to-ptr): a map holds numbers.
    return reinterpret_cast<char *>(Address);
  }
  /// Calls \p Do with each run of elements that is inside: its place in the
  /// row of the box, in that of the tensor, and its bytes.
  template <class Work> void runs(const Work &Do) const {
    const int64_t End = static_cast<int64_t>(Map.dims[0]);
    if (Map.steps[0] == 1) {
      const int64_t First = std::max<int64_t>(At[0], 0),
                    Last = std::min<int64_t>(At[0] + Map.box[0], End);
      if (First < Last)
        Do((First - At[0]) * Size, First * Size, (Last - First) * Size);
      return;
    }
    for (unsigned I = 0; I != count(0); ++I)
      if (const int64_t Place = At[0] + int64_t(I) * Map.steps[0];
          Place >= 0 && Place < End)
        Do(size_t(I) * Size, Place * Size, Size);
  }
  /// Where byte \p Byte of row \p Row is in shared memory.
  char *shared(const void *Base, unsigned Row, unsigned Byte) const {
    uint64_t Address =
        reinterpret_cast<uint64_t>(Base) + uint64_t(Row) * Pitch + Byte;
    Address ^= ((Address >> 7) & ((1U << Map.swizzle) - 1)) << 4;
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    return reinterpret_cast<char *>(Address);
  }
};

/// Calls \p Do with each block of \p Mask, and \p At in its shared memory.
template <class Work>
void forEachBlock(uint32_t Mask, const void *At, const Work &Do) {
  const pc_cluster &Place = self().Home->Place;
  const uint64_t Offset =
      reinterpret_cast<uint64_t>(At) - Place.shared[Place.rank];
  for (uint32_t Rank = 0; Rank != Place.count; ++Rank)
    if (Mask >> Rank & 1)
      // NOLINTNEXTLINE(performance-no-int-to-ptr)
      Do(reinterpret_cast<char *>(Place.shared[Rank] + Offset), Rank);
}

void load(Box B, void *To, void *Barrier, const pc_access *Here) {
  alignas(Piece) char Row[MostRowBytes];
  const uint64_t Fill = B.Map.fill_nan ? notANumber(B.Map.type) : 0;
  unsigned Number = 0;
  do {
    for (unsigned I = 0; I != B.RowBytes; I += B.Size)
      std::memcpy(Row + I, &Fill, B.Size);
    if (const char *From = B.row())
      B.runs([&](size_t Into, size_t Place, size_t Bytes) {
        std::memcpy(Row + Into, From + Place, Bytes);
      });
    for (unsigned I = 0; I < B.RowBytes; I += Piece) {
      char *There = B.shared(To, Number, I);
      checks::touch(Here, There, Piece);
      std::memcpy(There, Row + I, Piece);
    }
    ++Number;
  } while (B.next());
  pc_mbarrier_transfer(Barrier, -static_cast<int32_t>(B.bytes()));
}

/// To \p To, or to each block of \p Mask at the same place.
void loadTo(const Box &B, void *To, void *Barrier, uint32_t Mask,
            const pc_access *Here) {
  if (!Mask)
    return load(B, To, Barrier, Here);
  forEachBlock(Mask, To, [&](char *There, uint32_t Other) {
    forEachBlock(1U << Other, Barrier,
                 [&](char *Signal, uint32_t) { load(B, There, Signal, Here); });
  });
}

void store(Box B, const void *From, uint32_t How, const pc_access *Here) {
  alignas(Piece) char Row[MostRowBytes];
  unsigned Number = 0;
  do {
    for (unsigned I = 0; I < B.RowBytes; I += Piece) {
      const char *There = B.shared(From, Number, I);
      checks::touch(Here, There, Piece);
      std::memcpy(Row + I, There, Piece);
    }
    if (char *To = B.row())
      B.runs([&](size_t Of, size_t Place, size_t Bytes) {
        write(To + Place, Row + Of, Bytes, How, B.Map.type);
        if (Here)
          checks::noteWritten(To + Place, Bytes);
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
      failTensor("the tensor map's boxes have more than one row", Place);
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
  store(Box(Map, Rank, At, PC_HERE), From, How, Here);
}

void pc_tensor_scatter(const void *Map, uint32_t Rank, const int32_t *At,
                       const void *From, uint32_t How) {
  const pc_access *Here = checks::takeNext();
  forEachRow(Map, Rank, At, PC_HERE, [&](const Box &B, size_t Offset) {
    store(B, static_cast<const char *>(From) + Offset, How, Here);
  });
}

void pc_bulk_reduce(void *To, const void *From, uint32_t Bytes, uint32_t How,
                    uint32_t Type) {
  write(static_cast<char *>(To), static_cast<const char *>(From), Bytes, How,
        Type);
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
