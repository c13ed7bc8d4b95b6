//===- glm.cu - The stand-in for GLM ----------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// REQUIRES: cuda-toolkit
//
// Vectors, matrices and quaternions of the stand-in for GLM hold what the real
// ones do, in a kernel on the host backend.
//
// clang-format off
// RUN: %perfclaim host-compile -std=c++17 -I %root/lib/StandIns/Headers %s -o %t
// RUN: %t | FileCheck %s --implicit-check-not="not true"
// CHECK: glm works
// clang-format on

#include "Inputs/expect.h"
#include <cmath>
#include <cstdio>
#include <glm/glm.hpp>
#include <glm/gtc/type_ptr.hpp>
#include <glm/gtx/quaternion.hpp>

using namespace glm;

template <class V>
static bool is(const V &Value, std::initializer_list<float> L) {
  const auto *Data = reinterpret_cast<const float *>(&Value);
  bool Same = sizeof(V) == L.size() * sizeof(float);
  for (float Wanted : L)
    Same &= std::fabs(*Data++ - Wanted) < 1e-4f;
  return Same;
}

__global__ void turn(float *Out, const float *Quaternion, const float *Vector) {
  const fvec3 Turned =
      mat3_cast(normalize(make_quat(Quaternion))) * make_vec3(Vector);
  for (int I = 0; I < 3; ++I)
    Out[I] = Turned[I];
}

int main() {
  const fvec3 A(1, 2, 3), B(0.5f, -1, 4);
  EXPECT(is(fvec4(A, 7), {1, 2, 3, 7}) && is(fvec2(A), {1, 2}));
  EXPECT(is(A + B * 2.0f - 1.0f / B, {0, 1, 10.75f}) && A.z == A.b);
  EXPECT(dot(A, B) == 10.5f && is(cross(A, B), {11, -2.5f, -2}));
  EXPECT(is(clamp(B, 0.0f, 2.0f), {0.5f, 0, 2}) && is(fvec3(2), {2, 2, 2}));
  EXPECT(is(mix(A, B, 0.25f), {0.875f, 1.25f, 3.25f}));
  // By columns.
  const fmat3 M(2, 1, 0, 3, 5, 1, 0, 1, 7);
  EXPECT(is(M * A, {8, 14, 23}) && is(A * M, {4, 16, 23}));
  EXPECT(determinant(M) == 47 &&
         is(M * inverse(M), {1, 0, 0, 0, 1, 0, 0, 0, 1}));
  EXPECT(is(outerProduct(fvec2(1, 2), B), {0.5f, 1, -1, -2, 4, 8}));
  EXPECT(is(fmat2(M), {2, 1, 3, 5}) && is(fmat2(3), {3, 0, 0, 3}));
  EXPECT(is(transpose(mat<3, 2, float>(1, 2, 3, 4, 5, 6)), {1, 3, 5, 2, 4, 6}));
  // w first in the constructor, last in memory.
  const fquat Q = normalize(fquat(0.9f, 0.1f, 0.2f, 0.3f));
  EXPECT(is(Q, {0.102598f, 0.205196f, 0.307794f, 0.923381f}));
  EXPECT(is(quat_cast(mat3_cast(Q)), {Q.x, Q.y, Q.z, Q.w}));
  EXPECT(is(Q * A - rotate(Q, A), {0, 0, 0}));

  float *Out = nullptr, Host[3], *In = nullptr;
  const float Data[] = {Q.x, Q.y, Q.z, Q.w, 1, 2, 3};
  cudaMalloc(&Out, sizeof(Host));
  cudaMalloc(&In, sizeof(Data));
  cudaMemcpy(In, Data, sizeof(Data), cudaMemcpyHostToDevice);
  turn<<<1, 1>>>(Out, In, In + 4);
  cudaMemcpy(Host, Out, sizeof(Host), cudaMemcpyDeviceToHost);
  EXPECT(is(make_vec3(Host) - Q * A, {0, 0, 0}));
  if (!Failures)
    std::puts("glm works");
}
