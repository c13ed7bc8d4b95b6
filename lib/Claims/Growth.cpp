//===- Growth.cpp - How the time is said to grow --------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// "in O(n log n) instead of O(n^2)": two orders of growth with words between
/// them that say which one was. One order by itself claims no change.
///
//===----------------------------------------------------------------------===//

#include "Growth.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace perfclaim {

namespace {

constexpr size_t MostGrowths = 16;
/// Between two orders of one statement, in bytes.
constexpr size_t MostBetween = 60;

struct Order {
  size_t Begin = 0, End = 0;
  std::string Inside; ///< "n log n".
};

/// "O(n log n)" and "O(n (m + k))": up to the parenthesis that closes it.
std::vector<Order> ordersIn(StringRef Text) {
  constexpr size_t Longest = 48;
  std::vector<Order> Found;
  for (size_t At = Text.find("O("); At != StringRef::npos;
       At = Text.find("O(", At + 2)) {
    if (At && (isAlnum(Text[At - 1]) || Text[At - 1] == '_'))
      continue;
    size_t Depth = 1, End = At + 2;
    const size_t Last = std::min(Text.size(), End + Longest);
    for (; End < Last && Depth; ++End) {
      Depth += Text[End] == '(';
      Depth -= Text[End] == ')';
    }
    StringRef Inside = Text.slice(At + 2, End - 1).trim();
    if (!Depth && !Inside.empty() && !Inside.contains('\n'))
      Found.push_back({At, End, Inside.str()});
    if (Found.size() == 2 * MostGrowths)
      break;
  }
  return Found;
}

/// Which comes first: -1 the old one, 1 the new one, 0 nothing is said.
int direction(StringRef Lead, StringRef Between) {
  const std::string LowerBetween = Between.lower(), LowerLead = Lead.lower();
  const StringRef B = LowerBetween, L = LowerLead;
  for (StringRef Word : {"instead of", "rather than", "not ", "was ", "were ",
                         "down from", "previously", "before", "from"})
    if (B.contains(Word))
      return 1;
  for (StringRef Word : {"->", "=>", "\xe2\x86\x92", " to ", "into", "becomes",
                         "now ", "with ", "by "})
    if ((" " + B + " ").str().find(Word) != std::string::npos)
      return -1;
  return B.trim() == "to" || L.ends_with("from ") ? -1 : 0;
}

} // namespace

std::vector<GrowthClaim> growthsIn(StringRef Message) {
  std::vector<GrowthClaim> Result;
  const std::vector<Order> Orders = ordersIn(Message);
  for (size_t I = 0; I + 1 < Orders.size() && Result.size() < MostGrowths;
       ++I) {
    const Order &A = Orders[I], &B = Orders[I + 1];
    if (B.Begin - A.End > MostBetween || A.Inside == B.Inside)
      continue;
    const int First = direction(Message.substr(A.Begin > 12 ? A.Begin - 12 : 0,
                                               std::min<size_t>(A.Begin, 12)),
                                Message.slice(A.End, B.Begin));
    if (!First)
      continue;
    GrowthClaim Claim;
    Claim.Before = First < 0 ? A.Inside : B.Inside;
    Claim.After = First < 0 ? B.Inside : A.Inside;
    Claim.Text = Message.slice(A.Begin, B.End).str();
    Claim.Offset = A.Begin;
    Claim.Length = B.End - A.Begin;
    Result.push_back(std::move(Claim));
    ++I;
  }
  return Result;
}

} // namespace perfclaim
