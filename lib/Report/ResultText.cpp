//===- ResultText.cpp - Results for people --------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockSweep.h"
#include "Evidence.h"
#include "Instruments.h"
#include "Layout.h"
#include "StaticFigures.h"
#include "perfclaim/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace perfclaim {

namespace {

std::string where(const BenchmarkResult &R) {
  std::vector<std::string> Parts;
  if (!R.Environment.Device.empty())
    Parts.push_back(R.Environment.Device);
  if (!R.Environment.Architecture.empty())
    Parts.push_back(R.Environment.Architecture);
  if (R.Environment.Device.empty() && !R.Environment.Host.empty())
    Parts.push_back(R.Environment.Host);
  if (!R.Environment.Toolkit.empty())
    Parts.push_back("CUDA " + R.Environment.Toolkit);
  if (R.Ran == Backend::Host)
    Parts.push_back("host backend: correctness only");
  else if (R.Ran == Backend::Native)
    Parts.push_back("native");
  return join(Parts, ", ");
}

std::string sampleText(const BenchmarkResult &R,
                       const std::optional<double> &Median) {
  if (!Median)
    return "-";
  return R.Metric.empty() ? timeText(*Median) : numberText(*Median);
}

std::string ratioText(const WorkloadResult &W) {
  return W.Ratio ? timesText(W.Ratio->Value) : "-";
}

std::string intervalText(const std::optional<RatioEstimate> &R) {
  return R ? formatv("{0} to {1}", timesText(R->Low), timesText(R->High)).str()
           : "-";
}

std::string correctText(const WorkloadResult &W) {
  if (W.Correct && *W.Correct)
    return "ok";
  if (failsAlike(W))
    return "fail alike";
  return W.Correct ? "WRONG" : "not checked";
}

std::string errorText(const WorkloadResult &W) {
  std::string Text = describe(W.Because).str();
  if (W.Because == Fault::Other)
    Text = W.FaultText;
  else if (!W.FaultText.empty())
    Text += (Text.empty() ? "" : ": ") + W.FaultText;
  if (W.MaxAbsError && *W.MaxAbsError != 0)
    Text += (Text.empty() ? "max error " : ", max error ") +
            numberText(*W.MaxAbsError);
  return Text;
}

/// A claim's verdict in one row.
struct ClaimFigures {
  std::string Claimed, Measured, Interval;
};
ClaimFigures figures(const ClaimVerdict &C) {
  return {C.Claimed ? timesText(*C.Claimed) : "-",
          C.Measured ? timesText(C.Measured->Value) : "-",
          intervalText(C.Measured)};
}

bool hasPurpose(const BenchmarkResult &R) {
  return llvm::any_of(R.Workloads, [](const WorkloadResult &W) {
    return !W.Purpose.empty() && W.Purpose != "measure";
  });
}

/// What both sides did, where they were looked at or did different things.
void printEvidence(Layout &Out, const BenchmarkResult &Result) {
  const ShownEvidence Shown = shownEvidence(Result);
  if (Shown.Figures.empty())
    return;
  Out.heading("Evidence  from " + Shown.From);
  std::vector<Row> Rows = {{{"", Tone::Faint},
                            {"before", Tone::Faint, true},
                            {"after", Tone::Faint, true},
                            ""}};
  for (const EvidenceFigure &F : Shown.Figures) {
    const Tone How = F.Differs ? Tone::Bold : Tone::Plain;
    Rows.push_back({F.What, {F.Before, How, true}, {F.After, How, true}, ""});
  }
  Out.table(2, Rows);
  for (const std::string &Text : Shown.Lines)
    Out.paragraph(2, "", Text);
}

/// What a device told beside the ratio.
void printInstruments(Layout &Out, const BenchmarkResult &Result) {
  const FigureTable Times = timesTable(Result), Kernels = kernelsTable(Result);
  const std::vector<std::string> Remarks = instrumentRemarks(Result);
  if (Times.Rows.empty() && Kernels.Rows.empty() && Remarks.empty())
    return;
  Out.heading("Instruments  before -> after");
  printFigures(Out, Times);
  printFigures(Out, Kernels);
  for (const std::string &Text : Remarks)
    Out.paragraph(2, "", Text);
}

void printBlocks(Layout &Out, const BenchmarkResult &Result) {
  const FigureTable Table = blocksTable(Result);
  const std::vector<std::string> Remarks = blockRemarks(Result);
  if (Table.Rows.empty() && Remarks.empty())
    return;
  Out.heading("Fixed blocks  speed beside the block that the new side chooses");
  printFigures(Out, Table);
  for (const std::string &Text : Remarks)
    Out.paragraph(2, "", Text);
}

void printEvidenceMarkdown(raw_ostream &OS, const BenchmarkResult &Result) {
  const ShownEvidence Shown = shownEvidence(Result);
  if (Shown.Figures.empty())
    return;
  OS << "\n| evidence from " << escapeMarkdown(Shown.From)
     << " | before | after |\n| --- | ---: | ---: |\n";
  for (const EvidenceFigure &F : Shown.Figures) {
    const char *Mark = F.Differs ? "**" : "";
    OS << "| " << escapeMarkdown(F.What) << " | " << Mark
       << escapeMarkdown(F.Before) << Mark << " | " << Mark
       << escapeMarkdown(F.After) << Mark << " |\n";
  }
  for (const std::string &Text : Shown.Lines)
    OS << '\n' << escapeMarkdown(Text) << '\n';
}

} // namespace

