//===- Workloads.cpp - On which sizes an entry is measured ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Workloads.h"
#include "MessageShapes.h"
#include "Models.h"
#include "Names.h"
#include "Values.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

static constexpr int64_t MostBytes = int64_t(2) << 30;
static constexpr size_t MostWorkloads = 12;

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

namespace {

using Purpose = Workload::Purpose;

class Maker {
public:
  Maker(BenchmarkPlan &Plan, const EntryPair &Entry, const SideView &Before,
        const SideView &After, const PlanOverrides &Overrides,
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

  void run() {
    addUsers();
    addMessage();
    addCallSites();
    addProfiles();
    addThresholds();
    addEdges();
    addFlags();
    ensureAny();
    findControls();
  }

private:
  /// Values of a profile with \p Given on top, made consistent; nothing where
  /// the entry does not accept them.
  std::optional<Expression::Values> fill(const Profile &From, size_t Index,
                                         const Expression::Values &Given,
                                         bool Trusted) const;
  bool shrink(Expression::Values &Values,
              const std::set<std::string> &Fixed) const;
  bool add(const std::string &Prefix, std::string Provenance, Purpose For,
           const Profile &From, const Expression::Values &Given,
           bool Trusted = false);

  void addUsers();
  void addMessage();
  void addCallSites();
  void addProfiles();
  void addThresholds();
  void addEdges();
  void addFlags();
  void ensureAny();
  void findControls();

  std::string nameFor(const std::string &Prefix,
                      const Expression::Values &Values) const;
  const ParameterModel *variable(const std::string &Name) const {
    for (const ParameterModel &P : Entry.Variables)
      if (P.Name == Name)
        return &P;
    return nullptr;
  }

  BenchmarkPlan &Plan;
  const EntryPair &Entry;
  const SideView &Before, &After;
  const PlanOverrides &Overrides;
  const std::map<std::string, SizeKind> &Kinds;
  Constraints Rules;
  int64_t MaxThreads = 1024;
  bool ManyCounts = false;
  size_t Made = 0;
};

} // namespace

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

std::optional<Expression::Values> Maker::fill(const Profile &From, size_t Index,
                                              const Expression::Values &Given,
                                              bool Trusted) const {
  Expression::Values Values = Given;
  std::set<std::string> Fixed;
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
    if (std::optional<int64_t> Size = sizeFor(It->second, From)) {
      if (It->second == SizeKind::Count && ManyCounts)
        Size = *Size >= (1 << 22) ? 4096 : 1024;
      Values[P.Name] = *Size;
    }
  }
  auto FirstOf = [&](SizeKind Kind) -> std::string {
    for (const ParameterModel &P : Entry.Variables)
      if (auto It = Kinds.find(P.Name); It != Kinds.end() && It->second == Kind)
        return P.Name;
    return "";
  };
  auto Align = [&] {
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
  };
  Align();
  auto Complete = [&] {
    Expression::Values All = Values;
    deriveIntegers(Entry.Variables, Kinds, MaxThreads, All);
    Rules.repair(All, Fixed);
    return All;
  };
  Expression::Values All = Complete();
  for (unsigned Round = 0; Round < 64; ++Round) {
    std::optional<int64_t> Bytes = bytesOf(Entry, All);
    bool TooLarge = Bytes && *Bytes > MostBytes;
    if (!TooLarge && (Rules.canLaunch(All) || Trusted))
      break;
    if (!shrink(Values, Fixed))
      break;
    Align();
    All = Complete();
  }
  if (Trusted)
    return All;
  std::optional<int64_t> Bytes = bytesOf(Entry, All);
  if ((Bytes && (*Bytes > MostBytes || *Bytes == 0)) || !Rules.canLaunch(All) ||
      !Rules.holds(All))
    return std::nullopt;
  for (const ParameterModel &P : Entry.Variables)
    if (auto It = All.find(P.Name); It != All.end() && It->second > mostOf(P))
      return std::nullopt;
  return All;
}

