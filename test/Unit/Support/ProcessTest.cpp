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
#include <fstream>
#include <unistd.h>

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

TEST(ProcessTest, GivesLinesAsTheyComeAndKeepsTheOthers) {
  std::vector<std::string> Seen;
  Expected<ProcessResult> Result = runProcess(
      "sh", {"-c", "echo tell one >&2; echo other >&2; printf 'tell two' >&2"},
      0, "", "", {}, [&](StringRef Line) {
        Seen.push_back(Line.str());
        return Line.starts_with("tell");
      });
  ASSERT_TRUE(bool(Result));
  EXPECT_EQ(Seen, (std::vector<std::string>{"tell one", "other"}));
  // What has no end of line is no line.
  EXPECT_EQ(Result->Errors, "other\ntell two");
}

// A child in a group of its own does not get the terminal's interrupt.
TEST(ProcessDeathTest, AnInterruptEndsWhatWasStarted) {
  const std::string Alive =
      ::testing::TempDir() + "alive-" + std::to_string(::getpid());
  EXPECT_EXIT(
      {
        endProcessesOnInterrupt();
        // The program tells when it runs; then we are interrupted.
        const std::string Script =
            "echo $$ > " + Alive + "; kill -TERM $PPID; sleep 60";
        consumeError(runProcess("sh", {"-c", Script}, 100).takeError());
      },
      ::testing::KilledBySignal(SIGINT), "");
  std::ifstream From(Alive);
  pid_t Id = 0;
  ASSERT_TRUE(From >> Id);
  // It has been killed; whoever adopts it may not have waited for it yet.
  for (int Try = 0; Try != 500 && ::kill(Id, 0) == 0; ++Try) {
    std::ifstream Status("/proc/" + std::to_string(Id) + "/stat");
    std::string Number, Name, State;
    if (Status >> Number >> Name >> State && State == "Z")
      break;
    ::usleep(10000);
    ASSERT_NE(Try, 499) << "still runs";
  }
  std::remove(Alive.c_str());
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
