//===- LaunchText.h - Kernels and launches by their words -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_LAUNCHTEXT_H
#define PERFCLAIM_LIB_PARSE_LAUNCHTEXT_H

#include "SourceIndex.h"

namespace perfclaim {

/// Names of the kernels that a text defines or declares, sorted; comments are
/// not told from code, so there may be more.
std::set<std::string> kernelNames(llvm::StringRef Text);

/// The text has `<<<` or calls that launch.
bool hasLaunches(llvm::StringRef Text);

/// CUDA units, other than \p Unit, that have launches and mention one of
/// \p Kernels; nearest to \p Unit first, at most \p Most.
std::vector<std::string> unitsLaunching(SourceIndex &Index,
                                        llvm::StringRef Unit,
                                        const std::set<std::string> &Kernels,
                                        size_t Most);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_LAUNCHTEXT_H