/// Halves the size that costs the least realism.
bool Maker::shrink(Expression::Values &Values,
                   const std::set<std::string> &Fixed) const {
  static constexpr SizeKind Order[] = {
      SizeKind::Batch,    SizeKind::Rows,     SizeKind::Count,
      SizeKind::GemmM,    SizeKind::Sequence, SizeKind::Height,
      SizeKind::Width,    SizeKind::Experts,  SizeKind::Layers,
      SizeKind::GemmN,    SizeKind::GemmK,    SizeKind::Columns,
      SizeKind::Wide,     SizeKind::Hidden,   SizeKind::Vocabulary,
      SizeKind::Channels, SizeKind::Other};
  for (SizeKind Kind : Order)
    for (const ParameterModel &P : Entry.Variables) {
      auto It = Kinds.find(P.Name);
      if (It == Kinds.end() || It->second != Kind || Fixed.count(P.Name))
        continue;
      auto Value = Values.find(P.Name);
      // Heads and vectors need whole multiples to be left over.
      int64_t Least = Kind == SizeKind::Batch || Kind == SizeKind::Rows ? 1
                      : Kind == SizeKind::Hidden                        ? 256
                                                                        : 64;
      if (Value == Values.end() || Value->second / 2 < Least)
        continue;
      Value->second /= 2;
      return true;
    }
  return false;
}

std::string Maker::nameFor(const std::string &Prefix,
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

bool Maker::add(const std::string &Prefix, std::string Provenance, Purpose For,
                const Profile &From, const Expression::Values &Given,
                bool Trusted) {
  std::optional<Expression::Values> Values = fill(From, Made, Given, Trusted);
  if (!Values)
    return false;
  for (const Workload &W : Plan.Workloads)
    if (W.Integers == *Values)
      return false;
  Workload W;
  W.Name = nameFor(Prefix, *Values);
  W.Provenance = std::move(Provenance);
  W.For = For;
  W.Integers = *Values;
  for (const ParameterModel &P : Entry.Variables)
    if (P.Kind == ValueKind::Floating ||
        (P.Kind == ValueKind::Struct && P.ElementSize <= 4))
      W.Floats[P.Name] = floatFor(P, Entry.Variables, Kinds, W.Integers, Made);
  W.Before = predictLaunches(Rules.Before, W.Integers);
  W.After = predictLaunches(Rules.After, W.Integers);
  Plan.Workloads.push_back(std::move(W));
  ++Made;
  return true;
}

void Maker::addUsers() {
  unsigned Number = 0;
  for (const std::map<std::string, int64_t> &Values : Overrides.Workloads) {
    ++Number;
    Expression::Values Given;
    for (const auto &[Name, Value] : Values)
      if (Kinds.count(Name))
        Given[Name] = Value;
      else
        Plan.Notes.push_back({Severity::Warning, "perfclaim.json", 0,
                              "workload " + std::to_string(Number) +
                                  " names `" + Name +
                                  "`, which is no integer of the entry"});
    add("user", "perfclaim.json, workload " + std::to_string(Number),
        Purpose::Measure, profiles().front(), Given, /*Trusted=*/true);
  }
}

void Maker::addMessage() {
  for (const MessageShape &S :
       shapesOfMessage(Plan.Change.Message, Entry.Variables, Kinds))
    add("message", "the message: " + S.Text, Purpose::Measure,
        profiles().front(), S.Values);
}

void Maker::addCallSites() {
  // Whole calls with constants go before constants seen one by one.
  unsigned Taken = 0;
  for (const SideView *View : {&After, &Before}) {
    const EntrySide &Side = View == &After ? Entry.After : Entry.Before;
    if (Side.Kind == EntryKind::Kernel)
      continue;
    for (const HostFunction &F : View->inventory().Functions) {
      if (F.Name != Side.Name || !(F.Place == Side.Place))
        continue;
      for (const CallSite &Call : View->inventory().Calls) {
        if (Call.Callee != F.Identity || Taken >= 3)
          continue;
        Expression::Values Given;
        bool Sizes = false;
        for (size_t I = 0; I < Side.Parameters.size() && I < Call.Values.size();
             ++I)
          if (Call.Values[I] && Kinds.count(Side.Parameters[I])) {
            Given[Side.Parameters[I]] = *Call.Values[I];
            Sizes |= isDimension(Kinds.at(Side.Parameters[I]));
          }
        if (Sizes &&
            add("call",
                "the call by " + Call.CallerName + " at " + Call.Place.File +
                    ":" + std::to_string(Call.Place.Line),
                Purpose::Measure, profiles().front(), Given))
          ++Taken;
      }
    }
  }
  if (Taken)
    return;
  Expression::Values Given;
  std::vector<std::string> Names;
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    if (It == Kinds.end() || P.SeenValues.empty() || !isDimension(It->second) ||
        P.SeenValues.front() < 1)
      continue;
    Given[P.Name] = P.SeenValues.front();
    Names.push_back(P.Name);
  }
  if (!Given.empty())
    add("seen", "constants at call sites: " + joinNames(Names),
        Purpose::Measure, profiles().front(), Given);
}

