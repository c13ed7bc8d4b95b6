// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CPU time of kernels on the host backend against the same work as plain C++
// loops on one core:
//
//   perfclaim host-compile -O3 utils/host-backend-cost.cu -o cost
//   PERFCLAIM_HOST_WORKERS=1 ./cost
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

constexpr int Size = 1 << 22;

static double seconds() {
  timespec Now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &Now);
  return Now.tv_sec + Now.tv_nsec * 1e-9;
}

/// The best of three, in nanoseconds for an element.
template <class Work> static double cost(Work Do, int Count) {
  double Best = 1e9;
  for (int I = 0; I != 3; ++I) {
    const double Begin = seconds();
    Do();
    Best = std::min(Best, seconds() - Begin);
  }
  return Best / Count * 1e9;
}

static void row(const char *What, double Kernel, double Loop, bool Agree) {
  std::printf("| %s | %.2f | %.2f | %.1f |%s\n", What, Kernel, Loop,
              Kernel / Loop, Agree ? "" : " results differ");
}

__global__ void add(const float *A, const float *B, float *C) {
  const int I = blockIdx.x * blockDim.x + threadIdx.x;
  C[I] = A[I] + B[I];
}

__global__ void series(const float *A, float *C) {
  const int I = blockIdx.x * blockDim.x + threadIdx.x;
  float X = A[I], Sum = 0;
  for (int K = 0; K != 64; ++K)
    Sum = Sum * X + 1.0f / (K + 1);
  C[I] = Sum;
}

/// Sums of 256 elements, in shared memory with eight barriers.
__global__ void reduce(const float *A, float *Sums) {
  __shared__ float Part[256];
  const int I = threadIdx.x;
  Part[I] = A[blockIdx.x * 256 + I];
  for (int Half = 128; Half; Half /= 2) {
    __syncthreads();
    if (I < Half)
      Part[I] += Part[I + Half];
  }
  if (I == 0)
    Sums[blockIdx.x] = Part[0];
}

/// Sums of 32 elements by shuffles.
__global__ void shuffle(const float *A, float *Sums) {
  const int I = blockIdx.x * blockDim.x + threadIdx.x;
  float V = A[I];
  for (int Half = 16; Half; Half /= 2)
    V += __shfl_down_sync(~0u, V, Half);
  if (I % 32 == 0)
    Sums[I / 32] = V;
}

/// Not inlined into what times it, as a kernel is not.
__attribute__((noinline)) static void addLoop(const float *A, const float *B,
                                              float *C) {
  for (int I = 0; I != Size; ++I)
    C[I] = A[I] + B[I];
}
__attribute__((noinline)) static void seriesLoop(const float *A, float *C) {
  for (int I = 0; I != Size; ++I) {
    float Sum = 0;
    for (int K = 0; K != 64; ++K)
      Sum = Sum * A[I] + 1.0f / (K + 1);
    C[I] = Sum;
  }
}
__attribute__((noinline)) static void sumLoop(const float *A, float *Sums,
                                              int Each) {
  for (int I = 0; I != Size / Each; ++I) {
    float Sum = 0;
    for (int K = 0; K != Each; ++K)
      Sum += A[I * Each + K];
    Sums[I] = Sum;
  }
}

static bool close(const std::vector<float> &A, const float *B, size_t Count) {
  for (size_t I = 0; I != Count; ++I)
    if (std::fabs(A[I] - B[I]) > 1e-3f * (1 + std::fabs(A[I])))
      return false;
  return true;
}

int main() {
  float *A, *B, *C;
  cudaMallocManaged(&A, Size * 4);
  cudaMallocManaged(&B, Size * 4);
  cudaMallocManaged(&C, Size * 4);
  for (int I = 0; I != Size; ++I) {
    A[I] = (I * 37 % 1000) * 0.0005f;
    B[I] = I % 17;
  }
  std::vector<float> Plain(Size);
  std::printf("| work | kernel, ns | loop, ns | ratio |\n");
  double K = cost([&] { add<<<Size / 256, 256>>>(A, B, C); }, Size);
  double L = cost([&] { addLoop(A, B, Plain.data()); }, Size);
  row("add two vectors, an element", K, L, close(Plain, C, Size));
  K = cost([&] { series<<<Size / 256, 256>>>(A, C); }, Size);
  L = cost([&] { seriesLoop(A, Plain.data()); }, Size);
  row("64 steps of a series, an element", K, L, close(Plain, C, Size));
  K = cost([&] { reduce<<<Size / 256, 256>>>(A, C); }, Size);
  L = cost([&] { sumLoop(A, Plain.data(), 256); }, Size);
  row("sum of 256 with 8 barriers, an element", K, L,
      close(Plain, C, Size / 256));
  K = cost([&] { shuffle<<<Size / 256, 256>>>(A, C); }, Size);
  L = cost([&] { sumLoop(A, Plain.data(), 32); }, Size);
  row("sum of 32 with 5 shuffles, an element", K, L,
      close(Plain, C, Size / 32));
}
