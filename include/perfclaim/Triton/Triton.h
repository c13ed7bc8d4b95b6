//===- Triton.h - The inventory of Python sources ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Python files with Triton kernels, and plain ones, to the same inventory as
/// CUDA sources. CPython's own `ast` reads them in a process of its own, which
/// imports and executes nothing of a commit.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_TRITON_TRITON_H
#define PERFCLAIM_TRITON_TRITON_H

#include "perfclaim/Model/Commit.h"
#include "perfclaim/Model/Inventory.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <utility>

namespace perfclaim {

/// Repository path to text.
using PythonFiles = std::map<std::string, std::string>;

/// True for a Python source that is no test, no set-up script and no
/// documentation: what they define is not what a commit makes faster.
bool isPythonSource(llvm::StringRef Path);
/// True for Python files that hold a project's tests or benchmarks.
bool isPythonTest(llvm::StringRef Path);

/// The changed Python sources of both sides, by path; notes about those that
/// could not be taken go to \p Notes.
std::pair<PythonFiles, PythonFiles> changedPython(const Commit &Change,
                                                  std::vector<Note> &Notes);

/// Inventories of both sides. An error says that there is no `python3`, or that
/// it failed; files that Python cannot parse are notes.
llvm::Expected<std::pair<Inventory, Inventory>>
analyzePython(const PythonFiles &Before, const PythonFiles &After);

/// Names of the `@triton.jit` functions in \p Text, without parsing it.
std::vector<std::string> jitNames(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_TRITON_TRITON_H