void Maker::addProfiles() {
  bool Sizes =
      any_of(Kinds, [](const auto &Kind) { return isDimension(Kind.second); });
  bool Model = any_of(Kinds, [](const auto &Kind) {
    return isDimension(Kind.second) && Kind.second != SizeKind::Count;
  });
  for (const Profile &From : profiles())
    if (Plan.Workloads.size() < 7)
      add(Model   ? "model"
          : Sizes ? "size"
                  : "fixed",
          Model   ? From.Text.str()
          : Sizes ? std::string("a usual number of elements")
                  : std::string("the entry takes no sizes"),
          Purpose::Measure, From, {});
}

void Maker::addThresholds() {
  size_t First = Plan.Workloads.size();
  for (const HeuristicChange &H : Plan.Changes.Heuristics)
    for (const ThresholdChange &T : H.Thresholds) {
      std::optional<Expression> Name = parseLoosely(T.What.Parameter);
      std::optional<Expression> Value = parseLoosely(T.What.Value);
      if (!Name || !Value || Name->op() != Expression::Op::Symbol ||
          !Kinds.count(Name->name()))
        continue;
      const std::string &Parameter = Name->name();
      std::optional<int64_t> At = Value->evaluate({});
      if (!At || *At < 1)
        continue;
      auto Multiple = Rules.Multiples.find(Parameter);
      int64_t Step = Multiple == Rules.Multiples.end() ? 1 : Multiple->second;
      int64_t Middle = *At / Step * Step;
      // Crossed with a second size: the first and the last profile differ in
      // all the others.
      for (const Profile *From : {&profiles().front(), &profiles().back()})
        for (int64_t Delta : {-Step, int64_t(0), Step}) {
          if (Plan.Workloads.size() - First >= 6 || Middle + Delta < 1)
            continue;
          add("threshold",
              std::string(Delta < 0   ? "just below"
                          : Delta > 0 ? "just above"
                                      : "at") +
                  " the threshold `" + T.What.Condition + "` of " + H.Function +
                  " (" + T.Where + ")",
              Purpose::Threshold, *From, {{Parameter, Middle + Delta}});
        }
    }
}

void Maker::addEdges() {
  const Profile &Base = profiles().front();
  unsigned Added = 0;
  // A single row, batch or block of work.
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    if (It == Kinds.end() || Added >= 2 || !Rules.FreeSizes.count(P.Name))
      continue;
    if (It->second == SizeKind::Rows || It->second == SizeKind::Batch ||
        It->second == SizeKind::Count)
      Added += add("edge", "edge: `" + P.Name + "` is 1", Purpose::Edge, Base,
                   {{P.Name, 1}});
  }
  // Not a multiple of a block or a vector, where the code takes care of it.
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    if (It == Kinds.end() || Added >= 4 || !isDimension(It->second) ||
        !Rules.FreeSizes.count(P.Name) || It->second == SizeKind::Heads ||
        It->second == SizeKind::Batch || It->second == SizeKind::HeadDim)
      continue;
    int64_t Odd = It->second == SizeKind::Count ? 1000003 : 257;
    // The heads have to divide it.
    Expression::Values Given = {{P.Name, Odd}};
    Added += add("edge",
                 "edge: `" + P.Name + "` is " + std::to_string(Odd) +
                     ", no multiple of a block or a vector",
                 Purpose::Edge, Base, Given);
  }
  if (Added)
    return;
  // Nothing shows that odd sizes are safe: the smallest usual ones.
  Expression::Values Small;
  for (const auto &[Name, Kind] : Kinds) {
    if (Kind == SizeKind::Batch || Kind == SizeKind::Rows)
      Small[Name] = 4;
    else if (Kind == SizeKind::Count)
      Small[Name] = ManyCounts ? 256 : 4096;
    else if (Kind == SizeKind::Sequence || Kind == SizeKind::GemmM ||
             Kind == SizeKind::GemmN || Kind == SizeKind::GemmK ||
             Kind == SizeKind::Hidden || Kind == SizeKind::Columns)
      Small[Name] = 256;
  }
  if (!Small.empty())
    add("edge", "edge: small sizes; nothing shows that odd ones are accepted",
        Purpose::Edge, Base, Small);
}

