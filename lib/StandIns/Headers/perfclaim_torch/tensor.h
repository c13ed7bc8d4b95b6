//===- tensor.h - Tensors of torch ------------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: a tensor is a handle to memory with sizes, strides, an element
/// type and a device. What reads or changes these is there, views share their
/// memory, and copies are real, and so is arithmetic on elements. What is left
/// is declared at the end of the class and defined nowhere: an entry that calls
/// it is refused, by name.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TENSOR_H
#define PERFCLAIM_STANDIN_TENSOR_H

#include "accessor.h"
#include "memory.h"
#include <functional>
#include <tuple>

namespace at {
namespace perfclaim_detail {
struct TensorImpl {
  Storage Memory;
  char *Data = nullptr;
  std::vector<int64_t> Sizes, Strides;
  ScalarType Type = ScalarType::Undefined;
  Device On = kCPU;
};
inline std::vector<int64_t> rowMajor(IntArrayRef Sizes) {
  std::vector<int64_t> Strides(Sizes.size());
  int64_t Next = 1;
  for (size_t I = Sizes.size(); I-- > 0;) {
    Strides[I] = Next;
    Next *= Sizes[I] > 1 ? Sizes[I] : 1;
  }
  return Strides;
}
inline int64_t product(IntArrayRef Sizes) {
  int64_t Result = 1;
  for (int64_t Size : Sizes)
    Result *= Size;
  return Result;
}
} // namespace perfclaim_detail

namespace perfclaim_detail {
struct Operand;
}
class Tensor;
using TensorList = ArrayRef<Tensor>;
using ITensorListRef = ArrayRef<Tensor>;
using DimVector = std::vector<int64_t>;

class Tensor {
public:
  Tensor() = default;
  explicit Tensor(std::shared_ptr<perfclaim_detail::TensorImpl> Impl)
      : Impl(std::move(Impl)) {}

  bool defined() const { return Impl != nullptr; }
  int64_t dim() const { return static_cast<int64_t>(get().Sizes.size()); }
  int64_t ndimension() const { return dim(); }
  int64_t size(int64_t D) const { return get().Sizes[wrap(D)]; }
  int64_t stride(int64_t D) const { return get().Strides[wrap(D)]; }
  int64_t sym_size(int64_t D) const { return size(D); }
  IntArrayRef sizes() const { return get().Sizes; }
  IntArrayRef strides() const { return get().Strides; }
  IntArrayRef sym_sizes() const { return sizes(); }
  int64_t numel() const { return perfclaim_detail::product(sizes()); }
  int64_t element_size() const { return static_cast<int64_t>(itemsize()); }
  size_t itemsize() const { return elementSize(get().Type); }
  size_t nbytes() const { return static_cast<size_t>(numel()) * itemsize(); }
  int64_t storage_offset() const {
    return (get().Data - static_cast<char *>(get().Memory.data())) /
           element_size();
  }
  ScalarType scalar_type() const { return get().Type; }
  TypeMeta dtype() const { return get().Type; }
  DeprecatedTypeProperties type() const { return {get().Type, is_cuda()}; }
  Device device() const { return get().On; }
  int64_t get_device() const { return is_cuda() ? get().On.index() : -1; }
  Layout layout() const { return kStrided; }
  TensorOptions options() const {
    return TensorOptions(get().Type).device(get().On);
  }
  const Storage &storage() const { return get().Memory; }
  bool has_storage() const { return defined(); }
  bool is_cuda() const { return get().On.is_cuda(); }
  bool is_cpu() const { return get().On.is_cpu(); }
  bool is_meta() const { return false; }
  bool is_mtia() const { return false; }
  bool is_hip() const { return false; }
  bool is_sparse() const { return false; }
  bool is_quantized() const { return false; }
  bool is_floating_point() const { return isFloatingType(get().Type); }
  bool is_same(const Tensor &Other) const { return Impl == Other.Impl; }
  bool requires_grad() const { return false; }
  bool is_contiguous(MemoryFormat Format = MemoryFormat::Contiguous) const;
  bool is_non_overlapping_and_dense() const;
  void reset() { Impl.reset(); }

  void *data_ptr() const { return get().Data; }
  void *mutable_data_ptr() const { return get().Data; }
  const void *const_data_ptr() const { return get().Data; }
  template <class T> T *data_ptr() const {
    using Element = std::remove_const_t<T>;
    constexpr ScalarType Wanted = CppTypeToScalarType<Element>::value;
    TORCH_CHECK(get().Type == Wanted, "expected scalar type ", toString(Wanted),
                " but found ", toString(get().Type));
    return reinterpret_cast<T *>(get().Data);
  }
  template <class T> T *mutable_data_ptr() const { return data_ptr<T>(); }
  template <class T> const T *const_data_ptr() const {
    return data_ptr<std::remove_const_t<T>>();
  }
  template <class T> T *data() const { return data_ptr<T>(); }

