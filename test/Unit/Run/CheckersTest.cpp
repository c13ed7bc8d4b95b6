//===- CheckersTest.cpp - Tests of what the checkers are said to find -----===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Checkers.h"
#include "perfclaim/Support/Files.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"

using namespace perfclaim;
using namespace llvm;

namespace {

class Checkers : public ::testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("checkers", Folder));
    for (const char *Name : {"first", "second"}) {
      WorkloadResult W;
      W.Name = Name;
      W.Correct = true;
      Result.Workloads.push_back(W);
    }
    Result.Notes.push_back({Severity::Note, "", 0, "older"});
  }
  void TearDown() override { sys::fs::remove_directories(Folder); }

  void found(StringRef Side, StringRef Kernel, unsigned Line) {
    const std::string Path = (Folder + "/findings_" + Side + ".jsonl").str();
    std::string Text;
    if (sys::fs::exists(Path))
      Text = cantFail(readFile(Path));
    Text += ("{\"tool\": \"racecheck\", \"kind\": \"k\", \"kernel\": \"" +
             Kernel + "\", \"line\": \"" + Folder + "/a.cu:" + Twine(Line) +
             "\", \"other\": \"\", \"text\": \"race\"}\n")
                .str();
    ASSERT_FALSE(errorToBool(writeFile(Path, Text)));
  }

  std::vector<std::string> run(std::string Command, double Seconds) {
    CheckedRun How{
        "/bin/sh", {"-c", std::move(Command)}, std::string(Folder), Seconds};
    EXPECT_FALSE(errorToBool(runCheckers(Folder, How, Result)));
    std::vector<std::string> Texts;
    for (const Note &N : Result.Notes)
      Texts.push_back(
          (N.File.empty() ? "" : N.File + ":" + std::to_string(N.Line) + ": ") +
          N.Text);
    return Texts;
  }

  SmallString<128> Folder;
  BenchmarkResult Result;
};

TEST_F(Checkers, WhatOnlyTheNewSideHasComesFirst) {
  found("before", "f(int)", 3);
  found("before", "old()", 4);
  found("after", "f(int, int)", 7);
  found("after", "g()", 9);
  found("after", "g()", 9);
  EXPECT_EQ(run("true", 60),
            (std::vector<std::string>{
                "a.cu:9: only the new side: racecheck, g(): race",
                "a.cu:7: after, as before: racecheck, f(int, int): race",
                "a.cu:4: only the old side: racecheck, old(): race",
                "a.cu:3: before: racecheck, f(int): race",
                "checkers: 2 of 2 workloads, 4 findings", "older"}));
}

TEST_F(Checkers, WhatTookTooLongIsTold) {
  EXPECT_EQ(run("sleep 20", 0.5),
            (std::vector<std::string>{
                "checkers: 0 of 2 workloads, nothing found; not within the "
                "time that the comparison took: first, second (--checkers "
                "takes longer)",
                "older"}));
}

TEST_F(Checkers, WhatDidNotRunPlainlyIsLeftOut) {
  Result.Workloads[0].Correct.reset();
  EXPECT_EQ(run("true", 60),
            (std::vector<std::string>{
                "checkers: 1 of 1 workloads, nothing found", "older"}));
}

} // namespace
