// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cooperative groups: tiles, coalesced groups and a barrier of the grid.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// RUN: %perfclaim host-compile --check -I %S/Inputs %s -o %t.checked
// RUN: %t.checked 2>&1 | FileCheck %s --implicit-check-not=check:
// CHECK: {{^ok$}}
#include "check.h"
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
namespace cg = cooperative_groups;
__global__ void tiles(int *Out) {
  auto Block = cg::this_thread_block();
  auto Tile = cg::tiled_partition<8>(Block);
  int V = Block.thread_rank();
  for (int O = Tile.size() / 2; O; O /= 2)
    V += Tile.shfl_down(V, O);
  int Sum = cg::reduce(Tile, (int)Block.thread_rank(), cg::plus<int>());
  Out[Block.thread_rank()] = Tile.shfl(V, 0) == Sum ? Sum : -1;
  Block.sync();
  if (threadIdx.x % 3 == 0) {
    auto Group = cg::coalesced_threads();
    if (Group.thread_rank() == 0)
      Out[64 + threadIdx.x / 32] = Group.size();
  }
}
__global__ void grid(int *Data, int *Out) {
  auto Grid = cg::this_grid();
  int I = Grid.thread_rank(), N = Grid.size();
  for (int Round = 0; Round < 5; ++Round) {
    int V = Data[(I + 1) % N];
    Grid.sync();
    Data[I] = V;
    Grid.sync();
  }
  Out[I] = Data[I];
}
int main() {
  Buffer<int> B(66);
  tiles<<<1, 64>>>(B.Device);
  B.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(B[I] == I / 8 * 64 + 28);
  EXPECT(B[64] == 11 && B[65] == 11);
  const int N = 16 * 64;
  Buffer<int> D(N), O(N);
  for (int I = 0; I < N; ++I)
    D[I] = I;
  D.up();
  void *Arguments[] = {&D.Device, &O.Device};
  CUDA(cudaLaunchCooperativeKernel((void *)grid, 16, 64, Arguments, 0, 0));
  O.down();
  for (int I = 0; I < N; ++I)
    EXPECT(O[I] == (I + 5) % N);
  return finish();
}
