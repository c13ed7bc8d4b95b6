//===- CudaBlasVectors.cpp - cuBLAS' vectors and matrix-vector work -------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Real numbers only. Sums are double: their error is below any device's.
///
//===----------------------------------------------------------------------===//

#include "CudaBlasGemm.h"
#include "Observe.h"
#include <algorithm>
#include <cmath>

using namespace perfclaim::host::blas;
namespace trace = perfclaim::host::trace;

namespace {

/// With a negative step a vector begins at its end.
template <class T> struct Vector {
  T *Data;
  std::int64_t Step, Count;
  T &operator[](std::int64_t I) const {
    return Data[(Step < 0 ? I - Count + 1 : I) * Step];
  }
};

template <class T> constexpr cudaDataType typeOf() {
  return sizeof(T) == sizeof(double) ? CUDA_R_64F : CUDA_R_32F;
}

/// As note() of a matrix.
template <class T> void note(Vector<T> Of, std::uint32_t Flags) {
  Matrix M;
  M.Data = const_cast<std::remove_const_t<T> *>(Of.Data);
  M.Type = typeOf<T>();
  M.RowStride = Of.Step < 0 ? -Of.Step : Of.Step;
  note(M, Of.Count, 1, 1, Flags);
}

template <class T>
void note(const T *Data, std::int64_t Ld, std::int64_t Rows,
          std::int64_t Columns, std::uint32_t Flags) {
  Matrix M;
  M.Data = const_cast<T *>(Data);
  M.Type = typeOf<T>();
  M.ColStride = Ld;
  note(M, Rows, Columns, 1, Flags);
}

/// One place of the device does the whole of \p Do.
template <class Work>
Status once(Handle *H, const char *Name, std::int64_t Count, const Work &Do) {
  return onHandle(H, [&] {
    if (Count > 0) {
      trace::compute(Name, Count, 1, 1, 1);
      launch(Name, 1, 1, 1, Do);
    }
    return Success;
  });
}

/// As once(), with a result that is there for an empty vector too.
template <class R, class Work>
Status reduce(Handle *H, const char *Name, std::int64_t Count, R *Result,
              const Work &Do) {
  if (H && !Result)
    return InvalidValue;
  return onHandle(H, [&] {
    trace::compute(Name, std::max<std::int64_t>(Count, 0), 1, 1, 1);
    launch(Name, 1, 1, 1, [&] { *Result = static_cast<R>(Do()); });
    perfclaim::host::observe::noteHost(Result, sizeof(R), PC_WRITES);
    return Success;
  });
}

template <class T>
Status axpy(Handle *H, const char *Name, std::int64_t N, const T *Alpha,
            Vector<const T> X, Vector<T> Y) {
  if (H && !Alpha)
    return InvalidValue;
  return once(H, Name, N, [&] {
    note(X, PC_READS);
    note(Y, PC_READS | PC_WRITES);
    for (std::int64_t I = 0; I != N; ++I)
      Y[I] += *Alpha * X[I];
  });
}

template <class T>
Status scale(Handle *H, const char *Name, std::int64_t N, const T *Alpha,
             Vector<T> X) {
  if (H && !Alpha)
    return InvalidValue;
  return once(H, Name, X.Step > 0 ? N : 0, [&] {
    note(X, PC_READS | PC_WRITES);
    for (std::int64_t I = 0; I != N; ++I)
      X[I] *= *Alpha;
  });
}

template <class T>
Status copy(Handle *H, const char *Name, std::int64_t N, Vector<const T> X,
            Vector<T> Y) {
  return once(H, Name, N, [&] {
    note(X, PC_READS);
    note(Y, PC_WRITES);
    for (std::int64_t I = 0; I != N; ++I)
      Y[I] = X[I];
  });
}

template <class T>
Status swap(Handle *H, const char *Name, std::int64_t N, Vector<T> X,
            Vector<T> Y) {
  return once(H, Name, N, [&] {
    note(X, PC_READS | PC_WRITES);
    note(Y, PC_READS | PC_WRITES);
    for (std::int64_t I = 0; I != N; ++I)
      std::swap(X[I], Y[I]);
  });
}

template <class T>
Status dot(Handle *H, const char *Name, std::int64_t N, Vector<const T> X,
           Vector<const T> Y, T *Result) {
  return reduce(H, Name, N, Result, [&] {
    note(X, PC_READS);
    note(Y, PC_READS);
    double Sum = 0;
    for (std::int64_t I = 0; I < N; ++I)
      Sum += double(X[I]) * double(Y[I]);
    return Sum;
  });
}

/// Of a vector with a positive step, else 0: \p Add is given the sum so far.
template <class T, class Adder>
Status fold(Handle *H, const char *Name, std::int64_t N, Vector<const T> X,
            T *Result, const Adder &Add) {
  return reduce(H, Name, N, Result, [&] {
    note(X, PC_READS);
    double Sum = 0;
    for (std::int64_t I = 0; X.Step > 0 && I < N; ++I)
      Sum = Add(Sum, double(X[I]));
    return Sum;
  });
}

template <class T>
Status norm(Handle *H, const char *Name, std::int64_t N, Vector<const T> X,
            T *Result) {
  return fold(H, Name, N, X, Result,
              [](double Sum, double Value) { return std::hypot(Sum, Value); });
}

template <class T>
Status sizes(Handle *H, const char *Name, std::int64_t N, Vector<const T> X,
             T *Result) {
  return fold(H, Name, N, X, Result,
              [](double Sum, double Value) { return Sum + std::fabs(Value); });
}

/// Counted from 1; 0 where there is none.
template <class T, class R>
Status extreme(Handle *H, const char *Name, std::int64_t N, Vector<const T> X,
               bool Largest, R *Result) {
  return reduce(H, Name, N, Result, [&] {
    note(X, PC_READS);
    std::int64_t Best = 0;
    for (std::int64_t I = 0; X.Step > 0 && I < N; ++I) {
      const T Size = std::fabs(X[I]), Have = Best ? std::fabs(X[Best - 1]) : 0;
      if (!Best || (Largest ? Size > Have : Size < Have))
        Best = I + 1;
    }
    return Best;
  });
}

constexpr std::int64_t RowsAtOnce = 64;

/// Y = Alpha * op(A) * X + Beta * Y.
template <class T>
Status gemv(Handle *H, const char *Name, int Op, std::int64_t M, std::int64_t N,
            const T *Alpha, const T *A, std::int64_t Ld, const T *X,
            std::int64_t StepX, const T *Beta, T *Y, std::int64_t StepY) {
  if (!H)
    return NotInitialized;
  if (!isOperation(Op) || M < 0 || N < 0 || Ld < std::max<std::int64_t>(1, M) ||
      StepX == 0 || StepY == 0)
    return InvalidValue;
  if (M == 0 || N == 0)
    return Success;
  if (!Alpha || !Beta || !Y)
    return InvalidValue;
  const std::int64_t Rows = Op == OpN ? M : N, Columns = Op == OpN ? N : M;
  const Vector<const T> From{X, StepX, Columns};
  const Vector<T> To{Y, StepY, Rows};
  return onHandle(H, [&] {
    trace::compute(Name, Rows, 1, Columns, 1);
    if (*Alpha != 0) {
      note(A, Ld, M, N, PC_READS);
      note(From, PC_READS);
    }
    note(To, *Beta == 0 ? PC_WRITES : PC_READS | PC_WRITES);
    launch(Name, (Rows + RowsAtOnce - 1) / RowsAtOnce, 1, 1, [&] {
      const std::int64_t Begin = pc_this->block.x * RowsAtOnce;
      for (std::int64_t I = Begin; I < std::min(Begin + RowsAtOnce, Rows);
           ++I) {
        double Sum = 0;
        for (std::int64_t J = 0; *Alpha != 0 && J != Columns; ++J)
          Sum += double(Op == OpN ? A[I + J * Ld] : A[J + I * Ld]) *
                 double(From[J]);
        Sum *= *Alpha;
        To[I] = static_cast<T>(*Beta == 0 ? Sum : Sum + double(*Beta) * To[I]);
      }
    });
    return Success;
  });
}

/// A += Alpha * X * Y^T.
template <class T>
Status ger(Handle *H, const char *Name, std::int64_t M, std::int64_t N,
           const T *Alpha, Vector<const T> X, Vector<const T> Y, T *A,
           std::int64_t Ld) {
  if (!H)
    return NotInitialized;
  if (M < 0 || N < 0 || X.Step == 0 || Y.Step == 0 || !Alpha ||
      Ld < std::max<std::int64_t>(1, M))
    return InvalidValue;
  return once(H, Name, M * N, [&] {
    note(X, PC_READS);
    note(Y, PC_READS);
    note(A, Ld, M, N, PC_READS | PC_WRITES);
    for (std::int64_t J = 0; J != N; ++J)
      for (std::int64_t I = 0; I != M; ++I)
        A[I + J * Ld] += *Alpha * X[I] * Y[J];
  });
}

/// C = Alpha * op(A) + Beta * op(B), where C may be A or B.
template <class T>
Status geam(Handle *H, const char *Name, int OpA, int OpB, std::int64_t M,
            std::int64_t N, const T *Alpha, const T *A, std::int64_t LdA,
            const T *Beta, const T *B, std::int64_t LdB, T *C,
            std::int64_t LdC) {
  if (!H)
    return NotInitialized;
  const std::int64_t One = 1;
  if (!isOperation(OpA) || !isOperation(OpB) || M < 0 || N < 0 || !Alpha ||
      !Beta || LdA < std::max(One, OpA == OpN ? M : N) ||
      LdB < std::max(One, OpB == OpN ? M : N) || LdC < std::max(One, M) ||
      (A == C && (OpA != OpN || LdA != LdC)) ||
      (B == C && (OpB != OpN || LdB != LdC)))
    return InvalidValue;
  return once(H, Name, M * N, [&] {
    if (*Alpha != 0)
      note(A, LdA, OpA == OpN ? M : N, OpA == OpN ? N : M, PC_READS);
    if (*Beta != 0)
      note(B, LdB, OpB == OpN ? M : N, OpB == OpN ? N : M, PC_READS);
    note(C, LdC, M, N, PC_WRITES);
    for (std::int64_t J = 0; J != N; ++J)
      for (std::int64_t I = 0; I != M; ++I) {
        T Sum = 0;
        if (*Alpha != 0)
          Sum += *Alpha * A[OpA == OpN ? I + J * LdA : J + I * LdA];
        if (*Beta != 0)
          Sum += *Beta * B[OpB == OpN ? I + J * LdB : J + I * LdB];
        C[I + J * LdC] = Sum;
      }
  });
}

/// C = diag(X) * A, or A * diag(X).
template <class T>
Status dgmm(Handle *H, const char *Name, int Right, std::int64_t M,
            std::int64_t N, const T *A, std::int64_t LdA, Vector<const T> X,
            T *C, std::int64_t LdC) {
  if (!H)
    return NotInitialized;
  if (Right < 0 || Right > 1 || M < 0 || N < 0 || X.Step == 0 ||
      LdA < std::max<std::int64_t>(1, M) || LdC < std::max<std::int64_t>(1, M))
    return InvalidValue;
  return once(H, Name, M * N, [&] {
    note(A, LdA, M, N, PC_READS);
    note(X, PC_READS);
    note(C, LdC, M, N, PC_WRITES);
    for (std::int64_t J = 0; J != N; ++J)
      for (std::int64_t I = 0; I != M; ++I)
        C[I + J * LdC] = A[I + J * LdA] * X[Right ? J : I];
  });
}

} // namespace

