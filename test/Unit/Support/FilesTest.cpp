//===- FilesTest.cpp - Whole folders or nothing ---------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Files.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

class FilesTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("perfclaim-files", Root));
  }
  void TearDown() override { EXPECT_FALSE(sys::fs::remove_directories(Root)); }

  std::string path(const Twine &Name) const {
    SmallString<128> Path(Root);
    sys::path::append(Path, Name);
    return std::string(Path);
  }
  std::string text(const Twine &Name) const {
    Expected<std::string> Text = readFile(path(Name));
    return Text ? *Text : "ERROR: " + toString(Text.takeError());
  }
  unsigned entries() const {
    unsigned Count = 0;
    std::error_code Code;
    for (sys::fs::directory_iterator At(Root, Code), End; At != End && !Code;
         At.increment(Code))
      ++Count;
    return Count;
  }

  SmallString<128> Root;
};

} // namespace

TEST(SafePathTest, RefusesWhatLeavesTheFolder) {
  EXPECT_TRUE(isSafeRelativePath("a"));
  EXPECT_TRUE(isSafeRelativePath("a/b.cu"));
  EXPECT_TRUE(isSafeRelativePath("a/..b/c...d"));
  EXPECT_TRUE(isSafeRelativePath(".github/x.gitignore"));
  for (StringRef Bad :
       {StringRef(""), StringRef("/a"), StringRef(".."), StringRef("a/../b"),
        StringRef("a//b"), StringRef("a/"), StringRef("./a"),
        StringRef("a/.git/config"), StringRef(".GIT"), StringRef("a\0b", 3)})
    EXPECT_FALSE(isSafeRelativePath(Bad)) << Bad.str();
}

TEST_F(FilesTest, WritesAFolderWithPermissions) {
  ASSERT_FALSE(errorToBool(writeFolder(
      path("new/out"), {{"a/b.txt", {"hello", false}}, {"run", {"x", true}}})));
  EXPECT_EQ(text("new/out/a/b.txt"), "hello");
  EXPECT_TRUE(sys::fs::can_execute(path("new/out/run")));
  EXPECT_FALSE(sys::fs::can_execute(path("new/out/a/b.txt")));
}

TEST_F(FilesTest, ReplacesAnEmptyFolderAndAnEarlierPackage) {
  ASSERT_FALSE(sys::fs::create_directory(path("out")));
  ASSERT_FALSE(errorToBool(writeFolder(
      path("out/"),
      {{"plan.json", {R"({"schema": "perfclaim.plan/1"})"}}, {"old", {"1"}}})));
  ASSERT_FALSE(errorToBool(writeFolder(path("out"), {{"plan.json", {"2"}}})));
  EXPECT_EQ(text("out/plan.json"), "2");
  EXPECT_FALSE(sys::fs::exists(path("out/old")));
  EXPECT_EQ(entries(), 1u) << "something temporary was left behind";
}

TEST_F(FilesTest, KeepsWhatItDidNotWriteInAnEarlierPackage) {
  const GeneratedFile Plan = {R"({"schema": "perfclaim.plan/1"})"};
  ASSERT_FALSE(errorToBool(writeFolder(
      path("out"), {{"plan.json", Plan}, {"a/old", {"1"}}, {"b/c", {"1"}}})));
  ASSERT_FALSE(sys::fs::create_directories(path("out/results/deep")));
  ASSERT_FALSE(sys::fs::create_directory(path("out/empty")));
  ASSERT_FALSE(sys::fs::create_link("nowhere", path("out/link")));
  ASSERT_FALSE(errorToBool(writeFile(path("out/results/deep/r"), "measured")));
  ASSERT_FALSE(errorToBool(writeFile(path("out/notes.txt"), "mine")));
  ASSERT_FALSE(errorToBool(writeFile(path("out/a/notes.txt"), "mine too")));
  ASSERT_FALSE(errorToBool(
      writeFolder(path("out"), {{"plan.json", Plan}, {"a/new", {"2"}}})));
  EXPECT_EQ(text("out/notes.txt"), "mine");
  EXPECT_EQ(text("out/a/notes.txt"), "mine too");
  EXPECT_EQ(text("out/a/new"), "2");
  EXPECT_TRUE(sys::fs::is_directory(path("out/empty")));
  EXPECT_TRUE(sys::fs::is_symlink_file(path("out/link")));
  EXPECT_FALSE(sys::fs::exists(path("out/a/old")));
  EXPECT_FALSE(sys::fs::exists(path("out/b")));
  EXPECT_EQ(entries(), 1u) << "something temporary was left behind";
}

