//===- BlockSweep.cpp - Does the code pick a good block? ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockSweep.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <map>
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// The fixed block that is faster than the chosen one for sure and by enough to
/// matter; of several the fastest. Null: there is none.
const FixedBlock *betterBlock(const FixedBlocks &Blocks, double Noise) {
  constexpr double Matters = 0.02;
  const FixedBlock *Best = nullptr;
  for (const FixedBlock &B : Blocks.Tried)
    if (B.Measured && B.Measured->Ratio &&
        B.Measured->Ratio->Low > 1 + std::max(Noise, Matters) &&
        (!Best || B.Measured->Ratio->Value > Best->Measured->Ratio->Value))
      Best = &B;
  return Best;
}

bool anyMeasured(const FixedBlocks &Blocks) {
  return any_of(Blocks.Tried,
                [](const FixedBlock &B) { return B.Measured.has_value(); });
}

} // namespace

FigureTable blocksTable(const BenchmarkResult &Result) {
  std::set<int64_t> Widths;
  for (const WorkloadResult &W : Result.Workloads)
    if (W.Blocks)
      for (const FixedBlock &B : W.Blocks->Tried)
        Widths.insert(B.Threads);
  FigureTable All{{"block", "chosen"}, {}};
  for (const int64_t Threads : Widths)
    All.Head.push_back(std::to_string(Threads));
  for (const WorkloadResult &W : Result.Workloads) {
    if (!W.Blocks || W.Blocks->Tried.empty())
      continue;
    std::vector<std::string> Row = {W.Name, std::to_string(W.Blocks->Own)};
    for (const int64_t Threads : Widths) {
      const auto Tried = find_if(W.Blocks->Tried, [&](const FixedBlock &B) {
        return B.Threads == Threads;
      });
      Row.push_back(Threads == W.Blocks->Own         ? "chosen"
                    : Tried == W.Blocks->Tried.end() ? "-"
                    : Tried->Measured && Tried->Measured->Ratio
                        ? timesText(Tried->Measured->Ratio->Value)
                        : "no");
    }
    All.Rows.push_back(std::move(Row));
  }
  return All;
}

std::vector<std::string> blockRemarks(const BenchmarkResult &Result) {
  std::vector<std::string> Texts;
  size_t Swept = 0;
  std::map<std::string, std::set<std::string>> Reasons;
  for (const WorkloadResult &W : Result.Workloads) {
    if (!W.Blocks)
      continue;
    if (!W.Blocks->WhyNot.empty())
      Reasons["no other block was tried: " + W.Blocks->WhyNot].insert(W.Name);
    for (const FixedBlock &B : W.Blocks->Tried)
      if (!B.WhyNot.empty())
        Reasons[formatv("not in blocks of {0}: {1}", B.Threads, B.WhyNot)]
            .insert(W.Name);
    if (!anyMeasured(*W.Blocks))
      continue;
    ++Swept;
    if (const FixedBlock *Better = betterBlock(*W.Blocks, Result.NoiseFloor)) {
      const RatioEstimate &E = *Better->Measured->Ratio;
      Texts.push_back(formatv("{0}: a block of {1} is {2} as fast as the {3} "
                              "that the new side chooses ({4} to {5})",
                              W.Name, Better->Threads, timesText(E.Value),
                              W.Blocks->Own, timesText(E.Low),
                              timesText(E.High)));
    }
  }
  if (Swept)
    Texts.insert(Texts.begin(),
                 formatv("block size: no fixed block is faster than the chosen "
                         "one on {0} of {1} workloads",
                         Swept - Texts.size(), Swept));
  for (const auto &[Reason, Workloads] : Reasons)
    Texts.push_back(Reason + " (" + join(Workloads, ", ") + ")");
  return Texts;
}

} // namespace perfclaim
