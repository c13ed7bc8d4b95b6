//===- CudaBlasLtMatmul.cpp - cuBLASLt's products -------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaBlasGemm.h"
#include "CudaBlasLt.h"
#include <algorithm>

using namespace perfclaim::host::blas;

namespace {

const char *const Name = "cublasLtMatmul";

Status refuseWith(const std::string &What) {
  return refuse(std::string(Name) + " with " + What);
}

cudaDataType type(int Number) { return static_cast<cudaDataType>(Number); }

/// What is asked for, without addresses.
struct Request {
  const Matmul *How;
  const Layout *A, *B, *C, *D;
  std::uint64_t rows(const Layout &L, int Op) const {
    return Op == OpN ? L.Rows : L.Columns;
  }
  std::uint64_t columns(const Layout &L, int Op) const {
    return Op == OpN ? L.Columns : L.Rows;
  }
};

/// Whether the sizes fit each other.
bool fits(const Request &R) {
  const Matmul &H = *R.How;
  if (!isOperation(H.OpA) || !isOperation(H.OpB))
    return false;
  for (const Layout *L : {R.A, R.B, R.C, R.D}) {
    const std::uint64_t Length = L->Order == 1 ? L->Columns : L->Rows;
    if (L->Ld < 0 || static_cast<std::uint64_t>(L->Ld) < Length ||
        L->Batches < 1 || L->Batches != R.D->Batches)
      return false;
  }
  return R.rows(*R.A, H.OpA) == R.D->Rows &&
         R.columns(*R.B, H.OpB) == R.D->Columns &&
         R.columns(*R.A, H.OpA) == R.rows(*R.B, H.OpB) &&
         R.C->Rows == R.D->Rows && R.C->Columns == R.D->Columns;
}

/// The types that the library computes with.
bool supported(const Request &R, const Precision &P) {
  const int A = R.A->Type, C = R.C->Type, Scale = R.How->ScaleType;
  if (A != R.B->Type || C != R.D->Type)
    return false;
  if (P.Sum == CUDA_R_64F)
    return Scale == CUDA_R_64F && A == CUDA_R_64F && C == CUDA_R_64F;
  if (P.Sum == CUDA_R_32I)
    return A == CUDA_R_8I && ((Scale == CUDA_R_32I && C == CUDA_R_32I) ||
                              (Scale == CUDA_R_32F && C == CUDA_R_8I));
  if (Scale != P.Scale)
    return false;
  if (Scale == CUDA_R_16F)
    return A == CUDA_R_16F && C == CUDA_R_16F;
  return A == CUDA_R_8I || A == CUDA_R_32F
             ? C == CUDA_R_32F
             : (A == CUDA_R_16F || A == CUDA_R_16BF) &&
                   (C == A || C == CUDA_R_32F);
}

bool isEpilogue(unsigned Kind) {
  switch (Kind) {
  case 1: // Nothing.
  case Relu:
  case Relu | Aux:
  case Bias:
  case Relu | Bias:
  case Relu | Aux | Bias:
  case ReluGradient | Aux:
  case ReluGradient | Aux | BiasGradient:
  case Gelu:
  case Gelu | Aux:
  case Gelu | Bias:
  case Gelu | Aux | Bias:
  case GeluGradient | Aux:
  case GeluGradient | Aux | BiasGradient:
  case BiasGradientOfA:
  case BiasGradientOfB:
    return true;
  default:
    return false;
  }
}

/// As whether the library would run it; what only this backend lacks is
/// refused.
Status check(const Request &R, Precision &P) {
  if (!R.How || !R.A || !R.B || !R.C || !R.D)
    return InvalidValue;
  const Matmul &H = *R.How;
  for (const Layout *L : {R.A, R.B, R.C, R.D}) {
    if (!isKnown(type(L->Type)))
      return refuseWith(whyNot(type(L->Type)));
    if (L->Order != 0 && L->Order != 1)
      return refuseWith("a layout in tiles");
    if (L->PlaneOffset)
      return refuseWith("planes of complex numbers");
  }
  if (!fits(R) || !isEpilogue(H.Epilogue))
    return InvalidValue;
  if (H.PointerMode == 2)
    return refuseWith("a vector for beta");
  if (H.FillMode != 2 || H.OpC != OpN)
    return NotSupported;
  for (const void *Scale : H.Scales)
    if (Scale)
      return refuseWith("scales of matrices");
  if (H.Largest[0] || H.Largest[1])
    return refuseWith("a largest value");
  if (H.Epilogue & Aux && R.D->Order != 0)
    return refuseWith("an auxiliary matrix beside one that is stored by rows");
  return precision(H.Compute, P) && supported(R, P) ? Success : NotSupported;
}

Matrix matrix(const Layout &L, int Op, const void *Data) {
  Matrix X;
  if (L.BatchMode == 1)
    X.Array = static_cast<void *const *>(Data);
  else
    X.Data = const_cast<void *>(Data);
  X.Type = type(L.Type);
  X.RowStride = L.Order == 1 ? L.Ld : 1;
  X.ColStride = L.Order == 1 ? 1 : L.Ld;
  if (Op != OpN)
    std::swap(X.RowStride, X.ColStride);
  X.BatchStride = L.BatchStride;
  return X;
}

/// False where something that it needs is missing.
bool epilogue(const Request &R, const Precision &P, Epilogue &E) {
  const Matmul &H = *R.How;
  E.Kind = H.Epilogue;
  E.Bias = H.Bias;
  E.BiasStride = H.BiasStride;
  // Sums of integers that become bytes have a bias of the scale's type.
  E.BiasType = H.BiasType >= 0       ? type(H.BiasType)
               : P.Sum == CUDA_R_32I ? type(H.ScaleType)
                                     : type(R.D->Type);
  E.Aux = H.Aux;
  E.AuxLd = H.AuxLd;
  E.AuxStride = H.AuxStride;
  E.AuxType = H.AuxType >= 0 ? type(H.AuxType) : type(R.D->Type);
  const bool IsMask = E.Kind & (Relu | ReluGradient);
  if (E.Kind & Aux && (!E.Aux || E.AuxLd % (IsMask ? 128 : 8) ||
                       static_cast<std::uint64_t>(E.AuxLd) < R.D->Rows))
    return false;
  return E.Bias ||
         !(E.Kind & (Bias | BiasGradient | BiasGradientOfA | BiasGradientOfB));
}

/// cublasLtMatmulHeuristicResult_t.
struct Found {
  std::uint64_t Algorithm[8];
  std::size_t Workspace;
  int State;
  float Waves;
  int Reserved[4];
};

} // namespace