// What was measured is kept, but not as something that the new package showed.
TEST_F(FilesTest, PutsResultsOfAnotherPackageAside) {
  const GeneratedFile Plan = {R"({"schema": "perfclaim.plan/1"})"};
  const GeneratedFiles First = {{"plan.json", Plan}, {"a", {"1"}}};
  const GeneratedFiles Second = {{"plan.json", Plan}, {"a", {"2"}}};
  std::string Moved;
  for (const char *Measured : {"one", "two"}) {
    ASSERT_FALSE(errorToBool(writeFolder(path("out"), First, &Moved)));
    ASSERT_FALSE(sys::fs::create_directory(path("out/results")));
    ASSERT_FALSE(errorToBool(writeFile(path("out/results/r"), Measured)));
    ASSERT_FALSE(errorToBool(writeFolder(path("out"), First, &Moved)));
    EXPECT_EQ(text("out/results/r"), Measured);
    EXPECT_EQ(Moved, "");
    ASSERT_FALSE(errorToBool(writeFolder(path("out"), Second, &Moved)));
  }
  EXPECT_EQ(Moved, "results-2");
  EXPECT_EQ(text("out/results-1/r"), "one");
  EXPECT_EQ(text("out/results-2/r"), "two");
  EXPECT_FALSE(sys::fs::exists(path("out/results")));
}

TEST_F(FilesTest, RefusesToOverwriteWhatAUserWrote) {
  const GeneratedFile Plan = {R"({"schema": "perfclaim.plan/1"})"};
  auto Write = [&](const GeneratedFiles &Files) {
    Error E = writeFolder(path("out"), Files);
    return E ? toString(std::move(E)) : "";
  };
  ASSERT_EQ(Write({{"plan.json", Plan}, {"a\n\\b", {"1"}}}), "");
  ASSERT_FALSE(errorToBool(writeFile(path("out/mine"), "precious")));
  EXPECT_NE(Write({{"plan.json", Plan}, {"mine", {"2"}}})
                .find("out/mine: was not written by perfclaim"),
            std::string::npos);
  EXPECT_NE(Write({{"plan.json", Plan}, {"mine/too", {"2"}}})
                .find("out/mine: was not written by perfclaim"),
            std::string::npos);
  EXPECT_EQ(text("out/mine"), "precious");
  ASSERT_FALSE(errorToBool(writeFile(path("out/a\n\\b"), "edited")));
  EXPECT_NE(Write({{"plan.json", Plan}}).find("was changed since"),
            std::string::npos);
  EXPECT_EQ(text("out/a\n\\b"), "edited");
  ASSERT_FALSE(errorToBool(writeFile(path("out/a\n\\b"), "1")));
  ASSERT_FALSE(sys::fs::remove(path("out/SHA256SUMS")));
  EXPECT_NE(Write({{"plan.json", Plan}}).find("SHA256SUMS"), std::string::npos);
  EXPECT_EQ(text("out/a\n\\b"), "1");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FilesTest, KeepsAFolderThatIsNotOurs) {
  ASSERT_FALSE(sys::fs::create_directory(path("out")));
  ASSERT_FALSE(errorToBool(writeFile(path("out/thesis.txt"), "precious")));
  Error E = writeFolder(path("out"), {{"plan.json", {"2"}}});
  EXPECT_NE(toString(std::move(E)).find("no earlier package wrote"),
            std::string::npos);
  EXPECT_EQ(text("out/thesis.txt"), "precious");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FilesTest, KeepsAFolderWithAPlanOfSomethingElse) {
  ASSERT_FALSE(sys::fs::create_directory(path("out")));
  ASSERT_FALSE(
      errorToBool(writeFile(path("out/plan.json"), R"({"rooms": 3})")));
  EXPECT_TRUE(errorToBool(writeFolder(path("out"), {{"plan.json", {"2"}}})));
  EXPECT_EQ(text("out/plan.json"), R"({"rooms": 3})");
}

TEST_F(FilesTest, KeepsAPackageThatBecameARepository) {
  ASSERT_FALSE(errorToBool(writeFolder(
      path("out"), {{"plan.json", {R"({"schema": "perfclaim.plan/1"})"}}})));
  ASSERT_FALSE(sys::fs::create_directory(path("out/.git")));
  EXPECT_TRUE(errorToBool(writeFolder(path("out"), {{"plan.json", {"2"}}})));
  EXPECT_TRUE(sys::fs::exists(path("out/.git")));
}

TEST_F(FilesTest, WritesNothingWhenOneFileCannotBeWritten) {
  // "a" cannot be a file and a folder.
  EXPECT_TRUE(
      errorToBool(writeFolder(path("out"), {{"a", {"1"}}, {"a/b", {"2"}}})));
  EXPECT_TRUE(errorToBool(writeFolder(path("out"), {{"../escape", {"1"}}})));
  EXPECT_EQ(entries(), 0u);
}

TEST_F(FilesTest, FollowsASymbolicLinkToAFolder) {
  ASSERT_FALSE(sys::fs::create_directory(path("real")));
  ASSERT_FALSE(sys::fs::create_link(path("real"), path("link")));
  ASSERT_FALSE(errorToBool(writeFolder(path("link"), {{"f", {"1"}}})));
  EXPECT_EQ(text("real/f"), "1");
  EXPECT_TRUE(sys::fs::is_symlink_file(path("link")));
}

TEST_F(FilesTest, FileErrorsNameThePath) {
  EXPECT_NE(text("missing").find("missing: cannot be read"), std::string::npos);
  EXPECT_NE(text("").find("is a folder"), std::string::npos);
  EXPECT_TRUE(errorToBool(writeFile(path("no/such/folder"), "x")));
}
