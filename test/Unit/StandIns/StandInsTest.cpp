//===- StandInsTest.cpp - Texts that others compile against -----*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/StandIns/StandIns.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

TEST(StandIns, ThePreludeIsWholeAndNotAStandIn) {
  StringRef Text = preludeText();
  EXPECT_TRUE(Text.starts_with("//===- perfclaim_prelude.h"));
  EXPECT_TRUE(Text.rtrim().ends_with("#endif // PERFCLAIM_PRELUDE_H"));
  EXPECT_EQ(standInHeaders().count("perfclaim_prelude.h"), 0u);
}

TEST(StandIns, FrameworkHeadersHaveTheNamesTheyAreIncludedBy) {
  for (const char *Name :
       {"torch/extension.h", "torch/all.h", "ATen/cuda/CUDAContext.h",
        "c10/cuda/CUDAGuard.h", "omp.h", "glm/ext/vector_float3.hpp",
        "ATen/of/next/year.cuh"})
    EXPECT_TRUE(standInText(Name)) << Name;
  for (const char *Name :
       {"ATen", "ATen/cuda", "ATen/native/x.cpp", "aten/x.h",
        "ATen/../secret.h", "ATen/hip/HIPContext.h", "c10.h", "other/x.h"})
    EXPECT_FALSE(standInText(Name)) << Name;
}

TEST(StandIns, AnyHeaderOfALibraryIsAFileBelowTheFolder) {
  auto Real = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  Real->addFile("/in/ATen/own.h", 0, MemoryBuffer::getMemBuffer("own"));
  const IntrusiveRefCntPtr<vfs::FileSystem> Files =
      withLibraryNames("/in", Real);
  auto Text = [&](StringRef Path) -> std::string {
    auto Buffer = Files->getBufferForFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "none";
  };
  EXPECT_EQ(Text("/in/ATen/cuda/Any.cuh"),
            "#pragma once\n#include <torch/extension.h>\n");
  EXPECT_EQ(Text("/in/ATen/own.h"), "own");
  EXPECT_EQ(Text("/elsewhere/ATen/cuda/Any.cuh"), "none");
  EXPECT_EQ(Text("/in/other/Any.cuh"), "none");
  EXPECT_TRUE(Files->status("/in/ATen/cuda")->isDirectory());
  EXPECT_TRUE(Files->exists("/in/c10/Any.h"));
  EXPECT_FALSE(Files->exists("/in/other"));
}

TEST(StandIns, WhatOneIncludesOfOursIsThere) {
  unsigned Checked = 0;
  for (const auto &[Name, Text] :
       workingStandIns({"ATen/cuda/Any.cuh", "glm/ext.hpp"}))
    for (StringRef Line : split(Text, '\n')) {
      if (!Line.consume_front("#include "))
        continue;
      StringRef Wanted = Line.trim("<>\"");
      if (Wanted.starts_with("torch/") || Wanted.starts_with("glm/")) {
        ++Checked;
        EXPECT_TRUE(standInText(Wanted))
            << Name << " includes " << Wanted.str();
      }
    }
  EXPECT_GT(Checked, 1u);
}

} // namespace
