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

// `width` neighbours that are loaded and stored at once.
template <typename scalar_t, int width>
struct alignas(width * sizeof(scalar_t)) Packed {
  scalar_t data[width];
};

// The row length is a multiple of `width`, and the pointers are aligned for it.
template <typename scalar_t, int width>
__global__ void fused_add_rms_norm_kernel(scalar_t* __restrict__ input,
                                          scalar_t* __restrict__ residual,
                                          const scalar_t* __restrict__ weight,
                                          float epsilon, int hidden_size) {
  using Vector = Packed<scalar_t, width>;
  const int vectors = hidden_size / width;
  const int64_t row = (int64_t)blockIdx.x * vectors;
  Vector* input_row = reinterpret_cast<Vector*>(input) + row;
  Vector* residual_row = reinterpret_cast<Vector*>(residual) + row;
  const Vector* weight_row = reinterpret_cast<const Vector*>(weight);

  float square_sum = 0.0f;
  for (int i = threadIdx.x; i < vectors; i += blockDim.x) {
    const Vector x = input_row[i];
    Vector r = residual_row[i];
#pragma unroll
    for (int j = 0; j < width; ++j) {
      const float sum = to_float(x.data[j]) + to_float(r.data[j]);
      r.data[j] = from_float<scalar_t>(sum);
      square_sum += sum * sum;
    }
    residual_row[i] = r;
  }
  square_sum = block_reduce(square_sum, Sum{}, 0.0f);
  const float scale = rsqrtf(square_sum / hidden_size + epsilon);
  for (int i = threadIdx.x; i < vectors; i += blockDim.x) {
    const Vector r = residual_row[i];
    const Vector w = weight_row[i];
    Vector out;
#pragma unroll
    for (int j = 0; j < width; ++j)
      out.data[j] = from_float<scalar_t>(to_float(r.data[j]) * scale *
                                         to_float(w.data[j]));
    input_row[i] = out;
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

bool aligned_to(const void* pointer, size_t bytes) {
  return reinterpret_cast<uintptr_t>(pointer) % bytes == 0;
}

template <typename scalar_t>
void launch_fused_add_rms_norm(scalar_t* input, scalar_t* residual,
                               const scalar_t* weight, float epsilon,
                               int num_tokens, int hidden_size,
                               cudaStream_t stream) {
  if (num_tokens == 0) return;
  constexpr int width = 16 / sizeof(scalar_t);
  // A few rows cannot fill the device: finish each as fast as possible. With
  // many, smaller blocks hide each other's latency around the reduction.
  const int max_block_size = (num_tokens < 320) ? 1024 : 256;
  dim3 grid(num_tokens);
  if (hidden_size % width == 0 && aligned_to(input, 16) &&
      aligned_to(residual, 16) && aligned_to(weight, 16)) {
    dim3 block(block_size(hidden_size / width, max_block_size));
    fused_add_rms_norm_kernel<scalar_t, width><<<grid, block, 0, stream>>>(
        input, residual, weight, epsilon, hidden_size);
  } else {
    dim3 block(block_size(hidden_size, max_block_size));
    fused_add_rms_norm_kernel<scalar_t, 1><<<grid, block, 0, stream>>>(
        input, residual, weight, epsilon, hidden_size);
  }
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
