//===- perfclaim_functions.hpp - What GLM computes --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: functions of numbers are those of vectors, element by element.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_GLM_FUNCTIONS_HPP
#define PERFCLAIM_STANDIN_GLM_FUNCTIONS_HPP

#include "glm.hpp"

namespace glm {
namespace perfclaim_detail {
template <class T> using number = std::enable_if_t<std::is_arithmetic_v<T>, T>;
}
#define PERFCLAIM_UNARY(NAME, ...)                                             \
  template <class T> PERFCLAIM_HD perfclaim_detail::number<T> NAME(T X) {      \
    return static_cast<T>(__VA_ARGS__);                                        \
  }                                                                            \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, T, Q> NAME(vec<L, T, Q> X) {                             \
    for (length_t I = 0; I < L; ++I)                                           \
      X[I] = NAME(X[I]);                                                       \
    return X;                                                                  \
  }
PERFCLAIM_UNARY(abs, X < 0 ? -X : X)
PERFCLAIM_UNARY(sign, (X > 0) - (X < 0))
PERFCLAIM_UNARY(sqrt, ::sqrt(X))
PERFCLAIM_UNARY(inversesqrt, T(1) / ::sqrt(X))
PERFCLAIM_UNARY(exp, ::exp(X))
PERFCLAIM_UNARY(exp2, ::exp2(X))
PERFCLAIM_UNARY(log, ::log(X))
PERFCLAIM_UNARY(log2, ::log2(X))
PERFCLAIM_UNARY(sin, ::sin(X))
PERFCLAIM_UNARY(cos, ::cos(X))
PERFCLAIM_UNARY(tan, ::tan(X))
PERFCLAIM_UNARY(asin, ::asin(X))
PERFCLAIM_UNARY(acos, ::acos(X))
PERFCLAIM_UNARY(atan, ::atan(X))
PERFCLAIM_UNARY(tanh, ::tanh(X))
PERFCLAIM_UNARY(floor, ::floor(X))
PERFCLAIM_UNARY(ceil, ::ceil(X))
PERFCLAIM_UNARY(trunc, ::trunc(X))
PERFCLAIM_UNARY(round, ::round(X))
PERFCLAIM_UNARY(fract, X - ::floor(X))
PERFCLAIM_UNARY(radians, X *T(0.01745329251994329576923690768489))
PERFCLAIM_UNARY(degrees, X *T(57.295779513082320876798154814105))
#undef PERFCLAIM_UNARY

#define PERFCLAIM_BINARY(NAME, ...)                                            \
  template <class T> PERFCLAIM_HD perfclaim_detail::number<T> NAME(T X, T Y) { \
    return static_cast<T>(__VA_ARGS__);                                        \
  }                                                                            \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, T, Q> NAME(vec<L, T, Q> X, const vec<L, T, Q> &Y) {      \
    for (length_t I = 0; I < L; ++I)                                           \
      X[I] = NAME(X[I], Y[I]);                                                 \
    return X;                                                                  \
  }                                                                            \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, T, Q> NAME(const vec<L, T, Q> &X, T Y) {                 \
    return NAME(X, vec<L, T, Q>(Y));                                           \
  }
PERFCLAIM_BINARY(min, Y < X ? Y : X)
PERFCLAIM_BINARY(max, X < Y ? Y : X)
PERFCLAIM_BINARY(pow, ::pow(X, Y))
PERFCLAIM_BINARY(mod, X - Y * ::floor(X / Y))
PERFCLAIM_BINARY(atan, ::atan2(X, Y))
#undef PERFCLAIM_BINARY
template <class X, class T>
PERFCLAIM_HD X clamp(const X &Value, const T &Low, const T &High) {
  return min(max(Value, Low), High);
}
template <class T, class A>
PERFCLAIM_HD perfclaim_detail::number<T> mix(T X, T Y, A Part) {
  return static_cast<T>(static_cast<A>(X) * (static_cast<A>(1) - Part) +
                        static_cast<A>(Y) * Part);
}
template <length_t L, class T, qualifier Q, class A>
PERFCLAIM_HD vec<L, T, Q> mix(vec<L, T, Q> X, const vec<L, T, Q> &Y,
                              const A &Part) {
  const vec<L, T, Q> Parts(Part);
  for (length_t I = 0; I < L; ++I)
    X[I] = mix(X[I], Y[I], Parts[I]);
  return X;
}
template <class T> PERFCLAIM_HD constexpr T epsilon() {
  return std::is_same_v<T, double> ? T(2.2204460492503131e-16)
                                   : T(1.1920928955078125e-7);
}
template <class T> PERFCLAIM_HD constexpr T pi() {
  return T(3.14159265358979323846264338327950288);
}

#define PERFCLAIM_RELATION(NAME, OP)                                           \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, bool, Q> NAME(const vec<L, T, Q> &A,                     \
                                    const vec<L, T, Q> &B) {                   \
    vec<L, bool, Q> Result(false);                                             \
    for (length_t I = 0; I < L; ++I)                                           \
      Result[I] = A[I] OP B[I];                                                \
    return Result;                                                             \
  }
