//===- ParseCommandTest.cpp - Compiler arguments to flags -------*- C++ -*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Compile/Flags.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

using Strings = std::vector<std::string>;

bool has(const Strings &List, llvm::StringRef Text) {
  return llvm::is_contained(List, Text);
}
bool hasPrefix(const Strings &List, llvm::StringRef Prefix) {
  return llvm::any_of(
      List, [&](llvm::StringRef Text) { return Text.starts_with(Prefix); });
}

TEST(ParseCommand, TheCurrentFolderKeepsItsName) {
  EXPECT_EQ(parseCommand({"-I.", "a.cu"}, "").IncludeDirs, Strings{"."});
  EXPECT_EQ(parseCommand({"-I", "./", "a.cu"}, "").IncludeDirs, Strings{"."});
}

TEST(ParseCommand, ReadsNvccAsCMakeCallsIt) {
  CompileFlags Flags = parseCommand(
      {"-forward-unknown-to-host-compiler", "-DA=1", "-DB", "-I/src/include",
       "-isystem=/opt/x/include", "-O3", "-std=c++14",
       "--generate-code=arch=compute_80,code=[compute_80,sm_80]",
       "--generate-code=arch=compute_90,code=[sm_90]",
       "-Xcompiler=-fPIC,-mavx2", "--use_fast_math", "-x", "cu", "-rdc=true",
       "-c", "/src/a.cu", "-o", "a.o"},
      "/build");
  EXPECT_TRUE(Flags.Cuda);
  EXPECT_EQ(Flags.Defines, (Strings{"A=1", "B"}));
  EXPECT_EQ(Flags.IncludeDirs, (Strings{"/src/include"}));
  EXPECT_EQ(Flags.SystemIncludeDirs, (Strings{"/opt/x/include"}));
  EXPECT_EQ(Flags.Standard, "c++14");
  EXPECT_EQ(Flags.Architectures, (Strings{"sm_80", "sm_90"}));
  EXPECT_TRUE(Flags.FastMath);
  EXPECT_TRUE(Flags.RelocatableDeviceCode);
  EXPECT_EQ(Flags.CodeFlags, (Strings{"-O3", "-Xcompiler=-mavx2"}));
}

TEST(ParseCommand, ReadsClangForCuda) {
  CompileFlags Flags = parseCommand({"-xcuda", "--cuda-gpu-arch=sm_86",
                                     "--cuda-path=/usr/local/cuda", "-fgpu-rdc",
                                     "-Iinc", "-Xclang", "-fno-pch", "a.cpp"},
                                    "/w");
  EXPECT_TRUE(Flags.Cuda);
  EXPECT_EQ(Flags.Architectures, (Strings{"sm_86"}));
  EXPECT_TRUE(Flags.RelocatableDeviceCode);
  EXPECT_EQ(Flags.IncludeDirs, (Strings{"/w/inc"}));
}

TEST(ParseCommand, ReadsGccForC) {
  CompileFlags Flags = parseCommand(
      {"-std=gnu11", "-O2", "-march=native", "-ffast-math", "-include",
       "config.h", "-UNDEBUG", "-MD", "-MF", "a.d", "-c", "a.c"},
      "/w");
  EXPECT_FALSE(Flags.Cuda);
  EXPECT_EQ(Flags.Standard, "gnu11");
  EXPECT_TRUE(Flags.FastMath);
  EXPECT_EQ(Flags.CodeFlags, (Strings{"-O2", "-march=native"}));
  EXPECT_EQ(Flags.ForcedIncludes, (Strings{"config.h"}));
  EXPECT_EQ(Flags.Undefines, (Strings{"NDEBUG"}));
}

TEST(ParseCommand, ResolvesFoldersAgainstTheDirectory) {
  CompileFlags Flags = parseCommand(
      {"-I", "../inc", "-I.", "--include-path=/a/./b", "x.cu"}, "/p/build");
  EXPECT_EQ(Flags.IncludeDirs, (Strings{"/p/inc", "/p/build", "/a/b"}));
}