/// L: S or D; the rest of the line of parameters is cuBLAS'.
#define PC_VECTORS(L, l, T, INT, SUFFIX)                                       \
  PC_API int cublas##L##axpy_v2##SUFFIX(Handle *H, INT N, const T *Alpha,      \
                                        const T *X, INT SX, T *Y, INT SY) {    \
    return axpy<T>(H, "cublas" #L "axpy", N, Alpha, {X, SX, N}, {Y, SY, N});   \
  }                                                                            \
  PC_API int cublas##L##scal_v2##SUFFIX(Handle *H, INT N, const T *Alpha,      \
                                        T *X, INT SX) {                        \
    return scale<T>(H, "cublas" #L "scal", N, Alpha, {X, SX, N});              \
  }                                                                            \
  PC_API int cublas##L##copy_v2##SUFFIX(Handle *H, INT N, const T *X, INT SX,  \
                                        T *Y, INT SY) {                        \
    return copy<T>(H, "cublas" #L "copy", N, {X, SX, N}, {Y, SY, N});          \
  }                                                                            \
  PC_API int cublas##L##swap_v2##SUFFIX(Handle *H, INT N, T *X, INT SX, T *Y,  \
                                        INT SY) {                              \
    return swap<T>(H, "cublas" #L "swap", N, {X, SX, N}, {Y, SY, N});          \
  }                                                                            \
  PC_API int cublas##L##dot_v2##SUFFIX(Handle *H, INT N, const T *X, INT SX,   \
                                       const T *Y, INT SY, T *Result) {        \
    return dot<T>(H, "cublas" #L "dot", N, {X, SX, N}, {Y, SY, N}, Result);    \
  }                                                                            \
  PC_API int cublas##L##nrm2_v2##SUFFIX(Handle *H, INT N, const T *X, INT SX,  \
                                        T *Result) {                           \
    return norm<T>(H, "cublas" #L "nrm2", N, {X, SX, N}, Result);              \
  }                                                                            \
  PC_API int cublas##L##asum_v2##SUFFIX(Handle *H, INT N, const T *X, INT SX,  \
                                        T *Result) {                           \
    return sizes<T>(H, "cublas" #L "asum", N, {X, SX, N}, Result);             \
  }                                                                            \
  PC_API int cublasI##l##amax_v2##SUFFIX(Handle *H, INT N, const T *X, INT SX, \
                                         INT *Result) {                        \
    return extreme<T>(H, "cublasI" #l "amax", N, {X, SX, N}, true, Result);    \
  }                                                                            \
  PC_API int cublasI##l##amin_v2##SUFFIX(Handle *H, INT N, const T *X, INT SX, \
                                         INT *Result) {                        \
    return extreme<T>(H, "cublasI" #l "amin", N, {X, SX, N}, false, Result);   \
  }                                                                            \
  PC_API int cublas##L##gemv_v2##SUFFIX(                                       \
      Handle *H, int Op, INT M, INT N, const T *Alpha, const T *A, INT Ld,     \
      const T *X, INT SX, const T *Beta, T *Y, INT SY) {                       \
    return gemv<T>(H, "cublas" #L "gemv", Op, M, N, Alpha, A, Ld, X, SX, Beta, \
                   Y, SY);                                                     \
  }                                                                            \
  PC_API int cublas##L##ger_v2##SUFFIX(Handle *H, INT M, INT N,                \
                                       const T *Alpha, const T *X, INT SX,     \
                                       const T *Y, INT SY, T *A, INT Ld) {     \
    return ger<T>(H, "cublas" #L "ger", M, N, Alpha, {X, SX, M}, {Y, SY, N},   \
                  A, Ld);                                                      \
  }                                                                            \
  PC_API int cublas##L##geam##SUFFIX(                                          \
      Handle *H, int OpA, int OpB, INT M, INT N, const T *Alpha, const T *A,   \
      INT LdA, const T *Beta, const T *B, INT LdB, T *C, INT LdC) {            \
    return geam<T>(H, "cublas" #L "geam", OpA, OpB, M, N, Alpha, A, LdA, Beta, \
                   B, LdB, C, LdC);                                            \
  }                                                                            \
  PC_API int cublas##L##dgmm##SUFFIX(Handle *H, int Side, INT M, INT N,        \
                                     const T *A, INT LdA, const T *X, INT SX,  \
                                     T *C, INT LdC) {                          \
    return dgmm<T>(H, "cublas" #L "dgmm", Side, M, N, A, LdA,                  \
                   {X, SX, Side ? N : M}, C, LdC);                             \
  }
PC_VECTORS(S, s, float, int, )
PC_VECTORS(D, d, double, int, )
PC_VECTORS(S, s, float, std::int64_t, _64)
PC_VECTORS(D, d, double, std::int64_t, _64)
#undef PC_VECTORS
