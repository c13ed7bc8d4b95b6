//===- ProcessTest.cpp - Child processes without a shell ------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Support/Process.h"
#include "gtest/gtest.h"
#include <chrono>
#include <csignal>

using namespace llvm;
using namespace perfclaim;

static ProcessResult run(StringRef Program, ArrayRef<std::string> Arguments,
                         unsigned Timeout = 0, StringRef Input = "") {
  Expected<ProcessResult> Result =
      runProcess(Program, Arguments, Timeout, Input);
  if (Result)
    return *Result;
  return {-1, "", toString(Result.takeError())};
}

TEST(ProcessTest, GivesArgumentsUntouched) {
  ProcessResult Result = run("printf", {"%s|", "$HOME; rm *", "two words"});
  EXPECT_EQ(Result.ExitCode, 0);
  EXPECT_EQ(Result.Output, "$HOME; rm *|two words|");
}

TEST(ProcessTest, KeepsStreamsApartAndTheExitCode) {
  ProcessResult Result = run("sh", {"-c", "echo out; echo err >&2; exit 7"});
  EXPECT_EQ(Result.ExitCode, 7);
  EXPECT_EQ(Result.Output, "out\n");
  EXPECT_EQ(Result.Errors, "err\n");
}

TEST(ProcessTest, FeedsInputAndTakesMuchOutput) {
  const std::string Much(3 << 20, 'x');
  EXPECT_EQ(run("cat", {}, 0, Much).Output.size(), Much.size());
  EXPECT_EQ(run("cat", {}).Output, "");
  // A program that does not read its input does no harm.
  EXPECT_EQ(run("true", {}, 0, Much).ExitCode, 0);
}

TEST(ProcessTest, TimeoutEndsTheWholeFamily) {
  const auto Begin = std::chrono::steady_clock::now();
  ProcessResult Result =
      run("sh", {"-c", "echo start; sleep 60 & sleep 60"}, 1);
  EXPECT_TRUE(Result.TimedOut);
  EXPECT_EQ(Result.ExitCode, -2);
  EXPECT_EQ(Result.Output, "start\n");
  EXPECT_LT(std::chrono::steady_clock::now() - Begin, std::chrono::seconds(20));
}

TEST(ProcessTest, IsStoppedFromOutside) {
  const auto Begin = std::chrono::steady_clock::now();
  unsigned Asked = 0;
  llvm::Expected<ProcessResult> Result =
      runProcess("sh", {"-c", "sleep 30 & sleep 30"}, 0, "", "",
                 [&] { return ++Asked == 3; });
  ASSERT_TRUE(static_cast<bool>(Result));
  EXPECT_EQ(Asked, 3U);
  EXPECT_EQ(Result->ExitCode, -2);
  EXPECT_LT(std::chrono::steady_clock::now() - Begin, std::chrono::seconds(20));
}

TEST(ProcessTest, TimeoutHoldsAgainstAnEndlessWriter) {
  ProcessResult Result = run("yes", {}, 1);
  EXPECT_TRUE(Result.TimedOut);
  EXPECT_LE(Result.Output.size(), size_t(64) << 20);
}

TEST(ProcessTest, DoesNotWaitForAGrandchildThatKeepsTheStreams) {
  const auto Begin = std::chrono::steady_clock::now();
  ProcessResult Result = run("sh", {"-c", "sleep 30 & echo done"});
  EXPECT_EQ(Result.Output, "done\n");
  EXPECT_LT(std::chrono::steady_clock::now() - Begin, std::chrono::seconds(15));
}

TEST(ProcessTest, TellsASignalFromAnExit) {
  ProcessResult Result = run("sh", {"-c", "kill -SEGV $$"});
  EXPECT_EQ(Result.ExitCode, -2);
  EXPECT_EQ(Result.Signal, SIGSEGV);
  EXPECT_FALSE(Result.TimedOut);
}

TEST(ProcessTest, SaysWhatCannotBeStarted) {
  EXPECT_NE(run("perfclaim-no-such-program", {}).Errors.find("not a program"),
            std::string::npos);
  EXPECT_NE(run("/etc/passwd", {}).Errors.find("cannot be started"),
            std::string::npos);
}
