//===- MissingMacros.h - Macros whose header is not there -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A commit without its repository lacks the headers that it does not change.
/// Launches stand inside dispatch macros that such headers define over those
/// of PyTorch; without a definition neither they nor the heuristics before
/// them are found.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_MISSINGMACROS_H
#define PERFCLAIM_LIB_PARSE_MISSINGMACROS_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace perfclaim {

struct MissingMacro {
  std::string Definition; ///< For the command line: "NAME(...)=...".
  std::string ReadAs;     ///< In words, for a note.
};

/// What an undeclared name most likely stands for; empty for most. With
/// \p Torch, PyTorch's own dispatch macros (or what stands in) are defined.
MissingMacro guessMacro(llvm::StringRef Name, bool Torch);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_MISSINGMACROS_H
