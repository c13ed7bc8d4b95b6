//===- ArgumentModelNames.cpp - What only names tell ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArgumentModelExtents.h"
#include "ArgumentModelTypes.h"
#include <set>

using namespace clang;

namespace perfclaim {

static bool contains(llvm::StringRef Name,
                     std::initializer_list<llvm::StringRef> Parts) {
  return llvm::any_of(Parts, [&](llvm::StringRef Part) {
    return Name.contains_insensitive(Part);
  });
}

static void modelPointerName(ParameterModel &M) {
  bool Scratch = contains(
      M.Name, {"workspace", "scratch", "tmp", "temp", "semaphore", "lock"});
  if (M.Read && M.Written)
    M.Role = Scratch ? ParameterRole::Workspace : ParameterRole::InOut;
  else if (M.Written)
    M.Role = ParameterRole::Output;
  else if (M.Read || M.Const)
    M.Role = ParameterRole::Input;
  if (M.Domain.Values != ValueDomain::Kind::Any || !M.Read)
    return;
  bool Floating =
      M.Element == ElementKind::Float16 || M.Element == ElementKind::BFloat16 ||
      M.Element == ElementKind::Float32 || M.Element == ElementKind::Float64;
  if (M.Element == ElementKind::Bool)
    M.Domain.Values = ValueDomain::Kind::Boolean;
  else if (Floating && contains(M.Name, {"prob"}))
    M.Domain.Values = ValueDomain::Kind::Probability;
  else if (Floating && contains(M.Name, {"rstd", "variance", "invvar",
                                         "inv_var", "sigma", "norms"}))
    M.Domain.Values = ValueDomain::Kind::Positive;
}

void modelNames(std::vector<ParameterModel> &Models) {
  std::set<std::string> Sizes;
  for (const ParameterModel &M : Models) {
    if (M.Extent)
      for (const std::string &Symbol : M.Extent->symbols())
        Sizes.insert(Symbol);
    if (M.Domain.Bound)
      for (const std::string &Symbol : M.Domain.Bound->symbols())
        Sizes.insert(Symbol);
  }
  for (ParameterModel &M : Models) {
    if (M.Kind == ValueKind::Pointer)
      modelPointerName(M);
    if (M.Kind == ValueKind::Floating &&
        contains(M.Name, {"eps", "beta1", "beta2"}))
      M.Domain.Values = ValueDomain::Kind::Positive;
    if (M.Kind != ValueKind::Integer)
      continue;
    bool Short = M.Name.size() <= 2 && llvm::isAlpha(M.Name[0]);
    if (M.Role == ParameterRole::Unknown &&
        (Sizes.count(M.Name) || Short ||
         contains(M.Name,
                  {"size", "num", "count", "len", "dim", "rows", "cols",
                   "batch", "width", "height", "hidden", "heads", "channels",
                   "n_", "seq", "block", "elems", "steps"})))
      M.Role = ParameterRole::Size;
    if (M.Domain.Values == ValueDomain::Kind::Any &&
        (M.Role == ParameterRole::Size || M.Role == ParameterRole::Stride ||
         M.Role == ParameterRole::RepeatCount))
      M.Domain.Values = ValueDomain::Kind::Positive;
    if (M.Role == ParameterRole::Unknown)
      M.Role = ParameterRole::Scalar;
  }
}

} // namespace perfclaim
