// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cubes, which a direction looks into, and arrays with levels of detail: against
// the tables and formulas of the programming guide.
// REQUIRES: cuda-toolkit
// RUN: %perfclaim host-compile -I %S/../HostCompile/Inputs %s -o %t
// RUN: %t | FileCheck %s
// RUN: not %t gradient 2>&1 | FileCheck %s --check-prefix=GRADIENT
// CHECK: {{^ok$}}
// GRADIENT: texture-levels.cu:[[@LINE+32]]: a level of detail by gradients is not known
#include "check.h"
#include <cmath>
#include <vector>

static cudaTextureObject_t sampler(cudaResourceDesc R, cudaTextureFilterMode Filter, bool Normalized,
                                   cudaTextureFilterMode Levels = cudaFilterModePoint, float Bias = 0, float Least = 0,
                                   float Most = 99) {
  cudaTextureDesc D = {};
  D.filterMode = Filter;
  D.normalizedCoords = Normalized;
  D.mipmapFilterMode = Levels;
  D.mipmapLevelBias = Bias;
  D.minMipmapLevelClamp = Least;
  D.maxMipmapLevelClamp = Most;
  for (auto &Each : D.addressMode)
    Each = cudaAddressModeClamp;
  cudaTextureObject_t Result = 0;
  CUDA(cudaCreateTextureObject(&Result, &R, &D, nullptr));
  return Result;
}
static void fill(cudaArray_t To, std::vector<float> &Data, int W, int H, int D) {
  cudaMemcpy3DParms P = {};
  P.srcPtr = make_cudaPitchedPtr(Data.data(), W * 4, W, H);
  P.dstArray = To;
  P.extent = make_cudaExtent(W, H, D);
  P.kind = cudaMemcpyHostToDevice;
  CUDA(cudaMemcpy3D(&P));
}
static const cudaChannelFormatDesc Float = cudaCreateChannelDesc<float>();

__global__ void gradient(cudaTextureObject_t T, float *Out) {
  *Out = tex2DGrad<float>(T, 1.f, 1.f, make_float2(1, 0), make_float2(0, 1));
}
__global__ void look(cudaTextureObject_t One, cudaTextureObject_t Many, const float3 *At, float *Out) {
  const int I = blockIdx.x * blockDim.x + threadIdx.x;
  const float3 A = At[I];
  Out[3 * I] = texCubemap<float>(One, A.x, A.y, A.z);
  Out[3 * I + 1] = texCubemapLayered<float>(Many, A.x, A.y, A.z, 1);
  Out[3 * I + 2] = texCubemapLod<float>(One, A.x, A.y, A.z, 3.f);
}
constexpr int Side = 8;
static float face(int Number, int X, int Y) { return Number * 100 + Y * 10 + X; }
/// The guide's table: which is largest, its sign, and what s and t are then.
static float seen(float3 A, bool Linear, int Cube) {
  const float M[] = {A.x, A.y, A.z};
  int Axis = 0;
  for (int I = 1; I < 3; ++I)
    if (fabsf(M[I]) > fabsf(M[Axis]))
      Axis = I;
  const bool Below = M[Axis] < 0;
  const float Largest = fabsf(M[Axis]);
  float S = 0, T = 0;
  if (Axis == 0)
    S = Below ? A.z : -A.z, T = -A.y;
  else if (Axis == 1)
    S = A.x, T = Below ? -A.z : A.z;
  else
    S = Below ? -A.x : A.x, T = -A.y;
  const int Number = 6 * Cube + 2 * Axis + Below;
  const float X = (S / Largest + 1) / 2 * Side, Y = (T / Largest + 1) / 2 * Side;
  auto Clamp = [](int V) { return V < 0 ? 0 : V >= Side ? Side - 1 : V; };
  if (!Linear)
    return face(Number, Clamp(floorf(X)), Clamp(floorf(Y)));
  const float FX = X - 0.5f, FY = Y - 0.5f;
  const int X0 = floorf(FX), Y0 = floorf(FY);
  const float P = rintf((FX - X0) * 256) / 256, Q = rintf((FY - Y0) * 256) / 256;
  auto At = [&](int DX, int DY) { return face(Number, Clamp(X0 + DX), Clamp(Y0 + DY)); };
  return (1 - Q) * ((1 - P) * At(0, 0) + P * At(1, 0)) + Q * ((1 - P) * At(0, 1) + P * At(1, 1));
}
static void testCubes() {
  cudaArray_t One, Many, Wrong;
  CUDA(cudaMalloc3DArray(&One, &Float, make_cudaExtent(Side, Side, 6), cudaArrayCubemap));
  CUDA(cudaMalloc3DArray(&Many, &Float, make_cudaExtent(Side, Side, 12), cudaArrayCubemap | cudaArrayLayered));
  EXPECT(cudaMalloc3DArray(&Wrong, &Float, make_cudaExtent(Side, Side, 5), cudaArrayCubemap) == cudaErrorInvalidValue);
  EXPECT(cudaMalloc3DArray(&Wrong, &Float, make_cudaExtent(Side, 4, 6), cudaArrayCubemap) == cudaErrorInvalidValue);
  cudaGetLastError();
  std::vector<float> Data(Side * Side * 12);
  for (int I = 0; I < (int)Data.size(); ++I)
    Data[I] = face(I / Side / Side, I % Side, I / Side % Side);
  fill(One, Data, Side, Side, 6);
  fill(Many, Data, Side, Side, 12);
  Buffer<float3> At(512);
  unsigned State = 9;
  auto Draw = [&] { return (float)((State = State * 1664525u + 1013904223u) >> 16) / 32768 - 1; };
  for (int I = 0; I < 512; ++I)
    At[I] = {Draw(), Draw(), Draw() * (I % 3)};
  At.up();
  Buffer<float> Out(3 * 512);
  for (const bool Linear : {false, true}) {
    cudaResourceDesc A = {}, B = {};
    A.resType = B.resType = cudaResourceTypeArray;
    A.res.array.array = One;
    B.res.array.array = Many;
    const auto Filter = Linear ? cudaFilterModeLinear : cudaFilterModePoint;
    look<<<2, 256>>>(sampler(A, Filter, true), sampler(B, Filter, true), At.Device, Out.Device);
    Out.down();
    for (int I = 0; I < 512; ++I) {
      EXPECT(fabs(Out[3 * I] - seen(At[I], Linear, 0)) < 2e-2);
      EXPECT(fabs(Out[3 * I + 1] - seen(At[I], Linear, 1)) < 2e-2);
      EXPECT(Out[3 * I + 2] == Out[3 * I]);
    }
  }
}

