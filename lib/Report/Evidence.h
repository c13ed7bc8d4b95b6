//===- Evidence.h - What was seen of both sides, side by side ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_EVIDENCE_H
#define PERFCLAIM_LIB_REPORT_EVIDENCE_H

#include "perfclaim/Model/Result.h"

namespace perfclaim {

/// One figure of both sides. Equal ones are not told.
struct EvidenceFigure {
  std::string What;          ///< "launches", "sectors per load request".
  std::string Before, After; ///< "4", "8.0".
  bool Differs = false;
};

/// All that can be said of \p W; empty where a side was not run.
std::vector<EvidenceFigure> evidenceOf(const WorkloadResult &W);

/// The workload whose evidence stands for all: the first that is measured and
/// was seen on both sides, else any. Null: there is none.
const WorkloadResult *evidenceWorkload(const BenchmarkResult &Result);

/// What a report shows: only what differs where nothing but calls was looked
/// at. Without figures there is nothing to show.
struct ShownEvidence {
  std::string From; ///< The workload.
  std::vector<EvidenceFigure> Figures;
  std::vector<std::string> Lines; ///< changedLinesText().
};
ShownEvidence shownEvidence(const BenchmarkResult &Result);

/// "14 of 16 changed lines of device code ran; not a.cu:33, 37", by side.
std::vector<std::string> changedLinesText(const BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_EVIDENCE_H
