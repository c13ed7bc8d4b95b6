//===- Inventories.h - Inventories made by hand, for the tests --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_PLAN_INVENTORIES_H
#define PERFCLAIM_TEST_UNIT_PLAN_INVENTORIES_H

#include "perfclaim/Plan/Plan.h"
#include "llvm/Support/Error.h"

namespace perfclaim {

inline Expression formula(llvm::StringRef Text) {
  return llvm::cantFail(Expression::parse(Text));
}

inline ParameterModel integer(std::string Name,
                              ParameterRole Role = ParameterRole::Unknown) {
  ParameterModel P;
  P.Name = std::move(Name);
  P.Type = "int";
  P.Kind = ValueKind::Integer;
  P.Role = Role;
  return P;
}

inline ParameterModel floating(std::string Name) {
  ParameterModel P;
  P.Name = std::move(Name);
  P.Type = "float";
  P.Kind = ValueKind::Floating;
  return P;
}

inline ParameterModel buffer(std::string Name, ParameterRole Role,
                             std::string Extent = "") {
  ParameterModel P;
  P.Name = std::move(Name);
  P.Kind = ValueKind::Pointer;
  P.Const = Role == ParameterRole::Input;
  P.Type = P.Const ? "const float *" : "float *";
  P.ElementType = "float";
  P.Element = ElementKind::Float32;
  P.ElementSize = 4;
  P.Role = Role;
  P.Read = Role != ParameterRole::Output;
  P.Written = Role != ParameterRole::Input;
  if (!Extent.empty()) {
    P.Extent = formula(Extent);
    P.ExtentConfidence = Confidence::Certain;
  }
  return P;
}

inline ParameterModel opaque(std::string Name, std::string Type) {
  ParameterModel P;
  P.Name = std::move(Name);
  P.Type = std::move(Type);
  return P;
}

/// One side, built up call by call.
class SideBuilder {
public:
  Inventory Inv;

  Kernel &kernel(std::string Name, std::vector<ParameterModel> Parameters,
                 std::string File = "a.cu") {
    Kernel K;
    K.Identity = "k:" + Name;
    K.Name = K.QualifiedName = std::move(Name);
    K.Place = {std::move(File), static_cast<unsigned>(10 + Inv.Kernels.size())};
    K.Parameters = std::move(Parameters);
    Inv.UnitFiles[K.Place.File];
    Inv.Kernels.push_back(std::move(K));
    return Inv.Kernels.back();
  }

  HostFunction &function(std::string Name,
                         std::vector<ParameterModel> Parameters,
                         std::string File = "a.cu") {
    HostFunction F;
    F.Identity = "f:" + Name;
    F.IsMain = Name == "main";
    F.Name = F.QualifiedName = F.Spelling = std::move(Name);
    F.PointerType = "void (*)()";
    F.ResultType = "void";
    F.Place = {std::move(File),
               static_cast<unsigned>(100 + Inv.Functions.size())};
    F.Parameters = std::move(Parameters);
    Inv.Functions.push_back(std::move(F));
    return Inv.Functions.back();
  }

  /// A launch of \p Kernel in \p Function, usable as a slice over all of the
  /// function's parameters that can be made.
  Launch &launch(const std::string &Function, const std::string &Kernel,
                 const std::string &Grid, const std::string &Block) {
    Launch L;
    L.Kernel = "k:" + Kernel;
    L.KernelName = Kernel;
    L.Function = "f:" + Function;
    L.FunctionName = Function;
    L.Place = {"a.cu", static_cast<unsigned>(200 + Inv.Launches.size())};
    L.Grid = L.Slice.Grid = Grid;
    L.Block = L.Slice.Block = Block;
    if (auto E = Expression::parse(Grid)) {
      L.GridX = *E;
      L.GridY = L.GridZ = Expression::constant(1);
    } else {
      llvm::consumeError(E.takeError());
    }
    if (auto E = Expression::parse(Block)) {
      L.BlockX = *E;
      L.BlockY = L.BlockZ = Expression::constant(1);
    } else {
      llvm::consumeError(E.takeError());
    }
    L.SharedBytes = Expression::constant(0);
    L.Slice.Usable = true;
    L.Slice.Callee = Kernel;
    for (HostFunction &F : Inv.Functions)
      if (F.Identity == L.Function) {
        F.Launches.push_back(static_cast<unsigned>(Inv.Launches.size()));
        for (const ParameterModel &P : F.Parameters)
          if (P.Kind != ValueKind::Opaque) {
            L.Slice.Variables.push_back(P);
            L.Slice.Arguments.push_back(P.Name);
          }
      }
    Inv.Launches.push_back(std::move(L));
    return Inv.Launches.back();
  }

  CallSite &call(const std::string &Caller, const std::string &Callee,
                 std::vector<std::string> Arguments,
                 std::vector<std::optional<int64_t>> Values = {}) {
    CallSite C;
    C.Caller = "f:" + Caller;
    C.CallerName = Caller;
    C.Callee = "f:" + Callee;
    C.Place = {"a.cu", 300};
    C.Arguments = std::move(Arguments);
    C.Values = std::move(Values);
    Inv.Calls.push_back(std::move(C));
    return Inv.Calls.back();
  }

  HostFunction &at(const std::string &Name) {
    for (HostFunction &F : Inv.Functions)
      if (F.Name == Name)
        return F;
    return Inv.Functions.front();
  }
};

inline KernelChange changed(std::string Name,
                            ChangeKind Kind = ChangeKind::Modified) {
  KernelChange K;
  if (Kind != ChangeKind::Added)
    K.Before = "k:" + Name;
  if (Kind != ChangeKind::Removed)
    K.After = "k:" + Name;
  K.Name = K.QualifiedName = std::move(Name);
  K.Place = {"a.cu", 10};
  K.Kind = Kind;
  if (Kind == ChangeKind::Modified)
    K.Reasons = {"body"};
  K.Code = CodeComparison::Differs;
  return K;
}

/// `void norm(float *out, const float *inp, int N, int C)`, which launches
/// `norm_kernel<<<N, 256>>>`.
inline SideBuilder normSide() {
  SideBuilder S;
  std::vector<ParameterModel> P = {buffer("out", ParameterRole::Output, "N*C"),
                                   buffer("inp", ParameterRole::Input, "N*C"),
                                   integer("N"), integer("C")};
  S.kernel("norm_kernel", P);
  S.function("norm", P);
  S.launch("norm", "norm_kernel", "N", "256");
  return S;
}

} // namespace perfclaim

#endif // PERFCLAIM_TEST_UNIT_PLAN_INVENTORIES_H
