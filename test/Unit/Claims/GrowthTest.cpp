//===- GrowthTest.cpp - Orders of growth in messages ----------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Growth.h"
#include <gtest/gtest.h>

using namespace perfclaim;

namespace {

/// "n^2 > n", one after the other.
std::string read(llvm::StringRef Message) {
  std::string Text;
  for (const GrowthClaim &G : growthsIn(Message)) {
    EXPECT_EQ(Message.substr(G.Offset, G.Length), G.Text);
    Text += (Text.empty() ? "" : "; ") + G.Before + " > " + G.After;
  }
  return Text;
}

TEST(Growth, OldOrderFirst) {
  EXPECT_EQ(read("Lookup goes from O(n^2) to O(n log n)"), "n^2 > n log n");
  EXPECT_EQ(read("scan: O(n) -> O(log(n))"), "n > log(n)");
  EXPECT_EQ(read("complexity O(N*M) becomes O(N + M)"), "N*M > N + M");
  EXPECT_EQ(read("replace the O(n\xc2\xb2) loop with an O(n) pass"),
            "n\xc2\xb2 > n");
}

TEST(Growth, NewOrderFirst) {
  EXPECT_EQ(read("Sort in O(n log n) instead of O(n^2)"), "n^2 > n log n");
  EXPECT_EQ(read("now O(1) rather than O(n)"), "n > 1");
  EXPECT_EQ(read("O(n), down from O(n^2)"), "n^2 > n");
}

TEST(Growth, NoChangeIsSaid) {
  EXPECT_EQ(read("The table is O(n) in memory"), "");
  EXPECT_EQ(read("O(n) and O(m) both occur"), "");
  EXPECT_EQ(read("O(n) to O(n)"), "");
  EXPECT_EQ(read("FOO(n) to BAR(m)"), "");
  EXPECT_EQ(read("O( to O(n"), "");
  EXPECT_EQ(read(std::string(100000, 'O') + std::string(100000, '(')), "");
}

} // namespace
