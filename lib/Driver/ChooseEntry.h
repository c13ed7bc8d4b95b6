//===- ChooseEntry.h - The entry pair that a package is of ------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Of the pairs that the plan proposes, the best that both sides can build.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_DRIVER_CHOOSEENTRY_H
#define PERFCLAIM_LIB_DRIVER_CHOOSEENTRY_H

#include "Closure.h"
#include "perfclaim/Driver/Driver.h"

namespace perfclaim {

struct ChosenEntry {
  EntryPair Entry; ///< Its alternatives begin with what was refused.
  SideBuild Before, After;
  std::vector<Note> Notes;
};

/// The first of \p Candidates whose sides compile; one that calls what cannot
/// be brought in only where no other runs the same kernels. What does not suit
/// goes to \p Refused, with the reason; nothing is returned where none does.
/// With \p HasTorch an entry may call what only torch itself has.
llvm::Expected<std::optional<ChosenEntry>>
chooseEntry(const Analyzed &Commit, llvm::ArrayRef<EntryPair> Candidates,
            bool HasTorch, std::vector<std::string> &Refused);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_DRIVER_CHOOSEENTRY_H
