//===- ProposeEntries.cpp - A change set to entry pairs, best first -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Candidate.h"
#include "ClaimTests.h"
#include "Names.h"
#include "Score.h"
#include "perfclaim/Plan/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

std::vector<std::string>
ChoiceContext::changedNames(Side Which,
                            const std::set<std::string> &Kernels) const {
  const SideView &View = Which == Side::Before ? Before : After;
  const std::set<std::string> &Changed =
      Which == Side::Before ? ChangedBefore : ChangedAfter;
  std::set<std::string> Names;
  for (const std::string &Identity : Kernels)
    if (const Kernel *K = View.kernel(Identity); K && Changed.count(Identity))
      Names.insert(K->Name);
  return {Names.begin(), Names.end()};
}

bool ChoiceContext::hostCodeChanged(const HostFunction &F) const {
  for (const LaunchChange &L : Changes.Launches)
    if (L.AfterIndex && is_contained(F.Launches, *L.AfterIndex))
      return true;
  for (const HeuristicChange &H : Changes.Heuristics)
    if (H.Function == F.Name || H.Function == F.QualifiedName)
      return true;
  return any_of(Changes.Functions, [&](const FunctionChange &C) {
    return !C.Device && C.After == F.Identity;
  });
}

void Refusals::add(const std::string &Candidate, const std::string &Why) {
  std::string Text = Candidate + ": " + Why;
  if (!is_contained(Reasons, Text))
    Reasons.push_back(std::move(Text));
}

/// "1.5x faster for fp16": of entries that are alike, the one for that type.
static void preferType(const ClaimSet &Claims, std::vector<Candidate> &Found) {
  for (Candidate &C : Found) {
    const bool Said = any_of(Claims.Claims, [&](const Claim &Said) {
      return any_of(Said.Scope, [&](StringRef Word) {
        return any_of(C.Pair.Variables, [&](const ParameterModel &P) {
          return isOfType(P, Word);
        });
      });
    });
    if (Said)
      C.Score += TypeBonus;
  }
}

/// A new kernel that stands for several calls, or takes other data than the old
/// one, is no counterpart of one of them, however much their names are alike.
static void preferWhole(std::vector<Candidate> &Found) {
  auto Covers = [](const EntrySide &Whole, const EntrySide &Part) {
    return all_of(Part.Reaches, [&](const std::string &Name) {
      return is_contained(Whole.Reaches, Name);
    });
  };
  for (const Candidate &Whole : Found) {
    const EntryPair &W = Whole.Pair;
    if (W.Before.Steps.empty() ||
        (W.Before.Steps.size() < 2 && W.After.Steps.size() < 2 &&
         W.Before.Setup.empty() && W.After.Setup.empty() &&
         W.After.Kind != EntryKind::LoopAdapter))
      continue;
    for (Candidate &Part : Found)
      if (Part.Sibling && Covers(W.Before, Part.Pair.Before) &&
          Covers(W.After, Part.Pair.After))
        Part.Score = std::min(Part.Score, Whole.Score - 1);
  }
}

static std::string kindName(EntryKind Kind) {
  switch (Kind) {
  case EntryKind::Kernel:
    return "kernel";
  case EntryKind::Launcher:
    return "launcher";
  case EntryKind::Caller:
    return "caller";
  case EntryKind::Composite:
    return "composite";
  case EntryKind::LoopAdapter:
    return "loop adapter";
  case EntryKind::Native:
    return "function";
  }
  return "";
}

static bool isAskedFor(const EntryPair &E, const std::string &Name,
                       bool Exactly) {
  for (StringRef Known :
       {StringRef(E.Name), StringRef(E.After.Name), StringRef(E.Before.Name),
        StringRef(E.After.Spelling)})
    if (Exactly ? Known == Name : Known.contains_insensitive(Name))
      return true;
  return false;
}

static void keepAskedFor(std::vector<Candidate> &Found, const std::string &Name,
                         std::string &WhyNone) {
  for (bool Exactly : {true, false}) {
    std::vector<Candidate> Kept;
    for (const Candidate &C : Found)
      if (isAskedFor(C.Pair, Name, Exactly))
        Kept.push_back(C);
    if (!Kept.empty()) {
      Found = std::move(Kept);
      return;
    }
  }
  std::vector<std::string> Known;
  for (const Candidate &C : Found)
    if (std::string Shown = "`" + C.Pair.Name + "`";
        !is_contained(Known, Shown))
      Known.push_back(std::move(Shown));
  WhyNone = "no entry is called `" + Name + "`; there " +
            (Known.empty() ? "are none" : "is " + joinNames(Known));
  Found.clear();
}

