//===- Units.h - Names of units ---------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_UNITS_H
#define PERFCLAIM_LIB_CLAIMS_UNITS_H

#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// Seconds of "ms"; 0 for what is no unit of time.
double timeScale(llvm::StringRef Word);
/// 1e6 of 'M'; 0 for other letters.
double prefixScale(char C);
/// "TFLOPS", "GFlop/s", "MH", "kh"; 0 for anything else.
double rateScale(llvm::StringRef Word, bool &NeedsPerSecond);
/// Bytes of "MiB"; 0 for anything else.
double memoryScale(llvm::StringRef Word);
/// Digits with separators as a value; a comma with three digits behind it parts
/// thousands.
double valueOf(llvm::StringRef Digits);
/// "x", "%", or the name of a unit right behind a number or a space.
bool startsWithUnit(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_UNITS_H
