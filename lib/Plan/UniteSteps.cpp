//===- UniteSteps.cpp - One argument model of two lists of calls ----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UniteSteps.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace perfclaim {

static bool reads(const ParameterModel &P) {
  switch (P.Role) {
  case ParameterRole::Output:
  case ParameterRole::Workspace:
    return false;
  case ParameterRole::Unknown:
    return P.Read || !P.Written;
  default:
    return P.Read || P.Role != ParameterRole::Unknown;
  }
}

/// The variables that each parameter of the callee takes as they are: `x`, or
/// `x + offset` where `x` is the only pointer.
static std::map<std::string, std::set<std::string>>
formalsOf(const SideView &View, const Step &S) {
  const std::vector<ParameterModel> *Parameters = nullptr;
  if (const HostFunction *F = View.function(S.Called))
    Parameters = &F->Parameters;
  else if (const Kernel *K = View.kernel(S.Called))
    Parameters = &K->Parameters;
  std::map<std::string, std::set<std::string>> Result;
  const LaunchSlice &Slice = S.slice();
  for (size_t I = 0;
       Parameters && I < Parameters->size() && I < Slice.Arguments.size();
       ++I) {
    const ParameterModel &Formal = (*Parameters)[I];
    const ParameterModel *Only = nullptr;
    unsigned Count = 0;
    for (const ParameterModel &V : Slice.Variables) {
      bool Fits = Formal.Kind == ValueKind::Pointer
                      ? V.Kind == ValueKind::Pointer &&
                            containsWord(Slice.Arguments[I], V.Name)
                      : V.Name == Slice.Arguments[I];
      if (Fits) {
        Only = &V;
        ++Count;
      }
    }
    if (Count == 1 && !Formal.Name.empty())
      Result[Only->Name].insert(Formal.Name);
  }
  return Result;
}

/// True if a call before \p S in the same caller writes \p Name.
static bool writtenBefore(const SideView &View, const Step &S,
                          const std::string &Name) {
  const HostFunction *Caller = View.function(S.function());
  if (!Caller)
    return true;
  return any_of(stepsOf(View, *Caller), [&](const Step &Other) {
    return Other.at().Order < S.at().Order && any_of(
                                                  Other.slice().Variables,
                                                  [&](const ParameterModel &P) {
                                                    return P.Name == Name &&
                                                           writes(P);
                                                  });
  });
}

/// True if the caller of \p S makes a call that an entry does not make with it:
/// which memory it clears is not known.
static bool clearsMemory(const SideView &View, const Step &S) {
  const HostFunction *Caller = View.function(S.function());
  return Caller && any_of(Caller->CostlyCalls, [](StringRef Name) {
           return Name.starts_with("cudaMemset");
         });
}

std::vector<StepVariable> variablesOf(const SideView &View,
                                      const std::vector<Step> &Steps,
                                      std::vector<std::string> &Failures) {
  std::vector<StepVariable> Result;
  for (const Step &S : Steps) {
    std::map<std::string, std::set<std::string>> Formals = formalsOf(View, S);
    for (const ParameterModel &P : modelsOf(S)) {
      auto It = find_if(Result, [&](const StepVariable &V) {
        return V.Model.Name == P.Name;
      });
      if (It == Result.end()) {
        StepVariable Fresh;
        Fresh.Model = P;
        Fresh.ReadFirst = reads(P);
        Fresh.Written = writes(P);
        Fresh.MayStartEmpty = P.Kind == ValueKind::Pointer && reads(P) &&
                              writes(P) && !writtenBefore(View, S, P.Name);
        Fresh.MayBeCleared = Fresh.MayStartEmpty && clearsMemory(View, S);
        Fresh.Formals = Formals[P.Name];
        Result.push_back(std::move(Fresh));
        continue;
      }
      if (std::string Why = whyNotShared(It->Model, P); !Why.empty()) {
        Failures.push_back("`" + P.Name + "` of type `" + P.Type + "` in " +
                           shown(S) + " is `" + It->Model.Type +
                           "` in an earlier call");
        continue;
      }
      It->ReadAfterwards |= It->Written && reads(P);
      It->ReadFirst |= !It->Written && reads(P);
      It->Written |= writes(P);
      It->Model = uniteModels(It->Model, P);
      It->Formals.merge(Formals[P.Name]);
    }
  }
  // What the calls hand to each other is no input of the whole.
  for (StepVariable &V : Result) {
    if (V.Model.Kind != ValueKind::Pointer)
      continue;
    V.Model.Role = !V.Written    ? ParameterRole::Input
                   : V.ReadFirst ? ParameterRole::InOut
                                 : ParameterRole::Output;
    V.Model.Read = V.ReadFirst;
    V.Model.Written = V.Written;
  }
  return Result;
}

static const StepVariable *findIn(const std::vector<StepVariable> &All,
                                  const std::string &Name) {
  auto It =
      find_if(All, [&](const StepVariable &V) { return V.Model.Name == Name; });
  return It == All.end() ? nullptr : &*It;
}

