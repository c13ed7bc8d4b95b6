//===- HunkSidesTest.cpp - Both sides as far as a diff shows them ---------===//
//
// Part of perfclaim, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "HunkSides.h"
#include "gtest/gtest.h"

using namespace llvm;
using namespace perfclaim;

static HunkSides sides(StringRef Text, bool Braces = true) {
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(Text);
  if (!Diff) {
    ADD_FAILURE() << toString(Diff.takeError());
    return {};
  }
  return sidesOfHunks(*Diff, Braces);
}

TEST(HunkSidesTest, LinesStandWhereTheyAreInTheFile) {
  const HunkSides S = sides("@@ -3,2 +3,2 @@\n-int a;\n+int b;\n int c;\n");
  EXPECT_EQ(S.Before, "\n\nint a;\nint c;\n");
  EXPECT_EQ(S.After, "\n\nint b;\nint c;\n");
}

TEST(HunkSidesTest, AFunctionIsOpenedAndClosedAroundItsLines) {
  const HunkSides S =
      sides("@@ -9,2 +9,2 @@ __global__ void k(float *x, int n, f\n"
            "-  x[0] = 1;\n+  x[0] = 2;\n   x[1] = 1;\n");
  EXPECT_EQ(S.Before, std::string(7, '\n') +
                          " __global__ void k(float *x, int n) {\n"
                          "  x[0] = 1;\n  x[1] = 1;\n}\n");
}

TEST(HunkSidesTest, TheNextHunkOfAFunctionGoesOn) {
  const HunkSides S =
      sides("@@ -2,1 +2,1 @@ void f(int n)\n-  a(n);\n+  b(n);\n"
            "@@ -5,2 +5,2 @@ void f(int n)\n-  c(n);\n+  d(n);\n }\n");
  EXPECT_EQ(S.Before, " void f(int n) {\n  a(n);\n\n\n  c(n);\n}\n");
}

TEST(HunkSidesTest, ParametersThatAHunkCutsAreClosed) {
  const HunkSides S =
      sides("@@ -2,3 +2,3 @@ int a;\n-void f(\n+void f_(\n"
            "   int a,\n   int b, // more\n"
            "@@ -7,2 +7,2 @@ void f(\n-  c(a);\n+  d(a);\n }\n");
  // What is not shown may be given all the same.
  std::string Cut = "perfclaim_cut = {}";
  for (int I = 0; I < 11; ++I)
    Cut += ", perfclaim_cut = {}";
  EXPECT_EQ(S.Before, "\nvoid f(\n  int a,\n  int b, // more\n" + Cut +
                          ") {\n\n  c(a);\n}\n");
  EXPECT_EQ(S.After, "\nvoid f_(\n  int a,\n  int b, // more\n" + Cut +
                         ") {\n\n  d(a);\n}\n");
}

TEST(HunkSidesTest, ArgumentsThatAHunkCutsAreClosed) {
  const HunkSides S =
      sides("@@ -2,2 +2,2 @@ void f()\n-  a(1,\n+  b(1,\n     2,\n");
  EXPECT_EQ(S.Before, " void f() {\n  a(1,\n    2 \n);}\n");
}

TEST(HunkSidesTest, AHunkMayBeginWithinParametersOrArguments) {
  const HunkSides S =
      sides("@@ -2,2 +2,2 @@ void f(\n   int &a);\n-int b;\n+int "
            "c;\n@@ -9,3 +9,3 @@ void g(int n)\n   h(n),\n"
            "   n);\n-}\n+  }\n");
  EXPECT_EQ(S.Before, " void f(\n  int &a);\nint b;\n\n\n\n\n"
                      " void g(int n) { (\n  h(n),\n  n);\n}\n");
}

TEST(HunkSidesTest, NamespacesGoOnBehindWhatIsNotShown) {
  const HunkSides S =
      sides("@@ -1,2 +1,2 @@\n namespace n {\n-int a;\n+int b;\n"
            "@@ -9,4 +9,4 @@ void f()\n-  a();\n+  b();\n }\n int c;\n }\n"
            "@@ -20,2 +20,2 @@\n struct S {\n-  int a;\n+  int b;\n");
  EXPECT_EQ(S.Before, "namespace n {\nint a;\n\n\n\n\n\n void f() {\n  a();\n"
                      "}\nint c;\n}\n\n\n\n\n\n\n\nstruct S {\n  int a;\n};\n");
}

TEST(HunkSidesTest, CommentsAndConditionalsThatAHunkCutsEnd) {
  const HunkSides S =
      sides("@@ -3,3 +3,3 @@\n    (a) of {it. */\n-int a;\n+int b;\n"
            " #if X\n@@ -9,2 +9,2 @@\n-int c;\n+int d;\n"
            " /* don't {\n");
  EXPECT_EQ(S.Before, "\n /*\n   (a) of {it. */\nint a;\n#if X\n#endif\n\n\n"
                      "int c;\n/* don't {\n*/\n");
}

TEST(HunkSidesTest, OtherLanguagesAreLeftAsTheyAre) {
  const HunkSides S =
      sides("@@ -2,1 +2,1 @@ def f(n):\n-  return {1\n+  return {2\n", false);
  EXPECT_EQ(S.After, "\n  return {2\n");
}

TEST(HunkSidesTest, APythonHunkTellsItsFunction) {
  Expected<UnifiedDiff> Diff = parseUnifiedDiff(
      "@@ -9,1 +9,1 @@ def f(n,\n-    return 1\n+    return 2\n");
  ASSERT_TRUE(bool(Diff));
  const HunkSides S = sidesOfHunks(*Diff, false, true);
  EXPECT_TRUE(StringRef(S.Before).ends_with("\n#@ def f(n,\n    return 1\n"));
  EXPECT_TRUE(StringRef(S.After).ends_with("\n#@ def f(n,\n    return 2\n"));
}

TEST(HunkSidesTest, HugeLineNumbersAreNoHugeText) {
  const HunkSides S = sides("@@ -4000000000,1 +1,1 @@\n-a\n+b\n");
  EXPECT_LT(S.Before.size(), 2000000U);
}
