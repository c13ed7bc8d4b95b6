//===- Steps.h - What both ways of running a package share ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Building step by step with a log of each, and the result's file.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_RUN_STEPS_H
#define PERFCLAIM_LIB_RUN_STEPS_H

#include "perfclaim/Model/Json.h"
#include "perfclaim/Model/Result.h"
#include "perfclaim/Run/Run.h"
#include "perfclaim/Support/Files.h"
#include "perfclaim/Support/Process.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace perfclaim {

std::string join(llvm::StringRef Folder, llvm::StringRef Name);

/// The first lines of \p Log that name an error, else its last ones.
std::string whatFailed(llvm::StringRef Log);

/// Runs a step of the build and keeps its whole output in \p Folder, as
/// NAME.log.
llvm::Error step(llvm::StringRef Folder, llvm::StringRef Name,
                 llvm::StringRef Program, llvm::ArrayRef<std::string> Arguments,
                 const RunOptions &Options);

/// For who shows progress.
void tellStage(const RunOptions &Options, llvm::StringRef Stage);

/// Runs a package's benchmark, whose progress goes where \p Options want it.
/// What it says besides is kept.
llvm::Expected<ProcessResult> runBenchmark(const std::string &Benchmark,
                                           std::vector<std::string> Arguments,
                                           const RunOptions &Options);

/// Where the benchmark's result goes, with no older one there.
llvm::Expected<std::string> freshResult(llvm::StringRef Package);

/// A value of the package from its JSON file.
template <typename T> llvm::Expected<T> readDocument(const std::string &Path) {
  llvm::Expected<std::string> Text = readFile(Path);
  if (!Text)
    return Text.takeError();
  llvm::Expected<llvm::json::Value> Value = parseJSON(*Text, Path);
  if (!Value)
    return Value.takeError();
  T Document;
  llvm::json::Path::Root Root(Path);
  if (!fromJSON(*Value, Document, Root))
    return Root.getError();
  return Document;
}

/// What \p Benchmark, which ended as \p Ran says, left in \p Path. Errors: it
/// left nothing, which names what it printed last, or no result.
llvm::Error takeResult(llvm::StringRef Benchmark, const ProcessResult &Ran,
                       const std::string &Path, BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_RUN_STEPS_H
