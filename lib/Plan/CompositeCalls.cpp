//===- CompositeCalls.cpp - Which calls replace which ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompositeCalls.h"
#include "UniteSteps.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace perfclaim {

static bool reaches(const Step &S, const std::set<std::string> &Kernels) {
  return any_of(S.Kernels,
                [&](const std::string &K) { return Kernels.count(K) != 0; });
}

/// Ways through the conditions around \p All, each with one of \p Anchors.
static std::vector<std::vector<Step>> waysThrough(const std::vector<Step> &All,
                                                  ArrayRef<size_t> Anchors) {
  constexpr size_t Most = 4;
  std::vector<std::vector<size_t>> Ways;
  for (size_t Anchor : Anchors) {
    std::vector<size_t> Way = {Anchor};
    for (size_t I = 0; I < All.size(); ++I)
      if (I != Anchor &&
          none_of(Way, [&](size_t W) { return excludes(All[W], All[I]); }))
        Way.push_back(I);
    llvm::sort(Way);
    if (!is_contained(Ways, Way) && Ways.size() < Most)
      Ways.push_back(std::move(Way));
  }
  std::vector<std::vector<Step>> Result;
  for (const std::vector<size_t> &Way : Ways) {
    std::vector<Step> &Steps = Result.emplace_back();
    for (size_t I : Way)
      Steps.push_back(All[I]);
  }
  return Result;
}

static std::vector<std::vector<Step>>
waysThrough(const std::vector<Step> &All,
            const std::set<std::string> &Changed) {
  std::vector<size_t> Anchors, Every;
  for (size_t I = 0; I < All.size(); ++I) {
    Every.push_back(I);
    if (reaches(All[I], Changed))
      Anchors.push_back(I);
  }
  return waysThrough(All, Anchors.empty() ? Every : Anchors);
}

namespace {
/// Where a function is called from a common caller, by order; nothing where
/// the two have none.
struct CommonCall {
  bool OtherFirst = false;
};

class Joiner {
public:
  explicit Joiner(const ChoiceContext &Context) : Context(Context) {}

  /// Adds what of \p Other belongs to \p To; false if nothing does.
  bool join(Replacement &To, const CallDifference &Other) const;

private:
  std::optional<CommonCall> commonCall(const SideView &View,
                                       const std::string &One,
                                       const std::string &Other) const;
  bool dataMeets(const Replacement &To, const CallDifference &Other) const;

  const ChoiceContext &Context;
};
} // namespace

std::optional<CommonCall> Joiner::commonCall(const SideView &View,
                                             const std::string &One,
                                             const std::string &Other) const {
  for (const HostFunction *Caller : View.callersOf(One)) {
    const CallSite *ToOne = nullptr, *ToOther = nullptr;
    for (const CallSite *Call : View.callsIn(Caller->Identity)) {
      if (Call->Callee == One && !ToOne)
        ToOne = Call;
      if (Call->Callee == Other && !ToOther)
        ToOther = Call;
    }
    if (ToOne && ToOther)
      return CommonCall{ToOther->At.Order < ToOne->At.Order};
  }
  return std::nullopt;
}

/// True if the calls of \p Other use what the joined side computes, or compute
/// what so far the other side alone does.
bool Joiner::dataMeets(const Replacement &To,
                       const CallDifference &Other) const {
  bool OldSide = !Other.Gone.empty();
  std::vector<std::string> Ignored;
  std::vector<StepVariable> Old = variablesOf(Context.Before, To.Old, Ignored),
                            New = variablesOf(Context.After, To.New, Ignored);
  std::vector<StepVariable> Joining =
      OldSide ? variablesOf(Context.Before, Other.Gone, Ignored)
              : variablesOf(Context.After, Other.New, Ignored);
  const std::vector<StepVariable> &Same = OldSide ? Old : New;
  const std::vector<StepVariable> &Opposite = OldSide ? New : Old;
  auto Computes = [](const std::vector<StepVariable> &All,
                     const StepVariable &V) {
    return any_of(All, [&](const StepVariable &W) {
      return W.Written && (W.Model.Name == V.Model.Name ||
                           any_of(W.Formals, [&](const std::string &F) {
                             return V.Formals.count(F) != 0;
                           }));
    });
  };
  for (const StepVariable &V : Joining) {
    if (V.Model.Kind != ValueKind::Pointer)
      continue;
    bool Uses = V.ReadFirst && any_of(Same, [&](const StepVariable &W) {
                  return W.Written && W.Model.Name == V.Model.Name;
                });
    bool Missing = V.Written && Computes(Opposite, V) && !Computes(Same, V);
    if (Uses || Missing)
      return true;
  }
  return false;
}

bool Joiner::join(Replacement &To, const CallDifference &Other) const {
  if (Other.Gone.empty() == Other.New.empty() || Other.After == To.After)
    return false;
  bool OldSide = !Other.Gone.empty();
  std::optional<CommonCall> Common =
      OldSide ? commonCall(Context.Before, To.Before->Identity,
                           Other.Before->Identity)
              : commonCall(Context.After, To.After->Identity,
                           Other.After->Identity);
  if (!Common || !dataMeets(To, Other))
    return false;
  std::vector<Step> &Into = OldSide ? To.Old : To.New;
  const std::vector<Step> &More = OldSide ? Other.Gone : Other.New;
  Into.insert(Common->OtherFirst ? Into.begin() : Into.end(), More.begin(),
              More.end());
  To.SeveralCallers = true;
  return true;
}

/// The replacements of one difference, by the ways through its conditions.
static std::vector<Replacement> waysOf(const ChoiceContext &Context,
                                       const CallDifference &D) {
  std::vector<Replacement> Result;
  std::vector<std::vector<Step>> NewWays =
      waysThrough(D.New, Context.ChangedAfter);
  for (const std::vector<Step> &New : NewWays) {
    std::vector<Step> Possible;
    for (const Step &S : D.Gone)
      if (none_of(New, [&](const Step &N) { return excludes(S, N); }))
        Possible.push_back(S);
    std::vector<std::vector<Step>> OldWays =
        waysThrough(Possible, Context.ChangedBefore);
    if (Possible.empty())
      OldWays = {{}};
    for (const std::vector<Step> &Old : OldWays) {
      Replacement R;
      R.Before = D.Before;
      R.After = D.After;
      R.Old = Old;
      R.New = New;
      R.Conditional = NewWays.size() > 1 || OldWays.size() > 1;
      Result.push_back(std::move(R));
    }
  }
  return Result;
}

static bool changes(const ChoiceContext &Context, const Replacement &R) {
  return any_of(
             R.New,
             [&](const Step &S) { return reaches(S, Context.ChangedAfter); }) ||
         any_of(R.Old, [&](const Step &S) {
           return reaches(S, Context.ChangedBefore);
         });
}

std::vector<Replacement> findReplacements(const ChoiceContext &Context) {
  std::vector<CallDifference> All =
      findCallDifferences(Context.Before, Context.After, Context.Changes);
  std::vector<Replacement> Result;
  Joiner Join(Context);
  for (const CallDifference &D : All) {
    if (D.New.empty())
      continue;
    for (Replacement &R : waysOf(Context, D)) {
      if (!changes(Context, R))
        continue;
      for (const CallDifference &Other : All)
        Join.join(R, Other);
      if (!R.Old.empty() && !R.New.empty())
        Result.push_back(std::move(R));
    }
  }
  return Result;
}

} // namespace perfclaim
