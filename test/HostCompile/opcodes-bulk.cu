// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bulk reductions of each operation and type, to global memory and to another
// block's shared memory; an arrival for copies that adds nothing to what is
// awaited. Against each element by itself.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t | FileCheck %s
// RUN: %perfclaim host-compile --check -arch=sm_90 -I %S/Inputs %s -o %t
// RUN: env PERFCLAIM_HOST_GPU=h100 %t 2>&1 \
// RUN:   | FileCheck %s --implicit-check-not=perfclaim:
// CHECK: {{^ok$}}
#include "check.h"
#include "formats.h"
typedef unsigned U;
typedef uint64_t U64;
typedef int64_t S64;
static __device__ U shared(const void *P) { return (U)__cvta_generic_to_shared(P); }

static uint16_t encode(Format F, long double V) {
  for (U I = 0; I < 65536; ++I)
    if (agree(decode(F, I), V))
      return I;
  return 0;
}
/// X(operation, type's name, type, what comes of the values a and b)
#define ORDERED(X, S, T)                                                       \
  X("add", S, T, (T)((U64)a + (U64)b)) X("min", S, T, std::min(a, b)) X("max", S, T, std::max(a, b))
#define BITS(X, S, T) X("and", S, T, a &b) X("or", S, T, a | b) X("xor", S, T, a ^ b)
#define HALF(X, S, F)                                                          \
  X("add.noftz", S, uint16_t, encode(F, rounded(F, decode(F, a) + decode(F, b), RN))) \
  X("min", S, uint16_t, decode(F, a) < decode(F, b) ? a : b)                   \
  X("max", S, uint16_t, decode(F, a) > decode(F, b) ? a : b)
#define GLOBAL(X)                                                              \
  ORDERED(X, "u32", U) ORDERED(X, "s32", int) ORDERED(X, "u64", U64)           \
  X("min", "s64", S64, std::min(a, b)) X("max", "s64", S64, std::max(a, b))    \
  BITS(X, "b32", U) BITS(X, "b64", U64)                                        \
  X("inc", "u32", U, a >= b ? 0 : a + 1) X("dec", "u32", U, a == 0 || a > b ? b : a - 1) \
  X("add", "f32", float, a + b) X("add", "f64", double, a + b)                 \
  HALF(X, "f16", Half) HALF(X, "bf16", Brain)
#define SHARED(X)                                                              \
  ORDERED(X, "u32", U) ORDERED(X, "s32", int) BITS(X, "b32", U)                \
  X("inc", "u32", U, a >= b ? 0 : a + 1) X("dec", "u32", U, a == 0 || a > b ? b : a - 1) \
  X("add", "u64", U64, a + b)

#define COUNT(...) +1
constexpr int Bytes = 32, Global = 0 GLOBAL(COUNT), Shared = 0 SHARED(COUNT);

__global__ void toGlobal(const char *In, char *Out) {
  __shared__ __align__(128) char From[Bytes];
#define REDUCE(OP, S, T, ...)                                                  \
  for (int I = 0; I < Bytes; ++I)                                              \
    From[I] = *In++;                                                           \
  asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group." OP "." S " [%0], [%1], 32;" \
               ::"l"(Out), "r"(shared(From)) : "memory");                      \
  asm volatile("cp.async.bulk.commit_group; cp.async.bulk.wait_group 0;" ::: "memory"); \
  Out += Bytes;
  GLOBAL(REDUCE)
}
/// The second block's memory to the first one's, whose barrier counts the bytes.
__global__ void __cluster_dims__(2, 1, 1) toShared(const char *In, char *Out) {
  __shared__ __align__(128) char To[Shared * Bytes], From[Shared * Bytes];
  __shared__ U64 Barrier;
  U Rank, There, Bar;
  asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(Rank));
  for (int I = 0; I < Shared * Bytes; ++I) {
    To[I] = Out[I];
    From[I] = Rank ? In[I] : 0;
  }
  if (Rank == 0)
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1; mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;"
                 ::"r"(shared(&Barrier)), "r"(Shared * Bytes) : "memory");
  asm volatile("fence.proxy.async.shared::cta; barrier.cluster.arrive; barrier.cluster.wait;" ::: "memory");
  if (Rank == 1) {
    int At = 0;
    asm volatile("mapa.shared::cluster.u32 %0, %1, 0;" : "=r"(Bar) : "r"(shared(&Barrier)));
#define SEND(OP, S, T, ...)                                                    \
  asm volatile("mapa.shared::cluster.u32 %0, %1, 0;" : "=r"(There) : "r"(shared(To + At))); \
  asm volatile("cp.reduce.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes." OP "." S " [%0], [%1], 32, [%2];" \
               ::"r"(There), "r"(shared(From + At)), "r"(Bar) : "memory");     \
  At += Bytes;
    SHARED(SEND)
  } else {
    U Done = 0;
    while (!Done)
      asm volatile("{.reg .pred p; mbarrier.try_wait.parity.shared::cta.b64 p, [%1], 0; selp.u32 %0, 1, 0, p;}"
                   : "=r"(Done) : "r"(shared(&Barrier)) : "memory");
    for (int I = 0; I < Shared * Bytes; ++I)
      Out[I] = To[I];
  }
  asm volatile("barrier.cluster.arrive; barrier.cluster.wait;" ::: "memory");
}
/// 32 arrivals are awaited, and each thread makes one when its copies are done;
/// of the other barrier each adds one first, so that one more is left to do.
__global__ void arrive(const U *In, U *Out) {
  __shared__ __align__(16) U Words[32];
  __shared__ U64 Counted, Added;
  const U T = threadIdx.x;
  if (T == 0)
    asm volatile("mbarrier.init.shared.b64 [%0], 32; mbarrier.init.shared.b64 [%1], 1;"
                 ::"r"(shared(&Counted)), "r"(shared(&Added)) : "memory");
  __syncthreads();
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4; cp.async.mbarrier.arrive.noinc.shared.b64 [%2];"
               " cp.async.mbarrier.arrive.shared::cta.b64 [%3];"
               ::"r"(shared(Words + T)), "l"(In + T), "r"(shared(&Counted)), "r"(shared(&Added)) : "memory");
  U Done = 0, Early = 0;
  while (!Done)
    asm volatile("{.reg .pred p; mbarrier.try_wait.parity.shared.b64 p, [%1], 0; selp.u32 %0, 1, 0, p;}"
                 : "=r"(Done) : "r"(shared(&Counted)) : "memory");
  asm volatile("{.reg .pred p; mbarrier.test_wait.parity.shared.b64 p, [%1], 0; selp.u32 %0, 1, 0, p;}"
               : "=r"(Early) : "r"(shared(&Added)) : "memory");
  __syncthreads();
  if (T == 0)
    asm volatile("mbarrier.arrive.shared.b64 _, [%0];" ::"r"(shared(&Added)) : "memory");
  __syncthreads();
  asm volatile("{.reg .pred p; mbarrier.test_wait.parity.shared.b64 p, [%1], 0; selp.u32 %0, 1, 0, p;}"
               : "=r"(Done) : "r"(shared(&Added)) : "memory");
  Out[T] = Words[31 - T];
  Out[32 + T] = Done * 2 + Early;
}

