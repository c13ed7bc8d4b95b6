// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Texture and surface objects: memory and arrays, formats, filters, what is
// outside, layers; against what the programming guide's formulas give.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/../HostCompile/Inputs %s -o %t
// RUN: %t | FileCheck %s
// CHECK: {{^ok$}}
#include "check.h"
#include <cmath>
#include <cuda_fp16.h>
#include <vector>

template <class T>
static cudaTextureObject_t linear(T *At, int Count,
                                  cudaTextureReadMode Mode = cudaReadModeElementType) {
  cudaResourceDesc R = {};
  R.resType = cudaResourceTypeLinear;
  R.res.linear.devPtr = At;
  R.res.linear.desc = cudaCreateChannelDesc<T>();
  R.res.linear.sizeInBytes = Count * sizeof(T);
  cudaTextureDesc D = {};
  D.readMode = Mode;
  cudaTextureObject_t Result = 0;
  CUDA(cudaCreateTextureObject(&Result, &R, &D, nullptr));
  return Result;
}
__global__ void fetchLinear(cudaTextureObject_t F, cudaTextureObject_t I4,
                            cudaTextureObject_t U, cudaTextureObject_t S,
                            float *Out, int4 *Out4) {
  int T = threadIdx.x;
  Out[T * 4] = tex1Dfetch<float>(F, T);
  Out[T * 4 + 1] = tex1Dfetch<float>(U, T);
  Out[T * 4 + 2] = tex1Dfetch<float>(S, T);
  Out[T * 4 + 3] = tex1Dfetch<float>(F, T + 32);
  Out4[T] = tex1Dfetch<int4>(I4, T);
}
static void testLinear() {
  Buffer<float> F(32), Out(128);
  Buffer<int4> I(32), Out4(32);
  Buffer<unsigned char> U(32);
  Buffer<short> S(32);
  for (int K = 0; K < 32; ++K)
    F[K] = K * 1.5f, I[K] = {K, -K, K * 100, 7}, U[K] = K * 8, S[K] = 1000 * K - 32768;
  F.up(), I.up(), U.up(), S.up();
  cudaTextureObject_t TF = linear(F.Device, 32), TI = linear(I.Device, 32),
                      TU = linear(U.Device, 32, cudaReadModeNormalizedFloat),
                      TS = linear(S.Device, 32, cudaReadModeNormalizedFloat);
  fetchLinear<<<1, 32>>>(TF, TI, TU, TS, Out.Device, Out4.Device);
  Out.down(), Out4.down();
  for (int K = 0; K < 32; ++K) {
    EXPECT(Out[K * 4] == F[K] && Out[K * 4 + 3] == 0);
    EXPECT(fabs(Out[K * 4 + 1] - K * 8 / 255.0) < 1e-7);
    EXPECT(fabs(Out[K * 4 + 2] - fmax(-1, (1000 * K - 32768) / 32767.0)) < 1e-7);
    EXPECT(Out4[K].x == K && Out4[K].y == -K && Out4[K].z == K * 100 && Out4[K].w == 7);
  }
  cudaResourceDesc R;
  CUDA(cudaGetTextureObjectResourceDesc(&R, TF));
  EXPECT(R.res.linear.devPtr == F.Device);
  for (cudaTextureObject_t T : {TF, TI, TU, TS})
    CUDA(cudaDestroyTextureObject(T));
  EXPECT(cudaDestroyTextureObject(TF) == cudaErrorInvalidValue);
}

