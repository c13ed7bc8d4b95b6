// Atomics of every width and scope, also across blocks.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cuda_fp16.h>
#include <cuda/atomic>
struct Sums {
  int I, Min, Max, And, Or, Xor, Cas, Exch;
  unsigned Inc, Dec, U;
  unsigned long long L, LMax;
  float F;
  double D;
  int Block, System;
  __half2 H;
  int Cxx;
  unsigned short S;
};
__global__ void all(Sums *S) {
  int T = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(&S->I, 1);
  atomicMin(&S->Min, -T);
  atomicMax(&S->Max, T);
  atomicAnd(&S->And, ~(T & 15));
  atomicOr(&S->Or, T);
  atomicXor(&S->Xor, T);
  atomicInc(&S->Inc, 99);
  atomicDec(&S->Dec, 99);
  atomicAdd(&S->L, 1ull << 33);
  atomicMax(&S->LMax, (unsigned long long)T << 40);
  atomicAdd(&S->F, 0.5f);
  atomicAdd(&S->D, 0.25);
  atomicAdd_block(&S->Block, 1);
  atomicAdd_system(&S->System, 1);
  atomicAdd(&S->H, __floats2half2_rn(1, 0.5f));
  atomicExch(&S->Exch, 42);
  cuda::atomic_ref<int, cuda::thread_scope_device> R(S->Cxx);
  R.fetch_add(2, cuda::memory_order_relaxed);
  int Old = S->Cas, Seen;
  do {
    Seen = Old;
    Old = atomicCAS(&S->Cas, Seen, Seen + 3);
  } while (Old != Seen);
}
int main() {
  Buffer<Sums> B(1);
  B[0] = Sums{};
  B[0].And = -1;
  B.up();
  all<<<8, 128>>>(B.Device);
  B.down();
  Sums &S = B[0];
  EXPECT(S.I == 1024 && S.Min == -1023 && S.Max == 1023);
  EXPECT(S.And == ~15 && S.Or == 1023 && S.Xor == 0);
  EXPECT(S.Inc == 1024 % 100 && S.Dec == (100 - 1024 % 100) % 100);
  EXPECT(S.L == 1024ull << 33 && S.LMax == 1023ull << 40);
  EXPECT(S.F == 512 && S.D == 256);
  EXPECT(S.Block == 1024 && S.System == 1024);
  EXPECT(__low2float(S.H) == 1024 && __high2float(S.H) == 512);
  EXPECT(S.Exch == 42 && S.Cxx == 2048 && S.Cas == 3072);
  return finish();
}