/// Numbers that are none's NaN: of halves and bf16 both signs, near 1.
template <class T> T number(int I) { return (T)((I * 2654435761u) ^ (U64)I << 40); }
template <> float number<float>(int I) { return (I * 37 % 101 - 50) / 8.0f; }
template <> double number<double>(int I) { return (I * 37 % 101 - 50) / 8.0; }
template <> uint16_t number<uint16_t>(int I) { return 0x3c00 + I * 37 % 1021 + (I % 3 ? 0x8000 : 0); }
/// Some are equal, or the limit of a count.
template <class T> void fill(char *To, char *From, int Start) {
  for (int I = 0; I < Bytes / (int)sizeof(T); ++I) {
    T A = number<T>(Start + I), B = I == 2 ? A : number<T>(Start * 3 + 7 * I + 1);
    if (I == 1)
      A = 0;
    memcpy(To + I * sizeof(T), &A, sizeof(T));
    memcpy(From + I * sizeof(T), &B, sizeof(T));
  }
}
template <class T, class F> void compare(const char *What, const char *Got, const char *To, const char *From, F Right) {
  for (int I = 0; I < Bytes / (int)sizeof(T); ++I) {
    T A, B, G;
    memcpy(&A, To + I * sizeof(T), sizeof(T));
    memcpy(&B, From + I * sizeof(T), sizeof(T));
    memcpy(&G, Got + I * sizeof(T), sizeof(T));
    if (G != Right(A, B) && ++Failures < 20)
      printf("%s: element %d of %g and %g is %g and not %g\n", What, I, (double)A, (double)B, (double)G, (double)Right(A, B));
  }
}
#define FILL(OP, S, T, ...) fill<T>(&Out[At], &In[At], At), At += Bytes;
#define COMPARE(OP, S, T, ...)                                                 \
  compare<T>(OP "." S, &Out[At], &Before[At], &In[At], [](T a, T b) { return (T)(__VA_ARGS__); }), At += Bytes;
int main() {
  Buffer<char> In(Global * Bytes), Out(Global * Bytes), Before(Global * Bytes);
  {
    int At = 0;
    GLOBAL(FILL)
    memcpy(&Before[0], &Out[0], At);
    In.up(), Out.up();
    toGlobal<<<1, 1>>>(In.Device, Out.Device);
    Out.down();
    At = 0;
    GLOBAL(COMPARE)
  }
  {
    int At = 0;
    SHARED(FILL)
    memcpy(&Before[0], &Out[0], At);
    In.up(), Out.up();
    toShared<<<2, 1>>>(In.Device, Out.Device);
    Out.down();
    At = 0;
    SHARED(COMPARE)
  }
  Buffer<U> Words(32), Got(64);
  for (int I = 0; I < 32; ++I)
    Words[I] = I * I + 5;
  Words.up();
  arrive<<<1, 32>>>(Words.Device, Got.Device);
  Got.down();
  for (int I = 0; I < 32; ++I)
    EXPECT(Got[I] == Words[31 - I] && Got[32 + I] == 2);
  return finish();
}
