//===- ReducedSizes.cpp - The same launches over less data ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sizes for comparing the sides on a CPU, where those of a real model take
/// minutes and show no more: the same kernels with the same blocks, and no
/// condition of a changed heuristic turned around.
///
//===----------------------------------------------------------------------===//

#include "Models.h"
#include "WorkloadMaker.h"
#include "Workloads.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

/// Steps of a CPU that stands in for a GPU: some tenths of a second where each
/// waits at barriers a few times.
static constexpr double MostSteps = 1 << 20;

/// The threads of a launch's block, where known.
static std::optional<int64_t> threadsOf(const PredictedLaunch &Launch) {
  int64_t Threads = 1;
  for (const std::optional<int64_t> &Extent : Launch.Block) {
    if (!Extent || *Extent <= 0)
      return std::nullopt;
    Threads *= *Extent;
  }
  return Threads;
}

/// The threads of all blocks, 0 where the launches are not known.
static double threadsOfAll(ArrayRef<PredictedLaunch> Launches) {
  double Sum = 0;
  for (const PredictedLaunch &Launch : Launches) {
    double Threads = static_cast<double>(threadsOf(Launch).value_or(0));
    for (const std::optional<int64_t> &Extent : Launch.Grid)
      Threads *= static_cast<double>(Extent.value_or(0));
    Sum += Threads;
  }
  return Sum;
}

/// A guess at the work from the sizes alone: all of them multiplied, as in a
/// matrix product. Too much for code that walks one of them only. Whatever the
/// threads do, there is a step for each.
double WorkloadMaker::costOf(const Expression::Values &Values) const {
  std::map<SizeKind, int64_t> Largest;
  for (const auto &[Name, Kind] : Kinds)
    if (auto Value = Values.find(Name);
        Value != Values.end() && isDimension(Kind))
      Largest[Kind] = std::max(Largest[Kind], Value->second);
  auto Has = [&](SizeKind Kind) { return Largest.count(Kind) != 0; };
  const bool Attention = Has(SizeKind::Heads) && Has(SizeKind::Sequence);
  // What others are made of does not count again.
  if (Has(SizeKind::Batch) && Has(SizeKind::Sequence))
    Largest.erase(SizeKind::Rows);
  if (Has(SizeKind::Hidden)) {
    Largest.erase(SizeKind::Heads);
    Largest.erase(SizeKind::KvHeads);
    Largest.erase(SizeKind::HeadDim);
  }
  if (Has(SizeKind::Vocabulary))
    Largest.erase(SizeKind::PaddedVocabulary);
  double Cost = 1;
  for (const auto &[Kind, Value] : Largest)
    Cost *= static_cast<double>(std::max<int64_t>(Value, 1));
  if (Attention)
    Cost *= static_cast<double>(
        std::max<int64_t>(Largest.at(SizeKind::Sequence), 1));
  const std::optional<int64_t> Bytes = bytesOf(Entry, Values);
  return std::max({Cost, static_cast<double>(Bytes.value_or(0)) / 4,
                   threadsOfAll(predictLaunches(Rules.Before, Values)),
                   threadsOfAll(predictLaunches(Rules.After, Values))});
}

/// The same kernels and blocks, and grids that are still of several blocks
/// where they were.
static bool samePath(const std::vector<PredictedLaunch> &Full,
                     const std::vector<PredictedLaunch> &Less) {
  if (Full.size() != Less.size())
    return false;
  for (const auto &[A, B] : zip(Full, Less)) {
    if (A.Kernel != B.Kernel || A.Block != B.Block ||
        A.SharedBytes != B.SharedBytes)
      return false;
    for (const auto &[Old, New] : zip(A.Grid, B.Grid))
      if (Old.has_value() != New.has_value() ||
          (Old && (*Old > 1) != (*New > 1)))
        return false;
  }
  return true;
}

/// Whether kernels may cut this size into whole tiles; images are of any size.
static bool isTiled(SizeKind Kind) {
  switch (Kind) {
  case SizeKind::Batch:
  case SizeKind::Heads:
  case SizeKind::KvHeads:
  case SizeKind::HeadDim:
  case SizeKind::Experts:
  case SizeKind::Layers:
  case SizeKind::Height:
  case SizeKind::Width:
    return false;
  default:
    return isDimension(Kind);
  }
}

