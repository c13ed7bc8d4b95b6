//===- TensorNames.cpp - Sizes of tensors by the names of their models ----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PreconditionNames.h"
#include "TensorFacts.h"
#include "TensorModel.h"
#include "TensorModeller.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace perfclaim {

/// What a size is called that nothing names.
std::string TensorModeller::nameOfSize(unsigned Tensor, size_t Index) const {
  if (auto List = Facts.Lists.find(Tensor); List != Facts.Lists.end()) {
    if (Index + 1 == List->second)
      return "num_tensors";
    if (Index == List->second && Slots.at(Tensor).size() == Index + 1)
      return "numel";
  }
  return Models[Tensor].Name + "_size" + std::to_string(Index);
}

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

/// Does \p Work to every formula of a launch, which may be left out.
static void
eachFormula(Launch &L,
            llvm::function_ref<void(std::optional<Expression> &)> Work) {
  for (std::optional<Expression> *E : {&L.GridX, &L.GridY, &L.GridZ, &L.BlockX,
                                       &L.BlockY, &L.BlockZ, &L.SharedBytes})
    Work(*E);
}

static void
eachCondition(CallPosition &At,
              llvm::function_ref<void(std::vector<Expression> &)> Work) {
  for (BranchArm &Arm : At.Branches)
    Work(Arm.Holds);
}

void expressSizes(const HostFunction &Model, Inventory &Out) {
  std::map<std::string, Expression> Sizes;
  for (unsigned P = 0; P != Model.Parameters.size(); ++P) {
    const ParameterModel &M = Model.Parameters[P];
    const auto Rank = static_cast<int64_t>(M.Shape.size());
    if (!M.Tensor || Rank == 0)
      continue;
    for (int64_t I = 0; I != Rank; ++I) {
      const Expression &Size = M.Shape[static_cast<size_t>(I)];
      Sizes.emplace(symbolOf({P, I}), Size);
      Sizes.emplace(symbolOf({P, I - Rank}), Size);
    }
    if (M.Extent)
      Sizes.emplace(symbolOf({P, 0, /*All=*/true}), *M.Extent);
  }
  if (Sizes.empty())
    return;
  auto Substitute = [&](std::vector<Expression> &All) {
    for (Expression &E : All)
      E = E.substitute(Sizes);
  };
  for (const unsigned Index : Model.Launches) {
    eachFormula(Out.Launches[Index], [&](std::optional<Expression> &E) {
      if (E)
        E = E->substitute(Sizes);
    });
    eachCondition(Out.Launches[Index].At, Substitute);
  }
  for (CallSite &Call : Out.Calls)
    if (Call.Caller == Model.Identity)
      eachCondition(Call.At, Substitute);
}

void dropOtherSizes(Inventory &Out) {
  auto IsOpen = [](const Expression &E) {
    return llvm::any_of(E.symbols(), [](const std::string &Symbol) {
      return dimOfSymbol(Symbol).has_value();
    });
  };
  auto Drop = [&](std::vector<Expression> &All) {
    llvm::erase_if(All, IsOpen);
  };
  for (Launch &L : Out.Launches) {
    eachFormula(L, [&](std::optional<Expression> &E) {
      if (E && IsOpen(*E))
        E = std::nullopt;
    });
    eachCondition(L.At, Drop);
  }
  for (CallSite &Call : Out.Calls)
    eachCondition(Call.At, Drop);
}

} // namespace perfclaim
