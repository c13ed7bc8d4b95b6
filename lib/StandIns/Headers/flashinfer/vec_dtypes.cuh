//===- vec_dtypes.cuh - Vectors of elements, as FlashInfer has them *- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: a vector of \p N elements is loaded and stored in the widest words
/// that its size allows, and the casting ones convert each element as its type
/// does. Other kernel libraries use no more of FlashInfer than this.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_FLASHINFER_VEC_DTYPES_CUH
#define PERFCLAIM_STANDIN_FLASHINFER_VEC_DTYPES_CUH

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <cuda_runtime.h>
#include <type_traits>

#ifndef FLASHINFER_INLINE
#define FLASHINFER_INLINE inline __attribute__((always_inline)) __device__
#endif

namespace flashinfer {
namespace perfclaim_detail {
template <size_t Bytes> struct Words {
  using type = std::conditional_t<
      Bytes % 16 == 0, uint4,
      std::conditional_t<
          Bytes % 8 == 0, uint2,
          std::conditional_t<
              Bytes % 4 == 0, uint32_t,
              std::conditional_t<Bytes % 2 == 0, uint16_t, uint8_t>>>>;
  static constexpr size_t Count = Bytes / sizeof(type);
};
/// Floating elements meet in float, which holds each of them.
template <class To, class From> FLASHINFER_INLINE To convert(const From &X) {
  if constexpr (std::is_same_v<To, From>)
    return X;
  else if constexpr (std::is_arithmetic_v<To> && std::is_arithmetic_v<From>)
    return static_cast<To>(X);
  else
    return static_cast<To>(static_cast<float>(X));
}
} // namespace perfclaim_detail

template <class T, size_t N> struct vec_t {
private:
  using Words = perfclaim_detail::Words<sizeof(T) * N>;
  using Word = typename Words::type;

public:
  alignas(sizeof(Word)) T data[N];

  FLASHINFER_INLINE T &operator[](size_t I) { return data[I]; }
  FLASHINFER_INLINE const T &operator[](size_t I) const { return data[I]; }
  FLASHINFER_INLINE T *ptr() { return data; }
  FLASHINFER_INLINE const T *ptr() const { return data; }

  FLASHINFER_INLINE void fill(T Value) {
#pragma unroll
    for (size_t I = 0; I < N; ++I)
      data[I] = Value;
  }
  // Words of elements are no elements: by bytes, lest a compiler reorders.
  FLASHINFER_INLINE void load(const T *From) {
#pragma unroll
    for (size_t I = 0; I < Words::Count; ++I) {
      const Word Loaded = reinterpret_cast<const Word *>(From)[I];
      memcpy(reinterpret_cast<char *>(data) + I * sizeof(Word), &Loaded,
             sizeof(Word));
    }
  }
  FLASHINFER_INLINE void store(T *To) const {
#pragma unroll
    for (size_t I = 0; I < Words::Count; ++I) {
      Word Stored;
      memcpy(&Stored, reinterpret_cast<const char *>(data) + I * sizeof(Word),
             sizeof(Word));
      reinterpret_cast<Word *>(To)[I] = Stored;
    }
  }

  template <class U> FLASHINFER_INLINE void cast_from(const vec_t<U, N> &From) {
#pragma unroll
    for (size_t I = 0; I < N; ++I)
      data[I] = perfclaim_detail::convert<T>(From.data[I]);
  }
  template <class U> FLASHINFER_INLINE void cast_load(const U *From) {
    if constexpr (std::is_same_v<T, U>) {
      load(From);
    } else {
      vec_t<U, N> Loaded;
      Loaded.load(From);
      cast_from(Loaded);
    }
  }
  template <class U> FLASHINFER_INLINE void cast_store(U *To) const {
    if constexpr (std::is_same_v<T, U>) {
      store(To);
    } else {
      vec_t<U, N> Converted;
      Converted.cast_from(*this);
      Converted.store(To);
    }
  }
};
} // namespace flashinfer

#endif // PERFCLAIM_STANDIN_FLASHINFER_VEC_DTYPES_CUH
