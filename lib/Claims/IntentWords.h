//===- IntentWords.h - Words that tell what a commit is for -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_CLAIMS_INTENTWORDS_H
#define PERFCLAIM_LIB_CLAIMS_INTENTWORDS_H

#include "Tokens.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim {

struct Reading;

/// The kinds of optimisation: the specification's four, then finer ones.
inline constexpr llvm::StringLiteral OptimizationTypes[] = {
    "kernel",
    "algorithm",
    "memory",
    "parallelization",
    "launch_configuration",
    "precision",
    "fusion"};

/// The kind that a word (or a part of a name) speaks of; empty for most.
llvm::StringRef optimizationOf(llvm::StringRef Part);
/// The domain that it speaks of, in words: "matrix multiplication".
llvm::StringRef domainOf(llvm::StringRef Part);
/// The kind that two words speak of together: "vector loads", "block size".
llvm::StringRef phraseAt(llvm::ArrayRef<Token> Tokens, size_t I);
/// "Vectorised loads", "better kernel", "autotuning": a word of the subject
/// that names what is done for speed and for nothing else, or says that code of
/// the device gets better. A support or a correction is neither.
llvm::StringRef techniqueIn(const Reading &R, bool Device);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_CLAIMS_INTENTWORDS_H
