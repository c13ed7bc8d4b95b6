// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <algorithm>

#include "normkit/normkit.h"
#include "normkit/reduce.cuh"

namespace normkit {
namespace {

template <typename scalar_t>
__global__ void rms_norm_kernel(scalar_t* __restrict__ output,
                                const scalar_t* __restrict__ input,
                                const scalar_t* __restrict__ weight,
                                float epsilon, int hidden_size) {
  const int64_t row = (int64_t)blockIdx.x * hidden_size;
  float square_sum = 0.0f;
  for (int i = threadIdx.x; i < hidden_size; i += blockDim.x) {
    const float x = to_float(input[row + i]);
    square_sum += x * x;
  }
  square_sum = block_reduce(square_sum, Sum{}, 0.0f);
  const float scale = rsqrtf(square_sum / hidden_size + epsilon);
  for (int i = threadIdx.x; i < hidden_size; i += blockDim.x) {
    const float x = to_float(input[row + i]);
    output[row + i] = from_float<scalar_t>(x * scale * to_float(weight[i]));
  }
}

template <typename scalar_t>
__global__ void fused_add_rms_norm_kernel(scalar_t* __restrict__ input,
                                          scalar_t* __restrict__ residual,
                                          const scalar_t* __restrict__ weight,
                                          float epsilon, int hidden_size) {
  const int64_t row = (int64_t)blockIdx.x * hidden_size;
  float square_sum = 0.0f;
  for (int i = threadIdx.x; i < hidden_size; i += blockDim.x) {
    const float sum = to_float(input[row + i]) + to_float(residual[row + i]);
    residual[row + i] = from_float<scalar_t>(sum);
    square_sum += sum * sum;
  }
  square_sum = block_reduce(square_sum, Sum{}, 0.0f);
  const float scale = rsqrtf(square_sum / hidden_size + epsilon);
  for (int i = threadIdx.x; i < hidden_size; i += blockDim.x) {
    const float x = to_float(residual[row + i]);
    input[row + i] = from_float<scalar_t>(x * scale * to_float(weight[i]));
  }
}

// Threads for one row: whole warps, no more than the row can use.
int block_size(int work, int limit) {
  return std::min((work + 31) / 32 * 32, limit);
}

template <typename scalar_t>
void launch_rms_norm(scalar_t* output, const scalar_t* input,
                     const scalar_t* weight, float epsilon, int num_tokens,
                     int hidden_size, cudaStream_t stream) {
  if (num_tokens == 0) return;
  dim3 grid(num_tokens);
  dim3 block(block_size(hidden_size, 1024));
  rms_norm_kernel<scalar_t><<<grid, block, 0, stream>>>(
      output, input, weight, epsilon, hidden_size);
}

template <typename scalar_t>
void launch_fused_add_rms_norm(scalar_t* input, scalar_t* residual,
                               const scalar_t* weight, float epsilon,
                               int num_tokens, int hidden_size,
                               cudaStream_t stream) {
  if (num_tokens == 0) return;
  dim3 grid(num_tokens);
  dim3 block(block_size(hidden_size, 1024));
  fused_add_rms_norm_kernel<scalar_t><<<grid, block, 0, stream>>>(
      input, residual, weight, epsilon, hidden_size);
}

}  // namespace

void rms_norm(float* output, const float* input, const float* weight,
              float epsilon, int num_tokens, int hidden_size,
              cudaStream_t stream) {
  launch_rms_norm(output, input, weight, epsilon, num_tokens, hidden_size,
                  stream);
}

void rms_norm(__half* output, const __half* input, const __half* weight,
              float epsilon, int num_tokens, int hidden_size,
              cudaStream_t stream) {
  launch_rms_norm(output, input, weight, epsilon, num_tokens, hidden_size,
                  stream);
}

void fused_add_rms_norm(float* input, float* residual, const float* weight,
                        float epsilon, int num_tokens, int hidden_size,
                        cudaStream_t stream) {
  launch_fused_add_rms_norm(input, residual, weight, epsilon, num_tokens,
                            hidden_size, stream);
}

void fused_add_rms_norm(__half* input, __half* residual, const __half* weight,
                        float epsilon, int num_tokens, int hidden_size,
                        cudaStream_t stream) {
  launch_fused_add_rms_norm(input, residual, weight, epsilon, num_tokens,
                            hidden_size, stream);
}

}  // namespace normkit
