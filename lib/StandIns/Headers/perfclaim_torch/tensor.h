//===- tensor.h - Tensors of torch ------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Declares what launchers ask of a tensor. Nothing here can be linked.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_H
#define PERFCLAIM_STANDIN_TENSOR_H

#include "scalars.h"
#include <array>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace c10 {
using DeviceIndex = int8_t;
enum class DeviceType : int8_t { CPU, CUDA, HIP, Meta };
constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA,
                     kMeta = DeviceType::Meta;
struct Device {
  Device(DeviceType, DeviceIndex = -1);
  Device(const std::string &);
  DeviceIndex index() const;
  DeviceType type() const;
  bool is_cuda() const;
  bool is_cpu() const;
  std::string str() const;
  bool operator==(const Device &) const;
  bool operator!=(const Device &) const;
};
enum class Layout : int8_t { Strided, Sparse };
constexpr Layout kStrided = Layout::Strided, kSparse = Layout::Sparse;
enum class MemoryFormat : int8_t { Contiguous, Preserve, ChannelsLast };

template <class T> class ArrayRef {
public:
  ArrayRef();
  ArrayRef(const T &);
  ArrayRef(const T *, size_t);
  ArrayRef(const std::vector<T> &);
  ArrayRef(const std::initializer_list<T> &);
  template <size_t N> ArrayRef(const std::array<T, N> &);
  const T *data() const;
  const T *begin() const;
  const T *end() const;
  const T &operator[](size_t) const;
  const T &front() const;
  const T &back() const;
  size_t size() const;
  bool empty() const;
  bool equals(ArrayRef) const;
  bool operator==(const ArrayRef &) const;
  bool operator!=(const ArrayRef &) const;
  ArrayRef slice(size_t) const;
  ArrayRef slice(size_t, size_t) const;
  std::vector<T> vec() const;
};
using IntArrayRef = ArrayRef<int64_t>;
template <class T> std::ostream &operator<<(std::ostream &, ArrayRef<T>);
std::ostream &operator<<(std::ostream &, ScalarType);
std::ostream &operator<<(std::ostream &, const Device &);

template <class T> using optional = std::optional<T>;
using nullopt_t = std::nullopt_t;
inline constexpr auto nullopt = std::nullopt;
template <class T> using OptionalArrayRef = std::optional<ArrayRef<T>>;
template <class T> struct intrusive_ptr {
  T *operator->() const;
  T &operator*() const;
};
template <class T, class... A> intrusive_ptr<T> make_intrusive(A &&...);
template <class T> struct List : std::vector<T> {
  using std::vector<T>::vector;
};
template <class K, class V> struct Dict {};

struct Scalar {
  Scalar();
  template <class T> Scalar(T);
  template <class T> T to() const;
  double toDouble() const;
  int64_t toLong() const;
  bool toBool() const;
  float toFloat() const;
  int toInt() const;
  ScalarType type() const;
};
struct Storage {
  void *data() const;
  size_t nbytes() const;
};
struct Error : std::exception {};

/// Compares with the ScalarType and has its size.
struct TypeMeta {
  TypeMeta(ScalarType);
  operator ScalarType() const;
  size_t itemsize() const;
  ScalarType toScalarType() const;
  std::string name() const;
};
#define PERFCLAIM_COMPARE(A, B)                                                \
  bool operator==(A, B);                                                       \
  bool operator!=(A, B);
PERFCLAIM_COMPARE(const TypeMeta &, ScalarType)
PERFCLAIM_COMPARE(ScalarType, const TypeMeta &)
PERFCLAIM_COMPARE(const TypeMeta &, const TypeMeta &)
#undef PERFCLAIM_COMPARE
struct TensorOptions {
  TensorOptions();
  TensorOptions(ScalarType);
  TensorOptions(Device);
  TensorOptions(DeviceType);
  TensorOptions dtype(ScalarType) const;
  TensorOptions dtype(TypeMeta) const;
  TensorOptions device(Device) const;
  TensorOptions device(DeviceType, int = -1) const;
  TensorOptions layout(Layout) const;
  TensorOptions requires_grad(bool) const;
  TensorOptions pinned_memory(bool) const;
  TensorOptions memory_format(MemoryFormat) const;
};
TensorOptions dtype(ScalarType);
TensorOptions device(Device);
} // namespace c10

