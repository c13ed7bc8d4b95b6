//===- ReportTest.cpp - What people get to read ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Report/Report.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace perfclaim;
using namespace llvm;

namespace {

bool has(StringRef Text, StringRef Part) { return Text.contains(Part); }

struct Sample {
  Commit Change;
  ClaimSet Claims;
  ChangeSet Changes;
  ReportOptions Options;

  Sample() {
    Change.Id = "0123456789abcdef0123456789abcdef01234567";
    Change.Message = "Speed up rms_norm by 30%\n\nMore text.";
    Claim C;
    C.Text = "Speed up rms_norm by 30%";
    C.Speedup = 1.3;
    Claims.Claims.push_back(C);
    KernelChange K;
    K.Name = "rms_norm_kernel";
    K.Place = {"csrc/norm.cu", 42};
    K.Reasons = {"body", "macro:TILE"};
    K.Code = CodeComparison::Differs;
    Changes.Kernels.push_back(K);
    LaunchChange L;
    L.Kernel = "rms_norm_kernel";
    L.Function = "rms_norm";
    L.Place = {"csrc/norm.cu", 90};
    L.Before = LaunchConfiguration{"rows", "1024", "", ""};
    L.After = LaunchConfiguration{"rows", "256", "64", ""};
    Changes.Launches.push_back(L);
    HeuristicChange H;
    H.Function = "rms_norm";
    H.File = "csrc/norm.cu";
    H.Decides = "block";
    H.Before = {{"", "1024"}};
    H.After = {{"rows < 256", "1024"}, {"", "256"}};
    Changes.Heuristics.push_back(H);
    Changes.Notes.push_back({Severity::Note, "", 0, "assumed"});
    Changes.Notes.push_back({Severity::Error, "a.cu", 3, "not parsed"});
    Options.NextCommand = "perfclaim generate HEAD";
  }
  std::string text() const {
    std::string Text;
    raw_string_ostream OS(Text);
    printChanges(OS, Change, Claims, Changes, Options);
    return Text;
  }
};

TEST(Report, SaysWhatChangedWhereAndWhy) {
  const std::string Text = Sample().text();
  EXPECT_TRUE(has(Text, "0123456789  Speed up rms_norm by 30%\n")) << Text;
  EXPECT_TRUE(has(Text, "  1.3x  performance\n")) << Text;
  EXPECT_TRUE(has(Text, "changed  rms_norm_kernel  csrc/norm.cu:42  "
                        "body, macro:TILE  machine code differs\n"))
      << Text;
  EXPECT_TRUE(has(Text, "block   1024     ->  256\n")) << Text;
  EXPECT_TRUE(has(Text, "shared  default  ->  64\n")) << Text;
  EXPECT_FALSE(has(Text, "grid")) << "unchanged parts are noise\n" << Text;
  EXPECT_TRUE(StringRef(Text).ends_with("\nNext: perfclaim generate HEAD\n"));
}

TEST(Report, HeuristicsAreATableOfConditions) {
  const std::string Text = Sample().text();
  EXPECT_TRUE(has(Text, "    when        before  after\n"
                        "    rows < 256  -       1024\n"
                        "    otherwise   1024    256\n"))
      << Text;
}

TEST(Report, WhatWentWrongStandsFirstAndTheRestIsCounted) {
  Sample S;
  S.Options.MaxNotes = 1;
  const std::string Text = S.text();
  EXPECT_TRUE(has(Text, "Notes\n  - a.cu:3: error: not parsed\n"
                        "  - and 1 more\n"))
      << Text;
}

TEST(Report, SaysThatNothingChanged) {
  Sample S;
  S.Changes = ChangeSet();
  S.Claims = ClaimSet();
  const std::string Text = S.text();
  EXPECT_TRUE(has(Text, "No kernel, launch, heuristic or function changed."));
  EXPECT_TRUE(has(Text, "No quantitative performance claims found."));
  EXPECT_FALSE(has(Text, "Kernels"));
}

TEST(Report, NoLineEndsInSpaceAndColourOnlyOnRequest) {
  Sample S;
  std::string Text = S.text();
  EXPECT_FALSE(has(Text, " \n")) << Text;
  EXPECT_FALSE(has(Text, "\033"));
  S.Options.Color = true;
  EXPECT_TRUE(has(S.text(), "\033["));
}

TEST(Report, HostileNamesCannotDriveTheTerminal) {
  Sample S;
  const std::string Evil = "\033]0;owned\a\r\n\x9b"
                           "31m\xE2\x80\xAE";
  S.Change.Message = Evil;
  S.Claims.Claims[0].Text = Evil;
  S.Claims.Statements.push_back(Evil);
  S.Changes.Kernels[0].Name = Evil;
  S.Changes.Kernels[0].Place.File = Evil;
  S.Changes.Kernels[0].Reasons = {Evil};
  S.Changes.Launches[0].Function = Evil;
  S.Changes.Launches[0].After->Grid = Evil;
  S.Changes.Heuristics[0].After[0].When = Evil;
  S.Changes.Notes[0].Text = Evil;
  FunctionChange F;
  F.Name = F.OldName = Evil;
  S.Changes.Functions.push_back(F);
  const std::string Text = S.text();
  for (char C : Text)
    EXPECT_TRUE(C == '\n' || static_cast<unsigned char>(C) >= 0x20) << +C;
  EXPECT_FALSE(has(Text, "\x9b"));
  EXPECT_FALSE(has(Text, "\xE2\x80\xAE"));
}

TEST(Report, AVeryLongNameIsCutAndDoesNotPushTheOthers) {
  Sample S;
  S.Changes.Kernels.push_back(S.Changes.Kernels[0]);
  S.Changes.Kernels[1].Name = std::string(5000, 'k');
  const std::string Text = S.text();
  for (StringRef Rest = Text; !Rest.empty();) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    EXPECT_LT(Line.size(), 400u);
    if (Line.contains("rms_norm_kernel") && Line.contains(":42")) {
      EXPECT_LT(Line.size(), 120u);
    }
  }
}

