//===- DeviceTensors.h - What tensor instructions share ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_DEVICETENSORS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_DEVICETENSORS_H

#include "perfclaim/HostRuntime/Tensors.h"
#include <algorithm>
#include <cstddef>

namespace perfclaim::host {

constexpr unsigned MostBox = 256; ///< Elements of a box's row.
constexpr unsigned MostRowBytes = MostBox * 8;

/// Ends the launch; \p Place: of the instruction.
[[noreturn]] void failInstruction(const char *What, const void *Place);

/// The elements that are moved together, and their bytes. Elements of 4 and 6
/// bits come in sixteens, which take more place in shared memory.
struct Piece {
  unsigned Elements, Global, Shared;
};
Piece pieceOf(uint32_t Type);

/// Stores or reduces elements of \p Type.
void writeElements(char *To, const char *From, size_t Bytes, uint32_t How,
                   uint32_t Type);

/// What a copy moves: rows of elements. In the mode of tiles they are those of
/// a box, in that of im2col one pixel's channels each.
class Box {
public:
  /// \p Offsets: of im2col, or null.
  Box(const void *From, uint32_t Rank, const int32_t *At, const void *Place,
      bool Pixels = false, const int32_t *Offsets = nullptr);

  pc_tensor_map Map;
  Piece Of{};
  unsigned RowBytes = 0, Pitch = 0; ///< In shared memory.

  /// Rows of a tile along \p Dimension.
  unsigned count(unsigned Dimension) const {
    const unsigned Step = Map.steps[Dimension];
    return (Map.box[Dimension] + Step - 1) / Step;
  }
  /// To the next row; false behind the last.
  bool next() { return Map.pixels ? nextPixel() : nextRow(); }
  unsigned bytes() const;
  /// The row's first element in global memory, were it inside; null where the
  /// whole row is outside.
  char *row() const;
  /// Calls \p Do with each run of pieces that is inside: its place in the row
  /// of the box, in that of the tensor, and how many.
  template <class Work> void runs(const Work &Do) const {
    const int64_t End = static_cast<int64_t>(Map.dims[0]) / Of.Elements,
                  At0 = At[0] / static_cast<int64_t>(Of.Elements);
    if (Map.steps[0] == 1) {
      const int64_t First = std::max<int64_t>(At0, 0),
                    Last =
                        std::min<int64_t>(At0 + Map.box[0] / Of.Elements, End);
      if (First < Last)
        Do(static_cast<size_t>(First - At0), static_cast<size_t>(First),
           static_cast<size_t>(Last - First));
      return;
    }
    for (unsigned I = 0; I != count(0); ++I)
      if (const int64_t Place = At0 + int64_t(I) * Map.steps[0];
          Place >= 0 && Place < End)
        Do(size_t(I), static_cast<size_t>(Place), size_t(1));
  }
  /// Where byte \p Byte of row \p Row is in shared memory.
  char *shared(const void *Base, unsigned Row, unsigned Byte) const;

private:
  const int32_t *At, *Offsets;
  /// Of a tile: the row in each dimension. Of pixels: where the next one is.
  int64_t Index[PC_TENSOR_RANK] = {};
  unsigned Pixel = 0;

  bool nextRow();
  bool nextPixel();
};

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_DEVICETENSORS_H
