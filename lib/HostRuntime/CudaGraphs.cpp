//===- CudaGraphs.cpp - Graphs of work ------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaGraphs.h"
#include "CudaErrors.h"
#include "CudaMemory.h"
#include <algorithm>
#include <map>
#include <set>
#include <utility>

using namespace perfclaim::host;

cudaGraphNode_t perfclaim::host::addNode(CUgraph_st &Graph,
                                         cudaGraphNodeType Type,
                                         StreamWork Work,
                                         std::vector<cudaGraphNode_t> After) {
  auto Made = std::make_unique<CUgraphNode_st>();
  Made->Type = Type;
  Made->Work = std::move(Work);
  Made->After = std::move(After);
  Graph.Nodes.push_back(std::move(Made));
  return Graph.Nodes.back().get();
}

std::vector<cudaGraphNode_t> perfclaim::host::inOrder(const CUgraph_st &Graph) {
  std::vector<cudaGraphNode_t> Result;
  std::set<cudaGraphNode_t> Done;
  while (Result.size() != Graph.Nodes.size()) {
    const size_t Before = Result.size();
    for (const auto &Node : Graph.Nodes)
      if (!Done.count(Node.get()) &&
          std::all_of(Node->After.begin(), Node->After.end(),
                      [&](cudaGraphNode_t N) { return Done.count(N) != 0; })) {
        Result.push_back(Node.get());
        Done.insert(Node.get());
      }
    if (Result.size() == Before)
      return {};
  }
  return Result;
}

namespace {

/// A node as programs add one.
cudaError_t add(cudaGraphNode_t *Result, cudaGraph_t Graph,
                const cudaGraphNode_t *After, size_t Count,
                cudaGraphNodeType Type, StreamWork Work) {
  if (!Result || !Graph || (Count && !After))
    return cudaErrorInvalidValue;
  *Result = addNode(*Graph, Type, std::move(Work), {After, After + Count});
  return cudaSuccess;
}

/// The work of a kernel node, and its parameters for who asks for them.
cudaError_t setKernel(CUgraphNode_st &Node, const cudaKernelNodeParams &P) {
  if (P.extra)
    return refuse("a kernel node with packed arguments");
  cudaError_t Error = cudaSuccess;
  std::shared_ptr<KernelCall> Call = copyCall(
      {P.func, P.gridDim, P.blockDim, P.sharedMemBytes}, P.kernelParams, Error);
  if (!Call)
    return Error;
  Node.Kernel = Call;
  Node.Work = [Call] { return launch(*Call); };
  return cudaSuccess;
}

/// Nodes of \p Graph, in order, as copies.
cudaError_t instantiate(cudaGraphExec_t *Result, cudaGraph_t Graph) {
  if (!Result || !Graph)
    return cudaErrorInvalidValue;
  const std::vector<cudaGraphNode_t> Order = inOrder(*Graph);
  if (Order.size() != Graph->Nodes.size())
    return cudaErrorInvalidValue;
  auto *Made = new CUgraphExec_st;
  for (cudaGraphNode_t Node : Order) {
    Made->Nodes.push_back(*Node);
    Made->Nodes.back().Origin = Node;
  }
  *Result = Made;
  return cudaSuccess;
}

cudaError_t run(const std::vector<CUgraphNode_st> &Nodes) {
  for (const CUgraphNode_st &Node : Nodes)
    if (Node.Work)
      if (const cudaError_t Error = Node.Work(); Error != cudaSuccess)
        return Error;
  return cudaSuccess;
}

} // namespace