BenchmarkPlan plan() {
  BenchmarkPlan P;
  EntryPair E;
  E.Name = "rms_norm";
  E.Before.Name = E.After.Name = "rms_norm";
  E.Before.Place = {"norm.cu", 80};
  E.After.Place = {"norm.cu", 90};
  E.After.Reaches = {"rms_norm_kernel"};
  E.Why = "its launch changed";
  E.Alternatives = {"the kernel alone, because its launch changed"};
  P.Entries.push_back(E);
  Workload W;
  W.Name = "model_4096";
  W.Integers = {{"rows", 64}, {"size", 4096}};
  W.Provenance = "main of test.cu:12";
  W.Before = {{"rms_norm_kernel", {64}, {1024}, 0}};
  W.After = {{"rms_norm_kernel", {64}, {256}, 0}};
  P.Workloads.push_back(W);
  ClaimTest T;
  T.What.Text = "30% faster";
  T.How = "the geometric mean is at or above 1.15";
  P.Tests.push_back(T);
  P.Assumptions = {"C is a multiple of 4"};
  P.Questions = {"how large is `out`?"};
  return P;
}

TEST(Report, APlanShowsPairWorkloadsAndQuestions) {
  std::string Text;
  raw_string_ostream OS(Text);
  ReportOptions Options;
  Options.Folder = "out";
  Options.NextCommand = "perfclaim run out";
  printPlan(OS, plan(), Options);
  EXPECT_TRUE(has(Text, "before  rms_norm  norm.cu:80  launcher\n")) << Text;
  EXPECT_TRUE(has(Text, "why     its launch changed"));
  EXPECT_TRUE(has(Text, "rows=64 size=4096  <<<64, 1024>>> -> <<<64, 256>>>"))
      << Text;
  EXPECT_TRUE(has(Text, "holds if the geometric mean"));
  EXPECT_TRUE(has(Text, "- C is a multiple of 4"));
  EXPECT_TRUE(has(Text, "- how large is `out`?"));
  EXPECT_TRUE(
      StringRef(Text).ends_with("Package: out\nNext: perfclaim run out\n"));
}

