// What every test here ends with.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>
#define CUDA(CALL)                                                             \
  do {                                                                         \
    cudaError_t E = (CALL);                                                    \
    if (E != cudaSuccess) {                                                    \
      printf("%s: %s\n", #CALL, cudaGetErrorString(E));                        \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)
static int Failures;
#define EXPECT(CONDITION)                                                      \
  do {                                                                         \
    if (!(CONDITION) && ++Failures < 10)                                       \
      printf("line %d: %s does not hold\n", __LINE__, #CONDITION);             \
  } while (0)
template <class T> struct Buffer {
  T *Device, *Host;
  int Count;
  explicit Buffer(int N) : Count(N) {
    CUDA(cudaMalloc(&Device, N * sizeof(T)));
    Host = (T *)calloc(N, sizeof(T));
  }
  void up() {
    CUDA(cudaMemcpy(Device, Host, Count * sizeof(T), cudaMemcpyHostToDevice));
  }
  void down() {
    CUDA(cudaDeviceSynchronize());
    CUDA(cudaMemcpy(Host, Device, Count * sizeof(T), cudaMemcpyDeviceToHost));
  }
  T &operator[](int I) { return Host[I]; }
};
static int finish() {
  if (Failures == 0)
    printf("ok\n");
  return Failures != 0;
}
