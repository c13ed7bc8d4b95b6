//===- Database.h - compile_commands.json -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Flags per repository path, from a database that may have been made in
/// another checkout: paths that are not below the root are mapped by the
/// longest end that the tree knows.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_PARSE_DATABASE_H
#define PERFCLAIM_LIB_PARSE_DATABASE_H

#include "perfclaim/Compile/Flags.h"
#include "perfclaim/Repo/Input.h"
#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <string>

namespace perfclaim {

class CompileDatabase {
public:
  /// \p Files is where the database and its response files are read from.
  static llvm::Expected<CompileDatabase> load(llvm::StringRef BuildDir,
                                              llvm::vfs::FileSystem &Files,
                                              const SourceTree &Tree,
                                              llvm::StringRef Root);

  const CompileFlags *find(llvm::StringRef Path) const;
  /// The entry whose file is nearest to \p Path, CUDA for CUDA.
  std::optional<std::string> nearest(llvm::StringRef Path) const;
  bool empty() const { return Entries.empty(); }

private:
  std::map<std::string, CompileFlags> Entries; ///< By repository path.
};

} // namespace perfclaim

#endif // PERFCLAIM_LIB_PARSE_DATABASE_H
