//===- CudaTensorMaps.cpp - Descriptions of tensors for bulk copies -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rules are those of the driver's documentation for cuTensorMapEncodeTiled.
//
//===----------------------------------------------------------------------===//

#include "CudaErrors.h"
#include "perfclaim/HostRuntime/Tensors.h"
#include <cstring>
#include <cuda.h>

using namespace perfclaim::host;

static_assert(sizeof(pc_tensor_map) <= sizeof(CUtensorMap));
static_assert(int(CU_TENSOR_MAP_DATA_TYPE_TFLOAT32_FTZ) ==
              int(PC_TENSOR_TF32_FTZ));

namespace {

constexpr uint32_t MostBox = 256, MostStep = 8;
constexpr uint64_t Alignment = 16, MostDim = uint64_t(1) << 32,
                   MostStride = uint64_t(1) << 40;

unsigned sizeOf(CUtensorMapDataType Type) {
  switch (Type) {
  case CU_TENSOR_MAP_DATA_TYPE_UINT8:
    return 1;
  case CU_TENSOR_MAP_DATA_TYPE_UINT16:
  case CU_TENSOR_MAP_DATA_TYPE_FLOAT16:
  case CU_TENSOR_MAP_DATA_TYPE_BFLOAT16:
    return 2;
  case CU_TENSOR_MAP_DATA_TYPE_UINT64:
  case CU_TENSOR_MAP_DATA_TYPE_INT64:
  case CU_TENSOR_MAP_DATA_TYPE_FLOAT64:
    return 8;
  default:
    return 4;
  }
}

CUresult refuseMap(const char *What) {
  noteRefusal(What, /*Computes=*/true);
  return CUDA_ERROR_NOT_SUPPORTED;
}

} // namespace

PC_API CUresult cuTensorMapEncodeTiled(
    CUtensorMap *Result, CUtensorMapDataType Type, cuuint32_t Rank,
    void *Address, const cuuint64_t *Dims, const cuuint64_t *Strides,
    const cuuint32_t *Box, const cuuint32_t *Steps,
    CUtensorMapInterleave Interleave, CUtensorMapSwizzle Swizzle,
    CUtensorMapL2promotion, CUtensorMapFloatOOBfill Fill) {
  if (!Result || Rank == 0 || Rank > PC_TENSOR_RANK || !Address || !Dims ||
      !Box || !Steps || (Rank > 1 && !Strides) ||
      reinterpret_cast<uint64_t>(Address) % Alignment)
    return CUDA_ERROR_INVALID_VALUE;
  if (Type >= static_cast<int>(PC_TENSOR_TYPES))
    return refuseMap("cuTensorMapEncodeTiled with packed 4 or 6 bits");
  if (Interleave != CU_TENSOR_MAP_INTERLEAVE_NONE)
    return refuseMap("cuTensorMapEncodeTiled with interleaving");
  if (Swizzle > CU_TENSOR_MAP_SWIZZLE_128B)
    return refuseMap("cuTensorMapEncodeTiled with a swizzle of larger atoms");
  const unsigned Size = sizeOf(Type);
  pc_tensor_map Map{};
  Map.address = reinterpret_cast<uint64_t>(Address);
  Map.type = static_cast<uint8_t>(Type);
  Map.rank = static_cast<uint8_t>(Rank);
  Map.swizzle = static_cast<uint8_t>(Swizzle);
  Map.fill_nan = Fill == CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA;
  Map.magic = PC_TENSOR_MAGIC;
  if (Map.fill_nan && Type < CU_TENSOR_MAP_DATA_TYPE_FLOAT16)
    return CUDA_ERROR_INVALID_VALUE;
  for (cuuint32_t I = 0; I != Rank; ++I) {
    if (Dims[I] == 0 || Dims[I] > MostDim || Box[I] == 0 || Box[I] > MostBox ||
        Steps[I] == 0 || Steps[I] > MostStep)
      return CUDA_ERROR_INVALID_VALUE;
    Map.dims[I] = Dims[I];
    Map.box[I] = static_cast<uint16_t>(Box[I]);
    Map.steps[I] = static_cast<uint8_t>(Steps[I]);
    Map.strides[I] = I ? Strides[I - 1] : Size;
    if (I && (Map.strides[I] % Alignment || Map.strides[I] >= MostStride))
      return CUDA_ERROR_INVALID_VALUE;
  }
  const unsigned Row = (Box[0] + Steps[0] - 1) / Steps[0] * Size;
  if (Row % Alignment || (Map.swizzle && Row > 16U << Map.swizzle))
    return CUDA_ERROR_INVALID_VALUE;
  std::memset(Result, 0, sizeof *Result);
  std::memcpy(Result, &Map, sizeof Map);
  return CUDA_SUCCESS;
}

PC_API CUresult cuTensorMapReplaceAddress(CUtensorMap *Map, void *Address) {
  pc_tensor_map Held;
  if (!Map || !Address || reinterpret_cast<uint64_t>(Address) % Alignment)
    return CUDA_ERROR_INVALID_VALUE;
  std::memcpy(&Held, Map, sizeof Held);
  if (Held.magic != PC_TENSOR_MAGIC)
    return CUDA_ERROR_INVALID_VALUE;
  Held.address = reinterpret_cast<uint64_t>(Address);
  std::memcpy(Map, &Held, sizeof Held);
  return CUDA_SUCCESS;
}

PC_API CUresult cuTensorMapEncodeIm2col(
    CUtensorMap *, CUtensorMapDataType, cuuint32_t, void *, const cuuint64_t *,
    const cuuint64_t *, const int *, const int *, cuuint32_t, cuuint32_t,
    const cuuint32_t *, CUtensorMapInterleave, CUtensorMapSwizzle,
    CUtensorMapL2promotion, CUtensorMapFloatOOBfill) {
  return refuseMap("cuTensorMapEncodeIm2col");
}
