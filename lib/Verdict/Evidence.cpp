//===- Evidence.cpp - What the workloads say together ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Evidence.h"
#include "perfclaim/Runtime/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

std::string kernelName(StringRef Readable) {
  // Cut at the first '<' or '(' outside of a name; "(anonymous namespace)::" is
  // part of a name.
  std::string Name;
  StringRef Rest = Readable.trim();
  while (!Rest.empty()) {
    if (Rest.consume_front("(anonymous namespace)::")) {
      Name.clear();
      continue;
    }
    const char C = Rest.front();
    if (C == '<' || C == '(')
      break;
    Rest = Rest.drop_front();
    if (C == ' ' || C == ':')
      Name.clear();
    else
      Name += C;
  }
  return Name;
}

namespace {

const Workload *planned(const BenchmarkPlan &Plan, StringRef Name) {
  auto It = llvm::find_if(Plan.Workloads,
                          [&](const Workload &W) { return W.Name == Name; });
  return It == Plan.Workloads.end() ? nullptr : &*It;
}

bool launched(ArrayRef<MadeLaunch> Launches, StringRef Kernel) {
  const std::string Name = kernelName(Kernel);
  return llvm::any_of(Launches, [&](const MadeLaunch &L) {
    return kernelName(L.Kernel) == Name;
  });
}

bool agrees(const std::vector<std::optional<int64_t>> &Predicted,
            const std::array<int64_t, 3> &Made) {
  for (size_t I = 0; I < 3 && I < Predicted.size(); ++I)
    if (Predicted[I] && *Predicted[I] != Made[I])
      return false;
  return true;
}

std::string dimensions(const std::array<int64_t, 3> &D) {
  if (D[2] != 1)
    return formatv("{0}x{1}x{2}", D[0], D[1], D[2]);
  if (D[1] != 1)
    return formatv("{0}x{1}", D[0], D[1]);
  return std::to_string(D[0]);
}

/// A kernel whose launches were predicted, of which none is like a prediction.
/// Several predictions of a kernel are the branches of its launcher, of which a
/// call takes one.
std::string unlikePrediction(ArrayRef<PredictedLaunch> Predictions,
                             ArrayRef<MadeLaunch> Launches, StringRef Side) {
  auto Agrees = [](const PredictedLaunch &P, const MadeLaunch &L) {
    return kernelName(P.Kernel) == kernelName(L.Kernel) &&
           agrees(P.Grid, L.Grid) && agrees(P.Block, L.Block) &&
           (!P.SharedBytes || *P.SharedBytes == L.SharedBytes);
  };
  for (const PredictedLaunch &P : Predictions) {
    const std::string Name = kernelName(P.Kernel);
    const MadeLaunch *Other = nullptr;
    bool Any = false;
    for (const MadeLaunch &L : Launches) {
      if (kernelName(L.Kernel) != Name)
        continue;
      Other = &L;
      Any |= llvm::any_of(Predictions, [&](const PredictedLaunch &Candidate) {
        return Agrees(Candidate, L);
      });
    }
    if (Other && !Any)
      return formatv("{0} launched {1} with grid {2} and block {3}, which is "
                     "not what its sources say",
                     Side, Name, dimensions(Other->Grid),
                     dimensions(Other->Block));
  }
  return "";
}

} // namespace

std::string whyNotTheChange(const BenchmarkPlan &Plan,
                            const WorkloadResult &W) {
  if (W.Because == Fault::NotLaunched)
    return describe(W.Because).str();
  if (Plan.Entries.empty())
    return "";
  const EntryPair &Entry = Plan.Entries.front();
  // Launches are only judged where they were recorded: a native entry has none.
  struct OneSide {
    const EntrySide &Side;
    ArrayRef<MadeLaunch> Launches;
    StringRef Name;
  };
  const OneSide Sides[] = {{Entry.Before, W.LaunchesBefore, "before"},
                           {Entry.After, W.LaunchesAfter, "after"}};
  for (const OneSide &S : Sides) {
    if (S.Side.Reaches.empty() ||
        (W.LaunchesBefore.empty() && W.LaunchesAfter.empty()))
      continue;
    if (llvm::none_of(S.Side.Reaches, [&](StringRef Kernel) {
          return launched(S.Launches, Kernel);
        }))
      return formatv("{0} did not launch {1}", S.Name,
                     join(S.Side.Reaches, " or "));
  }
  if (const Workload *P = planned(Plan, W.Name)) {
    std::string Why = unlikePrediction(P->Before, W.LaunchesBefore, "before");
    return Why.empty() ? unlikePrediction(P->After, W.LaunchesAfter, "after")
                       : Why;
  }
  return "";
}