void Maker::addFlags() {
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    if (It == Kinds.end() || It->second != SizeKind::Flag ||
        Plan.Workloads.empty() || Plan.Workloads.size() >= MostWorkloads)
      continue;
    int64_t Value = Plan.Workloads.front().Integers.at(P.Name) ? 0 : 1;
    add("flag_" + P.Name, "the other value of the flag `" + P.Name + "`",
        Purpose::Edge, profiles().front(), {{P.Name, Value}});
  }
}

/// An entry whose constraints nothing met is measured all the same: it may be
/// the constraints that were misread.
void Maker::ensureAny() {
  auto Measured = [&] {
    return count_if(Plan.Workloads, [](const Workload &W) {
      return W.For == Purpose::Measure;
    });
  };
  if (Measured() >= 1) {
    // Fewer sizes than profiles: go on in steps.
    for (int64_t Factor : {2, 4}) {
      if (Measured() >= 3)
        return;
      Expression::Values Given;
      for (const auto &[Name, Kind] : Kinds)
        if (Kind == SizeKind::Count || Kind == SizeKind::Rows ||
            Kind == SizeKind::Batch || Kind == SizeKind::GemmM)
          Given[Name] = std::max<int64_t>(
              Plan.Workloads.front().Integers.at(Name) / Factor, 1);
      if (!Given.empty())
        add("size", "a smaller size", Purpose::Measure, profiles().front(),
            Given);
    }
    return;
  }
  if (add("model", profiles().front().Text.str(), Purpose::Measure,
          profiles().front(), {}, /*Trusted=*/true))
    Plan.Notes.push_back(
        {Severity::Warning, Entry.After.Place.File, Entry.After.Place.Line,
         "no usual size meets what the code asks of its sizes; one is "
         "measured all the same"});
}

static bool sameLaunches(const Workload &W) {
  if (W.Before.empty() || W.Before.size() != W.After.size())
    return false;
  auto Known = [](const std::vector<PredictedLaunch> &Launches) {
    return all_of(Launches, [](const PredictedLaunch &L) {
      return L.SharedBytes && all_of(L.Grid, [](auto V) { return V; }) &&
             all_of(L.Block, [](auto V) { return V; });
    });
  };
  return Known(W.Before) && Known(W.After) && W.Before == W.After;
}

/// Where only a launch changed, a workload with equal launches must show no
/// difference.
void Maker::findControls() {
  bool SameCode = all_of(Plan.Changes.Kernels, [&](const KernelChange &K) {
    return !is_contained(Entry.After.Reaches, K.Name) ||
           K.Code == CodeComparison::Same;
  });
  if (!SameCode)
    return;
  auto IsControl = [](const Workload &W) {
    return W.For != Purpose::Edge && sameLaunches(W);
  };
  bool Any = any_of(Plan.Workloads, [&](const Workload &W) {
    return W.For == Purpose::Measure && !IsControl(W);
  });
  if (!Any) {
    if (any_of(Plan.Workloads, IsControl))
      Plan.Notes.push_back({Severity::Warning, Entry.After.Place.File,
                            Entry.After.Place.Line,
                            "on every workload both sides seem to make the "
                            "same launches of the same code"});
    return;
  }
  for (Workload &W : Plan.Workloads)
    if (IsControl(W))
      W.For = Purpose::Control;
}

void addWorkloads(BenchmarkPlan &Plan, const EntryPair &Entry,
                  const SideView &Before, const SideView &After,
                  const PlanOverrides &Overrides,
                  const std::map<std::string, SizeKind> &Kinds) {
  Maker(Plan, Entry, Before, After, Overrides, Kinds).run();
  if (Plan.Workloads.size() > MostWorkloads + 4)
    Plan.Workloads.resize(MostWorkloads + 4);
}

} // namespace perfclaim
