//===- DeviceReductions.cpp - What bulk reductions do to memory -----------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceMatrix.h"
#include "DeviceTensors.h"
#include "perfclaim/HostRuntime/Tensors.h"
#include <algorithm>
#include <cstring>

namespace perfclaim::host {
namespace {

template <class T> T apply(uint32_t How, T A, T B) {
  switch (How) {
  case PC_REDUCE_ADD:
    return A + B;
  case PC_REDUCE_MIN:
    return std::min(A, B);
  case PC_REDUCE_MAX:
    return std::max(A, B);
  default:
    return B;
  }
}

template <class T> uint64_t integers(uint32_t How, uint64_t A, uint64_t B) {
  switch (How) {
  case PC_REDUCE_INC:
    return A >= B ? 0 : A + 1;
  case PC_REDUCE_DEC:
    return A == 0 || A > B ? B : A - 1;
  case PC_REDUCE_AND:
    return A & B;
  case PC_REDUCE_OR:
    return A | B;
  case PC_REDUCE_XOR:
    return A ^ B;
  case PC_REDUCE_ADD: // Wraps.
    return A + B;
  default:
    return static_cast<uint64_t>(
        apply(How, static_cast<T>(A), static_cast<T>(B)));
  }
}

uint64_t floats(uint32_t How, uint32_t Element, uint64_t A, uint64_t B) {
  const double Result =
      apply(How, decodeFloat(Element, &A, 0), decodeFloat(Element, &B, 0));
  uint64_t Bits = 0;
  encode(Element, Result, &Bits, 0);
  return Bits;
}

uint64_t combine(uint32_t How, uint32_t Type, uint64_t A, uint64_t B) {
  switch (Type) {
  case PC_TENSOR_U8:
    return integers<uint8_t>(How, A, B);
  case PC_TENSOR_U16:
    return integers<uint16_t>(How, A, B);
  case PC_TENSOR_U32:
    return integers<uint32_t>(How, A, B);
  case PC_TENSOR_S32:
    return integers<int32_t>(How, A, B);
  case PC_TENSOR_U64:
    return integers<uint64_t>(How, A, B);
  case PC_TENSOR_S64:
    return integers<int64_t>(How, A, B);
  case PC_TENSOR_F16:
    return floats(How, PC_ELEMENT_F16, A, B);
  case PC_TENSOR_BF16:
    return floats(How, PC_ELEMENT_BF16, A, B);
  case PC_TENSOR_F64:
    return floats(How, PC_ELEMENT_F64, A, B);
  default:
    return floats(How, PC_ELEMENT_F32, A, B);
  }
}

/// Blocks on other cores may reduce to the same element.
template <class T>
void reduceOne(void *At, const void *From, uint32_t How, uint32_t Type) {
  T With = 0;
  std::memcpy(&With, From, sizeof With);
  auto *Place = static_cast<T *>(At);
  T Old = __atomic_load_n(Place, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(
      Place, &Old, static_cast<T>(combine(How, Type, Old, With)), false,
      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
    ;
}

} // namespace

void writeElements(char *To, const char *From, size_t Bytes, uint32_t How,
                   uint32_t Type) {
  if (How == PC_REDUCE_NONE) {
    std::memcpy(To, From, Bytes);
    return;
  }
  const unsigned Size = pieceOf(Type).Global;
  for (size_t I = 0; I < Bytes; I += Size)
    Size == 8   ? reduceOne<uint64_t>(To + I, From + I, How, Type)
    : Size == 4 ? reduceOne<uint32_t>(To + I, From + I, How, Type)
    : Size == 2 ? reduceOne<uint16_t>(To + I, From + I, How, Type)
                : reduceOne<uint8_t>(To + I, From + I, How, Type);
}

} // namespace perfclaim::host
