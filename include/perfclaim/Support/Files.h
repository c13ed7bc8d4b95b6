//===- Files.h - Whole files or nothing -------------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writing a folder of generated files so that nobody ever sees half of it.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_SUPPORT_FILES_H
#define PERFCLAIM_SUPPORT_FILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>

namespace perfclaim {

struct GeneratedFile {
  std::string Content;
  bool Executable = false;
  bool operator==(const GeneratedFile &) const = default;
};

/// Paths relative to the folder, '/' between parts.
using GeneratedFiles = std::map<std::string, GeneratedFile>;

/// True if \p Path stays inside its folder: relative, no "..", no empty part,
/// no NUL, no ".git" part.
bool isSafeRelativePath(llvm::StringRef Path);

/// Writes into a temporary sibling of \p Folder, then renames. A folder that
/// exists is replaced only if it is empty or an earlier package, which has a
/// `plan.json` and the list of its files. What that one did not write itself is
/// kept; an error names a file that would be overwritten. If the files differ,
/// `results` is kept as `results-1` or the like, and \p MovedResults says
/// which.
llvm::Error writeFolder(llvm::StringRef Folder, const GeneratedFiles &Files,
                        std::string *MovedResults = nullptr);
/// Writes one file through a temporary one.
llvm::Error writeFile(llvm::StringRef Path, llvm::StringRef Content);
/// \p Path "-" reads standard input.
llvm::Expected<std::string> readFile(llvm::StringRef Path);

} // namespace perfclaim

#endif // PERFCLAIM_SUPPORT_FILES_H
