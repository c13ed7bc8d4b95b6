//===- perfclaim_legacy_host.h - Removed names, for code that runs -*- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Texture references and old device properties where they have to work: on the
/// host backend. A reference is a handle on the device, as the compiler has it;
/// the runtime writes the address of a Binding there.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LEGACY_HOST_H
#define PERFCLAIM_LEGACY_HOST_H

extern "C" void pc_array_texels(cudaArray_const_t Array, void **Texels,
                                cudaExtent *Extent,
                                cudaChannelFormatDesc *Format);

template <class T, int Dimension = cudaTextureType1D,
          cudaTextureReadMode Mode = cudaReadModeElementType>
struct __attribute__((device_builtin_texture_type)) texture {
  int normalized;
  cudaTextureFilterMode filterMode;
  cudaTextureAddressMode addressMode[3];
  cudaChannelFormatDesc channelDesc;
  int sRGB;
  texture(int Normalized = 0,
          cudaTextureFilterMode Filter = cudaFilterModePoint,
          cudaTextureAddressMode Address = cudaAddressModeClamp)
      : normalized(Normalized), filterMode(Filter),
        addressMode{Address, Address, Address}, channelDesc{}, sRGB(0) {}
};

namespace perfclaim_legacy {

/// What a reference is bound to.
struct Binding {
  const char *Texels;
  long long Width, Height, Depth; ///< In texels.
  long long Row, Slice;           ///< In bytes.
  int Normalized, Linear;
  int Address[3]; ///< cudaTextureAddressMode.
};

template <class T, cudaTextureReadMode Mode> struct Fetched {
  using Type = T;
  static __device__ Type of(const T &Texel) { return Texel; }
};
template <class T, class F> struct FetchedScalar {
  using Type = float;
  static __device__ float of(T Texel) {
    constexpr bool Signed = T(-1) < T(0);
    constexpr float Largest = sizeof(T) == 1 ? (Signed ? 127.f : 255.f)
                                             : (Signed ? 32767.f : 65535.f);
    const float Value = static_cast<float>(Texel) / Largest;
    return Value < -1.f ? -1.f : Value;
  }
};
template <>
struct Fetched<unsigned char, cudaReadModeNormalizedFloat>
    : FetchedScalar<unsigned char, float> {};
template <>
struct Fetched<signed char, cudaReadModeNormalizedFloat>
    : FetchedScalar<signed char, float> {};
template <>
struct Fetched<unsigned short, cudaReadModeNormalizedFloat>
    : FetchedScalar<unsigned short, float> {};
template <>
struct Fetched<short, cudaReadModeNormalizedFloat>
    : FetchedScalar<short, float> {};
template <> struct Fetched<uchar4, cudaReadModeNormalizedFloat> {
  using Type = float4;
  static __device__ float4 of(const uchar4 &T) {
    return float4{T.x / 255.f, T.y / 255.f, T.z / 255.f, T.w / 255.f};
  }
};

/// The device's side of a reference is the handle alone.
template <class T, int D, cudaTextureReadMode M>
static __device__ __forceinline__ const Binding *
bindingOf(const texture<T, D, M> &Reference) {
  unsigned long long Handle;
  __builtin_memcpy(&Handle, &Reference, sizeof Handle);
  return reinterpret_cast<const Binding *>(Handle);
}

/// -1 where a border is to be read.
static __device__ inline long long place(long long At, long long Size,
                                         int Mode) {
  if (At >= 0 && At < Size)
    return At;
  if (Mode == cudaAddressModeWrap)
    return ((At % Size) + Size) % Size;
  if (Mode == cudaAddressModeMirror) {
    const long long Round = ((At % (2 * Size)) + 2 * Size) % (2 * Size);
    return Round < Size ? Round : 2 * Size - 1 - Round;
  }
  if (Mode == cudaAddressModeBorder)
    return -1;
  return At < 0 ? 0 : Size - 1;
}

template <class T>
static __device__ inline T texel(const Binding &B, long long X, long long Y,
                                 long long Z) {
  X = place(X, B.Width, B.Address[0]);
  Y = place(Y, B.Height, B.Address[1]);
  Z = place(Z, B.Depth, B.Address[2]);
  if (X < 0 || Y < 0 || Z < 0)
    return T{};
  return *reinterpret_cast<const T *>(B.Texels + Z * B.Slice + Y * B.Row +
                                      X * static_cast<long long>(sizeof(T)));
}

static __device__ inline float mix(float A, float B, float Share) {
  return A + (B - A) * Share;
}

/// Textures interpolate with eight bits of fraction.
static __device__ inline float fraction(float At) {
  return rintf((At - floorf(At)) * 256.f) / 256.f;
}

template <class T, cudaTextureReadMode M, int D>
static __device__ inline typename Fetched<T, M>::Type
sample(const Binding &B, float X, float Y, float Z) {
  using F = Fetched<T, M>;
  if (B.Normalized) {
    X *= static_cast<float>(B.Width);
    Y *= static_cast<float>(B.Height);
    Z *= static_cast<float>(B.Depth);
  }
  if constexpr (__is_same(typename F::Type, float)) {
    if (B.Linear) {
      X -= 0.5f;
      Y = D > 1 ? Y - 0.5f : 0.f;
      Z = D > 2 ? Z - 0.5f : 0.f;
      const long long X0 = static_cast<long long>(floorf(X));
      const long long Y0 = static_cast<long long>(floorf(Y));
      const long long Z0 = static_cast<long long>(floorf(Z));
      float Slices[2];
      for (int K = 0; K != 2; ++K) {
        float Rows[2];
        for (int J = 0; J != 2; ++J)
          Rows[J] =
              mix(F::of(texel<T>(B, X0, Y0 + J, Z0 + K)),
                  F::of(texel<T>(B, X0 + 1, Y0 + J, Z0 + K)), fraction(X));
        Slices[K] = mix(Rows[0], Rows[1], fraction(Y));
      }
      return mix(Slices[0], Slices[1], fraction(Z));
    }
  }
  return F::of(texel<T>(B, static_cast<long long>(floorf(X)),
                        D > 1 ? static_cast<long long>(floorf(Y)) : 0,
                        D > 2 ? static_cast<long long>(floorf(Z)) : 0));
}

//===-- Binding, on the host ----------------------------------------------===//

#ifndef __CUDA_ARCH__
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t bind(const texture<T, D, M> &Reference, Binding B) {
  B.Normalized = Reference.normalized;
  B.Linear = Reference.filterMode == cudaFilterModeLinear;
  for (int I = 0; I != 3; ++I)
    B.Address[I] = Reference.addressMode[I];
  // Lives as long as a kernel may read it: to the program's end.
  const unsigned long long Handle =
      reinterpret_cast<unsigned long long>(new Binding(B));
  return cudaMemcpyToSymbol(static_cast<const void *>(&Reference), &Handle,
                            sizeof Handle, 0, cudaMemcpyHostToDevice);
}
#endif

} // namespace perfclaim_legacy

