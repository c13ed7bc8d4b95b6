//===- Verdict.cpp - Whether a claim holds --------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Verdict/Verdict.h"
#include "Evidence.h"
#include "Growth.h"
#include "Workloads.h"
#include "perfclaim/Runtime/Statistics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cmath>
#include <map>

using namespace llvm;

namespace perfclaim {

namespace {

std::string shortNumber(double Number) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << format("%.4g", Number);
  return Text;
}

std::string faultOf(const WorkloadResult &W) {
  std::string Text = describe(W.Because).str();
  if (W.Because == Fault::None || W.Because == Fault::Other)
    Text = W.FaultText.empty() ? "the outputs differ" : W.FaultText;
  else if (!W.FaultText.empty())
    Text += ": " + W.FaultText;
  if (W.MaxAbsError && (W.Because == Fault::Differ || W.Because == Fault::None))
    Text += " by up to " + shortNumber(*W.MaxAbsError);
  return formatv("{0} on workload {1}", Text, W.Name);
}

/// "H100" is the device "NVIDIA H100 80GB HBM3". A claim that names none is
/// about any.
bool sameHardware(StringRef Claimed, StringRef Device) {
  auto Key = [](StringRef Text) {
    std::string Result;
    for (char C : Text)
      if (isAlnum(C))
        Result += toLower(C);
    return Result;
  };
  const std::string Want = Key(Claimed), Have = Key(Device);
  if (Want.empty())
    return true;
  const size_t At = Have.find(Want);
  // "A10" is not "A100".
  return At != std::string::npos &&
         (At + Want.size() == Have.size() || !isDigit(Want.back()) ||
          !isDigit(Have[At + Want.size()]));
}

std::string percent(double Share) {
  return formatv("{0:f0}%", std::abs(Share) * 100);
}

class ClaimJudge {
public:
  ClaimJudge(const BenchmarkPlan &Plan, const BenchmarkResult &Result)
      : Plan(Plan), Result(Result) {}

  ClaimVerdict judge(const ClaimTest &Test) {
    ClaimVerdict V;
    V.Text = Test.What.Text;
    V.Claimed = Test.What.Speedup;
    V.Threshold = threshold(Test);
    const auto Workloads = workloadsOf(Plan, Test, Result);
    for (const WorkloadResult *W : Workloads)
      V.Workloads.push_back(W->Name);
    decide(Test, Workloads, V);
    // A reader has to know what the figures stand for.
    if (Test.Testable && !Test.Scope.empty())
      V.Why += "; " + Test.Scope;
    return V;
  }

private:
  static void set(ClaimVerdict &V, VerdictKind Kind, std::string Why) {
    V.Kind = Kind;
    V.Why = std::move(Why);
  }

  /// "Up to 5% slower" is about the worst workload.
  static Qualifier ends(const Claim &C) {
    if (C.Speedup.value_or(1) < 1) {
      if (C.Qualified == Qualifier::UpTo)
        return Qualifier::AtLeast;
      if (C.Qualified == Qualifier::AtLeast)
        return Qualifier::UpTo;
    }
    return C.Qualified;
  }

  double threshold(const ClaimTest &Test) const {
    const double Claimed = Test.What.Speedup.value_or(1);
    if (Claimed < 1)
      // A stated slowdown may be half as large again, or 20% for big ones.
      return std::max(0.8 * Claimed, 1 - 1.5 * (1 - Claimed));
    return std::max(Test.Threshold, 1 + Result.NoiseFloor);
  }

  void decide(const ClaimTest &Test,
              const std::vector<const WorkloadResult *> &Workloads,
              ClaimVerdict &V) const {
    // A wrong function has no speed, on whichever workload it was found out.
    for (const WorkloadResult &W : Result.Workloads)
      if (disagrees(W))
        return set(V, VerdictKind::Incorrect, faultOf(W));

    if (Result.Ran != Backend::Host)
      V.Measured = combine(Workloads, ends(Test.What));
    if (!Test.Testable)
      return set(V, VerdictKind::NotTestableHere, notTestable(Test, V));
    for (const WorkloadResult *W : Workloads)
      if (W->Because == Fault::NotTestable)
        return set(V, VerdictKind::NotTestableHere, W->FaultText);
      else if (W->Because == Fault::BothFault)
        return set(V, VerdictKind::NotTestableHere,
                   faultOf(*W) + "; " + whatMayHelp(Plan, *W));
      else if (W->Because == Fault::NothingWritten)
        return set(V, VerdictKind::NotTestableHere, faultOf(*W));
    if (Result.Ran == Backend::Host)
      return set(V, VerdictKind::NotTestableHere,
                 "the host backend checks correctness only, it times nothing");
    if (Result.Workloads.empty() && Result.Environment.Device.empty() &&
        Result.Ran == Backend::Cuda)
      return set(V, VerdictKind::NotTestableHere, "there is no CUDA device");
    if (!Test.What.Speedup)
      return set(V, VerdictKind::NotTestableHere,
                 "the claim gives no ratio that could be measured");
    if (!sane(*Test.What.Speedup))
      return set(V, VerdictKind::NotTestableHere,
                 "the claimed ratio is not a number above 0");
    for (const WorkloadResult *W : Workloads)
      if (W->Because == Fault::BeforeCannotLaunch ||
          W->Because == Fault::AfterCannotLaunch)
        return set(V, VerdictKind::NotTestableHere, describe(W->Because).str());
    if (Workloads.empty())
      return set(V, VerdictKind::Inconclusive,
                 "none of the claim's workloads was run");
    for (const std::string &Name : Test.Workloads)
      if (!llvm::is_contained(V.Workloads, Name)) {
        V.Measured.reset();
        return set(V, VerdictKind::Inconclusive,
                   "workload " + Name + " was not run");
      }
    for (const WorkloadResult *W : Workloads)
      if (std::string Why = whyNotTheChange(Plan, *W); !Why.empty()) {
        V.Measured.reset();
        return set(V, VerdictKind::Inconclusive, Why);
      }
    for (const WorkloadResult *W : Workloads)
      if (!W->Correct) {
        V.Measured.reset();
        return set(V, VerdictKind::Inconclusive,
                   "workload " + W->Name + " was not checked" +
                       (W->FaultText.empty() ? "" : ": " + W->FaultText));
      }
    if (!V.Measured)
      return set(V, VerdictKind::Inconclusive,
                 "there is no ratio for some of the workloads");
    compare(Test, V);
  }

