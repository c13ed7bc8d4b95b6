//===- Vectors.h - Containers of the host from buffers ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls a function of the host that takes or returns std::vector, std::span,
/// std::string or std::string_view. The containers are made before the run,
/// which is not timed; what the function leaves in them, or returns, is copied
/// to the buffers after the call, which is. Included after the unit.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_RUNTIME_VECTORS_H
#define PERFCLAIM_RUNTIME_VECTORS_H

#include <memory>
#include <string>
#include <type_traits>
#include <vector>
#if defined(__has_include) && __has_include(<string_view>)
#include <string_view>
#endif
#if __cplusplus >= 202002L && __has_include(<span>)
#include <span>
#endif

inline std::size_t pc_length(const pc_value &Value) {
  return static_cast<std::size_t>(
      static_cast<const pc_tensor *>(Value.bytes)->sizes[0]);
}

[[noreturn]] inline void pc_other_length(std::size_t Want, std::size_t Have) {
  std::fprintf(stderr,
               "perfclaim: a container has %zu elements after the call, and "
               "the benchmark expects %zu\n",
               Have, Want);
  std::abort();
}

/// Containers that own their elements: those of the call are copied back.
template <class T> struct pc_container {
  using Element = typename T::value_type;
  static constexpr bool known = true;
  static T make(const pc_value &Value) {
    const auto *First = static_cast<const Element *>(Value.p);
    return T(First, First + pc_length(Value));
  }
  static void keep(const T &Made, const pc_value &To) {
    if (Made.size() != pc_length(To))
      pc_other_length(pc_length(To), Made.size());
    if (Made.size())
      std::memcpy(To.p, Made.data(), Made.size() * sizeof(Element));
  }
};
template <class T, class A>
struct pc_framework<std::vector<T, A>> : pc_container<std::vector<T, A>> {};
template <class T, class R, class A>
struct pc_framework<std::basic_string<T, R, A>>
    : pc_container<std::basic_string<T, R, A>> {};

/// Views look at the buffer itself.
template <class T, class Element> struct pc_view {
  static constexpr bool known = true;
  static T make(const pc_value &Value) {
    return T(static_cast<Element *>(Value.p), pc_length(Value));
  }
  static void keep(const T &, const pc_value &) {}
};
#if __cplusplus >= 201703L
template <class T, class R>
struct pc_framework<std::basic_string_view<T, R>>
    : pc_view<std::basic_string_view<T, R>, const T> {};
#endif
#if __cplusplus >= 202002L && __has_include(<span>)
template <class T, std::size_t N>
struct pc_framework<std::span<T, N>> : pc_view<std::span<T, N>, T> {};
#endif

/// The arguments of one call, and what it gives back.
template <class Function> class pc_prepared;
template <class Result, class... Parameters>
class pc_prepared<Result (*)(Parameters...)> {
  template <std::size_t Index, class T> struct Slot {
    pc_argument<pc_bare<T>> Made;
    Slot(const pc_value *Values, cudaStream_t Stream)
        : Made(Values[Index], Stream) {}
  };
  template <class Indices> struct Slots;
  template <std::size_t... Index>
  struct Slots<std::index_sequence<Index...>> : Slot<Index, Parameters>... {
    Slots(const pc_value *Values, cudaStream_t Stream)
        : Slot<Index, Parameters>(Values, Stream)... {}
    Result call(Result (*Function)(Parameters...)) {
      return Function(static_cast<Parameters>(
          static_cast<Slot<Index, Parameters> &>(*this).Made.get())...);
    }
    void keep(const pc_value *Values) {
      (keepOne<Parameters>(
           static_cast<Slot<Index, Parameters> &>(*this).Made.get(),
           Values[Index]),
       ...);
    }
  };
  using All = Slots<std::index_sequence_for<Parameters...>>;

  /// Only what the function may have changed for its caller.
  template <class T>
  static void keepOne([[maybe_unused]] pc_bare<T> &Made,
                      [[maybe_unused]] const pc_value &To) {
    if constexpr (pc_framework<pc_bare<T>>::known &&
                  std::is_lvalue_reference_v<T> &&
                  !std::is_const_v<std::remove_reference_t<T>>)
      pc_framework<pc_bare<T>>::keep(Made, To);
  }
  static std::unique_ptr<All> &made() {
    static std::unique_ptr<All> Only;
    return Only;
  }

public:
  static void prepare(const pc_value *Values, cudaStream_t Stream) {
    made() = std::make_unique<All>(Values, Stream);
  }
  /// \p Keep: what the function returns has a buffer, behind its arguments'.
  template <bool Keep>
  static void run(Result (*Function)(Parameters...), const pc_value *Values) {
    All &Arguments = *made();
    if constexpr (!Keep) {
      static_cast<void>(Arguments.call(Function));
    } else if constexpr (pc_framework<pc_bare<Result>>::known) {
      pc_framework<pc_bare<Result>>::keep(Arguments.call(Function),
                                          Values[sizeof...(Parameters)]);
    } else {
      *static_cast<pc_bare<Result> *>(Values[sizeof...(Parameters)].p) =
          Arguments.call(Function);
    }
    Arguments.keep(Values);
  }
};

#endif // PERFCLAIM_RUNTIME_VECTORS_H
