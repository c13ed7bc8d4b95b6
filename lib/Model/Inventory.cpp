//===- Inventory.cpp - Uniting what several units and views saw -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/Inventory.h"
#include "JsonNames.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <numeric>
#include <tuple>

using namespace llvm;

namespace perfclaim {

StringRef elementName(ElementKind Kind) {
  for (const auto &[Known, Word] : Names<ElementKind>::Table)
    if (Known == Kind)
      return Word;
  return "";
}

const Kernel *Inventory::findKernel(const std::string &Identity) const {
  auto Found =
      find_if(Kernels, [&](const Kernel &K) { return K.Identity == Identity; });
  return Found == Kernels.end() ? nullptr : &*Found;
}

const HostFunction *Inventory::findFunction(const std::string &Identity) const {
  auto Found = find_if(
      Functions, [&](const HostFunction &F) { return F.Identity == Identity; });
  return Found == Functions.end() ? nullptr : &*Found;
}

//===----------------------------------------------------------------------===//
// Uniting single values
//===----------------------------------------------------------------------===//

/// Appends what is not there yet, in order.
template <class T>
static void appendNew(std::vector<T> &Ours, std::vector<T> &Theirs) {
  for (T &Element : Theirs)
    if (!is_contained(Ours, Element))
      Ours.push_back(std::move(Element));
}

static void uniteSorted(std::vector<std::string> &Ours,
                        std::vector<std::string> &Theirs) {
  Ours.insert(Ours.end(), Theirs.begin(), Theirs.end());
  llvm::sort(Ours);
  Ours.erase(std::unique(Ours.begin(), Ours.end()), Ours.end());
}

template <class T>
static void fill(std::optional<T> &Ours, std::optional<T> &Theirs) {
  if (!Ours)
    Ours = std::move(Theirs);
}

/// One view may know what another could not see.
static void unite(ParameterModel &Ours, ParameterModel &Theirs) {
  Ours.Read |= Theirs.Read;
  Ours.Written |= Theirs.Written;
  if (Ours.Role == ParameterRole::Unknown)
    Ours.Role = Theirs.Role;
  if (!Ours.Extent ||
      (Theirs.Extent && static_cast<int>(Ours.ExtentConfidence) <
                            static_cast<int>(Theirs.ExtentConfidence))) {
    Ours.Extent = std::move(Theirs.Extent);
    Ours.ExtentConfidence = Theirs.ExtentConfidence;
  }
  if (Ours.Domain.Values == ValueDomain::Kind::Any)
    Ours.Domain = std::move(Theirs.Domain);
  appendNew(Ours.SeenValues, Theirs.SeenValues);
  appendNew(Ours.Because, Theirs.Because);
}

static void unite(std::vector<ParameterModel> &Ours,
                  std::vector<ParameterModel> &Theirs) {
  if (Ours.empty()) {
    Ours = std::move(Theirs);
  } else if (Ours.size() == Theirs.size()) {
    for (auto [Our, Their] : zip(Ours, Theirs))
      unite(Our, Their);
  }
}

static void unite(Kernel &Ours, Kernel &Theirs) {
  uniteSorted(Ours.Instantiations, Theirs.Instantiations);
  unite(Ours.Parameters, Theirs.Parameters);
  fill(Ours.MaxThreads, Theirs.MaxThreads);
  fill(Ours.MinBlocks, Theirs.MinBlocks);
  appendNew(Ours.Attributes, Theirs.Attributes);
  Ours.Code.insert(Theirs.Code.begin(), Theirs.Code.end());
}

static void unite(Launch &Ours, Launch &Theirs) {
  if (Ours.Kernel.empty()) {
    Ours.Kernel = Theirs.Kernel;
    Ours.KernelName = Theirs.KernelName;
  }
  fill(Ours.GridX, Theirs.GridX);
  fill(Ours.GridY, Theirs.GridY);
  fill(Ours.GridZ, Theirs.GridZ);
  fill(Ours.BlockX, Theirs.BlockX);
  fill(Ours.BlockY, Theirs.BlockY);
  fill(Ours.BlockZ, Theirs.BlockZ);
  fill(Ours.SharedBytes, Theirs.SharedBytes);
  if (!Ours.Slice.Usable && (Theirs.Slice.Usable || Ours.Slice.WhyNot.empty()))
    Ours.Slice = std::move(Theirs.Slice);
  if (!Ours.At.Order)
    Ours.At = std::move(Theirs.At);
}

/// A unit that has the caller of the caller knows more of the values.
static void mergeCalls(std::vector<CallSite> &Ours,
                       std::vector<CallSite> &Theirs) {
  auto KeyOf = [](const CallSite &C) {
    return std::tie(C.Caller, C.Callee, C.Place.File, C.Place.Line, C.Arguments,
                    C.Values, C.At.Order);
  };
  for (CallSite &Their : Theirs) {
    auto Same = find_if(
        Ours, [&](const CallSite &Our) { return KeyOf(Our) == KeyOf(Their); });
    if (Same == Ours.end())
      Ours.push_back(std::move(Their));
    else if (!Same->Slice.Usable && Their.Slice.Usable)
      Same->Slice = std::move(Their.Slice);
  }
}

/// Launches are united by the caller, who knows their new numbers.
static void unite(HostFunction &Ours, HostFunction &Theirs) {
  uniteSorted(Ours.Instantiations, Theirs.Instantiations);
  unite(Ours.Parameters, Theirs.Parameters);
  appendNew(Ours.Globals, Theirs.Globals);
  appendNew(Ours.CostlyCalls, Theirs.CostlyCalls);
  appendNew(Ours.Preconditions, Theirs.Preconditions);
}

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

static auto placeKey(const SourcePlace &Place) {
  return std::tie(Place.File, Place.Line);
}

/// Where a launch stands and how it is configured. The kernel is compared
/// apart, since one view may not have resolved it.
static auto launchKey(const Launch &L) {
  return std::tie(L.Place.File, L.Place.Line, L.Function, L.Grid, L.Block);
}

static bool sameLaunch(const Launch &A, const Launch &B) {
  if (launchKey(A) != launchKey(B))
    return false;
  return A.Kernel == B.Kernel
             ? !A.Kernel.empty() || A.KernelName == B.KernelName
             : A.Kernel.empty() || B.Kernel.empty();
}

/// Where each of \p Theirs went in \p Ours.
static std::vector<unsigned> mergeLaunches(std::vector<Launch> &Ours,
                                           std::vector<Launch> &Theirs) {
  // Only what was there before is a match: a unit or view does not repeat
  // itself, and two equal launches on one line are two.
  std::multimap<SourcePlace, unsigned,
                bool (*)(const SourcePlace &, const SourcePlace &)>
      ByPlace([](const SourcePlace &A, const SourcePlace &B) {
        return placeKey(A) < placeKey(B);
      });
  for (const auto &[Index, L] : enumerate(Ours))
    ByPlace.emplace(L.Place, static_cast<unsigned>(Index));
  std::vector<bool> Taken(Ours.size());
  std::vector<unsigned> NewIndex;
  for (Launch &Their : Theirs) {
    auto [Begin, End] = ByPlace.equal_range(Their.Place);
    auto Match = std::find_if(Begin, End, [&](const auto &Entry) {
      return !Taken[Entry.second] && sameLaunch(Ours[Entry.second], Their);
    });
    if (Match == End) {
      NewIndex.push_back(static_cast<unsigned>(Ours.size()));
      Ours.push_back(std::move(Their));
    } else {
      Taken[Match->second] = true;
      NewIndex.push_back(Match->second);
      unite(Ours[Match->second], Their);
    }
  }
  return NewIndex;
}

template <class T>
static void mergeByIdentity(std::vector<T> &Ours, std::vector<T> &Theirs) {
  std::map<std::string, size_t> Known;
  for (const auto &[Index, Element] : enumerate(Ours))
    Known.emplace(Element.Identity, Index);
  for (T &Element : Theirs) {
    auto [Place, New] = Known.try_emplace(Element.Identity, Ours.size());
    if (New)
      Ours.push_back(std::move(Element));
    else
      unite(Ours[Place->second], Element);
  }
}

static void renumber(std::vector<HostFunction> &Functions,
                     const std::vector<unsigned> &NewIndex) {
  for (HostFunction &Function : Functions) {
    llvm::erase_if(Function.Launches,
                   [&](unsigned Index) { return Index >= NewIndex.size(); });
    for (unsigned &Index : Function.Launches)
      Index = NewIndex[Index];
    llvm::sort(Function.Launches);
    Function.Launches.erase(
        std::unique(Function.Launches.begin(), Function.Launches.end()),
        Function.Launches.end());
  }
}

/// Sorts by \p KeyOf, equal ones in their old order, and tells where each one
/// went.
template <class T, class KeyFunction>
static std::vector<unsigned> sortBy(std::vector<T> &Elements,
                                    KeyFunction KeyOf) {
  std::vector<unsigned> Order(Elements.size());
  std::iota(Order.begin(), Order.end(), 0U);
  llvm::sort(Order, [&](unsigned A, unsigned B) {
    auto KeyA = KeyOf(Elements[A]), KeyB = KeyOf(Elements[B]);
    return KeyA != KeyB ? KeyA < KeyB : A < B;
  });
  std::vector<T> Sorted;
  std::vector<unsigned> NewIndex(Order.size());
  for (unsigned Old : Order) {
    NewIndex[Old] = static_cast<unsigned>(Sorted.size());
    Sorted.push_back(std::move(Elements[Old]));
  }
  Elements = std::move(Sorted);
  return NewIndex;
}

static void sortLaunches(Inventory &I) {
  renumber(I.Functions, sortBy(I.Launches, [](const Launch &L) {
             return std::tie(L.Place.File, L.Place.Line, L.KernelName, L.Kernel,
                             L.Function, L.Grid, L.Block);
           }));
}

template <class T> static void sortByPlace(std::vector<T> &Elements) {
  sortBy(Elements, [](const T &E) { return placeKey(E.Place); });
}

void Inventory::merge(Inventory Other) {
  Graph.merge(Other.Graph);
  mergeByIdentity(Kernels, Other.Kernels);

  renumber(Other.Functions, mergeLaunches(Launches, Other.Launches));
  std::map<std::string, std::vector<unsigned>> LaunchesOf;
  for (const HostFunction &Function : Other.Functions) {
    std::vector<unsigned> &Indices = LaunchesOf[Function.Identity];
    Indices.insert(Indices.end(), Function.Launches.begin(),
                   Function.Launches.end());
  }
  mergeByIdentity(Functions, Other.Functions);
  for (HostFunction &Function : Functions)
    if (auto Found = LaunchesOf.find(Function.Identity);
        Found != LaunchesOf.end())
      Function.Launches.insert(Function.Launches.end(), Found->second.begin(),
                               Found->second.end());

  mergeCalls(Calls, Other.Calls);
  appendNew(Heuristics, Other.Heuristics);
  appendNew(Notes, Other.Notes);
  for (auto &[Unit, Flags] : Other.UnitFlags)
    UnitFlags.try_emplace(Unit, std::move(Flags));
  for (auto &[Unit, Files] : Other.UnitFiles)
    uniteSorted(UnitFiles[Unit], Files);
  for (auto &[Unit, Headers] : Other.UnitHeaders)
    uniteSorted(UnitHeaders[Unit], Headers);

  sortByPlace(Kernels);
  sortByPlace(Functions);
  sortBy(Calls, [](const CallSite &C) {
    return std::tie(C.Place.File, C.Place.Line, C.At.Order);
  });
  sortByPlace(Heuristics);
  sortLaunches(*this);
}

} // namespace perfclaim