constexpr int W = 8, H = 6, L = 3;
static float texel(int X, int Y, int Z = 0) { return X * 3 + Y * Y * 10 + Z * 100; }
static float mixed(float X, float Y, float (*At)(int, int)) {
  float FX = X - 0.5f, FY = Y - 0.5f;
  int X0 = floor(FX), Y0 = floor(FY);
  float A = rintf((FX - X0) * 256) / 256, B = rintf((FY - Y0) * 256) / 256;
  return (1 - A) * (1 - B) * At(X0, Y0) + A * (1 - B) * At(X0 + 1, Y0) +
         (1 - A) * B * At(X0, Y0 + 1) + A * B * At(X0 + 1, Y0 + 1);
}
static int clamp(int V, int Size) { return V < 0 ? 0 : V >= Size ? Size - 1 : V; }
static float clamped(int X, int Y) { return texel(clamp(X, W), clamp(Y, H)); }
static float bordered(int X, int Y) {
  return X < 0 || Y < 0 || X >= W || Y >= H ? 0 : texel(X, Y);
}
static float wrapped(int X, int Y) { return texel((X + 4 * W) % W, (Y + 4 * H) % H); }
static float mirrored(int X, int Y) {
  auto M = [](int V, int N) { V = ((V % (2 * N)) + 2 * N) % (2 * N); return V < N ? V : 2 * N - 1 - V; };
  return texel(M(X, W), M(Y, H));
}
static cudaTextureObject_t ofArray(cudaArray_t A, cudaTextureFilterMode Filter,
                                   cudaTextureAddressMode Mode, bool Normalized) {
  cudaResourceDesc R = {};
  R.resType = cudaResourceTypeArray;
  R.res.array.array = A;
  cudaTextureDesc D = {};
  D.filterMode = Filter;
  D.normalizedCoords = Normalized;
  for (auto &Each : D.addressMode)
    Each = Mode;
  cudaTextureObject_t Result = 0;
  CUDA(cudaCreateTextureObject(&Result, &R, &D, nullptr));
  return Result;
}
__global__ void sample(cudaTextureObject_t T, float *Out, float ScaleX, float ScaleY) {
  float X = (threadIdx.x * 0.37f - 4) * ScaleX, Y = (threadIdx.y * 0.41f - 3) * ScaleY;
  Out[threadIdx.y * 32 + threadIdx.x] = tex2D<float>(T, X, Y);
}
__global__ void gather(cudaTextureObject_t T, float4 *Out) {
  *Out = tex2Dgather<float4>(T, 3.2f, 2.7f, 0);
}
static void testArray() {
  cudaArray_t A;
  cudaChannelFormatDesc F = cudaCreateChannelDesc<float>();
  CUDA(cudaMallocArray(&A, &F, W, H, cudaArrayTextureGather));
  std::vector<float> Data(W * H);
  for (int I = 0; I < W * H; ++I)
    Data[I] = texel(I % W, I / W);
  CUDA(cudaMemcpy2DToArray(A, 0, 0, Data.data(), W * 4, W * 4, H, cudaMemcpyHostToDevice));
  Buffer<float> Out(32 * 32);
  struct {
    cudaTextureAddressMode Mode;
    bool Normalized;
    float (*At)(int, int);
  } Cases[] = {{cudaAddressModeClamp, false, clamped},
               {cudaAddressModeBorder, false, bordered},
               {cudaAddressModeClamp, true, clamped},
               {cudaAddressModeWrap, true, wrapped},
               {cudaAddressModeMirror, true, mirrored},
               // Only normalised coordinates can wrap.
               {cudaAddressModeWrap, false, clamped}};
  for (auto &C : Cases)
    for (auto Filter : {cudaFilterModePoint, cudaFilterModeLinear}) {
      cudaTextureObject_t T = ofArray(A, Filter, C.Mode, C.Normalized);
      sample<<<1, dim3(32, 32)>>>(T, Out.Device, C.Normalized ? 1.0f / W : 1,
                                  C.Normalized ? 1.0f / H : 1);
      Out.down();
      for (int I = 0; I < 32 * 32; ++I) {
        float SX = C.Normalized ? 1.0f / W : 1, SY = C.Normalized ? 1.0f / H : 1;
        float X = (I % 32 * 0.37f - 4) * SX, Y = (I / 32 * 0.41f - 3) * SY;
        if (C.Normalized)
          X *= W, Y *= H;
        float Right = Filter == cudaFilterModePoint ? C.At(floor(X), floor(Y))
                                                    : mixed(X, Y, C.At);
        EXPECT(fabs(Out[I] - Right) < 2e-3);
      }
      CUDA(cudaDestroyTextureObject(T));
    }
  Buffer<float4> G(1);
  gather<<<1, 1>>>(ofArray(A, cudaFilterModePoint, cudaAddressModeClamp, false), G.Device);
  G.down();
  EXPECT(G[0].x == texel(2, 3) && G[0].y == texel(3, 3) && G[0].z == texel(3, 2) &&
         G[0].w == texel(2, 2));
}

