//===- SideFileSystemTest.cpp - One side as a file system -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Repo/Input.h"
#include "llvm/ADT/SmallString.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

using Strings = std::vector<std::string>;

namespace {

class SideFileSystemTest : public testing::Test {
protected:
  void SetUp() override {
    Base = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
    for (auto [Path, Text] : {std::pair("/usr/include/stdio.h", "stdio"),
                              {"/repo/new.h", "of the checkout"},
                              {"/repo/k/a.cuh", "of the checkout"},
                              {"/repo/build/gen/config.h", "generated"},
                              {"/repo2/x.h", "neighbour"}})
      Base->addFile(Path, 0, MemoryBuffer::getMemBuffer(Text));
    Side = make("/repo", {"/repo/build/gen"});
  }
  IntrusiveRefCntPtr<vfs::FileSystem> make(StringRef Root,
                                           ArrayRef<std::string> Pass = {}) {
    return makeSideFileSystem(
        makeMemoryTree(
            {{"k/a.cuh", "old"}, {"k/deep/b.h", "b"}, {"main.cu", "main"}},
            true),
        Root, Base, Pass);
  }
  std::string text(vfs::FileSystem &FS, const Twine &Path) {
    auto Buffer = FS.getBufferForFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str()
                  : "ERROR " + Buffer.getError().message();
  }
  std::string text(const Twine &Path) { return text(*Side, Path); }
  Strings list(vfs::FileSystem &FS, const Twine &Path) {
    Strings Out;
    std::error_code EC;
    for (vfs::directory_iterator At = FS.dir_begin(Path, EC), End; At != End;
         At.increment(EC))
      Out.push_back(At->path().str());
    if (EC)
      Out.push_back("ERROR");
    return Out;
  }

  IntrusiveRefCntPtr<vfs::InMemoryFileSystem> Base;
  IntrusiveRefCntPtr<vfs::FileSystem> Side;
};

} // namespace

TEST_F(SideFileSystemTest, BelowTheRootThereIsOnlyTheTree) {
  EXPECT_EQ(text("/repo/k/a.cuh"), "old");
  EXPECT_FALSE(Side->exists("/repo/new.h"));
  EXPECT_FALSE(Side->exists("/repo/build/other.h"));
  EXPECT_EQ(text("/repo/new.h").substr(0, 5), "ERROR");
}

TEST_F(SideFileSystemTest, OutsideAndPassedThroughComeFromTheBase) {
  EXPECT_EQ(text("/usr/include/stdio.h"), "stdio");
  EXPECT_EQ(text("/repo2/x.h"), "neighbour") << "only looks like the root";
  EXPECT_EQ(text("/repo/build/gen/config.h"), "generated");
  EXPECT_EQ(text("/repo/k/../build/gen/config.h"), "generated");
  EXPECT_TRUE(Side->status("/repo/build")->isDirectory());
}

TEST_F(SideFileSystemTest, AFolderAroundTheRootIsNotPassedThrough) {
  for (const char *Folder : {"/repo", "/repo/", "/"}) {
    const auto Around = make("/repo", {Folder});
    EXPECT_EQ(text(*Around, "/repo/k/a.cuh"), "old") << Folder;
    EXPECT_FALSE(Around->exists("/repo/new.h")) << Folder;
  }
}

TEST_F(SideFileSystemTest, DotsAreResolved) {
  EXPECT_EQ(text("/repo/k/deep/../a.cuh"), "old");
  EXPECT_EQ(text("/repo/./k//a.cuh"), "old");
  EXPECT_EQ(text("/repo/k/nosuch/../a.cuh"), "old");
  EXPECT_EQ(text("/repo/k/../../usr/include/stdio.h"), "stdio");
  EXPECT_EQ(text("/usr/include/../../repo/main.cu"), "main");
}

