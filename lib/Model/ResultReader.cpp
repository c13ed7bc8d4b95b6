//===- ResultReader.cpp - Results of a benchmark from JSON ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonMembers.h"
#include "ResultNames.h"
#include "llvm/Support/FormatVariadic.h"
#include <limits>

using namespace llvm;

namespace perfclaim {

using namespace resultnames;
using namespace jsonmembers;

namespace {

/// A number alone, or a value with "low" and "high" or an "interval" of two.
bool readRatio(const json::Object &In, json::Path P, StringRef Key,
               std::optional<RatioEstimate> &Ratio) {
  return member(In, P, Key, [&](const json::Value &V, json::Path At) {
    RatioEstimate R;
    const json::Object *O = V.getAsObject();
    if (!O) {
      if (!readNumber(V, R.Value, At))
        return false;
      R.Low = R.High = R.Value;
      Ratio = R;
      return true;
    }
    std::optional<double> Value, Low, High;
    std::vector<double> Interval;
    if (!readOptional(*O, At, "value", Value) ||
        !readOptional(*O, At, "low", Low) ||
        !readOptional(*O, At, "high", High) ||
        !readList(*O, At, "interval", Interval, readNumber))
      return false;
    if (!Value) {
      At.field("value").report("missing");
      return false;
    }
    if (Interval.size() == 2) {
      Low = Interval[0];
      High = Interval[1];
    }
    Ratio = {*Value, Low.value_or(*Value), High.value_or(*Value)};
    return true;
  });
}

bool readDimensions(const json::Object &O, json::Path P, StringRef Key,
                    std::array<int64_t, 3> &Dimensions) {
  return member(O, P, Key, [&](const json::Value &V, json::Path At) {
    if (std::optional<int64_t> X = V.getAsInteger()) {
      Dimensions = {*X, 1, 1};
      return true;
    }
    const json::Array *Array = V.getAsArray();
    if (!Array || Array->size() > 3) {
      At.report("expected up to three integers");
      return false;
    }
    Dimensions = {1, 1, 1};
    for (size_t I = 0; I < Array->size(); ++I)
      if (!json::fromJSON((*Array)[I], Dimensions[I], At.index(I)))
        return false;
    return true;
  });
}

bool readInteger(const json::Object &O, json::Path P, StringRef Key,
                 int64_t &Number) {
  return member(O, P, Key, [&](const json::Value &V, json::Path At) {
    return json::fromJSON(V, Number, At);
  });
}

bool readLaunch(const json::Value &V, MadeLaunch &L, json::Path P) {
  const json::Object *O = object(V, P);
  return O && readText(*O, P, "kernel", L.Kernel) &&
         readDimensions(*O, P, "grid", L.Grid) &&
         readDimensions(*O, P, "block", L.Block) &&
         readInteger(*O, P, "shared", L.SharedBytes) &&
         readInteger(*O, P, "shared_bytes", L.SharedBytes) &&
         readInteger(*O, P, "count", L.Count);
}

/// `{"before": .., "after": ..}` under \p Key.
template <typename T, typename ReadFn>
bool readSides(const json::Object &O, json::Path P, StringRef Key,
               std::vector<T> &Before, std::vector<T> &After, ReadFn Read) {
  return member(O, P, Key, [&](const json::Value &V, json::Path At) {
    const json::Object *Sides = object(V, At);
    return Sides && readList(*Sides, At, "before", Before, Read) &&
           readList(*Sides, At, "after", After, Read);
  });
}

bool readEnvironment(const json::Value &V, RunEnvironment &E, json::Path P) {
  const json::Object *O = object(V, P);
  if (!O)
    return false;
  for (const auto &[Key, Member] : *O) {
    std::string Text;
    if (std::optional<StringRef> S = Member.getAsString())
      Text = S->str();
    else if (Member.kind() != json::Value::Null)
      Text = formatv("{0}", Member).str();
    const StringRef K = Key;
    if (K == "device")
      E.Device = Text;
    else if (K == "architecture")
      E.Architecture = Text;
    else if (K == "driver")
      E.Driver = Text;
    else if (K == "toolkit")
      E.Toolkit = Text;
    else if (K == "host")
      E.Host = Text;
    else if (K == "date")
      E.Date = Text;
    else
      E.Other[K.str()] = Text;
  }
  return true;
}

bool readCount(const json::Value &V, int64_t &Count, json::Path P) {
  return json::fromJSON(V, Count, P);
}

bool readMembers(const json::Object &O, json::Path P, RatioSamples &S) {
  return readRatio(O, P, "ratio", S.Ratio) &&
         readSides(O, P, "samples", S.Before, S.After, readNumber) &&
         readList(O, P, "process_rounds", S.ProcessRounds, readCount);
}

bool readRatioSamples(const json::Object &In, json::Path P, StringRef Key,
                      std::optional<RatioSamples> &Into) {
  return member(In, P, Key, [&](const json::Value &V, json::Path At) {
    const json::Object *O = object(V, At);
    return O && readMembers(*O, At, Into.emplace());
  });
}

bool readFixedBlock(const json::Value &V, FixedBlock &B, json::Path P) {
  const json::Object *O = object(V, P);
  if (!O || !readInteger(*O, P, "threads", B.Threads) ||
      !readText(*O, P, "why_not", B.WhyNot))
    return false;
  return !O->get("ratio") || readMembers(*O, P, B.Measured.emplace());
}

bool readBlocks(const json::Object &In, json::Path P,
                std::optional<FixedBlocks> &Into) {
  return member(In, P, "blocks", [&](const json::Value &V, json::Path At) {
    const json::Object *O = object(V, At);
    FixedBlocks &B = Into.emplace();
    return O && readInteger(*O, At, "own", B.Own) &&
           readText(*O, At, "why_not", B.WhyNot) &&
           readList(*O, At, "fixed", B.Tried, readFixedBlock);
  });
}

bool readExperiment(const json::Value &V, std::optional<Experiment> &Into,
                    json::Path P) {
  const json::Object *O = object(V, P);
  Experiment E;
  std::optional<double> Precision, Budget;
  if (!O || !readText(*O, P, "order", E.Order) ||
      !readInteger(*O, P, "processes", E.Processes) ||
      !readOptional(*O, P, "precision_percent", Precision) ||
      !readOptional(*O, P, "budget_seconds", Budget))
    return false;
  E.PrecisionPercent = Precision.value_or(0);
  E.BudgetSeconds = Budget.value_or(0);
  Into = std::move(E);
  return true;
}

bool readEvidence(const json::Value &V, WorkloadResult &W, json::Path P) {
  const json::Object *O = object(V, P);
  return O &&
         member(*O, P, "before",
                [&](const json::Value &S, json::Path At) {
                  return fromJSON(S, W.SeenBefore.emplace(), At);
                }) &&
         member(*O, P, "after", [&](const json::Value &S, json::Path At) {
           return fromJSON(S, W.SeenAfter.emplace(), At);
         });
}

/// What instruments told.
bool readTools(const json::Object &O, json::Path P, WorkloadResult &W) {
  return readOptional(O, P, "bytes_moved", W.BytesMoved) &&
         member(O, P, "peak_bytes",
                [&](const json::Value &V, json::Path At) {
                  const json::Object *Peak = object(V, At);
                  return Peak &&
                         readOptional(*Peak, At, "before", W.PeakBefore) &&
                         readOptional(*Peak, At, "after", W.PeakAfter);
                }) &&
         member(O, P, "conditions",
                [&](const json::Value &V, json::Path At) {
                  return fromJSON(V, W.Conditions.emplace(), At);
                }) &&
         member(O, P, "instruments", [&](const json::Value &V, json::Path At) {
           const json::Object *Sides = object(V, At);
           const auto Read = [&](StringRef Key,
                                 std::optional<SideInstruments> &Into) {
             return member(*Sides, At, Key,
                           [&](const json::Value &S, json::Path Where) {
                             return fromJSON(S, Into.emplace(), Where);
                           });
           };
           return Sides && Read("before", W.ToolsBefore) &&
                  Read("after", W.ToolsAfter);
         });
}

bool readWorkload(const json::Value &V, WorkloadResult &W, json::Path P) {
  const json::Object *O = object(V, P);
  if (!O)
    return false;
  std::string FaultName, VerdictName;
  const bool Read =
      readText(*O, P, "name", W.Name) &&
      readText(*O, P, "purpose", W.Purpose) &&
      readText(*O, P, "sizes", W.Sizes) &&
      member(*O, P, "reduced",
             [&](const json::Value &R, json::Path At) {
               return json::fromJSON(R, W.Reduced, At);
             }) &&
      member(*O, P, "grown",
             [&](const json::Value &R, json::Path At) {
               return json::fromJSON(R, W.Grown, At);
             }) &&
      member(*O, P, "correct",
             [&](const json::Value &C, json::Path At) {
               bool Correct = false;
               if (!json::fromJSON(C, Correct, At))
                 return false;
               W.Correct = Correct;
               return true;
             }) &&
      readOptional(*O, P, "max_abs_error", W.MaxAbsError) &&
      readOptional(*O, P, "max_ulp", W.MaxUlp) &&
      readSides(*O, P, "samples", W.Before, W.After, readNumber) &&
      readList(*O, P, "samples_before", W.Before, readNumber) &&
      readList(*O, P, "samples_after", W.After, readNumber) &&
      readRatio(*O, P, "ratio", W.Ratio) &&
      readList(*O, P, "process_rounds", W.ProcessRounds, readCount) &&
      readRatioSamples(*O, P, "same", W.Same) &&
      readRatioSamples(*O, P, "again", W.Again) &&
      readRatioSamples(*O, P, "warm", W.Warm) && readBlocks(*O, P, W.Blocks) &&
      readTools(*O, P, W) &&
      readSides(*O, P, "launches", W.LaunchesBefore, W.LaunchesAfter,
                readLaunch) &&
      readText(*O, P, "fault", FaultName) &&
      readText(*O, P, "fault_text", W.FaultText) &&
      readText(*O, P, "note", W.Remark) &&
      member(*O, P, "evidence",
             [&](const json::Value &E, json::Path At) {
               return readEvidence(E, W, At);
             }) &&
      readOptional(*O, P, "median_before", W.MedianBefore) &&
      readOptional(*O, P, "median_after", W.MedianAfter) &&
      readText(*O, P, "verdict", VerdictName);
  if (!Read)
    return false;
  // The interval may stand beside the ratio.
  std::vector<double> Interval;
  if (!readList(*O, P, "interval", Interval, readNumber))
    return false;
  if (W.Ratio && Interval.size() == 2) {
    W.Ratio->Low = Interval[0];
    W.Ratio->High = Interval[1];
  }
  if (!valueIn(Faults, FaultName, W.Because)) {
    W.Because = Fault::Other;
    if (W.FaultText.empty())
      W.FaultText = FaultName;
  }
  valueIn(WorkloadVerdicts, VerdictName, W.Verdict);
  return true;
}

bool readWord(const json::Value &V, std::string &Text, json::Path P) {
  return json::fromJSON(V, Text, P);
}

bool readClaim(const json::Value &V, ClaimVerdict &C, json::Path P) {
  const json::Object *O = object(V, P);
  std::string Verdict;
  std::optional<double> Threshold;
  const bool Read =
      O && readText(*O, P, "text", C.Text) &&
      readText(*O, P, "verdict", Verdict) &&
      readOptional(*O, P, "claimed", C.Claimed) &&
      readRatio(*O, P, "measured", C.Measured) &&
      readOptional(*O, P, "threshold", Threshold) &&
      readOptional(*O, P, "share", C.Share) && readText(*O, P, "why", C.Why) &&
      readList(*O, P, "workloads", C.Workloads,
               [](const json::Value &W, std::string &Text, json::Path At) {
                 return readWord(W, Text, At);
               });
  if (!Read)
    return false;
  C.Threshold = Threshold.value_or(1);
  if (!valueIn(VerdictKinds, Verdict, C.Kind)) {
    P.field("verdict").report("unknown verdict");
    return false;
  }
  return true;
}

/// A note, or its text alone.
bool readNote(const json::Value &V, Note &N, json::Path P) {
  if (std::optional<StringRef> Text = V.getAsString()) {
    N.Text = Text->str();
    return true;
  }
  const json::Object *O = object(V, P);
  std::string Level;
  int64_t Line = 0;
  if (!O || !readText(*O, P, "severity", Level) ||
      !readText(*O, P, "file", N.File) || !readText(*O, P, "text", N.Text) ||
      !readInteger(*O, P, "line", Line))
    return false;
  N.Level = Level == "error"     ? Severity::Error
            : Level == "warning" ? Severity::Warning
                                 : Severity::Note;
  N.Line = Line > 0 && Line <= std::numeric_limits<int>::max() ? Line : 0;
  return true;
}

} // namespace

bool fromJSON(const json::Value &V, BenchmarkResult &R, json::Path P) {
  R = BenchmarkResult();
  const json::Object *O = object(V, P);
  if (!O)
    return false;
  // The version after '/' may be newer; another document is a mistake.
  std::string Schema, BackendName;
  if (!readText(*O, P, "schema", Schema))
    return false;
  if (!StringRef(Schema).starts_with("perfclaim.result/")) {
    P.field("schema").report("expected perfclaim.result/1");
    return false;
  }
  std::optional<double> Noise;
  if (!readText(*O, P, "backend", BackendName) ||
      !member(*O, P, "environment",
              [&](const json::Value &E, json::Path At) {
                return readEnvironment(E, R.Environment, At);
              }) ||
      !readText(*O, P, "entry", R.Entry) ||
      !readText(*O, P, "metric", R.Metric) ||
      !member(*O, P, "higher_is_better",
              [&](const json::Value &B, json::Path At) {
                return json::fromJSON(B, R.HigherIsBetter, At);
              }) ||
      !member(*O, P, "experiment",
              [&](const json::Value &E, json::Path At) {
                return readExperiment(E, R.How, At);
              }) ||
      !member(*O, P, "changed_lines",
              [&](const json::Value &L, json::Path At) {
                return fromJSON(L, R.ChangedLines.emplace(), At);
              }) ||
      !readOptional(*O, P, "noise_floor", Noise) ||
      !readList(*O, P, "workloads", R.Workloads, readWorkload) ||
      !readList(*O, P, "claims", R.Claims, readClaim) ||
      !readList(*O, P, "self_test", R.SelfTest,
                [](const json::Value &C, CheatResult &Into, json::Path At) {
                  return fromJSON(C, Into, At);
                }) ||
      !readList(*O, P, "notes", R.Notes, readNote))
    return false;
  if (!BackendName.empty() && !valueIn(Backends, BackendName, R.Ran)) {
    P.field("backend").report("expected cuda, host or native");
    return false;
  }
  R.NoiseFloor = Noise.value_or(0);
  return true;
}

} // namespace perfclaim
