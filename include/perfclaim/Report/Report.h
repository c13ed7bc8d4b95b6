//===- Report.h - Values to text for people ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What people read: claims, changes, plans and results, as terminal text or
/// Markdown. Everything that comes from a commit is escaped for the place where
/// it goes, so no name can colour a terminal or forge a table row.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_REPORT_REPORT_H
#define PERFCLAIM_REPORT_REPORT_H

#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Claim.h"
#include "perfclaim/Model/Commit.h"
#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/Result.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace perfclaim {

struct ReportOptions {
  bool Color = false;
  /// The command that comes next, as the user would type it; may be empty.
  std::string NextCommand;
  /// The package: its folder, for plans and results; may be empty.
  std::string Folder;
  unsigned MaxNotes = 12; ///< The rest is counted.
  unsigned MaxFunctions = 30;
  /// No claims, notes and next command; of results, verdicts and what is wrong.
  bool Quiet = false;
};

/// `claims`: the message's lines with the spans underlined, and each claim.
void printClaims(llvm::raw_ostream &OS, const Commit &Change,
                 const ClaimSet &Claims, const ReportOptions &Options);
/// `analyze`: commit, claims, and what really differs.
void printChanges(llvm::raw_ostream &OS, const Commit &Change,
                  const ClaimSet &Claims, const ChangeSet &Changes,
                  const ReportOptions &Options);
/// The same for a pull request.
void printChangesMarkdown(llvm::raw_ostream &OS, const Commit &Change,
                          const ClaimSet &Claims, const ChangeSet &Changes,
                          const ReportOptions &Options);
/// `generate`: the entry and why, workloads, assumptions, questions.
void printPlan(llvm::raw_ostream &OS, const BenchmarkPlan &Plan,
               const ReportOptions &Options);
/// `run`, `report`, `check`: workloads as a table, then the verdicts. \p Plan
/// may be null.
void printResult(llvm::raw_ostream &OS, const BenchmarkPlan *Plan,
                 const BenchmarkResult &Result, const ReportOptions &Options);
/// The same for a pull request.
void printResultMarkdown(llvm::raw_ostream &OS, const BenchmarkPlan *Plan,
                         const BenchmarkResult &Result);

/// One page for a browser: no script, nothing from elsewhere, light and dark,
/// readable on a phone.
void printResultHtml(llvm::raw_ostream &OS, const BenchmarkPlan *Plan,
                     const BenchmarkResult &Result);
/// Two results of the same workloads: how the ratio changed between them.
void printComparison(llvm::raw_ostream &OS, const BenchmarkResult &A,
                     const BenchmarkResult &B, const ReportOptions &Options);

/// For other tools. Of both sides the names say which it is; of one alone they
/// do not, so that two files can be compared by name.
enum class ExportSides { Both, Before, After };
/// What nvbench writes with --json; times as "nv/cold/time/gpu".
llvm::json::Value nvbenchJSON(const BenchmarkResult &Result, ExportSides Sides);
/// What Google Benchmark writes; every round is a repetition.
llvm::json::Value googleBenchmarkJSON(const BenchmarkResult &Result,
                                      ExportSides Sides);
/// Bencher's metric format: latency of the new side, and the ratio.
llvm::json::Value bencherJSON(const BenchmarkResult &Result);

/// A result, and the plan that it is of; null where that is not known.
struct ReportedResult {
  const BenchmarkPlan *Plan = nullptr;
  const BenchmarkResult *Result = nullptr;
};
/// JUnit XML: a suite for each result, a test case for each workload and each
/// claim. What was not decided is skipped; with \p NeedsVerdict, what cannot be
/// tested here has failed.
void printJunit(llvm::raw_ostream &OS, llvm::ArrayRef<ReportedResult> Results,
                bool NeedsVerdict);

/// One line of text that Markdown shows as it is: no markup, no link, no HTML,
/// no new table cell.
std::string escapeMarkdown(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_REPORT_REPORT_H
