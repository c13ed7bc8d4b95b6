//===- WorkloadMaker.cpp - Consistent values for one entry ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WorkloadMaker.h"
#include "Models.h"
#include "Names.h"
#include "Workloads.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

static constexpr int64_t MostBytes = int64_t(2) << 30;

std::optional<int64_t> bytesOf(const EntryPair &Entry,
                               const Expression::Values &Values) {
  int64_t Total = 0;
  for (const ParameterModel &P : Entry.Variables) {
    if (P.Kind != ValueKind::Pointer)
      continue;
    std::optional<int64_t> Elements =
        P.Extent ? P.Extent->evaluate(Values) : std::nullopt;
    if (!Elements)
      return std::nullopt;
    int64_t Bytes = 0;
    if (*Elements < 0 ||
        MulOverflow(*Elements, int64_t(std::max(P.ElementSize, 1U)), Bytes) ||
        AddOverflow(Total, Bytes, Total))
      return std::numeric_limits<int64_t>::max();
  }
  return Total;
}

WorkloadMaker::WorkloadMaker(BenchmarkPlan &Plan, const EntryPair &Entry,
                             const SideView &Before, const SideView &After,
                             const PlanOverrides &Overrides,
                             const std::map<std::string, SizeKind> &Kinds)
    : Plan(Plan), Entry(Entry), Before(Before), After(After),
      Overrides(Overrides), Kinds(Kinds),
      Rules(findConstraints(Before, After, Entry, Kinds)) {
  for (const std::vector<LaunchFormula> *Formulas :
       {&Rules.Before, &Rules.After})
    for (const LaunchFormula &F : *Formulas)
      MaxThreads = std::min(MaxThreads, F.MaxThreads.value_or(1024));
  ManyCounts = count_if(Kinds, [](const auto &Kind) {
                 return Kind.second == SizeKind::Count;
               }) > 1;
}

/// Smaller where the type cannot hold more.
static int64_t mostOf(const ParameterModel &P) {
  StringRef Type = P.Type;
  if (Type.contains("64") || Type.contains("long") || Type.contains("size_t") ||
      Type.contains("ptrdiff"))
    return std::numeric_limits<int64_t>::max();
  if (Type.contains("bool"))
    return 1;
  if (Type.contains("char") || Type.contains("int8"))
    return 127;
  if (Type.contains("short") || Type.contains("int16"))
    return 32767;
  return std::numeric_limits<int32_t>::max();
}

std::optional<WorkloadMaker::Filled>
WorkloadMaker::fill(const Profile &From, size_t Index,
                    const Expression::Values &Given, bool Trusted) const {
  Filled Result;
  Expression::Values &Values = Result.Sizes;
  std::set<std::string> &Fixed = Result.Fixed;
  Values = Given;
  for (const auto &[Name, Value] : Given)
    Fixed.insert(Name);
  // Heads must divide the hidden size that is given, not the profile's.
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    if (It == Kinds.end() || Values.count(P.Name))
      continue;
    const PlanOverrides::Parameter *Said =
        findOverride(Overrides, Entry, P.Name);
    if (Said && !Said->Values.empty()) {
      Values[P.Name] = Said->Values[Index % Said->Values.size()];
      Fixed.insert(P.Name);
      continue;
    }
    // The variant whose code changed, where its name has a number.
    if (It->second == SizeKind::Variant && Entry.After.Reaches.size() == 1)
      if (std::optional<int64_t> Number =
              splitVariant(Entry.After.Reaches.front()).Number)
        Values[P.Name] = *Number;
    // Two arrays that have one dimension have it in common.
    auto Alike = find_if(Entry.Variables, [&](const ParameterModel &Q) {
      auto Other = Kinds.find(Q.Name);
      return Given.count(Q.Name) && Other != Kinds.end() &&
             Other->second == It->second;
    });
    if (Alike != Entry.Variables.end() && isDimension(It->second) &&
        It->second != SizeKind::Count) {
      Values[P.Name] = Given.at(Alike->Name);
      Fixed.insert(P.Name);
      continue;
    }
    if (Entry.After.Kind == EntryKind::Native && isDimension(It->second)) {
      Values[P.Name] = nativeSize(dimensions(), NativeSteps - 2);
      continue;
    }
    if (std::optional<int64_t> Size = sizeFor(It->second, From)) {
      if (It->second == SizeKind::Count && ManyCounts)
        Size = *Size >= (1 << 22) ? 4096 : 1024;
      Values[P.Name] = *Size;
    }
  }
  align(Values, Fixed);
  Result.All = complete(Values, Fixed);
  const Expression::Values Unshrunk = Result.All;
  for (unsigned Round = 0; Round < 64; ++Round) {
    std::optional<int64_t> Bytes = bytesOf(Entry, Result.All);
    bool TooLarge = Bytes && *Bytes > MostBytes;
    std::set<std::string> Names;
    if (!TooLarge && (Rules.canLaunch(Result.All, Names) || Trusted))
      break;
    if (!(!TooLarge && halveOneOf(Names, Result.All, Values, Fixed)) &&
        !shrink(Values, Fixed))
      break;
    align(Values, Fixed);
    Result.All = complete(Values, Fixed);
  }
  std::optional<int64_t> Bytes = bytesOf(Entry, Result.All);
  if (Trusted) {
    if (Bytes.value_or(0) > MostBytes)
      Result.All = Unshrunk;
    return Result;
  }
  if ((Bytes && (*Bytes > MostBytes || *Bytes == 0)) ||
      !Rules.canLaunch(Result.All) || !Rules.holds(Result.All))
    return std::nullopt;
  for (const ParameterModel &P : Entry.Variables)
    if (auto It = Result.All.find(P.Name);
        It != Result.All.end() && It->second > mostOf(P))
      return std::nullopt;
  return Result;
}

