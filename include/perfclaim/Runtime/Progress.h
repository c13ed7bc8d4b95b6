//===- Progress.h - What a benchmark is doing -------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Lines on standard error for who shows the progress of a run
/// (`perfclaim run`), with --progress. Fields are separated by tabs:
///
///     progress STAGE PROCESS PROCESSES DONE COUNT WORKLOAD [RATIO LOW HIGH]
///
/// DONE of COUNT workloads are behind this process. The ratio, old time over
/// new, is that of the workload named, as far as this process knows it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_PROGRESS_H
#define PERFCLAIM_RUNTIME_PROGRESS_H

#include "Options.h"
#include "Statistics.h"
#include <cstdio>

namespace pc {

struct ProgressAt {
  std::size_t Done, Count;
  const std::string &Workload;
};

inline void tellProgress(const Options &Wanted, const char *Stage,
                         const ProgressAt &At,
                         const Estimate *Ratio = nullptr) {
  if (!Wanted.Progress)
    return;
  std::fprintf(stderr, "progress\t%s\t%d\t%d\t%zu\t%zu\t%s", Stage,
               Wanted.Process, Wanted.Processes, At.Done, At.Count,
               At.Workload.c_str());
  if (Ratio)
    std::fprintf(stderr, "\t%.6g\t%.6g\t%.6g", Ratio->Value, Ratio->Low,
                 Ratio->High);
  std::fputc('\n', stderr);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_PROGRESS_H