/// Whether each launch has blocks of their own for each value of a size, as for
/// the rows of a norm.
static bool hasOwnBlocks(ArrayRef<PredictedLaunch> Launches, int64_t Size) {
  return all_of(Launches, [&](const PredictedLaunch &Launch) {
    return any_of(Launch.Grid, [&](const std::optional<int64_t> &Extent) {
      return Extent && *Extent >= Size && *Extent % Size == 0;
    });
  });
}

/// Whether no buffer grows faster than the size: of attention's T * T scores a
/// row has as many tiles as the sequence.
bool WorkloadMaker::isLinear(const std::string &Name,
                             const Expression::Values &Values) const {
  Expression::Values Twice = Values;
  Twice[Name] *= 2;
  return all_of(Entry.Variables, [&](const ParameterModel &P) {
    if (!P.Extent)
      return true;
    const std::optional<int64_t> Once = P.Extent->evaluate(Values);
    const std::optional<int64_t> Grown = P.Extent->evaluate(Twice);
    return Once && Grown && *Grown / 2 <= *Once;
  });
}

/// A size of whole tiles stays one: kernels that leave out the rest are right
/// on the sizes that they are made for. Tiles are powers of two up to 128, and
/// what a block's threads cover at once.
bool WorkloadMaker::keepsTiles(const Workload &W,
                               const Expression::Values &Less) const {
  static constexpr int64_t LargestTile = 128;
  SmallVector<int64_t, 8> Tiles;
  for (int64_t Tile = 2; Tile <= LargestTile; Tile *= 2)
    Tiles.push_back(Tile);
  for (const std::vector<PredictedLaunch> *Launches : {&W.Before, &W.After})
    for (const PredictedLaunch &Launch : *Launches)
      if (std::optional<int64_t> Threads = threadsOf(Launch))
        Tiles.push_back(*Threads);
  return all_of(Kinds, [&](const auto &Named) {
    const auto &[Name, Kind] = Named;
    auto Full = W.Integers.find(Name), Now = Less.find(Name);
    if (!isTiled(Kind) || Full == W.Integers.end() || Now == Less.end())
      return true;
    if (!W.Before.empty() && !W.After.empty() &&
        hasOwnBlocks(W.Before, Full->second) &&
        hasOwnBlocks(W.After, Full->second) && isLinear(Name, W.Integers))
      return true;
    return all_of(Tiles, [&](int64_t Tile) {
      return Full->second < Tile || Full->second % Tile != 0 ||
             (Now->second > 0 && Now->second % Tile == 0);
    });
  });
}

bool WorkloadMaker::takesSamePath(const Workload &W,
                                  const Expression::Values &Less) const {
  if (!keepsTiles(W, Less) ||
      !samePath(W.Before, predictLaunches(Rules.Before, Less)) ||
      !samePath(W.After, predictLaunches(Rules.After, Less)))
    return false;
  // What was in several parts stays in several.
  if (any_of(Rules.Quotients, [&](const Expression &Parts) {
        return Parts.evaluate(W.Integers).value_or(0) > 1 &&
               Parts.evaluate(Less).value_or(0) <= 1;
      }))
    return false;
  for (const HeuristicChange &H : Plan.Changes.Heuristics)
    for (const ThresholdChange &T : H.Thresholds) {
      std::optional<Expression> Name = parseLoosely(T.What.Parameter);
      std::optional<Expression> Value = parseLoosely(T.What.Value);
      if (!Name || !Value)
        continue;
      std::optional<int64_t> At = Value->evaluate({});
      std::optional<int64_t> Full = Name->evaluate(W.Integers);
      std::optional<int64_t> Now = Name->evaluate(Less);
      if (At && Full && Now &&
          ((*Full < *At) != (*Now < *At) || (*Full == *At) != (*Now == *At)))
        return false;
    }
  return true;
}

Expression::Values WorkloadMaker::reduce(const Workload &W,
                                         Filled Start) const {
  Expression::Values Now = W.Integers;
  Expression::Values Sizes = std::move(Start.Sizes);
  for (const Halving &Next : halvings(Start.Fixed))
    while (costOf(Now) > MostSteps) {
      Expression::Values Less = Sizes;
      if (!Next.apply(Less))
        break;
      align(Less, Start.Fixed);
      const Expression::Values All = complete(Less, Start.Fixed);
      if (costOf(All) >= costOf(Now) || !Rules.holds(All) ||
          !Rules.canLaunch(All) || bytesOf(Entry, All) == 0 ||
          !takesSamePath(W, All))
        break;
      Sizes = std::move(Less);
      Now = All;
    }
  return Now == W.Integers ? Expression::Values() : Now;
}

} // namespace perfclaim