  static bool sane(double Ratio) { return std::isfinite(Ratio) && Ratio > 0; }

  /// Of an end-to-end claim a kernel's ratio says what it would need.
  std::string notTestable(const ClaimTest &Test, const ClaimVerdict &V) const {
    std::string Why =
        Test.WhyNot.empty() ? "the plan has no test for it" : Test.WhyNot;
    const std::optional<double> E = Test.What.Speedup;
    if (Test.What.Subject != About::EndToEnd || !E || *E <= 1 || !V.Measured)
      return Why;
    const double K = V.Measured->Value;
    if (K < *E)
      return Why + formatv("; the part measured became {0} times as fast, "
                           "which alone cannot give {1}",
                           figure(K), figure(*E))
                       .str();
    const double Share = (1 - 1 / *E) / (1 - 1 / K);
    return Why + formatv("; the part measured became {0} times as fast, which "
                         "gives {1} if it was {2} of the run",
                         figure(K), figure(*E), percent(Share))
                     .str();
  }

  void compare(const ClaimTest &Test, ClaimVerdict &V) const {
    const RatioEstimate &R = *V.Measured;
    const double Claimed = *V.Claimed;
    if (Claimed != 1)
      V.Share = (R.Value - 1) / (Claimed - 1);
    const std::string Measured = "measured " + figure(R);
    if (Claimed < 1)
      return compareSlowdown(Test, V, Measured);

    const std::string T = figure(V.Threshold);
    const std::string Gain =
        Claimed == 1 ? ""
                     : formatv(", {0}{1} of the claimed gain",
                               R.Value < 1 ? "minus " : "", percent(*V.Share))
                           .str();
    if (R.Low >= V.Threshold)
      return set(V, VerdictKind::Confirmed,
                 Measured + ", at or above " + T + Gain);
    if (R.High >= V.Threshold)
      return set(V, VerdictKind::Inconclusive,
                 Measured + ", which lies across " + T + Gain);
    if (Test.What.Qualified == Qualifier::UpTo)
      return set(V, VerdictKind::Inconclusive,
                 "not reproduced: the best workload " + Measured + ", below " +
                     T + Gain);
    if (!sameHardware(Test.What.Hardware, Result.Environment.Device))
      return set(V, VerdictKind::Inconclusive,
                 Measured + ", below " + T + ", but the claim is about " +
                     Test.What.Hardware + Gain);
    set(V, VerdictKind::Refuted, Measured + ", below " + T + Gain);
  }

  /// The author says it became slower: it holds if it did, and by no more.
  void compareSlowdown(const ClaimTest &Test, ClaimVerdict &V,
                       const std::string &Measured) const {
    const RatioEstimate &R = *V.Measured;
    const std::string T = figure(V.Threshold);
    if (R.High < V.Threshold &&
        !sameHardware(Test.What.Hardware, Result.Environment.Device))
      return set(V, VerdictKind::Inconclusive,
                 Measured + ", below " + T + ", but the claim is about " +
                     Test.What.Hardware);
    if (R.High < V.Threshold)
      return set(V, VerdictKind::Refuted,
                 Measured + ", slower than was said (down to " + T +
                     " would do)");
    if (R.Low < V.Threshold)
      return set(V, VerdictKind::Inconclusive,
                 Measured + ", which lies across " + T);
    set(V, VerdictKind::Confirmed, Measured + ", no slower than was said");
  }

