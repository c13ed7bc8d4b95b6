//===- Observations.h - What the sides' runs left in files ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_RUN_OBSERVATIONS_H
#define PERFCLAIM_LIB_RUN_OBSERVATIONS_H

#include "perfclaim/Model/Result.h"
#include "llvm/Support/Error.h"

namespace perfclaim {

/// Gives each workload of \p Result what `results/trace_SIDE.jsonl` and
/// `observations_SIDE.jsonl` of \p Package tell of it, and the result which of
/// the plan's changed lines ran.
llvm::Error addObservations(llvm::StringRef Package, BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_RUN_OBSERVATIONS_H
