//===- PreconditionNames.h - What names in checks mean ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Conditions are read by what knows no names but those of sizes: constants
/// become numbers, and locals what they are initialised with.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_PRECONDITIONNAMES_H
#define PERFCLAIM_LIB_ANALYSIS_PRECONDITIONNAMES_H

#include "AnalysisInternal.h"

namespace perfclaim {

/// Puts \p By wherever \p Name stands in \p Text as a whole, and no part of a
/// longer or a qualified one.
void replaceName(std::string &Text, llvm::StringRef Name, llvm::StringRef By);

/// Replaces the names in \p Texts, conditions of \p F, as it spells them; those
/// in messages stay.
void writeOut(const ParsedUnit &Unit, const clang::FunctionDecl *F,
              std::vector<std::string> &Texts);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_PRECONDITIONNAMES_H
