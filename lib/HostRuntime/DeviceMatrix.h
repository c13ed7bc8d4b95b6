//===- DeviceMatrix.h - Lanes that meet over matrices -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_DEVICEMATRIX_H
#define PERFCLAIM_LIB_HOSTRUNTIME_DEVICEMATRIX_H

#include "DeviceFragments.h"
#include "DeviceMachine.h"

namespace perfclaim::host {

/// What a lane brings to a meeting.
struct Exchange {
  const pc_matrix *Operation = nullptr;
  const uint32_t *In = nullptr;
  uint32_t *Out = nullptr;
  void *Row = nullptr;
};

inline Exchange &exchangeOf(Warp &W, unsigned Lane) {
  // What lanes bring is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return *reinterpret_cast<Exchange *>(W.Lanes[Lane].Value);
}

/// While this lives a fault is the device code's.
class OutsideRuntime {
public:
  OutsideRuntime() : Old(ThisWorker->InRuntime) {
    ThisWorker->InRuntime = false;
  }
  ~OutsideRuntime() { ThisWorker->InRuntime = Old; }
  OutsideRuntime(const OutsideRuntime &) = delete;
  OutsideRuntime &operator=(const OutsideRuntime &) = delete;

private:
  bool Old;
};

/// The product that all lanes of \p W have met for.
void multiply(Warp &W);

/// A matrix of a warp group in shared memory, as a descriptor of 64 bits has
/// it: cores of 8 rows of 16 bytes, which may be swizzled.
class SharedMatrix {
public:
  /// \p Transposed: rows of memory go along m or n rather than k.
  SharedMatrix(uint64_t Descriptor, bool Transposed, unsigned ElementBits);
  /// Where the element \p K of row \p Row (of A, column of B) is; \p Bit is
  /// its place in the byte.
  const void *at(unsigned Row, unsigned K, unsigned &Bit) const;

private:
  uint64_t Start = 0, Leading = 0, Stride = 0;
  unsigned Chunks = 1; ///< Of 16 bytes, in a row of the pattern.
  unsigned Phase = 0;
  unsigned ElementBits;
  bool Transposed;
};

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_DEVICEMATRIX_H
