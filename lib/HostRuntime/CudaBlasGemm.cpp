//===- CudaBlasGemm.cpp - Products of matrices ----------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A tile of the result is a block of the device: parts of both factors are
/// copied into tiles of one type, multiplied, and what comes out goes through
/// scaling and epilogue. Sums are added in the order of k, rounded at each
/// step, whatever the machine: results are the same everywhere.
///
//===----------------------------------------------------------------------===//

#include "CudaBlasGemm.h"
#include "Checks.h"
#include "CudaBlasElements.h"
#include "Observe.h"
#include <algorithm>
#include <cmath>

#ifdef __clang__
#pragma clang fp contract(off)
#endif

namespace perfclaim::host::blas {

namespace {

constexpr int Tile = 64;             ///< Rows, columns and depth.
constexpr int Rows = 8, Columns = 4; ///< Of what is kept in registers.

template <class T>
[[gnu::always_inline]] inline void multiplyTiles(const T *A, const T *B, T *Sum,
                                                 int M, int N, int Depth) {
  for (int J = 0; J < N; J += Columns)
    for (int I = 0; I < M; I += Rows) {
      T Kept[Columns][Rows];
      for (int Y = 0; Y != Columns; ++Y)
        for (int X = 0; X != Rows; ++X)
          Kept[Y][X] = Sum[(J + Y) * Tile + I + X];
      for (int K = 0; K != Depth; ++K)
        for (int Y = 0; Y != Columns; ++Y)
          for (int X = 0; X != Rows; ++X)
            Kept[Y][X] += A[K * Tile + I + X] * B[K * Tile + J + Y];
      for (int Y = 0; Y != Columns; ++Y)
        for (int X = 0; X != Rows; ++X)
          Sum[(J + Y) * Tile + I + X] = Kept[Y][X];
    }
}

/// The same with wider registers.
template <class T>
[[gnu::target("avx2")]] void multiplyWide(const T *A, const T *B, T *Sum, int M,
                                          int N, int Depth) {
  multiplyTiles(A, B, Sum, M, N, Depth);
}

template <class T>
void multiplyNarrow(const T *A, const T *B, T *Sum, int M, int N, int Depth) {
  multiplyTiles(A, B, Sum, M, N, Depth);
}

/// Into[deep][across], with zeros up to the next multiple of 8.
template <class T, class E>
void pack(T *Into, const E *From, std::int64_t AcrossStride,
          std::int64_t DeepStride, int Across, int Deep) {
  for (int K = 0; K != Deep; ++K) {
    T *Row = Into + std::ptrdiff_t(K) * Tile;
    for (int I = 0; I != Across; ++I)
      Row[I] = convert<T>(From[I * AcrossStride + K * DeepStride]);
    for (int I = Across; I % Rows; ++I)
      Row[I] = T(0);
  }
}

template <class T>
void pack(T *Into, const void *Base, cudaDataType Type, std::int64_t Begin,
          std::int64_t AcrossStride, std::int64_t DeepStride, int Across,
          int Deep) {
  withElements(Type, Base, [&](auto *From) {
    pack(Into, From + Begin, AcrossStride, DeepStride, Across, Deep);
  });
}

/// What scaling and epilogue are done in.
template <class T> struct ScaleOf {
  using Type = T;
};
template <> struct ScaleOf<std::int32_t> {
  using Type = double; // Has every integer and every float.
};

template <class S> S gelu(S X) {
  const S Inner = S(0.7978845608028654) * (X + S(0.044715) * X * X * X);
  return S(0.5) * X * (S(1) + std::tanh(Inner));
}

template <class S> S geluGradient(S X) {
  const S C = S(0.7978845608028654);
  const S Tanh = std::tanh(C * (X + S(0.044715) * X * X * X));
  return S(0.5) * (S(1) + Tanh) + S(0.5) * X * (S(1) - Tanh * Tanh) * C *
                                      (S(1) + S(3 * 0.044715) * X * X);
}

/// The epilogue on the value of row \p I and column \p J.
template <class S>
S finish(const Epilogue &E, S Value, std::int64_t I, std::int64_t J,
         std::int64_t Batch) {
  const std::int64_t Place = Batch * E.AuxStride + J * E.AuxLd + I;
  auto *Bits = static_cast<unsigned char *>(E.Aux) + Place / 8;
  const auto Bit = static_cast<unsigned char>(1u << (Place % 8));
  if (E.Kind & Bias)
    Value += S(load(E.Bias, E.BiasType, Batch * E.BiasStride + I));
  if (E.Kind & Relu) {
    if (E.Kind & Aux)
      *Bits = Value > 0 ? *Bits | Bit : *Bits & ~Bit;
    // As written, not a number stays.
    return Value < 0 ? S(0) : Value;
  }
  if (E.Kind & Gelu) {
    if (E.Kind & Aux)
      store(E.Aux, E.AuxType, Place, Value);
    return gelu(Value);
  }
  if (E.Kind & ReluGradient)
    return *Bits & Bit ? Value : S(0);
  if (E.Kind & GeluGradient)
    return Value * geluGradient(S(load(E.Aux, E.AuxType, Place)));
  return Value;
}

/// One tile, with sums of type T.
template <class T> void multiplyPlace(const Gemm &G) {
  using S = typename ScaleOf<T>::Type;
  static const bool Wide = __builtin_cpu_supports("avx2");
  const std::int64_t Row = std::int64_t(pc_this->block.x) * Tile;
  const std::int64_t Column = std::int64_t(pc_this->block.y) * Tile;
  const std::int64_t Batch = pc_this->block.z;
  const int M = static_cast<int>(std::min<std::int64_t>(Tile, G.M - Row));
  const int N = static_cast<int>(std::min<std::int64_t>(Tile, G.N - Column));
  alignas(64) T A[Tile * Tile], B[Tile * Tile], Sum[Tile * Tile] = {};
  if (G.Alpha != 0 || G.AlphaRows)
    for (std::int64_t K = 0; K < G.K; K += Tile) {
      const int Depth = static_cast<int>(std::min<std::int64_t>(Tile, G.K - K));
      pack(A, G.A.at(Batch), G.A.Type, Row * G.A.RowStride + K * G.A.ColStride,
           G.A.RowStride, G.A.ColStride, M, Depth);
      pack(B, G.B.at(Batch), G.B.Type,
           K * G.B.RowStride + Column * G.B.ColStride, G.B.ColStride,
           G.B.RowStride, N, Depth);
      (Wide ? multiplyWide<T> : multiplyNarrow<T>)(A, B, Sum, M, N, Depth);
    }
  void *const D = G.D.at(Batch);
  const void *const C = G.Beta != 0 ? G.C.at(Batch) : nullptr;
  for (int J = 0; J != N; ++J)
    for (int I = 0; I != M; ++I) {
      const std::int64_t X = Row + I, Y = Column + J;
      const S Alpha =
          G.AlphaRows ? S(load(G.AlphaRows, CUDA_R_32F, X)) : S(G.Alpha);
      S Value = Alpha * S(Sum[J * Tile + I]);
      if (C)
        Value += S(G.Beta) *
                 S(load(C, G.C.Type, X * G.C.RowStride + Y * G.C.ColStride));
      store(D, G.D.Type, X * G.D.RowStride + Y * G.D.ColStride,
            finish(G.Then, Value, X, Y, Batch));
    }
}

/// The bias' gradient: the sum of each of \p Count rows.
void sumRows(const char *Name, const Gemm &G, const Matrix &Of,
             std::int64_t Count, std::int64_t Length) {
  launch(Name, Count, 1, G.Batches, [&] {
    const std::int64_t Row = pc_this->block.x, Batch = pc_this->block.z;
    const void *Base = Of.at(Batch);
    double Sum = 0;
    for (std::int64_t J = 0; J != Length; ++J)
      Sum += load(Base, Of.Type, Row * Of.RowStride + J * Of.ColStride);
    store(G.Then.Bias, G.Then.BiasType, Batch * G.Then.BiasStride + Row, Sum);
  });
}

} // namespace

char *Matrix::at(std::uint64_t Batch) const {
  if (Array)
    return static_cast<char *>(Array[Batch]);
  return static_cast<char *>(Data) +
         static_cast<std::int64_t>(Batch) * BatchStride *
             static_cast<std::int64_t>(sizeOf(Type));
}

double load(const void *Base, cudaDataType Type, std::int64_t Index) {
  double Value = 0;
  withElements(Type, Base,
               [&](auto *From) { Value = convert<double>(From[Index]); });
  return Value;
}

void store(void *Base, cudaDataType Type, std::int64_t Index, double Value) {
  withElements(Type, Base, [&](auto *To) {
    using E = std::remove_const_t<std::remove_pointer_t<decltype(To)>>;
    const_cast<E *>(To)[Index] = narrow<E>(Value);
  });
}

void note(const Matrix &Of, std::int64_t Rows, std::int64_t Columns,
          std::int64_t Batches, std::uint32_t Flags) {
  if (!checks::wanted(PC_OBSERVE) || Rows <= 0 || Columns <= 0)
    return;
  const bool ByRows = Of.RowStride != 1 && Of.ColStride == 1;
  const bool Dense = ByRows || Of.RowStride == 1;
  const std::int64_t Runs = ByRows ? Rows : Columns;
  const std::int64_t Length = ByRows ? Columns : Rows;
  const std::int64_t Step = ByRows ? Of.RowStride : Of.ColStride;
  const std::int64_t Within = ByRows ? Of.ColStride : Of.RowStride;
  const std::size_t Size = sizeOf(Of.Type);
  if (Of.Array)
    observe::noteHost(static_cast<const void *>(Of.Array),
                      Batches * sizeof(void *), PC_READS);
  for (std::int64_t Batch = 0; Batch != Batches; ++Batch)
    for (std::int64_t Run = 0; Run != Runs; ++Run) {
      const char *At = Of.at(Batch) + Run * Step * std::int64_t(Size);
      for (std::int64_t I = 0; I != (Dense ? 1 : Length); ++I)
        observe::noteHost(At + I * Within * std::int64_t(Size),
                          Dense ? Length * Size : Size, Flags);
    }
}

namespace {

/// What the epilogue reads and writes beside the result.
void noteEpilogue(const Gemm &G) {
  const Epilogue &E = G.Then;
  const bool Gradient =
      E.Kind & (BiasGradient | BiasGradientOfA | BiasGradientOfB);
  Matrix Of;
  Of.Data = E.Bias;
  Of.Type = E.BiasType;
  Of.BatchStride = E.BiasStride;
  if (Gradient || E.Kind & Bias)
    note(Of, E.Kind & BiasGradientOfB ? G.N : G.M, 1, G.Batches,
         Gradient ? PC_WRITES : PC_READS);
  const bool Bits = E.Kind & (Relu | ReluGradient);
  const bool Reads = E.Kind & (ReluGradient | GeluGradient);
  if (!Reads && !(E.Kind & Aux))
    return;
  // Eight rows share a byte of the signs.
  const std::int64_t Per = Bits ? 8 : 1;
  Of.Data = E.Aux;
  Of.Type = Bits ? CUDA_R_8I : E.AuxType;
  Of.ColStride = E.AuxLd / Per;
  Of.BatchStride = E.AuxStride / Per;
  note(Of, (G.M + Per - 1) / Per, G.N, G.Batches, Reads ? PC_READS : PC_WRITES);
}

/// The bytes that multiply() touches.
void noteProduct(const Gemm &G) {
  if (!checks::wanted(PC_OBSERVE))
    return;
  if (G.Alpha != 0 || G.AlphaRows) {
    note(G.A, G.M, G.K, G.Batches, PC_READS);
    note(G.B, G.K, G.N, G.Batches, PC_READS);
  }
  if (G.AlphaRows)
    observe::noteHost(G.AlphaRows, G.M * sizeof(float), PC_READS);
  if (G.Beta != 0)
    note(G.C, G.M, G.N, G.Batches, PC_READS);
  note(G.D, G.M, G.N, G.Batches, PC_WRITES);
  noteEpilogue(G);
}

} // namespace

void multiply(const char *Name, const Gemm &G) {
  if (G.M <= 0 || G.N <= 0 || G.Batches <= 0)
    return;
  noteProduct(G);
  trace::compute(Name, G.M, G.N, G.K, G.Batches);
  launch(Name, (G.M + Tile - 1) / Tile, (G.N + Tile - 1) / Tile, G.Batches,
         [&] {
           if (G.Sum == CUDA_R_64F)
             multiplyPlace<double>(G);
           else if (G.Sum == CUDA_R_32I)
             multiplyPlace<std::int32_t>(G);
           else
             multiplyPlace<float>(G);
         });
  if (G.Then.Kind & BiasGradient)
    sumRows(Name, G, G.D, G.M, G.N);
  if (G.Then.Kind & BiasGradientOfA)
    sumRows(Name, G, G.A, G.M, G.K);
  if (G.Then.Kind & BiasGradientOfB) {
    Matrix Turned = G.B;
    std::swap(Turned.RowStride, Turned.ColStride);
    sumRows(Name, G, Turned, G.N, G.K);
  }
}

} // namespace perfclaim::host::blas
