// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// g++ takes host code that Clang does not, here a comparison of vectors with an
// operator of the program in reach. Where nothing calls it, it can be left out;
// where something does, the linker says so.
// REQUIRES: cuda-toolkit
// RUN: not %perfclaim host-compile %s -o %t 2>&1 | FileCheck %s --check-prefix=REJECTED
// RUN: %perfclaim host-compile --leave-out-rejected-bodies %s -o %t 2>&1 | FileCheck %s --check-prefix=LEFT
// RUN: %t | FileCheck %s
// RUN: not %perfclaim host-compile --leave-out-rejected-bodies -DCALLED %s -o %t 2>&1 | FileCheck %s --check-prefix=CALLED
// A body of the device is never left out.
// RUN: not %perfclaim host-compile --leave-out-rejected-bodies -DDEVICE %s -o %t 2>&1 | FileCheck %s --check-prefix=DEVICE
#include <cstdio>
#include <xmmintrin.h>
struct Wrapped {
  __m128 V;
  Wrapped(__m128 V) : V(V) {}
  operator __m128() const { return V; }
};
static inline Wrapped operator<(const Wrapped &A, const Wrapped &B) {
  return _mm_cmplt_ps(A.V, B.V);
}
// REJECTED: rejected-bodies.cu:[[@LINE+4]]:{{.*}} ambiguous
// LEFT: rejected-bodies.cu: Clang rejects the body of 'Search<Wrapped>::less', which is left out
template <class T> struct Search {
  T Value;
  Wrapped less(__m128 Other) { return Value < Other; }
};
int fine(int X) { return X + 1; }
__global__ void kernel(int *Out) {
#ifdef DEVICE
  *Out = nullptr; // DEVICE: 1 errors in the view of the device
#endif
  *Out = 5;
}
// CALLED: undefined reference to {{.*}}less
Wrapped instance(Search<Wrapped> &S, __m128 V) {
#ifdef CALLED
  return S.less(V);
#else
  return S.Value;
#endif
}
template struct Search<Wrapped>;
int main() {
  int *Out, Host = 0;
  cudaMalloc(&Out, sizeof Host);
  kernel<<<1, 1>>>(Out);
  cudaMemcpy(&Host, Out, sizeof Host, cudaMemcpyDeviceToHost);
  std::printf("%d\n", fine(Host)); // CHECK: 6
}
