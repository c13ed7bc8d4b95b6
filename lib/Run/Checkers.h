//===- Checkers.h - Both sides once more, with checks -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_RUN_CHECKERS_H
#define PERFCLAIM_LIB_RUN_CHECKERS_H

#include "perfclaim/Run/Run.h"
#include <functional>

namespace perfclaim {

struct CheckedRun {
  std::string Benchmark; ///< A program beside sides that have checks.
  /// As the plain comparison had it; --workload and --trace follow.
  std::vector<std::string> Arguments;
  std::string Results; ///< Folder for what the checkers find.
  double Seconds = 0;  ///< Workloads are not begun after these.
};

/// Runs the workloads of \p Result one by one and adds what the checkers found,
/// before all other notes, and which workloads they have not seen.
llvm::Error runCheckers(llvm::StringRef Package, const CheckedRun &How,
                        BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_RUN_CHECKERS_H
