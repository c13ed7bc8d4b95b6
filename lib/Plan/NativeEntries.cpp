//===- NativeEntries.cpp - Functions of the host, as entry pairs ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Candidate.h"
#include "Names.h"
#include "Score.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

namespace {

constexpr double NativeBase = 40;
/// Time goes where data are walked.
constexpr double WalksData = 6;
/// One file of several that define a function for each kind of processor.
constexpr double OtherProcessor = 20;
/// Callers that are asked where a function cannot be called by itself.
constexpr unsigned MostDepth = 3;

std::string shown(const HostFunction &F) { return "function `" + F.Name + "`"; }

/// True if the path says that the file is for processors of another kind than
/// the one that this runs on.
bool isForOtherProcessor(StringRef Path) {
#if defined(__x86_64__)
  static constexpr StringLiteral Others[] = {
      "arm",      "arm64", "aarch64", "neon",  "sve",       "riscv", "riscv64",
      "rvv",      "ppc",   "ppc64",   "power", "powerpc",   "s390",  "s390x",
      "kleidiai", "mips",  "wasm",    "sparc", "loongarch", "lsx"};
#else
  static constexpr StringLiteral Others[] = {
      "x86", "x86_64", "amd64", "sse", "avx", "avx2", "amx", "avx512"};
#endif
  const std::string Lower = Path.lower();
  SmallVector<StringRef, 8> Parts;
  SplitString(Lower, Parts, "/._-");
  return any_of(Parts,
                [](StringRef Part) { return is_contained(Others, Part); });
}

/// A number that a function returns is an output as others are.
HostFunction withValue(const HostFunction &F) {
  HostFunction Result = F;
  Result.Results.clear();
  if (F.Value)
    Result.Results.push_back(*F.Value);
  return Result;
}

/// What would make its time that of something else, or change more than what
/// it is given.
std::string whyNotTimed(const HostFunction &F, const SideView &Side) {
  for (const std::string &Call : Side.costsOf(F.Identity)) {
    if (isInputOutput(Call))
      return "it reads, writes or starts something by `" + Call + "`";
    if (StringRef(Call).starts_with("cu") || isLibraryCall(Call) ||
        StringRef(Call).starts_with("nccl"))
      return "it uses the device: `" + Call + "`";
  }
  return "";
}

/// Integers that nothing is known of: as many different ones as there are
/// elements, since code that counts, sorts or looks up does little with a few.
void spreadIntegers(std::vector<ParameterModel> &Variables) {
  for (ParameterModel &P : Variables)
    if (P.Kind == ValueKind::Pointer && P.Read && P.Extent &&
        P.Domain.Values == ValueDomain::Kind::Any &&
        is_contained({ElementKind::Int32, ElementKind::UInt32,
                      ElementKind::Int64, ElementKind::UInt64},
                     P.Element))
      P.Domain = {ValueDomain::Kind::IndexBelow, P.Extent};
}

void addPair(const ChoiceContext &Context, const FunctionChange &Change,
             const HostFunction &Old, const HostFunction &New, unsigned Depth,
             std::vector<Candidate> &Found, Refusals &Refused) {
  for (const auto &[F, View] :
       {std::pair(&New, &Context.After), std::pair(&Old, &Context.Before)}) {
    std::string Why = whyNotCallable(*F, *View);
    if (Why.empty())
      Why = whyNotTimed(*F, *View);
    if (!Why.empty())
      return Refused.add(shown(*F), Why);
  }
  for (const ParameterModel &B : Old.Parameters)
    for (const ParameterModel &A : New.Parameters)
      if (A.Name == B.Name && A.Container != B.Container)
        return Refused.add(shown(New), "one side takes `" + A.Name +
                                           "` as a container, the other not");
  UnitedParameters United = uniteFunctions(withValue(Old), withValue(New));
  if (!United.Failures.empty())
    return Refused.add(shown(New), United.Failures.front());
  if (none_of(United.Variables, [](const ParameterModel &P) {
        return P.Kind == ValueKind::Pointer && mayBeOutput(P);
      }))
    return Refused.add(shown(New),
                       "it gives nothing back that could be compared");

  Candidate C;
  // Among many functions, the one that the message names is what it is about.
  const double Named = containsWord(Context.Message, Change.Name) ? 30 : 0;
  C.Score = NativeBase + std::max(Named, claimBonus(Context.Claims, New.Name)) -
            (Depth ? CallerBase + Depth * CallerStep : 0) - United.Doubt;
  if (any_of(United.Variables, [](const ParameterModel &P) {
        return P.Kind == ValueKind::Pointer && P.Read &&
               (!P.Extent || !P.Extent->symbols().empty());
      }))
    C.Score += WalksData;
  if (isForOtherProcessor(New.Place.File))
    C.Score -= OtherProcessor;
  EntryPair &E = C.Pair;
  E.Variables = United.Variables;
  spreadIntegers(E.Variables);
  E.Why = "changed function of the host `" + Change.Name + "`";
  if (Depth)
    E.Why += ", through its caller `" + New.Name + "`";
  E.Why += "; no launch changed, so the CPU's clock measures it";
  for (const HostFunction *F : {&Old, &New})
    for (const std::string &Text : F->Preconditions)
      if (!is_contained(E.Preconditions, Text))
        E.Preconditions.push_back(Text);
  E.Name = makeIdentifier(New.Name);
  fillFunctionSide(E.Before, Context.Before, Old, EntryKind::Native,
                   United.Before, United.BeforeTypes, {});
  fillFunctionSide(E.After, Context.After, New, EntryKind::Native, United.After,
                   United.AfterTypes, {});
  E.Before.Results = United.BeforeResults;
  E.After.Results = United.AfterResults;
  C.Key = "n:" + Old.Identity + "|" + New.Identity;
  Found.push_back(std::move(C));
}

} // namespace

void addNativeCandidates(const ChoiceContext &Context,
                         std::vector<Candidate> &Found, Refusals &Refused) {
  const ChangeSet &Changes = Context.Changes;
  // Beside a kernel, what the host does is not what the commit is about.
  if (!Changes.Kernels.empty() || !Changes.Launches.empty() ||
      !Changes.Heuristics.empty())
    return;
  for (const FunctionChange &Change : Changes.Functions) {
    if (Change.Device || Change.Before.empty() || Change.After.empty())
      continue;
    std::vector<const HostFunction *> Level;
    if (const HostFunction *F = Context.After.function(Change.After))
      Level.push_back(F);
    std::set<const HostFunction *> Seen;
    const size_t Had = Found.size();
    for (unsigned Depth = 0; Depth <= MostDepth && Found.size() == Had;
         ++Depth) {
      std::vector<const HostFunction *> Next;
      for (const HostFunction *New : Level) {
        if (!Seen.insert(New).second || New->IsMain)
          continue;
        for (const HostFunction *Caller :
             Context.After.callersOf(New->Identity))
          Next.push_back(Caller);
        const HostFunction *Old = Depth
                                      ? Context.Before.counterpart(*New)
                                      : Context.Before.function(Change.Before);
        if (Old && !Context.After.leadsToLaunch(New->Identity) &&
            !Context.Before.leadsToLaunch(Old->Identity))
          addPair(Context, Change, *Old, *New, Depth, Found, Refused);
      }
      Level = std::move(Next);
    }
  }
}

} // namespace perfclaim
