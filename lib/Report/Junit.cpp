//===- Junit.cpp - Results as test cases ----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

enum class Outcome { Passed, Failed, Skipped };

struct TestCase {
  std::string Group, Name;
  double Seconds = 0;
  Outcome How = Outcome::Passed;
  std::string Type, Message;
  SourcePlace Place;
};

/// All the time that both sides were measured for.
double secondsOf(const BenchmarkResult &Result, const WorkloadResult &W) {
  double Sum = 0;
  if (Result.Metric.empty())
    for (const auto *Samples : {&W.Before, &W.After})
      for (const double T : *Samples)
        if (std::isfinite(T) && T > 0)
          Sum += T;
  return 1e-6 * Sum;
}

std::string joined(std::initializer_list<std::string> Parts) {
  std::string Text;
  for (const std::string &Part : Parts)
    if (!Part.empty())
      Text += (Text.empty() ? "" : "; ") + Part;
  return Text;
}

TestCase caseOf(const BenchmarkResult &Result, const WorkloadResult &W) {
  TestCase Case;
  Case.Name = W.Name + (W.Sizes.empty() ? "" : " (" + W.Sizes + ")");
  Case.Seconds = secondsOf(Result, W);
  if (disagrees(W)) {
    Case.How = Outcome::Failed;
    Case.Type = "incorrect";
    Case.Message = joined(
        {W.Because == Fault::Other ? "" : describe(W.Because).str(),
         W.FaultText,
         W.MaxAbsError ? "largest error " + numberText(*W.MaxAbsError) : ""});
    if (Case.Message.empty())
      Case.Message = "the sides disagree";
  } else if (W.Because != Fault::None ||
             (!W.Correct && Result.Metric.empty() && !failsAlike(W))) {
    Case.How = Outcome::Skipped;
    Case.Type = "not checked";
    Case.Message =
        joined({W.Because == Fault::Other ? "" : describe(W.Because).str(),
                W.FaultText});
    if (Case.Message.empty())
      Case.Message = "not checked";
  }
  return Case;
}

TestCase caseOf(const ClaimVerdict &C, bool NeedsVerdict) {
  TestCase Case;
  Case.Name = C.Text;
  Case.Type = name(C.Kind).str();
  Case.Message = C.Why.empty() ? Case.Type : Case.Type + ": " + C.Why;
  switch (C.Kind) {
  case VerdictKind::Confirmed:
    break;
  case VerdictKind::Refuted:
  case VerdictKind::Incorrect:
    Case.How = Outcome::Failed;
    break;
  case VerdictKind::Inconclusive:
    Case.How = Outcome::Skipped;
    break;
  case VerdictKind::NotTestableHere:
    Case.How = NeedsVerdict ? Outcome::Failed : Outcome::Skipped;
    break;
  }
  return Case;
}

void print(raw_ostream &OS, const TestCase &Case, StringRef Suite) {
  OS << "    <testcase classname=\""
     << escapeHtml("perfclaim." + Suite.str() + "." + Case.Group)
     << "\" name=\"" << escapeHtml(Case.Name) << "\" time=\""
     << formatv("{0:f6}", Case.Seconds) << '"';
  if (!Case.Place.File.empty())
    OS << " file=\"" << escapeHtml(Case.Place.File) << '"';
  if (Case.Place.Line)
    OS << " line=\"" << Case.Place.Line << '"';
  if (Case.How == Outcome::Passed) {
    OS << "/>\n";
    return;
  }
  OS << ">\n      ";
  if (Case.How == Outcome::Failed)
    OS << "<failure type=\"" << escapeHtml(Case.Type) << "\" message=\""
       << escapeHtml(Case.Message) << "\"/>";
  else // The schema in use knows no type of what is skipped.
    OS << "<skipped message=\"" << escapeHtml(Case.Message) << "\"/>";
  OS << "\n    </testcase>\n";
}

} // namespace

void printJunit(raw_ostream &OS, ArrayRef<ReportedResult> Results,
                bool NeedsVerdict) {
  OS << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
        "name=\"perfclaim\">\n";
  for (const ReportedResult &R : Results) {
    const BenchmarkResult &Result = *R.Result;
    const std::string Suite = Result.Entry.empty() ? "benchmark" : Result.Entry;
    std::vector<TestCase> Cases;
    for (const WorkloadResult &W : Result.Workloads) {
      Cases.push_back(caseOf(Result, W));
      Cases.back().Group = "workload";
    }
    for (const ClaimVerdict &C : Result.Claims) {
      Cases.push_back(caseOf(C, NeedsVerdict));
      Cases.back().Group = "claim";
    }
    unsigned Failed = 0, Skipped = 0;
    double Seconds = 0;
    for (TestCase &Case : Cases) {
      if (R.Plan && !R.Plan->Entries.empty())
        Case.Place = R.Plan->Entries.front().After.Place;
      Failed += Case.How == Outcome::Failed;
      Skipped += Case.How == Outcome::Skipped;
      Seconds += Case.Seconds;
    }
    OS << "  <testsuite name=\"" << escapeHtml(Suite) << "\" tests=\""
       << Cases.size() << "\" failures=\"" << Failed << "\" errors=\"0\" "
       << "skipped=\"" << Skipped << "\" time=\"" << formatv("{0:f6}", Seconds)
       << '"';
    if (!Result.Environment.Date.empty())
      OS << " timestamp=\"" << escapeHtml(Result.Environment.Date) << '"';
    OS << ">\n    <properties>\n";
    const std::pair<StringRef, std::string> Properties[] = {
        {"backend", name(Result.Ran).str()},
        {"device", Result.Environment.Device},
        {"host", Result.Environment.Host},
        {"commit", R.Plan ? R.Plan->Change.Id : std::string()}};
    for (const auto &[Name, Value] : Properties)
      if (!Value.empty())
        OS << "      <property name=\"" << Name << "\" value=\""
           << escapeHtml(Value) << "\"/>\n";
    OS << "    </properties>\n";
    for (const TestCase &Case : Cases)
      print(OS, Case, Suite);
    OS << "  </testsuite>\n";
  }
  OS << "</testsuites>\n";
}

} // namespace perfclaim