  const BenchmarkPlan &Plan;
  const BenchmarkResult &Result;
};

/// With claims or without; once where the same may help several workloads.
void adviseOnFaults(const BenchmarkPlan &Plan, BenchmarkResult &Result) {
  struct Case {
    std::vector<std::string> Names;
    StringRef FirstFault;
  };
  std::map<std::string, Case> Advice;
  for (const WorkloadResult &W : Result.Workloads)
    if (W.Because == Fault::BothFault) {
      Case &C = Advice[whatMayHelp(Plan, W)];
      if (C.Names.empty())
        C.FirstFault = W.FaultText;
      C.Names.push_back(W.Name);
    }
  for (const auto &[Text, C] : Advice) {
    Note N{Severity::Warning, "", 0,
           "not testable here: both sides fault on " + join(C.Names, ", ") +
               " (" + C.FirstFault.str() + "); " + Text};
    // A result that is read again has been judged before.
    if (!llvm::is_contained(Result.Notes, N))
      Result.Notes.push_back(std::move(N));
  }
}

/// Sides that were paired for their likeness and agree nowhere are no mistake
/// of the commit: they do not mean the same.
void withdrawPairing(const BenchmarkPlan &Plan, BenchmarkResult &Result) {
  if (none_of(Plan.Entries, [](const EntryPair &E) { return E.ByLikeness; }) ||
      any_of(Result.Workloads,
             [](const WorkloadResult &W) { return W.Correct.value_or(false); }))
    return;
  for (WorkloadResult &W : Result.Workloads) {
    if (W.Because != Fault::Differ &&
        W.Because != Fault::BeforeNotDeterministic &&
        W.Because != Fault::AfterNotDeterministic)
      continue;
    W.Correct = std::nullopt;
    W.Because = Fault::NotTestable;
    W.FaultText =
        "the new function is beside the old one, and was compared for "
        "its likeness; they may not be meant to do the same (" +
        W.FaultText + "); --entry names another pair";
  }
}

std::optional<double> medianOf(std::vector<double> Samples) {
  llvm::erase_if(Samples, [](double S) { return !std::isfinite(S); });
  if (Samples.empty())
    return std::nullopt;
  return pc::median(std::move(Samples));
}

int rank(ExitCode Code) {
  switch (Code) {
  case ExitCode::Usage:
    return 6;
  case ExitCode::Incorrect:
    return 5;
  case ExitCode::Refuted:
    return 4;
  case ExitCode::Slower:
    return 3;
  case ExitCode::Inconclusive:
    return 2;
  case ExitCode::Nothing:
    return 1;
  case ExitCode::Success:
    break;
  }
  return 0;
}

} // namespace

void judge(const BenchmarkPlan &Plan, BenchmarkResult &Result) {
  for (WorkloadResult &W : Result.Workloads) {
    W.MedianBefore = medianOf(W.Before);
    W.MedianAfter = medianOf(W.After);
  }
  withdrawPairing(Plan, Result);
  giveVerdicts(Plan, Result);
  adviseOnFaults(Plan, Result);
  Result.Claims.clear();
  ClaimJudge Judge(Plan, Result);
  std::vector<ClaimVerdict> Verdicts;
  for (const ClaimTest &Test : Plan.Tests)
    Verdicts.push_back(Judge.judge(Test));
  for (const GrowthClaim &Claim : Plan.Claims.Growths)
    Verdicts.push_back(judgeGrowth(Claim, Plan, Result));
  Result.Claims = std::move(Verdicts);
}

ExitCode worseOf(ExitCode A, ExitCode B) { return rank(A) < rank(B) ? B : A; }

ExitCode exitCodeFor(const BenchmarkResult &Result,
                     const VerdictOptions &Options) {
  ExitCode Code = ExitCode::Success;
  // Without one workload that both sides went through, nothing was checked.
  // Of a user's own command the results are the user's to check.
  if (llvm::none_of(Result.Workloads, [&](const WorkloadResult &W) {
        return W.Correct || disagrees(W) || (!Result.Metric.empty() && W.Ratio);
      }))
    Code = ExitCode::Nothing;
  for (const WorkloadResult &W : Result.Workloads) {
    if (disagrees(W))
      Code = worseOf(Code, ExitCode::Incorrect);
    // That the sides agree without the changed kernel says nothing of it.
    if (W.Because == Fault::NotLaunched)
      Code = worseOf(Code, ExitCode::Inconclusive);
  }
  if (Options.MaxSlowdown && surelySlower(Result, *Options.MaxSlowdown))
    Code = worseOf(Code, ExitCode::Slower);
  for (const ClaimVerdict &C : Result.Claims)
    switch (C.Kind) {
    case VerdictKind::Confirmed:
      break;
    case VerdictKind::Refuted:
      Code = worseOf(Code, ExitCode::Refuted);
      break;
    case VerdictKind::Incorrect:
      Code = worseOf(Code, ExitCode::Incorrect);
      break;
    case VerdictKind::Inconclusive:
      Code = worseOf(Code, ExitCode::Inconclusive);
      break;
    case VerdictKind::NotTestableHere:
      if (Options.RequireVerdict)
        Code = worseOf(Code, ExitCode::Nothing);
      break;
    }
  return Code;
}

} // namespace perfclaim
