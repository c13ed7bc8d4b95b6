//===- StaticEvidence.cpp - What both sides say without a run -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileKernels.h"
#include "LaunchSizes.h"
#include "NothingDiffers.h"
#include <cmath>
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

class Gatherer {
public:
  Gatherer(const Analyzed &Commit, const BenchmarkPlan &Plan)
      : Commit(Commit), Plan(Plan), Gpu(*Commit.StaticFor) {}
  StaticEvidence run();

private:
  const Analyzed &Commit;
  const BenchmarkPlan &Plan;
  const GpuModel &Gpu;
  StaticEvidence Result;

  using Instances = std::vector<const AssembledKernel *>;
  Instances instancesOf(Side Which, StringRef Architecture,
                        StringRef QualifiedName) const;
  void addKernel(const std::string &Before, const std::string &After,
                 StringRef Architecture);
  CodeEvidence compare(const AssembledKernel *Before,
                       const AssembledKernel *After, StringRef Architecture,
                       const BlockSizes &Sizes) const;
  void addLaunches();
  std::optional<LaunchFill> fillOf(const PredictedLaunch &L, Side Which) const;
};

Gatherer::Instances Gatherer::instancesOf(Side Which, StringRef Architecture,
                                          StringRef QualifiedName) const {
  Instances Found;
  // Units that share a header make the same instantiation again.
  std::set<std::pair<StringRef, StringRef>> Seen;
  for (const UnitAssembly &Unit : Commit.Assemblies)
    if (Unit.Which == Which && Unit.Architecture == Architecture)
      for (const AssembledKernel &K : Unit.Made.Kernels)
        if (K.QualifiedName == QualifiedName &&
            Seen.insert({K.Arguments, K.Parameters}).second)
          Found.push_back(&K);
  return Found;
}

CodeEvidence Gatherer::compare(const AssembledKernel *Before,
                               const AssembledKernel *After,
                               StringRef Architecture,
                               const BlockSizes &Sizes) const {
  CodeEvidence E;
  E.Arguments = (After ? After : Before)->Arguments;
  E.Architecture = Architecture.str();
  if (Before)
    E.Before = Before->Code;
  if (After)
    E.After = After->Code;
  if (Before && After)
    E.Code = Before->Code.Hash == After->Code.Hash ? CodeComparison::Same
                                                   : CodeComparison::Differs;
  auto At = [&](const std::optional<KernelCode> &Code,
                const std::optional<BlockSize> &Size) {
    return Code && Size
               ? occupancyOf(*Code, Architecture, Size->Threads, Size->Shared)
               : std::nullopt;
  };
  for (const auto &[Old, New] : Sizes) {
    OccupancyChange Change{At(E.Before, Old), At(E.After, New)};
    if (Change.Before || Change.After)
      E.Occupancies.push_back(std::move(Change));
  }
  return E;
}

void Gatherer::addKernel(const std::string &Before, const std::string &After,
                         StringRef Architecture) {
  const Kernel *Old = Commit.Before.findKernel(Before);
  const Kernel *New = Commit.After.findKernel(After);
  const Kernel *Named = New ? New : Old;
  if (!Named)
    return;
  Instances Olds, News;
  if (Old)
    Olds = instancesOf(Side::Before, Architecture, Old->QualifiedName);
  if (New)
    News = instancesOf(Side::After, Architecture, New->QualifiedName);
  const BlockSizes Sizes = blockSizesOf(Commit, Plan, Before, After);
  auto Add = [&](const AssembledKernel *B, const AssembledKernel *A) {
    CodeEvidence E = compare(B, A, Architecture, Sizes);
    E.Kernel = Named->Name;
    E.Place = Named->Place;
    Result.Kernels.push_back(std::move(E));
  };
  // The surest first: the same overload, then the same arguments, then what is
  // left where there is but one.
  std::vector<const AssembledKernel *> Partner(News.size(), nullptr);
  auto Match = [&](auto Same) {
    for (size_t I = 0; I != News.size(); ++I) {
      if (Partner[I])
        continue;
      const auto Found = find_if(Olds, [&](const AssembledKernel *B) {
        return B && Same(*B, *News[I]);
      });
      if (Found == Olds.end())
        continue;
      Partner[I] = *Found;
      *Found = nullptr;
    }
  };
  Match([](const AssembledKernel &B, const AssembledKernel &A) {
    return B.Arguments == A.Arguments && B.Parameters == A.Parameters;
  });
  Match([](const AssembledKernel &B, const AssembledKernel &A) {
    return B.Arguments == A.Arguments;
  });
  // An argument was added, and what was one instantiation may be several.
  std::set<const AssembledKernel *> Split;
  for (size_t I = 0; I != News.size(); ++I)
    for (const AssembledKernel *B : Olds)
      if (!Partner[I] && B &&
          StringRef(News[I]->Arguments).starts_with(B->Arguments + ", ")) {
        Partner[I] = B;
        Split.insert(B);
      }
  for (const AssembledKernel *&B : Olds)
    if (Split.count(B))
      B = nullptr;
  if (Olds.size() == 1 && News.size() == 1)
    Match(
        [](const AssembledKernel &, const AssembledKernel &) { return true; });
  for (size_t I = 0; I != News.size(); ++I)
    Add(Partner[I], News[I]);
  for (const AssembledKernel *B : Olds)
    if (B)
      Add(B, nullptr);
  if (Olds.empty() && News.empty() && !Commit.Assemblies.empty())
    Result.Notes.push_back({Severity::Note, Named->Place.File,
                            Named->Place.Line,
                            "no unit that was looked at makes code of '" +
                                Named->Name + "' for " + Architecture.str()});
}

