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
#include "perfclaim/Model/Plan.h"
#include "perfclaim/Model/StaticEvidence.h"
#include "llvm/ADT/ArrayRef.h"
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
/// it failed; files that Python cannot parse are notes. Of those in \p Partial
/// only hunks are known: definitions that these show are read.
llvm::Expected<std::pair<Inventory, Inventory>>
analyzePython(const PythonFiles &Before, const PythonFiles &After,
              llvm::ArrayRef<std::string> Partial = {});

/// What a package of Python sources calls, and with what.
struct PythonRecipe {
  std::string Nothing; ///< Why there is no entry; empty if there is one.
  EntryPair Entry;
  std::vector<Workload> Workloads;
  SideBuild Before, After; ///< Only the files.
  std::vector<Note> Notes;
  /// The text of `recipe.json`, which the package's own modules read.
  std::string Text;
};

/// Chooses the entry, the tests and benchmarks that call it, and the files that
/// both need. \p Scope has the claims' words, such as int8. \p Before and \p
/// After are all Python files of the sides.
llvm::Expected<PythonRecipe>
makePythonRecipe(const PythonFiles &Before, const PythonFiles &After,
                 const Commit &Change, const ChangeSet &Changes,
                 const Inventory &AfterInventory,
                 llvm::ArrayRef<std::string> Scope, llvm::StringRef Entry);

/// One kernel by Triton's compiler.
struct TritonKernel {
  bool IsAfter = false;
  std::string Unit, QualifiedName;
  std::string Arguments;  ///< Constants that launches choose: "BLOCK=64".
  std::string Parameters; ///< What it was compiled for, types included.
  KernelCode Code;
};

struct TritonCode {
  struct Failure {
    bool IsAfter;
    std::string Unit, Text;
  };
  std::string Missing; ///< Why nothing was compiled; or "".
  std::string Assembler;
  std::vector<TritonKernel> Kernels;
  std::vector<Failure> Failures;
};

/// Compiles kernels, named as \p Kernels has them before and after, for a
/// compute capability (90) by the Triton of \p Python. Of the commit only the
/// kernels' own functions and numbers of their modules are executed. \p Units
/// are the files that hold and launch them.
llvm::Expected<TritonCode> compilePython(
    const PythonFiles &Before, const PythonFiles &After,
    llvm::ArrayRef<std::pair<std::string, std::string>> Kernels,
    const std::pair<std::vector<std::string>, std::vector<std::string>> &Units,
    int Capability, llvm::StringRef Python);

/// Names of the `@triton.jit` functions in \p Text, without parsing it.
std::vector<std::string> jitNames(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_TRITON_TRITON_H
