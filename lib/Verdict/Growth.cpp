//===- Growth.cpp - Whether the time grows as a message says --------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Growth.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace llvm;

namespace perfclaim {

namespace {

/// By how much an exponent that was measured may lie above what is said: caches
/// that no longer hold the data cost more than the steps do.
constexpr double Allowance = 0.3;

/// Reads what stands inside O(...). Every letter is a size, and all grow alike.
class OrderReader {
public:
  explicit OrderReader(StringRef Text) : Rest(Text) {}

  std::optional<GrowthOrder> read() {
    std::optional<GrowthOrder> Result = sum();
    skip();
    return Rest.empty() ? Result : std::nullopt;
  }

private:
  void skip() { Rest = Rest.ltrim(); }
  bool take(StringRef Text) {
    skip();
    return Rest.consume_front(Text);
  }

  /// The largest term decides.
  std::optional<GrowthOrder> sum() {
    std::optional<GrowthOrder> Result = product();
    while (Result && take("+")) {
      const std::optional<GrowthOrder> Other = product();
      if (!Other)
        return std::nullopt;
      if (std::tie(Other->Power, Other->Logarithms) >
          std::tie(Result->Power, Result->Logarithms))
        Result = Other;
    }
    return Result;
  }

  std::optional<GrowthOrder> product() {
    std::optional<GrowthOrder> Result = factor();
    while (Result) {
      const bool Sign = take("*") || take("\xc2\xb7") || take("\xc3\x97");
      skip();
      if (!Sign && (Rest.empty() || (!isAlnum(Rest[0]) && Rest[0] != '(')))
        break;
      const std::optional<GrowthOrder> Other = factor();
      if (!Other)
        return std::nullopt;
      Result->Power += Other->Power;
      Result->Logarithms += Other->Logarithms;
    }
    return Result;
  }

  std::optional<GrowthOrder> factor() {
    std::optional<GrowthOrder> Base = atom();
    if (!Base)
      return std::nullopt;
    double Power = 1;
    if (take("\xc2\xb2"))
      Power = 2;
    else if (take("\xc2\xb3"))
      Power = 3;
    else if (take("^") || take("**")) {
      skip();
      const StringRef Number =
          Rest.take_while([](char C) { return isDigit(C) || C == '.'; });
      // "2^n" has no power of n.
      if (Number.getAsDouble(Power) || IsNumber)
        return std::nullopt;
      Rest = Rest.drop_front(Number.size());
    }
    Base->Power *= Power;
    Base->Logarithms *= Power;
    return Base;
  }

  std::optional<GrowthOrder> atom() {
    skip();
    IsNumber = false;
    if (take("(")) {
      std::optional<GrowthOrder> Inside = sum();
      return take(")") ? Inside : std::nullopt;
    }
    const StringRef Number = Rest.take_while(isDigit);
    if (!Number.empty()) {
      Rest = Rest.drop_front(Number.size());
      IsNumber = true;
      return GrowthOrder();
    }
    const StringRef Word =
        Rest.take_while([](char C) { return isAlnum(C) || C == '_'; });
    if (Word.empty())
      return std::nullopt;
    Rest = Rest.drop_front(Word.size());
    const std::string Lower = Word.lower();
    StringRef Name = Lower;
    if (Name == "sqrt") {
      std::optional<GrowthOrder> Of = atom();
      if (Of)
        Of->Power /= 2;
      return Of;
    }
    if (Name.consume_front("log") || Name == "ln" || Name == "lg") {
      // "logn" and "log2 n".
      const bool Joined =
          Name.size() == 1 && isAlpha(Name[0]) && Word.size() > 2;
      if (!Joined && !atom())
        return std::nullopt;
      return GrowthOrder{0, 1};
    }
    return GrowthOrder{1, 0};
  }

