//===- UnifiedDiff.h - The diff of one file ---------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Diffs in data sets are often right-stripped: blank context at the end is
/// gone, and so are spaces at the end of the last line. The old text is the
/// authority for context, and the blob hashes of the `index` line tell whether
/// the result is exact.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_UNIFIEDDIFF_H
#define PERFCLAIM_LIB_REPO_UNIFIEDDIFF_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace perfclaim {

struct HunkLine {
  char Kind; ///< ' ', '-' or '+'.
  llvm::StringRef Text;
  bool NoNewline = false;
};

struct Hunk {
  unsigned OldStart = 0, OldCount = 0, NewStart = 0, NewCount = 0;
  llvm::StringRef Header;  ///< "@@ -1,2 +1,3 @@".
  llvm::StringRef Section; ///< What stands behind it: the function around.
  std::vector<HunkLine> Lines;
  /// Unchanged lines at its end that the header counts and the text lacks.
  unsigned Missing = 0;
};

/// Refers to the text it was parsed from.
struct UnifiedDiff {
  bool HasHeader = false; ///< Has a line that says which files it compares.
  bool NewFile = false, DeletedFile = false, Binary = false;
  std::string RenameFrom, RenameTo;
  std::string OldPath, NewPath; ///< Of the header, without a/ and b/.
  /// "a submodule" or "a symbolic link", which have no text; else empty.
  llvm::StringRef Special;
  llvm::StringRef OldHash, NewHash; ///< Abbreviated; empty if not known.
  std::vector<Hunk> Hunks;
  /// The last line of the text is an added one that may have lost spaces.
  bool LastLineStripped = false;
};

/// The parts of a diff of several files, one file each.
std::vector<llvm::StringRef> splitDiff(llvm::StringRef Text);
llvm::Expected<UnifiedDiff> parseUnifiedDiff(llvm::StringRef Text);
/// \p Repairs says where the diff was taken otherwise than it is written.
llvm::Expected<std::string>
applyUnifiedDiff(llvm::StringRef Old, const UnifiedDiff &Diff,
                 std::vector<std::string> *Repairs = nullptr);
/// True if the git blob of \p Text has a hash that begins with \p Hash.
bool hasBlobHash(llvm::StringRef Text, llvm::StringRef Hash);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_UNIFIEDDIFF_H
