//===- JsonLayouts.h - Field names of every value ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The names are the documents' contract: add, never change. A field that is
/// added to a value of the model is added here, which a test checks.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONLAYOUTS_H
#define PERFCLAIM_LIB_MODEL_JSONLAYOUTS_H

#include "JsonInventoryLayouts.h"
#include "JsonStaticLayouts.h"

namespace perfclaim {

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

template <> struct Layout<KernelChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("qualified_name", V.QualifiedName);
    Map.place(V.Place);
    Map("change", V.Kind);
    Map("before_identity", V.Before);
    Map("after_identity", V.After);
    Map("reasons", V.Reasons);
    Map("code", V.Code);
    Map.sparse("old_name", V.OldName);
  }
};

template <> struct Layout<LaunchConfiguration> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("grid", V.Grid);
    Map("block", V.Block);
    Map("shared", V.Shared);
    Map("stream", V.Stream);
  }
};

template <> struct Layout<LaunchChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("kernel", V.Kernel);
    Map("function", V.Function);
    Map.place(V.Place);
    Map("change", V.Kind);
    Map("before", V.Before);
    Map("after", V.After);
    Map("before_index", V.BeforeIndex);
    Map("after_index", V.AfterIndex);
  }
};

template <> struct Layout<ThresholdChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Layout<Threshold>::map(Map, V.What);
    Map("side", V.Where);
  }
};

template <> struct Layout<HeuristicChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("function", V.Function);
    Map("file", V.File);
    Map("decides", V.Decides);
    Map("change", V.Kind);
    Map("before", V.Before);
    Map("after", V.After);
    Map("thresholds", V.Thresholds);
  }
};

template <> struct Layout<FunctionChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("qualified_name", V.QualifiedName);
    Map.place(V.Place);
    Map.choice("kind", V.Device, "host", "device");
    Map("change", V.Kind);
    Map("before_identity", V.Before);
    Map("after_identity", V.After);
    Map.sparse("old_name", V.OldName);
  }
};

template <> struct Layout<ChangeSet> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("kernels", V.Kernels);
    Map("launches", V.Launches);
    Map("heuristics", V.Heuristics);
    Map("functions", V.Functions);
    Map("notes", V.Notes);
    Map.sparse("static", V.Static);
  }
};

//===----------------------------------------------------------------------===//
// Plan
//===----------------------------------------------------------------------===//

template <> struct Layout<EntryStep> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("function", V.Function);
    Map("caller", V.Caller);
    Map.place(V.Place);
    Map("slice", V.Slice);
    Map("variables", V.Variables);
    Map.sparse("turns", V.Turns);
    Map("why", V.Why);
  }
};

template <> struct Layout<EntrySide> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("kind", V.Kind);
    Map("name", V.Name);
    Map("unit", V.Unit);
    Map.place(V.Place);
    Map("spelling", V.Spelling);
    Map("pointer_type", V.PointerType);
    Map("slice", V.Slice);
    Map("steps", V.Steps);
    Map.sparse("setup", V.Setup);
    Map("parameters", V.Parameters);
    Map("parameter_types", V.ParameterTypes);
    Map.sparse("results", V.Results);
    Map("reaches", V.Reaches);
    Map.sparse("by_library", V.ByLibrary);
    Map("globals", V.Globals);
  }
};

template <> struct Layout<EntryPair> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("before", V.Before);
    Map("after", V.After);
    Map("variables", V.Variables);
    Map("why", V.Why);
    Map("alternatives", V.Alternatives);
    Map("not_measured", V.NotMeasured);
    Map("preconditions", V.Preconditions);
    Map.sparse("by_likeness", V.ByLikeness);
  }
};

template <> struct Layout<BlockSweep> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("way", V.How);
    Map("kernel", V.Kernel);
    Map.sparse("argument", V.Argument);
    Map.sparse("why_not", V.WhyNot);
  }
};

template <> struct Layout<PredictedLaunch> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("kernel", V.Kernel);
    Map("grid", V.Grid);
    Map("block", V.Block);
    Map("shared_bytes", V.SharedBytes);
  }
};

template <> struct Layout<Workload> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("provenance", V.Provenance);
    Map("purpose", V.For);
    Map("integers", V.Integers);
    Map.sparse("reduced", V.Reduced);
    Map("floats", V.Floats);
    Map("before", V.Before);
    Map("after", V.After);
  }
};

template <> struct Layout<ClaimTest> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("claim", V.What);
    Map("how", V.How);
    Map("threshold", V.Threshold);
    Map("testable", V.Testable);
    Map("why_not", V.WhyNot);
    Map("workloads", V.Workloads);
    Map.sparse("scope", V.Scope);
  }
};

template <> struct Layout<SideBuild::Stub> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("symbol", V.Symbol);
    Map("name", V.Name);
    Map("function", V.Function);
    Map("size", V.Size);
  }
};

template <> struct Layout<SideBuild> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("files", V.Files);
    Map("link_units", V.LinkUnits);
    Map("include_dirs", V.IncludeDirs);
    Map("defines", V.Defines);
    Map("flags", V.Flags);
    Map("libraries", V.Libraries);
    Map("stubs", V.Stubs);
    Map.sparse("stand_ins", V.StandIns);
    Map.sparse("needs_torch", V.NeedsTorch);
    Map.sparse("absent_headers", V.AbsentHeaders);
  }
};

template <> struct Layout<BenchmarkPlan> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("commit", V.Change);
    Map.required("entries", V.Entries);
    Map("workloads", V.Workloads);
    Map.sparse("failing", V.Failing);
    Map("block_sweep", V.Blocks);
    Map("tests", V.Tests);
    Map("claims", V.Claims);
    Map("changes", V.Changes);
    Map("before", V.Before);
    Map("after", V.After);
    Map("architectures", V.Architectures);
    Map("assumptions", V.Assumptions);
    Map("questions", V.Questions);
    Map("notes", V.Notes);
    Map("nothing_to_do", V.NothingToDo);
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_JSONLAYOUTS_H
