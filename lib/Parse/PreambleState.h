//===- PreambleState.h - The compiled headers of a unit ---------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_PREAMBLESTATE_H
#define PERFCLAIM_LIB_PARSE_PREAMBLESTATE_H

#include "Session.h"
#include "perfclaim/Parse/Preamble.h"
#include "clang/AST/DeclID.h"
#include "clang/Frontend/PrecompiledPreamble.h"
#include <optional>

namespace perfclaim {

struct PreambleState {
  std::optional<clang::PrecompiledPreamble> Headers;
  SeenInUnit Seen; ///< By the run that built it.
  std::vector<std::string> Command;
  /// Hashes of the repository's files in it, by repository path: their times
  /// say nothing.
  std::vector<std::pair<std::string, std::string>> Files;
  /// The repository's declarations in it, in their order.
  std::vector<clang::LocalDeclID> Own;
  unsigned Builds = 0;

  /// True if \p Invocation can go on from here.
  bool fits(const clang::CompilerInvocation &Invocation,
            llvm::ArrayRef<std::string> Command, const llvm::MemoryBuffer &Main,
            llvm::StringRef Root, llvm::vfs::FileSystem &Files) const;
  /// Builds it; without one the parse reads everything by itself.
  void build(const clang::CompilerInvocation &Invocation,
             llvm::ArrayRef<std::string> Command,
             const llvm::MemoryBuffer &Main, llvm::StringRef Root,
             const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Files,
             PathNamer &Names, View Which);
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_PREAMBLESTATE_H
