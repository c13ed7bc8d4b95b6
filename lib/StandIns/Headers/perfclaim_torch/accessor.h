//===- accessor.h - Tensors as kernels take them ----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: accessors index a tensor by its strides, on host and device. The
/// packed ones carry their sizes and strides with them.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_ACCESSOR_H
#define PERFCLAIM_STANDIN_ACCESSOR_H

#include "core.h"

namespace at {
using namespace c10;

template <class T> struct DefaultPtrTraits {
  using PtrType = T *;
};
template <class T> struct RestrictPtrTraits {
  using PtrType = T *__restrict__;
};

template <class T, size_t N, template <class> class P = DefaultPtrTraits,
          class I = int64_t>
class TensorAccessor {
public:
  using PtrType = typename P<T>::PtrType;
  __host__ __device__ TensorAccessor(PtrType Data, const I *Sizes,
                                     const I *Strides)
      : Data(Data), Sizes(Sizes), Strides(Strides) {}
  __host__ __device__ TensorAccessor<T, N - 1, P, I> operator[](I Index) const {
    return {Data + Strides[0] * Index, Sizes + 1, Strides + 1};
  }
  __host__ __device__ I size(I D) const { return Sizes[D]; }
  __host__ __device__ I stride(I D) const { return Strides[D]; }
  __host__ __device__ PtrType data() const { return Data; }
  IntArrayRef sizes() const { return {Sizes, N}; }
  IntArrayRef strides() const { return {Strides, N}; }

private:
  PtrType Data;
  const I *Sizes, *Strides;
};
template <class T, template <class> class P, class I>
class TensorAccessor<T, 1, P, I> {
public:
  using PtrType = typename P<T>::PtrType;
  __host__ __device__ TensorAccessor(PtrType Data, const I *Sizes,
                                     const I *Strides)
      : Data(Data), Sizes(Sizes), Strides(Strides) {}
  __host__ __device__ T &operator[](I Index) const {
    return Data[Strides[0] * Index];
  }
  __host__ __device__ I size(I D) const { return Sizes[D]; }
  __host__ __device__ I stride(I D) const { return Strides[D]; }
  __host__ __device__ PtrType data() const { return Data; }

private:
  PtrType Data;
  const I *Sizes, *Strides;
};

template <class T, size_t N, template <class> class P = DefaultPtrTraits,
          class I = int64_t>
class GenericPackedTensorAccessor {
public:
  using PtrType = typename P<T>::PtrType;
  template <class From>
  __host__ GenericPackedTensorAccessor(PtrType Data, const From *TheSizes,
                                       const From *TheStrides)
      : Data(Data) {
    for (size_t D = 0; D != N; ++D) {
      Sizes[D] = static_cast<I>(TheSizes[D]);
      Strides[D] = static_cast<I>(TheStrides[D]);
    }
  }
  __host__ __device__ decltype(auto) operator[](I Index) const {
    if constexpr (N == 1)
      return (Data[Strides[0] * Index]);
    else
      return TensorAccessor<T, N - 1, P, I>(Data + Strides[0] * Index,
                                            Sizes + 1, Strides + 1);
  }
  __host__ __device__ I size(I D) const { return Sizes[D]; }
  __host__ __device__ I stride(I D) const { return Strides[D]; }
  __host__ __device__ PtrType data() const { return Data; }

private:
  PtrType Data;
  I Sizes[N], Strides[N];
};
template <class T, size_t N, template <class> class P = DefaultPtrTraits>
using PackedTensorAccessor32 = GenericPackedTensorAccessor<T, N, P, int32_t>;
template <class T, size_t N, template <class> class P = DefaultPtrTraits>
using PackedTensorAccessor64 = GenericPackedTensorAccessor<T, N, P, int64_t>;
template <class T, size_t N, template <class> class P = DefaultPtrTraits,
          class I = int64_t>
using PackedTensorAccessor = GenericPackedTensorAccessor<T, N, P, I>;
} // namespace at

#endif // PERFCLAIM_STANDIN_ACCESSOR_H
