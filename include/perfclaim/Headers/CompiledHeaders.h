//===- CompiledHeaders.h - What every unit includes, compiled once -*- C++ -*-//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A CUDA unit begins with headers that its command includes and its text does
/// not: Clang's wrapper around the toolkit, and a prelude of ours. Reading them
/// is most of a parse, and they are the same for one unit after the other. Here
/// they are compiled once, for this process and in a folder for those to come.
/// See docs/design/Headers.md.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_HEADERS_COMPILEDHEADERS_H
#define PERFCLAIM_HEADERS_COMPILEDHEADERS_H

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <memory>
#include <optional>
#include <string>

namespace clang {
class ASTContext;
class CompilerInvocation;
class Preprocessor;
} // namespace clang

namespace perfclaim {

class CompiledHeaders;

/// From the variables PERFCLAIM_CACHE, XDG_CACHE_HOME and HOME of the
/// environment. Null where the first is set and empty: nothing is compiled.
std::shared_ptr<CompiledHeaders> makeCompiledHeaders(
    llvm::function_ref<std::optional<std::string>(llvm::StringRef)>
        Environment);

/// May be used from several threads at once.
class CompiledHeaders {
public:
  /// Without a \p Folder they end with the process. No folder is an error.
  explicit CompiledHeaders(std::string Folder);
  ~CompiledHeaders();

  /// Lets \p Invocation begin behind its first forced includes, up to \p Last.
  /// Gives what its preprocessor is to read in the place of predefines, for
  /// continueBehind(). Nothing, and nothing is changed, where it would not read
  /// the same: below \p Root, which may be "", are files of the unit's own.
  /// Headers with errors are not compiled. Needs an enabled
  /// CrashRecoveryContext.
  std::optional<std::string>
  use(clang::CompilerInvocation &Invocation,
      llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Files,
      llvm::StringRef Last, llvm::StringRef Root);

  const std::string &folder() const;
  /// How often some were compiled.
  unsigned builds() const;

  struct State;

private:
  std::unique_ptr<State> Kept;
};

/// At the beginning of a run, when the headers are there.
void continueBehind(clang::Preprocessor &PP, const std::string &Predefines);

/// Hides the compiled declarations from who walks over those of a unit: none
/// of them is the unit's own, and each would be read for it.
void hideCompiled(clang::ASTContext &Context);

} // namespace perfclaim

#endif // PERFCLAIM_HEADERS_COMPILEDHEADERS_H
