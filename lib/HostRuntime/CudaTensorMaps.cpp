//===- CudaTensorMaps.cpp - Descriptions of tensors for bulk copies -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rules are those of the driver's documentation. Corners of im2col's box
// are in width, height and depth, as callers give them.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "perfclaim/HostRuntime/Tensors.h"
#include <algorithm>
#include <cstring>
#include <cuda.h>
#include <string>

using namespace perfclaim::host;

static_assert(sizeof(pc_tensor_map) <= sizeof(CUtensorMap));
static_assert(int(CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B) ==
              int(PC_TENSOR_16U6));

namespace {

constexpr uint32_t MostBox = 256, MostStep = 8, MostPixels = 1024;
constexpr uint64_t MostDim = uint64_t(1) << 32, MostStride = uint64_t(1) << 40;

CUresult refuseMap(const std::string &What) {
  noteRefusal(What, /*Computes=*/true);
  return CUDA_ERROR_NOT_SUPPORTED;
}

/// Sixteens of 4 or 6 bits that take 16 bytes of shared memory.
bool isSpread(uint32_t Type) {
  return Type == PC_TENSOR_16U4_SPREAD || Type == PC_TENSOR_16U6;
}

/// Bits of an element in global memory.
unsigned bitsOf(CUtensorMapDataType Type) {
  switch (Type) {
  case CU_TENSOR_MAP_DATA_TYPE_UINT8:
    return 8;
  case CU_TENSOR_MAP_DATA_TYPE_UINT16:
  case CU_TENSOR_MAP_DATA_TYPE_FLOAT16:
  case CU_TENSOR_MAP_DATA_TYPE_BFLOAT16:
    return 16;
  case CU_TENSOR_MAP_DATA_TYPE_UINT64:
  case CU_TENSOR_MAP_DATA_TYPE_INT64:
  case CU_TENSOR_MAP_DATA_TYPE_FLOAT64:
    return 64;
  case CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B:
  case CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B:
    return 4;
  case CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B:
    return 6;
  default:
    return 32;
  }
}

struct Request {
  const char *Name;
  CUtensorMapDataType Type;
  cuuint32_t Rank;
  void *Address;
  const cuuint64_t *Dims, *Strides;
  const cuuint32_t *Steps;
  CUtensorMapInterleave Interleave;
  CUtensorMapSwizzle Swizzle;
  CUtensorMapFloatOOBfill Fill;
};

/// All of a map but its box.
CUresult describe(const Request &R, pc_tensor_map &Map) {
  const uint64_t Alignment = isSpread(R.Type) ? 32 : 16;
  if (R.Rank == 0 || R.Rank > PC_TENSOR_RANK || !R.Address || !R.Dims ||
      !R.Steps || (R.Rank > 1 && !R.Strides) ||
      static_cast<unsigned>(R.Type) >= PC_TENSOR_TYPES ||
      reinterpret_cast<uint64_t>(R.Address) % Alignment)
    return CUDA_ERROR_INVALID_VALUE;
  if (R.Interleave != CU_TENSOR_MAP_INTERLEAVE_NONE)
    return refuseMap(std::string(R.Name) + " with interleaving");
  switch (R.Swizzle) {
  case CU_TENSOR_MAP_SWIZZLE_NONE:
  case CU_TENSOR_MAP_SWIZZLE_32B:
  case CU_TENSOR_MAP_SWIZZLE_64B:
  case CU_TENSOR_MAP_SWIZZLE_128B:
    Map.swizzle = static_cast<uint8_t>(R.Swizzle);
    break;
  case CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B:
    Map.swizzle = PC_SWIZZLE_ATOMS_32;
    break;
  case CU_TENSOR_MAP_SWIZZLE_128B_ATOM_64B:
    Map.swizzle = PC_SWIZZLE_ATOMS_64;
    break;
  case CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B_FLIP_8B:
    return refuseMap(std::string(R.Name) +
                     " with a swizzle that exchanges 8 bytes");
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
  if (isSpread(R.Type) &&
      (Map.swizzle == PC_SWIZZLE_32 || Map.swizzle == PC_SWIZZLE_64))
    return CUDA_ERROR_INVALID_VALUE;
  Map.address = reinterpret_cast<uint64_t>(R.Address);
  Map.type = static_cast<uint8_t>(R.Type);
  Map.rank = static_cast<uint8_t>(R.Rank);
  Map.fill_nan = R.Fill == CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA;
  Map.magic = PC_TENSOR_MAGIC;
  if (Map.fill_nan && (R.Type < CU_TENSOR_MAP_DATA_TYPE_FLOAT16 ||
                       R.Type > CU_TENSOR_MAP_DATA_TYPE_TFLOAT32_FTZ))
    return CUDA_ERROR_INVALID_VALUE;
  const unsigned Bits = bitsOf(R.Type);
  if (R.Dims[0] % (isSpread(R.Type) ? 128 : Bits < 8 ? 2 : 1))
    return CUDA_ERROR_INVALID_VALUE;
  for (cuuint32_t I = 0; I != R.Rank; ++I) {
    if (R.Dims[I] == 0 || R.Dims[I] > MostDim || R.Steps[I] == 0 ||
        R.Steps[I] > MostStep)
      return CUDA_ERROR_INVALID_VALUE;
    Map.dims[I] = R.Dims[I];
    // There is no half of a byte, and of packed elements nothing is left out.
    Map.steps[I] = static_cast<uint8_t>(I == 0 && Bits < 8 ? 1 : R.Steps[I]);
    Map.strides[I] = I ? R.Strides[I - 1] : Bits / 8;
    if (I && (Map.strides[I] % Alignment || Map.strides[I] >= MostStride))
      return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

/// Whether a row of \p Count elements can lie in shared memory.
bool fits(const pc_tensor_map &Map, CUtensorMapDataType Type, unsigned Count) {
  if (isSpread(Type))
    return Count == 128;
  const unsigned Bytes = Count * bitsOf(Type) / 8;
  return Bytes % 16 == 0 && Bytes != 0 &&
         (!Map.swizzle || Bytes <= 16U << std::min<unsigned>(Map.swizzle, 3));
}

void write(CUtensorMap *Result, const pc_tensor_map &Map) {
  std::memset(Result, 0, sizeof *Result);
  std::memcpy(Result, &Map, sizeof Map);
}

} // namespace

PC_API CUresult cuTensorMapEncodeTiled(
    CUtensorMap *Result, CUtensorMapDataType Type, cuuint32_t Rank,
    void *Address, const cuuint64_t *Dims, const cuuint64_t *Strides,
    const cuuint32_t *Box, const cuuint32_t *Steps,
    CUtensorMapInterleave Interleave, CUtensorMapSwizzle Swizzle,
    CUtensorMapL2promotion, CUtensorMapFloatOOBfill Fill) {
  if (!Result || !Box)
    return CUDA_ERROR_INVALID_VALUE;
  pc_tensor_map Map{};
  if (const CUresult E =
          describe({"cuTensorMapEncodeTiled", Type, Rank, Address, Dims,
                    Strides, Steps, Interleave, Swizzle, Fill},
                   Map))
    return E;
  for (cuuint32_t I = 0; I != Rank; ++I) {
    if (Box[I] == 0 || Box[I] > MostBox)
      return CUDA_ERROR_INVALID_VALUE;
    Map.box[I] = static_cast<uint16_t>(Box[I]);
  }
  if (!fits(Map, Type, (Box[0] + Map.steps[0] - 1) / Map.steps[0]))
    return CUDA_ERROR_INVALID_VALUE;
  write(Result, Map);
  return CUDA_SUCCESS;
}

PC_API CUresult cuTensorMapReplaceAddress(CUtensorMap *Map, void *Address) {
  pc_tensor_map Held;
  if (!Map || !Address || reinterpret_cast<uint64_t>(Address) % 16)
    return CUDA_ERROR_INVALID_VALUE;
  std::memcpy(&Held, Map, sizeof Held);
  if (Held.magic != PC_TENSOR_MAGIC)
    return CUDA_ERROR_INVALID_VALUE;
  Held.address = reinterpret_cast<uint64_t>(Address);
  std::memcpy(Map, &Held, sizeof Held);
  return CUDA_SUCCESS;
}

PC_API CUresult cuTensorMapEncodeIm2col(
    CUtensorMap *Result, CUtensorMapDataType Type, cuuint32_t Rank,
    void *Address, const cuuint64_t *Dims, const cuuint64_t *Strides,
    const int *Lower, const int *Upper, cuuint32_t Channels, cuuint32_t Pixels,
    const cuuint32_t *Steps, CUtensorMapInterleave Interleave,
    CUtensorMapSwizzle Swizzle, CUtensorMapL2promotion,
    CUtensorMapFloatOOBfill Fill) {
  if (!Result || Rank < 3 || !Lower || !Upper || Channels == 0 ||
      Channels > MostBox || Pixels == 0 || Pixels > MostPixels)
    return CUDA_ERROR_INVALID_VALUE;
  pc_tensor_map Map{};
  if (const CUresult E =
          describe({"cuTensorMapEncodeIm2col", Type, Rank, Address, Dims,
                    Strides, Steps, Interleave, Swizzle, Fill},
                   Map))
    return E;
  Map.pixels = 1;
  Map.steps[0] = 1;
  Map.box[0] = static_cast<uint16_t>(Channels);
  Map.box[1] = static_cast<uint16_t>(Pixels);
  // The corners of images of fewer dimensions may be further away.
  const int Most = Rank == 3 ? 32767 : Rank == 4 ? 127 : 15;
  for (cuuint32_t I = 0; I != Rank - 2; ++I) {
    const auto Size = static_cast<int64_t>(Dims[I + 1]);
    if (std::min(Lower[I], Upper[I]) < -Most - 1 ||
        std::max(Lower[I], Upper[I]) > Most || Size + Upper[I] <= Lower[I])
      return CUDA_ERROR_INVALID_VALUE;
    Map.lower[I] = static_cast<int16_t>(Lower[I]);
    Map.upper[I] = static_cast<int16_t>(Upper[I]);
  }
  if (!fits(Map, Type, Channels))
    return CUDA_ERROR_INVALID_VALUE;
  write(Result, Map);
  return CUDA_SUCCESS;
}

PC_API CUresult cuTensorMapEncodeIm2colWide(
    CUtensorMap *, CUtensorMapDataType, cuuint32_t, void *, const cuuint64_t *,
    const cuuint64_t *, int, int, cuuint32_t, cuuint32_t, const cuuint32_t *,
    CUtensorMapInterleave, CUtensorMapIm2ColWideMode, CUtensorMapSwizzle,
    CUtensorMapL2promotion, CUtensorMapFloatOOBfill) {
  return refuseMap("cuTensorMapEncodeIm2colWide");
}
