//===- StaticEvidence.h - What compiled code says without a GPU -*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What is known of both sides before anything runs: registers, spills, shared
/// memory, instructions, occupancy, and the launches of each workload on a
/// named GPU. The value behind `static` of `perfclaim.changes/1`;
/// docs/design/Static.md says where each figure comes from.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_STATICEVIDENCE_H
#define PERFCLAIM_MODEL_STATICEVIDENCE_H

#include "perfclaim/Model/Source.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

enum class CodeComparison { Unknown, Same, Differs };

/// What the assembler makes of one instantiation; sizes in bytes.
struct KernelCode {
  int64_t Registers = 0; ///< Per thread.
  int64_t SpillStores = 0, SpillLoads = 0;
  int64_t Stack = 0;
  int64_t StaticShared = 0; ///< Per block.
  int64_t Constant = 0;     ///< All banks, parameters included.
  int64_t Barriers = 0;
  std::optional<int64_t> MaxThreads, MinBlocks; ///< __launch_bounds__.
  /// Static counts by kind: "memory", "float", "integer", "tensor", "control",
  /// "barrier", "other"; StaticEvidence::InstructionsFrom says of what.
  std::map<std::string, int64_t> Instructions;
  std::string Hash; ///< Of the machine code, without addresses and names.
  bool operator==(const KernelCode &) const = default;
};

/// How much of a multiprocessor one kernel can fill.
struct Occupancy {
  int64_t Threads = 0;       ///< Of a block.
  int64_t DynamicShared = 0; ///< Bytes of a block.
  int64_t Blocks = 0; ///< Resident on a multiprocessor; 0: cannot be launched.
  double Percent = 0; ///< Of the warps that it can hold.
  std::string Limit;  ///< "registers", "shared memory", "warps", "blocks".
  bool operator==(const Occupancy &) const = default;
};

/// The same launch on both sides; one that only one side makes has one.
struct OccupancyChange {
  std::optional<Occupancy> Before, After;
  bool operator==(const OccupancyChange &) const = default;
};

/// One instantiation of a changed kernel on one architecture.
struct CodeEvidence {
  std::string Kernel;       ///< Unqualified, as KernelChange::Name.
  std::string Arguments;    ///< Template arguments: "float, 256"; may be "".
  std::string Architecture; ///< "sm_90".
  SourcePlace Place;        ///< Of the kernel, as KernelChange::Place.
  std::optional<KernelCode> Before, After; ///< None: not there, or not known.
  CodeComparison Code = CodeComparison::Unknown; ///< Of the machine code.
  /// One for each block size that launches are known to have.
  std::vector<OccupancyChange> Occupancies;
  bool operator==(const CodeEvidence &) const = default;
};

/// A launch that a workload makes on one side, and how it fills the GPU.
struct LaunchFill {
  std::vector<std::optional<int64_t>> Grid, Block; ///< x, y, z.
  std::optional<int64_t> SharedBytes;              ///< Dynamic.
  std::optional<int64_t> Blocks, Threads;          ///< In all; where known.
  /// With the instantiation that fills a multiprocessor least.
  std::optional<Occupancy> Fill;
  std::optional<double> Waves; ///< Blocks over those the GPU holds at once.
  std::optional<double> Tail;  ///< Percent of the last wave that is used.
  bool operator==(const LaunchFill &) const = default;
};

struct LaunchEvidence {
  std::string Workload;
  std::string Kernel; ///< Of the new side, where there is one.
  std::optional<LaunchFill> Before, After;
  bool operator==(const LaunchEvidence &) const = default;
};

struct StaticEvidence {
  std::string Gpu; ///< "H100": of the launches.
  int64_t Multiprocessors = 0;
  std::string Assembler;        ///< "ptxas 13.0".
  std::string InstructionsFrom; ///< "sass" or "ptx".
  std::vector<CodeEvidence> Kernels;
  std::vector<LaunchEvidence> Launches;
  /// Machine code, configurations and host calls are the same on both sides:
  /// nothing of this commit can make anything faster.
  bool NothingDiffers = false;
  std::string Why;         ///< Why that is so, or why it cannot be said.
  std::vector<Note> Notes; ///< What could not be looked at.
  bool operator==(const StaticEvidence &) const = default;
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_STATICEVIDENCE_H
