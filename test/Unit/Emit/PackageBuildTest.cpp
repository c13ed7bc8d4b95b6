//===- PackageBuildTest.cpp - Packages built with nvcc and listed ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Slow: every test builds a package, which takes about half a minute. They are
// skipped where there is no nvcc.

#include "Plans.h"
#include "perfclaim/Support/Process.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace perfclaim;
using namespace perfclaim::test;

namespace {

class NvccPackage : public testing::Test {
protected:
  void SetUp() override {
    if (!sys::findProgramByName("nvcc") || !sys::findProgramByName("cmake"))
      GTEST_SKIP() << "needs nvcc and CMake";
    SmallString<128> Path;
    ASSERT_FALSE(sys::fs::createUniqueDirectory("perfclaim-package", Path));
    Root = std::string(Path);
    // Nothing in a package may depend on where it lies.
    Folder = Root + "/a folder";
  }
  void TearDown() override {
    if (!Root.empty())
      sys::fs::remove_directories(Root);
  }

  void build(const PlannedPackage &P) {
    Expected<GeneratedFiles> Files = emitPackage(P.Plan, P.Before, P.After);
    ASSERT_TRUE(!!Files) << toString(Files.takeError());
    ASSERT_FALSE(errorToBool(writeFolder(Folder, *Files)));
    run("cmake", {"-S", Folder, "-B", Folder + "/build",
                  "-DCMAKE_CUDA_ARCHITECTURES=80"});
    run("cmake", {"--build", Folder + "/build", "--parallel", "2"});
  }

  ProcessResult start(const std::string &Program,
                      const std::vector<std::string> &Arguments) {
    Expected<ProcessResult> Result = runProcess(Program, Arguments, 600);
    if (Result)
      return *Result;
    ADD_FAILURE() << toString(Result.takeError());
    return {};
  }
  void run(const std::string &Program,
           const std::vector<std::string> &Arguments) {
    const ProcessResult Result = start(Program, Arguments);
    ASSERT_EQ(Result.ExitCode, 0) << Result.Output << Result.Errors;
  }
  ProcessResult benchmark(const std::vector<std::string> &Arguments) {
    return start(Folder + "/build/benchmark", Arguments);
  }
  /// With the dry run's library in front of the CUDA runtime: a GPU whose
  /// kernels do nothing.
  ProcessResult pretend(std::vector<std::string> Arguments) {
    // LD_PRELOAD takes no path with a space in it.
    const std::string Library = Root + "/libdryrun.so";
    EXPECT_FALSE(sys::fs::copy_file(Folder + "/build/libdryrun.so", Library));
    Arguments.insert(Arguments.begin(),
                     {"LD_PRELOAD=" + Library, Folder + "/build/benchmark"});
    return start("env", Arguments);
  }

  std::string Root, Folder;
};

#define EXPECT_LISTED(Output, Text)                                            \
  EXPECT_TRUE(StringRef(Output).contains(Text)) << (Output)

TEST_F(NvccPackage, LauncherIsListedWithTheGridsOfItsHostCode) {
  ASSERT_NO_FATAL_FAILURE(build(launcherPlan()));
  const ProcessResult Result = benchmark({"--list"});
  EXPECT_EQ(Result.ExitCode, 0) << Result.Errors;
  const std::string &Out = Result.Output;
  EXPECT_LISTED(Out, "before rows::scale  src/scale.cu:10  (launcher)");
  EXPECT_LISTED(Out, "after  rows::scale  src/scale.cu:12  (launcher)");
  EXPECT_LISTED(Out, "changed kernel scale_kernel");
  EXPECT_LISTED(Out, "workload model_4096  alpha=0.5 n=4096");
  EXPECT_LISTED(Out, "before scale_kernel<<<(32,1,1), (128,1,1), 0>>>");
  EXPECT_LISTED(Out, "after  scale_kernel<<<(8,1,1), (512,1,1), 0>>>");
  // The heuristic asks the device: 132 multiprocessors, or 108.
  EXPECT_LISTED(Out, "after  scale_kernel<<<(132,1,1), (512,1,1), 0>>>");
  EXPECT_LISTED(Out, "dry run of the host code for H100 (sm_90)");
  EXPECT_LISTED(benchmark({"--list", "--gpu", "a100"}).Output,
                "after  scale_kernel<<<(108,1,1), (512,1,1), 0>>>");

  const ProcessResult Json = benchmark({"--list", "--json", "-"});
  EXPECT_LISTED(Json.Output, "\"schema\": \"perfclaim.list/1\"");
  EXPECT_LISTED(Json.Output, "\"grid\": [8, 1, 1]");

  // Kernels that do nothing write nothing: that is no agreement.
  const ProcessResult Check = pretend({"--check", "--workload", "model_4096"});
  EXPECT_EQ(Check.ExitCode, 2) << Check.Output;
  EXPECT_LISTED(Check.Output, "no output was written");

  EXPECT_EQ(benchmark({"--workload", "nowhere"}).ExitCode, 5);
  EXPECT_EQ(benchmark({"--frobnicate"}).ExitCode, 5);
  if (!sys::fs::exists("/dev/nvidiactl"))
    EXPECT_EQ(benchmark({"--check"}).ExitCode, 4);

  sys::fs::remove(Folder + "/build/libafter.so");
  const ProcessResult Broken = benchmark({"--list"});
  EXPECT_NE(Broken.ExitCode, 0);
  EXPECT_LISTED(Broken.Errors, "after does not load");
}

TEST_F(NvccPackage, KernelIsLaunchedWithItsSharedMemory) {
  ASSERT_NO_FATAL_FAILURE(build(kernelPlan()));
  const ProcessResult Result = benchmark({"--list"});
  EXPECT_EQ(Result.ExitCode, 0) << Result.Errors;
  EXPECT_LISTED(Result.Output,
                "after  add_bias<__half, 8><<<(64,1,1), (512,1,1), 65536>>>");
  EXPECT_LISTED(Result.Output,
                "before add_bias<__half, 8><<<(7,1,1), (128,1,1), 192>>>");
  const ProcessResult Alone = pretend({"--side", "after", "--iterations", "2"});
  EXPECT_EQ(Alone.ExitCode, 0) << Alone.Output << Alone.Errors;
}

TEST_F(NvccPackage, ProgramRunsWithItsGlobalsHelpersAndStubs) {
  ASSERT_NO_FATAL_FAILURE(build(programPlan()));
  const ProcessResult Result = benchmark({"--list"});
  EXPECT_EQ(Result.ExitCode, 0) << Result.Errors;
  EXPECT_LISTED(Result.Output, "before cublasSgemm_v2 (library call)");
  EXPECT_LISTED(Result.Output, "after  gelu<<<(4,1,1), (256,1,1), 0>>>");
  // A workload whose host code reaches a stub: what it did before is kept.
  EXPECT_LISTED(Result.Output, "the dry run shows no more: the host code ended "
                               "with Aborted after saying 'perfclaim: "
                               "elsewhere(const char *) is defined in another "
                               "unit and was not brought in'");
  EXPECT_EQ(StringRef(Result.Output).count("shows no more"), 2u);
  // Nothing but the interface leaves a side.
  const ProcessResult Symbols =
      start("nm", {"-D", "--defined-only", Folder + "/build/libbefore.so"});
  SmallVector<StringRef, 8> Lines;
  StringRef(Symbols.Output).trim().split(Lines, '\n');
  ASSERT_EQ(Lines.size(), 2u) << Symbols.Output;
  for (StringRef Line : Lines)
    EXPECT_TRUE(Line.contains(" pc_")) << Line.str();
}

} // namespace
