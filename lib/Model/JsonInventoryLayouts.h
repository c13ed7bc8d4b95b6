//===- JsonInventoryLayouts.h - Field names of inventories ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_MODEL_JSONINVENTORYLAYOUTS_H
#define PERFCLAIM_LIB_MODEL_JSONINVENTORYLAYOUTS_H

#include "JsonCommitLayouts.h"

namespace perfclaim {

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

template <> struct Layout<RecordField> {
  template <class M, class T> static void map(M &Map, T &V) {
    Map("variable", V.Variable);
    Map("offset", V.Offset);
    Map("element", V.Element);
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
    Map.sparse("tensor", V.Tensor);
    Map.sparse("container", V.Container);
    Map.sparse("optional", V.Optional);
    Map.sparse("shape", V.Shape);
    Map.sparse("element_from", V.ElementFrom);
    Map.sparse("fields", V.Fields);
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
    Map.sparse("holds", V.Holds);
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
    Map.sparse("sizes", V.Sizes);
    Map.sparse("results", V.Results);
    Map.sparse("value", V.Value);
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
    Map.sparse("unit_headers", V.UnitHeaders);
    Map("notes", V.Notes);
  }
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_MODEL_JSONINVENTORYLAYOUTS_H