/// Kernels that changed but that \p E does not run.
static void addNotMeasured(EntryPair &E, const ChangeSet &Changes) {
  std::vector<std::string> Missing;
  for (const KernelChange &K : Changes.Kernels)
    if (K.Kind != ChangeKind::Removed && K.Code != CodeComparison::Same &&
        !is_contained(E.After.Reaches, K.Name) &&
        !is_contained(Missing, "`" + K.Name + "`"))
      Missing.push_back("`" + K.Name + "`");
  if (Missing.empty())
    return;
  size_t Further = Missing.size() > 8 ? Missing.size() - 8 : 0;
  if (Further)
    Missing.resize(8);
  std::string Text =
      "changed kernels that this entry does not run: " + joinNames(Missing);
  if (Further)
    Text += " and " + std::to_string(Further) + " more";
  E.NotMeasured.push_back(std::move(Text));
}

namespace {
/// Candidates that differ in template arguments or places alone.
struct Alternative {
  std::string Kind, Name, Why;
  bool Higher = false;
  std::vector<std::string> Spelled, Places;
};
} // namespace

/// "`f<float>`", as the new side of \p E names what it calls.
static std::string spelledAs(const EntryPair &E) {
  const std::string &Text = E.After.Kind == EntryKind::Kernel
                                ? E.After.Slice.Callee
                                : E.After.Spelling;
  return Text.empty() ? "" : "`" + Text + "`";
}

static std::string textOf(const Alternative &A) {
  std::string Text =
      A.Kind + " `" + A.Name + "` (ranked " + (A.Higher ? "higher" : "lower");
  if (A.Spelled.size() > 1)
    Text += ", as " + joinNames(A.Spelled);
  else if (A.Places.size() > 1)
    Text += ", at " + joinNames(A.Places);
  return Text + "): " + A.Why;
}

static void addAlternatives(std::vector<Candidate> &Found,
                            const Refusals &Refused) {
  constexpr size_t Most = 8;
  for (size_t I = 0; I < Found.size(); ++I) {
    std::vector<Alternative> Others;
    for (size_t J = 0; J < Found.size(); ++J) {
      if (J == I)
        continue;
      const EntryPair &E = Found[J].Pair;
      Alternative A{kindName(E.After.Kind), E.Name, E.Why, J < I, {}, {}};
      auto Known = find_if(Others, [&](const Alternative &B) {
        return A.Kind == B.Kind && A.Name == B.Name && A.Why == B.Why;
      });
      if (Known == Others.end())
        Known = Others.insert(Others.end(), std::move(A));
      auto Add = [](std::vector<std::string> &To, std::string Text) {
        if (!is_contained(To, Text))
          To.push_back(std::move(Text));
      };
      Add(Known->Spelled, spelledAs(E));
      Add(Known->Places,
          E.After.Place.File + ":" + std::to_string(E.After.Place.Line));
    }
    std::vector<std::string> &List = Found[I].Pair.Alternatives;
    for (const Alternative &A : Others)
      if (List.size() < Most)
        List.push_back(textOf(A));
    for (const std::string &Reason : Refused.Reasons) {
      if (List.size() >= 2 * Most)
        break;
      List.push_back(Reason);
    }
  }
}

/// Of new kernels in a function that launched none before: why its old form is
/// not called as often as it takes.
static std::string whyNotRepeated(const SideView &Old, const SideView &New,
                                  const ChangeSet &Changes) {
  for (const KernelChange &K : Changes.Kernels) {
    if (K.Kind != ChangeKind::Added)
      continue;
    for (const HostFunction *F : New.launchersOf(K.After)) {
      const HostFunction *Before = Old.counterpart(*F);
      if (!Before || !Old.reachedFrom(Before->Identity).empty() ||
          F->PointerType == Before->PointerType ||
          !Old.callersOf(Before->Identity).empty() ||
          !New.callersOf(F->Identity).empty())
        continue;
      return "; `" + F->Name + "` takes other parameters than before, `" +
             Before->PointerType +
             "`, and no C++ of the repository calls it: how many of the old "
             "calls one new call stands for, as in a loop of Python, is not "
             "in the sources that are read";
    }
  }
  return "";
}

