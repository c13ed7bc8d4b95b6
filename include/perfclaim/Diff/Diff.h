//===- Diff.h - Two inventories to a change set -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Compares the inventories of the two sides. docs/design/Changed.md defines
/// what counts as a change. Two equal inventories give an empty change set.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_DIFF_DIFF_H
#define PERFCLAIM_DIFF_DIFF_H

#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Commit.h"

namespace perfclaim {

ChangeSet diffInventories(const Inventory &Before, const Inventory &After);
/// As above, but leaves out what seems to be added or removed only because the
/// units of one side include a file that the others do not: \p Change did not
/// touch it.
ChangeSet diffInventories(const Inventory &Before, const Inventory &After,
                          const Commit &Change);

} // namespace perfclaim

#endif // PERFCLAIM_DIFF_DIFF_H
