//===- CudaCopy.cpp - Linear and two-dimensional copies, and memset -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything happens before the call returns. A stream's order is kept that
// way, and nobody can tell the difference who waits before looking.
//
//===----------------------------------------------------------------------===//

#include "Checks.h"
#include "CudaErrors.h"
#include "CudaMemory.h"
#include "CudaModules.h"
#include "CudaStreams.h"
#include "CudaTrace.h"
#include <cstring>

using namespace perfclaim::host;

namespace {

const char *kindName(cudaMemcpyKind Kind) {
  static const char *const Names[] = {"HtoH", "HtoD", "DtoH", "DtoD",
                                      "default"};
  return Names[Kind];
}

cudaError_t copyBytes(const char *Call, void *To, const void *From,
                      std::size_t Bytes, cudaMemcpyKind Kind) {
  const std::optional<Direction> Ends = direction(Kind);
  if (!Ends)
    return cudaErrorInvalidMemcpyDirection;
  if (Bytes == 0)
    return cudaSuccess;
  if (checkRange(To, Bytes, Ends->To) != cudaSuccess ||
      checkRange(From, Bytes, Ends->From) != cudaSuccess)
    return cudaErrorInvalidValue;
  trace::copy(Call, kindName(Kind), Bytes);
  std::memmove(To, From, Bytes);
  checks::noteCopied(To, From, Bytes);
  return cudaSuccess;
}

cudaError_t copyRows(const char *Call, void *To, std::size_t ToPitch,
                     const void *From, std::size_t FromPitch, std::size_t Width,
                     std::size_t Rows, cudaMemcpyKind Kind) {
  const std::optional<Direction> Ends = direction(Kind);
  if (!Ends)
    return cudaErrorInvalidMemcpyDirection;
  if (Width > ToPitch || Width > FromPitch)
    return cudaErrorInvalidPitchValue;
  if (Width == 0 || Rows == 0)
    return cudaSuccess;
  if (checkRange(To, (Rows - 1) * ToPitch + Width, Ends->To) != cudaSuccess ||
      checkRange(From, (Rows - 1) * FromPitch + Width, Ends->From) !=
          cudaSuccess)
    return cudaErrorInvalidValue;
  trace::copy(Call, kindName(Kind), Width * Rows);
  for (std::size_t Row = 0; Row != Rows; ++Row) {
    char *const Into = static_cast<char *>(To) + Row * ToPitch;
    const char *const Source =
        static_cast<const char *>(From) + Row * FromPitch;
    std::memmove(Into, Source, Width);
    checks::noteCopied(Into, Source, Width);
  }
  return cudaSuccess;
}

cudaError_t setBytes(const char *Call, void *To, int Value, std::size_t Bytes) {
  if (Bytes == 0)
    return cudaSuccess;
  if (checkRange(To, Bytes, Place::Device) != cudaSuccess)
    return cudaErrorInvalidValue;
  trace::set(Call, Bytes);
  std::memset(To, Value, Bytes);
  checks::noteWritten(To, Bytes);
  return cudaSuccess;
}

cudaError_t setRows(const char *Call, void *To, std::size_t Pitch, int Value,
                    std::size_t Width, std::size_t Rows) {
  if (Width > Pitch)
    return cudaErrorInvalidValue;
  if (Width == 0 || Rows == 0)
    return cudaSuccess;
  if (checkRange(To, (Rows - 1) * Pitch + Width, Place::Device) != cudaSuccess)
    return cudaErrorInvalidValue;
  trace::set(Call, Width * Rows);
  for (std::size_t Row = 0; Row != Rows; ++Row) {
    char *const Into = static_cast<char *>(To) + Row * Pitch;
    std::memset(Into, Value, Width);
    checks::noteWritten(Into, Width);
  }
  return cudaSuccess;
}

/// The slices of a three-dimensional memset do not touch when rows are padded.
cudaError_t setSlices(const char *Call, cudaPitchedPtr To, int Value,
                      cudaExtent Extent) {
  cudaError_t Error = cudaSuccess;
  for (std::size_t Z = 0; Z != Extent.depth && Error == cudaSuccess; ++Z)
    Error = setRows(Call, static_cast<char *>(To.ptr) + Z * To.pitch * To.ysize,
                    To.pitch, Value, Extent.width, Extent.height);
  return Error;
}

/// Memory inside a variable; null where it does not reach so far.
char *inVariable(const void *Shadow, std::size_t Offset, std::size_t Bytes,
                 cudaError_t &Error) {
  const pc_variable *Found = findVariable(Shadow);
  Error = Found ? cudaSuccess : cudaErrorInvalidSymbol;
  if (!Found)
    return nullptr;
  if (Offset > Found->size || Bytes > Found->size - Offset) {
    Error = cudaErrorInvalidValue;
    return nullptr;
  }
  return static_cast<char *>(Found->address) + Offset;
}

cudaError_t copyToSymbol(const char *Call, const void *Symbol, const void *From,
                         std::size_t Bytes, std::size_t Offset,
                         cudaMemcpyKind Kind) {
  if (Kind != cudaMemcpyHostToDevice && Kind != cudaMemcpyDeviceToDevice &&
      Kind != cudaMemcpyDefault)
    return cudaErrorInvalidMemcpyDirection;
  cudaError_t Error = cudaSuccess;
  char *To = inVariable(Symbol, Offset, Bytes, Error);
  return To ? copyBytes(Call, To, From, Bytes, Kind) : Error;
}

cudaError_t copyFromSymbol(const char *Call, void *To, const void *Symbol,
                           std::size_t Bytes, std::size_t Offset,
                           cudaMemcpyKind Kind) {
  if (Kind != cudaMemcpyDeviceToHost && Kind != cudaMemcpyDeviceToDevice &&
      Kind != cudaMemcpyDefault)
    return cudaErrorInvalidMemcpyDirection;
  cudaError_t Error = cudaSuccess;
  const char *From = inVariable(Symbol, Offset, Bytes, Error);
  return From ? copyBytes(Call, To, From, Bytes, Kind) : Error;
}

} // namespace

