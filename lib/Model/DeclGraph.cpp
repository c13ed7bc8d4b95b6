//===- DeclGraph.cpp - Declarations and what they depend on ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Model/DeclGraph.h"

namespace perfclaim {

const DeclNode *DeclGraph::find(const std::string &Identity) const {
  auto Found = Nodes.find(Identity);
  return Found == Nodes.end() ? nullptr : &Found->second;
}

std::set<std::string> DeclGraph::closure(const std::string &From) const {
  std::set<std::string> Reached = {From};
  std::vector<const DeclNode *> Work;
  auto Visit = [&](const std::string &Identity) {
    if (const DeclNode *Node = find(Identity))
      Work.push_back(Node);
  };
  Visit(From);
  while (!Work.empty()) {
    const DeclNode *Node = Work.back();
    Work.pop_back();
    for (const DeclEdge &Edge : Node->Edges)
      if (Reached.insert(Edge.To).second)
        Visit(Edge.To);
  }
  return Reached;
}

void DeclGraph::merge(const DeclGraph &Other) {
  if (this == &Other)
    return;
  for (const auto &[Identity, Theirs] : Other.Nodes) {
    auto [Place, New] = Nodes.try_emplace(Identity, Theirs);
    if (New)
      continue;
    DeclNode &Ours = Place->second;
    std::set<DeclEdge> Edges = std::move(Ours.Edges);
    Edges.insert(Theirs.Edges.begin(), Theirs.Edges.end());
    if (Theirs.Defined && !Ours.Defined)
      Ours = Theirs;
    Ours.Edges = std::move(Edges);
  }
}

} // namespace perfclaim
