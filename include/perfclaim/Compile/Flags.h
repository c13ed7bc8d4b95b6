//===- Flags.h - Compiler flags of nvcc, Clang and g++ ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Pure functions on argument vectors: an nvcc, Clang or g++ command to the
/// flags that matter, and those flags to a Clang command for one view or to
/// nvcc flags for a package. Nothing here touches the file system except
/// `findToolkit`, which is given one.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_COMPILE_FLAGS_H
#define PERFCLAIM_COMPILE_FLAGS_H

#include "perfclaim/Model/Source.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// Host code sees the launches, device code what the GPU executes.
enum class View { Host, Device };

struct CompileFlags {
  std::vector<std::string> IncludeDirs; ///< Absolute or root-relative.
  std::vector<std::string> SystemIncludeDirs;
  std::vector<std::string> Defines; ///< "NAME" or "NAME=VALUE".
  std::vector<std::string> Undefines;
  std::vector<std::string> ForcedIncludes;
  std::string Standard = "c++17";
  std::vector<std::string> Architectures; ///< "sm_80"; empty: default.
  bool Cuda = true;                       ///< False: plain C or C++.
  bool RelaxedConstexpr = true;
  bool ExtendedLambda = true;
  bool FastMath = false;
  bool RelocatableDeviceCode = false;
  std::vector<std::string>
      CodeFlags;           ///< Others that change code: "-maxrregcount=32".
  std::vector<Note> Notes; ///< What was not understood.
  bool operator==(const CompileFlags &) const = default;
};

/// \p Arguments without the compiler itself. Relative folders are resolved
/// against \p Directory. Response files must have been expanded.
CompileFlags parseCommand(llvm::ArrayRef<std::string> Arguments,
                          llvm::StringRef Directory);

struct Toolkit {
  std::string Path; ///< Folder with bin/ and include/.
  unsigned Major = 0, Minor = 0;
  bool operator==(const Toolkit &) const = default;
};

/// Looks at \p Override, CUDA_PATH/CUDA_HOME (\p Environment), nvcc in PATH,
/// /usr/local/cuda. Error: what was looked at and what to install.
llvm::Expected<Toolkit>
findToolkit(llvm::StringRef Override, llvm::vfs::FileSystem &Files,
            llvm::function_ref<std::optional<std::string>(llvm::StringRef)>
                Environment);

/// Folder of Clang's own headers (resource directory) of this build or install.
std::string findResourceDir(llvm::vfs::FileSystem &Files);

/// A complete `clang` command line for \p File, without prelude or stand-ins.
std::vector<std::string> toClangCommand(const CompileFlags &Flags,
                                        const Toolkit &Kit,
                                        llvm::StringRef ResourceDir, View Which,
                                        llvm::StringRef Architecture,
                                        llvm::StringRef File);

/// What a package's CMakeLists gives nvcc: language and code flags only.
std::vector<std::string> toNvccFlags(const CompileFlags &Flags);

} // namespace perfclaim

#endif // PERFCLAIM_COMPILE_FLAGS_H