size_t WorkloadMaker::dimensions() const {
  return count_if(Kinds,
                  [](const auto &Kind) { return isDimension(Kind.second); });
}

/// Makes sizes agree that follow from each other.
void WorkloadMaker::align(Expression::Values &Values,
                          const std::set<std::string> &Fixed) const {
  auto FirstOf = [&](SizeKind Kind) -> std::string {
    for (const ParameterModel &P : Entry.Variables)
      if (auto It = Kinds.find(P.Name); It != Kinds.end() && It->second == Kind)
        return P.Name;
    return "";
  };
  std::string Hidden = FirstOf(SizeKind::Hidden);
  std::string Heads = FirstOf(SizeKind::Heads);
  if (!Hidden.empty() && !Heads.empty() && Values[Heads] > 0 &&
      Values[Hidden] % Values[Heads] != 0) {
    if (!Fixed.count(Heads))
      Values[Heads] = std::max<int64_t>(Values[Hidden] / 64, 1);
    if (Values[Hidden] % Values[Heads] != 0 && !Fixed.count(Heads))
      Values[Heads] = 1;
    else if (Values[Hidden] % Values[Heads] != 0 && !Fixed.count(Hidden))
      Values[Hidden] = Values[Heads] * 64;
  }
  // `N` beside `B` and `T` counts their rows.
  std::string Batch = FirstOf(SizeKind::Batch);
  std::string Sequence = FirstOf(SizeKind::Sequence);
  std::string Rows = FirstOf(SizeKind::Rows);
  if (!Batch.empty() && !Sequence.empty() && !Rows.empty() &&
      !Fixed.count(Rows))
    Values[Rows] = Values[Batch] * Values[Sequence];
}

/// With what follows from the sizes.
Expression::Values
WorkloadMaker::complete(Expression::Values Sizes,
                        const std::set<std::string> &Fixed) const {
  deriveIntegers(Entry.Variables, Kinds, MaxThreads, Sizes);
  Expression::Values Repaired = Sizes;
  Rules.repair(Repaired, Fixed);
  if (Repaired == Sizes)
    return Sizes;
  // Strides follow from sizes as they are now, unless they were moved too.
  Expression::Values Again;
  for (const auto &[Name, Value] : Repaired) {
    auto Kind = Kinds.find(Name);
    if (Fixed.count(Name) || Kind == Kinds.end() ||
        Kind->second != SizeKind::Stride || Value != Sizes.at(Name))
      Again[Name] = Value;
  }
  deriveIntegers(Entry.Variables, Kinds, MaxThreads, Again);
  Rules.repair(Again, Fixed);
  return Again;
}

std::vector<WorkloadMaker::Halving>
WorkloadMaker::halvings(const std::set<std::string> &Fixed) const {
  static constexpr SizeKind Order[] = {
      SizeKind::Batch,    SizeKind::Rows,     SizeKind::Count,
      SizeKind::GemmM,    SizeKind::Sequence, SizeKind::Height,
      SizeKind::Width,    SizeKind::Experts,  SizeKind::Layers,
      SizeKind::GemmN,    SizeKind::GemmK,    SizeKind::Columns,
      SizeKind::Wide,     SizeKind::Hidden,   SizeKind::Vocabulary,
      SizeKind::Channels, SizeKind::Other};
  std::vector<Halving> Result;
  for (SizeKind Kind : Order) {
    // Heads and vectors need whole multiples to be left over; images do not.
    const bool Image = Kind == SizeKind::Height || Kind == SizeKind::Width;
    Halving Next{{},
                 Kind == SizeKind::Batch || Kind == SizeKind::Rows ? 1
                 : Image                                           ? 8
                 : Kind == SizeKind::Hidden                        ? 256
                                                                   : 64,
                 {}};
    for (const ParameterModel &P : Entry.Variables) {
      auto It = Kinds.find(P.Name);
      if (It == Kinds.end() || Fixed.count(P.Name))
        continue;
      if (It->second == Kind)
        Next.Names.push_back(P.Name);
      else if (Kind == SizeKind::Hidden && (It->second == SizeKind::Heads ||
                                            It->second == SizeKind::KvHeads))
        Next.Followers.push_back(P.Name);
    }
    if (!Next.Names.empty())
      Result.push_back(std::move(Next));
  }
  return Result;
}

