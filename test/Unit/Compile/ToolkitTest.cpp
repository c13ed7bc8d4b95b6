//===- ToolkitTest.cpp - Finding a toolkit ----------------------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Flags.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

class ToolkitTest : public testing::Test {
protected:
  IntrusiveRefCntPtr<vfs::InMemoryFileSystem> Files =
      makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  std::map<std::string, std::string> Variables;

  void add(StringRef Path, StringRef Text = "") {
    Files->addFile(Path, 0, MemoryBuffer::getMemBufferCopy(Text));
  }
  void addToolkit(StringRef Folder, StringRef Version) {
    add((Folder + "/include/cuda_runtime.h").str());
    add((Folder + "/include/cuda.h").str(),
        ("#define CUDA_VERSION " + Version + "\n").str());
    add((Folder + "/bin/nvcc").str());
  }
  Expected<Toolkit> find(StringRef Override = "") {
    return findToolkit(Override, *Files,
                       [&](StringRef Name) -> std::optional<std::string> {
                         auto At = Variables.find(Name.str());
                         if (At == Variables.end())
                           return std::nullopt;
                         return At->second;
                       });
  }
};

TEST_F(ToolkitTest, TheOverrideGoesFirst) {
  addToolkit("/a", "13000");
  addToolkit("/b", "12080");
  Variables["CUDA_PATH"] = "/a";
  Expected<Toolkit> Kit = find("/b/");
  ASSERT_TRUE(bool(Kit)) << toString(Kit.takeError());
  EXPECT_EQ(*Kit, (Toolkit{"/b", 12, 8}));
}

TEST_F(ToolkitTest, AnOverrideThatIsNoneIsAnError) {
  addToolkit("/usr/local/cuda", "13000");
  Expected<Toolkit> Kit = find("/nowhere");
  ASSERT_FALSE(bool(Kit));
  std::string Text = toString(Kit.takeError());
  EXPECT_NE(Text.find("/nowhere"), std::string::npos) << Text;
}

TEST_F(ToolkitTest, TheEnvironmentGoesBeforeThePath) {
  addToolkit("/site/cuda", "13000");
  addToolkit("/opt/cuda", "12060");
  Variables["PATH"] = "/bin:/opt/cuda/bin";
  EXPECT_EQ(cantFail(find()).Path, "/opt/cuda");
  Variables["CUDA_HOME"] = "/site/cuda";
  EXPECT_EQ(cantFail(find()).Path, "/site/cuda");
}

TEST_F(ToolkitTest, TheUsualFolderIsLast) {
  addToolkit("/usr/local/cuda", "13010");
  EXPECT_EQ(cantFail(find()), (Toolkit{"/usr/local/cuda", 13, 1}));
}

TEST_F(ToolkitTest, AFolderWithoutHeadersIsNoToolkit) {
  add("/opt/cuda/bin/nvcc");
  Variables["PATH"] = "/opt/cuda/bin";
  Expected<Toolkit> Kit = find();
  ASSERT_FALSE(bool(Kit));
  std::string Text = toString(Kit.takeError());
  EXPECT_NE(Text.find("/opt/cuda"), std::string::npos) << Text;
  EXPECT_NE(Text.find("CUDA_PATH"), std::string::npos) << Text;
}

TEST(ResourceDir, HasClangsOwnHeaders) {
  IntrusiveRefCntPtr<vfs::FileSystem> Real = vfs::getRealFileSystem();
  std::string Folder = findResourceDir(*Real);
  ASSERT_FALSE(Folder.empty());
  EXPECT_TRUE(Real->exists(Folder + "/include/stddef.h"));
}

} // namespace
