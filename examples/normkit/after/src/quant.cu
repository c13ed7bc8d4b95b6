// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>

#include "normkit/normkit.h"
#include "normkit/reduce.cuh"

namespace normkit {
namespace {

__global__ void quantize_per_token_kernel(int8_t* __restrict__ output,
                                          float* __restrict__ scales,
                                          const __half* __restrict__ input,
                                          int hidden_size) {
  const int64_t row = (int64_t)blockIdx.x * hidden_size;
  // The row's largest magnitude maps to 127.
  float largest = 0.0f;
  for (int i = threadIdx.x; i < hidden_size; i += blockDim.x)
    largest = fmaxf(largest, fabsf(to_float(input[row + i])));
  largest = block_reduce(largest, Max{}, 0.0f);
  const float scale = largest / 127.0f;
  if (threadIdx.x == 0) scales[blockIdx.x] = scale;
  const float inverse = largest > 0.0f ? 127.0f / largest : 0.0f;
  for (int i = threadIdx.x; i < hidden_size; i += blockDim.x) {
    const float q = rintf(to_float(input[row + i]) * inverse);
    output[row + i] = (int8_t)fminf(fmaxf(q, -127.0f), 127.0f);
  }
}

}  // namespace

void quantize_per_token(int8_t* output, float* scales, const __half* input,
                        int num_tokens, int hidden_size, cudaStream_t stream) {
  if (num_tokens == 0) return;
  const int threads = std::min((hidden_size + 31) / 32 * 32, 512);
  quantize_per_token_kernel<<<num_tokens, threads, 0, stream>>>(
      output, scales, input, hidden_size);
}

}  // namespace normkit
