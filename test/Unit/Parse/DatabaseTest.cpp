//===- DatabaseTest.cpp - compile_commands.json -----------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Database.h"
#include "TestTree.h"

using namespace llvm;
using namespace perfclaim;

namespace {

using Strings = std::vector<std::string>;

class DatabaseTest : public testing::Test {
protected:
  IntrusiveRefCntPtr<vfs::InMemoryFileSystem> Files =
      makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  std::shared_ptr<SourceTree> Tree = makeMemoryTree(
      {{"src/a.cu", ""}, {"src/b.cpp", ""}, {"src/k.cuh", ""}}, true);

  void add(StringRef Path, StringRef Text) {
    Files->addFile(Path, 0, MemoryBuffer::getMemBufferCopy(Text));
  }
  CompileDatabase load(StringRef Root) {
    Expected<CompileDatabase> Result =
        CompileDatabase::load("/build", *Files, *Tree, Root);
    if (!Result) {
      ADD_FAILURE() << toString(Result.takeError());
      return {};
    }
    return std::move(*Result);
  }
};

TEST_F(DatabaseTest, ReadsCommandsAndArguments) {
  add("/build/compile_commands.json", R"([
    {"directory": "/r", "file": "src/a.cu",
     "command": "/bin/ccache nvcc -DX=\"1\" -Iinc -c src/a.cu"},
    {"directory": "/r", "file": "/r/src/b.cpp",
     "arguments": ["g++", "-DY", "-I/else", "src/b.cpp"]}])");
  CompileDatabase Database = load("/r");
  const CompileFlags *A = Database.find("src/a.cu");
  ASSERT_TRUE(A);
  EXPECT_TRUE(A->Cuda);
  EXPECT_EQ(A->Defines, (Strings{"X=1"}));
  EXPECT_EQ(A->IncludeDirs, (Strings{"inc"}));
  const CompileFlags *B = Database.find("src/b.cpp");
  ASSERT_TRUE(B);
  EXPECT_FALSE(B->Cuda);
  EXPECT_EQ(B->IncludeDirs, (Strings{"/else"}));
}

TEST_F(DatabaseTest, ExpandsResponseFiles) {
  add("/build/compile_commands.json", R"([
    {"directory": "/build", "file": "/r/src/a.cu",
     "command": "nvcc --options-file CMakeFiles/i.rsp @d.rsp -c /r/src/a.cu"}])");
  add("/build/CMakeFiles/i.rsp", "-I/r/include -isystem=/deps");
  add("/build/d.rsp", "-DFROM_FILE");
  const CompileDatabase Database = load("/r");
  const CompileFlags *A = Database.find("src/a.cu");
  ASSERT_TRUE(A);
  EXPECT_EQ(A->IncludeDirs, (Strings{"include"}));
  EXPECT_EQ(A->SystemIncludeDirs, (Strings{"/deps"}));
  EXPECT_EQ(A->Defines, (Strings{"FROM_FILE"}));
}

TEST_F(DatabaseTest, MapsPathsOfAnotherCheckout) {
  add("/build/compile_commands.json", R"([
    {"directory": "/ci/job/build", "file": "/ci/job/src/a.cu",
     "command": "nvcc -I/ci/job/include -I/ci/job -I. -I/usr/x /ci/job/src/a.cu"}])");
  const CompileDatabase Database = load("/r");
  const CompileFlags *A = Database.find("src/a.cu");
  ASSERT_TRUE(A);
  EXPECT_EQ(A->IncludeDirs, (Strings{"include", ".", "build", "/usr/x"}));
}

TEST_F(DatabaseTest, HeadersHaveANearestUnit) {
  add("/build/compile_commands.json", R"([
    {"directory": "/r", "file": "src/b.cpp", "command": "g++ src/b.cpp"},
    {"directory": "/r", "file": "src/a.cu", "command": "nvcc src/a.cu"}])");
  EXPECT_EQ(load("/r").nearest("src/k.cuh"), "src/a.cu");
}

TEST_F(DatabaseTest, SaysWhatIsWrongWithTheFile) {
  Expected<CompileDatabase> Missing =
      CompileDatabase::load("/build", *Files, *Tree, "/r");
  ASSERT_FALSE(bool(Missing));
  EXPECT_NE(toString(Missing.takeError()).find("compile_commands.json"),
            std::string::npos);
  add("/build/compile_commands.json", "{\"no\": \"list\"}");
  Expected<CompileDatabase> Wrong =
      CompileDatabase::load("/build", *Files, *Tree, "/r");
  ASSERT_FALSE(bool(Wrong));
  consumeError(Wrong.takeError());
}

} // namespace
