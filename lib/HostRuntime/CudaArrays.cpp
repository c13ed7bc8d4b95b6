//===- CudaArrays.cpp - Arrays and copies between them and memory ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaArrays.h"
#include "Checks.h"
#include "CudaErrors.h"
#include "CudaMemory.h"
#include "CudaStreams.h"
#include "CudaTrace.h"
#include <cstring>

using namespace perfclaim::host;

namespace {

/// One end of a three-dimensional copy: bytes with two strides.
struct Box {
  char *At = nullptr;
  std::size_t Row = 0, Slice = 0; ///< Bytes from one to the next.
  std::size_t Rows = 0;           ///< That a slice has.
};

cudaError_t allocateArray(cudaArray_t *Result,
                          const cudaChannelFormatDesc *Format,
                          cudaExtent Extent, unsigned Flags) {
  if (!Result || !Format || Extent.width == 0)
    return cudaErrorInvalidValue;
  const int Bits = Format->x + Format->y + Format->z + Format->w;
  if (Bits % 8 || Bits <= 0 || Format->f == cudaChannelFormatKindNone)
    return cudaErrorInvalidChannelDescriptor;
  if (Flags & ~(cudaArrayDefault | cudaArraySurfaceLoadStore |
                cudaArrayTextureGather | cudaArrayLayered | cudaArrayCubemap))
    return refuse("an array with these flags");
  if (Flags & cudaArrayCubemap &&
      (Extent.width != Extent.height || Extent.depth == 0 ||
       (Flags & cudaArrayLayered ? Extent.depth % 6 != 0 : Extent.depth != 6)))
    return cudaErrorInvalidValue;
  auto *Made = new cudaArray{nullptr, *Format, Extent, Flags};
  const std::size_t Bytes = Made->rowBytes() * Made->rows() * Made->slices();
  Made->Texels = static_cast<char *>(
      Memory::get().allocate(Bytes, MemoryKind::Array, Flags));
  if (!Made->Texels) {
    delete Made;
    return cudaErrorMemoryAllocation;
  }
  trace::allocate("cudaMallocArray", Made->Texels, Bytes);
  *Result = Made;
  return cudaSuccess;
}

/// Part of an array; \p X in bytes.
cudaError_t inArray(cudaArray_const_t Array, std::size_t X, std::size_t Y,
                    std::size_t Z, std::size_t Width, std::size_t Height,
                    std::size_t Depth, Box &Result) {
  if (!Array)
    return cudaErrorInvalidResourceHandle;
  if (X + Width > Array->rowBytes() || Y + Height > Array->rows() ||
      Z + Depth > Array->slices())
    return cudaErrorInvalidValue;
  Result.Row = Array->rowBytes();
  Result.Rows = Array->rows();
  Result.Slice = Result.Row * Result.Rows;
  Result.At = Array->Texels + Z * Result.Slice + Y * Result.Row + X;
  return cudaSuccess;
}

cudaError_t inMemory(cudaPitchedPtr Memory, cudaPos At, std::size_t Width,
                     std::size_t Height, std::size_t Depth, Place Where,
                     Box &Result) {
  if (Width > Memory.pitch && (Height > 1 || Depth > 1))
    return cudaErrorInvalidPitchValue;
  Result.Row = Memory.pitch;
  Result.Rows = Memory.ysize;
  Result.Slice = Memory.pitch * Memory.ysize;
  Result.At = static_cast<char *>(Memory.ptr) + At.z * Result.Slice +
              At.y * Result.Row + At.x;
  return checkRange(
      Result.At, (Depth - 1) * Result.Slice + (Height - 1) * Result.Row + Width,
      Where);
}

void copyBox(const Box &To, const Box &From, std::size_t Width,
             std::size_t Height, std::size_t Depth) {
  for (std::size_t Z = 0; Z != Depth; ++Z)
    for (std::size_t Y = 0; Y != Height; ++Y) {
      char *const Into = To.At + Z * To.Slice + Y * To.Row;
      const char *const Source = From.At + Z * From.Slice + Y * From.Row;
      std::memmove(Into, Source, Width);
      checks::noteCopied(Into, Source, Width);
    }
}

cudaError_t copy3D(const char *Call, const cudaMemcpy3DParms *How) {
  if (!How || (How->srcArray && How->srcPtr.ptr) ||
      (How->dstArray && How->dstPtr.ptr))
    return cudaErrorInvalidValue;
  const std::optional<Direction> Ends = direction(How->kind);
  if (!Ends)
    return cudaErrorInvalidMemcpyDirection;
  cudaExtent Extent = How->extent;
  if (!Extent.width || !Extent.height || !Extent.depth)
    return cudaSuccess;
  // With an array, widths and positions in it are in texels.
  const cudaArray_t Array = How->srcArray ? How->srcArray : How->dstArray;
  const std::size_t Texel = Array ? Array->texelBytes() : 1;
  const std::size_t Width = Extent.width * Texel;
  Box From, To;
  cudaError_t Error =
      How->srcArray
          ? inArray(How->srcArray, How->srcPos.x * Texel, How->srcPos.y,
                    How->srcPos.z, Width, Extent.height, Extent.depth, From)
          : inMemory(How->srcPtr, How->srcPos, Width, Extent.height,
                     Extent.depth, Ends->From, From);
  if (Error != cudaSuccess)
    return Error;
  Error = How->dstArray
              ? inArray(How->dstArray, How->dstPos.x * Texel, How->dstPos.y,
                        How->dstPos.z, Width, Extent.height, Extent.depth, To)
              : inMemory(How->dstPtr, How->dstPos, Width, Extent.height,
                         Extent.depth, Ends->To, To);
  if (Error != cudaSuccess)
    return Error;
  trace::copy(Call, "3D", Width * Extent.height * Extent.depth);
  copyBox(To, From, Width, Extent.height, Extent.depth);
  return cudaSuccess;
}

cudaError_t copyPeer3D(const char *Call, const cudaMemcpy3DPeerParms *How) {
  if (!How)
    return cudaErrorInvalidValue;
  if (How->srcDevice != 0 || How->dstDevice != 0)
    return cudaErrorInvalidDevice;
  const cudaMemcpy3DParms Same{
      How->srcArray, How->srcPos, How->srcPtr, How->dstArray,
      How->dstPos,   How->dstPtr, How->extent, cudaMemcpyDeviceToDevice};
  return copy3D(Call, &Same);
}

cudaPitchedPtr rows(const void *At, std::size_t Pitch, std::size_t Height) {
  return {const_cast<void *>(At), Pitch, Pitch, Height};
}

cudaError_t copyToArray(const char *Call, cudaArray_t To, std::size_t X,
                        std::size_t Y, const void *From, std::size_t Pitch,
                        std::size_t Width, std::size_t Height,
                        cudaMemcpyKind Kind) {
  const std::optional<Direction> Ends = direction(Kind);
  if (!Ends)
    return cudaErrorInvalidMemcpyDirection;
  if (Width == 0 || Height == 0)
    return cudaSuccess;
  Box Source, Target;
  cudaError_t Error = inMemory(rows(From, Pitch, Height), {}, Width, Height, 1,
                               Ends->From, Source);
  if (Error == cudaSuccess)
    Error = inArray(To, X, Y, 0, Width, Height, 1, Target);
  if (Error != cudaSuccess)
    return Error;
  trace::copy(Call, "toArray", Width * Height);
  copyBox(Target, Source, Width, Height, 1);
  return cudaSuccess;
}

cudaError_t copyFromArray(const char *Call, void *To, std::size_t Pitch,
                          cudaArray_const_t From, std::size_t X, std::size_t Y,
                          std::size_t Width, std::size_t Height,
                          cudaMemcpyKind Kind) {
  const std::optional<Direction> Ends = direction(Kind);
  if (!Ends)
    return cudaErrorInvalidMemcpyDirection;
  if (Width == 0 || Height == 0)
    return cudaSuccess;
  Box Source, Target;
  cudaError_t Error = inArray(From, X, Y, 0, Width, Height, 1, Source);
  if (Error == cudaSuccess)
    Error = inMemory(rows(To, Pitch, Height), {}, Width, Height, 1, Ends->To,
                     Target);
  if (Error != cudaSuccess)
    return Error;
  trace::copy(Call, "fromArray", Width * Height);
  copyBox(Target, Source, Width, Height, 1);
  return cudaSuccess;
}

/// Where bytes from (X, Y) on lie, if the array has so many.
template <class Work>
cudaError_t copyLinear(const char *Call, cudaArray_const_t Array, std::size_t X,
                       std::size_t Y, std::size_t Bytes, cudaMemcpyKind Kind,
                       const Work &Do) {
  const std::optional<Direction> Ends = direction(Kind);
  if (!Ends)
    return cudaErrorInvalidMemcpyDirection;
  if (!Array)
    return cudaErrorInvalidResourceHandle;
  const std::size_t First = Y * Array->rowBytes() + X;
  if (First + Bytes > Array->rowBytes() * Array->rows())
    return cudaErrorInvalidValue;
  trace::copy(Call, "array", Bytes);
  return Do(Array->Texels + First, *Ends);
}

} // namespace

