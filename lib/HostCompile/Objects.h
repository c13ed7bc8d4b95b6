//===- Objects.h - Modules to object files ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The back half of a compiler: optimisation of lowered device code, and
/// machine code of a whole unit.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HOSTCOMPILE_OBJECTS_H
#define PERFCLAIM_LIB_HOSTCOMPILE_OBJECTS_H

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace perfclaim {

/// Simplifies \p Code, which has just been lowered and is far from its best.
llvm::Error optimizeDevice(llvm::Module &Code);
/// Moves \p Device into \p Host: one unit is one object.
llvm::Error joinModules(llvm::Module &Host,
                        std::unique_ptr<llvm::Module> Device);
/// The bytes of an object file; position independent.
llvm::Expected<std::string> emitObject(llvm::Module &Code);

/// An object with nothing in it, for this machine.
llvm::Expected<std::string> emptyObject();

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HOSTCOMPILE_OBJECTS_H
