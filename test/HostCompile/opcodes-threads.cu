// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Instructions between threads, special registers, and the ends of threads: what
// each gives follows from the launch.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_100a -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>/dev/null | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cstdint>
typedef unsigned U;
typedef uint64_t U64;

__global__ void lanes(U *Out) {
  U L = threadIdx.x, *O = Out + L * 32, P = 0;
  asm volatile("redux.sync.add.u32 %0, %1, -1;" : "=r"(O[0]) : "r"(L));
  asm volatile("redux.sync.add.s32 %0, %1, -1;" : "=r"(O[1]) : "r"(L - 16));
  asm volatile("redux.sync.min.u32 %0, %1, -1;" : "=r"(O[2]) : "r"(L - 16));
  asm volatile("redux.sync.max.s32 %0, %1, -1;" : "=r"(O[3]) : "r"(L - 16));
  asm volatile("redux.sync.min.s32 %0, %1, -1;" : "=r"(O[4]) : "r"(L - 16));
  asm volatile("redux.sync.max.u32 %0, %1, -1;" : "=r"(O[5]) : "r"(L - 16));
  asm volatile("redux.sync.and.b32 %0, %1, -1;" : "=r"(O[6]) : "r"(L | 0x50));
  asm volatile("redux.sync.or.b32 %0, %1, -1;" : "=r"(O[7]) : "r"(1u << L));
  asm volatile("redux.sync.xor.b32 %0, %1, -1;" : "=r"(O[8]) : "r"(1u << L | 1));
#define VOTE(TEXT, TO) asm volatile("{.reg .pred p, q; setp.lt.u32 p, %1, 16; " TEXT " selp.u32 %0, 1, 0, q;}" : "=r"(TO) : "r"(L));
  VOTE("vote.sync.all.pred q, p, -1;", O[9])
  VOTE("vote.sync.any.pred q, !p, -1;", O[10])
  VOTE("vote.sync.uni.pred q, p, -1;", O[11])
  asm volatile("{.reg .pred p; setp.lt.u32 p, %1, 16; vote.sync.ballot.b32 %0, p, -1;}" : "=r"(O[12]) : "r"(L));
  asm volatile("{.reg .pred p; match.all.sync.b64 %0|p, %1, -1; @p add.u32 %0, %0, 1;}" : "=r"(O[13]) : "l"(5ull << 40));
  asm volatile("match.any.sync.b64 %0, %1, -1;" : "=r"(O[14]) : "l"((U64)(L & 1) << 40));
  asm volatile("match.any.sync.b32 %0, %1, -1;" : "=r"(O[15]) : "r"(L / 16));
  asm volatile("{.reg .pred p; match.all.sync.b32 %0|p, %1, -1; @!p add.u32 %0, %0, 3;}" : "=r"(O[16]) : "r"(L));
  asm volatile("{.reg .pred p; elect.sync %0|p, -1; @p add.u32 %0, %0, 100;}" : "=r"(P));
  O[17] = P;
  asm volatile("{.reg .pred p, q; setp.gt.u32 p, %1, 3; mov.pred q, p; selp.u32 %0, 1, 0, q;}" : "=r"(O[18]) : "r"(L));
  asm volatile("{.reg .u32 n; mov.u32 n, 0; bra.uni M; add.u32 n, n, 1; M: add.u32 %0, n, 2;}" : "=r"(O[19]));
  asm volatile("{.reg .pred q; shfl.sync.up.b32 %0|q, %1, 3, 0, -1; selp.u32 %0, %0, 99, q;}" : "=r"(O[20]) : "r"(L));
  asm volatile("shfl.sync.down.b32 %0, %1, 3, 31, -1; shfl.sync.bfly.b32 %0, %0, 1, 31, -1; shfl.sync.idx.b32 %0, %0, 7, 31, -1;" : "=r"(O[21]) : "r"(L));
  asm volatile("activemask.b32 %0;" : "=r"(O[22]));
  O[23] = __nvvm_read_ptx_sreg_warpsize();
}
__global__ void block(U *Out) {
  __shared__ U Words[64];
  U T = threadIdx.x, *O = Out + T * 16;
#define MEET(TEXT) asm volatile(TEXT ::: "memory");
  Words[T] = T;
  MEET("bar.sync 0;") O[0] = Words[63 - T];
  MEET("barrier.sync.aligned 0;") Words[T] = T + 1;
  MEET("barrier.cta.sync 0;") O[1] = Words[63 - T];
  MEET("bar.cta.sync 0;") Words[T] = T + 2;
  MEET("barrier.cta.sync.aligned 1, 64;") O[2] = Words[63 - T];
  MEET("bar.warp.sync -1;")
  asm volatile("{.reg .pred p; setp.lt.u32 p, %1, 20; bar.red.popc.u32 %0, 0, p;}" : "=r"(O[3]) : "r"(T));
  asm volatile("{.reg .pred p, q; setp.lt.u32 p, %1, 20; bar.red.and.pred q, 0, p; selp.u32 %0, 1, 0, q;}" : "=r"(O[4]) : "r"(T));
  asm volatile("{.reg .pred p, q; setp.lt.u32 p, %1, 20; bar.red.or.pred q, 0, 64, p; selp.u32 %0, 1, 0, q;}" : "=r"(O[5]) : "r"(T));
  asm volatile("{.reg .pred p; setp.lt.u32 p, %1, 20; barrier.cta.red.popc.aligned.u32 %0, 0, !p;}" : "=r"(O[6]) : "r"(T));
  asm volatile("{.reg .pred p, q; setp.lt.u32 p, %1, 99; barrier.red.and.aligned.pred q, 0, p; selp.u32 %0, 1, 0, q;}" : "=r"(O[7]) : "r"(T));
  asm volatile("{.reg .pred p, q; setp.lt.u32 p, %1, 1; barrier.cta.red.or.pred q, 0, !p; selp.u32 %0, 1, 0, q;}" : "=r"(O[8]) : "r"(T));
  // The first warp only says that it has come.
  if (T < 32) {
    Words[T] = T + 100;
    MEET("bar.arrive 2, 64;")
  } else {
    MEET("bar.sync 2, 64;") O[9] = Words[T - 32];
  }
  MEET("membar.cta; membar.gl; membar.sys; fence.sc.cta; fence.sc.gpu; fence.acq_rel.sys; fence.acq_rel.cluster;"
       " fence.acquire.gpu; fence.release.gpu; fence.acq_rel.gpu; fence.proxy.alias; fence.proxy.async; fence.proxy.async.global;"
       " fence.proxy.async.shared::cta; fence.mbarrier_init.release.cluster;"
       " fence.proxy.async::generic.acquire.sync_restrict::shared::cluster.cluster;"
       " fence.proxy.async::generic.release.sync_restrict::shared::cta.cluster;"
       " fence.proxy.async.shared::cluster;"
       " fence.proxy.tensormap::generic.release.gpu; pmevent 1; brkpt; nanosleep.u32 1;"
       " griddepcontrol.launch_dependents; griddepcontrol.wait; setmaxnreg.inc.sync.aligned.u32 96; setmaxnreg.dec.sync.aligned.u32 64;")
  if (T == 63) {
    O[10] = 1;
    asm volatile("exit;");
    O[10] = 2;
  }
  if (T == 62) {
    O[10] = 3;
    asm volatile("ret;");
    O[10] = 4;
  }
}
__global__ void __cluster_dims__(2, 1, 1) registers(U *Out) {
  extern __shared__ U Dynamic[];
  Dynamic[0] = threadIdx.x;
  U *O = Out + (blockIdx.x * 64 + threadIdx.x + blockDim.x * threadIdx.y) * 64, I = 0;
  U64 Wide;
#define READ(NAME) asm volatile("mov.u32 %0, %%" NAME ";" : "=r"(O[I++]));
  READ("tid.x") READ("tid.y") READ("tid.z") READ("ntid.x") READ("ntid.y") READ("ntid.z") READ("tid.w")
  READ("ctaid.x") READ("ctaid.y") READ("ctaid.z") READ("nctaid.x") READ("nctaid.y") READ("nctaid.z")
  READ("clusterid.x") READ("clusterid.y") READ("clusterid.z") READ("nclusterid.x") READ("nclusterid.y") READ("nclusterid.z")
  READ("cluster_ctaid.x") READ("cluster_ctaid.y") READ("cluster_ctaid.z")
  READ("cluster_nctaid.x") READ("cluster_nctaid.y") READ("cluster_nctaid.z") READ("cluster_ctarank") READ("cluster_nctarank")
  READ("laneid") READ("warpid") READ("nwarpid") READ("smid") READ("nsmid")
  READ("lanemask_eq") READ("lanemask_lt") READ("lanemask_le") READ("lanemask_ge") READ("lanemask_gt")
  READ("dynamic_smem_size") READ("total_smem_size") READ("aggr_smem_size") READ("envreg3")
  asm volatile("{.reg .pred p; mov.pred p, %%is_explicit_cluster; selp.u32 %0, 1, 0, p;}" : "=r"(O[I++]));
  asm volatile("mov.u32 %0, WARP_SZ;" : "=r"(O[I++]));
  asm volatile("mov.u64 %0, %%gridid;" : "=l"(Wide));
  O[I++] = (U)Wide;
  asm volatile("mov.u64 %0, %%current_graph_exec;" : "=l"(Wide));
  O[I++] = (U)Wide;
  U Low, High, Low2;
  asm volatile("mov.u32 %0, %%globaltimer_hi; mov.u64 %1, %%globaltimer; mov.u32 %2, %%globaltimer_lo;" : "=r"(High), "=l"(Wide), "=r"(Low));
  O[I++] = (U)(Wide >> 32) - High <= 1 && Low - (U)Wide < 1000000000u;
  asm volatile("mov.u32 %0, %%clock_hi; mov.u64 %1, %%clock64; mov.u32 %2, %%clock;" : "=r"(High), "=l"(Wide), "=r"(Low2));
  O[I++] = (U)(Wide >> 32) - High <= 1 && Low2 - (U)Wide < 1u << 30;
  // Addresses of the other block of the cluster, and whose they are.
  U Here = (U)__cvta_generic_to_shared(Dynamic), There, Rank;
  U64 Far;
  const U Other = O[25] ^ 1;
  asm volatile("mapa.shared::cluster.u32 %0, %2, %3; getctarank.shared::cluster.u32 %1, %0;" : "=r"(There), "=r"(Rank) : "r"(Here), "r"(Other));
  O[I++] = Rank == Other && There != Here;
  asm volatile("mapa.u64 %0, %2, %3; getctarank.u64 %1, %0;" : "=l"(Far), "=r"(Rank) : "l"(Dynamic), "r"(Other));
  O[I++] = Rank == Other;
  asm volatile("{.reg .u64 x; mapa.shared::cluster.u64 x, %1, %2; getctarank.shared::cluster.u64 %0, x;}" : "=r"(Rank) : "l"((U64)Here), "r"(Other));
  O[I++] = Rank == Other;
  asm volatile("{.reg .u32 x; mapa.u32 x, %1, %2; getctarank.u32 %0, x;}" : "=r"(Rank) : "r"(Here), "r"(Other));
  O[I++] = Rank == Other;
  asm volatile("barrier.cluster.arrive.relaxed; barrier.cluster.wait.acquire; barrier.cluster.arrive.release.aligned; barrier.cluster.wait.aligned;" ::: "memory");
}
__global__ void mbarriers(U *Out) {
  __shared__ __align__(8) U64 Bar;
  const U At = (U)__cvta_generic_to_shared(&Bar);
  U64 State, Second;
  asm volatile("mbarrier.init.shared.b64 [%0], 3;" ::"r"(At) : "memory");
  asm volatile("mbarrier.arrive.noComplete.release.cta.shared::cta.b64 %0, [%1], 1;" : "=l"(State) : "r"(At) : "memory");
  asm volatile("mbarrier.pending_count.b64 %0, %1;" : "=r"(Out[0]) : "l"(State));
  asm volatile("mbarrier.arrive_drop.shared::cta.b64 %0, [%1];" : "=l"(State) : "r"(At) : "memory");
  asm volatile("mbarrier.pending_count.b64 %0, %1;" : "=r"(Out[1]) : "l"(State));
  asm volatile("{.reg .pred p; mbarrier.test_wait.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p;}" : "=r"(Out[2]) : "r"(At), "l"(State));
  asm volatile("mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%0];" ::"r"(At) : "memory");
  asm volatile("{.reg .pred p; mbarrier.try_wait.acquire.cta.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p;}" : "=r"(Out[3]) : "r"(At), "l"(State));
  // Now two; bytes come before the second one's arrival ends the phase.
  asm volatile("mbarrier.expect_tx.relaxed.cta.shared::cta.b64 [%1], 16; mbarrier.arrive.relaxed.cta.shared::cta.b64 %0, [%1], 2;"
               : "=l"(Second) : "r"(At) : "memory");
  asm volatile("{.reg .pred p; mbarrier.test_wait.parity.shared::cta.b64 p, [%1], 1; selp.u32 %0, 1, 0, p;}" : "=r"(Out[4]) : "r"(At));
  asm volatile("mbarrier.complete_tx.relaxed.cta.shared::cta.b64 [%0], 16;" ::"r"(At) : "memory");
  asm volatile("{.reg .pred p; mbarrier.test_wait.parity.shared::cta.b64 p, [%1], 1; selp.u32 %0, 1, 0, p;}" : "=r"(Out[5]) : "r"(At));
  asm volatile("mbarrier.inval.shared::cta.b64 [%0];" ::"r"(At) : "memory");
}
__global__ void trapped(U *Out) {
  Out[0] = 1;
  asm volatile("trap;");
}
int main() {
  Buffer<U> A(32 * 32), B(64 * 16), C(4 * 64 * 64), D(8);
  lanes<<<1, 32>>>(A.Device);
  block<<<1, 64>>>(B.Device);
  registers<<<dim3(4, 1, 1), dim3(32, 2, 1), 512>>>(C.Device);
  mbarriers<<<1, 1>>>(D.Device);
  A.down(), B.down(), C.down(), D.down();
  for (U L = 0; L < 32; ++L) {
    const U *O = &A[L * 32];
    EXPECT(O[0] == 496 && (int)O[1] == -16 && O[2] == 0 && (int)O[3] == 15 && (int)O[4] == -16 && O[5] == ~0u);
    EXPECT(O[6] == 0x40 + 0x10 && O[7] == ~0u && O[8] == ~1u);
    EXPECT(O[9] == 0 && O[10] == 1 && O[11] == 0 && O[12] == 0xffff);
    EXPECT(O[13] == 0 && O[14] == (L & 1 ? 0xaaaaaaaa : 0x55555555) && O[15] == (L < 16 ? 0xffff : 0xffff0000));
    EXPECT(O[16] == 3 && O[17] == (L == 0 ? 100 : 0) && O[18] == (L > 3) && O[19] == 2);
    EXPECT(O[20] == (L < 3 ? 99 : L - 3) && O[21] == 9 && O[22] == ~0u && O[23] == 32);
  }
  for (U T = 0; T < 64; ++T) {
    const U *O = &B[T * 16];
    EXPECT(O[0] == 63 - T && O[1] == 64 - T && O[2] == 65 - T);
    EXPECT(O[3] == 20 && O[4] == 0 && O[5] == 1 && O[6] == 44 && O[7] == 1 && O[8] == 1);
    EXPECT(O[9] == (T < 32 ? 0 : T + 68) && O[10] == (T == 63 ? 1 : T == 62 ? 3 : 0));
  }
  for (U G = 0; G < 4; ++G)
    for (U T = 0; T < 64; ++T) {
      const U *O = &C[(G * 64 + T) * 64], L = T % 32;
      const U Want[] = {T % 32, T / 32, 0, 32, 2, 1, 0, G, 0, 0, 4, 1, 1, G / 2, 0, 0, 2, 1, 1, G % 2, 0, 0, 2, 1, 1, G % 2, 2,
                        L, T / 32, 2};
      for (U I = 0; I < sizeof Want / sizeof *Want; ++I)
        EXPECT(O[I] == Want[I]);
      EXPECT(O[30] < O[31]);
      const U Bit = 1u << L;
      EXPECT(O[32] == Bit && O[33] == Bit - 1 && O[34] == Bit - 1 + Bit && O[35] == ~(Bit - 1) && O[36] == ~(Bit - 1 + Bit));
      EXPECT(O[37] == 512 && O[38] >= 512 && O[39] >= 512 && O[40] == 0 && O[41] == 1 && O[42] == 32 && O[44] == 0);
      EXPECT(O[43] == C[43] && O[45] == 1 && O[46] == 1 && O[47] == 1 && O[48] == 1 && O[49] == 1 && O[50] == 1);
    }
  // Three are awaited: after one and two arrivals that many are missing before.
  EXPECT(D[0] == 3 && D[1] == 2 && D[2] == 0 && D[3] == 1 && D[4] == 0 && D[5] == 1);
  trapped<<<1, 1>>>(D.Device);
  EXPECT(cudaDeviceSynchronize() != cudaSuccess);
  return finish();
}
