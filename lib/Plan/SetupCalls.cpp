//===- SetupCalls.cpp - What comes before a run, untimed ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SetupCalls.h"
#include "Names.h"
#include "UniteSteps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

namespace {

using Variables = std::vector<StepVariable>;

const StepVariable *find(const Variables &All, const std::string &Name) {
  auto It =
      find_if(All, [&](const StepVariable &V) { return V.Model.Name == Name; });
  return It == All.end() ? nullptr : &*It;
}

bool isBuffer(const StepVariable &V) {
  return V.Model.Kind == ValueKind::Pointer;
}

/// True if the loops of \p Outer are some of those of \p Inner, and not all.
bool standsOutside(const Step &Outer, const Step &Inner) {
  std::vector<std::string> Out = loopTexts(Outer), In = loopTexts(Inner);
  return Outer.function() == Inner.function() && Out.size() < In.size() &&
         std::equal(Out.begin(), Out.end(), In.begin());
}

class SetupFinder {
public:
  SetupFinder(const ChoiceContext &Context, Replacement &R, bool New)
      : Context(Context), View(New ? Context.After : Context.Before), R(R),
        Own(New ? R.New : R.Old), Setup(New ? R.NewSetup : R.OldSetup),
        Other(New ? R.Old : R.New),
        OtherView(New ? Context.Before : Context.After) {}

  void moveOut();
  void fill();

private:
  Variables variables(const std::vector<Step> &Steps) const {
    std::vector<std::string> Ignored;
    return variablesOf(View, Steps, Ignored);
  }
  std::vector<Step> without(size_t Index) const {
    std::vector<Step> Rest = Own;
    Rest.erase(Rest.begin() + static_cast<std::ptrdiff_t>(Index));
    return Rest;
  }
  bool isAskedFor(const Step &S) const {
    return is_contained(Context.Setup, S.Name);
  }
  bool servesOnly(const Step &S, const std::vector<Step> &Timed) const;
  std::string whyOnce(const Step &S, const std::string &Buffer) const;
  std::string whyCalledOnce(const Step &S) const;
  bool namesMeet(const Step &S, const CallSite *ToSetup,
                 const CallSite *ToRun) const;
  bool fillOne(const std::string &Buffer);

  const ChoiceContext &Context;
  const SideView &View;
  Replacement &R;
  std::vector<Step> &Own, &Setup;
  const std::vector<Step> &Other;
  const SideView &OtherView;
};

} // namespace

/// True if what \p S writes is read by \p Timed alone, and what it reads stays
/// the same from run to run.
bool SetupFinder::servesOnly(const Step &S,
                             const std::vector<Step> &Timed) const {
  std::vector<std::string> Ignored;
  Variables Its = variables({S}), Theirs = variables(Timed),
            Opposite = variablesOf(OtherView, Other, Ignored);
  bool Serves = false;
  for (const StepVariable &V : Its) {
    if (!isBuffer(V))
      continue;
    const StepVariable *Timed = find(Theirs, V.Model.Name);
    if (Timed && Timed->Written)
      return false;
    if (!V.Written)
      continue;
    if (find(Opposite, V.Model.Name))
      return false;
    Serves |= Timed && Timed->ReadFirst;
  }
  return Serves;
}

void SetupFinder::moveOut() {
  for (size_t I = 0; I < Own.size() && Own.size() > 1;) {
    const Step &S = Own[I];
    std::vector<Step> Rest = without(I);
    bool Outside = all_of(Rest, [&](const Step &Later) {
      return standsOutside(S, Later) && S.at().Order < Later.at().Order;
    });
    // Against one call for all turns it is part of what replaces the loop.
    Outside &= all_of(Other, [&](const Step &Theirs) {
      return loopTexts(Theirs).size() > loopTexts(S).size();
    });
    std::string Why;
    if (isAskedFor(S))
      Why = "perfclaim.json names it as a set-up call";
    else if (Outside)
      Why = "it stands outside of `" + Rest.front().at().Loop + "` of `" +
            S.caller() +
            "`, whose calls alone read what it writes: once for many calls";
    if (Why.empty() || !servesOnly(S, Rest)) {
      ++I;
      continue;
    }
    Setup.push_back(S);
    Setup.back().Why = std::move(Why);
    Own = std::move(Rest);
  }
}

/// What a name says of how often a function runs.
static bool namesPreparation(StringRef Name) {
  static constexpr StringLiteral Words[] = {
      "init", "initialize", "initialise", "setup", "create",   "build",
      "load", "prepare",    "construct",  "alloc", "allocate", "startup"};
  return any_of(splitWords(Name), [](const std::string &Word) {
    return is_contained(Words, Word);
  });
}

/// The place of \p Name among the parameters of \p F; nothing for others.
static std::optional<size_t> parameterOf(const HostFunction *F,
                                         const std::string &Name) {
  for (size_t I = 0; F && I < F->Parameters.size(); ++I)
    if (F->Parameters[I].Name == Name)
      return I;
  return std::nullopt;
}

/// True if a parameter that \p F and \p G both call \p Name is given the same.
static bool sameArgument(const HostFunction *F, const CallSite *ToF,
                         const HostFunction *G, const CallSite *ToG,
                         const std::string &Name) {
  std::optional<size_t> I = parameterOf(F, Name), J = parameterOf(G, Name);
  if (!I || !J)
    return !I && !J; // Both name something that is not their own.
  return ToF && ToG && *I < ToF->Arguments.size() &&
         *J < ToG->Arguments.size() && ToF->Arguments[*I] == ToG->Arguments[*J];
}