std::string whatMayHelp(const BenchmarkPlan &Plan, const WorkloadResult &W) {
  constexpr StringLiteral Doubt(
      "the arguments that were made may not suit the function");
  // "out: 62 bytes written after its end" names the buffer.
  StringRef Text = W.FaultText;
  Text.consume_front("before: ");
  const StringRef Name = Text.split(": ").first;
  if (!Plan.Entries.empty())
    for (const ParameterModel &P : Plan.Entries.front().Variables)
      if (P.Name == Name && P.Extent)
        return formatv("{0}: if `{1}` has more than {2} elements, write into "
                       "perfclaim.json: {{\"parameters\": {{\"{1}\": "
                       "{{\"extent\": \"...\"}}}",
                       Doubt, Name, P.Extent->str());
  if (Plan.Questions.empty())
    return (Doubt + "; perfclaim.json can say what they are").str();
  return (Doubt + ": " + join(Plan.Questions, "; ")).str();
}

std::vector<const WorkloadResult *> workloadsOf(const BenchmarkPlan &Plan,
                                                const ClaimTest &Test,
                                                const BenchmarkResult &Result) {
  std::vector<const WorkloadResult *> Measured, Others;
  for (const WorkloadResult &W : Result.Workloads) {
    if (!Test.Workloads.empty()) {
      if (llvm::is_contained(Test.Workloads, W.Name))
        Measured.push_back(&W);
      continue;
    }
    // Controls and edges never count in an average.
    const Workload *P = planned(Plan, W.Name);
    const StringRef Purpose = W.Purpose;
    if (P ? P->For == Workload::Purpose::Measure
          : Purpose.empty() || Purpose == "measure")
      Measured.push_back(&W);
    else if (P ? P->For == Workload::Purpose::Threshold
               : Purpose == "threshold")
      Others.push_back(&W);
  }
  return Measured.empty() ? Others : Measured;
}

namespace {

bool usable(const std::optional<RatioEstimate> &R) {
  return R && std::isfinite(R->Value) && std::isfinite(R->Low) &&
         std::isfinite(R->High) && R->Low > 0 && R->Low <= R->Value &&
         R->Value <= R->High;
}

/// The rounds of each process; empty where they are not known.
pc::ProcessRatios processRatios(const WorkloadResult &W) {
  pc::ProcessRatios All;
  size_t At = 0;
  for (int64_t Rounds : W.ProcessRounds) {
    if (Rounds <= 0 || W.Before.size() != W.After.size() ||
        static_cast<uint64_t>(Rounds) > W.Before.size() - At)
      return {};
    All.emplace_back();
    for (int64_t I = 0; I != Rounds; ++I, ++At) {
      const double Before = W.Before[At], After = W.After[At];
      if (!std::isfinite(Before) || !std::isfinite(After) || Before <= 0 ||
          After <= 0)
        return {};
      All.back().push_back(Before / After);
    }
  }
  return At == W.Before.size() ? All : pc::ProcessRatios();
}

/// The best or the worst was chosen, and by luck too; so what counts of it is
/// what it showed when it was measured again.
std::optional<RatioEstimate> shown(const WorkloadResult &W) {
  return W.Again && usable(W.Again->Ratio) ? W.Again->Ratio : W.Ratio;
}

} // namespace

size_t processesOf(const WorkloadResult &W) { return processRatios(W).size(); }

std::optional<RatioEstimate>
combine(const std::vector<const WorkloadResult *> &Workloads, Qualifier How) {
  if (Workloads.empty() ||
      !llvm::all_of(Workloads,
                    [](const WorkloadResult *W) { return usable(W->Ratio); }))
    return std::nullopt;
  auto ByValue = [](const WorkloadResult *X, const WorkloadResult *Y) {
    return X->Ratio->Value < Y->Ratio->Value;
  };
  if (How == Qualifier::UpTo)
    return shown(**llvm::max_element(Workloads, ByValue));
  if (How == Qualifier::AtLeast)
    return shown(**llvm::min_element(Workloads, ByValue));
  if (Workloads.size() == 1)
    return Workloads.front()->Ratio;
  std::vector<pc::Estimate> Parts;
  std::vector<pc::ProcessRatios> Sweep;
  for (const WorkloadResult *W : Workloads) {
    Parts.push_back({W->Ratio->Value, W->Ratio->Low, W->Ratio->High});
    Sweep.push_back(processRatios(*W));
  }
  const bool SameProcesses =
      Sweep.front().size() > 1 &&
      llvm::all_of(Sweep, [&](const pc::ProcessRatios &Ratios) {
        return Ratios.size() == Sweep.front().size();
      });
  const pc::Estimate Mean =
      SameProcesses ? pc::combineProcesses(Sweep) : pc::combine(Parts);
  return RatioEstimate{Mean.Value, Mean.Low, Mean.High};
}

std::string figure(double Ratio) {
  // Small gains need the third digit: 1.006 is a claim.
  if (Ratio < 2)
    return formatv("{0:f3}", Ratio);
  return formatv("{0:f2}", Ratio);
}

std::string figure(const RatioEstimate &R) {
  return formatv("{0} ({1} to {2})", figure(R.Value), figure(R.Low),
                 figure(R.High));
}

} // namespace perfclaim
