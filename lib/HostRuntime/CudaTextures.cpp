//===- CudaTextures.cpp - Texture and surface objects ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaArrays.h"
#include "CudaErrors.h"
#include "CudaMemory.h"
#include "perfclaim/HostRuntime/Textures.h"
#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

using namespace perfclaim::host;

namespace {

/// What device code reads comes first: the handle is the address of both.
struct Object : pc_texture {
  cudaResourceDesc Resource;
  cudaTextureDesc How;
  std::vector<pc_texture> Details;
};

/// Handles that are alive, textures and surfaces.
class Objects {
public:
  static Objects &get() {
    // Programs destroy objects from destructors of their own.
    static auto *All = new Objects;
    return *All;
  }
  void add(Object *O) {
    const std::lock_guard<std::mutex> Guard(Lock);
    Alive.insert(O);
  }
  Object *find(unsigned long long Handle) {
    const std::lock_guard<std::mutex> Guard(Lock);
    // A handle is a number. NOLINTNEXTLINE(performance-no-int-to-ptr)
    auto *O = reinterpret_cast<Object *>(Handle);
    return Alive.count(O) ? O : nullptr;
  }
  cudaError_t remove(unsigned long long Handle) {
    Object *O = find(Handle);
    if (!O)
      return Handle ? cudaErrorInvalidValue : cudaSuccess;
    const std::lock_guard<std::mutex> Guard(Lock);
    Alive.erase(O);
    delete O;
    return cudaSuccess;
  }

private:
  std::mutex Lock;
  std::set<Object *> Alive;
};

cudaError_t setFormat(pc_texture &T, const cudaChannelFormatDesc &Format) {
  const int Sizes[] = {Format.x, Format.y, Format.z, Format.w};
  T.channels = 0;
  for (int Size : Sizes)
    T.channels += Size != 0;
  T.bits = Format.x;
  for (unsigned I = 0; I != T.channels; ++I)
    if (Sizes[I] != Format.x)
      return cudaErrorInvalidChannelDescriptor;
  if (Format.x != 8 && Format.x != 16 && Format.x != 32)
    return cudaErrorInvalidChannelDescriptor;
  switch (Format.f) {
  case cudaChannelFormatKindSigned:
    T.channel = PC_CHANNEL_SIGNED;
    return cudaSuccess;
  case cudaChannelFormatKindUnsigned:
    T.channel = PC_CHANNEL_UNSIGNED;
    return cudaSuccess;
  case cudaChannelFormatKindFloat:
    T.channel = PC_CHANNEL_FLOAT;
    return Format.x == 8 ? cudaErrorInvalidChannelDescriptor : cudaSuccess;
  default:
    return refuse("a texture of this format");
  }
}

cudaError_t setArray(pc_texture &T, const cudaArray *Array) {
  if (!Array)
    return cudaErrorInvalidResourceHandle;
  T.texels = Array->Texels;
  T.width = static_cast<int64_t>(Array->Extent.width);
  T.height = static_cast<int64_t>(Array->rows());
  T.depth = static_cast<int64_t>(Array->slices());
  T.row = static_cast<int64_t>(Array->rowBytes());
  T.slice = T.row * T.height;
  return setFormat(T, Array->Format);
}

cudaError_t setResource(Object &T) {
  const cudaResourceDesc &R = T.Resource;
  T.height = T.depth = 1;
  switch (R.resType) {
  case cudaResourceTypeArray:
    return setArray(T, R.res.array.array);
  case cudaResourceTypeLinear: {
    const auto &Linear = R.res.linear;
    if (const cudaError_t E = setFormat(T, Linear.desc); E != cudaSuccess)
      return E;
    if (!Linear.devPtr)
      return cudaErrorInvalidValue;
    T.texels = static_cast<char *>(Linear.devPtr);
    T.width =
        static_cast<int64_t>(Linear.sizeInBytes / (T.channels * T.bits / 8));
    return T.width ? cudaSuccess : cudaErrorInvalidValue;
  }
  case cudaResourceTypePitch2D: {
    const auto &Pitched = R.res.pitch2D;
    if (!Pitched.devPtr || !Pitched.width || !Pitched.height)
      return cudaErrorInvalidValue;
    T.texels = static_cast<char *>(Pitched.devPtr);
    T.width = static_cast<int64_t>(Pitched.width);
    T.height = static_cast<int64_t>(Pitched.height);
    T.row = static_cast<int64_t>(Pitched.pitchInBytes);
    return setFormat(T, Pitched.desc);
  }
  case cudaResourceTypeMipmappedArray: {
    const cudaMipmappedArray *Levels = R.res.mipmap.mipmap;
    if (!Levels)
      return cudaErrorInvalidResourceHandle;
    for (const cudaArray *Level : Levels->Levels)
      if (const cudaError_t E = setArray(T.Details.emplace_back(), Level);
          E != cudaSuccess)
        return E;
    static_cast<pc_texture &>(T) = T.Details.front();
    return cudaSuccess;
  }
  default:
    return refuse("a texture of this kind of resource");
  }
}

/// Each level is read as the first is.
void setLevels(Object &T) {
  for (pc_texture &Level : T.Details) {
    const pc_texture Own = Level;
    Level = T;
    Level.texels = Own.texels;
    Level.width = Own.width;
    Level.height = Own.height;
    Level.depth = Own.depth;
    Level.row = Own.row;
    Level.slice = Own.slice;
  }
  T.levels = T.Details.data();
  T.level_count = static_cast<uint32_t>(T.Details.size());
  T.level_linear = T.How.mipmapFilterMode == cudaFilterModeLinear &&
                   (T.channel == PC_CHANNEL_FLOAT || T.as_float);
  T.level_bias = T.How.mipmapLevelBias;
  T.level_least = T.How.minMipmapLevelClamp;
  T.level_most = T.How.maxMipmapLevelClamp;
}

template <class Handle>
cudaError_t give(Handle *Result, std::unique_ptr<Object> Made) {
  Objects::get().add(Made.get());
  *Result = reinterpret_cast<Handle>(Made.release());
  return cudaSuccess;
}

/// Calls \p Use with the object of \p Handle.
template <class Work>
cudaError_t withObject(unsigned long long Handle, const Work &Use) {
  return onDevice([&] {
    const Object *O = Objects::get().find(Handle);
    if (!O)
      return cudaErrorInvalidValue;
    Use(*O);
    return cudaSuccess;
  });
}

} // namespace

