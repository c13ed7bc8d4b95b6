//===- UnitFlags.h - The flags of a unit at one side ------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// From the compile database where there is one; otherwise mined from the tree:
/// folders from the includes, the standard and definitions from build files.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_UNITFLAGS_H
#define PERFCLAIM_LIB_PARSE_UNITFLAGS_H

#include "BuildFiles.h"
#include "Database.h"
#include "SourceIndex.h"
#include "perfclaim/Parse/Unit.h"
#include <optional>

namespace perfclaim {

class FlagFinder {
public:
  FlagFinder(const SideInput &Side, const ParseOptions &Options,
             std::optional<CompileDatabase> Database);

  SourceIndex &index() { return Index; }
  BuildFiles &buildFiles() { return Builds; }
  /// \p Includer is a unit that includes \p Path, for headers, or "".
  UnitRequest request(llvm::StringRef Path, llvm::StringRef Includer);
  /// True if the request's flags were guessed, and may be added to.
  static bool guessed(const UnitRequest &Request) {
    return Request.FlagsFrom == "defaults";
  }

private:
  const SideInput &Side;
  const ParseOptions &Options;
  std::optional<CompileDatabase> Database;
  SourceIndex Index;
  BuildFiles Builds;
  std::vector<std::string> SystemFolders;
  llvm::StringMap<bool> SystemNames;

  bool isSystem(llvm::StringRef Name);
  CompileFlags defaults(llvm::StringRef Path);
  void addExtra(CompileFlags &Flags) const;
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_UNITFLAGS_H
