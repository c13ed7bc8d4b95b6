// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What comes as headers with the toolkit: cub's and thrust's algorithms over the
// device, cuRAND's generators in kernels, NVTX.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <algorithm>
#include <cub/cub.cuh>
#include <curand_kernel.h>
#include <nvtx3/nvToolsExt.h>
#include <thrust/device_vector.h>
#include <thrust/sort.h>
#include <thrust/transform_reduce.h>
#include <vector>

template <class Call> static void withStorage(Call Do) {
  size_t Bytes = 0;
  CUDA(Do(nullptr, Bytes));
  void *Storage;
  CUDA(cudaMalloc(&Storage, Bytes));
  CUDA(Do(Storage, Bytes));
  CUDA(cudaFree(Storage));
}
static void testCub() {
  const int N = 5000;
  Buffer<int> In(N), Sum(1), Scan(N), Sorted(N);
  for (int I = 0; I < N; ++I)
    In[I] = (I * 7919) % 4099 - 2000;
  In.up();
  withStorage([&](void *S, size_t &B) {
    return cub::DeviceReduce::Sum(S, B, In.Device, Sum.Device, N);
  });
  withStorage([&](void *S, size_t &B) {
    return cub::DeviceScan::ExclusiveSum(S, B, In.Device, Scan.Device, N);
  });
  withStorage([&](void *S, size_t &B) {
    return cub::DeviceRadixSort::SortKeys(S, B, In.Device, Sorted.Device, N);
  });
  Sum.down(), Scan.down(), Sorted.down();
  int Total = 0;
  std::vector<int> Right(In.Host, In.Host + N);
  for (int I = 0; I < N; Total += In[I++])
    EXPECT(Scan[I] == Total);
  EXPECT(Sum[0] == Total);
  std::sort(Right.begin(), Right.end());
  EXPECT(std::equal(Right.begin(), Right.end(), Sorted.Host));
}
struct Square {
  __host__ __device__ long long operator()(int V) const { return (long long)V * V; }
};
static void testThrust() {
  thrust::device_vector<int> V(1000);
  for (int I = 0; I < 1000; ++I)
    V[I] = (I * 37) % 1000;
  thrust::sort(V.begin(), V.end(), thrust::greater<int>());
  EXPECT(V[0] == 999 && V[500] == 499 && V[999] == 0);
  EXPECT(thrust::transform_reduce(V.begin(), V.end(), Square(), 0ll,
                                  thrust::plus<long long>()) == 332833500);
}
__global__ void draw(unsigned *Bits, float *Normal) {
  int T = blockIdx.x * blockDim.x + threadIdx.x;
  curandStatePhilox4_32_10_t P;
  curand_init(1234, T, 0, &P);
  Bits[T] = curand(&P);
  curandState X;
  curand_init(99, T, 0, &X);
  Normal[T] = curand_normal(&X);
}
__global__ void known(unsigned *Words) {
  curandStatePhilox4_32_10_t P;
  curand_init(0, 0, 0, &P);
  for (int I = 0; I < 4; ++I)
    Words[I] = curand(&P);
}
static void testRandom() {
  const int N = 4096;
  Buffer<unsigned> Bits(N);
  Buffer<float> Normal(N);
  draw<<<N / 256, 256>>>(Bits.Device, Normal.Device);
  Bits.down(), Normal.down();
  double Mean = 0, Square = 0;
  for (int I = 0; I < N; ++I)
    Mean += Normal[I] / N, Square += Normal[I] * Normal[I] / N;
  EXPECT(Mean < 0.05 && Mean > -0.05 && Square > 0.93 && Square < 1.07);
  std::sort(Bits.Host, Bits.Host + N);
  EXPECT(std::unique(Bits.Host, Bits.Host + N) - Bits.Host > N - 4);
  // The first known answer of Random123: key and counter 0.
  Buffer<unsigned> Known(4);
  known<<<1, 1>>>(Known.Device);
  Known.down();
  EXPECT(Known[0] == 0x6627e8d5 && Known[1] == 0xe169c58d &&
         Known[2] == 0xbc57ac4c && Known[3] == 0x9b00dbd8);
}
int main() {
  nvtxRangePushA("all");
  testCub();
  testThrust();
  testRandom();
  nvtxRangePop();
  return finish();
}
