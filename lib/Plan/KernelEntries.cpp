//===- KernelEntries.cpp - Launches themselves, as entry pairs ------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Candidate.h"
#include "Names.h"
#include "Predict.h"
#include "Score.h"
#include "Steps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>

using namespace llvm;

namespace perfclaim {

static std::string shown(const std::string &Kernel, const Launch &L) {
  return "launch of `" + Kernel + "` at " + L.Place.File + ":" +
         std::to_string(L.Place.Line);
}

/// Variables that stand for the same kernel parameter, before to after.
static std::map<std::string, std::string>
renamesByArguments(const Kernel &OldKernel, const LaunchSlice &Old,
                   const Kernel &NewKernel, const LaunchSlice &New) {
  std::map<std::string, std::string> Result;
  auto Takes = [](const LaunchSlice &S, StringRef Name) {
    return any_of(S.Variables,
                  [&](const ParameterModel &P) { return P.Name == Name; });
  };
  bool SameShape = Old.Arguments.size() == New.Arguments.size();
  for (size_t I = 0; I < Old.Arguments.size(); ++I)
    for (size_t J = 0; J < New.Arguments.size(); ++J) {
      bool SameParameter =
          I < OldKernel.Parameters.size() && J < NewKernel.Parameters.size() &&
          OldKernel.Parameters[I].Name == NewKernel.Parameters[J].Name;
      if (!SameParameter && !(SameShape && I == J))
        continue;
      const std::string &From = Old.Arguments[I], &To = New.Arguments[J];
      if (From != To && Takes(Old, From) && Takes(New, To) && !Takes(New, From))
        Result.try_emplace(From, To);
    }
  return Result;
}

/// The variables of \p L. Where its unit sees no body of the kernel, what
/// another unit showed of the kernel's parameters is put in.
static std::vector<ParameterModel> variablesOf(const Kernel &K,
                                               const Launch &L) {
  std::vector<ParameterModel> Variables = L.Slice.Variables;
  const size_t Count = std::min(K.Parameters.size(), L.Slice.Arguments.size());
  std::map<std::string, Expression> Arguments;
  for (size_t I = 0; I != Count; ++I)
    if (const auto Value = parseLoosely(L.Slice.Arguments[I]))
      Arguments.emplace(K.Parameters[I].Name, *Value);
  auto IsKnown = [&](const Expression &E) {
    return all_of(E.symbols(), [&](const std::string &Name) {
      return Arguments.count(Name) != 0;
    });
  };
  for (ParameterModel &V : Variables)
    for (size_t I = 0; I != Count; ++I) {
      const ParameterModel &P = K.Parameters[I];
      if (V.Kind != ValueKind::Pointer || V.Extent || V.Read || V.Written ||
          L.Slice.Arguments[I] != V.Name || !P.Extent ||
          P.ElementSize != V.ElementSize || !IsKnown(*P.Extent))
        continue;
      V.Extent = P.Extent->substitute(Arguments);
      V.ExtentConfidence = std::min(P.ExtentConfidence, Confidence::Likely);
      V.Read = P.Read;
      V.Written = P.Written;
      V.Role = P.Role;
      V.Because = P.Because;
      if (P.Domain.Bound && !IsKnown(*P.Domain.Bound))
        continue;
      V.Domain = P.Domain;
      if (P.Domain.Bound)
        V.Domain.Bound = P.Domain.Bound->substitute(Arguments);
    }
  return Variables;
}

static void fillSide(EntrySide &Side, const SideView &View, const Kernel &K,
                     const Launch &L, const UnitedParameters &United,
                     bool Before) {
  Side.Kind = EntryKind::Kernel;
  Side.Name = K.Name;
  Side.Unit = View.unitOf(L.Place.File);
  Side.Place = L.Place;
  Side.Slice = L.Slice;
  Side.Parameters = Before ? United.Before : United.After;
  Side.ParameterTypes = Before ? United.BeforeTypes : United.AfterTypes;
}

/// Why the two launches do not mean the same; "" if nothing shows it.
static std::string whyNotTheSame(const ChoiceContext &Context,
                                 const Launch &Old, const Launch &New) {
  const HostFunction *OldCaller = Context.Before.function(Old.Function),
                     *NewCaller = Context.After.function(New.Function);
  if (!OldCaller || !NewCaller)
    return "";
  const std::vector<Step> OldSteps = stepsOf(Context.Before, *OldCaller),
                          NewSteps = stepsOf(Context.After, *NewCaller);
  const auto Find = [](const std::vector<Step> &Steps, const Launch &L) {
    return find_if(Steps, [&](const Step &S) { return S.Site == &L; });
  };
  const auto OldCall = Find(OldSteps, Old), NewCall = Find(NewSteps, New);
  if (OldCall == OldSteps.end() || NewCall == NewSteps.end())
    return "";
  const auto Handed = handedOn(OldSteps, *OldCall, NewSteps, *NewCall);
  return Handed ? "the old one writes `" + Handed->Variable +
                      "`, which the new one leaves to `" + Handed->To + "`"
                : "";
}

static void addPair(const ChoiceContext &Context, const Target &For,
                    const Kernel &OldKernel, const Launch &Old,
                    const Kernel &NewKernel, const Launch &New, double Doubt,
                    unsigned Rank, std::vector<Candidate> &Found,
                    Refusals &Refused) {
  UnitedParameters United = uniteParameters(
      variablesOf(OldKernel, Old), variablesOf(NewKernel, New),
      renamesByArguments(OldKernel, Old.Slice, NewKernel, New.Slice));
  if (!United.Failures.empty())
    return Refused.add(shown(NewKernel.Name, New), United.Failures.front());
  if (const std::string Why = whyNotTheSame(Context, Old, New); !Why.empty())
    return Refused.add(shown(NewKernel.Name, New), Why);
  leaveOutOptional(United);
  bool SameText = Old.Slice.Grid == New.Slice.Grid &&
                  Old.Slice.Block == New.Slice.Block &&
                  Old.Slice.Shared == New.Slice.Shared &&
                  Old.Slice.Callee == New.Slice.Callee &&
                  Old.Slice.Preamble == New.Slice.Preamble &&
                  Old.Slice.Arguments == New.Slice.Arguments;
  bool HostTarget = For.For == Target::Reason::Heuristic ||
                    For.For == Target::Reason::Host ||
                    For.For == Target::Reason::Launch;
  if (HostTarget && SameText &&
      !Context.ModifiedAfter.count(NewKernel.Identity))
    return Refused.add(shown(NewKernel.Name, New),
                       "what changed is not part of the launch");
  Candidate C;
  C.Score = For.Weight + KernelBase - United.Doubt - Doubt - 2 * Rank;
  EntryPair &E = C.Pair;
  E.Name = makeIdentifier(NewKernel.Name);
  E.Variables = United.Variables;
  E.NotMeasured = United.NotCompared;
  fillSide(E.Before, Context.Before, OldKernel, Old, United, true);
  fillSide(E.After, Context.After, NewKernel, New, United, false);
  E.Before.Reaches = Context.changedNames(Side::Before, {OldKernel.Identity});
  E.After.Reaches = Context.changedNames(Side::After, {NewKernel.Identity});
  E.Why = For.What + "; the kernel with the launch that `" + New.FunctionName +
          "` makes";
  if (Old.FunctionName != New.FunctionName)
    E.Why += ", before that of `" + Old.FunctionName + "`";
  if (!United.OnlyBefore.empty())
    E.Why += "; only the old side takes " + joinNames(United.OnlyBefore);
  if (!United.OnlyAfter.empty())
    E.Why += "; only the new side takes " + joinNames(United.OnlyAfter);
  auto Surroundings = [&](const SideView &View, const Launch &L) {
    const HostFunction *F = View.function(L.Function);
    if (!F)
      return;
    for (const std::string &Text : F->Preconditions)
      if (!is_contained(E.Preconditions, Text))
        E.Preconditions.push_back(Text);
    std::set<std::string> Costs = View.costsOf(L.Function);
    if (Costs.empty())
      return;
    std::string Text =
        "what `" + L.FunctionName + "` does around the launch: " +
        joinNames(std::vector<std::string>(Costs.begin(), Costs.end()));
    if (!is_contained(E.NotMeasured, Text))
      E.NotMeasured.push_back(std::move(Text));
  };
  Surroundings(Context.Before, Old);
  Surroundings(Context.After, New);
  C.Sibling =
      OldKernel.Name != NewKernel.Name && (For.For == Target::Reason::Sibling ||
                                           For.For == Target::Reason::Replaced);
  E.ByLikeness = For.Guessed;
  C.Key = "k:" + OldKernel.Identity + "@" + Old.Place.File + ":" +
          std::to_string(Old.Place.Line) + "|" + NewKernel.Identity + "@" +
          New.Place.File + ":" + std::to_string(New.Place.Line);
  Found.push_back(std::move(C));
}

/// The launches of \p Kernel that a shim can repeat.
static std::vector<const Launch *> usableLaunches(const SideView &View,
                                                  const Kernel &K,
                                                  const std::string &Function,
                                                  Refusals &Refused) {
  std::vector<const Launch *> Usable;
  std::vector<unsigned> All = View.launchesOf(K.Identity);
  if (All.empty())
    Refused.add("kernel `" + K.Name + "`", "nothing that was parsed launches "
                                           "it");
  for (unsigned Index : All) {
    const Launch &L = View.inventory().Launches[Index];
    if (!Function.empty() && L.Function != Function)
      continue;
    if (L.Slice.Usable)
      Usable.push_back(&L);
    else
      Refused.add(shown(K.Name, L), L.Slice.WhyNot.empty()
                                        ? "it cannot be repeated outside of `" +
                                              L.FunctionName + "`"
                                        : L.Slice.WhyNot);
  }
  return Usable;
}

/// Below `if (n == 1)`, or in the other arm of `if (n != 1)`: a launch for one
/// value, which sizes that are chosen freely do not have.
static bool isSpecialCase(const Launch &L) {
  return any_of(L.At.Branches, [](const BranchArm &Branch) {
    StringRef Text = Branch.Of;
    if (!Text.consume_front("if (") || !Text.consume_back(")") ||
        Text.contains("||") || Text.contains("&&") || Text.contains('%'))
      return false;
    int64_t Value = 0;
    return (Branch.Arm == "then" &&
            !Text.split("==").second.trim().getAsInteger(0, Value)) ||
           (Branch.Arm == "else" &&
            !Text.split("!=").second.trim().getAsInteger(0, Value));
  });
}

static void addKernelPair(const ChoiceContext &Context, const Target &For,
                          const Kernel &OldKernel, const Kernel &NewKernel,
                          std::vector<Candidate> &Found, Refusals &Refused) {
  bool ByFunction = For.For == Target::Reason::Launch;
  std::vector<const Launch *> Old = usableLaunches(
      Context.Before, OldKernel, ByFunction ? For.FunctionBefore : "", Refused);
  std::vector<const Launch *> New = usableLaunches(
      Context.After, NewKernel, ByFunction ? For.FunctionAfter : "", Refused);
  std::map<std::string, unsigned> Ordinals;
  unsigned Rank = 0;
  for (const Launch *L : New) {
    // The n-th launch of a function is the n-th launch of its counterpart.
    unsigned Ordinal = Ordinals[L->FunctionName]++;
    std::vector<const Launch *> Same;
    for (const Launch *O : Old)
      if (O->Function == L->Function || O->FunctionName == L->FunctionName)
        Same.push_back(O);
    double Doubt = 0;
    const Launch *Partner = nullptr;
    if (!Same.empty()) {
      Partner = Same[std::min<size_t>(Ordinal, Same.size() - 1)];
      if (Ordinal >= Same.size())
        Doubt = ElsewhereDoubt;
    } else {
      Doubt = ElsewhereDoubt;
      for (const Launch *O : Old)
        if (!Partner ||
            nameSimilarity(O->FunctionName, L->FunctionName) >
                nameSimilarity(Partner->FunctionName, L->FunctionName))
          Partner = O;
    }
    if (!Partner || Rank >= 4)
      break;
    if (isSpecialCase(*L) || isSpecialCase(*Partner))
      Doubt += SpecialCaseDoubt;
    addPair(Context, For, OldKernel, *Partner, NewKernel, *L, Doubt, Rank++,
            Found, Refused);
  }
}

void addKernelCandidates(const ChoiceContext &Context, const Target &For,
                         std::vector<Candidate> &Found, Refusals &Refused) {
  // Several kernels against one are compared by their calls in order.
  if (For.For == Target::Reason::Replaced && For.Before.size() > 1)
    return;
  // Siblings are compared as wholes unless each is one launch.
  if (For.For == Target::Reason::Sibling &&
      (For.Before.size() > 1 || For.After.size() > 1))
    return;
  for (const std::string &NewIdentity : For.After) {
    const Kernel *New = Context.After.kernel(NewIdentity);
    if (!New)
      continue;
    // A host function may launch many: each is compared with itself.
    if (For.Before.size() > 1) {
      const Kernel *Old = Context.Before.kernel(NewIdentity);
      if (Old && For.Before.count(NewIdentity))
        addKernelPair(Context, For, *Old, *New, Found, Refused);
      continue;
    }
    for (const std::string &OldIdentity : For.Before)
      if (const Kernel *Old = Context.Before.kernel(OldIdentity))
        addKernelPair(Context, For, *Old, *New, Found, Refused);
  }
}

} // namespace perfclaim