  template <class T, size_t N> TensorAccessor<T, N> accessor() const {
    TORCH_CHECK(static_cast<size_t>(dim()) == N, "TensorAccessor expected ", N,
                " dims but tensor has ", dim());
    return {data_ptr<T>(), sizes().data(), strides().data()};
  }
  template <class T, size_t N, template <class> class P = DefaultPtrTraits,
            class I = int64_t>
  GenericPackedTensorAccessor<T, N, P, I> generic_packed_accessor() const {
    TORCH_CHECK(static_cast<size_t>(dim()) == N, "TensorAccessor expected ", N,
                " dims but tensor has ", dim());
    return {data_ptr<T>(), sizes().data(), strides().data()};
  }
  template <class T, size_t N, template <class> class P = DefaultPtrTraits>
  PackedTensorAccessor32<T, N, P> packed_accessor32() const {
    TORCH_CHECK(numel() <= std::numeric_limits<int32_t>::max(),
                "numel needs to be smaller than int32_t max; otherwise, please "
                "use packed_accessor64");
    return generic_packed_accessor<T, N, P, int32_t>();
  }
  template <class T, size_t N, template <class> class P = DefaultPtrTraits>
  PackedTensorAccessor64<T, N, P> packed_accessor64() const {
    return generic_packed_accessor<T, N, P, int64_t>();
  }
  template <class T, size_t N, template <class> class P = DefaultPtrTraits,
            class I = int64_t>
  GenericPackedTensorAccessor<T, N, P, I> packed_accessor() const {
    return generic_packed_accessor<T, N, P, I>();
  }

  // Views.
  Tensor view(IntArrayRef Sizes) const;
  Tensor view(ScalarType Type) const;
  Tensor reshape(IntArrayRef Sizes) const;
  Tensor as_strided(IntArrayRef Sizes, IntArrayRef Strides,
                    std::optional<int64_t> Offset = std::nullopt) const;
  Tensor view_as(const Tensor &Other) const { return view(Other.sizes()); }
  Tensor reshape_as(const Tensor &Other) const {
    return reshape(Other.sizes());
  }
  Tensor slice(int64_t D = 0, std::optional<int64_t> Start = std::nullopt,
               std::optional<int64_t> End = std::nullopt,
               int64_t Step = 1) const;
  Tensor narrow(int64_t D, int64_t Start, int64_t Length) const {
    return slice(D, Start, Start + Length);
  }
  Tensor select(int64_t D, int64_t Index) const;
  Tensor operator[](int64_t Index) const { return select(0, Index); }
  Tensor squeeze() const;
  Tensor squeeze(int64_t D) const;
  Tensor unsqueeze(int64_t D) const;
  Tensor transpose(int64_t A, int64_t B) const;
  Tensor t() const { return dim() < 2 ? *this : transpose(0, 1); }
  Tensor permute(IntArrayRef Order) const;
  Tensor expand(IntArrayRef Sizes, bool = false) const;
  Tensor expand_as(const Tensor &Other) const { return expand(Other.sizes()); }
  Tensor flatten(int64_t From = 0, int64_t To = -1) const;
  Tensor unflatten(int64_t D, IntArrayRef Sizes) const;
  Tensor detach() const { return *this; }

  // Copies.
  Tensor contiguous(MemoryFormat Format = MemoryFormat::Contiguous) const {
    return is_contiguous(Format) ? *this : clone(MemoryFormat::Contiguous);
  }
  Tensor clone(std::optional<MemoryFormat> = std::nullopt) const;
  const Tensor &copy_(const Tensor &From, bool = false) const;
  const Tensor &fill_(const Scalar &Value) const;
  const Tensor &zero_() const { return fill_(0); }
  Tensor to(Device On, ScalarType Type, bool = false, bool Copy = false) const;
  Tensor to(ScalarType Type, bool = false, bool Copy = false) const {
    return to(get().On, Type, false, Copy);
  }
  Tensor to(TypeMeta Type, bool = false, bool Copy = false) const {
    return to(get().On, Type.toScalarType(), false, Copy);
  }
  Tensor to(Device On, bool = false, bool Copy = false) const {
    return to(On, get().Type, false, Copy);
  }
  Tensor to(const TensorOptions &Options, bool = false,
            bool Copy = false) const {
    return to(Options.has_device() ? Options.device() : get().On,
              Options.has_dtype() ? Options.dtype().toScalarType() : get().Type,
              false, Copy);
  }
  Tensor toType(ScalarType Type) const { return to(Type); }
  Tensor type_as(const Tensor &Other) const { return to(Other.scalar_type()); }
  Tensor cpu() const { return to(Device(kCPU)); }
  Tensor cuda() const { return to(Device(kCUDA)); }
  template <class T> T item() const {
    TORCH_CHECK(numel() == 1, "a Tensor with ", numel(),
                " elements cannot be converted to Scalar");
    const Tensor OnHost = to(Device(kCPU), CppTypeToScalarType<T>::value);
    return *OnHost.data_ptr<T>();
  }
  Scalar item() const {
    return is_floating_point() ? Scalar(item<double>())
                               : Scalar(item<int64_t>());
  }

