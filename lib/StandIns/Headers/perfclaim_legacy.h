//===- perfclaim_legacy.h - Names that CUDA removed ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Old code is read with the names it was written for. nvcc 13 refuses it all
/// the same, so that only the analysis and the host backend see these; where
/// they are to run, PERFCLAIM_HOST_BACKEND is defined.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LEGACY_H
#define PERFCLAIM_LEGACY_H

#if CUDART_VERSION >= 13000

// Before cudaDevice* there was cudaThread*.
static inline __host__ __device__ cudaError_t cudaThreadSynchronize() {
#if defined(PERFCLAIM_HOST_BACKEND) && !defined(__CUDA_ARCH__)
  return cudaDeviceSynchronize();
#else
  return cudaSuccess;
#endif
}
static inline __host__ cudaError_t cudaThreadExit() {
  return cudaDeviceReset();
}
static inline __host__ cudaError_t cudaThreadSetLimit(cudaLimit Limit,
                                                      size_t Value) {
  return cudaDeviceSetLimit(Limit, Value);
}
static inline __host__ cudaError_t cudaThreadGetLimit(size_t *Value,
                                                      cudaLimit Limit) {
  return cudaDeviceGetLimit(Value, Limit);
}
static inline __host__ cudaError_t cudaThreadSetCacheConfig(cudaFuncCache C) {
  return cudaDeviceSetCacheConfig(C);
}
static inline __host__ cudaError_t cudaThreadGetCacheConfig(cudaFuncCache *C) {
  return cudaDeviceGetCacheConfig(C);
}
static inline __host__ cudaError_t cudaSetDoubleForDevice(double *) {
  return cudaSuccess;
}
static inline __host__ cudaError_t cudaSetDoubleForHost(double *) {
  return cudaSuccess;
}

#ifdef PERFCLAIM_HOST_BACKEND
#include <perfclaim_legacy_host.h>
#else
// Texture references.
template <class T, int Dimension = cudaTextureType1D,
          cudaTextureReadMode Mode = cudaReadModeElementType>
struct __attribute__((device_builtin_texture_type)) texture {
  int normalized;
  cudaTextureFilterMode filterMode;
  cudaTextureAddressMode addressMode[3];
  cudaChannelFormatDesc channelDesc;
  int sRGB;
};
struct textureReference {
  int normalized;
  cudaTextureFilterMode filterMode;
  cudaTextureAddressMode addressMode[3];
  cudaChannelFormatDesc channelDesc;
};
namespace perfclaim_legacy {
template <class T, cudaTextureReadMode Mode> struct Fetched {
  using Type = T;
};
template <class T> struct Fetched<T, cudaReadModeNormalizedFloat> {
  using Type = float;
};
} // namespace perfclaim_legacy
#define PERFCLAIM_FETCH(NAME, ...)                                             \
  template <class T, int D, cudaTextureReadMode M>                             \
  __device__ typename perfclaim_legacy::Fetched<T, M>::Type NAME(              \
      texture<T, D, M> Reference, __VA_ARGS__)
PERFCLAIM_FETCH(tex1Dfetch, int);
PERFCLAIM_FETCH(tex1D, float);
PERFCLAIM_FETCH(tex2D, float, float);
PERFCLAIM_FETCH(tex3D, float, float, float);
PERFCLAIM_FETCH(tex1DLayered, float, int);
PERFCLAIM_FETCH(tex2DLayered, float, float, int);
PERFCLAIM_FETCH(tex1DLod, float, float);
PERFCLAIM_FETCH(tex2DLod, float, float, float);
PERFCLAIM_FETCH(tex3DLod, float, float, float, float);
#undef PERFCLAIM_FETCH
template <class T, int D, cudaTextureReadMode M, class... More>
__host__ cudaError_t cudaBindTexture(size_t *, const texture<T, D, M> &,
                                     const void *, More...);
template <class T, int D, cudaTextureReadMode M, class... More>
__host__ cudaError_t cudaBindTexture2D(size_t *, const texture<T, D, M> &,
                                       const void *, More...);
template <class T, int D, cudaTextureReadMode M, class... More>
__host__ cudaError_t cudaBindTextureToArray(const texture<T, D, M> &, More...);
template <class T, int D, cudaTextureReadMode M>
__host__ cudaError_t cudaUnbindTexture(const texture<T, D, M> &);
template <class T, int D, cudaTextureReadMode M>
__host__ cudaError_t cudaGetTextureAlignmentOffset(size_t *,
                                                   const texture<T, D, M> &);

#endif // PERFCLAIM_HOST_BACKEND

// Surface references.
template <class T, int Dimension = cudaSurfaceType1D>
struct __attribute__((device_builtin_surface_type)) surface {
  cudaChannelFormatDesc channelDesc;
};
template <class S, int D, class... More>
__host__ cudaError_t cudaBindSurfaceToArray(const surface<S, D> &, More...);

// Warp intrinsics without a mask.
#define PERFCLAIM_FULL 0xffffffffu
template <class T>
static inline __device__ T __shfl(T Value, int Lane, int Width = 32) {
  return __shfl_sync(PERFCLAIM_FULL, Value, Lane, Width);
}
template <class T>
static inline __device__ T __shfl_up(T Value, unsigned Delta, int Width = 32) {
  return __shfl_up_sync(PERFCLAIM_FULL, Value, Delta, Width);
}
template <class T>
static inline __device__ T __shfl_down(T Value, unsigned Delta,
                                       int Width = 32) {
  return __shfl_down_sync(PERFCLAIM_FULL, Value, Delta, Width);
}
template <class T>
static inline __device__ T __shfl_xor(T Value, int Mask, int Width = 32) {
  return __shfl_xor_sync(PERFCLAIM_FULL, Value, Mask, Width);
}
#undef PERFCLAIM_FULL

#endif // CUDART_VERSION >= 13000

#endif // PERFCLAIM_LEGACY_H
