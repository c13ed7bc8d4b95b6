//===- CompileKernels.h - Kernels to code that can be compared --*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_COMPILEKERNELS_H
#define PERFCLAIM_LIB_DRIVER_COMPILEKERNELS_H

#include "perfclaim/Driver/Driver.h"

namespace perfclaim {

/// Pairs of kernels, by identity, that static evidence is about: the changed
/// ones, those that changed launches and host functions launch, and those of
/// the files that are asked for.
std::vector<std::pair<std::string, std::string>>
kernelsOfChanges(const Analyzed &Commit);

/// Compiles the units of the changed kernels: notes their kernels' code in the
/// inventories, and makes the assemblies that are asked for. True if anything
/// was compiled, so that the changes have to be found anew.
bool compileKernels(Analyzed &Result, const AnalysisOptions &Options,
                    const std::string &SearchPath);

/// The same for Triton kernels, by the Triton of \p Python, where static
/// evidence is asked for.
void compileTriton(Analyzed &Result, llvm::StringRef Python);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_COMPILEKERNELS_H