void printResult(raw_ostream &OS, const BenchmarkPlan *Plan,
                 const BenchmarkResult &Result, const ReportOptions &Options) {
  Layout Out(OS, Options.Color);
  const std::string Name = !Result.Entry.empty() ? Result.Entry
                           : Plan && !Plan->Entries.empty()
                               ? Plan->Entries.front().Name
                               : "benchmark";
  const std::string Where = where(Result);
  Out.heading(Name + (Where.empty() ? "" : "  on " + Where));

  const bool Timed = Result.Ran != Backend::Host;
  const bool Purposes = hasPurpose(Result);
  Row Head = {{"workload", Tone::Faint}, {"outputs", Tone::Faint}};
  if (Timed)
    for (const char *Title : {"before", "after", "ratio", "95% interval"})
      Head.push_back({Title, Tone::Faint, true});
  Head.push_back({Timed ? "verdict" : "", Tone::Faint});
  Head.push_back("");
  std::vector<Row> Rows = {Head};
  for (const WorkloadResult &W : Result.Workloads) {
    if (Options.Quiet && !disagrees(W))
      continue;
    Row R = {{W.Name, Tone::Bold},
             {correctText(W), failsAlike(W) ? Tone::Good
                              : !W.Correct  ? Tone::Doubtful
                              : *W.Correct  ? Tone::Good
                                            : Tone::Bad}};
    if (Timed) {
      R.push_back({sampleText(Result, W.MedianBefore), Tone::Plain, true});
      R.push_back({sampleText(Result, W.MedianAfter), Tone::Plain, true});
      R.push_back({ratioText(W), Tone::Bold, true});
      R.push_back({intervalText(W.Ratio), Tone::Plain, true});
    }
    R.push_back({name(W.Verdict).str(), toneOf(W.Verdict)});
    std::string Remark = errorText(W);
    if (W.Reduced)
      Remark +=
          (Remark.empty() ? "on less data: " : "; on less data: ") + W.Sizes;
    if (!W.Remark.empty())
      Remark += (Remark.empty() ? "" : "; ") + W.Remark;
    if (Purposes && W.Purpose != "measure" && !W.Purpose.empty())
      Remark = W.Purpose + (Remark.empty() ? "" : "; " + Remark);
    R.push_back({Remark, Tone::Faint});
    Rows.push_back(std::move(R));
  }
  if (Result.Workloads.empty())
    Out.line(2, "No workload was run.");
  else if (Rows.size() > 1)
    Out.table(2, Rows);

  if (!Options.Quiet) {
    printEvidence(Out, Result);
    printInstruments(Out, Result);
    printBlocks(Out, Result);
    if (Plan && Plan->Changes.Static)
      printStaticEvidence(Out, *Plan->Changes.Static);
  }
  if (!Result.Metric.empty()) {
    Out.line(2, "samples: " + Result.Metric);
    printNotes(Out, Result.Notes, Options.MaxNotes);
    return;
  }
  Out.heading("Claims");
  if (Result.Claims.empty())
    Out.line(2, "No quantitative performance claims found. Would benefit from "
                "baseline comparison.");
  for (const ClaimVerdict &C : Result.Claims) {
    const ClaimFigures F = figures(C);
    Out.table(2, {{{name(C.Kind).upper(), toneOf(C.Kind)},
                   {"\"" + C.Text + "\"", Tone::Bold}}});
    Out.table(4, {{{"claimed", Tone::Faint},
                   F.Claimed,
                   {"measured", Tone::Faint},
                   F.Measured,
                   {C.Measured ? "(" + F.Interval + ")" : std::string()}}});
    if (!C.Why.empty())
      Out.paragraph(4, "", C.Why);
  }
  std::vector<Note> Notes = Result.Notes;
  if (Options.Quiet)
    erase_if(Notes, [](const Note &N) { return N.Level == Severity::Note; });
  printNotes(Out, Notes, Options.MaxNotes);
  if (Options.Quiet)
    return;
  if (!Options.Folder.empty() || !Options.NextCommand.empty())
    Out.gap();
  if (!Options.Folder.empty())
    Out.line(0, "Package: " + Options.Folder);
  if (!Options.NextCommand.empty())
    Out.line(0, "Next: " + Options.NextCommand);
}

