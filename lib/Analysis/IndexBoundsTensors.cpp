//===- IndexBoundsTensors.cpp - Tensors and their data -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IndexBoundsWalker.h"
#include "TensorFacts.h"

using namespace clang;

namespace perfclaim {

std::optional<IndexBounds::Tensor> IndexWalker::tensorOf(const Expr *E) {
  E = tensorObject(E);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const Place P = place(Reference);
    if (P.Is != Place::Kind::Variable || P.Field)
      return std::nullopt;
    auto It = Tensors.find(cast<ValueDecl>(P.Variable->getCanonicalDecl()));
    if (It == Tensors.end())
      return std::nullopt;
    return It->second;
  }
  // Views have the memory, and a shape that is not followed.
  const llvm::StringRef Name = tensorMethod(E);
  const bool View = Name == "view" || Name == "reshape" || Name == "flatten" ||
                    Name == "squeeze" || Name == "unsqueeze" ||
                    Name == "slice" || Name == "narrow" || Name == "select" ||
                    Name == "transpose" || Name == "permute" || Name == "t" ||
                    Name == "to";
  if (!View)
    return std::nullopt;
  std::optional<IndexBounds::Tensor> Whole =
      tensorOf(cast<CXXMemberCallExpr>(E)->getImplicitObjectArgument());
  if (Whole)
    Whole->Shape.clear();
  return Whole;
}

std::optional<Value>
IndexWalker::evalTensorSubscript(const CXXOperatorCallExpr *Call) {
  const Expr *Sizes =
      Call->getNumArgs() == 2 ? sizesOf(Call->getArg(0)) : nullptr;
  if (!Sizes)
    return std::nullopt;
  auto Tensor =
      tensorOf(cast<CXXMemberCallExpr>(Sizes)->getImplicitObjectArgument());
  auto Index = constantValue(Context, Call->getArg(1));
  if (!Tensor || !Index || *Index < 0 ||
      static_cast<size_t>(*Index) >= Tensor->Shape.size())
    return Value();
  return Value::number(
      Interval::exact(Tensor->Shape[static_cast<size_t>(*Index)]));
}

std::vector<Polynomial> IndexWalker::madeShape(const Expr *Init) {
  const auto *Call = dyn_cast<CallExpr>(stripped(Init));
  if (!Call || Call->getNumArgs() == 0)
    return {};
  const std::string Name = calledName(Call);
  if (Name == "empty_like" || Name == "zeros_like" || Name == "ones_like" ||
      Name == "full_like") {
    auto Like = tensorOf(Call->getArg(0));
    return Like ? Like->Shape : std::vector<Polynomial>();
  }
  if (Name != "empty" && Name != "zeros" && Name != "ones" && Name != "full" &&
      Name != "new_empty" && Name != "new_zeros")
    return {};
  const Expr *Sizes = stripped(Call->getArg(0));
  if (tensorMethod(Sizes) == "sizes") {
    auto Like =
        tensorOf(cast<CXXMemberCallExpr>(Sizes)->getImplicitObjectArgument());
    return Like ? Like->Shape : std::vector<Polynomial>();
  }
  // `{}`: of no dimension, one element.
  const InitListExpr *List = bracedList(Sizes);
  const auto *None = dyn_cast<CXXConstructExpr>(Sizes);
  if ((List && List->getNumInits() == 0) || (None && !None->getNumArgs()))
    return {Polynomial(1)};
  if (!List)
    return {};
  std::vector<Polynomial> Shape;
  for (const Expr *Size : List->inits()) {
    const Value V = evalQuietly(Size);
    if (!V.Number.Exact || V.Number.High.empty() || !V.Number.High[0].valid())
      return {};
    Shape.push_back(V.Number.High[0]);
  }
  return Shape;
}

std::optional<Value>
IndexWalker::evalTensorMethod(const CXXMemberCallExpr *Call) {
  const llvm::StringRef Name = tensorMethod(Call);
  if (Name.empty())
    return std::nullopt;
  std::optional<IndexBounds::Tensor> Tensor =
      tensorOf(Call->getImplicitObjectArgument());
  if (Name == "data_ptr" || Name == "const_data_ptr" ||
      Name == "mutable_data_ptr" || Name == "data") {
    Pointee Data;
    Data.Root = Tensor ? Tensor->Root : -1;
    Data.Offset = Interval::exact(Polynomial(0));
    return Value::pointer(std::move(Data));
  }
  if (Tensor && (Name == "zero_" || Name == "fill_")) {
    Access All;
    All.Root = Tensor->Root;
    All.Written = All.Overwrites = true;
    All.Where = Call;
    if (!Quiet)
      Out.Accesses.push_back(std::move(All));
  }
  if (!Tensor || Tensor->Shape.empty())
    return Value();
  const std::vector<Polynomial> &Shape = Tensor->Shape;
  const auto Rank = static_cast<int64_t>(Shape.size());
  auto ProductFrom = [&](size_t First) {
    Polynomial Result(1);
    for (size_t I = First; I < Shape.size(); ++I)
      Result = Result * Shape[I];
    return Value::number(Interval::exact(Result));
  };
  if (Name == "numel")
    return ProductFrom(0);
  if (Name == "dim" || Name == "ndimension")
    return Value::number(Interval::exact(Polynomial(Rank)));
  if (Name != "size" && Name != "stride")
    return Value();
  auto Index = Call->getNumArgs() == 1 ? constantValue(Context, Call->getArg(0))
                                       : std::nullopt;
  if (!Index || *Index < -Rank || *Index >= Rank)
    return Value();
  const auto At = static_cast<size_t>(*Index < 0 ? *Index + Rank : *Index);
  if (Name == "stride") // The benchmark's tensors are contiguous.
    return ProductFrom(At + 1);
  return Value::number(Interval::exact(Shape[At]));
}

} // namespace perfclaim
