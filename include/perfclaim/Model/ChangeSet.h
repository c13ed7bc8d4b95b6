//===- ChangeSet.h - What really differs ------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What differs between two inventories; the value behind
/// `perfclaim.changes/1`. Comments, layout, moves and renamed locals are not
/// differences; docs/design/Changed.md defines what is.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_CHANGESET_H
#define PERFCLAIM_MODEL_CHANGESET_H

#include "perfclaim/Model/Inventory.h"
#include "perfclaim/Model/StaticEvidence.h"

namespace perfclaim {

enum class ChangeKind { Modified, Added, Removed, Renamed };

struct KernelChange {
  std::string Name;
  std::string QualifiedName;
  SourcePlace Place; ///< After; of a removed kernel, before.
  ChangeKind Kind = ChangeKind::Modified;
  std::string Before, After; ///< Identities; empty where it is not there.
  /// "body", "callee:NAME", "constant:NAME", "macro:NAME", "type:NAME",
  /// "launch_bounds", "attributes", "signature", "template", "flags"; "code"
  /// where compiled code differs and nothing else was found.
  std::vector<std::string> Reasons;
  CodeComparison Code = CodeComparison::Unknown;
  std::string OldName; ///< Of a renamed one: its name before.
  bool operator==(const KernelChange &) const = default;
};

struct LaunchConfiguration {
  std::string Grid, Block, Shared, Stream;
  bool operator==(const LaunchConfiguration &) const = default;
};

struct LaunchChange {
  std::string Kernel;   ///< Name.
  std::string Function; ///< Name of the host function.
  SourcePlace Place;
  ChangeKind Kind = ChangeKind::Modified;
  std::optional<LaunchConfiguration> Before, After;
  /// Indices into the inventories' Launches.
  std::optional<unsigned> BeforeIndex, AfterIndex;
  bool operator==(const LaunchChange &) const = default;
};

struct ThresholdChange {
  Threshold What;
  std::string Where; ///< "before", "after", "both".
  bool operator==(const ThresholdChange &) const = default;
};

struct HeuristicChange {
  std::string Function;
  std::string File;
  std::string Decides;
  ChangeKind Kind = ChangeKind::Modified;
  std::vector<HeuristicPiece> Before, After;
  std::vector<ThresholdChange> Thresholds;
  bool operator==(const HeuristicChange &) const = default;
};

struct FunctionChange {
  std::string Name;
  std::string QualifiedName;
  SourcePlace Place;
  bool Device = false; ///< __device__, or __host__ __device__.
  ChangeKind Kind = ChangeKind::Modified;
  std::string Before, After; ///< Identities.
  std::string OldName;       ///< Of a renamed one: its name before.
  bool operator==(const FunctionChange &) const = default;
};

struct ChangeSet {
  std::vector<KernelChange> Kernels;
  std::vector<LaunchChange> Launches;
  std::vector<HeuristicChange> Heuristics;
  std::vector<FunctionChange> Functions;
  std::vector<Note> Notes;
  /// Where it was asked for.
  std::optional<StaticEvidence> Static;
  bool operator==(const ChangeSet &) const = default;
  bool empty() const {
    return Kernels.empty() && Launches.empty() && Heuristics.empty() &&
           Functions.empty();
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_CHANGESET_H
