// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Barriers in shared memory, and the copies that arrive on them.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_90 -I %S/Inputs %s -o %t.checked
// RUN: %t.checked 2>&1 | FileCheck %s --implicit-check-not=check:
// CHECK: {{^ok$}}
#include "check.h"
#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
#include <cuda/barrier>
#include <cuda/pipeline>
typedef unsigned U;
typedef cuda::barrier<cuda::thread_scope_block> Barrier;
__device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }

/// A shared variable of a class, in a kernel that only this unit knows: two
/// phases of cuda::barrier hand numbers from one thread to the next.
static __device__ int Rounds = 4;
static __global__ void phases(int *Out) {
  __shared__ Barrier B;
  __shared__ int Data[128];
  int T = threadIdx.x;
  if (T == 0)
    init(&B, blockDim.x);
  __syncthreads();
  for (int Round = 1; Round <= Rounds; ++Round) {
    Data[T] = T * Round;
    B.arrive_and_wait();
    Out[T] += Data[(T + 1) % 128];
    auto Token = B.arrive();
    B.wait(std::move(Token));
  }
}
/// Half of the block makes what the other half takes: by parity, in PTX.
__global__ void producers(int *Out) {
  __shared__ alignas(8) unsigned long long Full, Empty;
  __shared__ int Slot[32];
  int T = threadIdx.x;
  if (T == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 32;" ::"r"(shared(&Full)));
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 32;" ::"r"(shared(&Empty)));
  }
  __syncthreads();
  auto Wait = [](void *At, U Parity) {
    asm volatile("{\n.reg .pred P;\nWAIT:\n"
                 "mbarrier.try_wait.parity.shared::cta.b64 P, [%0], %1;\n"
                 "@P bra DONE;\nbra WAIT;\nDONE:\n}" ::"r"(shared(At)),
                 "r"(Parity) : "memory");
  };
  auto Arrive = [](void *At) {
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared(At))
                 : "memory");
  };
  for (U Round = 0; Round < 10; ++Round) {
    if (T < 32) {
      Wait(&Empty, ~Round & 1);
      Slot[T] = T + 100 * Round;
      Arrive(&Full);
    } else {
      Wait(&Full, Round & 1);
      Out[T - 32] += Slot[63 - T];
      Arrive(&Empty);
    }
  }
}
/// A bulk copy completes as many bytes as were announced.
__global__ void bulk(const int *In, int *Out) {
  __shared__ alignas(128) int Data[64];
  __shared__ alignas(8) unsigned long long B;
  if (threadIdx.x == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared(&B)));
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], 256;" ::
                     "r"(shared(&B)) : "memory");
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::"
                 "bytes [%0], [%1], 256, [%2];" ::"r"(shared(Data)), "l"(In),
                 "r"(shared(&B)) : "memory");
  }
  __syncthreads();
  U Done = 0;
  while (!Done)
    asm volatile("{.reg .pred P; mbarrier.test_wait.parity.shared::cta.b64 P, "
                 "[%1], 0; selp.u32 %0, 1, 0, P;}" : "=r"(Done)
                 : "r"(shared(&B)) : "memory");
  Data[threadIdx.x] *= 2;
  __syncthreads();
  if (threadIdx.x == 0) {
    asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], 256;"
                 ::"l"(Out), "r"(shared(Data)) : "memory");
    asm volatile("cp.async.bulk.commit_group;");
    asm volatile("cp.async.bulk.wait_group.read 0;");
  }
}
/// cp.async by cuda::pipeline and by cooperative groups.
__global__ void pipeline(const int *In, int *Out, int N) {
  __shared__ alignas(16) int Stage[2][64];
  auto Block = cooperative_groups::this_thread_block();
  __shared__ cuda::pipeline_shared_state<cuda::thread_scope_block, 2> State;
  auto Pipe = cuda::make_pipeline(Block, &State);
  int T = threadIdx.x;
  for (int Load = 0, Use = 0; Use < N; ++Use) {
    for (; Load < N && Load < Use + 2; ++Load) {
      Pipe.producer_acquire();
      cuda::memcpy_async(Block, Stage[Load % 2], In + Load * 64,
                         sizeof(Stage[0]), Pipe);
      Pipe.producer_commit();
    }
    Pipe.consumer_wait();
    Out[Use * 64 + T] = Stage[Use % 2][63 - T];
    Pipe.consumer_release();
  }
  Block.sync();
  cooperative_groups::memcpy_async(Block, Stage[0], In, sizeof(Stage[0]));
  cooperative_groups::wait(Block);
  Out[N * 64 + T] = Stage[0][T];
}
int main() {
  Buffer<int> P(128), Q(32);
  P.up(), Q.up();
  phases<<<1, 128>>>(P.Device);
  P.down();
  for (int T = 0; T < 128; ++T)
    EXPECT(P[T] == (T + 1) % 128 * 10);
  producers<<<1, 64>>>(Q.Device);
  Q.down();
  for (int T = 0; T < 32; ++T)
    EXPECT(Q[T] == (31 - T) * 10 + 4500);
  const int N = 5;
  Buffer<int> In(64 * N), Out(64 * (N + 1));
  for (int I = 0; I < 64 * N; ++I)
    In[I] = I * 3;
  In.up();
  bulk<<<1, 64>>>(In.Device, Out.Device);
  Out.down();
  for (int I = 0; I < 64; ++I)
    EXPECT(Out[I] == I * 6);
  pipeline<<<1, 64>>>(In.Device, Out.Device, N);
  Out.down();
  for (int I = 0; I < 64 * N; ++I)
    EXPECT(Out[I] == (I / 64 * 64 + 63 - I % 64) * 3);
  for (int I = 0; I < 64; ++I)
    EXPECT(Out[64 * N + I] == I * 3);
  return finish();
}
