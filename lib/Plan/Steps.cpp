//===- Steps.cpp - The calls of a function that lead to kernels -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Steps.h"
#include "Unite.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <tuple>

using namespace llvm;

namespace perfclaim {

std::string shown(const Step &S) {
  return "`" + S.Name + "` at " + S.place().File + ":" +
         std::to_string(S.place().Line);
}

bool excludes(const Step &A, const Step &B) {
  return any_of(A.at().Branches, [&](const BranchArm &Ours) {
    return any_of(B.at().Branches, [&](const BranchArm &Theirs) {
      return Ours.Of == Theirs.Of && Ours.Arm != Theirs.Arm;
    });
  });
}

std::vector<Step> stepsOf(const SideView &View, const HostFunction &Function) {
  std::vector<Step> Steps;
  for (const CallSite *Call : View.callsIn(Function.Identity)) {
    const HostFunction *Callee = View.function(Call->Callee);
    if (!Callee || Call->Callee == Function.Identity)
      continue;
    Step S;
    S.Call = Call;
    S.Name = Callee->Name;
    S.Called = Call->Callee;
    S.Kernels = View.reachedFrom(Call->Callee);
    if (!S.Kernels.empty())
      Steps.push_back(std::move(S));
  }
  for (unsigned Index : Function.Launches) {
    if (Index >= View.inventory().Launches.size())
      continue;
    const Launch &L = View.inventory().Launches[Index];
    Step S;
    S.Site = &L;
    S.Called = View.kernelOf(L);
    const Kernel *K = View.kernel(S.Called);
    S.Name = K ? K->Name : L.KernelName;
    if (K)
      S.Kernels.insert(S.Called);
    Steps.push_back(std::move(S));
  }
  // A launch of order 0 stands where its line says.
  using Position = std::tuple<unsigned, unsigned, size_t>;
  std::vector<std::pair<Position, Step>> Placed;
  for (Step &S : Steps) {
    Position At(S.at().Order, S.place().Line, Placed.size());
    Placed.emplace_back(At, std::move(S));
  }
  llvm::sort(Placed, less_first());
  Steps.clear();
  for (auto &[At, S] : Placed)
    Steps.push_back(std::move(S));
  // One call may name several: overloads that a template leaves open.
  Steps.erase(std::unique(Steps.begin(), Steps.end(),
                          [](const Step &A, const Step &B) {
                            return A.at().Order && A.at().Order == B.at().Order;
                          }),
              Steps.end());
  return Steps;
}

namespace {
/// What makes a call the same on both sides.
struct StepKey {
  std::string Called;
  CallPosition At;
  bool operator==(const StepKey &) const = default;
};
} // namespace

static std::vector<StepKey>
keysOf(const std::vector<Step> &Steps,
       const std::map<std::string, std::string> &Renamed) {
  std::vector<StepKey> Keys;
  for (const Step &S : Steps) {
    auto It = Renamed.find(S.Called);
    StepKey Key{It == Renamed.end() ? S.Called : It->second, S.at()};
    Key.At.Order = 0;
    Keys.push_back(std::move(Key));
  }
  return Keys;
}

/// For each of \p Old its partner in \p New: a longest common subsequence.
static std::vector<std::optional<size_t>>
matchUp(const std::vector<StepKey> &Old, const std::vector<StepKey> &New) {
  std::vector<std::vector<unsigned>> Length(
      Old.size() + 1, std::vector<unsigned>(New.size() + 1));
  for (size_t I = Old.size(); I--;)
    for (size_t J = New.size(); J--;)
      Length[I][J] = Old[I] == New[J]
                         ? Length[I + 1][J + 1] + 1
                         : std::max(Length[I + 1][J], Length[I][J + 1]);
  std::vector<std::optional<size_t>> Partner(Old.size());
  for (size_t I = 0, J = 0; I < Old.size() && J < New.size();)
    if (Old[I] == New[J])
      Partner[I++] = J++;
    else if (Length[I + 1][J] >= Length[I][J + 1])
      ++I;
    else
      ++J;
  return Partner;
}

/// Variables of the caller that \p S writes.
static std::set<std::string> writtenBy(const Step &S) {
  std::set<std::string> Names;
  for (const ParameterModel &P : S.slice().Variables)
    if (P.Kind == ValueKind::Pointer && writes(P))
      Names.insert(P.Name);
  return Names;
}

std::optional<HandedOn> handedOn(const std::vector<Step> &Old,
                                 const Step &OldCall,
                                 const std::vector<Step> &New,
                                 const Step &NewCall) {
  const std::set<std::string> Now = writtenBy(NewCall);
  for (const std::string &Name : writtenBy(OldCall)) {
    const auto Writes = [&](const Step &S) {
      return writtenBy(S).count(Name) != 0;
    };
    const auto Other = find_if(New, Writes);
    if (!Now.count(Name) && Other != New.end() && count_if(Old, Writes) == 1)
      return HandedOn{Name, Other->Name};
  }
  return std::nullopt;
}

static void addDifferences(const std::vector<Step> &Old,
                           const std::vector<Step> &New,
                           const std::vector<std::optional<size_t>> &Partner,
                           const CallDifference &Empty,
                           std::vector<CallDifference> &Found) {
  CallDifference Here = Empty;
  size_t J = 0;
  auto Close = [&](size_t UpTo) {
    for (; J < UpTo; ++J)
      Here.New.push_back(New[J]);
    if (!Here.Gone.empty() || !Here.New.empty())
      Found.push_back(Here);
    Here = Empty;
  };
  for (size_t I = 0; I < Old.size(); ++I) {
    if (!Partner[I]) {
      Here.Gone.push_back(Old[I]);
      continue;
    }
    Close(*Partner[I]);
    J = *Partner[I] + 1;
  }
  Close(New.size());
}

std::vector<CallDifference> findCallDifferences(const SideView &Before,
                                                const SideView &After,
                                                const ChangeSet &Changes) {
  std::map<std::string, std::string> Renamed, FunctionAt;
  for (const KernelChange &K : Changes.Kernels)
    if (!K.Before.empty() && !K.After.empty())
      Renamed[K.Before] = K.After;
  for (const FunctionChange &F : Changes.Functions)
    if (!F.Before.empty() && !F.After.empty()) {
      Renamed[F.Before] = F.After;
      FunctionAt[F.After] = F.Before;
    }
  std::vector<CallDifference> Found;
  for (const HostFunction &New : After.inventory().Functions) {
    auto Known = FunctionAt.find(New.Identity);
    const HostFunction *Old = Known == FunctionAt.end()
                                  ? Before.counterpart(New)
                                  : Before.function(Known->second);
    if (!Old)
      continue;
    std::vector<Step> OldSteps = stepsOf(Before, *Old),
                      NewSteps = stepsOf(After, New);
    constexpr size_t Most = 1000;
    if (OldSteps.size() > Most || NewSteps.size() > Most)
      continue;
    std::vector<std::optional<size_t>> Partner =
        matchUp(keysOf(OldSteps, Renamed), keysOf(NewSteps, {}));
    for (size_t I = 0; I != OldSteps.size(); ++I)
      if (Partner[I] &&
          handedOn(OldSteps, OldSteps[I], NewSteps, NewSteps[*Partner[I]]))
        Partner[I].reset();
    addDifferences(OldSteps, NewSteps, Partner, {Old, &New, {}, {}}, Found);
  }
  return Found;
}

} // namespace perfclaim
