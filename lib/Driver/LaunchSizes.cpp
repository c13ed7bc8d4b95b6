//===- LaunchSizes.cpp - Block sizes that launches are known to have ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LaunchSizes.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// A table for people ends somewhere.
constexpr size_t MostSizes = 8;

/// The constants that \p E can be; none where anything else decides it. What is
/// bounded by a constant counts as its bound, which large inputs reach.
std::vector<int64_t> constantsOf(const Expression &E) {
  switch (E.op()) {
  case Expression::Op::Constant:
    return {E.value()};
  case Expression::Op::Select: {
    std::vector<int64_t> Values = constantsOf(E.operands()[1]);
    const std::vector<int64_t> Others = constantsOf(E.operands()[2]);
    if (Values.empty() || Others.empty())
      return {};
    Values.insert(Values.end(), Others.begin(), Others.end());
    return Values;
  }
  case Expression::Op::Min:
    for (const Expression &Operand : E.operands())
      if (Operand.op() == Expression::Op::Constant)
        return {Operand.value()};
    return {};
  default:
    return {};
  }
}

/// A choice has no more arms than this.
constexpr size_t MostChoices = 16;

std::vector<BlockSize> sizesOf(const Launch &L) {
  if (!L.BlockX)
    return {};
  std::vector<int64_t> Threads = constantsOf(*L.BlockX);
  for (const std::optional<Expression> *Axis : {&L.BlockY, &L.BlockZ}) {
    if (!*Axis)
      continue;
    std::vector<int64_t> Products;
    for (int64_t Factor : constantsOf(**Axis))
      for (int64_t Value : Threads)
        if (Products.size() < MostChoices)
          Products.push_back(Value * Factor);
    Threads = std::move(Products);
  }
  int64_t Shared = 0;
  if (L.SharedBytes)
    if (std::optional<int64_t> Known = L.SharedBytes->evaluate({}))
      Shared = *Known;
  std::vector<BlockSize> Sizes;
  for (int64_t Value : Threads)
    if (Value > 0 && Sizes.size() < MostChoices)
      Sizes.push_back({Value, Shared});
  return Sizes;
}

class Collector {
public:
  void add(const std::vector<BlockSize> &Before,
           const std::vector<BlockSize> &After);
  void addHeuristic(const HeuristicChange &H);
  BlockSizes Sizes;

private:
  void add(std::optional<BlockSize> Before, std::optional<BlockSize> After) {
    const std::pair Both(Before, After);
    if ((Before || After) && !is_contained(Sizes, Both) &&
        Sizes.size() < MostSizes)
      Sizes.push_back(Both);
  }
};

void Collector::add(const std::vector<BlockSize> &Before,
                    const std::vector<BlockSize> &After) {
  // One that stood alone goes with each of those that took its place.
  const size_t Count = std::max(Before.size(), After.size());
  auto At = [&](const std::vector<BlockSize> &From,
                size_t I) -> std::optional<BlockSize> {
    if (From.size() == 1)
      return From.front();
    return I < From.size() ? std::optional(From[I]) : std::nullopt;
  };
  for (size_t I = 0; I != Count; ++I)
    add(At(Before, I), At(After, I));
}

void Collector::addHeuristic(const HeuristicChange &H) {
  auto Values = [](const std::vector<HeuristicPiece> &Pieces) {
    std::vector<BlockSize> Found;
    for (const HeuristicPiece &P : Pieces)
      if (int64_t Value = 0;
          !StringRef(P.Value).getAsInteger(10, Value) && Value > 0)
        Found.push_back({Value, 0});
    return Found;
  };
  add(Values(H.Before), Values(H.After));
}

void addPredicted(Collector &Into, const BenchmarkPlan &Plan, StringRef Before,
                  StringRef After) {
  auto Of = [](const std::vector<PredictedLaunch> &Launches, StringRef Name) {
    std::vector<BlockSize> Found;
    for (const PredictedLaunch &L : Launches)
      if (StringRef(L.Kernel).split('<').first == Name)
        if (std::optional<int64_t> Threads = productOf(L.Block))
          Found.push_back({*Threads, L.SharedBytes.value_or(0)});
    return Found;
  };
  for (const Workload &W : Plan.Workloads)
    Into.add(Of(W.Before, Before), Of(W.After, After));
}

} // namespace

std::optional<int64_t>
productOf(const std::vector<std::optional<int64_t>> &Sizes) {
  int64_t Product = 1;
  for (const std::optional<int64_t> &Size : Sizes)
    if (!Size || *Size <= 0 || __builtin_mul_overflow(Product, *Size, &Product))
      return std::nullopt;
  if (Sizes.empty())
    return std::nullopt;
  return Product;
}

BlockSizes blockSizesOf(const Analyzed &Commit, const BenchmarkPlan &Plan,
                        const std::string &Before, const std::string &After) {
  Collector Found;
  std::set<unsigned> Changed;
  std::set<std::string> Functions;
  for (const LaunchChange &L : Commit.Changes.Launches) {
    auto SizesAt =
        [](const Inventory &Side, std::optional<unsigned> Index,
           const std::string &Kernel) -> std::optional<std::vector<BlockSize>> {
      if (!Index || *Index >= Side.Launches.size() ||
          Side.Launches[*Index].Kernel != Kernel)
        return std::nullopt;
      return sizesOf(Side.Launches[*Index]);
    };
    const auto Old = SizesAt(Commit.Before, L.BeforeIndex, Before),
               New = SizesAt(Commit.After, L.AfterIndex, After);
    if (L.AfterIndex)
      Changed.insert(*L.AfterIndex);
    if (!Old && !New)
      continue;
    Found.add(Old.value_or(std::vector<BlockSize>()),
              New.value_or(std::vector<BlockSize>()));
  }
  for (size_t I = 0; I != Commit.After.Launches.size(); ++I) {
    const Launch &L = Commit.After.Launches[I];
    if (L.Kernel != After || After.empty())
      continue;
    Functions.insert(L.FunctionName);
    if (!Changed.count(I))
      Found.add(sizesOf(L), sizesOf(L));
  }
  if (Found.Sizes.empty())
    for (const HeuristicChange &H : Commit.Changes.Heuristics)
      if (H.Decides == "block" && Functions.count(H.Function))
        Found.addHeuristic(H);
  auto Name = [](const Inventory &Side, const std::string &Identity) {
    const Kernel *K = Side.findKernel(Identity);
    return K ? K->Name : std::string();
  };
  addPredicted(Found, Plan, Name(Commit.Before, Before),
               Name(Commit.After, After));
  return std::move(Found.Sizes);
}

} // namespace perfclaim
