//===- Progress.cpp - What a run is doing, on one line --------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Run/Progress.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace perfclaim {

std::optional<ProgressStep> parseProgress(StringRef Line) {
  SmallVector<StringRef, 10> Fields;
  Line.split(Fields, '\t');
  ProgressStep Step;
  if ((Fields.size() != 7 && Fields.size() != 10) || Fields[0] != "progress" ||
      Fields[2].getAsInteger(10, Step.Process) ||
      Fields[3].getAsInteger(10, Step.Processes) || Step.Processes == 0 ||
      Fields[4].getAsInteger(10, Step.Done) ||
      Fields[5].getAsInteger(10, Step.Count))
    return std::nullopt;
  Step.Stage = Fields[1].str();
  Step.Workload = Fields[6].str();
  if (Fields.size() == 10) {
    ProgressStep::Interval Ratio;
    if (Fields[7].getAsDouble(Ratio.Value) ||
        Fields[8].getAsDouble(Ratio.Low) || Fields[9].getAsDouble(Ratio.High))
      return std::nullopt;
    Step.Ratio = Ratio;
  }
  return Step;
}

double progressShare(const ProgressStep &Step) {
  if (Step.Count == 0)
    return 0;
  // The second measurement has as many processes as the first.
  const bool Many = Step.Stage == "measuring" || Step.Stage == "again";
  const unsigned Processes = Many ? Step.Processes : 1;
  const unsigned Process = Many ? Step.Process % Step.Processes : 0;
  const double Share = (Process + double(Step.Done) / Step.Count) / Processes;
  return std::clamp(Share, 0.0, 1.0);
}

static std::string secondsLeft(double Share, double Seconds) {
  // The first few seconds tell little of the rest.
  if (Share <= 0.02 || Share >= 1 || Seconds < 2)
    return "";
  const double Left = std::ceil(Seconds * (1 - Share) / Share);
  if (Left < 100)
    return formatv(", {0} s left", static_cast<unsigned>(Left));
  return formatv(", {0} min left", static_cast<unsigned>(std::ceil(Left / 60)));
}

std::string renderProgress(const ProgressStep &Step, double Seconds,
                           unsigned Width) {
  constexpr unsigned Cells = 20;
  const double Share = progressShare(Step);
  std::string Line;
  if (Step.Count) {
    const auto Full = static_cast<unsigned>(Share * Cells);
    Line = "[" + std::string(Full, '=') + std::string(Cells - Full, ' ') + "] ";
  }
  Line += Step.Stage == "again" ? "measuring the best and the worst again"
          : Step.Stage == "instruments" ? "asking the instruments"
                                        : Step.Stage;
  if (!Step.Workload.empty())
    Line += " " + Step.Workload;
  if (Step.Ratio)
    Line += formatv(" {0:F3} ({1:F3} to {2:F3})", Step.Ratio->Value,
                    Step.Ratio->Low, Step.Ratio->High);
  if (Step.Stage == "measuring" && Step.Processes > 1)
    Line += formatv(", process {0} of {1}", Step.Process + 1, Step.Processes);
  Line += secondsLeft(Share, Seconds);
  // A name may hold anything; one column for a byte is enough here.
  for (char &C : Line)
    if (!isPrint(C))
      C = '?';
  return Line.substr(0, Width);
}

void ProgressLine::show(const ProgressStep &Step) {
  if (Step.Stage != Stage) {
    Stage = Step.Stage;
    Began = Now();
  }
  // To the left, over what was there; and what is left of it is cleared.
  OS << '\r' << renderProgress(Step, Now() - Began, Width) << "\x1b[K";
  OS.flush();
  Shown = true;
}

ProgressLine::~ProgressLine() {
  if (Shown)
    OS << "\r\x1b[K";
  OS.flush();
}

} // namespace perfclaim
