//===- Unite.cpp - One argument model of two sides ------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Unite.h"
#include "perfclaim/Model/EvidenceWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;

namespace perfclaim {

/// Texts of a before side name its own parameters: rename them.
static void renameModel(ParameterModel &P,
                        const std::map<std::string, std::string> &Names) {
  std::map<std::string, Expression> With;
  for (const auto &[From, To] : Names)
    if (From != To)
      With.emplace(From, Expression::symbol(To));
  if (With.empty())
    return;
  if (P.Extent)
    P.Extent = P.Extent->substitute(With);
  if (P.Domain.Bound)
    P.Domain.Bound = P.Domain.Bound->substitute(With);
  for (Expression &Size : P.Shape)
    Size = Size.substitute(With);
  if (auto To = Names.find(P.ElementFrom); To != Names.end())
    P.ElementFrom = To->second;
  for (RecordField &Field : P.Fields)
    if (auto To = Names.find(Field.Variable); To != Names.end())
      Field.Variable = To->second;
}

/// Index in \p After of the partner of each parameter of \p Before.
static std::vector<std::optional<size_t>>
pairUp(const std::vector<ParameterModel> &Before,
       const std::vector<ParameterModel> &After,
       const std::map<std::string, std::string> &Renames, size_t Places) {
  std::vector<std::optional<size_t>> Partner(Before.size());
  std::vector<bool> Taken(After.size());
  auto PairWhere = [&](auto Fits) {
    for (size_t I = 0; I < Before.size(); ++I)
      for (size_t J = 0; J < After.size() && !Partner[I]; ++J)
        if (!Taken[J] && Fits(I, J)) {
          Partner[I] = J;
          Taken[J] = true;
        }
  };
  PairWhere(
      [&](size_t I, size_t J) { return Before[I].Name == After[J].Name; });
  PairWhere([&](size_t I, size_t J) {
    auto It = Renames.find(Before[I].Name);
    return It != Renames.end() && It->second == After[J].Name;
  });
  // A renamed parameter keeps its type and its neighbours.
  if (Places)
    PairWhere([&](size_t I, size_t J) {
      return I == J && I < Places && Before[I].Kind == After[J].Kind &&
             whyNotShared(Before[I], After[J]).empty() &&
             (Before[I].Kind == ValueKind::Stream ||
              Before[I].Type == After[J].Type);
    });
  // The only stream or handle of each side is the same one.
  PairWhere([&](size_t I, size_t J) {
    return Before[I].Kind == After[J].Kind &&
           (Before[I].Kind == ValueKind::Stream ||
            Before[I].Kind == ValueKind::Handle) &&
           Before[I].Type == After[J].Type;
  });
  return Partner;
}

static double doubtOfOneSided(const ParameterModel &P) {
  if (P.Role == ParameterRole::Workspace)
    return 4;
  switch (P.Kind) {
  case ValueKind::Integer:
  case ValueKind::Floating:
    return DoubtOfOneSidedInteger;
  case ValueKind::Stream:
  case ValueKind::Handle:
  case ValueKind::Default:
    return 2;
  default:
    return mayBeOutput(P) ? 6 : 14;
  }
}

/// What the other side does not even take cannot be compared.
static void keepFromCheck(ParameterModel &P, const char *Side,
                          UnitedParameters &Result) {
  if (!mayBeOutput(P) || P.Read || P.Role == ParameterRole::InOut)
    return;
  if (P.Role != ParameterRole::Workspace)
    Result.NotCompared.push_back("`" + P.Name + "`, which only the " + Side +
                                 " side uses, is not compared");
  P.Role = ParameterRole::Workspace;
}

UnitedParameters
uniteParameters(const std::vector<ParameterModel> &Before,
                const std::vector<ParameterModel> &After,
                const std::map<std::string, std::string> &Renames,
                std::optional<size_t> ByPlace) {
  UnitedParameters Result;
  const size_t Places =
      ByPlace.value_or(Before.size() == After.size() ? Before.size() : 0);
  std::vector<std::optional<size_t>> Partner =
      pairUp(Before, After, Renames, Places);
  std::map<std::string, std::string> Names;
  for (size_t I = 0; I < Before.size(); ++I)
    Names[Before[I].Name] =
        Partner[I] ? After[*Partner[I]].Name : Before[I].Name;
  std::vector<std::optional<size_t>> Back(After.size());
  for (size_t I = 0; I < Before.size(); ++I)
    if (Partner[I])
      Back[*Partner[I]] = I;

  bool SharedOutput = false;
  for (size_t J = 0; J < After.size(); ++J) {
    const ParameterModel &A = After[J];
    Result.After.push_back(A.Name);
    Result.AfterTypes.push_back(A.Type);
    if (std::string Why = whyNotMakeable(A); !Why.empty())
      Result.Failures.push_back(std::move(Why));
    if (!Back[J]) {
      Result.OnlyAfter.push_back(A.Name);
      Result.Doubt += doubtOfOneSided(A);
      Result.Variables.push_back(A);
      keepFromCheck(Result.Variables.back(), "new", Result);
      continue;
    }
    ParameterModel B = Before[*Back[J]];
    if (std::string Why = whyNotShared(B, A); !Why.empty())
      Result.Failures.push_back(std::move(Why));
    renameModel(B, Names);
    // Where a side has it for its callers only, the other one describes it.
    const bool OldOnly = says(A, NeverNamed) && !says(B, NeverNamed);
    const bool NewOnly = says(B, NeverNamed) && !says(A, NeverNamed);
    ParameterModel Both = OldOnly ? B : NewOnly ? A : uniteModels(B, A);
    Both.Name = A.Name;
    if (OldOnly || NewOnly)
      keepFromCheck(Both, OldOnly ? "old" : "new", Result);
    SharedOutput |= mayBeOutput(Both) && Both.Role != ParameterRole::Workspace;
    Result.Variables.push_back(std::move(Both));
  }
  for (size_t I = 0; I < Before.size(); ++I) {
    ParameterModel B = Before[I];
    Result.Before.push_back(Names[B.Name]);
    Result.BeforeTypes.push_back(B.Type);
    if (Partner[I])
      continue;
    if (std::string Why = whyNotMakeable(B); !Why.empty())
      Result.Failures.push_back(std::move(Why));
    Result.OnlyBefore.push_back(B.Name);
    Result.Doubt += doubtOfOneSided(B);
    renameModel(B, Names);
    keepFromCheck(B, "old", Result);
    Result.Variables.push_back(std::move(B));
  }
  if (Result.Failures.empty() && !SharedOutput)
    Result.Failures.push_back("no pointer that both sides take is written, so "
                              "their results cannot be compared");
  for (const ParameterModel &P : Result.Variables) {
    if (P.Kind == ValueKind::Struct && P.ElementSize > 4)
      Result.Doubt += 10;
    if (P.Kind == ValueKind::Handle)
      Result.Doubt += 4;
    if (P.Kind == ValueKind::Pointer && !P.Extent)
      Result.Doubt += 3;
    if (P.Kind == ValueKind::Pointer && P.Element == ElementKind::None)
      Result.Doubt += 6;
  }
  return Result;
}

void leaveOutOptional(UnitedParameters &United) {
  for (const auto *Names : {&United.OnlyBefore, &United.OnlyAfter})
    for (ParameterModel &P : United.Variables) {
      if (!P.Optional || P.Kind != ValueKind::Pointer ||
          !is_contained(*Names, P.Name))
        continue;
      United.Doubt -= doubtOfOneSided(P);
      P.Kind = ValueKind::Default;
      P.Role = ParameterRole::Scalar;
      P.Because.insert(P.Because.begin(), {LeftOut, {}});
      United.Doubt += doubtOfOneSided(P);
    }
}

} // namespace perfclaim
