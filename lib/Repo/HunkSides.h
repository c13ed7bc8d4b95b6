//===- HunkSides.h - Both sides as far as a diff shows them -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Some commit JSON has diffs and nothing else. What the hunks show stands at
/// the lines where it is in the file, all else is blank. A hunk that begins
/// inside of a function gets the function's first line from its header, and
/// braces that it leaves open are closed behind it, so that a parser sees the
/// function by its name.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_HUNKSIDES_H
#define PERFCLAIM_LIB_REPO_HUNKSIDES_H

#include "UnifiedDiff.h"

namespace perfclaim {

struct HunkSides {
  std::string Before, After;
};
/// \p Braces: the file's language has them. \p Python: a comment before a hunk
/// within a function holds the function's head, as "#@ def name(".
HunkSides sidesOfHunks(const UnifiedDiff &Diff, bool Braces,
                       bool Python = false);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_HUNKSIDES_H