PC_API cudaError_t cudaCreateTextureObject(cudaTextureObject_t *Result,
                                           const cudaResourceDesc *Resource,
                                           const cudaTextureDesc *How,
                                           const cudaResourceViewDesc *View) {
  return onDevice([&]() -> cudaError_t {
    if (!Result || !Resource || !How)
      return cudaErrorInvalidValue;
    if (View)
      return refuse("a texture with a view of its resource");
    if (How->seamlessCubemap)
      return refuse("a texture of a cube without seams");
    auto Made = std::make_unique<Object>();
    Made->Resource = *Resource;
    Made->How = *How;
    if (const cudaError_t E = setResource(*Made); E != cudaSuccess)
      return E;
    Made->linear = How->filterMode == cudaFilterModeLinear;
    Made->normalized = How->normalizedCoords != 0;
    Made->as_float = How->readMode == cudaReadModeNormalizedFloat;
    if (Made->as_float &&
        (Made->channel == PC_CHANNEL_FLOAT || Made->bits > 16))
      Made->as_float = 0;
    // Integers that are read as such cannot be mixed.
    if (Made->linear && Made->channel != PC_CHANNEL_FLOAT && !Made->as_float)
      return cudaErrorInvalidFilterSetting;
    for (int I = 0; I != 3; ++I) {
      uint32_t Mode = How->addressMode[I];
      // Others need to know where 1 is.
      if (!Made->normalized && Mode < PC_ADDRESS_BORDER)
        Mode = PC_ADDRESS_CLAMP;
      Made->address[I] = Mode;
    }
    std::copy_n(How->borderColor, 4, Made->border);
    if (!Made->Details.empty())
      setLevels(*Made);
    return give(Result, std::move(Made));
  });
}

PC_API cudaError_t cudaDestroyTextureObject(cudaTextureObject_t Texture) {
  return onDevice([&] { return Objects::get().remove(Texture); });
}

PC_API cudaError_t cudaGetTextureObjectResourceDesc(
    cudaResourceDesc *Resource, cudaTextureObject_t Texture) {
  return withObject(Texture, [&](const Object &O) { *Resource = O.Resource; });
}

PC_API cudaError_t cudaGetTextureObjectTextureDesc(
    cudaTextureDesc *How, cudaTextureObject_t Texture) {
  return withObject(Texture, [&](const Object &O) { *How = O.How; });
}

PC_API cudaError_t cudaCreateSurfaceObject(cudaSurfaceObject_t *Result,
                                           const cudaResourceDesc *Resource) {
  return onDevice([&]() -> cudaError_t {
    if (!Result || !Resource || Resource->resType != cudaResourceTypeArray)
      return cudaErrorInvalidValue;
    auto Made = std::make_unique<Object>();
    Made->Resource = *Resource;
    if (const cudaError_t E = setResource(*Made); E != cudaSuccess)
      return E;
    return give(Result, std::move(Made));
  });
}

PC_API cudaError_t cudaDestroySurfaceObject(cudaSurfaceObject_t Surface) {
  return onDevice([&] { return Objects::get().remove(Surface); });
}

PC_API cudaError_t cudaGetSurfaceObjectResourceDesc(
    cudaResourceDesc *Resource, cudaSurfaceObject_t Surface) {
  return withObject(Surface, [&](const Object &O) { *Resource = O.Resource; });
}
