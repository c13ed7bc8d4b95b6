//===- Emit.h - A plan to a package -----------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writes the files of a package from a plan and the texts of both source
/// closures. Deterministic, and safe against anything that a commit contains:
/// names, messages and paths are escaped for the place where they go.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_EMIT_EMIT_H
#define PERFCLAIM_EMIT_EMIT_H

#include "perfclaim/Model/Plan.h"
#include "perfclaim/Support/Files.h"

namespace perfclaim {

/// Repository path to text, for every file in SideBuild::Files and LinkUnits.
using SourceTexts = std::map<std::string, std::string>;

/// The text of `shim_before.cu` or `shim_after.cu`, also what Driver checks
/// with Clang. \p Folder is the prefix of the closure: "before/", or "" when
/// the unit is looked up from the repository's root; then the runtime's headers
/// are written into the text, so that nothing else has to be found. \p Legacy
/// includes the names that newer toolkits have lost.
std::string emitShim(const EntryPair &Entry, Side Which, llvm::StringRef Folder,
                     bool Legacy = false);

/// True if the unit of \p Half has to be compiled as C, apart from the shim.
bool isInC(const EntrySide &Half);
/// The text of `unit_before.c` or `unit_after.c`, which such a unit needs: the
/// unit and a function \p Symbol that gives the address of the entry.
std::string emitUnitInC(const EntrySide &Half, llvm::StringRef Folder,
                        llvm::StringRef Symbol);

llvm::Expected<GeneratedFiles> emitPackage(const BenchmarkPlan &Plan,
                                           const SourceTexts &Before,
                                           const SourceTexts &After);

/// The package of a commit of Python sources: modules of both sides, a test in
/// Python, and \p Recipe, the text of `recipe.json`, which says how the
/// project's own tests call the entry.
llvm::Expected<GeneratedFiles> emitTritonPackage(const BenchmarkPlan &Plan,
                                                 llvm::StringRef Recipe,
                                                 const SourceTexts &Before,
                                                 const SourceTexts &After);

} // namespace perfclaim

#endif // PERFCLAIM_EMIT_EMIT_H