/// True if what the calls of two functions name the same is the same.
bool SetupFinder::namesMeet(const Step &S, const CallSite *ToSetup,
                            const CallSite *ToRun) const {
  const bool New = &Own == &R.New;
  const HostFunction *From = View.function(S.function()),
                     *Caller = New ? R.After : R.Before,
                     *Opposite = New ? R.Before : R.After;
  std::vector<const CallSite *> Theirs;
  for (const CallSite &Call : OtherView.inventory().Calls)
    if (Call.Callee == Opposite->Identity)
      Theirs.push_back(&Call);
  std::vector<std::string> Ignored;
  Variables Ours = variables(Own),
            Others = variablesOf(OtherView, Other, Ignored);
  return all_of(modelsOf(S), [&](const ParameterModel &P) {
    if (find(Ours, P.Name) &&
        !sameArgument(From, ToSetup, Caller, ToRun, P.Name))
      return false;
    return !find(Others, P.Name) || !parameterOf(From, P.Name) ||
           any_of(Theirs, [&](const CallSite *Call) {
             return sameArgument(From, ToSetup, Opposite, Call, P.Name);
           });
  });
}

/// Evidence that the function of \p S runs once for many runs of the caller.
std::string SetupFinder::whyCalledOnce(const Step &S) const {
  const HostFunction &Caller = &Own == &R.New ? *R.After : *R.Before;
  for (const HostFunction *Common : View.callersOf(S.function())) {
    const CallSite *ToSetup = nullptr, *ToRun = nullptr;
    for (const CallSite *Call : View.callsIn(Common->Identity)) {
      if (Call->Callee == S.function() && !ToSetup)
        ToSetup = Call;
      if (Call->Callee == Caller.Identity && !ToRun)
        ToRun = Call;
    }
    if (ToSetup && ToRun && ToSetup->At.Loop.empty() &&
        !ToRun->At.Loop.empty() && ToSetup->At.Order < ToRun->At.Order &&
        namesMeet(S, ToSetup, ToRun))
      return "`" + Common->Name + "` calls `" + S.caller() +
             "` once, and then `" + Caller.Name + "` in `" + ToRun->At.Loop +
             "`";
  }
  if (namesPreparation(S.caller()) && namesMeet(S, nullptr, nullptr))
    return "it is called by `" + S.caller() +
           "`, which goes by its name before every run";
  return "";
}

std::string SetupFinder::whyOnce(const Step &S,
                                 const std::string &Buffer) const {
  if (isAskedFor(S))
    return "perfclaim.json names it as a set-up call";
  if (S.function() != Own.front().function()) {
    std::string Why = whyCalledOnce(S);
    return Why.empty() ? "" : "it fills `" + Buffer + "`: " + Why;
  }
  if (all_of(Own, [&](const Step &Timed) { return standsOutside(S, Timed); }))
    return "it fills `" + Buffer + "` outside of `" + Own.front().at().Loop +
           "` of `" + S.caller() + "`: once for many calls";
  return "";
}

/// Looks for a call that makes \p Buffer; false where nothing was added.
bool SetupFinder::fillOne(const std::string &Buffer) {
  for (const HostFunction &F : View.inventory().Functions)
    for (Step &S : stepsOf(View, F)) {
      bool Same = S.function() == Own.front().function();
      bool After = any_of(Own, [&](const Step &Timed) {
        return Same && S.at().Order >= Timed.at().Order;
      });
      if (After || !S.slice().Usable)
        continue;
      Variables Its = variables({S});
      const StepVariable *Made = find(Its, Buffer);
      if (!Made || !Made->Written || Made->ReadFirst || !servesOnly(S, [&] {
            std::vector<Step> All = Setup;
            All.insert(All.end(), Own.begin(), Own.end());
            return All;
          }()))
        continue;
      S.Why = whyOnce(S, Buffer);
      if (S.Why.empty()) {
        R.MayFill.try_emplace(Buffer, S);
        continue;
      }
      R.MayFill.erase(Buffer);
      Setup.insert(Setup.begin(), S);
      return true;
    }
  return false;
}

void SetupFinder::fill() {
  std::vector<std::string> Ignored;
  Variables Opposite = variablesOf(OtherView, Other, Ignored);
  std::set<std::string> Tried;
  constexpr size_t Most = 4;
  for (bool Again = !Own.empty(); Again && Setup.size() < Most;) {
    Again = false;
    std::vector<Step> All = Setup;
    All.insert(All.end(), Own.begin(), Own.end());
    for (const StepVariable &V : variables(All))
      if (isBuffer(V) && V.ReadFirst && !V.Written &&
          !find(Opposite, V.Model.Name) && Tried.insert(V.Model.Name).second &&
          fillOne(V.Model.Name)) {
        Again = true;
        break;
      }
  }
}

void addSetupCalls(const ChoiceContext &Context, Replacement &R) {
  for (bool New : {false, true}) {
    SetupFinder Finder(Context, R, New);
    Finder.moveOut();
    Finder.fill();
  }
}

std::string setupHint(const Replacement &R, const std::string &Failure) {
  for (const auto &[Buffer, S] : R.MayFill)
    if (StringRef(Failure).contains("`" + Buffer + "`"))
      return "; " + shown(S) + " in `" + S.caller() +
             "` writes it: if that runs once for many calls, write into "
             "perfclaim.json: {\"setup\": [\"" +
             S.Name + "\"]}";
  return "";
}

} // namespace perfclaim