TEST(ParseCommand, KeepsFlagsThatChangeDeviceCode) {
  CompileFlags Flags = parseCommand(
      {"-maxrregcount=32", "--ftz=true", "-prec-div", "false", "-Xptxas",
       "-v,-O1", "--default-stream", "per-thread", "-lineinfo", "x.cu"},
      "/");
  EXPECT_EQ(Flags.CodeFlags,
            (Strings{"-maxrregcount=32", "--ftz=true", "--prec-div=false",
                     "-Xptxas=-O1", "--default-stream=per-thread"}));
}

TEST(ParseCommand, LaterDefinitionsReplaceEarlierOnes) {
  EXPECT_EQ(parseCommand({"-DN=1", "-DN=2", "x.cu"}, "").Defines,
            (Strings{"N=2"}));
}

TEST(ParseCommand, SaysWhereAValueIsMissing) {
  CompileFlags Flags = parseCommand({"x.cu", "-I"}, "");
  ASSERT_EQ(Flags.Notes.size(), 1u);
  EXPECT_EQ(Flags.Notes[0].Text, "option '-I' has no value");
}

TEST(ParseCommand, TellsCudaByLanguageBeforeItTellsByName) {
  EXPECT_TRUE(parseCommand({"-x", "cu", "a.cpp"}, "").Cuda);
  EXPECT_FALSE(parseCommand({"-x", "c++", "a.cu"}, "").Cuda);
  EXPECT_TRUE(parseCommand({"a.cu"}, "").Cuda);
  EXPECT_FALSE(parseCommand({"a.cc"}, "").Cuda);
}

TEST(ClangCommand, AsksForOneViewOfCuda) {
  CompileFlags Flags;
  Flags.Defines = {"X=1"};
  Flags.IncludeDirs = {"/i"};
  Toolkit Kit{"/cuda", 13, 0};
  Strings Host =
      toClangCommand(Flags, Kit, "/res", View::Host, "sm_80", "/r/a.cu");
  EXPECT_EQ(Host.back(), "/r/a.cu");
  for (const char *Wanted :
       {"--cuda-host-only", "--cuda-path=/cuda", "--cuda-gpu-arch=sm_80",
        "-resource-dir=/res", "-DX=1", "-I/i", "-std=c++17", "-fgpu-rdc",
        "-D__CUDACC_VER_MAJOR__=13", "/cuda/include/cccl"})
    EXPECT_TRUE(has(Host, Wanted)) << Wanted;
  Strings Device =
      toClangCommand(Flags, Kit, "/res", View::Device, "sm_90", "/r/a.cu");
  EXPECT_TRUE(has(Device, "--cuda-device-only"));
  EXPECT_FALSE(has(Device, "--cuda-host-only"));
}

TEST(ClangCommand, RaisesStandardsThatTheToolkitRefuses) {
  CompileFlags Flags;
  Toolkit Kit{"/cuda", 13, 0};
  for (auto [Asked, Given] :
       {std::pair{"c++11", "-std=c++17"}, std::pair{"c++14", "-std=c++17"},
        std::pair{"gnu++11", "-std=c++17"}, std::pair{"c++20", "-std=c++20"}}) {
    Flags.Standard = Asked;
    EXPECT_TRUE(has(toClangCommand(Flags, Kit, "", View::Host, "sm_80", "a.cu"),
                    Given));
    EXPECT_TRUE(has(toNvccFlags(Flags), Given));
  }
}

TEST(ClangCommand, DoesNotGiveCStandardsOfCxx) {
  CompileFlags Flags;
  Flags.Cuda = false;
  Strings C = toClangCommand(Flags, {}, "", View::Host, "", "a.c");
  EXPECT_TRUE(has(C, "c"));
  EXPECT_FALSE(hasPrefix(C, "-std="));
  EXPECT_FALSE(hasPrefix(C, "--cuda"));
}

TEST(NvccFlags, CarryWhatChangesCode) {
  CompileFlags Flags;
  Flags.FastMath = true;
  Flags.Defines = {"NOT_HERE"};
  Flags.CodeFlags = {"-maxrregcount=32"};
  EXPECT_EQ(
      toNvccFlags(Flags),
      (Strings{"-std=c++17", "--expt-relaxed-constexpr", "--extended-lambda",
               "--use_fast_math", "-maxrregcount=32"}));
}

} // namespace
