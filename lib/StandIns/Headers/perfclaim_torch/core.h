//===- core.h - Devices, ranges, numbers and options of torch ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: values that describe tensors, with the meaning of the real ones.
/// A device is the CPU or the current CUDA device. Errors carry their message
/// and nothing of a stack.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_CORE_H
#define PERFCLAIM_STANDIN_CORE_H

#include "scalars.h"
#include <array>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace c10 {
/// What checks throw.
class Error : public std::exception {
public:
  Error() : Error("") {}
  explicit Error(std::string Text) : Text(std::move(Text)) {}
  const char *what() const noexcept override { return Text.c_str(); }
  const std::string &msg() const { return Text; }

private:
  std::string Text;
};
struct IndexError : Error {
  using Error::Error;
};
struct ValueError : Error {
  using Error::Error;
};
struct TypeError : Error {
  using Error::Error;
};
struct NotImplementedError : Error {
  using Error::Error;
};

inline std::ostream &operator<<(std::ostream &Out, ScalarType Type) {
  return Out << toString(Type);
}

/// All arguments, one after the other, as text.
template <class... A> std::string str(const A &...Parts) {
  std::ostringstream Out;
  ((Out << Parts), ...);
  return Out.str();
}

using DeviceIndex = int8_t;
enum class DeviceType : int8_t { CPU = 0, CUDA = 1, HIP = 6, Meta = 14 };
constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA,
                     kHIP = DeviceType::HIP, kMeta = DeviceType::Meta;
struct Device {
  Device(DeviceType Type, DeviceIndex Index = -1) : Kind(Type), Number(Index) {}
  Device(const std::string &Text)
      : Kind(Text.rfind("cuda", 0) == 0 ? DeviceType::CUDA : DeviceType::CPU) {
    if (Text != "cpu" && Text != "cuda" && Text.rfind("cuda:", 0) != 0)
      throw Error("no such device: " + Text);
    if (Text.size() > 5)
      Number = static_cast<DeviceIndex>(std::atoi(Text.c_str() + 5));
  }
  Device(const char *Text) : Device(std::string(Text)) {}
  DeviceIndex index() const { return Number; }
  bool has_index() const { return Number != -1; }
  DeviceType type() const { return Kind; }
  bool is_cuda() const { return Kind == DeviceType::CUDA; }
  bool is_cpu() const { return Kind == DeviceType::CPU; }
  std::string str() const {
    std::string Text = is_cpu() ? "cpu" : "cuda";
    return has_index() ? Text + ":" + std::to_string(Number) : Text;
  }
  bool operator==(const Device &O) const {
    return Kind == O.Kind && Number == O.Number;
  }
  bool operator!=(const Device &O) const { return !(*this == O); }

private:
  DeviceType Kind;
  DeviceIndex Number = -1;
};
inline std::ostream &operator<<(std::ostream &Out, const Device &D) {
  return Out << D.str();
}
inline std::ostream &operator<<(std::ostream &Out, DeviceType Type) {
  return Out << (Type == DeviceType::CPU ? "cpu" : "cuda");
}
enum class Layout : int8_t { Strided, Sparse };
constexpr Layout kStrided = Layout::Strided, kSparse = Layout::Sparse;
enum class MemoryFormat : int8_t {
  Contiguous,
  Preserve,
  ChannelsLast,
  ChannelsLast3d
};

// Users write f({1, 2}): the list lives as long as the call.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
#endif
/// Does not own what it shows.
template <class T> class ArrayRef {
public:
  using value_type = T;
  using iterator = const T *;
  constexpr ArrayRef() = default;
  constexpr ArrayRef(const T &One) : First(&One), Count(1) {}
  constexpr ArrayRef(const T *Data, size_t Size) : First(Data), Count(Size) {}
  constexpr ArrayRef(const T *Begin, const T *End)
      : First(Begin), Count(static_cast<size_t>(End - Begin)) {}
  template <class A>
  ArrayRef(const std::vector<T, A> &From)
      : First(From.data()), Count(From.size()) {}
  constexpr ArrayRef(const std::initializer_list<T> &From)
      : First(From.begin() == From.end() ? nullptr : From.begin()),
        Count(From.size()) {}
  template <size_t N>
  constexpr ArrayRef(const std::array<T, N> &From)
      : First(From.data()), Count(N) {}
  template <size_t N>
  constexpr ArrayRef(const T (&From)[N]) : First(From), Count(N) {}
  constexpr const T *data() const { return First; }
  constexpr const T *begin() const { return First; }
  constexpr const T *end() const { return First + Count; }
  constexpr const T &operator[](size_t I) const { return First[I]; }
  constexpr const T &at(size_t I) const {
    return I < Count ? First[I] : throw IndexError("ArrayRef: invalid index");
  }
  constexpr const T &front() const { return First[0]; }
  constexpr const T &back() const { return First[Count - 1]; }
  constexpr size_t size() const { return Count; }
  constexpr bool empty() const { return Count == 0; }
  bool equals(ArrayRef Other) const {
    if (Count != Other.Count)
      return false;
    for (size_t I = 0; I != Count; ++I)
      if (!(First[I] == Other.First[I]))
        return false;
    return true;
  }
  ArrayRef slice(size_t From, size_t Size) const {
    return {First + From, Size};
  }
  ArrayRef slice(size_t From) const { return slice(From, Count - From); }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }

