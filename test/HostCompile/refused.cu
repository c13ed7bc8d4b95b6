// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the backend does not know is refused by instruction and line, before any
// code is generated.
// REQUIRES: cuda-toolkit
// RUN: not %perfclaim host-compile %s -o %t 2>&1 | FileCheck %s
// RUN: not ls %t
__global__ void known(int *P) { asm("add.s32 %0, %0, 1;" : "+r"(P[0])); }
// CHECK: error: {{.*}}refused.cu:[[@LINE+2]]: {{.*}}'tcgen05.fence::before_thread_sync': tensor memory, which sm_100 has, is not there on a CPU; this is not testable here
__global__ void unknown() {
  asm volatile("tcgen05.fence::before_thread_sync;");
}
// All of a unit are said at once.
// CHECK: error: {{.*}}refused.cu:[[@LINE+2]]: {{.*}}'multimem.red.relaxed.gpu.global.add.u32 [$0], $1': memory of several devices is not there on a CPU; this is not testable here
__global__ void several(unsigned *P) {
  asm volatile("multimem.red.relaxed.gpu.global.add.u32 [%0], %1;" ::"l"(P), "r"(1));
}
// Floats of 4 bits need the kind that sm_120 has for them.
// CHECK: error: {{.*}}refused.cu:[[@LINE+3]]: {{.*}}: the kind is not known for these types
__global__ void kindless(float *D, const unsigned *A) {
  float d[4] = {};
  asm volatile(
      "mma.sync.aligned.m16n8k32.row.col.f32.e2m1.e2m1.f32 {%0,%1,%2,%3}, {%4,%4,%4,%4}, {%4,%4}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]) : "r"(*A));
  *D = d[0] + d[1] + d[2] + d[3];
}
int main() { unknown<<<1, 1>>>(); }
