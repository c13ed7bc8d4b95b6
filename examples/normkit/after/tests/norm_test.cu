// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares fused_add_rms_norm with a straightforward computation on the host.
#include <cmath>
#include <cstdio>
#include <vector>

#include "normkit/normkit.h"

namespace {

template <typename T>
T* to_device(const std::vector<T>& host) {
  T* device = nullptr;
  cudaMalloc(&device, host.size() * sizeof(T));
  cudaMemcpy(device, host.data(), host.size() * sizeof(T),
             cudaMemcpyHostToDevice);
  return device;
}

bool agrees(int num_tokens, int hidden_size) {
  const float epsilon = 1e-6f;
  const size_t count = (size_t)num_tokens * hidden_size;
  std::vector<float> input(count), residual(count), weight(hidden_size);
  unsigned state = 12345;
  auto next = [&state] {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) / 8388608.0f - 1.0f;
  };
  for (float& value : input) value = next();
  for (float& value : residual) value = next();
  for (float& value : weight) value = 1.0f + 0.1f * next();

  float* d_input = to_device(input);
  float* d_residual = to_device(residual);
  float* d_weight = to_device(weight);
  normkit::fused_add_rms_norm(d_input, d_residual, d_weight, epsilon,
                              num_tokens, hidden_size, nullptr);
  std::vector<float> output(count);
  cudaMemcpy(output.data(), d_input, count * sizeof(float),
             cudaMemcpyDeviceToHost);
  cudaFree(d_input);
  cudaFree(d_residual);
  cudaFree(d_weight);

  for (int token = 0; token < num_tokens; ++token) {
    const size_t row = (size_t)token * hidden_size;
    double square_sum = 0.0;
    for (int i = 0; i < hidden_size; ++i) {
      const double x = (double)input[row + i] + residual[row + i];
      square_sum += x * x;
    }
    const double scale = 1.0 / std::sqrt(square_sum / hidden_size + epsilon);
    for (int i = 0; i < hidden_size; ++i) {
      const double x = (double)input[row + i] + residual[row + i];
      if (std::fabs(output[row + i] - x * scale * weight[i]) > 1e-4) {
        std::printf("token %d, element %d differ at %d x %d\n", token, i,
                    num_tokens, hidden_size);
        return false;
      }
    }
  }
  return true;
}

}  // namespace

int main() {
  bool good = true;
  // Both sides of the block size heuristic, and a row that does not vectorise.
  for (int num_tokens : {1, 83, 319, 320, 1024})
    for (int hidden_size : {768, 771, 4096, 5120})
      good = agrees(num_tokens, hidden_size) && good;
  std::puts(good ? "norm_test: passed" : "norm_test: failed");
  return good ? 0 : 1;
}
