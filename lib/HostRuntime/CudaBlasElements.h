//===- CudaBlasElements.h - Numbers in matrices and vectors -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From a cudaDataType to a C++ type, and between those and what is computed
/// in. Results are rounded to nearest, ties to even.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASELEMENTS_H
#define PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASELEMENTS_H

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <library_types.h>
#include <limits>
#include <type_traits>

namespace perfclaim::host::blas {

/// Calls \p Do with \p Base as a pointer to constant elements of \p Type.
template <class Work>
void withElements(cudaDataType Type, const void *Base, const Work &Do) {
  switch (Type) {
  case CUDA_R_64F:
    return Do(static_cast<const double *>(Base));
  case CUDA_R_16F:
    return Do(static_cast<const __half *>(Base));
  case CUDA_R_16BF:
    return Do(static_cast<const __nv_bfloat16 *>(Base));
  case CUDA_R_8I:
    return Do(static_cast<const std::int8_t *>(Base));
  case CUDA_R_32I:
    return Do(static_cast<const std::int32_t *>(Base));
  default:
    return Do(static_cast<const float *>(Base));
  }
}

/// The type of the parts of a complex number, or \p Type itself.
inline cudaDataType partOf(cudaDataType Type) {
  switch (Type) {
  case CUDA_C_32F:
    return CUDA_R_32F;
  case CUDA_C_64F:
    return CUDA_R_64F;
  case CUDA_C_8I:
    return CUDA_R_8I;
  default:
    return Type;
  }
}

inline std::size_t sizeOf(cudaDataType Type) {
  std::size_t Size = 0;
  withElements(partOf(Type), nullptr, [&](auto *Of) { Size = sizeof *Of; });
  return partOf(Type) == Type ? Size : 2 * Size;
}

/// An element as what is computed in, which has all its values.
template <class T, class E> T convert(E Value) {
  if constexpr (std::is_same_v<E, __half>)
    return static_cast<T>(__half2float(Value));
  else if constexpr (std::is_same_v<E, __nv_bfloat16>)
    return static_cast<T>(__bfloat162float(Value));
  else
    return static_cast<T>(Value);
}

/// A result as an element. Integers saturate.
template <class E> E narrow(double Value) {
  if constexpr (std::is_same_v<E, __half>) {
    return __double2half(Value);
  } else if constexpr (std::is_same_v<E, __nv_bfloat16>) {
    return __double2bfloat16(Value);
  } else if constexpr (std::is_integral_v<E>) {
    if (std::isnan(Value))
      return 0;
    return static_cast<E>(std::clamp<double>(std::nearbyint(Value),
                                             std::numeric_limits<E>::min(),
                                             std::numeric_limits<E>::max()));
  } else {
    return static_cast<E>(Value);
  }
}

} // namespace perfclaim::host::blas

#endif // PERFCLAIM_LIB_HOSTRUNTIME_CUDABLASELEMENTS_H
