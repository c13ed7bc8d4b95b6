//===- StandIns.h - Texts that other sources compile against ----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Headers that perfclaim puts in front of, or in the place of, real ones: the
/// prelude that gives Clang what nvcc has, names that CUDA removed, and empty
/// stand-ins for headers that are not installed. Only the parser's overlay sees
/// them; docs/rationale/StandIns.md says why each is there.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_STANDINS_STANDINS_H
#define PERFCLAIM_STANDINS_STANDINS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace perfclaim {

/// The prelude, force-included before every unit.
llvm::StringRef preludeText();
/// Stand-in headers with content of their own, by the name they are included by
/// ("torch/extension.h").
const std::map<std::string, std::string> &standInHeaders();
/// One of these, or for any other header of a library that stands in
/// ("ATen/cuda/Exceptions.h") one that includes what does; nothing for others.
std::optional<std::string> standInText(llvm::StringRef Name);
/// \p Headers with those others below \p Folder.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
withLibraryNames(llvm::StringRef Folder,
                 llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Headers);

/// True for headers of frameworks that a package can bring in their place: what
/// they define works, and what they lack is an error.
bool isWorkingStandIn(llvm::StringRef Name);
/// True for those in whose place an installed torch can be used.
bool standsForTorch(llvm::StringRef Name);
/// The headers that go before those of an installed torch, each below
/// "perfclaim_real_torch/".
std::vector<std::string> realTorchHeaders();
/// \p Names, which are such, with all that they include.
std::map<std::string, std::string>
workingStandIns(const std::vector<std::string> &Names);

} // namespace perfclaim

#endif // PERFCLAIM_STANDINS_STANDINS_H
