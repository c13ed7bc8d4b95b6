//===- DeviceFragments.h - Elements in the registers of a warp --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Where each element of a matrix is, as the PTX ISA has it for `mma`: lane
/// 4 g + t has of A what is in rows g (and every 8 further), of B what is in
/// columns g, and of C pairs of columns from 2 t. What lies in one register is
/// contiguous along k.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_DEVICEFRAGMENTS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_DEVICEFRAGMENTS_H

#include "perfclaim/HostRuntime/Matrix.h"
#include <cstddef>

namespace perfclaim::host {

struct Shape {
  unsigned M, N, K;
};

struct Spot {
  unsigned Row, Column;
};

/// Where element \p Index of lane \p Lane is. Indices beyond the matrix repeat
/// it.
Spot spotOf(pc_which Which, Shape S, uint32_t Element, unsigned Lane,
            unsigned Index);
/// Different elements that a lane has.
unsigned elementsOfLane(pc_which Which, Shape S);

/// Element \p Index of registers or memory at \p Words as a number; floats
/// exactly, integers with their sign.
double decodeFloat(uint32_t Element, const void *Words, size_t Index);
/// A byte as pc_scale \p Type.
double decodeScale(uint32_t Type, uint32_t Bits);
int32_t decodeInteger(uint32_t Element, const void *Words, size_t Index);
/// Rounds to nearest even.
void encode(uint32_t Element, double Value, void *Words, size_t Index);
/// The bits of an element, whatever it is.
uint64_t elementBits(uint32_t Element, const void *Words, size_t Index);
void setElementBits(uint32_t Element, uint64_t Bits, void *Words, size_t Index);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_DEVICEFRAGMENTS_H