TEST(Report, WithoutAnEntryThePlanSaysWhy) {
  std::string Text;
  raw_string_ostream OS(Text);
  BenchmarkPlan P;
  P.NothingToDo = "only comments changed";
  ReportOptions Options;
  Options.Folder = "out";
  printPlan(OS, P, Options);
  EXPECT_FALSE(has(Text, "Package"));
  EXPECT_TRUE(has(Text, "Nothing to benchmark\n  only comments changed"));
}

BenchmarkResult result() {
  BenchmarkResult R;
  R.Environment.Device = "NVIDIA H200";
  R.Entry = "rms_norm";
  WorkloadResult W;
  W.Name = "model_4096";
  W.Purpose = "measure";
  W.Correct = true;
  W.MedianBefore = 12.5;
  W.MedianAfter = 10;
  W.Ratio = {1.25, 1.2, 1.3};
  W.Verdict = WorkloadVerdict::Faster;
  R.Workloads.push_back(W);
  W.Name = "edge_257";
  W.Purpose = "edge";
  W.Correct = false;
  W.Because = Fault::Differ;
  W.MaxAbsError = 5e-6;
  W.Ratio.reset();
  W.Verdict = WorkloadVerdict::None;
  R.Workloads.push_back(W);
  R.Claims.push_back({"30% faster",
                      VerdictKind::Incorrect,
                      1.3,
                      std::nullopt,
                      1.15,
                      std::nullopt,
                      "the outputs differ",
                      {}});
  return R;
}

TEST(Report, AResultIsATableAndVerdicts) {
  std::string Text;
  raw_string_ostream OS(Text);
  printResult(OS, nullptr, result(), {});
  EXPECT_TRUE(has(Text, "rms_norm  on NVIDIA H200\n")) << Text;
  EXPECT_TRUE(has(Text, "model_4096  ok       12.50 us  10.00 us  1.250x  "
                        "1.200x to 1.300x  faster\n"))
      << Text;
  EXPECT_TRUE(has(Text, "WRONG"));
  EXPECT_TRUE(has(Text, "their outputs differ, max error 5e-06")) << Text;
  EXPECT_TRUE(has(Text, "INCORRECT  \"30% faster\"\n")) << Text;
}

TEST(Report, WhatTheCheckSawStandsBesideTheWorkload) {
  BenchmarkResult R = result();
  R.Workloads[0].Remark = "neither side wrote mask";
  std::string Text, Page;
  raw_string_ostream OS(Text), Html(Page);
  printResult(OS, nullptr, R, {});
  EXPECT_TRUE(has(Text, "neither side wrote mask\n")) << Text;
  printResultHtml(Html, nullptr, R);
  EXPECT_TRUE(has(Page, "neither side wrote mask")) << Page;
}

/// What a device with all of its libraries adds.
BenchmarkResult withInstruments() {
  BenchmarkResult R = result();
  R.Environment.Other["peak_gb_per_s"] = "3352.32";
  WorkloadResult &W = R.Workloads[0];
  W.BytesMoved = 16e6;
  W.PeakBefore = 0;
  W.PeakAfter = 3 << 20;
  W.Warm = RatioSamples{RatioEstimate{1.5, 1.4, 1.6}, {}, {}, {}};
  W.Conditions = DeviceConditions{{{"sm_mhz", {300, 1980}, {1980, 1755}}},
                                  200,
                                  7,
                                  {"power cap", "thermal slowdown"}};
  W.ToolsBefore = SideInstruments{
      14.5, false, 11.5, {{"norm<float>", 1024, 40, 8, 4096, 1, 0.5, 11.5}}};
  W.ToolsAfter = SideInstruments{
      4.25, false, 9.5, {{"norm<float>", 256, 32, 0, 1024, 8, 1, 9.5}}};
  R.SelfTest = {{"a function that does nothing", "caught", "they differ"},
                {"5% more time", "missed", "measured 1.000 (0.990 to 1.010)"},
                {"kernels on another stream", "not applicable", "no kernels"}};
  return R;
}

