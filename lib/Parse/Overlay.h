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

#include "perfclaim/Compile/Spelling.h"
#include "perfclaim/Parse/Unit.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <string>

namespace perfclaim {

/// Folders that exist in the overlay only.
inline constexpr llvm::StringLiteral PreludePath =
    "/.perfclaim/prelude/perfclaim_prelude.h";
inline constexpr llvm::StringLiteral StandInFolder = "/.perfclaim/stand-ins";

/// Texts by absolute path that shadow whatever is there.
using ShadowTexts = std::map<std::string, std::string>;

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
makeParseFileSystem(const SideInput &Side, const ParseOptions &Options,
                    const RepairedTexts &Repaired, const ShadowTexts &Shadows);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_OVERLAY_H