__global__ void layers(cudaTextureObject_t T, float *Out) {
  Out[threadIdx.x] = tex2DLayered<float>(T, 2.5f, 3.5f, threadIdx.x);
}
__global__ void volume(cudaTextureObject_t T, float *Out) {
  Out[threadIdx.x] = tex3D<float>(T, 2.5f, 3.5f, threadIdx.x + 1.0f);
}
static void testDeep() {
  cudaChannelFormatDesc F = cudaCreateChannelDesc<float>();
  std::vector<float> Data(W * H * L);
  for (int I = 0; I < W * H * L; ++I)
    Data[I] = texel(I % W, I / W % H, I / W / H);
  for (unsigned Flags : {cudaArrayLayered, cudaArrayDefault}) {
    cudaArray_t A;
    CUDA(cudaMalloc3DArray(&A, &F, make_cudaExtent(W, H, L), Flags));
    cudaMemcpy3DParms P = {};
    P.srcPtr = make_cudaPitchedPtr(Data.data(), W * 4, W, H);
    P.dstArray = A;
    P.extent = make_cudaExtent(W, H, L);
    P.kind = cudaMemcpyHostToDevice;
    CUDA(cudaMemcpy3D(&P));
    cudaTextureObject_t T = ofArray(A, cudaFilterModeLinear, cudaAddressModeClamp, false);
    Buffer<float> Out(4);
    if (Flags == cudaArrayLayered)
      layers<<<1, 4>>>(T, Out.Device);
    else
      volume<<<1, 4>>>(T, Out.Device);
    Out.down();
    for (int Z = 0; Z < 4; ++Z)
      EXPECT(Out[Z] == (Flags == cudaArrayLayered
                            ? texel(2, 3, clamp(Z, L))
                            : (texel(2, 3, clamp(Z, L)) + texel(2, 3, clamp(Z + 1, L))) / 2));
  }
}

__global__ void surfaces(cudaSurfaceObject_t S, int *Out) {
  int X = threadIdx.x, Y = threadIdx.y;
  surf2Dwrite<short2>(make_short2(X, -Y), S, X * 4, Y);
  __syncthreads();
  short2 V = surf2Dread<short2>(S, (7 - X) * 4, Y);
  short2 Outside = surf2Dread<short2>(S, (X + 100) * 4, Y, cudaBoundaryModeZero);
  short2 Edge = surf2Dread<short2>(S, (X + 100) * 4, Y, cudaBoundaryModeClamp);
  Out[Y * 8 + X] = V.x * 1000 - V.y * 100 + Outside.x + Edge.x;
}
static void testSurface() {
  cudaArray_t A;
  cudaChannelFormatDesc F = cudaCreateChannelDesc<short2>();
  CUDA(cudaMallocArray(&A, &F, 8, 4, cudaArraySurfaceLoadStore));
  cudaResourceDesc R = {};
  R.resType = cudaResourceTypeArray;
  R.res.array.array = A;
  cudaSurfaceObject_t S;
  CUDA(cudaCreateSurfaceObject(&S, &R));
  Buffer<int> Out(32);
  surfaces<<<1, dim3(8, 4)>>>(S, Out.Device);
  Out.down();
  for (int I = 0; I < 32; ++I)
    EXPECT(Out[I] == (7 - I % 8) * 1000 + I / 8 * 100 + 7);
  CUDA(cudaDestroySurfaceObject(S));
}
int main() {
  testLinear();
  testArray();
  testDeep();
  testSurface();
  return finish();
}