TEST(Report, ThreeTimesAndTheirReasonsStandBesideTheRatio) {
  std::string Text, Page, Table;
  raw_string_ostream OS(Text), Html(Page), Markdown(Table);
  printResult(OS, nullptr, withInstruments(), {});
  EXPECT_TRUE(has(Text, "  workload    kernels              host               "
                        "  warm cache                 bandwidth                "
                        "         allocated\n"))
      << Text;
  EXPECT_TRUE(has(Text, "model_4096  11.50 us -> 9.50 us  14.50 us -> 4.25 us  "
                        "1.500x (1.400x to 1.600x)  1280 GB/s, 38% -> 1600 "
                        "GB/s, 48%  0.0 MiB -> 3.0 MiB\n"))
      << Text;
  for (const char *Row : {"registers of a thread          40           32\n",
                          "occupancy                      50%          100%\n",
                          "local memory of a thread, B    8            0\n"})
    EXPECT_TRUE(has(Text, Row)) << Text;
  printResultHtml(Html, nullptr, withInstruments());
  EXPECT_TRUE(has(Page, "<td>11.50 us -&gt; 9.50 us</td>")) << Page;
  printResultMarkdown(Markdown, nullptr, withInstruments());
  EXPECT_TRUE(has(Table, "| occupancy | 50% | 100% |\n")) << Table;
}

TEST(Report, WhatSpoilsFiguresIsSaidInASentence) {
  std::string Text;
  raw_string_ostream OS(Text);
  printResultMarkdown(OS, nullptr, withInstruments());
  EXPECT_TRUE(has(Text, "launch\\-bound&#58; model\\_4096&#58; the host takes "
                        "14.50 us before"))
      << Text;
  EXPECT_TRUE(has(Text, "throttled in 3.5% of the timed runs")) << Text;
  EXPECT_TRUE(has(Text, "between 1755 and 1980 MHz")) << Text;
  EXPECT_TRUE(has(Text, "1 of 2 known cheats caught; missed&#58; 5% more time"))
      << Text;
}

TEST(Report, AQuietDeviceIsNotTalkedOf) {
  BenchmarkResult R = withInstruments();
  WorkloadResult &W = R.Workloads[0];
  W.Conditions = DeviceConditions{{{"sm_mhz", {300}, {1980}}}, 200, 0, {}};
  // Whoever waits for the device takes as long as it does.
  W.ToolsBefore->Waits = true;
  R.SelfTest.clear();
  std::string Text;
  raw_string_ostream OS(Text);
  printResult(OS, nullptr, R, {});
  for (const char *Word : {"throttled", "MHz", "launch-bound", "cheats"})
    EXPECT_FALSE(has(Text, Word)) << Text;
  Text.clear();
  printResult(OS, nullptr, result(), {});
  EXPECT_FALSE(has(Text, "Instruments")) << Text;
}

/// Of both sides: half the sectors, and a line with a hostile file's name.
BenchmarkResult observed() {
  BenchmarkResult R = result();
  WorkloadResult &W = R.Workloads[0];
  W.Name = "w|<b>*";
  W.SeenBefore.emplace();
  W.SeenBefore->Launches = 1;
  ObservedLaunch L;
  L.Kernel = "k";
  L.Global["loads"] = {1024, 8, 64, 0, 32};
  L.Operations["fp32"] = 7;
  W.SeenBefore->Kernels.push_back(L);
  W.SeenAfter = W.SeenBefore;
  W.SeenAfter->Kernels[0].Global["loads"].Sectors = 32;
  R.ChangedLines.emplace();
  R.ChangedLines->After.push_back({"<img>|a.cu", {1, 2}, {3}});
  return R;
}