PERFCLAIM_RELATION(lessThan, <)
PERFCLAIM_RELATION(lessThanEqual, <=)
PERFCLAIM_RELATION(greaterThan, >)
PERFCLAIM_RELATION(greaterThanEqual, >=)
PERFCLAIM_RELATION(equal, ==)
PERFCLAIM_RELATION(notEqual, !=)
#undef PERFCLAIM_RELATION
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD bool any(const vec<L, T, Q> &X) {
  for (length_t I = 0; I < L; ++I)
    if (X[I])
      return true;
  return false;
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD bool all(const vec<L, T, Q> &X) {
  for (length_t I = 0; I < L; ++I)
    if (!X[I])
      return false;
  return true;
}

template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T dot(const vec<L, T, Q> &A, const vec<L, T, Q> &B) {
  T Sum = A[0] * B[0];
  for (length_t I = 1; I < L; ++I)
    Sum += A[I] * B[I];
  return Sum;
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T length(const vec<L, T, Q> &X) {
  return sqrt(dot(X, X));
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T length2(const vec<L, T, Q> &X) {
  return dot(X, X);
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T distance(const vec<L, T, Q> &A, const vec<L, T, Q> &B) {
  return length(B - A);
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD vec<L, T, Q> normalize(const vec<L, T, Q> &X) {
  return X * inversesqrt(dot(X, X));
}
template <class T, qualifier Q>
PERFCLAIM_HD vec<3, T, Q> cross(const vec<3, T, Q> &A, const vec<3, T, Q> &B) {
  return {A[1] * B[2] - B[1] * A[2], A[2] * B[0] - B[2] * A[0],
          A[0] * B[1] - B[0] * A[1]};
}

template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<R, C, T, Q> transpose(const mat<C, R, T, Q> &X) {
  mat<R, C, T, Q> Result;
  for (length_t I = 0; I < C; ++I)
    for (length_t J = 0; J < R; ++J)
      Result[J][I] = X[I][J];
  return Result;
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> outerProduct(const vec<R, T, Q> &A,
                                          const vec<C, T, Q> &B) {
  mat<C, R, T, Q> Result;
  for (length_t I = 0; I < C; ++I)
    Result[I] = A * B[I];
  return Result;
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> matrixCompMult(mat<C, R, T, Q> A,
                                            const mat<C, R, T, Q> &B) {
  for (length_t I = 0; I < C; ++I)
    A[I] = A[I] * B[I];
  return A;
}
namespace perfclaim_detail {
/// Without column \p C and row \p R.
template <length_t N, class T, qualifier Q>
PERFCLAIM_HD mat<N - 1, N - 1, T, Q> without(const mat<N, N, T, Q> &X,
                                             length_t C, length_t R) {
  mat<N - 1, N - 1, T, Q> Result;
  for (length_t I = 0; I < N - 1; ++I)
    for (length_t J = 0; J < N - 1; ++J)
      Result[I][J] = X[I + (I >= C)][J + (J >= R)];
  return Result;
}
} // namespace perfclaim_detail
template <length_t N, class T, qualifier Q>
PERFCLAIM_HD T determinant(const mat<N, N, T, Q> &X) {
  if constexpr (N == 2) {
    return X[0][0] * X[1][1] - X[1][0] * X[0][1];
  } else {
    T Sum = 0;
    for (length_t I = 0; I < N; ++I) {
      const T Part = X[I][0] * determinant(perfclaim_detail::without(X, I, 0));
      Sum += I % 2 ? -Part : Part;
    }
    return Sum;
  }
}
template <length_t N, class T, qualifier Q>
PERFCLAIM_HD mat<N, N, T, Q> inverse(const mat<N, N, T, Q> &X) {
  const T Scale = T(1) / determinant(X);
  mat<N, N, T, Q> Result;
  for (length_t I = 0; I < N; ++I)
    for (length_t J = 0; J < N; ++J) {
      T Minor;
      if constexpr (N == 2)
        Minor = X[1 - J][1 - I];
      else
        Minor = determinant(perfclaim_detail::without(X, J, I));
      Result[I][J] = ((I + J) % 2 ? -Minor : Minor) * Scale;
    }
  return Result;
}

template <class V, class T> PERFCLAIM_HD V perfclaim_made(const T *From) {
  V Result;
  for (length_t I = 0; I < length_t(sizeof(V) / sizeof(T)); ++I)
    reinterpret_cast<T *>(&Result)[I] = From[I];
  return Result;
}
#define PERFCLAIM_MAKE(NAME, ...)                                              \
  template <class T> PERFCLAIM_HD __VA_ARGS__ NAME(const T *From) {            \
    return perfclaim_made<__VA_ARGS__>(From);                                  \
  }
PERFCLAIM_MAKE(make_vec2, vec<2, T>)
PERFCLAIM_MAKE(make_vec3, vec<3, T>)
PERFCLAIM_MAKE(make_vec4, vec<4, T>)
PERFCLAIM_MAKE(make_mat2, mat<2, 2, T>)
PERFCLAIM_MAKE(make_mat2x2, mat<2, 2, T>)
PERFCLAIM_MAKE(make_mat3, mat<3, 3, T>)
PERFCLAIM_MAKE(make_mat3x3, mat<3, 3, T>)
PERFCLAIM_MAKE(make_mat4, mat<4, 4, T>)
PERFCLAIM_MAKE(make_mat4x4, mat<4, 4, T>)
#undef PERFCLAIM_MAKE
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T *value_ptr(vec<L, T, Q> &X) {
  return &X[0];
}
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD const T *value_ptr(const vec<L, T, Q> &X) {
  return &X[0];
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD T *value_ptr(mat<C, R, T, Q> &X) {
  return &X[0][0];
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD const T *value_ptr(const mat<C, R, T, Q> &X) {
  return &X[0][0];
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD vec<C, T, Q> row(const mat<C, R, T, Q> &X, length_t J) {
  vec<C, T, Q> Result;
  for (length_t I = 0; I < C; ++I)
    Result[I] = X[I][J];
  return Result;
}
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD vec<R, T, Q> column(const mat<C, R, T, Q> &X, length_t I) {
  return X[I];
}
} // namespace glm

#endif // PERFCLAIM_STANDIN_GLM_FUNCTIONS_HPP
