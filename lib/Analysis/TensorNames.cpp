//===- TensorNames.cpp - Sizes of tensors by the names of their models ----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreconditionNames.h"
#include "TensorFacts.h"
#include "TensorModel.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

/// Texts of the function's source, "x.size(0)" or a local that is it, with the
/// formulas that the models have for them.
using SizeNames = std::vector<std::pair<std::string, std::string>>;

static SizeNames sizeNames(const ParsedUnit &Unit, const FunctionDecl *Function,
                           const std::vector<ParameterModel> &Models) {
  SizeNames Result;
  if (llvm::none_of(Models, [](const ParameterModel &M) { return M.Tensor; }))
    return Result;
  auto Formula = [](const Expression &E) {
    const bool Plain =
        E.op() == Expression::Op::Symbol || E.op() == Expression::Op::Constant;
    return Plain ? E.str() : "(" + E.str() + ")";
  };
  auto Add = [&](std::string Text, const Expression &E) {
    if (std::string To = Formula(E); Text != To)
      Result.push_back({std::move(Text), std::move(To)});
  };
  for (const ParameterModel &M : Models)
    for (size_t I = 0; I != M.Shape.size(); ++I) {
      const auto FromEnd =
          static_cast<int64_t>(I) - static_cast<int64_t>(M.Shape.size());
      Add(M.Name + ".size(" + std::to_string(I) + ")", M.Shape[I]);
      Add(M.Name + ".size(" + std::to_string(FromEnd) + ")", M.Shape[I]);
      Add(M.Name + ".sizes()[" + std::to_string(I) + "]", M.Shape[I]);
    }
  for (const ParameterModel &M : Models)
    if (M.Tensor && M.Extent && !M.Shape.empty())
      Add(M.Name + ".numel()", *M.Extent);
  for (const TensorFacts::Named &N : readTensorFacts(Unit, Function).Names) {
    if (N.Dim.Tensor >= Models.size())
      continue;
    const std::vector<Expression> &Shape = Models[N.Dim.Tensor].Shape;
    const int64_t At = N.Dim.Index < 0
                           ? N.Dim.Index + static_cast<int64_t>(Shape.size())
                           : N.Dim.Index;
    if (At >= 0 && At < static_cast<int64_t>(Shape.size()))
      Add(N.Name, Shape[static_cast<size_t>(At)]);
  }
  return Result;
}

static std::string withSizeNames(llvm::StringRef Text, const SizeNames &Names) {
  std::string Result = Text.str();
  for (const auto &[From, To] : Names)
    replaceName(Result, From, To);
  return Result;
}

void nameSizes(const ParsedUnit &Unit, const FunctionDecl *Function,
               HostFunction &Model, Inventory &Out) {
  const SizeNames Names = sizeNames(Unit, Function, Model.Parameters);
  for (std::string &Text : Model.Preconditions)
    Text = withSizeNames(Text, Names);
  for (Heuristic &H : Out.Heuristics)
    if (H.Function == Model.Identity)
      for (Threshold &T : H.Thresholds) {
        T.Parameter = withSizeNames(T.Parameter, Names);
        T.Value = withSizeNames(T.Value, Names);
      }
}

} // namespace perfclaim