cudaError_t perfclaim::host::setElements(const cudaMemsetParams &How) {
  for (size_t Row = 0; Row != How.height; ++Row) {
    char *At = static_cast<char *>(How.dst) + Row * How.pitch;
    if (const cudaError_t Error =
            checkRange(At, How.width * How.elementSize, Place::Device);
        Error != cudaSuccess)
      return Error;
    for (size_t I = 0; I != How.width; ++I)
      std::memcpy(At + I * How.elementSize, &How.value, How.elementSize);
    checks::noteWritten(At, How.width * How.elementSize);
  }
  return cudaSuccess;
}

//===-- Linear ------------------------------------------------------------===//

PC_API cudaError_t cudaMemcpy(void *To, const void *From, size_t Bytes,
                              cudaMemcpyKind Kind) {
  return onDevice(
      [&] { return copyBytes("cudaMemcpy", To, From, Bytes, Kind); });
}
PC_ALIAS(cudaMemcpy, _ptds);
PC_API cudaError_t cudaMemcpyAsync(void *To, const void *From, size_t Bytes,
                                   cudaMemcpyKind Kind, cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    return copyBytes("cudaMemcpyAsync", To, From, Bytes, Kind);
  });
}
PC_ALIAS(cudaMemcpyAsync, _ptsz);
PC_API cudaError_t cudaMemcpyPeer(void *To, int ToDevice, const void *From,
                                  int FromDevice, size_t Bytes) {
  return onDevice([&] {
    if (ToDevice != 0 || FromDevice != 0)
      return cudaErrorInvalidDevice;
    return copyBytes("cudaMemcpyPeer", To, From, Bytes,
                     cudaMemcpyDeviceToDevice);
  });
}
PC_API cudaError_t cudaMemcpyPeerAsync(void *To, int ToDevice, const void *From,
                                       int FromDevice, size_t Bytes,
                                       cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    if (ToDevice != 0 || FromDevice != 0)
      return cudaErrorInvalidDevice;
    return copyBytes("cudaMemcpyPeerAsync", To, From, Bytes,
                     cudaMemcpyDeviceToDevice);
  });
}

//===-- Two-dimensional ---------------------------------------------------===//

PC_API cudaError_t cudaMemcpy2D(void *To, size_t ToPitch, const void *From,
                                size_t FromPitch, size_t Width, size_t Height,
                                cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyRows("cudaMemcpy2D", To, ToPitch, From, FromPitch, Width, Height,
                    Kind);
  });
}
PC_ALIAS(cudaMemcpy2D, _ptds);
PC_API cudaError_t cudaMemcpy2DAsync(void *To, size_t ToPitch, const void *From,
                                     size_t FromPitch, size_t Width,
                                     size_t Height, cudaMemcpyKind Kind,
                                     cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    return copyRows("cudaMemcpy2DAsync", To, ToPitch, From, FromPitch, Width,
                    Height, Kind);
  });
}
PC_ALIAS(cudaMemcpy2DAsync, _ptsz);

