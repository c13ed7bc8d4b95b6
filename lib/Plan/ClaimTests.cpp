//===- ClaimTests.cpp - What each claim is tested on ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ClaimTests.h"
#include "MessageShapes.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>

using namespace llvm;

namespace perfclaim {

/// A ratio of two measurements on a quiet device varies by about this much.
static constexpr double NoiseFloor = 0.01;

static std::string number(double Value) {
  return formatv("{0:F3}", Value).str();
}

/// Why no workload can decide \p C; empty if one can.
static std::string whyNotTestable(const Claim &C) {
  if (!C.Speedup || !std::isfinite(*C.Speedup) || *C.Speedup <= 0)
    return "the claim states no ratio";
  std::string E = number(*C.Speedup);
  if (C.Subject == About::EndToEnd)
    return "a claim about the end to end is not decided by a kernel: the "
           "kernel's ratio K must be at least " +
           E + ", and the share of the run that would explain it is (1 - 1/" +
           E + ") / (1 - 1/K)";
  if (C.Against == Baseline::Other)
    return "the claim is against another baseline than the parent";
  if (C.What == Metric::Memory)
    return "the claim is about memory, which a comparison of peak memory would "
           "decide and which is not timed; the benchmark itself allocates what "
           "the entry is given";
  for (StringRef Word : C.Scope)
    if (Word.ends_with(" GPUs"))
      return ("the claim needs " + Word + ", and this benchmark runs on one")
          .str();
  return "";
}

bool isOfType(const ParameterModel &P, StringRef Word) {
  const StringRef Element = P.ElementType;
  struct Spelling {
    StringLiteral Word, Code;
  };
  static constexpr Spelling Spellings[] = {
      {"int8", "int8"},         {"int8", "signed char"},
      {"uint8", "uint8"},       {"uint8", "unsigned char"},
      {"fp16", "half"},         {"half", "half"},
      {"float16", "half"},      {"bf16", "bfloat16"},
      {"bfloat16", "bfloat16"}, {"fp32", "float"},
      {"fp64", "double"},       {"fp8", "fp8"},
      {"fp4", "fp4"},           {"int4", "int4"},
      {"w8a8", "int8"}};
  return any_of(Spellings, [&](const Spelling &S) {
    return Word.equals_insensitive(S.Word) &&
           Element.contains_insensitive(S.Code);
  });
}

/// Which workloads stand for the claim's scope words, and why.
static std::string scopeOf(const Claim &C, const EntryPair &Entry,
                           const std::vector<std::string> &Workloads,
                           bool Named) {
  std::vector<std::string> Parts;
  for (StringRef Word : C.Scope) {
    if (Word.starts_with("batch ") || Word.contains('=')) {
      Parts.push_back(
          Named ? ("`" + Word + "` is what " + join(Workloads, ", ") + " has")
                      .str()
                : ("no workload has `" + Word +
                   "`; all measured ones stand for it")
                      .str());
      continue;
    }
    const auto Typed = find_if(Entry.Variables, [&](const ParameterModel &P) {
      return isOfType(P, Word);
    });
    if (Typed != Entry.Variables.end())
      Parts.push_back(("`" + Word + "` is the type of `" + Typed->Name + "` (" +
                       Typed->ElementType + ") in every workload")
                          .str());
    else
      Parts.push_back(("`" + Word +
                       "` is no type or size of the entry; the workloads "
                       "represent the claim without it")
                          .str());
  }
  if (Parts.empty())
    Parts.push_back(Named ? "the sizes that the claim names"
                          : "the claim names no sizes or types, so all "
                            "measured workloads stand for it");
  if (!C.Hardware.empty())
    Parts.push_back("claimed on " + C.Hardware +
                    ", and other hardware never refutes it");
  return join(Parts, "; ");
}

/// Workloads of the sizes that the claim itself names, else all measured ones.
static std::vector<std::string>
workloadsFor(const Claim &C, const BenchmarkPlan &Plan, const EntryPair &Entry,
             const std::map<std::string, SizeKind> &Kinds, bool &AreNamed) {
  std::string Text = C.Text;
  for (const std::string &Word : C.Scope)
    Text += "; " + Word;
  std::vector<std::string> Named, All;
  std::vector<MessageShape> Shapes =
      shapesOfMessage(Text, Entry.Variables, Kinds);
  for (const Workload &W : Plan.Workloads) {
    if (W.For != Workload::Purpose::Measure)
      continue;
    All.push_back(W.Name);
    if (any_of(Shapes, [&](const MessageShape &S) {
          return all_of(S.Values, [&](const auto &Value) {
            auto It = W.Integers.find(Value.first);
            return It != W.Integers.end() && It->second == Value.second;
          });
        }))
      Named.push_back(W.Name);
  }
  AreNamed = !Named.empty();
  return AreNamed ? Named : All;
}

static ClaimTest testOf(const Claim &C, const BenchmarkPlan &Plan,
                        const EntryPair &Entry,
                        const std::map<std::string, SizeKind> &Kinds) {
  ClaimTest T;
  T.What = C;
  T.WhyNot = whyNotTestable(C);
  T.Testable = T.WhyNot.empty();
  if (!T.Testable) {
    T.How = "not testable here: " + T.WhyNot;
    return T;
  }
  double Speedup = *C.Speedup;
  // "Up to" and ranges may give the larger number apart.
  if (C.Qualified == Qualifier::UpTo && C.SpeedupMax)
    Speedup = std::max(Speedup, *C.SpeedupMax);
  bool Slowdown = Speedup < 1 || C.Way == Direction::Worse;
  // A stated slowdown holds when the new side loses little more than it says.
  T.Threshold = Slowdown ? std::max(0.0, 1 - 1.5 * (1 - std::min(Speedup, 1.0)))
                         : claimThreshold(Speedup, NoiseFloor);
  bool Named = false;
  T.Workloads = workloadsFor(C, Plan, Entry, Kinds, Named);
  T.Scope = scopeOf(C, Entry, T.Workloads, Named);
  size_t Count = T.Workloads.size();
  std::string Over =
      std::to_string(Count) + (Count == 1 ? " workload" : " workloads");
  switch (C.Qualified) {
  case Qualifier::UpTo:
    T.How = "the best of " + Over;
    break;
  case Qualifier::AtLeast:
    T.How = "the worst of " + Over;
    break;
  case Qualifier::Range:
    T.How = "geometric mean over " + Over + ", lower end of the range,";
    break;
  case Qualifier::Average:
  case Qualifier::None:
    T.How = "geometric mean over " + Over;
    break;
  }
  T.How += " is at or above " + number(T.Threshold);
  if (Slowdown)
    T.How += " (a slowdown is stated)";
  else if (C.AltSpeedup && *C.AltSpeedup > Speedup)
    T.How += ", reading the share as " + number(Speedup) + "; as " +
             number(*C.AltSpeedup) + " it would take " +
             number(claimThreshold(*C.AltSpeedup, NoiseFloor));
  return T;
}

/// Time to build and size of the binary are no run-time behaviour.
static ClaimTest refusalOf(StringRef Statement) {
  ClaimTest T;
  T.What.Text = Statement.str();
  T.What.What = Metric::Unknown;
  T.What.Kind = ClaimKind::Absolute;
  T.Testable = false;
  T.WhyNot = "it is about building or testing the program, not about how fast "
             "it runs";
  T.How = "not testable here: " + T.WhyNot;
  return T;
}

void addClaimTests(BenchmarkPlan &Plan, const EntryPair &Entry,
                   const std::map<std::string, SizeKind> &Kinds) {
  bool Quantitative = false;
  // What the diff says is of second rank: it is tested where the message says
  // nothing.
  const bool Said = any_of(Plan.Claims.Claims, [](const Claim &C) {
    return !C.FromDiff && C.Speedup;
  });
  for (const Claim &C : Plan.Claims.Claims) {
    if (C.FromDiff && Said) {
      Plan.Notes.push_back({Severity::Note, C.File, 0,
                            "also says, and is not tested: " + C.Text});
      continue;
    }
    Plan.Tests.push_back(testOf(C, Plan, Entry, Kinds));
    Quantitative |= C.Speedup.has_value();
  }
  for (const std::string &Text : Plan.Claims.Statements)
    Plan.Tests.push_back(refusalOf(Text));
  for (const std::string &Remark : Plan.Claims.Purpose.Remarks)
    Plan.Notes.push_back({Severity::Warning, "", 0, Remark});
  if (Quantitative)
    return;
  Plan.Notes.push_back(
      {Severity::Note, "", 0, "No quantitative performance claims found"});
  Plan.Notes.push_back({Severity::Note, "", 0,
                        "Would benefit from baseline comparison: the sides "
                        "are compared per workload as faster, same or slower"});
  Plan.Assumptions.push_back(
      "No quantitative performance claims found; correctness is checked, and "
      "faster, same or slower is reported per workload");
}

} // namespace perfclaim
