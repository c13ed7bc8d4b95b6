//===- Claims.cpp - What a message promises -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "Reader.h"
#include "llvm/ADT/STLExtras.h"
#include <iterator>

using namespace llvm;

namespace perfclaim {

ClaimSet readClaims(StringRef Message) {
  ClaimSet Result;
  const Reading R(Message);
  readClaims(R, Result);
  Result.Purpose = readIntent(R, Result, nullptr);
  return Result;
}

/// The text of a pull request often quotes its commit's message.
static void addPullRequest(StringRef Text, ClaimSet &Result) {
  ClaimSet Read;
  readClaims(Reading(Text), Read);
  for (Claim &C : Read.Claims) {
    const bool Known = any_of(Result.Claims, [&](const Claim &Other) {
      return Other.Text == C.Text;
    });
    C.FromPullRequest = true;
    if (!Known)
      Result.Claims.push_back(std::move(C));
  }
  for (std::string &Statement : Read.Statements)
    if (!is_contained(Result.Statements, Statement))
      Result.Statements.push_back(std::move(Statement));
}

ClaimSet readClaims(const Commit &Change) {
  ClaimSet Result;
  const Reading R(Change.Message);
  readClaims(R, Result);
  // Scraped threads are long; what matters of them stands at the front.
  constexpr size_t MaxPullRequest = size_t(1) << 20;
  addPullRequest(StringRef(Change.PullRequest).take_front(MaxPullRequest),
                 Result);
  std::vector<Claim> InDiff;
  readDiffClaims(Change, InDiff);
  Result.Claims.insert(Result.Claims.end(),
                       std::make_move_iterator(InDiff.begin()),
                       std::make_move_iterator(InDiff.end()));
  Result.Purpose = readIntent(R, Result, &Change);
  return Result;
}

} // namespace perfclaim
