//===- Repairs.h - Code that nvcc takes and Clang does not ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Rewrites in the overlay only. All keep the length of the text, since what
/// is found in it is reported and cut out by offset.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_COMPILE_REPAIRS_H
#define PERFCLAIM_COMPILE_REPAIRS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace perfclaim {

/// Writes `template ` before the name at \p Offset, taking the room from the
/// indentation of its line and the lines above. False where there is none.
bool insertTemplateKeyword(std::string &Text, size_t Offset);

/// Makes the `__shared__` variable whose name is at \p Offset extern, so that
/// Clang does not ask for its initialisation.
bool externSharedVariable(std::string &Text, size_t Offset);

} // namespace perfclaim

#endif // PERFCLAIM_COMPILE_REPAIRS_H