std::optional<LaunchFill> Gatherer::fillOf(const PredictedLaunch &L,
                                           Side Which) const {
  LaunchFill Fill;
  Fill.Grid = L.Grid;
  Fill.Block = L.Block;
  Fill.SharedBytes = L.SharedBytes;
  Fill.Blocks = productOf(L.Grid);
  const std::optional<int64_t> Threads = productOf(L.Block);
  if (Fill.Blocks && Threads)
    if (int64_t All = 0; !__builtin_mul_overflow(*Fill.Blocks, *Threads, &All))
      Fill.Threads = All;
  if (!Threads)
    return Fill;
  for (const CodeEvidence &E : Result.Kernels) {
    const std::optional<KernelCode> &Code =
        Which == Side::Before ? E.Before : E.After;
    if (!Code || E.Architecture != Gpu.Architecture ||
        StringRef(L.Kernel).split('<').first != E.Kernel)
      continue;
    std::optional<Occupancy> Here =
        occupancyOf(*Code, E.Architecture, *Threads, L.SharedBytes.value_or(0));
    if (Here && (!Fill.Fill || Here->Blocks < Fill.Fill->Blocks))
      Fill.Fill = std::move(Here);
  }
  if (Fill.Fill && Fill.Fill->Blocks > 0 && Fill.Blocks) {
    const int64_t AtOnce = Fill.Fill->Blocks * Gpu.Multiprocessors;
    Fill.Waves = double(*Fill.Blocks) / double(AtOnce);
    const int64_t Left = *Fill.Blocks % AtOnce;
    Fill.Tail = 100.0 * double(Left ? Left : AtOnce) / double(AtOnce);
  }
  return Fill;
}

void Gatherer::addLaunches() {
  for (const Workload &W : Plan.Workloads) {
    std::vector<bool> Used(W.Before.size());
    for (const PredictedLaunch &New : W.After) {
      LaunchEvidence E{W.Name, New.Kernel, {}, fillOf(New, Side::After)};
      for (size_t I = 0; I != W.Before.size(); ++I)
        if (!Used[I] && W.Before[I].Kernel == New.Kernel) {
          Used[I] = true;
          E.Before = fillOf(W.Before[I], Side::Before);
          break;
        }
      Result.Launches.push_back(std::move(E));
    }
    for (size_t I = 0; I != W.Before.size(); ++I)
      if (!Used[I])
        Result.Launches.push_back({W.Name, W.Before[I].Kernel,
                                   fillOf(W.Before[I], Side::Before),
                                   std::nullopt});
  }
}

StaticEvidence Gatherer::run() {
  Result.Gpu = Gpu.Name;
  Result.Multiprocessors = Gpu.Multiprocessors;
  std::vector<std::string> Architectures;
  for (const UnitAssembly &Unit : Commit.Assemblies) {
    if (!is_contained(Architectures, Unit.Architecture))
      Architectures.push_back(Unit.Architecture);
    if (!Unit.Failure.empty()) {
      Result.Notes.push_back(
          {Severity::Note, Unit.Unit, 0,
           (Unit.Which == Side::Before ? "before: " : "after: ") +
               Unit.Failure});
      continue;
    }
    Result.Assembler = Unit.Made.Assembler;
    Result.InstructionsFrom = Unit.Made.InstructionsFrom;
    if (!Unit.Made.Note.empty())
      Result.Notes.push_back({Severity::Note, Unit.Unit, 0, Unit.Made.Note});
  }
  if (!Commit.Assemblies.empty() &&
      !is_contained(Architectures, Gpu.Architecture))
    Result.Notes.push_back({Severity::Note, "", 0,
                            "code was made for " + Architectures.front() +
                                ", not for the " + Gpu.Architecture + " of " +
                                Gpu.Name + "; --arch=" + Gpu.Architecture +
                                " says how launches fill it"});
  // Overloads have their instantiations in common.
  std::set<std::pair<std::string, std::string>> Names;
  auto NameOf = [](const Inventory &Side, const std::string &Identity) {
    const Kernel *K = Side.findKernel(Identity);
    return K ? K->QualifiedName : std::string();
  };
  for (const auto &[Before, After] : kernelsOfChanges(Commit))
    if (Names
            .emplace(NameOf(Commit.Before, Before), NameOf(Commit.After, After))
            .second)
      for (const std::string &Architecture : Architectures)
        addKernel(Before, After, Architecture);
  addLaunches();
  Result.Why = whyDifferent(Commit, Result);
  Result.NothingDiffers = Result.Why.empty();
  if (Result.NothingDiffers)
    Result.Why = "machine code, launch configurations and host code are the "
                 "same on both sides";
  std::vector<Note> Notes;
  for (Note &N : Result.Notes)
    if (!is_contained(Notes, N))
      Notes.push_back(std::move(N));
  Result.Notes = std::move(Notes);
  return std::move(Result);
}

} // namespace

StaticEvidence gatherStaticEvidence(const Analyzed &Commit,
                                    const BenchmarkPlan &Plan) {
  return Gatherer(Commit, Plan).run();
}

} // namespace perfclaim
