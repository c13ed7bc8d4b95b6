//===- Run.h - A package built and run --------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Builds a package with CMake and nvcc and runs its benchmark. This is the one
/// place that executes code of a commit, and only because the user asked to.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUN_RUN_H
#define PERFCLAIM_RUN_RUN_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace perfclaim {

struct RunOptions {
  std::string CudaPath;                   ///< Toolkit whose nvcc builds.
  std::vector<std::string> Architectures; ///< "sm_90"; empty: the package's.
  unsigned BuildTimeout = 1800;           ///< Seconds.
  unsigned RunTimeout = 3600;             ///< Seconds.
};

/// What came of a run.
struct PackageRun {
  BenchmarkResult Result; ///< Without verdicts.
  bool HasDevice = true;  ///< False: nothing was executed on a GPU.
  std::string Listing;    ///< What `benchmark --list` printed.
};

/// Reads `plan.json` of the folder \p Package.
llvm::Expected<BenchmarkPlan> readPlan(llvm::StringRef Package);

/// Builds in PACKAGE/build and measures; the benchmark's own JSON is left in
/// PACKAGE/results/result.json. Errors: no CMake or nvcc, a build that fails
/// (the first lines that say why, and where the log is), a benchmark that
/// crashes.
llvm::Expected<PackageRun> runPackage(llvm::StringRef Package,
                                      const RunOptions &Options);

} // namespace perfclaim

#endif // PERFCLAIM_RUN_RUN_H
