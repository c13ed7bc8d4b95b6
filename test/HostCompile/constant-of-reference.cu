// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: cuda-toolkit
//
// A constant may be read through a reference that is none, as nvcc allows before
// C++23. What is no constant stays an error.
//
// RUN: %perfclaim host-compile -std=c++17 %s -o %t && %t | FileCheck %s
// RUN: not %perfclaim host-compile -std=c++17 -DWRONG %s -o %t.wrong 2>&1 \
// RUN:   | FileCheck %s --check-prefix=WRONG
// WRONG: must be initialized by a constant expression

#include <cstdio>

struct Lens {
  static constexpr float Factor = 4.f;
  float other;
};

__global__ void scale(float *out, Lens by) {
  const Lens &lens = by;
#ifdef WRONG
  constexpr float Inverse = 1.f / lens.other;
#else
  constexpr float Inverse = 1.f / lens.Factor;
#endif
  out[0] = Inverse + lens.other;
}

int main() {
  float *out, host = 0;
  cudaMalloc(&out, sizeof(float));
  scale<<<1, 1>>>(out, Lens{1});
  cudaMemcpy(&host, out, sizeof(float), cudaMemcpyDeviceToHost);
  // CHECK: 1.25
  std::printf("%g\n", host);
}