  // Tensors like this one.
  Tensor new_empty(IntArrayRef Sizes, TensorOptions Options = {}) const;
  Tensor new_zeros(IntArrayRef Sizes, TensorOptions Options = {}) const;
  Tensor new_ones(IntArrayRef Sizes, TensorOptions Options = {}) const;
  Tensor new_full(IntArrayRef Sizes, const Scalar &Value,
                  TensorOptions Options = {}) const;

  // Arithmetic, of a tensor or a number.
#define PERFCLAIM_OPERATOR(NAME, OP, KIND)                                     \
  Tensor NAME(const perfclaim_detail::Operand &) const;                        \
  const Tensor &NAME##_(const perfclaim_detail::Operand &) const;
#include "operators.inc"
#undef PERFCLAIM_OPERATOR
  const Tensor &operator+=(const perfclaim_detail::Operand &O) const {
    return add_(O);
  }
  const Tensor &operator-=(const perfclaim_detail::Operand &O) const {
    return sub_(O);
  }
  const Tensor &operator*=(const perfclaim_detail::Operand &O) const {
    return mul_(O);
  }
  const Tensor &operator/=(const perfclaim_detail::Operand &O) const {
    return div_(O);
  }

  // What gathers elements.
  Tensor sum(std::optional<ScalarType> As = std::nullopt) const;
  Tensor sum(int64_t D, bool Keep = false,
             std::optional<ScalarType> As = std::nullopt) const;
  Tensor sum(IntArrayRef Dims, bool Keep = false,
             std::optional<ScalarType> As = std::nullopt) const;
  Tensor cumsum(int64_t D, std::optional<ScalarType> As = std::nullopt) const;
  Tensor max() const;
  Tensor min() const;
  std::tuple<Tensor, Tensor> max(int64_t D, bool Keep = false) const;
  std::tuple<Tensor, Tensor> min(int64_t D, bool Keep = false) const;
  Tensor any() const;
  Tensor all() const;
  Tensor index_select(int64_t D, const Tensor &Index) const;
  Tensor masked_select(const Tensor &Mask) const;
  Tensor nonzero() const;
  Tensor repeat(IntArrayRef Times) const;
  std::vector<Tensor> split(int64_t Length, int64_t D = 0) const;
  std::vector<Tensor> chunk(int64_t Count, int64_t D = 0) const;
  std::vector<Tensor> unbind(int64_t D = 0) const;

  // Not there.
#define PERFCLAIM_MISSING(NAME)                                                \
  template <class... A> Tensor NAME(A &&...) const;                            \
  template <class T> Tensor NAME(std::initializer_list<T>) const;
#include "missing_methods.inc"
#undef PERFCLAIM_MISSING
  Tensor operator[](const Tensor &) const;
  template <class T> Tensor index(std::initializer_list<T>) const;
  template <class T> Tensor index_put_(std::initializer_list<T>, Tensor) const;

private:
  std::shared_ptr<perfclaim_detail::TensorImpl> Impl;

  perfclaim_detail::TensorImpl &get() const {
    TORCH_CHECK(Impl, "a tensor that is not defined was used");
    return *Impl;
  }
  size_t wrap(int64_t D, int64_t Extra = 0) const {
    const int64_t Rank = dim() + Extra;
    if (D < -Rank || D >= Rank)
      throw IndexError(str("Dimension out of range (expected to be in range of "
                           "[",
                           -Rank, ", ", Rank - 1, "], but got ", D, ")"));
    return static_cast<size_t>(D < 0 ? D + Rank : D);
  }
  Tensor with(std::vector<int64_t> Sizes, std::vector<int64_t> Strides,
              int64_t Offset = 0) const;
  std::vector<int64_t> complete(IntArrayRef Sizes) const;
};
} // namespace at

#include "tensor_views.h"

#include "tensor_copies.h"

#include "tensor_reductions.h"

#endif // PERFCLAIM_STANDIN_TENSOR_H
