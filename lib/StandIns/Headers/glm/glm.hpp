//===- glm.hpp - Vectors and matrices of GLM --------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Projects bring this library along as a submodule, which a commit does not
/// contain. Declares what kernels use of it, for units that are only parsed.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_GLM_HPP
#define PERFCLAIM_STANDIN_GLM_HPP

#ifdef __CUDA__
#define PERFCLAIM_HD __host__ __device__
#else
#define PERFCLAIM_HD
#endif

namespace glm {
enum qualifier { highp, mediump, lowp, defaultp = highp };
typedef int length_t;

template <length_t L, class T, qualifier Q = defaultp> struct vec;
#define PERFCLAIM_VECTOR(L, ...)                                               \
  template <class T, qualifier Q> struct vec<L, T, Q> {                        \
    using value_type = T;                                                      \
    T __VA_ARGS__;                                                             \
    vec() = default;                                                           \
    template <class A> PERFCLAIM_HD constexpr vec(A);                          \
    template <class A, class B, class... C>                                    \
    PERFCLAIM_HD constexpr vec(A, B, C...);                                    \
    PERFCLAIM_HD T &operator[](length_t);                                      \
    PERFCLAIM_HD const T &operator[](length_t) const;                          \
    PERFCLAIM_HD static constexpr length_t length() { return L; }              \
    template <class A> PERFCLAIM_HD vec &operator+=(const A &);                \
    template <class A> PERFCLAIM_HD vec &operator-=(const A &);                \
    template <class A> PERFCLAIM_HD vec &operator*=(const A &);                \
    template <class A> PERFCLAIM_HD vec &operator/=(const A &);                \
    PERFCLAIM_HD vec operator-() const;                                        \
  };
PERFCLAIM_VECTOR(1, x)
PERFCLAIM_VECTOR(2, x, y)
PERFCLAIM_VECTOR(3, x, y, z)
PERFCLAIM_VECTOR(4, x, y, z, w)
#undef PERFCLAIM_VECTOR

template <length_t C, length_t R, class T, qualifier Q = defaultp> struct mat {
  using value_type = T;
  using col_type = vec<R, T, Q>;
  col_type value[C];
  mat() = default;
  template <class... A> PERFCLAIM_HD constexpr explicit mat(A...);
  PERFCLAIM_HD col_type &operator[](length_t);
  PERFCLAIM_HD const col_type &operator[](length_t) const;
  template <class A> PERFCLAIM_HD mat &operator+=(const A &);
  template <class A> PERFCLAIM_HD mat &operator-=(const A &);
  template <class A> PERFCLAIM_HD mat &operator*=(const A &);
  template <class A> PERFCLAIM_HD mat &operator/=(const A &);
  PERFCLAIM_HD mat operator-() const;
};
template <class T, qualifier Q = defaultp> struct qua {
  T x, y, z, w;
  qua() = default;
  template <class... A> PERFCLAIM_HD constexpr explicit qua(A...);
  PERFCLAIM_HD T &operator[](length_t);
  PERFCLAIM_HD const T &operator[](length_t) const;
};

#define PERFCLAIM_OPERATOR(OP)                                                 \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, T, Q> operator OP(const vec<L, T, Q> &,                  \
                                        const vec<L, T, Q> &);                 \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, T, Q> operator OP(const vec<L, T, Q> &, T);              \
  template <length_t L, class T, qualifier Q>                                  \
  PERFCLAIM_HD vec<L, T, Q> operator OP(T, const vec<L, T, Q> &);              \
  template <length_t C, length_t R, class T, qualifier Q>                      \
  PERFCLAIM_HD mat<C, R, T, Q> operator OP(const mat<C, R, T, Q> &, T);        \
  template <length_t C, length_t R, class T, qualifier Q>                      \
  PERFCLAIM_HD mat<C, R, T, Q> operator OP(T, const mat<C, R, T, Q> &);