std::vector<EntryPair> proposeEntries(const Inventory &Before,
                                      const Inventory &After,
                                      const ChangeSet &Changes,
                                      const ClaimSet &Claims,
                                      const PlanOverrides &Overrides,
                                      std::string &WhyNone, StringRef Message) {
  WhyNone.clear();
  SideView Old(Before), New(After);
  ChoiceContext Context{Old, New, Changes,         Claims, {},
                        {},  {},  Overrides.Setup, Message};
  for (const KernelChange &K : Changes.Kernels) {
    if (!K.Before.empty())
      Context.ChangedBefore.insert(K.Before);
    if (!K.After.empty())
      Context.ChangedAfter.insert(K.After);
    if (!K.After.empty() && K.Code != CodeComparison::Same)
      Context.ModifiedAfter.insert(K.After);
  }
  std::vector<Target> Targets = findTargets(Old, New, Changes, Claims);
  std::vector<Candidate> Found;
  Refusals Refused;
  for (const Target &T : Targets) {
    // A launch, a choice or host code may change around kernels that did not:
    // what runs there is what the benchmark has to reach.
    ChoiceContext Wider = Context;
    bool Around = T.For != Target::Reason::Host ||
                  none_of(T.After, [&](const std::string &Identity) {
                    return Context.ChangedAfter.count(Identity);
                  });
    if (T.For != Target::Reason::Kernel && Around) {
      Wider.ChangedBefore.insert(T.Before.begin(), T.Before.end());
      Wider.ChangedAfter.insert(T.After.begin(), T.After.end());
    }
    addLauncherCandidates(Wider, T, Found, Refused);
    if (T.For != Target::Reason::Host)
      addKernelCandidates(Wider, T, Found, Refused);
  }
  addCompositeCandidates(Context, Found, Refused);
  addNativeCandidates(Context, Found, Refused);
  if (!Overrides.Entry.empty()) {
    keepAskedFor(Found, Overrides.Entry, WhyNone);
    if (Found.empty())
      return {};
  }
  // One candidate per thing called: the best score, and a little for every
  // further target that it reaches.
  sortByScore(Found, [](const Candidate &C) { return C.Score; });
  std::vector<Candidate> Unique;
  std::map<std::string, std::pair<size_t, unsigned>> Known;
  for (Candidate &C : Found) {
    auto [It, Fresh] =
        Known.try_emplace(C.Key, std::make_pair(Unique.size(), 0U));
    if (Fresh) {
      Unique.push_back(std::move(C));
    } else if (It->second.second++ < 4) {
      Candidate &Kept = Unique[It->second.first];
      Kept.Score += FurtherTarget;
      for (EntrySide EntryPair::*Member :
           {&EntryPair::Before, &EntryPair::After}) {
        std::vector<std::string> &Reaches = (Kept.Pair.*Member).Reaches;
        for (const std::string &Name : (C.Pair.*Member).Reaches)
          if (!is_contained(Reaches, Name))
            Reaches.push_back(Name);
        llvm::sort(Reaches);
      }
    }
  }
  preferWhole(Unique);
  preferType(Claims, Unique);
  sortByScore(Unique, [](const Candidate &C) { return C.Score; });
  constexpr size_t Most = 12;
  if (Unique.size() > Most)
    Unique.resize(Most);
  addAlternatives(Unique, Refused);
  std::vector<EntryPair> Result;
  for (Candidate &C : Unique) {
    addNotMeasured(C.Pair, Changes);
    Result.push_back(std::move(C.Pair));
  }
  if (!Result.empty())
    return Result;
  if (Changes.empty()) {
    WhyNone = "nothing that decides machine code changed";
  } else if (Targets.empty() && Refused.Reasons.empty()) {
    WhyNone = "nothing that changed is a kernel, a launch or a choice of "
              "launch on both sides";
    bool Added = any_of(Changes.Kernels, [](const KernelChange &K) {
      return K.Kind == ChangeKind::Added;
    });
    if (Added)
      WhyNone += "; the new kernels have no counterpart in the parent";
    WhyNone += whyNotRepeated(Old, New, Changes);
  } else if (Refused.Reasons.empty()) {
    WhyNone = "no host function of both sides leads to " + Targets.front().What;
  } else {
    WhyNone = "no entry pair can be called: ";
    size_t Count = std::min<size_t>(Refused.Reasons.size(), 12);
    for (size_t I = 0; I < Count; ++I)
      WhyNone += (I ? "; " : "") + Refused.Reasons[I];
    if (Refused.Reasons.size() > Count)
      WhyNone +=
          "; and " + std::to_string(Refused.Reasons.size() - Count) + " more";
  }
  return Result;
}

} // namespace perfclaim
