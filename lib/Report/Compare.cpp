//===- Compare.cpp - One result beside another ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "perfclaim/Report/Report.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

std::string interval(const std::optional<RatioEstimate> &R) {
  return R ? formatv("{0} ({1} to {2})", timesText(R->Value), timesText(R->Low),
                     timesText(R->High))
                 .str()
           : "-";
}

bool usable(const std::optional<RatioEstimate> &R) {
  return R && R->Low > 0 && std::isfinite(R->High) && R->Low <= R->Value &&
         R->Value <= R->High;
}

/// Two results are of different processes, so their errors are independent.
RatioEstimate quotient(const RatioEstimate &A, const RatioEstimate &B) {
  const double Center = std::log(B.Value / A.Value);
  const double Down =
      std::hypot(std::log(B.Value / B.Low), std::log(A.High / A.Value));
  const double Up =
      std::hypot(std::log(B.High / B.Value), std::log(A.Value / A.Low));
  return {std::exp(Center), std::exp(Center - Down), std::exp(Center + Up)};
}

std::string where(const BenchmarkResult &R) {
  const RunEnvironment &E = R.Environment;
  return (E.Device.empty() ? E.Host : E.Device) +
         (E.Date.empty() ? "" : ", " + E.Date);
}

} // namespace

void printComparison(raw_ostream &OS, const BenchmarkResult &A,
                     const BenchmarkResult &B, const ReportOptions &Options) {
  Layout Out(OS, Options.Color);
  Out.heading("A  " + A.Entry + "  on " + where(A));
  Out.line(0, "B  " + B.Entry + "  on " + where(B), Tone::Bold);
  if (A.Entry != B.Entry)
    Out.line(2, "The entries differ: their ratios may not mean the same.",
             Tone::Doubtful);
  if (A.Environment.Device != B.Environment.Device)
    Out.line(2, "The devices differ.", Tone::Doubtful);
  std::vector<Row> Rows = {{{"workload", Tone::Faint},
                            {"ratio of A", Tone::Faint},
                            {"ratio of B", Tone::Faint},
                            {"B / A", Tone::Faint},
                            {"", Tone::Faint}}};
  for (const WorkloadResult &W : A.Workloads) {
    const auto Other = find_if(
        B.Workloads, [&](const WorkloadResult &X) { return X.Name == W.Name; });
    if (Other == B.Workloads.end()) {
      Rows.push_back({{W.Name, Tone::Bold},
                      interval(W.Ratio),
                      "-",
                      "-",
                      {"only in A", Tone::Faint}});
      continue;
    }
    if (!usable(W.Ratio) || !usable(Other->Ratio)) {
      Rows.push_back({{W.Name, Tone::Bold},
                      interval(W.Ratio),
                      interval(Other->Ratio),
                      "-",
                      {"not measured in both", Tone::Faint}});
      continue;
    }
    const RatioEstimate Q = quotient(*W.Ratio, *Other->Ratio);
    const bool More = Q.Low > 1, Less = Q.High < 1;
    Rows.push_back({{W.Name, Tone::Bold},
                    interval(W.Ratio),
                    interval(Other->Ratio),
                    interval(Q),
                    {More   ? "gains more in B"
                     : Less ? "gains less in B"
                            : "no difference shown",
                     More   ? Tone::Good
                     : Less ? Tone::Bad
                            : Tone::Plain}});
  }
  for (const WorkloadResult &W : B.Workloads)
    if (none_of(A.Workloads,
                [&](const WorkloadResult &X) { return X.Name == W.Name; }))
      Rows.push_back({{W.Name, Tone::Bold},
                      "-",
                      interval(W.Ratio),
                      "-",
                      {"only in B", Tone::Faint}});
  Out.table(2, Rows);
  for (const ClaimVerdict &C : A.Claims) {
    const auto Other = find_if(
        B.Claims, [&](const ClaimVerdict &X) { return X.Text == C.Text; });
    Out.line(2, "\"" + C.Text + "\"  A: " + name(C.Kind).str() + "  B: " +
                    (Other == B.Claims.end() ? "-" : name(Other->Kind).str()));
  }
}

} // namespace perfclaim