//===-- Memset ------------------------------------------------------------===//

PC_API cudaError_t cudaMemset(void *To, int Value, size_t Bytes) {
  return onDevice([&] { return setBytes("cudaMemset", To, Value, Bytes); });
}
PC_ALIAS(cudaMemset, _ptds);
PC_API cudaError_t cudaMemsetAsync(void *To, int Value, size_t Bytes,
                                   cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemset, [=] {
    return setBytes("cudaMemsetAsync", To, Value, Bytes);
  });
}
PC_ALIAS(cudaMemsetAsync, _ptsz);
PC_API cudaError_t cudaMemset2D(void *To, size_t Pitch, int Value, size_t Width,
                                size_t Height) {
  return onDevice(
      [&] { return setRows("cudaMemset2D", To, Pitch, Value, Width, Height); });
}
PC_ALIAS(cudaMemset2D, _ptds);
PC_API cudaError_t cudaMemset2DAsync(void *To, size_t Pitch, int Value,
                                     size_t Width, size_t Height,
                                     cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemset, [=] {
    return setRows("cudaMemset2DAsync", To, Pitch, Value, Width, Height);
  });
}
PC_ALIAS(cudaMemset2DAsync, _ptsz);
PC_API cudaError_t cudaMemset3D(cudaPitchedPtr To, int Value,
                                cudaExtent Extent) {
  return onDevice([&] { return setSlices("cudaMemset3D", To, Value, Extent); });
}
PC_ALIAS(cudaMemset3D, _ptds);
PC_API cudaError_t cudaMemset3DAsync(cudaPitchedPtr To, int Value,
                                     cudaExtent Extent, cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemset, [=] {
    return setSlices("cudaMemset3DAsync", To, Value, Extent);
  });
}
PC_ALIAS(cudaMemset3DAsync, _ptsz);

//===-- Symbols -----------------------------------------------------------===//

PC_API cudaError_t cudaMemcpyToSymbol(const void *Symbol, const void *From,
                                      size_t Bytes, size_t Offset,
                                      cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyToSymbol("cudaMemcpyToSymbol", Symbol, From, Bytes, Offset,
                        Kind);
  });
}
PC_ALIAS(cudaMemcpyToSymbol, _ptds);
PC_API cudaError_t cudaMemcpyToSymbolAsync(const void *Symbol, const void *From,
                                           size_t Bytes, size_t Offset,
                                           cudaMemcpyKind Kind,
                                           cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    return copyToSymbol("cudaMemcpyToSymbolAsync", Symbol, From, Bytes, Offset,
                        Kind);
  });
}
PC_ALIAS(cudaMemcpyToSymbolAsync, _ptsz);
PC_API cudaError_t cudaMemcpyFromSymbol(void *To, const void *Symbol,
                                        size_t Bytes, size_t Offset,
                                        cudaMemcpyKind Kind) {
  return onDevice([&] {
    return copyFromSymbol("cudaMemcpyFromSymbol", To, Symbol, Bytes, Offset,
                          Kind);
  });
}
PC_ALIAS(cudaMemcpyFromSymbol, _ptds);
PC_API cudaError_t cudaMemcpyFromSymbolAsync(void *To, const void *Symbol,
                                             size_t Bytes, size_t Offset,
                                             cudaMemcpyKind Kind,
                                             cudaStream_t Stream) {
  return inStream(Stream, cudaGraphNodeTypeMemcpy, [=] {
    return copyFromSymbol("cudaMemcpyFromSymbolAsync", To, Symbol, Bytes,
                          Offset, Kind);
  });
}
PC_ALIAS(cudaMemcpyFromSymbolAsync, _ptsz);

PC_API cudaError_t cudaGetSymbolAddress(void **Result, const void *Symbol) {
  return onDevice([&] {
    const pc_variable *Found = findVariable(Symbol);
    if (!Result || !Found)
      return Result ? cudaErrorInvalidSymbol : cudaErrorInvalidValue;
    *Result = Found->address;
    return cudaSuccess;
  });
}
PC_API cudaError_t cudaGetSymbolSize(size_t *Result, const void *Symbol) {
  return onDevice([&] {
    const pc_variable *Found = findVariable(Symbol);
    if (!Result || !Found)
      return Result ? cudaErrorInvalidSymbol : cudaErrorInvalidValue;
    *Result = Found->size;
    return cudaSuccess;
  });
}
