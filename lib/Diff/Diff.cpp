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

/// The repository's files that the units of a side read.
struct SeenFiles {
  std::set<std::string> All;
  std::set<std::string> Broken; ///< Units that could not be parsed.

  explicit SeenFiles(const Inventory &Side) {
    for (const auto &[Unit, Included] : Side.UnitFiles) {
      All.insert(Unit);
      All.insert(Included.begin(), Included.end());
    }
    for (const Note &N : Side.Notes)
      if (N.Level == Severity::Error &&
          llvm::StringRef(N.Text).starts_with("could not be parsed"))
        Broken.insert(N.File);
  }
};

/// Whether an added or removed thing was there, unseen, all along.
class Unseen {
public:
  Unseen(const Inventory &Before, const Inventory &After, const Commit *Change)
      : Before(Before), After(After), SeenBefore(Before), SeenAfter(After) {
    if (!Change)
      return;
    Touched.emplace();
    for (const FileChange &F : Change->Files) {
      Touched->insert(F.Path);
      Touched->insert(F.OldPath);
    }
  }

  bool operator()(ChangeKind Kind, const std::string &File) const {
    if (Kind != ChangeKind::Added && Kind != ChangeKind::Removed)
      return false;
    const bool Added = Kind == ChangeKind::Added;
    const SeenFiles &Other = Added ? SeenBefore : SeenAfter;
    // A unit of the other side that could not be parsed would have shown it.
    for (const auto &[Unit, Files] : (Added ? After : Before).UnitFiles)
      if (Other.Broken.count(Unit) &&
          (Unit == File || llvm::is_contained(Files, File)))
        return true;
    return Touched && !Touched->count(File) && !Other.All.count(File);
  }

private:
  const Inventory &Before, &After;
  SeenFiles SeenBefore, SeenAfter;
  std::optional<std::set<std::string>> Touched;
};

ChangeSet diff(const Inventory &Before, const Inventory &After,
               const Commit *Change) {
  ChangeSet Result;
  // Kernels and functions first: launches and heuristics are looked up under
  // the names that these two found.
  Correspondence Known;
  Result.Kernels = diffKernels(Before, After, Known);
  Result.Functions = diffFunctions(Before, After, Known);
  Result.Launches = diffLaunches(Before, After, Known);
  Result.Heuristics = diffHeuristics(Before, After, Known);

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

} // namespace

ChangeSet diffInventories(const Inventory &Before, const Inventory &After) {
  return diff(Before, After, nullptr);
}

ChangeSet diffInventories(const Inventory &Before, const Inventory &After,
                          const Commit &Change) {
  return diff(Before, After, &Change);
}

} // namespace perfclaim
