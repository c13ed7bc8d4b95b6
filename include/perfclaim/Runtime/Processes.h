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

#include "List.h"
#include "Outcome.h"

namespace pc {

inline void addProcesses(std::vector<Measured> &All, int First, int Last,
                         const std::vector<std::string> &Names,
                         const Options &Wanted, Kept &Earlier) {
  for (int Number = First; Number < Last; ++Number)
    if (!addProcess(Wanted, Number, Names, Earlier, All))
      std::fprintf(stderr,
                   "benchmark: process %d did not end as it should; its times "
                   "are left out\n",
                   Number);
}

/// The process that calls it is the first, and has measured already.
inline void runProcesses(std::vector<Outcome> &Outcomes, const Options &Wanted,
                         Kept &Earlier) {
  std::vector<std::string> Names;
  std::vector<Outcome *> Those, Counted;
  std::vector<Measured> All;
  for (Outcome &O : Outcomes)
    if (O.Runs.usable()) {
      Names.push_back(O.For->Name);
      Those.push_back(&O);
      All.push_back(O.Runs);
    }
  addProcesses(All, 1, Those.empty() ? 1 : Wanted.Processes, Names, Wanted,
               Earlier);
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
  addProcesses(More, Wanted.Processes, 2 * Wanted.Processes, Names, Wanted,
               Earlier);
  for (std::size_t I = 0; I != Ends.size(); ++I)
    Counted[Ends[I]]->Again = std::move(More[I]);
}

/// Has a process of its own tell what instruments see, and what came of the
/// self-test: of the first workload it is given, which is the smallest of those
/// that count.
inline std::vector<CheatOutcome> addFacts(std::vector<Outcome> &Outcomes,
                                          const Options &Wanted) {
  std::vector<std::string> Names;
  const Outcome *First = nullptr;
  for (const Outcome &O : Outcomes) {
    if (!O.HasRatio)
      continue;
    Names.push_back(O.For->Name);
    const bool Counts = O.For->For == Purpose::Measure;
    const bool Better = First && Counts != (First->For->For == Purpose::Measure)
                            ? Counts
                            : !First || O.For->Bytes < First->For->Bytes;
    if (Better) {
      First = &O;
      std::swap(Names.front(), Names.back());
    }
  }
  std::vector<CheatOutcome> Cheats;
  std::string Told;
  if (Names.empty() || !Wanted.Instruments || !Wanted.Sides.empty())
    return Cheats;
  if (!runMeasuring(processArguments(Wanted, 0, Names), Told, "--facts-to"))
    std::fprintf(stderr, "benchmark: the process with instruments did not end "
                         "as it should; what it told is kept\n");
  for (std::size_t At = 0; At < Told.size();) {
    const std::size_t End = std::min(Told.find('\n', At), Told.size());
    const std::vector<std::string> Line = fields(Told.substr(At, End - At));
    At = End + 1;
    if (Line.size() == 4 && Line[0] == "cheat")
      Cheats.push_back({Line[1], Line[2], Line[3]});
    for (Outcome &O : Outcomes)
      if (Line.size() > 1 && Line[1] == O.For->Name)
        parseFacts(Line, O.Facts);
  }
  return Cheats;
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_PROCESSES_H