//===-- Arrays ------------------------------------------------------------===//

PC_API cudaError_t cudaMallocArray(cudaArray_t *Result,
                                   const cudaChannelFormatDesc *Format,
                                   size_t Width, size_t Height,
                                   unsigned Flags) {
  return onDevice(
      [&] { return allocateArray(Result, Format, {Width, Height, 0}, Flags); });
}
PC_API cudaError_t cudaMalloc3DArray(cudaArray_t *Result,
                                     const cudaChannelFormatDesc *Format,
                                     cudaExtent Extent, unsigned Flags) {
  return onDevice([&] { return allocateArray(Result, Format, Extent, Flags); });
}
PC_API cudaError_t cudaFreeArray(cudaArray_t Array) {
  return onDevice([&] {
    if (!Array)
      return cudaSuccess;
    trace::release("cudaFreeArray", Array->Texels);
    Memory::get().release(Array->Texels, MemoryKind::Array);
    delete Array;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaArrayGetInfo(cudaChannelFormatDesc *Format,
                                    cudaExtent *Extent, unsigned *Flags,
                                    cudaArray_t Array) {
  return onDevice([&] {
    if (!Array)
      return cudaErrorInvalidResourceHandle;
    if (Format)
      *Format = Array->Format;
    if (Extent)
      *Extent = Array->Extent;
    if (Flags)
      *Flags = Array->Flags;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGetChannelDesc(cudaChannelFormatDesc *Format,
                                      cudaArray_const_t Array) {
  return onDevice([&] {
    if (!Array || !Format)
      return cudaErrorInvalidValue;
    *Format = Array->Format;
    return cudaSuccess;
  });
}
PC_API cudaChannelFormatDesc cudaCreateChannelDesc(int X, int Y, int Z, int W,
                                                   cudaChannelFormatKind Kind) {
  return {X, Y, Z, W, Kind};
}

//===-- Copies ------------------------------------------------------------===//

PC_API cudaError_t cudaMemcpy3D(const cudaMemcpy3DParms *How) {
  return onDevice([&] { return copy3D("cudaMemcpy3D", How); });
}
PC_ALIAS(cudaMemcpy3D, _ptds);
PC_API cudaError_t cudaMemcpy3DAsync(const cudaMemcpy3DParms *How,
                                     cudaStream_t Stream) {
  if (!How)
    return report(cudaErrorInvalidValue);
  return inStream(Stream, cudaGraphNodeTypeMemcpy,
                  [Copy = *How] { return copy3D("cudaMemcpy3DAsync", &Copy); });
}
PC_ALIAS(cudaMemcpy3DAsync, _ptsz);
PC_API cudaError_t cudaMemcpy3DPeer(const cudaMemcpy3DPeerParms *How) {
  return onDevice([&] { return copyPeer3D("cudaMemcpy3DPeer", How); });
}
PC_ALIAS(cudaMemcpy3DPeer, _ptds);
PC_API cudaError_t cudaMemcpy3DPeerAsync(const cudaMemcpy3DPeerParms *How,
                                         cudaStream_t Stream) {
  if (!How)
    return report(cudaErrorInvalidValue);
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [Copy = *How] {
    return copyPeer3D("cudaMemcpy3DPeerAsync", &Copy);
  });
}
PC_ALIAS(cudaMemcpy3DPeerAsync, _ptsz);

PC_API cudaError_t cudaMemcpy2DToArray(cudaArray_t To, size_t X, size_t Y,
                                       const void *From, size_t Pitch,
                                       size_t Width, size_t Height,
                                       cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyToArray("cudaMemcpy2DToArray", To, X, Y, From, Pitch, Width,
                       Height, Kind);
  });
}
PC_ALIAS(cudaMemcpy2DToArray, _ptds);
PC_API cudaError_t cudaMemcpy2DToArrayAsync(cudaArray_t To, size_t X, size_t Y,
                                            const void *From, size_t Pitch,
                                            size_t Width, size_t Height,
                                            cudaMemcpyKind Kind,
                                            cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    return copyToArray("cudaMemcpy2DToArrayAsync", To, X, Y, From, Pitch, Width,
                       Height, Kind);
  });
}
PC_ALIAS(cudaMemcpy2DToArrayAsync, _ptsz);
PC_API cudaError_t cudaMemcpy2DFromArray(void *To, size_t Pitch,
                                         cudaArray_const_t From, size_t X,
                                         size_t Y, size_t Width, size_t Height,
                                         cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyFromArray("cudaMemcpy2DFromArray", To, Pitch, From, X, Y, Width,
                         Height, Kind);
  });
}
PC_ALIAS(cudaMemcpy2DFromArray, _ptds);
PC_API cudaError_t cudaMemcpy2DFromArrayAsync(
    void *To, size_t Pitch, cudaArray_const_t From, size_t X, size_t Y,
    size_t Width, size_t Height, cudaMemcpyKind Kind, cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    return copyFromArray("cudaMemcpy2DFromArrayAsync", To, Pitch, From, X, Y,
                         Width, Height, Kind);
  });
}
PC_ALIAS(cudaMemcpy2DFromArrayAsync, _ptsz);
PC_API cudaError_t cudaMemcpy2DArrayToArray(cudaArray_t To, size_t X, size_t Y,
                                            cudaArray_const_t From,
                                            size_t FromX, size_t FromY,
                                            size_t Width, size_t Height,
                                            cudaMemcpyKind) {
  return onDevice([&] {
    Box Source, Target;
    cudaError_t Error =
        inArray(From, FromX, FromY, 0, Width, Height, 1, Source);
    if (Error == cudaSuccess)
      Error = inArray(To, X, Y, 0, Width, Height, 1, Target);
    if (Error != cudaSuccess)
      return Error;
    trace::copy("cudaMemcpy2DArrayToArray", "DtoD", Width * Height);
    copyBox(Target, Source, Width, Height, 1);
    return cudaSuccess;
  });
}
PC_ALIAS(cudaMemcpy2DArrayToArray, _ptds);

