//===- Closure.h - What a package has to bring along ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

///
/// \file
/// From a shim that compiles to what its library needs besides: the files it
/// includes, other units that define what it calls, stubs for the rest, and
/// libraries.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_CLOSURE_H
#define PERFCLAIM_LIB_DRIVER_CLOSURE_H

#include "perfclaim/Emit/Emit.h"
#include "perfclaim/Parse/Unit.h"

namespace perfclaim {

/// Repository files that \p Files include by name, in any branch of their
/// conditionals, found in \p Tree beside the includer or in \p IncludeDirs;
/// transitively. nvcc may take another branch than Clang does.
std::set<std::string> textualClosure(const SourceTree &Tree,
                                     std::set<std::string> Files,
                                     llvm::ArrayRef<std::string> IncludeDirs);

/// Repository path of \p Directory below \p Root; nothing if it is outside.
std::optional<std::string> belowRoot(llvm::StringRef Directory,
                                     llvm::StringRef Root);

/// Names as CMake's CUDA::NAME of the libraries whose headers declare
/// \p Symbols. What no known library has is appended to \p Unknown.
std::set<std::string> librariesOf(llvm::ArrayRef<ShimCheck::Symbol> Symbols,
                                  std::vector<std::string> &Unknown);

/// Everything that one side's library needs, for a shim that was checked.
/// \p Reached are the identities that the entry can reach.
llvm::Expected<SideBuild>
closeSide(const SideInput &Side, const UnitRequest &Unit, const ShimCheck &Shim,
          llvm::ArrayRef<std::string> UnitFiles,
          const std::set<std::string> &CalledNames, const ParseOptions &Options,
          std::vector<Note> &Notes);

/// The texts of all files of \p Build.
llvm::Expected<SourceTexts> readTexts(const SourceTree &Tree,
                                      const SideBuild &Build);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_CLOSURE_H
