//===- CudaGraphs.h - Graphs of work ----------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A node holds what would be done, ready to be done any number of times. An
/// executable graph is a list of them in one of the orders that their
/// dependencies allow.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAGRAPHS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAGRAPHS_H

#include "CudaLaunch.h"
#include "CudaStreams.h"
#include <memory>
#include <vector>

/// What a program's handles point to.
struct CUgraphNode_st {
  cudaGraphNodeType Type = cudaGraphNodeTypeEmpty;
  perfclaim::host::StreamWork Work; ///< None of an empty node.
  std::vector<cudaGraphNode_t> After;
  /// Of a kernel node, which programs read and change.
  std::shared_ptr<perfclaim::host::KernelCall> Kernel;
  /// Of a node of an executable graph: the one it was made from.
  cudaGraphNode_t Origin = nullptr;
};

struct CUgraph_st {
  std::vector<std::unique_ptr<CUgraphNode_st>> Nodes;
};

struct CUgraphExec_st {
  std::vector<CUgraphNode_st> Nodes; ///< In order.
};

namespace perfclaim::host {

/// A node behind \p After; \p Graph owns it.
cudaGraphNode_t addNode(CUgraph_st &Graph, cudaGraphNodeType Type,
                        StreamWork Work,
                        std::vector<cudaGraphNode_t> After = {});
/// The nodes so that each comes behind those it waits for; empty where they
/// wait for each other.
std::vector<cudaGraphNode_t> inOrder(const CUgraph_st &Graph);

} // namespace perfclaim::host

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAGRAPHS_H
