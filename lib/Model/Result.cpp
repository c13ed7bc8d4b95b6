//===- Result.cpp - Results of a benchmark to JSON and back ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ResultNames.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

using namespace resultnames;

namespace {

/// Names may come from a program that knows nothing of UTF-8.
std::string text(StringRef Bytes) {
  return json::isUTF8(Bytes) ? Bytes.str() : json::fixUTF8(Bytes);
}

/// JSON has no infinities; a program that found one may have written its name.
json::Value number(double D) {
  if (std::isfinite(D))
    return D;
  return std::isnan(D) ? "nan" : D > 0 ? "inf" : "-inf";
}

json::Value numbers(ArrayRef<double> List) {
  json::Array Result;
  for (double D : List)
    Result.push_back(number(D));
  return Result;
}

template <typename T, typename WriteFn>
json::Array listJSON(const std::vector<T> &List, WriteFn Write) {
  json::Array Result;
  for (const T &Item : List)
    Result.push_back(Write(Item));
  return Result;
}

json::Value ratioJSON(const std::optional<RatioEstimate> &R) {
  if (!R)
    return nullptr;
  return json::Object{{"value", number(R->Value)},
                      {"low", number(R->Low)},
                      {"high", number(R->High)}};
}

json::Value launchesJSON(ArrayRef<MadeLaunch> Launches) {
  json::Array Result;
  for (const MadeLaunch &L : Launches)
    Result.push_back(json::Object{{"kernel", text(L.Kernel)},
                                  {"grid", json::Array(L.Grid)},
                                  {"block", json::Array(L.Block)},
                                  {"shared_bytes", L.SharedBytes},
                                  {"count", L.Count}});
  return Result;
}

json::Value environmentJSON(const RunEnvironment &E) {
  json::Object O;
  for (const auto &[Key, Text] : E.Other)
    O[text(Key)] = text(Text);
  O["device"] = text(E.Device);
  O["architecture"] = text(E.Architecture);
  O["driver"] = text(E.Driver);
  O["toolkit"] = text(E.Toolkit);
  O["host"] = text(E.Host);
  O["date"] = text(E.Date);
  return O;
}

json::Array integers(ArrayRef<int64_t> List) {
  json::Array Result;
  for (int64_t I : List)
    Result.push_back(I);
  return Result;
}

json::Object ratioSamplesJSON(const RatioSamples &S) {
  return json::Object{{"ratio", ratioJSON(S.Ratio)},
                      {"samples", json::Object{{"before", numbers(S.Before)},
                                               {"after", numbers(S.After)}}},
                      {"process_rounds", integers(S.ProcessRounds)}};
}

json::Value blocksJSON(const FixedBlocks &Blocks) {
  json::Array Fixed;
  for (const FixedBlock &B : Blocks.Tried) {
    json::Object O;
    if (B.Measured)
      O = ratioSamplesJSON(*B.Measured);
    O["threads"] = B.Threads;
    if (!B.WhyNot.empty())
      O["why_not"] = text(B.WhyNot);
    Fixed.push_back(std::move(O));
  }
  json::Object O{{"own", Blocks.Own}, {"fixed", std::move(Fixed)}};
  if (!Blocks.WhyNot.empty())
    O["why_not"] = text(Blocks.WhyNot);
  return O;
}

json::Value workloadJSON(const WorkloadResult &W) {
  json::Object O{
      {"name", text(W.Name)},
      {"purpose", text(W.Purpose)},
      {"samples", json::Object{{"before", numbers(W.Before)},
                               {"after", numbers(W.After)}}},
      {"ratio", ratioJSON(W.Ratio)},
      {"launches", json::Object{{"before", launchesJSON(W.LaunchesBefore)},
                                {"after", launchesJSON(W.LaunchesAfter)}}}};
  if (!W.ProcessRounds.empty())
    O["process_rounds"] = integers(W.ProcessRounds);
  if (W.Same)
    O["same"] = ratioSamplesJSON(*W.Same);
  if (W.Again)
    O["again"] = ratioSamplesJSON(*W.Again);
  if (W.Warm)
    O["warm"] = ratioSamplesJSON(*W.Warm);
  if (W.Blocks)
    O["blocks"] = blocksJSON(*W.Blocks);
  if (W.BytesMoved)
    O["bytes_moved"] = number(*W.BytesMoved);
  if (W.PeakBefore && W.PeakAfter)
    O["peak_bytes"] = json::Object{{"before", number(*W.PeakBefore)},
                                   {"after", number(*W.PeakAfter)}};
  if (W.Conditions)
    O["conditions"] = toJSON(*W.Conditions);
  if (W.ToolsBefore && W.ToolsAfter)
    O["instruments"] = json::Object{{"before", toJSON(*W.ToolsBefore)},
                                    {"after", toJSON(*W.ToolsAfter)}};
  if (!W.Sizes.empty())
    O["sizes"] = text(W.Sizes);
  if (W.Reduced)
    O["reduced"] = true;
  if (W.Grown != 1)
    O["grown"] = W.Grown;
  O["correct"] = W.Correct ? json::Value(*W.Correct) : json::Value(nullptr);
  if (W.MaxAbsError)
    O["max_abs_error"] = number(*W.MaxAbsError);
  if (W.MaxUlp)
    O["max_ulp"] = number(*W.MaxUlp);
  if (W.Because == Fault::None)
    O["fault"] = nullptr;
  else if (W.Because == Fault::Other)
    O["fault"] = W.FaultText.empty() ? "other" : text(W.FaultText);
  else
    O["fault"] = describe(W.Because);
  if (!W.FaultText.empty() && W.Because != Fault::Other)
    O["fault_text"] = text(W.FaultText);
  if (!W.Remark.empty())
    O["note"] = text(W.Remark);
  if (W.SeenBefore || W.SeenAfter) {
    json::Object Seen;
    if (W.SeenBefore)
      Seen["before"] = toJSON(*W.SeenBefore);
    if (W.SeenAfter)
      Seen["after"] = toJSON(*W.SeenAfter);
    O["evidence"] = std::move(Seen);
  }
  if (W.MedianBefore)
    O["median_before"] = number(*W.MedianBefore);
  if (W.MedianAfter)
    O["median_after"] = number(*W.MedianAfter);
  if (W.Verdict != WorkloadVerdict::None)
    O["verdict"] = name(W.Verdict);
  return O;
}

json::Value claimJSON(const ClaimVerdict &C) {
  json::Object O{{"text", text(C.Text)},
                 {"verdict", name(C.Kind)},
                 {"measured", ratioJSON(C.Measured)},
                 {"threshold", number(C.Threshold)},
                 {"why", text(C.Why)},
                 {"workloads", listJSON(C.Workloads, text)}};
  O["claimed"] = C.Claimed ? number(*C.Claimed) : json::Value(nullptr);
  if (C.Share)
    O["share"] = number(*C.Share);
  return O;
}

json::Value noteJSON(const Note &N) {
  return json::Object{{"severity", N.Level == Severity::Error     ? "error"
                                   : N.Level == Severity::Warning ? "warning"
                                                                  : "note"},
                      {"file", text(N.File)},
                      {"line", N.Line},
                      {"text", text(N.Text)}};
}

} // namespace

