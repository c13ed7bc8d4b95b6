//===- ProgressTest.cpp ---------------------------------------------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Run/Progress.h"
#include "gtest/gtest.h"

using namespace perfclaim;

namespace {

TEST(ProgressTest, ReadsWhatABenchmarkTells) {
  const auto Step = parseProgress("progress\tmeasuring\t2\t6\t1\t4\trows_320\t"
                                  "1.72\t1.7\t1.74");
  ASSERT_TRUE(Step);
  EXPECT_EQ(Step->Stage, "measuring");
  EXPECT_EQ(Step->Process, 2U);
  EXPECT_EQ(Step->Count, 4U);
  EXPECT_EQ(Step->Workload, "rows_320");
  ASSERT_TRUE(Step->Ratio);
  EXPECT_DOUBLE_EQ(Step->Ratio->High, 1.74);
  EXPECT_FALSE(parseProgress("progress\tmeasuring\t2\t6\t1\t4\tx")->Ratio);
}

TEST(ProgressTest, LeavesOtherLinesAlone) {
  EXPECT_FALSE(parseProgress("a kernel's own message"));
  EXPECT_FALSE(parseProgress("progress\tmeasuring\ttwo\t6\t1\t4\tx"));
  EXPECT_FALSE(parseProgress("progress\tmeasuring\t0\t0\t1\t4\tx"));
  EXPECT_FALSE(parseProgress("progress\tmeasuring\t0\t6\t1\t4\tx\t1.0\t1.0"));
}

TEST(ProgressTest, CountsWorkloadsOfAllProcesses) {
  EXPECT_DOUBLE_EQ(progressShare({"measuring", 3, 6, 2, 4, "", {}}), 3.5 / 6);
  // The second measurement goes on counting processes.
  EXPECT_DOUBLE_EQ(progressShare({"again", 6, 6, 1, 2, "", {}}), 0.5 / 6);
  EXPECT_DOUBLE_EQ(progressShare({"comparing", 0, 6, 1, 2, "", {}}), 0.5);
  EXPECT_DOUBLE_EQ(progressShare({"building", 0, 1, 0, 0, "", {}}), 0);
}

TEST(ProgressTest, ShowsWorkloadIntervalAndTimeLeft) {
  const ProgressStep Step = {"measuring",
                             2,
                             6,
                             2,
                             4,
                             "rows_320",
                             ProgressStep::Interval{1.72, 1.7, 1.74}};
  EXPECT_EQ(renderProgress(Step, 10, 200),
            "[========            ] measuring rows_320 1.720 (1.700 to 1.740), "
            "process 3 of 6, 14 s left");
  EXPECT_EQ(renderProgress(Step, 10, 12), "[========   ");
  EXPECT_EQ(renderProgress(Step, 1000, 200).find("s left"), std::string::npos);
  EXPECT_NE(renderProgress(Step, 1000, 200).find("24 min left"),
            std::string::npos);
}

TEST(ProgressTest, ANameCannotMoveTheCursor) {
  EXPECT_EQ(renderProgress({"comparing", 0, 1, 0, 0, "\x1b[2J", {}}, 0, 80),
            "comparing ?[2J");
}

TEST(ProgressTest, LeavesAnEmptyLine) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  double Now = 0;
  {
    ProgressLine Line(OS, 80, [&] { return Now; });
    Line.show({"building", 0, 1, 0, 0, "", {}});
  }
  EXPECT_EQ(Text, "\rbuilding\x1b[K\r\x1b[K");
}

} // namespace