#define PERFCLAIM_FETCHED(T, M) typename perfclaim_legacy::Fetched<T, M>::Type
template <class T, cudaTextureReadMode M>
static __device__ inline PERFCLAIM_FETCHED(T, M)
    tex1Dfetch(texture<T, cudaTextureType1D, M> Reference, int At) {
  const perfclaim_legacy::Binding &B = *perfclaim_legacy::bindingOf(Reference);
  // Outside of linear memory there are zeros.
  if (At < 0 || At >= B.Width)
    return perfclaim_legacy::Fetched<T, M>::of(T{});
  return perfclaim_legacy::Fetched<T, M>::of(
      reinterpret_cast<const T *>(B.Texels)[At]);
}
template <class T, cudaTextureReadMode M>
static __device__ inline PERFCLAIM_FETCHED(T, M)
    tex1D(texture<T, cudaTextureType1D, M> Reference, float X) {
  return perfclaim_legacy::sample<T, M, 1>(
      *perfclaim_legacy::bindingOf(Reference), X, 0, 0);
}
template <class T, cudaTextureReadMode M>
static __device__ inline PERFCLAIM_FETCHED(T, M)
    tex2D(texture<T, cudaTextureType2D, M> Reference, float X, float Y) {
  return perfclaim_legacy::sample<T, M, 2>(
      *perfclaim_legacy::bindingOf(Reference), X, Y, 0);
}
template <class T, cudaTextureReadMode M>
static __device__ inline PERFCLAIM_FETCHED(T, M)
    tex3D(texture<T, cudaTextureType3D, M> Reference, float X, float Y,
          float Z) {
  return perfclaim_legacy::sample<T, M, 3>(
      *perfclaim_legacy::bindingOf(Reference), X, Y, Z);
}
#undef PERFCLAIM_FETCHED

