//===- CudaArrays.h - What is behind a cudaArray_t --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An array is rows of texels, row after row and slice after slice, without
/// padding: where texels lie is nobody's business but that of copies and
/// textures.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDAARRAYS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDAARRAYS_H

#include <cstddef>
#include <cuda_runtime_api.h>
#include <vector>

struct cudaArray {
  char *Texels;
  cudaChannelFormatDesc Format;
  cudaExtent Extent; ///< In texels; 0 where there is no such dimension.
  unsigned Flags;

  std::size_t texelBytes() const {
    return static_cast<std::size_t>(Format.x + Format.y + Format.z + Format.w) /
           8;
  }
  std::size_t rowBytes() const { return Extent.width * texelBytes(); }
  std::size_t rows() const { return Extent.height ? Extent.height : 1; }
  std::size_t slices() const { return Extent.depth ? Extent.depth : 1; }
};

/// Each level has half of the width, height and depth of the one before it;
/// layers and faces stay.
struct cudaMipmappedArray {
  std::vector<cudaArray_t> Levels;
};

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDAARRAYS_H