bool failsAlike(const WorkloadResult &W) {
  return W.Purpose == "fails" && W.Because == Fault::None;
}

bool disagrees(const WorkloadResult &W) {
  switch (W.Because) {
  case Fault::BeforeCannotLaunch:
  case Fault::AfterCannotLaunch:
  case Fault::BothFault:
  case Fault::NotLaunched:
  case Fault::NothingWritten: // By either side.
  case Fault::NotTestable:
    return false;
  case Fault::BeforeNotDeterministic:
  case Fault::AfterNotDeterministic:
  case Fault::BeforeFaults:
  case Fault::AfterFaults:
  case Fault::Differ:
    return true;
  case Fault::None:
  case Fault::Other:
    break;
  }
  return W.Correct && !*W.Correct;
}

StringRef describe(Fault F) { return nameIn(Faults, F); }
StringRef name(Backend B) { return nameIn(Backends, B); }
StringRef name(WorkloadVerdict V) { return nameIn(WorkloadVerdicts, V); }
StringRef name(VerdictKind V) { return nameIn(VerdictKinds, V); }

json::Value toJSON(const BenchmarkResult &R) {
  json::Object O{{"schema", "perfclaim.result/1"},
                 {"backend", name(R.Ran)},
                 {"environment", environmentJSON(R.Environment)},
                 {"entry", text(R.Entry)},
                 {"noise_floor", number(R.NoiseFloor)},
                 {"workloads", listJSON(R.Workloads, workloadJSON)},
                 {"claims", listJSON(R.Claims, claimJSON)},
                 {"notes", listJSON(R.Notes, noteJSON)}};
  if (!R.Metric.empty()) {
    O["metric"] = text(R.Metric);
    O["higher_is_better"] = R.HigherIsBetter;
  }
  if (!R.SelfTest.empty())
    O["self_test"] =
        listJSON(R.SelfTest, [](const CheatResult &C) { return toJSON(C); });
  if (R.ChangedLines)
    O["changed_lines"] = toJSON(*R.ChangedLines);
  if (R.How)
    O["experiment"] =
        json::Object{{"order", text(R.How->Order)},
                     {"processes", R.How->Processes},
                     {"precision_percent", number(R.How->PrecisionPercent)},
                     {"budget_seconds", number(R.How->BudgetSeconds)}};
  return O;
}

} // namespace perfclaim
