//===- perfclaim_quaternion.hpp - Quaternions of GLM ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Promises: x, y, z, w in memory; the constructor takes w first.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDIN_GLM_QUATERNION_HPP
#define PERFCLAIM_STANDIN_GLM_QUATERNION_HPP

#include "perfclaim_functions.hpp"

namespace glm {
template <class T, qualifier Q = defaultp> struct qua {
  using value_type = T;
  using type = qua;
  T x, y, z, w;
  qua() = default;
  PERFCLAIM_HD constexpr qua(T W, T X, T Y, T Z) : x(X), y(Y), z(Z), w(W) {}
  PERFCLAIM_HD constexpr qua(T W, const vec<3, T, Q> &V)
      : x(V[0]), y(V[1]), z(V[2]), w(W) {}
  template <class U, qualifier P>
  PERFCLAIM_HD constexpr explicit qua(const qua<U, P> &O)
      : x(T(O.x)), y(T(O.y)), z(T(O.z)), w(T(O.w)) {}
  PERFCLAIM_HD explicit qua(const mat<3, 3, T, Q> &M);
  PERFCLAIM_HD static constexpr length_t length() { return 4; }
  PERFCLAIM_HD constexpr T &operator[](length_t I) { return (&x)[I]; }
  PERFCLAIM_HD constexpr const T &operator[](length_t I) const {
    return (&x)[I];
  }
  PERFCLAIM_HD constexpr qua operator-() const { return {-w, -x, -y, -z}; }
};
typedef qua<float> quat;
typedef qua<float> fquat;
typedef qua<double> dquat;

template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator+(const qua<T, Q> &A, const qua<T, Q> &B) {
  return {A.w + B.w, A.x + B.x, A.y + B.y, A.z + B.z};
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator-(const qua<T, Q> &A, const qua<T, Q> &B) {
  return A + -B;
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator*(const qua<T, Q> &A, T B) {
  return {A.w * B, A.x * B, A.y * B, A.z * B};
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator*(T A, const qua<T, Q> &B) {
  return B * A;
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator/(const qua<T, Q> &A, T B) {
  return {A.w / B, A.x / B, A.y / B, A.z / B};
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> operator*(const qua<T, Q> &A, const qua<T, Q> &B) {
  return {A.w * B.w - A.x * B.x - A.y * B.y - A.z * B.z,
          A.w * B.x + A.x * B.w + A.y * B.z - A.z * B.y,
          A.w * B.y + A.y * B.w + A.z * B.x - A.x * B.z,
          A.w * B.z + A.z * B.w + A.x * B.y - A.y * B.x};
}
template <class T, qualifier Q>
PERFCLAIM_HD vec<3, T, Q> operator*(const qua<T, Q> &A, const vec<3, T, Q> &V) {
  const vec<3, T, Q> Axis(A.x, A.y, A.z), Once = cross(Axis, V),
                                          Twice = cross(Axis, Once);
  return V + (Once * A.w + Twice) * T(2);
}
template <class T, qualifier Q>
PERFCLAIM_HD bool operator==(const qua<T, Q> &A, const qua<T, Q> &B) {
  return A.x == B.x && A.y == B.y && A.z == B.z && A.w == B.w;
}
template <class T, qualifier Q>
PERFCLAIM_HD T dot(const qua<T, Q> &A, const qua<T, Q> &B) {
  return A.w * B.w + A.x * B.x + A.y * B.y + A.z * B.z;
}
template <class T, qualifier Q> PERFCLAIM_HD T length(const qua<T, Q> &A) {
  return sqrt(dot(A, A));
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> normalize(const qua<T, Q> &A) {
  const T Length = length(A);
  if (Length <= T(0))
    return {T(1), T(0), T(0), T(0)};
  return A * (T(1) / Length);
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> conjugate(const qua<T, Q> &A) {
  return {A.w, -A.x, -A.y, -A.z};
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> inverse(const qua<T, Q> &A) {
  return conjugate(A) / dot(A, A);
}
template <class T, qualifier Q>
PERFCLAIM_HD vec<3, T, Q> rotate(const qua<T, Q> &A, const vec<3, T, Q> &V) {
  return A * V;
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> lerp(const qua<T, Q> &A, const qua<T, Q> &B, T Part) {
  return A * (T(1) - Part) + B * Part;
}
namespace perfclaim_detail {
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> between(const qua<T, Q> &A, const qua<T, Q> &B, T Part,
                               T Cos) {
  if (Cos > T(1) - epsilon<T>())
    return lerp(A, B, Part);
  const T Angle = acos(Cos);
  return (A * sin((T(1) - Part) * Angle) + B * sin(Part * Angle)) / sin(Angle);
}
} // namespace perfclaim_detail
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> mix(const qua<T, Q> &A, const qua<T, Q> &B, T Part) {
  return perfclaim_detail::between(A, B, Part, dot(A, B));
}
/// The shorter way around.
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> slerp(const qua<T, Q> &A, const qua<T, Q> &B, T Part) {
  const T Cos = dot(A, B);
  return Cos < T(0) ? perfclaim_detail::between(A, -B, Part, -Cos)
                    : perfclaim_detail::between(A, B, Part, Cos);
}
template <class T, qualifier Q>
PERFCLAIM_HD mat<3, 3, T, Q> mat3_cast(const qua<T, Q> &A) {
  const T XX = A.x * A.x, YY = A.y * A.y, ZZ = A.z * A.z;
  const T XZ = A.x * A.z, XY = A.x * A.y, YZ = A.y * A.z;
  const T WX = A.w * A.x, WY = A.w * A.y, WZ = A.w * A.z;
  return mat<3, 3, T, Q>(
      T(1) - T(2) * (YY + ZZ), T(2) * (XY + WZ), T(2) * (XZ - WY),
      T(2) * (XY - WZ), T(1) - T(2) * (XX + ZZ), T(2) * (YZ + WX),
      T(2) * (XZ + WY), T(2) * (YZ - WX), T(1) - T(2) * (XX + YY));
}
template <class T, qualifier Q>
PERFCLAIM_HD mat<3, 3, T, Q> toMat3(const qua<T, Q> &A) {
  return mat3_cast(A);
}
template <class T, qualifier Q>
PERFCLAIM_HD mat<4, 4, T, Q> mat4_cast(const qua<T, Q> &A) {
  return mat<4, 4, T, Q>(mat3_cast(A));
}
/// From the largest of the four, whose root is the safest.
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> quat_cast(const mat<3, 3, T, Q> &M) {
  const T Squares[] = {M[0][0] + M[1][1] + M[2][2], M[0][0] - M[1][1] - M[2][2],
                       M[1][1] - M[0][0] - M[2][2],
                       M[2][2] - M[0][0] - M[1][1]};
  int Largest = 0;
  for (int I = 1; I < 4; ++I)
    if (Squares[I] > Squares[Largest])
      Largest = I;
  const T Value = sqrt(Squares[Largest] + T(1)) * T(0.5);
  const T Scale = T(0.25) / Value;
  const T YZ = M[1][2], ZY = M[2][1], ZX = M[2][0], XZ = M[0][2], XY = M[0][1],
          YX = M[1][0];
  switch (Largest) {
  case 0:
    return {Value, (YZ - ZY) * Scale, (ZX - XZ) * Scale, (XY - YX) * Scale};
  case 1:
    return {(YZ - ZY) * Scale, Value, (XY + YX) * Scale, (ZX + XZ) * Scale};
  case 2:
    return {(ZX - XZ) * Scale, (XY + YX) * Scale, Value, (YZ + ZY) * Scale};
  default:
    return {(XY - YX) * Scale, (ZX + XZ) * Scale, (YZ + ZY) * Scale, Value};
  }
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> toQuat(const mat<3, 3, T, Q> &M) {
  return quat_cast(M);
}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q>::qua(const mat<3, 3, T, Q> &M) : qua(quat_cast(M)) {}
template <class T, qualifier Q>
PERFCLAIM_HD qua<T, Q> angleAxis(T Angle, const vec<3, T, Q> &Axis) {
  return {cos(Angle * T(0.5)), Axis * sin(Angle * T(0.5))};
}
template <class T> PERFCLAIM_HD qua<T> make_quat(const T *From) {
  return {From[3], From[0], From[1], From[2]};
}
} // namespace glm

#endif // PERFCLAIM_STANDIN_GLM_QUATERNION_HPP
