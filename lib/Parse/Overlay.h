//===- Overlay.h - What the parser sees in front of the tree ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The file system of one parse: a side's tree with repairs, and over it the
/// prelude, the stand-in headers and Clang's CUDA wrapper made safe against a
/// project's own cuda.h.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_OVERLAY_H
#define PERFCLAIM_LIB_PARSE_OVERLAY_H

#include "perfclaim/Parse/Unit.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <string>

namespace perfclaim {

/// Folders that exist in the overlay only.
inline constexpr llvm::StringLiteral PreludePath =
    "/.perfclaim/prelude/perfclaim_prelude.h";
inline constexpr llvm::StringLiteral StandInFolder = "/.perfclaim/stand-ins";

/// Texts of repository files that were repaired, by absolute path. Repairs keep
/// the length of the text, and nearly all offsets.
using RepairedTexts = std::map<std::string, std::string>;

/// Texts by absolute path that shadow whatever is there.
using ShadowTexts = std::map<std::string, std::string>;

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
makeParseFileSystem(const SideInput &Side, const ParseOptions &Options,
                    const RepairedTexts &Repaired, const ShadowTexts &Shadows);

/// True for names that C, C++ and CUDA sources have.
bool isSourceName(llvm::StringRef Path);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_OVERLAY_H
