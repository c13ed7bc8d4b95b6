//===- glm.hpp - Vectors and matrices of GLM --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Projects bring this library along as a submodule, which a commit does not
/// contain. Promises: vectors, matrices by columns and quaternions, with the
/// layout of GLM's defaults and what its manual says of its functions. Not
/// there: swizzles, and whatever is not declared.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_GLM_HPP
#define PERFCLAIM_STANDIN_GLM_HPP

#include <cmath>
#include <limits>
#include <type_traits>

#if defined(__CUDACC__) || defined(__CUDA__)
#define PERFCLAIM_HD __host__ __device__
#else
#define PERFCLAIM_HD
#endif

namespace glm {
enum qualifier {
  packed_highp,
  packed_mediump,
  packed_lowp,
  highp = packed_highp,
  mediump = packed_mediump,
  lowp = packed_lowp,
  packed = packed_highp,
  defaultp = highp
};
typedef int length_t;

template <length_t L, class T, qualifier Q = defaultp> struct vec;
template <length_t C, length_t R, class T, qualifier Q = defaultp> struct mat;

namespace perfclaim_detail {
template <class V, class A>
PERFCLAIM_HD constexpr void put(V &To, length_t &At, const A &Number) {
  if (At < V::length())
    To[At++] = static_cast<typename V::value_type>(Number);
}
template <class V, length_t L, class A, qualifier P>
PERFCLAIM_HD constexpr void put(V &To, length_t &At, const vec<L, A, P> &From) {
  for (length_t I = 0; I < L; ++I)
    put(To, At, From[I]);
}
/// One number fills; else numbers and vectors follow each other.
template <class V, class... A>
PERFCLAIM_HD constexpr void fill(V &To, const A &...From) {
  if constexpr (sizeof...(A) == 1 && (std::is_arithmetic_v<A> && ...)) {
    for (length_t I = 0; I < V::length(); ++I)
      To[I] = static_cast<typename V::value_type>((From, ...));
  } else {
    length_t At = 0;
    (put(To, At, From), ...);
  }
}
} // namespace perfclaim_detail

#define PERFCLAIM_COMPOUND(OP)                                                 \
  template <class A> PERFCLAIM_HD constexpr vec &operator OP(const A &By) {    \
    const vec Whole(By);                                                       \
    for (length_t I = 0; I < length(); ++I)                                    \
      (*this)[I] OP Whole[I];                                                  \
    return *this;                                                              \
  }
#define PERFCLAIM_VECTOR(L, ...)                                               \
  template <class T, qualifier Q> struct vec<L, T, Q> {                        \
    using value_type = T;                                                      \
    using type = vec;                                                          \
    __VA_ARGS__                                                                \
    vec() = default;                                                           \
    template <class A, std::enable_if_t<std::is_convertible_v<A, T>, int> = 0> \
    PERFCLAIM_HD constexpr explicit vec(A Number) : vec() {                    \
      perfclaim_detail::fill(*this, Number);                                   \
    }                                                                          \
    template <length_t N, class A, qualifier P>                                \
    PERFCLAIM_HD constexpr vec(const vec<N, A, P> &From) : vec() {             \
      static_assert(N >= L, "a longer vector of a shorter one");               \
      perfclaim_detail::fill(*this, From);                                     \
    }                                                                          \
    template <class A, class B, class... C>                                    \
    PERFCLAIM_HD constexpr vec(const A &First, const B &Second,                \
                               const C &...Rest)                               \
        : vec() {                                                              \
      perfclaim_detail::fill(*this, First, Second, Rest...);                   \
    }                                                                          \
    PERFCLAIM_HD constexpr T &operator[](length_t I) { return (&x)[I]; }       \
    PERFCLAIM_HD constexpr const T &operator[](length_t I) const {             \
      return (&x)[I];                                                          \
    }                                                                          \
    PERFCLAIM_HD static constexpr length_t length() { return L; }              \
    PERFCLAIM_COMPOUND(+=)                                                     \
    PERFCLAIM_COMPOUND(-=)                                                     \
    PERFCLAIM_COMPOUND(*=)                                                     \
    PERFCLAIM_COMPOUND(/=)                                                     \
    PERFCLAIM_HD constexpr vec operator-() const {                             \
      vec Result = *this;                                                      \
      for (length_t I = 0; I < L; ++I)                                         \
        Result[I] = -(*this)[I];                                               \
      return Result;                                                           \
    }                                                                          \
  };
#define PERFCLAIM_FIELD(A, B, C)                                               \
  union {                                                                      \
    T A, B, C;                                                                 \
  };
PERFCLAIM_VECTOR(1, PERFCLAIM_FIELD(x, r, s))
PERFCLAIM_VECTOR(2, PERFCLAIM_FIELD(x, r, s) PERFCLAIM_FIELD(y, g, t))
PERFCLAIM_VECTOR(3, PERFCLAIM_FIELD(x, r, s) PERFCLAIM_FIELD(y, g, t)
                        PERFCLAIM_FIELD(z, b, p))
PERFCLAIM_VECTOR(4, PERFCLAIM_FIELD(x, r, s) PERFCLAIM_FIELD(y, g, t)
                        PERFCLAIM_FIELD(z, b, p) PERFCLAIM_FIELD(w, a, q))
#undef PERFCLAIM_FIELD
#undef PERFCLAIM_VECTOR
#undef PERFCLAIM_COMPOUND

/// By columns.
template <length_t C, length_t R, class T, qualifier Q> struct mat {
  using value_type = T;
  using col_type = vec<R, T, Q>;
  using row_type = vec<C, T, Q>;
  using type = mat;
  col_type value[C];
  mat() = default;
  /// A number goes on the diagonal.
  template <class A, std::enable_if_t<std::is_arithmetic_v<A>, int> = 0>
  PERFCLAIM_HD constexpr explicit mat(A Number) : mat() {
    for (length_t I = 0; I < C; ++I)
      for (length_t J = 0; J < R; ++J)
        value[I][J] = I == J ? static_cast<T>(Number) : T(0);
  }
  /// What the other one lacks is that of the identity.
  template <length_t C2, length_t R2, class A, qualifier P>
  PERFCLAIM_HD constexpr explicit mat(const mat<C2, R2, A, P> &From) : mat(1) {
    for (length_t I = 0; I < C && I < C2; ++I)
      for (length_t J = 0; J < R && J < R2; ++J)
        value[I][J] = static_cast<T>(From[I][J]);
  }
  template <class A, class B, class... More>
  PERFCLAIM_HD constexpr mat(const A &First, const B &Second,
                             const More &...Rest)
      : mat() {
    Flat To{value};
    length_t At = 0;
    perfclaim_detail::put(To, At, First);
    perfclaim_detail::put(To, At, Second);
    (perfclaim_detail::put(To, At, Rest), ...);
  }
  PERFCLAIM_HD static constexpr length_t length() { return C; }
  PERFCLAIM_HD constexpr col_type &operator[](length_t I) { return value[I]; }
  PERFCLAIM_HD constexpr const col_type &operator[](length_t I) const {
    return value[I];
  }
  PERFCLAIM_HD constexpr mat &operator+=(const mat &By) {
    for (length_t I = 0; I < C; ++I)
      value[I] += By[I];
    return *this;
  }
  PERFCLAIM_HD constexpr mat &operator-=(const mat &By) {
    for (length_t I = 0; I < C; ++I)
      value[I] -= By[I];
    return *this;
  }
  template <class A> PERFCLAIM_HD constexpr mat &operator*=(const A &By) {
    return *this = *this * By;
  }
  template <class A> PERFCLAIM_HD constexpr mat &operator/=(const A &By) {
    return *this = *this / By;
  }
  PERFCLAIM_HD constexpr mat operator-() const { return *this * T(-1); }

private:
  struct Flat {
    using value_type = T;
    col_type *Columns;
    PERFCLAIM_HD static constexpr length_t length() { return C * R; }
    PERFCLAIM_HD constexpr T &operator[](length_t I) {
      return Columns[I / R][I % R];
    }
  };
};

#define PERFCLAIM_OPERATOR(OP)                                                 \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD constexpr vec<L, T, Q> operator OP(vec<L, T, Q> A,              \
                                                  const vec<L, T, Q> &B) {     \
    for (length_t I = 0; I < L; ++I)                                           \
      A[I] = static_cast<T>(A[I] OP B[I]);                                     \
    return A;                                                                  \
  }                                                                            \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD constexpr vec<L, T, Q> operator OP(const vec<L, T, Q> &A,       \
                                                  T B) {                       \
    return A OP vec<L, T, Q>(B);                                               \
  }                                                                            \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD constexpr vec<L, T, Q> operator OP(T A,                         \
                                                  const vec<L, T, Q> &B) {     \
    return vec<L, T, Q>(A) OP B;                                               \
  }                                                                            \
  template <length_t C, length_t R, class T, qualifier Q>                      \
  PERFCLAIM_HD constexpr mat<C, R, T, Q> operator OP(mat<C, R, T, Q> A, T B) { \
    for (length_t I = 0; I < C; ++I)                                           \
      A[I] = A[I] OP B;                                                        \
    return A;                                                                  \
  }                                                                            \
  template <length_t C, length_t R, class T, qualifier Q>                      \
  PERFCLAIM_HD constexpr mat<C, R, T, Q> operator OP(T A, mat<C, R, T, Q> B) { \
    for (length_t I = 0; I < C; ++I)                                           \
      B[I] = A OP B[I];                                                        \
    return B;                                                                  \
  }
