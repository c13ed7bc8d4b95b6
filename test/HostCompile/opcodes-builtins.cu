// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Clang's builtins whose intrinsics are no instruction with the same operands:
// shuffles, votes, barriers, atomics, asynchronous copies, parts of doubles.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cstdint>
#include <cstring>
typedef unsigned U;
#define SHARED(T) __attribute__((address_space(3))) T *
#define GLOBAL(T) __attribute__((address_space(1))) T *

__global__ void lanes(U *Out) {
  const int L = threadIdx.x, I = L * 3;
  const float F = L * 0.5f;
  U *O = Out + L * 32;
  O[0] = __nvvm_shfl_sync_idx_i32(~0u, I, 5, 31);
  O[1] = __nvvm_shfl_sync_up_i32(~0u, I, 2, 0);
  O[2] = __nvvm_shfl_sync_down_i32(~0u, I, 2, 31);
  O[3] = __nvvm_shfl_sync_bfly_i32(~0u, I, 4, 31);
  O[4] = __float_as_uint(__nvvm_shfl_sync_idx_f32(~0u, F, 5, 31));
  O[5] = __float_as_uint(__nvvm_shfl_sync_up_f32(~0u, F, 2, 0));
  O[6] = __float_as_uint(__nvvm_shfl_sync_down_f32(~0u, F, 2, 31));
  O[7] = __float_as_uint(__nvvm_shfl_sync_bfly_f32(~0u, F, 4, 31));
  O[8] = __nvvm_vote_all_sync(~0u, L < 31);
  O[9] = __nvvm_vote_any_sync(~0u, L == 31);
  O[10] = __nvvm_vote_uni_sync(~0u, L < 40);
  O[11] = __nvvm_vote_ballot_sync(~0u, L % 2);
  O[12] = __nvvm_match_any_sync_i32(~0u, L % 2);
  O[13] = __nvvm_match_any_sync_i64(~0u, (long long)(L % 2) << 33);
  int P = 7;
  O[14] = __nvvm_match_all_sync_i32p(~0u, L, &P);
  O[15] = P;
  O[16] = __nvvm_match_all_sync_i64p(~0u, 1ll << 40, &P);
  O[17] = P;
  O[18] = __nvvm_redux_sync_add(I, ~0u);
  O[19] = __nvvm_redux_sync_min(I - 9, ~0u);
  O[20] = __nvvm_redux_sync_max(I - 9, ~0u);
  O[21] = __nvvm_redux_sync_umin(I - 9, ~0u);
  O[22] = __nvvm_redux_sync_umax(I - 9, ~0u);
  O[23] = __nvvm_redux_sync_and(L | 64, ~0u);
  O[24] = __nvvm_redux_sync_or(L, ~0u);
  O[25] = __nvvm_redux_sync_xor(1 << L | (L == 0), ~0u);
  const double D = L * 1.75 - 11.125;
  O[26] = __nvvm_d2i_lo(D);
  O[27] = __nvvm_d2i_hi(D);
  O[28] = __nvvm_lohi_i2d(O[26], O[27]) == D;
  __nvvm_bar_warp_sync(~0u);
}
__global__ void block(U *Out, U *Global) {
  __shared__ __align__(16) U Words[64], Copied[64];
  const U T = threadIdx.x;
  U *O = Out + T * 16;
  Words[T] = T;
  __nvvm_barrier_sync(1);
  O[0] = Words[63 - T];
  __nvvm_bar_sync(0);
  Words[T] = T + 5;
  __nvvm_barrier_sync_cnt(2, 64);
  O[1] = Words[63 - T];
  O[2] = __nvvm_bar0_popc(T < 20);
  O[3] = __nvvm_bar0_and(T < 20);
  O[4] = __nvvm_bar0_or(T < 20);
  O[5] = __nvvm_isspacep_shared(Words) * 1 + __nvvm_isspacep_global(Words) * 2 + __nvvm_isspacep_global(Out) * 4 +
         __nvvm_isspacep_local(Words) * 8 + __nvvm_isspacep_const(Words) * 16 + __nvvm_isspacep_shared_cluster(Words) * 32;
  if (T == 0) {
    __nvvm_cp_async_ca_shared_global_4((SHARED(void))Copied, (GLOBAL(const void))Global);
    __nvvm_cp_async_ca_shared_global_8((SHARED(void))(Copied + 2), (GLOBAL(const void))(Global + 2));
    __nvvm_cp_async_ca_shared_global_16((SHARED(void))(Copied + 4), (GLOBAL(const void))(Global + 4));
    __nvvm_cp_async_cg_shared_global_16((SHARED(void))(Copied + 8), (GLOBAL(const void))(Global + 8));
    __nvvm_cp_async_commit_group();
    __nvvm_cp_async_wait_group(0);
    __nvvm_cp_async_wait_all();
    for (int I = 0; I < 12; ++I)
      Out[64 * 16 + I] = Copied[I];
  }
}
/// Each of every thread: what is left does not depend on the order.
__global__ void atomics(int *P) {
  const int T = threadIdx.x;
#define SCOPE(N, AT)                                                           \
  __nvvm_atom_##N##_add_gen_i(AT, T);                                          \
  __nvvm_atom_##N##_min_gen_i(AT + 1, T - 20);                                 \
  __nvvm_atom_##N##_max_gen_i(AT + 2, T - 20);                                 \
  __nvvm_atom_##N##_and_gen_i(AT + 3, ~(1 << T));                              \
  __nvvm_atom_##N##_or_gen_i(AT + 4, 1 << T);                                  \
  __nvvm_atom_##N##_xor_gen_i(AT + 5, 1 << T);                                 \
  __nvvm_atom_##N##_inc_gen_ui((U *)AT + 6, 100);                              \
  __nvvm_atom_##N##_dec_gen_ui((U *)AT + 7, 10);                               \
  if (T == 5) {                                                                \
    AT[8] = __nvvm_atom_##N##_xchg_gen_i(AT + 9, 77);                          \
    AT[10] = __nvvm_atom_##N##_cas_gen_i(AT + 11, 0, 78);                      \
  }                                                                            \
  __nvvm_atom_##N##_add_gen_f((float *)AT + 12, 0.5f);                         \
  __nvvm_atom_##N##_add_gen_ll((long long *)AT + 7, 1ll << 33);
  SCOPE(cta, P)
  SCOPE(sys, (P + 16))
}
int main() {
  Buffer<U> A(32 * 32), B(65 * 16), G(64);
  Buffer<int> C(32);
  for (int I = 0; I < 64; ++I)
    G[I] = I * I + 3;
  for (int I = 0; I < 2; ++I)
    C[16 * I + 3] = -1;
  G.up(), C.up();
  lanes<<<1, 32>>>(A.Device);
  block<<<1, 64>>>(B.Device, G.Device);
  atomics<<<1, 32>>>(C.Device);
  A.down(), B.down(), C.down();
  for (int L = 0; L < 32; ++L) {
    const U *O = &A[L * 32];
    const int Up = L < 2 ? L : L - 2, Down = L > 29 ? L : L + 2, Over = L ^ 4;
    EXPECT(O[0] == 15 && O[1] == U(Up * 3) && O[2] == U(Down * 3) && O[3] == U(Over * 3));
    auto Float = [&](int I) { float F; memcpy(&F, O + I, 4); return F; };
    EXPECT(Float(4) == 2.5f && Float(5) == Up * 0.5f && Float(6) == Down * 0.5f && Float(7) == Over * 0.5f);
    EXPECT(O[8] == 0 && O[9] == 1 && O[10] == 1 && O[11] == 0xaaaaaaaa);
    EXPECT(O[12] == (L % 2 ? 0xaaaaaaaa : 0x55555555) && O[13] == O[12]);
    EXPECT(O[14] == 0 && O[15] == 0 && O[16] == ~0u && O[17] == 1);
    EXPECT(O[18] == 496 * 3 && (int)O[19] == -9 && O[20] == 84 && O[21] == 0 && O[22] == ~0u - 2);
    EXPECT(O[23] == 64 && O[24] == 31 && O[25] == ~0u);
    const double D = L * 1.75 - 11.125;
    uint64_t Bits;
    memcpy(&Bits, &D, 8);
    EXPECT(O[26] == U(Bits) && O[27] == U(Bits >> 32) && O[28] == 1);
  }
  for (U T = 0; T < 64; ++T) {
    const U *O = &B[T * 16];
    EXPECT(O[0] == 63 - T && O[1] == 68 - T && O[2] == 20 && O[3] == 0 && O[4] == 1 && O[5] == 37);
  }
  for (int I : {0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    EXPECT(B[64 * 16 + I] == G[I]);
  for (int I = 0; I < 2; ++I) {
    const int *P = &C[16 * I];
    // 32 times down from 0, which is followed by 10.
    EXPECT(P[0] == 496 && P[1] == -20 && P[2] == 11 && P[3] == 0 && P[4] == -1 && P[5] == -1 && P[6] == 32 && P[7] == 1);
    EXPECT(P[8] == 0 && P[9] == 77 && P[10] == 0 && P[11] == 78);
    float F;
    memcpy(&F, P + 12, 4);
    EXPECT(F == 16 && P[14] == 0 && P[15] == 64);
  }
  return finish();
}