bool WorkloadMaker::Halving::apply(Expression::Values &Values) const {
  bool Any = false;
  for (const std::string &Name : Names)
    if (auto Value = Values.find(Name);
        Value != Values.end() && Value->second / 2 >= Least) {
      Value->second /= 2;
      Any = true;
    }
  if (Any)
    for (const std::string &Name : Followers)
      if (auto Value = Values.find(Name);
          Value != Values.end() && Value->second % 2 == 0)
        Value->second /= 2;
  return Any;
}

/// Halves the largest size among \p Names, to 1 if need be; of a block that no
/// size decides, the number that does, from what it is in \p All.
bool WorkloadMaker::halveOneOf(const std::set<std::string> &Names,
                               const Expression::Values &All,
                               Expression::Values &Values,
                               const std::set<std::string> &Fixed) const {
  int64_t *Largest = nullptr;
  for (const std::string &Name : Names)
    if (auto Value = Values.find(Name);
        Value != Values.end() && !Fixed.count(Name) &&
        isDimension(Kinds.at(Name)) && Value->second > 1 &&
        (!Largest || Value->second > *Largest))
      Largest = &Value->second;
  if (Largest) {
    *Largest /= 2;
    return true;
  }
  for (const std::string &Name : Names)
    if (auto Kind = Kinds.find(Name); Kind != Kinds.end() &&
                                      Kind->second == SizeKind::BlockSize &&
                                      !Fixed.count(Name))
      if (auto Now = All.find(Name); Now != All.end() && Now->second > 1) {
        Values[Name] = Now->second / 2;
        return true;
      }
  return false;
}

/// Halves the size that costs the least realism, in all arrays that have it.
bool WorkloadMaker::shrink(Expression::Values &Values,
                           const std::set<std::string> &Fixed) const {
  return any_of(halvings(Fixed),
                [&](const Halving &Next) { return Next.apply(Values); });
}

std::string WorkloadMaker::nameFor(const std::string &Prefix,
                                   const Expression::Values &Values) const {
  std::string Name = Prefix;
  unsigned Shown = 0;
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    if (It == Kinds.end() || !isDimension(It->second) || Shown == 4)
      continue;
    Name += "_" + std::to_string(Values.at(P.Name));
    ++Shown;
  }
  Name = makeIdentifier(Name);
  std::string Unique = Name;
  for (unsigned I = 2; any_of(
           Plan.Workloads, [&](const Workload &W) { return W.Name == Unique; });
       ++I)
    Unique = Name + "_v" + std::to_string(I);
  return Unique;
}

bool WorkloadMaker::add(const std::string &Prefix, std::string Provenance,
                        Purpose For, const Profile &From,
                        const Expression::Values &Given, bool Trusted) {
  std::optional<Filled> Values = fill(From, Made, Given, Trusted);
  if (!Values)
    return false;
  for (const Workload &W : Plan.Workloads)
    if (W.Integers == Values->All)
      return false;
  Workload W;
  W.Name = nameFor(Prefix, Values->All);
  W.Provenance = std::move(Provenance);
  W.For = For;
  W.Integers = Values->All;
  for (const ParameterModel &P : Entry.Variables)
    if (P.Kind == ValueKind::Floating ||
        (P.Kind == ValueKind::Struct && P.ElementSize <= 4))
      W.Floats[P.Name] = floatFor(P, Entry.Variables, Kinds, W.Integers, Made);
  W.Before = predictLaunches(Rules.Before, W.Integers);
  W.After = predictLaunches(Rules.After, W.Integers);
  // What an edge or a threshold is about stays.
  if (For == Purpose::Measure)
    for (const auto &[Name, Value] : Given)
      Values->Fixed.erase(Name);
  // These are run where they are measured.
  if (Entry.After.Kind != EntryKind::Native)
    W.Reduced = reduce(W, std::move(*Values));
  Plan.Workloads.push_back(std::move(W));
  ++Made;
  return true;
}

} // namespace perfclaim
