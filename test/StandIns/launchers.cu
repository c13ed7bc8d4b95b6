//===- launchers.cu - Launchers on the stand-in for torch -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// A launcher as extensions of torch write them: checks throw with their text,
// dispatch picks the type, guards and streams are accepted, and registration is
// ignored.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s --implicit-check-not="not true"
// CHECK: launchers work
// clang-format on

#include "Inputs/expect.h"
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/extension.h>

template <class T> __global__ void twice(T *Out, const T *In, int N) {
  const int I = blockIdx.x * blockDim.x + threadIdx.x;
  if (I < N)
    Out[I] = In[I] + In[I];
}

template <class T>
__global__ void
sums(at::PackedTensorAccessor32<T, 1, at::RestrictPtrTraits> Out,
     const at::PackedTensorAccessor32<T, 2> In) {
  for (int J = 0; J < In.size(1); ++J)
    gpuAtomicAdd(&Out[threadIdx.x], In[threadIdx.x][J]);
}

static void launch(torch::Tensor &Out, const torch::Tensor &In,
                   const c10::optional<torch::Tensor> &Bias) {
  TORCH_CHECK(Out.sizes() == In.sizes(), "sizes differ: ", Out.sizes());
  TORCH_CHECK(!Bias.has_value());
  const at::cuda::OptionalCUDAGuard Guard(device_of(In));
  const cudaStream_t Stream = at::cuda::getCurrentCUDAStream();
  AT_DISPATCH_FLOATING_TYPES_AND2(
      at::ScalarType::Half, at::ScalarType::BFloat16, In.scalar_type(), "twice",
      [&] {
        twice<scalar_t><<<(In.numel() + 63) / 64, 64, 0, Stream>>>(
            Out.data_ptr<scalar_t>(), In.data_ptr<scalar_t>(), In.numel());
      });
  C10_CUDA_KERNEL_LAUNCH_CHECK();
}

TORCH_LIBRARY(example, m) {
  m.def("launch(Tensor! out, Tensor input) -> ()");
  m.impl("launch", torch::kCUDA, &launch);
}
PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
  m.def("launch", &launch, "twice", py::arg("out"),
        py::arg("input").noconvert().none(false));
}

int main() {
  const auto Floats = torch::TensorOptions().device(torch::kCUDA);
  const torch::Tensor Count = torch::arange(12, Floats).reshape({3, 4});
  for (auto Type :
       {torch::kFloat32, torch::kHalf, torch::kBFloat16, torch::kFloat64}) {
    const torch::Tensor In = Count.to(Type);
    torch::Tensor Out = torch::empty_like(In);
    launch(Out, In, c10::nullopt);
    EXPECT(Out.scalar_type() == Type);
    EXPECT(Out.to(torch::kFloat32)[2][3].item<float>() == 22);
  }
  torch::Tensor Out = torch::empty_like(Count);
  EXPECT(throws<c10::NotImplementedError>(
      [&] { launch(Out, Count, c10::nullopt); },
      "\"twice\" not implemented for 'Long'"));
  torch::Tensor Small = torch::empty({2}, Floats);
  EXPECT(throws<c10::Error>([&] { launch(Small, Count, c10::nullopt); },
                            "sizes differ: [2]"));
  EXPECT(throws<c10::Error>([&] { launch(Out, Count, Out); },
                            "Expected !Bias.has_value() to be true"));
  EXPECT(throws<c10::Error>([&] { C10_CUDA_CHECK(cudaErrorInvalidValue); },
                            "CUDA error"));
  EXPECT(throws<c10::NotImplementedError>([] { at::cuda::CUDAGuard Other(3); },
                                          "the current device only"));
  EXPECT(at::cuda::getCurrentDeviceProperties()->warpSize == 32);

  const torch::Tensor In = Count.to(torch::kFloat32);
  const torch::Tensor Sums = torch::zeros({3}, Floats);
  sums<float>
      <<<1, 3>>>(Sums.packed_accessor32<float, 1, at::RestrictPtrTraits>(),
                 In.packed_accessor32<float, 2>());
  EXPECT(Sums[2].item<float>() == 38);
  if (!Failures)
    std::puts("launchers work");
}