PC_API cudaError_t cudaGraphCreate(cudaGraph_t *Result, unsigned Flags) {
  return onDevice([&] {
    if (!Result || Flags)
      return cudaErrorInvalidValue;
    *Result = new CUgraph_st;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphDestroy(cudaGraph_t Graph) {
  return onDevice([&] {
    delete Graph;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphClone(cudaGraph_t *Result, cudaGraph_t Graph) {
  return onDevice([&] {
    if (!Result || !Graph)
      return cudaErrorInvalidValue;
    auto *Made = new CUgraph_st;
    std::map<cudaGraphNode_t, cudaGraphNode_t> Twins;
    for (const auto &Node : Graph->Nodes) {
      Made->Nodes.push_back(std::make_unique<CUgraphNode_st>(*Node));
      Twins[Node.get()] = Made->Nodes.back().get();
    }
    for (const auto &Node : Made->Nodes)
      for (cudaGraphNode_t &After : Node->After)
        After = Twins[After];
    *Result = Made;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphGetNodes(cudaGraph_t Graph, cudaGraphNode_t *Nodes,
                                     size_t *Count) {
  return onDevice([&] {
    if (!Graph || !Count)
      return cudaErrorInvalidValue;
    for (size_t I = 0; Nodes && I != *Count; ++I)
      Nodes[I] = I < Graph->Nodes.size() ? Graph->Nodes[I].get() : nullptr;
    *Count =
        Nodes ? std::min(*Count, Graph->Nodes.size()) : Graph->Nodes.size();
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphNodeGetType(cudaGraphNode_t Node,
                                        cudaGraphNodeType *Result) {
  return onDevice([&] {
    if (!Node || !Result)
      return cudaErrorInvalidValue;
    *Result = Node->Type;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphAddDependencies(cudaGraph_t Graph,
                                            const cudaGraphNode_t *From,
                                            const cudaGraphNode_t *To,
                                            const cudaGraphEdgeData *,
                                            size_t Count) {
  return onDevice([&] {
    if (!Graph || (Count && (!From || !To)))
      return cudaErrorInvalidValue;
    for (size_t I = 0; I != Count; ++I)
      To[I]->After.push_back(From[I]);
    return cudaSuccess;
  });
}

//===-- Nodes -------------------------------------------------------------===//

PC_API cudaError_t cudaGraphAddEmptyNode(cudaGraphNode_t *Result,
                                         cudaGraph_t Graph,
                                         const cudaGraphNode_t *After,
                                         size_t Count) {
  return onDevice([&] {
    return add(Result, Graph, After, Count, cudaGraphNodeTypeEmpty, {});
  });
}
PC_API cudaError_t cudaGraphAddKernelNode(cudaGraphNode_t *Result,
                                          cudaGraph_t Graph,
                                          const cudaGraphNode_t *After,
                                          size_t Count,
                                          const cudaKernelNodeParams *P) {
  return onDevice([&]() -> cudaError_t {
    CUgraphNode_st Made;
    if (!P)
      return cudaErrorInvalidValue;
    if (const cudaError_t Error = setKernel(Made, *P); Error != cudaSuccess)
      return Error;
    const cudaError_t Error =
        add(Result, Graph, After, Count, cudaGraphNodeTypeKernel, Made.Work);
    if (Error == cudaSuccess)
      (*Result)->Kernel = Made.Kernel;
    return Error;
  });
}
PC_API cudaError_t cudaGraphKernelNodeGetParams(cudaGraphNode_t Node,
                                                cudaKernelNodeParams *Result) {
  return onDevice([&] {
    if (!Node || !Result || !Node->Kernel)
      return cudaErrorInvalidValue;
    const KernelCall &Call = *Node->Kernel;
    *Result = {const_cast<void *>(Call.Stub),
               Call.Grid,
               Call.Block,
               static_cast<unsigned>(Call.Shared),
               const_cast<void **>(Call.Arguments.data()),
               nullptr};
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphKernelNodeSetParams(cudaGraphNode_t Node,
                                                const cudaKernelNodeParams *P) {
  return onDevice([&]() -> cudaError_t {
    return Node && P && Node->Kernel ? setKernel(*Node, *P)
                                     : cudaErrorInvalidValue;
  });
}
PC_API cudaError_t
cudaGraphExecKernelNodeSetParams(cudaGraphExec_t Graph, cudaGraphNode_t Node,
                                 const cudaKernelNodeParams *P) {
  return onDevice([&]() -> cudaError_t {
    if (!Graph || !P)
      return cudaErrorInvalidValue;
    for (CUgraphNode_st &Each : Graph->Nodes)
      if (Each.Origin == Node && Each.Kernel)
        return setKernel(Each, *P);
    return cudaErrorInvalidValue;
  });
}
PC_API cudaError_t cudaGraphAddMemcpyNode(cudaGraphNode_t *Result,
                                          cudaGraph_t Graph,
                                          const cudaGraphNode_t *After,
                                          size_t Count,
                                          const cudaMemcpy3DParms *P) {
  return onDevice([&]() -> cudaError_t {
    if (!P)
      return cudaErrorInvalidValue;
    return add(Result, Graph, After, Count, cudaGraphNodeTypeMemcpy,
               [Copy = *P] { return cudaMemcpy3D(&Copy); });
  });
}
PC_API cudaError_t cudaGraphAddMemcpyNode1D(cudaGraphNode_t *Result,
                                            cudaGraph_t Graph,
                                            const cudaGraphNode_t *After,
                                            size_t Count, void *To,
                                            const void *From, size_t Bytes,
                                            cudaMemcpyKind Kind) {
  return onDevice([&] {
    return add(Result, Graph, After, Count, cudaGraphNodeTypeMemcpy,
               [=] { return cudaMemcpy(To, From, Bytes, Kind); });
  });
}
PC_API cudaError_t cudaGraphAddMemsetNode(cudaGraphNode_t *Result,
                                          cudaGraph_t Graph,
                                          const cudaGraphNode_t *After,
                                          size_t Count,
                                          const cudaMemsetParams *P) {
  return onDevice([&]() -> cudaError_t {
    if (!P ||
        (P->elementSize != 1 && P->elementSize != 2 && P->elementSize != 4))
      return cudaErrorInvalidValue;
    return add(Result, Graph, After, Count, cudaGraphNodeTypeMemset,
               [How = *P] { return setElements(How); });
  });
}
PC_API cudaError_t cudaGraphAddHostNode(cudaGraphNode_t *Result,
                                        cudaGraph_t Graph,
                                        const cudaGraphNode_t *After,
                                        size_t Count,
                                        const cudaHostNodeParams *P) {
  return onDevice([&]() -> cudaError_t {
    if (!P || !P->fn)
      return cudaErrorInvalidValue;
    return add(Result, Graph, After, Count, cudaGraphNodeTypeHost, [Call = *P] {
      Call.fn(Call.userData);
      return cudaSuccess;
    });
  });
}
PC_API cudaError_t cudaGraphAddChildGraphNode(cudaGraphNode_t *Result,
                                              cudaGraph_t Graph,
                                              const cudaGraphNode_t *After,
                                              size_t Count, cudaGraph_t Child) {
  return onDevice([&]() -> cudaError_t {
    cudaGraphExec_t Made = nullptr;
    if (const cudaError_t Error = instantiate(&Made, Child);
        Error != cudaSuccess)
      return Error;
    // As the child is now: later changes of it are its own.
    const std::shared_ptr<CUgraphExec_st> Owned(Made);
    return add(Result, Graph, After, Count, cudaGraphNodeTypeGraph,
               [Owned] { return run(Owned->Nodes); });
  });
}

//===-- Executable graphs -------------------------------------------------===//

PC_API cudaError_t cudaGraphInstantiate(cudaGraphExec_t *Result,
                                        cudaGraph_t Graph, unsigned long long) {
  return onDevice([&] { return instantiate(Result, Graph); });
}
PC_ALIAS(cudaGraphInstantiate, WithFlags);
PC_API cudaError_t cudaGraphExecDestroy(cudaGraphExec_t Graph) {
  return onDevice([&] {
    delete Graph;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGraphUpload(cudaGraphExec_t Graph, cudaStream_t) {
  return onDevice([&] { return Graph ? cudaSuccess : cudaErrorInvalidValue; });
}
PC_ALIAS(cudaGraphUpload, _ptsz);
PC_API cudaError_t cudaGraphLaunch(cudaGraphExec_t Graph, cudaStream_t Stream) {
  if (!Graph)
    return report(cudaErrorInvalidValue);
  return inStream(Stream, cudaGraphNodeTypeGraph,
                  [Graph] { return run(Graph->Nodes); });
}
PC_ALIAS(cudaGraphLaunch, _ptsz);
/// The same nodes with other parameters.
PC_API cudaError_t cudaGraphExecUpdate(cudaGraphExec_t Exec, cudaGraph_t Graph,
                                       cudaGraphExecUpdateResultInfo *Result) {
  return onDevice([&]() -> cudaError_t {
    if (!Exec || !Graph)
      return cudaErrorInvalidValue;
    const std::vector<cudaGraphNode_t> Order = inOrder(*Graph);
    bool Same = Order.size() == Exec->Nodes.size();
    for (size_t I = 0; Same && I != Order.size(); ++I)
      Same = Order[I]->Type == Exec->Nodes[I].Type;
    if (Result)
      *Result = {Same ? cudaGraphExecUpdateSuccess
                      : cudaGraphExecUpdateErrorTopologyChanged,
                 nullptr, nullptr};
    if (!Same)
      return cudaErrorGraphExecUpdateFailure;
    for (size_t I = 0; I != Order.size(); ++I) {
      Exec->Nodes[I] = *Order[I];
      Exec->Nodes[I].Origin = Order[I];
    }
    return cudaSuccess;
  });
}
