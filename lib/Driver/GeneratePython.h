//===- GeneratePython.h - The package of Python sources ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_GENERATEPYTHON_H
#define PERFCLAIM_LIB_DRIVER_GENERATEPYTHON_H

#include "perfclaim/Driver/Driver.h"
#include "perfclaim/Triton/Triton.h"

namespace perfclaim {

/// More than this is no repository that its tests call in one go.
constexpr size_t MostPythonBytes = size_t(96) << 20;

/// All Python files of a side, up to \p Left bytes.
PythonFiles pythonOf(const SourceTree &Tree, size_t &Left);

/// True if something that a Python file defines changed.
bool changesPython(const Analyzed &Commit);

/// A package that calls the Python functions of both sides.
llvm::Expected<Generated> generatePython(const Analyzed &Commit,
                                         const GenerationOptions &Options);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_GENERATEPYTHON_H
