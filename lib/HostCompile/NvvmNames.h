//===- NvvmNames.h - Names of llvm.nvvm intrinsics --------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An intrinsic of the GPU is an instruction of PTX under another name. Most
/// are rewritten to that, so that each instruction has one meaning here.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_NVVMNAMES_H
#define PERFCLAIM_LIB_HOSTCOMPILE_NVVMNAMES_H

#include "Machine.h"
#include <string>

namespace perfclaim {

/// "add.rz.ftz.f" with one result and two arguments gives
/// "add.rz.ftz.f32 $0, $1, $2;". "" where the name is not understood.
std::string ptxOfIntrinsic(llvm::StringRef Name, unsigned Results,
                           unsigned Arguments);

/// Emits what is plain LLVM, or has no instruction of its own; null for others.
/// What an intrinsic without a result gives is not to be used.
llvm::Value *lowerSimpleIntrinsic(Machine &Runtime, llvm::CallInst &Call,
                                  llvm::StringRef Name);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_NVVMNAMES_H