__global__ void details(cudaTextureObject_t T, const float *Levels, float X, float Y, float *Out) {
  Out[2 * threadIdx.x] = tex2DLod<float>(T, X, Y, Levels[threadIdx.x]);
  Out[2 * threadIdx.x + 1] = tex2D<float>(T, X, Y);
}
static cudaMipmappedArray_t testLevels() {
  constexpr int W = 20, H = 9, Count = 5; // 20 x 9, 10 x 4, 5 x 2, 2 x 1, 1 x 1.
  cudaMipmappedArray_t All, Few;
  CUDA(cudaMallocMipmappedArray(&All, &Float, make_cudaExtent(W, H, 0), 100));
  CUDA(cudaMallocMipmappedArray(&Few, &Float, make_cudaExtent(W, H, 0), 2));
  cudaArray_t Level;
  EXPECT(cudaGetMipmappedArrayLevel(&Level, All, Count) == cudaErrorInvalidValue);
  EXPECT(cudaGetMipmappedArrayLevel(&Level, Few, 2) == cudaErrorInvalidValue);
  auto At = [](int L, int X, int Y) { return 1000.f * L + 20 * Y + X; };
  for (int L = 0; L < Count; ++L) {
    CUDA(cudaGetMipmappedArrayLevel(&Level, All, L));
    cudaExtent Extent;
    cudaChannelFormatDesc F;
    unsigned Flags;
    CUDA(cudaArrayGetInfo(&F, &Extent, &Flags, Level));
    const int LW = std::max(1, W >> L), LH = std::max(1, H >> L);
    EXPECT((int)Extent.width == LW && (int)Extent.height == LH && Extent.depth == 0);
    std::vector<float> Data(LW * LH);
    for (int I = 0; I < LW * LH; ++I)
      Data[I] = At(L, I % LW, I / LW);
    CUDA(cudaMemcpy2DToArray(Level, 0, 0, Data.data(), LW * 4, LW * 4, LH, cudaMemcpyHostToDevice));
  }
  cudaResourceDesc R = {};
  R.resType = cudaResourceTypeMipmappedArray;
  R.res.mipmap.mipmap = All;
  Buffer<float> Levels(16), Out(32);
  for (int I = 0; I < 16; ++I)
    Levels[I] = I * 0.4375f - 1;
  Levels.up();
  const float X = 0.61f, Y = 0.37f;
  struct {
    cudaTextureFilterMode Mode;
    float Bias, Least, Most;
  } Cases[] = {{cudaFilterModePoint, 0, 0, 99}, {cudaFilterModeLinear, 0, 0, 99}, {cudaFilterModeLinear, 0.75f, 1.5f, 3.25f}};
  for (auto &C : Cases) {
    details<<<1, 16>>>(sampler(R, cudaFilterModePoint, true, C.Mode, C.Bias, C.Least, C.Most), Levels.Device, X, Y, Out.Device);
    Out.down();
    auto Texel = [&](int L) {
      L = L < Count ? L : Count - 1;
      return At(L, X * std::max(1, W >> L), Y * std::max(1, H >> L));
    };
    for (int I = 0; I < 16; ++I) {
      float L = std::min(std::max(Levels[I] + C.Bias, C.Least), C.Most);
      L = std::min(std::max(L, 0.f), Count - 1.f);
      const int First = floorf(L);
      const float Share = L - First;
      const float Want = C.Mode == cudaFilterModePoint ? Texel(floorf(L + 0.5f))
                                                       : Texel(First) + (Texel(First + 1) - Texel(First)) * Share;
      EXPECT(fabs(Out[2 * I] - Want) < 4); // Of 1000 an 8-bit share.
      EXPECT(Out[2 * I + 1] == Texel(0));
    }
  }
  CUDA(cudaFreeMipmappedArray(Few));
  return All;
}

int main(int Count, char **) {
  testCubes();
  cudaMipmappedArray_t All = testLevels();
  if (Count > 1) {
    cudaResourceDesc R = {};
    R.resType = cudaResourceTypeMipmappedArray;
    R.res.mipmap.mipmap = All;
    Buffer<float> Out(1);
    gradient<<<1, 1>>>(sampler(R, cudaFilterModePoint, true), Out.Device);
    return cudaDeviceSynchronize() != cudaSuccess;
  }
  CUDA(cudaFreeMipmappedArray(All));
  return finish();
}
