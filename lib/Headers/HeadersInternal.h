//===- HeadersInternal.h - Parts of compiled headers ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_HEADERS_HEADERSINTERNAL_H
#define PERFCLAIM_LIB_HEADERS_HEADERSINTERNAL_H

#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <string>
#include <vector>

namespace perfclaim {

/// A path that the headers' compilation asked for, and what was there.
struct Lookup {
  std::string Path;
  enum Kind : uint8_t { Nothing, Folder, File } What = Nothing;
  uint64_t Size = 0;
  int64_t Time = 0; ///< 0 for texts that are in memory only.
  std::string Hash; ///< Of these.
  bool operator==(const Lookup &) const = default;
};

Lookup lookUp(llvm::vfs::FileSystem &Files, llvm::StringRef Path);

struct CompiledUnit {
  std::unique_ptr<llvm::MemoryBuffer> Bytes; ///< Clang's.
  std::vector<Lookup> Lookups;
  std::vector<std::string> Names; ///< As they are included, sorted.
  /// Hashes of all identifiers, sorted: no other macro can change anything.
  std::vector<uint64_t> Identifiers;
};

/// The empty unit that they are compiled as.
inline constexpr llvm::StringLiteral EmptyUnit = "/.perfclaim/headers/unit.cu";

/// Null where the headers have errors, or lack one, or change meanwhile.
std::shared_ptr<const CompiledUnit>
compileHeaders(const clang::CompilerInvocation &Invocation,
               const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &Files);

/// Null for a file that is not there, or not as one was written.
std::shared_ptr<const CompiledUnit> readCompiled(llvm::StringRef Path);
/// Writes none where it cannot, and removes others where they are too many.
void writeCompiled(llvm::StringRef Folder, llvm::StringRef Path,
                   const CompiledUnit &Unit);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_HEADERS_HEADERSINTERNAL_H
