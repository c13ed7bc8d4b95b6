//===- DeclGraph.h - Declarations and what they depend on -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Nodes are declarations that can decide machine code; edges say which other
/// declarations a node uses. "Did this kernel change?" is then a question of
/// reachability: it did when its own semantic hash, or that of any node it
/// reaches, differs between the sides.
///
/// Identities are Clang's USRs with the file part removed, so that a moved
/// declaration keeps its identity; macros are `macro:NAME`.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_MODEL_DECLGRAPH_H
#define PERFCLAIM_MODEL_DECLGRAPH_H

#include "perfclaim/Model/Source.h"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace perfclaim {

enum class DeclKind {
  Kernel,
  DeviceFunction,
  HostDeviceFunction,
  HostFunction,
  Variable,
  Type,
  Macro
};
enum class EdgeKind { Calls, UsesConstant, UsesMacro, UsesType };

struct DeclEdge {
  EdgeKind Kind = EdgeKind::Calls;
  std::string To; ///< Identity of the node; it may lie outside of the graph.
  auto operator<=>(const DeclEdge &) const = default;
};

struct DeclNode {
  std::string Identity;
  DeclKind Kind = DeclKind::HostFunction;
  std::string Name; ///< Unqualified.
  std::string
      QualifiedName; ///< With namespaces and classes, no template arguments.
  SourceRange Range;
  std::string TextHash; ///< Of the tokens as written, comments left out.
  /// Of what the compiler sees, macros expanded; blind to comments, layout,
  /// names of locals and parameters. Does not cover what the edges lead to.
  std::string SemanticHash;
  std::string SignatureHash; ///< Functions: parameter and result types only.
  std::string AttributeHash; ///< Launch bounds, __shared__ alignment, noinline.
  std::string TemplateHash;  ///< Template parameters; empty if not a template.
  std::string BodyHash;      ///< Functions: the body only.
  std::string Unit;          ///< Path of the unit that defines it.
  bool Defined = false;
  bool InRepository = false; ///< False for the toolkit's and system headers.
  std::set<DeclEdge> Edges;
  bool operator==(const DeclNode &) const = default;
};

struct DeclGraph {
  std::map<std::string, DeclNode> Nodes; ///< By identity.
  bool operator==(const DeclGraph &) const = default;

  const DeclNode *find(const std::string &Identity) const;
  /// All identities that can be reached from \p From, itself included.
  std::set<std::string> closure(const std::string &From) const;
  /// Takes over the nodes of \p Other. Of two nodes with one identity the
  /// defined one wins, and edges are united.
  void merge(const DeclGraph &Other);
};

} // namespace perfclaim

#endif // PERFCLAIM_MODEL_DECLGRAPH_H