private:
  const T *First = nullptr;
  size_t Count = 0;
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <class T> bool operator==(ArrayRef<T> A, ArrayRef<T> B) {
  return A.equals(B);
}
template <class T> bool operator!=(ArrayRef<T> A, ArrayRef<T> B) {
  return !A.equals(B);
}
template <class T> bool operator==(const std::vector<T> &A, ArrayRef<T> B) {
  return ArrayRef<T>(A).equals(B);
}
template <class T> bool operator==(ArrayRef<T> A, const std::vector<T> &B) {
  return A.equals(ArrayRef<T>(B));
}
template <class T> bool operator!=(const std::vector<T> &A, ArrayRef<T> B) {
  return !(A == B);
}
template <class T> bool operator!=(ArrayRef<T> A, const std::vector<T> &B) {
  return !(A == B);
}
template <class T> std::ostream &operator<<(std::ostream &Out, ArrayRef<T> A) {
  Out << '[';
  for (size_t I = 0; I != A.size(); ++I)
    Out << (I ? ", " : "") << A[I];
  return Out << ']';
}
using IntArrayRef = ArrayRef<int64_t>;
using string_view = std::string_view;
template <class T, unsigned N> using SmallVector = std::vector<T>;

/// `for (auto i : irange(n))`.
template <class T> class PerfclaimRange {
public:
  struct Iterator {
    T At;
    T operator*() const { return At; }
    Iterator &operator++() {
      ++At;
      return *this;
    }
    bool operator!=(const Iterator &O) const { return At != O.At; }
  };
  PerfclaimRange(T From, T To) : From(From), To(To < From ? From : To) {}
  Iterator begin() const { return {From}; }
  Iterator end() const { return {To}; }

private:
  T From, To;
};
template <class T> PerfclaimRange<T> irange(T To) { return {T(0), To}; }
template <class A, class B> PerfclaimRange<B> irange(A From, B To) {
  return {static_cast<B>(From), To};
}

template <class T> using optional = std::optional<T>;
using nullopt_t = std::nullopt_t;
inline constexpr std::nullopt_t nullopt = std::nullopt;
template <class T> using OptionalArrayRef = std::optional<ArrayRef<T>>;
using OptionalIntArrayRef = OptionalArrayRef<int64_t>;
template <class T> struct List : std::vector<T> {
  using std::vector<T>::vector;
};

/// A number of any type.
class Scalar {
public:
  Scalar() : Scalar(int64_t(0)) {}
  template <class T, std::enable_if_t<std::is_arithmetic_v<T>, int> = 0>
  Scalar(T Value)
      : Floating(static_cast<double>(Value)),
        Integer(static_cast<int64_t>(Value)),
        Kind(std::is_same_v<T, bool>       ? ScalarType::Bool
             : std::is_floating_point_v<T> ? ScalarType::Double
                                           : ScalarType::Long) {}
  Scalar(Half Value) : Scalar(static_cast<double>(static_cast<float>(Value))) {}
  Scalar(BFloat16 Value)
      : Scalar(static_cast<double>(static_cast<float>(Value))) {}
  template <class T> T to() const {
    if constexpr (std::is_same_v<T, bool>)
      return isFloatingPoint() ? Floating != 0 : Integer != 0;
    else if constexpr (std::is_integral_v<T>)
      return isFloatingPoint() ? static_cast<T>(Floating)
                               : static_cast<T>(Integer);
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<T>(isFloatingPoint() ? Floating
                                              : static_cast<double>(Integer));
    else
      return T(to<float>());
  }
  double toDouble() const { return to<double>(); }
  float toFloat() const { return to<float>(); }
  int64_t toLong() const { return to<int64_t>(); }
  int toInt() const { return to<int>(); }
  bool toBool() const { return to<bool>(); }
  bool isFloatingPoint() const { return Kind == ScalarType::Double; }
  bool isIntegral(bool WithBool) const {
    return isIntegralType(Kind, WithBool);
  }
  bool isBoolean() const { return Kind == ScalarType::Bool; }
  ScalarType type() const { return Kind; }

private:
  double Floating;
  int64_t Integer;
  ScalarType Kind;
};

