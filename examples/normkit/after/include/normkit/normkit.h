// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Normalisation and quantisation for transformer inference. All pointers are
// device pointers; matrices are row major, one row of hidden_size per token.
#ifndef NORMKIT_NORMKIT_H
#define NORMKIT_NORMKIT_H

#include <cstdint>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

namespace normkit {

// output = input / rms(input) * weight
void rms_norm(float* output, const float* input, const float* weight,
              float epsilon, int num_tokens, int hidden_size,
              cudaStream_t stream);
void rms_norm(__half* output, const __half* input, const __half* weight,
              float epsilon, int num_tokens, int hidden_size,
              cudaStream_t stream);

// residual += input; input = residual / rms(residual) * weight
void fused_add_rms_norm(float* input, float* residual, const float* weight,
                        float epsilon, int num_tokens, int hidden_size,
                        cudaStream_t stream);
void fused_add_rms_norm(__half* input, __half* residual, const __half* weight,
                        float epsilon, int num_tokens, int hidden_size,
                        cudaStream_t stream);

// Symmetric int8 with one scale per token: output = round(input / scale).
void quantize_per_token(int8_t* output, float* scales, const __half* input,
                        int num_tokens, int hidden_size, cudaStream_t stream);

}  // namespace normkit

#endif
