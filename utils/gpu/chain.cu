// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A kernel whose time is known to grow with STEPS, and whose result does not
// depend on it: every chain ends at 0.5.
#include <cuda_runtime.h>

constexpr int Steps = 2000;

__global__ void chain_kernel(float *__restrict__ out,
                             const float *__restrict__ in, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count)
    return;
  float x = in[i];
  for (int step = 0; step < Steps; ++step)
    x = fmaf(x, 0.5f, 0.25f);
  out[i] = x;
}

void chain(float *out, const float *in, int count, cudaStream_t stream) {
  chain_kernel<<<(count + 255) / 256, 256, 0, stream>>>(out, in, count);
}