/// Compares with the ScalarType and has its size.
class TypeMeta {
public:
  TypeMeta(ScalarType Type = ScalarType::Undefined) : Type(Type) {}
  operator ScalarType() const { return Type; }
  size_t itemsize() const { return elementSize(Type); }
  ScalarType toScalarType() const { return Type; }
  std::string name() const { return toString(Type); }
  template <class T> static TypeMeta Make() {
    return TypeMeta(CppTypeToScalarType<T>::value);
  }

private:
  ScalarType Type;
};
/// What `Tensor::type()` gives, which older code dispatches on.
class DeprecatedTypeProperties {
public:
  DeprecatedTypeProperties(ScalarType Type, bool OnGpu)
      : Type(Type), OnGpu(OnGpu) {}
  operator ScalarType() const { return Type; }
  ScalarType scalarType() const { return Type; }
  bool is_cuda() const { return OnGpu; }

private:
  ScalarType Type;
  bool OnGpu;
};
#define PERFCLAIM_COMPARE(A, B)                                                \
  inline bool operator==(A L, B R) {                                           \
    return static_cast<int>(static_cast<ScalarType>(L)) ==                     \
           static_cast<int>(static_cast<ScalarType>(R));                       \
  }                                                                            \
  inline bool operator!=(A L, B R) { return !(L == R); }
PERFCLAIM_COMPARE(const TypeMeta &, ScalarType)
PERFCLAIM_COMPARE(ScalarType, const TypeMeta &)
PERFCLAIM_COMPARE(const TypeMeta &, const TypeMeta &)
#undef PERFCLAIM_COMPARE
inline std::ostream &operator<<(std::ostream &Out, const TypeMeta &Type) {
  return Out << Type.name();
}
inline ScalarType typeMetaToScalarType(TypeMeta Type) {
  return Type.toScalarType();
}
template <class T> TypeMeta CppTypeToTypeMeta() { return TypeMeta::Make<T>(); }

/// Element type and device of a tensor to be made; the rest changes nothing
/// here: gradients are not recorded.
class TensorOptions {
public:
  TensorOptions() = default;
  TensorOptions(ScalarType Type) : Type(Type) {}
  TensorOptions(TypeMeta Type) : Type(Type.toScalarType()) {}
  TensorOptions(Device On) : On(On) {}
  TensorOptions(DeviceType On) : On(Device(On)) {}
  TensorOptions dtype(ScalarType To) const {
    TensorOptions New = *this;
    New.Type = To;
    return New;
  }
  TensorOptions dtype(TypeMeta To) const { return dtype(To.toScalarType()); }
  TensorOptions dtype(std::optional<ScalarType> To) const {
    return To ? dtype(*To) : *this;
  }
  template <class T> TensorOptions dtype() const {
    return dtype(CppTypeToScalarType<T>::value);
  }
  TensorOptions device(Device To) const {
    TensorOptions New = *this;
    New.On = To;
    return New;
  }
  TensorOptions device(DeviceType Type, int Index = -1) const {
    return device(Device(Type, static_cast<DeviceIndex>(Index)));
  }
  TensorOptions device(std::optional<Device> To) const {
    return To ? device(*To) : *this;
  }
  TensorOptions layout(Layout) const { return *this; }
  TensorOptions requires_grad(bool = true) const { return *this; }
  TensorOptions pinned_memory(bool = true) const { return *this; }
  TensorOptions memory_format(MemoryFormat Format) const {
    if (Format != MemoryFormat::Contiguous && Format != MemoryFormat::Preserve)
      throw NotImplementedError("perfclaim's stand-in for torch has contiguous "
                                "tensors only");
    return *this;
  }
  TypeMeta dtype() const { return Type.value_or(ScalarType::Float); }
  Device device() const { return On.value_or(Device(kCPU)); }
  bool has_dtype() const { return Type.has_value(); }
  bool has_device() const { return On.has_value(); }
  bool requires_grad() const = delete;

private:
  std::optional<ScalarType> Type;
  std::optional<Device> On;
};
/// As torch prints what nobody set.
inline std::ostream &operator<<(std::ostream &Out, const TensorOptions &O) {
  return Out << "TensorOptions(dtype=" << O.dtype()
             << (O.has_dtype() ? "" : " (default)") << ", device=" << O.device()
             << (O.has_device() ? "" : " (default)")
             << ", layout=Strided (default), requires_grad=false (default), "
                "pinned_memory=false (default), memory_format=(nullopt))";
}
inline TensorOptions dtype(ScalarType Type) { return TensorOptions(Type); }
inline TensorOptions dtype(TypeMeta Type) { return TensorOptions(Type); }
inline TensorOptions device(Device On) { return TensorOptions(On); }
inline TensorOptions requires_grad(bool = true) { return {}; }

/// What a size of torch is without shapes that are symbols.
using SymInt = int64_t;
using SymIntArrayRef = IntArrayRef;
} // namespace c10

#endif // PERFCLAIM_STANDIN_CORE_H
