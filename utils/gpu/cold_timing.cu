//===- cold_timing.cu - A kernel timed cold, written by hand ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What perfclaim's medians are held against: isolated samples, each after a
/// flush of the L2 cache, enqueued behind a kernel that blocks the stream until
/// the host has enqueued all of it, so that no launch latency is in the time.
/// Shares no line with the benchmark's runtime.
///
/// usage: cold_timing rms TOKENS HIDDEN | chain COUNT
/// Prints the median in microseconds.
///
//===----------------------------------------------------------------------===//

#include "chain.cu"
#include "src/norm.cu"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

namespace {

void check(cudaError_t Error, const char *Doing) {
  if (Error == cudaSuccess)
    return;
  std::fprintf(stderr, "cold_timing: %s: %s\n", Doing,
               cudaGetErrorString(Error));
  std::exit(1);
}

__global__ void block(const volatile int *Go) {
  while (!*Go)
    ;
}

template <class T> T *onDevice(std::size_t Count, unsigned Seed) {
  std::mt19937 Random(Seed);
  std::uniform_real_distribution<float> Any(-1, 1);
  std::vector<T> Values(Count);
  for (T &Value : Values)
    Value = T(Any(Random));
  T *Memory = nullptr;
  check(cudaMalloc(&Memory, Count * sizeof(T)), "allocate");
  check(cudaMemcpy(Memory, Values.data(), Count * sizeof(T),
                   cudaMemcpyHostToDevice),
        "copy");
  return Memory;
}

template <class Restore, class Run>
double coldMedian(const Restore &BeforeEach, const Run &Timed) {
  constexpr int WarmUp = 20, Samples = 600;
  cudaStream_t Stream;
  cudaEvent_t Start, Stop;
  check(cudaStreamCreate(&Stream), "stream");
  check(cudaEventCreate(&Start), "event");
  check(cudaEventCreate(&Stop), "event");
  int L2 = 0;
  check(cudaDeviceGetAttribute(&L2, cudaDevAttrL2CacheSize, 0), "attribute");
  void *Flush = nullptr;
  check(cudaMalloc(&Flush, 2 * std::size_t(L2)), "flush");
  int *Go = nullptr;
  check(cudaHostAlloc(&Go, sizeof *Go, cudaHostAllocMapped), "flag");
  std::vector<double> Times;
  for (int I = 0; I != WarmUp + Samples; ++I) {
    BeforeEach(Stream);
    check(cudaMemsetAsync(Flush, 0, 2 * std::size_t(L2), Stream), "flush");
    *Go = 0;
    block<<<1, 1, 0, Stream>>>(Go);
    check(cudaEventRecord(Start, Stream), "record");
    Timed(Stream);
    check(cudaEventRecord(Stop, Stream), "record");
    *static_cast<volatile int *>(Go) = 1;
    check(cudaStreamSynchronize(Stream), "run");
    float Milliseconds = 0;
    check(cudaEventElapsedTime(&Milliseconds, Start, Stop), "elapsed");
    if (I >= WarmUp)
      Times.push_back(1e3 * Milliseconds);
  }
  std::nth_element(Times.begin(), Times.begin() + Samples / 2, Times.end());
  return Times[Samples / 2];
}

double timeNorm(int Tokens, int Hidden) {
  const std::size_t Count = std::size_t(Tokens) * Hidden;
  __half *Input = onDevice<__half>(Count, 1);
  __half *Residual = onDevice<__half>(Count, 2);
  const __half *Weight = onDevice<__half>(Hidden, 3);
  const __half *FirstInput = onDevice<__half>(Count, 1);
  const __half *FirstResidual = onDevice<__half>(Count, 2);
  const std::size_t Bytes = Count * sizeof(__half);
  return coldMedian(
      [&](cudaStream_t Stream) {
        check(cudaMemcpyAsync(Input, FirstInput, Bytes,
                              cudaMemcpyDeviceToDevice, Stream),
              "restore");
        check(cudaMemcpyAsync(Residual, FirstResidual, Bytes,
                              cudaMemcpyDeviceToDevice, Stream),
              "restore");
      },
      [&](cudaStream_t Stream) {
        normkit::fused_add_rms_norm(Input, Residual, Weight, 1e-5f, Tokens,
                                    Hidden, Stream);
      });
}

double timeChain(int Count) {
  float *Out = onDevice<float>(Count, 1);
  const float *In = onDevice<float>(Count, 2);
  return coldMedian(
      [](cudaStream_t) {},
      [&](cudaStream_t Stream) { chain(Out, In, Count, Stream); });
}

} // namespace

int main(int Count, char **Texts) {
  double Median = 0;
  if (Count == 4 && !std::strcmp(Texts[1], "rms"))
    Median = timeNorm(std::atoi(Texts[2]), std::atoi(Texts[3]));
  else if (Count == 3 && !std::strcmp(Texts[1], "chain"))
    Median = timeChain(std::atoi(Texts[2]));
  else {
    std::fprintf(stderr,
                 "usage: cold_timing rms TOKENS HIDDEN | chain COUNT\n");
    return 5;
  }
  std::printf("%.3f\n", Median);
}
