//===- Sweep.h - Does the code pick a good block? ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `--sweep`: the new side as it is against the new side with its changed
/// kernel in blocks of 32, 64, ... 1024 threads. Whether the code works with
/// such a block is not guessed: its outputs are compared with those of the old
/// side first. A block that it cannot take may end the process, so that each
/// width has processes of its own.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_SWEEP_H
#define PERFCLAIM_RUNTIME_SWEEP_H

#include "List.h"
#include "Outcome.h"

namespace pc {

/// What a process with one width tells of a workload as soon as it is done.
inline std::string fixedBlockLine(const Outcome &O) {
  if (O.Correct && O.Fault.empty() && O.Runs.usable())
    return samplesLine("sides", O.For->Name, O.Runs.Sides.front());
  std::string Why = "the outputs differ";
  if (O.Fault != "both run, but their outputs differ")
    Why = O.Fault + (O.FaultText.empty() ? "" : ": " + O.FaultText);
  for (char &C : Why)
    if (C == '\t' || C == '\n')
      C = ' ';
  return "cannot\t" + O.For->Name + "\t" + Why + "\n";
}

inline void takeFixedBlock(const std::string &Line, FixedBlock &Into) {
  std::string Kind, Name;
  Samples Times;
  const std::vector<std::string> Parts = fields(Line);
  if (Parts[0] == "cannot")
    Into.WhyNot = Parts[2];
  else if (parseSamples(Line, Kind, Name, Times))
    Into.Runs.push_back(std::move(Times));
}

/// Processes for one width: few, as they say how much is lost and not whether
/// a claim holds.
inline constexpr int SweepProcesses = 3;

/// One width on the workloads of \p Those; adds to the tried ones of each.
inline void tryBlock(int Threads, const std::vector<Outcome *> &Those,
                     const Options &Wanted) {
  for (Outcome *O : Those) {
    O->Blocks.Tried.emplace_back();
    O->Blocks.Tried.back().Threads = Threads;
  }
  for (int Number = 0; Number != SweepProcesses; ++Number) {
    std::vector<Outcome *> Left;
    std::vector<std::string> Names;
    for (Outcome *O : Those)
      if (O->Blocks.Tried.back().WhyNot.empty()) {
        Left.push_back(O);
        Names.push_back(O->For->Name);
      }
    if (Left.empty())
      return;
    std::vector<std::string> Arguments =
        processArguments(Wanted, Number, Names);
    Arguments.insert(Arguments.end(), {"--block", std::to_string(Threads)});
    std::string Told;
    runMeasuring(std::move(Arguments), Told);
    for (Outcome *O : Left) {
      bool Heard = false;
      for (std::size_t At = 0; At < Told.size() && !Heard;) {
        const std::size_t End = std::min(Told.find('\n', At), Told.size());
        const std::string Line = Told.substr(At, End - At);
        const std::vector<std::string> Parts = fields(Line);
        Heard = Parts.size() > 2 && Parts[1] == O->For->Name;
        if (Heard)
          takeFixedBlock(Line, O->Blocks.Tried.back());
        At = End + 1;
      }
      if (!Heard)
        O->Blocks.Tried.back().WhyNot = "the process did not get so far";
    }
  }
}

/// EXPECTS: \p Outcomes were measured in this process.
inline void sweepBlocks(std::vector<Outcome> &Outcomes, const BlockRule &Rule,
                        const Options &Wanted) {
  for (Outcome &O : Outcomes)
    if (O.HasRatio)
      O.Blocks = ownBlock(Rule, O.Launches[1]);
  for (int Threads = 32; Threads <= 1024; Threads *= 2) {
    std::vector<Outcome *> Those;
    for (Outcome &O : Outcomes)
      if (O.Blocks.Own != 0 && O.Blocks.WhyNot.empty() &&
          O.Blocks.Own != Threads)
        Those.push_back(&O);
    tryBlock(Threads, Those, Wanted);
  }
}

/// For people: one line for each workload.
inline void printBlocks(std::FILE *Out, const std::vector<Outcome> &Outcomes,
                        const BlockRule &Rule) {
  if (Rule.How == BlockRule::None) {
    std::fprintf(Out, "no fixed blocks: %s\n", Rule.Text);
    return;
  }
  std::fprintf(Out,
               "%s in fixed blocks (time as it chooses / time of the fixed "
               "one: above 1 the fixed one is faster)\n",
               Rule.Kernel);
  for (const Outcome &O : Outcomes) {
    if (!O.Blocks.known())
      continue;
    std::fprintf(Out, "  %s:", O.For->Name.c_str());
    if (O.Blocks.Own != 0)
      std::fprintf(Out, " chooses %d;", O.Blocks.Own);
    if (!O.Blocks.WhyNot.empty())
      std::fprintf(Out, " %s", O.Blocks.WhyNot.c_str());
    const char *Separator = " ";
    for (const FixedBlock &B : O.Blocks.Tried) {
      if (!B.WhyNot.empty()) {
        std::fprintf(Out, "%s%d: %s", Separator, B.Threads, B.WhyNot.c_str());
      } else {
        const Estimate E = hierarchicalRatio(Measured::ratios(B.Runs));
        std::fprintf(Out, "%s%d: %.3f [%.3f, %.3f]", Separator, B.Threads,
                     E.Value, E.Low, E.High);
      }
      Separator = ", ";
    }
    std::fprintf(Out, "\n");
  }
}

} // namespace pc

#endif // PERFCLAIM_RUNTIME_SWEEP_H
