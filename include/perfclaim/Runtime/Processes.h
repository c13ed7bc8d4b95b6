//===- Processes.h - The other processes of a benchmark ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Has the workloads measured in further processes, and the best and the worst
/// of them once more.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_PROCESSES_H
#define PERFCLAIM_RUNTIME_PROCESSES_H

#include "Outcome.h"

namespace pc {

inline void addProcesses(std::vector<Measured> &All, int First, int Last,
                         const std::vector<std::string> &Names,
                         const Options &Wanted) {
  for (int Number = First; Number < Last; ++Number)
    if (!addProcess(Wanted, Number, Names, All))
      std::fprintf(stderr,
                   "benchmark: process %d did not end as it should; its times "
                   "are left out\n",
                   Number);
}

/// The process that calls it is the first, and has measured already.
inline void runProcesses(std::vector<Outcome> &Outcomes,
                         const Options &Wanted) {
  std::vector<std::string> Names;
  std::vector<Outcome *> Those, Counted;
  std::vector<Measured> All;
  for (Outcome &O : Outcomes)
    if (O.Runs.usable()) {
      Names.push_back(O.For->Name);
      Those.push_back(&O);
      All.push_back(O.Runs);
    }
  addProcesses(All, 1, Those.empty() ? 1 : Wanted.Processes, Names, Wanted);
  std::vector<Estimate> Ratios;
  for (std::size_t I = 0; I != Those.size(); ++I) {
    Outcome &O = *Those[I];
    O.Runs = std::move(All[I]);
    O.Ratio = O.Runs.ratio();
    O.HasRatio = true;
    if (O.For->For != Purpose::Measure)
      continue;
    Counted.push_back(&O);
    Ratios.push_back(O.Ratio);
  }
  // One alone was not chosen.
  if (Counted.size() < 2 || Wanted.Processes < 2 || !Wanted.Sides.empty())
    return;
  Names.clear();
  const std::vector<std::size_t> Ends = extremes(Ratios);
  for (std::size_t I : Ends)
    Names.push_back(Counted[I]->For->Name);
  std::vector<Measured> More(Ends.size());
  addProcesses(More, Wanted.Processes, 2 * Wanted.Processes, Names, Wanted);
  for (std::size_t I = 0; I != Ends.size(); ++I)
    Counted[Ends[I]]->Again = std::move(More[I]);
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_PROCESSES_H
