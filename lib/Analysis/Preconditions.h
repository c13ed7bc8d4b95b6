//===- Preconditions.h - What a host function demands -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Assertions and early exits, as they are written.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_PRECONDITIONS_H
#define PERFCLAIM_LIB_ANALYSIS_PRECONDITIONS_H

#include "AnalysisInternal.h"

namespace perfclaim {

/// "assert(C % 4 == 0)", "TORCH_CHECK(x.is_cuda())", "if (N % 8 != 0) exit".
std::vector<std::string> preconditionsOf(const ParsedUnit &Unit,
                                         const clang::FunctionDecl *F);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_PRECONDITIONS_H
