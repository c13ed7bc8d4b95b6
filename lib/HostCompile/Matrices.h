//===- Matrices.h - Matrix instructions -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What inline PTX and the intrinsics of WMMA share: names of types and shapes,
/// and the tables that the runtime takes.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_MATRICES_H
#define PERFCLAIM_LIB_HOSTCOMPILE_MATRICES_H

#include "Machine.h"
#include "perfclaim/HostRuntime/Matrix.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"
#include <optional>

namespace perfclaim {

struct MatrixShape {
  unsigned M = 0, N = 0, K = 0;
};

/// "m16n8k16".
std::optional<MatrixShape> matrixShape(llvm::StringRef Word);
/// "bf16" as pc_element.
std::optional<uint32_t> matrixElement(llvm::StringRef Word);

/// pc_matrix and pc_fragment as a constant of \p Code.
llvm::Constant *matrixTable(llvm::Module &Code, llvm::ArrayRef<uint32_t> Fields,
                            llvm::StringRef Name);
template <class Struct> llvm::ArrayRef<uint32_t> fieldsOf(const Struct &Of) {
  static_assert(sizeof(Struct) % sizeof(uint32_t) == 0);
  return llvm::ArrayRef(reinterpret_cast<const uint32_t *>(&Of),
                        sizeof(Struct) / sizeof(uint32_t));
}

/// Replaces \p Call, of the intrinsic llvm.nvvm.wmma.\p Name. False: it is not
/// known.
bool lowerWmma(Machine &Runtime, llvm::CallInst &Call, llvm::StringRef Name);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_MATRICES_H
