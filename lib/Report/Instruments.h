//===- Instruments.h - What a device told, for people -----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_INSTRUMENTS_H
#define PERFCLAIM_LIB_REPORT_INSTRUMENTS_H

#include "FigureTable.h"
#include "perfclaim/Model/Result.h"

namespace perfclaim {

/// Of each workload the times that are no ratio: of its kernels and of the
/// host; the ratio with a warm cache; the share of the peak bandwidth.
FigureTable timesTable(const BenchmarkResult &Result);

/// What the changed kernels need on both sides, in the first workload that
/// counts.
FigureTable kernelsTable(const BenchmarkResult &Result);

/// Whatever a reader has to know of the figures, one sentence each: throttled
/// runs, clocks that drift, launch-bound calls, the self-test.
std::vector<std::string> instrumentRemarks(const BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_INSTRUMENTS_H
