//===- Claims.h - What a message promises -----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A commit message to claims and intent; the diff supports the intent. Linear
/// in the length of the texts for any bytes. See docs/design/Claims.md.
///
//===----------------------------------------------------------------------===//

#ifndef PERFCLAIM_CLAIMS_CLAIMS_H
#define PERFCLAIM_CLAIMS_CLAIMS_H

#include "perfclaim/Model/ChangeSet.h"
#include "perfclaim/Model/Claim.h"
#include "perfclaim/Model/Commit.h"
#include "llvm/ADT/StringRef.h"

namespace perfclaim {

ClaimSet readClaims(llvm::StringRef Message);
/// As above, with intent also from file names and metadata, and with claims of
/// the pull request and of added comments and documents.
ClaimSet readClaims(const Commit &Change);
/// Says in the intent where the message and what changed disagree.
void remarkOnChanges(const ChangeSet &Changes, ClaimSet &Claims);

} // namespace perfclaim

#endif // PERFCLAIM_CLAIMS_CLAIMS_H
