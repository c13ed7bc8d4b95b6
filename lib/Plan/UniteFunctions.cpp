//===- UniteFunctions.cpp - Functions that take tensors, as one call ------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Unite.h"
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

UnitedParameters uniteFunctions(const HostFunction &Before,
                                const HostFunction &After) {
  std::vector<ParameterModel> Old = Before.Parameters, New = After.Parameters;
  append_range(Old, Before.Results);
  append_range(New, After.Results);
  append_range(Old, Before.Sizes);
  append_range(New, After.Sizes);
  const bool Same = Before.Sizes.size() == After.Sizes.size();
  UnitedParameters Result =
      uniteParameters(Old, New, renamedSizes(Before, After), Same);
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
  return Result;
}

} // namespace perfclaim
