//===- CudaBlasComplex.cpp - Products of complex matrices -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// As CudaBlasGemm.cpp has it for real ones: a tile of the result is a block,
/// and sums are added in the order of k, rounded at each step.
///
//===----------------------------------------------------------------------===//

#include "CudaBlasElements.h"
#include "CudaBlasGemm.h"
#include <algorithm>

#ifdef __clang__
#pragma clang fp contract(off)
#endif

namespace perfclaim::host::blas {
namespace {

constexpr int Tile = 32; ///< Rows, columns and depth.

/// Not std::complex, whose product looks after infinities.
template <class T> struct Number {
  T Real = 0, Imaginary = 0;
};

template <class T> Number<T> operator*(Number<T> A, Number<T> B) {
  return {A.Real * B.Real - A.Imaginary * B.Imaginary,
          A.Real * B.Imaginary + A.Imaginary * B.Real};
}

template <class T> void operator+=(Number<T> &A, Number<T> B) {
  A.Real += B.Real;
  A.Imaginary += B.Imaginary;
}

template <class T>
Number<T> read(const void *Base, cudaDataType Type, std::int64_t Index) {
  const cudaDataType Part = partOf(Type);
  return {T(load(Base, Part, 2 * Index)), T(load(Base, Part, 2 * Index + 1))};
}

template <class T> Number<T> number(std::complex<double> From) {
  return {T(From.real()), T(From.imag())};
}

/// Into[deep][across].
template <class T>
void pack(Number<T> *Into, const Matrix &From, std::uint64_t Batch,
          std::int64_t Begin, std::int64_t AcrossStride,
          std::int64_t DeepStride, int Across, int Deep, bool Conjugate) {
  const void *Base = From.at(Batch);
  for (int K = 0; K != Deep; ++K)
    for (int I = 0; I != Across; ++I) {
      Number<T> &To = Into[K * Tile + I];
      To = read<T>(Base, From.Type, Begin + I * AcrossStride + K * DeepStride);
      if (Conjugate)
        To.Imaginary = -To.Imaginary;
    }
}

template <class T> void multiplyPlace(const ComplexGemm &G) {
  const std::int64_t Row = std::int64_t(pc_this->block.x) * Tile;
  const std::int64_t Column = std::int64_t(pc_this->block.y) * Tile;
  const std::int64_t Batch = pc_this->block.z;
  const int M = static_cast<int>(std::min<std::int64_t>(Tile, G.M - Row));
  const int N = static_cast<int>(std::min<std::int64_t>(Tile, G.N - Column));
  Number<T> A[Tile * Tile], B[Tile * Tile], Sum[Tile * Tile] = {};
  for (std::int64_t K = 0; G.Alpha != 0.0 && K < G.K; K += Tile) {
    const int Depth = static_cast<int>(std::min<std::int64_t>(Tile, G.K - K));
    pack(A, G.A, Batch, Row * G.A.RowStride + K * G.A.ColStride, G.A.RowStride,
         G.A.ColStride, M, Depth, G.ConjugateA);
    pack(B, G.B, Batch, K * G.B.RowStride + Column * G.B.ColStride,
         G.B.ColStride, G.B.RowStride, N, Depth, G.ConjugateB);
    for (int Deep = 0; Deep != Depth; ++Deep)
      for (int J = 0; J != N; ++J)
        for (int I = 0; I != M; ++I)
          Sum[J * Tile + I] += A[Deep * Tile + I] * B[Deep * Tile + J];
  }
  void *const C = G.C.at(Batch);
  const cudaDataType Part = partOf(G.C.Type);
  for (int J = 0; J != N; ++J)
    for (int I = 0; I != M; ++I) {
      const std::int64_t Place =
          (Row + I) * G.C.RowStride + (Column + J) * G.C.ColStride;
      Number<T> Value = number<T>(G.Alpha) * Sum[J * Tile + I];
      if (G.Beta != 0.0)
        Value += number<T>(G.Beta) * read<T>(C, G.C.Type, Place);
      store(C, Part, 2 * Place, Value.Real);
      store(C, Part, 2 * Place + 1, Value.Imaginary);
    }
}

} // namespace

bool isComplex(cudaDataType Type) { return partOf(Type) != Type; }

void multiply(const char *Name, const ComplexGemm &G) {
  if (G.M <= 0 || G.N <= 0 || G.Batches <= 0)
    return;
  if (G.Alpha != 0.0) {
    note(G.A, G.M, G.K, G.Batches, PC_READS);
    note(G.B, G.K, G.N, G.Batches, PC_READS);
  }
  if (G.Beta != 0.0)
    note(G.C, G.M, G.N, G.Batches, PC_READS);
  note(G.C, G.M, G.N, G.Batches, PC_WRITES);
  trace::compute(Name, G.M, G.N, G.K, G.Batches);
  launch(Name, (G.M + Tile - 1) / Tile, (G.N + Tile - 1) / Tile, G.Batches,
         [&] {
           if (G.Sum == CUDA_R_64F)
             multiplyPlace<double>(G);
           else
             multiplyPlace<float>(G);
         });
}

} // namespace perfclaim::host::blas