namespace at {
using namespace c10;

template <class T> struct RestrictPtrTraits {
  using PtrType = T *__restrict__;
};
template <class T> struct DefaultPtrTraits {
  using PtrType = T *;
};
template <class T, size_t N, template <class> class P = DefaultPtrTraits,
          class I = int64_t>
struct TensorAccessor {
  __host__ __device__ TensorAccessor<T, N - 1, P, I> operator[](I) const;
  __host__ __device__ I size(I) const;
  __host__ __device__ I stride(I) const;
  __host__ __device__ T *data() const;
};
template <class T, template <class> class P, class I>
struct TensorAccessor<T, 1, P, I> {
  __host__ __device__ T &operator[](I) const;
  __host__ __device__ I size(I) const;
  __host__ __device__ I stride(I) const;
  __host__ __device__ T *data() const;
};
template <class T, size_t N, template <class> class P = DefaultPtrTraits,
          class I = int64_t>
struct GenericPackedTensorAccessor : TensorAccessor<T, N, P, I> {};
template <class T, size_t N, template <class> class P = DefaultPtrTraits>
using PackedTensorAccessor32 = GenericPackedTensorAccessor<T, N, P, int32_t>;
template <class T, size_t N, template <class> class P = DefaultPtrTraits>
using PackedTensorAccessor64 = GenericPackedTensorAccessor<T, N, P, int64_t>;
template <class T, size_t N, template <class> class P = DefaultPtrTraits,
          class I = int64_t>
using PackedTensorAccessor = GenericPackedTensorAccessor<T, N, P, I>;

class Tensor;
using TensorList = ArrayRef<Tensor>;
using ITensorListRef = ArrayRef<Tensor>;
using OptionalIntArrayRef = OptionalArrayRef<int64_t>;
using DimVector = std::vector<int64_t>;
struct Generator {
  template <class T> T *get() const;
  std::mutex &mutex() const;
};

class Tensor {
public:
  Tensor();
  bool defined() const;
  int64_t dim() const;
  int64_t ndimension() const;
  int64_t size(int64_t) const;
  int64_t stride(int64_t) const;
  int64_t numel() const;
  int64_t element_size() const;
  int64_t itemsize() const;
  size_t nbytes() const;
  int64_t storage_offset() const;
  IntArrayRef sizes() const;
  IntArrayRef strides() const;
  ScalarType scalar_type() const;
  TypeMeta dtype() const;
  Device device() const;
  int64_t get_device() const;
  Layout layout() const;
  TensorOptions options() const;
  const Storage &storage() const;
  bool is_cuda() const;
  bool is_cpu() const;
  bool is_contiguous(MemoryFormat = MemoryFormat::Contiguous) const;
  bool is_floating_point() const;
  bool is_same(const Tensor &) const;
  bool is_sparse() const;
  bool is_non_overlapping_and_dense() const;
  bool requires_grad() const;
  bool has_storage() const;
  void *data_ptr() const;
  const void *const_data_ptr() const;
  void *mutable_data_ptr() const;
  template <class T> T *data_ptr() const;
  template <class T> const T *const_data_ptr() const;
  template <class T> T *mutable_data_ptr() const;
  template <class T> T *data() const;
  template <class T> T item() const;
  Scalar item() const;
  template <class T, size_t N> TensorAccessor<T, N> accessor() const;
  template <class T, size_t N, template <class> class P = DefaultPtrTraits>
  PackedTensorAccessor32<T, N, P> packed_accessor32() const;
  template <class T, size_t N, template <class> class P = DefaultPtrTraits>
  PackedTensorAccessor64<T, N, P> packed_accessor64() const;
  template <class T, size_t N, template <class> class P = DefaultPtrTraits,
            class I = int64_t>
  PackedTensorAccessor<T, N, P, I> packed_accessor() const;
  template <class T, size_t N, template <class> class P = DefaultPtrTraits,
            class I = int64_t>
  PackedTensorAccessor<T, N, P, I> generic_packed_accessor() const;

#define PERFCLAIM_OPERATION(NAME)                                              \
  template <class... A> Tensor NAME(A &&...) const;                            \
  template <class T> Tensor NAME(std::initializer_list<T>) const;
  PERFCLAIM_OPERATION(abs)
  PERFCLAIM_OPERATION(add)
  PERFCLAIM_OPERATION(add_)
  PERFCLAIM_OPERATION(all)
  PERFCLAIM_OPERATION(amax)
  PERFCLAIM_OPERATION(any)
  PERFCLAIM_OPERATION(argsort)
  PERFCLAIM_OPERATION(clamp)
  PERFCLAIM_OPERATION(clone)
  PERFCLAIM_OPERATION(contiguous)
  PERFCLAIM_OPERATION(copy_)
  PERFCLAIM_OPERATION(cpu)
  PERFCLAIM_OPERATION(cuda)
  PERFCLAIM_OPERATION(cumsum)
  PERFCLAIM_OPERATION(detach)
  PERFCLAIM_OPERATION(div)
  PERFCLAIM_OPERATION(div_)
  PERFCLAIM_OPERATION(expand)
  PERFCLAIM_OPERATION(fill_)
  PERFCLAIM_OPERATION(flatten)
  PERFCLAIM_OPERATION(index)
  PERFCLAIM_OPERATION(index_select)
  PERFCLAIM_OPERATION(masked_fill_)
  PERFCLAIM_OPERATION(matmul)
  PERFCLAIM_OPERATION(max)
  PERFCLAIM_OPERATION(mean)
  PERFCLAIM_OPERATION(min)
  PERFCLAIM_OPERATION(mul)
  PERFCLAIM_OPERATION(mul_)
  PERFCLAIM_OPERATION(narrow)
  PERFCLAIM_OPERATION(new_empty)
  PERFCLAIM_OPERATION(new_zeros)
  PERFCLAIM_OPERATION(nonzero)
  PERFCLAIM_OPERATION(permute)
  PERFCLAIM_OPERATION(repeat)
  PERFCLAIM_OPERATION(repeat_interleave)
  PERFCLAIM_OPERATION(reshape)
  PERFCLAIM_OPERATION(resize_)
  PERFCLAIM_OPERATION(select)
  PERFCLAIM_OPERATION(slice)
  PERFCLAIM_OPERATION(squeeze)
  PERFCLAIM_OPERATION(sub)
  PERFCLAIM_OPERATION(sum)
  PERFCLAIM_OPERATION(t)
  PERFCLAIM_OPERATION(to)
  PERFCLAIM_OPERATION(toType)
  PERFCLAIM_OPERATION(transpose)
  PERFCLAIM_OPERATION(type_as)
  PERFCLAIM_OPERATION(unflatten)
  PERFCLAIM_OPERATION(unsqueeze)
  PERFCLAIM_OPERATION(view)
  PERFCLAIM_OPERATION(view_as)
  PERFCLAIM_OPERATION(zero_)
#undef PERFCLAIM_OPERATION
  Tensor operator[](int64_t) const;
  Tensor operator[](const Tensor &) const;
};
Tensor operator+(const Tensor &, const Tensor &);
Tensor operator-(const Tensor &, const Tensor &);
Tensor operator*(const Tensor &, const Tensor &);
Tensor operator/(const Tensor &, const Tensor &);
template <class T> Tensor operator*(const Tensor &, const T &);
template <class T> Tensor operator+(const Tensor &, const T &);
template <class T> Tensor operator-(const Tensor &, const T &);
template <class T> Tensor operator/(const Tensor &, const T &);

#define PERFCLAIM_FACTORY(NAME)                                                \
  template <class... A> Tensor NAME(A &&...);                                  \
  template <class... A> Tensor NAME(std::initializer_list<int64_t>, A &&...);  \
  template <class... A> Tensor NAME(std::initializer_list<Tensor>, A &&...);
PERFCLAIM_FACTORY(arange)
PERFCLAIM_FACTORY(argsort)
PERFCLAIM_FACTORY(cat)
PERFCLAIM_FACTORY(cumsum)
PERFCLAIM_FACTORY(empty)
PERFCLAIM_FACTORY(empty_like)
PERFCLAIM_FACTORY(empty_strided)
PERFCLAIM_FACTORY(from_blob)
PERFCLAIM_FACTORY(full)
PERFCLAIM_FACTORY(full_like)
PERFCLAIM_FACTORY(linear)
PERFCLAIM_FACTORY(matmul)
PERFCLAIM_FACTORY(mm_out)
PERFCLAIM_FACTORY(mm)
PERFCLAIM_FACTORY(ones)
PERFCLAIM_FACTORY(ones_like)
PERFCLAIM_FACTORY(rand)
PERFCLAIM_FACTORY(randn)
PERFCLAIM_FACTORY(stack)
PERFCLAIM_FACTORY(sub)
PERFCLAIM_FACTORY(sum)
PERFCLAIM_FACTORY(sum_out)
PERFCLAIM_FACTORY(tensor)
PERFCLAIM_FACTORY(where)
PERFCLAIM_FACTORY(zeros)
PERFCLAIM_FACTORY(zeros_like)
#undef PERFCLAIM_FACTORY
template <class... A> std::tuple<Tensor, Tensor> sort(A &&...);
template <class... A> std::tuple<Tensor, Tensor> topk(A &&...);

template <class T, class U> __host__ __device__ constexpr T ceil_div(T A, U B) {
  return (A + B - 1) / B;
}
template <class T> struct OpMathType {
  using type = T;
};
template <> struct OpMathType<Half> {
  using type = float;
};
template <> struct OpMathType<BFloat16> {
  using type = float;
};
template <class T> using opmath_type = typename OpMathType<T>::type;
template <class T, bool Cuda> using acc_type = typename OpMathType<T>::type;
int get_num_threads();
int get_thread_num();
template <class F> void parallel_for(int64_t, int64_t, int64_t, const F &);
enum class Tag { needs_fixed_stride_order, pt2_compliant_tag };
} // namespace at

#endif // PERFCLAIM_STANDIN_TENSOR_H
