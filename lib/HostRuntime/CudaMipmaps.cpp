//===- CudaMipmaps.cpp - Arrays with levels of detail ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaArrays.h"
#include "CudaErrors.h"
#include <algorithm>
#include <bit>
#include <memory>

using namespace perfclaim::host;

PC_API cudaError_t cudaFreeMipmappedArray(cudaMipmappedArray_t Array) {
  if (!Array)
    return cudaErrorInvalidValue;
  for (cudaArray_t Level : Array->Levels)
    cudaFreeArray(Level);
  delete Array;
  return cudaSuccess;
}

PC_API cudaError_t cudaMallocMipmappedArray(cudaMipmappedArray_t *Result,
                                            const cudaChannelFormatDesc *Format,
                                            cudaExtent Extent, unsigned Levels,
                                            unsigned Flags) {
  if (!Result || Levels == 0)
    return cudaErrorInvalidValue;
  const bool Whole = Flags & (cudaArrayLayered | cudaArrayCubemap);
  const std::size_t Longest =
      std::max({Extent.width, Extent.height, Whole ? 0 : Extent.depth});
  // As many as there are until one texel is left.
  Levels = std::min(Levels, static_cast<unsigned>(std::bit_width(Longest)));
  auto Made = std::make_unique<cudaMipmappedArray>();
  for (unsigned I = 0; I != Levels; ++I) {
    cudaArray_t Level = nullptr;
    if (const cudaError_t E = cudaMalloc3DArray(&Level, Format, Extent, Flags);
        E != cudaSuccess) {
      cudaFreeMipmappedArray(Made.release());
      return E;
    }
    Made->Levels.push_back(Level);
    auto Half = [](std::size_t Size) {
      return Size ? std::max<std::size_t>(1, Size / 2) : 0;
    };
    Extent.width = Half(Extent.width);
    Extent.height = Half(Extent.height);
    if (!Whole)
      Extent.depth = Half(Extent.depth);
  }
  *Result = Made.release();
  return cudaSuccess;
}

PC_API cudaError_t cudaGetMipmappedArrayLevel(cudaArray_t *Result,
                                              cudaMipmappedArray_const_t Array,
                                              unsigned Level) {
  if (!Result || !Array || Level >= Array->Levels.size())
    return cudaErrorInvalidValue;
  *Result = Array->Levels[Level];
  return cudaSuccess;
}
