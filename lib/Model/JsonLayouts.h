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

#include "JsonMapper.h"
#include "JsonNames.h"

namespace perfclaim {

//===----------------------------------------------------------------------===//
// Sources and commits
//===----------------------------------------------------------------------===//

template <> struct Layout<Note> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("severity", V.Level);
    Map("file", V.File);
    Map("line", V.Line);
    Map.required("text", V.Text);
  }
};

template <> struct Layout<SourcePlace> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("file", V.File);
    Map("line", V.Line);
  }
};

template <> struct Layout<SourceRange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("file", V.File);
    Map("begin_line", V.BeginLine);
    Map("end_line", V.EndLine);
    Map("begin_offset", V.BeginOffset);
    Map("end_offset", V.EndOffset);
  }
};

template <> struct Layout<LineSpan> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("first", V.First);
    Map("last", V.Last);
  }
};

template <> struct Layout<FileChange> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("path", V.Path);
    Map("old_path", V.OldPath);
    Map("change", V.Kind);
    Map("binary", V.Binary);
    Map.sparse("partial", V.Partial);
    Map.sparse("patch", V.Patch);
    Map.sparse("lost", V.Lost);
    Map.sparse("gained", V.Gained);
    Map.sparse("before", V.Before);
    Map.sparse("after", V.After);
  }
};

template <> struct Layout<Commit> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("id", V.Id);
    Map("parent", V.Parent);
    Map("message", V.Message);
    Map.sparse("pull_request", V.PullRequest);
    Map("author", V.Author);
    Map("date", V.Date);
    Map("repository", V.Repository);
    Map("files", V.Files);
    Map("metadata", V.Metadata);
    Map("notes", V.Notes);
  }
};

//===----------------------------------------------------------------------===//
// Claims
//===----------------------------------------------------------------------===//

template <> struct Layout<Claim> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("metric", V.What);
    Map.required("kind", V.Kind);
    Map("direction", V.Way);
    Map("speedup", V.Speedup);
    Map.sparse("speedup_max", V.SpeedupMax);
    Map.sparse("alt_speedup", V.AltSpeedup);
    Map("qualifier", V.Qualified);
    Map.sparse("approx", V.Approximate);
    Map.sparse("scope", V.Scope);
    Map("about", V.Subject);
    Map("baseline", V.Against);
    Map.sparse("hardware", V.Hardware);
    Map.sparse("before", V.Before);
    Map.sparse("after", V.After);
    Map.sparse("unit", V.Unit);
    Map.choice("rank", V.FromDiff, "message", "diff");
    Map.sparse("pull_request", V.FromPullRequest);
    Map.sparse("file", V.File);
    Map("text", V.Text);
    Map("offset", V.Offset);
    Map("length", V.Length);
  }
};

template <> struct Layout<Intent> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("performance", V.Performance);
    Map("types", V.Types);
    Map("domain", V.Domain);
    Map("test_focus", V.TestFocus);
    Map("metric", V.Metric);
    Map.sparse("optimization", V.Optimization);
    Map("evidence", V.Evidence);
    Map.sparse("remarks", V.Remarks);
  }
};

template <> struct Layout<ClaimSet> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("claims", V.Claims);
    Map("statements", V.Statements);
    Map("intent", V.Purpose);
  }
};

//===----------------------------------------------------------------------===//
// Inventory
//===----------------------------------------------------------------------===//

template <> struct Layout<DeclEdge> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("kind", V.Kind);
    Map.required("to", V.To);
  }
};

template <> struct Layout<DeclNode> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("identity", V.Identity);
    Map("kind", V.Kind);
    Map("name", V.Name);
    Map("qualified_name", V.QualifiedName);
    Map("range", V.Range);
    Map("text_hash", V.TextHash);
    Map("semantic_hash", V.SemanticHash);
    Map("signature_hash", V.SignatureHash);
    Map("attribute_hash", V.AttributeHash);
    Map("template_hash", V.TemplateHash);
    Map("body_hash", V.BodyHash);
    Map("unit", V.Unit);
    Map("defined", V.Defined);
    Map("in_repository", V.InRepository);
    Map("edges", V.Edges);
  }
};

template <> struct Layout<Evidence> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("text", V.Text);
    Map.place(V.Place);
  }
};

template <> struct Layout<ValueDomain> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("values", V.Values);
    Map.sparse("bound", V.Bound);
  }
};

template <> struct Layout<ParameterModel> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("type", V.Type);
    Map("kind", V.Kind);
    Map("element_type", V.ElementType);
    Map("element", V.Element);
    Map("element_size", V.ElementSize);
    Map("const", V.Const);
    Map("restrict", V.Restrict);
    Map("read", V.Read);
    Map("written", V.Written);
    Map("role", V.Role);
    Map("extent", V.Extent);
    Map("domain", V.Domain);
    Map("extent_confidence", V.ExtentConfidence);
    Map("seen_values", V.SeenValues);
    Map("evidence", V.Because);
  }
};

template <> struct Layout<Kernel> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("identity", V.Identity);
    Map.required("name", V.Name);
    Map("qualified_name", V.QualifiedName);
    Map.place(V.Place);
    Map("range", V.Range);
    Map("is_template", V.IsTemplate);
    Map("template_parameters", V.TemplateParameters);
    Map("instantiations", V.Instantiations);
    Map("parameters", V.Parameters);
    Map("max_threads", V.MaxThreads);
    Map("min_blocks", V.MinBlocks);
    Map("attributes", V.Attributes);
    Map("code", V.Code);
  }
};