TEST_F(SideFileSystemTest, DirectoriesHaveStatusAndContent) {
  EXPECT_TRUE(Side->status("/repo")->isDirectory());
  EXPECT_TRUE(Side->status("/repo/k/deep/")->isDirectory());
  EXPECT_TRUE(Side->status("/repo/main.cu")->isRegularFile());
  EXPECT_EQ(list(*Side, "/repo"),
            (Strings{"/repo/build", "/repo/k", "/repo/main.cu"}));
  EXPECT_EQ(list(*Side, "/repo/k"), (Strings{"/repo/k/a.cuh", "/repo/k/deep"}));
  EXPECT_EQ(list(*Side, "/repo/nosuch"), Strings{"ERROR"});
  EXPECT_EQ(list(*Side, "/repo/build/gen"),
            Strings{"/repo/build/gen/config.h"});
  EXPECT_EQ(Side->openFileForRead("/repo/k").getError(),
            std::errc::is_a_directory);
}

TEST_F(SideFileSystemTest, StatusHasSizeNameAndAStableIdentity) {
  auto Stat = Side->status("/repo/k/deep/../a.cuh");
  ASSERT_TRUE(static_cast<bool>(Stat));
  EXPECT_EQ(Stat->getSize(), 3U);
  EXPECT_EQ(Stat->getName(), "/repo/k/deep/../a.cuh");
  EXPECT_EQ(Stat->getUniqueID(), Side->status("/repo/k/a.cuh")->getUniqueID());
  EXPECT_NE(Stat->getUniqueID(), Side->status("/repo/main.cu")->getUniqueID());
  EXPECT_EQ(Stat->getUniqueID(),
            make("/repo")->status("/repo/k/a.cuh")->getUniqueID());
}

TEST_F(SideFileSystemTest, BuffersEndInNulAndOutliveTheFileSystem) {
  std::unique_ptr<MemoryBuffer> Buffer;
  {
    auto Short = make("/repo");
    Buffer = std::move(*Short->getBufferForFile("/repo/main.cu"));
  }
  EXPECT_EQ(Buffer->getBuffer(), "main");
  EXPECT_EQ(*Buffer->getBufferEnd(), '\0');
  EXPECT_EQ(Buffer->getBufferIdentifier(), "/repo/main.cu");
}

TEST_F(SideFileSystemTest, RootNeedsNotExist) {
  auto Virtual = make("/no/such/root/");
  EXPECT_EQ(text(*Virtual, "/no/such/root/k/a.cuh"), "old");
  EXPECT_TRUE(Virtual->status("/no/such")->isDirectory());
  EXPECT_TRUE(Virtual->status("/no/such/root")->isDirectory());
  EXPECT_FALSE(Virtual->exists("/no/such/other"));
  EXPECT_EQ(text(*Virtual, "/repo/new.h"), "of the checkout");
}

TEST_F(SideFileSystemTest, WorkingDirectoryMayLieInTheTree) {
  ASSERT_FALSE(Side->setCurrentWorkingDirectory("/repo/k"));
  EXPECT_EQ(*Side->getCurrentWorkingDirectory(), "/repo/k");
  EXPECT_EQ(text("a.cuh"), "old");
  EXPECT_EQ(text("../main.cu"), "main");
  EXPECT_EQ(text("../../usr/include/stdio.h"), "stdio");
  EXPECT_EQ(Side->status("a.cuh")->getName(), "a.cuh");
  EXPECT_TRUE(static_cast<bool>(Side->setCurrentWorkingDirectory("nosuch")));
  EXPECT_TRUE(
      static_cast<bool>(Side->setCurrentWorkingDirectory("/repo/main.cu")));
  EXPECT_EQ(*Side->getCurrentWorkingDirectory(), "/repo/k");
}

TEST_F(SideFileSystemTest, RealPathIsTheCleanOne) {
  SmallString<64> Real;
  ASSERT_FALSE(Side->getRealPath("/repo/k/deep/../a.cuh", Real));
  EXPECT_EQ(Real, "/repo/k/a.cuh");
  EXPECT_TRUE(static_cast<bool>(Side->getRealPath("/repo/new.h", Real)));
}
