//===- Sides.h - Inventories for the tests of Diff --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes inventories by hand: nodes whose hashes are the words given.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TEST_UNIT_DIFF_SIDES_H
#define PERFCLAIM_TEST_UNIT_DIFF_SIDES_H

#include "perfclaim/Diff/Diff.h"

namespace perfclaim::test {

/// A side with a host function `run` that launches nothing yet.
class SideBuilder {
public:
  DeclNode &node(const std::string &Identity, DeclKind Kind,
                 const std::string &Body) {
    DeclNode &N = In.Graph.Nodes[Identity];
    N.Identity = Identity;
    N.Kind = Kind;
    const size_t Colon = Identity.rfind(':');
    N.Name = Colon == std::string::npos ? Identity : Identity.substr(Colon + 1);
    N.Name = N.Name.substr(0, N.Name.find('('));
    N.QualifiedName = N.Name;
    N.Range = {"k.cu", Line, Line + 5, Line * 10, Line * 10 + 9};
    Line += 10;
    N.TextHash = "text " + Body;
    N.SemanticHash = "meaning " + Body;
    N.BodyHash = "body " + Body;
    N.SignatureHash = "(float *)";
    N.Unit = "k.cu";
    N.Defined = N.InRepository = true;
    return N;
  }
  DeclNode &kernel(const std::string &Identity, const std::string &Body) {
    DeclNode &N = node(Identity, DeclKind::Kernel, Body);
    Kernel K;
    K.Identity = Identity;
    K.Name = N.Name;
    K.QualifiedName = N.QualifiedName;
    K.Place = N.Range.begin();
    In.Kernels.push_back(K);
    return N;
  }
  DeclNode &device(const std::string &Identity, const std::string &Body) {
    return node(Identity, DeclKind::DeviceFunction, Body);
  }
  DeclNode &host(const std::string &Identity, const std::string &Body) {
    return node(Identity, DeclKind::HostFunction, Body);
  }
  void edge(const std::string &From, EdgeKind Kind, const std::string &To) {
    In.Graph.Nodes.at(From).Edges.insert({Kind, To});
  }
  Kernel &facts(const std::string &Identity) {
    for (Kernel &K : In.Kernels)
      if (K.Identity == Identity)
        return K;
    return In.Kernels.emplace_back();
  }
  Launch &launch(const std::string &Kernel, const std::string &Function,
                 const std::string &Grid, const std::string &Block) {
    Launch L;
    L.Kernel = L.KernelName = Kernel;
    L.Function = L.FunctionName = Function;
    L.Place = {"k.cu", Line++};
    L.Grid = Grid;
    L.Block = Block;
    In.Launches.push_back(L);
    return In.Launches.back();
  }
  Inventory In;

private:
  unsigned Line = 1;
};

inline std::vector<std::string> reasons(const ChangeSet &Changes) {
  return Changes.Kernels.empty() ? std::vector<std::string>{"no change"}
                                 : Changes.Kernels.front().Reasons;
}

} // namespace perfclaim::test

#endif // PERFCLAIM_TEST_UNIT_DIFF_SIDES_H
