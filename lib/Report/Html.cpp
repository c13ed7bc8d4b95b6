//===- Html.cpp - A result as one page -----------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The drawings are SVG that is stretched to the width of the page; what is
/// written stands beside them as text, so that it keeps its size on a phone.
///
//===----------------------------------------------------------------------===//

#include "BlockSweep.h"
#include "Evidence.h"
#include "Instruments.h"
#include "Layout.h"
#include "SizePlot.h"
#include "StaticFigures.h"
#include "perfclaim/Report/Report.h"
#include "perfclaim/Runtime/Statistics.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <array>
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

constexpr StringLiteral Style = R"css(
:root { color-scheme: light dark; --ink: #1c2026; --soft: #5d6672;
  --page: #ffffff; --card: #f4f6f8; --line: #cdd3da; --good: #1a7f4b;
  --bad: #c0352b; --doubt: #9a6700; --old: #7a869a; --new: #2f6fdb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa4b1;
  --page: #14171b; --card: #1e2329; --line: #39414b; --good: #4cc38a;
  --bad: #ff7b72; --doubt: #e3b341; --old: #8b97a8; --new: #79a8ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--page);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: .5rem 0 0; } h2 { font-size: 1.1rem; }
.soft { color: var(--soft); } .good { color: var(--good); }
.bad { color: var(--bad); } .doubt { color: var(--doubt); }
.card { background: var(--card); border-radius: .5rem; padding: .75rem 1rem;
  margin: .75rem 0; }
.row { display: flex; flex-wrap: wrap; justify-content: space-between;
  gap: 0 1rem; } .row b:last-child, .num { font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; overflow: visible; }
.bar { height: 1.4rem; } .hist { height: 3rem; } .plot { height: 10rem; }
.axis { display: flex; justify-content: space-between; font-size: .8rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem;
  margin: .25rem 0; } dt { color: var(--soft); } dd { margin: 0; }
table { border-collapse: collapse; } .wide { overflow-x: auto;
  overflow-wrap: normal; } th, td { text-align: left; padding: .1rem .8rem .1rem 0;
  white-space: nowrap; } th { color: var(--soft); font-weight: normal; }
td.num { text-align: right; } td:first-child { white-space: pre-wrap; }
line, polyline { vector-effect: non-scaling-stroke; }
)css";

StringRef classOf(Tone T) {
  return T == Tone::Good       ? "good"
         : T == Tone::Bad      ? "bad"
         : T == Tone::Doubtful ? "doubt"
                               : "soft";
}

std::string ratioText(const RatioEstimate &R) {
  return formatv("{0:f3} ({1:f3} to {2:f3})", R.Value, R.Low, R.High);
}

class Page {
public:
  Page(raw_ostream &OS, const BenchmarkPlan *Plan,
       const BenchmarkResult &Result)
      : OS(OS), Plan(Plan), Result(Result) {
    for (const WorkloadResult &W : Result.Workloads)
      for (const auto *R : {&W.Ratio, W.Same ? &W.Same->Ratio : &None,
                            W.Again ? &W.Again->Ratio : &None})
        if (isDrawable(*R)) {
          Left = std::min(Left, (*R)->Low);
          Right = std::max(Right, (*R)->High);
        }
    Left /= 1.02;
    Right *= 1.02;
  }

