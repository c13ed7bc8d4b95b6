//===- PlanText.cpp - Plans for people ------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "perfclaim/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

namespace {

StringRef kindText(EntryKind Kind) {
  switch (Kind) {
  case EntryKind::Kernel:
    return "kernel with its own launch";
  case EntryKind::Launcher:
    return "launcher";
  case EntryKind::Caller:
    return "caller";
  case EntryKind::Composite:
    return "calls of one caller, in its order";
  case EntryKind::LoopAdapter:
    return "calls of one caller, in its order and loops";
  case EntryKind::Native:
    return "function of the host";
  }
  return "";
}

Row sideRow(const char *Name, const EntrySide &S) {
  return {{Name, Tone::Faint},
          {S.Name, Tone::Bold},
          placeText(S.Place),
          kindText(S.Kind).str(),
          S.Reaches.empty() ? std::string()
                            : "reaches " + join(S.Reaches, ", ")};
}

StringRef purposeText(Workload::Purpose For) {
  switch (For) {
  case Workload::Purpose::Measure:
    return "measure";
  case Workload::Purpose::Threshold:
    return "threshold";
  case Workload::Purpose::Edge:
    return "edge";
  case Workload::Purpose::Control:
    return "control";
  case Workload::Purpose::Fails:
    return "has to fail";
  }
  return "";
}

std::string dimensionText(ArrayRef<std::optional<int64_t>> Dimensions) {
  // Trailing ones are what nobody writes.
  size_t Size = Dimensions.size();
  while (Size > 1 && Dimensions[Size - 1] == 1)
    --Size;
  std::vector<std::string> Parts;
  for (size_t I = 0; I < Size; ++I)
    Parts.push_back(Dimensions[I] ? std::to_string(*Dimensions[I]) : "?");
  return Parts.empty() ? "?" : join(Parts, "x");
}

std::string launchText(ArrayRef<PredictedLaunch> Launches) {
  std::vector<std::string> Parts;
  for (const PredictedLaunch &L : Launches)
    Parts.push_back(
        formatv("<<<{0}, {1}>>>", dimensionText(L.Grid), dimensionText(L.Block))
            .str());
  return join(Parts, " ");
}

void entry(Layout &Out, const EntryPair &E) {
  Out.heading("Benchmark of " + E.Name);
  Out.table(2, {sideRow("before", E.Before), sideRow("after", E.After)});
  for (const EntrySide *Half : {&E.Before, &E.After})
    for (const EntryStep &S : Half->Setup)
      Out.paragraph(
          2, "set-up  ",
          S.Name + ", " + placeText(S.Place) + ", before each run " +
              (Half == &E.Before ? "of the old side" : "of the new side") +
              ", untimed: " + S.Why);
  if (!E.Why.empty())
    Out.paragraph(2, "why     ", E.Why);
  for (StringRef Other : E.Alternatives)
    Out.paragraph(2, "not     ", Other);
  for (StringRef What : E.NotMeasured)
    Out.paragraph(2, "without ", What);
  for (StringRef Condition : E.Preconditions)
    Out.paragraph(2, "needs   ", Condition);
}

void workloads(Layout &Out, const BenchmarkPlan &Plan) {
  Out.heading("Workloads");
  std::vector<Row> Rows;
  for (const Workload &W :
       concat<const Workload>(Plan.Workloads, Plan.Failing)) {
    std::vector<std::string> Values;
    for (const auto &[Name, Value] : W.Integers)
      Values.push_back(Name + "=" + std::to_string(Value));
    for (const auto &[Name, Value] : W.Floats)
      Values.push_back(Name + "=" + numberText(Value));
    const std::string Old = launchText(W.Before), New = launchText(W.After);
    Rows.push_back({{W.Name, Tone::Bold},
                    join(Values, " "),
                    Old == New ? Old : Old + " -> " + New,
                    {purposeText(W.For).str(), Tone::Faint},
                    {W.Provenance, Tone::Faint}});
  }
  Out.table(2, Rows);
}

void tests(Layout &Out, const BenchmarkPlan &Plan) {
  Out.heading("Claims");
  if (Plan.Tests.empty())
    Out.line(2, "No quantitative performance claims found.");
  for (const ClaimTest &T : Plan.Tests) {
    Out.paragraph(2, "", "\"" + T.What.Text + "\"");
    if (T.Testable)
      Out.paragraph(4, "holds if ", T.How);
    else
      Out.paragraph(4, "not testable here: ", T.WhyNot);
    if (!T.Scope.empty())
      Out.paragraph(4, "workloads: ", T.Scope);
  }
  for (const GrowthClaim &G : Plan.Claims.Growths) {
    Out.paragraph(2, "", "\"" + G.Text + "\"");
    Out.paragraph(4, "holds if ",
                  "the time grows so from the smallest to the largest size");
  }
}

void list(Layout &Out, StringRef Heading, ArrayRef<std::string> Lines) {
  if (Lines.empty())
    return;
  Out.heading(Heading);
  for (StringRef Line : Lines)
    Out.paragraph(2, "- ", Line);
}

} // namespace

void printPlan(raw_ostream &OS, const BenchmarkPlan &Plan,
               const ReportOptions &Options) {
  Layout Out(OS, Options.Color);
  if (Options.Quiet && !Plan.Entries.empty())
    return;
  if (Plan.Entries.empty()) {
    Out.heading("Nothing to benchmark");
    Out.paragraph(2, "",
                  Plan.NothingToDo.empty() ? "no entry pair was found"
                                           : StringRef(Plan.NothingToDo));
  } else {
    entry(Out, Plan.Entries.front());
    if (!Plan.Workloads.empty())
      workloads(Out, Plan);
    tests(Out, Plan);
  }
  list(Out, "Assumed", Plan.Assumptions);
  list(Out, "To be answered in perfclaim.json", Plan.Questions);
  printNotes(Out, Plan.Notes, Options.MaxNotes);
  // Without an entry no package was written, and there is nothing to run.
  if (Plan.Entries.empty())
    return;
  if (!Options.Folder.empty() || !Options.NextCommand.empty())
    Out.gap();
  if (!Options.Folder.empty())
    Out.line(0, "Package: " + Options.Folder);
  if (!Options.NextCommand.empty())
    Out.line(0, "Next: " + Options.NextCommand);
}

} // namespace perfclaim
