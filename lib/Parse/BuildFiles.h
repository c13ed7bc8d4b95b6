//===- BuildFiles.h - What a tree's build files say -------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Language standard and definitions, read from the text of CMakeLists.txt,
/// Makefiles, setup.py and the like. Nothing of them is ever executed.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_BUILDFILES_H
#define PERFCLAIM_LIB_PARSE_BUILDFILES_H

#include "SourceIndex.h"
#include <map>
#include <optional>
#include <string>

namespace perfclaim {

class BuildFiles {
public:
  explicit BuildFiles(SourceIndex &Index) : Index(Index) {}

  /// "c++17" of the build file nearest to \p Unit that names one; "" if none.
  std::string standard(llvm::StringRef Unit);
  /// Names that build files near \p Unit define, with their values; an empty
  /// value is a plain definition. Conditions around them are not understood.
  const std::map<std::string, std::string> &defines(llvm::StringRef Unit);
  /// What a CMake file near \p Unit defines \p Name as where that is a string:
  /// `NAME="..."`. "unknown" where the build makes it.
  std::optional<std::string> string(llvm::StringRef Unit, llvm::StringRef Name);

private:
  SourceIndex &Index;
  std::map<std::string, std::map<std::string, std::string>> Known;
  std::vector<std::string> files(llvm::StringRef Unit);
};

/// What one build file's text defines; `${NAME}` is looked up in \p Variables.
void collectDefines(llvm::StringRef Text,
                    const std::map<std::string, std::string> &Variables,
                    std::map<std::string, std::string> &Defines);
/// `set(NAME value)` and `option(NAME "..." ON)`.
void collectVariables(llvm::StringRef Text,
                      std::map<std::string, std::string> &Variables);
std::string findStandard(llvm::StringRef Text);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_BUILDFILES_H