  StringRef Rest;
  bool IsNumber = false;
};

struct Point {
  double Size = 0, Before = 0, After = 0; ///< Medians in microseconds.
  double QuickestAfter = 0;
};

/// The workloads that differ in their sizes alone, smallest first; each size
/// grows as the first one does.
std::vector<Point> rowOf(const BenchmarkPlan &Plan,
                         const BenchmarkResult &Result,
                         std::vector<std::string> &Names) {
  std::vector<Point> Points;
  for (const Workload &W : Plan.Workloads) {
    if (W.For != Workload::Purpose::Measure ||
        !StringRef(W.Name).starts_with("size_") || W.Integers.empty())
      continue;
    for (const WorkloadResult &R : Result.Workloads)
      if (R.Name == W.Name && R.MedianBefore && R.MedianAfter) {
        int64_t Largest = 0;
        for (const auto &[Name, Value] : W.Integers)
          Largest = std::max(Largest, Value);
        Points.push_back(
            {static_cast<double>(Largest), *R.MedianBefore, *R.MedianAfter,
             R.After.empty() ? *R.MedianAfter : *llvm::min_element(R.After)});
        Names.push_back(W.Name);
      }
  }
  llvm::sort(Points,
             [](const Point &A, const Point &B) { return A.Size < B.Size; });
  return Points;
}

/// Between the two largest sizes, where what a call costs by itself counts
/// least.
double slope(const Point &Small, const Point &Large, double Point::*Side) {
  return std::log(Large.*Side / Small.*Side) /
         std::log(Large.Size / Small.Size);
}

double expected(const GrowthOrder &Order, const Point &Small,
                const Point &Large) {
  return Order.Power +
         Order.Logarithms *
             std::log(std::log(Large.Size) / std::log(Small.Size)) /
             std::log(Large.Size / Small.Size);
}

} // namespace

std::optional<GrowthOrder> readOrder(StringRef Inside) {
  return OrderReader(Inside).read();
}

ClaimVerdict judgeGrowth(const GrowthClaim &Claim, const BenchmarkPlan &Plan,
                         const BenchmarkResult &Result) {
  ClaimVerdict V;
  V.Text = Claim.Text;
  V.Kind = VerdictKind::NotTestableHere;
  const std::optional<GrowthOrder> Old = readOrder(Claim.Before),
                                   New = readOrder(Claim.After);
  if (!Old || !New) {
    V.Why = "what it says of the growth is no product of powers and logarithms";
    return V;
  }
  const std::vector<Point> Row = rowOf(Plan, Result, V.Workloads);
  if (Row.size() < 3 || Row[Row.size() - 2].Size < 2 ||
      Row[Row.size() - 2].Size == Row.back().Size) {
    V.Why =
        "it takes three sizes or more, each timed, to see how the time grows";
    return V;
  }
  const Point &Small = Row[Row.size() - 2], &Large = Row.back();
  const double SlopeOld = slope(Small, Large, &Point::Before),
               SlopeNew = slope(Small, Large, &Point::After),
               SlopeQuickest = slope(Small, Large, &Point::QuickestAfter),
               SaidOld = expected(*Old, Small, Large),
               SaidNew = expected(*New, Small, Large);
  const std::string Seen = formatv(
      "from {0} to {1} the time grows with the power {2:f2} of the size "
      "before and {3:f2} after; said are {4:f2} and {5:f2}",
      static_cast<int64_t>(Small.Size), static_cast<int64_t>(Large.Size),
      SlopeOld, SlopeNew, SaidOld, SaidNew);
  V.Why = Seen;
  // What else runs on the machine adds time, and to the quickest sample least.
  const bool Above = SlopeNew > SaidNew + Allowance;
  if (Above && SlopeQuickest > SaidNew + Allowance)
    V.Kind = VerdictKind::Refuted;
  else if (Above) {
    V.Kind = VerdictKind::Inconclusive;
    V.Why += formatv(": but with the power {0:f2} by the quickest samples, so "
                     "that something else took time; run it on a machine that "
                     "does nothing else",
                     SlopeQuickest);
  } else if (SlopeOld - SlopeNew >= (SaidOld - SaidNew) / 2)
    V.Kind = VerdictKind::Confirmed;
  else {
    V.Kind = VerdictKind::Inconclusive;
    V.Why += ": on these data the old side does not grow as it is said to";
  }
  return V;
}

} // namespace perfclaim
