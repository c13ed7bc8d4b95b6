//===- Tokens.h - Texts that a compiler reads alike -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Comments, blanks and line breaks are most of some commits, and parsing them
/// takes seconds.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_PARSE_TOKENS_H
#define PERFCLAIM_PARSE_TOKENS_H

#include "llvm/ADT/StringRef.h"

namespace perfclaim {

/// True if two sources of C, C++ or CUDA have the same tokens and directives.
/// `__LINE__` may differ all the same.
bool sameTokens(llvm::StringRef One, llvm::StringRef Other);

} // namespace perfclaim

#endif // PERFCLAIM_PARSE_TOKENS_H