#ifndef __CUDA_ARCH__
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTexture(size_t *Offset, const texture<T, D, M> &Reference,
                const void *Memory, size_t Bytes = ~0u) {
  if (Offset)
    *Offset = 0;
  const long long Count = static_cast<long long>(Bytes / sizeof(T));
  return perfclaim_legacy::bind(
      Reference,
      {static_cast<const char *>(Memory), Count, 1, 1, 0, 0, 0, 0, {0, 0, 0}});
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTexture(size_t *Offset, const texture<T, D, M> &Reference,
                const void *Memory, const cudaChannelFormatDesc &,
                size_t Bytes = ~0u) {
  return cudaBindTexture(Offset, Reference, Memory, Bytes);
}
/// The forms of C, which took addresses.
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTexture(size_t *Offset, const texture<T, D, M> *Reference,
                const void *Memory, const cudaChannelFormatDesc *,
                size_t Bytes = ~0u) {
  return cudaBindTexture(Offset, *Reference, Memory, Bytes);
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTextureToArray(const texture<T, D, M> *Reference,
                       cudaArray_const_t Array, const cudaChannelFormatDesc *);
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t cudaUnbindTexture(const texture<T, D, M> *) {
  return cudaSuccess;
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTexture2D(size_t *Offset, const texture<T, D, M> &Reference,
                  const void *Memory, const cudaChannelFormatDesc &,
                  size_t Width, size_t Height, size_t Pitch) {
  if (Offset)
    *Offset = 0;
  return perfclaim_legacy::bind(Reference, {static_cast<const char *>(Memory),
                                            static_cast<long long>(Width),
                                            static_cast<long long>(Height),
                                            1,
                                            static_cast<long long>(Pitch),
                                            0,
                                            0,
                                            0,
                                            {0, 0, 0}});
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t cudaBindTexture2D(size_t *Offset,
                                            const texture<T, D, M> &Reference,
                                            const void *Memory, size_t Width,
                                            size_t Height, size_t Pitch) {
  return cudaBindTexture2D(Offset, Reference, Memory, cudaChannelFormatDesc{},
                           Width, Height, Pitch);
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTextureToArray(const texture<T, D, M> &Reference,
                       cudaArray_const_t Array) {
  if (!Array)
    return cudaErrorInvalidResourceHandle;
  void *Texels = nullptr;
  cudaExtent Extent{};
  cudaChannelFormatDesc Format{};
  pc_array_texels(Array, &Texels, &Extent, &Format);
  const long long Height =
      Extent.height ? static_cast<long long>(Extent.height) : 1;
  const long long Row = static_cast<long long>(Extent.width * sizeof(T));
  return perfclaim_legacy::bind(
      Reference, {static_cast<const char *>(Texels),
                  static_cast<long long>(Extent.width),
                  Height,
                  Extent.depth ? static_cast<long long>(Extent.depth) : 1,
                  Row,
                  Row * Height,
                  0,
                  0,
                  {0, 0, 0}});
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTextureToArray(const texture<T, D, M> &Reference,
                       cudaArray_const_t Array, const cudaChannelFormatDesc &) {
  return cudaBindTextureToArray(Reference, Array);
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaBindTextureToArray(const texture<T, D, M> *Reference,
                       cudaArray_const_t Array, const cudaChannelFormatDesc *) {
  return cudaBindTextureToArray(*Reference, Array);
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t cudaUnbindTexture(const texture<T, D, M> &) {
  return cudaSuccess;
}
template <class T, int D, cudaTextureReadMode M>
static inline cudaError_t
cudaGetTextureAlignmentOffset(size_t *Offset, const texture<T, D, M> &) {
  *Offset = 0;
  return cudaSuccess;
}

#include <perfclaim_legacy_symbols.h>

//===-- Device properties with what CUDA 13 took out ----------------------===//

namespace perfclaim_legacy {
struct DeviceProperties : ::cudaDeviceProp {
  int clockRate, deviceOverlap, kernelExecTimeoutEnabled, computeMode;
  int memoryClockRate, singleToDoublePrecisionPerfRatio;
  int cooperativeMultiDeviceLaunch, maxTexture1DLinear;
};
} // namespace perfclaim_legacy

static inline cudaError_t
cudaGetDeviceProperties(perfclaim_legacy::DeviceProperties *Result,
                        int Device) {
  const cudaError_t Error = cudaGetDeviceProperties(
      static_cast<struct cudaDeviceProp *>(Result), Device);
  if (Error != cudaSuccess)
    return Error;
  auto Ask = [Device](int &Value, cudaDeviceAttr Which) {
    Value = 0;
    cudaDeviceGetAttribute(&Value, Which, Device);
  };
  Ask(Result->clockRate, cudaDevAttrClockRate);
  Ask(Result->deviceOverlap, cudaDevAttrGpuOverlap);
  Ask(Result->kernelExecTimeoutEnabled, cudaDevAttrKernelExecTimeout);
  Ask(Result->computeMode, cudaDevAttrComputeMode);
  Ask(Result->memoryClockRate, cudaDevAttrMemoryClockRate);
  Ask(Result->singleToDoublePrecisionPerfRatio,
      cudaDevAttrSingleToDoublePrecisionPerfRatio);
  Ask(Result->maxTexture1DLinear, cudaDevAttrMaxTexture1DLinearWidth);
  Result->cooperativeMultiDeviceLaunch = 0;
  return cudaSuccess;
}
// Of the program's code only: CUDA's own headers have been read.
#define cudaDeviceProp perfclaim_legacy::DeviceProperties
#else
// Host code is only parsed here.
template <class... More> __host__ cudaError_t cudaBindTexture(More &&...);
template <class... More> __host__ cudaError_t cudaBindTexture2D(More &&...);
template <class... More>
__host__ cudaError_t cudaBindTextureToArray(More &&...);
template <class... More> __host__ cudaError_t cudaUnbindTexture(More &&...);
template <class... More>
__host__ cudaError_t cudaGetTextureAlignmentOffset(More &&...);
namespace perfclaim_legacy {
struct DeviceProperties : ::cudaDeviceProp {
  int clockRate, deviceOverlap, kernelExecTimeoutEnabled, computeMode;
  int memoryClockRate, singleToDoublePrecisionPerfRatio;
  int cooperativeMultiDeviceLaunch, maxTexture1DLinear;
};
} // namespace perfclaim_legacy
#define cudaDeviceProp perfclaim_legacy::DeviceProperties
#endif // __CUDA_ARCH__

#endif // PERFCLAIM_LEGACY_HOST_H
