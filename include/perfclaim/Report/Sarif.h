//===- Sarif.h - Values to SARIF 2.1.0 --------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What code scanning reads: each thing that changed, and each thing that is
/// wrong, at its file and line. Files are named from the repository's root.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REPORT_SARIF_H
#define PERFCLAIM_REPORT_SARIF_H

#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Commit.h"
#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include "llvm/Support/JSON.h"

namespace perfclaim {

/// Runs of a log, each of the tool in the same version.
class SarifLog {
public:
  explicit SarifLog(llvm::StringRef ToolVersion)
      : ToolVersion(ToolVersion.str()) {}

  /// `analyze`: changed kernels, launches and heuristics, as notes.
  void add(const Commit &Change, const ChangeSet &Changes);
  /// `check`, `run`, `report`: the changes, as far as \p Plan (which may be
  /// null) knows them, and workloads that disagree, claims that are refuted,
  /// what the checkers have found.
  void add(const BenchmarkPlan *Plan, const BenchmarkResult &Result);
  llvm::json::Value finish();

private:
  std::string ToolVersion;
  llvm::json::Array Runs;
};

} // namespace perfclaim

#endif // PERFCLAIM_REPORT_SARIF_H
