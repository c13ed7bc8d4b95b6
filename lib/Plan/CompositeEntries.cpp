//===- CompositeEntries.cpp - Several calls against one, as entry pairs ---===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompositeCalls.h"
#include "Globals.h"
#include "Names.h"
#include "Score.h"
#include "SetupCalls.h"
#include "Turns.h"
#include "UniteSteps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

static std::vector<std::string> namesOf(const std::vector<Step> &Steps) {
  std::vector<std::string> Names;
  for (const Step &S : Steps)
    Names.push_back("`" + S.Name + "`");
  return Names;
}

static std::string shown(const Replacement &R) {
  return "composite of " + joinNames(namesOf(R.Old)) + " against " +
         joinNames(namesOf(R.New)) + " in `" + R.After->Name + "`";
}

/// Why a shim cannot make the call by itself; empty if it can.
static std::string whyNotRepeatable(const SideView &View, const Step &S) {
  if (!S.slice().Usable)
    return "the call of " + shown(S) + " cannot be made outside of `" +
           S.caller() + "`" +
           (S.slice().WhyNot.empty() ? "" : ": " + S.slice().WhyNot);
  if (S.Call)
    for (const GlobalUse &G : View.globalsOf(S.Called))
      if (stateOf(G) == GlobalState::Unset)
        return shown(S) + " reads the global `" + G.Name + "` of type `" +
               G.Type + "`, which only the program's main sets";
  return "";
}

static std::string whyNotOneUnit(const SideView &View,
                                 const std::vector<Step> &Steps) {
  if (Steps.empty())
    return "";
  std::string First = View.unitOf(Steps.front().place().File);
  for (const Step &S : Steps)
    if (std::string Unit = View.unitOf(S.place().File); Unit != First)
      return shown(Steps.front()) + " and " + shown(S) +
             " stand in different units, and a shim includes one";
  return "";
}

/// The calls of a side with those of its set-up, in order.
static std::vector<Step> allOf(const Replacement &R, bool New) {
  std::vector<Step> All = New ? R.NewSetup : R.OldSetup;
  append_range(All, New ? R.New : R.Old);
  return All;
}

static std::string whyNot(const ChoiceContext &Context, const Replacement &R) {
  constexpr size_t Most = 8;
  if (R.Old.size() > Most || R.New.size() > Most)
    return std::to_string(R.Old.size()) + " calls before and " +
           std::to_string(R.New.size()) +
           " after differ at one place; they are too many to be one entry";
  if (std::string Why = whyNotInTurns(R); !Why.empty())
    return Why;
  for (bool New : {false, true}) {
    const SideView &View = New ? Context.After : Context.Before;
    std::vector<Step> Steps = allOf(R, New);
    for (const Step &S : Steps)
      if (std::string Why = whyNotRepeatable(View, S); !Why.empty())
        return Why;
    if (std::string Why = whyNotOneUnit(View, Steps); !Why.empty())
      return Why;
  }
  return "";
}

static EntryStep entryStep(const Step &S, const UnitedSteps &United,
                           bool Before) {
  EntryStep Made;
  Made.Name = S.Name;
  Made.Function = S.Call ? S.Called : "";
  Made.Caller = S.caller();
  Made.Place = S.place();
  Made.Slice = S.slice();
  Made.Turns = static_cast<unsigned>(turnsOf(S).size());
  auto Add = [&](const ParameterModel &V) {
    auto It = United.Names.find(V.Name);
    // What counts the turns is nobody's argument.
    bool Counts = any_of(
        turnsOf(S), [&](const LoopHead &L) { return L.Variable == V.Name; });
    Made.Variables.push_back(Counts                               ? ""
                             : Before && It != United.Names.end() ? It->second
                                                                  : V.Name);
  };
  for (const ParameterModel &V : S.slice().Variables)
    Add(V);
  if (Made.Turns)
    for (const ParameterModel &V : S.slice().LoopVariables)
      Add(V);
  return Made;
}

static void fillSide(EntrySide &Side, const SideView &View,
                     const Replacement &R, const UnitedSteps &United,
                     bool Before) {
  const std::vector<Step> &Steps = Before ? R.Old : R.New;
  Side.Kind = hasTurns(R) ? EntryKind::LoopAdapter : EntryKind::Composite;
  Side.Unit = View.unitOf(Steps.front().place().File);
  Side.Place = Steps.front().place();
  const UnitedParameters &P = United.Parameters;
  Side.Parameters = Before ? P.Before : P.After;
  Side.ParameterTypes = Before ? P.BeforeTypes : P.AfterTypes;
  std::set<std::string> Kernels;
  std::map<std::string, GlobalUse> Globals;
  for (const Step &S : allOf(R, !Before))
    if (S.Call)
      for (const GlobalUse &G : View.globalsOf(S.Called))
        Globals.try_emplace(G.Name, G);
  for (const Step &S : Before ? R.OldSetup : R.NewSetup) {
    Side.Setup.push_back(entryStep(S, United, Before));
    Side.Setup.back().Why = S.Why;
  }
  for (const Step &S : Steps) {
    Side.Name += (Side.Name.empty() ? "" : " + ") + S.Name;
    Side.Steps.push_back(entryStep(S, United, Before));
    Side.Steps.back().Why = Before ? "the commit takes this call away"
                                   : "the commit puts this call there";
    if (S.Turns)
      Side.Steps.back().Why += "; made again in each turn of `" + S.at().Loop +
                               "`, as `" + S.caller() + "` does";
    for (const std::string &Identity : S.Kernels)
      if (const Kernel *K = View.kernel(Identity))
        Kernels.insert(K->Name);
  }
  Side.Reaches.assign(Kernels.begin(), Kernels.end());
  for (auto &[Name, G] : Globals)
    Side.Globals.push_back(G);
}

