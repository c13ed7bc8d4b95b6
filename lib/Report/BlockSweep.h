//===- BlockSweep.h - Does the code pick a good block? ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPORT_BLOCKSWEEP_H
#define PERFCLAIM_LIB_REPORT_BLOCKSWEEP_H

#include "FigureTable.h"
#include "perfclaim/Model/Result.h"

namespace perfclaim {

/// Of each workload the block that the new side chooses, and how fast others
/// are beside it: "1.08x" is less time than with its own.
FigureTable blocksTable(const BenchmarkResult &Result);

/// Whether it picks well, where a fixed block is faster, and which blocks
/// could not be tried, and why; one sentence each.
std::vector<std::string> blockRemarks(const BenchmarkResult &Result);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPORT_BLOCKSWEEP_H