template <> struct Layout<LoopHead> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("text", V.Text);
    Map.place(V.Place);
    Map.sparse("why_not", V.WhyNot);
    Map("variable", V.Variable);
    Map("type", V.Type);
    Map("first", V.First);
    Map("condition", V.Condition);
    Map("next", V.Next);
    Map("least", V.Least);
    Map("largest", V.Largest);
  }
};

template <> struct Layout<LaunchSlice> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("usable", V.Usable);
    Map("why_not", V.WhyNot);
    Map("callee", V.Callee);
    Map("grid", V.Grid);
    Map("block", V.Block);
    Map("shared", V.Shared);
    Map("stream", V.Stream);
    Map("arguments", V.Arguments);
    Map("variables", V.Variables);
    Map("preamble", V.Preamble);
    Map.sparse("loops", V.Loops);
    Map.sparse("loop_variables", V.LoopVariables);
  }
};

template <> struct Layout<BranchArm> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("of", V.Of);
    Map("arm", V.Arm);
  }
};

template <> struct Layout<CallPosition> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("order", V.Order);
    Map("loop", V.Loop);
    Map.sparse("outer_loops", V.Outer);
    Map("branches", V.Branches);
  }
};

template <> struct Layout<Launch> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("kernel", V.Kernel);
    Map.required("kernel_name", V.KernelName);
    Map("function", V.Function);
    Map("function_name", V.FunctionName);
    Map.place(V.Place);
    Map("form", V.Form);
    Map("macro", V.Macro);
    Map("grid", V.Grid);
    Map("block", V.Block);
    Map("shared", V.Shared);
    Map("stream", V.Stream);
    Map("arguments", V.Arguments);
    Map("grid_x", V.GridX);
    Map("grid_y", V.GridY);
    Map("grid_z", V.GridZ);
    Map("block_x", V.BlockX);
    Map("block_y", V.BlockY);
    Map("block_z", V.BlockZ);
    Map("shared_bytes", V.SharedBytes);
    Map("slice", V.Slice);
    Map("at", V.At);
  }
};

template <> struct Layout<GlobalUse> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map.required("name", V.Name);
    Map("type", V.Type);
    Map("initializer", V.Initializer);
    Map("constant", V.Constant);
    Map.place(V.Place);
  }
};

template <> struct Layout<CallSite> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("caller", V.Caller);
    Map("caller_name", V.CallerName);
    Map("callee", V.Callee);
    Map.place(V.Place);
    Map("arguments", V.Arguments);
    Map("values", V.Values);
    Map("at", V.At);
    Map("slice", V.Slice);
  }
};

template <> struct Layout<HostFunction> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("identity", V.Identity);
    Map.required("name", V.Name);
    Map("qualified_name", V.QualifiedName);
    Map("spelling", V.Spelling);
    Map("pointer_type", V.PointerType);
    Map("result_type", V.ResultType);
    Map.place(V.Place);
    Map("range", V.Range);
    Map("is_template", V.IsTemplate);
    Map("instantiations", V.Instantiations);
    Map("is_member", V.IsMember);
    Map("is_main", V.IsMain);
    Map("parameters", V.Parameters);
    Map("launches", V.Launches);
    Map("globals", V.Globals);
    Map("costly_calls", V.CostlyCalls);
    Map("preconditions", V.Preconditions);
  }
};

template <> struct Layout<HeuristicPiece> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("when", V.When);
    Map("value", V.Value);
  }
};

template <> struct Layout<Threshold> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("condition", V.Condition);
    Map("parameter", V.Parameter);
    Map.numberOrText("value", V.Value);
  }
};

template <> struct Layout<Heuristic> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("function", V.Function);
    Map("function_name", V.FunctionName);
    Map.place(V.Place);
    Map("decides", V.Decides);
    Map("variable", V.Variable);
    Map("pieces", V.Pieces);
    Map("thresholds", V.Thresholds);
  }
};

/// A graph is the list of its nodes; each knows its identity.
template <> struct Codec<DeclGraph> {
  static llvm::json::Value write(const DeclGraph &Value) {
    llvm::json::Array Out;
    for (const auto &[Identity, Node] : Value.Nodes)
      Out.push_back(Codec<DeclNode>::write(Node));
    return Out;
  }
  static bool read(const llvm::json::Value &In, DeclGraph &Value,
                   llvm::json::Path At) {
    std::vector<DeclNode> Nodes;
    if (!Codec<std::vector<DeclNode>>::read(In, Nodes, At))
      return false;
    Value.Nodes.clear();
    for (DeclNode &Node : Nodes)
      Value.Nodes[Node.Identity] = std::move(Node);
    return true;
  }
};

template <> struct Layout<Inventory> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("graph", V.Graph);
    Map("kernels", V.Kernels);
    Map("launches", V.Launches);
    Map("functions", V.Functions);
    Map("calls", V.Calls);
    Map("heuristics", V.Heuristics);
    Map("unit_flags", V.UnitFlags);
    Map("unit_files", V.UnitFiles);
    Map("notes", V.Notes);
  }
};

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
    Map("reaches", V.Reaches);
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
  }
};

template <> struct Layout<BenchmarkPlan> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("commit", V.Change);
    Map.required("entries", V.Entries);
    Map("workloads", V.Workloads);
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
