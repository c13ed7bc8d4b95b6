//===- CudaBlasLt.cpp - Descriptors of cuBLASLt ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Attributes are read and written by tables of where each of them lies.
///
//===----------------------------------------------------------------------===//

#include "CudaBlasLt.h"
#include <cstddef>
#include <cstring>
#include <new>

using namespace perfclaim::host::blas;

namespace {

struct Attribute {
  int Number;
  std::size_t Offset, Size;
};

#define PC_AT(NUMBER, OF, FIELD)                                               \
  {NUMBER, offsetof(OF, FIELD), sizeof(OF{}.FIELD)}

constexpr Attribute OfLayout[] = {
    PC_AT(0, Layout, Type),        PC_AT(1, Layout, Order),
    PC_AT(2, Layout, Rows),        PC_AT(3, Layout, Columns),
    PC_AT(4, Layout, Ld),          PC_AT(5, Layout, Batches),
    PC_AT(6, Layout, BatchStride), PC_AT(7, Layout, PlaneOffset),
    PC_AT(8, Layout, BatchMode),
};

constexpr Attribute OfMatmul[] = {
    PC_AT(0, Matmul, Compute),
    PC_AT(1, Matmul, ScaleType),
    PC_AT(2, Matmul, PointerMode),
    PC_AT(3, Matmul, OpA),
    PC_AT(4, Matmul, OpB),
    PC_AT(5, Matmul, OpC),
    PC_AT(6, Matmul, FillMode),
    PC_AT(7, Matmul, Epilogue),
    PC_AT(8, Matmul, Bias),
    PC_AT(10, Matmul, BiasStride),
    PC_AT(11, Matmul, Aux),
    PC_AT(12, Matmul, AuxLd),
    PC_AT(13, Matmul, AuxStride),
    PC_AT(14, Matmul, AlphaStride),
    PC_AT(15, Matmul, Multiprocessors),
    PC_AT(17, Matmul, Scales[0]),
    PC_AT(18, Matmul, Scales[1]),
    PC_AT(19, Matmul, Scales[2]),
    PC_AT(20, Matmul, Scales[3]),
    PC_AT(21, Matmul, Largest[0]),
    PC_AT(22, Matmul, AuxType),
    PC_AT(23, Matmul, Scales[4]),
    PC_AT(24, Matmul, Largest[1]),
    PC_AT(25, Matmul, FastSums),
    PC_AT(26, Matmul, BiasType),
    PC_AT(31, Matmul, ScaleModes[0]),
    PC_AT(32, Matmul, ScaleModes[1]),
    PC_AT(33, Matmul, ScaleModes[2]),
    PC_AT(34, Matmul, ScaleModes[3]),
    PC_AT(35, Matmul, ScaleModes[4]),
    PC_AT(36, Matmul, Scales[5]),
    PC_AT(37, Matmul, ScaleModes[5]),
    PC_AT(38, Matmul, Emulation),
};

constexpr Attribute OfPreference[] = {
    PC_AT(0, Preference, Search),           PC_AT(1, Preference, Workspace),
    PC_AT(3, Preference, Reductions),       PC_AT(5, Preference, Alignment[0]),
    PC_AT(6, Preference, Alignment[1]),     PC_AT(7, Preference, Alignment[2]),
    PC_AT(8, Preference, Alignment[3]),     PC_AT(9, Preference, Waves),
    PC_AT(12, Preference, Implementations),
};

#undef PC_AT

template <std::size_t N>
const Attribute *find(const Attribute (&Table)[N], int Number) {
  for (const Attribute &A : Table)
    if (A.Number == Number)
      return &A;
  return nullptr;
}

template <std::size_t N>
int set(const Attribute (&Table)[N], void *Of, int Number, const void *Value,
        std::size_t Size) {
  const Attribute *A = find(Table, Number);
  if (!Of || !A || !Value || Size != A->Size)
    return InvalidValue;
  std::memcpy(static_cast<char *>(Of) + A->Offset, Value, Size);
  return Success;
}

/// Without room it only says how much there would be.
template <std::size_t N>
int get(const Attribute (&Table)[N], const void *Of, int Number, void *Value,
        std::size_t Size, std::size_t *Written) {
  const Attribute *A = find(Table, Number);
  if (!Of || !A || (Size == 0 ? !Written : !Value || Size != A->Size))
    return InvalidValue;
  if (Size != 0)
    std::memcpy(Value, static_cast<const char *>(Of) + A->Offset, Size);
  if (Written)
    *Written = A->Size;
  return Success;
}

template <class T> int create(T **Result, const T &Value) {
  if (!Result)
    return InvalidValue;
  *Result = new T(Value);
  return Success;
}

/// In the program's own room.
template <class T> int initialize(T *Room, std::size_t Size, const T &Value) {
  if (!Room || Size < sizeof(T))
    return InvalidValue;
  std::memset(static_cast<void *>(Room), 0, Size);
  new (Room) T(Value);
  return Success;
}

template <class T> int destroy(T *Which) {
  delete Which;
  return Success;
}

Layout layout(cudaDataType Type, std::uint64_t Rows, std::uint64_t Columns,
              std::int64_t Ld) {
  Layout L;
  L.Type = Type;
  L.Rows = Rows;
  L.Columns = Columns;
  L.Ld = Ld;
  return L;
}

Matmul matmul(int Compute, cudaDataType Scale) {
  Matmul M;
  M.Compute = Compute;
  M.ScaleType = Scale;
  return M;
}

} // namespace

