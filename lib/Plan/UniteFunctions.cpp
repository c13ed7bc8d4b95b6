//===- UniteFunctions.cpp - Functions that take tensors, as one call ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Unite.h"
#include "perfclaim/Model/EvidenceWords.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace perfclaim {

/// Names of the before side's sizes to those that the after side has for the
/// same dimensions of the same tensors.
static std::map<std::string, std::string>
renamedSizes(const HostFunction &Before, const HostFunction &After) {
  auto IsSize = [](const HostFunction &F, const std::string &Name) {
    return any_of(F.Sizes,
                  [&](const ParameterModel &P) { return P.Name == Name; });
  };
  std::map<std::string, std::string> Renames;
  std::set<std::string> Taken;
  auto Add = [&](const std::string &From, const std::string &To) {
    if (From == To || !IsSize(Before, From) || !IsSize(After, To) ||
        IsSize(After, From) || IsSize(Before, To))
      return;
    if (Taken.insert(To).second)
      Renames.emplace(From, To);
  };
  for (const ParameterModel &B : Before.Parameters)
    for (const ParameterModel &A : After.Parameters) {
      if (!B.Tensor || !A.Tensor || A.Name != B.Name)
        continue;
      Add(B.ElementFrom, A.ElementFrom);
      if (A.Shape.size() != B.Shape.size())
        continue;
      for (size_t I = 0; I != A.Shape.size(); ++I)
        if (A.Shape[I].op() == Expression::Op::Symbol &&
            B.Shape[I].op() == Expression::Op::Symbol)
          Add(B.Shape[I].name(), A.Shape[I].name());
    }
  return Renames;
}

/// Where one side takes tensors of one element type only, or of fewer, both are
/// given those: the rest is no change of speed.
static void shareElements(const HostFunction &Before, const HostFunction &After,
                          const std::map<std::string, std::string> &Renames,
                          UnitedParameters &United) {
  auto Find = [](auto &Models, const std::string &Name) {
    auto It = find_if(Models,
                      [&](const ParameterModel &P) { return P.Name == Name; });
    return It == Models.end() ? nullptr : &*It;
  };
  auto Renamed = [&](const std::string &Name) {
    auto It = Renames.find(Name);
    return It == Renames.end() ? Name : It->second;
  };
  auto Told = [](const ParameterModel &P) {
    return P.ElementFrom.empty() && !says(P, NoElementTold);
  };
  auto Restrict = [&](const std::string &Type, ArrayRef<int64_t> To) {
    ParameterModel *Both = Find(United.Variables, Type);
    if (!Both)
      return;
    std::vector<int64_t> Kept;
    copy_if(Both->SeenValues, std::back_inserter(Kept),
            [&](int64_t Value) { return is_contained(To, Value); });
    if (!Kept.empty())
      Both->SeenValues = std::move(Kept);
  };
  for (size_t I = 0; I != Before.Parameters.size(); ++I) {
    const ParameterModel &B = Before.Parameters[I];
    const ParameterModel *A = Find(After.Parameters, United.Before[I]);
    if (!A || !A->Tensor || !B.Tensor)
      continue;
    if (!A->ElementFrom.empty() && Told(B))
      Restrict(A->ElementFrom, elementNumber(B.Element));
    if (!B.ElementFrom.empty() && Told(*A))
      Restrict(Renamed(B.ElementFrom), elementNumber(A->Element));
    const ParameterModel *Old = Find(Before.Sizes, B.ElementFrom),
                         *New = Find(After.Sizes, A->ElementFrom);
    if (Old && New) {
      Restrict(A->ElementFrom, Old->SeenValues);
      Restrict(A->ElementFrom, New->SeenValues);
    }
  }
}

UnitedParameters uniteFunctions(const HostFunction &Before,
                                const HostFunction &After) {
  std::vector<ParameterModel> Old = Before.Parameters, New = After.Parameters;
  append_range(Old, Before.Results);
  append_range(New, After.Results);
  append_range(Old, Before.Sizes);
  append_range(New, After.Sizes);
  const size_t Taken = Before.Parameters.size();
  std::optional<size_t> Places;
  if (Before.Sizes.size() != After.Sizes.size())
    Places = Taken == After.Parameters.size() ? Taken : 0;
  const std::map<std::string, std::string> Renames =
      renamedSizes(Before, After);
  UnitedParameters Result = uniteParameters(Old, New, Renames, Places);
  shareElements(Before, After, Renames, Result);
  auto ResultsOf = [](const HostFunction &F,
                      const std::vector<std::string> &Names) {
    const auto First = Names.begin() + F.Parameters.size();
    return std::vector<std::string>(First, First + F.Results.size());
  };
  Result.BeforeResults = ResultsOf(Before, Result.Before);
  Result.AfterResults = ResultsOf(After, Result.After);
  Result.Before.resize(Before.Parameters.size());
  Result.BeforeTypes.resize(Before.Parameters.size());
  Result.After.resize(After.Parameters.size());
  Result.AfterTypes.resize(After.Parameters.size());
  // Sizes that only one side names are no difference of what is called.
  for (auto [Sizes, Only] : {std::pair(&Before.Sizes, &Result.OnlyBefore),
                             std::pair(&After.Sizes, &Result.OnlyAfter)})
    erase_if(*Only, [&, Known = Sizes](const std::string &Name) {
      const bool Size = any_of(
          *Known, [&](const ParameterModel &P) { return P.Name == Name; });
      if (Size)
        Result.Doubt -= DoubtOfOneSidedInteger;
      return Size;
    });
  leaveOutOptional(Result);
  return Result;
}

} // namespace perfclaim