TEST(Report, MarkdownShowsEvidenceAndEscapesIt) {
  std::string Text;
  raw_string_ostream OS(Text);
  printResultMarkdown(OS, nullptr, observed());
  EXPECT_TRUE(has(Text, "| evidence from w\\|&lt;b&gt;\\* | before | after |\n"
                        "| --- | ---: | ---: |\n"
                        "| launches | 1 | 1 |\n"))
      << Text;
  EXPECT_TRUE(has(Text,
                  "| sectors per global load | **8.0 \\(4.0 would do\\)** "
                  "| **4.0** |\n"))
      << Text;
  EXPECT_TRUE(has(Text, "after&#58; 2 of 3 changed lines of device code ran; "
                        "not &lt;img&gt;\\|a.cu&#58;3\n"))
      << Text;
  EXPECT_FALSE(has(Text, "<img>"));
}

TEST(Report, ThePageShowsEvidenceAndEscapesIt) {
  std::string Text;
  raw_string_ostream OS(Text);
  printResultHtml(OS, nullptr, observed());
  EXPECT_TRUE(has(Text, "<h2>Evidence</h2>")) << Text;
  EXPECT_TRUE(has(Text, "from w|&lt;b&gt;*")) << Text;
  EXPECT_TRUE(has(Text, "<tr><td>sectors per global load</td>"
                        "<td class=\"num\"><b>8.0 (4.0 would do)</b></td>"
                        "<td class=\"num\"><b>4.0</b></td></tr>\n"))
      << Text;
  EXPECT_TRUE(has(Text, "<td>launches</td><td class=\"num\"><span>1</span>"))
      << Text;
  EXPECT_TRUE(has(Text, "not &lt;img&gt;|a.cu:3</div>")) << Text;
  EXPECT_FALSE(has(Text, "<img>"));
}

TEST(Report, WithoutDifferencesOfCallsThereIsNoEvidence) {
  BenchmarkResult R = observed();
  for (auto *Side : {&R.Workloads[0].SeenBefore, &R.Workloads[0].SeenAfter})
    (*Side)->Kernels.clear();
  std::string Text, Html;
  raw_string_ostream OS(Text), Page(Html);
  printResultMarkdown(OS, nullptr, R);
  printResultHtml(Page, nullptr, R);
  EXPECT_FALSE(has(Text, "evidence")) << Text;
  EXPECT_FALSE(has(Html, "Evidence")) << Html;
}

TEST(Report, MarkdownCannotBeForged) {
  BenchmarkResult R = result();
  R.Claims[0].Text = "a | b\n| c <img src=x> @all #1 [x](http://y) `z`";
  R.Workloads[0].Name = "**w**";
  std::string Text;
  raw_string_ostream OS(Text);
  printResultMarkdown(OS, nullptr, R);
  EXPECT_FALSE(has(Text, "<img"));
  EXPECT_FALSE(has(Text, "@all"));
  EXPECT_FALSE(has(Text, "](http"));
  EXPECT_TRUE(has(Text, "\\*\\*w\\*\\*"));
  // Every row of the table of claims has its six cells.
  SmallVector<StringRef, 16> Lines;
  StringRef(Text).split(Lines, '\n');
  for (StringRef Line : Lines)
    if (Line.starts_with("|") && Line.contains("incorrect")) {
      size_t Bars = 0;
      for (size_t I = 0; I < Line.size(); ++I)
        Bars += Line[I] == '|' && Line[I - 1] != '\\';
      EXPECT_EQ(Bars, 7u) << Line.str();
    }
}

} // namespace
