//===- Analysis.cpp - From ASTs to the inventory --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Analysis/Analysis.h"
#include "Collectors.h"
#include "GraphBuilder.h"

namespace perfclaim {

namespace {

/// Flags that can change what a unit compiles to, in a stable order.
std::vector<std::string> codeFlags(const CompileFlags &Flags) {
  std::vector<std::string> Texts = {"-std=" + Flags.Standard};
  for (const std::string &Define : Flags.Defines)
    Texts.push_back("-D" + Define);
  for (const std::string &Undefine : Flags.Undefines)
    Texts.push_back("-U" + Undefine);
  if (Flags.FastMath)
    Texts.push_back("--use_fast_math");
  if (Flags.RelocatableDeviceCode)
    Texts.push_back("-rdc=true");
  Texts.insert(Texts.end(), Flags.CodeFlags.begin(), Flags.CodeFlags.end());
  return Texts;
}

auto placeKey(const SourcePlace &Place) {
  return std::pair(llvm::StringRef(Place.File), Place.Line);
}

/// Sorts the launches and renumbers the indices that functions hold.
void sortLaunches(Inventory &Out) {
  std::vector<unsigned> Order(Out.Launches.size());
  for (unsigned I = 0; I < Order.size(); ++I)
    Order[I] = I;
  llvm::sort(Order, [&](unsigned A, unsigned B) {
    return std::tuple(placeKey(Out.Launches[A].Place), A) <
           std::tuple(placeKey(Out.Launches[B].Place), B);
  });
  std::vector<unsigned> NewIndex(Order.size());
  std::vector<Launch> Sorted;
  for (unsigned I = 0; I < Order.size(); ++I) {
    NewIndex[Order[I]] = I;
    Sorted.push_back(std::move(Out.Launches[Order[I]]));
  }
  Out.Launches = std::move(Sorted);
  for (HostFunction &F : Out.Functions) {
    for (unsigned &Index : F.Launches)
      Index = NewIndex[Index];
    llvm::sort(F.Launches);
  }
}

template <typename T> void sortByPlace(std::vector<T> &Values) {
  llvm::sort(Values, [](const T &A, const T &B) {
    return std::tuple(placeKey(A.Place), llvm::StringRef(A.Identity)) <
           std::tuple(placeKey(B.Place), llvm::StringRef(B.Identity));
  });
}

} // namespace

Inventory analyzeUnit(ParsedUnit &Unit) {
  Inventory Out;
  const std::string &Path = Unit.Request.Path;
  Out.UnitFlags[Path] = codeFlags(Unit.Request.Flags);
  Out.UnitFiles[Path] = Unit.IncludedFiles;
  if (!Unit.StandardHeaders.empty())
    Out.UnitHeaders[Path] = Unit.StandardHeaders;
  DeclIndex Index(Unit);
  buildGraph(Unit, Index, Out.Graph);
  if (Unit.Which == View::Device) {
    collectKernels(Unit, Index, Out);
    noteNullable(Unit, Out);
    sortByPlace(Out.Kernels);
    return Out;
  }
  std::vector<LaunchSite> Sites = collectLaunches(Unit, Index, Out);
  // Functions put the thresholds on sizes of their tensors in their own terms.
  collectHeuristics(Unit, Index, Sites, Out);
  collectFunctions(Unit, Index, Sites, Out);
  noteNullable(Unit, Out);
  noteFrameworkNames(Unit, Out);
  sortLaunches(Out);
  sortByPlace(Out.Functions);
  return Out;
}

} // namespace perfclaim
