//===- Shim.h - Calls an entry with the benchmark's arguments ---*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Converts `pc_value`s to the parameter types of a real function. The types
/// are deduced from the function itself, so the two sides may take an `int` and
/// a `size_t` where the benchmark has one number. Included before the unit, so
/// that no macro of the unit can change it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_SHIM_H
#define PERFCLAIM_RUNTIME_SHIM_H

#include "Abi.h"
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// A handle that pc_setup made, by type: `pc_made<cublasHandle_t>()`.
template <class T> T &pc_made() {
  static T Made{};
  return Made;
}

inline void pc_require(bool Worked, const char *What) {
  if (Worked)
    return;
  std::fprintf(stderr, "perfclaim: %s failed in the set-up\n", What);
  std::abort();
}

[[noreturn]] inline void pc_wrong_size(std::size_t Want, std::size_t Have) {
  std::fprintf(stderr,
               "perfclaim: a struct argument has %zu bytes on this side, but "
               "the benchmark passes %zu\n",
               Want, Have);
  std::abort();
}

/// What a framework's type is made of; see Tensor.h.
template <class T> struct pc_framework {
  static constexpr bool known = false;
};

/// Keeps the converted value alive during the call, for reference parameters.
template <class T> class pc_argument {
  alignas(T) unsigned char Storage[sizeof(T)];

public:
  pc_argument(const pc_value &Value, cudaStream_t Stream) {
    if constexpr (pc_framework<T>::known) {
      ::new (static_cast<void *>(Storage)) T(pc_framework<T>::make(Value));
    } else if constexpr (std::is_same_v<T, std::string> ||
                         std::is_same_v<T, std::string_view>) {
      ::new (static_cast<void *>(Storage)) T(
          static_cast<const char *>(Value.bytes), Value.bytes ? Value.size : 0);
    } else if constexpr (std::is_same_v<T, cudaStream_t>) {
      new_(Stream);
    } else if constexpr (std::is_pointer_v<T>) {
      T Made = pc_made<T>();
      new_(Made ? Made : reinterpret_cast<T>(Value.p));
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      new_(static_cast<T>(Value.i));
    } else if constexpr (std::is_floating_point_v<T>) {
      new_(static_cast<T>(Value.d));
    } else if constexpr (std::is_trivially_copyable_v<T>) {
      if (Value.bytes && Value.size != sizeof(T))
        pc_wrong_size(sizeof(T), Value.size);
      if (Value.bytes)
        std::memcpy(Storage, Value.bytes, sizeof(T));
      else if constexpr (std::is_default_constructible_v<T>)
        ::new (static_cast<void *>(Storage)) T{};
      else
        std::memset(Storage, 0, sizeof(T));
    } else {
      static_assert(std::is_default_constructible_v<T>,
                    "the benchmark cannot make a value of this type");
      ::new (static_cast<void *>(Storage)) T();
    }
  }
  pc_argument(const pc_argument &) = delete;
  pc_argument &operator=(const pc_argument &) = delete;
  ~pc_argument() { get().~T(); }
  T &get() { return *reinterpret_cast<T *>(Storage); }

private:
  void new_(T Value) { std::memcpy(Storage, &Value, sizeof(T)); }
};

template <class T> using pc_bare = std::remove_cv_t<std::remove_reference_t<T>>;

/// A value for a local of type \p T; kernels take their arguments by value.
template <class T> pc_bare<T> pc_get(const pc_value &Value, cudaStream_t S) {
  return pc_argument<pc_bare<T>>(Value, S).get();
}

template <class Result, class... Parameters, std::size_t... Index>
void pc_apply(Result (*Function)(Parameters...), const pc_value *Values,
              cudaStream_t Stream, std::index_sequence<Index...>) {
  static_cast<void>(Function(static_cast<Parameters>(
      pc_argument<pc_bare<Parameters>>(Values[Index], Stream).get())...));
}

/// Calls a function that returns tensors, and copies what it returns to the
/// buffers that follow its arguments.
template <class Result, class... Parameters, std::size_t... Index>
void pc_apply_and_keep(Result (*Function)(Parameters...),
                       const pc_value *Values, cudaStream_t Stream,
                       std::index_sequence<Index...>) {
  pc_framework<pc_bare<Result>>::keep(
      Function(static_cast<Parameters>(
          pc_argument<pc_bare<Parameters>>(Values[Index], Stream).get())...),
      Values + sizeof...(Parameters));
}

template <std::size_t Count, class Result, class... Parameters>
void pc_call_and_keep(Result (*Function)(Parameters...), const pc_value *Values,
                      cudaStream_t Stream) {
  static_assert(Count == sizeof...(Parameters),
                "the benchmark passes another number of arguments");
  pc_apply_and_keep(Function, Values, Stream,
                    std::index_sequence_for<Parameters...>{});
}

/// Calls a function that returns a number, and keeps that in the buffer that
/// follows its arguments.
template <class Result, class... Parameters, std::size_t... Index>
void pc_apply_and_keep_value(Result (*Function)(Parameters...),
                             const pc_value *Values, cudaStream_t Stream,
                             std::index_sequence<Index...>) {
  *static_cast<pc_bare<Result> *>(Values[sizeof...(Parameters)].p) =
      Function(static_cast<Parameters>(
          pc_argument<pc_bare<Parameters>>(Values[Index], Stream).get())...);
}

template <std::size_t Count, class Result, class... Parameters>
void pc_call_and_keep_value(Result (*Function)(Parameters...),
                            const pc_value *Values, cudaStream_t Stream) {
  static_assert(Count == sizeof...(Parameters),
                "the benchmark passes another number of arguments");
  pc_apply_and_keep_value(Function, Values, Stream,
                          std::index_sequence_for<Parameters...>{});
}

template <std::size_t Count, class Result, class... Parameters>
void pc_call(Result (*Function)(Parameters...), const pc_value *Values,
             cudaStream_t Stream) {
  static_assert(Count == sizeof...(Parameters),
                "the benchmark passes another number of arguments");
  pc_apply(Function, Values, Stream, std::index_sequence_for<Parameters...>{});
}

/// Calls \p Do, whose errors are what the function says of its arguments.
template <class F> void pc_guarded(const F &Do) {
  try {
    Do();
  } catch (const std::exception &Error) {
    // Where it was thrown from may follow in further lines.
    std::string Text = Error.what();
    Text = Text.substr(0, Text.find('\n')).substr(0, 200);
    for (char &C : Text)
      if (C == '\t')
        C = ' ';
    throw pc_refusal("refuses its arguments: " + Text);
  }
}

/// Facts about the device, for globals that main would have set.
inline int pc_device_attribute(cudaDeviceAttr Which) {
  int Device = 0, Value = 0;
  pc_require(cudaGetDevice(&Device) == cudaSuccess &&
                 cudaDeviceGetAttribute(&Value, Which, Device) == cudaSuccess,
             "cudaDeviceGetAttribute");
  return Value;
}

/// Scratch memory that lives as long as the process.
inline void *pc_workspace(std::size_t Bytes) {
  void *Memory = nullptr;
  pc_require(cudaMalloc(&Memory, Bytes) == cudaSuccess, "a workspace");
  return Memory;
}

#endif // PERFCLAIM_RUNTIME_SHIM_H
