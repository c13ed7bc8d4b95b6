//===- Diff.cpp - Two inventories to a change set -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Diff/Diff.h"
#include "DiffInternal.h"
#include "llvm/ADT/STLExtras.h"

namespace perfclaim {

namespace {

std::set<std::string> filesOf(const Inventory &Side) {
  std::set<std::string> Files;
  for (const auto &[Unit, Included] : Side.UnitFiles) {
    Files.insert(Unit);
    Files.insert(Included.begin(), Included.end());
  }
  return Files;
}

/// Whether an added or removed thing in a file was there, unseen, all along.
class Unseen {
public:
  Unseen(const Inventory &Before, const Inventory &After, const Commit &Change)
      : Before(filesOf(Before)), After(filesOf(After)) {
    for (const FileChange &F : Change.Files) {
      Touched.insert(F.Path);
      Touched.insert(F.OldPath);
    }
  }
  bool operator()(ChangeKind Kind, const std::string &File) const {
    const std::set<std::string> &Other =
        Kind == ChangeKind::Added ? Before : After;
    return (Kind == ChangeKind::Added || Kind == ChangeKind::Removed) &&
           !Touched.count(File) && !Other.count(File);
  }

private:
  std::set<std::string> Before, After, Touched;
};

} // namespace

ChangeSet diffInventories(const Inventory &Before, const Inventory &After) {
  ChangeSet Result;
  // Kernels and functions first: launches and heuristics are looked up under
  // the names that these two found.
  Correspondence Known;
  Result.Kernels = diffKernels(Before, After, Known);
  Result.Functions = diffFunctions(Before, After, Known);
  Result.Launches = diffLaunches(Before, After, Known);
  Result.Heuristics = diffHeuristics(Before, After, Known);
  return Result;
}

ChangeSet diffInventories(const Inventory &Before, const Inventory &After,
                          const Commit &Change) {
  ChangeSet Result = diffInventories(Before, After);
  const Unseen IsUnseen(Before, After, Change);
  auto Placed = [&](const auto &C) { return IsUnseen(C.Kind, C.Place.File); };
  llvm::erase_if(Result.Kernels, Placed);
  llvm::erase_if(Result.Functions, Placed);
  llvm::erase_if(Result.Launches, Placed);
  llvm::erase_if(Result.Heuristics, [&](const HeuristicChange &H) {
    return IsUnseen(H.Kind, H.File);
  });
  return Result;
}

} // namespace perfclaim
