// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// REQUIRES: cuda-toolkit
//
// A trait that only the device's code has: the two passes choose another
// overload of a kernel for the same launch. What was compiled for the device
// runs, as nvcc has it, whose host side asks for kernels by the device's names.
//
// RUN: %perfclaim host-compile --arch=sm_80 %s -o %t && %t | FileCheck %s
// CHECK: 4-byte 2
// CHECK: 2-byte 1
// CHECK: no error

#include <cstdio>
#include <type_traits>

namespace shapes {
struct Small {
  unsigned short Bits;
};
template <typename T> struct Traits {
  static constexpr bool Packed = false;
};
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
template <> struct Traits<Small> {
  static constexpr bool Packed = true;
};
#endif

template <typename T, int Width>
__global__ std::enable_if_t<(Width > 0) && Traits<T>::Packed> set(T *Out,
                                                                  int *Which) {
  *Which = 1;
}
template <typename T, int Width>
__global__ std::enable_if_t<Width == 0 || !Traits<T>::Packed> set(T *Out,
                                                                  int *Which) {
  *Which = 2;
}
} // namespace shapes

template <typename T> int run() {
  T *Out = nullptr;
  int *Which = nullptr;
  cudaMalloc(&Out, sizeof(T));
  cudaMallocManaged(&Which, sizeof(int));
  shapes::set<T, 8><<<1, 1>>>(Out, Which);
  cudaDeviceSynchronize();
  return *Which;
}

int main() {
  std::printf("4-byte %d\n", run<float>());
  std::printf("2-byte %d\n", run<shapes::Small>());
  std::printf("%s\n", cudaGetErrorString(cudaGetLastError()));
}