//===-- Bytes in an array, row after row ----------------------------------===//

PC_API cudaError_t cudaMemcpyToArray(cudaArray_t To, size_t X, size_t Y,
                                     const void *From, size_t Bytes,
                                     cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyLinear("cudaMemcpyToArray", To, X, Y, Bytes, Kind,
                      [&](char *Texels, const Direction &Ends) {
                        const cudaError_t Error =
                            checkRange(From, Bytes, Ends.From);
                        if (Error == cudaSuccess)
                          std::memcpy(Texels, From, Bytes);
                        return Error;
                      });
  });
}
PC_ALIAS(cudaMemcpyToArray, _ptds);
PC_API cudaError_t cudaMemcpyFromArray(void *To, cudaArray_const_t From,
                                       size_t X, size_t Y, size_t Bytes,
                                       cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyLinear("cudaMemcpyFromArray", From, X, Y, Bytes, Kind,
                      [&](const char *Texels, const Direction &Ends) {
                        const cudaError_t Error =
                            checkRange(To, Bytes, Ends.To);
                        if (Error != cudaSuccess)
                          return Error;
                        std::memcpy(To, Texels, Bytes);
                        checks::noteWritten(To, Bytes);
                        return Error;
                      });
  });
}
PC_ALIAS(cudaMemcpyFromArray, _ptds);

/// For texture references, which are programs' own code.
extern "C" __attribute__((visibility("default"))) void
pc_array_texels(cudaArray_const_t Array, void **Texels, cudaExtent *Extent,
                cudaChannelFormatDesc *Format) {
  *Texels = Array->Texels;
  *Extent = Array->Extent;
  *Format = Array->Format;
}
