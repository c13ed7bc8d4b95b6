// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Programs that were written for old CUDA run with the names it had: texture
// references, cudaThread*, shuffles without a mask, lost fields of properties.
//
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile %s -o %t
// RUN: %t | FileCheck %s

#include <cstdio>
#include <cuda_runtime.h>

texture<float, 1, cudaReadModeElementType> Linear;
texture<int2> Pairs;
static texture<unsigned char, cudaTextureType2D, cudaReadModeNormalizedFloat>
    Picture;
texture<float, 2> Smooth;

__global__ void read(float *Out) {
  const int I = threadIdx.x;
  Out[I] = tex1Dfetch(Linear, I) + tex1Dfetch(Pairs, I).y;
}
__global__ void outside(float *Out) { Out[0] = tex1Dfetch(Linear, 4); }
__global__ void look(float *Out) {
  // Texel (1, 1), and one that is clamped to the last of row 0.
  Out[0] = tex2D(Picture, 1.5f, 1.5f);
  Out[1] = tex2D(Picture, 9.5f, 0.5f);
  // Halfway between the centres of two texels.
  Out[2] = tex2D(Smooth, 1.0f, 0.5f);
}
__global__ void rotate(int *Out) {
  Out[threadIdx.x] = __shfl(threadIdx.x, threadIdx.x + 1, 4);
}

__constant__ int Weights[2];
__device__ char Letters[4];
__global__ void weigh(int *Out) {
  Out[0] = Weights[0] * 10 + Weights[1] + Letters[1];
}

int main() {
  float Host[4] = {1, 2, 3, 4}, Result[4] = {};
  int2 Two[4] = {{0, 10}, {0, 20}, {0, 30}, {0, 40}};
  float *Data, *Out;
  int2 *Ints;
  cudaMalloc((void **)&Data, sizeof Host);
  cudaMalloc((void **)&Ints, sizeof Two);
  cudaMalloc((void **)&Out, sizeof Result);
  cudaMemcpy(Data, Host, sizeof Host, cudaMemcpyHostToDevice);
  cudaMemcpy(Ints, Two, sizeof Two, cudaMemcpyHostToDevice);
  cudaBindTexture(0, Linear, Data, sizeof Host);
  cudaChannelFormatDesc OfPairs = cudaCreateChannelDesc<int2>();
  cudaBindTexture(NULL, &Pairs, Ints, &OfPairs, sizeof Two);
  read<<<1, 4>>>(Out);
  cudaThreadSynchronize();
  cudaMemcpy(Result, Out, sizeof Result, cudaMemcpyDeviceToHost);
  // CHECK: linear: 11 22 33 44
  printf("linear: %g %g %g %g\n", Result[0], Result[1], Result[2], Result[3]);
  outside<<<1, 1>>>(Out);
  cudaMemcpy(Result, Out, 4, cudaMemcpyDeviceToHost);
  // CHECK: outside: 0
  printf("outside: %g\n", Result[0]);

  unsigned char Bytes[2][2] = {{0, 51}, {102, 255}};
  cudaArray *Array, *Floats;
  cudaChannelFormatDesc Format = cudaCreateChannelDesc<unsigned char>();
  cudaMallocArray(&Array, &Format, 2, 2);
  cudaMemcpyToArray(Array, 0, 0, Bytes, 4, cudaMemcpyHostToDevice);
  cudaBindTextureToArray(Picture, Array, Format);
  cudaChannelFormatDesc Real = cudaCreateChannelDesc<float>();
  cudaMallocArray(&Floats, &Real, 2, 2);
  cudaMemcpyToArray(Floats, 0, 0, Host, 16, cudaMemcpyHostToDevice);
  Smooth.filterMode = cudaFilterModeLinear;
  cudaBindTextureToArray(Smooth, Floats);
  look<<<1, 1>>>(Out);
  cudaMemcpy(Result, Out, 12, cudaMemcpyDeviceToHost);
  // CHECK: picture: 1.00 0.20, smooth: 1.50
  printf("picture: %.2f %.2f, smooth: %.2f\n", Result[0], Result[1], Result[2]);
  cudaUnbindTexture(Picture);
  cudaFreeArray(Array);

  int Lanes[4];
  rotate<<<1, 4>>>((int *)Out);
  cudaMemcpy(Lanes, Out, 16, cudaMemcpyDeviceToHost);
  // CHECK: rotated: 1 2 3 0
  printf("rotated: %d %d %d %d\n", Lanes[0], Lanes[1], Lanes[2], Lanes[3]);

  int Pair[2] = {3, 4}, Sum = 0;
  size_t Size = 0;
  cudaMemcpyToSymbol("Weights", Pair, sizeof Pair);
  cudaMemcpyToSymbol(Letters, "abc", 4);
  cudaGetSymbolSize(&Size, "Weights");
  weigh<<<1, 1>>>((int *)Out);
  cudaMemcpy(&Sum, Out, 4, cudaMemcpyDeviceToHost);
  // CHECK: by name: 132 of 8 bytes
  printf("by name: %d of %zu bytes\n", Sum, Size);
  // CHECK-NEXT: invalid device symbol
  printf("%s\n",
         cudaGetErrorString(cudaMemcpyToSymbol("Weight", Pair, sizeof Pair)));

  struct cudaDeviceProp Properties;
  cudaGetDeviceProperties(&Properties, 0);
  // CHECK: 1410000 kHz, 80
  printf("%d kHz, %d%d\n", Properties.clockRate, Properties.major,
         Properties.minor);
  // CHECK: no error
  printf("%s\n", cudaGetErrorString(cudaThreadExit()));
}