  void print(StringRef Title) {
    OS << "<!doctype html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n"
          // Nothing is loaded and nothing runs, whatever a name may hold.
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
          "'none'; style-src 'unsafe-inline'\">\n"
          "<title>"
       << escapeHtml(Title) << "</title>\n<style>" << Style
       << "</style>\n</head>\n<body>\n<h1>" << escapeHtml(Title) << "</h1>\n";
    environment();
    claims();
    evidence();
    const std::vector<SizePlot> Plots = sizePlots(Plan, Result);
    if (!Plots.empty())
      OS << "<h2>Sizes</h2>\n<p class=\"soft\">Above the line is faster; the "
            "bars are 95% intervals. Of what differs beside the size, the plot "
            "knows nothing.</p>\n";
    for (const SizePlot &Plot : Plots)
      printSizePlot(OS, Plot);
    OS << "<h2>Workloads</h2>\n";
    if (Result.Workloads.empty())
      OS << "<p>No workload was run.</p>\n";
    else
      OS << "<p class=\"soft\">Ratio is before / after: right of the line is "
            "faster. Wide: the 95% interval. Grey: the old side against "
            "itself. Thin: the second measurement of the best and the "
            "worst.</p>\n";
    for (const WorkloadResult &W : Result.Workloads)
      workload(W);
    instruments();
    staticEvidence();
    for (const Note &N : Result.Notes)
      OS << "<p class=\"soft\">" << escapeHtml(N.Text) << "</p>\n";
    OS << "</body>\n</html>\n";
  }

private:
  void pair(StringRef Key, StringRef Value) {
    if (!Value.empty())
      OS << "<dt>" << Key << "</dt><dd>" << escapeHtml(Value) << "</dd>\n";
  }

  void environment() {
    const RunEnvironment &E = Result.Environment;
    OS << "<dl>\n";
    pair("backend", name(Result.Ran));
    pair("device", E.Device);
    pair("architecture", E.Architecture);
    pair("driver", E.Driver);
    pair("CUDA", E.Toolkit);
    pair("host", E.Host);
    pair("date", E.Date);
    if (Result.How)
      pair("experiment", formatv("{0} order, {1} processes", Result.How->Order,
                                 Result.How->Processes)
                             .str());
    if (!Result.Metric.empty())
      pair("samples", Result.Metric);
    if (Result.NoiseFloor > 0)
      pair("noise floor", formatv("{0:f2}%", 100 * Result.NoiseFloor).str());
    OS << "</dl>\n";
  }

  void claims() {
    if (!Result.Metric.empty())
      return;
    OS << "<h2>Claims</h2>\n";
    if (Result.Claims.empty())
      OS << "<p>No quantitative performance claims found. Would benefit from "
            "baseline comparison.</p>\n";
    for (const ClaimVerdict &C : Result.Claims) {
      OS << "<div class=\"card\"><div class=\"row\"><b>" << escapeHtml(C.Text)
         << "</b><b class=\"" << classOf(toneOf(C.Kind)) << "\">"
         << name(C.Kind) << "</b></div>\n<dl>\n";
      if (C.Claimed)
        pair("claimed", formatv("{0:f3}", *C.Claimed).str());
      if (C.Measured)
        pair("measured", ratioText(*C.Measured));
      OS << "</dl>\n<div>" << escapeHtml(C.Why) << "</div></div>\n";
    }
  }

  void evidence() {
    const ShownEvidence Shown = shownEvidence(Result);
    if (Shown.Figures.empty())
      return;
    OS << "<h2>Evidence</h2>\n<div class=\"card\">\n<div class=\"soft\">from "
       << escapeHtml(Shown.From)
       << "</div>\n<table><tr><th></th><th>before</th><th>after</th></tr>\n";
    for (const EvidenceFigure &F : Shown.Figures) {
      const StringRef Tag = F.Differs ? "b" : "span";
      OS << "<tr><td>" << escapeHtml(F.What) << "</td>";
      for (const std::string *Value : {&F.Before, &F.After})
        OS << "<td class=\"num\"><" << Tag << '>' << escapeHtml(*Value) << "</"
           << Tag << "></td>";
      OS << "</tr>\n";
    }
    OS << "</table>\n";
    for (const std::string &Text : Shown.Lines)
      OS << "<div>" << escapeHtml(Text) << "</div>\n";
    OS << "</div>\n";
  }

  /// In percent of the width; ratios are drawn on a scale of logarithms.
  double at(double Ratio) const {
    return 100 * std::log(Ratio / Left) / std::log(Right / Left);
  }

  void band(const RatioEstimate &R, double Top, double Height,
            StringRef Color) {
    const double X = at(R.Low), Width = std::max(1.2, at(R.High) - X);
    OS << formatv("<rect x=\"{0:f2}\" y=\"{1:f1}\" width=\"{2:f2}\" "
                  "height=\"{3:f1}\" fill=\"var({4})\"/>",
                  X, Top, Width, Height, Color);
  }

