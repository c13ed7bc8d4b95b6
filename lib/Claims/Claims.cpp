//===- Claims.cpp - What a message promises -------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Claims/Claims.h"
#include "Growth.h"
#include "Lines.h"
#include "Reader.h"
#include "llvm/ADT/STLExtras.h"
#include <iterator>

using namespace llvm;

namespace perfclaim {

/// `Revert "Make it 3x faster"`, `revert: ...`: what the title claims holds no
/// more.
static void noteWithdrawn(StringRef Message, Intent &Purpose) {
  const StringRef Title = withdrawnTitle(
      Message.take_until([](char C) { return C == '\n'; }), true);
  if (Title.empty())
    return;
  ClaimSet Quoted;
  readClaims(Reading(Title), Quoted);
  for (const Claim &C : Quoted.Claims)
    Purpose.Remarks.push_back("withdrawn by this revert: " + C.Text);
}

ClaimSet readClaims(StringRef Message) {
  ClaimSet Result;
  const Reading R(Message);
  readClaims(R, Result);
  Result.Growths = growthsIn(Message);
  Result.Purpose = readIntent(R, Result, nullptr);
  noteWithdrawn(Message, Result.Purpose);
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
  Result.Growths = growthsIn(Change.Message);
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
  noteWithdrawn(Change.Message, Result.Purpose);
  return Result;
}

} // namespace perfclaim