PC_API int cublasLtMatmulAlgoGetHeuristic(Handle *H, const Matmul *How,
                                          const Layout *A, const Layout *B,
                                          const Layout *C, const Layout *D,
                                          const Preference *Wanted, int Room,
                                          Found *Results, int *Count) {
  if (!H)
    return NotInitialized;
  if (!Wanted || Room < 1 || !Results || !Count)
    return InvalidValue;
  *Count = 0;
  Precision P{};
  if (const Status Failed = check({How, A, B, C, D}, P); Failed != Success)
    return Failed;
  *Results = Found();
  Results->Algorithm[0] = 1; // There is only one.
  Results->Waves = 1;
  *Count = 1;
  return Success;
}

PC_API int cublasLtMatmulAlgoCheck(Handle *H, const Matmul *How,
                                   const Layout *A, const Layout *B,
                                   const Layout *C, const Layout *D,
                                   const void *Algorithm, Found *Result) {
  if (!H)
    return NotInitialized;
  if (!Algorithm || !Result)
    return InvalidValue;
  *Result = Found();
  Precision P{};
  Result->State = check({How, A, B, C, D}, P);
  Result->Waves = 1;
  return Result->State;
}

PC_API int cublasLtMatmul(Handle *H, const Matmul *How, const void *Alpha,
                          const void *A, const Layout *LayoutA, const void *B,
                          const Layout *LayoutB, const void *Beta,
                          const void *C, const Layout *LayoutC, void *D,
                          const Layout *LayoutD, const void *, void *,
                          std::size_t, cudaStream_t Stream) {
  if (!H)
    return NotInitialized;
  const Request R{How, LayoutA, LayoutB, LayoutC, LayoutD};
  Precision P{};
  if (const Status Failed = check(R, P); Failed != Success)
    return Failed;
  Gemm G;
  const cudaDataType Scale = type(How->ScaleType);
  // Modes 3 and 4: a number for each row, and beta is 0 or the host's.
  const bool ByRow = How->PointerMode >= 3;
  const bool NoBeta = How->PointerMode == 3;
  if (!Alpha || (!Beta && !NoBeta) || !A || !B || !D || !epilogue(R, P, G.Then))
    return InvalidValue;
  return onDevice(Stream, [&] {
    if (ByRow)
      G.AlphaRows = Alpha;
    else
      G.Alpha = scalar(Alpha, Scale);
    G.Beta = NoBeta ? 0 : scalar(Beta, Scale);
    if (G.Beta != 0 && !C)
      return InvalidValue;
    G.M = static_cast<std::int64_t>(LayoutD->Rows);
    G.N = static_cast<std::int64_t>(LayoutD->Columns);
    G.K = static_cast<std::int64_t>(R.columns(*LayoutA, How->OpA));
    G.Batches = LayoutD->Batches;
    G.A = matrix(*LayoutA, How->OpA, A);
    G.B = matrix(*LayoutB, How->OpB, B);
    G.C = matrix(*LayoutC, OpN, C);
    G.D = matrix(*LayoutD, OpN, D);
    G.Sum = P.Sum;
    multiply(Name, G);
    return Success;
  });
}
