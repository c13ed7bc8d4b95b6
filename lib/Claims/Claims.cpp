//===- Claims.cpp - What a message promises -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "Reader.h"

namespace perfclaim {

static ClaimSet read(llvm::StringRef Message, const Commit *Change) {
  ClaimSet Result;
  const Reading R(Message);
  readClaims(R, Result);
  Result.Purpose = readIntent(R, Result, Change);
  return Result;
}

ClaimSet readClaims(llvm::StringRef Message) { return read(Message, nullptr); }

ClaimSet readClaims(const Commit &Change) {
  return read(Change.Message, &Change);
}

} // namespace perfclaim
