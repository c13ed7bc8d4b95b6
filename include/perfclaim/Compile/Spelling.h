//===- Spelling.h - What nvcc takes and Clang does not ----------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Repairs of a source's text before Clang reads it. The file itself stays as
/// it is, and the length of the text too: offsets are reported.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_COMPILE_SPELLING_H
#define PERFCLAIM_COMPILE_SPELLING_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <string>

namespace perfclaim {

/// `<< <` and `>> >` of a launch; `extern const dim3 blockDim`; `%laneid` in an
/// asm with operands. True if anything was rewritten.
bool repairSpelling(std::string &Text);

/// Whether a file of this name holds C, C++ or CUDA code.
bool isSourceName(llvm::StringRef Path);

/// Texts of files that were repaired, by absolute path. Repairs keep the length
/// of the text, and nearly all offsets.
using RepairedTexts = std::map<std::string, std::string>;

/// \p Base with repaired spellings in sources whose path starts with \p Root.
/// What \p Repaired has takes the place of a file's text; it has to live as
/// long as the result.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
repairFiles(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Base,
            std::string Root, const RepairedTexts &Repaired);

} // namespace perfclaim

#endif // PERFCLAIM_COMPILE_SPELLING_H
