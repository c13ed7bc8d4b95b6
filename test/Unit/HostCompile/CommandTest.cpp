//===- CommandTest.cpp - Tests of nvcc's command line ---------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/HostCompile/HostCompile.h"
#include "gtest/gtest.h"

using namespace perfclaim;
using Kind = HostCommand::Input::Kind;

namespace {

HostCommand read(const std::vector<std::string> &Arguments) {
  llvm::Expected<HostCommand> Read = parseHostCommand(Arguments);
  if (!Read) {
    ADD_FAILURE() << llvm::toString(Read.takeError());
    return {};
  }
  return std::move(*Read);
}

TEST(Command, TakesALineOfAMakefile) {
  const HostCommand C =
      read({"-O3", "--use_fast_math", "-gencode", "arch=compute_80,code=sm_80",
            "-Xcompiler", "-fopenmp,-Wall", "-lcublas", "-L/opt/lib", "-lfoo",
            "-std=c++17", "a.cu", "b.cpp", "c.o", "-o", "out"});
  ASSERT_EQ(C.Inputs.size(), 3u);
  EXPECT_EQ(C.Inputs[0].What, Kind::Cuda);
  EXPECT_EQ(C.Inputs[1].What, Kind::Cxx);
  EXPECT_EQ(C.Inputs[2].What, Kind::Object);
  EXPECT_EQ(C.Output, "out");
  EXPECT_EQ(C.Optimize, 3u);
  EXPECT_TRUE(C.FlushSubnormals);
  // The runtime has cuBLAS' names, and objects keep their place.
  EXPECT_EQ(C.Link,
            (std::vector<std::string>{"-lgomp", "-L/opt/lib", "-lfoo", "c.o"}));
  EXPECT_EQ(C.Flags.Architectures, std::vector<std::string>{"sm_80"});
}

TEST(Command, LineinfoIsNoLibrary) {
  EXPECT_TRUE(read({"-lineinfo", "-c", "a.cu"}).Link.empty());
}

TEST(Command, LeavesBodiesOutWhereAsked) {
  EXPECT_FALSE(read({"-c", "a.cu"}).LeaveOutRejected);
  const HostCommand C = read({"--leave-out-rejected-bodies", "-c", "a.cu"});
  EXPECT_TRUE(C.LeaveOutRejected);
  EXPECT_TRUE(C.Notes.empty());
}

TEST(Command, ChecksWhatIsAskedFor) {
  EXPECT_EQ(read({"-c", "a.cu"}).Checks, 0u);
  EXPECT_EQ(read({"--check=memcheck", "-c", "a.cu"}).Checks, 1u);
  EXPECT_EQ(read({"--check=racecheck,synccheck", "a.cu"}).Checks, 12u);
  const HostCommand C = read({"--check", "a.cu"});
  EXPECT_EQ(C.Checks, 15u);
  EXPECT_TRUE(C.Notes.empty());
  EXPECT_EQ(C, read({"--check=all", "a.cu"}));
  llvm::Expected<HostCommand> Wrong =
      parseHostCommand({"--check=leaks", "a.cu"});
  EXPECT_EQ(llvm::toString(Wrong.takeError()),
            "--check: 'leaks' is no checker; give all, memcheck, initcheck, "
            "racecheck or synccheck");
}

TEST(Command, ALanguageHoldsForWhatFollows) {
  EXPECT_EQ(read({"-x", "cu", "a.cpp"}).Inputs[0].What, Kind::Cuda);
}

TEST(Command, RefusesWhatMakesNoProgram) {
  for (const std::vector<std::string> &Bad :
       {std::vector<std::string>{"-ptx", "a.cu"},
        {"-O2"},
        {"-c", "a.cu", "b.cu", "-o", "x.o"},
        {"a.cu", "-o"}}) {
    llvm::Expected<HostCommand> Read = parseHostCommand(Bad);
    EXPECT_FALSE(Read);
    llvm::consumeError(Read.takeError());
  }
}

} // namespace
