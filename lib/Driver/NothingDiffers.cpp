//===- NothingDiffers.cpp - Can a commit make anything faster -------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The same kernels are not enough: another block size, another call on the
/// host, or a file that was not looked at can make the difference. So
/// everything has to be accounted for before it is said that nothing can be
/// faster.
///
//===----------------------------------------------------------------------===//

#include "NothingDiffers.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace llvm;

namespace perfclaim {

namespace {

/// Nothing that runs is in it.
bool isProse(StringRef Path) {
  const StringRef Name = sys::path::filename(Path);
  return is_contained({".md", ".rst", ".txt", ".png", ".svg"},
                      sys::path::extension(Path)) &&
         Name != "CMakeLists.txt" && !Name.starts_with("requirements");
}

std::string differentKernel(const Analyzed &Commit,
                            const StaticEvidence &Seen) {
  std::set<std::string> Looked;
  for (const CodeEvidence &E : Seen.Kernels) {
    Looked.insert(E.Kernel);
    if (!E.Before || !E.After)
      return "kernel '" + E.Kernel + "' is on one side only";
    if (E.Code != CodeComparison::Same)
      return "the machine code of '" + E.Kernel + "' differs";
    if (E.Before->MaxThreads != E.After->MaxThreads ||
        E.Before->MinBlocks != E.After->MinBlocks ||
        E.Before->StaticShared != E.After->StaticShared)
      return "the limits of '" + E.Kernel + "' differ";
  }
  for (const KernelChange &K : Commit.Changes.Kernels)
    if (!Looked.count(K.Name))
      return "no machine code of '" + K.Name + "' could be made";
  return "";
}

/// Device code is accounted for by the kernels that it ends up in; types,
/// variables and macros serve the host as well.
std::string differentNode(const DeclGraph &From, const DeclGraph &To) {
  for (const auto &[Identity, Node] : From.Nodes) {
    if (!Node.InRepository || Node.Kind == DeclKind::Kernel ||
        Node.Kind == DeclKind::DeviceFunction)
      continue;
    const DeclNode *Other = To.find(Identity);
    if (!Other || Other->SemanticHash != Node.SemanticHash)
      return "'" + (Node.Name.empty() ? Identity : Node.Name) +
             "' of the host differs";
  }
  return "";
}

std::string notLookedAt(const Analyzed &Commit) {
  std::set<std::string> Seen[2];
  for (auto [Side, Files] : {std::pair(&Commit.Before, &Seen[0]),
                             std::pair(&Commit.After, &Seen[1])}) {
    for (const auto &[Unit, Paths] : Side->UnitFiles)
      Files->insert(Paths.begin(), Paths.end());
    for (const Note &N : Side->Notes)
      if (N.Level != Severity::Note || StringRef(N.Text).contains("is missing"))
        return (N.File.empty() ? "a unit" : N.File) +
               " was not understood in full";
  }
  for (const FileChange &File : Commit.Input.Change.Files) {
    if (isProse(File.Path))
      continue;
    // What else it calls is not known.
    if (sys::path::extension(File.Path) == ".py")
      return File.Path + " changed too, and was not looked at";
    const std::string &Old = File.OldPath.empty() ? File.Path : File.OldPath;
    if ((File.Kind != FileChangeKind::Added && !Seen[0].count(Old)) ||
        (File.Kind != FileChangeKind::Deleted && !Seen[1].count(File.Path)))
      return File.Path + " changed too, and was not looked at";
  }
  if (!Commit.Units.Notes.empty())
    return "not every unit that sees the change was looked at: " +
           Commit.Units.Notes.front().Text;
  return "";
}

} // namespace

std::string whyDifferent(const Analyzed &Commit, const StaticEvidence &Seen) {
  const ChangeSet &Changes = Commit.Changes;
  if (std::string Why = differentKernel(Commit, Seen); !Why.empty())
    return Why;
  if (!Changes.Launches.empty())
    return "the launch of '" + Changes.Launches.front().Kernel + "' changed";
  if (!Changes.Heuristics.empty())
    return "what decides the " + Changes.Heuristics.front().Decides + " in '" +
           Changes.Heuristics.front().Function + "' changed";
  for (const FunctionChange &F : Changes.Functions)
    if (!F.Device)
      return "host function '" + F.Name + "' changed";
  for (const auto &[From, To] :
       {std::pair(&Commit.Before.Graph, &Commit.After.Graph),
        std::pair(&Commit.After.Graph, &Commit.Before.Graph)})
    if (std::string Why = differentNode(*From, *To); !Why.empty())
      return Why;
  if (Commit.Before.UnitFlags != Commit.After.UnitFlags)
    return "the units' compiler flags differ";
  return notLookedAt(Commit);
}

} // namespace perfclaim
