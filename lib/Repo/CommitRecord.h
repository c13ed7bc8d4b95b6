//===- CommitRecord.h - One object of commit JSON ---------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Commit JSON comes in three families: with old text and diff for each file,
/// with diffs alone, and with a list of paths and one diff for all. Names of
/// fields differ, types and counts are not reliable; what was repaired is noted
/// in the commit.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_LIB_REPO_COMMITRECORD_H
#define PERFCLAIM_LIB_REPO_COMMITRECORD_H

#include "perfclaim/Model/Commit.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace perfclaim {

/// \p Where names the record in messages. With \p TextsElsewhere a repository
/// is the authority for texts, and a diff that does not apply is noted only.
llvm::Expected<Commit> readCommitRecord(const llvm::json::Object &In,
                                        std::string Where, bool TextsElsewhere);

/// Sets the texts of \p Change from its Patch, as far as that shows them, and
/// says so in \p Notes.
void sketchFromPatch(FileChange &Change, std::vector<Note> &Notes);
/// Sets the texts of \p Change from \p Old and its Patch.
llvm::Error rebuildFromPatch(FileChange &Change, std::string Old,
                             std::vector<Note> &Notes);

} // namespace perfclaim

#endif // PERFCLAIM_LIB_REPO_COMMITRECORD_H