//===-- Layouts -----------------------------------------------------------===//

PC_API int cublasLtMatrixLayoutCreate(Layout **Result, cudaDataType Type,
                                      std::uint64_t Rows, std::uint64_t Columns,
                                      std::int64_t Ld) {
  return create(Result, layout(Type, Rows, Columns, Ld));
}
PC_API int cublasLtMatrixLayoutInit_internal(Layout *Room, std::size_t Size,
                                             cudaDataType Type,
                                             std::uint64_t Rows,
                                             std::uint64_t Columns,
                                             std::int64_t Ld) {
  return initialize(Room, Size, layout(Type, Rows, Columns, Ld));
}
PC_API int cublasLtMatrixLayoutDestroy(Layout *L) { return destroy(L); }
PC_API int cublasLtMatrixLayoutSetAttribute(Layout *L, int Number,
                                            const void *Value,
                                            std::size_t Size) {
  return set(OfLayout, L, Number, Value, Size);
}
PC_API int cublasLtMatrixLayoutGetAttribute(const Layout *L, int Number,
                                            void *Value, std::size_t Size,
                                            std::size_t *Written) {
  return get(OfLayout, L, Number, Value, Size, Written);
}

//===-- Operations --------------------------------------------------------===//

PC_API int cublasLtMatmulDescCreate(Matmul **Result, int Compute,
                                    cudaDataType Scale) {
  return create(Result, matmul(Compute, Scale));
}
PC_API int cublasLtMatmulDescInit_internal(Matmul *Room, std::size_t Size,
                                           int Compute, cudaDataType Scale) {
  return initialize(Room, Size, matmul(Compute, Scale));
}
PC_API int cublasLtMatmulDescDestroy(Matmul *M) { return destroy(M); }
PC_API int cublasLtMatmulDescSetAttribute(Matmul *M, int Number,
                                          const void *Value, std::size_t Size) {
  return set(OfMatmul, M, Number, Value, Size);
}
PC_API int cublasLtMatmulDescGetAttribute(const Matmul *M, int Number,
                                          void *Value, std::size_t Size,
                                          std::size_t *Written) {
  return get(OfMatmul, M, Number, Value, Size, Written);
}

//===-- Preferences -------------------------------------------------------===//

PC_API int cublasLtMatmulPreferenceCreate(Preference **Result) {
  return create(Result, Preference());
}
PC_API int cublasLtMatmulPreferenceInit_internal(Preference *Room,
                                                 std::size_t Size) {
  return initialize(Room, Size, Preference());
}
PC_API int cublasLtMatmulPreferenceDestroy(Preference *P) { return destroy(P); }
PC_API int cublasLtMatmulPreferenceSetAttribute(Preference *P, int Number,
                                                const void *Value,
                                                std::size_t Size) {
  return set(OfPreference, P, Number, Value, Size);
}
PC_API int cublasLtMatmulPreferenceGetAttribute(const Preference *P, int Number,
                                                void *Value, std::size_t Size,
                                                std::size_t *Written) {
  return get(OfPreference, P, Number, Value, Size, Written);
}