PERFCLAIM_OPERATOR(+)
PERFCLAIM_OPERATOR(-)
PERFCLAIM_OPERATOR(*)
PERFCLAIM_OPERATOR(/)
#undef PERFCLAIM_OPERATOR
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD constexpr mat<C, R, T, Q> operator+(mat<C, R, T, Q> A,
                                                 const mat<C, R, T, Q> &B) {
  return A += B;
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD constexpr mat<C, R, T, Q> operator-(mat<C, R, T, Q> A,
                                                 const mat<C, R, T, Q> &B) {
  return A -= B;
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD constexpr vec<R, T, Q> operator*(const mat<C, R, T, Q> &A,
                                              const vec<C, T, Q> &B) {
  vec<R, T, Q> Result = A[0] * B[0];
  for (length_t I = 1; I < C; ++I)
    Result += A[I] * B[I];
  return Result;
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD constexpr vec<C, T, Q> operator*(const vec<R, T, Q> &A,
                                              const mat<C, R, T, Q> &B) {
  vec<C, T, Q> Result(T(0));
  for (length_t I = 0; I < C; ++I)
    for (length_t J = 0; J < R; ++J)
      Result[I] += A[J] * B[I][J];
  return Result;
}
template <length_t N, length_t R, length_t C, class T, qualifier Q>
PERFCLAIM_HD constexpr mat<C, R, T, Q> operator*(const mat<N, R, T, Q> &A,
                                                 const mat<C, N, T, Q> &B) {
  mat<C, R, T, Q> Result;
  for (length_t I = 0; I < C; ++I)
    Result[I] = A * B[I];
  return Result;
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD constexpr bool operator==(const vec<L, T, Q> &A,
                                       const vec<L, T, Q> &B) {
  for (length_t I = 0; I < L; ++I)
    if (!(A[I] == B[I]))
      return false;
  return true;
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD constexpr bool operator!=(const vec<L, T, Q> &A,
                                       const vec<L, T, Q> &B) {
  return !(A == B);
}

#define PERFCLAIM_NAMES(P, T)                                                  \
  typedef vec<1, T> P##vec1;                                                   \
  typedef vec<2, T> P##vec2;                                                   \
  typedef vec<3, T> P##vec3;                                                   \
  typedef vec<4, T> P##vec4;
PERFCLAIM_NAMES(, float)
PERFCLAIM_NAMES(f, float)
PERFCLAIM_NAMES(d, double)
PERFCLAIM_NAMES(i, int)
PERFCLAIM_NAMES(u, unsigned)
PERFCLAIM_NAMES(b, bool)
#undef PERFCLAIM_NAMES
#define PERFCLAIM_NAMES(P, T)                                                  \
  typedef mat<2, 2, T> P##mat2;                                                \
  typedef mat<3, 3, T> P##mat3;                                                \
  typedef mat<4, 4, T> P##mat4;                                                \
  typedef mat<2, 2, T> P##mat2x2;                                              \
  typedef mat<2, 3, T> P##mat2x3;                                              \
  typedef mat<2, 4, T> P##mat2x4;                                              \
  typedef mat<3, 2, T> P##mat3x2;                                              \
  typedef mat<3, 3, T> P##mat3x3;                                              \
  typedef mat<3, 4, T> P##mat3x4;                                              \
  typedef mat<4, 2, T> P##mat4x2;                                              \
  typedef mat<4, 3, T> P##mat4x3;                                              \
  typedef mat<4, 4, T> P##mat4x4;
PERFCLAIM_NAMES(, float)
PERFCLAIM_NAMES(f, float)
PERFCLAIM_NAMES(d, double)
#undef PERFCLAIM_NAMES
} // namespace glm

#include "perfclaim_functions.hpp"
#include "perfclaim_quaternion.hpp"

#endif // PERFCLAIM_STANDIN_GLM_HPP