/// Old variables to the new ones that the same parameters take.
static std::map<std::string, std::string>
renamesByFormals(const std::vector<StepVariable> &Old,
                 const std::vector<StepVariable> &New) {
  std::map<std::string, std::string> Renames;
  for (const StepVariable &A : New) {
    if (findIn(Old, A.Model.Name))
      continue;
    const StepVariable *Best = nullptr;
    int BestScore = 0;
    for (const StepVariable &B : Old) {
      if (findIn(New, B.Model.Name) || Renames.count(B.Model.Name) ||
          !whyNotShared(B.Model, A.Model).empty() ||
          (B.Model.Kind == ValueKind::Pointer && B.Written != A.Written) ||
          none_of(B.Formals,
                  [&](const std::string &F) { return A.Formals.count(F); }))
        continue;
      // The last to have the name, and not what is only passed on.
      int Score = B.ReadAfterwards ? 1 : 2;
      if (Score >= BestScore) {
        Best = &B;
        BestScore = Score;
      }
    }
    if (Best)
      Renames[Best->Model.Name] = A.Model.Name;
  }
  return Renames;
}

static std::vector<ParameterModel>
modelsOf(const std::vector<StepVariable> &Variables) {
  std::vector<ParameterModel> Models;
  for (const StepVariable &V : Variables)
    Models.push_back(V.Model);
  return Models;
}

namespace {
/// Goes over the united variables and says what each is to the whole.
class RoleFinder {
public:
  RoleFinder(const std::vector<StepVariable> &Old,
             const std::vector<StepVariable> &New, UnitedSteps &Out)
      : Old(Old), New(New), Out(Out) {}

  void run();

private:
  void oneSided(ParameterModel &P, const StepVariable &V, const char *Side);
  void shared(ParameterModel &P, const StepVariable &B, const StepVariable &A);

  const std::vector<StepVariable> &Old, &New;
  UnitedSteps &Out;
  bool Compared = false;
};
} // namespace

void RoleFinder::oneSided(ParameterModel &P, const StepVariable &V,
                          const char *Side) {
  if (V.ReadFirst && !(V.MayStartEmpty && V.ReadAfterwards)) {
    Out.Parameters.Failures.push_back(
        std::string("only the ") + Side + " side reads `" + P.Name +
        "`, and none of its calls writes it before");
    return;
  }
  P.Role = ParameterRole::Workspace;
  P.Because.push_back({std::string("workspace of the ") + Side +
                           " side: no call of the other takes it",
                       {}});
  if (V.MayBeCleared && V.ReadFirst &&
      P.Domain.Values == ValueDomain::Kind::Any) {
    P.Domain.Values = ValueDomain::Kind::Zero;
    P.Because.push_back({"what reads it first writes it too, and the caller "
                         "clears memory: it starts as zeros",
                         {}});
  }
  if (!V.ReadAfterwards)
    Out.NotMeasured.push_back("`" + P.Name + "`, which only the " + Side +
                              " side writes, is not compared");
}

void RoleFinder::shared(ParameterModel &P, const StepVariable &B,
                        const StepVariable &A) {
  if (B.Written != A.Written) {
    // Scratch memory of one side must not be data of the other.
    Out.Parameters.Failures.push_back("`" + P.Name + "` is written by the " +
                                      (B.Written ? "old" : "new") +
                                      " side alone and read by the other");
    return;
  }
  bool ReadFirst = B.ReadFirst || A.ReadFirst;
  P.Role = !A.Written  ? ParameterRole::Input
           : ReadFirst ? ParameterRole::InOut
                       : ParameterRole::Output;
  P.Read = ReadFirst;
  P.Written = A.Written;
  Compared |= A.Written;
}

void RoleFinder::run() {
  std::map<std::string, const StepVariable *> OldOf;
  for (const StepVariable &V : Old)
    OldOf[Out.Names.at(V.Model.Name)] = &V;
  for (ParameterModel &P : Out.Parameters.Variables) {
    if (P.Kind != ValueKind::Pointer)
      continue;
    auto It = OldOf.find(P.Name);
    const StepVariable *B = It == OldOf.end() ? nullptr : It->second;
    const StepVariable *A = findIn(New, P.Name);
    if (A && B)
      shared(P, *B, *A);
    else if (A)
      oneSided(P, *A, "new");
    else if (B)
      oneSided(P, *B, "old");
  }
  if (!Compared && Out.Parameters.Failures.empty())
    Out.Parameters.Failures.push_back(
        "no buffer is written by both sides' calls, so their results cannot "
        "be compared");
}

UnitedSteps uniteSteps(const SideView &Before, const std::vector<Step> &Old,
                       const SideView &After, const std::vector<Step> &New) {
  UnitedSteps Result;
  std::vector<std::string> Failures;
  std::vector<StepVariable> OldVariables = variablesOf(Before, Old, Failures),
                            NewVariables = variablesOf(After, New, Failures);
  Result.Parameters =
      uniteParameters(modelsOf(OldVariables), modelsOf(NewVariables),
                      renamesByFormals(OldVariables, NewVariables),
                      /*ByPlace=*/0);
  for (size_t I = 0; I < OldVariables.size(); ++I)
    Result.Names[OldVariables[I].Model.Name] = Result.Parameters.Before[I];
  std::vector<std::string> &All = Result.Parameters.Failures;
  All.insert(All.begin(), Failures.begin(), Failures.end());
  if (All.empty())
    RoleFinder(OldVariables, NewVariables, Result).run();
  return Result;
}

} // namespace perfclaim
