//===- LauncherEntries.cpp - Functions that launch, as entry pairs --------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Candidate.h"
#include "Constraints.h"
#include "Globals.h"
#include "Names.h"
#include "Score.h"
#include "SizeKind.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <algorithm>
#include <functional>

using namespace llvm;

namespace perfclaim {

namespace {
struct FunctionPair {
  const HostFunction *Before = nullptr;
  const HostFunction *After = nullptr;
  unsigned Depth = 0; ///< Calls between it and the launch.
  bool Sibling = false;
};

} // namespace

static std::string shown(const HostFunction &F) {
  return "launcher `" + F.Name + "`";
}

static bool meets(const std::set<std::string> &A,
                  const std::set<std::string> &B) {
  return any_of(A, [&](const std::string &X) { return B.count(X) != 0; });
}

/// True if \p Before, or what it calls, is what \p For compares: libraries have
/// no kernels that could be named.
static bool leadsTo(const SideView &Side, const HostFunction &Before,
                    const Target &For) {
  return For.Before.empty()
             ? Side.closureOf(Before.Identity).count(For.FunctionBefore) != 0
             : meets(Side.reachedFrom(Before.Identity), For.Before);
}

/// How a shim names \p F; empty for a template that nothing instantiates.
static std::string spellingOf(const HostFunction &F) {
  std::string Spelling = F.Spelling.empty() ? F.QualifiedName : F.Spelling;
  if (F.IsTemplate && Spelling.find('<') == std::string::npos)
    return "";
  return Spelling;
}

std::string whyNotCallable(const HostFunction &F, const SideView &Side) {
  if (F.IsMember)
    return "it is a member function and needs an object";
  if (StringRef(F.Name).starts_with("operator") ||
      StringRef(F.Name).contains('~'))
    return "it is no ordinary function";
  if (spellingOf(F).empty())
    return "it is a template that nothing instantiates";
  for (const GlobalUse &G : Side.globalsOf(F.Identity))
    if (stateOf(G) == GlobalState::Unset)
      return "it reads the global `" + G.Name + "` of type `" + G.Type +
             "`, which only the program's main sets";
  return "";
}

static bool similarSignatures(const HostFunction &A, const HostFunction &B) {
  if (A.Parameters.size() != B.Parameters.size())
    return false;
  for (size_t I = 0; I < A.Parameters.size(); ++I)
    if (A.Parameters[I].Kind != B.Parameters[I].Kind)
      return false;
  return true;
}

static std::vector<FunctionPair>
findPairs(const ChoiceContext &Context, const Target &For, Refusals &Refused) {
  std::vector<FunctionPair> Pairs;
  std::vector<const HostFunction *> Level;
  auto AddLevel = [&](const HostFunction *F) {
    if (F && !is_contained(Level, F))
      Level.push_back(F);
  };
  AddLevel(Context.After.function(For.FunctionAfter));
  if (Level.empty())
    for (const std::string &Kernel : For.After)
      for (const HostFunction *F : Context.After.launchersOf(Kernel))
        AddLevel(F);
  std::vector<const HostFunction *> OldLaunchers;
  for (const std::string &Kernel : For.Before)
    for (const HostFunction *F : Context.Before.launchersOf(Kernel))
      OldLaunchers.push_back(F);

  std::set<const HostFunction *> Seen;
  for (unsigned Depth = 0; Depth <= 4 && !Level.empty(); ++Depth) {
    std::vector<const HostFunction *> Next;
    for (const HostFunction *After : Level) {
      if (!Seen.insert(After).second)
        continue;
      for (const HostFunction *Caller :
           Context.After.callersOf(After->Identity))
        Next.push_back(Caller);
      if (After->IsMain)
        continue;
      const HostFunction *Before =
          !For.FunctionBefore.empty() && After->Identity == For.FunctionAfter
              ? Context.Before.function(For.FunctionBefore)
              : Context.Before.counterpart(*After);
      if (Before && leadsTo(Context.Before, *Before, For)) {
        Pairs.push_back({Before, After, Depth, false});
        continue;
      }
      if (Depth)
        continue;
      for (const HostFunction *Old : OldLaunchers)
        if (!Old->IsMain &&
            (splitVariant(Old->Name).Stem == splitVariant(After->Name).Stem ||
             (similarSignatures(*Old, *After) &&
              nameSimilarity(Old->Name, After->Name) >= 0.3)))
          Pairs.push_back({Old, After, 0, true});
    }
    Level = std::move(Next);
  }
  if (Pairs.empty() && For.Before.size() > 1)
    Refused.add(For.What, "no function that launches it did launch one of "
                          "the old kernels");
  return Pairs;
}

/// Points that the calls beside the launch take away, and what they are.
static double costOf(const std::set<std::string> &Calls,
                     std::vector<std::string> &Named) {
  struct Class {
    std::function<bool(StringRef)> Holds;
    double Points;
  };
  auto Begins = [](std::initializer_list<const char *> Prefixes) {
    return [Prefixes = std::vector<StringRef>(Prefixes.begin(),
                                              Prefixes.end())](StringRef Name) {
      return any_of(Prefixes,
                    [&](StringRef Prefix) { return Name.starts_with(Prefix); });
    };
  };
  const Class Classes[] = {
      {isLibraryCall, LibraryCall},
      {Begins({"nccl", "mpi", "MPI_"}), LibraryCall},
      {Begins({"cudaMalloc", "cudaFree", "cudaHostAlloc",
               "cudaGetDeviceProperties", "cudaStreamCreate",
               "cudaDeviceReset"}),
       Allocation},
      {Begins({"cudaMemcpy", "cudaMemset", "cuMemcpy", "cudaMemPrefetch"}),
       Copy},
      {Begins({"cudaDeviceSynchronize", "cudaThreadSynchronize",
               "cudaStreamSynchronize", "cudaEvent"}),
       Synchronisation},
      {isInputOutput, InputOutput}};
  std::set<std::string> Rest = Calls;
  // Said once per process and function, and free.
  Rest.erase("cudaFuncSetAttribute");
  Rest.erase("cudaSetDevice");
  // Who ends the program prints why; neither happens in a run that goes well.
  if (Rest.erase("exit") + Rest.erase("abort"))
    for (const char *Name : {"printf", "fprintf", "puts"})
      Rest.erase(Name);
  double Points = 0;
  for (const Class &C : Classes) {
    bool Any = false;
    for (auto It = Rest.begin(); It != Rest.end();) {
      if (!C.Holds(*It)) {
        ++It;
        continue;
      }
      Any = true;
      Named.push_back(*It);
      It = Rest.erase(It);
    }
    if (Any)
      Points += C.Points;
  }
  Named.insert(Named.end(), Rest.begin(), Rest.end());
  return Points + (Rest.empty() ? 0 : OtherCall);
}

void fillFunctionSide(EntrySide &Side, const SideView &View,
                      const HostFunction &F, EntryKind Kind,
                      std::vector<std::string> Parameters,
                      std::vector<std::string> Types,
                      std::vector<std::string> Reaches) {
  Side.Kind = Kind;
  Side.Name = F.Name;
  Side.Unit = View.unitOf(F.Place.File);
  Side.Place = F.Place;
  Side.Spelling = spellingOf(F);
  Side.PointerType = F.PointerType;
  Side.Parameters = std::move(Parameters);
  Side.ParameterTypes = std::move(Types);
  Side.Reaches = std::move(Reaches);
  Side.Globals = View.globalsOf(F.Identity);
}

static void addPair(const ChoiceContext &Context, const Target &For,
                    const FunctionPair &P, std::vector<Candidate> &Found,
                    Refusals &Refused) {
  for (Side Which : {Side::After, Side::Before}) {
    bool New = Which == Side::After;
    const HostFunction &F = New ? *P.After : *P.Before;
    std::string Why = whyNotCallable(F, New ? Context.After : Context.Before);
    if (!Why.empty())
      return Refused.add(shown(F), Why);
  }
  bool ByVariant = false;
  for (const auto &[Name, Kind] : classifyIntegers(P.After->Parameters))
    ByVariant |= Kind == SizeKind::Variant;
  if (For.For == Target::Reason::Sibling && ByVariant)
    return Refused.add(shown(*P.After),
                       "one number would choose the same variant on both "
                       "sides");
  for (const HostFunction *F : {P.Before, P.After})
    for (const ParameterModel &Parameter : F->Parameters)
      if (Parameter.Container)
        return Refused.add(shown(*F), "`" + Parameter.Name +
                                          "` is a container of the host");
  UnitedParameters United = uniteFunctions(*P.Before, *P.After);
  if (!United.Failures.empty())
    return Refused.add(shown(*P.After), United.Failures.front());

  std::set<std::string> OldReach =
      Context.Before.reachedFrom(P.Before->Identity);
  std::set<std::string> NewReach = Context.After.reachedFrom(P.After->Identity);
  // What only one side calls is part of the change; what both call hides it.
  std::set<std::string> Costs;
  std::set<std::string> OldCosts = Context.Before.costsOf(P.Before->Identity);
  for (const std::string &Call : Context.After.costsOf(P.After->Identity))
    if (OldCosts.count(Call))
      Costs.insert(Call);
  std::vector<std::string> Named;
  double Cost = costOf(Costs, Named);
  // Calls are what changed where nothing but host code did.
  if (For.For == Target::Reason::Host && P.After->Identity == For.FunctionAfter)
    Cost /= 2;
  unsigned Others = 0;
  for (const std::string &Kernel : NewReach)
    if (!Context.ChangedAfter.count(Kernel) && !For.After.count(Kernel))
      ++Others;
  bool HostChanged = Context.hostCodeChanged(*P.After);

  Candidate C;
  C.Score =
      For.Weight + LauncherBase + (HostChanged ? HostCodeBonus : 0) - Cost -
      std::min(Others * OtherKernel, 4 * OtherKernel) -
      (P.Depth ? CallerBase + P.Depth * CallerStep : 0) -
      // A new variant may take scratch memory that the old one did not.
      (For.For == Target::Reason::Sibling ? United.Doubt / 2 : United.Doubt) -
      (P.Sibling ? SiblingDoubt : 0) - (ByVariant ? VariantDoubt : 0);
  if ((For.For == Target::Reason::Sibling ||
       For.For == Target::Reason::Replaced) &&
      P.Before->Name == P.After->Name)
    C.Score += SameFunction;
  for (const GlobalUse &G : Context.After.globalsOf(P.After->Identity))
    if (stateOf(G) == GlobalState::Settable)
      C.Score -= SetGlobal;
  // A host function may read a structure itself, from memory of the host.
  for (const ParameterModel &V : United.Variables)
    if (V.Kind == ValueKind::Pointer && V.Element == ElementKind::Bytes &&
        V.ElementSize > 16)
      C.Score -= StructureDoubt;

  EntryPair &E = C.Pair;
  E.Variables = United.Variables;
  E.NotMeasured = United.NotCompared;
  E.Why = For.What + "; " + (P.Depth ? "caller `" : "launcher `") +
          P.After->Name + "`";
  if (P.Before->Name != P.After->Name)
    E.Why += " against `" + P.Before->Name + "`";
  if (HostChanged)
    E.Why += ": its own host code changed too";
  else if (Named.empty() && !Others)
    E.Why += ": it does nothing costly besides the launch";
  if (!Named.empty())
    E.Why += "; both sides also call " + joinNames(Named);
  if (Others)
    E.Why += "; it also launches " + std::to_string(Others) +
             (Others == 1 ? " unchanged kernel" : " unchanged kernels");
  if (!United.OnlyBefore.empty())
    E.Why += "; only the old side takes " + joinNames(United.OnlyBefore);
  if (!United.OnlyAfter.empty())
    E.Why += "; only the new side takes " + joinNames(United.OnlyAfter);
  for (const HostFunction *F : {P.Before, P.After})
    for (const std::string &Text : F->Preconditions)
      if (!is_contained(E.Preconditions, Text))
        E.Preconditions.push_back(Text);
  for (const auto &[View, F] : {std::pair(&Context.Before, P.Before),
                                std::pair(&Context.After, P.After)})
    for (std::string &Text : demandsOfCaller(View->inventory(), *F))
      if (!is_contained(E.Preconditions, Text))
        E.Preconditions.push_back(std::move(Text));
  const auto OldChanged = Context.changedNames(Side::Before, OldReach);
  const auto NewChanged = Context.changedNames(Side::After, NewReach);
  for (const std::string &Text :
       {launchChoices(Context.Before.inventory(), *P.Before, OldChanged),
        launchChoices(Context.After.inventory(), *P.After, NewChanged)})
    if (!Text.empty() && !is_contained(E.Preconditions, Text))
      E.Preconditions.push_back(Text);

  E.Name = makeIdentifier(P.After->Name);
  const EntryKind Kind = P.Depth ? EntryKind::Caller : EntryKind::Launcher;
  fillFunctionSide(E.Before, Context.Before, *P.Before, Kind, United.Before,
                   United.BeforeTypes, OldChanged);
  fillFunctionSide(E.After, Context.After, *P.After, Kind, United.After,
                   United.AfterTypes, NewChanged);
  E.Before.ByLibrary =
      OldReach.empty() && Context.Before.callsLibrary(P.Before->Identity);
  E.After.ByLibrary =
      NewReach.empty() && Context.After.callsLibrary(P.After->Identity);
  E.Before.Results = United.BeforeResults;
  E.After.Results = United.AfterResults;
  C.Sibling = P.Sibling || (P.Before->Name != P.After->Name &&
                            (For.For == Target::Reason::Sibling ||
                             For.For == Target::Reason::Replaced));
  E.ByLikeness = For.Guessed;
  C.Key = "f:" + P.Before->Identity + "|" + P.After->Identity;
  Found.push_back(std::move(C));
}

void addLauncherCandidates(const ChoiceContext &Context, const Target &For,
                           std::vector<Candidate> &Found, Refusals &Refused) {
  for (const FunctionPair &P : findPairs(Context, For, Refused))
    addPair(Context, For, P, Found, Refused);
}

} // namespace perfclaim
