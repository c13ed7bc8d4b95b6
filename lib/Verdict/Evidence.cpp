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

/// A launch of a kernel that was predicted, and none of that kernel was as
/// predicted.
std::string unlikePrediction(ArrayRef<PredictedLaunch> Predictions,
                             ArrayRef<MadeLaunch> Launches, StringRef Side) {
  for (const PredictedLaunch &P : Predictions) {
    const std::string Name = kernelName(P.Kernel);
    const MadeLaunch *Other = nullptr;
    bool Agrees = false;
    for (const MadeLaunch &L : Launches) {
      if (kernelName(L.Kernel) != Name)
        continue;
      Other = &L;
      Agrees |= agrees(P.Grid, L.Grid) && agrees(P.Block, L.Block) &&
                (!P.SharedBytes || *P.SharedBytes == L.SharedBytes);
    }
    if (Other && !Agrees)
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

std::optional<RatioEstimate>
combine(const std::vector<const WorkloadResult *> &Workloads, Qualifier How) {
  if (Workloads.empty())
    return std::nullopt;
  auto Usable = [](const WorkloadResult *W) {
    return W->Ratio && std::isfinite(W->Ratio->Value) &&
           std::isfinite(W->Ratio->Low) && std::isfinite(W->Ratio->High) &&
           W->Ratio->Low > 0 && W->Ratio->Low <= W->Ratio->Value &&
           W->Ratio->Value <= W->Ratio->High;
  };
  if (!llvm::all_of(Workloads, Usable))
    return std::nullopt;
  auto ByValue = [](const WorkloadResult *X, const WorkloadResult *Y) {
    return X->Ratio->Value < Y->Ratio->Value;
  };
  if (How == Qualifier::UpTo)
    return (*llvm::max_element(Workloads, ByValue))->Ratio;
  if (How == Qualifier::AtLeast)
    return (*llvm::min_element(Workloads, ByValue))->Ratio;
  std::vector<pc::Estimate> Parts;
  for (const WorkloadResult *W : Workloads)
    Parts.push_back({W->Ratio->Value, W->Ratio->Low, W->Ratio->High});
  const pc::Estimate Mean = pc::combine(Parts);
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
