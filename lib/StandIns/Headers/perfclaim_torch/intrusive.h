//===- intrusive.h - Objects that count who holds them ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An object lives as long as a pointer to it does; it is copied without its
/// count. No weak pointers.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_INTRUSIVE_H
#define PERFCLAIM_STANDIN_INTRUSIVE_H

#include <atomic>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace c10 {

class intrusive_ptr_target {
  template <class T> friend class intrusive_ptr;
  mutable std::atomic<std::size_t> Holders{0};

protected:
  intrusive_ptr_target() = default;
  intrusive_ptr_target(const intrusive_ptr_target &) {}
  intrusive_ptr_target &operator=(const intrusive_ptr_target &) {
    return *this;
  }
  virtual ~intrusive_ptr_target() = default;
};

template <class T> class intrusive_ptr {
  T *Held = nullptr;

  void hold() const {
    if (Held)
      ++static_cast<const intrusive_ptr_target *>(Held)->Holders;
  }

public:
  using element_type = T;
  intrusive_ptr() = default;
  intrusive_ptr(std::nullptr_t) {}
  /// Of an object that `new` has just made.
  explicit intrusive_ptr(T *Made) : Held(Made) { hold(); }
  intrusive_ptr(const intrusive_ptr &Other) : Held(Other.Held) { hold(); }
  template <class U, class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  intrusive_ptr(const intrusive_ptr<U> &Other) : Held(Other.get()) {
    hold();
  }
  intrusive_ptr(intrusive_ptr &&Other) noexcept
      : Held(std::exchange(Other.Held, nullptr)) {}
  intrusive_ptr &operator=(intrusive_ptr Other) noexcept {
    std::swap(Held, Other.Held);
    return *this;
  }
  ~intrusive_ptr() {
    if (Held && --static_cast<intrusive_ptr_target *>(Held)->Holders == 0)
      delete Held;
  }

  template <class... A> static intrusive_ptr make(A &&...Arguments) {
    return intrusive_ptr(new T(std::forward<A>(Arguments)...));
  }
  void reset() { *this = intrusive_ptr(); }
  T *get() const { return Held; }
  T *operator->() const { return Held; }
  T &operator*() const { return *Held; }
  bool defined() const { return Held != nullptr; }
  explicit operator bool() const { return defined(); }
  std::size_t use_count() const {
    return Held ? static_cast<std::size_t>(
                      static_cast<const intrusive_ptr_target *>(Held)->Holders)
                : 0;
  }
  friend bool operator==(const intrusive_ptr &A, const intrusive_ptr &B) {
    return A.Held == B.Held;
  }
  friend bool operator!=(const intrusive_ptr &A, const intrusive_ptr &B) {
    return A.Held != B.Held;
  }
};

template <class T, class... A>
intrusive_ptr<T> make_intrusive(A &&...Arguments) {
  return intrusive_ptr<T>::make(std::forward<A>(Arguments)...);
}

} // namespace c10

#endif // PERFCLAIM_STANDIN_INTRUSIVE_H
