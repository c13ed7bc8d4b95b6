// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef NORMKIT_REDUCE_CUH
#define NORMKIT_REDUCE_CUH

#include <cuda_fp16.h>

namespace normkit {

struct Sum {
  __device__ float operator()(float a, float b) const { return a + b; }
};

struct Max {
  __device__ float operator()(float a, float b) const { return fmaxf(a, b); }
};

// Reduces over a block of at most 1024 threads, whole warps only. Every thread
// gets the result. `identity` is the value that `op` leaves others unchanged by.
template <typename Op>
__device__ float block_reduce(float value, Op op, float identity) {
  __shared__ float partial[32];
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32;
  const int warps = blockDim.x / 32;
  for (int offset = 16; offset > 0; offset /= 2)
    value = op(value, __shfl_xor_sync(0xffffffffu, value, offset));
  if (lane == 0) partial[warp] = value;
  __syncthreads();
  value = lane < warps ? partial[lane] : identity;
  for (int offset = 16; offset > 0; offset /= 2)
    value = op(value, __shfl_xor_sync(0xffffffffu, value, offset));
  __syncthreads();
  return value;
}

__device__ inline float to_float(float value) { return value; }
__device__ inline float to_float(__half value) { return __half2float(value); }

template <typename scalar_t>
__device__ scalar_t from_float(float value);
template <>
__device__ inline float from_float<float>(float value) {
  return value;
}
template <>
__device__ inline __half from_float<__half>(float value) {
  return __float2half(value);
}

}  // namespace normkit

#endif
