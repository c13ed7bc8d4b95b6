//===- BenchmarkCases.cpp - The workloads in benchmark.cu -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EmitInternal.h"
#include "Escape.h"
#include "perfclaim/Support/Text.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

std::string fieldValue(const ParameterModel &Variable,
                       const std::map<std::string, int64_t> &Integers,
                       const Workload &W) {
  if (Variable.Kind != ValueKind::Integer)
    return doubleLiteral(floatingValue(Variable, W));
  const int64_t Value = integerValue(Variable, Integers);
  // The most negative number is no literal.
  return Value == INT64_MIN ? "INT64_MIN" : std::to_string(Value);
}

/// "kernel<<<(512,1,1), (256,1,1), 0>>>; other<<<..>>>", '?' where unknown.
std::string predicted(ArrayRef<PredictedLaunch> Launches) {
  std::string Text;
  for (const PredictedLaunch &L : Launches) {
    auto Triple = [](ArrayRef<std::optional<int64_t>> Sizes) {
      std::string Out = "(";
      for (size_t I = 0; I != 3; ++I)
        Out += (I ? "," : "") + (I >= Sizes.size() ? "1"
                                 : Sizes[I]        ? std::to_string(*Sizes[I])
                                                   : "?");
      return Out + ")";
    };
    Text += (Text.empty() ? "" : "; ") + L.Kernel + "<<<" + Triple(L.Grid) +
            ", " + Triple(L.Block) + ", " +
            (L.SharedBytes ? std::to_string(*L.SharedBytes) : "?") + ">>>";
  }
  return Text;
}

StringRef purposeName(Workload::Purpose For) {
  switch (For) {
  case Workload::Purpose::Measure:
    return "Measure";
  case Workload::Purpose::Threshold:
    return "Threshold";
  case Workload::Purpose::Edge:
    return "Edge";
  case Workload::Purpose::Control:
    return "Control";
  case Workload::Purpose::Fails:
    return "Fails";
  }
  return "";
}

} // namespace

json::Array benchmarkCases(const BenchmarkPlan &Plan,
                           const std::map<std::string, std::string> &Fields) {
  const EntryPair &Entry = Plan.Entries.front();
  json::Array Out;
  const auto Add = [&](const Workload &Case, StringRef Name) {
    auto ValuesFrom = [&](const std::map<std::string, int64_t> &Integers) {
      std::string Values;
      for (const ParameterModel &Variable : Entry.Variables)
        if (Fields.count(Variable.Name))
          Values += (Values.empty() ? "" : ", ") +
                    fieldValue(Variable, Integers, Case);
      return Values;
    };
    std::string Source;
    if (!Case.Before.empty() || !Case.After.empty())
      Source = ",\n     " + stringLiteral(predicted(Case.Before)) + ",\n     " +
               stringLiteral(predicted(Case.After));
    Out.push_back(json::Object{
        {"open", "{"},
        {"close", "}"},
        {"name", stringLiteral(printable(Name))},
        {"purpose", purposeName(Case.For)},
        {"provenance", stringLiteral(printable(Case.Provenance))},
        {"values", ValuesFrom(Case.Integers)},
        {"reduced",
         ValuesFrom(Case.Reduced.empty() ? Case.Integers : Case.Reduced)},
        {"source", Source}});
  };
  for (const auto &[W, Name] : zip_equal(Plan.Workloads, workloadNames(Plan)))
    Add(W, Name);
  for (const Workload &W : Plan.Failing)
    Add(W, W.Name);
  return Out;
}

} // namespace perfclaim
