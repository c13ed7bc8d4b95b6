// Kernels of many shapes: templates, structs by value, lambdas, recursion.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
struct Big {
  int A[20];
  double D;
  char C;
};
template <class T, int N> __global__ void fill(T *Out, Big B, T V, short S) {
  int I = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  int T_ = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  Out[I * blockDim.x * blockDim.y * blockDim.z + T_] =
      V + B.A[19] + T(B.D) + B.C + S + N;
}
template <class F> __global__ void call(F Do, int *Out) {
  Out[threadIdx.x] = Do(threadIdx.x);
}
__device__ int fibonacci(int N) {
  return N < 2 ? N : fibonacci(N - 1) + fibonacci(N - 2);
}
struct Base {
  __device__ virtual int get() { return 1; }
};
struct Derived : Base {
  int V;
  __device__ Derived(int V) : V(V) {}
  __device__ int get() override { return V; }
};
__device__ int pick(Base *B) { return B->get(); }
__global__ void dynamic(int *Out) {
  Base *B = new Derived(threadIdx.x * 5);
  Base Plain;
  Out[threadIdx.x] = pick(threadIdx.x % 2 ? B : &Plain) + fibonacci(10);
  delete B;
}
__global__ void divide(int *Out, int Zero) {
  Out[0] = 5 % Zero;
  Out[1] = 7u / (unsigned)Zero;
}
int main() {
  Buffer<float> B(2 * 3 * 4 * 24);
  Big G{};
  G.A[19] = 5;
  G.D = 2.5;
  G.C = 3;
  fill<float, 7><<<dim3(2, 3, 4), dim3(2, 3, 4)>>>(B.Device, G, 0.5f, -1);
  B.down();
  for (int I = 0; I < B.Count; ++I)
    EXPECT(B[I] == 17);
  Buffer<int> O(32);
  int K = 9;
  call<<<1, 32>>>([=] __device__(int I) { return I * K; }, O.Device);
  O.down();
  for (int I = 0; I < 32; ++I)
    EXPECT(O[I] == 9 * I);
  dynamic<<<1, 32>>>(O.Device);
  O.down();
  for (int I = 0; I < 32; ++I)
    EXPECT(O[I] == (I % 2 ? I * 5 : 1) + 55);
  divide<<<1, 1>>>(O.Device, 0);
  O.down();
  EXPECT(O[0] == 5 && O[1] == -1);
  return finish();
}
