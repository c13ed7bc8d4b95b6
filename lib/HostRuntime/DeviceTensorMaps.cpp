//===- DeviceTensorMaps.cpp - Tensor maps that a kernel changes -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMachine.h"
#include "DeviceTensors.h"
#include "perfclaim/HostRuntime/Tensors.h"
#include <algorithm>
#include <cstring>

namespace perfclaim::host {

void failInstruction(const char *What, const void *Place) {
  ThisWorker->InRuntime = true;
  failLaunch(*ThisWorker, 715, What, &self(), Place);
  ThisWorker->abandon();
}

} // namespace perfclaim::host

using namespace perfclaim::host;

#define PC_HERE __builtin_return_address(0)

extern "C" {

void pc_tensor_replace(void *At, uint32_t Field, uint32_t Index,
                       uint64_t Value) {
  // As the PTX ISA numbers them.
  static constexpr uint8_t Types[] = {
      PC_TENSOR_U8,       PC_TENSOR_U16,  PC_TENSOR_U32,
      PC_TENSOR_S32,      PC_TENSOR_U64,  PC_TENSOR_S64,
      PC_TENSOR_F16,      PC_TENSOR_F32,  PC_TENSOR_F32_FTZ,
      PC_TENSOR_F64,      PC_TENSOR_BF16, PC_TENSOR_TF32,
      PC_TENSOR_TF32_FTZ, PC_TENSOR_16U4, PC_TENSOR_16U4_SPREAD,
      PC_TENSOR_16U6};
  pc_tensor_map Map;
  std::memcpy(&Map, At, sizeof Map);
  if (Map.magic != PC_TENSOR_MAGIC || Index >= PC_TENSOR_RANK)
    failInstruction(
        "the tensor map is none that cuTensorMapEncodeTiled has made", PC_HERE);
  switch (Field) {
  case PC_FIELD_ADDRESS:
    Map.address = Value;
    break;
  case PC_FIELD_RANK:
    Map.rank =
        static_cast<uint8_t>(std::min<uint64_t>(Value + 1, PC_TENSOR_RANK));
    break;
  case PC_FIELD_BOX:
    Map.box[Index] =
        static_cast<uint16_t>(std::clamp<uint64_t>(Value, 1, MostBox));
    break;
  case PC_FIELD_DIM:
    Map.dims[Index] = Value;
    break;
  case PC_FIELD_STRIDE: // The first is that of the second dimension.
    Map.strides[(Index + 1) % PC_TENSOR_RANK] = Value;
    break;
  case PC_FIELD_STEP:
    Map.steps[Index] = static_cast<uint8_t>(std::clamp<uint64_t>(Value, 1, 8));
    break;
  case PC_FIELD_TYPE:
    if (Value >= PC_TENSOR_TYPES)
      failInstruction("the tensor map's type is not known", PC_HERE);
    Map.type = Types[Value];
    break;
  case PC_FIELD_INTERLEAVE:
    if (Value != 0)
      failInstruction("an interleaved tensor map is not known", PC_HERE);
    break;
  case PC_FIELD_SWIZZLE:
    // What it was made of stays, where it is still of 128 bytes.
    if (Value != PC_SWIZZLE_128 || Map.swizzle < PC_SWIZZLE_128)
      Map.swizzle = Value & 3;
    break;
  case PC_FIELD_ATOMS: // Of 16, 32, 32 with halves exchanged, 64 bytes.
    if (Value == 2 || Value > 3)
      failInstruction("a swizzle that exchanges 8 bytes is not known", PC_HERE);
    if (Map.swizzle >= PC_SWIZZLE_128)
      Map.swizzle = Value == 0   ? PC_SWIZZLE_128
                    : Value == 1 ? PC_SWIZZLE_ATOMS_32
                                 : PC_SWIZZLE_ATOMS_64;
    break;
  default:
    Map.fill_nan = Value & 1;
  }
  std::memcpy(At, &Map, sizeof Map);
}
}
