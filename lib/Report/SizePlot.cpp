//===- SizePlot.cpp - The ratio over a size -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizePlot.h"
#include "Layout.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

using namespace llvm;

namespace perfclaim {

/// "B=8 T=1024" as numbers; what is no number above 0 has no place on an axis
/// of logarithms.
static std::map<std::string, double> sizesOf(const WorkloadResult &W) {
  std::map<std::string, double> Sizes;
  SmallVector<StringRef, 16> Words;
  StringRef(W.Sizes).split(Words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef Word : Words) {
    const auto [Name, Text] = Word.split('=');
    double Value = 0;
    if (!Text.getAsDouble(Value) && Value > 0 && std::isfinite(Value))
      Sizes[Name.str()] = Value;
  }
  return Sizes;
}

static void addThresholds(const BenchmarkPlan *Plan, SizePlot &Plot) {
  if (!Plan)
    return;
  std::set<std::pair<double, std::string>> Seen;
  for (const HeuristicChange &H : Plan->Changes.Heuristics)
    for (const ThresholdChange &T : H.Thresholds) {
      double Value = 0;
      if (T.What.Parameter != Plot.Parameter ||
          StringRef(T.What.Value).getAsDouble(Value) || !(Value > 0))
        continue;
      std::string Text = T.What.Condition + " (" + T.Where + ")";
      if (Seen.insert({Value, Text}).second)
        Plot.Thresholds.push_back({Value, std::move(Text)});
    }
  llvm::sort(Plot.Thresholds,
             [](const SizeThreshold &A, const SizeThreshold &B) {
               return std::tie(A.Value, A.Text) < std::tie(B.Value, B.Text);
             });
}

std::vector<SizePlot> sizePlots(const BenchmarkPlan *Plan,
                                const BenchmarkResult &Result) {
  std::map<std::string, SizePlot> All;
  if (Result.Ran == Backend::Host)
    return {};
  for (const WorkloadResult &W : Result.Workloads)
    if (isDrawable(W.Ratio))
      for (const auto &[Name, Value] : sizesOf(W))
        All[Name].Points.push_back({Value, *W.Ratio, W.Name});
  std::vector<std::pair<size_t, SizePlot>> Found; // With how many sizes.
  for (auto &[Name, Plot] : All) {
    Plot.Parameter = Name;
    llvm::sort(Plot.Points, [](const SizePoint &A, const SizePoint &B) {
      return std::tie(A.Size, A.Workload) < std::tie(B.Size, B.Workload);
    });
    std::set<double> Sizes;
    for (const SizePoint &P : Plot.Points)
      Sizes.insert(P.Size);
    addThresholds(Plan, Plot);
    if (Sizes.size() >= 3)
      Found.push_back({Sizes.size(), std::move(Plot)});
  }
  llvm::sort(Found, [](const auto &A, const auto &B) {
    return std::make_tuple(A.second.Thresholds.empty(), B.first,
                           StringRef(A.second.Parameter)) <
           std::make_tuple(B.second.Thresholds.empty(), A.first,
                           StringRef(B.second.Parameter));
  });
  constexpr size_t Most = 2;
  std::vector<SizePlot> Plots;
  for (auto &[Sizes, Plot] : Found)
    if (Plots.size() < Most)
      Plots.push_back(std::move(Plot));
  return Plots;
}

namespace {

/// Sizes are whole as a rule.
std::string sizeText(double Size) {
  if (Size == std::floor(Size) && Size < 1e15)
    return std::to_string(static_cast<long long>(Size));
  return numberText(Size);
}

/// A range of positive numbers, drawn from 0 to Length by their logarithms.
class Axis {
public:
  Axis(double Length) : Length(Length) {}
  void cover(double Value) {
    Low = std::min(Low, Value);
    High = std::max(High, Value);
  }
  void pad(double Factor) {
    Low /= Factor;
    High *= Factor;
  }
  double at(double Value) const {
    return High > Low ? Length * std::log(Value / Low) / std::log(High / Low)
                      : Length / 2;
  }
  double low() const { return Low; }
  double high() const { return High; }

private:
  double Length, Low = HUGE_VAL, High = 0;
};

} // namespace

void printSizePlot(raw_ostream &OS, const SizePlot &Plot) {
  Axis X(100), Y(60);
  Y.cover(1);
  for (const SizePoint &P : Plot.Points) {
    X.cover(P.Size);
    Y.cover(P.Ratio.Low);
    Y.cover(P.Ratio.High);
  }
  const double First = X.low(), Last = X.high();
  for (const SizeThreshold &T : Plot.Thresholds)
    X.cover(T.Value);
  X.pad(1.1);
  Y.pad(1.02);
  const std::string Name = escapeHtml(Plot.Parameter);
  const auto Line = [&](double X1, double Y1, double X2, double Y2,
                        StringRef Style) {
    OS << formatv("<line x1=\"{0:f2}\" y1=\"{1:f2}\" x2=\"{2:f2}\" "
                  "y2=\"{3:f2}\" {4}/>",
                  X1, Y1, X2, Y2, Style);
  };
  OS << "<div class=\"card\"><b>Ratio over " << Name
     << "</b>\n<div class=\"axis soft num\"><span>"
     << formatv("{0:f2}", Y.high())
     << "</span></div>\n<svg class=\"plot\" viewBox=\"0 0 100 60\" "
        "preserveAspectRatio=\"none\" role=\"img\" aria-label=\"ratio over "
     << Name << "\">";
  Line(0, 60 - Y.at(1), 100, 60 - Y.at(1), "stroke=\"var(--soft)\"");
  for (const SizeThreshold &T : Plot.Thresholds)
    Line(X.at(T.Value), 0, X.at(T.Value), 60,
         "stroke=\"var(--doubt)\" stroke-dasharray=\"4 3\"");
  for (const SizePoint &P : Plot.Points) {
    const double At = X.at(P.Size), Middle = 60 - Y.at(P.Ratio.Value);
    const StringRef Color = P.Ratio.Low > 1    ? "--good"
                            : P.Ratio.High < 1 ? "--bad"
                                               : "--new";
    OS << "<g><title>" << escapeHtml(P.Workload)
       << formatv(": {0:f3} ({1:f3} to {2:f3})</title>", P.Ratio.Value,
                  P.Ratio.Low, P.Ratio.High);
    const std::string Stroke = formatv("stroke=\"var({0})\"", Color);
    Line(At, 60 - Y.at(P.Ratio.Low), At, 60 - Y.at(P.Ratio.High),
         Stroke + " stroke-width=\"2\"");
    Line(At - 0.8, Middle, At + 0.8, Middle, Stroke + " stroke-width=\"5\"");
    OS << "</g>";
  }
  OS << "</svg>\n<div class=\"axis soft num\"><span>"
     << formatv("{0:f2}", Y.low()) << "</span><span>" << Name << ' '
     << formatv("{0} to {1}", sizeText(First), sizeText(Last))
     << "; line: 1</span></div>\n";
  for (const SizeThreshold &T : Plot.Thresholds)
    OS << "<div class=\"doubt\">dashed, at " << sizeText(T.Value) << ": "
       << escapeHtml(T.Text) << "</div>\n";
  OS << "</div>\n";
}

} // namespace perfclaim
