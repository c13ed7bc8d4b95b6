//===- GraphBuilder.h - The declaration graph of a unit ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Nodes for the repository's declarations that a view is asked for, edges to
/// everything in the repository that they refer to.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_ANALYSIS_GRAPHBUILDER_H
#define PERFCLAIM_LIB_ANALYSIS_GRAPHBUILDER_H

#include "DeclIndex.h"
#include "perfclaim/Model/DeclGraph.h"

namespace perfclaim {

void buildGraph(const ParsedUnit &Unit, const DeclIndex &Index,
                DeclGraph &Graph);

/// What one declaration refers to, in the repository.
class ReferenceCollector {
public:
  ReferenceCollector(const ParsedUnit &Unit, const DeclIndex &Index)
      : Unit(Unit), Index(Index) {}

  /// \p Resolved: instantiations are collected too, so what is dependent in
  /// the pattern need not be guessed by name.
  void collect(const clang::Decl *D, bool Resolved);
  void addType(clang::QualType Type, bool WithMethods = false);
  void addDecl(const clang::NamedDecl *D);
  void addTemplate(const clang::TemplateDecl *D);
  void addTemplateArgument(const clang::TemplateArgument &Argument,
                           bool WithMethods);
  void addDestructor(clang::QualType Type);
  void addMethods(const clang::CXXRecordDecl *R);

  std::set<DeclEdge> Edges;
  /// Representatives that edges lead to.
  llvm::SmallSetVector<const clang::NamedDecl *, 16> Targets;

private:
  const ParsedUnit &Unit;
  const DeclIndex &Index;
  llvm::DenseSet<std::pair<const void *, unsigned>> SeenTypes;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_ANALYSIS_GRAPHBUILDER_H