static double scoreOf(const ChoiceContext &Context, const Replacement &R,
                      const UnitedSteps &United) {
  double Weight = 84, Bonus = 0;
  std::string Main = mainFile(Context.Changes);
  bool InMain = false;
  for (const KernelChange &K : Context.Changes.Kernels)
    for (const Step &S : R.New)
      if (!K.After.empty() && S.Kernels.count(K.After)) {
        // A commit that adds a kernel where several went is about that.
        if (K.Kind == ChangeKind::Added)
          Weight = R.Old.size() > 1 || R.New.size() > 1 ? 112 : 98;
        Bonus = std::max(Bonus, claimBonus(Context.Claims, K.Name));
        InMain |= K.Place.File == Main;
      }
  double Score = Weight + Bonus + (InMain ? 8 : 0) + CompositeBase -
                 United.Parameters.Doubt;
  // Then the caller itself is the entry: nothing is taken out of it.
  bool WholeCaller =
      !R.SeveralCallers &&
      stepsOf(Context.Before, *R.Before).size() == R.Old.size() &&
      stepsOf(Context.After, *R.After).size() == R.New.size();
  return Score - (WholeCaller ? WholeCallerDoubt : 0) -
         (R.Conditional ? ElsewhereDoubt : 0);
}

static std::string listed(const std::vector<Step> &Steps) {
  std::vector<std::string> Texts;
  for (const Step &S : Steps)
    Texts.push_back(shown(S));
  return joinNames(Texts);
}

/// Says of what the set-up writes where it comes from.
static void explainSetup(EntryPair &E, const Replacement &R) {
  for (const std::vector<Step> *Setup : {&R.OldSetup, &R.NewSetup})
    for (const Step &S : *Setup) {
      E.Why += "; `" + S.Name + "` comes before each run of the " +
               (Setup == &R.OldSetup ? "old" : "new") +
               " side, untimed: " + S.Why;
      for (const ParameterModel &P : modelsOf(S))
        for (ParameterModel &V : E.Variables)
          if (V.Name == P.Name && V.Role == ParameterRole::Workspace &&
              mayBeOutput(P))
            V.Because.push_back(
                {"filled by the set-up call `" + S.Name + "`", S.place()});
    }
}

static void addPair(const ChoiceContext &Context, Replacement R,
                    std::vector<Candidate> &Found, Refusals &Refused) {
  // Two single calls under conditions are no composite: others pair them.
  if (R.Old.size() == 1 && R.New.size() == 1 && R.Conditional)
    return;
  addSetupCalls(Context, R);
  setTurns(R);
  if (std::string Why = whyNot(Context, R); !Why.empty())
    return Refused.add(shown(R), Why);
  UnitedSteps United = uniteSteps(Context.Before, allOf(R, false),
                                  Context.After, allOf(R, true));
  const UnitedParameters &P = United.Parameters;
  if (!P.Failures.empty())
    return Refused.add(shown(R),
                       P.Failures.front() + setupHint(R, P.Failures.front()));
  Candidate C;
  C.Score = scoreOf(Context, R, United);
  EntryPair &E = C.Pair;
  E.Name = makeIdentifier(R.New.size() == 1   ? R.New.front().Name
                          : R.Old.size() == 1 ? R.Old.front().Name
                                              : R.After->Name + "_calls");
  E.Variables = P.Variables;
  fillSide(E.Before, Context.Before, R, United, true);
  fillSide(E.After, Context.After, R, United, false);
  E.Why = "`" + R.After->Name + "` calls " + listed(R.New) + ", where before " +
          (R.SeveralCallers ? "it and others made the calls of "
                            : "it made the calls of ") +
          listed(R.Old) + "; all of them run, in that order";
  explainSetup(E, R);
  if (R.SeveralCallers)
    E.Why += "; what different callers write the same is taken for the same";
  std::vector<std::string> Scalars[2];
  for (const ParameterModel &V : P.Variables)
    if (V.Kind != ValueKind::Pointer) {
      if (is_contained(P.OnlyBefore, V.Name))
        Scalars[0].push_back("`" + V.Name + "`");
      if (is_contained(P.OnlyAfter, V.Name))
        Scalars[1].push_back("`" + V.Name + "`");
    }
  if (!Scalars[0].empty())
    E.Why += "; only the old side takes " + joinNames(Scalars[0]);
  if (!Scalars[1].empty())
    E.Why += "; only the new side takes " + joinNames(Scalars[1]);
  E.NotMeasured = United.NotMeasured;
  C.Key = "c:";
  for (const std::vector<Step> *Steps : {&R.Old, &R.New}) {
    for (const Step &S : *Steps) {
      C.Key += S.Called + "@" + S.place().File + ":" +
               std::to_string(S.place().Line) + ",";
      const SideView &View = Steps == &R.Old ? Context.Before : Context.After;
      if (const HostFunction *F = S.Call ? View.function(S.Called) : nullptr)
        for (const std::string &Text : F->Preconditions)
          if (!is_contained(E.Preconditions, Text))
            E.Preconditions.push_back(Text);
    }
    C.Key += "|";
  }
  Found.push_back(std::move(C));
}

void addCompositeCandidates(const ChoiceContext &Context,
                            std::vector<Candidate> &Found, Refusals &Refused) {
  for (const Replacement &R : findReplacements(Context))
    addPair(Context, R, Found, Refused);
}

} // namespace perfclaim
