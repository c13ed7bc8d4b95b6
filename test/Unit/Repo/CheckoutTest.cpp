//===- CheckoutTest.cpp - A checkout that somebody works in ---------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestRepository.h"
#include "perfclaim/Repo/Input.h"
#include "gtest/gtest.h"

namespace perfclaim {
namespace {

TEST(CheckoutTest, HasTheBaseAndTheDisk) {
  TestRepository Repo;
  Repo.stage("k/a.cu", "one");
  const std::string First = Repo.commit("one");
  Repo.stage("k/a.cu", "two");
  const std::string Second = Repo.commit("two");
  Repo.write("k/a.cu", "three");
  Repo.write("k/new.cu", "new");
  llvm::Expected<Checkout> Head = openCheckout(Repo.path("k"), "");
  ASSERT_TRUE(static_cast<bool>(Head));
  EXPECT_EQ(Head->Root, Repo.folder());
  EXPECT_EQ(Head->BaseId, Second);
  EXPECT_EQ(llvm::cantFail(Head->Base->read("k/a.cu")), "two");
  EXPECT_FALSE(Head->Base->contains("k/new.cu"));
  EXPECT_EQ(llvm::cantFail(Head->Disk->read("k/a.cu")), "three");
  EXPECT_TRUE(Head->Disk->contains("k/new.cu"));
  EXPECT_EQ(llvm::cantFail(openCheckout(Repo.folder(), "HEAD~1")).BaseId,
            First);
  EXPECT_EQ(llvm::cantFail(currentBase(Repo.folder(), "HEAD~1")), First);
}

TEST(CheckoutTest, NeedsNoCommit) {
  TestRepository Repo;
  Repo.write("a.cu", "one");
  llvm::Expected<Checkout> Empty = openCheckout(Repo.folder(), "");
  ASSERT_TRUE(static_cast<bool>(Empty));
  EXPECT_EQ(Empty->BaseId, "");
  EXPECT_TRUE(Empty->Base->paths().empty());
  EXPECT_TRUE(Empty->Disk->contains("a.cu"));
}

TEST(CheckoutTest, SaysWhatIsWrong) {
  TestRepository Bare(/*Bare=*/true);
  EXPECT_NE(
      llvm::toString(openCheckout(Bare.folder(), "").takeError()).find("bare"),
      std::string::npos);
  TestRepository Repo;
  EXPECT_NE(llvm::toString(currentBase(Repo.folder(), "none").takeError())
                .find("none"),
            std::string::npos);
}

} // namespace
} // namespace perfclaim
