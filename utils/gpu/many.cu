// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many launches that each take less than the host needs for one. What the host
// does in between leaves the time of the device alone, if its queue is full.
#include <chrono>
#include <cuda_runtime.h>

constexpr int Launches = 100;
constexpr int HostMicroseconds = 0;

__global__ void next_kernel(float *__restrict__ out,
                            const float *__restrict__ in, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count)
    out[i] = 0.5f * in[i] + 0.25f;
}

void many(float *out, const float *in, int count, cudaStream_t stream) {
  for (int launch = 0; launch < Launches; ++launch) {
    const auto until = std::chrono::steady_clock::now() +
                       std::chrono::microseconds(HostMicroseconds);
    while (std::chrono::steady_clock::now() < until) {
    }
    next_kernel<<<(count + 255) / 256, 256, 0, stream>>>(out, in, count);
  }
}