PERFCLAIM_OPERATOR(+)
PERFCLAIM_OPERATOR(-)
PERFCLAIM_OPERATOR(*)
PERFCLAIM_OPERATOR(/)
#undef PERFCLAIM_OPERATOR
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> operator+(const mat<C, R, T, Q> &,
                                       const mat<C, R, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> operator-(const mat<C, R, T, Q> &,
                                       const mat<C, R, T, Q> &);
template <length_t N, length_t R, length_t C, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> operator*(const mat<N, R, T, Q> &,
                                       const mat<C, N, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD vec<R, T, Q> operator*(const mat<C, R, T, Q> &,
                                    const vec<C, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD vec<C, T, Q> operator*(const vec<R, T, Q> &,
                                    const mat<C, R, T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator*(const qua<T, Q> &, const qua<T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD vec<3, T, Q> operator*(const qua<T, Q> &, const vec<3, T, Q> &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD bool operator==(const vec<L, T, Q> &, const vec<L, T, Q> &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD bool operator!=(const vec<L, T, Q> &, const vec<L, T, Q> &);

template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T dot(const vec<L, T, Q> &, const vec<L, T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD T dot(const qua<T, Q> &, const qua<T, Q> &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T length(const vec<L, T, Q> &);
template <class T, qualifier Q> PERFCLAIM_HD T length(const qua<T, Q> &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T length2(const vec<L, T, Q> &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T distance(const vec<L, T, Q> &, const vec<L, T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD vec<3, T, Q> cross(const vec<3, T, Q> &, const vec<3, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<R, C, T, Q> transpose(const mat<C, R, T, Q> &);
template <length_t N, class T, qualifier Q>
PERFCLAIM_HD mat<N, N, T, Q> inverse(const mat<N, N, T, Q> &);
template <length_t N, class T, qualifier Q>
PERFCLAIM_HD T determinant(const mat<N, N, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> outerProduct(const vec<R, T, Q> &,
                                          const vec<C, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD mat<C, R, T, Q> matrixCompMult(const mat<C, R, T, Q> &,
                                            const mat<C, R, T, Q> &);
template <class X> PERFCLAIM_HD X normalize(const X &);
template <class X> PERFCLAIM_HD X abs(const X &);
template <class X> PERFCLAIM_HD X sqrt(const X &);
template <class X> PERFCLAIM_HD X inversesqrt(const X &);
template <class X> PERFCLAIM_HD X exp(const X &);
template <class X> PERFCLAIM_HD X log(const X &);
template <class X> PERFCLAIM_HD X sin(const X &);
template <class X> PERFCLAIM_HD X cos(const X &);
template <class X> PERFCLAIM_HD X floor(const X &);
template <class X> PERFCLAIM_HD X ceil(const X &);
template <class X> PERFCLAIM_HD X round(const X &);
template <class X> PERFCLAIM_HD X sign(const X &);
template <class X, class Y> PERFCLAIM_HD X min(const X &, const Y &);
template <class X, class Y> PERFCLAIM_HD X max(const X &, const Y &);
template <class X, class Y> PERFCLAIM_HD X pow(const X &, const Y &);
template <class X, class Y> PERFCLAIM_HD X mix(const X &, const X &, const Y &);
template <class X, class Y, class Z>
PERFCLAIM_HD X clamp(const X &, const Y &, const Z &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD bool any(const vec<L, T, Q> &);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD bool all(const vec<L, T, Q> &);

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
typedef qua<float> quat;
typedef qua<float> fquat;
typedef qua<double> dquat;

template <class T> PERFCLAIM_HD vec<2, T> make_vec2(const T *);
template <class T> PERFCLAIM_HD vec<3, T> make_vec3(const T *);
template <class T> PERFCLAIM_HD vec<4, T> make_vec4(const T *);
template <class T> PERFCLAIM_HD mat<2, 2, T> make_mat2(const T *);
template <class T> PERFCLAIM_HD mat<3, 3, T> make_mat3(const T *);
template <class T> PERFCLAIM_HD mat<4, 4, T> make_mat4(const T *);
template <class T> PERFCLAIM_HD qua<T> make_quat(const T *);
template <length_t L, class T, qualifier Q>
PERFCLAIM_HD T *value_ptr(vec<L, T, Q> &);
template <length_t C, length_t R, class T, qualifier Q>
PERFCLAIM_HD T *value_ptr(mat<C, R, T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD mat<3, 3, T, Q> mat3_cast(const qua<T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> quat_cast(const mat<3, 3, T, Q> &);
template <class T, qualifier Q, class U>
PERFCLAIM_HD qua<T, Q> slerp(const qua<T, Q> &, const qua<T, Q> &, U);
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> conjugate(const qua<T, Q> &);
template <class T, qualifier Q>
PERFCLAIM_HD vec<3, T, Q> rotate(const qua<T, Q> &, const vec<3, T, Q> &);
} // namespace glm

#endif // PERFCLAIM_STANDIN_GLM_HPP
