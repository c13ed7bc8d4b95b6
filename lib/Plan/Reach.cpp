//===- Reach.cpp - What a function of one side leads to -------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reach.h"
#include "Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <tuple>

using namespace llvm;

namespace perfclaim {

SideView::SideView(const Inventory &From) : Inv(From) {
  for (const HostFunction &F : Inv.Functions)
    Functions.try_emplace(F.Identity, &F);
  for (const Kernel &K : Inv.Kernels) {
    if (Kernels.try_emplace(K.Identity, &K).second)
      KernelsByName[K.Name].push_back(&K);
  }
  for (const CallSite &C : Inv.Calls) {
    Callees[C.Caller].insert(C.Callee);
    Callers[C.Callee].insert(C.Caller);
    Calls[C.Caller].push_back(&C);
  }
  for (const HostFunction &F : Inv.Functions)
    for (const std::string &Kernel : launchedBy(F))
      Launchers[Kernel].push_back(&F);
}

const HostFunction *SideView::function(const std::string &Identity) const {
  auto It = Functions.find(Identity);
  return It == Functions.end() ? nullptr : It->second;
}

const Kernel *SideView::kernel(const std::string &Identity) const {
  auto It = Kernels.find(Identity);
  return It == Kernels.end() ? nullptr : It->second;
}

const HostFunction *SideView::counterpart(const HostFunction &Other) const {
  if (const HostFunction *Same = function(Other.Identity))
    return Same;
  const HostFunction *Best = nullptr;
  size_t BestCommon = 0;
  for (const HostFunction &F : Inv.Functions) {
    if (F.QualifiedName != Other.QualifiedName)
      continue;
    size_t Common = count_if(F.Parameters, [&](const ParameterModel &P) {
      return any_of(Other.Parameters, [&](const ParameterModel &Q) {
        return P.Name == Q.Name && P.Kind == Q.Kind;
      });
    });
    if (!Best || Common > BestCommon)
      std::tie(Best, BestCommon) = std::make_tuple(&F, Common);
  }
  return Best;
}

std::string SideView::kernelOf(const Launch &L) const {
  if (!L.Kernel.empty())
    return L.Kernel;
  StringRef Name = StringRef(L.KernelName).split('<').first.trim();
  if (size_t At = Name.rfind("::"); At != StringRef::npos)
    Name = Name.drop_front(At + 2);
  auto It = KernelsByName.find(Name.str());
  if (It == KernelsByName.end() || It->second.size() != 1)
    return "";
  return It->second.front()->Identity;
}

std::set<std::string> SideView::launchedBy(const HostFunction &Function) const {
  std::set<std::string> Result;
  for (unsigned Index : Function.Launches) {
    if (Index >= Inv.Launches.size())
      continue;
    std::string Kernel = kernelOf(Inv.Launches[Index]);
    if (!Kernel.empty())
      Result.insert(std::move(Kernel));
  }
  return Result;
}

std::set<std::string> SideView::closureOf(const std::string &Identity) const {
  std::set<std::string> Seen = {Identity};
  std::vector<std::string> Work = {Identity};
  while (!Work.empty()) {
    std::string Next = std::move(Work.back());
    Work.pop_back();
    auto It = Callees.find(Next);
    if (It == Callees.end())
      continue;
    for (const std::string &To : It->second)
      if (Seen.insert(To).second)
        Work.push_back(To);
  }
  return Seen;
}

std::set<std::string> SideView::reachedFrom(const std::string &Identity) const {
  std::set<std::string> Result;
  for (const std::string &Id : closureOf(Identity))
    if (const HostFunction *F = function(Id))
      Result.merge(launchedBy(*F));
  return Result;
}

bool SideView::leadsToLaunch(const std::string &Identity) const {
  for (const std::string &Id : closureOf(Identity))
    if (const HostFunction *F = function(Id); F && !F->Launches.empty())
      return true;
  return false;
}

std::set<std::string> SideView::costsOf(const std::string &Identity) const {
  std::set<std::string> Result;
  for (const std::string &Id : closureOf(Identity))
    if (const HostFunction *F = function(Id))
      Result.insert(F->CostlyCalls.begin(), F->CostlyCalls.end());
  return Result;
}

bool SideView::callsLibrary(const std::string &Identity) const {
  return any_of(costsOf(Identity), isLibraryCall);
}

std::vector<GlobalUse> SideView::globalsOf(const std::string &Identity) const {
  std::map<std::string, GlobalUse> Result;
  for (const std::string &Id : closureOf(Identity))
    if (const HostFunction *F = function(Id))
      for (const GlobalUse &G : F->Globals)
        Result.try_emplace(G.Name, G);
  std::vector<GlobalUse> List;
  for (auto &[Name, G] : Result)
    List.push_back(std::move(G));
  return List;
}

std::vector<const HostFunction *>
SideView::launchersOf(const std::string &Kernel) const {
  auto It = Launchers.find(Kernel);
  return It == Launchers.end() ? std::vector<const HostFunction *>()
                               : It->second;
}

std::vector<const HostFunction *>
SideView::callersOf(const std::string &Identity) const {
  std::vector<const HostFunction *> Result;
  auto It = Callers.find(Identity);
  if (It != Callers.end())
    for (const std::string &Caller : It->second)
      if (const HostFunction *F = function(Caller))
        Result.push_back(F);
  return Result;
}

std::vector<const CallSite *>
SideView::callsIn(const std::string &Function) const {
  auto It = Calls.find(Function);
  return It == Calls.end() ? std::vector<const CallSite *>() : It->second;
}

std::vector<unsigned> SideView::launchesOf(const std::string &Kernel) const {
  std::vector<unsigned> Result;
  for (unsigned I = 0; I < Inv.Launches.size(); ++I)
    if (kernelOf(Inv.Launches[I]) == Kernel)
      Result.push_back(I);
  return Result;
}

std::string SideView::unitOf(const std::string &File) const {
  if (Inv.UnitFiles.count(File))
    return File;
  auto FolderOf = [](StringRef Path) { return sys::path::parent_path(Path); };
  std::string Best;
  auto Rank = [&](StringRef Unit) {
    // A unit in the same folder, then CUDA before C++, then the shortest list
    // of further files.
    return std::make_tuple(FolderOf(Unit) != FolderOf(File),
                           !Unit.ends_with(".cu"),
                           Inv.UnitFiles.at(Unit.str()).size(), Unit.str());
  };
  for (const auto &[Unit, Files] : Inv.UnitFiles)
    if (is_contained(Files, File) && (Best.empty() || Rank(Unit) < Rank(Best)))
      Best = Unit;
  return Best.empty() ? File : Best;
}

bool isLibraryCall(StringRef Call) {
  static constexpr StringLiteral Libraries[] = {"cublas",   "cudnn", "cusparse",
                                                "cusolver", "cufft", "curand",
                                                "thrust::", "cub::"};
  return any_of(Libraries,
                [&](StringRef Library) { return Call.starts_with(Library); });
}

bool isInputOutput(StringRef Call) {
  return StringSwitch<bool>(Call)
      .Cases({"printf", "fprintf", "puts", "putchar"}, true)
      .Cases({"fopen", "fclose", "fread", "fwrite", "fgets", "fseek"}, true)
      .Cases({"fscanf", "scanf", "getline", "system"}, true)
      .Default(false);
}

} // namespace perfclaim
