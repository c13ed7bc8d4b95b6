//===- Workloads.cpp - On which sizes an entry is measured ----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Workloads.h"
#include "FailingWorkloads.h"
#include "MessageShapes.h"
#include "Names.h"
#include "WorkloadMaker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

static constexpr size_t MostWorkloads = 12;

using Purpose = Workload::Purpose;

void WorkloadMaker::run() {
  addUsers();
  addMessage();
  addCallSites();
  addProfiles();
  addThresholds();
  addElementTypes();
  addMisaligned();
  addEdges();
  addFlags();
  ensureAny();
  findControls();
}

void WorkloadMaker::addUsers() {
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

void WorkloadMaker::addMessage() {
  for (const MessageShape &S :
       shapesOfMessage(Plan.Change.Message, Entry.Variables, Kinds))
    add("message", "the message: " + S.Text, Purpose::Measure,
        profiles().front(), S.Values);
}

void WorkloadMaker::addCallSites() {
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

/// Functions of the host: in equal steps, so that the growth of the time shows.
void WorkloadMaker::addLadder() {
  const size_t Dimensions = dimensions();
  for (unsigned Step = 0; Step != NativeSteps; ++Step) {
    Expression::Values Given;
    for (const auto &[Name, Kind] : Kinds)
      if (isDimension(Kind))
        Given[Name] = nativeSize(Dimensions, Step);
    if (Given.empty()) {
      add("fixed", "the entry takes no sizes", Purpose::Measure,
          profiles().front(), Given);
      return;
    }
    // The time of the smallest is mostly that of the call.
    add(Step ? "size" : "edge",
        Step ? "a size of a row, for how the time grows" : "edge: little data",
        Step ? Purpose::Measure : Purpose::Edge, profiles().front(), Given);
  }
}

void WorkloadMaker::addProfiles() {
  if (Entry.After.Kind == EntryKind::Native)
    return addLadder();
  auto Has = [&](SizeKind Kind) {
    return any_of(Kinds,
                  [&](const auto &Known) { return Known.second == Kind; });
  };
  bool Sizes =
      any_of(Kinds, [](const auto &Kind) { return isDimension(Kind.second); });
  bool Model = any_of(Kinds, [](const auto &Kind) {
    return isDimension(Kind.second) && Kind.second != SizeKind::Count;
  });
  bool Gemm = Has(SizeKind::GemmM);
  for (const Profile &From : profiles()) {
    if (Plan.Workloads.size() >= 7)
      return;
    std::string Text = From.Text.str();
    if (Gemm)
      Text = From.M == From.N ? "a usual square product"
                              : "a linear layer, " + Text;
    else if (Has(SizeKind::Height))
      Text = "a usual image";
    else if (!Model)
      Text = Sizes ? "a usual number of elements" : "the entry takes no sizes";
    add(Model   ? "model"
        : Sizes ? "size"
                : "fixed",
        std::move(Text), Purpose::Measure, From, {});
  }
}

void WorkloadMaker::addThresholds() {
  const size_t First = Plan.Workloads.size();
  auto Add = [&](const HeuristicChange &H, const ThresholdChange &T,
                 const Profile &From) {
    std::optional<Expression> Name = parseLoosely(T.What.Parameter);
    std::optional<Expression> Value = parseLoosely(T.What.Value);
    if (!Name || !Value || Name->op() != Expression::Op::Symbol ||
        !Kinds.count(Name->name()))
      return;
    const std::string &Parameter = Name->name();
    std::optional<int64_t> At = Value->evaluate({});
    if (!At || *At < 1)
      return;
    auto Multiple = Rules.Multiples.find(Parameter);
    int64_t Step = Multiple == Rules.Multiples.end() ? 1 : Multiple->second;
    int64_t Middle = *At / Step * Step;
    for (int64_t Delta : {-Step, int64_t(0), Step}) {
      if (Plan.Workloads.size() - First >= 6 || Middle + Delta < 1)
        continue;
      add("threshold",
          std::string(Delta < 0   ? "just below"
                      : Delta > 0 ? "just above"
                                  : "at") +
              " the threshold `" + T.What.Condition + "` of " + H.Function +
              " (" + T.Where + ")",
          Purpose::Threshold, From, {{Parameter, Middle + Delta}});
    }
  };
  // Crossed with a second size: the first and the last profile differ in all
  // the others. What the commit brought goes before what it took away.
  for (const Profile *From : {&profiles().front(), &profiles().back()})
    for (bool Old : {false, true})
      for (const HeuristicChange &H : Plan.Changes.Heuristics)
        for (const ThresholdChange &T : H.Thresholds)
          if ((T.Where == "before") == Old)
            Add(H, T, *From);
}

/// Every element type that the entry handles, on a usual size.
void WorkloadMaker::addElementTypes() {
  for (const ParameterModel &P : Entry.Variables) {
    if (P.Role != ParameterRole::ElementType)
      continue;
    unsigned Added = 0;
    for (int64_t Value : P.SeenValues) {
      // The ones that are computed in first; a list of all has no end.
      if (Added == 3 || (P.SeenValues.size() > 4 &&
                         Value != elementNumber(ElementKind::Float32) &&
                         Value != elementNumber(ElementKind::BFloat16) &&
                         Value != elementNumber(ElementKind::Int64)))
        continue;
      const std::string Name = elementName(elementOfNumber(Value)).str();
      Added += add(
          Name, "the element type " + Name + ", which `" + P.Name + "` may be",
          Purpose::Measure, profiles()[1], {{P.Name, Value}});
    }
  }
}

void WorkloadMaker::addMisaligned() {
  for (const ParameterModel &P : Entry.Variables)
    if (P.Role == ParameterRole::Misalignment)
      add("misaligned", "data one element off its alignment, which decides",
          Purpose::Edge, profiles().back(), {{P.Name, 1}});
}

void WorkloadMaker::addEdges() {
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
    int64_t Odd =
        It->second == SizeKind::Count && Entry.After.Kind != EntryKind::Native
            ? 1000003
            : 257;
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

void WorkloadMaker::addFlags() {
  auto IsOfOne = [&](const std::string &Name) {
    return is_contained(Entry.Before.Parameters, Name) !=
           is_contained(Entry.After.Parameters, Name);
  };
  for (const ParameterModel &P : Entry.Variables) {
    auto It = Kinds.find(P.Name);
    // One that the other side does not have is what is new.
    if (It == Kinds.end() || It->second != SizeKind::Flag || IsOfOne(P.Name) ||
        P.Role == ParameterRole::Misalignment || Plan.Workloads.empty() ||
        Plan.Workloads.size() >= MostWorkloads)
      continue;
    int64_t Value = Plan.Workloads.front().Integers.at(P.Name) ? 0 : 1;
    add("flag_" + P.Name, "the other value of the flag `" + P.Name + "`",
        Purpose::Edge, profiles().front(), {{P.Name, Value}});
  }
}

/// An entry whose constraints nothing met is measured all the same: it may be
/// the constraints that were misread.
void WorkloadMaker::ensureAny() {
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
void WorkloadMaker::findControls() {
  // As many launches as turns against one: nothing of that is equal.
  if (Entry.After.Kind == EntryKind::LoopAdapter)
    return;
  bool SameCode = all_of(Plan.Changes.Kernels, [&](const KernelChange &K) {
    return !is_contained(Entry.After.Reaches, K.Name) ||
           K.Code == CodeComparison::Same;
  });
  // Library calls run code of their own.
  const HostFunction *Function = nullptr;
  for (const HostFunction &F : After.inventory().Functions)
    if (Entry.After.Kind != EntryKind::Kernel && F.Name == Entry.After.Name &&
        F.Place == Entry.After.Place)
      Function = &F;
  if (!SameCode || (Function && !Function->CostlyCalls.empty()))
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
  WorkloadMaker(Plan, Entry, Before, After, Overrides, Kinds).run();
  if (Plan.Workloads.size() > MostWorkloads + 4)
    Plan.Workloads.resize(MostWorkloads + 4);
  Plan.Failing = failingWorkloads(Plan, Entry, Before, After, Kinds);
}

} // namespace perfclaim
