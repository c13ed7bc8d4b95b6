//===- Plan.h - What a benchmark will call, on what data --------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The plan of a matched benchmark: entry pairs with argument models,
/// workloads with provenance, checks, and what each claim will be tested on.
/// The value behind `perfclaim.plan/1` and a package's `plan.json`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_PLAN_H
#define PERFCLAIM_MODEL_PLAN_H

#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Claim.h"
#include "perfclaim/Model/Commit.h"

namespace perfclaim {

enum class EntryKind {
  Kernel,
  Launcher,
  Caller,
  Composite,
  LoopAdapter, ///< A composite whose calls are repeated as their caller does.
  Native ///< A function of the host that leads to no launch: the CPU's clock.
};

/// One call of a composite entry, in the order of its caller.
struct EntryStep {
  std::string Name;     ///< What is called: "softmax_forward".
  std::string Function; ///< Identity of the function called; "": a launch.
  std::string Caller;   ///< Name of the function that the call stands in.
  SourcePlace Place;
  LaunchSlice Slice;
  /// The entry's variable of each variable of the slice, in its order.
  std::vector<std::string> Variables;
  /// How many of the innermost loops around it the entry makes again.
  unsigned Turns = 0;
  std::string Why; ///< "only the old side makes it".
  bool operator==(const EntryStep &) const = default;
};

/// One side of an entry pair: what the shim of that side calls.
struct EntrySide {
  EntryKind Kind = EntryKind::Launcher;
  std::string Name; ///< For people: "layernorm_forward3".
  std::string Unit; ///< File that the shim includes.
  SourcePlace Place;
  /// Launcher: how to name the function, and its pointer type.
  std::string Spelling, PointerType;
  /// Kernel: the launch to make.
  LaunchSlice Slice;
  /// Composite: the calls to make, in order.
  std::vector<EntryStep> Steps;
  /// Calls that come before those of every run, and are not timed.
  std::vector<EntryStep> Setup;
  /// Variables of the entry that this side takes, by name, in call order.
  std::vector<std::string> Parameters;
  /// Names of the changed kernels that this side reaches.
  std::vector<std::string> Reaches;
  /// Its work is a library's, such as cuBLAS: it reaches no kernel of the
  /// repository.
  bool ByLibrary = false;
  std::vector<GlobalUse> Globals;
  /// How this side spells the type of each of Parameters, in the same order:
  /// the sides may differ where one value serves both (int and size_t).
  std::vector<std::string> ParameterTypes;
  /// Variables that what the function returns is copied to: tensors, or, of a
  /// Native one, a number.
  std::vector<std::string> Results;
  bool operator==(const EntrySide &) const = default;
};

struct EntryPair {
  std::string Name;
  EntrySide Before, After;
  /// The united argument models of both sides, in a stable order.
  std::vector<ParameterModel> Variables;
  std::string Why;                       ///< Why this pair.
  std::vector<std::string> Alternatives; ///< Other pairs, and why not.
  std::vector<std::string> NotMeasured;
  std::vector<std::string> Preconditions;
  /// Something new against something that stays and looks like it, which may be
  /// meant to do something else.
  bool ByLikeness = false;
  bool operator==(const EntryPair &) const = default;
};

struct PredictedLaunch {
  std::string Kernel;
  std::vector<std::optional<int64_t>> Grid, Block; ///< x, y, z.
  std::optional<int64_t> SharedBytes;
  bool operator==(const PredictedLaunch &) const = default;
};

/// How the block of the new side's changed kernel is replaced by a fixed one,
/// to see whether the code picks well.
struct BlockSweep {
  enum class Way {
    None,      ///< It cannot be; WhyNot says why.
    Argument,  ///< It is a variable of the entry.
    SameGrid,  ///< The grid does not depend on it.
    ScaledGrid ///< The grid has as many blocks as its threads need.
  } How = Way::None;
  std::string Kernel;
  std::string Argument; ///< The variable.
  std::string WhyNot;
  bool operator==(const BlockSweep &) const = default;
};

struct Workload {
  std::string Name;       ///< An identifier: "model_4096", "edge_257".
  std::string Provenance; ///< "main of layernorm_forward.cu:412".
  enum class Purpose {
    Measure,
    Threshold,
    Edge,
    Control,
    Fails ///< Both sides have to refuse it, or to fail.
  } For = Purpose::Measure;
  std::map<std::string, int64_t> Integers; ///< One per integer variable.
  /// Integers that make the same launches over less data, for comparing where
  /// nothing is timed; empty where `Integers` is small enough.
  std::map<std::string, int64_t> Reduced;
  std::map<std::string, double> Floats;
  std::vector<PredictedLaunch> Before, After;
  bool operator==(const Workload &) const = default;
};

struct ClaimTest {
  Claim What;
  std::string How;      ///< "geometric mean over 6 workloads at or above 2.24".
  double Threshold = 1; ///< T of the design.
  bool Testable = true;
  std::string WhyNot;
  std::vector<std::string> Workloads;
  /// Which workloads stand for the claim's scope words, and why.
  std::string Scope;
  bool operator==(const ClaimTest &) const = default;
};

/// What the sources of a side need to be built.
struct SideBuild {
  std::vector<std::string> Files;       ///< Closure, repository paths, sorted.
  std::vector<std::string> LinkUnits;   ///< Further units that must be linked.
  std::vector<std::string> IncludeDirs; ///< Repository paths; "" is the root.
  std::vector<std::string> Defines;     ///< "NAME=VALUE".
  std::vector<std::string> Flags;       ///< nvcc's: "-std=c++17".
  std::vector<std::string> Libraries;   ///< "cublas".
  /// Functions and variables of other units, stubbed: mangled name, and a
  /// readable one.
  struct Stub {
    std::string Symbol, Name;
    bool Function = true;
    unsigned Size = 0;
    bool operator==(const Stub &) const = default;
  };
  std::vector<Stub> Stubs;
  /// Headers of a framework that the package brings in its place.
  std::vector<std::string> StandIns;
  /// What the entry calls that only an installed torch has: "at::matmul".
  std::string NeedsTorch;
  /// Headers that are nowhere and that nothing needs: the package has empty
  /// ones.
  std::vector<std::string> AbsentHeaders;
  bool operator==(const SideBuild &) const = default;
};

struct BenchmarkPlan {
  Commit Change;                  ///< Without file texts.
  std::vector<EntryPair> Entries; ///< The first is the one that is measured.
  std::vector<Workload> Workloads;
  std::vector<Workload> Failing; ///< Calls that both sides have to refuse.
  BlockSweep Blocks;
  std::vector<ClaimTest> Tests;
  ClaimSet Claims;
  ChangeSet Changes;
  SideBuild Before, After;
  std::vector<std::string> Architectures; ///< "sm_90"; empty: the device's.
  std::vector<std::string> Assumptions;
  /// What the user has to write into perfclaim.json, where evidence is missing.
  std::vector<std::string> Questions;
  std::vector<Note> Notes;
  std::string NothingToDo; ///< Why there is no entry; empty if there is one.
  bool operator==(const BenchmarkPlan &) const = default;
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_PLAN_H