void printResultMarkdown(raw_ostream &OS, const BenchmarkPlan *Plan,
                         const BenchmarkResult &Result) {
  const std::string Name = !Result.Entry.empty() ? Result.Entry
                           : Plan && !Plan->Entries.empty()
                               ? Plan->Entries.front().Name
                               : "benchmark";
  OS << "### " << escapeMarkdown(Name) << '\n';
  if (const std::string Where = where(Result); !Where.empty())
    OS << '\n' << escapeMarkdown(Where) << '\n';

  OS << '\n';
  if (Result.Claims.empty()) {
    OS << "No quantitative performance claims found. Would benefit from "
          "baseline comparison.\n";
  } else {
    OS << "| claim | verdict | claimed | measured | 95% interval | why |\n"
          "| --- | --- | ---: | ---: | ---: | --- |\n";
    for (const ClaimVerdict &C : Result.Claims) {
      const ClaimFigures F = figures(C);
      OS << "| " << escapeMarkdown(C.Text) << " | **" << name(C.Kind) << "** | "
         << F.Claimed << " | " << F.Measured << " | " << F.Interval << " | "
         << escapeMarkdown(C.Why) << " |\n";
    }
  }

  OS << '\n';
  if (Result.Workloads.empty()) {
    OS << "No workload was run.\n";
    return;
  }
  const bool Timed = Result.Ran != Backend::Host;
  OS << "| workload | outputs |"
     << (Timed ? " before | after | ratio | 95% interval | verdict |" : "")
     << " remark |\n| --- | --- |"
     << (Timed ? " ---: | ---: | ---: | ---: | --- |" : "") << " --- |\n";
  for (const WorkloadResult &W : Result.Workloads) {
    OS << "| " << escapeMarkdown(W.Name) << " | " << correctText(W) << " |";
    if (Timed)
      OS << ' ' << sampleText(Result, W.MedianBefore) << " | "
         << sampleText(Result, W.MedianAfter) << " | " << ratioText(W) << " | "
         << intervalText(W.Ratio) << " | " << name(W.Verdict) << " |";
    OS << ' ' << escapeMarkdown(errorText(W)) << " |\n";
  }
  printEvidenceMarkdown(OS, Result);
  writeFigures(OS, timesTable(Result));
  writeFigures(OS, kernelsTable(Result));
  writeFigures(OS, blocksTable(Result));
  for (const auto &Remarks : {instrumentRemarks(Result), blockRemarks(Result)})
    for (const std::string &Text : Remarks)
      OS << "\n" << escapeMarkdown(Text) << '\n';
  if (Plan && Plan->Changes.Static)
    writeStaticEvidence(OS, *Plan->Changes.Static);
}

} // namespace perfclaim
