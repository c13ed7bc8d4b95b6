//===- GuardDefinesTest.cpp - Definitions that bring code to light *- C++
//-*-===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuardDefines.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

namespace {

using Names = std::vector<std::string>;

TEST(GuardDefines, FindsWhatADefinitionBringsToLight) {
  std::vector<GuardedPart> Parts =
      scanGuards("#ifdef A\na\n#else\nb\n#endif\n"
                 "#if defined(B) || defined(C)\nc\n#endif\n"
                 "#if !defined(D)\nd\n#endif\n#ifndef E\n#endif\n"
                 "#if F && G\n#endif\n#if __CUDA_ARCH__ >= 800\n#endif\n"
                 "#if H == 2\n#endif\n#if I == 1\n#endif\n");
  ASSERT_EQ(Parts.size(), 3u);
  EXPECT_EQ(Parts[2].Names, (Names{"I"}));
  EXPECT_EQ(Parts[0].Names, (Names{"A"}));
  EXPECT_TRUE(Parts[0].HasElse);
  EXPECT_EQ(Parts[1].Names, (Names{"B", "C"}));
  EXPECT_FALSE(Parts[1].HasElse);
}

TEST(GuardDefines, ValuesComeFromBuildFiles) {
  Definitions Builds = {{"FUSION", "1"}, {"HERE", "2"}, {"ASKED", "3"}};
  StringRef Text = "#define HERE 5\n#if ASKED\n#endif\n"
                   "int f() { return FUSION + HERE; }\n";
  EXPECT_EQ(GuardGuesser({Text}, Builds).forValues(),
            (Definitions{{"FUSION", "1"}}));
}

TEST(GuardDefines, AnEmptyMacroAsksForTheGuardThatABuildFileGives) {
  const StringRef Text = "#ifdef ENABLE_HALF\n"
                         "#define CASE_HALF(T, ...) \\\n"
                         "  case Half: { using T = half; __VA_ARGS__ }\n"
                         "#else\n"
                         "#define CASE_HALF(T, ...)\n"
                         "#endif\n";
  EXPECT_EQ(GuardGuesser({Text}, {{"ENABLE_HALF", ""}}).forEmptyMacros(),
            (Definitions{{"ENABLE_HALF", ""}}));
  EXPECT_EQ(GuardGuesser({Text}, {}).forEmptyMacros(), Definitions());
  const StringRef Both = "#ifdef ENABLE_HALF\n#define F(X) g(X)\n#else\n"
                         "#define F(X) h(X)\n#endif\n";
  EXPECT_EQ(GuardGuesser({Both}, {{"ENABLE_HALF", ""}}).forEmptyMacros(),
            Definitions());
}

TEST(GuardDefines, AMissingNameAsksForItsGuard) {
  Definitions Builds = {{"ENABLE_FP8", ""}};
  StringRef Text = "#ifdef ENABLE_BF16\nstruct Bf16 {};\n#endif\n"
                   "#if defined(USE_HIP) || defined(ENABLE_FP8)\n"
                   "inline float fp8(int);\n#endif\n"
                   "#ifdef USE_ROCM\nstruct Amd {};\n#endif\n"
                   "Bf16 b; float f = fp8(3); Amd a;\n";
  GuardGuesser Guesser({Text}, Builds);
  EXPECT_TRUE(Guesser.worthTrying());
  EXPECT_EQ(Guesser.forUnknown({"Bf16"}), (Definitions{{"ENABLE_BF16", ""}}));
  EXPECT_EQ(Guesser.forUnknown({"fp8"}), (Definitions{{"ENABLE_FP8", ""}}));
  EXPECT_EQ(Guesser.forUnknown({"Amd", "other"}), Definitions());
}

TEST(GuardDefines, WhatBothBranchesDeclareIsNotMissingForWantOfOne) {
  StringRef Text = "#if HAVE_GPU == 1\n"
                   "#if WIDE\ntypedef double Real;\n#else\n"
                   "typedef float Real;\n#endif\n#endif\n"
                   "void f(const Real *p);\n";
  Definitions None;
  GuardGuesser Guesser({Text}, None);
  EXPECT_TRUE(Guesser.worthTrying()) << "a use is no declaration";
  EXPECT_EQ(Guesser.forUnknown({"Real"}), (Definitions{{"HAVE_GPU", ""}}));
}

TEST(GuardDefines, WhatIsThereAnywayIsNotWorthATrial) {
  StringRef Text = "#ifdef USE_FAST\nint f();\n#else\nint f();\n#endif\n"
                   "#ifdef USE_MORE\nint unused();\n#endif\n"
                   "int g() { return f(); }\n";
  Definitions None;
  EXPECT_FALSE(GuardGuesser({Text}, None).worthTrying());
}

TEST(GuardDefines, WhatIsDefinedHidesNothingMore) {
  StringRef Text = "#ifdef USE_FAST\nint f();\n#endif\n"
                   "int g() { return f(); }\n";
  Definitions None;
  GuardGuesser Guesser({Text}, None);
  EXPECT_TRUE(Guesser.guards("USE_FAST"));
  EXPECT_FALSE(Guesser.guards("f"));
  EXPECT_TRUE(Guesser.worthTrying());
  Guesser.define("USE_FAST");
  EXPECT_FALSE(Guesser.worthTrying());
  EXPECT_EQ(Guesser.forUnknown({"f"}), Definitions());
}

TEST(GuardDefines, ChangedLinesAskForTheirGuardOnlyIfABuildFileGivesIt) {
  Definitions Builds = {{"USE_GRAPHS", ""}, {"MODE", ""}};
  StringRef Text = "#ifdef USE_GRAPHS\n  fast();\n#endif\n"
                   "#ifdef UNHEARD\n  fast();\n#endif\n"
                   "#ifdef MODE\n  fast();\n#else\n  slow();\n#endif\n";
  GuardGuesser Guesser({Text}, Builds);
  EXPECT_EQ(Guesser.forChanges(Text, {"fast();"}),
            (Definitions{{"USE_GRAPHS", ""}}));
  EXPECT_EQ(Guesser.forChanges(Text, {"other();"}), Definitions());
}

TEST(GuardDefines, ChangedLinesMayStandBehindTwoGuards) {
  Definitions Builds = {{"PROJECT_GRAPHS", ""}};
  StringRef Header = "#if defined(PROJECT_GRAPHS) || defined(HIP_GRAPHS)\n"
                     "#define USE_GRAPH\n#endif\n";
  StringRef Text = "#ifdef USE_GRAPH\ncapture();\n#endif\n";
  EXPECT_EQ(
      GuardGuesser({Header, Text}, Builds).forChanges(Text, {"capture();"}),
      (Definitions{{"PROJECT_GRAPHS", ""}}));
}

TEST(GuardDefines, DifferingLinesIgnoreBlanks) {
  EXPECT_EQ(differingLines("a\n  b\n\n", "a\nb\nc\n"),
            (std::set<std::string>{"c"}));
}

} // namespace
