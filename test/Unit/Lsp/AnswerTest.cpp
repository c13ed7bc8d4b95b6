//===- AnswerTest.cpp - What an editor is shown of a file -----------------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "perfclaim/Lsp/Answer.h"
#include "gtest/gtest.h"

namespace perfclaim {
namespace {

Answer makeAnswer() {
  Answer A;
  A.Path = "a.cu";
  A.Base = "HEAD";
  Kernel K;
  K.Identity = "k()";
  K.Name = "k";
  K.Place = {"a.cu", 3};
  K.Range.EndLine = 7;
  A.After.Kernels.push_back(K);
  Launch L;
  L.Kernel = "k()";
  L.KernelName = "k";
  L.FunctionName = "f";
  L.Place = {"a.cu", 12};
  L.Grid = "a | b";
  L.Block = "threads";
  L.BlockX = Expression::constant(32);
  L.BlockY = Expression::constant(8);
  A.After.Launches.push_back(L);
  return A;
}

LaunchChange blockChange() {
  LaunchChange L;
  L.Kernel = "k";
  L.Place = {"a.cu", 12};
  L.Before = {"n", "256", "", ""};
  L.After = {"n", "1024", "4096", ""};
  L.AfterIndex = 0;
  return L;
}

TEST(AnswerTest, SaysNothingOfWhatIsAsItWas) {
  EXPECT_TRUE(findingsOf(makeAnswer()).empty());
  EXPECT_TRUE(lensesOf(makeAnswer()).empty());
}

TEST(AnswerTest, NamesThePartsOfALaunchThatDiffer) {
  Answer A = makeAnswer();
  A.Changes.Launches.push_back(blockChange());
  const std::vector<Finding> Found = findingsOf(A);
  ASSERT_EQ(Found.size(), 1U);
  EXPECT_EQ(Found[0], (Finding{12, Severity::Note, "launch",
                               "launch of 'k' changed since HEAD: block 256 -> "
                               "1024, shared default -> 4096"}));
}

TEST(AnswerTest, IsSilentAboutALaunchThatIsAllowedToChange) {
  Answer A = makeAnswer();
  A.Changes.Launches.push_back(blockChange());
  A.Text = std::string(10, '\n') + "// perfclaim: allow(launch) tried\nk<<<\n";
  EXPECT_TRUE(findingsOf(A).empty());
  A.Text = std::string(10, '\n') + "// perfclaim: allow(launch)\nk<<<\n";
  EXPECT_EQ(findingsOf(A).size(), 1U);
}

TEST(AnswerTest, LeavesOtherFilesAlone) {
  Answer A = makeAnswer();
  A.Changes.Launches.push_back(blockChange());
  A.Changes.Launches[0].Place.File = "b.cu";
  EXPECT_TRUE(findingsOf(A).empty());
  // The kernel is here, and what changed there is said over it.
  ASSERT_EQ(lensesOf(A).size(), 1U);
  A.After.Kernels[0].Place.File = "b.cu";
  EXPECT_TRUE(lensesOf(A).empty());
}

TEST(AnswerTest, LensSaysWhatChangedAndWhy) {
  Answer A = makeAnswer();
  KernelChange K;
  K.Name = "k";
  K.After = "k()";
  K.Reasons = {"body", "callee:reduce"};
  A.Changes.Kernels.push_back(K);
  A.Changes.Launches.push_back(blockChange());
  ASSERT_EQ(lensesOf(A).size(), 1U);
  EXPECT_EQ(lensesOf(A)[0],
            (KernelLens{3, 7, "k",
                        "changed since HEAD: block 256 -> 1024, shared default "
                        "-> 4096, body, callee:reduce"}));
  A.Changes.Kernels[0].Kind = ChangeKind::Added;
  EXPECT_EQ(lensesOf(A)[0].Title, "new since HEAD");
}

TEST(AnswerTest, HeuristicsHaveConditionsAndThresholds) {
  Answer A = makeAnswer();
  Heuristic Now;
  Now.FunctionName = "pick";
  Now.Place = {"a.cu", 20};
  Now.Decides = "block";
  Now.Pieces = {{"n < 2048", "256"}, {"", "512"}};
  A.After.Heuristics.push_back(Now);
  HeuristicChange H;
  H.Function = "pick";
  H.File = "a.cu";
  H.Decides = "block";
  H.Before = {{"n < 1024", "128"}, {"", "256"}};
  H.After = Now.Pieces;
  H.Thresholds = {{{"n < 1024", "n", "1024"}, "before"},
                  {{"n < 2048", "n", "2048"}, "after"}};
  A.Changes.Heuristics.push_back(H);
  const std::vector<Finding> Found = findingsOf(A);
  ASSERT_EQ(Found.size(), 1U);
  EXPECT_EQ(Found[0].Line, 20U);
  EXPECT_EQ(Found[0].Text,
            "block size in 'pick' changed since HEAD: no more n < 1024: 128; "
            "new n < 2048: 256; otherwise: 256 -> 512; thresholds: n < 1024 "
            "(before), n < 2048 (now)");
}

TEST(AnswerTest, HoverShowsCodeAsCode) {
  Answer A = makeAnswer();
  LaunchChange Change = blockChange();
  Change.Before->Block = "f<int>(a * b * c | 1)";
  A.Changes.Launches.push_back(Change);
  const std::string Text = hoverOf(A, 3, "k");
  EXPECT_NE(
      Text.find("`changed since HEAD: block f<int>(a * b * c | 1) -> 1024, "),
      std::string::npos)
      << Text;
}

TEST(AnswerTest, HoverHasATableOfLaunches) {
  Answer A = makeAnswer();
  const std::string Plain = hoverOf(A, 3, "k");
  EXPECT_NE(Plain.find("| `f:12` | `a \\| b` | `32 x 8` |  |"),
            std::string::npos)
      << Plain;
  EXPECT_EQ(hoverOf(A, 3, "other"), "");
  // Any word of the line that launches it.
  EXPECT_EQ(hoverOf(A, 12, "other"), Plain);
  A.Changes.Launches.push_back(blockChange());
  EXPECT_NE(hoverOf(A, 3, "k").find("`256` -> `1024`"), std::string::npos);
}

} // namespace
} // namespace perfclaim
