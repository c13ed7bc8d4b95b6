//===- PtxConvert.h - PTX conversions of small formats ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_PTXCONVERT_H
#define PERFCLAIM_LIB_HOSTCOMPILE_PTXCONVERT_H

#include "PtxTranslator.h"

namespace perfclaim::ptx {

/// Words of a conversion that have been taken.
struct HowToConvert {
  llvm::StringRef Rounding;
  bool Finite, Relu;
};

/// Two numbers of 4 to 8 bits from two floats or halves, and back. The first
/// source is the upper one.
void convertSmall(Translator &T, const Statement &S, llvm::StringRef Small,
                  const HowToConvert &How, Opcode &Op);
/// A float whose last 13 bits are 0.
void convertTf32(Translator &T, const Statement &S, const HowToConvert &How,
                 Opcode &Op);

} // namespace perfclaim::ptx

#endif // PERFCLAIM_LIB_HOSTCOMPILE_PTXCONVERT_H