  void interval(const WorkloadResult &W) {
    OS << "<svg class=\"bar\" viewBox=\"0 0 100 20\" "
          "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"ratio "
       << ratioText(*W.Ratio) << "\">";
    OS << "<line x1=\"0\" x2=\"100\" y1=\"19\" y2=\"19\" "
          "stroke=\"var(--line)\"/>";
    OS << formatv("<line x1=\"{0:f2}\" x2=\"{0:f2}\" y1=\"0\" y2=\"20\" "
                  "stroke=\"var(--soft)\"/>",
                  at(1));
    band(*W.Ratio, 2, 6,
         W.Verdict == WorkloadVerdict::Faster   ? "--good"
         : W.Verdict == WorkloadVerdict::Slower ? "--bad"
                                                : "--new");
    if (W.Again && isDrawable(W.Again->Ratio))
      band(*W.Again->Ratio, 9, 2, "--ink");
    if (W.Same && isDrawable(W.Same->Ratio))
      band(*W.Same->Ratio, 13, 4, "--old");
    OS << "</svg>\n<div class=\"axis soft num\"><span>"
       << formatv("{0:f2}", Left) << "</span><span>line: 1</span><span>"
       << formatv("{0:f2}", Right) << "</span></div>\n";
  }

  /// Both sides' samples on one axis; the longest 5% are at its end.
  void histogram(const WorkloadResult &W) {
    std::vector<double> All;
    for (const auto *Side : {&W.Before, &W.After})
      for (double T : *Side)
        if (std::isfinite(T) && T > 0)
          All.push_back(T);
    if (All.size() < 10)
      return;
    llvm::sort(All);
    const double Low = All.front(), High = pc::quantile(All, 0.95);
    if (!(High > Low))
      return;
    constexpr size_t Bins = 50;
    size_t Most = 1;
    std::array<std::array<size_t, Bins>, 2> Counts = {};
    for (size_t Side = 0; Side != 2; ++Side)
      for (double T : Side ? W.After : W.Before) {
        if (!std::isfinite(T) || T <= 0)
          continue;
        const double Place = std::min(1.0, (T - Low) / (High - Low));
        const size_t Bin =
            std::min(Bins - 1, static_cast<size_t>(Place * Bins));
        Most = std::max(Most, ++Counts[Side][Bin]);
      }
    OS << "<svg class=\"hist\" viewBox=\"0 0 100 40\" "
          "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"samples of "
          "both sides\">";
    for (size_t Side = 0; Side != 2; ++Side) {
      OS << "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"var("
         << (Side ? "--new" : "--old") << ")\" points=\"";
      for (size_t Bin = 0; Bin != Bins; ++Bin)
        OS << formatv("{0:f1},{1:f1} ", (Bin + 0.5) * 100.0 / Bins,
                      40 - 38.0 * Counts[Side][Bin] / Most);
      OS << "\"/>";
    }
    OS << "</svg>\n<div class=\"axis soft num\"><span>" << valueText(Low)
       << "</span><span style=\"color:var(--old)\">before</span><span "
          "style=\"color:var(--new)\">after</span><span>"
       << valueText(High) << "</span></div>\n";
  }

  std::string valueText(double Value) const {
    return Result.Metric.empty() ? timeText(Value) : numberText(Value);
  }

  void launches(StringRef Side, ArrayRef<MadeLaunch> Made) {
    if (Made.empty())
      return;
    std::string Text;
    for (const MadeLaunch &L : Made)
      Text +=
          formatv("{0}{1} <<<({2}, {3}, {4}), ({5}, {6}, {7}), {8}>>>{9}",
                  Text.empty() ? "" : "; ", L.Kernel, L.Grid[0], L.Grid[1],
                  L.Grid[2], L.Block[0], L.Block[1], L.Block[2], L.SharedBytes,
                  L.Count > 1 ? " x" + std::to_string(L.Count) : "")
              .str();
    pair(Side, Text);
  }

  void workload(const WorkloadResult &W) {
    OS << "<div class=\"card\"><div class=\"row\"><b>" << escapeHtml(W.Name)
       << "</b><b class=\"" << classOf(toneOf(W.Verdict)) << "\">"
       << name(W.Verdict) << "</b></div>\n";
    if (isDrawable(W.Ratio) && Result.Ran != Backend::Host) {
      OS << "<div class=\"num\">" << ratioText(*W.Ratio);
      if (W.MedianBefore && W.MedianAfter)
        OS << "<span class=\"soft\">, " << valueText(*W.MedianBefore) << " to "
           << valueText(*W.MedianAfter) << "</span>";
      OS << "</div>\n";
      interval(W);
      histogram(W);
    }
    OS << "<dl>\n";
    pair("sizes", W.Sizes);
    if (W.Purpose != "measure")
      pair("purpose", W.Purpose);
    if (failsAlike(W))
      pair("outputs", "both sides refuse it, as they have to");
    if (W.Correct)
      pair("outputs", *W.Correct ? "agree" : "DIFFER");
    pair("fault", describe(W.Because));
    pair("", W.FaultText);
    pair("note", W.Remark);
    if (W.Same && isDrawable(W.Same->Ratio))
      pair("itself", ratioText(*W.Same->Ratio));
    if (W.Again && isDrawable(W.Again->Ratio))
      pair("again", ratioText(*W.Again->Ratio));
    launches("before", W.LaunchesBefore);
    launches("after", W.LaunchesAfter);
    OS << "</dl></div>\n";
  }

  void figures(const FigureTable &Table) {
    if (Table.Rows.empty())
      return;
    OS << "<div class=\"wide\"><table class=\"num\">\n<tr>";
    for (const std::string &Title : Table.Head)
      OS << "<th>" << escapeHtml(Title) << "</th>";
    OS << "</tr>\n";
    for (const std::vector<std::string> &Row : Table.Rows) {
      OS << "<tr>";
      for (const std::string &Text : Row)
        OS << "<td>" << escapeHtml(Text) << "</td>";
      OS << "</tr>\n";
    }
    OS << "</table></div>\n";
  }

  void staticEvidence() {
    if (!Plan || !Plan->Changes.Static)
      return;
    const StaticEvidence &Static = *Plan->Changes.Static;
    OS << "<h2>Static evidence</h2>\n<div class=\"card\">\n";
    figures(codeTable(Static));
    figures(instructionTable(Static));
    for (const std::string &Text : staticRemarks(Static))
      OS << "<p>" << escapeHtml(Text) << "</p>\n";
    const FigureTable Launches = fillTable(Static);
    if (!Launches.Rows.empty())
      OS << "<p>Launches on " << escapeHtml(Static.Gpu) << ", "
         << Static.Multiprocessors << " multiprocessors</p>\n";
    figures(Launches);
    OS << "</div>\n";
  }

  void section(StringRef Title, ArrayRef<FigureTable> Tables,
               const std::vector<std::string> &Remarks) {
    if (all_of(Tables, [](const FigureTable &T) { return T.Rows.empty(); }) &&
        Remarks.empty())
      return;
    OS << "<h2>" << Title << "</h2>\n<div class=\"card\">\n";
    for (const FigureTable &Table : Tables)
      figures(Table);
    for (const std::string &Text : Remarks)
      OS << "<p>" << escapeHtml(Text) << "</p>\n";
    OS << "</div>\n";
  }

  void instruments() {
    section("Instruments", {timesTable(Result), kernelsTable(Result)},
            instrumentRemarks(Result));
    section("Fixed blocks, beside the one that the new side chooses",
            {blocksTable(Result)}, blockRemarks(Result));
  }

  raw_ostream &OS;
  const BenchmarkPlan *Plan; ///< May be null.
  const BenchmarkResult &Result;
  const std::optional<RatioEstimate> None;
  double Left = 0.95, Right = 1.05; ///< Of the ratios drawn.
};

} // namespace

void printResultHtml(raw_ostream &OS, const BenchmarkPlan *Plan,
                     const BenchmarkResult &Result) {
  const std::string Name = !Result.Entry.empty() ? Result.Entry
                           : Plan && !Plan->Entries.empty()
                               ? Plan->Entries.front().Name
                               : "benchmark";
  Page(OS, Plan, Result).print(Name);
}

} // namespace perfclaim
