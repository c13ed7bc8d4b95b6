// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Graphs: captured from one stream and from several, made node by node,
// changed, launched again and again.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/../HostCompile/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <vector>

__global__ void add(int *Data, int By, int Count) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Count)
    Data[I] += By;
}
__global__ void twice(int *Data, int Count) {
  int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < Count)
    Data[I] *= 2;
}
static void count(void *Times) { ++*static_cast<int *>(Times); }
constexpr int N = 100;

static void testCapture() {
  cudaStream_t S, T;
  CUDA(cudaStreamCreate(&S));
  CUDA(cudaStreamCreate(&T));
  cudaEvent_t Fork, Join;
  CUDA(cudaEventCreate(&Fork));
  CUDA(cudaEventCreate(&Join));
  Buffer<int> A(N), B(N);
  int Times = 0, By = 3;
  cudaGraph_t G;
  cudaStreamCaptureStatus Status;
  CUDA(cudaStreamBeginCapture(S, cudaStreamCaptureModeGlobal));
  CUDA(cudaStreamIsCapturing(S, &Status));
  EXPECT(Status == cudaStreamCaptureStatusActive);
  CUDA(cudaMemsetAsync(A.Device, 0, N * sizeof(int), S));
  add<<<1, 128, 0, S>>>(A.Device, By, N);
  // What is captured is the argument as it was.
  By = 1000;
  CUDA(cudaEventRecord(Fork, S));
  CUDA(cudaStreamWaitEvent(T, Fork, 0));
  CUDA(cudaMemcpyAsync(B.Device, A.Device, N * sizeof(int), cudaMemcpyDeviceToDevice, T));
  twice<<<1, 128, 0, T>>>(B.Device, N);
  CUDA(cudaLaunchHostFunc(T, count, &Times));
  CUDA(cudaEventRecord(Join, T));
  CUDA(cudaStreamWaitEvent(S, Join, 0));
  add<<<1, 128, 0, S>>>(B.Device, 1, N);
  EXPECT(cudaStreamEndCapture(T, &G) == cudaErrorStreamCaptureUnmatched);
  CUDA(cudaStreamEndCapture(S, &G));
  CUDA(cudaStreamIsCapturing(T, &Status));
  EXPECT(Status == cudaStreamCaptureStatusNone);
  // Nothing has been done yet.
  B.down();
  EXPECT(Times == 0 && B[0] == 0);
  size_t Count = 0;
  CUDA(cudaGraphGetNodes(G, nullptr, &Count));
  EXPECT(Count == 6);
  cudaGraphExec_t Run;
  CUDA(cudaGraphInstantiate(&Run, G, 0));
  CUDA(cudaGraphDestroy(G));
  for (int I = 0; I < 3; ++I)
    CUDA(cudaGraphLaunch(Run, S));
  CUDA(cudaStreamSynchronize(S));
  A.down(), B.down();
  EXPECT(Times == 3 && A[N - 1] == 3 && B[N - 1] == 7);
  CUDA(cudaGraphExecDestroy(Run));
  // Outside of a capture all is as before.
  add<<<1, 128, 0, T>>>(A.Device, 1, N);
  A.down();
  EXPECT(A[0] == 4);
}
static void testErrors() {
  cudaStream_t S;
  CUDA(cudaStreamCreate(&S));
  cudaGraph_t G;
  EXPECT(cudaStreamBeginCapture(0, cudaStreamCaptureModeGlobal) ==
         cudaErrorStreamCaptureUnsupported);
  EXPECT(cudaStreamEndCapture(S, &G) == cudaErrorIllegalState);
  CUDA(cudaStreamBeginCapture(S, cudaStreamCaptureModeRelaxed));
  EXPECT(cudaStreamSynchronize(S) == cudaErrorStreamCaptureUnsupported);
  EXPECT(cudaStreamEndCapture(S, &G) == cudaErrorStreamCaptureInvalidated && !G);
  CUDA(cudaStreamSynchronize(S));
  // What a device would refuse is refused at once.
  CUDA(cudaStreamBeginCapture(S, cudaStreamCaptureModeRelaxed));
  add<<<1, 2000, 0, S>>>(nullptr, 1, N);
  EXPECT(cudaGetLastError() == cudaErrorInvalidConfiguration);
  CUDA(cudaStreamEndCapture(S, &G));
}
static void testNodes() {
  Buffer<int> A(N);
  int Times = 0, By = 5, Count = N;
  cudaGraph_t G, Child;
  CUDA(cudaGraphCreate(&G, 0));
  CUDA(cudaGraphCreate(&Child, 0));
  cudaGraphNode_t Set, Add, Double, Host, Back, Nested, None;
  cudaMemsetParams M = {};
  M.dst = A.Device, M.value = 7, M.elementSize = 4, M.width = N, M.height = 1;
  // Added in another order than they depend on each other.
  void *AddArguments[] = {&A.Device, &By, &Count}, *TwiceArguments[] = {&A.Device, &Count};
  cudaKernelNodeParams K = {};
  K.func = (void *)twice, K.gridDim = 1, K.blockDim = 128, K.kernelParams = TwiceArguments;
  CUDA(cudaGraphAddKernelNode(&Double, G, nullptr, 0, &K));
  CUDA(cudaGraphAddMemsetNode(&Set, G, nullptr, 0, &M));
  K.func = (void *)add, K.kernelParams = AddArguments;
  CUDA(cudaGraphAddKernelNode(&Add, G, &Set, 1, &K));
  CUDA(cudaGraphAddDependencies(G, &Add, &Double, nullptr, 1));
  cudaHostNodeParams H = {count, &Times};
  CUDA(cudaGraphAddHostNode(&Host, Child, nullptr, 0, &H));
  CUDA(cudaGraphAddChildGraphNode(&Nested, G, &Double, 1, Child));
  CUDA(cudaGraphAddEmptyNode(&None, G, &Nested, 1));
  CUDA(cudaGraphAddMemcpyNode1D(&Back, G, &None, 1, A.Host, A.Device, N * sizeof(int),
                                cudaMemcpyDeviceToHost));
  cudaGraphExec_t Run;
  CUDA(cudaGraphInstantiateWithFlags(&Run, G, 0));
  CUDA(cudaGraphLaunch(Run, 0));
  CUDA(cudaDeviceSynchronize());
  EXPECT(A[0] == 24 && A[N - 1] == 24 && Times == 1);
  cudaGraphNodeType Type;
  CUDA(cudaGraphNodeGetType(Nested, &Type));
  EXPECT(Type == cudaGraphNodeTypeGraph);

  // One node of the executable graph gets other arguments.
  By = 1;
  CUDA(cudaGraphExecKernelNodeSetParams(Run, Add, &K));
  CUDA(cudaGraphLaunch(Run, 0));
  EXPECT(A[0] == 16);
  // Or all, from a graph of the same form.
  CUDA(cudaGraphKernelNodeGetParams(Add, &K));
  EXPECT(*(int *)K.kernelParams[1] == 5);
  By = 9, K.kernelParams = AddArguments;
  CUDA(cudaGraphKernelNodeSetParams(Add, &K));
  cudaGraph_t Copy;
  CUDA(cudaGraphClone(&Copy, G));
  CUDA(cudaGraphDestroy(G));
  cudaGraphExecUpdateResultInfo Info;
  CUDA(cudaGraphExecUpdate(Run, Copy, &Info));
  EXPECT(Info.result == cudaGraphExecUpdateSuccess);
  CUDA(cudaGraphLaunch(Run, 0));
  EXPECT(A[0] == 32 && Times == 3);
  EXPECT(cudaGraphExecUpdate(Run, Child, &Info) == cudaErrorGraphExecUpdateFailure);
  EXPECT(Info.result == cudaGraphExecUpdateErrorTopologyChanged);
  // Nodes that wait for each other.
  cudaGraphNode_t X, Y;
  CUDA(cudaGraphAddEmptyNode(&X, Child, nullptr, 0));
  CUDA(cudaGraphAddEmptyNode(&Y, Child, &X, 1));
  CUDA(cudaGraphAddDependencies(Child, &Y, &X, nullptr, 1));
  EXPECT(cudaGraphInstantiate(&Run, Child, 0) == cudaErrorInvalidValue);
}
int main() {
  testCapture();
  testErrors();
  testNodes();
  return finish();
}
