//===- FunctionDiff.cpp - Functions besides kernels -----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using namespace llvm;

namespace perfclaim {

namespace {

std::vector<const DeclNode *> functionsOf(const Inventory &Side) {
  std::vector<const DeclNode *> Result;
  for (const auto &[Identity, N] : Side.Graph.Nodes)
    if (N.Defined && N.InRepository &&
        (N.Kind == DeclKind::HostFunction ||
         N.Kind == DeclKind::DeviceFunction ||
         N.Kind == DeclKind::HostDeviceFunction))
      Result.push_back(&N);
  return Result;
}

bool differs(const DeclNode &B, const DeclNode &A) {
  return B.SemanticHash != A.SemanticHash ||
         B.SignatureHash != A.SignatureHash ||
         B.AttributeHash != A.AttributeHash || B.TemplateHash != A.TemplateHash;
}

} // namespace

std::vector<FunctionChange> diffFunctions(const Inventory &Before,
                                          const Inventory &After,
                                          Correspondence &Known) {
  std::vector<FunctionChange> Changes;
  for (const DeclMatch &M :
       matchDeclarations(functionsOf(Before), functionsOf(After))) {
    const DeclNode &Shown = M.After ? *M.After : *M.Before;
    FunctionChange C;
    C.Name = Shown.Name;
    C.QualifiedName = Shown.QualifiedName;
    C.Place = Shown.Range.begin();
    C.Device = Shown.Kind != DeclKind::HostFunction;
    if (M.Before)
      C.Before = M.Before->Identity;
    if (M.After)
      C.After = M.After->Identity;
    if (M.Before && M.After) {
      Known.Functions[C.Before] = C.After;
      Known.FunctionNames[M.Before->Name] = M.After->Name;
      const bool Renamed = M.Before->Name != M.After->Name;
      if (!Renamed && !differs(*M.Before, *M.After))
        continue;
      C.Kind = Renamed ? ChangeKind::Renamed : ChangeKind::Modified;
      if (Renamed)
        C.OldName = M.Before->Name;
    } else {
      C.Kind = M.After ? ChangeKind::Added : ChangeKind::Removed;
    }
    Changes.push_back(std::move(C));
  }
  llvm::sort(Changes, [](const FunctionChange &X, const FunctionChange &Y) {
    return std::tie(X.Place.File, X.Place.Line, X.QualifiedName, X.After,
                    X.Before) < std::tie(Y.Place.File, Y.Place.Line,
                                         Y.QualifiedName, Y.After, Y.Before);
  });
  return Changes;
}

} // namespace perfclaim
