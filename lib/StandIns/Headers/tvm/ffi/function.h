//===- function.h - A subset of TVM's foreign function interface *- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Kernel libraries take their tensors through it. For units that are only
/// parsed where it is not installed; nothing here can be linked.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_TVM_FFI_H
#define PERFCLAIM_STANDIN_TVM_FFI_H

#include <dlpack/dlpack.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

inline bool operator==(const DLDataType &A, const DLDataType &B) {
  return A.code == B.code && A.bits == B.bits && A.lanes == B.lanes;
}
inline bool operator!=(const DLDataType &A, const DLDataType &B) {
  return !(A == B);
}
inline bool operator==(const DLDevice &A, const DLDevice &B) {
  return A.device_type == B.device_type && A.device_id == B.device_id;
}
inline bool operator!=(const DLDevice &A, const DLDevice &B) {
  return !(A == B);
}
std::ostream &operator<<(std::ostream &, DLDataType);
std::ostream &operator<<(std::ostream &, DLDevice);

typedef void *TVMFFIStreamHandle;
extern "C" TVMFFIStreamHandle TVMFFIEnvGetStream(int32_t, int32_t);
extern "C" int TVMFFIEnvSetStream(int32_t, int32_t, TVMFFIStreamHandle,
                                  TVMFFIStreamHandle *);
extern "C" int TVMFFIEnvTensorAlloc(DLTensor *, DLManagedTensorVersioned **);

namespace tvm {
namespace ffi {
struct Any {
  template <class T> T cast() const;
};
struct Object {};
struct ObjectRef {
  bool defined() const;
};
template <class T> struct ObjectPtr {
  T *operator->() const;
  T &operator*() const;
};
template <class T, class... A> ObjectPtr<T> make_object(A &&...);

template <class T> using Optional = std::optional<T>;
template <class... T> using Variant = std::variant<T...>;
template <class... T> struct Tuple : std::tuple<T...> {
  using std::tuple<T...>::tuple;
  template <size_t I> auto get() const {
    return std::get<I>(static_cast<const std::tuple<T...> &>(*this));
  }
};
template <class T> struct Array : std::vector<T> {
  using std::vector<T>::vector;
};
template <class K, class V> struct Map {};
struct String : std::string {
  using std::string::string;
};
using Bytes = String;
struct ShapeView {
  int64_t operator[](size_t) const;
  const int64_t *data() const;
  const int64_t *begin() const;
  const int64_t *end() const;
  size_t size() const;
  int64_t Product() const;
};
struct Shape : ShapeView {
  Shape();
  Shape(std::initializer_list<int64_t>);
  Shape(ShapeView);
  template <class I> Shape(I, I);
};

/// Owner and view of a tensor have the same questions.
struct TensorView {
  void *data_ptr() const;
  int32_t ndim() const;
  int64_t numel() const;
  int64_t size(int64_t) const;
  int64_t stride(int64_t) const;
  ShapeView shape() const;
  ShapeView sizes() const;
  ShapeView strides() const;
  DLDataType dtype() const;
  DLDevice device() const;
  uint64_t byte_offset() const;
  bool IsContiguous() const;
  bool is_contiguous() const;
};
struct Tensor : TensorView {
  bool defined() const;
  TensorView view() const;
  const DLTensor *operator->() const;
  const DLTensor *GetDLTensorPtr() const;
  template <class... A> static Tensor FromNDAlloc(A &&...);
  template <class... A> static Tensor FromEnvAlloc(A &&...);
  template <class... A> static Tensor FromDLPack(A &&...);
};
size_t GetDataSize(int64_t, DLDataType);
size_t GetDataSize(const DLTensor &);
size_t GetDataSize(const TensorView &);
std::string DLDataTypeToString(DLDataType);
DLDataType StringToDLDataType(const std::string &);

struct CUDADeviceGuard {
  explicit CUDADeviceGuard(int);
  ~CUDADeviceGuard();
};
struct Function {
  template <class... A> Any operator()(A &&...) const;
  template <class F> static Function FromTyped(F &&);
  static std::optional<Function> GetGlobal(const std::string &);
};
template <class F> using TypedFunction = std::function<F>;
struct ModuleObj : Object {
  virtual ~ModuleObj();
  virtual const char *kind() const = 0;
  virtual Optional<Function> GetFunction(const String &) = 0;
};
struct Module {
  template <class T> Module(ObjectPtr<T>);
};
struct Error : std::exception {};

namespace reflection {
struct GlobalDef {
  template <class... A> GlobalDef &def(A &&...);
};
template <class T> struct ObjectDef {
  template <class... A> ObjectDef &def(A &&...);
  template <class... A> ObjectDef &def_ro(A &&...);
};
template <class... A> struct init {};
} // namespace reflection

struct PerfclaimSink {
  template <class T> PerfclaimSink &operator<<(const T &);
};
} // namespace ffi
} // namespace tvm

// Ends in a literal: callers may go on with one instead of `<<`.
#define PERFCLAIM_FFI_CHECK(CONDITION)                                         \
  if (!(CONDITION))                                                            \
  ::tvm::ffi::PerfclaimSink() << ""
#define TVM_FFI_ICHECK(C) PERFCLAIM_FFI_CHECK(C)
#define TVM_FFI_CHECK(C, ...) PERFCLAIM_FFI_CHECK(C)
#define TVM_FFI_ICHECK_EQ(A, B) PERFCLAIM_FFI_CHECK((A) == (B))
#define TVM_FFI_ICHECK_NE(A, B) PERFCLAIM_FFI_CHECK((A) != (B))
#define TVM_FFI_ICHECK_LE(A, B) PERFCLAIM_FFI_CHECK((A) <= (B))
#define TVM_FFI_ICHECK_LT(A, B) PERFCLAIM_FFI_CHECK((A) < (B))
#define TVM_FFI_ICHECK_GE(A, B) PERFCLAIM_FFI_CHECK((A) >= (B))
#define TVM_FFI_ICHECK_GT(A, B) PERFCLAIM_FFI_CHECK((A) > (B))
#define TVM_FFI_THROW(KIND) ::tvm::ffi::PerfclaimSink()
#define TVM_FFI_LOG_AND_THROW(KIND) ::tvm::ffi::PerfclaimSink()
#define TVM_FFI_INLINE inline
#define TVM_FFI_DLL_EXPORT_TYPED_FUNC(NAME, ...)                               \
  [[maybe_unused]] static auto &perfclaim_export_##NAME = __VA_ARGS__;
#define TVM_FFI_STATIC_INIT_BLOCK() static void perfclaim_init_block()
#define TVM_FFI_DECLARE_OBJECT_INFO_FINAL(...)
#define TVM_FFI_DECLARE_OBJECT_INFO(...)
#define TVM_FFI_DEFINE_OBJECT_REF_METHODS_NOTNULLABLE(...)
#define TVM_FFI_DEFINE_OBJECT_REF_METHODS_NULLABLE(...)

#endif // PERFCLAIM_STANDIN_TVM_FFI_H
